// Over 250 lines: a version, its articles and what becomes of it are read together everywhere.
/** Rows of versions: frozen when written; only `published_at` and the withdrawal are set later, once each. */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { RoundNumbers } from '../../src/lib/domain/places.ts'
import type { Rows } from './store.ts'

export interface VersionRow {
  id: string
  charterId: string
  number: number
  label: string
  notes: string
  stage: string
  sha256: string
  titles: Record<string, string>
  cutAt: string
  cutBy: string | null
  publishedAt: string | null
  withdrawnAt: string | null
  withdrawnReason: string | null
}

export interface VersionArticleRow {
  articleId: string
  lang: string
  position: number
  kind: 'preamble' | 'article'
  number: string | null
  heading: string
  status: string
  doc: ArticleDoc
  /** The numbers of its blocks; null: by position. */
  round: RoundNumbers | null
}

// the canonical bytes are left out: they are large, and asked for by themselves
const COLUMNS = [
  'id',
  'charter_id',
  'number',
  'label',
  'notes',
  'stage',
  'sha256',
  'titles',
  'cut_at',
  'cut_by',
  'published_at',
  'withdrawn_at',
  'withdrawn_reason',
] as const

interface Stored {
  id: string
  charter_id: string
  number: number
  label: string
  notes: string
  stage: string
  sha256: string
  titles: string
  cut_at: string
  cut_by: string | null
  published_at: string | null
  withdrawn_at: string | null
  withdrawn_reason: string | null
}

const decode = (row: Stored): VersionRow => ({
  id: row.id,
  charterId: row.charter_id,
  number: row.number,
  label: row.label,
  notes: row.notes,
  stage: row.stage,
  sha256: row.sha256,
  titles: JSON.parse(row.titles) as Record<string, string>,
  cutAt: row.cut_at,
  cutBy: row.cut_by,
  publishedAt: row.published_at,
  withdrawnAt: row.withdrawn_at,
  withdrawnReason: row.withdrawn_reason,
})

export async function insertVersion(
  rows: Rows,
  version: VersionRow & { canonical: Uint8Array },
  articles: VersionArticleRow[],
): Promise<void> {
  await rows
    .insertInto('version')
    .values({
      id: version.id,
      charter_id: version.charterId,
      number: version.number,
      label: version.label,
      notes: version.notes,
      stage: version.stage,
      sha256: version.sha256,
      canonical: version.canonical,
      titles: JSON.stringify(version.titles),
      cut_at: version.cutAt,
      cut_by: version.cutBy,
      published_at: version.publishedAt,
      withdrawn_at: version.withdrawnAt,
      withdrawn_reason: version.withdrawnReason,
    })
    .execute()
  // in pieces: the number of values in one statement is limited
  for (let at = 0; at < articles.length; at += 50)
    await rows
      .insertInto('version_article')
      .values(
        articles.slice(at, at + 50).map((article) => ({
          version_id: version.id,
          article_id: article.articleId,
          lang: article.lang,
          position: article.position,
          kind: article.kind,
          number: article.number,
          heading: article.heading,
          status: article.status,
          doc: JSON.stringify(article.doc),
          numbers: article.round && JSON.stringify(article.round),
        })),
      )
      .execute()
}

export async function findVersion(rows: Rows, id: string): Promise<VersionRow | undefined> {
  const row = await rows.selectFrom('version').select(COLUMNS).where('id', '=', id).executeTakeFirst()
  return row && decode(row)
}

export async function findVersionByNumber(
  rows: Rows,
  charterId: string,
  number: number,
): Promise<VersionRow | undefined> {
  const row = await rows
    .selectFrom('version')
    .select(COLUMNS)
    .where('charter_id', '=', charterId)
    .where('number', '=', number)
    .executeTakeFirst()
  return row && decode(row)
}

