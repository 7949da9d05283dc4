/** The account of whoever asks: what they say of themselves, their time in delegations, their sessions. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { AccountView, Page, SessionView } from '../../src/lib/domain/contract.ts'
import { isLanguageTag } from '../../src/lib/domain/language.ts'
import { isCapacity, standingOf, type Capacity } from '../../src/lib/domain/people.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { cleanLine } from '../charter/input.ts'
import { record } from '../charter/record.ts'
import type { Context } from '../context.ts'
import { findStandingMembership } from '../store/memberships.ts'
import { findPerson, holdPerson, rolesOf, updatePerson } from '../store/people.ts'
import { deleteSessionOf, deleteSessionsOf, listSessionsOf } from '../store/sessions.ts'
import { alternatesOfPerson } from './alternates.ts'
import { isTimeZone, LONGEST_NAME, LONGEST_TIES } from './input.ts'
import { membershipViews } from './people.ts'

export interface AccountInput {
  name?: string | undefined
  capacity?: Capacity | null | undefined
  officialTies?: string | null | undefined
  language?: string | null | undefined
  timeZone?: string | null | undefined
}

export async function readAccount({ store }: Context, actor: Actor | null): Promise<Result<AccountView>> {
  if (actor === null) return refuse('not-signed-in')
  const person = await findPerson(store.db, actor.id)
  if (!person) return refuse('not-signed-in')
  const now = await store.now(store.db)
  const membership = await findStandingMembership(store.db, actor.id)
  const standing =
    membership &&
    standingOf({
      verifiedAt: membership.verified_at,
      suspendedAt: membership.suspended_at,
      endedAt: membership.ended_at,
    })
  return ok({
    id: person.id,
    name: person.name,
    email: person.email,
    party: actor.party,
    roles: await rolesOf(store.db, actor.id),
    standing: standing === undefined || standing === 'ended' ? null : standing,
    capacity: isCapacity(person.capacity) ? person.capacity : null,
    officialTies: person.official_ties ?? null,
    language: person.language ?? null,
    timeZone: person.time_zone ?? null,
    memberships: await membershipViews(store.db, actor.id),
    alternates: await alternatesOfPerson(store.db, actor.id, now),
  })
}

/** What is not named stays. The record tells of a new name, capacity and ties: they stand beside statements (CP1). Refuses with `invalid`. */
export async function setAccount(
  context: Context,
  actor: Actor | null,
  input: AccountInput,
): Promise<Result<AccountView>> {
  const { store, events } = context
  if (actor === null) return refuse('not-signed-in')
  const errors: Fault[] = []
  const changes: Parameters<typeof updatePerson>[2] = {}
  if (input.name !== undefined) changes.name = cleanLine(errors, 'name', input.name, LONGEST_NAME)
  if (input.capacity !== undefined) {
    changes.capacity = input.capacity
    if (input.capacity !== null && !isCapacity(input.capacity))
      errors.push({ path: 'capacity', message: 'is not a capacity' })
  }
  if (input.officialTies !== undefined)
    changes.official_ties = cleanLine(errors, 'officialTies', input.officialTies ?? '', LONGEST_TIES, false) || null
  if (input.language !== undefined) {
    changes.language = input.language
    if (input.language !== null && !isLanguageTag(input.language))
      errors.push({ path: 'language', message: 'is not a language tag' })
  }
  if (input.timeZone !== undefined) {
    changes.time_zone = input.timeZone
    if (input.timeZone !== null && !isTimeZone(input.timeZone))
      errors.push({ path: 'timeZone', message: 'is not a time zone' })
  }
  if (errors.length > 0) return refuse('invalid', { errors })
  const isSeen = await store.transaction(async (rows) => {
    const before = await holdPerson(rows, actor.id)
    await updatePerson(rows, actor.id, changes)
    const told = (['name', 'capacity', 'official_ties'] as const).filter(
      (key) => changes[key] !== undefined && changes[key] !== (before?.[key] ?? null),
    )
    if (told.length === 0) return false
    await record(rows, {
      at: await store.now(rows),
      actor,
      act: 'person.declared',
      subject: { kind: 'person', id: actor.id },
      data: {
        from: Object.fromEntries(told.map((key) => [key, before?.[key] ?? null])),
        to: Object.fromEntries(told.map((key) => [key, changes[key] ?? null])),
      },
    })
    return true
  })
  if (isSeen) events.tell({ kind: 'access-changed', personId: actor.id, articleId: null, sessionId: null })
  return readAccount(context, actor)
}

/** The newest first. */
export async function listSessions({ store }: Context, actor: Actor | null): Promise<Result<Page<SessionView>>> {
  if (actor === null) return refuse('not-signed-in')
  const sessions = await listSessionsOf(store.db, actor.id, await store.now(store.db))
  return ok({
    items: sessions.map((session) => ({
      id: session.id,
      beganAt: session.created_at,
      confirmedAt: session.confirmed_at,
      expiresAt: session.expires_at,
      isThisOne: session.id === actor.sessionId,
    })),
    next: null,
  })
}

/** Ends one of the own sessions, its sockets too. Refuses with `not-found`. */
export async function endSession({ store, events }: Context, actor: Actor | null, id: string): Promise<Result<null>> {
  if (actor === null) return refuse('not-signed-in')
  if (!(await deleteSessionOf(store.db, actor.id, id))) return refuse('not-found')
  events.tell({ kind: 'access-changed', personId: actor.id, articleId: null, sessionId: id })
  return ok(null)
}

/** Ends all of them but the one that asks. */
export async function endOtherSessions({ store, events }: Context, actor: Actor | null): Promise<Result<null>> {
  if (actor === null) return refuse('not-signed-in')
  await deleteSessionsOf(store.db, actor.id, actor.sessionId)
  events.tell({ kind: 'access-changed', personId: actor.id, articleId: null, sessionId: null })
  return ok(null)
}
