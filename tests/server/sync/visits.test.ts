import { expect, it } from 'vitest'
import { Visits } from '../../../server/sync/visits.ts'
import type { Store } from '../../../server/store/store.ts'

/** A store whose transactions end when they are let go; nothing is looked at inside. */
function slowStore(): { store: Store; begun: () => number; letGo: (error?: Error) => void } {
  const open: PromiseWithResolvers<void>[] = []
  let begun = 0
  const transaction = (): Promise<void> => {
    const one = Promise.withResolvers<void>()
    open.push(one)
    begun++
    return one.promise
  }
  return {
    store: { transaction } as unknown as Store,
    begun: () => begun,
    letGo(error) {
      const one = open.shift()!
      if (error === undefined) one.resolve()
      else one.reject(error)
    },
  }
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const AT = '2026-01-05T09:00:00.000Z'

it('SY2: visits that come while others are kept are kept together, and none is forgotten', async () => {
  const { store, begun, letGo } = slowStore()
  const failures: unknown[] = []
  const visits = new Visits(store, (error) => failures.push(error))
  for (const person of ['a', 'b', 'c', 'b']) visits.note(person, 'document-1', AT)
  expect(begun()).toBe(1)
  letGo(new Error('locked'))
  await turn()
  expect(begun()).toBe(2)
  expect(failures).toHaveLength(1)
  const settled = visits.settled()
  letGo()
  await settled
  visits.note('a', 'document-1', AT)
  expect(begun()).toBe(3)
  letGo()
  await visits.settled()
  expect(failures).toHaveLength(1)
})
