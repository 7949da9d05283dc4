// Over 250 lines: one table, a row for each kind of fault.
/** Every kind of fault that a charter file can have, one table: each refused whole, at its path, alone. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../../server/exchange/limits.ts'
import { readCharterFile } from '../../../server/exchange/sample.ts'

const bytes = readFileSync(new URL('../../../server/exchange/sample-charter.json', import.meta.url), 'utf8')

/** A file loosely typed, so that tests may break it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- faults are what no type allows
type Loose = any
const sample = (): Loose => JSON.parse(bytes) as Loose

const faultsOf = (input: unknown): { path: string; message: string }[] => {
  const read = readCharterFile(input)
  if (read.ok) return []
  expect(read).toMatchObject({ ok: false, code: 'invalid' })
  expect('value' in read).toBe(false)
  return read.errors ?? []
}
const pathsOf = (input: unknown): string[] => faultsOf(input).map((fault) => fault.path)

/** Words at a place that is a plain string in the sample. */
const words = (f: Loose, text: string): void => {
  f.articles[0].paragraphs[0].text = text
}
const textPath = 'articles[0].paragraphs[0].text'

// Places in the sample, by index: article 4 is civil (3), 5 is access (4), 7 is prevention (6), 9 confidentiality (8),
// 14 bis is climate (14), 20 depositary (20); translations fr, es, ar, ru.
const access3 = (f: Loose): Loose => f.articles[4].paragraphs[2].text.find((part: Loose) => part.bracket).bracket
const at3 = (f: Loose): string =>
  `articles[4].paragraphs[2].text[${f.articles[4].paragraphs[2].text.findIndex((part: Loose) => part.bracket)}].bracket`
const S = sample()
const ACCESS3 = at3(S)
const CONFERENCES = S.articles[6].paragraphs.findIndex((p: Loose) => p.bracket)
const FR_CIVIL = 'translations[0].articles[1]'
const FR_ACCESS = 'translations[0].articles[2]'
const frAccess3 = (f: Loose): Loose =>
  f.translations[0].articles[2].paragraphs[2].text.find((part: Loose) => part.bracket).bracket
const FR_ACCESS3 = `${FR_ACCESS}.paragraphs[2].text[${S.translations[0].articles[2].paragraphs[2].text.findIndex((p: Loose) => p.bracket)}].bracket`
const contribution = (f: Loose, id: string): Loose => f.contributions.find((each: Loose) => each.id === id)
const C = (id: string): string => `contributions[${S.contributions.findIndex((each: Loose) => each.id === id)}]`

/** All paths named, unless the last is MORE: then others follow from the same damage. */
type Row = [what: string, damage: (f: Loose) => void, ...paths: string[]]
const MORE = '…'

