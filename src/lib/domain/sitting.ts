/** Sittings of the talks (rules SI*): what a list of one shows. Stretches of somebody's work on a text are another thing (sittings.ts). Pure. */
import { isLocked, type PartStatus } from './article.ts'

/** Longest texts, in UTF-16 units: lines. */
export const SITTING_LIMITS = { title: 120, place: 120 } as const

/** agreed, opened, deleted: how far something is agreed. bracket: one was settled. proposal: one was decided. */
export const SITTING_ACTS = ['agreed', 'opened', 'deleted', 'bracket', 'proposal', 'other'] as const
export type SittingActKind = (typeof SITTING_ACTS)[number]

export interface SittingAct {
  id: string
  at: string
  kind: SittingActKind
  articleId: string
  /** Null: the article as a whole, or not of one paragraph. */
  blockId: string | null
  /** `Article 5, paragraph 3`; empty: it is in the working text no more. */
  label: string
  /** How far it is agreed by that. */
  status: PartStatus | null
  /** What was done with a bracket or a proposal. */
  act: string | null
  /** Of a proposal: its code. */
  code: string | null
  /** It was taken back since. */
  isUndone: boolean
}

/** What is known of an act before it is told of. */
export type KnownAct = Omit<SittingAct, 'kind' | 'label'> & { bracketId: string | null }

const kindOf = ({ status, bracketId, code }: KnownAct): SittingActKind => {
  if (status === 'deleted') return 'deleted'
  if (status !== null) return isLocked(status) ? 'agreed' : 'opened'
  if (code !== null) return 'proposal'
  return bracketId !== null ? 'bracket' : 'other'
}

/** SI3: in the order of time. `labelOf`: how a place is called now. */
export const actsInOrder = (
  acts: readonly KnownAct[],
  labelOf: (articleId: string, blockId: string | null) => string,
): SittingAct[] =>
  acts
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1))
    .map((known) => {
      const { bracketId: _asked, ...act } = known
      return { ...act, kind: kindOf(known), label: labelOf(act.articleId, act.blockId) }
    })
