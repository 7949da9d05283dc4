/**
 * The histories of texts for verbs (rules HI1-HI4): one of each document asked about lately is kept in memory, so that the next
 * question takes in only what was written since.
 */
import type { Context } from '../context.ts'
import { readJournal } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { TextHistory } from '../text/history.ts'

/** Histories kept in memory at a time, as many as a large charter has texts: fewer, and comparing it at an instant would read every journal anew each time. */
const KEPT = 400
/** What their journals come to at most, in bytes; in memory each takes some ten times that. The one asked about last is kept whatever it takes. */
export const KEPT_BYTES = 16 * 1024 * 1024
/** An entry's author, party and instant, beside its bytes. */
const BYTES_AN_ENTRY = 50
/** Entries taken in before others get their turn. */
const AT_A_STRETCH = 10

interface Kept {
  history: TextHistory
  /** Of its journal, as far as it was taken in. */
  bytes: number
  /** Settles when what is being taken in is in. */
  busy: Promise<unknown>
}

/** By store, so that two servers in one process (tests) do not meet. */
const histories = new WeakMap<Store, Map<string, Kept>>()

/** The history of a document's text up to everything that was accepted before the call. HI4: what came before is not read again. */
export async function textHistory({ store, texts }: Pick<Context, 'store' | 'texts'>, documentId: string) {
  await texts.settle([documentId])
  let ofStore = histories.get(store)
  if (ofStore === undefined) histories.set(store, (ofStore = new Map<string, Kept>()))
  const kept = ofStore.get(documentId) ?? { history: new TextHistory(), bytes: 0, busy: Promise.resolve() }
  // the last asked about stands last
  ofStore.delete(documentId)
  ofStore.set(documentId, kept)
  const reading = kept.busy.then(() => takeIn(store, documentId, kept))
  kept.busy = reading.catch(() => ofStore.delete(documentId))
  await reading
  forgetOldest(ofStore)
  return kept.history
}

function forgetOldest(histories: Map<string, Kept>): void {
  let bytes = 0
  let count = 0
  for (const [id, kept] of [...histories].reverse()) {
    bytes += kept.bytes
    if (count++ > 0 && (count > KEPT || bytes > KEPT_BYTES)) histories.delete(id)
  }
}

/** Documents whose history is in memory, the last asked about last. */
export const keptHistories = (store: Store): string[] => [...(histories.get(store)?.keys() ?? [])]

async function takeIn(store: Store, documentId: string, kept: Kept): Promise<void> {
  const { history } = kept
  for (;;) {
    const entries = await readJournal(store.db, documentId, history.seq)
    if (entries.length === 0) return
    for (const { bytes } of entries) kept.bytes += bytes.byteLength + BYTES_AN_ENTRY
    for (let from = 0; from < entries.length; from += AT_A_STRETCH) {
      history.take(entries.slice(from, from + AT_A_STRETCH))
      await new Promise(setImmediate)
    }
  }
}
