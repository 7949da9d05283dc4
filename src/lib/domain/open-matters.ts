/** What is open about a text beside its brackets (rules OM*, practice 5 and 6.4), and the order in which it is listed. */
import type { ComparedRun } from './contract.ts'
import type { TriageArticle } from './triage.ts'

/** OM1: what breaks a text first, then what may be meant but must be seen, then what waits for translators. */
export const MATTERS = [
  // a reference to what is gone, is marked deleted, is in brackets as a whole
  'dangling',
  'target-deleted',
  'target-open',
  // paragraphs that refer to each other and say nothing else
  'circular',
  // words linked as a term that nothing defines; a definition that nobody uses
  'undefined-term',
  'unused-term',
  // since the last published version, since the round or the sitting that goes on began, or by what is before the table
  'modal',
  'conjunction',
  // a language with paragraphs that follow an older source
  'behind',
] as const
export type MatterKind = (typeof MATTERS)[number]

/** Against what a modal verb or a conjunction is another: what was last published, what the round or the sitting began with; what stands, by a proposal. */
export const MATTER_SINCE = ['published', 'round', 'sitting', 'proposal'] as const
export type MatterSince = (typeof MATTER_SINCE)[number]

export interface OpenMatter {
  /** The same as long as the matter is. */
  id: string
  kind: MatterKind
  article: TriageArticle
  lang: string
  /** Null: the article as a whole. */
  blockId: string | null
  /** The paragraph's number, `2 (a)`; null: it has none. */
  place: string | null
  /** The words that it is about; empty where there are none to show. */
  words: string
  /** Of a change: kept, deleted and inserted words. */
  runs: ComparedRun[]
  /** Of a change; else null. */
  since: MatterSince | null
  /** The proposal that would change it. */
  proposal: { id: string; code: string | null } | null
  /** Of a language that is behind: its paragraphs; else 1. */
  count: number
}

/** OM2: changes once each: what the same words were before, too, is not listed again. Those of proposals are none that was made. */
export function eachOnce(changes: readonly OpenMatter[]): OpenMatter[] {
  const told = new Set<string>()
  return changes.filter(({ kind, article, lang, blockId, runs, since, proposal }) => {
    const change = JSON.stringify([kind, article.id, lang, blockId, proposal?.id ?? null, runs])
    if (told.has(change)) return false
    if (since !== null) told.add(change)
    return true
  })
}

/** By kind; within a kind as they come: by article, language and paragraph. */
export const inMatterOrder = (matters: readonly OpenMatter[]): OpenMatter[] =>
  MATTERS.flatMap((kind) => matters.filter((matter) => matter.kind === kind))
