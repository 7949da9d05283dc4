/**
 * What happened, told after the commit to rooms, pages and jobs, on every node. Nothing is decided here; a lost event loses no data.
 */
import type { Bus } from './bus/bus.ts'

export type ConcordEvent =
  /** Somebody's rights may have changed: sockets that match are asked again. A null field matches everything. `isClosed`: the account was closed. */
  | {
      kind: 'access-changed'
      personId: string | null
      articleId: string | null
      sessionId: string | null
      isClosed?: boolean
    }
  /** An article was added, its status or order changed. */
  | { kind: 'article-changed'; charterId: string; articleId: string }
  /** Something was written in an article's text within the last seconds; never told of a proposal's. */
  | { kind: 'text-written'; documentId: string; articleId: string }
  /**
   * A proposal began, or is another than it was: who may read and write its texts are asked again. `partyIds`: whom it concerns alone, since it is a
   * draft; null: everybody who reads the article.
   */
  | {
      kind: 'proposal-changed'
      charterId: string
      articleId: string
      proposalId: string
      partyIds: readonly string[] | null
    }
  /** What became of a bracket, how far an article or a part of it is agreed, who confirmed that, an editorial fix of it or a position on it: every reader of it asks what. */
  | { kind: 'talks-changed'; charterId: string; articleId: string }
  /** Words of this person came too late for their place and were kept for them (TX28). */
  | { kind: 'words-recovered'; documentId: string; personId: string }
  | { kind: 'comment-changed'; articleId: string; commentId: string }
  | { kind: 'version-changed'; charterId: string; versionId: string }
  | { kind: 'signoff-changed'; versionId: string; signoffId: string }

/** `isHere`: it happened on this node, which does first what is to be done once. */
export type Listener = (event: ConcordEvent, isHere: boolean) => void

export interface Events {
  tell(event: ConcordEvent): void
  /** Listens until the returned function is called. A listener that throws does not stop the others. */
  listen(listener: Listener): () => void
}

/** `bus`: to and from the other nodes; null: there are none. */
export function makeEvents(report: (error: unknown) => void, bus: Bus | null = null): Events {
  const listeners = new Set<Listener>()
  const tell = (event: ConcordEvent, isHere: boolean): void => {
    for (const listener of listeners)
      try {
        listener(event, isHere)
      } catch (error) {
        report(error)
      }
  }
  bus?.listen((message) => {
    if (message.kind === 'event') tell(message.event, false)
  })
  return {
    tell(event) {
      tell(event, true)
      bus?.say({ kind: 'event', event })
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
