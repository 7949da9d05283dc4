/**
 * Some of the random histories of tests/server/rolling on PostgreSQL, where transactions run side by side and rows are locked. `ROLLING_POSTGRES` for more.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyChain } from '../../server/charter/read-audit.ts'
import { openRolling, type RollingHouse } from '../support/rolling/scene.ts'
import { Done, tellHistory } from '../support/rolling/tell.ts'

const SEEDS = Number(process.env['ROLLING_POSTGRES'] ?? 24)
const STEPS = 12
/** Others than those that SQLite has by default. */
const FIRST = 10_001

const done = new Done()
let rolling: RollingHouse
beforeAll(async () => {
  rolling = await openRolling('postgres')
})
afterAll(() => rolling.house.close())

test.each(Array.from({ length: SEEDS }, (_, i) => FIRST + i))('history %i on postgres', (seed) =>
  tellHistory(rolling, { seed, steps: STEPS, count: done.count }),
)

test('the record is whole, and they were no idle histories', async () => {
  expect(await verifyChain(rolling.house.context)).toMatchObject({ ok: true })
  for (const name of ['live', 'begin', 'put', 'position', 'agree part', 'take over', 'take in', 'restore words'])
    expect(done.of(name), name).toBeGreaterThan(0)
  const held = ['article', 'proposal', 'both'].reduce((sum, take) => sum + done.of(`settle held ${take}`), 0)
  expect(held).toBeGreaterThan(0)
})
