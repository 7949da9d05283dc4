// Over 250 lines: the grammars of five languages stand beside the one way of reading that they share.
/**
 * References that people typed ("Article 5", "للمادة 5", "пункту 2 статьи 8"), found so that they can become live ones
 * (rules TR1-TR7; practice 5.4, 5.5, 5.9). Pure: what is found, what it would point at, how it would be written. Offered, never done unasked.
 */
import { plainDigits, romanValue } from './pasted-numbers.ts'
import type { Numeral } from './numerals.ts'
import type { Place } from './places.ts'
import type { ReferenceIndex } from './reference.ts'
import { ARABIC_ORDINALS, CYRILLIC_ORDINALS, LATIN_ORDINALS, termsOf } from './terms.ts'

/** One typed reference in the words of a block. */
export interface TypedReference {
  /** Where its words stand: from, to in the text. */
  from: number
  to: number
  words: string
  /** Number of the article as the charter keeps it (`14 bis`); null: the article it stands in. */
  article: string | null
  paragraph: number | null
  item: number | null
  subitem: number | null
  /** TR6: of another text, as far as the words around it say. */
  isExternal: boolean
  /** TR4: the pattern that keeps the words as they are typed; null where `form` says the same. */
  as: string | null
  form: 'full' | 'relative'
}

interface Grammar {
  /** The word for article, inflected forms and plurals, with what may be fused to it. */
  article: string
  paragraph: string
  /** The word before an item's letter, where there is one. */
  item: string
  /** Between a part and the whole it is of: "of", "de", "из"; and between parts that go down. */
  of: string
  /** Joins the numbers of a range or list. */
  and: string
  ordinals: readonly [RegExp, number][]
  /** What follows a reference to another text. */
  external: RegExp
  /** What stands before one. */
  externalBefore?: RegExp
  /** Abbreviations, which the house writes out. */
  abbreviated: RegExp
}

const D = '[0-9٠-٩]{1,3}'
/** Patterns of a language's ordinals, from bis; `مكررا` with or without its marks. */
const ordinalPatterns = (ordinals: readonly string[]): string[] =>
  ordinals.slice(1).map((word) => word.replace('مكررا', 'مكرر[اًة]*'))
const ordinalsOf = (ordinals: readonly string[]): [RegExp, number][] =>
  ordinalPatterns(ordinals).map((pattern, i) => [new RegExp(`^${pattern}$`, 'i'), i + 1])

/** Nouns by which languages call the charter itself: references to its articles are its own. */
const OWN = {
  en: '(?:the present|this|the|our) (?:Charter|Article|paragraph)\\b',
  fr: '(?:la (?:présente )?Charte|(?:du |le |au )?présent article|présent)',
  es: '(?:la (?:presente )?Carta|el presente|presente)',
  ar: '(?:هذا الميثاق|هذه المادة|الميثاق)',
  ru: '(?:настоящ|Харти)',
}

