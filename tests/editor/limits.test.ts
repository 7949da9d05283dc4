/** What a page knows of the limits that its person meets: why it is not let in, and how full the article is. */
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { CLOSE } from '../../src/lib/domain/sync.ts'
import { noticeFrame } from '../../server/sync/protocol.ts'
import { isSaved, openLinePage, type LinePage } from '../support/line-page.ts'
import { openSyncHouse, type SyncHouse } from '../support/sync-house.ts'

let house: SyncHouse
let pages: LinePage[] = []
afterEach(async () => {
  for (const { line } of pages) line.destroy()
  pages = []
  await house.close()
})
const open = (at: SyncHouse): LinePage => {
  const page = openLinePage(at, 'drafter-1')
  pages.push(page)
  return page
}

describe('SY6: too many windows', () => {
  it('a page says why it is not let in, and goes on by itself once there is room', async () => {
    house = await openSyncHouse({ limits: { socketsPerPerson: 1 } })
    const first = open(house)
    await first.until(isSaved)
    const late = open(house)
    await late.until(({ busy }) => busy === 'too-many-sockets')
    expect(isSaved(late.now())).toBe(false)
    first.line.destroy()
    await late.until(isSaved)
    expect(late.now().busy).toBeUndefined()
  })
})

describe('SY17: nearly full', () => {
  it('is known while the line holds, follows what is told, and is told anew by the next line', async () => {
    house = await openSyncHouse()
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const tell = (percent: number): void => {
      for (const ws of server.clients) ws.send(noticeFrame(JSON.stringify({ kind: 'article-nearly-full', percent })))
    }
    const page = open({ ...house, address: `ws://127.0.0.1:${port}` })
    await new Promise((resolve) => server.once('connection', resolve))
    tell(75)
    await page.until(({ nearlyFull }) => nearlyFull === 75)
    tell(76)
    await page.until(({ nearlyFull }) => nearlyFull === 76)
    tell(0)
    await page.until(({ nearlyFull }) => nearlyFull === undefined)
    tell(80)
    await page.until(({ nearlyFull }) => nearlyFull === 80)
    for (const ws of server.clients) ws.close(CLOSE.restarting)
    await page.until(({ nearlyFull }) => nearlyFull === undefined)
    page.line.destroy()
    for (const ws of server.clients) ws.terminate()
    await new Promise((resolve) => server.close(resolve))
  })
})
