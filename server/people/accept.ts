/** Accepting an invitation (rules LI*): whoever has the link gets an account, or joins with the one they have, and is signed in. */
import type { Role } from '../../src/lib/domain/actor.ts'
import type { InvitationFace, SignedIn } from '../../src/lib/domain/contract.ts'
import { LATER_SECONDS, ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { Door } from '../auth/door.ts'
import { TooBusy } from '../auth/password.ts'
import { openSession } from '../auth/session.ts'
import { checkPasswordOf, isStillPassword, signedInView } from '../auth/sign-in.ts'
import { cleanLine } from '../charter/input.ts'
import { record } from '../charter/record.ts'
import type { Context } from '../context.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { findLinkBySecret, setLinkPerson, spendLink, type LinkRow } from '../store/links.ts'
import { insertMembership } from '../store/memberships.ts'
import {
  findParty,
  findPerson,
  findPersonByEmail,
  hasHead,
  holdParty,
  insertPerson,
  loadActor,
  rolesOf,
  setParty,
  setRoles,
  type PersonRow,
} from '../store/people.ts'
import type { Rows } from '../store/store.ts'
import { checkPassword, LONGEST_NAME } from './input.ts'
import { inviterOf } from './inviter.ts'
import { hashOf, isSecret, notOpen, stateOf } from './links.ts'
import { Undone } from './undone.ts'

/** PE5: an invitation by the secretariat says that the credentials were seen. */
const VERIFYING: Role = 'secretariat'

async function openLink(rows: Rows, secret: string, now: string): Promise<Result<LinkRow>> {
  const link = isSecret(secret) ? await findLinkBySecret(rows, 'invitation', hashOf(secret)) : undefined
  if (!link) return refuse('not-found')
  const state = stateOf(link, now)
  return state === 'open' ? ok(link) : notOpen(state)
}

/** What the page of an invitation shows, the same whether its address has an account or not (LI5); looking at it spends nothing. Refuses with `not-found`, `link-used`, `link-expired`, `link-revoked`. */
export async function lookAtInvitation({ store }: Context, secret: string): Promise<Result<InvitationFace>> {
  const now = await store.now(store.db)
  const opened = await openLink(store.db, secret, now)
  if (!opened.ok) return opened
  const link = opened.value
  const inviter = await inviterOf(store.db, link, now)
  if (inviter === null) return refuse('link-revoked')
  const party = link.party_id === null ? undefined : await findParty(store.db, link.party_id)
  return ok({
    email: link.email!,
    name: link.name,
    roles: JSON.parse(link.roles) as Role[],
    party: party ? { code: party.code, name: party.name } : null,
    invitedBy: inviter.name,
    expiresAt: link.expires_at,
  })
}

/**
 * With a name: a new account of that name. Without: the account that its address has, with its own password, and where there is
 * none the answer is that of a wrong password, after the same work (LI5). `address`: the client's, for limits. Refuses as `lookAtInvitation`, with `wrong-credentials`, `already-member`, `head-taken`, `address-taken`, `invalid`, `too-many-*`.
 */
export async function acceptInvitation(
  { store, events, newId }: Context,
  door: Door,
  input: { token: string; name?: string | undefined; password: string },
  address: string | null,
): Promise<Result<SignedIn>> {
  const opened = await openLink(store.db, input.token, await store.now(store.db))
  if (!opened.ok) return opened
  const link = opened.value
  const { name, password } = input
  // before anybody is looked for: what is wrong with a form is the same for every address
  const cleaned = name === undefined ? ok(null) : clean(name, password)
  if (!cleaned.ok) return cleaned
  const known = await findPersonByEmail(store.db, link.email!)
  const entered =
    known === undefined && cleaned.value !== null
      ? await newcomer(door, cleaned.value, password)
      : await join(door, link.email!, known, password, address)
  if (!entered.ok) return entered
  const roles = JSON.parse(link.roles) as Role[]
  try {
    const accepted = await store.transaction(async (rows): Promise<Result<SignedIn>> => {
      const now = await store.now(rows)
      if (!(await spendLink(rows, link.id, now))) {
        const again = await openLink(rows, input.token, now)
        return again.ok ? refuse('busy') : again
      }
      const inviter = await inviterOf(rows, link, now)
      // a refusal from here on leaves the link unspent
      if (inviter === null) throw new Undone('link-revoked')
      const isVerified = inviter.roles.includes(VERIFYING)
      const by = inviter.id
      const id = known?.id ?? newId()
      // a person is held before their party, as in every act on people
      if (known && !(await isStillPassword(rows, id, entered.value.hash))) throw new Undone('wrong-credentials')
      if (link.party_id !== null) {
        await holdParty(rows, link.party_id)
        if (roles.includes('head') && (await hasHead(rows, link.party_id))) throw new Undone('head-taken')
      }
      if (known) {
        // roles of the house are not lost by joining: the secretariat changes them first
        const held = await findPerson(rows, id)
        if (held?.party_id != null || (await rolesOf(rows, id)).length > 0) throw new Undone('already-member')
        await setParty(rows, id, link.party_id)
        await setRoles(rows, id, roles)
        if (link.party_id !== null)
          await insertMembership(rows, {
            id: newId(),
            person_id: id,
            party_id: link.party_id,
            began_at: now,
            began_by: by,
            ...(isVerified ? { verified_at: now, verified_by: by } : {}),
          })
      } else {
        const person: PersonRow = {
          id,
          email: link.email!,
          name: entered.value.name,
          password_hash: entered.value.hash,
          party_id: link.party_id,
          created_at: now,
          deactivated_at: null,
        }
        await insertPerson(rows, person, roles, { by, isVerified })
      }
      await setLinkPerson(rows, link.id, id)
      const person = await loadActor(rows, id, now)
      if (person === null) throw new Undone('wrong-credentials')
      const session = await openSession(rows, door.newToken(), id, now)
      await record(rows, {
        at: now,
        actor: { ...person, sessionId: null, confirmedAt: null },
        act: known ? 'person.joined' : 'person.created',
        subject: { kind: 'person', id },
        data: { roles, party: person.party, invitation: link.id, isVerified: isVerified || link.party_id === null },
      })
      return ok(signedInView(session, person))
    })
    if (accepted.ok && known)
      events.tell({ kind: 'access-changed', personId: known.id, articleId: null, sessionId: null })
    return accepted
  } catch (error) {
    if (error instanceof Undone) return refuse(error.code)
    if (isUniqueViolation(error, 'person.email')) return refuse('address-taken')
    if (isUniqueViolation(error, 'membership.person_id')) return refuse('already-member')
    throw error
  }
}

function clean(name: string, password: string): Result<string> {
  const errors: Fault[] = []
  const called = cleanLine(errors, 'name', name, LONGEST_NAME)
  checkPassword(errors, 'password', password)
  return errors.length > 0 ? refuse('invalid', { errors }) : ok(called)
}

interface Entered {
  name: string
  hash: string
}

/** The hash is made outside of the transaction: it takes its time. */
async function newcomer(door: Door, name: string, password: string): Promise<Result<Entered>> {
  try {
    return ok({ name, hash: await door.passwords.hash(password) })
  } catch (error) {
    if (error instanceof TooBusy) return refuse('too-many-requests', { retryAfter: LATER_SECONDS })
    throw error
  }
}

async function join(
  door: Door,
  email: string,
  person: PersonRow | undefined,
  password: string,
  address: string | null,
): Promise<Result<Entered>> {
  const right = await checkPasswordOf(door, email, address, password)
  if (!right.ok) return right
  if (right.value === null || person === undefined) return refuse('wrong-credentials')
  return ok({ name: person.name, hash: right.value })
}
