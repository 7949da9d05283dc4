import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { DOCUMENT, openSyncHouse, type SyncHouse } from '../../support/sync-house.ts'
import { BareClient, stockProvider, untilDocs, updateBy } from '../../support/sync-client.ts'

let house: SyncHouse
beforeEach(async () => {
  house = await openSyncHouse()
})
afterEach(async () => {
  await house.close()
  expect(house.failures).toEqual([])
})

const textOf = (doc: Y.Doc): string => doc.getText('default').toString()

it('SY1: two stock providers converge, and the journal says the same', async () => {
  const [a, b] = [new Y.Doc(), new Y.Doc()]
  const providers = [
    stockProvider(house.address, DOCUMENT, a, 'drafter-1'),
    stockProvider(house.address, DOCUMENT, b, 'drafter-2'),
  ]
  await untilDocs([a, b], () => textOf(a) !== '' && textOf(b) !== '')
  a.getText('default').insert(1, 'On the ')
  b.getText('default').insert(b.getText('default').length, ' Always.')
  await untilDocs([a, b], () => textOf(a) === textOf(b) && textOf(a).includes('On the') && textOf(a).includes('Always'))
  await house.sync.texts.settle([DOCUMENT])
  expect(textOf(await house.replay())).toBe(textOf(a))
  const rows = await house.journalRows()
  expect(rows.map(({ author_id }) => author_id).sort()).toEqual(['drafter-1', 'drafter-2', null])
  for (const provider of providers) provider.destroy()
})

it('SY3: what is sent is acknowledged by count, once durable', async () => {
  const doc = new Y.Doc()
  const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1' })
  await client.until(client.isOpen)
  await client.join(doc)
  await client.until(() => client.acknowledged === 1)
  client.sendUpdate(updateBy(doc, (text) => text.insert(5, 'a')))
  client.sendUpdate(updateBy(doc, (text) => text.insert(6, 'b')))
  await client.until(() => client.acknowledged === 3)
  await client.close()
})
