// Over 250 lines: one story after another of the same part, with what they share.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Hat } from '../../src/lib/domain/hat.ts'
import { MESSAGE } from '../../src/lib/domain/sync.ts'
import { OFFLINE_AFTER_MS, openLine, type Line } from '../../src/lib/editor/line/connection.ts'
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

describe('HW4: in which capacity one writes', () => {
  const openAs = (chosen: Hat | null): LinePage & { remembered: (Hat | null)[] } => {
    const remembered: (Hat | null)[] = []
    const as = { chosen, remember: (hat: Hat | null) => void remembered.push(hat) }
    const page = openLinePage(house, 'drafter-1', { doc: new Y.Doc(), as })
    lines.push(page.line)
    return Object.assign(page, { remembered })
  }
  const kept = async (): Promise<(Hat | null)[]> => (await house.journalRows()).slice(1).map(({ hat }) => hat)
  beforeEach(() => void house.access.set('drafter-1', { ...mayEdit, hats: ['chair', 'party'] }))

  it('is told, chosen while everything is saved, and remembered; what is unsaved stays in its own', async () => {
    const page = openAs(null)
    await page.until(isSaved)
    expect(page.line.capacity()).toEqual({ hat: 'party', hats: ['chair', 'party'] })
    const sync = Promise.withResolvers<void>()
    house.faults.holdDurable = sync.promise
    type(page, 'a')
    expect(page.line.writeAs('chair')).toBe(false)
    house.faults.holdDurable = null
    sync.resolve()
    await page.until(isSaved)
    expect(page.line.writeAs('chair')).toBe(true)
    await page.until(isSaved)
    expect(page.line.capacity().hat).toBe('chair')
    type(page, 'b')
    await page.until(isSaved)
    expect([await kept(), page.remembered]).toEqual([['party', 'chair'], ['chair']])
  })
  it('comes back in the one that was chosen, and forgets one that is not theirs any more', async () => {
    const page = openAs('chair')
    await page.until(isSaved)
    expect(page.line.capacity().hat).toBe('chair')
    const other = openAs('secretariat')
    await other.until(isSaved)
    expect([other.line.capacity().hat, other.remembered]).toEqual(['party', [null]])
    expect([page.line.lostHat(), other.line.lostHat()]).toEqual([null, 'secretariat'])
    expect(other.line.writeAs('chair')).toBe(true)
    expect(other.line.lostHat()).toBeNull()
  })
  it('stays in the one it was told where none was chosen, whatever else becomes possible', async () => {
    house.access.set('drafter-1', { ...mayEdit, hats: ['chair'], hat: 'chair' })
    const page = openAs(null)
    await page.until(isSaved)
    expect(page.line.capacity().hat).toBe('chair')
    house.change('drafter-1', { ...mayEdit, hats: ['chair', 'party'] })
    await vi.waitFor(() => expect(page.line.capacity().hats).toEqual(['chair', 'party']))
    type(page, 'd')
    await page.until(isSaved)
    page.line.provider.ws!.close()
    type(page, 'e')
    await page.until(({ kind }) => kind !== 'saved')
    await page.until(isSaved)
    expect([await kept(), page.line.capacity().hat, page.remembered]).toEqual([['chair', 'chair'], 'chair', []])
  })
  it('where the one it was told is taken away and nothing is unsaved, goes on in another', async () => {
    house.access.set('drafter-1', { ...mayEdit, hats: ['chair'], hat: 'chair' })
    const page = openAs(null)
    await page.until(isSaved)
    house.change('drafter-1', { ...mayEdit, hats: ['party'] })
    await vi.waitFor(() => expect(page.line.capacity().hat).toBe('party'))
    await page.until(isSaved)
    expect(page.line.lostHat()).toBe('chair')
  })
  it('taken away with words unsaved, sends these in no other', async () => {
    const page = openAs('chair')
    await page.until(isSaved)
    house.change('drafter-1', { ...mayEdit, hats: ['party'] })
    type(page, 'c')
    await page.until(({ kind }) => kind === 'read-only')
    expect(page.now().unsaved).toBe(1)
    expect(await kept()).not.toContain('party')
  })
})

