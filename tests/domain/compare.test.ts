// Over 250 lines: one story after another of the same part, with what they share.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareVersions, movedPlaces, type ComparedVersion } from '../../src/lib/domain/compare.ts'
import { compareTexts, wordsOf } from '../../src/lib/domain/compare-words.ts'
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
/** The old text, from the runs. */
const was = (runs: ComparedRun[]) => runs.map((run) => (run.op === 'ins' ? '' : (run.was ?? run.text))).join('')
const shown = (before: string, after: string, lang = 'en') =>
  compareTexts(before, after, lang)
    .map(({ op, text }) => (op === 'keep' ? text : op === 'ins' ? `+${text}+` : `-${text}-`))
    .join('')

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        'shall',
        'should',
        ' ',
        ', ',
        'и',
        'السلام',
        'والسلام',
        'الســلام',
        'أو',
        '、',
        'é',
        '[',
        ']',
        '👩‍👩‍👧',
      ),
      { maxLength: 30 },
    )
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
      expect(was(runs)).toBe(before.normalize('NFC'))
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
  expect(runs).toEqual([{ op: 'keep', text: 'السلام عليكم', was: 'الســلام عليكم' }])
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
    ['en', 'They shall act', 'They shall not act', ['modal']],
    ['en', 'They shall act', 'They undertake to act', ['modal']],
    ['fr', 'Elles s’engagent à agir', 'Elles s’efforcent d’agir', ['modal']],
    ['es', 'se comprometen a actuar', 'procurarán actuar', ['modal']],
    ['ar', 'تلتزم الجمعيات', 'تسعى الجمعيات', ['modal']],
    ['ar', 'لا يجوز الكشف', 'يجوز الكشف', ['modal']],
    ['ar', 'يَجُوزُ الكشف', 'يجوز الكشف', []],
    ['ru', 'общества обязуются', 'общества стремятся', ['modal']],
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
    round: null,
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

/** One article's blocks compared, as `id change: runs`, with `{words>block}` for what was carried there and `{block>words}` for what came. */
const told = (before: Block[], after: Block[], lang = 'en') =>
  compareVersions(version({ a: before }), version({ a: after }), lang).articles[0]!.blocks.map(
    ({ id, change, runs }) =>
      `${id} ${change}: ${runs
        .map(({ op, text, moved }) => {
          if (moved !== undefined) return op === 'del' ? `{${text}>${moved}}` : `{${moved}>${text}}`
          return op === 'keep' ? text : op === 'ins' ? `+${text}+` : `-${text}-`
        })
        .join('')}`,
  )
const splitFrom = (from: string, id: string, words: string): Block => {
  const made = para(id, words)
  return { ...made, attrs: { ...made.attrs, from } }
}

test('CM8: a split carries words to the new block, and the old one keeps the rest', () => {
  expect(
    told([para('p', 'One fine day. Another day.')], [para('p', 'One fine day.'), splitFrom('p', 'q', 'Another day.')]),
  ).toEqual(['p changed: One fine day.- -{Another day.>q}', 'q added: {p>Another day.}'])
  expect(
    told(
      [para('p', 'They shall go and they shall stay.')],
      [para('p', 'They shall go.'), splitFrom('p', 'q', 'They should stay.'), splitFrom('q', 'r', 'New words')],
    ),
  ).toEqual([
    'p changed: They shall go+.+- and they shall -{stay.>q}',
    'q added: +They should +{p>stay.}',
    'r added: +New words+',
  ])
  const paragraph = 'They shall cooperate. They may refuse.'
  const both = compareVersions(
    version({ a: [para('p', paragraph)] }),
    version({ a: [para('p', 'They shall cooperate.'), splitFrom('p', 'q', 'They may refuse.')] }),
    'en',
  )
  expect(both.articles[0]!.blocks.map(({ from, flags }) => [from, flags])).toEqual([
    [null, []],
    ['p', []],
  ])
  expect(both.counts).toMatchObject({ modal: 0, changed: 1, added: 1 })
  // a paragraph that merely says it came from another has nothing of it
  expect(told([para('p', 'One')], [para('p', 'One'), splitFrom('p', 'q', 'Two')])).toEqual([
    'p same: One',
    'q added: +Two+',
  ])
})

