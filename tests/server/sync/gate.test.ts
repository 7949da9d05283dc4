// Over 250 lines: one story after another of the same part, with what they share.
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { judge, type Sender, type Verdict } from '../../../server/sync/gate.ts'
import { knownOf } from '../../../server/sync/known.ts'
import { FrameRefused } from '../../../server/sync/reader.ts'
import { readUpdateHeaders } from '../../../server/sync/update.ts'
import { updateBy } from '../../support/sync-client.ts'
import { bytes, type Part } from '../../support/v1-update.ts'

/** A document of "Words" by client 1, who is `ann`. */
function words(text = 'Words'): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getText('default').insert(0, text)
  return doc
}

const owners = new Map<number, string | null>([
  [1, 'ann'],
  [9, null],
])
const sender = (personId: string, mayWrite = true): Sender => ({
  personId,
  mayWrite,
  ownerOf: (client) => owners.get(client),
  isBound: (client) => owners.has(client),
})

/** What `client` would send after `change` in a copy of `doc`. */
function changed(doc: Y.Doc, client: number, change: (text: Y.Text) => void): Uint8Array {
  return updateBy(copyOf(doc, client), change)
}
function copyOf(doc: Y.Doc, client: number): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.clientID = client
  return copy
}

function verdictOn(doc: Y.Doc, update: Uint8Array, who = sender('bob')): Verdict['kind'] | string {
  try {
    return judge(knownOf(doc), update, who).kind
  } catch (error) {
    if (error instanceof FrameRefused) return error.code
    throw error
  }
}

/** One struct of client 2 at clock 0 at the root `default`; `info`: its content type. */
const rootStruct = (info: number, ...content: Part[]): Uint8Array =>
  bytes(1, 1, 2, 0, info, 1, 'default', ...content, 0)

describe('GA1: what is not a Yjs V1 update in its shortest form is undecodable', () => {
  it('refuses V2', () => {
    const doc = words()
    const update = Y.encodeStateAsUpdateV2(copyOf(doc, 2))
    expect(verdictOn(new Y.Doc(), update)).toBe('undecodable')
  })
  it('refuses bytes after the end, and updates cut short anywhere', () => {
    const update = changed(words(), 2, (text) => text.insert(2, 'new'))
    expect(verdictOn(words(), Uint8Array.of(...update, 0))).toBe('undecodable')
    for (let length = 0; length < update.length; length++)
      expect(verdictOn(words(), update.subarray(0, length))).toBe('undecodable')
  })
  it('refuses numbers that are longer than they need be', () => {
    expect(verdictOn(words(), Uint8Array.of(0x80, 0x00, 0))).toBe('undecodable')
  })
  it('refuses empty sections, empty structs and empty deletions', () => {
    expect(verdictOn(words(), bytes(1, 0, 2, 0, 0))).toBe('undecodable')
    expect(verdictOn(words(), rootStruct(1, 0))).toBe('undecodable')
    expect(verdictOn(words(), bytes(0, 1, 1, 1, 0, 0))).toBe('undecodable')
  })
  it('refuses one client named twice', () => {
    const section: Part[] = [1, 2, 0, 4, 1, 'default', 'x']
    expect(verdictOn(words(), bytes(2, ...section, ...section, 0))).toBe('undecodable')
  })
  it('refuses text that is not UTF-8', () => {
    const update = rootStruct(4, 'xx')
    const at = update.lastIndexOf(120)
    update[at] = 0xff
    expect(verdictOn(words(), update)).toBe('undecodable')
  })
  it('reads every update that Yjs writes, with the lengths that Yjs counts', () => {
    const doc = new Y.Doc()
    doc.clientID = 5
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    const text = doc.getText('default')
    text.insert(0, 'Ünï😀')
    text.insertEmbed(2, { b: 'x' }, { 'b.kind': 'para' })
    text.format(0, 3, { bold: '1' })
    text.delete(1, 2)
    for (const update of [...updates, Y.encodeStateAsUpdate(doc)]) {
      const { sections } = readUpdateHeaders(update)
      const meta = Y.parseUpdateMeta(update)
      for (const { client, clock, end } of sections) {
        expect(clock).toBe(meta.from.get(client))
        expect(end).toBe(meta.to.get(client))
      }
      expect(sections).toHaveLength(meta.to.size)
    }
  })
})

