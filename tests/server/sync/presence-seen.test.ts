/** PR4-PR7 over real sockets: what somebody may not see of another does not reach their browser, whatever client they use. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Actor } from '#lib/domain/actor.ts'
import type { CharterSettings, Disclosure } from '#lib/domain/contract.ts'
import type { PersonHere } from '#lib/domain/sync.ts'
import { openHouse, value, type House } from '../../support/house.ts'
import { BareClient, stockProvider, updateBy } from '../../support/sync-client.ts'

let house: House
let server: Server
let address: string
let charterId: string
let documents: { id: string; articleId: string }[]
let secretariat: Actor
const clients: BareClient[] = []

beforeEach(async () => {
  house = await openHouse()
  secretariat = await house.person('secretariat', ['secretariat'])
  charterId = value(
    await house.app.createCharter(secretariat, { slug: 'charter', title: 'A charter', languages: ['en'] }),
  ).id
  documents = []
  for (const heading of ['One', 'Two']) {
    const article = value(await house.app.createArticle(secretariat, charterId, { heading, after: null }))
    documents.push({ id: article.documents[0]!.id, articleId: article.id })
  }
  server = createServer()
  server.on('upgrade', house.sync.handleUpgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.ws.terminate()
  await house.close()
  await new Promise((resolve) => server.close(resolve))
})

interface Here {
  actor: Actor
  client: BareClient
  doc: Y.Doc
}

/** Somebody with a text open, who has told where their caret is. */
async function here(actor: Actor, document = 0): Promise<Here> {
  const doc = new Y.Doc()
  const client = new BareClient(address, documents[document]!.id, {
    token: await house.tokenOf(actor),
    query: `?ack=1&people=1&client=${doc.clientID}`,
  })
  clients.push(client)
  await client.until(client.isOpen)
  await client.join(doc)
  client.sendPresence([{ client: doc.clientID, clock: 1, state: { cursor: null } }])
  await client.marker()
  return { actor, client, doc }
}

const set = async (settings: Partial<CharterSettings>): Promise<void> =>
  void value(await house.app.setCharterSettings(secretariat, charterId, settings))

/** Names whose carets a socket has been told of and not taken away again. */
function shown(one: Here): string[] {
  const states = new Map<number, string | null>()
  const clocks = new Map<number, number>()
  for (const { entries } of one.client.of('presence'))
    for (const { client, clock, state } of entries) {
      if (clock <= (clocks.get(client) ?? 0)) continue // as a stock client does
      clocks.set(client, clock)
      states.set(client, (state as { user: { name: string } } | null)?.user.name ?? null)
    }
  return [...states.values()].filter((name) => name !== null).sort()
}
/** Client ids that were ever named to a socket. */
const named = (one: Here): Set<number> =>
  new Set(one.client.of('presence').flatMap(({ entries }) => entries.map(({ client }) => client)))
const list = (one: Here): PersonHere[] => one.client.of('people').at(-1)?.people ?? []
const names = (one: Here): string[] => list(one).map(({ name }) => name)

const party = (name: string, code: string): Promise<Actor> => house.person(name, ['drafter'], code)

describe('PR4: shown to the own party', () => {
  it('is what a new charter begins with, and another party receives nothing', async () => {
    const mine = await here(await party('a1', 'D01'))
    const other = await here(await party('b1', 'D02'))
    const mate = await here(await party('a2', 'D01'))
    await mine.client.until(() => shown(mine).includes('a2'))
    mine.client.sendPresence([{ client: mine.doc.clientID, clock: 2, state: { cursor: null } }])
    await mate.client.until(() => shown(mate).includes('a1'))
    await other.client.marker()
    expect([shown(mine), shown(mate), shown(other)]).toEqual([['a2'], ['a1'], []])
    // not even that a client id exists, when it goes either
    await mate.client.close()
    await mine.client.until(() => shown(mine).length === 0)
    await other.client.marker()
    expect([...named(other)]).toEqual([])
    expect([...named(mine)]).toEqual([mate.doc.clientID])
  })
  it('a stock client of another party, which asks for everybody, is told of nobody', async () => {
    const mine = await here(await party('a1', 'D01'))
    const spy = await party('b1', 'D02')
    const provider = stockProvider(address, documents[0]!.id, new Y.Doc(), await house.tokenOf(spy))
    await new Promise<void>((resolve) => provider.once('sync', () => resolve()))
    const raw = await here(spy)
    raw.client.send(Uint8Array.of(3)) // "who is here?"
    mine.client.sendPresence([{ client: mine.doc.clientID, clock: 2, state: { cursor: null } }])
    await mine.client.marker()
    await raw.client.marker()
    const others = [...provider.awareness.getStates().keys()].filter((id) => id !== provider.awareness.clientID)
    expect(others).not.toContain(mine.doc.clientID)
    expect(named(raw)).not.toContain(mine.doc.clientID)
    provider.destroy()
  })
  it('secretariat and chair without a party are seen by all, and see each other alone; an observer is seen by nobody', async () => {
    const chair = await here(await house.person('chair', ['chair']))
    const office = await here(secretariat)
    const mine = await here(await party('a1', 'D01'))
    const observer = await here(await house.person('observer', ['observer']))
    await mine.client.until(() => shown(mine).length === 2)
    await observer.client.until(() => shown(observer).length === 2)
    await chair.client.until(() => shown(chair).length === 1)
    await mine.client.until(() => list(mine).length === 3)
    await observer.client.until(() => list(observer).length === 3)
    await office.client.marker()
    expect(shown(mine)).toEqual(['chair', 'secretariat'])
    expect(shown(observer)).toEqual(['chair', 'secretariat'])
    expect(shown(chair)).toEqual(['secretariat'])
    expect(shown(office)).toEqual(['chair'])
    expect([names(mine), names(observer), names(chair)]).toEqual([
      ['a1', 'chair', 'secretariat'],
      ['chair', 'observer', 'secretariat'],
      ['chair', 'secretariat'],
    ])
  })
  it('somebody who has a party counts with it, as chair too', async () => {
    const chair = await here(await house.person('chair', ['chair'], 'D02'))
    const mine = await here(await party('a1', 'D01'))
    await mine.client.marker()
    await chair.client.marker()
    expect([shown(mine), shown(chair)]).toEqual([[], []])
  })
})

