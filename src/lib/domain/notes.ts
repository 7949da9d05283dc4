/**
 * Footnotes of an article (rules NU7, NU8): numbered by the order of their first calls; the words of a note are a block of its own,
 * after all other blocks. A number is computed, never typed, like every other.
 */
import type { ArticleDoc, Block } from './article.ts'

/** One call of a note. */
export interface CalledFrom {
  /** Id of the call. */
  id: string
  /** The block it stands in. */
  block: string
}

/** Block id of a note -> its number, from 1. A note that nobody calls is not in it. */
export type NoteNumbers = ReadonlyMap<string, number>

export const isNote = (block: Block): boolean => block.attrs.kind === 'note'

/** Every call of the article in reading order, with the note it calls. */
export function callsOf(doc: ArticleDoc): (CalledFrom & { to: string })[] {
  return inReadingOrder(doc.content).flatMap((block) =>
    (block.content ?? []).flatMap((inline) =>
      inline.type === 'note' ? [{ id: inline.attrs.id, to: inline.attrs.to, block: block.attrs.id }] : [],
    ),
  )
}

/** NU8: notes stand after all other blocks, whatever order they were written in. */
const inReadingOrder = (blocks: readonly Block[]): Block[] => [
  ...blocks.filter((block) => !isNote(block)),
  ...blocks.filter(isNote),
]

/** NU7: notes of this article by the order of their first calls. Calls of what is no note here do not count (they dangle). */
export function noteNumbers(doc: ArticleDoc): NoteNumbers {
  const notes = new Set(doc.content.filter(isNote).map((block) => block.attrs.id))
  const numbers = new Map<string, number>()
  for (const { to } of callsOf(doc)) if (notes.has(to) && !numbers.has(to)) numbers.set(to, numbers.size + 1)
  return numbers
}

/** NU8: the article as it is read: other blocks as they stand, then notes by number, then those that nobody calls. */
export function inNoteOrder(doc: ArticleDoc, numbers: NoteNumbers = noteNumbers(doc)): Block[] {
  const rank = (block: Block): number => numbers.get(block.attrs.id) ?? Infinity
  return [
    ...doc.content.filter((block) => !isNote(block)),
    ...doc.content.filter(isNote).sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b))),
  ]
}

const SUPERSCRIPTS = [...'⁰¹²³⁴⁵⁶⁷⁸⁹']

/** A number as plain text shows it after a word: `¹²`. */
export const superscript = (n: number): string => [...String(n)].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')
