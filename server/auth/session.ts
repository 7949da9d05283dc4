/** Sessions (rules SE*): opening, finding the actor behind a token, closing. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { MOST_SESSIONS } from '../../src/lib/domain/people.ts'
import { loadActor } from '../store/people.ts'
import {
  deleteExpiredSessions,
  deleteSession,
  deleteSessionsBeyond,
  extendSession,
  findSession,
  insertSession,
} from '../store/sessions.ts'
import type { Rows, Store } from '../store/store.ts'
import { hashSecret, isSecretOf, readToken, writeToken, type Token } from './token.ts'

/** SE2: a session lasts 30 days from its last renewal; it is renewed when less than half is left. */
const SESSION_DAYS = 30
const LIFETIME_MS = SESSION_DAYS * 24 * 60 * 60 * 1000

const later = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString()

/** Opens a session for a person whose password was just given. Swept on the way: sessions of everybody that ran out, and theirs beyond the limit (SE9). */
export async function openSession(
  rows: Rows,
  token: Token,
  personId: string,
  now: string,
): Promise<{ token: string; expiresAt: string }> {
  const expiresAt = later(now, LIFETIME_MS)
  await deleteExpiredSessions(rows, now)
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
 * SE1: the actor behind a token, with roles and party as they are now; null for a token that is malformed, unknown, expired,
 * of another secret, or of a closed account. Renews the session on the way. By the database's clock, also `lastsMs`.
 */
export async function actorOf(store: Store, token: string): Promise<Actor | null> {
  const given = readToken(token)
  if (given === null) return null
  const session = await findSession(store.db, given.id)
  if (!session || !isSecretOf(given.secret, session.secret_hash)) return null
  const asked = store.now(store.db)
  const [now, person] = await Promise.all([asked, loadActor(store.db, session.person_id, asked)])
  if (session.expires_at <= now || person === null) return null
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