describe('GA2: known structs are accepted from anyone and never go further', () => {
  it('a whole document that brings nothing new is known, whoever sends it and whatever they may', () => {
    const doc = words()
    expect(verdictOn(doc, Y.encodeStateAsUpdate(doc), sender('bob', false))).toBe('known')
    doc.getText('default').delete(0, 2)
    expect(verdictOn(doc, Y.encodeStateAsUpdate(doc), sender('bob', false))).toBe('known')
  })
  it('of known and new only the new is passed on', () => {
    const doc = words()
    const theirs = copyOf(doc, 2)
    theirs.getText('default').insert(5, ' more')
    const verdict = judge(knownOf(doc), Y.encodeStateAsUpdate(theirs), sender('bob'))
    if (verdict.kind !== 'new') throw new Error(verdict.kind)
    expect([...Y.parseUpdateMeta(verdict.bytes).from.keys()]).toEqual([2])
    Y.applyUpdate(doc, verdict.bytes)
    expect(doc.getText('default').toString()).toBe('Words more')
  })
  it('a struct of which the beginning is known is cut there', () => {
    const theirs = copyOf(words(), 2)
    theirs.getText('default').insert(5, ' on')
    const doc = copyOf(theirs, 3)
    theirs.getText('default').insert(8, 'ly')
    const bob = { ...sender('bob'), ownerOf: (client: number) => (client === 2 ? 'bob' : 'ann') }
    const verdict = judge(knownOf(doc), Y.encodeStateAsUpdate(theirs), bob)
    // client 2 is nobody's, yet known: it can no longer be claimed
    expect(verdictOn(doc, Y.encodeStateAsUpdate(theirs), { ...sender('bob'), ownerOf: () => undefined })).toBe(
      'foreign-client',
    )
    if (verdict.kind !== 'new') throw new Error(verdict.kind)
    expect(Y.parseUpdateMeta(verdict.bytes).from).toEqual(new Map([[2, 3]]))
  })
  it('a known struct with a forged neighbour does not reach the document', () => {
    const doc = words()
    // client 1 clock 0, said to stand after client 77 clock 5, and one new struct of client 2
    const forged = bytes(2, 1, 2, 0, { info: 0x84 }, 1, 4, 'new', 1, 1, 0, { info: 0x84 }, 77, 5, 'Words', 0)
    const verdict = judge(knownOf(doc), forged, sender('bob'))
    if (verdict.kind !== 'new') throw new Error(verdict.kind)
    Y.applyUpdate(doc, verdict.bytes)
    expect(doc.store.pendingStructs).toBeNull()
    expect(doc.getText('default').toString()).toBe('Wordsnew')
  })
})

describe('GA3: new structs only under client ids of the sender', () => {
  it('refuses those of somebody else, of the system, and of nobody where the document has some', () => {
    const doc = words()
    expect(
      verdictOn(
        doc,
        changed(doc, 1, (text) => text.insert(5, '!')),
      ),
    ).toBe('foreign-client')
    expect(
      verdictOn(
        doc,
        changed(doc, 9, (text) => text.insert(5, '!')),
      ),
    ).toBe('foreign-client')
    expect(
      verdictOn(
        doc,
        changed(doc, 1, (text) => text.insert(5, '!')),
        sender('ann'),
      ),
    ).toBe('new')
    const orphaned = copyOf(doc, 4)
    orphaned.getText('default').insert(0, 'x')
    expect(
      verdictOn(
        orphaned,
        changed(orphaned, 4, (text) => text.insert(0, 'y')),
      ),
    ).toBe('foreign-client')
  })
  it('claims ids that are nobody’s, several at once', () => {
    const doc = words()
    const theirs = copyOf(doc, 20)
    theirs.getText('default').insert(0, 'a')
    theirs.clientID = 21
    theirs.getText('default').insert(1, 'b')
    const verdict = judge(knownOf(doc), Y.encodeStateAsUpdate(theirs), sender('bob'))
    expect(verdict.kind === 'new' && verdict.newClients.sort()).toEqual([20, 21])
  })
  it('an id that was announced, and never written under, is claimed with the first words', () => {
    const doc = words()
    const announced = { ...sender('bob'), ownerOf: () => 'bob' }
    const verdict = judge(
      knownOf(doc),
      changed(doc, 30, (text) => text.insert(0, 'x')),
      announced,
    )
    expect(verdict.kind === 'new' && verdict.newClients).toEqual([30])
  })
  it('refuses an update of more new ids than anybody has tabs', () => {
    const doc = new Y.Doc()
    for (let client = 100; client < 170; client++) {
      doc.clientID = client
      doc.getText('default').insert(0, 'x')
    }
    expect(verdictOn(new Y.Doc(), Y.encodeStateAsUpdate(doc))).toBe('too-many-clients')
  })
})

