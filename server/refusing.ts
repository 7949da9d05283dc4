/** What only the database knows of an act, that it was done already (AU6), is a refusal like every other. */
import type { Actor } from '../src/lib/domain/actor.ts'
import { refuse, type Result } from '../src/lib/domain/result.ts'
import { doneBefore } from './charter/record.ts'
import { DoneAlready } from './store/keyed-acts.ts'
import type { Store } from './store/store.ts'

type Verb = (actor: unknown, ...asked: unknown[]) => Promise<unknown>

const isRefused = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && (answer as Partial<Result<unknown>>).ok === false
const isActor = (asked: unknown): asked is Actor => typeof asked === 'object' && asked !== null && 'request' in asked

/**
 * The same verbs, in groups or not. Where the same request came before and did it, in that very moment even, that is what each answers:
 * what it had made of the world, such as a label that is taken, is nobody else's doing.
 */
export function refusing<T extends object>(store: Store, verbs: T): T {
  const of = (value: unknown): unknown => {
    if (typeof value === 'object' && value !== null) return refusing(store, value)
    if (typeof value !== 'function') return value
    return async (actor: unknown, ...asked: unknown[]) => {
      try {
        const answer = await (value as Verb)(actor, ...asked)
        const subject = isActor(actor) && isRefused(answer) ? await doneBefore(store, actor) : null
        return subject === null ? answer : refuse('already-done', { subject })
      } catch (error) {
        if (error instanceof DoneAlready) return refuse('already-done', { subject: error.subject })
        throw error
      }
    }
  }
  return Object.fromEntries(Object.entries(verbs).map(([name, value]) => [name, of(value)])) as T
}
