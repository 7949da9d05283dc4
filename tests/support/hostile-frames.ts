// Over 250 lines: one table of what may come, each with what must become of it.
/** What a hostile or unlucky client may send (rules GA*), each by name with the one verdict that it must meet. */
import * as Y from 'yjs'
import { SYNC_LIMITS } from '../../src/lib/domain/limits.ts'
import { MESSAGE, SYNC, type FrameRefusal } from '../../src/lib/domain/sync.ts'
import { bytes, deletion, item, REF, section, update, type Part, type Place } from './v1-update.ts'

/** The text that a hostile client finds. */
export interface Scene {
  /** Its copy of the whole of it. */
  doc: Y.Doc
  /** A Yjs client id that is nobody's. */
  own: number
  /** Where its own words may stand: the last unit of the text. */
  last: Place
  /** Somebody else's client id, under which `VICTIMS_WORDS` were written in one go, from clock 0. */
  victim: number
}

/** A character of two units stands at clocks 6 and 7. */
export const VICTIMS_WORDS = 'Words 😀 here'
const HIGH = 6
const LOW = 7

/**
 * What must become of it. `accepted`: applied, relayed and acknowledged. `known`: acknowledged, and nothing else. `dropped`: answered
 * with 101, the socket stays. `passed-over`: no answer at all, the socket stays. A code: closed with 4400 and that code.
 */
export type Outcome = 'accepted' | 'known' | 'dropped' | 'passed-over' | FrameRefusal

export interface HostileFrame {
  name: string
  outcome: Outcome
  /** Whole messages, sent one after the other. */
  frames(scene: Scene): (Uint8Array | string)[]
}

const sync = (subtype: number, body: Uint8Array): Uint8Array => bytes(MESSAGE.sync, subtype, body.length, body)
const presence = (...entries: Part[]): Uint8Array => {
  const body = bytes(entries.length, entries)
  return bytes(MESSAGE.presence, body.length, body)
}

/** Sent as an update. */
const one = (name: string, outcome: Outcome, make: (scene: Scene) => Uint8Array): HostileFrame => ({
  name,
  outcome,
  frames: (scene) => [sync(SYNC.update, make(scene))],
})
/** A message of any kind. */
const message = (name: string, outcome: Outcome, make: (scene: Scene) => Uint8Array | string): HostileFrame => ({
  name,
  outcome,
  frames: (scene) => [make(scene)],
})

/** What an honest page would send for this change, under the scene's own id; of the whole document if `isWhole`. */
export function honest({ doc, own }: Scene, change: (text: Y.Text) => void, isWhole = false): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.clientID = own
  copy.transact(() => change(copy.getText('default')))
  const sent = Y.encodeStateAsUpdate(copy, isWhole ? undefined : Y.encodeStateVector(doc))
  copy.destroy()
  return sent
}
const typed = (scene: Scene): Uint8Array => honest(scene, (text) => text.insert(text.length, 'typed'))
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
/** One struct of the own id after the last unit. */
const single = ({ own, last }: Scene, ref: number, ...content: Part[]): Uint8Array =>
  update([section(own, 0, item(ref, { left: last }, ...content))])
const word = (left: Place): Part => item(REF.string, { left }, 'x')
const pad = (text: string, length: number): string => text + 'k'.repeat(length - text.length)

