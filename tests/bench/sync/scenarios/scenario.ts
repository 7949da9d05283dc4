/** What a scenario is: something done to one server in one round, the figures of it, and what this engine is to reach. */
import type { Engine, EngineName, Running, StartOptions } from '../engines/engine.ts'
import type { Goal } from '../goals.ts'

/** Figures of one round, by name; one that does not apply is left out. */
export type Figures = Record<string, number>

/** One server in one round. */
export interface Task {
  engine: EngineName
  /** One of the scenario's own kind, as in `--size`. */
  size: string
  /** Of the measured stretch; the scenario's own where it is not said. */
  seconds: number
  /** Starts the server over this round's folder, again and again if need be. */
  start(options?: Pick<StartOptions, 'isHurried'>): Promise<Running>
  /** What `fill` said when it made the folder. */
  filled: Figures
}

export interface Column {
  figure: string
  title: string
  /** Instead of the median of all rounds, their sum. */
  isSum?: boolean
  /** No ratio is shown: it says nothing. */
  isAside?: boolean
}

/** Over all rounds, of one server; NaN: it was not measured. */
export type Summary = (engine: EngineName, figure: string) => number

export interface Scenario {
  /** As in `--scenario`. */
  id: string
  title: string
  /** What is done, for the reader of the table. */
  about: string
  /** What `--size` means, and what it is without. */
  sizeIs: string
  sizes: readonly string[]
  seconds: number
  /** Rounds where `--rounds` does not say. */
  rounds?: Partial<Record<EngineName, number>>
  /** Only servers that keep texts. */
  needsKeeping: boolean
  /** Only this engine. */
  isOurs?: boolean
  /** How many texts there are. */
  rooms(size: string): number
  /** Fills a server that was just started, once for all rounds; afterwards it is stopped, and every round begins with a copy of its folder. */
  fill?(server: Running, size: string): Promise<Figures>
  run(task: Task): Promise<Figures>
  columns: readonly Column[]
  goals(of: Summary, size: string): Goal[]
}

/** The servers of a scenario, in the order of the table. */
export const takingPart = (scenario: Scenario, engines: readonly Engine[]): Engine[] =>
  engines.filter(({ name, keeps }) => (keeps || !scenario.needsKeeping) && (name === 'concord' || !scenario.isOurs))

/** Numbers of a size such as `20x10`. */
export const numbersOf = (size: string): number[] => size.split('x').map(Number)
