/** S4: many texts open at once, one person in each, nobody writing. */
import { Client, connectAll } from '../load/client.ts'
import { rest } from '../load/pace.ts'
import { clientOf } from '../load/session.ts'
import { atMost } from '../goals.ts'
import { betterPeer, ratio } from './shares.ts'
import { makeStock, stockRooms } from './stock.ts'
import type { Scenario } from './scenario.ts'

/** Some 14 kB as Yjs encodes it: an article. */
const KEYS = 7_000
/** Texts opened and closed first, so that what a server needs once is not counted. */
const WARM_UP = 50
const SETTLE_MS = 5_000
const LOOK_EVERY_MS = 3_000

const textsIn = (size: string): number => Number(size)

export const memory: Scenario = {
  id: 's4',
  title: 'S4 memory of open documents',
  about:
    'So many kept texts of 14 kB, each opened by one person who does nothing. Memory is what the system counts as resident, above what the server had ' +
    `after ${WARM_UP} others were opened and closed; then all are closed, and for a minute it is looked at.`,
  sizeIs: 'documents',
  sizes: ['1000'],
  seconds: 60,
  needsKeeping: true,
  rooms: (size) => textsIn(size) + WARM_UP,

  async fill(server, size) {
    const stock = makeStock(KEYS)
    await stockRooms(server, stock, textsIn(size) + WARM_UP)
    return { bytes: stock.state.length }
  },

  async run({ size, seconds, start, filled }) {
    const server = await start()
    try {
      const texts = textsIn(size)
      /** Bytes of the text that came to each, by its room. */
      const shown = new Map<number, number>()
      const seated = (from: number, count: number): Client[] =>
        Array.from({ length: count }, (_, i) => {
          const room = from + i
          const onWords = (update: Buffer): unknown => shown.set(room, (shown.get(room) ?? 0) + update.length)
          return new Client({ seat: server.seat(room, 1, clientOf(1)), onWords })
        })
      const warm = seated(texts, WARM_UP)
      await connectAll(warm)
      for (const client of warm) client.close()
      await rest(SETTLE_MS)
      const before = server.rss()
      const cpuBefore = server.cpu()
      const clients = seated(0, texts)
      await connectAll(clients)
      await rest(SETTLE_MS)
      const open = server.rss()
      const cpu = server.cpu() - cpuBefore
      const isShort = (room: number): boolean => (shown.get(room) ?? 0) < filled['bytes']!
      const short = [...clients.keys()].filter(isShort).length
      for (const client of clients) client.close()
      let least = open
      for (let waited = 0; waited < seconds * 1000; waited += LOOK_EVERY_MS) {
        await rest(LOOK_EVERY_MS)
        least = Math.min(least, server.rss())
      }
      const growth = open - before
      return { growth, left: least - before, share: (least - before) / growth, before, cpu, short }
    } finally {
      await server.stop('SIGKILL')
    }
  },

  columns: [
    { figure: 'growth', title: 'growth MiB' },
    { figure: 'left', title: 'left a minute after, MiB' },
    { figure: 'before', title: 'before, MiB' },
    { figure: 'cpu', title: 'server CPU s to open all' },
    { figure: 'short', title: 'came short', isSum: true },
  ],

  goals(of) {
    const peer = betterPeer(of, 'growth')
    return [
      atMost(0.3, ratio(of, 'growth', peer), `growth at most 0.3 of the better peer (${peer})`),
      atMost(0.5, of('concord', 'share'), 'at least half of it given back within a minute of their closing'),
      atMost(0, of('concord', 'short'), 'every text was shown'),
    ]
  },
}
