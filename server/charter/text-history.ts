/**
 * The histories of texts for verbs (rules HI1-HI4): one of each document asked about lately is kept in memory, so that the next
 * question takes in only what was written since.
 */
import type { Context } from '../context.ts'
import { readJournal } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { TextHistory, type EntryMeta } from '../text/history.ts'

/** Documents whose history is kept in memory at a time; each takes some ten times its journal. */
const KEPT = 40
/** Entries taken in before others get their turn. */
const AT_A_STRETCH = 10

interface Kept {
  history: TextHistory
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
  const kept = ofStore.get(documentId) ?? { history: new TextHistory(), busy: Promise.resolve() }
  // the last asked about stands last
  ofStore.delete(documentId)
  ofStore.set(documentId, kept)
  for (const id of [...ofStore.keys()].slice(0, -KEPT)) ofStore.delete(id)
  const reading = kept.busy.then(() => takeIn(store, documentId, kept.history))
  kept.busy = reading.catch(() => ofStore.delete(documentId))
  await reading
  return kept.history
}

async function takeIn(store: Store, documentId: string, history: TextHistory): Promise<void> {
  for (;;) {
    const entries = await readJournal(store.db, documentId, history.seq)
    if (entries.length === 0) return
    for (let from = 0; from < entries.length; from += AT_A_STRETCH) {
      history.take(entries.slice(from, from + AT_A_STRETCH))
      await new Promise(setImmediate)
    }
  }
}

/** HI3: block id -> the entry that last changed its words or its shape, as of journal sequence `seq`. */
export async function lastChanges(
  context: Pick<Context, 'store' | 'texts'>,
  documentId: string,
): Promise<{ seq: number; blocks: Map<string, EntryMeta> }> {
  const history = await textHistory(context, documentId)
  return { seq: history.seq, blocks: history.lastChanges() }
}
