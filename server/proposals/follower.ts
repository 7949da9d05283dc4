/**
 * Proposals follow when somebody writes in one of their paragraphs (rule FK11): a few seconds after the last word of a while, one after another, so that
 * what collides is told while both sides are there. Everything else follows when it is opened or submitted. The node on which it was written does it; where
 * that node died before it did, another does, or the next that starts.
 */
import type { Context } from '../context.ts'
import { lastSeqs } from '../store/history.ts'
import { listForked, listForksOf } from '../store/proposal-texts.ts'
import { followSource } from './follow.ts'
import { blockHash } from './proposed.ts'

/** So long after the last word, and at the latest so long after the first. */
export const QUIET_MS = 3_000
export const LATEST_MS = 20_000
/** So much later another node looks whether the one on which it was written did it: it may have died. */
export const MARGIN_MS = 7_000

export interface FollowerPorts {
  now(): number
  /** Calls back once, so many milliseconds from now; the answer calls it off. */
  after(ms: number, act: () => void): () => void
  report(error: unknown): void
  /** Hears until the returned function is called where other nodes write, and that they may have written unheard; null: there are none. */
  others: ((written: (documentId: string) => void, unheard: () => void) => () => void) | null
}

export interface Follower {
  /** Resolves when nothing is on its way any more. */
  close(): Promise<void>
}

/** Texts in which somebody writes, until they have paused. */
function gathering(
  { now, after }: Pick<FollowerPorts, 'now' | 'after'>,
  marginMs: number,
  paused: (documentIds: string[]) => void,
): { add(documentId: string): void; callOff(): void } {
  const written = new Set<string>()
  let first = 0
  let callOff: () => void = () => {}
  return {
    add(documentId) {
      if (written.size === 0) first = now()
      written.add(documentId)
      callOff()
      callOff = after(Math.max(0, Math.min(QUIET_MS, first + LATEST_MS - now())) + marginMs, () => {
        const documentIds = [...written]
        written.clear()
        paused(documentIds)
      })
    },
    callOff: () => callOff(),
  }
}

export function makeFollower(context: Context, ports: FollowerPorts): Follower {
  const { after, report, others } = ports
  let running: Promise<void> = Promise.resolve()
  let isClosed = false
  const isOver = (): boolean => isClosed
  const run = (find: () => readonly string[] | Promise<readonly string[]>): void => {
    running = running
      .then(async () => {
        for (const documentId of isClosed ? [] : await find()) {
          if (isClosed) return
          await followAll(context, documentId, isOver)
        }
      })
      .catch(report)
  }
  const here = gathering(ports, 0, (documentIds) => run(() => documentIds))
  // looked at twice nothing changes: the rows tell what followed
  const elsewhere = gathering(ports, MARGIN_MS, (documentIds) => run(() => documentIds))
  /** All that may have been written where nobody heard of it: while nobody was there, too. */
  let callOffAll: (() => void) | null = null
  const lookAtAll = (): void => {
    callOffAll ??= after(QUIET_MS + MARGIN_MS, () => {
      callOffAll = null
      run(() => listForked(context.store.db))
    })
  }
  const stop = context.events.listen((event, isHere) => {
    if (event.kind === 'text-written' && isHere && !isClosed) here.add(event.documentId)
  })
  const stopOthers = others?.((documentId) => elsewhere.add(documentId), lookAtAll)
  lookAtAll()
  return {
    async close() {
      isClosed = true
      stop()
      stopOthers?.()
      here.callOff()
      elsewhere.callOff()
      callOffAll?.()
      await running
    },
  }
}

/** Every proposal forked from this text that collides with it, of which a paragraph is another there by now, or whose own words are others than its rows tell. */
async function followAll(context: Context, documentId: string, isClosed: () => boolean): Promise<void> {
  const { db } = context.store
  const forks = await listForksOf(db, documentId)
  if (forks.length === 0) return
  const article = await context.texts.read(documentId)
  const hashes = new Map(article.content.map((block) => [block.attrs.id, blockHash(block)]))
  const seqs = await lastSeqs(db, [documentId, ...forks.map((fork) => fork.documentId)])
  const articleSeq = seqs.get(documentId)
  for (const { proposalId, documentId, textSeq, isHeld, heldSeq, blocks } of forks) {
    if (isClosed()) return
    const isOther = blocks.some(({ blockId, baseHash }) => baseHash !== null && hashes.get(blockId) !== baseHash)
    // what collided may collide no more, where the article says again what it said
    const isUnseen = isHeld && heldSeq !== articleSeq
    if (isUnseen || isOther || (seqs.get(documentId) ?? textSeq) !== textSeq) await followSource(context, proposalId)
    // whoever types waits for none of it
    await new Promise(setImmediate)
  }
}
