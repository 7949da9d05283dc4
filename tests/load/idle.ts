/** What somebody costs who has a page open and does nothing: their page says every 15 seconds that it is there, as the editor's does. */
import { loadavg } from 'node:os'
import { Client, connectAll } from '../bench/sync/load/client.ts'
import { varString, varUint } from '../bench/sync/load/codec.ts'
import { play } from '../bench/sync/load/pace.ts'
import { clientOf } from '../bench/sync/load/session.ts'
import { placeIn } from './people.ts'
import type { Stand } from './stand.ts'
import type { Town } from './town.ts'

export const IN_A_ROOM = 25
/** As the editor's own presence is renewed. */
const RENEWED_SECONDS = 15

export interface Idle {
  people: number
  /** Milliseconds of processor time a minute, of each. */
  cpu: number
  /** KiB of each, beside a node without anybody. */
  memory: number
  broken: number
  connectedInSeconds: number
  load: number
}

const here = (person: number, n: number): Buffer => {
  const state = JSON.stringify({ user: { name: `Person ${person}` }, cursor: null })
  return Buffer.concat([varUint(1), varUint(clientOf(person)), varUint(n + 1), varString(state)])
}

/** `bare`: MiB of the node before anybody came. */
export async function idle(stand: Stand, town: Town, people: number, seconds: number, bare: number): Promise<Idle> {
  const place = placeIn(town, stand.port, 0)
  const clients = Array.from({ length: people }, (_, n) => {
    const person = n % IN_A_ROOM
    return { person, client: new Client({ seat: place.seat(Math.floor(n / IN_A_ROOM), person, clientOf(person)) }) }
  })
  const began = performance.now()
  try {
    await connectAll(clients.map(({ client }) => client))
    const connectedInSeconds = (performance.now() - began) / 1000
    const hands = clients.map(({ client, person }) => ({
      send: (n: number) => client.sendPresence(here(person, n)),
      ...{ limit: 1_000, next: 0 },
    }))
    // until what it cost to let them in is over, and each has said once that they are there
    await play(hands, 1 / RENEWED_SECONDS, RENEWED_SECONDS)
    const before = await stand.costs()
    await play(hands, 1 / RENEWED_SECONDS, Math.max(seconds, RENEWED_SECONDS))
    const after = await stand.costs()
    const minutes = (after.at - before.at) / 60_000
    return {
      people,
      cpu: ((after.nodes[0]! - before.nodes[0]!) * 1000) / minutes / people,
      memory: ((stand.memory()[0]! - bare) * 1024) / people,
      broken: clients.filter(({ client }) => !client.wire.isOpen).length,
      connectedInSeconds,
      load: loadavg()[0]!,
    }
  } finally {
    for (const { client } of clients) client.cut()
  }
}