describe('GA4: nothing but words, embeds, formats and deletions, in the text `default`', () => {
  it.each([
    ['JSON', rootStruct(2, 1, '1')],
    ['binary', rootStruct(3, 'x')],
    ['a nested type', rootStruct(7, 2)],
    ['any value', rootStruct(8, 1)],
    ['a document', rootStruct(9, 'x')],
    ['a new collected struct', bytes(1, 1, 2, 0, 0, 5, 0)],
    ['a map entry', bytes(1, 1, 2, 0, 0x24, 1, 'default', 'key', 'x', 0)],
    ['U+0000', rootStruct(4, 'a\0b')],
    ['words turned by an override', rootStruct(4, 'They may \u202Eton\u202C act.')],
    ['an embedding', rootStruct(4, 'a\u202Ab')],
    ['an isolate', rootStruct(4, '\u2067a\u2069')],
    ['an override in the label of an option', rootStruct(5, '{"opt":"o1","br":"b1","label":"\\u202eA"}')],
    ['an override in a format', rootStruct(6, 'term', '"\u202e"')],
    ['an embed that is no object', rootStruct(5, '[1]')],
    ['an embed with a key of prototypes', rootStruct(5, '{"a":{"__proto__":1}}')],
    ['a format under a key of prototypes', rootStruct(6, '__proto__', '1')],
  ])('refuses %s', (_name, update) => {
    expect(verdictOn(new Y.Doc(), update)).toBe('content-not-allowed')
  })
  it('takes marks of direction and joiners, and what the text holds already, from anyone who sends it again', () => {
    expect(verdictOn(new Y.Doc(), rootStruct(4, 'a\u200E\u200F\u061C\u200C\u200Db'))).toBe('new')
    const old = words('kept \u202Eton\u202C')
    expect(verdictOn(old, Y.encodeStateAsUpdate(old))).toBe('known')
    const more = copyOf(old, 2)
    more.getText('default').insert(0, 'More ')
    expect(verdictOn(old, Y.encodeStateAsUpdate(more))).toBe('new')
    // which moves and restores whole paragraphs
    const server = { ...sender('bob'), isServer: true }
    expect(verdictOn(new Y.Doc(), rootStruct(4, 'kept \u202Eton\u202C'), server)).toBe('new')
    expect(verdictOn(new Y.Doc(), rootStruct(4, 'a\0b'), server)).toBe('content-not-allowed')
  })
  it('refuses another root, and a parent that is not a root', () => {
    expect(verdictOn(new Y.Doc(), bytes(1, 1, 2, 0, 4, 1, 'other', 'x', 0))).toBe('root-not-allowed')
    expect(verdictOn(new Y.Doc(), bytes(1, 1, 2, 0, 4, 0, 1, 0, 'x', 0))).toBe('root-not-allowed')
  })
  it('accepts what was deleted before it was ever sent', () => {
    const doc = words()
    const theirs = copyOf(doc, 2)
    theirs.getText('default').insert(0, 'gone')
    theirs.getText('default').delete(0, 3)
    expect(verdictOn(doc, Y.encodeStateAsUpdate(theirs))).toBe('new')
  })
})