export const UNDECODABLE: readonly HostileFrame[] = [
  one('no bytes at all', 'undecodable', () => new Uint8Array(0)),
  one('noise', 'undecodable', () => Uint8Array.from({ length: 200 }, (_, i) => (i * 97 + 131) % 256)),
  one('an honest update cut short', 'undecodable', (s) => typed(s).subarray(0, -3)),
  one('a byte after the end', 'undecodable', (s) => bytes(typed(s), 0)),
  one('two updates in one', 'undecodable', (s) => bytes(typed(s), typed(s))),
  one('V2', 'undecodable', ({ doc }) => Y.encodeStateAsUpdateV2(doc)),
  one('a count longer than it need be', 'undecodable', () => Uint8Array.of(0x80, 0x00, 0)),
  one('a client id longer than it need be', 'undecodable', (s) =>
    bytes(1, 1, Uint8Array.of(0x85, 0x00), 0, word(s.last), 0),
  ),
  one('a clock longer than it need be', 'undecodable', (s) =>
    bytes(1, 1, s.own, Uint8Array.of(0x80, 0x00), word(s.last), 0),
  ),
  one('a deletion longer than it need be', 'undecodable', (s) => bytes(0, 1, s.victim, 1, 0, Uint8Array.of(0x81, 0))),
  one('a client of no structs', 'undecodable', (s) => update([section(s.own, 0)])),
  one('an empty string', 'undecodable', (s) => single(s, REF.string, '')),
  one('a collected struct of length 0', 'undecodable', (s) => bytes(1, 1, s.own, 0, 0, 0, 0)),
  one('a deleted struct of length 0', 'undecodable', (s) => single(s, REF.deleted, 0)),
  one('a deletion of length 0', 'undecodable', (s) => update([], [deletion(s.victim, [0, 0])])),
  one('clients who delete nothing', 'undecodable', (s) =>
    update([section(s.own, 0, word(s.last))], [deletion(s.own), deletion(s.victim)]),
  ),
  one('one client named twice', 'undecodable', (s) =>
    update([section(s.own, 0, word(s.last)), section(s.own, 1, word(s.last))]),
  ),
  one('deletions of one client named twice', 'undecodable', (s) =>
    update([], [deletion(s.victim, [0, 1]), deletion(s.victim, [1, 1])]),
  ),
  one('text that is no UTF-8', 'undecodable', (s) => single(s, REF.string, 2, Uint8Array.of(0xff, 0x61))),
  one('half a character in UTF-8', 'undecodable', (s) => single(s, REF.string, 3, Uint8Array.of(0xed, 0xa0, 0x80))),
  one('JSON that is none', 'undecodable', (s) => single(s, REF.embed, '{')),
  one('a clock over 2^31', 'undecodable', (s) => update([section(s.own, 2 ** 31, word(s.last))])),
  one('a length that ends over 2^31', 'undecodable', (s) => single(s, REF.deleted, 2 ** 31)),
  one('a deletion over 2^31', 'undecodable', (s) => update([], [deletion(s.victim, [2 ** 40, 1])])),
  one('a client id over 2^32', 'undecodable', (s) => update([section(2 ** 32, 0, word(s.last))])),
  one('2^53 clients announced', 'undecodable', () => bytes(Number.MAX_SAFE_INTEGER, 0)),
  one('2^31 structs announced', 'undecodable', (s) => bytes(1, 2 ** 31 - 1, s.own, 0, word(s.last), 0)),
  one('a string of 2^40 bytes announced', 'undecodable', (s) => single(s, REF.string, 2 ** 40)),
  one('a number that never ends', 'undecodable', () => new Uint8Array(64).fill(0xff)),
]

export const OUT_OF_PLACE: readonly HostileFrame[] = [
  one('a hole in a client’s clocks', 'missing-dependency', (s) => update([[1, s.own, 0, { info: REF.skip }, 5]])),
  one('a clock ahead of its time', 'missing-dependency', (s) => update([section(s.own, 5, word(s.last))])),
  one('a neighbour of nobody', 'missing-dependency', (s) => update([section(s.own, 0, word([s.own + 1, 0]))])),
  one('a right neighbour that is not there', 'missing-dependency', (s) =>
    update([section(s.own, 0, item(REF.string, { left: s.last, right: [s.victim, 2 ** 31 - 1] }, 'x'))]),
  ),
  one('a neighbour of the own future', 'missing-dependency', (s) =>
    update([section(s.own, 0, word([s.own, 3]), item(REF.string, { left: s.last }, 'long'))]),
  ),
  one('two structs, each the neighbour of the other', 'missing-dependency', (s) =>
    update([section(s.own + 1, 0, word([s.own, 0])), section(s.own, 0, word([s.own + 1, 0]))]),
  ),
  one('a deletion of what is not there', 'missing-dependency', (s) => update([], [deletion(s.victim, [2 ** 30, 9])])),
  one('a deletion of nobody’s words', 'missing-dependency', (s) => update([], [deletion(s.own, [0, 1])])),
  one('deletions of 20,000 clients that are not there', 'missing-dependency', (s) =>
    update(
      [],
      times(20_000, (n) => deletion(s.own + n, [0, 1])),
    ),
  ),
  one('into the middle of a character, from the left', 'splits-character', (s) =>
    update([section(s.own, 0, word([s.victim, HIGH]))]),
  ),
  one('into the middle of a character, from the right', 'splits-character', (s) =>
    update([section(s.own, 0, item(REF.string, { right: [s.victim, LOW] }, 'x'))]),
  ),
  one('the first half of a character deleted', 'splits-character', (s) => update([], [deletion(s.victim, [HIGH, 1])])),
  one('the second half of a character deleted', 'splits-character', (s) => update([], [deletion(s.victim, [LOW, 3])])),
  one('a character of its own, and a word in its middle', 'splits-character', (s) =>
    update([section(s.own, 0, item(REF.string, { left: s.last }, '😀'), word([s.own, 0]))]),
  ),
  {
    name: '3,000 tiny updates that wait for something (60 kB)',
    outcome: 'missing-dependency',
    frames: (s) => times(3_000, (n) => sync(SYNC.update, update([section(s.own + n, 1, word(s.last))]))),
  },
]

