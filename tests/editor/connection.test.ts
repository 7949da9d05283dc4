import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { OFFLINE_AFTER_MS, openLine, type Line } from '../../src/lib/editor/connection.ts'
import { isSaved, openLinePage, type, type LinePage } from '../support/line-page.ts'
import { DOCUMENT, locked, mayEdit, openSyncHouse, shut, type PersonId, type SyncHouse } from '../support/sync-house.ts'

let house: SyncHouse
let lines: Line[] = []
beforeEach(async () => {
  house = await openSyncHouse()
})
afterEach(async () => {
  for (const line of lines) line.destroy()
  lines = []
  await house.close()
})

function open(person: PersonId, readOnly: string | null = null, doc = new Y.Doc()): LinePage {
  const page = openLinePage(house, person, { readOnly, doc })
  lines.push(page.line)
  return page
}
const textOf = (doc: Y.Doc): string => doc.getText('default').toString()

describe('LN1: saved means durable', () => {
  it('reconnecting, then saved; while something is on its way, saving and how much', async () => {
    const page = open('drafter-1')
    expect(page.now()).toMatchObject({ kind: 'reconnecting', unsaved: 0 })
    await page.until(isSaved)
    const sync = Promise.withResolvers<void>()
    house.faults.holdDurable = sync.promise
    type(page, 'a')
    type(page, 'b')
    expect(page.now()).toMatchObject({ kind: 'saving', unsaved: 2 })
    const other = open('drafter-2')
    await new Promise<void>((resolve) => other.doc.on('update', () => textOf(other.doc).includes('ba') && resolve()))
    // seen by another, yet not on disk
    expect(page.now()).toMatchObject({ kind: 'saving', unsaved: 2 })
    house.faults.holdDurable = null
    sync.resolve()
    await page.until(isSaved)
    expect(page.now().unsaved).toBe(0)
  })
  it('an acknowledgement covers what went before it, and nothing after', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    type(page, 'a')
    await page.until(({ kind }) => kind === 'saving')
    await page.until(isSaved)
    const write = Promise.withResolvers<void>()
    house.faults.hold = write.promise
    type(page, 'b')
    expect(page.now()).toMatchObject({ kind: 'saving', unsaved: 1 })
    house.faults.hold = null
    write.resolve()
    await page.until(isSaved)
    expect(textOf(await house.replay())).toBe(textOf(page.doc))
  })
})

describe('LN2: a lost line', () => {
  it('keeps count while away, sends all of it again, and is saved only then', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    page.line.provider.disconnect()
    await page.until(({ kind }) => kind === 'reconnecting')
    type(page, 'a')
    type(page, 'b')
    type(page, 'c')
    expect(page.now()).toMatchObject({ kind: 'reconnecting', unsaved: 3 })
    page.line.provider.connect()
    await page.until(isSaved)
    expect(textOf(await house.replay())).toBe(textOf(page.doc))
  })
  it('a journal that fails: never saved in between, the words come again by themselves', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    house.faults.refusal = new Error('disk full')
    const from = page.states.length
    type(page, 'not lost ')
    await page.until(({ kind }) => kind === 'reconnecting')
    house.faults.refusal = null
    await page.until(isSaved)
    expect(page.states.slice(from, -1).every(({ kind, unsaved }) => kind !== 'saved' && unsaved > 0)).toBe(true)
    expect(textOf(await house.replay())).toContain('not lost')
  })
})

describe('LN2: a line that does not come back', () => {
  afterEach(() => vi.useRealTimers())
  it('is offline after a while, however often it is tried meanwhile', () => {
    vi.useFakeTimers()
    let attempts = 0
    class Unreachable {
      onclose: ((event: { code: number; reason: string }) => void) | null = null
      constructor() {
        attempts++
        setTimeout(() => this.onclose?.({ code: 1006, reason: '' }), 1)
      }
      close(): void {}
      send(): void {}
    }
    const line = openLine({
      documentId: DOCUMENT,
      doc: new Y.Doc(),
      readOnly: null,
      serverUrl: 'ws://unreachable.example/sync',
      WebSocket: Unreachable as unknown as typeof globalThis.WebSocket,
    })
    lines.push(line)
    const kinds: string[] = []
    line.subscribe(({ kind }) => kinds.push(kind))
    vi.advanceTimersByTime(OFFLINE_AFTER_MS - 1)
    expect(attempts).toBeGreaterThan(3)
    expect(kinds).toEqual(['reconnecting'])
    vi.advanceTimersByTime(1)
    expect(kinds).toEqual(['reconnecting', 'offline'])
  })
})

describe('LN3: read-only says why', () => {
  it('from the start, without anything unsaved', async () => {
    const page = open('reviewer', 'not-allowed')
    await page.until(({ kind }) => kind === 'read-only')
    expect(page.now()).toMatchObject({ kind: 'read-only', code: 'not-allowed', unsaved: 0 })
  })
  it('when the article is locked while typing: what was not taken stays counted, and is saved when it may be', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    house.access.set('drafter-1', locked)
    house.change('drafter-1', locked)
    type(page, 'kept ')
    await page.until(({ kind }) => kind === 'read-only')
    expect(page.now()).toMatchObject({ kind: 'read-only', code: 'article-locked', unsaved: 1 })
    house.change('drafter-1', mayEdit)
    await page.until(isSaved)
    expect(textOf(await house.replay())).toContain('kept')
  })
})

describe('LN4: some ends are final and say so', () => {
  it('signed out; shut out; a refused frame', async () => {
    const [out, gone, bad] = [open('drafter-1'), open('drafter-2'), open('drafter-3')]
    for (const page of [out, gone, bad]) await page.until(isSaved)
    house.signOut('drafter-1')
    house.change('drafter-2', shut)
    bad.line.provider.ws!.send(Uint8Array.of(42))
    for (const page of [out, gone, bad]) await page.until(({ kind }) => kind === 'ended')
    expect([out, gone, bad].map((page) => page.now())).toMatchObject([
      { kind: 'ended', close: 4401, code: 'not-signed-in', unsaved: 0 },
      { kind: 'ended', close: 4403, code: 'not-allowed', unsaved: 0 },
      { kind: 'ended', close: 4400, code: 'unknown-message', unsaved: 0 },
    ])
  })
  it('words written after the end stay counted, and go when the reader is let in again', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    house.change('drafter-1', shut)
    await page.until(({ kind }) => kind === 'ended')
    type(page, 'later ')
    expect(page.now()).toMatchObject({ kind: 'ended', close: 4403, code: 'not-allowed', unsaved: 1 })
    house.change('drafter-1', mayEdit)
    page.line.reconnect()
    await page.until(isSaved)
    expect(textOf(await house.replay())).toContain('later')
  })
})
