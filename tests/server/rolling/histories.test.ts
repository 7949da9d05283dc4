/**
 * The rolling text as a whole: six delegations, the chair and the secretariat write, propose, accept, bracket, settle, agree and reopen by chance, in two
 * languages of which one is written from right to left. After every act no word is gone that nobody took away on record and none stands twice; after every history authors,
 * languages, statuses, codes and the record are right. `ROLLING_SEEDS` for more histories, `ROLLING_ACTS` for longer ones.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyChain } from '#server/charter/read-audit.ts'
import { randomFrom } from '../../support/random.ts'
import { ACTS, live, type Act, type Outcome } from '../../support/rolling/acts.ts'
import { judgeHistory, judgeStep, look } from '../../support/rolling/oracle.ts'
import { beginHistory, openRolling, type RollingHouse } from '../../support/rolling/scene.ts'

const SEEDS = Number(process.env['ROLLING_SEEDS'] ?? 300)
const FIRST = Number(process.env['ROLLING_FIRST'] ?? 1)
const STEPS = Number(process.env['ROLLING_ACTS'] ?? 9)
/** Histories in one house: the record of each is verified as a whole. */
const TOGETHER = 50

/** What was done in all of them, and what was refused and why. */
const done = new Map<string, number>()
const count = ({ name, code }: Outcome): void => {
  const key = code === 'ok' ? name : `${name}: ${code}`
  done.set(key, (done.get(key) ?? 0) + 1)
}

const total = ACTS.reduce((sum, [weight]) => sum + weight, 0)
function anAct(below: (n: number) => number): Act {
  let left = below(total)
  for (const [weight, act] of ACTS) if ((left -= weight) < 0) return act
  throw new Error('no act')
}

async function tell(rolling: RollingHouse, seed: number): Promise<void> {
  const scene = await beginHistory(rolling, seed)
  // what happens is another matter than what it happens to
  const { below } = randomFrom(seed * 7919)
  let before = await look(scene)
  const story: string[] = []
  for (let n = 0; n < STEPS; n++) {
    rolling.house.wait(1)
    const acts = below(8) === 0 ? [anAct(below), live] : [anAct(below)]
    // each draws for itself, whichever comes first
    const outcomes = await Promise.all(acts.map((act) => act({ ...scene, random: randomFrom(below(2 ** 31)) })))
    for (const outcome of outcomes) count(outcome)
    story.push(outcomes.map(({ name, code }) => `${name} ${code}`).join(' & '))
    const after = await look(scene, before)
    try {
      await judgeStep(scene, before, after, outcomes)
    } catch (error) {
      throw new Error(`after: ${story.join('; ')}`, { cause: error })
    }
    before = after
  }
  try {
    await judgeHistory(scene, before)
  } catch (error) {
    throw new Error(`at the end of: ${story.join('; ')}`, { cause: error })
  }
}

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

  test.each(batch)('history %i', (seed) => tell(rolling, seed))

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
    'agree part',
    'reopen part',
    'delete part',
    'restore part',
    // what it takes many acts to come to
    ...(SEEDS >= 60 && STEPS >= 30 ? ['take in', 'take over', 'settle held article', 'settle split'] : []),
  ])
    expect(done.get(name) ?? 0, name).toBeGreaterThan(0)
})
