import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import { restored } from '../../src/lib/domain/restore.ts'
import { deltaFromDoc, docFromDelta } from '../../src/lib/domain/text.ts'
import { article } from '../support/articles.ts'
import { block, doc, heading, option, para } from '../support/blocks.ts'

const wordsIn = (text: ArticleDoc): string =>
  text.content
    .map((one) => (one.content ?? []).map((node) => (node.type === 'text' ? node.text : '')).join(''))
    .join('\n')
const lines = (text: ArticleDoc): string[] =>
  text.content.map(
    (one) => `${one.attrs.id}: ${(one.content ?? []).map((node) => (node.type === 'text' ? node.text : '·')).join('')}`,
  )
const normal = (text: ArticleDoc): ArticleDoc => docFromDelta(deltaFromDoc(text))

const version = doc(heading('h', 'Title'), para('p1', 'They shall act.'), para('p2', 'They may speak.'))

it('RS1: where nobody wrote since, the text is the older one, whatever both are', () => {
  fc.assert(
    fc.property(article, article, (base, target) => {
      // the heading stays first, notes last: as in every article
      const notesLast = [...target.content].sort(
        (a, b) => Number(a.attrs.kind === 'note') - Number(b.attrs.kind === 'note'),
      )
      expect(restored(base, target, base)).toEqual(normal({ type: 'doc', content: notesLast }))
    }),
    { numRuns: 300 },
  )
})

const base = doc(heading('h', 'Title'), para('p1', 'They should act now.'), para('p3', 'New paragraph.'))
const table: [string, ArticleDoc, string[]][] = [
  [
    'words in a paragraph that is restored',
    doc(heading('h', 'Title'), para('p1', 'They should always act now.'), para('p3', 'New paragraph.')),
    ['h: Title', 'p1: They shall always act.', 'p2: They may speak.'],
  ],
  [
    'words at its end',
    doc(heading('h', 'Title'), para('p1', 'They should act now. And later.'), para('p3', 'New paragraph.')),
    ['h: Title', 'p1: They shall act. And later.', 'p2: They may speak.'],
  ],
  [
    'words in a paragraph that goes',
    doc(heading('h', 'Title'), para('p1', 'They should act now.'), para('p3', 'New and typed paragraph.')),
    ['h: Title', 'p1: They shall act.', 'p3: and typed ', 'p2: They may speak.'],
  ],
  [
    'a new paragraph',
    doc(heading('h', 'Title'), para('p1', 'They should act now.'), para('p9', 'Nine.'), para('p3', 'New paragraph.')),
    ['h: Title', 'p1: They shall act.', 'p9: Nine.', 'p2: They may speak.'],
  ],
  [
    'a paragraph that somebody removed and the version has otherwise',
    doc(heading('h', 'Title'), para('p3', 'New paragraph.')),
    ['h: Title', 'p1: They shall act.', 'p2: They may speak.'],
  ],
  [
    'a word that is restored, in another form',
    doc(heading('h', 'Title'), para('p1', 'They must act now.'), para('p3', 'New paragraph.')),
    ['h: Title', 'p1: They shall must act.', 'p2: They may speak.'],
  ],
  [
    'words before and after one that is restored',
    doc(heading('h', 'Title'), para('p1', 'All of them must soon act today.'), para('p3', 'New paragraph.')),
    ['h: Title', 'p1: All shall of them must soon act. today.', 'p2: They may speak.'],
  ],
  [
    'the word that is restored, alone',
    doc(heading('h', 'Title'), para('p1', 'They shall act now.'), para('p3', 'New paragraph.')),
    ['h: Title', 'p1: They shall act.', 'p2: They may speak.'],
  ],
  ['another restored the same', version, ['h: Title', 'p1: They shall act.', 'p2: They may speak.']],
]
it.each(table)('RS2: typed meanwhile: %s', (_name, live, expected) => {
  expect(lines(restored(base, version, live))).toEqual(expected)
})

it('RS2: no word typed meanwhile is lost, wherever it was typed, and what is restored is there', () => {
  const place = fc.tuple(fc.nat(), fc.nat())
  fc.assert(
    fc.property(article, article, fc.array(place, { minLength: 1, maxLength: 5 }), (before, target, places) => {
      const live: ArticleDoc = structuredClone(before)
      const typed = places.map(([which, where], n) => {
        const word = `typed${n}x`
        const one = live.content[which % live.content.length]!
        const content = (one.content ??= [])
        content.splice(where % (content.length + 1), 0, { type: 'text', text: ` ${word} ` })
        return word
      })
      const text = wordsIn(restored(before, target, normal(live)))
      for (const word of typed) expect(text).toContain(word)
      // ids stay unique
      const ids = restored(before, target, normal(live)).content.map((one) => one.attrs.id)
      expect(new Set(ids).size).toBe(ids.length)
    }),
    { numRuns: 300 },
  )
})

it('RS2: brackets that were put meanwhile keep their words; an option without words of its own stays away', () => {
  const bracketed = (...content: Parameters<typeof para>[1][]): Block => para('p1', ...content)
  const live = doc(
    heading('h', 'Title'),
    bracketed('They ', ...option('b', 'b.1', 'Alt 1', 'should'), ...option('b', 'b.2', 'Alt 2', 'might'), ' act now.'),
    para('p3', 'New paragraph.'),
  )
  const text = restored(base, version, live)
  expect(wordsIn(text)).toContain('might')
  expect(text).toEqual(normal(text))
})

it('RS2: a word typed meanwhile that is half in bold stays one word', () => {
  const live = doc(
    heading('h', 'Title'),
    para('p1', 'They should ', { type: 'text', text: 'al', marks: [{ type: 'bold' }] }, 'ways act now.'),
    para('p3', 'New paragraph.'),
  )
  expect(lines(restored(base, version, live))[1]).toBe('p1: They shall always act.')
})

it('RS1: shape is restored, and what others made of a shape that is not restored stays', () => {
  const target = doc(heading('h', 'Title'), block('item', 'p1', ['x']))
  expect(
    restored(doc(heading('h', 'Title'), para('p1', 'x')), target, doc(heading('h', 'Title'), para('p1', 'x y')))
      .content[1]!.attrs,
  ).toMatchObject({ kind: 'item', depth: 1 })
  const same = doc(heading('h', 'Title'), para('p1', 'old'))
  const live = doc(heading('h', 'Title'), block('item', 'p1', ['new y']))
  expect(restored(doc(heading('h', 'Title'), para('p1', 'new')), same, live).content[1]!.attrs.kind).toBe('item')
})
