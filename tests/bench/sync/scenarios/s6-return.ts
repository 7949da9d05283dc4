/** S6: everybody comes back at once after a restart. */
import { scanUpdate } from '../load/codec.ts'
import { Client } from '../load/client.ts'
import { Histogram } from '../load/histogram.ts'
import { rest } from '../load/pace.ts'
import { BASE_CLIENT, clientOf } from '../load/session.ts'
import { atMost } from '../goals.ts'
import { betterPeer, ratio } from './shares.ts'
import { makeStock, stockRooms, type Stock } from './stock.ts'
import { numbersOf, type Scenario } from './scenario.ts'
import type { Running } from '../engines/engine.ts'

const KEYS = 40_000
/** In each room one of so many has nothing yet; the others have it all. */
const A_NEWCOMER_IN = 5
const GIVE_UP_MS = 60_000
const CALM_MS = 300

const clientsAndRooms = (size: string): [number, number] => {
  const [clients = 0, rooms = 0] = numbersOf(size)
  return [clients, rooms]
}

export const comeBack: Scenario = {
  id: 's6',
  title: 'S6 everybody comes back after a restart',
  about: `Clients x rooms, all connecting in the same moment to a server that was just started; one in ${A_NEWCOMER_IN} has nothing and is sent a text of ${KEYS.toLocaleString('en')} keys, the others have it all and say so.`,
  sizeIs: 'clients x rooms',
  sizes: ['500x20'],
  seconds: 0,
  needsKeeping: true,
  rooms: (size) => clientsAndRooms(size)[1],

  async fill(server, size) {
    const stock = makeStock(KEYS)
    await stockRooms(server, stock, clientsAndRooms(size)[1])
    return { bytes: stock.state.length }
  },

  async run({ size, start }) {
    const [clients, rooms] = clientsAndRooms(size)
    const stock = makeStock(KEYS)
    const server = await start()
    try {
      await rest(CALM_MS)
      const waits = new Histogram()
      const cpuBefore = server.cpu()
      const begun = performance.now()
      const returned = Array.from({ length: clients }, (_, n) => returning(server, stock, n, rooms))
      const results = await Promise.allSettled(
        returned.map(async ({ client, isWhole }) => {
          await client.connect()
          await client.synced
          await Promise.race([isWhole, client.gone.then(() => Promise.reject(new Error('cut off'))), givingUp()])
          waits.add(performance.now() - begun)
        }),
      )
      const all = performance.now() - begun
      await rest(200)
      const cpu = server.cpu() - cpuBefore
      const bytes = returned.reduce((sum, { client }) => sum + client.wire.bytesIn, 0)
      for (const { client } of returned) client.cut()
      return {
        all,
        p50: waits.quantile(0.5),
        cpu,
        megabytes: bytes / 1e6,
        rss: server.rss(),
        failed: results.filter(({ status }) => status === 'rejected').length,
      }
    } finally {
      await server.stop('SIGKILL')
    }
  },

  columns: [
    { figure: 'all', title: 'until all are back, ms' },
    { figure: 'p50', title: 'p50 ms' },
    { figure: 'cpu', title: 'server CPU s' },
    { figure: 'megabytes', title: 'MB out' },
    { figure: 'rss', title: 'server MiB' },
    { figure: 'failed', title: 'failed', isSum: true },
  ],

  goals(of) {
    const [quicker, cheaper] = [betterPeer(of, 'all'), betterPeer(of, 'cpu')]
    return [
      atMost(0.4, ratio(of, 'all', quicker), `time at most 0.4 of the better peer (${quicker})`),
      atMost(0.4, ratio(of, 'cpu', cheaper), `CPU at most 0.4 of the better peer (${cheaper})`),
      atMost(0, of('concord', 'failed'), 'none failed'),
    ]
  },
}

const givingUp = (): Promise<never> =>
  rest(GIVE_UP_MS, undefined, { ref: false }).then(() => Promise.reject(new Error('it never came')))

/** The `n`th client: in its room, with all of the text or nothing; `isWhole` resolves when it has all. */
function returning(
  server: Running,
  stock: Stock,
  n: number,
  rooms: number,
): { client: Client; isWhole: Promise<void> } {
  const person = Math.floor(n / rooms) + 1
  const seat = server.seat(n % rooms, person, clientOf(person))
  if (person % A_NEWCOMER_IN !== 0) {
    const client = new Client({ seat, stateVector: stock.stateVector, answer: stock.answer })
    return { client, isWhole: Promise.resolve() }
  }
  const { promise: isWhole, resolve } = Promise.withResolvers<void>()
  let clock = 0
  const client = new Client({
    seat,
    onWords(update) {
      if (clock >= stock.clock) return
      scanUpdate(update, (who, from, length) => {
        if (who === BASE_CLIENT) clock = Math.max(clock, from + length)
      })
      if (clock >= stock.clock) resolve()
    },
  })
  return { client, isWhole }
}
