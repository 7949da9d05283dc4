// Over 250 lines: every way to a text, one after another.
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { DOCUMENT, FIRST_TEXT, locked, openSyncHouse, type SyncHouse } from '../../support/sync-house.ts'
import { DoneAlready } from '../../../server/store/keyed-acts.ts'
import { BareClient, stockProvider, untilDocs, updateBy } from '../../support/sync-client.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { doc as article, heading, para } from '../../support/blocks.ts'
import { writtenBy } from '../../support/authors.ts'

let house: SyncHouse
beforeEach(async () => {
  house = await openSyncHouse()
})
afterEach(async () => {
  await house.close()
  expect(house.failures).toEqual([])
})

const changed = article(
  heading('b1', 'Protection of staff'),
  para('b2', 'Parties shall protect all humanitarian staff.'),
  para('b3', 'New.'),
)

it('PT1: reads the durable text, open or not', async () => {
  expect(await house.sync.texts.read(DOCUMENT)).toEqual(FIRST_TEXT)
  expect(house.sync.stats().rooms).toBe(0)
  const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1' })
  await client.until(client.isOpen)
  const doc = new Y.Doc()
  await client.join(doc)
  client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'The ')))
  await client.until(() => client.acknowledged === 2)
  const open = await house.sync.texts.read(DOCUMENT)
  expect(open.content[0]!.content).toEqual([{ type: 'text', text: 'The Protection of staff' }])
  expect((await house.sync.texts.readMany([DOCUMENT])).get(DOCUMENT)).toEqual(open)
  await client.close()
})

it('PT1: tells after which entry a text says what it says, open or not', async () => {
  expect(await house.sync.texts.readAt(DOCUMENT)).toEqual({ doc: FIRST_TEXT, seq: 1 })
  expect(house.sync.stats().rooms).toBe(0)
  const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1' })
  await client.until(client.isOpen)
  const doc = new Y.Doc()
  await client.join(doc)
  client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'The ')))
  await client.until(() => client.acknowledged === 2)
  const open = await house.sync.texts.readAt(DOCUMENT)
  expect([open.seq, wordsOf(open.doc, 0)]).toEqual([2, 'The Protection of staff'])
  await client.close()
})

it('PT2: writes through the room, in the author’s name, as a small change that everybody sees at once', async () => {
  const doc = new Y.Doc()
  const provider = stockProvider(house.address, DOCUMENT, doc, 'drafter-1')
  await untilDocs([doc], () => doc.getText('default').length > 0)
  const kept = doc.store.clients.size
  const by = { authorId: 'drafter-2', partyId: null, hat: 'chair' } as const
  await house.sync.texts.write(DOCUMENT, changed, by)
  await untilDocs([doc], () => doc.getText('default').toString().includes('all humanitarian'))
  expect(await house.sync.texts.read(DOCUMENT)).toEqual(changed)
  expect(doc.store.clients.size).toBe(kept + 1)
  const rows = await house.journalRows()
  expect(rows.map(({ author_id, party_id, hat }) => [author_id, party_id, hat])).toEqual([
    [null, null, null],
    ['drafter-2', null, 'chair'],
  ])
  expect(rows[1]!.bytes.byteLength).toBeLessThan(200)
  provider.destroy()
})

it('PT3: writes where nobody is, and under the same id the next time', async () => {
  await house.sync.texts.write(DOCUMENT, changed, writtenBy(null))
  await house.sync.texts.write(DOCUMENT, FIRST_TEXT, writtenBy(null))
  await house.sync.texts.write(DOCUMENT, FIRST_TEXT, writtenBy(null))
  expect(await house.sync.texts.read(DOCUMENT)).toEqual(FIRST_TEXT)
  expect(await house.journalRows()).toHaveLength(3)
  const bindings = await house.store.db
    .selectFrom('client_binding')
    .selectAll()
    .where('person_id', 'is', null)
    .execute()
  expect(bindings).toHaveLength(2)
})

it('PT4: a write that is not kept is refused to its caller', async () => {
  house.faults.refusal = new Error('disk full')
  await expect(house.sync.texts.write(DOCUMENT, changed, writtenBy(null))).rejects.toThrow('disk full')
  house.faults.refusal = null
  expect(await house.sync.texts.read(DOCUMENT)).toEqual(FIRST_TEXT)
  expect(house.failures.splice(0)).toHaveLength(1)
})

