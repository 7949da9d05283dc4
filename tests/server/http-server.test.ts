/** The http server cuts off who keeps it waiting. The numbers here are small; the test waits for the end, whenever it comes. */
import { connect, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { makeHttpServer } from '../../server/http-server.ts'

let close: () => Promise<unknown> = async () => {}
afterEach(() => close())

/** Says `words`, and nothing else, and resolves with what it hears until the server ends the line. */
async function say(words: string, limits: { requestHeadMs: number; requestMs: number }): Promise<string> {
  const server = makeHttpServer(limits, (request, response) => {
    request.resume().on('end', () => response.end('heard'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => new Promise((resolve) => server.close(resolve))
  const line = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let heard = ''
  line.on('data', (bytes: Buffer) => (heard += bytes.toString()))
  line.on('error', () => {})
  const ended = new Promise((resolve) => line.once('close', resolve))
  line.write(words)
  await ended
  return heard.split('\r\n')[0]!
}

describe('SY18: an http connection', () => {
  const HEAD = { requestHeadMs: 40, requestMs: 60_000 }
  it('that says nothing', async () => {
    expect(await say('', HEAD)).toBe('HTTP/1.1 408 Request Timeout')
  })
  it('that says half of an upgrade', async () => {
    const half = 'GET /sync/document HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
    expect(await say(half, HEAD)).toBe('HTTP/1.1 408 Request Timeout')
  })
  it('that says half of what it announced', async () => {
    const half = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf'
    expect(await say(half, { requestHeadMs: 40, requestMs: 80 })).toBe('HTTP/1.1 408 Request Timeout')
  })
  it('that rests between two requests is kept for longer than a proxy keeps it (nginx: 60 s), so that it is the proxy who ends it', () => {
    const { keepAliveTimeout } = makeHttpServer(HEAD, () => {})
    expect(keepAliveTimeout).toBeGreaterThan(60_000)
    expect(keepAliveTimeout).toBeLessThan(120_000)
  })
})
