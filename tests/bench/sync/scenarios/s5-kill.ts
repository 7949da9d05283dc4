/** S5: the server is killed while people type. */
import { Client } from '../load/client.ts'
import { KeyIndex } from '../load/ledger.ts'
import { play, rest, until, type Hand } from '../load/pace.ts'
import { clientOf, makeSession } from '../load/session.ts'
import { atMost } from '../goals.ts'
import { randomFrom, type Random } from '../../../support/random.ts'
import type { Figures, Scenario, Task } from './scenario.ts'
import type { Running } from '../engines/engine.ts'

const PEOPLE = 5
/** The kill comes at a random moment between. */
const [SOONEST_SECONDS, LATEST_SECONDS] = [0.5, 3]
/** Some answer before they have read what they keep: what is missing then may still come. */
const COME_BACK_MS = 1_500

export const kill: Scenario = {
  id: 's5',
  title: 'S5 kill -9 while typing',
  about:
    `${PEOPLE} people in one text type so many keys a second in all; at a random moment the process gets signal 9; it is started again and somebody opens the text. ` +
    'Seen: another person had been shown the key. This says nothing of a power cut, for a killed process leaves the page cache behind; for that see `docs/sync.md`.',
  sizeIs: 'keys a second',
  sizes: ['200', '2000'],
  seconds: LATEST_SECONDS,
  rounds: { concord: 100, 'y-websocket': 10, hocuspocus: 10 },
  needsKeeping: true,
  rooms: () => 1,

  async run(task) {
    const random = randomFrom(Date.now() >>> 0)
    const witnessed = await typeUntilKilled(task, random)
    const server = await task.start({ isHurried: true })
    try {
      return await compare(server, witnessed)
    } finally {
      await server.stop('SIGKILL')
    }
  },

  columns: [
    { figure: 'kills', title: 'kills', isSum: true },
    { figure: 'seen', title: 'keys seen by others', isSum: true },
    { figure: 'lost', title: 'of these lost', isSum: true },
    { figure: 'lostSeconds', title: 'lost a kill, in seconds of typing', isAside: true },
    { figure: 'saved', title: 'keys acknowledged', isSum: true },
    { figure: 'lostSaved', title: 'of these lost', isSum: true },
  ],

  goals: (of) => [
    atMost(0, of('concord', 'lost'), 'nothing lost that anyone had seen'),
    atMost(0, of('concord', 'lostSaved'), 'nothing lost that was acknowledged'),
  ],
}

/** What has to be there afterwards. */
interface Witnessed {
  index: KeyIndex
  /** Keys that somebody else was shown. */
  seen: Uint8Array
  /** Keys acknowledged to their writer. */
  saved: Uint8Array
  rate: number
}

async function typeUntilKilled({ size, seconds, start }: Task, random: Random): Promise<Witnessed> {
  const rate = Number(size)
  const each = rate / PEOPLE
  const killAfter = Math.min(SOONEST_SECONDS, seconds) + random.next() * Math.max(0, seconds - SOONEST_SECONDS)
  const session = makeSession({
    writers: PEOPLE,
    keysEach: Math.ceil(each * (killAfter + 1)),
    seed: random.below(2 ** 30),
  })
  const index = new KeyIndex(session)
  const seen = new Uint8Array(index.size)
  const server = await start({ isHurried: true })
  const people = session.writers.map((_, person) => {
    const onWords = (update: Buffer): void => {
      for (const key of index.keysIn(update)) if (index.writerOf[key] !== person) seen[key] = 1
    }
    return new Client({ seat: server.seat(0, person, clientOf(person)), onWords })
  })
  const [first, ...others] = people
  await first!.connect()
  await first!.synced
  first!.sendUpdate(session.base)
  if (server.acknowledges) await until(() => first!.acknowledged === first!.said, COME_BACK_MS)
  else await rest(300)
  for (const client of others) {
    await client.connect()
    await client.synced
  }
  if (server.acknowledges) await until(() => people.every((one) => one.acknowledged === one.said), COME_BACK_MS)
  const saidBefore = people.map(({ said }) => said)
  const hands = people.map((client, person): Hand => {
    const { updates } = session.writers[person]!
    return { send: (n) => client.sendUpdate(updates[n]!), limit: updates.length, next: 0 }
  })
  const typing = play(hands, each, killAfter + 0.2)
  await rest(killAfter * 1000)
  const lost = people.find(({ wire }) => !wire.isOpen)
  if (lost) throw new Error(`somebody was cut off before the kill: ${lost.wire.farewell ?? 'without a word'}`)
  await server.stop('SIGKILL')
  await typing
  await Promise.all(people.map(({ gone }) => gone))
  const saved = new Uint8Array(index.size)
  for (const [person, { acknowledged }] of people.entries())
    for (const key of index.keys[person]!.slice(0, Math.max(0, acknowledged - saidBefore[person]!))) saved[key] = 1
  return { index, seen, saved, rate }
}

async function compare(server: Running, { index, seen, saved, rate }: Witnessed): Promise<Figures> {
  const there = new Uint8Array(index.size)
  const client = new Client({
    seat: server.seat(0, PEOPLE, clientOf(PEOPLE)),
    onWords(update) {
      for (const key of index.keysIn(update)) there[key] = 1
    },
  })
  await client.connect()
  await client.synced
  const lostOf = (keys: Uint8Array): number =>
    keys.reduce((sum, is, key) => sum + (is === 1 && there[key] === 0 ? 1 : 0), 0)
  await until(() => lostOf(seen) === 0 && lostOf(saved) === 0, COME_BACK_MS, 50)
  client.close()
  const count = (keys: Uint8Array): number => keys.reduce((sum, is) => sum + is, 0)
  const lost = lostOf(seen)
  return {
    kills: 1,
    seen: count(seen),
    lost,
    lostSeconds: lost / rate,
    ...(server.acknowledges && { saved: count(saved), lostSaved: lostOf(saved) }),
  }
}
