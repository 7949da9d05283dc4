/** What a room is asked to do; it does one after another (room.ts), a few at a time (turn.ts). */
import type * as Y from 'yjs'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { FrameRefusal } from '../../src/lib/domain/sync.ts'
import type { Author } from '../../src/lib/domain/authored.ts'
import type { Appended, JournalEntry } from '../store/store.ts'
import type { Member } from './member.ts'
import type { OpenText } from './open-text.ts'
import type { Frame } from './protocol.ts'
import type { Share } from './together.ts'

export interface Done<T> {
  resolve(value: T): void
  reject(error: unknown): void
}

/**
 * Writes a turn's entries in one transaction with what else is decided there (rule PT8), durable when it resolves. Rejects with `NotKept`:
 * that decision was against them, and nothing has happened.
 */
export type Keep = (entries: JournalEntry[]) => Promise<void>

/** What happened to the structure of the leading language, for the others to do the same in the same journal batch. */
export interface Lead {
  by: Author
  before: ArticleDoc
  after: ArticleDoc
  /** Of the entry that it follows from: what happened together is of one instant in every language. */
  at: string
  /** The batch that holds the followers' entries; rejects if there is none. */
  appended: Promise<Appended>
}

export type Errand =
  | { kind: 'join'; member: Member }
  | FrameErrand
  | { kind: 'bad-frame'; member: Member; code: FrameRefusal }
  | { kind: 'call-back'; member: Member }
  | { kind: 'look'; look: (text: OpenText) => void; done: Done<void> }
  | WriteErrand
  | { kind: 'settle'; isKept: boolean; done: Done<void> }
  | { kind: 'tidy' }
  | LoneErrand

export interface FrameErrand {
  kind: 'frame'
  member: Member
  frame: Frame
  /** How many sync messages of subtype 1 or 2 this socket has sent, this one included. */
  ordinal: number
  /** With what was sent beside it, it was not taken whole: it is judged by itself. */
  isSingle?: boolean
}

/** The server's own change: what to do to a copy of the text, or a Yjs update. */
export interface WriteErrand {
  kind: 'write'
  by: Author
  change: ((copy: Y.Doc) => void) | Uint8Array
  keep: Keep | null
  done: Done<number | null>
}

/** In a turn of its own: its entries are written by others. */
export type LoneErrand =
  | { kind: 'follow'; lead: Lead; done: Done<JournalEntry[]> }
  | { kind: 'together'; share: Share }
  /** Other nodes have written. */
  | { kind: 'catch-up' }

/** Whether nothing else may be done in its turn. */
export const isAlone = (errand: Errand): boolean =>
  errand.kind === 'follow' ||
  errand.kind === 'together' ||
  errand.kind === 'catch-up' ||
  (errand.kind === 'write' && errand.keep !== null)

/** Whether it is answered or made out of the text, so that this must say everything that anybody was told was saved, on whatever node. */
export const asksForAll = (errand: Errand): boolean =>
  errand.kind === 'join' ||
  errand.kind === 'look' ||
  errand.kind === 'write' ||
  (errand.kind === 'frame' && (errand.frame.kind === 'step1' || errand.frame.kind === 'step2'))

/** Nothing will come of it: tells whoever waits for it and was not told otherwise. */
export function callOff(errand: Errand, error: unknown): void {
  if ('done' in errand) errand.done.reject(error)
  else if (errand.kind === 'together') for (const { reject } of [errand.share.ready, errand.share.made]) reject(error)
}

/** Waits until nobody in the batch is being asked about. */
export async function rightsAreKnown(batch: readonly Errand[]): Promise<void> {
  const asking = (): Promise<void>[] =>
    batch.flatMap((errand) => ('member' in errand && errand.member.asking !== null ? [errand.member.asking] : []))
  for (let waiting = asking(); waiting.length > 0; waiting = asking()) await Promise.all(waiting)
}

/** A frame that brings words. */
export type UpdateErrand = FrameErrand & { frame: Frame & { kind: 'update' } }

export const isUpdate = (errand: Errand): errand is UpdateErrand =>
  errand.kind === 'frame' && errand.frame.kind === 'update'
