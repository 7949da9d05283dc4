/** What the API answers about agreement: parts of articles, editorial fixes, positions, the board. Instants: RFC 3339 UTC. */
import type { Party } from './actor.ts'
import type { ArticleStatus, PartStatus } from './article.ts'
import type { ComparedRun } from './contract.ts'
import type { FixState } from './editorial-fix.ts'
import type { Hat } from './hat.ts'
import type { PositionReaders, Stand } from './position.ts'
import type { SeenWords } from './words-seen.ts'

/** Whose leadership is to confirm what was agreed ad referendum. */
export interface ConfirmationView {
  /** Null: the charter does not show who. */
  party: Party | null
  state: 'open' | 'confirmed' | 'refused'
  at: string | null
  /** Why it was refused; for its own delegation, the secretariat and the chair, else null. */
  reason: string | null
}

/** How far something is agreed, since when, and what it waits for. */
interface Agreed {
  status: PartStatus
  /** Null: it came so, or is not agreed by itself. */
  since: string | null
  /** The act that brought it there, of `history`; null as `since`. */
  eventId: string | null
  /** Of agreement ad referendum: until when it is to be confirmed. */
  confirmBy: string | null
  confirmations: ConfirmationView[]
  /** Its words by now, in every language, to be named as seen by who may say how far it is agreed; for nobody else. */
  words: SeenWords[]
}

/** A paragraph with what hangs on it, the heading, a recital ... */
export interface PartView extends Agreed {
  /** Its first block. */
  blockId: string
  blocks: string[]
  /** As it is numbered, in the language asked for; null: it shows no number. */
  label: string | null
  /** In it or around it a bracket is open, in some language: it cannot be agreed. */
  isBracketed: boolean
  /** Some language has yet to be looked at. */
  isUnchecked: boolean
  permissions: {
    /** What the chair may bring it to. */
    set: PartStatus[]
    /** Whether this person may confirm or refuse for their delegation. */
    answer: boolean
  }
}

/** One change of how far an article, or a part of it, is agreed. */
export interface AgreementEvent {
  id: string
  /** Null: the article as a whole. */
  blockId: string | null
  from: PartStatus
  to: PartStatus
  at: string
  /** Who, by name, and in which capacity. */
  by: string | null
  hat: Hat
  reason: string | null
  group: string | null
}

/** What of an article was agreed subject to a delegation's confirmation, and until when it can be given first. */
export interface OwedConfirmation {
  charterId: string
  articleId: string
  n: number
  by: string | null
}

/** AG14: that parts which were deleted by agreement left the text with a version. */
export interface PartsRemoved {
  id: string
  at: string
  /** Of the version. */
  number: number
  /** Names of their blocks as they were then, where they had one. */
  parts: { blockId: string; label: string | null }[]
}

/** EF5: an editorial fix that can be objected to, as it is shown at its words. */
export interface ShownFix {
  id: string
  blockId: string
  lang: string
  /** What it changes, with a little of what stands around that. */
  runs: ComparedRun[]
  confirmedAt: string
  /** Until this instant it can be objected to. */
  until: string
}

export interface ArticleProvisions extends Agreed {
  articleId: string
  /** Of the article, which is marked deleted by another act. */
  status: ArticleStatus
  parts: PartView[]
  permissions: { set: ArticleStatus[]; answer: boolean }
  /** Delegations with a head, whom the chair may ask to confirm; for nobody else. */
  askable: Party[]
  /** Oldest first. */
  history: AgreementEvent[]
  /** Oldest first. */
  removed: PartsRemoved[]
  /** Of every language, oldest first. */
  fixes: ShownFix[]
}

export interface FixView {
  id: string
  articleId: string
  lang: string
  blockId: string
  state: FixState
  /** What it changes. */
  runs: ComparedRun[]
  why: string
  proposedBy: string | null
  proposedAt: string
  confirmedBy: string | null
  confirmedAt: string | null
  /** Until this instant it can be objected to. */
  until: string | null
  /** `party` null: the charter does not show who. */
  objection: { party: Party | null; at: string; reason: string | null } | null
  /** When, after an objection, the words were made again what they were. */
  takenBackAt: string | null
  permissions: { confirm: boolean; withdraw: boolean; object: boolean; takeBack: boolean }
}

export interface PositionView {
  /** Null: on the article as a whole. */
  blockId: string | null
  /** Null: the charter does not show who. */
  party: Party | null
  stand: Stand
  /** For its own delegation, the secretariat and the chair; else null. */
  note: string | null
  at: string
  shownTo: PositionReaders
}

export interface PositionsView {
  items: PositionView[]
  permissions: {
    /** Whether this person may say where their delegation stands. */
    set: boolean
  }
}

/** How an article stands: counts, never who. */
export interface BoardRow {
  articleId: string
  number: string | null
  label: string
  heading: string
  status: ArticleStatus
  /** Status -> how many of its parts; deleted ones among them, as `deleted`. */
  parts: Record<string, number>
  /** In all languages together. */
  openBrackets: number
  /** Threads that this person may see. */
  openComments: number
  /** Of threads that this person may see, those that are not settled and whose words are gone (TH16). */
  orphanedComments: number
  /** Status -> how many proposals that this person may see. */
  proposals: Record<string, number>
  /** How many delegations said where they stand; null: that is not shown to this person. */
  positions: number | null
  /** And where, for secretariat and chair; else null. */
  stands: Record<string, number> | null
  /** Parts that some language has yet to be looked at in. */
  unchecked: number
  /** Editorial fixes that can be objected to. */
  fixes: number
  /** When something of it was last reopened, of the last seven days. */
  reopenedAt: string | null
}