const SHAPE: Row[] = [
  ['a missing title', (f) => delete f.title, 'title'],
  ['missing articles', (f) => delete f.articles, 'articles'],
  ['a missing version', (f) => delete f.version, 'version'],
  ['a version without a label', (f) => delete f.version.label, 'version.label'],
  ['a title that is no string', (f) => (f.title = 7), 'title'],
  ['an empty title', (f) => (f.title = ''), 'title'],
  ['articles that are no array', (f) => (f.articles = { 0: {} }), 'articles'],
  ['an unknown key of the file', (f) => (f.colour = 'red'), 'colour'],
  ['an unknown key of an article', (f) => (f.articles[2].colour = 'red'), 'articles[2].colour'],
  [
    'an unknown key of a paragraph',
    (f) => (f.articles[2].paragraphs[1].colour = 1),
    'articles[2].paragraphs[1].colour',
  ],
  ['an unknown key that needs quotes', (f) => (f.articles[2]['a b'] = 1), 'articles[2]["a b"]'],
  [
    'a prototype key',
    (f) => Object.defineProperty(f.version, '__proto__', { value: {}, enumerable: true }),
    'version.__proto__',
  ],
  ['an article that is no object', (f) => (f.articles[18] = 'text'), 'articles[18]', MORE],
  ['an article without a heading', (f) => delete f.articles[2].heading, 'articles[2].heading'],
  ['an empty heading', (f) => (f.articles[2].heading = ''), 'articles[2].heading'],
  ['an article without paragraphs', (f) => delete f.articles[17].paragraphs, 'articles[17].paragraphs'],
  ['a paragraph without text', (f) => delete f.articles[2].paragraphs[0].text, 'articles[2].paragraphs[0].text'],
  ['a text that is a number', (f) => words(f, 4 as Loose), textPath],
  ['a text with a number in it', (f) => (f.articles[0].paragraphs[0].text = ['a', 4]), `${textPath}[1]`],
  [
    'a node of two keys',
    (f) => (f.articles[0].paragraphs[0].text = [{ ref: { to: 'purpose' }, bold: 'x' }]),
    `${textPath}[0]`,
  ],
  ['a node of no key', (f) => (f.articles[0].paragraphs[0].text = [{}]), `${textPath}[0]`],
  ['an unknown node', (f) => (f.articles[0].paragraphs[0].text = [{ image: 'x' }]), `${textPath}[0].image`],
  [
    'bold within bold',
    (f) => (f.articles[0].paragraphs[0].text = [{ bold: [{ bold: 'x' }] }]),
    `${textPath}[0].bold[0].bold`,
  ],
  [
    'an item without id',
    (f) => delete f.articles[1].paragraphs[0].items[0].id,
    'articles[1].paragraphs[0].items[0].id',
  ],
  [
    'items three deep',
    (f) => (f.articles[1].paragraphs[0].items[0].items = [{ id: 'n1', text: 'x', items: [{ id: 'n2', text: 'y' }] }]),
    'articles[1].paragraphs[0].items[0].items[0].items',
  ],
  ['an unknown kind of recital', (f) => (f.preamble[3].type = 'verse'), 'preamble[3].type'],
  ['a source without a note', (f) => delete f.articles[5].sources[0].note, 'articles[5].sources[0].note'],
  ['an unknown status', (f) => (f.articles[5].status = 'nearly'), 'articles[5].status'],
  ['a language tag that is none', (f) => (f.lang = 'English'), 'lang'],
  ['a notice that is no string', (f) => (f.notice = []), 'notice'],
  ['a slug with capitals', (f) => (f.slug = 'Universal Charter'), 'slug'],
]

const NUMBERS: Row[] = [
  ['a number that is a number', (f) => (f.articles[19].number = 19), 'articles[19].number'],
  ['a number that is none', (f) => (f.articles[18].number = 'XIX'), 'articles[18].number'],
  ['a number twice', (f) => (f.articles[18].number = '17'), 'articles[18].number'],
  ['numbers out of order', (f) => (f.articles[14].number = '14 ter bis'), 'articles[14].number'],
  [
    'articles out of order',
    (f) => ([f.articles[16], f.articles[17]] = [f.articles[17], f.articles[16]]),
    'articles[17].number',
  ],
]

const IDS: Row[] = [
  [
    'an id twice',
    (f) => (f.articles[7].paragraphs[1].id = f.articles[7].paragraphs[0].id),
    'articles[7].paragraphs[1].id',
  ],
  [
    'an id of a recital on an article',
    (f) => (f.preamble[0].id = 'capacity'),
    'articles[17].id',
    'translations[0].preamble[0].id',
    MORE,
  ],
  ['a bracket with the id of a block', (f) => (access3(f).id = 'purpose'), `${ACCESS3}.id`, MORE],
  ['a bracket id twice', (f) => (f.articles[14].bracket.id = 'br-cyber-ai'), 'articles[14].bracket.id'],
  ['an empty id', (f) => (f.articles[7].paragraphs[1].id = ''), 'articles[7].paragraphs[1].id'],
  ['an id with a space', (f) => (f.articles[7].paragraphs[1].id = 'a b'), 'articles[7].paragraphs[1].id'],
  ['an id that reading makes', (f) => (f.articles[7].paragraphs[1].id = 'x~1'), 'articles[7].paragraphs[1].id'],
  ['an id that is a trap', (f) => (f.articles[7].paragraphs[1].id = '__proto__'), 'articles[7].paragraphs[1].id'],
  ['an id that is a number', (f) => (f.articles[7].paragraphs[1].id = 12), 'articles[7].paragraphs[1].id'],
]

