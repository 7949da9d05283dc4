/**
 * Proposals follow when somebody writes in one of their paragraphs (rule FK11): a few seconds after the last word of a while, one after another, so that
 * what collides is told while both sides are there. Everything else follows when it is opened or submitted.
 */
import type { Context } from '../context.ts'
import { lastSeqs } from '../store/history.ts'
import { listForksOf } from '../store/proposal-texts.ts'
import { followSource } from './follow.ts'
import { blockHash } from './proposed.ts'

/** So long after the last word, and at the latest so long after the first. */
export const QUIET_MS = 3_000
export const LATEST_MS = 20_000

export interface FollowerPorts {
  now(): number
  /** Calls back once, so many milliseconds from now; the answer calls it off. */
  after(ms: number, act: () => void): () => void
  report(error: unknown): void
}

export interface Follower {
  /** Resolves when nothing is on its way any more. */
  close(): Promise<void>
}

export function makeFollower(context: Context, { now, after, report }: FollowerPorts): Follower {
  const written = new Set<string>()
  let first = 0
  let callOff: (() => void) | null = null
  let running: Promise<void> = Promise.resolve()
  let isClosed = false
  const run = (): void => {
    callOff = null
    const documents = [...written]
    written.clear()
    running = running.then(async () => {
      for (const documentId of documents) {
        if (isClosed) return
        await followAll(context, documentId, () => isClosed)
      }
    }, report)
    running = running.catch(report)
  }
  const stop = context.events.listen((event, isHere) => {
    // the node on which it was written sees to it
    if (event.kind !== 'text-written' || !isHere || isClosed) return
    if (written.size === 0) first = now()
    written.add(event.documentId)
    callOff?.()
    callOff = after(Math.max(0, Math.min(QUIET_MS, first + LATEST_MS - now())), run)
  })
  return {
    async close() {
      isClosed = true
      stop()
      callOff?.()
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
  const seqs = await lastSeqs(
    db,
    forks.map((fork) => fork.documentId),
  )
  for (const { proposalId, documentId, textSeq, isHeld, blocks } of forks) {
    if (isClosed()) return
    const isOther = blocks.some(({ blockId, baseHash }) => baseHash !== null && hashes.get(blockId) !== baseHash)
    // what collided may collide no more, where the article says again what it said
    if (isHeld || isOther || (seqs.get(documentId) ?? textSeq) !== textSeq) await followSource(context, proposalId)
    // whoever types waits for none of it
    await new Promise(setImmediate)
  }
}
