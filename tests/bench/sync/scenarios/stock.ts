/** A text that is brought to many rooms, and what a stock client that has it says of it. */
import * as Y from 'yjs'
import { readStateVector } from '../load/codec.ts'
import { Client, connectAll } from '../load/client.ts'
import { rest, until } from '../load/pace.ts'
import { BASE_CLIENT, typedText } from '../load/session.ts'
import type { Running } from '../engines/engine.ts'

/** What servers gather before they write, at their defaults. */
const WRITING_MS = 4_000
const TAKEN_MS = 60_000

export interface Stock {
  state: Buffer
  /** Of the text alone, without what an article begins with. */
  stateVector: Buffer
  /** The clock that whoever has all of it has reached. */
  clock: number
  /** What somebody who has it answers to what the server has: all of it where the server has nothing, otherwise its deletions alone. */
  answer(stateVector: Buffer): Uint8Array
}

export function makeStock(keys: number): Stock {
  const { doc } = typedText(keys)
  const state = Buffer.from(Y.encodeStateAsUpdate(doc))
  const stateVector = Buffer.from(Y.encodeStateVector(doc))
  const clock = Y.getState(doc.store, BASE_CLIENT)
  const nothingNew = Y.encodeStateAsUpdate(doc, stateVector)
  const has = (theirs: Buffer): boolean => (readStateVector(theirs).get(BASE_CLIENT) ?? 0) >= clock
  return { state, stateVector, clock, answer: (theirs) => (has(theirs) ? nothingNew : state) }
}

/** Brings the text to every room and waits until it is kept; answers what a server then says it has in room 0. */
export async function stockRooms(server: Running, stock: Stock, rooms: number): Promise<void> {
  const bringing = Array.from(
    { length: rooms },
    (_, room) => new Client({ seat: server.seat(room, 0, BASE_CLIENT), answer: stock.answer }),
  )
  await connectAll(bringing)
  const isTaken = (client: Client): boolean => !server.acknowledges || client.acknowledged === client.said
  if (!(await until(() => bringing.every((one) => one.said > 0 && isTaken(one)), TAKEN_MS)))
    throw new Error('the texts were not taken')
  await rest(WRITING_MS)
  for (const client of bringing) client.close()
  await rest(WRITING_MS)
}
