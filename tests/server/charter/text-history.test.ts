import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { Author } from '#lib/domain/authored.ts'
import { KEPT_BYTES, keptHistories, textHistory } from '#server/charter/text-history.ts'
import { heading, para, doc } from '../../support/blocks.ts'
import { openHouse, value, type House } from '../../support/house.ts'
import { personally, writtenBy } from '../../support/authors.ts'

let house: House
let secretariat: Actor
beforeAll(async () => {
  house = await openHouse()
  secretariat = await house.person('secretariat', ['secretariat'])
})
afterAll(() => house.close())

async function newDocument(slug: string) {
  const charter = value(await house.app.createCharter(secretariat, { slug, title: 'Charter', languages: ['en'] }))
  const article = value(await house.app.createArticle(secretariat, charter.id, { heading: 'Purpose', after: null }))
  const documentId = article.documents[0]!.id
  const { content } = await house.context.texts.read(documentId)
  const write = (author: Author | null, ...words: string[]) =>
    house.context.texts.write(
      documentId,
      doc(heading(content[0]!.attrs.id, 'Purpose'), ...words.map((text, i) => para(`p${i}`, text))),
      author ?? writtenBy(null),
    )
  return { documentId, write, author: secretariat }
}

it('HI4: what was written since is taken in, whoever asks at once, with author, party and instant of the journal', async () => {
  const { documentId, write, author } = await newDocument('one')
  await write(personally(author), 'one', 'two')
  const changes = async () => {
    const history = await textHistory(house.context, documentId)
    return { seq: history.seq, blocks: history.lastChanges() }
  }
  const [first, again] = await Promise.all([changes(), changes()])
  expect(again).toEqual(first)
  const drafter = await house.person('drafter', ['drafter'], 'D07')
  await write(personally(drafter), 'one', 'two three')
  const { seq, blocks } = await changes()
  expect(seq).toBe(first.seq + 1)
  expect(blocks.get('p0')).toEqual(first.blocks.get('p0'))
  expect(blocks.get('p1')).toMatchObject({ seq, authorId: drafter.id, partyId: drafter.partyId })
  expect(await textHistory(house.context, documentId)).toBe(await textHistory(house.context, documentId))
})

it('HI4: a journal of more entries than one reading holds', async () => {
  const { documentId, write } = await newDocument('two')
  for (let n = 0; n < 1_100; n++) await write(null, `words ${n}`)
  const history = await textHistory(house.context, documentId)
  expect(history.docAt()).toEqual(await house.context.texts.read(documentId))
  expect(history.docAt(500).content[1]!.content).toEqual([{ type: 'text', text: 'words 498' }])
}, 60_000)

it('HI4: what is kept in memory is bounded by what the journals hold; the oldest goes first', async () => {
  const big = 'x'.repeat(KEPT_BYTES / 4)
  const documents = [await newDocument('three'), await newDocument('four'), await newDocument('five')]
  for (const { documentId, write } of documents) {
    await write(null, big)
    await write(null, `y${big}`)
    await textHistory(house.context, documentId)
  }
  const [three, four, five] = documents.map(({ documentId }) => documentId)
  const kept = keptHistories(house.store)
  expect([three, four, five].map((id) => kept.includes(id!))).toEqual([false, false, true])
  // and what was forgotten is read again
  expect((await textHistory(house.context, three!)).docAt(2).content[1]!.content).toEqual([{ type: 'text', text: big }])
}, 60_000)
