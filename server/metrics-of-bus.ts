/** What nodes tell each other, as their operator counts it (rule MT3). */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { MESSAGE_KINDS, type Bus, type BusWatch } from './bus/bus.ts'
import type { SyncStats } from './sync/sync.ts'

/** From Redis beside the node to one that hangs until it is given up. */
const ROUND_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** See `Metrics.countBus`. */
export function countBus(registers: Registry[]): BusWatch {
  const said = new Counter({
    name: 'concord_bus_said_total',
    help: 'Messages published for the other nodes, by kind; no words are in them.',
    labelNames: ['kind'] as const,
    registers,
  })
  const heard = new Counter({
    name: 'concord_bus_heard_total',
    help: 'Messages of other nodes received, by kind.',
    labelNames: ['kind'] as const,
    registers,
  })
  const unsaid = new Counter({
    name: 'concord_bus_unsaid_total',
    help: 'Messages that were told to nobody, since Redis was away.',
    registers,
  })
  const lost = new Counter({
    name: 'concord_bus_lost_total',
    help: 'Letters of other nodes, of one or more messages, that never came, by their numbers; the database is asked for all that they may have told.',
    registers,
  })
  const rounds = new Histogram({
    name: 'concord_bus_round_seconds',
    help: 'Time from publishing a letter until Redis has brought it back to this node.',
    buckets: ROUND_SECONDS,
    registers,
  })
  for (const kind of MESSAGE_KINDS) for (const counter of [said, heard]) counter.inc({ kind }, 0)
  return {
    said: (kind) => said.inc({ kind }),
    heard: (kind) => heard.inc({ kind }),
    unsaid: (count) => unsaid.inc(count),
    lost: (count) => lost.inc(count),
    round: (seconds) => rounds.observe(seconds),
  }
}

/** See `Metrics.watchBus`. */
export function watchBus(
  registers: Registry[],
  bus: Pick<Bus, 'isUp' | 'listenToReturns'>,
  stats: () => Pick<SyncStats, 'entriesOfOthers'>,
): void {
  new Gauge({
    name: 'concord_bus_up',
    help: 'Whether the other nodes can be heard over Redis; 0: the database is asked instead.',
    registers,
    collect() {
      this.set(bus.isUp ? 1 : 0)
    },
  })
  const returns = new Counter({
    name: 'concord_bus_returns_total',
    help: 'How often Redis could be used again after it was away.',
    registers,
  })
  bus.listenToReturns(() => returns.inc())
  new Counter({
    name: 'concord_others_entries_total',
    help: 'Entries of other nodes that open texts took in from the journal.',
    registers,
    collect() {
      this.reset()
      this.inc(stats().entriesOfOthers)
    },
  })
}
