import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ArticleDoc, Block, Inline, Mark } from '#lib/domain/article.ts'
import {
  excerptOf,
  findIn,
  queryOf,
  replaceIn,
  replacementText,
  spansIn,
  wordsOfBlock,
  type FindOptions,
} from '#lib/domain/find.ts'
import { attrsFromStart } from '#lib/domain/text.ts'

const block = (id: string, ...content: (string | Inline)[]): Block => ({
  type: 'block',
  attrs: attrsFromStart({ b: id }),
  content: content.map((piece) => (typeof piece === 'string' ? { type: 'text', text: piece } : piece)),
})
const bold = (text: string): Inline => ({ type: 'text', text, marks: [{ type: 'bold' }] })
const br = (option: string): Mark => ({ type: 'br', attrs: { id: 'b', option } })
const reference: Inline = { type: 'ref', attrs: { id: 'r', to: 'x', form: 'full', as: null } }
const doc = (...content: Block[]): ArticleDoc => ({ type: 'doc', content })

function found(text: string, article: ArticleDoc, options: FindOptions = {}, lang = 'en'): string[] {
  const query = queryOf(text, lang, options)
  if (!query) return []
  return findIn(article, query).map(({ block: i, from, to }) => wordsOfBlock(article.content[i]!).slice(from, to))
}
const replaced = (article: ArticleDoc, text: string, by: string, options: FindOptions = {}, lang = 'en'): ArticleDoc =>
  replaceIn(article, queryOf(text, lang, options)!, by).doc

describe('FI1: normal form C, and case only where asked', () => {
  test('a decomposed text finds a composed one and the other way round, whole letters alone', () => {
    expect(found('été', doc(block('p', 'un e\u0301te\u0301 chaud')))).toEqual(['e\u0301te\u0301'])
    expect(found('e\u0301te\u0301', doc(block('p', 'un été chaud')))).toEqual(['été'])
    expect(found('e', doc(block('p', 'e\u0301te\u0301')))).toEqual([])
  })
  test('case is looked over unless asked for', () => {
    const text = doc(block('p', 'A State and the state of a STATE'))
    expect(found('state', text)).toEqual(['State', 'state', 'STATE'])
    expect(found('state', text, { matchCase: true })).toEqual(['state'])
  })
  test('letters that fold to two, final sigma, dotless i', () => {
    expect(found('STRASSE', doc(block('p', 'die Straße')), {}, 'de')).toEqual(['Straße'])
    expect(found('s', doc(block('p', 'ß')), {}, 'de')).toEqual([])
    expect(found('σας', doc(block('p', 'ΣΑΣ')), {}, 'el')).toEqual(['ΣΑΣ'])
    expect(found('ılık', doc(block('p', 'ILIK ilik')), {}, 'tr')).toEqual(['ILIK'])
  })
})

test('FI2: never across blocks or embeds, and generated words are not looked at', () => {
  expect(found('one two', doc(block('p', 'one '), block('q', 'two')))).toEqual([])
  expect(found('under Article', doc(block('p', 'under ', reference, ' Article')))).toEqual([])
  expect(found('onetwo', doc(block('p', 'one', bold('two'))))).toEqual(['onetwo'])
})

test('FI3: never across the edge of an option', () => {
  const text = doc(
    block(
      'p',
      'States ',
      { type: 'opt', attrs: { id: 'o', br: 'b', kind: 'optional', label: '' }, marks: [br('o')] },
      { type: 'text', text: 'shall', marks: [br('o')] },
      ' act',
    ),
  )
  expect(found('shall act', text)).toEqual([])
  expect(found('shall', text)).toEqual(['shall'])
  expect(replaced(text, 'shall', 'should').content[0]!.content![2]).toEqual({
    type: 'text',
    text: 'should',
    marks: [br('o')],
  })
})

describe('FI4: Arabic as people type it', () => {
  const text = doc(block('p', 'مبادئ الإِنسـانيّة وعدم التحيّز'))
  test('vowel signs, elongation and hamza count only where asked', () => {
    expect(found('الانسانية', text, {}, 'ar')).toEqual([])
    expect(found('الانسانية', text, { looseArabic: true }, 'ar')).toEqual(['الإِنسـانيّة'])
    expect(found('مبادي', text, { looseArabic: true }, 'ar')).toEqual(['مبادئ'])
  })
  test('elongation at the end of a match goes with it', () => {
    expect(found('ال', doc(block('p', 'الــسلام')), { looseArabic: true }, 'ar')).toEqual(['الــ'])
  })
})