test('CM8: a join carries words to the block before', () => {
  expect(
    told([para('p', 'One fine day.'), para('q', 'Another long day.')], [para('p', 'One fine day. Another long day.')]),
  ).toEqual(['p changed: One fine day.+ +{q>Another long day.}', 'q removed: {Another long day.>p}'])
  expect(told([para('p', 'One fine day.'), para('q', 'Another day.')], [para('p', 'One fine day.')])).toEqual([
    'p same: One fine day.',
    'q removed: -Another day.-',
  ])
  expect(
    compareVersions(
      version({ a: [para('p', 'يتعين على الجمعيات'), para('q', 'أن تتعاون معا')] }),
      version({ a: [para('p', 'يتعين على الجمعيات أن تتعاون معا')] }),
      'ar',
    ).articles[0]!.blocks.map(({ into, flags }) => [into, flags]),
  ).toEqual([
    [null, []],
    ['p', []],
  ])
})

test('CM10: in Arabic "and" alone comes and goes; other words are whole', () => {
  const table: [string, string, string][] = [
    ['السلام الحرب', 'السلام والحرب', 'السلام +و+الحرب'],
    ['السلام والحرب', 'السلام الحرب', 'السلام -و-الحرب'],
    ['السلام أو الحرب معا', 'السلام والحرب معا', 'السلام -أو -+و+الحرب معا'],
    ['وصول', 'دخول', '-وصول-+دخول+'],
    ['للجمعيات', 'الجمعيات', '-للجمعيات-+الجمعيات+'],
    ['تعمل Red Cross هنا', 'تعمل Red Crescent هنا', 'تعمل Red -Cross-+Crescent+ هنا'],
    ['المادة 5، الفقرة 2', 'المادة 6، الفقرة 2', 'المادة -5-+6+، الفقرة 2'],
    ['مُلتزمة', 'ملتزمة', '-مُلتزمة-+ملتزمة+'],
  ]
  for (const [before, after, runs] of table) expect(shown(before, after, 'ar')).toBe(runs)
})

test('CM7: what moved is marked where it stood, in its article and in another', () => {
  const places = (before: ComparedVersion, after: ComparedVersion) =>
    compareVersions(before, after, 'en').articles.map(
      ({ id, movedFrom }) => `${id}: ${movedFrom.map((one) => `${one.id} behind ${one.behind}`).join(', ')}`,
    )
  const five = ['h', 'p1', 'p2', 'p3', 'p4'].map((id) => para(id, `words of ${id}`))
  expect(places(version({ a: five }), version({ a: [five[0]!, five[4]!, five[1]!, five[2]!, five[3]!] }))).toEqual([
    'a: p4 behind p3',
  ])
  expect(
    places(
      version({ a: five, b: [heading('bh', 'B')] }),
      version({ a: [five[0]!, five[2]!, five[3]!, five[4]!], b: [heading('bh', 'B'), five[1]!] }),
    ),
  ).toEqual(['a: p1 behind h', 'b: '])
  expect(places(version({ a: five }), version({ a: five }))).toEqual(['a: '])
})

