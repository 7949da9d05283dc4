/** S7: everybody's caret moves. */
import { Client, connectAll } from '../load/client.ts'
import { Reader, varString, varUint } from '../load/codec.ts'
import { Histogram } from '../load/histogram.ts'
import { play, rest, type Hand } from '../load/pace.ts'
import { clientOf } from '../load/session.ts'
import { atMost } from '../goals.ts'
import { ownShare, ratio } from './shares.ts'
import { numbersOf, type Scenario } from './scenario.ts'

const WARM_UP_SECONDS = 10
const LAST_MOVES_MS = 300
/** A caret's place says which move it was: clocks of presence are a server's own to choose. */
const FIRST_PLACE = 1_000_000

/** What a stock client says of itself after its `n`th move. */
function moved(person: number, n: number): Buffer {
  const place = { type: null, tname: 'default', item: { client: clientOf(person), clock: FIRST_PLACE + n }, assoc: 0 }
  const user = { name: `Person ${person}`, color: '#30bced' }
  const state = JSON.stringify({ user, cursor: { anchor: place, head: place } })
  return Buffer.concat([varUint(1), varUint(clientOf(person)), varUint(n + 1), varString(state)])
}

/** Person and move, by turns, of those entries that show a caret. */
export function movesIn(entries: Buffer): number[] {
  const reader = new Reader(entries)
  const moves: number[] = []
  for (let left = reader.number(); left > 0; left--) {
    const person = reader.number() - clientOf(0)
    reader.number()
    const state = reader.bytes()
    const at = state.indexOf('"clock":')
    if (at >= 0) moves.push(person, Number.parseInt(state.toString('latin1', at + 8, at + 24), 10) - FIRST_PLACE)
  }
  return moves
}

/** When each move was made, and how far each person has been shown each other's. */
class Carets {
  waits: Histogram | null = null
  shown = 0
  readonly #madeAt: Float64Array[]
  readonly #upTo: Int32Array[]

  constructor(people: number, moves: number) {
    this.#madeAt = Array.from({ length: people }, () => new Float64Array(moves))
    this.#upTo = Array.from({ length: people }, () => new Int32Array(people).fill(-1))
  }

  made(person: number, move: number): void {
    this.#madeAt[person]![move] = performance.now()
  }

  /** A move that was passed over is shown by the next one: what counts is how old a caret is. */
  show(viewer: number, entries: Buffer): void {
    const now = performance.now()
    const upTo = this.#upTo[viewer]!
    const moves = movesIn(entries)
    for (let i = 0; i < moves.length; i += 2) {
      const [person, move] = [moves[i]!, moves[i + 1]!]
      const made = this.#madeAt[person]
      if (person === viewer || made === undefined || move >= made.length) continue
      for (let m = upTo[person]! + 1; m <= move; m++) {
        if (this.waits === null) continue
        this.waits.add(now - made[m]!)
        this.shown++
      }
      upTo[person] = Math.max(upTo[person]!, move)
    }
  }
}

export const cursors: Scenario = {
  id: 's7',
  title: 'S7 carets',
  about: `People x moves a second, all in one text, everybody moving; measured after ${WARM_UP_SECONDS} seconds of that. A caret that passes over a place counts as shown there when the next one comes: what is measured is how old the carets on a screen are.`,
  sizeIs: 'people x moves a second',
  sizes: ['50x10'],
  seconds: 8,
  needsKeeping: false,
  rooms: () => 1,

  async run({ size, seconds, start }) {
    const [people = 0, perSecond = 0] = numbersOf(size)
    const moves = Math.ceil(perSecond * (seconds + WARM_UP_SECONDS + 1))
    const server = await start()
    try {
      const carets = new Carets(people, moves)
      const clients = Array.from({ length: people }, (_, person) => {
        const seat = server.seat(0, person, clientOf(person))
        return new Client({ seat, onPresence: (entries) => carets.show(person, entries) })
      })
      await connectAll(clients)
      const hands = clients.map((client, person): Hand => {
        const frames = Array.from({ length: moves }, (_, n) => moved(person, n))
        const send = (n: number): void => {
          carets.made(person, n)
          client.sendPresence(frames[n]!)
        }
        return { send, limit: moves, next: 0 }
      })
      await play(hands, perSecond, WARM_UP_SECONDS)
      await rest(LAST_MOVES_MS)
      const waits = (carets.waits = new Histogram())
      const bytesIn = (): number => clients.reduce((sum, { wire }) => sum + wire.bytesIn, 0)
      const bytesBefore = bytesIn()
      const [cpuBefore, own, begun] = [server.cpu(), ownShare(), performance.now()]
      const { count } = await play(hands, perSecond, seconds)
      await rest(LAST_MOVES_MS)
      const lasted = (performance.now() - begun) / 1000
      const figures = {
        p50: waits.quantile(0.5),
        p99: waits.quantile(0.99),
        cores: (server.cpu() - cpuBefore) / lasted,
        kilobytes: (bytesIn() - bytesBefore) / 1000 / people / lasted,
        missing: count * (people - 1) - carets.shown,
        own: own(),
      }
      for (const client of clients) client.cut()
      return figures
    } finally {
      await server.stop('SIGKILL')
    }
  },

  columns: [
    { figure: 'p50', title: 'move to screen p50 ms' },
    { figure: 'p99', title: 'p99 ms' },
    { figure: 'cores', title: 'server, cores' },
    { figure: 'kilobytes', title: 'kB a second and person' },
    { figure: 'missing', title: 'never shown', isSum: true },
    { figure: 'own', title: 'generator, cores', isAside: true },
  ],

  goals: (of) => [
    atMost(0.3, ratio(of, 'cores', 'hocuspocus'), 'CPU at most 0.3 of hocuspocus'),
    atMost(50, of('concord', 'p99'), 'p99 within 50 ms'),
    atMost(0, of('concord', 'missing'), 'every caret shown'),
  ],
}
