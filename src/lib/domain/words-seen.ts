/** Whether words that are decided about say what whoever decides saw (rules AG15, BD13). Pure. */
import { digest } from 'lib0/hash/sha256'
import type { ArticleDoc } from './article.ts'
import { bracketAt } from './brackets.ts'
import { notesOf, partFor } from './provision.ts'
import type { Fault } from './result.ts'

/** Of one language: what the words of a part, of an article or of a bracket's options were. */
export interface SeenWords {
  lang: string
  /** `markOf` them, or `markOfBracket`. */
  mark: string
}

/** Letters of a mark: half of a SHA-256. */
export const MARK_LENGTH = 32

const markFor = (said: unknown): string =>
  [...digest(new TextEncoder().encode(JSON.stringify(said)))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, MARK_LENGTH)

/**
 * Another for other words: of the part in which `blockId` stands, as this language has it, with the notes that it calls, and those that nothing calls in this
 * language, which it may call in another; null: of the whole article. It is the same wherever it is made, of what a page draws as of what is kept.
 */
export function markOf(doc: ArticleDoc, blockId: string | null): string {
  if (blockId === null) return markFor(doc.content)
  const blocks = partFor([doc], doc, blockId)?.blocks ?? []
  const texts = doc.content.filter(({ attrs }) => attrs.kind !== 'note')
  const called = notesOf(
    [doc],
    texts.map(({ attrs }) => attrs.id),
  )
  const own = new Set([...blocks, ...notesOf([doc], blocks)])
  return markFor(doc.content.filter(({ attrs: { id, kind } }) => own.has(id) || (kind === 'note' && !called.has(id))))
}

/** Another for other words in one block; null: it is not in this text. */
export function markOfBlock(doc: ArticleDoc, blockId: string): string | null {
  const block = doc.content.find(({ attrs }) => attrs.id === blockId)
  return block ? markFor(block) : null
}

/** Another for other words in its options, or in the article around which it stands; null: it is not in this text. */
export function markOfBracket(doc: ArticleDoc, bracketId: string): string | null {
  const found = bracketAt(doc, bracketId)
  return found && markFor(found.level === 'article' ? doc.content : found)
}

/** The languages whose words are others than were seen, each as a fault by its path; a language that is not named was not looked at. `markIn`: of a text as it is. */
export const otherThanMarked = (
  docs: ReadonlyMap<string, ArticleDoc>,
  seen: readonly SeenWords[],
  markIn: (doc: ArticleDoc) => string | null,
): Fault[] =>
  seen.flatMap(({ lang, mark }) => {
    const doc = docs.get(lang)
    return doc && markIn(doc) === mark
      ? []
      : [{ path: `texts.${lang}`, message: 'says something else than what was seen' }]
  })