const REFERENCES: Row[] = [
  [
    'a dangling reference',
    (f) => (f.articles[0].paragraphs[3].text[1].ref.to = 'nowhere'),
    'articles[0].paragraphs[3].text[1].ref.to',
  ],
  [
    'a reference to a bracket',
    (f) => (f.articles[0].paragraphs[3].text[1].ref.to = 'br-cyber-ai'),
    'articles[0].paragraphs[3].text[1].ref.to',
  ],
  [
    'a reference to nothing',
    (f) => delete f.articles[0].paragraphs[3].text[1].ref.to,
    'articles[0].paragraphs[3].text[1].ref.to',
  ],
  [
    'an unknown form',
    (f) => (f.articles[0].paragraphs[3].text[1].ref.form = 'short'),
    'articles[0].paragraphs[3].text[1].ref.form',
  ],
  [
    'a pattern of nothing',
    (f) => (f.translations[0].articles[0].paragraphs[3].text[1].ref.as = 'là'),
    'translations[0].articles[0].paragraphs[3].text[1].ref.as',
  ],
  [
    'a pattern with other braces',
    (f) => (f.articles[0].paragraphs[3].text[1].ref.as = '{a} {b}'),
    'articles[0].paragraphs[3].text[1].ref.as',
  ],
  [
    'a dangling reference within an option',
    (f) => (access3(f).options[0].text = ['x', { ref: { to: 'nowhere' } }]),
    `${ACCESS3}.options[0].text[1].ref.to`,
  ],
]

const BRACKETS: Row[] = [
  ['an unknown kind', (f) => (f.articles[14].bracket.kind = 'maybe'), 'articles[14].bracket.kind'],
  [
    'one alternative',
    (f) => f.articles[6].paragraphs[CONFERENCES].alternatives.splice(1),
    `articles[6].paragraphs[${CONFERENCES}].alternatives`,
    C('c02') + '.anchor.exact',
  ],
  [
    'an optional bracket of two',
    (f) => f.preamble[6].text[1].bracket.options.push({ label: 'x', text: 'y', by: [] }),
    'preamble[6].text[1].bracket.options',
    ...[0, 1, 2, 3].map((i) => `translations[${i}].preamble[6].text[1].bracket.options`),
  ],
  [
    'a label twice',
    (f) => (f.articles[6].paragraphs[CONFERENCES].alternatives[1].label = 'Alt 1'),
    `articles[6].paragraphs[${CONFERENCES}].alternatives[1].label`,
  ],
  [
    'an option without names',
    (f) => delete f.articles[6].paragraphs[CONFERENCES].alternatives[1].by,
    `articles[6].paragraphs[${CONFERENCES}].alternatives[1].by`,
  ],
  [
    'an unknown origin',
    (f) => (f.articles[6].paragraphs[CONFERENCES].alternatives[2].origin = 'rumour'),
    `articles[6].paragraphs[${CONFERENCES}].alternatives[2].origin`,
  ],
  [
    'somebody behind a placeholder',
    (f) => (f.articles[17].paragraphs[2].text.find((p: Loose) => p.bracket).bracket.options[0].by = ['D01']),
    `articles[17].paragraphs[2].text[${S.articles[17].paragraphs[2].text.findIndex((p: Loose) => p.bracket)}].bracket.options[0].by`,
  ],
  [
    'brackets four deep',
    (f) => {
      const nest = (n: number): Loose =>
        n === 0
          ? 'x'
          : [{ bracket: { id: `n${n}`, kind: 'optional', options: [{ label: 'text', text: nest(n - 1), by: [] }] } }]
      f.articles[1].paragraphs[1].text = nest(4)
    },
    'articles[1].paragraphs[1].text[0].bracket.options[0].text[0].bracket.options[0].text[0].bracket.options[0].text[0].bracket',
  ],
  ['an agreed article with a bracket', (f) => (f.articles[14].status = 'agreed'), 'articles[14].status'],
  [
    'an agreed article with a word in brackets',
    (f) => (f.articles[13].status = 'agreed_in_group'),
    'articles[13].status',
  ],
  [
    'a paragraph of both kinds',
    (f) => (f.articles[6].paragraphs[CONFERENCES].text = 'x'),
    `articles[6].paragraphs[${CONFERENCES}].text`,
  ],
]

