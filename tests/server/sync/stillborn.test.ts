// Over 250 lines: one kind of words in all the ways they come to be, and what they are told apart from.
/** TX28: which words came too late for their place, over real Y.Docs. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { lostPlace } from '../../../server/charter/recovered-words.ts'
import { TextHistory } from '../../../server/text/history.ts'
import { judge } from '../../../server/sync/gate.ts'
import { knownOf } from '../../../server/sync/known.ts'
import { MAX_WORDS, stillbornIn } from '../../../server/sync/stillborn.ts'
import { keepPlaces } from '../../../server/text/places.ts'
import { readText } from '../../../server/text/read.ts'
import { firstUpdate } from '../../../server/text/write.ts'
import type { StillbornWords } from '../../../server/store/store.ts'
import type { ArticleDoc, Block, Inline } from '../../../src/lib/domain/article.ts'
import { anchorText } from '../../../src/lib/domain/rendering.ts'
import { isBlockStart } from '../../../src/lib/domain/text.ts'
import { removeAt } from '../../../src/lib/editor/binding/local.ts'
import { removeOption, unwrap } from '../../../src/lib/editor/commands/brackets.ts'
import { Desk } from '../../support/desk.ts'
import { randomFrom, type Random } from '../../support/random.ts'
import { writtenBy } from '../../support/authors.ts'

const block = (id: string, content: Inline[], kind: 'heading' | 'para' = 'para'): Block => ({
  type: 'block',
  attrs: { id, kind, depth: 0, bracket: null, bracketKind: null, extra: null },
  ...(content.length > 0 && { content }),
})
const words = (text: string): Inline[] => [{ type: 'text', text }]
const inOption = (n: number, text: string): Inline[] => {
  const marks = [{ type: 'br' as const, attrs: { id: 'k', option: `k.${n}` } }]
  return [
    { type: 'opt', attrs: { id: `k.${n}`, br: 'k', kind: 'alternatives', label: '' }, marks },
    { type: 'text', text, marks },
  ]
}
const FIRST: ArticleDoc = {
  type: 'doc',
  content: [
    block('h', words('Staff'), 'heading'),
    block('p', words('Respect them')),
    block('q', words('Protect them')),
  ],
}

const textOf = (doc: Y.Doc): Y.Text => doc.getText('default')

/** The server's document and its journal, and people who have a copy of it; each is called as their client id. */
class Table {
  server = new Y.Doc()
  readonly history = new TextHistory()
  constructor(first: ArticleDoc = FIRST) {
    keepPlaces(this.server)
    this.#take(firstUpdate(first, 7), '7')
  }

  #take(update: Uint8Array, authorId: string): void {
    const take = (bytes: Uint8Array): void =>
      this.history.take([{ seq: this.history.seq + 1, ...writtenBy(authorId), at: '', bytes }])
    this.server.once('update', take)
    Y.applyUpdate(this.server, update)
  }

  page(client: number): Y.Doc {
    const doc = new Y.Doc()
    keepPlaces(doc)
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.server))
    doc.clientID = client
    return doc
  }

  /** What the server finds in an update of this author, and of that what is told. */
  hear(update: Uint8Array, client: number, isLive = false): StillbornWords[] {
    const sender = { personId: 'ann', mayWrite: true, ownerOf: () => 'ann', isBound: () => true }
    const verdict = judge(knownOf(this.server), update, sender)
    if (verdict.kind === 'known') return []
    if (verdict.kind !== 'new') throw new Error(verdict.kind)
    this.#take(verdict.bytes, String(client))
    const found = stillbornIn(this.server, { ...verdict, isLive: () => isLive })
    return found.filter((one) => lostPlace(this.history, one, this.history.seq, String(client)) !== null)
  }

  sync(page: Y.Doc): StillbornWords[] {
    const found = this.hear(Y.encodeStateAsUpdate(page, Y.encodeStateVector(this.server)), page.clientID)
    Y.applyUpdate(page, Y.encodeStateAsUpdate(this.server))
    return found
  }

  texts(): string[] {
    return readText(this.server).content.map(wordsOf)
  }
}
const wordsOf = (one: Block): string =>
  (one.content ?? []).map((piece) => (piece.type === 'text' ? piece.text : '')).join('')

