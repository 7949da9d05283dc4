/** Clients that did nothing wrong: they come back with what they learned, under ids of earlier tabs, or under an id that somebody else has too. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { BareClient, stockProvider, untilDocs, updateBy } from '../../../support/sync-client.ts'
import {
  DOCUMENT,
  mayEdit,
  mayRead,
  openSyncHouse,
  type PersonId,
  type SyncHouse,
} from '../../../support/sync-house.ts'

let house: SyncHouse
beforeEach(async () => {
  house = await openSyncHouse()
})
afterEach(async () => {
  await house.close()
  expect(house.failures).toEqual([])
})

const textOf = (doc: Y.Doc): string => doc.getText('default').toString()
async function joined(person: PersonId, doc = new Y.Doc()): Promise<BareClient> {
  const client = new BareClient(house.address, DOCUMENT, { token: person, query: `?ack=1&client=${doc.clientID}` })
  await client.until(client.isOpen)
  await client.join(doc)
  return client
}
/** The journal's author of each client's words. */
async function authors(): Promise<Map<number, string | null>> {
  const found = new Map<number, string | null>()
  for (const { author_id, bytes } of await house.journalRows())
    for (const client of Y.parseUpdateMeta(bytes).from.keys()) {
      expect(found.get(client) ?? author_id).toBe(author_id)
      found.set(client, author_id)
    }
  return found
}

describe('GA2: a stock client that comes back with what it learned from others', () => {
  const providers = (docs: Y.Doc[], people: PersonId[]) =>
    docs.map((doc, i) => stockProvider(house.address, DOCUMENT, doc, people[i]!))

  it('is let in with all of it, as writer and as reader, after the room was opened anew too', async () => {
    const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()]
    const lines = providers(docs, ['drafter-1', 'drafter-2', 'reviewer'])
    await untilDocs(docs, () => docs.every((doc) => textOf(doc) !== ''))
    docs[0]!.getText('default').insert(1, 'learned 😀 ')
    docs[1]!.getText('default').delete(3, 2)
    await untilDocs(docs, () =>
      docs.every((doc) => textOf(doc) === textOf(docs[0]!) && textOf(doc).includes('learned')),
    )
    for (const line of lines) line.disconnect()
    docs[1]!.getText('default').insert(1, 'offline ')
    for (const line of lines) line.connect()
    await untilDocs(docs, () => docs.every((doc) => textOf(doc).includes('offline')))
    // as a stock server's client does when it is asked for everything
    const whole = await joined('reviewer')
    whole.sendStep2(Y.encodeStateAsUpdate(docs[2]!))
    await whole.until(() => whole.acknowledged === 2)
    expect(whole.of('read-only')).toEqual([])
    expect(new Set(docs.map(textOf)).size).toBe(1)
    expect(textOf(await house.replay())).toBe(textOf(docs[0]!))
    for (const line of lines) line.destroy()
    await whole.close()
  })

  it('keeps its own words apart from those that it learned: only they are written, in its name', async () => {
    const [mine, theirs] = [new Y.Doc(), new Y.Doc()]
    const [me, them] = [await joined('drafter-1', mine), await joined('drafter-2', theirs)]
    them.sendUpdate(updateBy(theirs, (text) => text.insert(1, 'theirs ')))
    await me.until(() => me.of('update').length === 1)
    Y.applyUpdate(mine, me.of('update')[0]!.body)
    await me.close()
    updateBy(mine, (text) => text.insert(3, 'mine'))
    const back = await joined('drafter-1', mine)
    back.sendStep2(Y.encodeStateAsUpdate(mine))
    await back.until(() => back.acknowledged === 2)
    const found = await authors()
    expect([found.get(mine.clientID), found.get(theirs.clientID)]).toEqual(['drafter-1', 'drafter-2'])
    await back.close()
    await them.close()
  })
})

