/**
 * The record (rules AU*): append-only rows, each carrying the hash of the one before it, and the end of the chain in `audit_head`.
 * Row functions only; what a hash covers is in `audit-chain.ts`.
 */
import { sql } from 'kysely'
import type { AuditRow } from '../../src/lib/domain/contract.ts'
import { chainOf, type Chained } from './audit-chain.ts'
import type { Rows } from './store.ts'

/**
 * AU1: appends a row. The head is moved first: on both databases that makes writers of the record wait for each other, so that
 * no two rows carry the same `prevHash`. Call it inside the transaction of the act that it records.
 */
export async function appendAudit(rows: Rows, entry: Omit<AuditRow, 'seq' | 'prevHash' | 'hash'>): Promise<Chained> {
  const before = await rows
    .updateTable('audit_head')
    .set((e) => ({ seq: e('seq', '+', 1) }))
    .where('id', '=', 1)
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow()
  const row = chainOf({ ...entry, seq: before.seq, prevHash: before.hash })
  await rows
    .insertInto('audit')
    .values({
      seq: row.seq,
      at: row.at,
      actor: row.actor === null ? null : JSON.stringify(row.actor),
      act: row.act,
      subject: JSON.stringify(row.subject),
      data: JSON.stringify(row.data),
      prev_hash: row.prevHash,
      hash: row.hash,
    })
    .execute()
  await rows.updateTable('audit_head').set({ hash: row.hash }).where('id', '=', 1).execute()
  return row
}

/** The number of the record's last entry; 0: none. */
export async function lastOfRecord(rows: Rows): Promise<number> {
  const head = await rows.selectFrom('audit_head').select('seq').where('id', '=', 1).executeTakeFirst()
  return head?.seq ?? 0
}

/** Which rows; what is left out narrows nothing. */
export interface AuditFilter {
  /** Whose acts: a person's id, or null for the system's. */
  person?: string | null | undefined
  /** Acts on this article, and those whose data name it. */
  article?: string | undefined
  act?: string | undefined
  /** From this instant on, and until before that one; RFC 3339 UTC with milliseconds. */
  from?: string | undefined
  to?: string | undefined
}

/** For `like`, with `\` as the mark of what is meant as it stands. */
const literally = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')

