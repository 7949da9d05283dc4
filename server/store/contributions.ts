/** Rows of what an imported file records of earlier rounds, whole, and of who stands behind brackets and options. */
import type { BracketKind } from '../../src/lib/domain/article.ts'
import type { Rows } from './store.ts'

export interface ContributionRow {
  charterId: string
  id: string
  position: number
  type: string
  /** Block id. */
  target: string | null
  partyId: string | null
  authorId: string | null
  /** As in the file. */
  data: Record<string, unknown>
}

export async function insertContributions(rows: Rows, contributions: ContributionRow[]): Promise<void> {
  for (let at = 0; at < contributions.length; at += 100)
    await rows
      .insertInto('contribution')
      .values(
        contributions.slice(at, at + 100).map((row) => ({
          charter_id: row.charterId,
          id: row.id,
          position: row.position,
          type: row.type,
          target: row.target,
          party_id: row.partyId,
          author_id: row.authorId,
          data: JSON.stringify(row.data),
        })),
      )
      .execute()
}

/** In the file's order. */
export const listContributions = async (rows: Rows, charterId: string): Promise<ContributionRow[]> =>
  (
    await rows.selectFrom('contribution').selectAll().where('charter_id', '=', charterId).orderBy('position').execute()
  ).map((row) => ({
    charterId: row.charter_id,
    id: row.id,
    position: row.position,
    type: row.type,
    target: row.target,
    partyId: row.party_id,
    authorId: row.author_id,
    data: JSON.parse(row.data) as Record<string, unknown>,
  }))

export interface BracketRow {
  articleId: string
  id: string
  kind: BracketKind
  level: 'inline' | 'block' | 'article'
  note: string | null
  /** Party codes; null where the file says nothing. */
  reservedBy: string[] | null
  createdAt: string
  options: BracketOptionRow[]
}

interface BracketOptionRow {
  id: string
  /** Party codes; empty = unattributed. */
  by: string[]
  /** `facilitator`: the chair's text. */
  origin: string | null
}

export async function insertBracket(rows: Rows, bracket: BracketRow): Promise<void> {
  await rows
    .insertInto('bracket')
    .values({
      article_id: bracket.articleId,
      id: bracket.id,
      kind: bracket.kind,
      level: bracket.level,
      note: bracket.note,
      reserved_by: bracket.reservedBy === null ? null : JSON.stringify(bracket.reservedBy),
      created_at: bracket.createdAt,
    })
    .execute()
  if (bracket.options.length > 0)
    await rows
      .insertInto('bracket_option')
      .values(
        bracket.options.map(({ id, by, origin }, position) => ({
          article_id: bracket.articleId,
          bracket_id: bracket.id,
          id,
          position,
          by: JSON.stringify(by),
          origin,
        })),
      )
      .execute()
}

/** Every bracket of a charter with its options, in charter order, then as entered. */
export async function listBrackets(rows: Rows, charterId: string): Promise<BracketRow[]> {
  const [brackets, options] = await Promise.all([
    rows
      .selectFrom('bracket')
      .innerJoin('article', 'article.id', 'bracket.article_id')
      .selectAll('bracket')
      .where('article.charter_id', '=', charterId)
      .orderBy('article.position')
      .orderBy('bracket.id')
      .execute(),
    rows
      .selectFrom('bracket_option')
      .innerJoin('article', 'article.id', 'bracket_option.article_id')
      .selectAll('bracket_option')
      .where('article.charter_id', '=', charterId)
      .orderBy('bracket_option.position')
      .execute(),
  ])
  return brackets.map((row) => ({
    articleId: row.article_id,
    id: row.id,
    kind: row.kind as BracketKind,
    level: row.level,
    note: row.note,
    reservedBy: row.reserved_by === null ? null : (JSON.parse(row.reserved_by) as string[]),
    createdAt: row.created_at,
    options: options
      .filter((option) => option.article_id === row.article_id && option.bracket_id === row.id)
      .map((option) => ({ id: option.id, by: JSON.parse(option.by) as string[], origin: option.origin })),
  }))
}
