/** GA6, SY4 with the rights that people really have: nobody who may not write changes a text, whatever they send, and all of them may read on. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Role } from '#lib/domain/actor.ts'
import { openHouse, value, type House } from '../../../support/house.ts'
import { BareClient, updateBy } from '../../../support/sync-client.ts'
import { deletion, update } from '../../../support/v1-update.ts'

let house: House
let server: Server
let address: string
let documentId: string

beforeAll(async () => {
  house = await openHouse()
  const secretariat = await house.person('secretariat', ['secretariat'])
  const made = await house.app.createCharter(secretariat, { slug: 'charter', title: 'A charter', languages: ['en'] })
  const article = value(
    await house.app.createArticle(secretariat, value(made).id, { heading: 'A heading of some length', after: null }),
  )
  documentId = article.documents[0]!.id
  server = createServer()
  server.on('upgrade', house.sync.handleUpgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`
})
afterAll(async () => {
  await house.close()
  await new Promise((resolve) => server.close(resolve))
})

async function opened(token: string): Promise<{ client: BareClient; doc: Y.Doc }> {
  const client = new BareClient(address, documentId, { token, query: '?ack=1' })
  const doc = new Y.Doc()
  await client.until(client.isOpen)
  await client.join(doc)
  await client.until(() => client.acknowledged === 1)
  return { client, doc }
}

it.each<Role>([
  'reviewer',
  'observer',
  'auditor',
  'signatory',
  'head',
  'language_reviewer',
  'drafter', // of other articles
])('a %s deletes nothing, empties nothing and adds nothing', async (role) => {
  const { client, doc } = await opened(await house.tokenOf(await house.person(`one-${role}`, [role], 'D01')))
  const before = Y.encodeStateAsUpdate(doc)
  const [first] = Y.decodeStateVector(Y.encodeStateVector(doc)).keys()
  client.sendUpdate(update([], [deletion(first!, [1, 5])])) // ten bytes
  client.sendUpdate(updateBy(doc, (text) => text.delete(0, text.length)))
  client.sendStep2(Y.encodeStateAsUpdate(doc))
  client.sendStep2(Y.encodeStateAsUpdate(copyWith(before, (text) => text.insert(3, 'new'))))
  await client.until(() => client.of('read-only').length === 4)
  client.sendStep2(before)
  await client.until(() => client.acknowledged === 6)
  const now = new Y.Doc()
  await client.fetch(now)
  expect(Y.encodeStateAsUpdate(now)).toEqual(before)
  expect(client.closed).toBeNull()
  await client.close()
})

function copyWith(state: Uint8Array, change: (text: Y.Text) => void): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, state)
  change(copy.getText('default'))
  return copy
}