export const OF_OTHERS: readonly HostileFrame[] = [
  one('13 bytes under somebody else’s id', 'foreign-client', (s) =>
    update([section(s.victim, Y.getState(s.doc.store, s.victim), word([s.victim, 2]))]),
  ),
  one('nothing visible under somebody else’s id', 'foreign-client', (s) =>
    update([section(s.victim, Y.getState(s.doc.store, s.victim), item(REF.deleted, { left: s.last }, 1))]),
  ),
  one('words of one’s own, and one of somebody else', 'foreign-client', (s) =>
    update([
      section(s.victim, Y.getState(s.doc.store, s.victim), word(s.last)),
      section(s.own, 0, item(REF.string, { left: s.last }, 'mine')),
    ]),
  ),
  one('20,000 client ids at once', 'too-many-clients', (s) =>
    update(times(20_000, (n) => section(s.own + n, 0, word([s.victim, 0])))),
  ),
  one('nothing but a known struct with a forged neighbour', 'known', (s) =>
    update([section(s.victim, 0, item(REF.string, { left: [s.own, 77] }, VICTIMS_WORDS))]),
  ),
  one('known structs with other words in them', 'known', (s) =>
    update([section(s.victim, 0, item(REF.string, { left: s.last }, VICTIMS_WORDS.toUpperCase()))]),
  ),
  one('a known struct with a forged neighbour, and new words', 'accepted', (s) =>
    update([
      section(s.own, 0, word(s.last)),
      section(s.victim, 0, item(REF.string, { left: [s.own, 77] }, VICTIMS_WORDS)),
    ]),
  ),
  one('the whole document again', 'known', ({ doc }) => Y.encodeStateAsUpdate(doc)),
  one('the whole document again, and new words', 'accepted', (s) =>
    honest(s, (text) => text.insert(text.length, 'and more'), true),
  ),
]

/** Yjs' numbers of its types: Array, Map, Text, XmlElement, XmlFragment, XmlHook, XmlText. */
const TYPES: [string, ...Part[]][] = [
  ['an array', 0],
  ['a map', 1],
  ['another text', 2],
  ['an XML element', 3, 'paragraph'],
  ['an XML fragment', 4],
  ['an XML hook', 5, 'hook'],
  ['an XML text', 6],
]

