/** Who is made a drafter of every new article, people and delegations: kept per charter, begun from the installation's own list. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import type { DraftersView } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { DraftersInput } from '../app.ts'
import type { Context } from '../context.ts'
import { listArticleRows } from '../store/articles.ts'
import {
  insertDrafters,
  listPossibleDrafters,
  lockCharter,
  readDrafters,
  replaceDrafters,
  setDraftingGroup,
} from '../store/charters.ts'
import { holdPeople, partiesById } from '../store/people.ts'
import { readSetting, writeSetting } from '../store/settings.ts'
import type { Rows } from '../store/store.ts'
import { record } from './record.ts'
import { charterSubject, seeCharter } from './see.ts'

const SETTING = 'drafting-group'

/** Whom charters that begin from now on have in their drafting group. */
export const setUsualDraftingGroup = (rows: Rows, personIds: readonly string[]): Promise<void> =>
  writeSetting(rows, SETTING, JSON.stringify(personIds))

async function usualDraftingGroup(rows: Rows): Promise<string[]> {
  const value = await readSetting(rows, SETTING)
  return value === null ? [] : (JSON.parse(value) as string[])
}

export async function beginDraftingGroup(rows: Rows, charterId: string): Promise<string[]> {
  // PN2: of whom the installation names, those whose accounts are open
  const people = await holdPeople(rows, await usualDraftingGroup(rows))
  await setDraftingGroup(rows, charterId, people)
  return people
}

/** Refuses with `not-allowed` to everybody but the secretariat. */
export async function readDraftersOf(
  { store }: Context,
  actor: Actor | null,
  charterId: string,
): Promise<Result<DraftersView>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!can(actor, 'charter.edit', charterSubject(charter))) return refuse('not-allowed')
  return ok(await viewDrafters(store.db, charter.id))
}

async function viewDrafters(rows: Rows, charterId: string): Promise<DraftersView> {
  const group = await readDrafters(rows, charterId)
  const { people, parties } = await listPossibleDrafters(rows)
  const partyOf = await partiesById(
    rows,
    people.map(({ partyId }) => partyId),
  )
  return {
    ...group,
    possible: {
      people: people.map(({ id, name, partyId }) => ({ id, name, party: partyOf.get(partyId ?? '') ?? null })),
      parties,
    },
  }
}

/**
 * Puts a group in place of the one there was: drafters of every article made from now on and, with `alsoExisting`, of those there are and that
 * are not locked. Nobody is taken off an article by it. Refuses with `invalid`.
 */
export async function setDrafters(
  { store, events }: Context,
  actor: Actor | null,
  charterId: string,
  input: DraftersInput,
): Promise<Result<DraftersView>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!can(actor, 'charter.edit', charterSubject(charter))) return refuse('not-allowed')
  const group = { people: [...new Set(input.people)].sort(), parties: [...new Set(input.parties)].sort() }
  const set = await store.transaction(async (rows): Promise<Result<DraftersView>> => {
    await lockCharter(rows, charter.id)
    const before = await readDrafters(rows, charter.id)
    // PN2: nobody leaves while they are put in
    await holdPeople(rows, [...group.people, ...before.people])
    const possible = await listPossibleDrafters(rows)
    const known = {
      // whoever is in it may stay, though they are no drafter any more
      people: new Set([...possible.people.map(({ id }) => id), ...before.people]),
      parties: new Set(possible.parties.map(({ id }) => id)),
    }
    const errors: Fault[] = []
    group.people.forEach((id, i) => {
      if (!known.people.has(id)) errors.push({ path: `people[${i}]`, message: 'is no drafter' })
    })
    group.parties.forEach((id, i) => {
      if (!known.parties.has(id)) errors.push({ path: `parties[${i}]`, message: 'is no delegation' })
    })
    if (errors.length > 0) return refuse('invalid', { errors })
    await replaceDrafters(rows, charter.id, group)
    const articles =
      input.alsoExisting === true
        ? (await listArticleRows(rows, charter.id)).filter(({ status, deletedAt }) => !isLocked(status) && !deletedAt)
        : []
    for (const { id } of articles) await insertDrafters(rows, id, group)
    await record(rows, {
      at: await store.now(rows),
      actor,
      as: 'secretariat',
      act: 'charter.drafters-set',
      subject: { kind: 'charter', id: charter.id },
      data: { from: before, to: group, articles: articles.map(({ id }) => id) },
    })
    return ok(await viewDrafters(rows, charter.id))
  })
  if (set.ok) events.tell({ kind: 'access-changed', personId: null, articleId: null, sessionId: null })
  return set
}
