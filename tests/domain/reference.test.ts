import { expect, test } from 'vitest'
import { indexBlocks, readReference, referenceLabel } from '../../src/lib/domain/reference.ts'
import { block, doc, heading, item, para, recital, subitem } from '../support/blocks.ts'

const preamble = doc(heading('pre'), block('chapeau', 'pre-c'), recital('pre-1'), recital('pre-2'))
const nine = doc(
  heading('nine'),
  para('9-1'),
  para('9-2'),
  item('9-2a'),
  item('9-2b'),
  subitem('9-2bi'),
  subitem('9-2bii'),
)
const fourteen = doc(heading('fourteen'), para('14-only'), item('14-a'))
const index = indexBlocks([
  { id: 'A0', number: null, doc: preamble, round: null },
  { id: 'A9', number: '9', doc: nine, round: null },
  { id: 'A14b', number: '14 bis', doc: fourteen, round: null },
])

const LANGUAGES = ['en', 'fr', 'es', 'ar', 'ru'] as const
const in5 = (to: string, form: 'full' | 'relative' | null, from: string) =>
  LANGUAGES.map((lang) => referenceLabel({ to, form, as: null }, lang, index, from))

test('RF1: full references in five languages, small to large where the language has it so', () => {
  expect(in5('nine', 'full', 'A14b')).toEqual(['Article 9', 'article 9', 'artículo 9', 'المادة 9', 'статья 9'])
  expect(in5('9-2', 'full', 'A14b')).toEqual([
    'Article 9, paragraph 2',
    'article 9, paragraphe 2',
    'párrafo 2 del artículo 9',
    'الفقرة 2 من المادة 9',
    'пункт 2 статьи 9',
  ])
  expect(in5('9-2a', 'full', 'A14b')).toEqual([
    'Article 9, paragraph 2 (a)',
    'article 9, paragraphe 2, alinéa a)',
    'apartado a) del párrafo 2 del artículo 9',
    'الفقرة 2 (أ) من المادة 9',
    'подпункт a) пункта 2 статьи 9',
  ])
  expect(in5('9-2bii', 'full', 'A14b')).toEqual([
    'Article 9, paragraph 2 (b) (ii)',
    'article 9, paragraphe 2, alinéa b) ii)',
    'apartado b) ii) del párrafo 2 del artículo 9',
    "الفقرة 2 (ب) '2' من المادة 9",
    'подпункт b) ii) пункта 2 статьи 9',
  ])
  expect(in5('fourteen', null, 'A9')).toEqual([
    'Article 14 bis',
    'article 14 bis',
    'artículo 14 bis',
    'المادة 14 مكررا',
    'статья 14 бис',
  ])
  expect(in5('14-a', null, 'A9')[0]).toBe('Article 14 bis (a)')
  expect(in5('14-only', null, 'A9')[0]).toBe('Article 14 bis')
})

test('RF1: into the preamble', () => {
  expect(in5('pre', null, 'A9')).toEqual(['the preamble', 'le préambule', 'el preámbulo', 'الديباجة', 'преамбула'])
  expect(in5('pre-2', null, 'A9')[0]).toBe('recital 2 of the preamble')
  expect(in5('pre-c', null, 'A9')[0]).toBe('the preamble')
})

test('RF2, RF3: relative within the article, full from another, the article itself by name', () => {
  expect(in5('9-2a', 'relative', 'A9')).toEqual([
    'paragraph 2 (a)',
    'paragraphe 2, alinéa a)',
    'apartado a) del párrafo 2',
    'الفقرة 2 (أ)',
    'подпункт a) пункта 2',
  ])
  expect(in5('9-2', 'relative', 'A14b')[0]).toBe('Article 9, paragraph 2')
  expect(in5('9-2', 'full', 'A9')[0]).toBe('Article 9, paragraph 2')
  expect(in5('nine', 'relative', 'A9')).toEqual([
    'the present Article',
    'le présent article',
    'el presente artículo',
    'هذه المادة',
    'настоящая статья',
  ])
  expect(in5('14-only', 'relative', 'A14b')[0]).toBe('the present Article')
})

test("RF4: the author's pattern decides; only digits and letters are generated", () => {
  const say = (to: string, as: string, lang: string) => referenceLabel({ to, form: 'full', as }, lang, index, 'A9')
  expect(say('9-2', 'пункту {p} статьи {a}', 'ru')).toBe('пункту 2 статьи 9')
  expect(say('fourteen', 'للمادة {a}', 'ar')).toBe('للمادة 14 مكررا')
  expect(say('9-2b', 'l’alinéa {i}) du paragraphe {p}', 'fr')).toBe('l’alinéa b) du paragraphe 2')
  expect(say('9-2bii', 'paragraph {p} ({i})', 'en')).toBe('paragraph 2 (b) (ii)')
  expect(say('nine', '{a} {a} {x} {', 'en')).toBe('9 9 {x} {')
})

test('RF5: a dangling reference is marked, in no square brackets', () => {
  for (const lang of LANGUAGES) {
    const { text, target } = readReference({ to: 'gone', form: null, as: 'см. {a}' }, lang, index, 'A9')
    expect(target).toBeNull()
    expect(text).toMatch(/^⟨.+⟩$/)
  }
})

test('RF5: the first of two blocks with one id keeps it', () => {
  const twice = indexBlocks([
    { id: 'A', number: '1', doc: doc(heading('x')), round: null },
    { id: 'B', number: '2', doc: doc(heading('x')), round: null },
  ])
  expect(twice.get('x')?.articleNumber).toBe('1')
})
