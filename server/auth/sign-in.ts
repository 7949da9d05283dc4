/** Signing in, and giving the password again before a signature (rules SE3, SE4, SE6). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ActorView, SignedIn } from '../../src/lib/domain/contract.ts'
import { LATER_SECONDS, ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { findPerson, findPersonByEmail, foldEmail, holdPerson, loadActor } from '../store/people.ts'
import type { Door } from './door.ts'
import { PASSWORD_LENGTH, TooBusy } from './password.ts'
import { openSession } from './session.ts'
import type { Rows } from '../store/store.ts'

const actorView = (actor: Pick<Actor, 'id' | 'name' | 'email' | 'party' | 'roles'>): ActorView => ({
  id: actor.id,
  name: actor.name,
  email: actor.email,
  party: actor.party,
  roles: [...actor.roles],
})

export const signedInView = (
  { token, expiresAt }: { token: string; expiresAt: string },
  actor: Parameters<typeof actorView>[0],
): SignedIn => ({ token, expiresAt, actor: actorView(actor) })

/** Longest address of a mailbox, in characters (RFC 5321: 64 + 1 + 255). */
const LONGEST_EMAIL = 320

/**
 * Looks at a password within the limits. `stored` is asked for after the try was counted and is null where there is no account:
 * both then take the same work (SE3) and the same limits (SE4). Answers the hash that it fits, null where it is wrong: looking takes its time,
 * so whoever acts on it asks `isStillPassword` in the transaction of the act.
 */
async function check(
  door: Door,
  account: string,
  address: string | null,
  password: string,
  stored: () => Promise<string | null>,
): Promise<Result<string | null>> {
  // nobody's: megabytes are neither composed anew nor hashed, and PostgreSQL cannot be asked about U+0000
  if (account.length > LONGEST_EMAIL || password.length > PASSWORD_LENGTH.max || account.includes('\0')) return ok(null)
  const wait = await door.attempts.take(account, address)
  if (wait !== null) return refuse('too-many-attempts', { retryAfter: wait })
  try {
    const hash = await stored()
    const isRight = await door.passwords.verify(hash, password)
    if (isRight) await door.attempts.giveBack(account, address)
    return ok(isRight ? hash : null)
  } catch (error) {
    if (!(error instanceof TooBusy)) throw error
    await door.attempts.giveBack(account, address)
    return refuse('too-many-requests', { retryAfter: LATER_SECONDS })
  }
}

/** SE8: whether the account is open and has the password of this hash. Holds the person: of a new password and an act with the old one, one is first. */
export async function isStillPassword(rows: Rows, personId: string, hash: string): Promise<boolean> {
  const person = await holdPerson(rows, personId)
  return person !== undefined && person.deactivated_at === null && person.password_hash === hash
}

/** Opens a session for address and password. A wrong password, an unknown address and a closed account are one answer: `wrong-credentials`. */
export async function signIn(
  door: Door,
  input: { email: string; password: string },
  address: string | null,
): Promise<Result<SignedIn>> {
  const email = foldEmail(input.email)
  let personId: string | null = null
  const right = await check(door, email, address, input.password, async () => {
    const person = await findPersonByEmail(door.store.db, email)
    if (!person || person.deactivated_at !== null) return null
    personId = person.id
    return person.password_hash
  })
  if (!right.ok) return right
  if (right.value === null || personId === null) return refuse('wrong-credentials')
  const [id, hash]: [string, string] = [personId, right.value]
  return door.store.transaction(async (rows) => {
    if (!(await isStillPassword(rows, id, hash))) return refuse('wrong-credentials')
    const now = await door.store.now(rows)
    const person = await loadActor(rows, id, now)
    if (person === null) return refuse('wrong-credentials')
    const { token, expiresAt } = await openSession(rows, door.newToken(), id, now)
    return ok(signedInView({ token, expiresAt }, person))
  })
}

/** The hash that `password` fits, if it is the one of the open account with this address (folded), within the limits of sign-ins; else null. */
export const checkPasswordOf = (
  door: Door,
  email: string,
  address: string | null,
  password: string,
): Promise<Result<string | null>> =>
  check(door, email, address, password, async () => {
    const person = await findPersonByEmail(door.store.db, email)
    return person && person.deactivated_at === null ? person.password_hash : null
  })

/**
 * SE6: whether `password` is the acting person's own; tries count against the same limit as sign-ins, under the account alone.
 * Answers the hash that it fits. Refuses with `confirm-password` when it is wrong.
 */
export async function confirmPassword(door: Door, actor: Actor, password: string): Promise<Result<string>> {
  const right = await check(door, actor.email, null, password, async () => {
    const person = await findPerson(door.store.db, actor.id)
    return person && person.deactivated_at === null ? person.password_hash : null
  })
  if (!right.ok) return right
  return right.value !== null ? ok(right.value) : refuse('confirm-password', { detail: 'The password is not right.' })
}
