/** One text written in several names at once, as merges are (rule PT12). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { InNames, Part } from '../../../server/context.ts'
import { TextHistory } from '../../../server/text/history.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { changeToDoc } from '#lib/domain/change.ts'
import { docFromDelta, type DeltaInsert } from '#lib/domain/text.ts'
import { doc as article, heading, para } from '../../support/blocks.ts'
import { AT } from '../../support/rows.ts'
import { BareClient, stockProvider, untilDocs, updateBy } from '../../support/sync-client.ts'
import { DOCUMENT, FIRST_TEXT, openSyncHouse, type SyncHouse } from '../../support/sync-house.ts'
import { writtenBy } from '../../support/authors.ts'
import { authorOf } from '../../../src/lib/domain/authored.ts'

let house: SyncHouse
beforeEach(async () => {
  house = await openSyncHouse()
})
afterEach(async () => {
  await house.close()
  expect(house.failures).toEqual([])
})

describe('PT12: one change in several names', () => {
  const one = authorOf({ id: 'drafter-1', partyId: 'party-1' }, 'party')
  const two = authorOf({ id: 'drafter-2', partyId: 'party-1' }, 'chair')
  const nobody = writtenBy(null)
  const next = article(
    heading('b1', 'Protection of all staff'),
    para('b2', 'Parties shall always protect staff.'),
    para('b3', 'New.'),
  )
  const start = (id: string) => ({ insert: { b: id }, attributes: {} })
  /** Each is a change of what the one before has left. */
  const parts = (): Part[] => [
    { by: nobody, change: [{ retain: 62 }, start('b3')] },
    { by: one, change: [{ retain: 15 }, { insert: 'all ', attributes: {} }] },
    {
      by: two,
      change: [
        { retain: 39 },
        { insert: 'always ', attributes: {} },
        { retain: 28 },
        { insert: 'New.', attributes: {} },
      ],
    },
    { by: one, change: [{ retain: 54 }, { delete: 'humanitarian '.length }] },
  ]
  const write = (said: InNames, alongside = () => Promise.resolve(true)): Promise<boolean> =>
    house.sync.texts.changeTogether([DOCUMENT], () => new Map([[DOCUMENT, said]]), alongside, writtenBy('drafter-3'))

  /** Whose the client ids are is kept with the entries. */
  const idsAreTheirs = async (): Promise<void> => {
    const bindings = await house.store.db
      .selectFrom('client_binding')
      .selectAll()
      .where('document_id', '=', DOCUMENT)
      .execute()
    const owners = new Map(bindings.map(({ client_id, person_id }) => [Number(client_id), person_id]))
    for (const { bytes, author_id } of await house.journalRows())
      for (const { id } of Y.decodeUpdate(bytes).structs) expect(owners.get(id.client)).toBe(author_id)
  }

  it('is an entry for each part, under client ids of its author, and everybody sees all of it at once', async () => {
    const doc = new Y.Doc()
    const provider = stockProvider(house.address, DOCUMENT, doc, 'drafter-4')
    await untilDocs([doc], () => doc.getText('default').length > 0)
    const from: DeltaInsert[] = []
    const said = { doc: next, parts: (now: readonly DeltaInsert[]) => (from.push(...now), parts()) }
    expect(await write(said)).toBe(true)
    expect(docFromDelta(from)).toEqual(FIRST_TEXT)
    expect(await house.sync.texts.readAt(DOCUMENT)).toEqual({ doc: next, seq: 5 })
    await untilDocs([doc], () => doc.getText('default').toString().includes('New.'))
    expect(docFromDelta(doc.getText('default').toDelta() as DeltaInsert[])).toEqual(next)
    provider.destroy()
    const rows = await house.journalRows()
    expect(rows.slice(1).map(({ seq, author_id, party_id, hat }) => [seq, author_id, party_id, hat])).toEqual([
      [2, null, null, null],
      [3, 'drafter-1', 'party-1', 'party'],
      [4, 'drafter-2', 'party-1', 'chair'],
      [5, 'drafter-1', 'party-1', 'party'],
    ])
    expect(new Set(rows.slice(1).map(({ at }) => at)).size).toBe(1)
    const history = new TextHistory()
    history.take(rows.map(({ author_id, party_id, ...row }) => ({ ...row, authorId: author_id, partyId: party_id })))
    const writers = history
      .deltaAt()
      .flatMap(({ insert, seq }) => (typeof insert === 'string' ? [[insert, rows[seq - 1]!.author_id]] : []))
    expect(writers).toEqual([
      ['Protection of ', null],
      ['all ', 'drafter-1'],
      ['staff', null],
      ['Parties shall ', null],
      ['always ', 'drafter-2'],
      ['protect staff.', null],
      ['New.', 'drafter-2'],
    ])
    await idsAreTheirs()
  })
  it('is worked out from the text as it stands, whatever it holds', async () => {
    const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1' })
    await client.until(client.isOpen)
    const doc = new Y.Doc()
    await client.join(doc)
    // words before the first start are a block of their own, which has none
    client.sendUpdate(updateBy(doc, (text) => text.insert(0, 'Before.')))
    await client.until(() => client.acknowledged === 2)
    const now = await house.sync.texts.read(DOCUMENT)
    const meant = article(...now.content.slice(0, 2), para('b2', 'Everybody shall protect staff.'))
    await write({ doc: meant, parts: (from) => [{ by: one, change: changeToDoc(from, meant) }] })
    expect(await house.sync.texts.read(DOCUMENT)).toEqual(meant)
    await client.close()
  })
  it('has not happened where what is decided with it is against it, or the parts do not make what is meant', async () => {
    expect(await write({ doc: next, parts }, () => Promise.resolve(false))).toBe(false)
    expect(await house.sync.texts.readAt(DOCUMENT)).toEqual({ doc: FIRST_TEXT, seq: 1 })
    await expect(write({ doc: next, parts: () => parts().slice(0, 3) })).rejects.toThrow('do not make the text')
    await expect(
      write({ doc: next, parts: () => [...parts(), { by: two, change: [{ delete: 1 }] }] }),
    ).rejects.toThrow()
    expect(await house.journalRows()).toHaveLength(1)
    // the room goes on
    expect(await write({ doc: next, parts })).toBe(true)
    expect(await house.sync.texts.readAt(DOCUMENT)).toEqual({ doc: next, seq: 5 })
    await idsAreTheirs()
  })
  it('stands beside texts that are written in one name, in one transaction', async () => {
    const another = 'document-2'
    await house.store.transaction((rows) =>
      rows
        .insertInto('document')
        .values({ id: another, article_id: null, lang: 'ar', schema_version: 2, created_at: AT })
        .execute(),
    )
    const asked: string[][] = []
    const isKept = await house.sync.texts.changeTogether(
      [DOCUMENT, another],
      () =>
        new Map<string, ArticleDoc | InNames>([
          [DOCUMENT, { doc: next, parts }],
          [another, FIRST_TEXT],
        ]),
      async (rows) => {
        const found = await rows.selectFrom('journal').select(['document_id']).orderBy('document_id').execute()
        asked.push(found.map(({ document_id }) => document_id))
        return true
      },
      writtenBy('drafter-3'),
    )
    expect([isKept, asked]).toEqual([true, [[...Array.from({ length: 5 }, () => DOCUMENT), another]]])
    expect(await house.sync.texts.readAt(another)).toEqual({ doc: FIRST_TEXT, seq: 1 })
  })
})
