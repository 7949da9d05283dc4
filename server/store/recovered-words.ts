/** Rows of words whose place was gone when they came (rule TX28): written with their journal entry, read and dismissed by their author alone. */
import { ITS_ARTICLE } from './articles.ts'
import type { JournalEntry, Rows, StillbornWords } from './store.ts'
import type { Tables } from './tables.ts'

type Row = Omit<Tables['recovered_words'], 'dismissed_at'>

/** What is kept with an entry, in the order of the table's columns; nothing for the system, which nobody needs to tell. */
export function recoveredRowsOf({ documentId, seq, authorId, at, stillborn = [] }: Omit<JournalEntry, 'bytes'>): Row[] {
  if (authorId === null) return []
  return stillborn.map(({ blockId, option, words, ...place }, n) => ({
    id: `${documentId}.${seq}.${n}`,
    document_id: documentId,
    seq,
    n,
    person_id: authorId,
    block_id: blockId,
    option_id: option,
    words,
    place: JSON.stringify(place),
    at,
  }))
}

/** The columns that `recoveredRowsOf` fills. */
export const RECOVERED_COLUMNS = [
  'id',
  'document_id',
  'seq',
  'n',
  'person_id',
  'block_id',
  'option_id',
  'words',
  'place',
  'at',
] as const satisfies (keyof Row)[]

export interface RecoveredRow extends StillbornWords {
  id: string
  documentId: string
  articleId: string
  charterId: string
  lang: string
  seq: number
  personId: string
  /** RFC 3339 UTC: when they came. */
  at: string
}

/** What a person has not dismissed yet, oldest first; of one article and the proposals to it, one charter, or everywhere. */
export async function listRecoveredRows(
  rows: Rows,
  personId: string,
  of: { articleId?: string | undefined; charterId?: string | undefined } = {},
): Promise<RecoveredRow[]> {
  let query = rows
    .selectFrom('recovered_words as words')
    .innerJoin('document', 'document.id', 'words.document_id')
    .leftJoin('proposal_text', 'proposal_text.document_id', 'document.id')
    .leftJoin('proposal', 'proposal.id', 'proposal_text.proposal_id')
    .innerJoin('article', (join) => join.on('article.id', '=', ITS_ARTICLE))
    .selectAll('words')
    .select(['article.id as article_id', 'document.lang', 'article.charter_id'])
    .where('words.person_id', '=', personId)
    .where('words.dismissed_at', 'is', null)
  if (of.articleId !== undefined) query = query.where('article.id', '=', of.articleId)
  if (of.charterId !== undefined) query = query.where('article.charter_id', '=', of.charterId)
  const found = await query
    .orderBy('words.at')
    .orderBy('words.document_id')
    .orderBy('words.seq')
    .orderBy('words.n')
    .execute()
  return found.map((row) => ({
    ...(JSON.parse(row.place) as Pick<StillbornWords, 'spans' | 'before' | 'after' | 'knew' | 'isCertain'>),
    id: row.id,
    documentId: row.document_id,
    articleId: row.article_id,
    charterId: row.charter_id,
    lang: row.lang,
    seq: row.seq,
    personId: row.person_id,
    blockId: row.block_id,
    option: row.option_id,
    words: row.words,
    at: row.at,
  }))
}

/** Whose words these are; null: there are none of this id. */
export async function recoveredPersonOf(rows: Rows, id: string): Promise<string | null> {
  const found = await rows.selectFrom('recovered_words').select('person_id').where('id', '=', id).executeTakeFirst()
  return found?.person_id ?? null
}

/** Their author has read them, or need not: they are not shown again. Nothing happens to what was dismissed before. */
export async function dismissRecoveredRows(rows: Rows, ids: readonly string[], at: string): Promise<void> {
  if (ids.length === 0) return
  await rows
    .updateTable('recovered_words')
    .set({ dismissed_at: at })
    .where('id', 'in', ids)
    .where('dismissed_at', 'is', null)
    .execute()
}