it('PT5: settle waits for what was accepted', async () => {
  const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1' })
  await client.until(client.isOpen)
  const doc = new Y.Doc()
  await client.join(doc)
  await client.marker()
  const write = Promise.withResolvers<void>()
  house.faults.hold = write.promise
  client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'The ')))
  while (house.sync.stats().updates['accepted'] !== 1) await new Promise((resolve) => setImmediate(resolve))
  let isSettled = false
  const settled = house.sync.texts.settle([DOCUMENT, 'another']).then(() => (isSettled = true))
  expect(await house.journalRows()).toHaveLength(1)
  expect(isSettled).toBe(false)
  write.resolve()
  await settled
  expect(await house.journalRows()).toHaveLength(2)
  await client.close()
})

const withFirstWord = (doc: ArticleDoc, block: number, word: string): ArticleDoc => ({
  ...doc,
  content: doc.content.map((one, i) =>
    i === block
      ? {
          ...one,
          content: [
            {
              type: 'text',
              text: one
                .content!.map((w) => 'text' in w && w.text)
                .join('')
                .replace(/^\S+/, word),
            },
          ],
        }
      : one,
  ),
})
const wordsOf = (doc: ArticleDoc, block: number): string =>
  doc.content[block]!.content!.map((one) => (one.type === 'text' ? one.text : '')).join('')

it('PT6: a change is worked out from what stands there in that moment', async () => {
  const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1' })
  await client.until(client.isOpen)
  const doc = new Y.Doc()
  await client.join(doc)
  await client.marker()
  // both wait in the same turn: the frame first, the change after it
  client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'The ')))
  await client.marker()
  const seq = await house.sync.texts.change(DOCUMENT, (now) => withFirstWord(now, 0, 'Our'), writtenBy('drafter-2'))
  expect(wordsOf(await house.sync.texts.read(DOCUMENT), 0)).toBe('Our Protection of staff')
  expect((await house.journalRows()).at(-1)).toMatchObject({ seq, author_id: 'drafter-2' })
  expect(await house.sync.texts.change(DOCUMENT, (now) => now, writtenBy('drafter-2'))).toBeNull()
  await client.close()
})

it('PT7: one entry is taken back, what came after it stays', async () => {
  const words = (await house.sync.texts.read(DOCUMENT)).content
  const seq = (await house.sync.texts.change(
    DOCUMENT,
    (now) => withFirstWord(now, 1, 'Everybody'),
    writtenBy('drafter-1'),
  ))!
  await house.sync.texts.change(DOCUMENT, (now) => withFirstWord(now, 0, 'Shelter'), writtenBy('drafter-2'))
  await house.sync.texts.change(
    DOCUMENT,
    (now) => ({
      ...now,
      content: now.content.map((one, i) =>
        i === 1 ? { ...one, content: [...one.content!, { type: 'text', text: ' Always.' }] } : one,
      ),
    }),
    writtenBy('drafter-2'),
  )
  const by = { authorId: 'drafter-1', partyId: 'party-1', hat: 'party' } as const
  expect(await house.sync.texts.takeBack(DOCUMENT, seq, by)).toBe(seq + 3)
  const after = await house.sync.texts.read(DOCUMENT)
  expect(wordsOf(after, 0)).toMatch(/^Shelter /)
  expect(wordsOf(after, 1)).toBe(`${wordsOf({ type: 'doc', content: words }, 1)} Always.`)
  expect((await house.journalRows()).at(-1)).toMatchObject({
    author_id: 'drafter-1',
    party_id: 'party-1',
    hat: 'party',
  })
})

it('PT7: words of a paragraph that was removed since are not put into another', async () => {
  const three = article(
    heading('b1', 'Protection of staff'),
    para('b2', 'Parties shall protect staff.'),
    para('b3', 'States shall help.'),
  )
  await house.sync.texts.write(DOCUMENT, three, writtenBy('drafter-2'))
  const should = (doc: ArticleDoc): ArticleDoc => JSON.parse(JSON.stringify(doc).replaceAll('shall', 'should'))
  const seq = (await house.sync.texts.change(DOCUMENT, should, writtenBy('drafter-1')))!
  const without = (doc: ArticleDoc): ArticleDoc => ({
    ...doc,
    content: doc.content.filter(({ attrs }) => attrs.id !== 'b3'),
  })
  await house.sync.texts.change(DOCUMENT, without, writtenBy('drafter-2'))
  await house.sync.texts.takeBack(DOCUMENT, seq, writtenBy('drafter-1'))
  expect(await house.sync.texts.read(DOCUMENT)).toEqual(without(three))
})

