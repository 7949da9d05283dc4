// Over 250 lines: a bracket, its options and who stands behind them are written and read together.
/**
 * Rows of brackets: the text carries their ids, kinds, labels and words; here stands who stands behind what and since when, who owes a placeholder,
 * and whether a bracket is open or settled.
 */
import type { BracketKind } from '../../src/lib/domain/article.ts'
import type { Rows } from './store.ts'

export type BracketLevel = 'inline' | 'block' | 'article'
export type StandKind = 'for' | 'reserves'
export type OptionStatus = 'open' | 'chosen' | 'dropped' | 'merged'

interface Party {
  id: string
  code: string
  name: string
}

/** That a party stands behind an option or, `optionId` empty, reserves on the bracket. */
export interface Stand {
  optionId: string
  party: Party
  stand: StandKind
  fromAt: string
  /** Null: still. */
  untilAt: string | null
}

export interface OptionRow {
  id: string
  /** `facilitator`: the chair's text. */
  origin: string | null
  status: OptionStatus
  originProposalId: string | null
}

export interface BracketRow {
  articleId: string
  id: string
  kind: BracketKind
  level: BracketLevel
  note: string | null
  /** Whether an imported file had a list of who reserves, be it empty. */
  hasReservations: boolean
  createdAt: string
  createdBy: string | null
  status: 'open' | 'settled'
  originProposalId: string | null
  owner: { party: Party | null; person: { id: string; name: string } | null }
  dueAt: string | null
  settledDecisionId: string | null
  options: OptionRow[]
  /** Those that hold now, in the order in which they came. */
  stands: Stand[]
}

export interface NewBracket {
  articleId: string
  id: string
  kind: BracketKind
  level: BracketLevel
  note?: string | null
  createdAt: string
  createdBy?: string | null
  originProposalId?: string | null
  options: readonly NewOption[]
  /** Ids of parties. */
  reserve?: readonly string[]
  /** Codes, as the file had them. */
  filed?: { reservedBy: readonly string[] | null; by: ReadonlyMap<string, readonly string[]> }
}
export interface NewOption {
  id: string
  origin?: string | null
  originProposalId?: string | null
  /** Ids of parties that stand behind it. */
  by?: readonly string[]
}

export async function insertBracket(rows: Rows, bracket: NewBracket, by: string | null = null): Promise<void> {
  const { articleId, id, createdAt: at, options, filed } = bracket
  await rows
    .insertInto('bracket')
    .values({
      article_id: articleId,
      id,
      kind: bracket.kind,
      level: bracket.level,
      note: bracket.note ?? null,
      reserved_by: filed?.reservedBy == null ? null : JSON.stringify(filed.reservedBy),
      created_at: at,
      created_by: bracket.createdBy ?? null,
      origin_proposal_id: bracket.originProposalId ?? null,
    })
    .execute()
  for (const [position, option] of options.entries())
    await insertOption(rows, { articleId, bracketId: id, position, ...option }, filed?.by.get(option.id))
  for (const option of options)
    for (const partyId of option.by ?? [])
      await addStand(rows, { articleId, bracketId: id, optionId: option.id, partyId, stand: 'for', at, by })
  for (const partyId of bracket.reserve ?? [])
    await addStand(rows, { articleId, bracketId: id, optionId: '', partyId, stand: 'reserves', at, by })
}

export const insertOption = async (
  rows: Rows,
  option: NewOption & { articleId: string; bracketId: string; position: number },
  filed: readonly string[] = [],
): Promise<void> =>
  void (await rows
    .insertInto('bracket_option')
    .values({
      article_id: option.articleId,
      bracket_id: option.bracketId,
      id: option.id,
      position: option.position,
      by: JSON.stringify(filed),
      origin: option.origin ?? null,
      origin_proposal_id: option.originProposalId ?? null,
    })
    .execute())

