/** What the database alone knows is a refusal like every other: that something was done already (AU6), and that it cannot be asked. */
import { refuse, type Refused } from '../src/lib/domain/result.ts'
import { codeOf } from './store/errors.ts'
import { DoneAlready } from './store/keyed-acts.ts'

/** Seconds until it is worth asking a database again that was away. */
const AWAY_S = 5

/** The refusal that an error stands for; any other error is thrown on. */
export function refusalOf(error: unknown): Refused {
  if (error instanceof DoneAlready) return refuse('already-done', { subject: error.subject })
  if (codeOf(error) === 'STORE_AWAY') return refuse('away', { retryAfter: AWAY_S })
  throw error
}

type Verb = (...asked: unknown[]) => unknown

/** The same verbs, in groups or not, each of which answers such errors with a refusal. */
export function refusing<T extends object>(verbs: T): T {
  const of = (value: unknown): unknown => {
    if (typeof value === 'object' && value !== null) return refusing(value)
    if (typeof value !== 'function') return value
    return async (...asked: unknown[]) => {
      try {
        return await (value as Verb)(...asked)
      } catch (error) {
        return refusalOf(error)
      }
    }
  }
  return Object.fromEntries(Object.entries(verbs).map(([name, value]) => [name, of(value)])) as T
}