test('FI5: spaces of any width and typographic apostrophes', () => {
  expect(found("l'aide d'urgence", doc(block('p', 'l’aide\u00A0d’urgence')), {}, 'fr')).toEqual([
    'l’aide\u00A0d’urgence',
  ])
})

test('FI6: whole words, as the language divides them', () => {
  expect(found('nation', doc(block('p', 'nation, national and a nation')), { wholeWords: true })).toHaveLength(2)
  // within one option's words and beyond it: an edge of marks is no edge of a word
  expect(found('human', doc(block('p', 'human', bold('ity'))), { wholeWords: true })).toEqual([])
  expect(found('العمل', doc(block('p', 'والعمل الإنساني في العمل')), { wholeWords: true }, 'ar')).toHaveLength(1)
})

describe('FI7: what is replaced keeps its marks', () => {
  test('words shared by old and new keep theirs, the rest takes those of the first letter', () => {
    const after = replaced(doc(block('p', 'a ', bold('human'), 'itarian act')), 'humanitarian', 'humane')
    expect(after.content[0]!.content).toEqual([
      { type: 'text', text: 'a ' },
      bold('human'),
      { type: 'text', text: 'e act' },
    ])
  })
  test('nothing in its place', () => {
    expect(replaced(doc(block('p', 'very')), 'very', '').content[0]!.content).toBeUndefined()
    expect(replaced(doc(block('p', 'very', reference, 'very')), 'very', '').content[0]!.content).toEqual([reference])
  })
  test('a replacement is one line without controls', () => {
    expect(replacementText('a\nb\u0000c\u202E')).toBe('a bc')
  })
})

test('FI8: an excerpt is cut between words', () => {
  const words = `${'word '.repeat(20)}target ${'word '.repeat(20)}`
  const text = block('p', words)
  const [span] = spansIn(text, queryOf('target', 'en')!)
  const { before, match, after } = excerptOf(text, span!)
  expect(match).toBe('target')
  expect(before).toMatch(/^…(word )+$/)
  expect(after).toMatch(/^( word)+…$/)
})

test('FI9: nothing to look for', () => {
  expect(queryOf('', 'en')).toBeNull()
  expect(queryOf('\u064B', 'ar', { looseArabic: true })).toBeNull()
  expect(queryOf('two\nlines', 'en')).toBeNull()
})

test('FI10: after replacing, only the matches differ', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'ab', ' ', 'e\u0301', 'É', 'ـ', 'ß', '𝒳'), { maxLength: 30 })
  const pieces = fc.array(
    fc.record({ text: words.map((list) => list.join('')), isBold: fc.boolean(), isAtom: fc.boolean() }),
    { maxLength: 5 },
  )
  fc.assert(
    fc.property(
      pieces,
      fc.constantFrom('a', 'ab', 'b a', 'é', 'ss', '𝒳'),
      fc.constantFrom('', 'x', 'ab y'),
      (parts, sought, by) => {
        const article = doc(
          block(
            'p',
            ...parts
              .filter(({ text, isAtom }) => isAtom || text !== '')
              .map(({ text, isBold, isAtom }) => (isAtom ? reference : isBold ? bold(text) : text)),
          ),
        )
        const query = queryOf(sought, 'en')!
        const before = wordsOfBlock(article.content[0]!)
        const hits = findIn(article, query)
        for (let i = 1; i < hits.length; i++) expect(hits[i]!.from).toBeGreaterThanOrEqual(hits[i - 1]!.to)
        let expected = ''
        let at = 0
        for (const { from, to } of hits) {
          expected += before.slice(at, from) + by
          at = to
        }
        expected += before.slice(at)
        const after = replaceIn(article, query, by)
        expect(after.count).toBe(hits.length)
        expect(wordsOfBlock(after.doc.content[0]!)).toBe(expected)
      },
    ),
  )
})
