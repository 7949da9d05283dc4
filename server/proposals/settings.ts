/** Until when proposals are in time (the secretariat's to say), and whether a delegation's head approves of its own (its head's to say). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { dueFault } from '../../src/lib/domain/due.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { record } from '../charter/record.ts'
import { charterSubject, readsWorkingTexts, seeCharter } from '../charter/see.ts'
import { asWorn, mayStill, wear } from '../charter/wear.ts'
import type { Context } from '../context.ts'
import { findPartyByCode, type PartyRow } from '../store/people.ts'
import { partiesWithHeads, setNeedsHead } from '../store/proposal-sponsors.ts'
import { deadlineOf, setDeadline } from '../store/proposal-story.ts'
import type { Rows } from '../store/store.ts'

export interface Deadline {
  /** RFC 3339 UTC; null: none. */
  until: string | null
}

/** Every reader may know it. */
export async function readDeadline(
  { store }: Context,
  actor: Actor | null,
  charterId: string,
): Promise<Result<Deadline>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  return ok({ until: await deadlineOf(store.db, charter.id) })
}

/** PS4: what is submitted after it is late. An instant to come that nobody reads as another (DU1-DU3). Refuses with `invalid`. */
export async function setProposalsUntil(
  { store }: Context,
  actor: Actor | null,
  charterId: string,
  { until }: Deadline,
): Promise<Result<Deadline>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  const worn = wear(actor, undefined, 'charter.settings', () => charterSubject(charter))
  if (!worn.ok) return worn
  return store.transaction(async (rows): Promise<Result<Deadline>> => {
    const at = await store.now(rows)
    if (!(await mayStill(rows, worn.value, at, 'charter.settings', charterSubject(charter))))
      return refuse('not-allowed')
    const fault = until === null ? null : dueFault(until, at)
    if (fault) return refuse('invalid', { errors: [{ path: 'until', message: `is no such instant: ${fault}` }] })
    const next = until && new Date(until).toISOString()
    const before = await deadlineOf(rows, charter.id)
    await setDeadline(rows, charter.id, next)
    await record(rows, {
      at,
      ...asWorn(worn.value),
      act: 'charter.proposals-until-set',
      subject: { kind: 'charter', id: charter.id },
      data: { was: before, until: next },
    })
    return ok({ until: next })
  })
}

export interface HeadsApproval {
  needHead: boolean
}

/** A party whose people the actor is one of. */
async function seeOwnParty(rows: Rows, actor: Actor, code: string): Promise<PartyRow | undefined> {
  const party = await findPartyByCode(rows, code)
  return party && can(actor, 'party.see', { kind: 'party', id: party.id }) ? party : undefined
}

export async function readNeedsHead(
  { store }: Context,
  actor: Actor | null,
  code: string,
): Promise<Result<HeadsApproval>> {
  if (actor === null) return refuse('not-signed-in')
  const party = await seeOwnParty(store.db, actor, code)
  return party ? ok({ needHead: (await partiesWithHeads(store.db)).has(party.id) }) : refuse('not-found')
}

/** PS3. Refuses with `not-allowed` to everybody but the head. */
export async function setPartyNeedsHead(
  { store }: Context,
  actor: Actor | null,
  code: string,
  { needHead }: HeadsApproval,
): Promise<Result<HeadsApproval>> {
  if (actor === null) return refuse('not-signed-in')
  const party = await seeOwnParty(store.db, actor, code)
  if (!party) return refuse('not-found')
  const about = { kind: 'party', id: party.id } as const
  const worn = wear(actor, undefined, 'party.proposals', () => about)
  if (!worn.ok) return worn
  const isAllowed = await store.transaction(async (rows) => {
    const at = await store.now(rows)
    if (!(await mayStill(rows, worn.value, at, 'party.proposals', about))) return false
    if (!(await setNeedsHead(rows, party.id, needHead))) return true
    await record(rows, {
      at,
      ...asWorn(worn.value),
      act: 'party.proposals-set',
      subject: { kind: 'party', id: party.id },
      data: { party: actor.party, needHead },
    })
    return true
  })
  return isAllowed ? ok({ needHead }) : refuse('not-allowed')
}
