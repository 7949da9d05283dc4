/** S3: the first to open a long text after a restart. */
import * as Y from 'yjs'
import { scanUpdate } from '../load/codec.ts'
import { Client } from '../load/client.ts'
import { rest, until } from '../load/pace.ts'
import { BASE_CLIENT, clientOf, keysIn, typedText } from '../load/session.ts'
import { TEXT_NAME } from '../../../../src/lib/domain/text.ts'
import { atMost } from '../goals.ts'
import { ratio } from './shares.ts'
import type { Figures, Scenario } from './scenario.ts'
import type { Running } from '../engines/engine.ts'

/** The text that was typed key by key, and one that holds the same and was brought in one piece. */
const [TYPED, BROUGHT] = [0, 1]
const WRITER = clientOf(0)
const PARAGRAPHS = 400
const PARAGRAPHS_FROM = 1_000
/** Nobody is further ahead of what others see, in units of the text. */
const AHEAD = 2_048
const SLOWEST_MS = 300_000
const OPEN_MS = 60_000
/** A server just started may still be busy with starting. */
const CALM_MS = 300
/** What a server gathers before it writes, at its defaults. */
const WRITING_MS = 4_000

/** Up to where the writer's clock is known to reach. */
class Reached {
  clock = 0
  readonly take = (update: Uint8Array): void =>
    scanUpdate(update, (client, clock, length) => {
      if (client === WRITER) this.clock = Math.max(this.clock, clock + length)
    })
}

export const firstOpen: Scenario = {
  id: 's3',
  title: 'S3 first open after a restart',
  about:
    'One text typed key by key, each key an update that was relayed and kept; the server stopped and started; somebody opens it for the first time. ' +
    'Beside it a text that holds the same and came in one piece: what the length of a history costs.',
  sizeIs: 'keys',
  sizes: ['260000'],
  seconds: 0,
  needsKeeping: true,
  rooms: () => 2,

  async fill(server, size) {
    const keys = Number(size)
    const typed = typedText(Math.min(keys, PARAGRAPHS_FROM), Math.min(PARAGRAPHS, Math.ceil(keys / 100)))
    const base = Y.encodeStateAsUpdate(typed.doc)
    typed.doc.clientID = WRITER
    const updates = keysIn(typed, [...typed.lengths.keys()], keys, 3)
    const state = Y.encodeStateAsUpdate(typed.doc)
    await bring(server, state)
    await type(server, base, updates)
    await rest(WRITING_MS)
    return { clock: Y.getState(typed.doc.store, WRITER), letters: typed.text.toString().length, bytes: state.length }
  },

  async run({ start, filled }) {
    const typed = await openOnce(await start(), TYPED, filled)
    const brought = await openOnce(await start(), BROUGHT, filled)
    return { ...typed, shorter: brought.ready!, history: typed.ready! / brought.ready! }
  },

  columns: [
    { figure: 'ready', title: 'until all of it is there, ms' },
    { figure: 'kilobytes', title: 'kB over the line' },
    { figure: 'cpu', title: 'server CPU s' },
    { figure: 'again', title: 'opened again, ms' },
    { figure: 'shorter', title: 'the same in one piece, ms' },
    { figure: 'rss', title: 'server MiB' },
    { figure: 'wrong', title: 'wrong', isSum: true },
  ],

  goals: (of) => [
    atMost(0.2, ratio(of, 'ready', 'hocuspocus'), 'time at most 0.2 of hocuspocus'),
    atMost(0.5, ratio(of, 'kilobytes', 'hocuspocus'), 'bytes at most 0.5 of hocuspocus'),
    atMost(1.5, of('concord', 'history'), 'no longer than 1.5 times the same text without its history'),
    atMost(0, of('concord', 'wrong'), 'the whole text, every time'),
  ],
}

/** Brings a whole state as somebody does who wrote while away: as the answer to what the server has. */
async function bring(server: Running, state: Uint8Array): Promise<void> {
  const seat = server.seat(BROUGHT, 0, BASE_CLIENT)
  const reached = new Reached()
  const writer = new Client({ seat, answer: () => state })
  await writer.connect()
  await writer.synced
  const reader = new Client({ seat: server.seat(BROUGHT, 1, clientOf(1)), onWords: reached.take })
  await reader.connect()
  if (!(await until(() => reached.clock > 0, SLOWEST_MS))) throw new Error('the text was not taken')
  writer.close()
  reader.close()
}

/** Types it all, as fast as another person is shown it. */
async function type(server: Running, base: Uint8Array, updates: readonly Uint8Array[]): Promise<void> {
  const shown = new Reached()
  const sent = new Reached()
  const reader = new Client({ seat: server.seat(TYPED, 1, clientOf(1)), onWords: shown.take })
  const writer = new Client({ seat: server.seat(TYPED, 0, WRITER) })
  for (const client of [reader, writer]) {
    await client.connect()
    await client.synced
  }
  writer.sendUpdate(base)
  for (const [i, update] of updates.entries()) {
    writer.sendUpdate(update)
    sent.take(update)
    if (i % 256 === 255 && sent.clock - shown.clock > AHEAD)
      await until(() => sent.clock - shown.clock <= AHEAD, SLOWEST_MS, 1)
    else if (i % 256 === 255) await rest(0)
  }
  if (!(await until(() => shown.clock >= sent.clock, SLOWEST_MS))) throw new Error('the keys were not all taken')
  if (server.acknowledges && !(await until(() => writer.acknowledged === writer.said, SLOWEST_MS)))
    throw new Error('the keys were not all acknowledged')
  writer.close()
  reader.close()
}

interface Opened {
  ms: number
  bytes: number
  isWrong: boolean
}

/** Opens a text of a server that was just started, once more when it is warm, and ends the server. */
async function openOnce(server: Running, room: number, filled: Figures): Promise<Figures> {
  try {
    await rest(CALM_MS)
    const cpuBefore = server.cpu()
    const first = await open(server, room, filled)
    await rest(50)
    const cpu = server.cpu() - cpuBefore
    const rss = server.rss()
    const again = await open(server, room, filled)
    return {
      ready: first.ms,
      kilobytes: first.bytes / 1000,
      cpu,
      rss,
      again: again.ms,
      wrong: Number(first.isWrong) + Number(again.isWrong),
    }
  } finally {
    await server.stop('SIGKILL')
  }
}

async function open(server: Running, room: number, filled: Figures): Promise<Opened> {
  const parts: Buffer[] = []
  const reached = new Reached()
  let readyAt = 0
  const client = new Client({
    seat: server.seat(room, 2, clientOf(2)),
    onWords(update) {
      parts.push(Buffer.from(update))
      reached.take(update)
      if (readyAt === 0 && reached.clock >= filled['clock']!) readyAt = performance.now()
    },
  })
  const begun = performance.now()
  await client.connect()
  // some answer before they have read what they keep, so an answer alone is no sign
  if (!(await until(() => readyAt > 0, OPEN_MS, 1))) throw new Error('the text did not come')
  const { bytesIn } = client.wire
  client.close()
  return { ms: readyAt - begun, bytes: bytesIn, isWrong: !isWhole(parts, filled) }
}

/** Whether these updates make the text that was written; an article begins with words of its own before it. */
function isWhole(updates: readonly Uint8Array[], filled: Figures): boolean {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  const { pendingStructs, pendingDs } = doc.store
  const letters = doc.getText(TEXT_NAME).toString().length
  return (
    pendingStructs === null && pendingDs === null && letters >= filled['letters']! && letters < filled['letters']! + 100
  )
}
