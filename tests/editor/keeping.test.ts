// Over 250 lines: one story after another of the same part, with what they share.
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { Hat } from '../../src/lib/domain/hat.ts'
import { SCHEMA_VERSION } from '../../src/lib/domain/text.ts'
import { Keeping } from '../../src/lib/editor/line/keeping.ts'
import { Ledger } from '../../src/lib/editor/line/ledger.ts'
import { MESSAGE, SYNC } from '../../src/lib/domain/sync.ts'
import { openDevice, type Device, type KeptWords } from '../../src/lib/editor/line/device.ts'
import { renamed } from '../../src/lib/editor/line/renamed.ts'
import { IDLE_MS } from '../../server/sync/room.ts'
import { fakeClock, type FakeClock } from '../support/fake-clock.ts'
import { isSaved, openLinePage, type, type LinePage } from '../support/line-page.ts'
import { DOCUMENT, locked, mayEdit, openSyncHouse, type PersonId, type SyncHouse } from '../support/sync-house.ts'
import type { LineOptions, LineState } from '../../src/lib/editor/line/connection.ts'

let house: SyncHouse
let device: Device
let pages: LinePage[] = []
beforeEach(async () => {
  vi.stubGlobal('IDBKeyRange', IDBKeyRange)
  house = await openSyncHouse()
  device = openDevice(new IDBFactory())
})
afterEach(async () => {
  for (const page of pages) page.line.destroy()
  pages = []
  await house.close()
  device.close()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** A page of this person on the one device. */
function open(
  person: PersonId,
  options: { device?: Device; session?: () => PersonId; as?: NonNullable<LineOptions['as']> } = {},
): LinePage {
  const { device: on = device, ...others } = options
  const keep = { device: on, person, lang: 'en', label: 'Article 1', round: null, path: '/draft/1' }
  const page = openLinePage(house, person, { keep, ...others })
  pages.push(page)
  return page
}
/** As when a tab dies: the words are on the device, nothing more is sent. */
async function kill(page: LinePage): Promise<void> {
  page.line.provider.disconnect()
  await page.line.keep()
  page.line.destroy()
}
const cut = (page: LinePage): void => page.line.provider.disconnect()
const kept = (person: PersonId): Promise<KeptWords[]> => device.ofDocument(person, DOCUMENT)
const server = async (): Promise<string> => (await house.replay()).getText('default').toString()
const isGone = ({ kind }: LineState): boolean => kind === 'reconnecting' || kind === 'offline'
const nothingKept = (person: PersonId): Promise<void> =>
  vi.waitFor(async () => expect(await kept(person)).toEqual([]), { interval: 5 })

/** Someone who typed without a line and whose tab died. */
async function typedAndDied(person: PersonId, ...words: string[]): Promise<LinePage> {
  const page = open(person)
  await page.until(isSaved)
  cut(page)
  for (const word of words) type(page, word)
  await kill(page)
  return page
}

describe('LN5: unsaved words are kept on the device, and nothing else is', () => {
  it('nothing on a good line', async () => {
    const keep = vi.spyOn(device, 'keep')
    const page = open('drafter-1')
    await page.until(isSaved)
    type(page, 'a')
    await page.until(({ kind }) => kind === 'saving')
    await page.until(isSaved)
    await page.line.keep()
    expect(keep).not.toHaveBeenCalled()
    expect(await kept('drafter-1')).toEqual([])
  })
  it('nothing on a good line while somebody types all the time: each word has its own patience', async () => {
    vi.useFakeTimers()
    const ledger = new Ledger()
    const keep = vi.fn(() => Promise.resolve())
    const keeping = new Keeping({
      ...{
        person: 'p',
        document: 'd',
        page: 'x',
        schema: SCHEMA_VERSION,
        lang: 'en',
        label: '',
        round: null,
        path: '/',
      },
      device: { ...device, keep },
      ledger,
      passages: () => [],
      hat: () => null,
      isConnected: () => true,
      told: () => undefined,
    })
    const typed = new Y.Doc()
    typed.on('update', (update: Uint8Array) => {
      ledger.sent(new Uint8Array([MESSAGE.sync, SYNC.update]))
      ledger.changed(update, true, Date.now())
      keeping.note()
    })
    for (let key = 1; key <= 20; key++) {
      typed.getText('default').insert(0, 'x')
      await vi.advanceTimersByTimeAsync(100)
      ledger.acknowledged(key - 1) // the last is always on its way
    }
    expect(keep).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(150)
    expect(keep.mock.calls).toMatchObject([[{ count: 1 }]])
    keeping.stop()
    vi.useRealTimers()
  })
  it('without a line at once: the changes alone, with paragraph and words to copy', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    cut(page)
    type(page, 'and ')
    type(page, 'women ')
    page.doc.getText('default').insert(page.doc.getText('default').length, ' always')
    await page.line.keep()
    const [words, ...more] = await kept('drafter-1')
    expect(more).toEqual([])
    expect(words).toMatchObject({ schema: SCHEMA_VERSION, label: 'Article 1', count: 3, refused: null, lang: 'en' })
    expect(words!.passages).toEqual([
      { label: null, text: 'women and ' },
      { label: null, text: ' always' },
    ])
    const holds = new TextDecoder().decode(words!.update)
    expect(holds).toContain('women')
    expect(holds).not.toContain('humanitarian')
  })
  it('on a line that stopped answering, after a moment', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    const disk = Promise.withResolvers<void>()
    house.faults.holdDurable = disk.promise
    type(page, 'held ')
    await vi.waitFor(async () => expect((await kept('drafter-1')).map(({ count }) => count)).toEqual([1]), {
      interval: 10,
    })
    disk.resolve()
    await page.until(isSaved)
    await nothingKept('drafter-1')
  })
  it('are forgotten once the server has them', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    cut(page)
    type(page, 'soon ')
    await page.line.keep()
    expect(await kept('drafter-1')).toHaveLength(1)
    page.line.provider.connect()
    await page.until(isSaved)
    await nothingKept('drafter-1')
  })
})

