/** Rows of sign-offs. One standing (not withdrawn) sign-off per version and party: the index `signoff_standing`. */
import type { Decision } from '../../src/lib/domain/contract.ts'
import type { Rows } from './store.ts'

export interface SignoffRow {
  id: string
  versionId: string
  partyId: string
  personId: string
  signatoryName: string
  capacity: string | null
  place: string | null
  decision: Decision
  statement: string | null
  stage: string
  sha256: string
  signedAt: string
  withdrawnAt: string | null
  withdrawnReason: string | null
  /** The signatory's declared capacity and ties then. */
  speaksAs: string | null
  officialTies: string | null
  /** AL5: signed for the signatory, who was away. */
  isAlternate: boolean
  articles: { articleId: string; kind: 'reservation' | 'declaration'; text: string }[]
}

const ALTERNATE = 'alternate'

/** Throws the constraint `signoff_standing` when the party's sign-off stands already. */
export async function insertSignoff(rows: Rows, signoff: SignoffRow): Promise<void> {
  await rows
    .insertInto('signoff')
    .values({
      id: signoff.id,
      version_id: signoff.versionId,
      party_id: signoff.partyId,
      person_id: signoff.personId,
      signatory_name: signoff.signatoryName,
      capacity: signoff.capacity,
      place: signoff.place,
      decision: signoff.decision,
      statement: signoff.statement,
      stage: signoff.stage,
      sha256: signoff.sha256,
      signed_at: signoff.signedAt,
      withdrawn_at: signoff.withdrawnAt,
      withdrawn_reason: signoff.withdrawnReason,
      speaks_as: signoff.speaksAs,
      official_ties: signoff.officialTies,
      signed_as: signoff.isAlternate ? ALTERNATE : null,
    })
    .execute()
  if (signoff.articles.length > 0)
    await rows
      .insertInto('signoff_article')
      .values(
        signoff.articles.map(({ articleId, kind, text }, position) => ({
          signoff_id: signoff.id,
          position,
          article_id: articleId,
          kind,
          text,
        })),
      )
      .execute()
}

export async function findSignoff(rows: Rows, id: string): Promise<SignoffRow | undefined> {
  const [found] = await withArticles(rows, await rows.selectFrom('signoff').selectAll().where('id', '=', id).execute())
  return found
}

/** Sign-offs of a version in the order of signing, after the key (`signedAt`, `id`). */
export async function listSignoffRows(
  rows: Rows,
  versionId: string,
  page: { after: readonly [string, string] | null; limit: number },
): Promise<SignoffRow[]> {
  let query = rows.selectFrom('signoff').selectAll().where('version_id', '=', versionId)
  if (page.after !== null) {
    const [at, id] = page.after
    query = query.where((e) => e.or([e('signed_at', '>', at), e.and([e('signed_at', '=', at), e('id', '>', id)])]))
  }
  return withArticles(rows, await query.orderBy('signed_at').orderBy('id').limit(page.limit).execute())
}

/** Withdraws a sign-off that stands; whether it was this call that did. */
export async function setSignoffWithdrawn(rows: Rows, id: string, at: string, reason: string): Promise<boolean> {
  const done = await rows
    .updateTable('signoff')
    .set({ withdrawn_at: at, withdrawn_reason: reason })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

interface Stored {
  id: string
  version_id: string
  party_id: string
  person_id: string
  signatory_name: string
  capacity: string | null
  place: string | null
  decision: string
  statement: string | null
  stage: string
  sha256: string
  signed_at: string
  withdrawn_at: string | null
  withdrawn_reason: string | null
  speaks_as: string | null
  official_ties: string | null
  signed_as: string | null
}

async function withArticles(rows: Rows, found: Stored[]): Promise<SignoffRow[]> {
  if (found.length === 0) return []
  const articles = await rows
    .selectFrom('signoff_article')
    .selectAll()
    .where(
      'signoff_id',
      'in',
      found.map(({ id }) => id),
    )
    .orderBy('position')
    .execute()
  return found.map((row) => ({
    id: row.id,
    versionId: row.version_id,
    partyId: row.party_id,
    personId: row.person_id,
    signatoryName: row.signatory_name,
    capacity: row.capacity,
    place: row.place,
    decision: row.decision as Decision,
    statement: row.statement,
    stage: row.stage,
    sha256: row.sha256,
    signedAt: row.signed_at,
    withdrawnAt: row.withdrawn_at,
    withdrawnReason: row.withdrawn_reason,
    speaksAs: row.speaks_as,
    officialTies: row.official_ties,
    isAlternate: row.signed_as === ALTERNATE,
    articles: articles
      .filter(({ signoff_id }) => signoff_id === row.id)
      .map(({ article_id, kind, text }) => ({
        articleId: article_id,
        kind: kind as 'reservation' | 'declaration',
        text,
      })),
  }))
}
