/** S2: faster and faster, until somebody waits too long. */
import { Crowd } from '../load/crowd.ts'
import { Histogram } from '../load/histogram.ts'
import { play, rest, until } from '../load/pace.ts'
import { atLeast } from '../goals.ts'
import { sizeOf } from './s1-typing.ts'
import { ownShare, ratio } from './shares.ts'
import type { Running } from '../engines/engine.ts'
import type { Scenario } from './scenario.ts'

/** Keys a second, of all together: where it begins, and by how much each step is faster. */
const FIRST_RATE = 600
const FASTER = 1.35
const MOST_STEPS = 16
const LIMIT_MS = 250
const LAST_KEYS_MS = 4_000
/** Made beforehand, each writer; what is left unused costs memory alone. */
const MOST_KEYS_EACH = 40_000
const WARM_UP_RATE = 8
/** A server that does less than this of a core shows nothing about a core. */
const BUSY_CORES = 0.3
/** Steps that failed: with the cores in use it is over, otherwise somebody else had them, and it is tried again. */
const MOST_FAILED = 2
const MOST_TRIES = 5

interface Step {
  deliveredASecond: number
  p99: number
  cores: number
  own: number
  isWithin: boolean
}

export const saturation: Scenario = {
  id: 's2',
  title: 'S2 saturation',
  about:
    `Rooms x people as in S1. The pace begins at ${FIRST_RATE} keys a second in all and rises by ${Math.round((FASTER - 1) * 100)} % a step, until the p99 from key to screen leaves ${LIMIT_MS} ms or something does not arrive. ` +
    "Concord's limit of updates a second per person is lifted for it.",
  sizeIs: 'rooms x people',
  sizes: ['20x10'],
  seconds: 2.5,
  needsKeeping: false,
  rooms: (size) => sizeOf(size).rooms,

  async run({ size, seconds, start }) {
    const server = await start({ isHurried: true })
    try {
      const shape = sizeOf(size)
      const writers = shape.rooms * shape.writers
      const keys = (FIRST_RATE * seconds * (FASTER ** MOST_STEPS - 1)) / (FASTER - 1) / writers
      const crowd = new Crowd(server, shape, Math.min(MOST_KEYS_EACH, Math.ceil(keys) + 100))
      await crowd.open()
      await play(crowd.hands, WARM_UP_RATE, 1)
      const steps = await climb(crowd, server, shape.people, seconds)
      crowd.leave()
      const within = steps.filter(({ isWithin }) => isWithin)
      const busy = steps.filter(({ cores }) => cores > BUSY_CORES)
      const best = within.toSorted((a, b) => b.deliveredASecond - a.deliveredASecond)[0]
      return {
        perCpu: Math.max(...(busy.length > 0 ? busy : steps).map((step) => step.deliveredASecond / step.cores)),
        rate: best?.deliveredASecond ?? 0,
        cores: best?.cores ?? NaN,
        own: best?.own ?? NaN,
        p99: best?.p99 ?? NaN,
        steps: steps.length,
      }
    } finally {
      await server.stop('SIGKILL')
    }
  },

  columns: [
    { figure: 'perCpu', title: 'deliveries per server CPU s' },
    { figure: 'rate', title: `deliveries a second, p99 within ${LIMIT_MS} ms` },
    { figure: 'p99', title: 'p99 ms there' },
    { figure: 'cores', title: 'server, cores' },
    { figure: 'own', title: 'generator, cores', isAside: true },
  ],

  goals: (of) => [
    atLeast(4, ratio(of, 'perCpu', 'hocuspocus'), 'deliveries per server CPU second at least 4 times hocuspocus'),
    atLeast(8, ratio(of, 'perCpu', 'y-websocket'), 'deliveries per server CPU second at least 8 times y-websocket'),
  ],
}

async function climb(crowd: Crowd, server: Running, people: number, seconds: number): Promise<Step[]> {
  const steps: Step[] = []
  let failed = 0
  let tries = 0
  for (let rate = FIRST_RATE; steps.length < MOST_STEPS && failed < MOST_FAILED && tries < MOST_TRIES;) {
    const step = await takeStep(crowd, server, rate, people, seconds)
    if (step === null) break
    steps.push(step)
    if (step.isWithin) {
      failed = tries = 0
      rate *= FASTER
    } else {
      tries++
      if (Math.max(step.cores, step.own) > 0.75) failed++
    }
    await rest(150)
  }
  return steps
}

/** Null: there are not enough keys left for it. */
async function takeStep(
  crowd: Crowd,
  server: Running,
  rate: number,
  people: number,
  seconds: number,
): Promise<Step | null> {
  const waits = (crowd.waits = new Histogram())
  const before = crowd.delivered
  const [cpuBefore, own, begun] = [server.cpu(), ownShare(), performance.now()]
  const { count } = await play(crowd.hands, rate / crowd.hands.length, seconds)
  if (count < rate * seconds * 0.8) return null
  const lasted = (performance.now() - begun) / 1000
  const step = {
    deliveredASecond: (crowd.delivered - before) / lasted,
    cores: (server.cpu() - cpuBefore) / lasted,
    own: own(),
  }
  const isWhole = (): boolean => crowd.delivered - before >= count * (people - 1)
  const hasArrived = await until(isWhole, LAST_KEYS_MS)
  const p99 = waits.quantile(0.99)
  return { ...step, p99, isWithin: hasArrived && p99 <= LIMIT_MS }
}
