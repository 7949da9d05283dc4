/** Tables and verdicts of what was measured, as Markdown; and the document they stand in. */
import { format, resolveConfig } from 'prettier'
import { digits, verdict, type Goal } from './goals.ts'
import { SCENARIOS } from './scenarios/all.ts'
import type { EngineName } from './engines/engine.ts'
import type { Measured } from './rounds.ts'
import type { Column, Scenario, Summary } from './scenarios/scenario.ts'

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return NaN
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

const valuesOf = ({ rounds }: Measured, figure: string): number[] =>
  rounds.map((figures) => figures[figure] ?? NaN).filter((value) => !Number.isNaN(value))

/** One figure of all rounds: their median, or where they are counts, their sum. */
function summaryOf(measured: Measured, figure: string, columns: readonly Column[]): number {
  const values = valuesOf(measured, figure)
  if (values.length === 0) return NaN
  const isSum = columns.some((column) => column.figure === figure && column.isSum === true)
  return isSum ? values.reduce((sum, value) => sum + value, 0) : median(values)
}

/** What goals ask. */
export const summarize =
  (all: readonly Measured[], columns: readonly Column[]): Summary =>
  (engine, figure) => {
    const measured = all.find((one) => one.engine.name === engine)
    return measured ? summaryOf(measured, figure, columns) : NaN
  }

export const goalsOf = (scenario: Scenario, size: string, all: readonly Measured[]): Goal[] =>
  scenario.goals(summarize(all, scenario.columns), size)

function cell(measured: Measured, column: Column, all: readonly Measured[], columns: readonly Column[]): string {
  const values = valuesOf(measured, column.figure)
  const summary = summaryOf(measured, column.figure, columns)
  if (column.isSum || values.length === 0) return digits(summary)
  const range = values.length > 1 ? ` (${digits(Math.min(...values))} to ${digits(Math.max(...values))})` : ''
  const own = summarize(all, columns)('concord', column.figure)
  const isOther = measured.engine.name !== ('concord' satisfies EngineName) && column.isAside !== true
  const ratio = isOther && Number.isFinite(own / summary) ? ` ×${digits(own / summary)}` : ''
  return `${digits(summary)}${range}${ratio}`
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export function table({ columns }: Scenario, all: readonly Measured[]): string {
  const rows = all.map((measured) => {
    const { engine, rounds, failures } = measured
    const count = failures.length > 0 ? `${rounds.length}, and ${failures.length} failed` : String(rounds.length)
    return row([engine.title, count, ...columns.map((column) => cell(measured, column, all, columns))])
  })
  const titles = ['server', 'rounds', ...columns.map(({ title }) => title)]
  return [row(titles), row(titles.map(() => '---')), ...rows].join('\n')
}

export const headingOf = (scenario: Scenario, size: string): string => `${scenario.title}: ${size}`

/** Table, verdicts, and how they came about. */
export function section(scenario: Scenario, size: string, all: readonly Measured[], origin: string): string {
  const goals = goalsOf(scenario, size, all).map((goal) => `- ${goal.says}: ${verdict(goal)}`)
  return [`## ${headingOf(scenario, size)}`, table(scenario, all), goals.join('\n'), origin].join('\n\n')
}

const INTRODUCTION = `# The bench: this engine beside its peers

\`npm run bench\` starts servers as processes of their own, one after the other, and plays the same people to each: real protocol, keys made beforehand, every delivery counted.

- **Concord** is the product itself, \`server/main.ts\` on its default database (SQLite), with sign-in, gate, journal and acknowledgements on. Its people and articles are made through its own command and API; each client is a person with a session who announces their own client id.
- **@y/websocket-server** 0.1.5 with y-leveldb 0.2.0 and **@hocuspocus/server** 4.7.0 with its SQLite extension, as published, at their defaults, without sign-in. Both say that words are saved before they are on disk.
- The **relay** sends on what comes and does nothing else: the floor.

Rounds go by turns, in another order each time. A figure is the median of all rounds, in brackets their range; × is Concord's figure as a multiple of this server's. CPU is that of the whole server process, all threads. All run on Linux, over loopback, the load generator on the same machine; how much of a core it took itself is in the tables.

${SCENARIOS.map(({ title, about }) => `**${title}.** ${about}`).join('\n\n')}
`

/** Written by hand, kept where it stands: first. */
const BY_HAND = 'Where a goal is not met'

/** The document with these sections in place of older ones of the same heading; the others stay. `path`: where it stands. */
export async function document(before: string, sections: readonly string[], path: string): Promise<string> {
  const byHeading = new Map<string, string>()
  for (const part of [...before.split(/^(?=## )/m).slice(1), ...sections])
    byHeading.set(part.slice(3, part.indexOf('\n')).trim(), part.trim())
  const known = SCENARIOS.flatMap((scenario) =>
    [...byHeading.keys()].filter((name) => name.startsWith(`${scenario.title}: `)),
  )
  const parts = [BY_HAND, ...known].flatMap((name) => byHeading.get(name) ?? [])
  return format([INTRODUCTION, ...parts].join('\n\n'), { ...(await resolveConfig(path)), filepath: path })
}
