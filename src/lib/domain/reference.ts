/**
 * References are nodes that point at a block id; their words are computed per language (rules RF*, practice 5 and 10.2),
 * so they follow every move and renumbering.
 */
import type { ArticleDoc, BlockKind } from './article.ts'
import { numberIn } from './numbering.ts'
import { numeralIn } from './numerals.ts'
import {
  itemLabel,
  itemNumber,
  placesOf,
  subitemLabel,
  subitemNumber,
  type Place,
  type RoundNumbers,
} from './places.ts'
import { termsOf } from './terms.ts'

export interface Target extends Place {
  articleId: string
  /** Null: the preamble. */
  articleNumber: string | null
  kind: BlockKind
  /** RF6: why it may not be there in the end: it is deleted by agreement or its article marked deleted, or it is in brackets as a whole; null: nothing is against it. */
  doubt: 'deleted' | 'not-agreed' | null
}

/** Block id -> where it stands in the charter. */
export type ReferenceIndex = ReadonlyMap<string, Target>

/** An article as far as the index goes; `round`: the numbers that its blocks had when the round began, null: by position. */
export interface IndexedArticle {
  id: string
  number: string | null
  doc: ArticleDoc
  round: RoundNumbers | null
  /** Marked deleted. */
  isDeleted?: boolean
  /** Blocks that are deleted by agreement. */
  deleted?: readonly string[]
}

/** The index of a charter; `doc` in whichever language, since languages share their blocks: the original leads. */
export function indexBlocks(articles: Iterable<IndexedArticle>): ReferenceIndex {
  const index = new Map<string, Target>()
  for (const { id, number, doc, round, isDeleted, deleted = [] } of articles) {
    const gone = new Set(deleted)
    const places = placesOf(doc, round)
    const [first] = doc.content
    const isArticleOpen = first?.attrs.kind === 'heading' && first.attrs.bracket !== null
    doc.content.forEach(({ attrs: { id: block, kind, bracket } }, i) => {
      if (index.has(block)) return
      const isGone = isDeleted === true || gone.has(block)
      const doubt = isGone ? 'deleted' : isArticleOpen || bracket !== null ? 'not-agreed' : null
      index.set(block, { ...places[i]!, articleId: id, articleNumber: number, kind, doubt })
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
  const item = target.item === null ? [] : [itemNumber(target.item, lang)]
  const subitem = target.subitem === null ? [] : [subitemNumber(target.subitem, lang)]
  return { ...numbers(target, lang), i: [...item, ...subitem].join(termsOf(lang).itemJoin) }
}

function numbers(target: Target, lang: string): Omit<Placeholders, 'i'> {
  const recital = target.recital === null ? '' : numeralIn(target.recital, lang)
  return {
    a: target.articleNumber === null ? termsOf(lang).preamble : numberIn(target.articleNumber, lang),
    p: target.paragraph === null ? recital : numeralIn(target.paragraph, lang),
    r: recital,
  }
}

const fill = (text: string, values: Placeholders): string =>
  text.replace(/\{([apir])\}/g, (_, name: keyof Placeholders) => values[name])