interface StandKey {
  articleId: string
  bracketId: string
  optionId: string
  partyId: string
  stand: StandKind
}

const standing = (rows: Rows, key: StandKey) =>
  rows
    .selectFrom('bracket_party')
    .select('n')
    .where('article_id', '=', key.articleId)
    .where('bracket_id', '=', key.bracketId)
    .where('option_id', '=', key.optionId)
    .where('party_id', '=', key.partyId)
    .where('stand', '=', key.stand)
    .where('until_at', 'is', null)
    .executeTakeFirst()

/** False: it stands already. Whoever calls holds the article. */
export async function addStand(rows: Rows, key: StandKey & { at: string; by: string | null }): Promise<boolean> {
  if (await standing(rows, key)) return false
  const last = await rows
    .selectFrom('bracket_party')
    .select((e) => e.fn.max('n').as('n'))
    .where('article_id', '=', key.articleId)
    .where('bracket_id', '=', key.bracketId)
    .executeTakeFirst()
  await rows
    .insertInto('bracket_party')
    .values({
      article_id: key.articleId,
      bracket_id: key.bracketId,
      n: Number(last?.n ?? 0) + 1,
      option_id: key.optionId,
      party_id: key.partyId,
      stand: key.stand,
      from_at: key.at,
      by: key.by,
    })
    .execute()
  return true
}

/** False: it did not stand. */
export async function endStand(rows: Rows, key: StandKey & { at: string; by: string | null }): Promise<boolean> {
  const found = await standing(rows, key)
  if (!found) return false
  await rows
    .updateTable('bracket_party')
    .set({ until_at: key.at, until_by: key.by })
    .where('article_id', '=', key.articleId)
    .where('bracket_id', '=', key.bracketId)
    .where('n', '=', found.n)
    .execute()
  return true
}

/** Of an article or a whole charter, in its order, brackets by id; `settled` ones too. */
export async function listBrackets(
  rows: Rows,
  of: { charterId: string } | { articleId: string },
): Promise<BracketRow[]> {
  const isMeant = 'charterId' in of ? ['article.charter_id', of.charterId] : ['article.id', of.articleId]
  const [column, value] = isMeant as ['article.charter_id' | 'article.id', string]
  const [brackets, options, stands] = await Promise.all([
    rows
      .selectFrom('bracket')
      .innerJoin('article', 'article.id', 'bracket.article_id')
      .leftJoin('party', 'party.id', 'bracket.owner_party_id')
      .leftJoin('person', 'person.id', 'bracket.owner_person_id')
      .selectAll('bracket')
      .select(['party.code as party_code', 'party.name as party_name', 'person.name as person_name'])
      .where(column, '=', value)
      .orderBy('article.position')
      .orderBy('bracket.id')
      .execute(),
    rows
      .selectFrom('bracket_option')
      .innerJoin('article', 'article.id', 'bracket_option.article_id')
      .selectAll('bracket_option')
      .where(column, '=', value)
      .orderBy('bracket_option.position')
      .execute(),
    rows
      .selectFrom('bracket_party')
      .innerJoin('article', 'article.id', 'bracket_party.article_id')
      .innerJoin('party', 'party.id', 'bracket_party.party_id')
      .selectAll('bracket_party')
      .select(['party.code', 'party.name'])
      .where(column, '=', value)
      .where('bracket_party.until_at', 'is', null)
      .orderBy('bracket_party.n')
      .execute(),
  ])
  const isOf = (row: { article_id: string; id: string }) => (one: { article_id: string; bracket_id: string }) =>
    one.article_id === row.article_id && one.bracket_id === row.id
  return brackets.map((row) => ({
    articleId: row.article_id,
    id: row.id,
    kind: row.kind as BracketKind,
    level: row.level,
    note: row.note,
    hasReservations: row.reserved_by !== null,
    createdAt: row.created_at,
    createdBy: row.created_by,
    status: row.status,
    originProposalId: row.origin_proposal_id,
    owner: {
      party:
        row.owner_party_id === null ? null : { id: row.owner_party_id, code: row.party_code!, name: row.party_name! },
      person: row.owner_person_id === null ? null : { id: row.owner_person_id, name: row.person_name! },
    },
    dueAt: row.due_at,
    settledDecisionId: row.settled_decision_id,
    options: options.filter(isOf(row)).map((option) => ({
      id: option.id,
      origin: option.origin,
      status: option.status,
      originProposalId: option.origin_proposal_id,
    })),
    stands: stands.filter(isOf(row)).map((stand) => ({
      optionId: stand.option_id,
      party: { id: stand.party_id, code: stand.code, name: stand.name },
      stand: stand.stand,
      fromAt: stand.from_at,
      untilAt: stand.until_at,
    })),
  }))
}

