/** S1: people type as people do. */
import { Crowd, type Size } from '../load/crowd.ts'
import { Histogram } from '../load/histogram.ts'
import { play, until } from '../load/pace.ts'
import { atMost } from '../goals.ts'
import { betterPeer, ownShare, ratio } from './shares.ts'
import { numbersOf, type Scenario } from './scenario.ts'

export const KEYS_A_SECOND = 8
/** A server runs for months: what is measured is not V8 compiling it. Most of that is over then; all of it takes a minute at this pace. */
const WARM_UP_SECONDS = 10
/** Keys on their way when the pace ends. */
const LAST_KEYS_MS = 3_000
/** One room in which twenty write: where a server that gathers what it sends begins to. */
const BUSY = '1x50x20'
/** How many write where the size does not say. */
const USUAL_WRITERS: Record<number, number> = { 50: 10, 10: 3, 5: 2 }

/** Rooms, people in each, writers among them. */
export function sizeOf(size: string): Size {
  const [rooms = 0, people = 0, writers] = numbersOf(size)
  return { rooms, people, writers: Math.min(people, writers ?? USUAL_WRITERS[people] ?? Math.min(3, people)) }
}

export const typing: Scenario = {
  id: 's1',
  title: 'S1 typing',
  about:
    `Rooms x people; a few in each type ${KEYS_A_SECOND} keys a second (10 of 50, 3 of 10, 2 of 5; in ${BUSY}, 20 of 50), each key an update; it is measured after ${WARM_UP_SECONDS} seconds of that. ` +
    'A delivery is one key on one other screen; every one is verified, and for Concord that every key was acknowledged as on disk.',
  sizeIs: 'rooms x people, or rooms x people x writers',
  sizes: ['1x50', '20x10', '100x5', BUSY],
  seconds: 8,
  needsKeeping: false,
  rooms: (size) => sizeOf(size).rooms,

  async run({ size, seconds, start }) {
    const server = await start()
    try {
      const crowd = new Crowd(server, sizeOf(size), Math.ceil(KEYS_A_SECOND * (seconds + WARM_UP_SECONDS + 1)))
      await crowd.open()
      return await measure(crowd, server, sizeOf(size), { warmUp: WARM_UP_SECONDS, seconds })
    } finally {
      await server.stop('SIGKILL')
    }
  },

  columns: [
    { figure: 'p50', title: 'key to screen p50 ms' },
    { figure: 'p99', title: 'p99 ms' },
    { figure: 'cpu', title: 'server CPU s per 1,000 deliveries' },
    { figure: 'saved', title: 'key to _Saved_ p50 ms' },
    { figure: 'bytes', title: 'bytes per delivery' },
    { figure: 'missing', title: 'not delivered', isSum: true },
    { figure: 'unsaved', title: 'not acknowledged', isSum: true },
    { figure: 'own', title: 'generator, cores', isAside: true },
  ],

  goals(of, size) {
    const peer = betterPeer(of, 'cpu')
    const isBusy = size === BUSY
    const limit = isBusy ? 0.4 : 0.7
    const goals = [
      atMost(limit, ratio(of, 'cpu', peer), `CPU at most ${limit} of the better persistent peer (${peer})`),
      atMost(1, ratio(of, 'p99', peer), `p99 no worse than that of ${peer}`),
      atMost(0, of('concord', 'missing') + of('concord', 'unsaved'), 'everything delivered and acknowledged'),
    ]
    if (!isBusy) goals.splice(1, 0, atMost(3, ratio(of, 'p50', 'relay'), 'p50 within 3 times the relay'))
    return goals
  },
}

/** Everybody types for `warmUp` seconds and is then measured for `seconds`; then their lines are cut. */
export async function measure(
  crowd: Crowd,
  server: { cpu(): number },
  { people }: Size,
  { warmUp, seconds }: { warmUp: number; seconds: number },
) {
  const warm = await play(crowd.hands, KEYS_A_SECOND, warmUp)
  await until(() => crowd.delivered >= warm.count * (people - 1) && crowd.isAcknowledged, LAST_KEYS_MS)
  const before = { delivered: crowd.delivered, bytes: crowd.bytesIn }
  const waits = (crowd.waits = new Histogram())
  const saves = (crowd.saves = new Histogram())
  const [cpuBefore, ownBefore] = [server.cpu(), ownShare()]
  const { count, lateMs } = await play(crowd.hands, KEYS_A_SECOND, seconds)
  const expected = count * (people - 1)
  const isWhole = (): boolean => crowd.delivered - before.delivered >= expected && crowd.isAcknowledged
  await until(isWhole, LAST_KEYS_MS)
  const [cpu, own] = [server.cpu() - cpuBefore, ownBefore()]
  const delivered = crowd.delivered - before.delivered
  const figures = {
    p50: waits.quantile(0.5),
    p99: waits.quantile(0.99),
    cpu: (cpu / delivered) * 1000,
    bytes: (crowd.bytesIn - before.bytes) / delivered,
    missing: expected - delivered,
    own,
    lateMs,
    broken: crowd.broken.length,
    ...(saves.count > 0 && { saved: saves.quantile(0.5), unsaved: count - saves.count }),
  }
  crowd.leave()
  return figures
}
