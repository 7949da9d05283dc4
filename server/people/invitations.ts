/** Invitations into a delegation or the house: made, listed and revoked by those who may give the roles in them (rules LI*, PE2). */
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import type { InvitationView, LinkMade, Page } from '../../src/lib/domain/contract.ts'
import { daysAfter, INVITATION_DAYS } from '../../src/lib/domain/people.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { cleanLine } from '../charter/input.ts'
import { record } from '../charter/record.ts'
import type { Context } from '../context.ts'
import {
  countOpenInvitations,
  findLink,
  insertLink,
  listInvitationRows,
  revokeLink,
  type LinkRow,
} from '../store/links.ts'
import { findPartyByCode, hasHead, holdParty, namesById, partiesById, type PartyRow } from '../store/people.ts'
import type { Rows } from '../store/store.ts'
import { cleanEmail, LONGEST_NAME } from './input.ts'
import { working } from './inviter.ts'
import { newSecret, stateOf } from './links.ts'
import { stillActing } from './still.ts'

/** Invitations that a list shows, and that can be open in one place: none that works is out of sight. */
const SHOWN = 200

export interface InvitationInput {
  email: string
  name?: string | undefined
  roles: readonly Role[]
  /** Code; null: the house. */
  party: string | null
}

/** The party of a code, null for the house, undefined where there is none. */
const placeOf = async (rows: Rows, code: string | null): Promise<PartyRow | null | undefined> =>
  code === null ? null : findPartyByCode(rows, code)

/** Refuses with `not-allowed`, `not-found` (no such party), `head-taken`, `invalid`. The secret leaves the server here and never again. */
export async function invite(
  { store, newId }: Context,
  actor: Actor | null,
  input: InvitationInput,
): Promise<Result<LinkMade>> {
  if (actor === null) return refuse('not-signed-in')
  const place = await placeOf(store.db, input.party)
  const partyId = place?.id ?? null
  // who may give no role anywhere learns nothing of parties
  if (place === undefined)
    return refuse(can(actor, 'people.administer', { kind: 'service' }) ? 'not-found' : 'not-allowed')
  if (!can(actor, 'roles.give', { kind: 'roles', partyId, roles: input.roles })) {
    const mayInvite =
      can(actor, 'people.verify', { kind: 'service' }) ||
      (partyId !== null && can(actor, 'party.people', { kind: 'party', id: partyId }))
    if (!mayInvite) return refuse('not-allowed')
    return refuse('invalid', { errors: [{ path: 'roles', message: 'must be roles that you may give there' }] })
  }
  const errors: Fault[] = []
  const email = cleanEmail(errors, 'email', input.email)
  const name = cleanLine(errors, 'name', input.name ?? '', LONGEST_NAME, false)
  if (errors.length > 0) return refuse('invalid', { errors })
  const { secret, hash } = newSecret()
  const made = await store.transaction(async (rows): Promise<Result<LinkRow>> => {
    const at = await store.now(rows)
    const still = await stillActing(rows, actor, at)
    if (!can(still, 'roles.give', { kind: 'roles', partyId, roles: input.roles })) return refuse('not-allowed')
    if (partyId !== null) await holdParty(rows, partyId)
    if (partyId !== null && input.roles.includes('head') && (await hasHead(rows, partyId))) return refuse('head-taken')
    if ((await countOpenInvitations(rows, partyId, at)) >= SHOWN)
      return refuse('invalid', { errors: [{ path: 'party', message: `must have at most ${SHOWN} open invitations` }] })
    const link: LinkRow = {
      id: newId(),
      secret_hash: hash,
      kind: 'invitation',
      party_id: partyId,
      email,
      name: name === '' ? null : name,
      roles: JSON.stringify(input.roles),
      person_id: null,
      created_by: actor.id,
      created_at: at,
      expires_at: daysAfter(at, INVITATION_DAYS),
      used_at: null,
      revoked_at: null,
    }
    await insertLink(rows, link)
    await record(rows, {
      at,
      actor,
      as: partyId !== null && actor.partyId === partyId ? 'head' : 'secretariat',
      act: 'invitation.made',
      subject: { kind: 'invitation', id: link.id },
      data: { party: place && { code: place.code, name: place.name }, roles: input.roles, expires: link.expires_at },
    })
    return ok(link)
  })
  if (!made.ok) return made
  return ok({ id: made.value.id, url: `/invite/${secret}`, expiresAt: made.value.expires_at })
}

/** The invitations of a party (`code`) or the house (null), the newest first. Refuses with `not-found`. */
export async function listInvitations(
  { store }: Context,
  actor: Actor | null,
  code: string | null,
): Promise<Result<Page<InvitationView>>> {
  if (actor === null) return refuse('not-signed-in')
  const place = await placeOf(store.db, code)
  const isShown =
    place !== undefined &&
    (place === null
      ? can(actor, 'people.administer', { kind: 'service' })
      : can(actor, 'party.people', { kind: 'party', id: place.id }))
  if (!isShown) return refuse('not-found')
  const now = await store.now(store.db)
  const links = await listInvitationRows(store.db, place?.id ?? null, SHOWN, now)
  const names = await namesById(
    store.db,
    links.map(({ created_by }) => created_by),
  )
  const works = await working(
    store.db,
    links.filter((link) => stateOf(link, now) === 'open'),
    now,
  )
  const shownState = (link: LinkRow): InvitationView['state'] => {
    const state = stateOf(link, now)
    return state === 'open' && !works.has(link.id) ? 'lapsed' : state
  }
  return ok({
    items: links.map((link) => ({
      id: link.id,
      email: link.email!,
      name: link.name,
      roles: JSON.parse(link.roles) as Role[],
      party: place && { code: place.code, name: place.name },
      invitedBy: link.created_by === null ? null : (names.get(link.created_by) ?? null),
      createdAt: link.created_at,
      expiresAt: link.expires_at,
      state: shownState(link),
    })),
    next: null,
  })
}

/** Whoever may invite there may revoke. Refuses with `not-found`, `link-used`, `already-so`. */
export async function revokeInvitation({ store }: Context, actor: Actor | null, id: string): Promise<Result<null>> {
  if (actor === null) return refuse('not-signed-in')
  const link = await findLink(store.db, id)
  const isTheirs =
    link?.kind === 'invitation' &&
    (can(actor, 'people.administer', { kind: 'service' }) ||
      can(actor, 'roles.give', { kind: 'roles', partyId: link.party_id, roles: JSON.parse(link.roles) as Role[] }))
  if (!link || !isTheirs) return refuse('not-found')
  return store.transaction(async (rows): Promise<Result<null>> => {
    const at = await store.now(rows)
    if (!(await revokeLink(rows, id, at)))
      return refuse((await findLink(rows, id))?.used_at == null ? 'already-so' : 'link-used')
    const party =
      link.party_id === null ? null : ((await partiesById(rows, [link.party_id])).get(link.party_id) ?? null)
    await record(rows, {
      at,
      actor,
      as: actor.partyId === link.party_id && link.party_id !== null ? 'head' : 'secretariat',
      act: 'invitation.revoked',
      subject: { kind: 'invitation', id },
      data: { party },
    })
    return ok(null)
  })
}