/** Everybody who stood behind an option or reserved, those who no longer do included, in the order in which they came. */
export async function listPastStands(
  rows: Rows,
  charterId: string,
): Promise<(Stand & { articleId: string; bracketId: string })[]> {
  const found = await rows
    .selectFrom('bracket_party')
    .innerJoin('article', 'article.id', 'bracket_party.article_id')
    .innerJoin('party', 'party.id', 'bracket_party.party_id')
    .selectAll('bracket_party')
    .select(['party.code', 'party.name'])
    .where('article.charter_id', '=', charterId)
    .orderBy('bracket_party.n')
    .execute()
  return found.map((row) => ({
    ...{ articleId: row.article_id, bracketId: row.bracket_id, optionId: row.option_id, stand: row.stand },
    party: { id: row.party_id, code: row.code, name: row.name },
    ...{ fromAt: row.from_at, untilAt: row.until_at },
  }))
}

/** Whether a bracket was ever known, open or settled. */
export const isBracketKnown = async (rows: Rows, articleId: string, id: string): Promise<boolean> =>
  (await rows
    .selectFrom('bracket')
    .select('id')
    .where('article_id', '=', articleId)
    .where('id', '=', id)
    .executeTakeFirst()) !== undefined

/** Whether it was, by a decision or otherwise; one that has no row is open, or never was. */
export const isBracketSettled = async (rows: Rows, articleId: string, id: string): Promise<boolean> =>
  (await rows
    .selectFrom('bracket')
    .select('id')
    .where('article_id', '=', articleId)
    .where('id', '=', id)
    .where('status', '=', 'settled')
    .executeTakeFirst()) !== undefined

/** What is not named stays. */
export async function updateBracket(
  rows: Rows,
  { articleId, id }: { articleId: string; id: string },
  change: {
    kind?: BracketKind
    note?: string | null
    owner?: { partyId: string | null; personId: string | null }
    dueAt?: string | null
    status?: 'open' | 'settled'
    settledDecisionId?: string | null
  },
): Promise<void> {
  const named = {
    ...(change.kind !== undefined && { kind: change.kind }),
    ...(change.note !== undefined && { note: change.note }),
    ...(change.owner !== undefined && {
      owner_party_id: change.owner.partyId,
      owner_person_id: change.owner.personId,
    }),
    ...(change.dueAt !== undefined && { due_at: change.dueAt }),
    ...(change.status !== undefined && { status: change.status }),
    ...(change.settledDecisionId !== undefined && { settled_decision_id: change.settledDecisionId }),
  }
  if (Object.keys(named).length > 0)
    await rows.updateTable('bracket').set(named).where('article_id', '=', articleId).where('id', '=', id).execute()
}

export async function updateOption(
  rows: Rows,
  { articleId, bracketId, id }: { articleId: string; bracketId: string; id: string },
  status: OptionStatus,
): Promise<void> {
  await rows
    .updateTable('bracket_option')
    .set({ status })
    .where('article_id', '=', articleId)
    .where('bracket_id', '=', bracketId)
    .where('id', '=', id)
    .execute()
}