test('CM11: kind, brackets, options and emphasis, beside the words', () => {
  const shapes = (before: Block, after: Block) =>
    compareVersions(version({ a: [before] }), version({ a: [after] }), 'en').articles[0]!.blocks[0]!
  const two = (...labels: string[]) =>
    para('p', ...labels.flatMap((label, i) => option('b', `b.${i + 1}`, label, label)))
  const table: [Block, Block, string, object[]][] = [
    [
      para('p', 'x'),
      block('item', 'p', ['x'], { depth: 2 }),
      'changed',
      [{ what: 'kind', before: 'para', after: 'item:2' }],
    ],
    [
      para('p', 'x'),
      block('para', 'p', ['x'], { bracket: 'b', bracketKind: 'optional' }),
      'changed',
      [{ what: 'bracket', before: null, after: 'optional' }],
    ],
    [
      two('Alt 1', 'Alt 2'),
      two('Alt 1', 'Alt 2', 'Alt 3'),
      'changed',
      [{ what: 'option', before: null, after: 'Alt 3' }],
    ],
    [two('Alt 1', 'Alt 2'), two('Alt 1'), 'changed', [{ what: 'option', before: 'Alt 2', after: null }]],
    [
      para('p', ...option('b', 'b.1', 'Alt 1', 'x')),
      para('p', ...option('b', 'b.1', 'Compromise', 'x')),
      'changed',
      [{ what: 'option', before: 'Alt 1', after: 'Compromise' }],
    ],
    [
      para('p', 'x'),
      para('p', { type: 'text', text: 'x', marks: [{ type: 'bold' }] }),
      'changed',
      [{ what: 'emphasis', before: null, after: null }],
    ],
    [para('p', 'x'), para('p', 'x'), 'same', []],
  ]
  for (const [before, after, change, shape] of table) expect(shapes(before, after)).toMatchObject({ change, shape })
})

test('CM4, CM9: the words that change an obligation are marked, and counted by place', () => {
  const before = version({
    a: [heading('h', 'H'), para('p', 'They shall act and speak. They may go.'), para('q', 'old')],
  })
  const after = version({
    a: [heading('h', 'H'), para('p', 'They should act or speak. They must go.'), para('r', 'new')],
  })
  const { articles, counts } = compareVersions(before, after, 'en')
  expect(
    articles[0]!.blocks[1]!.runs.filter((run) => run.flags).map(({ op, text, flags }) => [op, text, flags]),
  ).toEqual([
    ['del', 'shall', ['modal']],
    ['ins', 'should', ['modal']],
    ['del', 'and', ['conjunction']],
    ['ins', 'or', ['conjunction']],
    ['del', 'may', ['modal']],
    ['ins', 'must', ['modal']],
  ])
  expect(counts).toEqual({ articles: 1, changed: 1, added: 1, removed: 1, moved: 0, modal: 2, conjunction: 1 })
})

test('CM6, CM8: every word of both texts is accounted for, once, whatever was split, joined, moved or rewritten', () => {
  const words = fc
    .array(fc.constantFrom('they', 'shall', 'may', 'act', 'and', 'or', 'speak', 'السلام', 'والحرب'), { maxLength: 8 })
    .map((list) => list.join(' '))
  const blocks = fc
    .array(
      fc.record({
        id: fc.constantFrom('p', 'q', 'r', 's', 't'),
        words,
        from: fc.option(fc.constantFrom('p', 'q', 'r')),
      }),
      { maxLength: 5 },
    )
    .map((list) =>
      [...new Map(list.map((one) => [one.id, one])).values()].map(({ id, words, from }) =>
        from === null || from === id ? para(id, words) : splitFrom(from, id, words),
      ),
    )
  const textOf = (one: Block) => (one.content ?? []).map((node) => (node.type === 'text' ? node.text : '')).join('')
  fc.assert(
    fc.property(blocks, blocks, fc.constantFrom('en', 'ar'), (before, after, lang) => {
      const { articles } = compareVersions(version({ a: before }), version({ a: after }), lang)
      const compared = new Map(articles.flatMap((article) => article.blocks).map((one) => [one.id, one]))
      for (const old of before) expect(was(compared.get(old.attrs.id)!.runs)).toBe(textOf(old))
      for (const now of after) expect(join(compared.get(now.attrs.id)!.runs, 'keep', 'ins')).toBe(textOf(now))
      expect(compared.size).toBe(new Set([...before, ...after].map((one) => one.attrs.id)).size)
    }),
    { numRuns: 500 },
  )
})