describe('PR5: shown to all, and to nobody', () => {
  it('all: every reader, observers too', async () => {
    await set({ presence: 'all' })
    const mine = await here(await party('a1', 'D01'))
    const other = await here(await party('b1', 'D02'))
    const observer = await here(await house.person('observer', ['observer']))
    await mine.client.until(() => shown(mine).length === 2)
    await other.client.until(() => shown(other).length === 2)
    expect(shown(mine)).toEqual(['b1', 'observer'])
    await observer.client.until(() => shown(observer).length === 2)
  })
  it('off: not even the own party; words still arrive', async () => {
    await set({ presence: 'off' })
    const mine = await here(await party('a1', 'D01'))
    const mate = await here(await party('a2', 'D01'))
    value(await house.app.assign(secretariat, documents[0]!.articleId, { personId: mine.actor.id, kind: 'drafter' }))
    mine.client.sendUpdate(updateBy(mine.doc, (text) => text.insert(text.length, ' words')))
    await mate.client.until(() => mate.client.of('update').length === 1)
    await mate.client.until(() => mate.client.of('people').length > 0)
    expect([shown(mine), shown(mate), names(mate)]).toEqual([[], [], []])
  })
})

describe('PR6: a change holds at once in open rooms', () => {
  it.each<[Disclosure, Disclosure]>([
    ['all', 'own_party'],
    ['all', 'off'],
  ])('%s to %s takes away whom one sees no more, and back shows them again', async (from, to) => {
    await set({ presence: from })
    const mine = await here(await party('a1', 'D01'))
    const other = await here(await party('b1', 'D02'))
    await mine.client.until(() => shown(mine).includes('b1'))
    await mine.client.until(() => names(mine).includes('b1'))
    await set({ presence: to })
    await mine.client.until(() => !shown(mine).includes('b1'))
    await other.client.until(() => !shown(other).includes('a1'))
    await mine.client.until(() => !names(mine).includes('b1'))
    const before = mine.client.of('presence').length
    other.client.sendPresence([{ client: other.doc.clientID, clock: 5, state: { cursor: null } }])
    await other.client.marker()
    await mine.client.marker()
    expect(mine.client.of('presence').length).toBe(before)
    await set({ presence: from })
    await mine.client.until(() => shown(mine).includes('b1') && names(mine).includes('b1'))
  })
  it('who changes party is gone for the old one and there for the new one', async () => {
    const mine = await here(await party('a1', 'D01'))
    const other = await here(await party('b1', 'D02'))
    const mate = await here(await party('a2', 'D01'))
    await mine.client.until(() => shown(mine).includes('a2'))
    const partyId = other.actor.partyId!
    await house.store.db.updateTable('person').set({ party_id: partyId }).where('id', '=', mate.actor.id).execute()
    await house.store.db
      .updateTable('membership')
      .set({ party_id: partyId })
      .where('person_id', '=', mate.actor.id)
      .execute()
    house.context.events.tell({ kind: 'access-changed', personId: mate.actor.id, articleId: null, sessionId: null })
    await mine.client.until(() => shown(mine).length === 0)
    await other.client.until(() => shown(other).includes('a2'))
    await mate.client.until(() => shown(mate).join() === 'b1')
  })
})

describe('PR7: who is where in the charter', () => {
  it('says each person once with the articles they have open, and when they go', async () => {
    await set({ presence: 'all' })
    const one = await here(await party('a1', 'D01'), 0)
    const two = await here(await party('b1', 'D02'), 1)
    const again = await here(two.actor, 0)
    await one.client.until(() => list(one).find(({ name }) => name === 'b1')?.at.length === 2)
    expect(list(one).find(({ name }) => name === 'b1')).toMatchObject({ id: two.actor.id, party: 'D02' })
    await two.client.close()
    await again.client.close()
    await one.client.until(() => names(one).join() === 'a1')
  })
  it('PE4: of two whose credentials nobody has seen neither is told of the other', async () => {
    const [one, two] = [await party('a1', 'D01'), await party('a2', 'D01')]
    await house.store.db.updateTable('membership').set({ verified_at: null }).execute()
    const first = await here(one)
    const second = await here(two)
    for (const each of [first, second]) {
      await each.client.until(() => list(each).length > 0)
      await each.client.marker()
    }
    // told together, once both are here
    const third = await here(await party('a3', 'D01'))
    await third.client.until(() => list(third).length > 0)
    const seen = (one: Here) => one.client.of('people').map(({ people }) => people.map(({ name }) => name).join())
    expect([new Set(seen(first)), new Set(seen(second))]).toEqual([new Set(['a1']), new Set(['a2'])])
  })
  it('nothing is told to who did not ask', async () => {
    const actor = await party('a1', 'D01')
    const plain = new BareClient(address, documents[0]!.id, { token: await house.tokenOf(actor) })
    clients.push(plain)
    await plain.until(plain.isOpen)
    const asking = await here(actor)
    await asking.client.until(() => list(asking).length === 1)
    await plain.marker()
    expect(plain.of('people')).toEqual([])
  })
})
