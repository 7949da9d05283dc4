/**
 * How a proposal's text begins (rules FK1, FK2): as a new text that says what the article said, in the names of those who wrote that. No byte of the
 * article's Yjs document comes into it, nor the other way round: what two texts that are merged by their words had in common in Yjs, Yjs would merge, too.
 */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { inTheirNames, SYSTEM, type Author } from '../../src/lib/domain/authored.ts'
import { changeToDoc } from '../../src/lib/domain/change.ts'
import {
  deltaFromDoc,
  docFromDelta,
  isBlockStart,
  SCHEMA_VERSION,
  type DeltaInsert,
} from '../../src/lib/domain/text.ts'
import { newClient } from '../charter/new-client.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context, Part } from '../context.ts'
import { insertFork } from '../store/forks.ts'
import type { JournalEntry, Rows } from '../store/store.ts'
import type { CreditedInsert, EntryMeta } from '../text/history.ts'
import { updatesOf } from '../text/write.ts'

/** What a fork is made of: a text, an article's or another proposal's, as it was after an entry of its journal. */
export interface ForkBase {
  documentId: string
  lang: string
  /** Sequence of that entry. */
  seq: number
  doc: ArticleDoc
  creditOf: CreditOf
}

/** Who wrote a unit (a UTF-16 unit or an embed, counted from 0 behind its block's start); null: nobody is known to have. */
export type CreditOf = (blockId: string, unit: number) => Author | null

/** A text as it is now, to be forked: durable, with everything that was accepted before the call. */
export async function readForkBase(
  context: Pick<Context, 'store' | 'texts'>,
  { id: documentId, lang }: { id: string; lang: string },
): Promise<ForkBase> {
  const history = await textHistory(context, documentId)
  const { seq } = history
  return { documentId, lang, seq, doc: history.docAt(seq), creditOf: creditsOf(history.deltaAt(seq), history.entries) }
}

/** Who wrote each unit of a text, from its credited operations and its journal's entries (rule HI2). */
export function creditsOf(delta: readonly CreditedInsert[], entries: readonly EntryMeta[]): CreditOf {
  const ids = docFromDelta(delta).content.map(({ attrs }) => attrs.id)
  const credits = new Map<string, number[]>()
  let units: number[] = []
  // words before the first start are a block of their own (TX2)
  let block = delta[0] !== undefined && isBlockStart(delta[0].insert) ? -1 : 0
  const begin = (): void => void credits.set(ids[block]!, (units = []))
  if (block === 0) begin()
  for (const { insert, seq } of delta) {
    if (isBlockStart(insert)) {
      block++
      begin()
    } else for (let left = lengthOf(insert); left > 0; left--) units.push(seq)
  }
  return (blockId, unit) => {
    const entry = entries[(credits.get(blockId)?.[unit] ?? 0) - 1]
    return entry === undefined ? null : { authorId: entry.authorId, partyId: entry.partyId, hat: entry.hat }
  }
}

const lengthOf = (insert: DeltaInsert['insert']): number => (typeof insert === 'string' ? insert.length : 1)

/** A fork that is to be begun. */
export interface NewFork {
  documentId: string
  base: ForkBase
  /** RFC 3339 UTC. */
  at: string
  /**
   * What it says from the first, and who wrote what it says otherwise than its base: `creditOf`, where that is known, else `by`; absent: what that says.
   * `through`: what it said before that, by `by`, which is an entry by itself.
   */
  changed?: { doc: ArticleDoc; by: Author; creditOf?: CreditOf; through?: ArticleDoc }
}

/**
 * Writes the document of a fork with its first entries, within the transaction that makes the proposal: what its base says, an entry for each who wrote
 * it, then what was changed. Returns the sequence of the last one.
 */
export async function beginFork(
  rows: Rows,
  { newId }: Pick<Context, 'newId'>,
  { documentId, base, at, changed }: NewFork,
): Promise<number> {
  const parts: Part[] = inTheirNames([], base.doc, base.creditOf, SYSTEM)
  if (changed?.creditOf) parts.push(...inTheirNames(deltaFromDoc(base.doc), changed.doc, changed.creditOf, changed.by))
  else if (changed)
    for (const [i, doc] of [...(changed.through ? [changed.through] : []), changed.doc].entries())
      parts.push({ by: changed.by, change: changeToDoc(deltaFromDoc((i > 0 && changed.through) || base.doc), doc) })
  const entries = firstEntries(documentId, at, parts, () => newClient(newId))
  const fork = { documentId, of: base.documentId, lang: base.lang, schemaVersion: SCHEMA_VERSION, createdAt: at }
  await insertFork(rows, fork, entries)
  return entries.length
}

/** Entries from 1 on, each under a client id of its author, which is bound to them by the first of theirs. */
function firstEntries(
  documentId: string,
  at: string,
  parts: readonly Part[],
  newClientId: () => number,
): JournalEntry[] {
  const clients = new Map<string | null, number>()
  const clientOf = ({ authorId }: Author): number => {
    let client = clients.get(authorId)
    if (client === undefined) {
      const taken = [...clients.values()]
      do client = newClientId()
      while (taken.includes(client))
      clients.set(authorId, client)
    }
    return client
  }
  const bound = new Set<number>()
  const updates = updatesOf(parts.map(({ by, change }) => ({ client: clientOf(by), change })))
  const entries: JournalEntry[] = []
  for (const [i, bytes] of updates.entries()) {
    if (bytes === null) continue
    const { by } = parts[i]!
    const { authorId, partyId, hat } = by
    const client = clientOf(by)
    const newClients = bound.has(client) ? [] : [client]
    bound.add(client)
    entries.push({ documentId, seq: entries.length + 1, authorId, partyId, hat, bytes, at, newClients })
  }
  return entries
}