/** Up to `limit` rows after `afterSeq`, oldest first, as they are stored. Unreadable JSON gives null for that row's content. */
export async function readAudit(
  rows: Rows,
  afterSeq: number,
  limit: number,
  { person, article, act, from, to }: AuditFilter = {},
): Promise<{ seq: number; row: AuditRow | null }[]> {
  let query = rows.selectFrom('audit').selectAll().where('seq', '>', afterSeq).orderBy('seq').limit(limit)
  if (act !== undefined) query = query.where('act', '=', act)
  if (from !== undefined) query = query.where('at', '>=', from)
  if (to !== undefined) query = query.where('at', '<', to)
  if (person === null) query = query.where('actor', 'is', null)
  else if (person !== undefined)
    query = query.where(sql<boolean>`actor like ${`{"id":${literally(JSON.stringify(person))},%`} escape '\\'`)
  if (article !== undefined) {
    const named = `%${literally(JSON.stringify(article))}%`
    query = query.where((e) =>
      e.or([
        e('subject', '=', JSON.stringify({ kind: 'article', id: article })),
        sql<boolean>`data like ${named} escape '\\'`,
      ]),
    )
  }
  const found = await query.execute()
  return found.map((stored) => ({ seq: stored.seq, row: decodeAudit(stored) }))
}

/** What was done after an entry, oldest first: which acts, and nothing of them. */
export const listActsAfter = (rows: Rows, afterSeq: number, limit: number): Promise<{ seq: number; act: string }[]> =>
  rows.selectFrom('audit').select(['seq', 'act']).where('seq', '>', afterSeq).orderBy('seq').limit(limit).execute()

/**
 * The rows of one act on one subject, oldest first. `isHeld`: within a transaction, the record is held first, so that whoever asks next
 * sees what this transaction writes.
 */
export async function findAudit(
  rows: Rows,
  subject: AuditRow['subject'],
  act: string,
  isHeld = false,
): Promise<AuditRow[]> {
  if (isHeld)
    await rows
      .updateTable('audit_head')
      .set((e) => ({ seq: e.ref('seq') }))
      .where('id', '=', 1)
      .execute()
  const found = await rows
    .selectFrom('audit')
    .selectAll()
    .where('act', '=', act)
    .where('subject', '=', JSON.stringify({ kind: subject.kind, id: subject.id }))
    .orderBy('seq')
    .execute()
  return found.flatMap((stored) => decodeAudit(stored) ?? [])
}

/** Acts of these kinds on the texts of an article, oldest first. */
export async function listTextActs(rows: Rows, articleId: string, acts: readonly string[]): Promise<AuditRow[]> {
  const found = await rows
    .selectFrom('audit')
    .selectAll()
    .where('act', 'in', acts)
    .where((e) =>
      e.or([
        e('subject', '=', JSON.stringify({ kind: 'article', id: articleId })),
        sql<boolean>`data like ${`%${literally(JSON.stringify(articleId))}%`} escape '\\'`,
      ]),
    )
    .orderBy('seq')
    .execute()
  return found.flatMap((stored) => decodeAudit(stored) ?? [])
}

/** Everybody who is in the record, by id, and every act that is. */
export async function auditNames(rows: Rows): Promise<{ people: string[]; acts: string[] }> {
  const [actors, acts] = await Promise.all([
    rows.selectFrom('audit').select('actor').distinct().where('actor', 'is not', null).execute(),
    rows.selectFrom('audit').select('act').distinct().orderBy('act').execute(),
  ])
  // one person may have acted in several roles and for several parties
  const ids = actors.flatMap(({ actor }) => /^\{"id":"([^"]*)"/.exec(actor ?? '')?.[1] ?? [])
  return { people: [...new Set(ids)], acts: acts.map(({ act }) => act) }
}

/** Articles that are in no charter any more, with the number and the heading that the record has of them. */
export async function removedArticles(
  rows: Rows,
): Promise<{ id: string; number: string | null; heading: string | null }[]> {
  const found = await rows.selectFrom('article').select('id').where('removed_at', 'is not', null).execute()
  if (found.length === 0) return []
  const told = await rows
    .selectFrom('audit')
    .selectAll()
    .where('act', 'in', ['article.created', 'article.deleted', 'article.removed'])
    .orderBy('seq')
    .execute()
  const said = new Map<string, { number?: string; heading?: string }>()
  for (const row of told.flatMap((stored) => decodeAudit(stored) ?? [])) {
    const { number, heading } = row.data
    said.set(row.subject.id, {
      ...said.get(row.subject.id),
      ...(typeof number === 'string' && { number }),
      ...(typeof heading === 'string' && { heading }),
    })
  }
  return found.map(({ id }) => ({ id, number: said.get(id)?.number ?? null, heading: said.get(id)?.heading ?? null }))
}

/** As `readAudit`, with the head as it stood at the same moment: one statement, so that rows appended meanwhile do not look like a break. */
export async function readAuditWithHead(
  rows: Rows,
  afterSeq: number,
  limit: number,
): Promise<{ head: { seq: number; hash: string } | undefined; found: { seq: number; row: AuditRow | null }[] }> {
  const joined = await rows
    .selectFrom('audit_head')
    .leftJoin('audit', (join) => join.on('audit.seq', '>', afterSeq))
    .select([
      'audit_head.seq as head_seq',
      'audit_head.hash as head_hash',
      'audit.seq',
      'audit.at',
      'audit.actor',
      'audit.act',
      'audit.subject',
      'audit.data',
      'audit.prev_hash',
      'audit.hash',
    ])
    .where('audit_head.id', '=', 1)
    .orderBy('audit.seq')
    .limit(limit)
    .execute()
  const first = joined[0]
  return {
    head: first && { seq: first.head_seq, hash: first.head_hash },
    found: joined.flatMap(({ seq, at, actor, act, subject, data, prev_hash, hash }) =>
      seq === null
        ? []
        : [
            {
              seq,
              row: decodeAudit({
                seq,
                at: at!,
                actor,
                act: act!,
                subject: subject!,
                data: data!,
                prev_hash: prev_hash!,
                hash: hash!,
              }),
            },
          ],
    ),
  }
}

export function decodeAudit(stored: {
  seq: number
  at: string
  actor: string | null
  act: string
  subject: string
  data: string
  prev_hash: string
  hash: string
}): AuditRow | null {
  try {
    return {
      seq: stored.seq,
      at: stored.at,
      actor: stored.actor === null ? null : (JSON.parse(stored.actor) as AuditRow['actor']),
      act: stored.act,
      subject: JSON.parse(stored.subject) as AuditRow['subject'],
      data: JSON.parse(stored.data) as AuditRow['data'],
      prevHash: stored.prev_hash,
      hash: stored.hash,
    }
  } catch (error) {
    // a row that somebody wrote over: the chain is broken there, and says so
    if (error instanceof SyntaxError) return null
    throw error
  }
}
