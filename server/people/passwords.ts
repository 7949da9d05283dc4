/** New passwords: by a link that the secretariat or the administrator makes (PE8), or by whoever knows the old one. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { LinkMade, SignedIn } from '../../src/lib/domain/contract.ts'
import { daysAfter, PASSWORD_LINK_DAYS } from '../../src/lib/domain/people.ts'
import { LATER_SECONDS, ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { Door } from '../auth/door.ts'
import { TooBusy } from '../auth/password.ts'
import { openSession } from '../auth/session.ts'
import { confirmPassword, isStillPassword, signedInView } from '../auth/sign-in.ts'
import { record } from '../charter/record.ts'
import type { Context } from '../context.ts'
import { findLinkBySecret, insertLink, revokePasswordLinks, spendLink, type LinkRow } from '../store/links.ts'
import { findPerson, holdPerson, loadActor, updatePerson } from '../store/people.ts'
import { deleteSessionsOf } from '../store/sessions.ts'
import type { Rows } from '../store/store.ts'
import { checkPassword } from './input.ts'
import { hashOf, isSecret, newSecret, notOpen, stateOf } from './links.ts'
import { administered } from './see.ts'
import { stillActing } from './still.ts'

/** Revokes the links made before. Refuses with `not-allowed`, `not-found`. */
export async function makePasswordLink(
  { store, newId }: Context,
  actor: Actor | null,
  personId: string,
): Promise<Result<LinkMade>> {
  const person = await administered(store.db, actor, personId, await store.now(store.db), 'person.resetPassword')
  if (!person.ok) return person
  const { secret, hash } = newSecret()
  const done = await store.transaction(async (rows): Promise<Result<LinkRow>> => {
    const at = await store.now(rows)
    const still = await stillActing(rows, actor!, at, personId)
    const allowed = still
      ? await administered(rows, still, personId, at, 'person.resetPassword')
      : refuse('not-allowed')
    if (!allowed.ok) return allowed
    const made: LinkRow = {
      id: newId(),
      secret_hash: hash,
      kind: 'password',
      party_id: null,
      email: null,
      name: null,
      roles: '[]',
      person_id: personId,
      created_by: actor!.id,
      created_at: at,
      expires_at: daysAfter(at, PASSWORD_LINK_DAYS),
      used_at: null,
      revoked_at: null,
    }
    await revokePasswordLinks(rows, personId, at)
    await insertLink(rows, made)
    await record(rows, {
      at,
      actor: still,
      as: 'secretariat',
      act: 'person.password-link-made',
      subject: { kind: 'person', id: personId },
      data: { link: made.id, expires: made.expires_at },
    })
    return ok(made)
  })
  if (!done.ok) return done
  return ok({ id: done.value.id, url: `/password/${secret}`, expiresAt: done.value.expires_at })
}

/** Who acts by a link, or made one, acts in no session. */
const NO_SESSION = { sessionId: null, confirmedAt: null }

async function openLink(rows: Rows, secret: string, now: string): Promise<Result<LinkRow>> {
  const link = isSecret(secret) ? await findLinkBySecret(rows, 'password', hashOf(secret)) : undefined
  if (!link) return refuse('not-found')
  const state = stateOf(link, now)
  return state === 'open' ? ok(link) : notOpen(state)
}

/** For whom the link is; looking at it spends nothing. Refuses with `not-found`, `link-*`. */
export async function lookAtPasswordLink(
  { store }: Context,
  secret: string,
): Promise<Result<{ name: string; email: string; expiresAt: string }>> {
  const link = await openLink(store.db, secret, await store.now(store.db))
  if (!link.ok) return link
  const person = await findPerson(store.db, link.value.person_id!)
  if (!person || person.deactivated_at !== null) return refuse('not-found')
  return ok({ name: person.name, email: person.email, expiresAt: link.value.expires_at })
}

const hashed = async (door: Door, password: string): Promise<Result<string>> => {
  try {
    return ok(await door.passwords.hash(password))
  } catch (error) {
    if (error instanceof TooBusy) return refuse('too-many-requests', { retryAfter: LATER_SECONDS })
    throw error
  }
}

const checked = (path: string, password: string): Result<null> => {
  const errors: Fault[] = []
  checkPassword(errors, path, password)
  return errors.length > 0 ? refuse('invalid', { errors }) : ok(null)
}

/** Spends the link, ends every session of the person, and signs them in. Refuses as `lookAtPasswordLink`, with `invalid`, `too-many-requests`. */
export async function resetPassword(
  { store, events }: Context,
  door: Door,
  input: { token: string; password: string },
): Promise<Result<SignedIn>> {
  const opened = await openLink(store.db, input.token, await store.now(store.db))
  if (!opened.ok) return opened
  const fits = checked('password', input.password)
  if (!fits.ok) return fits
  const hash = await hashed(door, input.password)
  if (!hash.ok) return hash
  const personId = opened.value.person_id!
  const done = await store.transaction(async (rows): Promise<Result<SignedIn>> => {
    const now = await store.now(rows)
    // held: not closed meanwhile, and nobody comes in with the old password after this
    await holdPerson(rows, personId)
    const person = await loadActor(rows, personId, now)
    if (person === null) return refuse('not-found')
    // PE8: whoever was made signatory since is not taken over by a link of before
    const by = opened.value.created_by
    const maker = by === null ? null : await loadActor(rows, by, now)
    const may = maker && (await administered(rows, { ...maker, ...NO_SESSION }, personId, now, 'person.resetPassword'))
    if (!may?.ok) return refuse('link-revoked')
    if (!(await spendLink(rows, opened.value.id, now))) {
      const again = await openLink(rows, input.token, now)
      return again.ok ? refuse('busy') : again
    }
    await updatePerson(rows, personId, { password_hash: hash.value })
    await deleteSessionsOf(rows, personId, null)
    const session = await openSession(rows, door.newToken(), personId, now)
    await record(rows, {
      at: now,
      actor: { ...person, ...NO_SESSION },
      act: 'person.password-reset',
      subject: { kind: 'person', id: personId },
      data: { link: opened.value.id },
    })
    return ok(signedInView(session, person))
  })
  if (done.ok) events.tell({ kind: 'access-changed', personId, articleId: null, sessionId: null })
  return done
}

/** Ends every other session. Refuses with `confirm-password` (the old one is wrong), `invalid`, `too-many-*`. */
export async function changePassword(
  { store, events }: Context,
  door: Door,
  actor: Actor | null,
  input: { old: string; new: string },
): Promise<Result<null>> {
  if (actor === null) return refuse('not-signed-in')
  const fits = checked('new', input.new)
  if (!fits.ok) return fits
  const right = await confirmPassword(door, actor, input.old)
  if (!right.ok) return right
  const hash = await hashed(door, input.new)
  if (!hash.ok) return hash
  const isChanged = await store.transaction(async (rows) => {
    // SE8: set anew by a link meanwhile: it was not theirs any more
    if (!(await isStillPassword(rows, actor.id, right.value))) return false
    await updatePerson(rows, actor.id, { password_hash: hash.value })
    await deleteSessionsOf(rows, actor.id, actor.sessionId)
    await revokePasswordLinks(rows, actor.id, await store.now(rows))
    await record(rows, {
      at: await store.now(rows),
      actor,
      act: 'person.password-changed',
      subject: { kind: 'person', id: actor.id },
    })
    return true
  })
  if (!isChanged) return refuse('confirm-password')
  events.tell({ kind: 'access-changed', personId: actor.id, articleId: null, sessionId: null })
  return ok(null)
}