describe('LN6: what a page kept is merged by the next one, in its author’s name', () => {
  it('after the tab died, with the room closed and the text moved on; then it is forgotten', async () => {
    await typedAndDied('drafter-1', 'offline ', 'words ')
    const other = open('drafter-2')
    await other.until(isSaved)
    type(other, 'meanwhile ')
    await other.until(({ kind }) => kind === 'saving')
    await other.until(isSaved)
    const back = open('drafter-1')
    expect(back.now()).toMatchObject({ kind: 'reconnecting' })
    await back.until(isSaved)
    expect(await server()).toContain('words offline ')
    expect(await server()).toContain('meanwhile ')
    expect(back.doc.getText('default').toString()).toBe(await server())
    const rows = await house.journalRows()
    expect(rows.at(-1)!.author_id).toBe('drafter-1')
    await nothingKept('drafter-1')
  })
  it('counts as unsaved until the server has it, and is still there when that page dies too', async () => {
    await typedAndDied('drafter-1', 'a', 'b', 'c')
    house.faults.refusal = new Error('disk full')
    const second = open('drafter-1')
    await second.until(({ unsaved }) => unsaved === 3)
    type(second, 'd')
    await kill(second)
    expect((await kept('drafter-1')).map(({ count }) => count)).toEqual([3, 1])
    house.faults.refusal = null
    const third = open('drafter-1')
    await third.until(isSaved)
    expect(await server()).toMatch(/cba/)
    expect(await server()).toMatch(/d/)
    await nothingKept('drafter-1')
  })
  it('deletions and formats too', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    cut(page)
    page.doc.getText('default').delete(1, 'Protection '.length)
    page.doc.getText('default').format(1, 2, { bold: '1' })
    await kill(page)
    const back = open('drafter-1')
    await back.until(isSaved)
    expect(await server()).toMatch(/^of staff/)
    expect((await house.replay()).getText('default').toDelta()[1]).toEqual({ insert: 'of', attributes: { bold: '1' } })
  })
  it('what two tabs kept, and what a living tab still writes', async () => {
    const [one, two] = [open('drafter-1'), open('drafter-1')]
    await Promise.all([one.until(isSaved), two.until(isSaved)])
    cut(one)
    cut(two)
    type(one, 'first ')
    type(two, 'second ')
    await one.line.keep()
    await kill(two)
    const three = open('drafter-1')
    await three.until(isSaved)
    expect(await server()).toContain('first ')
    expect(await server()).toContain('second ')
    type(one, 'later ')
    await one.line.keep()
    await vi.waitFor(async () => expect((await kept('drafter-1')).map(({ count }) => count)).toEqual([2]), {
      interval: 5,
    })
    one.line.provider.connect()
    await one.until(isSaved)
    expect(await server()).toMatch(/later first |first .*later |later .*first /)
    expect((await server()).match(/first /g)).toHaveLength(1)
    await nothingKept('drafter-1')
  })
  it('a long time without a line: hundreds of changes in one step', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    cut(page)
    for (let i = 0; i < 300; i++) type(page, `${i} `)
    expect(page.now()).toMatchObject({ unsaved: 300 })
    await kill(page)
    const back = open('drafter-1')
    await back.until(isSaved)
    for (let i = 0; i < 300; i++) expect(await server()).toContain(`${i} `)
    await nothingKept('drafter-1')
  })
})