describe('who is where', () => {
  it('tells of its own person, and sends nothing back of what it hears of others', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    const { provider, awareness } = page.line
    const sent = vi.spyOn(provider.ws!, 'send')
    const told = (): number =>
      sent.mock.calls.filter(([data]) => data instanceof Uint8Array && data[0] === MESSAGE.presence).length
    const other = new Awareness(new Y.Doc())
    other.setLocalState({ cursor: null })
    applyAwarenessUpdate(awareness, encodeAwarenessUpdate(other, [other.clientID]), provider)
    expect(awareness.getStates().has(other.clientID)).toBe(true)
    expect(told()).toBe(0)
    other.destroy()
    page.line.awareness.setLocalStateField('cursor', { anchor: null, head: null })
    expect(told()).toBe(1)
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
  it('ND13: a server whose database is away lets nobody in, and the page comes back by itself', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    house.store.isAway = () => true
    page.line.provider.ws!.close()
    type(page, 'not lost ')
    while ((house.sync.stats().turnedAway['away'] ?? 0) < 2) await new Promise(setImmediate)
    expect(page.now()).toMatchObject({ kind: 'reconnecting', unsaved: 1 })
    house.store.isAway = () => false
    await page.until(isSaved)
    expect(textOf(await house.replay())).toContain('not lost')
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
  it('an account closed while its person writes: that is the reason, and stays it when the page wakes', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    house.closeAccount('drafter-1')
    await page.until(({ kind }) => kind === 'ended')
    type(page, 'later ')
    page.line.wake()
    expect(page.now()).toMatchObject({ kind: 'ended', close: 4401, code: 'account-closed', unsaved: 1 })
    expect(page.line.words().map(({ text }) => text)).toEqual(['later '])
    expect(page.line.provider.shouldConnect).toBe(false)
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

/** A socket that opens when told to, and says and hears what the test wants. */
class Puppet {
  static all: Puppet[] = []
  static get last(): Puppet {
    return Puppet.all.at(-1)!
  }
  readonly OPEN = 1
  readyState = 0
  sent: Uint8Array[] = []
  isClosed = false
  onopen: (() => void) | null = null
  onmessage: ((event: { data: Uint8Array }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  constructor() {
    Puppet.all.push(this)
  }
  open(): void {
    this.readyState = 1
    this.onopen?.()
    this.say(0, 0, 1, 0) // step 1 of an empty document
    this.say(0, 1, 2, 0, 0) // step 2: nothing
    this.acknowledge(1)
  }
  say(...bytes: number[]): void {
    this.onmessage?.({ data: Uint8Array.from(bytes) })
  }
  acknowledge(count: number): void {
    this.say(100, count)
  }
  close(): void {
    this.isClosed = true
  }
  send(message: Uint8Array): void {
    this.sent.push(message)
  }
}

describe('LN2, LN11: a line that broke without a word', () => {
  let kinds: string[]
  let line: Line
  let doc: Y.Doc
  beforeEach(() => {
    vi.useFakeTimers()
    Puppet.all = []
    doc = new Y.Doc()
    line = openLine({
      documentId: DOCUMENT,
      doc,
      readOnly: null,
      serverUrl: 'ws://puppet.example/sync',
      WebSocket: Puppet as unknown as typeof globalThis.WebSocket,
    })
    lines.push(line)
    kinds = []
    line.subscribe(({ kind, isLate }) => kinds.push(isLate ? `${kind}, late` : kind))
  })
  afterEach(() => vi.useRealTimers())
  const write = (): void => doc.getText('default').insert(0, 'a')

  it('late after five seconds, to the moment; asked then; made anew when it does not answer', () => {
    Puppet.last.open()
    expect(kinds.at(-1)).toBe('saved')
    write()
    vi.advanceTimersByTime(4_999)
    expect(kinds.at(-1)).toBe('saving')
    vi.advanceTimersByTime(1)
    expect(kinds.at(-1)).toBe('saving, late')
    expect(Puppet.all).toHaveLength(1)
    vi.advanceTimersByTime(7_500)
    expect(Puppet.all[0]!.isClosed).toBe(true)
    expect(Puppet.all).toHaveLength(2)
    expect(kinds.at(-1)).toBe('reconnecting, late')
    Puppet.last.open()
    expect(kinds.at(-1)).toBe('saved')
  })
  it('a server that is slow but there is not hung up on', () => {
    Puppet.last.open()
    write()
    for (let i = 0; i < 30; i++) {
      vi.advanceTimersByTime(1_000)
      Puppet.last.say(1, 1, 0)
    }
    expect(Puppet.all).toHaveLength(1)
    expect(kinds.at(-1)).toBe('saving, late')
    Puppet.last.acknowledge(2)
    expect(kinds.at(-1)).toBe('saved')
  })
  it('typing without a pause is not late as long as each word is saved soon', () => {
    Puppet.last.open()
    write()
    for (let count = 2; count < 40; count++) {
      vi.advanceTimersByTime(300)
      write()
      Puppet.last.acknowledge(count)
    }
    expect(kinds.filter((kind) => kind.includes('late'))).toEqual([])
    expect(kinds.at(-1)).toBe('saving')
  })
  it('an attempt that nobody answers is given up for another', () => {
    expect(Puppet.all).toHaveLength(1)
    vi.advanceTimersByTime(11_000)
    expect(Puppet.all.length).toBeGreaterThan(1)
    expect(Puppet.all[0]!.isClosed).toBe(true)
  })
  it('waking: waits for no back-off, and does not trust a line that was long silent', () => {
    Puppet.last.open()
    for (let i = 0; i < 4; i++) {
      Puppet.last.onclose?.({ code: 1006, reason: '' })
      vi.advanceTimersByTime(2_500)
    }
    Puppet.last.onclose?.({ code: 1006, reason: '' })
    const before = Puppet.all.length
    line.wake()
    expect(Puppet.all).toHaveLength(before + 1)
    Puppet.last.open()
    line.wake()
    expect(Puppet.all).toHaveLength(before + 1)
    // timers stood still; the clock did not
    vi.setSystemTime(Date.now() + 60_000)
    line.wake()
    expect(Puppet.all).toHaveLength(before + 2)
    expect(Puppet.all.at(-2)!.isClosed).toBe(true)
  })
})