const PARTIES: Row[] = [
  [
    'an unknown society behind an option',
    (f) => f.articles[6].paragraphs[CONFERENCES].alternatives[0].by.push('D99'),
    `articles[6].paragraphs[${CONFERENCES}].alternatives[0].by[${S.articles[6].paragraphs[CONFERENCES].alternatives[0].by.length}]`,
  ],
  ['an unknown society behind an article', (f) => (f.articles[14].bracket.by[0] = 'QRC'), 'articles[14].bracket.by[0]'],
  ['a society named twice', (f) => (f.articles[14].bracket.by[1] = 'D16'), 'articles[14].bracket.by[1]'],
  [
    'an unknown society reserving',
    (f) => (f.articles[14].bracket.reserved_by = ['D00']),
    'articles[14].bracket.reserved_by[0]',
  ],
  ['an unknown sponsor', (f) => (contribution(f, 'c01').sponsors[0] = 'D99'), `${C('c01')}.sponsors[0]`],
  ['an unknown contributor', (f) => (contribution(f, 'c02').society = 'D99'), `${C('c02')}.society`],
  [
    'an unknown member of a group',
    (f) => (contribution(f, 'c04').on_behalf_of.members[2] = 'D99'),
    `${C('c04')}.on_behalf_of.members[2]`,
  ],
  ['a code twice', (f) => (f.societies[5].code = 'D01'), 'societies[5].code', MORE],
  ['an unknown region', (f) => (f.societies[5].region = 'europe'), 'societies[5].region'],
  ['an offset for a time zone', (f) => (f.societies[5].time_zone = '+03:00'), 'societies[5].time_zone'],
  ['a zone that is none', (f) => (f.societies[5].time_zone = 'Asia/Doha'), 'societies[5].time_zone'],
  ['names that are no object', (f) => (f.societies[5].names = ['x']), 'societies[5].names'],
  ['a name in no language', (f) => (f.societies[5].names.English = 'x'), 'societies[5].names.English'],
]

const TRANSLATIONS: Row[] = [
  ['a language twice', (f) => (f.translations[1].lang = 'fr'), 'translations[1].lang', MORE],
  ['the original again', (f) => (f.translations[1].lang = 'en'), 'translations[1].lang', MORE],
  ['another direction', (f) => (f.translations[2].dir = 'ltr'), 'translations[2].dir'],
  ['a missing recital', (f) => f.translations[0].preamble.splice(4, 1), 'translations[0].preamble'],
  [
    'recitals in another order',
    (f) =>
      ([f.translations[0].preamble[1], f.translations[0].preamble[2]] = [
        f.translations[0].preamble[2],
        f.translations[0].preamble[1],
      ]),
    'translations[0].preamble[1].id',
    'translations[0].preamble[2].id',
  ],
  ['a recital of another kind', (f) => (f.translations[0].preamble[1].type = 'formula'), 'translations[0].preamble[1]'],
  [
    'an article the original lacks',
    (f) => (f.translations[0].articles[0].id = 'other'),
    'translations[0].articles[0].id',
  ],
  ['another number', (f) => (f.translations[0].articles[0].number = '2'), 'translations[0].articles[0].number'],
  [
    'a missing paragraph',
    (f) => f.translations[0].articles[0].paragraphs.pop(),
    'translations[0].articles[0].paragraphs',
  ],
  [
    'a further paragraph',
    (f) => f.translations[0].articles[0].paragraphs.push({ id: 'more', text: 'x' }),
    'translations[0].articles[0].paragraphs[4].id',
  ],
  [
    'a missing item',
    (f) => f.translations[0].articles[0].paragraphs[1].items.pop(),
    'translations[0].articles[0].paragraphs',
  ],
  [
    'an item twice',
    (f) => (f.translations[0].articles[0].paragraphs[1].items[1].id = 'purpose-scope-a'),
    'translations[0].articles[0].paragraphs[1].items[1].id',
    'translations[0].articles[0].paragraphs',
  ],
  [
    'a sub-item for an item',
    (f) =>
      f.translations[0].articles[0].paragraphs[1].items.splice(2, 2, {
        ...f.translations[0].articles[0].paragraphs[1].items[2],
        items: [f.translations[0].articles[0].paragraphs[1].items[3]],
      }),
    'translations[0].articles[0].paragraphs[1].items[2].items[0]',
  ],
  ['a missing bracket', (f) => (f.translations[0].articles[1].paragraphs[2].text = 'x'), `${FR_CIVIL}.paragraphs[2]`],
  [
    'a bracket of its own',
    (f) =>
      (f.translations[0].articles[0].paragraphs[0].text = [
        { bracket: { id: 'own', kind: 'optional', options: [{ label: 'text', text: 'x', by: [] }] } },
      ]),
    'translations[0].articles[0].paragraphs[0].text[0].bracket.id',
    MORE,
  ],
  [
    'a bracket twice',
    (f) => f.translations[0].articles[2].paragraphs[2].text.push({ bracket: frAccess3(f) }),
    `${FR_ACCESS}.paragraphs[2].text[${S.translations[0].articles[2].paragraphs[2].text.length}].bracket.id`,
    MORE,
  ],
  [
    'a bracket of another kind',
    (f) => {
      frAccess3(f).kind = 'optional'
      frAccess3(f).options.pop()
    },
    `${FR_ACCESS3}.kind`,
    `${FR_ACCESS3}.options`,
  ],
  ['a missing option', (f) => frAccess3(f).options.pop(), `${FR_ACCESS3}.options`, MORE],
  ['another label', (f) => (frAccess3(f).options[0].label = 'Option 1'), `${FR_ACCESS3}.options[0].label`, MORE],
  ['other names', (f) => frAccess3(f).options[0].by.pop(), `${FR_ACCESS3}.options[0].by`],
  [
    'others reserving',
    (f) => (f.translations[0].preamble[6].text[1].bracket.reserved_by = ['D13']),
    'translations[0].preamble[6].text[1].bracket.reserved_by',
  ],
  [
    'a status of its own',
    (f) => (f.translations[0].articles[0].status = 'agreed'),
    'translations[0].articles[0].status',
  ],
  [
    'a bracket in an agreed article',
    (f) => (f.translations[0].articles[0].paragraphs[0].text = [{ bold: 'x' }, { ref: { to: 'nowhere' } }]),
    'translations[0].articles[0].paragraphs[0].text[1].ref.to',
  ],
]

