/** What is still open in a version, from its own frozen text, for whoever is about to sign it (SO9). */
import { bracketAt, bracketsInOrder, wordsOf, type FoundBracket } from './brackets.ts'
import type { VersionArticle } from './contract.ts'
import { openingOf } from './find.ts'
import { articleLabel, articleSlug } from './numbering.ts'
import { labelsOf } from './places.ts'

/** Characters of an option by which its words are known. */
const OPENING = 160

export interface OpenInVersion {
  articleId: string
  slug: string
  label: string
  heading: string
  /** In the order of its text. */
  brackets: OpenWords[]
}

export interface OpenWords {
  id: string
  /** Of the words: that which was asked for, else the original, else whichever has the bracket. */
  lang: string
  blockId: string
  /** The number of its paragraph; null: it shows none. */
  label: string | null
  level: FoundBracket['level']
  options: { label: string; words: string }[]
}

type Frozen = Pick<VersionArticle, 'id' | 'number' | 'lang' | 'heading' | 'json' | 'round'>

/** SO9: the brackets of a version, each once, whichever language it stands in. `articles`: in charter order; those without any are left out. */
export function openInVersion(articles: readonly Frozen[], lang: string, original: string): OpenInVersion[] {
  return [...Map.groupBy(articles, ({ id }) => id)].flatMap(([articleId, own]) => {
    const first = (tag: string): number => (tag === lang ? 0 : tag === original ? 1 : 2)
    const texts = [...own].sort((a, b) => first(a.lang) - first(b.lang))
    const { number, heading } = texts[0]!
    const brackets = new Map<string, OpenWords>()
    for (const text of texts)
      for (const { id } of bracketsInOrder(text.json))
        if (!brackets.has(id)) brackets.set(id, openWords(text, bracketAt(text.json, id)!))
    if (brackets.size === 0) return []
    const named = { slug: articleSlug(number), label: articleLabel(number, lang), heading }
    return [{ articleId, ...named, brackets: [...brackets.values()] }]
  })
}

function openWords({ json, lang, round }: Frozen, { id, blockId, level, options }: FoundBracket): OpenWords {
  const at = json.content.findIndex(({ attrs }) => attrs.id === blockId)
  return {
    ...{ id, lang, blockId, level },
    label: labelsOf(json, lang, round)[at] ?? null,
    options: options.map(({ label, content }) => {
      // references, calls of notes and terms have no words
      return { label, words: openingOf(wordsOf(content).replaceAll('\uFFFC', '…'), OPENING) }
    }),
  }
}