const GRAMMARS: Record<string, Grammar> = {
  en: {
    article: '(?:[Aa]rticles?|[Aa]rts?\\.?)',
    paragraph: '(?:[Pp]aragraphs?|[Pp]aras?\\.?)',
    item: '(?:(?:[Ss]ub-?paragraphs?|[Ii]tems?|[Pp]oints?) )?',
    of: ' of ',
    and: '(?:,| to| and| or|,? and|,? or|–|-| –| through)',
    ordinals: ordinalsOf(LATIN_ORDINALS),
    external: new RegExp(`^(?: common to|(?:,)? (?:of|in|to) (?!${OWN.en})(?:the |its |that |those )?\\p{Lu})`, 'u'),
    externalBefore: /\b[Cc]ommon $/u,
    abbreviated: /^(?:arts?\.?|paras?\.?)$/i,
  },
  fr: {
    article: '(?:[Aa]rticles?|[Aa]rts?\\.)',
    paragraph: '(?:[Pp]aragraphes?|[Pp]ar\\.|§)',
    item: '(?:[Aa]linéas? )?',
    of: " (?:de |du |des |de l[’'])",
    and: '(?:,| à| et| ou|–|-)',
    ordinals: ordinalsOf(LATIN_ORDINALS),
    external: new RegExp(
      `^ (?:commun|des? (?!${OWN.fr})(?:la |l[’'])?\\p{L}|du (?!présent)\\p{Lu}|de l[’']\\p{Lu})`,
      'u',
    ),
    abbreviated: /^(?:arts?\.|par\.|§)$/i,
  },
  es: {
    article: '(?:[Aa]rtículos?|[Aa]rts?\\.)',
    paragraph: '(?:[Pp]árrafos?|[Pp]árr\\.)',
    item: '(?:[Aa]partados? |[Ii]ncisos? )?',
    of: ' del? ',
    and: '(?:,| a| y| o|–|-)',
    ordinals: ordinalsOf(LATIN_ORDINALS),
    external: new RegExp(`^ (?:comú?n|de (?!${OWN.es})(?:la |los |las )?\\p{L}|del (?!presente)\\p{Lu})`, 'u'),
    abbreviated: /^(?:arts?\.|párr\.)$/i,
  },
  ar: {
    article: '(?:[وفبلك]?(?:ال|لل)?(?:مادة|مادتين|مادتان|مواد))',
    paragraph: '(?:[وفبلك]?(?:ال|لل)?(?:فقرة|فقرتين|فقرتان|فقرات))',
    item: '(?:(?:[وفبلك]?(?:ال)?(?:بند|فقرة الفرعية)) )?',
    of: ' من ',
    and: '(?:،| إلى| و| أو|–|-)',
    ordinals: ordinalsOf(ARABIC_ORDINALS),
    external: new RegExp(
      `^ (?:ال)?(?:مشتركة|من (?!${OWN.ar}|المادة|الفقرة)(?:ال|نظام|اتفاق|بروتوكول|قانون|ميثاق|إعلان|معاهدة|دستور))`,
      'u',
    ),
    abbreviated: /^$/,
  },
  ru: {
    article: '(?:[Сс]тат(?:ья|ьи|ье|ью|ьёй|ьей|ьями|ьям|ьях|ей)|[Сс]т\\.)',
    paragraph: '(?:[Пп]ункт(?:а|у|ом|е|ы|ов|ам|ами|ах)?|[Пп]п?\\.)',
    item: '(?:[Пп]одпункт(?:а|у|ом|е|ы|ов|ам|ами|ах)? )?',
    of: ' ',
    and: '(?:,| по| и| или|–|-| –)',
    ordinals: ordinalsOf(CYRILLIC_ORDINALS),
    external: new RegExp(`^ (?:общ(?:ая|ей|ую) |(?!${OWN.ru})\\p{Lu}\\p{Ll}+)`, 'u'),
    externalBefore: /общ(?:ая|ей|ую) $/u,
    abbreviated: /^$/,
  },
}

/** The grammar of a language; of one without, English. */
const grammarOf = (lang: string): Grammar => GRAMMARS[lang.split('-')[0]!] ?? GRAMMARS['en']!

const SP = '[ \\u00a0\\u202f]'
const spaced = (pattern: string): string => pattern.replaceAll(' ', SP)

// the longest first: the Arabic ones begin alike
const ORDINAL = `(?:${[LATIN_ORDINALS, CYRILLIC_ORDINALS, ARABIC_ORDINALS].flatMap(ordinalPatterns).reverse().join('|')})`
const NUMBER = `(?:\\(${D}\\)|${D}(?: ${ORDINAL}(?!\\p{L}))?)`
const LETTER = `(?:\\((?:[a-z]{1,2}|[أ-يa-z]ـ?)\\)|[a-z]\\)|'[0-9]'|\\([ivx]+\\))`

const START = '(?<![\\p{L}\\p{N}])'
/** A bracket ends a reference by itself; a digit only where no word or decimal goes on. */
const END = "(?:(?<=[)'])|(?![\\p{L}\\p{N}]|[.,][0-9٠-٩]))"

/** All ways to name one place, largest part first or last; named groups a, p, i for article, paragraph, item. */
function patternsOf(g: Grammar): RegExp[] {
  const a = `(?<aw>${g.article}) (?<a>${NUMBER})`
  const p = `(?<pw>${g.paragraph}) (?<p>\\(?${D}\\)?)`
  const letters = `(?<i>${LETTER}(?: ?${LETTER})?)`
  const down = `(?:,? (?:${g.item}))?`
  return [
    `${a},? ${p}${down} ?${letters}`,
    `(?<iw>${g.item})${letters},?${g.of}${p},?${g.of}${a}`,
    `${p} ${letters},?${g.of}${a}`,
    `${a},? ${p}`,
    `${p},?${g.of}${a}`,
    `(?<iw>${g.item})${letters},?${g.of}${a}`,
    `(?<iw>${g.item})${letters},?${g.of}${p}`,
    `${a} ?${letters}`,
    `${p},? ?${letters}`,
    a,
    p,
  ].map((pattern) => new RegExp(START + spaced(pattern) + END, 'uy'))
}

