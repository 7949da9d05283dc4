/** What the command line asks for. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ENGINES, type EngineName } from './engines/engine.ts'
import { SCENARIOS } from './scenarios/all.ts'
import type { Scenario } from './scenarios/scenario.ts'

/** Rounds of every server where neither the command nor the scenario says. */
const ROUNDS = 3

export interface Options {
  scenarios: Scenario[]
  /** Null: each scenario's own. */
  sizes: string[] | null
  servers: EngineName[]
  /** Null: each scenario's own. */
  rounds: number | null
  seconds: number | null
  /** Where servers leave what they spent their time on; null: nowhere. */
  profiles: string | null
  write: boolean
}

export const USAGE = `npm run bench -- [options]

  --scenario s1,s2   which of ${SCENARIOS.map(({ id }) => id).join(', ')}; all where none is named
  --size SIZE,...    ${SCENARIOS.map(({ id, sizeIs, sizes }) => `${id}: ${sizeIs} (${sizes.join(', ')})`).join('\n                     ')}
  --servers a,b      which of ${ENGINES.join(', ')}
  --rounds N         of every server, by turns (${ROUNDS})
  --seconds N        of the stretch that is measured
  --profiles FOLDER  servers leave CPU profiles there, which makes them slower; a server to be killed is asked to end
  --write            puts tables and verdicts into docs/bench.md
`

/** Thrown for a command line that asks for what there is not. */
export class NotUnderstood extends Error {}

/** Reads it. Throws `NotUnderstood`. */
export function readOptions(args: string[]): Options {
  const { scenario, size, servers, rounds, seconds, profiles, write, help } = parse(args)
  if (help === true) throw new NotUnderstood('What can be asked for:')
  const ids = listOf(scenario) ?? SCENARIOS.map(({ id }) => id)
  const scenarios = ids.map((id) => found(SCENARIOS, (one) => one.id === id, `there is no scenario ${id}`))
  const sizes = listOf(size)
  if (write === true && profiles !== undefined)
    throw new NotUnderstood('what a profile slows down is no figure to write')
  if (sizes !== null && scenarios.length > 1) throw new NotUnderstood('--size goes with one --scenario')
  for (const one of sizes ?? []) checkSize(scenarios[0]!, one)
  return {
    scenarios,
    sizes,
    servers: (listOf(servers) ?? [...ENGINES]).map((name) =>
      found(ENGINES, (one) => one === name, `there is no server ${name}`),
    ),
    rounds: numberOf(rounds, '--rounds'),
    seconds: numberOf(seconds, '--seconds'),
    profiles: profiles === undefined ? null : resolve(profiles),
    write: write === true,
  }
}

/** How often a server is measured. */
export const roundsOf = ({ rounds }: Options, scenario: Scenario, engine: EngineName): number =>
  rounds ?? scenario.rounds?.[engine] ?? ROUNDS

function checkSize(scenario: Scenario, size: string): void {
  const fits = (one: string): boolean => one.split('x').length === size.split('x').length
  if (!/^[1-9]\d*(x[1-9]\d*)*$/.test(size) || !scenario.sizes.some(fits))
    throw new NotUnderstood(`the size of ${scenario.id} is ${scenario.sizeIs}, not ${size}`)
}

function found<T>(all: readonly T[], isIt: (one: T) => boolean, otherwise: string): T {
  const one = all.find(isIt)
  if (one === undefined) throw new NotUnderstood(otherwise)
  return one
}

const listOf = (value: string | undefined): string[] | null => value?.split(',') ?? null

function numberOf(value: string | undefined, name: string): number | null {
  if (value === undefined) return null
  if (!(Number(value) > 0)) throw new NotUnderstood(`${name} must be a number above 0`)
  if (name === '--rounds' && !Number.isInteger(Number(value)))
    throw new NotUnderstood('--rounds must be a whole number')
  return Number(value)
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args,
      options: {
        scenario: text,
        size: text,
        servers: text,
        rounds: text,
        seconds: text,
        profiles: text,
        write: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    if (error instanceof TypeError) throw new NotUnderstood(error.message)
    throw error
  }
}