describe('LN7: words belong to their person', () => {
  it('another person on the device neither sees nor sends them', async () => {
    await typedAndDied('drafter-1', 'not yours ')
    const other = open('drafter-2')
    await other.until(isSaved)
    expect(other.doc.getText('default').toString()).not.toContain('not yours')
    expect(other.line.leftovers()).toEqual([])
    other.line.destroy()
    expect(await server()).not.toContain('not yours')
    expect(await kept('drafter-1')).toHaveLength(1)
    await device.clear('drafter-2')
    expect(await kept('drafter-1')).toHaveLength(1)
    await device.clear('drafter-1')
    expect(await kept('drafter-1')).toEqual([])
  })
  it('an open page does not go on under another person’s session', async () => {
    let session: PersonId = 'drafter-1'
    const page = open('drafter-1', { session: () => session })
    await page.until(isSaved)
    cut(page)
    type(page, 'mine ')
    session = 'drafter-2'
    page.line.provider.connect()
    await page.until(({ kind }) => kind === 'ended')
    expect(page.now()).toMatchObject({ close: 4401, code: 'other-person', unsaved: 1 })
    expect(await server()).not.toContain('mine')
    session = 'drafter-1'
    page.line.reconnect()
    await page.until(isSaved)
    expect(await server()).toContain('mine')
    expect((await house.journalRows()).at(-1)!.author_id).toBe('drafter-1')
  })
})

describe('LN8: words that cannot get in are kept to copy', () => {
  it('locked meanwhile: exactly the words that did not get in, and in they go when it is unlocked', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    type(page, 'in time ')
    await page.until(({ kind }) => kind === 'saving')
    await page.until(isSaved)
    cut(page)
    type(page, 'too late ')
    house.change('drafter-1', locked)
    page.line.provider.connect()
    await page.until(({ kind }) => kind === 'read-only')
    expect(page.now()).toMatchObject({ code: 'article-locked', unsaved: 1, mayWrite: false })
    expect(page.line.words()).toEqual([{ label: null, text: 'too late ' }])
    await kill(page)
    const back = open('drafter-1')
    await back.until(({ kind }) => kind === 'read-only')
    expect(back.now().unsaved).toBe(1)
    expect(back.line.words()).toEqual([{ label: null, text: 'too late ' }])
    house.change('drafter-1', mayEdit)
    await back.until(isSaved)
    expect(await server()).toContain('too late ')
    await nothingKept('drafter-1')
  })
  it('given up by a deliberate act: forgotten here and on the device', async () => {
    await typedAndDied('drafter-1', 'unwanted ')
    house.change('drafter-1', locked)
    const back = open('drafter-1')
    await back.until(({ kind, unsaved }) => kind === 'read-only' && unsaved === 1)
    await back.line.giveUp()
    expect(back.now().unsaved).toBe(0)
    expect(await kept('drafter-1')).toEqual([])
  })
  it('of another schema: not merged, not thrown away', async () => {
    await typedAndDied('drafter-1', 'old format ')
    const [words] = await kept('drafter-1')
    await device.keep({ ...words!, schema: SCHEMA_VERSION - 1 })
    const page = open('drafter-1')
    await page.until(isSaved)
    expect(page.line.leftovers()).toMatchObject([{ passages: [{ text: 'old format ' }] }])
    expect(await server()).not.toContain('old format')
    await page.line.discard(page.line.leftovers())
    expect(page.line.leftovers()).toEqual([])
    expect(await kept('drafter-1')).toEqual([])
  })
  it('refused by the gate: kept to copy, and not sent again for ever', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    cut(page)
    page.doc.getMap('elsewhere').set('a', 1)
    type(page, 'beside something bad ')
    page.line.provider.connect()
    await page.until(({ kind }) => kind === 'ended')
    expect(page.now()).toMatchObject({ close: 4400, unsaved: 2 })
    await kill(page)
    const back = open('drafter-1')
    await back.until(isSaved)
    expect(back.line.leftovers()).toMatchObject([{ passages: [{ text: 'beside something bad ' }] }])
  })
})

