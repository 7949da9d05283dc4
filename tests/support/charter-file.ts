/** Arbitrary valid charter files in the form that export writes. */
import fc from 'fast-check'
import type {
  ArticleFile,
  BracketFile,
  CharterFile,
  ItemFile,
  NodeFile,
  OptionFile,
  ParagraphFile,
  TextFile,
} from '../../server/exchange/format.ts'

const CODES = ['D01', 'D02', 'D03']
const codes = fc.subarray(CODES)
const words = fc.constantFrom('The Societies', ' shall ', 'act, ', 'in time;', '“quoted”', ' and', ' [literal]', '。')

/** A text before it has ids: words, references by lot, brackets. */
type Seed = string | { lot: number; form: 'full' | 'relative' | null; as: string | null } | BracketSeed
interface BracketSeed {
  kind: BracketFile['kind']
  options: { seeds: Seed[]; by: string[]; isChairs: boolean }[]
  reservedBy: string[] | null
  note: string | null
}

const reference = fc.record({
  lot: fc.nat(),
  form: fc.constantFrom('full' as const, 'relative' as const, null),
  as: fc.option(fc.constantFrom('to Article {a}', 'пункт {p} статьи {a}'), { nil: null, freq: 5 }),
})
const seeds = (depth: number): fc.Arbitrary<Seed[]> =>
  fc.array(
    depth === 0
      ? fc.oneof<fc.Arbitrary<Seed>[]>(words, reference)
      : fc.oneof<fc.WeightedArbitrary<Seed>[]>(
          { weight: 4, arbitrary: words },
          { weight: 1, arbitrary: reference },
          { weight: 1, arbitrary: bracket(depth - 1) },
        ),
    { maxLength: 5 },
  )
const bracket = (depth: number): fc.Arbitrary<BracketSeed> =>
  fc
    .record({
      kind: fc.constantFrom('alternatives' as const, 'optional' as const, 'placeholder' as const),
      options: fc.array(fc.record({ seeds: seeds(depth), by: codes, isChairs: fc.boolean() }), {
        minLength: 2,
        maxLength: 3,
      }),
      reservedBy: fc.option(codes, { nil: null }),
      note: fc.option(fc.constantFrom('To be settled.', 'Later\nstill'), { nil: null }),
    })
    .map((seed) => ({
      ...seed,
      options: (seed.kind === 'alternatives' ? seed.options : seed.options.slice(0, 1)).map((option) =>
        seed.kind === 'placeholder' ? { ...option, by: [] } : option,
      ),
    }))

const item = fc.record({ seeds: seeds(2), subitems: fc.array(seeds(1), { maxLength: 2 }) })
const paragraph = fc.record({
  seeds: seeds(3),
  block: fc.option(bracket(2), { nil: null, freq: 4 }),
  items: fc.array(item, { maxLength: 3 }),
  tail: fc.option(seeds(1), { nil: null, freq: 3 }),
})
const article = fc.record({
  ordinal: fc.boolean(),
  bracket: fc.option(bracket(0), { nil: null, freq: 4 }),
  paragraphs: fc.array(paragraph, { minLength: 1, maxLength: 4 }),
  sources: fc.array(fc.constant({ label: 'A treaty', note: 'Orientation.' }), { maxLength: 2 }),
  isTranslated: fc.boolean(),
})

const seed = fc.record({
  recitals: fc.array(seeds(1), { maxLength: 4 }),
  articles: fc.array(article, { maxLength: 5 }),
  translations: fc.subarray(['pt', 'fa', 'kk-Cyrl']),
  notice: fc.option(fc.constant('Demonstration.'), { nil: null }),
})

/** Strings joined, none empty: the one way export writes a text. */
function normal(parts: (string | NodeFile)[]): TextFile {
  const joined: (string | NodeFile)[] = []
  for (const part of parts)
    if (typeof part === 'string' && typeof joined.at(-1) === 'string') joined.push((joined.pop() as string) + part)
    else joined.push(part)
  if (joined.length === 0) return ''
  return joined.length === 1 && typeof joined[0] === 'string' ? joined[0] : joined
}

