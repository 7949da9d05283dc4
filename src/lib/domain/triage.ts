/** What waits for the secretariat, one item a thing to do (rule HO8), and the order in which it is gone through. */
import type { Party } from './actor.ts'
import type { TriageCounts } from './home.ts'

export interface TriageArticle {
  id: string
  slug: string
  label: string
  heading: string
}
export interface TriageThread {
  threadId: string
  article: TriageArticle
  lang: string
  author: { name: string; party: Party | null }
  body: string
  /** The words it was said about; null: the article as a whole. */
  quote: string | null
  at: string
  replies: number
}
export type TriageItem = { id: string } & (
  | { kind: 'publish'; version: { id: string; number: number; label: string; cutAt: string } }
  | { kind: 'unverified'; person: { id: string; name: string; party: Party; since: string } }
  | ({ kind: 'orphaned' } & TriageThread)
  | ({ kind: 'comment' } & TriageThread)
  | { kind: 'dangling'; article: TriageArticle; lang: string; blockId: string; place: string | null; words: string }
  | { kind: 'behind'; article: TriageArticle; lang: string; paragraphs: number }
)
export type TriageKind = TriageItem['kind']

/** HO8: first what holds others up, then what people said, oldest first within its kind, then the text. */
export const TRIAGE_ORDER: readonly TriageKind[] = [
  'publish',
  'unverified',
  'orphaned',
  'comment',
  'dangling',
  'behind',
]

export const inTriageOrder = (items: readonly TriageItem[]): TriageItem[] =>
  items
    .map((item, at) => ({ item, at }))
    .sort((a, b) => TRIAGE_ORDER.indexOf(a.item.kind) - TRIAGE_ORDER.indexOf(b.item.kind) || a.at - b.at)
    .map(({ item }) => item)

export function countsOfTriage(items: readonly TriageItem[]): TriageCounts {
  const counts: TriageCounts = { publish: 0, unverified: 0, orphaned: 0, comment: 0, dangling: 0, behind: 0 }
  for (const { kind } of items) counts[kind] += 1
  return counts
}
