/** Rows of visits: up to which entry of a text a person has had it on the screen. */
import { sql } from 'kysely'
import type { Rows } from './store.ts'

/** A statement takes a bounded number of values. */
const MOST_AT_ONCE = 1_000

/** That a person had a text on the screen at an instant (RFC 3339 UTC). */
export interface Visit {
  personId: string
  documentId: string
  at: string
}

/** Minutes after which it is kept that somebody has a text open, though nothing was written in it. */
const KNOWN_MINUTES = 10

/**
 * These people have seen everything that the journal holds now of these texts; nobody is in it twice with the same text. Nothing is written where
 * that is known of this very time.
 */
export async function keepVisits(rows: Rows, visits: readonly Visit[]): Promise<void> {
  // in one order, so that no two such statements wait for each other
  const inOrder = visits.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  for (let from = 0; from < inOrder.length; from += MOST_AT_ONCE)
    await keepSome(rows, inOrder.slice(from, from + MOST_AT_ONCE))
}

async function keepSome(rows: Rows, visits: readonly Visit[]): Promise<void> {
  const first = visits.reduce((least, { at }) => (at < least ? at : least), visits[0]!.at)
  const before = new Date(Date.parse(first) - KNOWN_MINUTES * 60_000).toISOString()
  const values = sql.join(visits.map(({ personId, documentId, at }) => sql`(${personId}, ${documentId}, ${at})`))
  await sql`
    with seen (person_id, document_id, at) as (values ${values})
    insert into visit (person_id, document_id, seq, at)
    select person_id, document_id, seq, at from (
      select seen.*, (select max(seq) from journal where journal.document_id = seen.document_id) as seq from seen
    ) as reached
    where seq is not null
    on conflict (person_id, document_id) do update set seq = excluded.seq, at = excluded.at
    where visit.seq < excluded.seq or visit.at < ${before}
  `.execute(rows)
}

const keyOf = ({ personId, documentId }: Visit): string => `${personId} ${documentId}`

/** The documents of a charter that other people wrote in after this person last saw them; of an import nobody is the author. */
export async function listUnread(rows: Rows, charterId: string, personId: string): Promise<Set<string>> {
  const found = await rows
    .selectFrom('document')
    .innerJoin('article', 'article.id', 'document.article_id')
    .leftJoin('visit', (join) =>
      join.onRef('visit.document_id', '=', 'document.id').on('visit.person_id', '=', personId),
    )
    .select('document.id')
    .where('article.charter_id', '=', charterId)
    .where((e) =>
      e.exists(
        e
          .selectFrom('journal')
          .select('journal.seq')
          .whereRef('journal.document_id', '=', 'document.id')
          .where('journal.seq', '>', e.fn.coalesce('visit.seq', e.lit(0)))
          .where('journal.author_id', 'is not', null)
          .where('journal.author_id', '!=', personId),
      ),
    )
    .execute()
  return new Set(found.map(({ id }) => id))
}