const RECORDS: Row[] = [
  [
    'a quote that is nowhere',
    (f) => (contribution(f, 'c20').anchor.exact = 'no such words'),
    `${C('c20')}.anchor.exact`,
  ],
  ['a quote that stands twice', (f) => (contribution(f, 'c20').anchor.exact = 'e'), `${C('c20')}.anchor.exact`],
  ['a quote outside its option', (f) => (contribution(f, 'c06').anchor.option = 'Alt 1'), `${C('c06')}.anchor.option`],
  ['an option that is none', (f) => (contribution(f, 'c06').anchor.option = 'Alt 9'), `${C('c06')}.anchor.option`],
  [
    'a quote in a language that lacks the article',
    (f) => (contribution(f, 'c20').anchor.lang = 'fr'),
    `${C('c20')}.anchor`,
  ],
  ['a quote in no language of the file', (f) => (contribution(f, 'c20').anchor.lang = 'kk'), `${C('c20')}.anchor.lang`],
  ['a target that is nowhere', (f) => (contribution(f, 'c20').target = 'nowhere'), `${C('c20')}.target`],
  [
    'words to find that are nowhere',
    (f) => (contribution(f, 'c12').change.find = 'no such words'),
    `${C('c12')}.change.find`,
  ],
  ['a bracket that is none', (f) => (contribution(f, 'c04').change.bracket = 'br-none'), `${C('c04')}.change.bracket`],
  [
    'a bracket of another article',
    (f) => (contribution(f, 'c04').change.bracket = 'br-cyber-ai'),
    `${C('c04')}.change.bracket`,
  ],
  ['an option the bracket lacks', (f) => (contribution(f, 'c21').change.option = 'Alt 3'), `${C('c21')}.change.option`],
  ['an unknown operation', (f) => (contribution(f, 'c12').change.op = 'improve'), `${C('c12')}.change.op`],
  ['a contribution twice', (f) => (contribution(f, 'c03').id = 'c24'), `${C('c24')}.id`],
  ['a thread that is none', (f) => (contribution(f, 'c02').thread_of = 'c99'), `${C('c02')}.thread_of`],
  ['a thread of itself', (f) => (contribution(f, 'c02').thread_of = 'c02'), `${C('c02')}.thread_of`],
  ['an unknown type', (f) => (contribution(f, 'c02').type = 'joke'), `${C('c02')}.type`],
  ['an unknown visibility', (f) => (contribution(f, 'c02').visibility = 'all'), `${C('c02')}.visibility`],
  ['an unknown round', (f) => (contribution(f, 'c02').round = 'R9'), `${C('c02')}.round`],
  ['an unknown silence', (f) => (contribution(f, 'c25').silence = 'S9'), `${C('c25')}.silence`],
  [
    'an instant without a zone',
    (f) => (contribution(f, 'c02').created_at = '2026-04-23T13:05:44'),
    `${C('c02')}.created_at`,
  ],
  [
    'an instant with an offset',
    (f) => (contribution(f, 'c02').created_at = '2026-04-23T13:05:44+03:00'),
    `${C('c02')}.created_at`,
  ],
  [
    'a day that does not exist',
    (f) => (contribution(f, 'c02').created_at = '2026-02-30T13:05:44Z'),
    `${C('c02')}.created_at`,
  ],
  ['an hour that does not exist', (f) => (f.version.as_of = '2026-02-20T25:05:44Z'), 'version.as_of'],
  [
    'a round that closes before it opens',
    (f) => (f.rounds[0].closes_at = '2026-01-01T00:00:00Z'),
    'rounds[0].closes_at',
  ],
  ['a round twice', (f) => (f.rounds[1].id = 'R1'), 'rounds[1].id', MORE],
  [
    'moderation without a ground',
    (f) => delete contribution(f, 'c23').moderation.ground,
    `${C('c23')}.moderation.ground`,
  ],
  [
    'a truth that is a word',
    (f) => (contribution(f, 'c23').moderation.original_kept = 'yes'),
    `${C('c23')}.moderation.original_kept`,
  ],
]

