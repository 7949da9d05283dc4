/** SO9: what is open in a version, for whoever is about to sign it. */
import { expect, test } from 'vitest'
import { openInVersion } from '#lib/domain/version-brackets.ts'
import { block, doc, heading, option, para, ref } from '../support/blocks.ts'

const shall = (id: string, first: string, second: string) => [
  option(id, `${id}.1`, 'shall', first),
  option(id, `${id}.2`, 'should', second),
]
const text = (id: string, number: string | null, lang: string, ...content: Parameters<typeof doc>) => ({
  ...{ id, number, lang, heading: `Heading ${id}`, round: null, json: doc(...content) },
})
const en = text(
  'a7',
  '7',
  'en',
  heading('h', 'Heading'),
  para('p1', 'Plain.'),
  para('p2', 'They ', ...shall('x', 'shall', 'should'), ' act under ', ref('p1'), '.'),
  {
    ...para('p3', 'A whole paragraph, see ', ref('p1'), '.'),
    attrs: { ...para('p3').attrs, bracket: 'w', bracketKind: 'optional' },
  },
)
const fr = text(
  'a7',
  '7',
  'fr',
  heading('h', 'Titre'),
  para('p1', 'Rien ', ...option('f', 'f.1', 'text', 'de plus'), '.'),
  para('p2', 'Elles ', ...shall('x', 'doivent', 'devraient'), ' agir.'),
)
const whole = text('a8', '8', 'en', block('heading', 'h8', ['Eight'], { bracket: 'art', bracketKind: 'optional' }))
const clean = text('a9', '9', 'en', heading('h9', 'Nine'), para('p9', 'Agreed.'))

test('SO9: every bracket once, whichever language it stands in, with its words, its paragraph and the way there', () => {
  const [seven, eight, ...none] = openInVersion([en, fr, whole, clean], 'en', 'en')
  expect(none).toEqual([])
  expect(seven).toEqual({
    ...{ articleId: 'a7', slug: '7', label: 'Article 7', heading: 'Heading a7' },
    brackets: [
      {
        ...{ id: 'x', lang: 'en', blockId: 'p2', label: '2.', level: 'inline' },
        options: [
          { label: 'shall', words: 'shall' },
          { label: 'should', words: 'should' },
        ],
      },
      {
        ...{ id: 'w', lang: 'en', blockId: 'p3', label: '3.', level: 'block' },
        options: [{ label: '', words: 'A whole paragraph, see ….' }],
      },
      {
        ...{ id: 'f', lang: 'fr', blockId: 'p1', label: '1.', level: 'inline' },
        options: [{ label: 'text', words: 'de plus' }],
      },
    ],
  })
  expect(eight!.brackets.map(({ id, level, blockId }) => [id, level, blockId])).toEqual([['art', 'article', 'h8']])
})

test('SO9: in the language that is asked for, else in the original', () => {
  const words = (lang: string) =>
    openInVersion([en, fr], lang, 'en')[0]!.brackets.map((one) => [one.id, one.lang, one.options[0]!.words])
  expect(words('fr')).toEqual([
    ['f', 'fr', 'de plus'],
    ['x', 'fr', 'doivent'],
    ['w', 'en', 'A whole paragraph, see ….'],
  ])
  expect(words('ar').map(([id, lang]) => [id, lang])).toEqual([
    ['x', 'en'],
    ['w', 'en'],
    ['f', 'fr'],
  ])
})