describe('LN8: words whose client id somebody else took while the room was closed', () => {
  let clock: FakeClock
  beforeEach(async () => {
    await house.close()
    clock = fakeClock()
    house = await openSyncHouse({ clock })
  })
  const roomCloses = (): Promise<void> =>
    vi.waitFor(() => {
      clock.advance(IDLE_MS)
      expect(house.sync.stats().rooms).toBe(0)
    })
  /** Somebody else writes these words under a client id that is nobody's. */
  async function takes(clientID: number, words: string): Promise<void> {
    const doc = new Y.Doc()
    doc.clientID = clientID
    const thief = openLinePage(house, 'drafter-2', { doc })
    pages.push(thief)
    await thief.until(isSaved)
    type(thief, words)
    await thief.until(({ kind }) => kind === 'saving')
    await thief.until(isSaved)
  }

  it.each([
    ['fewer', 'taken '],
    ['more', `taken ${'and taken '.repeat(20)}`],
  ])('are kept where the other wrote %s, and go under another id from the next page, just once', async (_, words) => {
    const page = open('drafter-1')
    await page.until(isSaved)
    cut(page)
    type(page, 'words offline ')
    page.doc.getText('default').delete(1, 'words '.length)
    await kill(page)
    await roomCloses()
    await takes(page.doc.clientID, words)

    const back = open('drafter-1')
    await back.until(({ kind }) => kind === 'ended')
    expect(back.now()).toMatchObject({ close: 4400, code: 'foreign-client', unsaved: 2 })
    await vi.waitFor(async () => expect(await kept('drafter-1')).toMatchObject([{ refused: 'foreign-client' }]))
    await kill(back)
    const next = open('drafter-1')
    await next.until(isSaved)
    expect(next.line.leftovers()).toEqual([])
    expect(await server()).toContain(words)
    expect((await server()).match(/offline /g)).toHaveLength(1)
    expect(await server()).not.toContain('words')
    expect((await house.journalRows()).at(-1)!.author_id).toBe('drafter-1')
    expect(next.doc.getText('default').toString()).toBe(await server())
    await nothingKept('drafter-1')
  })

  it('nor are those of a page that lived on', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    cut(page)
    type(page, 'mine ')
    await page.line.keep()
    await roomCloses()
    await takes(page.doc.clientID, 'taken and taken ')
    page.line.provider.connect()
    await page.until(({ kind }) => kind === 'ended')
    expect(page.now()).toMatchObject({ code: 'foreign-client', unsaved: 1 })
    await kill(page)
    const next = open('drafter-1')
    await next.until(isSaved)
    expect(await server()).toContain('mine ')
    await nothingKept('drafter-1')
  })

  it('and a page that wrote nothing takes another id by itself', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    cut(page)
    const { clientID } = page.doc
    await roomCloses()
    await takes(clientID, 'taken ')
    page.line.provider.connect()
    await page.until(isSaved)
    expect(page.doc.clientID).not.toBe(clientID)
    type(page, 'mine ')
    await page.until(({ kind }) => kind === 'saving')
    await page.until(isSaved)
    expect(await server()).toMatch(/mine taken |taken mine /)
  })

  it('a client id of which the server has the beginning keeps its name', () => {
    const page = new Y.Doc()
    page.getText('default').insert(0, 'saved ')
    const before = Y.encodeStateVector(page)
    page.getText('default').insert(6, 'and not')
    const update = Y.encodeStateAsUpdate(page, before)
    expect(renamed(update, () => 7)).toEqual(update)
    const whole = new Y.Doc()
    Y.applyUpdate(
      whole,
      renamed(Y.encodeStateAsUpdate(page), () => 7),
    )
    expect(whole.getText('default').toString()).toBe('saved and not')
    expect([...whole.store.clients.keys()]).toEqual([7])
  })
})