const CHARACTERS: Row[] = [
  ['a control character', (f) => words(f, 'a\u0007b'), textPath],
  ['a line feed in a paragraph', (f) => words(f, 'a\nb'), textPath],
  ['a direction override', (f) => words(f, 'a\u202eb'), textPath],
  ['an isolate', (f) => words(f, 'a\u2067b\u2069'), textPath],
  ['a direction mark', (f) => (f.translations[2].title += '\u200f'), 'translations[2].title'],
  ['a zero-width space', (f) => words(f, 'a\u200bb'), textPath],
  ['a byte order mark', (f) => words(f, '\ufeffab'), textPath],
  ['a tag character', (f) => words(f, 'a\u{e0041}b'), textPath],
  ['half a surrogate pair', (f) => words(f, 'a\ud83d'), textPath],
  ['a noncharacter', (f) => words(f, 'a\uffff'), textPath],
  ['decomposed letters', (f) => words(f, 'cafe\u0301'), textPath],
  [
    'an old Arabic letter form',
    (f) => (f.translations[2].preamble[0].text = 'ال\ufefb'),
    'translations[2].preamble[0].text',
  ],
  [
    'a Latin letter in a Russian word',
    (f) => (f.translations[3].preamble[0].text = 'Общеcтва'),
    'translations[3].preamble[0].text',
    MORE,
  ],
  [
    'a Russian letter in an English heading',
    (f) => (f.articles[4].heading = 'Humanitariаn access'),
    'articles[4].heading',
  ],
  ['an override in a body', (f) => (contribution(f, 'c02').body += '\u202d'), `${C('c02')}.body`],
  ['an override in an id', (f) => (f.articles[7].paragraphs[1].id = 'a\u202e'), 'articles[7].paragraphs[1].id'],
]