/** Where the words of a block begin in the text, and how many units they are. */
function stretchOf(doc: Y.Doc, id: string): { from: number; length: number } {
  let at = 0
  let from = -1
  for (const { insert } of textOf(doc).toDelta() as { insert: string | object }[]) {
    if (isBlockStart(insert)) {
      if (from >= 0) break
      if (insert.b === id) from = at + 1
    }
    at += typeof insert === 'string' ? insert.length : 1
  }
  return { from, length: at - from }
}
function removeBlock(doc: Y.Doc, id: string): void {
  const { from, length } = stretchOf(doc, id)
  removeAt(textOf(doc), from - 1, length + 1)
}
function type(doc: Y.Doc, id: string, offset: number, text: string): void {
  textOf(doc).insert(stretchOf(doc, id).from + offset, text)
}

describe('TX28: words whose block was removed meanwhile', () => {
  it.each([
    ['at its beginning', 0],
    ['in its middle', 4],
    ['at its end', 12],
  ])('typed %s', (_where, offset) => {
    const table = new Table()
    const [ann, bo] = [table.page(1), table.page(2)]
    type(ann, 'p', offset, 'NEW')
    removeBlock(bo, 'p')
    expect(table.sync(bo)).toEqual([])
    expect(table.sync(ann)).toMatchObject([{ blockId: 'p', option: null, words: 'NEW', knew: [1, -1] }])
    expect(table.texts()).toEqual(['StaffNEW', 'Protect them'])
  })

  it('on a line that stood, as long as the removal was on its way: but for the last words of the block, of which its author’s page tells', () => {
    for (const [offset, told] of [
      [0, ['NEW']],
      [4, ['NEW']],
      [12, []],
    ] as const) {
      const table = new Table()
      const [ann, bo] = [table.page(1), table.page(2)]
      type(ann, 'p', offset, 'NEW')
      removeBlock(bo, 'p')
      table.sync(bo)
      const update = Y.encodeStateAsUpdate(ann, Y.encodeStateVector(table.server))
      expect(table.hear(update, 1, true).map((row) => row.words)).toEqual(told)
    }
  })

  it('key by key, in pieces, with pairs of surrogates', () => {
    const table = new Table()
    const [ann, bo] = [table.page(1), table.page(2)]
    for (const key of ['a', '😀', 'b']) type(ann, 'p', 0, key)
    type(ann, 'p', stretchOf(ann, 'p').length, ' and more')
    removeBlock(bo, 'p')
    table.sync(bo)
    const [row, ...others] = table.sync(ann)
    expect(others).toEqual([])
    expect(row!.words).toBe('b😀a … and more'.replace('… and', '…  and'))
    expect(row!.spans.reduce((sum, [, , length]) => sum + length, 0)).toBe('b😀a and more'.length)
  })

  it('into a block that was moved, or was empty, or is the heading', () => {
    const table = new Table({ ...FIRST, content: [...FIRST.content, block('e', [])] })
    const [ann, bo] = [table.page(1), table.page(2)]
    type(ann, 'h', 0, 'H')
    type(ann, 'p', 12, 'P')
    type(ann, 'e', 0, 'E')
    bo.transact(() => {
      textOf(bo).insertEmbed(textOf(bo).length, { b: 'p' })
      textOf(bo).insert(textOf(bo).length, 'Respect them')
    })
    removeBlock(bo, 'p')
    removeBlock(bo, 'h')
    removeBlock(bo, 'e')
    table.sync(bo)
    const found = table.sync(ann)
    expect(found.map(({ blockId, words: text }) => [blockId, text])).toEqual(
      expect.arrayContaining([
        ['h', 'H'],
        ['p', 'P'],
        ['e', 'E'],
      ]),
    )
    expect(found).toHaveLength(3)
    // TX2: before the first start they are a heading without an id
    expect(readText(table.server).content[0]!.attrs.id).toBe('~0')
  })

  it('are found though another’s words are left there, who came too late as well', () => {
    const table = new Table()
    const [ann, bo, cem] = [table.page(1), table.page(2), table.page(3)]
    type(ann, 'p', 3, 'ANN')
    type(cem, 'p', 5, 'CEM')
    removeBlock(bo, 'p')
    table.sync(bo)
    expect(table.sync(ann)).toMatchObject([{ words: 'ANN' }])
    expect(table.sync(cem)).toMatchObject([{ words: 'CEM' }])
  })

  it('of any length: rows of at most 8,000 units that no pair is cut by', () => {
    const table = new Table()
    const [ann, bo] = [table.page(1), table.page(2)]
    const long = `x${'😀'.repeat(MAX_WORDS)}`
    type(ann, 'p', 3, long)
    removeBlock(bo, 'p')
    table.sync(bo)
    const rows = table.sync(ann)
    expect(rows.map((row) => row.words).join('')).toBe(long)
    expect(rows.every((row) => row.words.length <= MAX_WORDS && row.words.isWellFormed())).toBe(true)
    expect(rows.flatMap((row) => row.spans).reduce((sum, [, , length]) => sum + length, 0)).toBe(long.length)
  })

  it('their place is known from a kept state too', () => {
    const table = new Table()
    const [ann, bo] = [table.page(1), table.page(2)]
    type(ann, 'p', 12, 'NEW')
    removeBlock(bo, 'p')
    table.sync(bo)
    const kept = Y.encodeStateAsUpdate(table.server)
    table.server = new Y.Doc()
    keepPlaces(table.server)
    Y.applyUpdate(table.server, kept)
    expect(table.sync(ann)).toMatchObject([{ blockId: 'p', words: 'NEW' }])
  })
})

