/** The sync server over either database: what the rest of its tests show on SQLite holds on PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { DIALECTS, makeTestDatabase, type TestDatabase } from '../support/database.ts'
import { BareClient, updateBy } from '../support/sync-client.ts'
import { DOCUMENT, FIRST_TEXT, mayEdit, opened, openSyncHouse, type SyncHouse } from '../support/sync-house.ts'
import { writtenBy } from '../support/authors.ts'
import type { DocumentAccess } from '../../server/sync/ports.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let database: TestDatabase
  let house: SyncHouse
  beforeEach(async () => {
    database = await makeTestDatabase(dialect)
    house = await openSyncHouse(database.options)
  })
  afterEach(async () => {
    await house.close()
    await database.remove()
  })

  async function joined(token: string, more = ''): Promise<{ client: BareClient; doc: Y.Doc }> {
    const doc = new Y.Doc()
    const client = new BareClient(house.address, DOCUMENT, { token, query: `?ack=1&client=${doc.clientID}${more}` })
    await client.until(client.isOpen)
    await client.join(doc)
    await client.until(() => client.acknowledged === 1)
    return { client, doc }
  }

  it('SY1, SY3: words are relayed, acknowledged and kept with their author; a new server has them', async () => {
    const [one, two] = [await joined('drafter-1'), await joined('drafter-2')]
    one.client.sendUpdate(updateBy(one.doc, (text) => text.insert(1, 'The ')))
    two.client.sendUpdate(updateBy(two.doc, (text) => text.insert(text.length, ' Always.')))
    await one.client.until(() => one.client.acknowledged === 2 && one.client.of('update').length === 1)
    await two.client.until(() => two.client.acknowledged === 2)
    const said = (await house.sync.texts.read(DOCUMENT)).content
    const rows = await house.journalRows()
    expect(rows.map(({ seq, author_id, party_id }) => [seq, author_id !== null, party_id])).toEqual([
      [1, false, null],
      [2, true, 'party-1'],
      [3, true, 'party-1'],
    ])
    await house.close()
    house = await openSyncHouse(database.options)
    expect((await house.sync.texts.read(DOCUMENT)).content).toEqual(said)
    const snapshots = await house.store.db.selectFrom('snapshot').select('seq').execute()
    expect(snapshots).toEqual([{ seq: 3 }])
    expect(Y.encodeStateAsUpdate(await opened(house.store))).toEqual(Y.encodeStateAsUpdate(await house.replay()))
    // whose ids they are is known to the new server
    const forger = await joined('drafter-3')
    forger.doc.clientID = one.doc.clientID
    forger.client.sendUpdate(updateBy(forger.doc, (text) => text.insert(1, 'forged ')))
    await forger.client.until(() => forger.client.closed !== null)
    expect(forger.client.closed).toEqual({ code: 4400, reason: 'foreign-client' })
  })

  it('HW4, SY7: who has two capacities types in the one that a line names; a line in one that is taken from them writes no more', async () => {
    const both: DocumentAccess = { ...mayEdit, hats: ['chair', 'party'] }
    house.access.set('drafter-1', both)
    const [chair, party, unnamed] = [
      await joined('drafter-1', '&as=chair&hats=1'),
      await joined('drafter-1', '&as=party'),
      await joined('drafter-1'),
    ]
    for (const { client, doc } of [chair, party, unnamed]) {
      client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'x ')))
      await client.until(() => client.acknowledged === 2)
    }
    const kept = async () =>
      (await house.journalRows()).slice(1).map(({ author_id, party_id, hat }) => [author_id, party_id, hat])
    const typed = [
      ['drafter-1', null, 'chair'],
      ['drafter-1', 'party-1', 'party'],
      ['drafter-1', 'party-1', 'party'],
    ]
    expect(await kept()).toEqual(typed)
    const other = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?as=secretariat' })
    await other.until(() => other.closed !== null)
    expect(other.status).toBe(403)
    // what was typed in the chair stays so, and nothing is typed in it any more
    house.change('drafter-1', { ...both, hats: ['party'] })
    await chair.client.until(() => chair.client.of('read-only').length > 0)
    chair.client.sendUpdate(updateBy(chair.doc, (text) => text.insert(1, 'y ')))
    await chair.client.marker()
    expect(await kept()).toEqual(typed)
    expect(chair.client.of('capacity').map(({ capacity }) => capacity)).toEqual([
      { hat: 'chair', hats: ['chair', 'party'] },
      { hat: null, hats: ['party'] },
    ])
  })

  it('PT2: a verb writes in its author’s name', async () => {
    const changed = structuredClone(FIRST_TEXT)
    changed.content[1]!.content = [{ type: 'text', text: 'Parties shall protect everybody.' }]
    await house.sync.texts.write(DOCUMENT, changed, writtenBy('drafter-2'))
    expect((await house.sync.texts.readMany([DOCUMENT])).get(DOCUMENT)).toEqual(changed)
    expect((await house.journalRows()).map(({ author_id }) => author_id)).toEqual([null, 'drafter-2'])
  })
})