describe('LN8: kept words that nobody takes', () => {
  it('are refused once, not at every opening, and whole with what an earlier page left', async () => {
    const bad = new Y.Doc()
    bad.getMap('elsewhere').set('a', 1)
    await typedAndDied('drafter-1', 'good words ')
    const [words] = await kept('drafter-1')
    await device.keep({ ...words!, page: 'bad', update: Y.encodeStateAsUpdate(bad), passages: [] })
    const page = open('drafter-1')
    await page.until(({ kind }) => kind === 'ended')
    expect(page.now()).toMatchObject({ close: 4400, unsaved: 2 })
    await vi.waitFor(async () =>
      expect((await kept('drafter-1')).map(({ refused }) => refused)).toEqual([
        'content-not-allowed',
        'content-not-allowed',
      ]),
    )
    const next = open('drafter-1')
    await next.until(isSaved)
    expect(next.line.leftovers().flatMap(({ passages }) => passages)).toEqual([{ label: null, text: 'good words ' }])
  })
  it('what cannot be read as a change is left to copy, and the line opens', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await typedAndDied('drafter-1', 'readable ')
    const [words] = await kept('drafter-1')
    await device.keep({ ...words!, update: Uint8Array.of(255, 255, 255) })
    const page = open('drafter-1')
    await page.until(isSaved)
    expect(page.line.leftovers()).toMatchObject([{ passages: [{ text: 'readable ' }] }])
  })
})

describe('LN9: a device that does not keep', () => {
  const refusing = (message: string): Device => {
    const refuse = (): Promise<never> => Promise.reject(new DOMException(message, 'QuotaExceededError'))
    return { ...device, keep: refuse, ofDocument: refuse, release: refuse }
  }
  it('is said, and the page works', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const page = open('drafter-1', { device: refusing('refused') })
    await page.until(isSaved)
    cut(page)
    type(page, 'only here ')
    await page.line.keep()
    expect(page.now()).toMatchObject({ isKept: false, unsaved: 1 })
    page.line.provider.connect()
    await page.until(isSaved)
    expect(await server()).toContain('only here ')
  })
  it('no storage at all', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const page = open('drafter-1', { device: openDevice(undefined) })
    await page.until(isSaved)
    expect(page.now().isKept).toBe(false)
  })
  it('one that never answers keeps nobody from the text', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const page = open('drafter-1', { device: { ...device, ofDocument: () => new Promise(() => {}) } })
      await vi.advanceTimersByTimeAsync(2_000)
      await page.until(isSaved)
      expect(page.now().unsaved).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('LN10: rights are told, not guessed', () => {
  it('a page that was told it may not write, and may by the time its line opens', async () => {
    const page = openLinePage(house, 'drafter-1', { readOnly: 'article-locked' })
    pages.push(page)
    expect(page.now().mayWrite).toBe(false)
    await page.until(isSaved)
    expect(page.now().mayWrite).toBe(true)
    type(page, 'unlocked ')
    await page.until(({ kind }) => kind === 'saving')
    await page.until(isSaved)
    expect(await server()).toContain('unlocked ')
  })
  it('and one that was told it may, and may not any more', async () => {
    house.access.set('drafter-1', locked)
    const page = openLinePage(house, 'drafter-1')
    pages.push(page)
    await page.until(({ kind }) => kind === 'read-only')
    expect(page.now()).toMatchObject({ code: 'article-locked', mayWrite: false })
  })
  it('while the line is away, what was told last holds', async () => {
    house.access.set('drafter-1', locked)
    const page = openLinePage(house, 'drafter-1')
    pages.push(page)
    await page.until(({ kind }) => kind === 'read-only')
    cut(page)
    await page.until(isGone)
    expect(page.now().mayWrite).toBe(false)
  })
})

describe('LN2: a change too large for one update', () => {
  it('travels as a sync step 2', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    type(page, 'x'.repeat(300 * 1024))
    await page.until(({ kind }) => kind === 'saving')
    await page.until(isSaved)
    expect((await server()).length).toBeGreaterThan(300 * 1024)
  })
})

describe('a page that is left on a good line', () => {
  it('waits for its last words: nothing stays on the device', async () => {
    const page = open('drafter-1')
    await page.until(isSaved)
    const sync = Promise.withResolvers<void>()
    house.faults.holdDurable = sync.promise
    type(page, 'last ')
    page.line.destroy()
    sync.resolve()
    await vi.waitFor(() => expect(page.line.provider.wsconnected).toBe(false), { interval: 5 })
    await page.line.keep()
    expect(await kept('drafter-1')).toEqual([])
    expect(await server()).toContain('last ')
  })
})

