/**
 * The editorial fix: the only way to change words that are agreed without reopening them (rules EF*; practice 8.1, case 25). Proposed by the
 * secretariat, confirmed by a second person, shown to everybody for five days, objected to by any delegation.
 */
import type { Block } from './article.ts'
import { compareTexts, flagsOfRuns } from './compare-words.ts'
import type { ShownFix } from './contract-agreement.ts'
import type { ComparedRun } from './contract.ts'
import { queryOf, replaceIn, wordsOfBlock } from './find.ts'
import { daysAfter } from './people.ts'
import { ok, refuse, type Result } from './result.ts'

/** Days for which a fix is shown and can be objected to. */
export const FIX_DAYS = 5
/** Longest words taken out or put in, in UTF-16 units: more is no fix. */
export const LONGEST_FIX = 200

/** `exact`: words that stand in the block once; empty where the block has none. `words`: what is to stand there instead. */
export interface FixWish {
  exact: string
  words: string
}

export interface Fixed {
  block: Block
  runs: ComparedRun[]
}

const wrong = (path: string, message: string) => refuse('invalid', { errors: [{ path, message }] })

/**
 * EF1: words and signs of one paragraph, and nothing else: brackets, references, notes and terms stay. What changes a modal verb, a conjunction or
 * a figure is no fix (`changes-substance`): the paragraph is reopened. Refuses with `invalid` at `exact` or `words` too.
 */
export function fixed(block: Block, { exact, words }: FixWish, lang: string): Result<Fixed> {
  if (words.length > LONGEST_FIX) return wrong('words', `must have at most ${LONGEST_FIX} characters`)
  if (/[\n\r]/.test(words)) return wrong('words', 'must be one line')
  const before = wordsOfBlock(block)
  if (before === '') {
    if (exact !== '') return wrong('exact', 'must be empty, since the paragraph is')
    if (words.trim() === '') return wrong('words', 'must not be empty')
    const content = [{ type: 'text' as const, text: words }]
    return ok({ block: { ...block, content }, runs: compareTexts('', words, lang) })
  }
  const query = queryOf(exact, lang, { matchCase: true })
  if (!query) return wrong('exact', 'must be words of the paragraph')
  const { doc, count } = replaceIn({ type: 'doc', content: [block] }, query, words)
  if (count !== 1) return wrong('exact', `must stand in the paragraph once, and does ${count} times`)
  const after = doc.content[0]!
  const runs = compareTexts(before, wordsOfBlock(after), lang)
  if (runs.every(({ op }) => op === 'keep')) return wrong('words', 'must be other than what stands there')
  const isSubstance = flagsOfRuns(runs, lang).length > 0 || changesFigures(runs)
  return isSubstance
    ? refuse('changes-substance', { detail: 'A modal verb, a conjunction or a figure would change.' })
    : ok({ block: after, runs })
}

const figures = (runs: readonly ComparedRun[], op: 'ins' | 'del'): string =>
  runs
    .flatMap((run) => (run.op === op ? [...run.text.matchAll(/\p{N}+/gu)].map(String) : []))
    .sort()
    .join(' ')
const changesFigures = (runs: readonly ComparedRun[]): boolean => figures(runs, 'del') !== figures(runs, 'ins')

/** What became of a fix, instants or null. */
export interface FixFacts {
  /** Null: a file told of it, which names nobody. */
  proposedBy: string | null
  confirmedAt: string | null
  /** Until when it can be objected to. */
  untilAt: string | null
  objectedAt: string | null
  withdrawnAt: string | null
}

/** proposed: waits for a second person. shown: in the text, and can be objected to. stands: nobody objected in time. */
export type FixState = 'proposed' | 'shown' | 'stands' | 'objected' | 'withdrawn'

export function fixState({ confirmedAt, untilAt, objectedAt, withdrawnAt }: FixFacts, now: string): FixState {
  if (objectedAt !== null) return 'objected'
  if (withdrawnAt !== null) return 'withdrawn'
  if (confirmedAt === null || untilAt === null) return 'proposed'
  return now < untilAt ? 'shown' : 'stands'
}

/** EF2: confirmed by another than who proposed it, once. EX21: of whom nobody knows who proposed it, nobody knows who is another. */
export function reasonNotToConfirm(fix: FixFacts, personId: string, now: string) {
  if (fixState(fix, now) !== 'proposed') return refuse('already-so')
  if (fix.proposedBy === null) return refuse('not-allowed', { detail: 'It came with a file: it is proposed anew.' })
  return fix.proposedBy === personId ? refuse('not-allowed', { detail: 'A second person confirms a fix.' }) : null
}

/** EF5: what of a fix is shown at its words: its changes, each with so many characters of what stands around it. */
export function changesInShort(runs: readonly ComparedRun[], around = AROUND): ComparedRun[] {
  return runs.map((run, i): ComparedRun => {
    if (run.op !== 'keep') return run
    // references, calls of notes and terms have no words
    const characters = [...run.text.replaceAll('\uFFFC', '…')]
    const [head, tail] = [i === 0 ? 0 : around, i === runs.length - 1 ? 0 : around]
    if (characters.length <= head + tail + 1) return { op: 'keep', text: characters.join('') }
    // whole words, where there are spaces between them
    const begin = characters
      .slice(0, head)
      .join('')
      .replace(/(?<=\s)\S+$/u, '')
    const end =
      tail === 0
        ? ''
        : characters
            .slice(-tail)
            .join('')
            .replace(/^\S+(?=\s)/u, '')
    return { op: 'keep', text: `${begin}…${end}` }
  })
}
const AROUND = 24

/** A fix as it is kept. */
export interface KeptFix extends FixFacts {
  id: string
  documentId: string
  blockId: string
  base: Block
  text: Block
}

/** EF5: those that can be objected to, as they are shown at their words. `documents`: texts of the article. */
export function shownFixes(
  fixes: readonly KeptFix[],
  documents: readonly { id: string; lang: string }[],
  now: string,
): ShownFix[] {
  const langs = new Map(documents.map(({ id, lang }) => [id, lang]))
  return fixes.flatMap((fix) => {
    const { id, blockId, base, text, confirmedAt, untilAt: until } = fix
    const lang = langs.get(fix.documentId)
    if (fixState(fix, now) !== 'shown' || lang === undefined || confirmedAt === null || until === null) return []
    const runs = changesInShort(compareTexts(wordsOfBlock(base), wordsOfBlock(text), lang))
    return [{ id, blockId, lang, runs, confirmedAt, until }]
  })
}

/** EF3: shown from when it was confirmed for five days, to the instant. */
export const shownUntil = (confirmedAt: string): string => daysAfter(confirmedAt, FIX_DAYS)

/** EF4: objected to while it is shown: one objection reopens the paragraph; at the last instant and after it is too late. */
export function reasonNotToObject(fix: FixFacts, now: string) {
  const state = fixState(fix, now)
  if (state === 'shown') return null
  return state === 'stands' ? refuse('too-late', { detail: 'The five days are over.' }) : refuse('already-so')
}