describe('GA3: ids of earlier tabs', () => {
  it('offline work of three tabs, one of which was here before, comes in one step 2 of its person', async () => {
    const doc = new Y.Doc()
    const first = doc.clientID
    const tab = await joined('drafter-1', doc)
    tab.sendUpdate(updateBy(doc, (text) => text.insert(1, 'online ')))
    await tab.until(() => tab.acknowledged === 2)
    await tab.close()
    updateBy(doc, (text) => text.insert(1, 'first '))
    for (const words of ['second ', 'third ']) {
      doc.clientID = new Y.Doc().clientID
      updateBy(doc, (text) => text.insert(1, words))
    }
    doc.clientID = new Y.Doc().clientID
    const back = await joined('drafter-1', doc)
    await back.until(() => back.acknowledged === 1)
    expect(textOf(await house.replay())).toContain('third second first online')
    const found = await authors()
    expect([...found.values()].filter((author) => author === 'drafter-1')).toHaveLength(3)
    expect(found.get(first)).toBe('drafter-1')
    await back.close()
  })
  it('and never for somebody else, who is told so and changes nothing', async () => {
    const doc = new Y.Doc()
    const tab = await joined('drafter-1', doc)
    tab.sendUpdate(updateBy(doc, (text) => text.insert(1, 'online ')))
    await tab.until(() => tab.acknowledged === 2)
    updateBy(doc, (text) => text.insert(1, 'never sent by its author '))
    doc.clientID = new Y.Doc().clientID
    const other = await joined('drafter-2', doc)
    await other.until(() => other.closed !== null)
    expect(other.closed).toEqual({ code: 4400, reason: 'foreign-client' })
    await tab.marker()
    expect(tab.of('update')).toEqual([])
    await tab.close()
  })
})

describe('GA3: an id that somebody else has too', () => {
  it('Yjs takes another when it hears of the clash, and words go on under that', async () => {
    const [a, b] = [new Y.Doc(), new Y.Doc()]
    a.clientID = b.clientID = 4711
    const [first, second] = [
      stockProvider(house.address, DOCUMENT, a, 'drafter-1'),
      stockProvider(house.address, DOCUMENT, b, 'drafter-2'),
    ]
    await untilDocs([a, b], () => textOf(a) !== '' && textOf(b) !== '')
    a.getText('default').insert(1, 'the first of them ')
    await untilDocs([b], () => textOf(b).includes('the first of them'))
    expect(b.clientID).not.toBe(4711)
    b.getText('default').insert(1, 'the second of them ')
    await untilDocs([a], () => textOf(a).includes('the second of them'))
    a.getText('default').insert(1, 'again ')
    await untilDocs([b], () => textOf(b).includes('again'))
    await house.sync.texts.settle([DOCUMENT])
    const found = await authors()
    expect([found.get(4711), found.get(b.clientID)]).toEqual(['drafter-1', 'drafter-2'])
    first.destroy()
    // y-websocket looks for its presence under the id of the moment
    b.clientID = second.awareness.clientID
    second.destroy()
  })
})

describe('SY4: rights that come and go while somebody is away', () => {
  it('what was typed offline while one might not write is dropped on return, and asked for when one may again', async () => {
    const doc = new Y.Doc()
    const tab = await joined('drafter-1', doc)
    await tab.close()
    updateBy(doc, (text) => text.insert(1, 'offline '))
    house.change('drafter-1', mayRead)
    const back = await joined('drafter-1', doc)
    await back.until(() => back.of('read-only').length === 1)
    expect(back.acknowledged).toBe(0)
    house.change('drafter-1', mayEdit)
    await back.until(() => back.of('step1').length === 2)
    back.sendStep2(Y.encodeStateAsUpdate(doc, back.of('step1')[1]!.body))
    await back.until(() => back.acknowledged === 2)
    expect(textOf(await house.replay())).toContain('offline')
    await back.close()
  })
})

describe('SY8: presence at 1,000 a second', () => {
  /** More than one piece of a stream holds: what is read of it is handled. */
  const FLOOD = 10_000
  it('slows its own socket down and nobody else’s', async () => {
    const slow = await openSyncHouse({ limits: { updatesPerSecond: 50 } })
    const [noisy, other, viewer] = await Promise.all(
      (['drafter-1', 'drafter-2', 'drafter-3'] as const).map(async (person) => {
        const doc = new Y.Doc()
        const client = new BareClient(slow.address, DOCUMENT, { token: person, query: '?ack=1' })
        await client.until(client.isOpen)
        await client.join(doc)
        await client.until(() => client.acknowledged === 1)
        return { client, doc }
      }),
    )
    for (let n = 1; n <= FLOOD; n++)
      noisy!.client.sendPresence([{ client: noisy!.doc.clientID, clock: n, state: { cursor: null } }])
    other!.client.sendUpdate(updateBy(other!.doc, (text) => text.insert(1, 'meanwhile ')))
    await other!.client.until(() => other!.client.acknowledged === 2)
    await viewer!.client.until(() => viewer!.client.of('update').length === 1)
    expect(noisy!.client.closed).toBeNull()
    expect(viewer!.client.of('presence').length).toBeLessThan(FLOOD)
    noisy!.client.ws.terminate()
    await other!.client.close()
    await viewer!.client.close()
    await slow.close()
  })
})