export const NOT_ALLOWED: readonly HostileFrame[] = [
  ...TYPES.map(([name, ...content]) => one(name, 'content-not-allowed', (s) => single(s, REF.type, ...content))),
  one('JSON', 'content-not-allowed', (s) => single(s, REF.json, 1, '1')),
  one('binary', 'content-not-allowed', (s) => single(s, REF.binary, 2, Uint8Array.of(1, 2))),
  one('any value', 'content-not-allowed', (s) => single(s, REF.any, 1, { info: 125 }, 2)),
  one('a document in the document', 'content-not-allowed', (s) => single(s, REF.doc, 'guid', { info: 118 }, 0)),
  one('a content that there is not', 'content-not-allowed', (s) => single(s, 31, 'x')),
  one('a collected struct that is new', 'content-not-allowed', (s) => bytes(1, 1, s.own, 0, 0, 5, 0)),
  one('an entry of a map', 'content-not-allowed', (s) =>
    bytes(1, 1, s.own, 0, { info: 0x24 }, 1, 'default', 'k', 'x', 0),
  ),
  one('an entry of a map with a neighbour', 'content-not-allowed', (s) =>
    bytes(1, 1, s.own, 0, { info: 0xa4 }, ...s.last, 'k', 'x', 0),
  ),
  one('another root', 'root-not-allowed', (s) => bytes(1, 1, s.own, 0, REF.string, 1, 'other', 'x', 0)),
  one('the root `__proto__`', 'root-not-allowed', (s) => bytes(1, 1, s.own, 0, REF.string, 1, '__proto__', 'x', 0)),
  one('a parent that is a word', 'root-not-allowed', (s) => bytes(1, 1, s.own, 0, REF.string, 0, ...s.last, 'x', 0)),
  one('a parent that is neither root nor item', 'undecodable', (s) => bytes(1, 1, s.own, 0, REF.string, 2, 'x', 0)),
  ...['{"__proto__":{"b":"x"}}', '{"constructor":1}', '{"a":[{"prototype":1}]}', '{"\\u005f_proto__":1}'].map((embed) =>
    one(`the embed ${embed}`, 'content-not-allowed', (s) => single(s, REF.embed, embed)),
  ),
  ...['[1]', '1', 'null', '"x"', 'undefined'].map((embed) =>
    one(`the embed ${embed}`, 'content-not-allowed', (s) => single(s, REF.embed, embed)),
  ),
  ...['__proto__', 'constructor', 'prototype'].map((key) =>
    one(`the format ${key}`, 'content-not-allowed', (s) => single(s, REF.format, key, '"1"')),
  ),
  one('a format whose value holds `__proto__`', 'content-not-allowed', (s) =>
    single(s, REF.format, 'term', '{"__proto__":1}'),
  ),
  one('a format key of 257 bytes', 'too-large', (s) => single(s, REF.format, pad('x-', 257), '"1"')),
  one('a format value over 16 KiB', 'too-large', (s) => single(s, REF.format, 'term', `"${pad('', 16 * 1024)}"`)),
  one('an embed over 16 KiB', 'too-large', (s) => single(s, REF.embed, `{"ref":"${pad('', 16 * 1024)}","to":"b1"}`)),
  one('a root name over 256 bytes', 'too-large', (s) =>
    bytes(1, 1, s.own, 0, REF.string, 1, pad('default', 257), 'x', 0),
  ),
  one('U+0000', 'content-not-allowed', (s) => single(s, REF.string, 'a\0b')),
  one('words that are turned', 'content-not-allowed', (s) => single(s, REF.string, 'may \u202Eton\u202C')),
]

/** Heavy, and nothing wrong with any: whoever may write may. */
export const HEAVY_AND_HONEST: readonly HostileFrame[] = [
  one('one long paste of 250 kB', 'accepted', (s) => single(s, REF.string, 'word '.repeat(50_000))),
  one('20,000 letters, each a struct of its own', 'accepted', (s) =>
    update([section(s.own, 0, ...times(20_000, (n) => word(n === 0 ? s.last : [s.own, n - 1])))]),
  ),
  one('2,000 pieces of bold', 'accepted', (s) =>
    honest(s, (text) => {
      text.insert(text.length, 'word '.repeat(2_000))
      for (let n = 0; n < 2_000; n++) text.format(text.length - 5 - n * 5, 4, { bold: '1' })
    }),
  ),
  one('words that were deleted before they came', 'accepted', (s) => single(s, REF.deleted, 1_000)),
]

const PLACE = { type: null, tname: 'default', item: null, assoc: 0 }
const CARET = JSON.stringify({ cursor: { anchor: PLACE, head: PLACE } })

export const MESSAGES: readonly HostileFrame[] = [
  message('a text frame', 'unknown-message', () => 'hello'),
  message('an empty text frame', 'unknown-message', () => ''),
  message('an empty frame', 'undecodable', () => new Uint8Array(0)),
  ...[2, 4, 42, 99, ...[MESSAGE.acknowledged, MESSAGE.readOnly, MESSAGE.people, MESSAGE.notice], 2 ** 40].map((type) =>
    message(`a message of type ${type}`, 'unknown-message', () => bytes(type, 1, 'x')),
  ),
  message('a sync message of subtype 3', 'unknown-message', () => bytes(MESSAGE.sync, 3, 0)),
  message('a sync message cut short', 'undecodable', (s) => sync(SYNC.update, typed(s)).subarray(0, 9)),
  message('a sync message and a byte more', 'undecodable', (s) => bytes(sync(SYNC.update, typed(s)), 0)),
  message('a length of 2^53', 'undecodable', () => bytes(MESSAGE.sync, SYNC.update, Number.MAX_SAFE_INTEGER)),
  message('a number that never ends', 'undecodable', () => new Uint8Array(1_000).fill(0xff)),
  message('an update over 256 KiB', 'too-large', () => sync(SYNC.update, new Uint8Array(SYNC_LIMITS.updateBytes + 1))),
  message('a sync step 2 over its limit', 'too-large', () =>
    sync(SYNC.step2, new Uint8Array(SYNC_LIMITS.articleBytes + 1)),
  ),
  message('8 MiB of zeros', 'too-large', () => new Uint8Array(8 * 1024 * 1024)),
  message('a state vector cut short', 'undecodable', () => sync(SYNC.step1, bytes(3, 1, 1))),
  message('a state vector of 2^53 clients', 'undecodable', () => sync(SYNC.step1, bytes(Number.MAX_SAFE_INTEGER))),
  message('a state vector over 1 MiB', 'too-large', () => sync(SYNC.step1, new Uint8Array(1024 * 1024 + 1))),
  message('a state vector of 100,000 strangers', 'passed-over', () =>
    sync(
      SYNC.step1,
      bytes(
        100_000,
        times(100_000, (n) => [2 ** 31 + n, n]),
      ),
    ),
  ),
  message('a state vector of clocks that nobody reached', 'passed-over', (s) =>
    sync(SYNC.step1, bytes(2, s.victim, Number.MAX_SAFE_INTEGER, 7, 2 ** 40)),
  ),
  message('a state vector that cuts a character in two', 'passed-over', (s) =>
    sync(SYNC.step1, bytes(1, s.victim, LOW)),
  ),
]

