/** Rows of agreement: what is agreed by itself, how it came there, and who is to confirm what was agreed ad referendum. */
import type { PartStatus } from '../../src/lib/domain/article.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { AgreedBlock } from '../../src/lib/domain/locks.ts'
import type { Rows } from './store.ts'

/** In place of a block's id: the article as a whole. */
export const WHOLE = ''

export interface ProvisionRow extends AgreedBlock {
  articleId: string
  since: string
  /** The act that brought it there; null: it was imported so, or agreed before such acts were kept. */
  eventId: string | null
  /** Until when agreement ad referendum is to be confirmed. */
  confirmBy: string | null
}

export interface ProvisionEventRow {
  id: string
  articleId: string
  blockId: string
  from: PartStatus
  to: PartStatus
  actorId: string | null
  hat: Hat
  at: string
  reason: string | null
  group: string | null
  /** Ids of parties that objected to it then. */
  objections: string[]
}

export interface ConfirmationRow {
  id: string
  eventId: string
  partyId: string
  confirmedAt: string | null
  refusedAt: string | null
  reason: string | null
  by: string | null
}

/** Every row of these articles, that of an article as a whole among them. */
export async function listProvisions(rows: Rows, articleIds: readonly string[]): Promise<ProvisionRow[]> {
  if (articleIds.length === 0) return []
  const found = await rows
    .selectFrom('provision')
    .selectAll()
    .where('article_id', 'in', articleIds)
    .orderBy('article_id')
    .orderBy('block_id')
    .execute()
  return found.map((row) => ({
    articleId: row.article_id,
    blockId: row.block_id,
    status: row.status as PartStatus,
    since: row.since,
    eventId: row.event_id,
    confirmBy: row.confirm_by,
    emptyIn: JSON.parse(row.empty_in) as string[],
  }))
}

/** What is agreed by itself in an article, or deleted; without the article as a whole, of which its own row tells. */
export const listAgreedBlocks = async (rows: Rows, articleId: string): Promise<ProvisionRow[]> =>
  (await listProvisions(rows, [articleId])).filter(({ blockId }) => blockId !== WHOLE)

/** The article has exactly these rows from now on, and its own row says which blocks are deleted by them. */
export async function replaceProvisions(
  rows: Rows,
  articleId: string,
  provisions: readonly ProvisionRow[],
): Promise<void> {
  await rows.deleteFrom('provision').where('article_id', '=', articleId).execute()
  const deleted = provisions.flatMap(({ blockId, status }) => (status === 'deleted' ? [blockId] : []))
  await rows
    .updateTable('article')
    .set({ deleted_blocks: deleted.length === 0 ? null : JSON.stringify(deleted) })
    .where('id', '=', articleId)
    .execute()
  for (let at = 0; at < provisions.length; at += 100)
    await rows
      .insertInto('provision')
      .values(
        provisions.slice(at, at + 100).map((row) => ({
          article_id: articleId,
          block_id: row.blockId,
          status: row.status,
          since: row.since,
          event_id: row.eventId,
          confirm_by: row.confirmBy,
          empty_in: JSON.stringify(row.emptyIn),
        })),
      )
      .execute()
}

export async function insertProvisionEvent(rows: Rows, event: ProvisionEventRow): Promise<void> {
  await rows
    .insertInto('provision_event')
    .values((e) => ({
      id: event.id,
      article_id: event.articleId,
      block_id: event.blockId,
      from_status: event.from,
      to_status: event.to,
      actor_id: event.actorId,
      hat: event.hat,
      at: event.at,
      reason: event.reason,
      group_name: event.group,
      objections: JSON.stringify(event.objections),
      // SI2: the one that goes on in this very transaction
      sitting_id: e
        .selectFrom('sitting')
        .innerJoin('article', 'article.charter_id', 'sitting.charter_id')
        .select('sitting.id')
        .where('article.id', '=', event.articleId)
        .where('sitting.ended_at', 'is', null),
    }))
    .execute()
}

/** Of these articles, oldest first; `since`: from this instant on. */
export async function listProvisionEvents(
  rows: Rows,
  articleIds: readonly string[],
  since = '',
): Promise<ProvisionEventRow[]> {
  if (articleIds.length === 0) return []
  const found = await rows
    .selectFrom('provision_event')
    .selectAll()
    .where('article_id', 'in', articleIds)
    .where('at', '>=', since)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return found.map((row) => ({
    id: row.id,
    articleId: row.article_id,
    blockId: row.block_id,
    from: row.from_status as PartStatus,
    to: row.to_status as PartStatus,
    actorId: row.actor_id,
    hat: row.hat as Hat,
    at: row.at,
    reason: row.reason,
    group: row.group_name,
    objections: JSON.parse(row.objections) as string[],
  }))
}

export async function insertConfirmations(
  rows: Rows,
  eventId: string,
  named: readonly { id: string; partyId: string }[],
): Promise<void> {
  if (named.length === 0) return
  await rows
    .insertInto('confirmation')
    .values(
      named.map(({ id, partyId }) => ({
        ...{ id, event_id: eventId, party_id: partyId },
        ...{ confirmed_at: null, refused_at: null, reason: null, by: null },
      })),
    )
    .execute()
}

/** Who was named by these acts, and what each said. */
export async function listConfirmations(rows: Rows, eventIds: readonly string[]): Promise<ConfirmationRow[]> {
  if (eventIds.length === 0) return []
  const found = await rows
    .selectFrom('confirmation')
    .selectAll()
    .where('event_id', 'in', [...new Set(eventIds)])
    .orderBy('id')
    .execute()
  return found.map((row) => ({
    id: row.id,
    eventId: row.event_id,
    partyId: row.party_id,
    confirmedAt: row.confirmed_at,
    refusedAt: row.refused_at,
    reason: row.reason,
    by: row.by,
  }))
}

/** Acts of agreement that a party was asked to confirm and said nothing of yet, each once, in the order of charters and articles. */
export async function owedConfirmations(
  rows: Rows,
  partyId: string,
): Promise<{ charterId: string; articleId: string; confirmBy: string | null }[]> {
  const found = await rows
    .selectFrom('confirmation')
    .innerJoin('provision', 'provision.event_id', 'confirmation.event_id')
    .innerJoin('article', 'article.id', 'provision.article_id')
    .innerJoin('charter', 'charter.id', 'article.charter_id')
    .select(['confirmation.event_id', 'charter.slug', 'article.charter_id', 'article.position'])
    .select(['provision.article_id', 'provision.confirm_by'])
    .distinct()
    .where('confirmation.party_id', '=', partyId)
    .where('confirmation.confirmed_at', 'is', null)
    .where('confirmation.refused_at', 'is', null)
    .where('provision.status', '=', 'agreed_ad_referendum')
    .where('article.deleted_at', 'is', null)
    .orderBy('charter.slug')
    .orderBy('article.position')
    .execute()
  return found.map((row) => ({ charterId: row.charter_id, articleId: row.article_id, confirmBy: row.confirm_by }))
}

/** What a party says in place of what it said. */
export async function answerConfirmation(
  rows: Rows,
  id: string,
  answer: Pick<ConfirmationRow, 'confirmedAt' | 'refusedAt' | 'reason' | 'by'>,
): Promise<void> {
  await rows
    .updateTable('confirmation')
    .set({
      confirmed_at: answer.confirmedAt,
      refused_at: answer.refusedAt,
      reason: answer.reason,
      by: answer.by,
    })
    .where('id', '=', id)
    .execute()
}
