/** The shapes of sittings of the talks, as pages and programs receive them. Instants: RFC 3339 UTC with `Z`. */
import type { SittingAct } from './sitting.ts'

export interface SittingView {
  id: string
  charterId: string
  title: string
  /** Empty: nothing is said of it. */
  place: string
  /** Null: nobody is named. */
  chair: { id: string; name: string } | null
  beganAt: string
  /** Null: it goes on. */
  endedAt: string | null
  /** Where the room is; null: nowhere yet, or it is over. */
  at: { articleId: string; blockId: string | null } | null
  /** Whether one may end it, and move the room. */
  permissions: { hold: boolean }
}

/** With what was decided in it, in the order of time. */
export interface SittingRecord extends SittingView {
  acts: SittingAct[]
}

export interface SittingInput {
  title: string
  place?: string | undefined
  /** Who is in the chair; whoever begins it as chair where nobody is named. */
  chairId?: string | undefined
  /** Where the room begins. */
  articleId?: string | undefined
  as?: 'chair' | 'secretariat' | undefined
}
export interface PlaceInput {
  articleId: string
  /** Null: the article as a whole. */
  blockId: string | null
}
