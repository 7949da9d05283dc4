/**
 * What an operator's Prometheus reads at `/metrics` (rules MT*): numbers alone. No label can take a value that is not listed in the code, so that none grows
 * without bound, and none says who or what it was about. Made once per application; nothing is global.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { FRAME_REFUSALS } from '../src/lib/domain/sync.ts'
import { countBus, watchBus } from './metrics-of-bus.ts'
import { TURNED_AWAY } from './sync/admission.ts'
import type { Bus, BusWatch } from './bus/bus.ts'
import type { Health } from './operation/health.ts'
import type { Journal } from './store/store.ts'
import type { SyncStats } from './sync/sync.ts'

/** What became of updates that were not refused; the rest of the engine's counts are refusals. */
const OUTCOMES = ['accepted', 'known', 'dropped'] as const
/** From half a millisecond, which a commit to memory takes, to the 30 s after which writers are told. */
const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export interface Metrics {
  /** Everything as Prometheus reads it, and what that is called. */
  scrape(): Promise<{ type: string; text: string }>
  /** The same journal, timed; what it was given and has not written is counted as waiting. */
  watchJournal(journal: Journal): Journal
  /** Where rooms, sockets and verdicts are counted; asked at each scrape. */
  watchSync(stats: () => SyncStats): void
  /** What is said to the other nodes and heard of them: for the bus, before it is opened. */
  countBus(): BusWatch
  /** Whether the other nodes can be heard, how often they could again, and what was found in the journal that they wrote. */
  watchBus(bus: Pick<Bus, 'isUp' | 'listenToReturns'>, stats: () => Pick<SyncStats, 'entriesOfOthers'>): void
  /** A request of a page, a file or the API that was answered, or cut off. */
  countRequest(status: number, seconds: number): void
  /** Whether what the node depends on can be used, asked at each scrape; `freeBytes`: the room on its disk, null where it needs none. */
  watchHealth(health: Health, freeBytes: (() => Promise<number>) | null): void
  /** Memory, processor, file descriptors, garbage collection and the lag of the event loop: once in a process, since it cannot be undone. */
  watchProcess(): void
}

/** From a page served from memory to one that nobody waits for. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** `now`: milliseconds, of a clock that never goes back. */
export function makeMetrics(now: () => number = () => performance.now()): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const commits = new Histogram({
    name: 'concord_commit_seconds',
    help: 'Time from handing a batch to the journal until it survives a killed process (written), a power cut (durable), and is in the database (stored).',
    labelNames: ['stage'] as const,
    buckets: COMMIT_SECONDS,
    registers,
  })
  const failures = new Counter({
    name: 'concord_commit_failures_total',
    help: 'Batches that the journal did not keep.',
    registers,
  })
  const waitingBytes = new Gauge({
    name: 'concord_journal_waiting_bytes',
    help: 'Bytes of words handed to the journal that the database does not have yet.',
    registers,
  })
  const requests = new Histogram({
    name: 'concord_http_seconds',
    help: 'Time from the head of a request to the end of its answer, by the class of its status; probes and scrapes are left out.',
    labelNames: ['status'] as const,
    buckets: REQUEST_SECONDS,
    registers,
  })
  for (const status of ['2xx', '5xx']) requests.zero({ status })
  for (const stage of ['written', 'durable', 'stored']) commits.zero({ stage })
  waitingBytes.set(0)

  return {
    scrape: async () => ({ type: registry.contentType, text: await registry.metrics() }),
    watchJournal: (journal) => ({
      append(entries) {
        const began = now()
        const bytes = entries.reduce((sum, entry) => sum + entry.bytes.byteLength, 0)
        waitingBytes.inc(bytes)
        const appended = journal.append(entries)
        const note = (stage: 'written' | 'durable' | 'stored') => (): void =>
          commits.observe({ stage }, (now() - began) / 1000)
        appended.written.then(note('written'), () => failures.inc())
        // told of as a failure already where it was not even written
        appended.durable.then(note('durable'), () => {})
        appended.stored.then(note('stored'), () => {}).finally(() => waitingBytes.dec(bytes))
        return appended
      },
    }),
    watchSync(stats) {
      const gauge = (name: string, help: string, valueOf: (stats: SyncStats) => number): void => {
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(valueOf(stats()))
          },
        })
      }
      /** Counted elsewhere, by names of which those listed here are shown; a name that is not is `other`. */
      const counter = <L extends string>(
        name: string,
        help: string,
        label: L,
        names: readonly string[],
        countsOf: (stats: SyncStats) => Readonly<Record<string, number>>,
      ): void => {
        new Counter({
          name,
          help,
          labelNames: [label],
          registers,
          collect() {
            this.reset()
            for (const value of names) this.inc({ [label]: value } as Record<L, string>, 0)
            for (const [value, count] of Object.entries(countsOf(stats())))
              this.inc({ [label]: names.includes(value) ? value : 'other' } as Record<L, string>, count)
          },
        })
      }
      gauge('concord_rooms', 'Documents open in this process.', ({ rooms }) => rooms)
      gauge('concord_sockets', 'Websockets of people in documents.', ({ sockets }) => sockets)
      gauge('concord_upgrades_waiting', 'Websocket upgrades being decided.', ({ waitingUpgrades }) => waitingUpgrades)
      gauge('concord_unread_bytes', 'Bytes sent that clients have yet to read.', ({ unreadBytes }) => unreadBytes)
      counter(
        'concord_updates_total',
        'Sync messages with words: accepted, known already, or dropped because their sender may not write.',
        'outcome',
        OUTCOMES,
        ({ updates }) => pick(updates, (name) => !isRefusal(name)),
      )
      counter(
        'concord_frames_refused_total',
        'Frames refused (close 4400), by their code.',
        'code',
        FRAME_REFUSALS,
        ({ updates }) => pick(updates, isRefusal),
      )
      counter(
        'concord_upgrades_refused_total',
        'Websocket upgrades turned away, by the reason that they were told.',
        'reason',
        TURNED_AWAY,
        ({ turnedAway }) => turnedAway,
      )
    },
    countBus: () => countBus(registers),
    watchBus: (bus, stats) => watchBus(registers, bus, stats),
    countRequest: (status, seconds) => requests.observe({ status: `${Math.floor(status / 100)}xx` }, seconds),
    watchHealth(health, freeBytes) {
      new Gauge({
        name: 'concord_ready',
        help: 'Whether what the node depends on can be used, by check; 0: it cannot, and /readyz says so.',
        labelNames: ['check'],
        registers,
        async collect() {
          const { checks } = await health.verdict()
          for (const [check, isFine] of Object.entries(checks)) this.set({ check }, isFine ? 1 : 0)
        },
      })
      if (freeBytes === null) return
      new Gauge({
        name: 'concord_disk_free_bytes',
        help: 'Room on the disk of DATA_DIR.',
        registers,
        async collect() {
          // a disk that cannot be asked is told of by concord_ready
          this.set(await freeBytes().catch(() => 0))
        },
      })
    },
    watchProcess: () => collectDefaultMetrics({ register: registry }),
  }
}

const isRefusal = (name: string): boolean => FRAME_REFUSALS.some((code) => code === name)

const pick = (counts: Readonly<Record<string, number>>, isPicked: (name: string) => boolean): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([name]) => isPicked(name)))
