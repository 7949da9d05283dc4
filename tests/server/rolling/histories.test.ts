/**
 * The rolling text as a whole: six delegations, the chair and the secretariat write, propose, accept, bracket, settle, agree and reopen by chance, in two
 * languages of which one is written from right to left. After every act no word is gone that nobody took away on record and none stands twice; after every history authors,
 * languages, statuses, codes and the record are right. `ROLLING_SEEDS` for more histories, `ROLLING_ACTS` for longer ones.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyChain } from '#server/charter/read-audit.ts'
import { openRolling, type RollingHouse } from '../../support/rolling/scene.ts'
import { Done, tellHistory } from '../../support/rolling/tell.ts'

const SEEDS = Number(process.env['ROLLING_SEEDS'] ?? 300)
const FIRST = Number(process.env['ROLLING_FIRST'] ?? 1)
const STEPS = Number(process.env['ROLLING_ACTS'] ?? 9)
/** Histories in one house: the record of each is verified as a whole. */
const TOGETHER = 50

const done = new Done()

const seeds = Array.from({ length: SEEDS }, (_, i) => FIRST + i)
const batches = Array.from({ length: Math.ceil(SEEDS / TOGETHER) }, (_, i) =>
  seeds.slice(i * TOGETHER, (i + 1) * TOGETHER),
)

describe.each(batches.map((batch) => [batch[0]!, batch] as const))('histories from %i on', (_first, batch) => {
  let rolling: RollingHouse
  beforeAll(async () => {
    rolling = await openRolling('sqlite')
  }, 60_000)
  afterAll(() => rolling.house.close())

  test.each(batch)('history %i', (seed) => tellHistory(rolling, { seed, steps: STEPS, count: done.count }))

  test('the record is whole', async () => {
    expect(await verifyChain(rolling.house.context)).toMatchObject({ ok: true })
  })
})

test('they were no idle histories', () => {
  for (const name of [
    'live',
    'submit',
    'admit',
    'take up',
    'accept',
    'accept modified',
    'undo',
    'bracket',
    'put',
    'settle choose',
    'settle keep',
    'settle delete',
    'settle replace',
    'agree part',
    'agree whole',
    'agree each',
    'reopen part',
    'delete part',
    'restore part',
    'restore words',
    // with which some begin
    'take over',
    'take in',
    'settle held article',
    'settle held proposal',
    'settle held both',
    // what it takes many acts to come to
    ...(SEEDS >= 60 && STEPS >= 30 ? ['settle split'] : []),
  ])
    expect(done.of(name), name).toBeGreaterThan(0)
})
