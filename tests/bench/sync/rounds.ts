/** Rounds: every server by turns, each time in another order, so that whatever else the machine does meets all of them alike. */
import { fork } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { roundsOf, type Options } from './options.ts'
import { takingPart, type Figures, type Scenario } from './scenarios/scenario.ts'
import type { Engine } from './engines/engine.ts'
import type { Job, Outcome } from './measure.ts'

/** What one server did in its rounds. */
export interface Measured {
  engine: Engine
  rounds: Figures[]
  /** Rounds that came to no end, with why. */
  failures: string[]
}

const measure = fileURLToPath(new URL('measure.ts', import.meta.url))
/** Of the load generator, in MiB: sessions of hundreds of thousands of keys. */
const MEMORY = 4096

function work(job: Job): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = fork(measure, [JSON.stringify(job)], { execArgv: [`--max-old-space-size=${MEMORY}`] })
    let outcome: Outcome = { error: 'it ended without a word' }
    child.on('message', (message) => (outcome = message as Outcome))
    child.on('exit', () => resolve(outcome))
  })
}

/** Measures one scenario of one size. `folder`: to work in; `say`: told of progress. */
export async function measureAll(
  scenario: Scenario,
  size: string,
  engines: readonly Engine[],
  options: Options,
  folder: string,
  say: (line: string) => void,
): Promise<Measured[]> {
  const chosen = takingPart(scenario, engines).filter(({ name }) => options.servers.includes(name))
  const jobOf = (kind: Job['kind'], engine: Engine, place: string, filled: Figures): Job => ({
    ...{ kind, scenario: scenario.id, engine: engine.name, size, folder: place, filled },
    seconds: options.seconds ?? scenario.seconds,
    profiles: options.profiles,
  })
  const filled = new Map<Engine, Figures>()
  const measured = chosen.map((engine): Measured => ({ engine, rounds: [], failures: [] }))
  for (const { engine, failures } of measured) {
    if (!engine.prepare && !scenario.fill) continue
    const place = join(folder, engine.name)
    mkdirSync(place)
    say(`${engine.name}: making ready`)
    const job = jobOf('fill', engine, place, {})
    const outcome = await work(job)
    if ('error' in outcome) failures.push(outcome.error)
    else filled.set(engine, outcome.figures)
  }
  const most = Math.max(0, ...chosen.map(({ name }) => roundsOf(options, scenario, name)))
  for (let round = 0; round < most; round++)
    for (let i = 0; i < measured.length; i++) {
      const { engine, rounds, failures } = measured[(i + round) % measured.length]!
      const isReady = filled.has(engine) || (!engine.prepare && !scenario.fill)
      if (!isReady || round >= roundsOf(options, scenario, engine.name)) continue
      const place = join(folder, 'round')
      if (filled.has(engine)) cpSync(join(folder, engine.name), place, { recursive: true })
      else mkdirSync(place)
      const outcome = await work(jobOf('run', engine, place, filled.get(engine) ?? {}))
      rmSync(place, { recursive: true })
      if ('error' in outcome) failures.push(outcome.error)
      else rounds.push(outcome.figures)
      say(`${engine.name}, round ${round + 1}: ${'error' in outcome ? outcome.error : JSON.stringify(outcome.figures)}`)
    }
  return measured
}
