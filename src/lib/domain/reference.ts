/**
 * References are nodes that point at a block id; their words are computed per language (rules RF*, practice 5 and 10.2),
 * so they follow every move and renumbering.
 */
import type { ArticleDoc, BlockKind } from './article.ts'
import { itemLabel, itemLetter, numberIn, placesOf, roman, subitemLabel, type Place } from './numbering.ts'
import { termsOf } from './terms.ts'

export interface Target extends Place {
  articleId: string
  /** Null: the preamble. */
  articleNumber: string | null
  kind: BlockKind
}

/** Block id -> where it stands in the charter. */
export type ReferenceIndex = ReadonlyMap<string, Target>

/** The index of a charter; `doc` in whichever language, since languages share their blocks: the original leads. */
export function indexBlocks(
  articles: Iterable<{ id: string; number: string | null; doc: ArticleDoc }>,
): ReferenceIndex {
  const index = new Map<string, Target>()
  for (const { id, number, doc } of articles) {
    const places = placesOf(doc)
    doc.content.forEach(({ attrs }, i) => {
      if (!index.has(attrs.id))
        index.set(attrs.id, { ...places[i]!, articleId: id, articleNumber: number, kind: attrs.kind })
    })
  }
  return index
}

export interface Reference {
  to: string
  form: 'full' | 'relative' | null
  as: string | null
}

/** What a reference says. `target` is null when it dangles (RF5). */
export interface ReferenceText {
  text: string
  target: Target | null
}

/**
 * The words of a reference standing in article `fromArticleId`.
 * RF1 full (also without a form), RF2 relative within the same article, else full, RF3 the article itself, relatively,
 * RF4 the author's own pattern decides before any form, RF5 a target that is gone is marked, never guessed.
 */
export function readReference(
  ref: Reference,
  lang: string,
  index: ReferenceIndex,
  fromArticleId: string,
): ReferenceText {
  const { refs } = termsOf(lang)
  const target = index.get(ref.to)
  if (!target) return { text: refs.dangling, target: null }
  if (ref.as !== null) return { text: fill(ref.as, barePlaceholders(target, lang)), target }
  const isRelative = ref.form === 'relative' && target.articleId === fromArticleId
  return { text: fill(pattern(target, lang, isRelative), labelledPlaceholders(target, lang)), target }
}

/** `readReference`, its words alone. */
export const referenceLabel = (ref: Reference, lang: string, index: ReferenceIndex, fromArticleId: string): string =>
  readReference(ref, lang, index, fromArticleId).text

function pattern(target: Target, lang: string, isRelative: boolean): string {
  const { refs } = termsOf(lang)
  if (target.articleNumber === null) return target.recital === null ? refs.preamble : refs.recital
  const hasParagraph = target.paragraph !== null && !target.isOnlyParagraph
  const hasItem = target.item !== null || target.subitem !== null
  if (isRelative && hasParagraph) return hasItem ? refs.paragraphItem : refs.paragraph
  if (isRelative && !hasItem) return refs.self
  if (hasParagraph) return hasItem ? refs.articleParagraphItem : refs.articleParagraph
  return hasItem ? refs.articleItem : refs.article
}

type Placeholders = Record<'a' | 'p' | 'i' | 'r', string>

function labelledPlaceholders(target: Target, lang: string): Placeholders {
  const item = target.item === null ? [] : [itemLabel(target.item, lang)]
  const subitem = target.subitem === null ? [] : [subitemLabel(target.subitem, lang)]
  return { ...numbers(target, lang), i: [...item, ...subitem].join(' ') }
}

/** In the author's own pattern only digits and letters are generated (practice 5.9): the marks around them are the author's. */
function barePlaceholders(target: Target, lang: string): Placeholders {
  const terms = termsOf(lang)
  const item = target.item === null ? [] : [itemLetter(target.item, lang)]
  const numeral = terms.letters[0] === 'a' ? roman : String
  const subitem = target.subitem === null ? [] : [numeral(target.subitem)]
  return { ...numbers(target, lang), i: [...item, ...subitem].join(terms.itemJoin) }
}

function numbers(target: Target, lang: string): Omit<Placeholders, 'i'> {
  const recital = target.recital === null ? '' : String(target.recital)
  return {
    a: target.articleNumber === null ? termsOf(lang).preamble : numberIn(target.articleNumber, lang),
    p: target.paragraph === null ? recital : String(target.paragraph),
    r: recital,
  }
}

const fill = (text: string, values: Placeholders): string =>
  text.replace(/\{([apir])\}/g, (_, name: keyof Placeholders) => values[name])