it('PT7: words of a paragraph that moved within the article, or was joined to another, come back where they stand now', async () => {
  const text = (...names: string[]): ArticleDoc =>
    article(
      heading('b1', 'Protection of staff'),
      ...names.map((name) => para(name, `The ${name} shall protect all humanitarian staff.`)),
    )
  const should = (doc: ArticleDoc): ArticleDoc => JSON.parse(JSON.stringify(doc).replaceAll('shall', 'should'))
  await house.sync.texts.write(DOCUMENT, text('b2', 'b3', 'b4'), writtenBy('drafter-2'))
  const seq = (await house.sync.texts.change(DOCUMENT, should, writtenBy('drafter-1')))!
  await house.sync.texts.write(DOCUMENT, should(text('b4', 'b2', 'b3')), writtenBy('drafter-2'))
  await house.sync.texts.takeBack(DOCUMENT, seq, writtenBy('drafter-1'))
  expect(await house.sync.texts.read(DOCUMENT)).toEqual(text('b4', 'b2', 'b3'))
})

it('AU6: a change that was done already, as is found while it is written, is told to whoever asked for it alone', async () => {
  const made = (await house.sync.texts.change(DOCUMENT, () => changed, writtenBy('drafter-2')))!
  const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1' })
  await client.until(client.isOpen)
  const doc = new Y.Doc()
  await client.join(doc)
  await client.until(() => client.acknowledged === 1)
  const before = await house.journalRows()
  const isDone = new DoneAlready({ kind: 'replacement', id: 'r' })
  let read: Promise<ArticleDoc> | null = null
  const again = house.sync.texts.takeBack(DOCUMENT, made, writtenBy('drafter-2'), () => {
    read = house.sync.texts.read(DOCUMENT)
    return Promise.reject(isDone)
  })
  await expect(again).rejects.toBe(isDone)
  expect(await read).toEqual(changed)
  expect(await house.journalRows()).toEqual(before)
  client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'The ')))
  await client.until(() => client.acknowledged === 2)
})

it('PT8: what is decided with a change is decided for the other languages too; called off, nobody sees it', async () => {
  const made = (await house.sync.texts.change(DOCUMENT, () => changed, writtenBy('drafter-2')))!
  const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1' })
  await client.until(client.isOpen)
  const doc = new Y.Doc()
  await client.join(doc)
  await client.marker()
  const before = await house.journalRows()
  let asked = 0
  const against = async (): Promise<boolean> => (asked++, false)
  expect(await house.sync.texts.takeBack(DOCUMENT, made, writtenBy('drafter-2'), against)).toBeNull()
  expect(asked).toBe(1)
  expect(await house.sync.texts.read(DOCUMENT)).toEqual(changed)
  expect(await house.journalRows()).toEqual(before)
  // the room goes on, and what comes next follows what is kept
  client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'The ')))
  await client.marker()
  let told: number | null = null
  const seq = await house.sync.texts.takeBack(DOCUMENT, made, writtenBy('drafter-2'), async (rows, entry) => {
    told = entry
    return (await rows.selectFrom('journal').selectAll().where('seq', '=', entry).execute()).length === 1
  })
  expect([seq, told]).toEqual([made + 2, made + 2])
  const after = await house.sync.texts.read(DOCUMENT)
  expect(wordsOf(after, 0)).toBe('The Protection of staff')
  expect(after.content).toHaveLength(FIRST_TEXT.content.length)
  await client.close()
})

it('PT9: who loses a right in an act is judged without it from then on, though nobody has told them yet', async () => {
  const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1' })
  await client.until(client.isOpen)
  const doc = new Y.Doc()
  await client.join(doc)
  await house.sync.texts.whileStill([DOCUMENT], async () => {
    client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'The ')))
    client.ws.ping()
    await new Promise((resolve) => client.ws.once('pong', resolve))
    house.access.set('drafter-1', locked)
  })
  await client.until(() => client.of('read-only').length > 0)
  expect(await house.sync.texts.read(DOCUMENT)).toEqual(FIRST_TEXT)
  await client.close()
})

it('PT9: while a text stands still nothing is written to it; then it goes on', async () => {
  const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1' })
  await client.until(client.isOpen)
  const doc = new Y.Doc()
  await client.join(doc)
  const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const still = house.sync.texts.whileStill([DOCUMENT], async (now) => {
    begun.resolve()
    await end.promise
    return now.get(DOCUMENT)
  })
  await begun.promise
  client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'The ')))
  const written = house.sync.texts.change(DOCUMENT, (now) => withFirstWord(now, 1, 'Everybody'), writtenBy('drafter-2'))
  expect(await house.journalRows()).toHaveLength(1)
  end.resolve()
  expect(await still).toEqual(FIRST_TEXT)
  expect(await written).not.toBeNull()
  await client.until(() => client.acknowledged === 2)
  expect(await house.journalRows()).toHaveLength(3)
  // an act that fails is its own affair
  await expect(house.sync.texts.whileStill([DOCUMENT], () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(wordsOf(await house.sync.texts.read(DOCUMENT), 0)).toBe('The Protection of staff')
  await client.close()
})