const HABITS: Row[] = [
  ['Latin letters in Arabic', (f) => (f.translations[2].title += ' COVID'), 'translations[2].title'],
  [
    'Latin letters in Russian',
    (f) => (f.translations[3].preamble[0].text = 'по COVID-19'),
    'translations[3].preamble[0].text',
  ],
  [
    'a Latin comma in Arabic',
    (f) => (f.translations[2].preamble[0].text = 'نص, نص'),
    'translations[2].preamble[0].text',
  ],
  [
    'a Latin question mark in Arabic',
    (f) => (f.translations[2].articles[0].heading = 'الغرض?'),
    'translations[2].articles[0].heading',
  ],
  [
    'a straight apostrophe in French',
    (f) => (f.translations[0].preamble[0].text = "l'accès"),
    'translations[0].preamble[0].text',
  ],
  [
    'a plain space before a colon in French',
    (f) => (f.translations[0].preamble[0].text = 'ceci :'),
    'translations[0].preamble[0].text',
  ],
  [
    'a plain space in French quotes',
    (f) => (f.translations[0].preamble[0].text = '« ceci\u00a0»'),
    'translations[0].preamble[0].text',
  ],
  ['a habit of typography that is none', (f) => (f.typography = 'loose'), 'typography'],
]

const SIZES: Row[] = [
  ['a paragraph too long', (f) => words(f, 'x'.repeat(LIMITS.text + 1)), textPath],
  ['a heading too long', (f) => (f.articles[3].heading = 'x'.repeat(LIMITS.heading + 1)), 'articles[3].heading'],
  ['a title too long', (f) => (f.title = 'x'.repeat(LIMITS.title + 1)), 'title'],
  [
    'an id too long',
    (f) => (f.articles[7].paragraphs[1].id = 'x'.repeat(LIMITS.id + 1)),
    'articles[7].paragraphs[1].id',
  ],
  ['a label too long', (f) => (f.version.label = 'x'.repeat(LIMITS.label + 1)), 'version.label'],
  [
    'too many pieces',
    (f) => (f.articles[0].paragraphs[0].text = Array.from({ length: LIMITS.pieces + 1 }, () => 'x')),
    textPath,
  ],
  [
    'too many rounds',
    (f) => f.rounds.push(...Array.from({ length: LIMITS.rounds }, (_, i) => ({ ...f.rounds[0], id: `r${i}` }))),
    'rounds',
    MORE,
  ],
]

test('EX1: the sample itself has no fault', () => {
  const read = readCharterFile(sample())
  expect(read.ok && read.value).toMatchObject({
    slug: null,
    originalLanguage: 'en',
    languages: ['en', 'fr', 'es', 'ar', 'ru'],
    versionLabel: 'Rev.2',
  })
  if (!read.ok) return
  const { articles, societies, contributions, titles } = read.value
  expect(articles).toHaveLength(22)
  expect(articles[0]).toMatchObject({ kind: 'preamble', number: null, headingBlock: 'preamble' })
  expect(articles[15]).toMatchObject({ number: '14 bis', headingBlock: 'climate', status: 'under_discussion' })
  expect(articles.flatMap((article) => article.brackets)).toHaveLength(11)
  expect(articles.flatMap((article) => article.docs)).toHaveLength(22 + 4 * 4)
  expect(articles.flatMap((article) => article.sources)).toHaveLength(46)
  expect(societies).toHaveLength(24)
  expect(contributions).toHaveLength(28)
  expect(Object.keys(titles)).toEqual(['en', 'fr', 'es', 'ar', 'ru'])
  const english = JSON.stringify(articles.map((article) => article.docs[0]))
  expect(english.match(/"type":"ref"/g)).toHaveLength(26)
  expect(JSON.stringify(articles.map((article) => article.docs))).not.toMatch(/D\d\d/)
})

test('EX1: names stand beside the text, not in it', () => {
  const read = readCharterFile(sample())
  const brackets = read.ok ? read.value.articles.flatMap((article) => article.brackets) : []
  const find = (id: string) => brackets.find((bracket) => bracket.id === id)
  expect(find('br-art-climate')).toEqual({
    id: 'br-art-climate',
    kind: 'optional',
    level: 'article',
    note: S.articles[14].bracket.note,
    reservedBy: ['D19'],
    options: [{ id: 'br-art-climate.1', by: ['D16', 'D15', 'D12'], origin: null }],
  })
  expect(find('br-peace-conferences')).toMatchObject({
    level: 'block',
    reservedBy: null,
    options: [{ origin: null }, { origin: null }, { id: 'br-peace-conferences.3', origin: 'facilitator' }],
  })
})