const compiled = new Map<Grammar, RegExp[]>()
function patterns(g: Grammar): RegExp[] {
  const known = compiled.get(g)
  if (known) return known
  const made = patternsOf(g)
  compiled.set(g, made)
  return made
}

/** The article's number as the charter keeps it: `14 bis`, from any language's digits and ordinals. */
function articleNumber(words: string, g: Grammar): string {
  const [, digits, rest = ''] = /^\(?([0-9٠-٩]+)\)?(?:[ \u00a0\u202f](.+))?$/u.exec(words)!
  const ordinal = g.ordinals.find(([pattern]) => pattern.test(rest.replace(/[\u00a0\u202f]/g, ' ')))?.[1] ?? 0
  const main = String(Number(plainDigits(digits!)))
  return ordinal === 0 ? main : `${main} ${LATIN_ORDINALS[ordinal]}`
}

/** Item and sub-item of `(b) (ii)`, `b)`, `(أ)`, `'1'`. */
function itemsOf(words: string, lang: string): { item: number; subitem: number | null } | null {
  const [first, second] = (words.match(/[a-zأ-ي]+|[0-9]+/gu) ?? []) as [string | undefined, string | undefined]
  if (first === undefined) return null
  const letters = termsOf(lang).letters.map((letter) => letter.replace('ـ', ''))
  const at = letters.indexOf([...first][0]!)
  const item = at < 0 ? Number(first) || 0 : at + 1 + letters.length * ([...first].length - 1)
  if (item < 1) return null
  const subitem = second === undefined ? null : (romanValue(second) ?? (Number(second) || null))
  return { item, subitem }
}

/**
 * TR1: references typed in a text, in order, none inside another; the longest reading counts.
 * TR5: a range or list ("Articles 4 to 6") is one reference for each number that is written.
 */
export function typedReferences(text: string, lang: string): TypedReference[] {
  const g = grammarOf(lang)
  const found: TypedReference[] = []
  let at = 0
  while (at < text.length) {
    const match = matchAt(text, at, g)
    if (!match) {
      at = nextStart(text, at)
      continue
    }
    const one = referenceOf(match, text, lang, g)
    at = match.index + match[0].length
    if (!one) continue
    found.push(one)
    at = addSeries(found, one, text, at, g)
  }
  return found
}

/** The next place where a word or a bracket begins. */
function nextStart(text: string, at: number): number {
  const rest = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*|[^\p{L}\p{N}]/uy
  rest.lastIndex = at
  return at + Math.max(1, rest.exec(text)?.[0].length ?? 1)
}

function matchAt(text: string, at: number, g: Grammar): RegExpExecArray | null {
  let best: RegExpExecArray | null = null
  for (const pattern of patterns(g)) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match && match[0].length > (best?.[0].length ?? 0)) best = match
  }
  return best
}

function referenceOf(match: RegExpExecArray, text: string, lang: string, g: Grammar): TypedReference | null {
  const { a, p, i, aw, pw } = match.groups as Record<string, string | undefined>
  const items = i === undefined ? null : itemsOf(i, lang)
  if (i !== undefined && items === null) return null
  const words = match[0]
  const [from, to] = [match.index, match.index + words.length]
  return {
    from,
    to,
    words,
    article: a === undefined ? null : articleNumber(a, g),
    paragraph: p === undefined ? null : Number(plainDigits(p.replace(/[()]/g, ''))),
    item: items?.item ?? null,
    subitem: items?.subitem ?? null,
    isExternal: g.external.test(text.slice(to)) || (g.externalBefore?.test(text.slice(0, from)) ?? false),
    ...manner(
      match,
      { a, p, i },
      g,
      lang,
      [aw, pw].some((word) => word !== undefined && g.abbreviated.test(word)),
    ),
  }
}

const HOUSE = [
  'article',
  'articleItem',
  'articleParagraph',
  'articleParagraphItem',
  'paragraph',
  'paragraphItem',
] as const