/** The one the public is shown first: published, not withdrawn, the highest number. */
export async function findLatestPublished(rows: Rows, charterId: string): Promise<VersionRow | undefined> {
  const row = await rows
    .selectFrom('version')
    .select(COLUMNS)
    .where('charter_id', '=', charterId)
    .where('published_at', 'is not', null)
    .where('withdrawn_at', 'is', null)
    .orderBy('number', 'desc')
    .executeTakeFirst()
  return row && decode(row)
}

/** With which the round began: the last one, published or not. */
export async function findLatestCut(rows: Rows, charterId: string): Promise<VersionRow | undefined> {
  const row = await rows
    .selectFrom('version')
    .select(COLUMNS)
    .where('charter_id', '=', charterId)
    .where('withdrawn_at', 'is', null)
    .orderBy('number', 'desc')
    .executeTakeFirst()
  return row && decode(row)
}

/** Versions after number `after`, in order. */
export const listVersionRows = async (
  rows: Rows,
  charterId: string,
  page: { after: number; limit: number; publishedOnly: boolean },
): Promise<VersionRow[]> => {
  let query = rows
    .selectFrom('version')
    .select(COLUMNS)
    .where('charter_id', '=', charterId)
    .where('number', '>', page.after)
  if (page.publishedOnly) query = query.where('published_at', 'is not', null)
  return (await query.orderBy('number').limit(page.limit).execute()).map(decode)
}

export const lastVersionNumber = async (rows: Rows, charterId: string): Promise<number> =>
  (
    await rows
      .selectFrom('version')
      .select((e) => e.fn.max('number').as('last'))
      .where('charter_id', '=', charterId)
      .executeTakeFirst()
  )?.last ?? 0

export const readCanonical = async (rows: Rows, id: string): Promise<Uint8Array | undefined> =>
  (await rows.selectFrom('version').select('canonical').where('id', '=', id).executeTakeFirst())?.canonical

/** In charter order, then by language tag. */
export const listVersionArticles = async (
  rows: Rows,
  versionId: string,
  lang: string | null = null,
): Promise<VersionArticleRow[]> =>
  (
    await rows
      .selectFrom('version_article')
      .selectAll()
      .where('version_id', '=', versionId)
      .$if(lang !== null, (q) => q.where('lang', '=', lang!))
      .orderBy('position')
      .orderBy('lang')
      .execute()
  ).map((row) => ({
    articleId: row.article_id,
    lang: row.lang,
    position: row.position,
    kind: row.kind,
    number: row.number,
    heading: row.heading,
    status: row.status,
    doc: JSON.parse(row.doc) as ArticleDoc,
    round: row.numbers === null ? null : (JSON.parse(row.numbers) as RoundNumbers),
  }))

/** Publishes what is neither published nor withdrawn; whether it was this call that did. */
export async function setPublished(rows: Rows, id: string, at: string): Promise<boolean> {
  const done = await rows
    .updateTable('version')
    .set({ published_at: at })
    .where('id', '=', id)
    .where('published_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Withdraws what is not withdrawn; whether it was this call that did. */
export async function setWithdrawn(rows: Rows, id: string, at: string, reason: string): Promise<boolean> {
  const done = await rows
    .updateTable('version')
    .set({ withdrawn_at: at, withdrawn_reason: reason })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Holds the version's row until the transaction ends, so that it is not withdrawn while it is being signed, and reads it. */
export async function holdVersion(rows: Rows, id: string): Promise<VersionRow | undefined> {
  await rows
    .updateTable('version')
    .set((e) => ({ number: e.ref('number') }))
    .where('id', '=', id)
    .execute()
  return findVersion(rows, id)
}

/** Ids of articles that are in a version, in any language. */
export const articlesInVersion = async (rows: Rows, versionId: string): Promise<Set<string>> =>
  new Set(
    (
      await rows
        .selectFrom('version_article')
        .select('article_id')
        .distinct()
        .where('version_id', '=', versionId)
        .execute()
    ).map(({ article_id }) => article_id),
  )
