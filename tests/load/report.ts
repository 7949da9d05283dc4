/** What was measured, as Markdown. */
import { digits } from '../bench/sync/goals.ts'
import type { Idle } from './idle.ts'
import type { PageFigures } from './page.ts'
import { ACTS } from './people.ts'
import type { Figures, Held } from './work.ts'

const row = (cells: readonly (string | number)[]): string =>
  `| ${cells.map((cell) => (typeof cell === 'number' ? digits(cell) : cell)).join(' | ')} |`
const table = (titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(titles), row(titles.map(() => '---')), ...rows.map(row)].join('\n')
const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)
const list = (all: readonly number[]): string => all.map(digits).join(' + ')

/** A stretch of work on each stand, one below the other. */
export function workTables(all: readonly { name: string; figures: Figures }[]): string {
  const words = table(
    [
      '',
      'who type',
      'deliveries a second',
      'not delivered',
      'not saved',
      'key to screen p50 ms',
      'p95',
      'p99',
      'saved p50',
      'p99',
      'machine load',
    ],
    all.map(({ name, figures: f }) => [
      ...[
        name,
        f.writers,
        f.delivered,
        f.notDelivered,
        f.notAcknowledged,
        f.p50,
        f.p95,
        f.p99,
        f.savedP50,
        f.savedP99,
        f.load,
      ],
    ]),
  )
  const costs = table(
    [
      '',
      'cores of each node',
      'CPU s per 1,000 deliveries',
      'MiB of each',
      'nginx, cores',
      'PostgreSQL',
      'Redis',
      'generator',
    ],
    all.map(({ name, figures: f }) => [
      ...[name, list(f.cores), f.cpuPerThousand, list(f.memory)],
      ...[f.beside.nginx, f.beside.postgres, f.beside.redis, f.beside.generator],
    ]),
  )
  const acts = table(
    ['done meanwhile: times, p50 / p99 ms', ...ACTS, 'refused or broken'],
    all.map(({ name, figures: f }) => [
      name,
      ...ACTS.map((one) => `${f.acts[one].count}, ${digits(f.acts[one].p50)} / ${digits(f.acts[one].p99)}`),
      f.faults.length,
    ]),
  )
  const faults = [...new Set(all.flatMap(({ figures }) => figures.faults))].slice(0, 5).map((fault) => `- ${fault}`)
  return [words, costs, acts, faults.join('\n')].filter(Boolean).join('\n\n')
}

/** What each who types costs the database and Redis, where nobody does anything else. */
export const writerTable = (all: readonly { name: string; figures: Figures }[]): string =>
  table(
    [
      'a second for each who types',
      'commits',
      'rows written',
      'WAL bytes',
      'Redis messages',
      'journal entries',
      'journal bytes',
    ],
    all.map(({ name, figures: { perWriter: w } }) => [
      ...[name, w.commits, w.rows, w.walBytes, w.published, w.entries, w.bytes],
    ]),
  )

export const heldTable = (all: readonly { name: string; held: Held }[]): string =>
  table(
    [
      'the most that is held at p99 within 250 ms',
      'deliveries a second',
      'to one node',
      'p99 ms',
      'cores of the nodes',
      'nginx, PostgreSQL, Redis, generator',
      'deliveries a second of the nodes’ CPU',
    ],
    all.map(({ name, held }) => [
      ...[name, held.delivered, held.delivered / all[0]!.held.delivered, held.p99, sum(held.cores)],
      list([held.beside.nginx, held.beside.postgres, held.beside.redis, held.beside.generator]),
      held.delivered / sum(held.cores),
    ]),
  )

export const idleTable = (all: readonly Idle[]): string =>
  table(
    [
      'idle people',
      'CPU ms a minute of each',
      'to the first',
      'KiB of each',
      'to the first',
      'all there in s',
      'lost',
      'machine load',
    ],
    all.map((one) => [
      ...[one.people, one.cpu, one.cpu / all[0]!.cpu, one.memory, one.memory / all[0]!.memory],
      ...[one.connectedInSeconds, one.broken, one.load],
    ]),
  )

export function pageTable({ bytes, rows, many, known, shownAfter, load }: PageFigures): string {
  const beside = table(
    [
      `the same ${digits(bytes / 1000)} kB, 100 connections`,
      'page: answers a second',
      'p50 / p99 ms',
      'file: answers a second',
      'p50 / p99 ms',
      'page to file',
      'faults',
    ],
    rows.map(({ what, page, file }) => [
      ...[what, page.perSecond, `${digits(page.p50)} / ${digits(page.p99)}`, file.perSecond],
      ...[`${digits(file.p50)} / ${digits(file.p99)}`, page.perSecond / file.perSecond, page.faults + file.faults],
    ]),
  )
  return [
    `${beside}\n`,
    `- told that it is known (304): ${digits(known.perSecond)} a second`,
    `- ${digits(many.connections)} connections: ${digits(many.perSecond)} answers a second, p50 ${digits(many.p50)} ms, p99 ${digits(many.p99)} ms, ${many.why}, ${digits(many.memory)} MiB`,
    `- a version published while 50 read is on the page ${digits(shownAfter)} ms after whoever published was answered`,
    `- machine load ${digits(load)} before`,
  ].join('\n')
}
