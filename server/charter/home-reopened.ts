/** What was agreed and is discussed again (rule HO17), for those who work with it. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import type { HomeArticle, HomeReopened } from '../../src/lib/domain/home.ts'
import { daysAfter } from '../../src/lib/domain/people.ts'
import type { TriageArticle } from '../../src/lib/domain/triage.ts'
import type { CharterRow } from '../store/charters.ts'
import { namesById } from '../store/people.ts'
import { listConfirmations, listProvisionEvents, listProvisions, WHOLE } from '../store/provisions.ts'
import type { Rows } from '../store/store.ts'
import { namesFor } from './attributed.ts'

/** Days for which it is told, as the board tells it. */
const DAYS = 7

/** Newest first. `placeOf`: what a part is called; `now`: the database's instant. */
export async function reopenedFor(
  rows: Rows,
  actor: Actor,
  charter: CharterRow,
  articles: readonly HomeArticle[],
  names: ReadonlyMap<string, TriageArticle>,
  placeOf: (articleId: string, blockId: string) => string | null,
  now: string,
): Promise<HomeReopened[]> {
  const byId = new Map(articles.map((article) => [article.id, article]))
  const events = await listProvisionEvents(rows, [...byId.keys()], daysAfter(now, -DAYS))
  const lately = events.filter(({ from, to, at, articleId, actorId }) => {
    const { openedAt } = byId.get(articleId)!
    return isLocked(from) && !isLocked(to) && to !== 'deleted' && actorId !== actor.id && (openedAt ?? '') < at
  })
  if (lately.length === 0) return []
  const theirs = actor.roles.some((role) => role === 'head' || role === 'drafter')
    ? lately
    : await confirmedBy(rows, actor, lately)
  const stood = await listProvisions(
    rows,
    theirs.map(({ articleId }) => articleId),
  )
  // agreed again, there is nothing to tell; of several times the last
  const open = theirs.filter(({ articleId, blockId }) => {
    const part = stood.find((row) => row.articleId === articleId && row.blockId === blockId && blockId !== WHOLE)
    return !isLocked(part?.status ?? byId.get(articleId)!.status)
  })
  const last = new Map(open.map((event) => [`${event.articleId} ${event.blockId}`, event]))
  const people = await namesById(
    rows,
    [...last.values()].map(({ actorId }) => actorId),
  )
  const named = namesFor(charter, actor)
  return [...last.values()].toReversed().map(({ id, articleId, blockId, at, hat, actorId, reason }) => ({
    ...{ id, at, hat, article: names.get(articleId)! },
    place: blockId === WHOLE ? null : placeOf(articleId, blockId),
    // who acted for a delegation is a delegation's affair
    by: hat === 'party' || actorId === null ? null : (people.get(actorId) ?? null),
    reason: named.note(reason),
  }))
}

/** Of these, those of what this person had confirmed. */
async function confirmedBy<Event extends { articleId: string; blockId: string; at: string }>(
  rows: Rows,
  actor: Actor,
  reopened: readonly Event[],
): Promise<Event[]> {
  const before = await listProvisionEvents(
    rows,
    reopened.map(({ articleId }) => articleId),
  )
  const answers = await listConfirmations(
    rows,
    before.flatMap(({ id, to }) => (to === 'agreed_ad_referendum' ? [id] : [])),
  )
  const confirmed = new Set(
    answers.flatMap(({ eventId, by, confirmedAt }) => (by === actor.id && confirmedAt !== null ? [eventId] : [])),
  )
  const acts = before.filter(({ id }) => confirmed.has(id))
  return reopened.filter(({ articleId, blockId, at }) =>
    acts.some(
      (act) =>
        act.articleId === articleId &&
        act.at <= at &&
        (act.blockId === blockId || act.blockId === WHOLE || blockId === WHOLE),
    ),
  )
}