describe('TX28: whose place is there, or who took it away themselves', () => {
  it('a join leaves words among those they were written with', () => {
    const table = new Table()
    const [ann, bo] = [table.page(1), table.page(2)]
    type(ann, 'p', 12, ' NEW')
    removeAt(textOf(bo), stretchOf(bo, 'p').from - 1, 1)
    table.sync(bo)
    expect(table.sync(ann)).toEqual([])
    expect(table.texts()[0]).toBe('StaffRespect them NEW')
  })

  it('own deletions, joins and moves in the same update', () => {
    const table = new Table()
    const ann = table.page(1)
    type(ann, 'p', 12, 'NEW')
    removeAt(textOf(ann), stretchOf(ann, 'p').from - 1, 13)
    expect(table.sync(ann)).toEqual([])
    expect(table.texts()[0]).toBe('StaffNEW')
  })

  it('a block of one’s own, split off from one that was removed, stands', () => {
    const table = new Table()
    const [ann, bo] = [table.page(1), table.page(2)]
    const { from, length } = stretchOf(ann, 'p')
    textOf(ann).insertEmbed(from + length, { b: 'own' })
    textOf(ann).insert(from + length + 1, 'OWN')
    removeBlock(bo, 'p')
    table.sync(bo)
    expect(table.sync(ann)).toEqual([])
    expect(table.texts()).toEqual(['Staff', 'OWN', 'Protect them'])
  })

  it('typing on a standing line beside a block that is gone, undo and replaced words', () => {
    const table = new Table()
    const [ann, bo] = [table.page(1), table.page(2)]
    removeBlock(bo, 'p')
    table.sync(bo)
    table.sync(ann)
    const found: StillbornWords[] = []
    ann.on('update', (update: Uint8Array) => found.push(...table.hear(update, 1, true)))
    const undo = new Y.UndoManager(textOf(ann), { captureTimeout: 0 })
    for (const key of ' whom we serve') type(ann, 'h', stretchOf(ann, 'h').length, key)
    ann.transact(() => {
      type(ann, 'h', 0, 'People')
      removeAt(textOf(ann), stretchOf(ann, 'h').from + 6, 5)
    })
    undo.undo()
    undo.undo()
    undo.redo()
    expect(found).toEqual([])
  })
})

