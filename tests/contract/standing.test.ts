/** What stands in an article that one may edit (rules GA11, GA12), as its sockets are told, over either database. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { makeDocumentAccess } from '../../server/charter/document-access.ts'
import { insertDocument } from '../../server/store/articles.ts'
import { replaceProvisions } from '../../server/store/provisions.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import { doc as article, heading, option, para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { fork } from '../support/forks.ts'
import { codeOf, openHouse, value, type House } from '../support/house.ts'
import { AT } from '../support/rows.ts'
import { BareClient, updateBy } from '../support/sync-client.ts'
import { personally } from '../support/authors.ts'

const FIRST = article(
  heading('h', 'Access'),
  para('p1', 'Parties shall grant access.'),
  para('p2', 'They shall say why not.'),
  para('p3', 'Aid shall be ', option('br', 'br.1', 'Alt 1', 'free'), '.'),
)

describe.each(DIALECTS)('%s', (dialect) => {
  let house: House
  let server: Server
  let address: string
  let secretariat: Actor
  let charterId: string
  let articleId: string
  let documents: Record<string, string>
  beforeEach(async () => {
    house = await openHouse(dialect)
    secretariat = await house.person('secretariat', ['secretariat'])
    const charter = await house.app.createCharter(secretariat, {
      slug: 'c',
      title: 'A charter',
      languages: ['en', 'ar'],
    })
    charterId = value(charter).id
    const made = value(await house.app.createArticle(secretariat, charterId, { heading: 'Access', after: null }))
    articleId = made.id
    documents = { en: made.documents[0]!.id, ar: house.context.newId() }
    const arabic = { id: documents['ar']!, articleId, lang: 'ar', schemaVersion: 2, createdAt: AT }
    await house.store.transaction((rows) => insertDocument(rows, arabic))
    await house.context.texts.write(documents['en']!, FIRST, personally(secretariat))
    await house.store.db
      .updateTable('article')
      .set({ status: 'under_discussion' })
      .where('id', '=', articleId)
      .execute()
    server = createServer()
    server.on('upgrade', house.sync.handleUpgrade)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`
  })
  afterEach(async () => {
    await house.close()
    await new Promise((resolve) => server.close(resolve))
  })

  const agree = (blockId: string, emptyIn: string[] = []): Promise<void> =>
    house.store.transaction((rows) =>
      replaceProvisions(rows, articleId, [
        { articleId, blockId, status: 'agreed', since: AT, eventId: null, confirmBy: null, emptyIn },
      ]),
    )
  const bracket = (): Promise<unknown> =>
    house.store.db
      .insertInto('bracket')
      .values({
        article_id: articleId,
        id: 'br',
        kind: 'alternatives',
        level: 'inline',
        note: null,
        reserved_by: null,
        created_at: AT,
      })
      .execute()
  const standing = async (documentId: string) => {
    const access = await makeDocumentAccess(house.context)(secretariat, documentId)
    return access && [access.lockedBlocks, access.heldBrackets]
  }

  it('GA11, GA12: a socket’s rights name what is agreed in its language, and the brackets that are known to be there', async () => {
    expect(await standing(documents['en']!)).toEqual([[], []])
    await agree('p1', ['ar'])
    await bracket()
    expect(await standing(documents['en']!)).toEqual([['p1'], ['br']])
    // LK5: it had no words there
    expect(await standing(documents['ar']!)).toEqual([[], ['br']])
    await house.store.db.updateTable('article').set({ status: 'draft' }).where('id', '=', articleId).execute()
    expect(await standing(documents['en']!)).toEqual([['p1'], null])
  })
  it('GA12: a paragraph that is agreed while people write is closed to what comes next, in a proposal to the article, too', async () => {
    const one = await house.person('one', ['drafter'], 'D01')
    const forked = await fork(house, { charterId, articleId, of: documents['en']!, partyId: one.partyId })
    for (const [who, id] of [
      [secretariat, documents['en']!],
      [one, forked.documentId],
    ] as const) {
      await house.store.transaction((rows) => replaceProvisions(rows, articleId, []))
      const doc = new Y.Doc()
      const client = new BareClient(address, id, { token: await house.tokenOf(who), query: '?ack=1' })
      await client.until(client.isOpen)
      await client.join(doc)
      client.sendUpdate(updateBy(doc, (text) => text.insert('.Access'.length + 1, 'All ')))
      await client.until(() => client.acknowledged === 2)
      await agree('p1')
      house.context.events.tell({ kind: 'access-changed', personId: null, articleId, sessionId: null })
      client.sendUpdate(updateBy(doc, (text) => text.insert('.Access'.length + 1, 'Not ')))
      await client.until(() => client.of('read-only').length > 0)
      expect(client.of('read-only')[0]!.code).toBe('paragraph-agreed')
      expect(JSON.stringify(await house.context.texts.read(id))).not.toContain('Not ')
      await client.close()
    }
  })
  it('GA11: restoring takes no bracket away that ends by a decision', async () => {
    house.wait(1)
    await bracket()
    house.wait(1)
    const text = (id: string) => house.context.texts.readAt(id)
    const { seq } = await text(documents['en']!)
    const restore = (to: number) => house.app.restoreArticle(secretariat, articleId, { seq: to })
    expect(codeOf(await restore(1))).toBe('bracket-stands')
    expect(await text(documents['en']!)).toEqual({ doc: FIRST, seq })
    // what nobody holds may go, and all of it while nobody discusses the article
    await house.store.db.updateTable('article').set({ status: 'draft' }).where('id', '=', articleId).execute()
    expect(codeOf(await restore(1))).toBe('ok')
    await house.store.db
      .updateTable('article')
      .set({ status: 'under_discussion' })
      .where('id', '=', articleId)
      .execute()
    expect(codeOf(await restore(seq))).toBe('ok')
    expect((await text(documents['en']!)).doc).toEqual(FIRST)
  })
})
