/**
 * Several texts changed as one act (rule PT11). Their rooms stand still one after another, the leading languages first: a room that leads
 * waits for those that follow it, never the other way round, and the same order for everybody keeps two such acts from waiting for each other.
 */
import { SYSTEM, type Author } from '../../src/lib/domain/authored.ts'
import { asError, isOutrun } from '../store/errors.ts'
import { insertEntries } from '../store/history.ts'
import { KEPT } from '../store/journal.ts'
import { fenceAt, isFence } from './fence.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { Entries, Hold, InNames, Said } from '../context.ts'
import type { Appended, JournalEntry, Rows } from '../store/store.ts'

/** One room's share. The room answers `ready` and `made`; the act gives `change` and `appended`. */
export interface Share {
  by: Author
  at: string
  /** Other nodes write, too: its entries begin with a fence (rule ND5), even where it says nothing new. */
  isFenced: boolean
  /** The text, and the sequence of its last entry; from which on the room stands still. */
  ready: PromiseWithResolvers<{ doc: ArticleDoc; seq: number }>
  /** What it is to say now, in the name above or in several; null: what it says. Rejects: nothing comes of it. */
  change: PromiseWithResolvers<ArticleDoc | InNames | null>
  /** What that writes. */
  made: PromiseWithResolvers<JournalEntry[]>
  /** That it is written; rejects: it is not, and nobody may hear of it. */
  appended: PromiseWithResolvers<Appended>
}

/** A room, as far as this goes. */
interface Holding {
  readonly documentId: string
  standStill(share: Share): void
}

/** So often another node may be first before an act is given up. */
export const MOST_OUTRUN = 20

/**
 * Does it again as long as another node wrote first, `most` times: what is decided on a text that is another by now is not kept. `between`: before each
 * further time, with how often others were first.
 */
export async function untilFirst<T>(
  act: (isAgain: boolean) => Promise<T>,
  most: number,
  between: (outrun: number) => void | Promise<void> = () => {},
): Promise<T> {
  for (let outrun = 0; ; outrun++)
    try {
      return await act(outrun > 0)
    } catch (error) {
      if (outrun === most || !isOutrun(error)) throw error
      await between(outrun + 1)
    }
}

/** Thrown within the transaction: none of it is to be kept. `cause`: what whoever asked is told in place of that. */
export class NotKept extends Error {}

const newShare = (who: Pick<Share, 'by' | 'at' | 'isFenced'>): Share => {
  const share = {
    ...who,
    ready: Promise.withResolvers<{ doc: ArticleDoc; seq: number }>(),
    change: Promise.withResolvers<ArticleDoc | InNames | null>(),
    made: Promise.withResolvers<JournalEntry[]>(),
    appended: Promise.withResolvers<Appended>(),
  }
  // each is awaited by those whom it concerns, some by nobody once the act is called off
  for (const { promise } of [share.ready, share.change, share.made, share.appended]) promise.catch(() => {})
  return share
}

/**
 * Their rooms stand still while `act` looks at what they say and does something that nothing may be written during (rule PT9); the texts stay.
 * Within it no text may be asked for otherwise: it would wait for itself.
 */
export async function whileStill<T>(
  rooms: readonly Holding[],
  act: (now: ReadonlyMap<string, ArticleDoc>, hold: Hold) => Promise<T>,
  at: string,
  isShared: boolean,
): Promise<T> {
  const now = new Map<string, ArticleDoc>()
  const seqs = new Map<string, number>()
  const fence = async (rows: Rows): Promise<void> => {
    await insertEntries(
      rows,
      [...seqs].map(([documentId, seq]) => fenceAt(documentId, seq + 1, at)),
    )
  }
  const hold: Hold = isShared ? fence : () => Promise.resolve()
  const shares: Share[] = []
  try {
    for (const room of rooms) {
      const share = newShare({ by: SYSTEM, at, isFenced: false })
      shares.push(share)
      room.standStill(share)
      const { doc, seq } = await share.ready.promise
      now.set(room.documentId, doc)
      seqs.set(room.documentId, seq)
    }
    return await act(now, hold)
  } finally {
    for (const share of shares) {
      share.change.resolve(null)
      share.appended.resolve(KEPT)
    }
  }
}

/** `keep`: writes all entries in one transaction, durable when it resolves; `written`: where the words among them are. Resolves with whether anything was kept. */
export async function changeTogether(
  rooms: readonly Holding[],
  act: (now: ReadonlyMap<string, ArticleDoc>) => Said | null,
  keep: (entries: JournalEntry[], written: Entries) => Promise<void>,
  who: Pick<Share, 'by' | 'at' | 'isFenced'>,
): Promise<boolean> {
  const shares = new Map<string, Share>()
  const callOff = (reason: Error): void => {
    for (const share of shares.values()) {
      share.change.reject(reason)
      share.appended.reject(reason)
    }
  }
  try {
    const now = new Map<string, ArticleDoc>()
    for (const room of rooms) {
      const share = newShare(who)
      shares.set(room.documentId, share)
      room.standStill(share)
      now.set(room.documentId, (await share.ready.promise).doc)
    }
    const next = act(now)
    if (next === null) throw new NotKept('there is nothing to change')
    for (const [id, share] of shares) share.change.resolve(next.get(id) ?? null)
    const entries = (await Promise.all([...shares.values()].map(({ made }) => made.promise))).flat()
    const written = wordsIn(entries)
    if (Object.keys(written).length === 0) throw new NotKept('nothing changed')
    await keep(entries, written)
    for (const share of shares.values()) share.appended.resolve(KEPT)
    return true
  } catch (error) {
    callOff(asError(error))
    if (error instanceof NotKept) return false
    throw error
  }
}

function wordsIn(entries: readonly JournalEntry[]): Entries {
  const written: Entries = {}
  for (const entry of entries)
    if (!isFence(entry)) written[entry.documentId] = [written[entry.documentId]?.[0] ?? entry.seq - 1, entry.seq]
  return written
}
