/**
 * One server, one scenario, one round, in a process of its own, so that nothing of an earlier round is left in it:
 * `run.ts` starts it with a `Job` as JSON and is sent an `Outcome`.
 */
import { ALL_ENGINES } from './engines/all.ts'
import { SCENARIOS } from './scenarios/all.ts'
import type { EngineName } from './engines/engine.ts'
import type { Figures } from './scenarios/scenario.ts'

export interface Job {
  /** Make a folder that every round begins with, or do a round over one. */
  kind: 'fill' | 'run'
  scenario: string
  engine: EngineName
  size: string
  seconds: number
  folder: string
  /** Where servers leave their profiles; null: nowhere. A server that is to do so has to end by itself. */
  profiles: string | null
  /** What `fill` said. */
  filled: Figures
}

export type Outcome = { figures: Figures } | { error: string }

async function work({
  kind,
  scenario: id,
  engine: name,
  size,
  seconds,
  folder,
  profiles,
  filled,
}: Job): Promise<Figures> {
  const scenario = SCENARIOS.find((one) => one.id === id)!
  const engine = ALL_ENGINES.find((one) => one.name === name)!
  if (kind === 'run')
    return scenario.run({
      engine: name,
      size,
      seconds,
      filled,
      async start(options) {
        const server = await engine.start({ folder, profiles, ...options })
        return profiles === null ? server : { ...server, stop: () => server.stop('SIGTERM') }
      },
    })
  await engine.prepare?.(folder, scenario.rooms(size))
  if (!scenario.fill) return {}
  const server = await engine.start({ folder, profiles: null, isHurried: true })
  const figures = await scenario.fill(server, size)
  await server.stop('SIGTERM')
  return figures
}

const job = JSON.parse(process.argv[2]!) as Job
const outcome = await work(job).then(
  (figures): Outcome => ({ figures }),
  (error: unknown): Outcome => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
)
// a server that was not stopped, or a line that is still open, would keep this process
process.send!(outcome, undefined, {}, () => process.exit(0))
