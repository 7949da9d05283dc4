/** ST2-ST4 over real sockets: the original language leads, the others follow in the same journal batch. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { structureOf } from '../../../src/lib/domain/structure.ts'
import { listRecovered } from '../../../server/charter/recovered-words.ts'
import { firstUpdate } from '../../../server/text/write.ts'
import type { ArticleDoc } from '../../../src/lib/domain/article.ts'
import { ARTICLE, DOCUMENT, FIRST_TEXT, openSyncHouse, type SyncHouse } from '../../support/sync-house.ts'
import { BareClient, updateBy } from '../../support/sync-client.ts'
import { writtenBy } from '../../support/authors.ts'

const ARABIC = 'document-2'
const AT = '2026-01-05T09:00:00.000Z'

let house: SyncHouse
beforeEach(async () => {
  house = await openSyncHouse()
  const arabic: ArticleDoc = {
    type: 'doc',
    content: FIRST_TEXT.content.map((block, i) => ({
      ...block,
      content: [{ type: 'text', text: ['حماية الموظفين', 'تحمي الأطراف الموظفين.'][i]! }],
    })),
  }
  await house.store.transaction(async (rows) => {
    await rows
      .insertInto('document')
      .values({ id: ARABIC, article_id: ARTICLE, lang: 'ar', schema_version: 1, created_at: AT })
      .execute()
    const bytes = firstUpdate(arabic, 8)
    await rows
      .insertInto('journal')
      .values({ document_id: ARABIC, seq: 1, author_id: null, party_id: null, bytes, at: AT })
      .execute()
    await rows.insertInto('client_binding').values({ document_id: ARABIC, client_id: 8, person_id: null }).execute()
  })
})
afterEach(async () => {
  await house.close()
  expect(house.failures).toEqual([])
})

async function open(documentId: string, person: string): Promise<{ client: BareClient; doc: Y.Doc }> {
  const doc = new Y.Doc()
  const client = new BareClient(house.address, documentId, { token: person, query: '?ack=1' })
  await client.until(client.isOpen)
  await client.join(doc)
  await client.until(() => client.acknowledged === 1)
  return { client, doc }
}

const kept = async (): Promise<[ArticleDoc, ArticleDoc]> => {
  const texts = await house.sync.texts.readMany([DOCUMENT, ARABIC])
  return [texts.get(DOCUMENT)!, texts.get(ARABIC)!]
}

it('ST3: a block inserted in the leading language appears in the other, for people who have it open and in the journal', async () => {
  const english = await open(DOCUMENT, 'drafter-1')
  const arabic = await open(ARABIC, 'drafter-2')
  english.client.sendUpdate(
    updateBy(english.doc, (text) => {
      text.insertEmbed(text.length, { b: 'b3' }, {})
      text.insert(text.length, 'And volunteers.', {})
    }),
  )
  await arabic.client.until(() => arabic.client.of('update').length === 1)
  const [en, ar] = await kept()
  expect(structureOf(ar)).toBe(structureOf(en))
  expect(ar.content.map((block) => block.attrs.id)).toEqual(['b1', 'b2', 'b3'])
  expect(ar.content[1]!.content).toEqual([{ type: 'text', text: 'تحمي الأطراف الموظفين.' }])
  const rows = await house.store.db
    .selectFrom('journal')
    .selectAll()
    .where('document_id', '=', ARABIC)
    .orderBy('seq')
    .execute()
  expect(rows.map(({ seq, author_id }) => [seq, author_id])).toEqual([
    [1, null],
    [2, 'drafter-1'],
  ])
  await english.client.close()
  await arabic.client.close()
})

it('ST3: a language that nobody has open follows too', async () => {
  const english = await open(DOCUMENT, 'drafter-1')
  english.client.sendUpdate(updateBy(english.doc, (text) => text.insertEmbed(text.length, { b: 'b3' }, {})))
  await english.client.until(() => english.client.acknowledged === 2)
  const [en, ar] = await kept()
  expect(structureOf(ar)).toBe(structureOf(en))
  await english.client.close()
})

it('ST3: words alone reach no other language', async () => {
  const english = await open(DOCUMENT, 'drafter-1')
  english.client.sendUpdate(updateBy(english.doc, (text) => text.insert(4, 'x')))
  await english.client.until(() => english.client.acknowledged === 2)
  const rows = await house.store.db.selectFrom('journal').select('seq').where('document_id', '=', ARABIC).execute()
  expect(rows).toHaveLength(1)
  await english.client.close()
})

it('ST2: another language takes words and refuses structure', async () => {
  const arabic = await open(ARABIC, 'drafter-2')
  arabic.client.sendUpdate(updateBy(arabic.doc, (text) => text.insert(3, 'كل ')))
  await arabic.client.until(() => arabic.client.acknowledged === 2)
  arabic.client.sendUpdate(updateBy(arabic.doc, (text) => text.insertEmbed(5, { b: 'b9' }, {})))
  await arabic.client.until(() => arabic.client.closed !== null)
  expect(arabic.client.closed).toEqual({ code: 4400, reason: 'structure-follows' })
  const [en, ar] = await kept()
  expect(structureOf(ar)).toBe(structureOf(en))
})

it('ST2: words before the first block, which would be a block of their own, are refused in another language', async () => {
  const arabic = await open(ARABIC, 'drafter-2')
  arabic.client.sendUpdate(updateBy(arabic.doc, (text) => text.insert(0, 'قبل ')))
  await arabic.client.until(() => arabic.client.closed !== null)
  expect(arabic.client.closed).toEqual({ code: 4400, reason: 'structure-follows' })
  const more = await open(ARABIC, 'drafter-2')
  more.client.sendUpdate(updateBy(more.doc, (text) => text.format(0, text.length, { bold: '1' })))
  await more.client.until(() => more.client.acknowledged === 2)
  const [en, ar] = await kept()
  expect(structureOf(ar)).toBe(structureOf(en))
  await more.client.close()
})

it('ST2: a start deleted in another language is refused', async () => {
  const arabic = await open(ARABIC, 'drafter-2')
  const start = arabic.doc
    .getText('default')
    .toDelta()
    .findIndex((op: { insert: unknown }, i: number) => i > 0 && typeof op.insert === 'object')
  expect(start).toBeGreaterThan(0)
  arabic.client.sendUpdate(updateBy(arabic.doc, (text) => text.delete('حماية الموظفين'.length + 1, 1)))
  await arabic.client.until(() => arabic.client.closed !== null)
  expect(arabic.client.closed?.reason).toBe('structure-follows')
})

it('ST3: if the batch is not kept, no language has changed', async () => {
  const english = await open(DOCUMENT, 'drafter-1')
  const arabic = await open(ARABIC, 'drafter-2')
  house.faults.refusal = new Error('disk full')
  english.client.sendUpdate(updateBy(english.doc, (text) => text.insertEmbed(text.length, { b: 'b3' }, {})))
  await english.client.until(() => english.client.closed !== null)
  await arabic.client.until(() => arabic.client.closed !== null)
  expect([english.client.closed?.code, arabic.client.closed?.code]).toEqual([1013, 1013])
  house.faults.refusal = null
  const [en, ar] = await kept()
  expect([en.content.length, ar.content.length]).toEqual([2, 2])
  expect(house.failures.splice(0)).not.toEqual([])
})

it('PT8: a change of structure that is called off is none in the other languages either, and they go on', async () => {
  const arabic = await open(ARABIC, 'drafter-2')
  const grown = (now: ArticleDoc): ArticleDoc => ({
    ...now,
    content: [...now.content, { type: 'block', attrs: { ...now.content[1]!.attrs, id: 'b3' } }],
  })
  const seq = (await house.sync.texts.change(DOCUMENT, grown, writtenBy('drafter-1')))!
  const [english] = await kept()
  expect(english.content).toHaveLength(3)
  expect(await house.sync.texts.takeBack(DOCUMENT, seq, writtenBy('drafter-1'), async () => false)).toBeNull()
  const [still, follower] = await kept()
  expect(still).toEqual(english)
  expect(structureOf(follower)).toBe(structureOf(english))
  expect(await house.sync.texts.takeBack(DOCUMENT, seq, writtenBy('drafter-1'), async () => true)).toBe(seq + 1)
  const [after, followed] = await kept()
  expect(after.content).toHaveLength(2)
  expect(structureOf(followed)).toBe(structureOf(after))
  await arabic.client.until(() => arabic.doc.getText('default').toDelta().length > 0)
  await arabic.client.close()
})

it('TX28: a translator’s words for a paragraph that was removed in the leading language meanwhile are kept for them', async () => {
  const english = await open(DOCUMENT, 'drafter-1')
  const before = await open(ARABIC, 'drafter-2')
  await before.client.close()
  const start = before.doc.getText('default').length - 'تحمي الأطراف الموظفين.'.length
  const late = updateBy(before.doc, (text) => text.insert(start, 'دائمًا '))
  const length =
    FIRST_TEXT.content[1]!.content![0]!.type === 'text' ? FIRST_TEXT.content[1]!.content![0]!.text.length : 0
  english.client.sendUpdate(updateBy(english.doc, (text) => text.delete(text.length - length - 1, length + 1)))
  await english.client.until(() => english.client.acknowledged === 2)
  const arabic = await open(ARABIC, 'drafter-2')
  arabic.client.sendUpdate(late)
  await arabic.client.until(() => arabic.client.acknowledged === 2)
  const context = { store: house.store, texts: house.sync.texts, events: house.events, newId: () => 'none' }
  const translator = {
    id: 'drafter-2',
    name: '',
    email: '',
    party: null,
    partyId: null,
    roles: ['drafter' as const],
    sessionId: null,
    confirmedAt: null,
  }
  const told = await listRecovered(context, translator)
  expect(told).toMatchObject({
    ok: true,
    value: { items: [{ lang: 'ar', blockId: 'b2', words: 'دائمًا ', standsIn: 'b1' }] },
  })
  await english.client.close()
  await arabic.client.close()
})
