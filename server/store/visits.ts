/** Rows of visits: up to which entry of a text a person has had it on the screen. */
import { sql } from 'kysely'
import type { Rows } from './store.ts'

/** The person has seen everything that the journal holds now. Nothing is written where that is known. */
export async function keepVisit(rows: Rows, personId: string, documentId: string, at: string): Promise<void> {
  await sql`
    insert into visit (person_id, document_id, seq, at)
    select ${personId}, ${documentId}, max(seq), ${at} from journal where document_id = ${documentId} having max(seq) is not null
    on conflict (person_id, document_id) do update set seq = excluded.seq, at = excluded.at where visit.seq < excluded.seq
  `.execute(rows)
}

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
