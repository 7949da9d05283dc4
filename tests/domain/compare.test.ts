import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compareTexts,
  compareVersions,
  movedPlaces,
  wordsOf,
  type ComparedVersion,
} from '../../src/lib/domain/compare.ts'
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import type { ComparedRun } from '../../src/lib/domain/contract.ts'
import { indexBlocks } from '../../src/lib/domain/reference.ts'
import { flagsOf } from '../../src/lib/domain/substance.ts'
import { block, doc, heading, item, option, para, ref } from '../support/blocks.ts'

const join = (runs: ComparedRun[], ...ops: ComparedRun['op'][]) =>
  runs
    .filter((run) => ops.includes(run.op))
    .map((run) => run.text)
    .join('')
const shown = (before: string, after: string, lang = 'en') =>
  compareTexts(before, after, lang)
    .map(({ op, text }) => (op === 'keep' ? text : op === 'ins' ? `+${text}+` : `-${text}-`))
    .join('')

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.constantFrom('shall', 'should', ' ', ', ', 'и', 'السلام', '、', 'é', '[', ']', '👩‍👩‍👧'), { maxLength: 30 })
    .map((words) => words.join('')),
)

test('CM1: the words of a text are the text', () => {
  fc.assert(
    fc.property(text, fc.constantFrom('en', 'fr', 'ar', 'ru', 'zh'), (words, lang) => {
      expect(wordsOf(words, lang).join('')).toBe(words)
    }),
  )
})

test('CM3: kept and deleted words give the old text, kept and inserted words the new one', () => {
  fc.assert(
    fc.property(text, text, fc.constantFrom('en', 'ar', 'ru'), (before, after, lang) => {
      const runs = compareTexts(before, after, lang)
      const plain = (words: string) => words.normalize('NFC').replaceAll('\u0640', '')
      expect(plain(join(runs, 'keep', 'del'))).toBe(plain(before))
      expect(join(runs, 'keep', 'ins')).toBe(after.normalize('NFC'))
      expect(runs.every((run) => run.text !== '')).toBe(true)
      runs.forEach((run, i) => expect(run.op).not.toBe(runs[i + 1]?.op))
    }),
    { numRuns: 500 },
  )
})

test('CM3: whole words, deletions first, a changed phrase in one piece', () => {
  expect(shown('They shall go now.', 'They should go now.')).toBe('They -shall-+should+ go now.')
  expect(shown('They shall go now.', 'They may run now.')).toBe('They -shall go-+may run+ now.')
  expect(shown('one two', 'one two three')).toBe('one two+ three+')
  expect(shown('', 'new')).toBe('+new+')
  expect(shown('same', 'same')).toBe('same')
  expect(compareTexts('', '', 'en')).toEqual([])
})

test('CM3: no grapheme is cut', () => {
  expect(shown('cafe\u0301 noir', 'caf\u00e9 noir', 'fr')).toBe('caf\u00e9 noir')
  expect(shown('a 👩‍👩‍👧 b', 'a 👩‍👩‍👦 b')).toBe('a -👩‍👩‍👧-+👩‍👩‍👦+ b')
})

test('CM2: elongation is no change', () => {
  const runs = compareTexts('الســلام عليكم', 'السلام عليكم', 'ar')
  expect(runs).toEqual([{ op: 'keep', text: 'السلام عليكم' }])
})

test('CM3: texts that share nothing are compared within a bounded time', () => {
  const words = (n: number, word: string) => Array.from({ length: n }, (_, i) => `${word}${i}`).join(' ')
  const runs = compareTexts(words(9_000, 'a'), words(9_000, 'b'), 'en')
  expect(join(runs, 'keep', 'ins')).toBe(words(9_000, 'b'))
})

