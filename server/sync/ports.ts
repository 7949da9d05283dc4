/** What the rooms ask of the rest of the house. `start.ts` connects it; tests give their own. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { DocumentAccess } from '../charter/document-access.ts'

export type { DocumentAccess }

export interface SyncPorts {
  /** The person behind a session token; null once the session ended, ran out, or the person was deactivated. */
  actorOf(token: string): Promise<Actor | null>
  /** Null: there is no such document. `as`: the capacity that was chosen. */
  access(actor: Actor, documentId: string, as: Hat | null): Promise<DocumentAccess | null>
}

/** Time as the rooms use it, so that tests own it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Runs `work` once after `ms`, unless the returned function was called before. Never keeps the process alive. */
  after(ms: number, work: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
