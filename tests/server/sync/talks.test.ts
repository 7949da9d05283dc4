/** AG10: every page that has an article open hears that something of its agreement changed. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { BareClient } from '../../support/sync-client.ts'
import { ARTICLE, DOCUMENT, openSyncHouse, type SyncHouse } from '../../support/sync-house.ts'

let house: SyncHouse
beforeEach(async () => {
  house = await openSyncHouse()
})
afterEach(async () => {
  await house.close()
  expect(house.failures).toEqual([])
})

async function joined(token: string, query: string): Promise<BareClient> {
  const client = new BareClient(house.address, DOCUMENT, { token, query: `?ack=1${query}` })
  await client.until(() => client.isOpen() || client.closed !== null)
  await client.join(new Y.Doc())
  return client
}

it('AG10: of this article, whoever asked for notices, and not what changed', async () => {
  const clients = [await joined('drafter-1', '&notices=1'), await joined('reviewer', '&notices=1')]
  const silent = await joined('drafter-2', '')
  house.events.tell({ kind: 'talks-changed', charterId: 'charter-1', articleId: 'another' })
  house.events.tell({ kind: 'talks-changed', charterId: 'charter-1', articleId: ARTICLE })
  for (const client of clients) {
    await client.until(() => client.of('notice').length > 0)
    expect(client.of('notice').map(({ notice }) => notice)).toEqual([{ kind: 'talks', articleId: ARTICLE }])
  }
  expect(silent.of('notice')).toEqual([])
  for (const client of [...clients, silent]) await client.close()
})
