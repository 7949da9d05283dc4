import { describe, expect, it } from 'vitest'
import { Closings, collectGarbage, MANY_ROOMS } from '../../../server/sync/memory.ts'

describe('SY12: memory of rooms that closed', () => {
  it('is collected once many have closed, and not again for the same ones', () => {
    let collected = 0
    const closings = new Closings(() => collected++)
    for (let n = 1; n < MANY_ROOMS; n++) closings.note()
    closings.look()
    expect(collected).toBe(0)
    closings.note()
    closings.look()
    closings.look()
    expect(collected).toBe(1)
  })
  it('is given back by what collects it', async () => {
    const ref = new WeakRef({ text: 'x'.repeat(1000) })
    // a WeakRef holds what it was made for until the end of the turn
    await new Promise((resolve) => void setImmediate(resolve))
    expect(ref.deref()).toBeDefined()
    await new Promise((resolve) => void setImmediate(resolve))
    collectGarbage()
    expect(ref.deref()).toBeUndefined()
  })
})