test('CM4: modal verbs and conjunctions, by language', () => {
  const table: [string, string, string, string[]][] = [
    ['en', 'They shall go', 'They should go', ['modal']],
    ['en', 'war and peace', 'war or peace', ['conjunction']],
    ['en', 'They may go and stay', 'They must go or stay', ['modal', 'conjunction']],
    ['en', 'They Shall go', 'They shall go', []],
    ['en', 'red house', 'blue house', []],
    ['fr', 'Elles doivent agir', 'Elles devraient agir', ['modal']],
    ['fr', 'la paix et la guerre', 'la paix ou la guerre', ['conjunction']],
    ['es', 'deberá actuar', 'debería actuar', ['modal']],
    ['es', 'paz y guerra', 'paz o guerra', ['conjunction']],
    ['ar', 'يتعين على الجمعيات', 'ينبغي للجمعيات', ['modal']],
    ['ar', 'ويتعين على الجمعيات', 'وينبغي للجمعيات', ['modal']],
    ['ar', 'السلام أو الحرب', 'السلام والحرب', ['conjunction']],
    ['ar', 'السلام الحرب', 'السلام والحرب', ['conjunction']],
    ['ar', 'وصول', 'دخول', []],
    ['ru', 'общества должны', 'обществам следует', ['modal']],
    ['ru', 'мир и война', 'мир или война', ['conjunction']],
    ['kk', 'мир и война', 'мир или война', []],
  ]
  for (const [lang, before, after, flags] of table) {
    const id = 'p'
    const side = (words: string) => version({ a: [para(id, words)] })
    expect(
      compareVersions(side(before), side(after), lang).articles[0]!.blocks[0]!.flags,
      `${before} / ${after}`,
    ).toEqual(flags)
  }
  expect(flagsOf(['shall', 'shall'], ['shall'], 'en')).toEqual(['modal'])
})

test('CM5: what moved is as little as possible', () => {
  expect([...movedPlaces([0, 1, 2])]).toEqual([])
  expect([...movedPlaces([1, 2, 0])]).toEqual([0])
  expect([...movedPlaces([2, 0, 1])]).toEqual([2])
  expect(movedPlaces([3, 2, 1, 0]).size).toBe(3)
  const permutation = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 })
  fc.assert(
    fc.property(permutation, (places) => {
      const moved = movedPlaces(places)
      const stayed = places.filter((place) => !moved.has(place))
      expect(stayed).toEqual([...stayed].sort((a, b) => a - b))
      // No longer run keeps its order: every larger choice fails.
      const longest = (from: number, last: number): number =>
        from === places.length
          ? 0
          : Math.max(longest(from + 1, last), places[from]! > last ? 1 + longest(from + 1, places[from]!) : 0)
      expect(stayed.length).toBe(longest(0, -1))
    }),
    { numRuns: 60 },
  )
})

function version(articles: Record<string, Block[]>): ComparedVersion {
  const list = Object.entries(articles).map(([id, blocks], i) => ({
    id,
    number: String(i + 1),
    doc: doc(...blocks) as ArticleDoc,
  }))
  return { index: indexBlocks(list), articles: list }
}
const changes = (before: ComparedVersion, after: ComparedVersion) =>
  compareVersions(before, after, 'en').articles.map(
    ({ id, blocks }) => `${id}: ${blocks.map((b) => `${b.id} ${b.change}`).join(', ')}`,
  )

test('CM6: added, removed, changed and moved blocks, removed ones where they stood', () => {
  const before = version({ a: [heading('h', 'H'), para('p1', 'one'), para('p2', 'two'), para('p3', 'three')] })
  const after = version({ a: [heading('h', 'H'), para('p3', 'three'), para('p1', 'one more'), para('p4', 'four')] })
  expect(changes(before, after)).toEqual(['a: h same, p3 moved, p1 changed, p2 removed, p4 added'])
})

test('CM6: added and removed articles, a block that went to another article', () => {
  const before = version({ a: [heading('ah', 'A'), para('p', 'wandering words')], b: [heading('bh', 'B')] })
  const after = version({ b: [heading('bh', 'B'), para('p', 'wandering new words')], c: [heading('ch', 'C')] })
  expect(changes(before, after)).toEqual(['a: ah removed', 'b: bh same, p moved', 'c: ch added'])
  const moved = compareVersions(before, after, 'en').articles[1]!.blocks[1]!
  expect(join(moved.runs, 'keep', 'del')).toBe('wandering words')
  expect(join(moved.runs, 'keep', 'ins')).toBe('wandering new words')
})

test('CM6: brackets, shape and references count as changes', () => {
  const before = version({
    a: [heading('h', 'H'), para('p', 'They shall'), item('i', 'x'), para('r', 'see ', ref('i'))],
  })
  const after = version({
    a: [
      block('heading', 'h', ['H'], { bracket: 'br', bracketKind: 'optional' }),
      para('p', 'They ', option('b', 'b.1', 'Alt 1', 'shall'), option('b', 'b.2', 'Alt 2', 'should')),
      block('item', 'i', ['x'], { depth: 2 }),
      para('r', 'see ', ref('i')),
    ],
  })
  expect(changes(before, after)).toEqual(['a: h changed, p changed, i changed, r changed'])
  expect(join(compareVersions(before, after, 'en').articles[0]!.blocks[1]!.runs, 'keep', 'ins')).toBe(
    'They [shall][should]',
  )
})
