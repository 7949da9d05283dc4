/** A room that is attacked: somebody whose words stand in it, somebody who goes on typing, a stock Y.Doc that is told everything. */
import { expect } from 'vitest'
import * as Y from 'yjs'
import { VICTIMS_WORDS, type HostileFrame, type Outcome, type Scene } from './hostile-frames.ts'
import { BareClient, updateBy } from './sync-client.ts'
import { DOCUMENT, openSyncHouse, type PersonId, type SyncHouse } from './sync-house.ts'

const VICTIM = 5001
const ATTACKERS_CLIENTS = 2 ** 28

/** The unit at an index of the text. */
export function unitAt(doc: Y.Doc, index: number): readonly [client: number, clock: number] {
  const { item } = Y.createRelativePositionFromTypeIndex(doc.getText('default'), index)
  if (!item) throw new Error(`nothing stands at ${index}`)
  return [item.client, item.clock]
}

export interface Attacked {
  house: SyncHouse
  /** Somebody with the text open, ready to send; `query` beside `ack=1`. */
  joined(person: PersonId, query?: string): Promise<{ client: BareClient; doc: Y.Doc }>
  /** What an attacker finds who has this copy, which takes an id that is nobody's. */
  sceneFor(doc: Y.Doc): Scene
  /**
   * Checks what must hold after any attack: so many journal entries are new, and with none every byte of the room is as before; somebody else
   * goes on writing and is acknowledged; a stock Y.Doc that is told everything has all of it and waits for nothing.
   */
  unharmed(changes: number, attack: (scene: Scene) => Promise<void>): Promise<void>
  /** Sends these frames over a socket of their own: their outcome, and what `unharmed` checks. */
  withstands(frame: HostileFrame, by?: PersonId): Promise<void>
  /** Sends it as a sync step 2, which may be longer than an update; answers the code of the close, or null where it was acknowledged. */
  sent(make: (scene: Scene) => Uint8Array): Promise<string | null>
  /** The room answers. */
  isAlive(): Promise<void>
  close(): Promise<void>
}

/** `options`: of the house. */
export async function openAttacked(options: Parameters<typeof openSyncHouse>[0] = {}): Promise<Attacked> {
  const house = await openSyncHouse(options)
  const joined = async (person: PersonId, query = ''): Promise<{ client: BareClient; doc: Y.Doc }> => {
    const doc = new Y.Doc()
    const client = new BareClient(house.address, DOCUMENT, { token: person, query: `?ack=1${query}` })
    await client.until(client.isOpen)
    await client.join(doc)
    await client.until(() => client.acknowledged === 1)
    return { client, doc }
  }
  const bystander = await joined('drafter-2')
  bystander.doc.clientID = VICTIM
  const type = async (words: string): Promise<void> => {
    const { client, doc } = bystander
    for (const { body } of client.of('update').slice(heard)) Y.applyUpdate(doc, body)
    heard = client.of('update').length
    const before = client.acknowledged
    client.sendUpdate(updateBy(doc, (text) => text.insert(text.length, words)))
    await client.until(() => client.acknowledged > before || client.closed !== null)
    expect(client.closed, 'the bystander').toBeNull()
  }
  let heard = 0
  await type(VICTIMS_WORDS)
  bystander.client.sendPresence([{ client: VICTIM, clock: 1, state: { cursor: null } }])
  const witness = await joined('drafter-3')
  let witnessed = 0
  /** All of the document, as a newcomer is given it. */
  const state = async (): Promise<Uint8Array> => {
    const doc = new Y.Doc()
    await witness.client.fetch(doc)
    return Y.encodeStateAsUpdate(doc)
  }
  const witnesses = (): void => {
    for (const { body } of witness.client.of('update').slice(witnessed)) {
      Y.applyUpdate(witness.doc, body)
      expect(witness.doc.store.pendingStructs, 'a stock Y.Doc').toBeNull()
      expect(witness.doc.store.pendingDs, 'a stock Y.Doc').toBeNull()
    }
    witnessed = witness.client.of('update').length
    for (const { entries } of witness.client.of('presence'))
      for (const { client, state: shown } of entries)
        if (client === VICTIM) expect(shown).toMatchObject({ user: { id: 'drafter-2', name: 'Person drafter-2' } })
        else expect(JSON.stringify(shown)).not.toContain('chair')
  }
  let nextClient = ATTACKERS_CLIENTS
  const sceneFor = (doc: Y.Doc): Scene => {
    nextClient += 100_000
    doc.clientID = nextClient
    return { doc, own: nextClient, last: unitAt(doc, doc.getText('default').length - 1), victim: VICTIM }
  }

  const unharmed: Attacked['unharmed'] = async (changes, attack) => {
    const before = await state()
    const rows = (await house.journalRows()).length
    const doc = new Y.Doc()
    Y.applyUpdate(doc, before)
    await attack(sceneFor(doc))
    await house.sync.texts.settle([DOCUMENT])
    expect(await house.journalRows()).toHaveLength(rows + changes)
    if (changes === 0) expect(Buffer.from(await state()).equals(before), 'the room').toBe(true)
    await type('.')
    await witness.client.marker()
    witnesses()
    expect(Buffer.from(Y.encodeStateAsUpdate(witness.doc)).equals(await state()), 'the witness').toBe(true)
    expect(house.failures).toEqual([])
  }

  const withstands: Attacked['withstands'] = ({ outcome, frames }, by = 'drafter-1') =>
    unharmed(outcome === 'accepted' ? 1 : 0, async (scene) => {
      const { client } = await joined(by)
      for (const bytes of frames(scene)) client.send(bytes)
      // whatever the server says to it, it says before this is answered
      await client.marker()
      if (client.closed === null) {
        await house.sync.texts.settle([DOCUMENT])
        await client.marker()
      }
      expect(outcomeOf(client)).toBe(outcome === 'accepted' ? 'known' : outcome)
      await client.close()
    })

  const sent: Attacked['sent'] = async (make) => {
    const { client, doc } = await joined('drafter-1')
    client.sendStep2(make(sceneFor(doc)))
    await client.until(() => client.closed !== null || client.acknowledged > 1)
    const reason = client.closed?.reason ?? null
    await client.close()
    return reason
  }

  return {
    house,
    joined,
    sceneFor,
    unharmed,
    withstands,
    sent,
    isAlive: () => witness.client.marker(),
    async close() {
      await house.sync.texts.settle([DOCUMENT])
      await witness.client.marker()
      witnesses()
      const shown = witness.client.of('presence').flatMap(({ entries }) => entries)
      expect(shown.some(({ client }) => client === VICTIM)).toBe(true)
      expect(witness.doc.getText('default').toDelta()).toEqual((await house.replay()).getText('default').toDelta())
      await bystander.client.close()
      await witness.client.close()
      await house.close()
    },
  }
}

/** What a socket that joined was told of all that it sent since. */
function outcomeOf(client: BareClient): Outcome {
  if (client.closed !== null) {
    expect(client.closed.code).toBe(4400)
    return client.closed.reason as Outcome
  }
  if (client.of('read-only').length > 0) return 'dropped'
  return client.acknowledged === 1 ? 'passed-over' : 'known'
}