it('GA3: earlier tabs’ client ids are the same person’s; Y.Doc ids differ', async () => {
  const dead = await typedAndDied('drafter-1', 'under an old id ')
  const back = open('drafter-1')
  await back.until(isSaved)
  expect(back.doc.clientID).not.toBe(dead.doc.clientID)
  const bindings = await house.store.db
    .selectFrom('client_binding')
    .select(['client_id', 'person_id'])
    .where('document_id', '=', DOCUMENT)
    .execute()
  expect(bindings.map(({ client_id, person_id }) => [Number(client_id), person_id])).toContainEqual([
    dead.doc.clientID,
    'drafter-1',
  ])
  expect(Y.decodeStateVector(Y.encodeStateVector(back.doc)).has(dead.doc.clientID)).toBe(true)
})

describe('HW4: words are sent in the capacity in which they were kept', () => {
  const choice = (chosen: Hat | null): NonNullable<LineOptions['as']> => ({ chosen, remember: () => undefined })
  /** In which capacity each change of theirs came into the journal. */
  const journal = async (): Promise<(Hat | null)[]> => (await house.journalRows()).slice(1).map(({ hat }) => hat)
  const isIn = (page: LinePage, hat: Hat): Promise<void> =>
    vi.waitFor(() => expect([page.line.capacity().hat, page.now().kind]).toEqual([hat, 'saved']), { interval: 5 })
  beforeEach(() => void house.access.set('drafter-1', { ...mayEdit, hats: ['chair', 'party'] }))

  async function diedAs(chosen: Hat | null, word: string): Promise<void> {
    const page = open('drafter-1', { as: choice(chosen) })
    await page.until(isSaved)
    cut(page)
    type(page, word)
    await kill(page)
  }

  it('whatever is chosen where they are taken up; what comes after them goes as it was chosen', async () => {
    await diedAs('chair', 'a')
    expect(await kept('drafter-1')).toMatchObject([{ hat: 'chair' }])
    const next = open('drafter-1', { as: choice('party') })
    await nothingKept('drafter-1')
    await isIn(next, 'party')
    expect(await journal()).toEqual(['chair'])
    type(next, 'b')
    await vi.waitFor(async () => expect(await journal()).toEqual(['chair', 'party']))
  })
  it('where none was chosen, in the one that the page was told', async () => {
    await diedAs(null, 'a')
    expect(await kept('drafter-1')).toMatchObject([{ hat: 'party' }])
    const next = open('drafter-1', { as: choice('chair') })
    await nothingKept('drafter-1')
    await isIn(next, 'chair')
    expect(await journal()).toEqual(['party'])
  })
  it('of several pages one capacity after the other, and nobody changes it between', async () => {
    const [one, other] = [open('drafter-1', { as: choice('chair') }), open('drafter-1', { as: choice('party') })]
    for (const page of [one, other]) await page.until(isSaved)
    for (const page of [one, other]) cut(page)
    type(one, 'a')
    await kill(one)
    type(other, 'b')
    await kill(other)
    expect((await kept('drafter-1')).map(({ hat }) => hat).sort()).toEqual(['chair', 'party'])
    const next = open('drafter-1', { as: choice(null) })
    await next.until(isSaved)
    // not told as saved while some of them wait
    expect((await journal()).sort()).toEqual(['chair', 'party'])
    await nothingKept('drafter-1')
    await isIn(next, 'party')
    expect([...'ab'].filter((word) => next.doc.getText('default').toString().includes(word))).toEqual(['a', 'b'])
    expect(await server()).toBe(next.doc.getText('default').toString())
  })
  it('in a capacity that is theirs no more, they are set aside to copy and go in no other', async () => {
    await diedAs('chair', 'a')
    house.change('drafter-1', { ...mayEdit, hats: ['party'] })
    const next = open('drafter-1', { as: choice('party') })
    await next.until(({ kind }) => kind === 'ended')
    await vi.waitFor(async () => expect(await kept('drafter-1')).toMatchObject([{ refused: 'not-your-capacity' }]))
    const again = open('drafter-1', { as: choice('party') })
    await again.until(isSaved)
    expect(again.line.capacity().hat).toBe('party')
    expect(again.line.leftovers()).toMatchObject([{ hat: 'chair', refused: 'not-your-capacity' }])
    expect(await journal()).toEqual([])
  })
})
