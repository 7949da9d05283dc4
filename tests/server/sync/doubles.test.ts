/** TX23: a block that two people moved at once stands twice; if both left, the server merges it before anybody comes in. */
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { readText } from '../../../server/text/read.ts'
import { DOCUMENT, openSyncHouse } from '../../support/sync-house.ts'
import { makeDataDir } from '../../support/server-process.ts'
import { BareClient, updateBy } from '../../support/sync-client.ts'

it('merges a double when the document is opened again, in the journal too', async () => {
  const { dataDir, remove } = makeDataDir()
  const house = await openSyncHouse({ dataDir })
  const doc = new Y.Doc()
  const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1' })
  await client.until(client.isOpen)
  await client.join(doc)
  await client.until(() => client.acknowledged === 1)
  client.sendUpdate(
    updateBy(doc, (text) => {
      text.insertEmbed(text.length, { b: 'b2' }, {})
      text.insert(text.length, 'Parties shall protect humanitarian staff.', {})
    }),
  )
  await client.until(() => client.acknowledged === 2)
  expect(readText(doc).content.map(({ attrs }) => attrs.id)).toEqual(['b1', 'b2', 'b2~1'])
  await client.close()
  await house.close()

  const again = await openSyncHouse({ dataDir })
  const visitor = new BareClient(again.address, DOCUMENT, { token: 'reviewer' })
  await visitor.until(visitor.isOpen)
  const seen = new Y.Doc()
  await visitor.fetch(seen)
  const blocks = readText(seen).content
  expect(blocks.map(({ attrs }) => attrs.id)).toEqual(['b1', 'b2'])
  expect(JSON.stringify(blocks[1]!.content)).toContain('Parties shall protect humanitarian staff.')
  expect(readText(await again.replay())).toEqual(readText(seen))
  expect(again.failures).toEqual([])
  await visitor.close()
  await again.close()
  remove()
})
