/** One history: acts by chance, judged after each and at its end. */
import { randomFrom } from '../random.ts'
import { ACTS, live, type Act, type Outcome } from './acts.ts'
import { judgeHistory, judgeStep, look } from './oracle.ts'
import { openingOf } from './openings.ts'
import { beginHistory, type RollingHouse } from './scene.ts'

const total = ACTS.reduce((sum, [weight]) => sum + weight, 0)
function anAct(below: (n: number) => number): Act {
  let left = below(total)
  for (const [weight, act] of ACTS) if ((left -= weight) < 0) return act
  throw new Error('no act')
}

/** `count`: hears what was done, and what was refused and why. */
export async function tellHistory(
  rolling: RollingHouse,
  { seed, steps, count }: { seed: number; steps: number; count: (outcome: Outcome) => void },
): Promise<void> {
  const scene = await beginHistory(rolling, seed)
  // what happens is another matter than what it happens to
  const { below } = randomFrom(seed * 7919)
  let before = await look(scene)
  const story: string[] = []
  const opening = openingOf(seed)
  for (let n = -opening.length; n < steps; n++) {
    rolling.tick()
    const begun = opening[n + opening.length]
    const acts = begun ? [begun] : below(8) === 0 ? [anAct(below), live] : [anAct(below)]
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

/** What was done in histories by name, and refused by name and code. */
export class Done {
  readonly #counts = new Map<string, number>()

  readonly count = ({ name, code }: Outcome): void => {
    const key = code === 'ok' ? name : `${name}: ${code}`
    this.#counts.set(key, this.of(key) + 1)
  }

  of(key: string): number {
    return this.#counts.get(key) ?? 0
  }
}
