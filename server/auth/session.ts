/** Sessions (rules SE*): opening, finding the actor behind a token, closing. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { MOST_SESSIONS } from '../../src/lib/domain/people.ts'
import { asError } from '../store/errors.ts'
import { forgetKeys } from '../store/keyed-acts.ts'
import { loadActors, type Person } from '../store/people.ts'
import {
  deleteExpiredSessions,
  deleteSession,
  deleteSessionsBeyond,
  extendSession,
  findSessions,
  insertSession,
  type SessionRow,
} from '../store/sessions.ts'
import type { Rows, Store } from '../store/store.ts'
import { hashSecret, isSecretOf, readToken, writeToken, type Token } from './token.ts'

/** SE2: a session lasts 30 days from its last renewal; it is renewed when less than half is left. */
const SESSION_DAYS = 30
const LIFETIME_MS = SESSION_DAYS * 24 * 60 * 60 * 1000

const later = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString()

/**
 * Opens a session for a person whose password was just given. Swept on the way: sessions of everybody that ran out, theirs beyond the limit (SE9), and
 * keys of acts that nobody sends again (AU6).
 */
export async function openSession(
  rows: Rows,
  token: Token,
  personId: string,
  now: string,
): Promise<{ token: string; expiresAt: string }> {
  const expiresAt = later(now, LIFETIME_MS)
  await deleteExpiredSessions(rows, now)
  await forgetKeys(rows, now)
  await insertSession(rows, {
    id: token.id,
    secret_hash: hashSecret(token.secret),
    person_id: personId,
    created_at: now,
    expires_at: expiresAt,
    confirmed_at: now,
  })
  await deleteSessionsBeyond(rows, personId, MOST_SESSIONS, token.id)
  return { token: writeToken(token), expiresAt }
}

/**
 * SE1: the actors behind tokens, in their order, with roles and party as they are now; null for a token that is malformed, unknown, expired,
 * of another secret, or of a closed account; the error where one could not be renewed, which is done on the way. By the database's clock, also
 * `lastsMs`.
 */
export async function actorsOf(store: Store, tokens: readonly string[]): Promise<(Actor | null | Error)[]> {
  const given = tokens.map(readToken)
  const ids = given.flatMap((token) => token?.id ?? [])
  const found = ids.length === 0 ? new Map<string, SessionRow>() : await findSessions(store.db, ids)
  const sessions = given.map((token) => {
    const session = token === null ? undefined : found.get(token.id)
    return session !== undefined && isSecretOf(token!.secret, session.secret_hash) ? session : null
  })
  const personIds = new Set(sessions.flatMap((session) => session?.person_id ?? []))
  if (personIds.size === 0) return sessions.map(() => null)
  const asked = store.now(store.db)
  const [now, people] = await Promise.all([asked, loadActors(store.db, [...personIds], asked)])
  return Promise.all(
    sessions.map((session) =>
      session === null ? null : actorIn(store, session, people.get(session.person_id), now).catch(asError),
    ),
  )
}

/** `now`: RFC 3339 UTC. */
async function actorIn(
  store: Store,
  session: SessionRow,
  person: Person | undefined,
  now: string,
): Promise<Actor | null> {
  if (session.expires_at <= now || person === undefined) return null
  let lastsMs = Date.parse(session.expires_at) - Date.parse(now)
  if (lastsMs < LIFETIME_MS / 2) {
    lastsMs = LIFETIME_MS
    await extendSession(store.db, session.id, later(now, LIFETIME_MS))
  }
  lastsMs = Math.min(lastsMs, person.lastsMs ?? Infinity)
  return { ...person, sessionId: session.id, confirmedAt: session.confirmed_at, lastsMs }
}

/** SE5: ends the session; its token is worth nothing from then on. */
export async function closeSession(store: Store, sessionId: string): Promise<void> {
  await deleteSession(store.db, sessionId)
}