describe('TX28: words whose option was dropped meanwhile', () => {
  const bracketed: ArticleDoc = {
    type: 'doc',
    content: [
      block('h', words('Staff'), 'heading'),
      block('p', [...words('Parties '), ...inOption(1, 'shall'), ...inOption(2, 'should really'), ...words(' act')]),
    ],
  }
  const at = (doc: Y.Doc, text: string): number =>
    textOf(doc)
      .toDelta()
      .reduce(
        ({ at: sum, found }: { at: number; found: number }, { insert }: { insert: string | object }) => ({
          at: sum + (typeof insert === 'string' ? insert.length : 1),
          found:
            found >= 0 || typeof insert !== 'string' || !insert.includes(text) ? found : sum + insert.indexOf(text),
        }),
        { at: 0, found: -1 },
      ).found as number
  const drop = (doc: Y.Doc): void => removeAt(textOf(doc), at(doc, 'should') - 1, 14)

  it.each([
    ['in its middle', 7],
    ['at its end', 13],
  ])('typed %s', (_where, offset) => {
    const table = new Table(bracketed)
    const [ann, bo] = [table.page(1), table.page(2)]
    const mark = { 'br:k': 'k.2' }
    textOf(ann).insert(at(ann, 'should') + offset, 'NEW', mark)
    drop(bo)
    table.sync(bo)
    expect(table.sync(ann)).toMatchObject([{ blockId: 'p', option: 'k.2', words: 'NEW' }])
    expect(table.texts()[1]).toBe('Parties shallNEW act')
  })

  it.each([
    ['dropped with its words', removeOption('k', 'k.2', true), ['NEW']],
    ['dropped, its words kept', removeOption('k', 'k.2', false), []],
    ['unwrapped', unwrap('k'), []],
  ])('as editors write it: %s', (_how, command, told) => {
    for (const offset of [8, 14]) {
      const table = new Table(bracketed)
      const first = Y.encodeStateAsUpdate(table.server)
      const [ann, bo] = [new Desk(first, 1), new Desk(first, 2)]
      // "Parties ", the first head and "shall", the second head: 14 units, then its words
      ann.caret('p', 14 + offset)
      ann.type('NEW')
      expect(bo.run(command)).toBe(true)
      table.sync(bo.ydoc)
      expect(table.sync(ann.ydoc).map((row) => row.words)).toEqual(told)
    }
  })

  it('not those of the paragraph around it, nor of an option that stays', () => {
    const table = new Table(bracketed)
    const [ann, bo] = [table.page(1), table.page(2)]
    textOf(ann).insert(at(ann, ' act') + 4, ' now')
    textOf(ann).insert(at(ann, ' act'), ' OUT', { 'br:k': null })
    textOf(ann).insert(at(ann, 'shall') + 5, ' IN', { 'br:k': 'k.1' })
    drop(bo)
    table.sync(bo)
    expect(table.sync(ann)).toEqual([])
  })
})

/** Everything a text can undergo, by one page. */
function act(doc: Y.Doc, random: Random, name: string): void {
  const text = textOf(doc)
  const blocks = readText(doc).content.filter(({ attrs }) => !attrs.id.includes('~'))
  const target = random.pick(blocks).attrs.id
  const { from, length } = stretchOf(doc, target)
  switch (random.below(6)) {
    case 0:
      if (blocks.length > 1) removeAt(text, from - 1, length + 1)
      return
    case 1:
      if (blocks.length > 1) removeAt(text, from - 1, 1)
      return
    case 2:
      if (length > 0) removeAt(text, from, 1 + random.below(length))
      return
    case 3:
      text.insertEmbed(from + random.below(length + 1), { b: name })
      return
    default:
      text.insert(from + random.below(length + 1), `‹${name}›`)
  }
}