export const charterFile: fc.Arbitrary<CharterFile> = seed.map(({ recitals, articles, translations, notice }) => {
  let last = 0
  const id = (prefix: string): string => `${prefix}-${++last}`
  const blocks: string[] = []
  const block = (prefix: string): string => {
    const made = id(prefix)
    blocks.push(made)
    return made
  }
  const later: (() => void)[] = []

  const textOf = (parts: Seed[]): TextFile =>
    normal(
      parts.map((part): string | NodeFile => {
        if (typeof part === 'string') return part
        if ('lot' in part) {
          const ref: { to: string; form?: 'full' | 'relative'; as?: string } = { to: '' }
          if (part.form !== null) ref.form = part.form
          if (part.as !== null) ref.as = part.as
          later.push(() => (ref.to = blocks[part.lot % blocks.length]!))
          return { ref }
        }
        const { kind, options } = part
        return { bracket: { id: id('br'), kind, options: optionsOf(options, false), ...standing(part) } }
      }),
    )
  const optionsOf = (options: BracketSeed['options'], isBlock: boolean): OptionFile[] =>
    options.map(({ seeds, by, isChairs }, i) => {
      const text = textOf(seeds)
      const origin = isChairs ? { origin: 'facilitator' } : {}
      return isBlock ? { label: `Alt ${i}`, by, ...origin, text } : { label: `Alt ${i}`, text, by, ...origin }
    })
  const standing = ({ reservedBy, note }: BracketSeed) => ({
    ...(reservedBy ? { reserved_by: reservedBy } : {}),
    ...(note !== null ? { note } : {}),
  })

  const preamble = recitals.map((parts, i) => ({
    id: block('pre'),
    type: i === 0 ? ('chapeau' as const) : ('recital' as const),
    text: textOf(parts),
  }))
  const written = articles.map(({ ordinal, bracket, paragraphs, sources }, i): ArticleFile => {
    const number = ordinal ? `${i + 1} bis` : String(i + 1)
    const own = block('art')
    const around = bracket
      ? { bracket: { id: id('br'), kind: bracket.kind, by: bracket.options[0]!.by, ...standing(bracket) } }
      : {}
    const list = paragraphs.map(({ seeds, block: whole, items, tail }): ParagraphFile => {
      const paragraph: ParagraphFile = { id: block('par') }
      if (whole) {
        paragraph.bracket = { id: id('br'), kind: whole.kind, ...standing(whole) }
        paragraph.alternatives = optionsOf(whole.options, true)
      } else paragraph.text = textOf(seeds)
      if (items.length > 0)
        paragraph.items = items.map(({ seeds, subitems }): ItemFile => {
          const item: ItemFile = { id: block('item'), text: textOf(seeds) }
          if (subitems.length > 0) item.items = subitems.map((parts) => ({ id: block('sub'), text: textOf(parts) }))
          return item
        })
      if (tail) paragraph.tail = textOf(tail)
      return paragraph
    })
    return {
      number,
      id: own,
      heading: `Heading ${i}`,
      status: 'under_discussion',
      ...around,
      paragraphs: list,
      ...(sources.length > 0 ? { sources } : {}),
    }
  })
  // A reference needs a target: with no block at all there is nothing to refer to, and nothing that could.
  for (const settle of later) settle()

  const translated = translations.map((lang) => ({
    title: `Charter in ${lang}`,
    lang,
    dir: lang === 'fa' ? ('rtl' as const) : ('ltr' as const),
    status: 'unrevised_translation',
    preamble: translate(preamble),
    articles: written
      .filter((_, i) => articles[i]!.isTranslated)
      .map(({ number, id, heading, paragraphs }) => ({ number, id, heading, paragraphs: translate(paragraphs) })),
  }))
  return {
    title: 'A charter',
    lang: 'en',
    version: { label: 'Rev.1', kind: 'rolling_text' },
    preamble,
    articles: written,
    ...(notice === null ? {} : { notice }),
    ...(translated.length > 0 ? { translations: translated } : {}),
    societies: CODES.map((code) => ({ code, name: `Delegation ${code}` })),
  }
})

/** The same structure with other words; notes stand in the original only. */
const translate = <T>(structure: T): T =>
  JSON.parse(
    JSON.stringify(structure, (key, value: unknown) =>
      key === 'note'
        ? undefined
        : typeof value === 'string' && value.includes('shall')
          ? value.replaceAll('shall', 'deve')
          : value,
    ),
  ) as T
