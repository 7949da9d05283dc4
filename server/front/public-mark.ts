/**
 * How far the record reaches in acts that public pages show (rule CW4), asked of the database at most once in `CHECK_MS`, and again at once after an act
 * that this node heard of. Words that are typed and talks on their way change nothing of it.
 */
import { mayChangePublicPages } from '../../src/lib/domain/public-page.ts'

/** Below a second, with room for the asking itself. */
export const CHECK_MS = 800
const AT_ONCE = 500

export interface Act {
  seq: number
  act: string
}

export interface PublicMark {
  /** The mark as of less than `CHECK_MS` ago; a promise where the database has to be asked. */
  now(): number | Promise<number>
  /** Something public happened: what is known of the record is old. */
  doubt(): void
}

/** `actsAfter`: up to so many acts of the record after one of them, in order; `end`: the last there is. */
export function makePublicMark(
  { actsAfter, end }: { actsAfter(seq: number, limit: number): Promise<Act[]>; end(): Promise<number> },
  now: () => number,
): PublicMark {
  let seen: number | null = null
  let mark = 0
  let askedAt = -Infinity
  let doubts = 0
  let asking: { promise: Promise<number>; at: number; doubts: number } | null = null

  async function ask(at: number, before: number): Promise<number> {
    if (seen === null) {
      const last = await end()
      seen ??= last
      mark = Math.max(mark, seen)
    } else
      for (;;) {
        const from: number = seen
        const acts = await actsAfter(from, AT_ONCE)
        for (const { seq, act } of acts) if (mayChangePublicPages(act)) mark = Math.max(mark, seq)
        seen = Math.max(seen, acts.at(-1)?.seq ?? 0)
        if (acts.length < AT_ONCE) break
      }
    if (before === doubts) askedAt = Math.max(askedAt, at)
    return mark
  }

  return {
    now() {
      const at = now()
      if (at - askedAt < CHECK_MS) return mark
      // who began before the doubt, or too long ago, answers for the time before
      if (asking !== null && asking.doubts === doubts && at - asking.at < CHECK_MS) return asking.promise
      const mine = { promise: ask(at, doubts), at, doubts }
      asking = mine
      const done = (): void => void (asking === mine && (asking = null))
      mine.promise.then(done, done)
      return mine.promise
    },
    doubt() {
      doubts++
      askedAt = -Infinity
    },
  }
}
