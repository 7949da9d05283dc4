/** Two texts compared by the words of their language (rules CM1-CM4, CM10; practice 6.4, 10.5). */
import { diffArrays } from 'diff'
import type { ComparedRun } from './contract.ts'
import { flagsOf, type Flag } from './substance.ts'

/** Above this many edited words a block is shown as struck and written anew: no reader could follow them one by one. */
const MOST_EDITS = 2_000

const TATWEEL = /\u0640/g
/** Elongation and the signs of short vowels, which no choice of words depends on. */
const ARABIC_SIGNS = /\u0640|\p{Mn}/gu

/** CM1: words, spaces and marks of a text in normal form C, as its language divides them; together they are the text. */
export const wordsOf = (text: string, lang: string): string[] =>
  [...segmenterOf(lang).segment(text)].map(({ segment }) => segment)

const segmenters = new Map<string, Intl.Segmenter>()
function segmenterOf(lang: string): Intl.Segmenter {
  let segmenter = segmenters.get(lang)
  if (!segmenter) segmenters.set(lang, (segmenter = new Intl.Segmenter(lang, { granularity: 'word' })))
  return segmenter
}

/** CM2: words that differ in elongation alone are the same. */
const sameWord = (a: string, b: string): boolean => a === b || a.replace(TATWEEL, '') === b.replace(TATWEEL, '')

/** Kept words (as they are, and as they were), then what was deleted and inserted there. */
interface Group {
  keep: string
  was: string
  del: string
  ins: string
}
const group = (keep = '', was = keep): Group => ({ keep, was, del: '', ins: '' })

/**
 * CM3: the runs between two texts: kept and deleted words give the old one, kept and inserted words the new one. Kept words are shown as
 * they are now; `was` says how they were, where they differ in elongation. Deletions stand before insertions, and single spaces between
 * changes belong to them.
 */
export function compareTexts(before: string, after: string, lang: string): ComparedRun[] {
  const [from, to] = [before.normalize('NFC'), after.normalize('NFC')]
  if (from === to) return from === '' ? [] : [{ op: 'keep', text: from }]
  const old = wordsOf(from, lang)
  const parts = diffArrays(old, wordsOf(to, lang), { comparator: sameWord, maxEditLength: MOST_EDITS })
  if (!parts) return runsOf([{ ...group(), del: from, ins: to }])
  const groups: Group[] = [group()]
  let at = 0
  for (const { added, removed, value } of parts) {
    const text = value.join('')
    const was = added ? '' : old.slice(at, (at += value.length)).join('')
    let last = groups.at(-1)!
    if (added) last.ins += text
    else if (removed) last.del += text
    else {
      if (last.del !== '' || last.ins !== '') groups.push((last = group()))
      last.keep += text
      last.was += was
    }
  }
  const changes = joined(groups)
  return runsOf(isArabic(lang) ? changes.flatMap(withoutSharedStem) : changes)
}

const isArabic = (lang: string): boolean => lang.split('-')[0] === 'ar'

/** A kept space between two changes joins them, as people read a changed phrase. */
function joined(groups: readonly Group[]): Group[] {
  const out: Group[] = []
  for (const group of groups) {
    const last = out.at(-1)
    const isChange = group.del !== '' || group.ins !== ''
    if (last && last.del !== '' && last.ins !== '' && isChange && /^\s+$/.test(group.keep)) {
      last.del += group.was + group.del
      last.ins += group.keep + group.ins
    } else out.push({ ...group })
  }
  return out
}

/** CM10: Arabic writes “and” onto the next word: where that alone came or went, the word itself is kept. */
function withoutSharedStem(change: Group): Group[] {
  const LAST = /(\S+)(\s*)$/u
  const [a, b] = [LAST.exec(change.del), LAST.exec(change.ins)]
  if (!a || !b || a[2] !== b[2]) return [change]
  const [gone, come] = [a[1]!, b[1]!]
  if (gone !== `و${come}` && come !== `و${gone}`) return [change]
  const stem = (gone.length < come.length ? gone : come) + a[2]!
  return [{ ...change, del: change.del.slice(0, -stem.length), ins: change.ins.slice(0, -stem.length) }, group(stem)]
}

const runsOf = (groups: readonly Group[]): ComparedRun[] =>
  mergedRuns(
    groups.flatMap(({ keep, was, del, ins }): ComparedRun[] => [
      { op: 'keep', text: keep, ...(was === keep ? {} : { was }) },
      { op: 'del', text: del },
      { op: 'ins', text: ins },
    ]),
  )

/** Runs without empty ones, neighbours of one kind as one. */
export function mergedRuns(runs: readonly ComparedRun[]): ComparedRun[] {
  const out: ComparedRun[] = []
  for (const run of runs) {
    const last = out.at(-1)
    if (run.text === '' && (run.was ?? '') === '') continue
    if (last?.op === run.op && last.moved === run.moved) {
      const was = (last.was ?? last.text) + (run.was ?? run.text)
      last.text += run.text
      if (last.was !== undefined || run.was !== undefined) last.was = was
    } else out.push({ ...run })
  }
  return out
}

const bare = (word: string): string => word.replace(ARABIC_SIGNS, '')
const wordsIn = (runs: readonly ComparedRun[], op: 'ins' | 'del', lang: string): string[] =>
  runs.filter((run) => run.op === op && run.moved === undefined).flatMap(({ text }) => wordsOf(text, lang).map(bare))

/** CM4: which modal verbs and conjunctions the runs change. */
export const flagsOfRuns = (runs: readonly ComparedRun[], lang: string): Flag[] =>
  flagsOf(wordsIn(runs, 'del', lang), wordsIn(runs, 'ins', lang), lang)

/** CM4: the same runs, each change marked with what of the block's flags it concerns; a change is what stands between kept words. */
export function flaggedRuns(runs: readonly ComparedRun[], flags: readonly Flag[], lang: string): ComparedRun[] {
  if (flags.length === 0) return [...runs]
  const out: ComparedRun[] = []
  for (let i = 0; i < runs.length;) {
    let end = i
    while (end < runs.length && runs[end]!.op !== 'keep') end++
    const change = runs.slice(i, end)
    const own = flagsOfRuns(change, lang).filter((flag) => flags.includes(flag))
    out.push(...change.map((run) => (own.length > 0 && run.moved === undefined ? { ...run, flags: own } : run)))
    if (end < runs.length) out.push(runs[end]!)
    i = end + 1
  }
  return out
}