describe('GA5: nothing that would make the document wait, and no character cut in two', () => {
  it('names as missing: a later clock, an unknown neighbour, a deletion of what is not there, a hole', () => {
    const doc = words()
    const theirs = copyOf(doc, 2)
    theirs.getText('default').insert(5, ' one')
    const later = updateBy(theirs, (text) => text.insert(9, ' two'))
    expect(verdictOn(doc, later)).toBe('missing')
    const other = changed(theirs, 3, (text) => text.insert(9, '!'))
    expect(verdictOn(doc, other)).toBe('missing')
    expect(verdictOn(doc, bytes(0, 1, 1, 1, 3, 9))).toBe('missing')
    expect(verdictOn(doc, bytes(1, 1, 2, 0, 10, 5, 0))).toBe('missing-dependency')
  })
  it('a struct cannot stand after itself', () => {
    expect(verdictOn(words(), bytes(1, 1, 2, 0, { info: 0x84 }, 2, 3, 'loop', 0))).toBe('missing')
  })
  it('refuses to insert into a surrogate pair or to delete half of one', () => {
    const doc = words('a😀b')
    const into = bytes(1, 1, 2, 0, { info: 0xc4 }, 1, 1, 1, 2, 'x', 0)
    expect(verdictOn(doc, into)).toBe('splits-character')
    expect(verdictOn(doc, bytes(0, 1, 1, 1, 1, 1))).toBe('splits-character')
    expect(verdictOn(doc, bytes(0, 1, 1, 1, 1, 2))).toBe('new')
    expect(
      verdictOn(new Y.Doc(), bytes(2, 1, 3, 0, { info: 0x84 }, 2, 0, 'x', 1, 2, 0, 4, 1, 'default', '😀', 0)),
    ).toBe('splits-character')
  })
})

describe('GA6: who may not write is told so before anything else of the content is looked at', () => {
  it('whatever it would change', () => {
    const doc = words()
    const reader = sender('bob', false)
    expect(
      verdictOn(
        doc,
        changed(doc, 2, (text) => text.insert(0, 'x')),
        reader,
      ),
    ).toBe('not-allowed')
    expect(
      verdictOn(
        doc,
        changed(doc, 2, (text) => text.delete(0, 5)),
        reader,
      ),
    ).toBe('not-allowed')
    expect(
      verdictOn(
        doc,
        changed(doc, 1, (text) => text.insert(0, 'x')),
        reader,
      ),
    ).toBe('not-allowed')
  })
})

describe('GA10: what the schema of this version does not know is not written', () => {
  const formatted = (key: string, value: unknown): Uint8Array =>
    changed(words(), 2, (text) => text.format(0, 2, { [key]: value }))
  const embedded = (embed: object): Uint8Array => changed(words(), 2, (text) => text.insertEmbed(1, embed))
  it.each([
    ['bold', '1'],
    ['bold', null],
    ['br:bracket', 'bracket.1'],
    ['b.kind', 'item'],
    ['link', null],
  ])('a format %s %j is taken', (key, value) => {
    expect(verdictOn(words(), formatted(key, value))).not.toBe('content-not-allowed')
  })
  it.each([
    ['bold', true],
    ['link', 'https://example.org'],
    ['br:', 'bracket.1'],
    ['br:bracket', { of: 'more' }],
    ['b.kind', 'table'],
    ['b.colour', 'red'],
  ])('a format %s %j is not', (key, value) => {
    expect(verdictOn(words(), formatted(key, value))).toBe('content-not-allowed')
  })
  it.each([{ b: 'block' }, { ref: 'r1', to: 'block' }, { opt: 'k.1', br: 'k' }, { fn: 'n', to: 'block' }])(
    'an embed %j is taken',
    (embed) => expect(verdictOn(words(), embedded(embed))).toBe('new'),
  )
  it.each([{ b: '' }, { b: 'block', more: 1 }, { image: 'x' }, { ref: 'r1' }, { opt: 'k.1', br: 'k', kind: 'vote' }])(
    'an embed %j is not',
    (embed) => expect(verdictOn(words(), embedded(embed))).toBe('content-not-allowed'),
  )
  it('the server writes anew whatever stood there', () => {
    expect(verdictOn(words(), embedded({ image: 'x' }), { ...sender('bob'), isServer: true })).toBe('new')
  })
})