export const PRESENCES: readonly HostileFrame[] = [
  message('presence cut short', 'undecodable', () => Uint8Array.of(MESSAGE.presence, 1, 9)),
  message('presence and a byte more', 'undecodable', (s) => {
    const body = bytes(1, s.own, 1, '{}', 0)
    return bytes(MESSAGE.presence, body.length, body)
  }),
  message('presence of 1 MB', 'too-large', (s) => presence([s.own, 1, `{"x":"${pad('', 1_000_000)}"}`])),
  message('presence as another person', 'passed-over', (s) =>
    presence([s.victim, 2 ** 30, '{"user":{"name":"The chair"}}']),
  ),
  message('another person’s presence taken away', 'passed-over', (s) => presence([s.victim, 2 ** 30, 'null'])),
  message('presence of 20,000 client ids', 'passed-over', (s) =>
    presence(...times(20_000, (n) => [s.own + 1 + n, 1, '{}'])),
  ),
  message('presence that is no JSON', 'passed-over', (s) => presence([s.own, 1, '{"cursor":'])),
  message('presence nested 60,000 deep', 'passed-over', (s) =>
    presence([s.own, 1, '['.repeat(60_000) + ']'.repeat(60_000)]),
  ),
  message('presence with keys of prototypes', 'passed-over', (s) =>
    presence([s.own, 1, '{"__proto__":{"cursor":1},"cursor":{"anchor":{"__proto__":1},"head":[]}}']),
  ),
  message('presence at clocks that nobody reached', 'passed-over', (s) =>
    presence([s.own, Number.MAX_SAFE_INTEGER, CARET]),
  ),
  {
    name: '1,000 carets at once',
    outcome: 'passed-over',
    frames: (s) => times(1_000, (n) => presence([s.own, n, CARET])),
  },
]

/** From somebody who may read and not write. */
export const OF_READERS: readonly HostileFrame[] = [
  one('words', 'dropped', typed),
  one('10 bytes that delete a word', 'dropped', (s) => update([], [deletion(s.victim, [0, 5])])),
  one('everything deleted', 'dropped', (s) => honest(s, (text) => text.delete(0, text.length))),
  one('everything made bold', 'dropped', (s) => honest(s, (text) => text.format(0, text.length, { bold: '1' }))),
  one('words under somebody else’s id', 'dropped', (s) =>
    update([section(s.victim, Y.getState(s.doc.store, s.victim), word(s.last))]),
  ),
  one('a deletion of what is not there', 'dropped', (s) => update([], [deletion(s.victim, [2 ** 30, 9])])),
  one('what waits for something', 'dropped', (s) => update([section(s.own, 9, word(s.last))])),
  message('a sync step 2 with new words', 'dropped', (s) =>
    sync(
      SYNC.step2,
      honest(s, (text) => text.insert(text.length, 'new'), true),
    ),
  ),
  message('a sync step 2 that empties the text', 'dropped', (s) =>
    sync(
      SYNC.step2,
      honest(s, (text) => text.delete(0, text.length), true),
    ),
  ),
  message('a sync step 2 of all that everybody has', 'known', ({ doc }) =>
    sync(SYNC.step2, Y.encodeStateAsUpdate(doc)),
  ),
  one('a byte after the end', 'undecodable', (s) => bytes(typed(s), 0)),
]
