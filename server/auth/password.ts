/**
 * Passwords: argon2id with OWASP's parameters (19 MiB, two passes, one lane).
 * At most two hashes run at once, since they share the process's thread pool with the disk's writes, and at most
 * `WAITING` wait: beyond that a try is turned away instead of filling memory.
 */
import { hash, verify, type Options } from '@node-rs/argon2'

/** OWASP Password Storage Cheat Sheet: argon2id (the library's default algorithm), m=19456 KiB, t=2, p=1. */
const PARAMETERS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 }
const RUNNING = 2
const WAITING = 200

/** Shortest and longest password that is taken, in characters. */
export const PASSWORD_LENGTH = { min: 10, max: 512 } as const

/** Thrown when too many passwords are being checked; the caller answers `too-many-requests`. */
export class TooBusy extends Error {}

export interface Passwords {
  /** The PHC string to keep. Two equal passwords give different strings. */
  hash(password: string): Promise<string>
  /**
   * Whether `password` belongs to `stored`. With `stored` null (no such account, or one without a password) the same
   * work is done against a hash of nothing and the answer is no: time does not tell who has an account.
   * Throws `TooBusy`.
   */
  verify(stored: string | null, password: string): Promise<boolean>
}

/** The same password typed on another keyboard may arrive composed differently (RFC 8265: NFKC is our choice here). */
const fold = (password: string): string => password.normalize('NFKC')

export function makePasswords(parameters: Options = PARAMETERS): Passwords {
  let running = 0
  const queue: (() => void)[] = []
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= RUNNING) {
      if (queue.length >= WAITING) throw new TooBusy('too many passwords are being checked')
      await new Promise<void>((go) => queue.push(go))
    } else running++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      // the place is handed on, so that nobody slips in between
      if (next) next()
      else running--
    }
  }
  // made at once, so that the first unknown account is no slower than the second
  const nothing = hash('nobody has this password', parameters)
  return {
    hash: (password) => inTurn(() => hash(fold(password), parameters)),
    async verify(stored, password) {
      if (stored !== null) return inTurn(() => verify(stored, fold(password)))
      const standIn = await nothing
      await inTurn(() => verify(standIn, fold(password)))
      return false
    },
  }
}