/**
 * TR4: words as the house writes them need no pattern; abbreviations are written out by the house; everything else
 * (inflected, fused, capital letters, another order) keeps its words, and only digits and letters are generated.
 */
function manner(
  match: RegExpExecArray,
  parts: Record<'a' | 'p' | 'i', string | undefined>,
  g: Grammar,
  lang: string,
  isAbbreviated: boolean,
): Pick<TypedReference, 'as' | 'form'> {
  const form = parts.a === undefined ? 'relative' : 'full'
  if (isAbbreviated && g.abbreviated.source !== '^$') return { as: null, form }
  let pattern = match[0]
  for (const name of ['i', 'p', 'a'] as const) {
    const part = parts[name]
    if (part === undefined) continue
    const bare = name === 'i' ? part.replace(/^['(]?/, '').replace(/['")]*$/, '') : part.replace(/[()]/g, '')
    const inPart = part.indexOf(bare)
    const place =
      pattern.lastIndexOf(part) < 0
        ? -1
        : name === 'i'
          ? pattern.indexOf(part)
          : pattern.search(new RegExp(`(?<![0-9٠-٩])${escaped(part)}(?![0-9٠-٩])`, 'u'))
    if (place < 0) continue
    pattern = `${pattern.slice(0, place + inPart)}{${name}}${pattern.slice(place + inPart + bare.length)}`
  }
  const house = termsOf(lang).refs
  const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')
  const item = parts.i === undefined ? '' : parts.i
  const isHouse = HOUSE.some(
    (name) => plain(house[name].replace('{i}', item.replace(/[^'()]+/u, '{i}'))) === plain(pattern),
  )
  return { as: isHouse ? null : pattern, form }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Numbers after a reference that belong to it: "Articles 4 to 6", "paragraphs 2 and 3". */
function addSeries(found: TypedReference[], first: TypedReference, text: string, from: number, g: Grammar): number {
  if (first.item !== null) return from
  const isParagraph = first.paragraph !== null
  if (isParagraph && first.article !== null) return from
  const more = new RegExp(`${spaced(`${g.and} ?(?<n>${isParagraph ? D : NUMBER})`)}(?![\\p{L}\\p{N}]|[.,][0-9])`, 'uy')
  let at = from
  const members = [first]
  for (;;) {
    more.lastIndex = at
    const match = more.exec(text)
    if (!match) break
    const words = match.groups!['n']!
    const start = at + match[0].lastIndexOf(words)
    at += match[0].length
    members.push({
      ...first,
      from: start,
      to: at,
      words,
      article: isParagraph ? null : articleNumber(words, g),
      paragraph: isParagraph ? Number(plainDigits(words)) : null,
      as: isParagraph ? '{p}' : '{a}',
    })
  }
  if (members.length === 1) return from
  // the words of a plural are their author's
  const pattern =
    first.as ?? first.words.replace(/[0-9٠-٩]+(?!.*[0-9٠-٩])(?:[ \u00a0].*)?$/u, isParagraph ? '{p}' : '{a}')
  const isExternal = g.external.test(text.slice(at)) || first.isExternal
  found.pop()
  members.forEach((member, i) => found.push({ ...member, isExternal, ...(i === 0 ? { as: pattern } : {}) }))
  return at
}

/**
 * TR2: the block that a typed reference would point at: the heading for an article, else the paragraph, item or sub-item.
 * Null: this charter has no such place (TR3), and nothing is offered.
 */
export function targetOf(typed: TypedReference, hereArticleId: string, index: ReferenceIndex): string | null {
  for (const [id, target] of index) {
    const isThere = typed.article === null ? target.articleId === hereArticleId : target.articleNumber === typed.article
    if (isThere && target.kind !== 'note' && isPlace(typed, target, target.kind === 'heading')) return id
  }
  return null
}

function isPlace(typed: TypedReference, place: Place, isHeading: boolean): boolean {
  if (typed.paragraph === null && typed.item === null) return isHeading
  if (isHeading || !isNumbered(place.item, typed.item) || !isNumbered(place.subitem, typed.subitem)) return false
  if (typed.paragraph !== null) return isNumbered(place.paragraph, typed.paragraph)
  return place.isOnlyParagraph
}

/** Whether a block has the whole number that was typed. */
const isNumbered = (numeral: Numeral | null, typed: number | null): boolean =>
  numeral === null ? typed === null : numeral.main === typed && numeral.ordinal === 0