/** Each unit of a text with the start it stands under, be that deleted, unless `removed` says whose deletion it is: keys as `client:clock`. */
function homesOf(
  doc: Y.Doc,
  removed: ReadonlySet<string> = new Set(),
): Map<string, { home: string | null; char: string }> {
  const homes = new Map<string, { home: string | null; char: string }>()
  let home: string | null = null
  for (let item = textOf(doc)._start; item !== null; item = item.right) {
    const key = `${item.id.client}:${item.id.clock}`
    if (item.content instanceof Y.ContentEmbed && !removed.has(key)) home = key
    if (!item.deleted && item.content instanceof Y.ContentString)
      for (let i = 0; i < item.length; i++)
        homes.set(`${item.id.client}:${item.id.clock + i}`, { home, char: item.content.str[i]! })
  }
  return homes
}
function livingIn(doc: Y.Doc): Set<string> {
  const living = new Set<string>()
  for (let item = textOf(doc)._start; item !== null; item = item.right)
    if (!item.deleted) living.add(`${item.id.client}:${item.id.clock}`)
  return living
}
function startsIn(doc: Y.Doc): string[] {
  const starts: string[] = []
  for (let item = textOf(doc)._start; item !== null; item = item.right)
    if (item.content instanceof Y.ContentEmbed) starts.push(`${item.id.client}:${item.id.clock}`)
  return starts
}
const unitsOf = (rows: readonly StillbornWords[]): string[] =>
  rows
    .flatMap(({ spans }) => spans)
    .flatMap(([client, clock, length]) => Array.from({ length }, (_, i) => `${client}:${clock + i}`))
    .sort()

it('TX28: of any words that two people write apart, exactly those are found whose place the other removed; none of them is hidden', () => {
  let found = 0
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = randomFrom(seed)
      const table = new Table()
      const [ann, bo] = [table.page(1), table.page(2)]
      for (let i = 0; i < 4; i++) {
        act(ann, random, `a${i}`)
        act(bo, random, `b${i}`)
      }
      const before = homesOf(ann)
      const left = livingIn(ann)
      const removed = new Set([...startsIn(ann)].filter((key) => !left.has(key)))
      table.sync(bo)
      const rows = table.sync(ann)
      const after = homesOf(table.server, removed)

      // nothing that Ann wrote is hidden unless somebody deleted it, and it is read in a block, as it is drawn
      const read = readText(table.server)
      expect(read.content.map(wordsOf).join('')).toBe([...after.values()].map(({ char }) => char).join(''))
      for (const one of read.content)
        expect(anchorText(one, { lang: 'en', index: new Map(), articleId: 'a', number: null } as never)).toContain(
          wordsOf(one),
        )
      for (const [key] of before) if (key.startsWith('1:')) expect(after.has(key)).toBe(true)

      // what she wrote stands under a start that others removed, and none of the words that stood under it before does
      const living = livingIn(table.server)
      const expected = [...new Set([...after.values()].map(({ home }) => home))].flatMap((home) => {
        if (home === null || living.has(home)) return []
        const under = [...after].filter(([, one]) => one.home === home).map(([key]) => key)
        return under.some((key) => key.startsWith('7:')) ? [] : under.filter((key) => key.startsWith('1:'))
      })
      expect(unitsOf(rows)).toEqual(expected.sort())
      found += rows.length
    }),
    { numRuns: Number(process.env['STILLBORN_SEEDS'] ?? 400) },
  )
  expect(found).toBeGreaterThan(20)
})

it('TX28: who has seen every removal writes nothing that is told, on a standing line or, having written since, without one', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = randomFrom(seed)
      const table = new Table()
      const bo = table.page(2)
      for (let i = 0; i < 4; i++) act(bo, random, `b${i}`)
      table.sync(bo)
      const ann = table.page(1)
      type(ann, readText(ann).content[0]!.attrs.id, 0, 'Here')
      table.sync(ann)
      for (let i = 0; i < 4; i++) act(ann, random, `a${i}`)
      const update = Y.encodeStateAsUpdate(ann, Y.encodeStateVector(table.server))
      const isLive = random.below(2) === 0
      expect(table.hear(update, 1, isLive)).toEqual([])
    }),
    { numRuns: Number(process.env['STILLBORN_SEEDS'] ?? 400) },
  )
})
