/** The one session door of the process: what sign-in, pages, the API and sockets work with. Made once, so that limits hold for all of them. */
import { randomBytes } from 'node:crypto'
import type { Store } from '../store/store.ts'
import type { Attempts } from './attempts.ts'
import { makePasswords, type Passwords } from './password.ts'

export interface Door {
  store: Store
  passwords: Passwords
  attempts: Attempts
  /** Fresh random text: the id of a session is public to its owner, its secret proves it. */
  newToken(): { id: string; secret: string }
}

export function makeDoor(store: Store, attempts: Attempts): Door {
  return {
    store,
    passwords: makePasswords(),
    attempts,
    newToken: () => ({ id: randomBytes(15).toString('base64url'), secret: randomBytes(32).toString('base64url') }),
  }
}
