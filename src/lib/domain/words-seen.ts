/** Whether words that are agreed say what whoever agrees them saw (rule AG15). Pure. */
import { digest } from 'lib0/hash/sha256'
import type { ArticleDoc } from './article.ts'
import { notesOf, partFor } from './provision.ts'

/** Of one language: what the words of a part, or of an article, were. */
export interface SeenWords {
  lang: string
  /** `markOf` them. */
  mark: string
}

/** Letters of a mark: half of a SHA-256. */
export const MARK_LENGTH = 32

/**
 * Another for other words: of the part in which `blockId` stands, as this language has it, with the notes that it calls; null: of the whole article. It
 * is the same wherever it is made, of what a page draws as of what is kept.
 */
export function markOf(doc: ArticleDoc, blockId: string | null): string {
  const part = blockId === null ? null : partFor([doc], doc, blockId)
  const ids = part ? new Set([...part.blocks, ...notesOf([doc], part.blocks)]) : null
  const meant = doc.content.filter(({ attrs }) => blockId === null || ids?.has(attrs.id))
  const bytes = digest(new TextEncoder().encode(JSON.stringify(meant)))
  return [...bytes]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, MARK_LENGTH)
}

/** AG15: the languages whose words are others than were seen; a language that is not named was not looked at. */
export const otherWords = (
  docs: ReadonlyMap<string, ArticleDoc>,
  blockId: string | null,
  seen: readonly SeenWords[],
): string[] =>
  seen.flatMap(({ lang, mark }) => {
    const doc = docs.get(lang)
    return doc && markOf(doc, blockId) === mark ? [] : [lang]
  })
