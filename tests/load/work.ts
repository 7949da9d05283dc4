/** People over articles, some of them typing, others commenting, opening, publishing and reading; and how much typing a stand holds. */
import { loadavg } from 'node:os'
import { Crowd } from '../bench/sync/load/crowd.ts'
import { Histogram } from '../bench/sync/load/histogram.ts'
import { play, until } from '../bench/sync/load/pace.ts'
import { ownShare } from '../bench/sync/scenarios/shares.ts'
import { ACTS, act, placeIn, type Act } from './people.ts'
import type { Costs, Stand } from './stand.ts'
import type { Town } from './town.ts'

export interface Size {
  people: number
  articles: number
  /** Of a hundred people. */
  typing: number
  /** A second of each who types. */
  keys: number
  seconds: number
}

/** Of a stretch; seconds are of processor time. */
export interface Figures {
  writers: number
  /** Keys on somebody else's screen, a second. */
  delivered: number
  notDelivered: number
  notAcknowledged: number
  p50: number
  p95: number
  p99: number
  savedP50: number
  savedP99: number
  acts: Record<Act, { count: number; p50: number; p99: number }>
  faults: string[]
  /** Of each node. */
  cores: number[]
  memory: number[]
  /** All nodes together. */
  cpuPerThousand: number
  beside: { nginx: number; postgres: number; redis: number; generator: number }
  /** A second, for each who types. */
  perWriter: { commits: number; rows: number; walBytes: number; published: number; entries: number; bytes: number }
  load: number
}

const WARM_UP_SECONDS = 2
const LAST_MS = 10_000
/** How often somebody does each: of a hundred people about one act a second, and a version now and then. */
const EVERY_MS: Record<Act, number> = { comment: 500, open: 250, page: 500, read: 100, publish: 5_000 }

/** `first`: the article of the first room. */
export async function work(
  stand: Stand,
  town: Town,
  first: number,
  size: Size,
  isTypingAlone = false,
): Promise<Figures> {
  const { people, articles, typing, keys, seconds } = size
  const each = Math.max(1, Math.round(people / articles))
  const writers = Math.max(1, Math.round((each * typing) / 100))
  const crowd = new Crowd(
    placeIn(town, stand.port, first),
    { rooms: articles, people: each, writers },
    Math.ceil(keys * (seconds + WARM_UP_SECONDS + 1)),
  )
  try {
    await crowd.open()
    await play(crowd.hands, keys, WARM_UP_SECONDS)
    await until(() => crowd.isAcknowledged, LAST_MS)
    const [waits, saves] = [(crowd.waits = new Histogram()), (crowd.saves = new Histogram())]
    const [before, own, load] = [await stand.costs(), ownShare(), loadavg()[0]!]
    const deliveredBefore = crowd.delivered
    const end = isTypingAlone ? null : act(town, stand.origin, stand.port, EVERY_MS)
    const { count } = await play(crowd.hands, keys, seconds)
    const due = count * (each - 1)
    const delivered = (): number => crowd.delivered - deliveredBefore
    await until(() => delivered() >= due && crowd.isAcknowledged, LAST_MS)
    const done = await end?.()
    const [after, generator] = [await stand.costs(), own()]
    const lasted = (after.at - before.at) / 1000
    const per = (value: (costs: Costs) => number): number => (value(after) - value(before)) / lasted
    const typists = writers * articles
    const cpu = after.nodes.map((seconds, i) => seconds - before.nodes[i]!)
    return {
      writers: typists,
      delivered: delivered() / lasted,
      notDelivered: Math.max(0, due - delivered()) + crowd.broken.length,
      notAcknowledged: count - saves.count,
      ...{ p50: waits.quantile(0.5), p95: waits.quantile(0.95), p99: waits.quantile(0.99) },
      ...{ savedP50: saves.quantile(0.5), savedP99: saves.quantile(0.99) },
      acts: Object.fromEntries(
        ACTS.map((name) => {
          const all = done?.waits[name] ?? new Histogram()
          return [name, { count: all.count, p50: all.quantile(0.5), p99: all.quantile(0.99) }]
        }),
      ) as Figures['acts'],
      faults: done?.faults ?? [],
      cores: cpu.map((seconds) => seconds / lasted),
      memory: stand.memory(),
      cpuPerThousand: (cpu.reduce((sum, one) => sum + one, 0) / delivered()) * 1000,
      beside: {
        ...{ nginx: per(({ nginx }) => nginx), postgres: per(({ postgres }) => postgres) },
        ...{ redis: per(({ redis }) => redis), generator },
      },
      perWriter: {
        commits: per(({ commits }) => commits) / typists,
        rows: per(({ rows }) => rows) / typists,
        walBytes: per(({ walBytes }) => walBytes) / typists,
        published: per(({ published }) => published) / typists,
        entries: per(({ journal }) => journal.entries) / typists,
        bytes: per(({ journal }) => journal.bytes) / typists,
      },
      load,
    }
  } finally {
    crowd.leave()
  }
}

/** Slower than this is not held. */
export const HELD_MS = 250

export interface Held {
  delivered: number
  p99: number
  cores: number[]
  beside: Figures['beside']
}

/** The fastest typing of these people at which p99 stays within `HELD_MS` and everything is delivered: twice as fast until it is not, then between. */
export async function hold(stand: Stand, town: Town, size: Size, firstFree: () => number): Promise<Held> {
  let best: Held = { delivered: 0, p99: NaN, cores: [], beside: { nginx: 0, postgres: 0, redis: 0, generator: 0 } }
  const seconds = Math.min(5, size.seconds)
  const isHeld = async (keys: number): Promise<boolean> => {
    const { p99, notDelivered, delivered, cores, beside } = await work(
      stand,
      town,
      firstFree(),
      { ...size, keys, seconds },
      true,
    )
    const isSo = p99 <= HELD_MS && notDelivered === 0
    if (isSo && delivered > best.delivered) best = { delivered, p99, cores, beside }
    return isSo
  }
  let [low, high] = [0, FEWEST_KEYS]
  while (high <= MOST_KEYS && (await isHeld(high))) [low, high] = [high, high * 2]
  for (let tries = 0; tries < 2 && low > 0; tries++) {
    const middle = Math.round((low + high) / 2)
    if (await isHeld(middle)) low = middle
    else high = middle
  }
  return best
}

/** Keys a second of one who types, at which the search begins and ends. */
const [FEWEST_KEYS, MOST_KEYS] = [64, 8_192]

/** Stretches of `hold`, each of which needs articles of its own: from 64 keys a second to 8,192, and two between. */
export const MOST_TRIES = 10
