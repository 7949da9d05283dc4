/** What a clipboard from outside becomes: HTML before plain text, and an answer also where nothing can be pasted. */
import type { EditorState, Transaction } from '@tiptap/pm/state'
import {
  blocksOfLines,
  Findings,
  linesOfText,
  wordsOf,
  type PastedLine,
  type PastedPiece,
  type PasteFindings,
} from '../../domain/pasting.ts'
import { pasteBlocks, placeOf, takesNotes } from './inserting.ts'
import { readPage, type PastedPage } from './reading.ts'

/**
 * PA40: what one paste may bring, in characters, about 400 pages. An article holds at most 4 MiB (`articleBytes`), a letter takes up to
 * three bytes, and words have marks.
 */
export const MAX_PASTED_CHARACTERS = 1_000_000

/** What people are told after a paste. */
export type Pasted =
  | { kind: 'pasted'; blocks: number; findings: PasteFindings; blockIds: string[] }
  | { kind: 'too-long'; characters: number }
  | { kind: 'empty'; findings: PasteFindings }

/** What a clipboard or a drop carries. */
export interface Carried {
  html: string
  text: string
  /** Kinds of the files in it. */
  files: readonly string[]
}

/** Marks the HTML that this editor itself put onto a clipboard (copying.ts). */
export const isOwnHtml = (html: string): boolean => /<[^>]+ data-concord=/.test(html)

export interface PasteSettings {
  lang: string
  isFollowing: boolean
  makeId: () => string
  parse(html: string): Document
}

/** The transaction for a paste of something from outside, or null where the text stays as it is; and what to say of it. */
export function pasteFromOutside(
  state: EditorState,
  carried: Carried,
  settings: PasteSettings,
): { tr: Transaction | null; range: { from: number; to: number } | null; blocks: number; pasted: Pasted } {
  const findings = new Findings()
  for (const type of carried.files) findings.add(type.startsWith('image/') ? 'image' : 'media')
  const { lines, notes } = linesOf(carried, settings, findings)
  const characters = lines.reduce(
    (sum, { pieces }) =>
      sum + pieces.reduce((length, piece) => length + (piece.type === 'words' ? piece.text.length : 1), 0),
    0,
  )
  const none = { tr: null, range: null, blocks: 0 }
  if (characters > MAX_PASTED_CHARACTERS) return { ...none, pasted: { kind: 'too-long', characters } }
  const blocks = blocksOfLines(lines, placeOf(state, settings.lang), findings)
  const words = new Map([...notes].map(([name, noteLines]) => [name, noteWords(noteLines, settings.lang, findings)]))
  if (!takesNotes(state, settings.isFollowing)) {
    for (const pieces of words.values()) findings.add('footnote', wordsOf(pieces))
    words.clear()
  }
  const done = pasteBlocks(state, blocks, { ...settings, findings, notes: words })
  if (!done) return { ...none, pasted: { kind: 'empty', findings: findings.all } }
  const { tr, from, to } = done
  return {
    tr,
    range: { from, to },
    blocks: blocks.length,
    pasted: { kind: 'pasted', blocks: blocks.length, findings: findings.all, blockIds: [] },
  }
}

/** PA22: a footnote is one block of words; calls within it have no place. */
function noteWords(lines: readonly PastedLine[], lang: string, findings: Findings): PastedPiece[] {
  const place = { lang, plain: { kind: 'note', depth: 0 }, top: 'note' } as const
  return blocksOfLines(lines, place, findings).flatMap(({ pieces }, i): PastedPiece[] => [
    ...(i > 0 ? [{ type: 'words' as const, text: ' ', isBold: false, isItalic: false }] : []),
    ...pieces.filter((piece) => piece.type === 'words'),
  ])
}

function linesOf({ html, text, files }: Carried, { parse }: PasteSettings, findings: Findings): PastedPage {
  if (html !== '') {
    const read = new Findings()
    const page = readPage(parse(html), read)
    // an image copied from a page brings its file and an element for it
    const isImageTwice = files.length > 0 && read.all.has('image')
    for (const [finding, { count, words }] of read.all) {
      findings.add(finding, '', isImageTwice && finding === 'image' ? Math.max(0, count - files.length) : count)
      for (const each of words) findings.add(finding, each, 0)
    }
    if (page.lines.length > 0 || text.trim() === '' || read.all.size > 0) return page
  }
  return { lines: linesOfText(text), notes: new Map() }
}