describe.each([
  ['the shape of the file', 'EX1', SHAPE],
  ['numbers', 'EX2', NUMBERS],
  ['ids', 'EX2', IDS],
  ['references', 'EX8', REFERENCES],
  ['brackets', 'EX3, EX4', BRACKETS],
  ['societies', 'EX7, EX8', PARTIES],
  ['translations', 'EX5', TRANSLATIONS],
  ['contributions and rounds', 'EX7, EX8', RECORDS],
  ['characters', 'EX6', CHARACTERS],
  ['habits of languages', 'EX11', HABITS],
  ['sizes', 'EX1', SIZES],
])('%s (%s)', (_name, _rules, rows) => {
  test.each(rows)('%s', (_what, damage, ...paths) => {
    const file = sample()
    damage(file)
    const found = pathsOf(file)
    const named = paths.filter((path) => path !== MORE)
    if (named.length < paths.length) expect(found).toEqual(expect.arrayContaining(named))
    else expect(found.toSorted()).toEqual(named.toSorted())
  })
})

test.each([[null], [[]], ['{}'], [7], [undefined]])('EX1: a file that is %j is refused at its root', (file) => {
  expect(pathsOf(file)).toEqual([''])
})

test('EX1: all faults at once, and no more than the limit', () => {
  const file = sample()
  file.title = 4
  file.articles[0].paragraphs[0].text = 'a\u202e'
  file.societies[3].time_zone = 'Mars/Base'
  delete contribution(file, 'c20').body
  expect(pathsOf(file).toSorted()).toEqual([textPath, `${C('c20')}.body`, 'societies[3].time_zone', 'title'])
  const broken = { ...sample(), contributions: Array.from({ length: 3_000 }, () => ({})) }
  expect(faultsOf(broken)).toHaveLength(LIMITS.faults)
})

test('EX1: a file of nothing but nesting ends at the first fault, not at the stack', () => {
  let deep: Loose = 'x'
  for (let i = 0; i < 50_000; i++) deep = [{ bold: deep }]
  const file = sample()
  file.articles[1].paragraphs[1].text = deep
  expect(pathsOf(file)).toEqual(['articles[1].paragraphs[1].text[0].bold[0].bold'])
})

test('EX8: a quote of an earlier version, and an orphan, are not looked up', () => {
  const file = sample()
  contribution(file, 'c20').anchor = { exact: 'gone', lang: 'en', version: 'Rev.1' }
  contribution(file, 'c12').orphan = { since: 'Rev.2', reason: 'gone' }
  contribution(file, 'c12').change.find = 'gone'
  contribution(file, 'c15').orphan = { since: 'Rev.2', reason: 'gone' }
  contribution(file, 'c15').target = 'gone'
  expect(pathsOf(file)).toEqual([])
})

test('EX1: a preamble block may be called preamble; what the format leaves out may be left out', () => {
  const file = sample()
  for (const expression of [file, ...file.translations]) expression.preamble[0].id = 'preamble'
  const read = readCharterFile(file)
  expect(read.ok && read.value.articles[0]!.headingBlock).toBe('preamble-heading')
  const least = { title: 'A', lang: 'kk', version: { label: '0' }, preamble: [], articles: [] }
  expect(readCharterFile(least)).toMatchObject({
    ok: true,
    value: { articles: [], languages: ['kk'], titles: { kk: 'A' } },
  })
})

test('EX11: numbers keep their comma, English its apostrophe, and an unchecked file is not asked', () => {
  const file = sample()
  file.translations[2].preamble[0].text = 'نحو 1,000 نص'
  file.articles[3].heading = "Society's"
  expect(pathsOf(file)).toEqual([])
  file.translations[3].preamble[0].text = 'по COVID-19'
  expect(pathsOf(file)).toEqual(['translations[3].preamble[0].text'])
  expect(pathsOf({ ...file, typography: 'unchecked' })).toEqual([])
})

test('EX5: a language may lack the preamble, not a part of it', () => {
  const file = sample()
  file.translations[0].preamble = []
  const read = readCharterFile(file)
  expect(read.ok && read.value.articles[0]!.docs.map(({ lang }) => lang)).toEqual(['en', 'es', 'ar', 'ru'])
})
