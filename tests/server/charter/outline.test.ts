/** What the list of articles says of each, as far as its reader may see; asked for all articles at once. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import { insertComment } from '../../../server/store/comments.ts'
import { openHouse, value, type House } from '../../support/house.ts'

let house: House
let secretariat: Actor
let ours: Actor
let theirs: Actor
beforeAll(async () => {
  house = await openHouse()
  secretariat = await house.person('secretariat', ['secretariat'])
  ours = await house.person('ours', ['drafter'], 'D01')
  theirs = await house.person('theirs', ['drafter'], 'D02')
})
afterAll(() => house.close())

const charterOf = async (slug: string, articles: number) => {
  const { id } = value(await house.app.createCharter(secretariat, { slug, title: slug, languages: ['en', 'ar'] }))
  const made = []
  for (let i = 0; i < articles; i++)
    made.push(value(await house.app.createArticle(secretariat, id, { heading: `Article ${i}`, after: null })))
  return { id, articles: made }
}

test('open comments are counted for whoever may see them, settled ones and replies not', async () => {
  const { id, articles } = await charterOf('counted', 2)
  const [first] = articles
  const said = (comment: object) =>
    house.store.transaction(async (rows) => {
      const at = await house.store.now(rows)
      const id = house.context.newId()
      await insertComment(rows, {
        ...{ id, articleId: first!.id, threadId: null, lang: 'en', authorId: ours.id, authorName: ours.name },
        ...{ partyId: ours.partyId, body: 'Words', status: 'open', visibility: 'participants', anchor: null },
        ...{ memory: null, contributionId: null, createdAt: at, authorRole: null, authorCapacity: null },
        ...{ authorTies: null, settledAt: null, settledBy: null, ground: null },
        ...comment,
      })
      return id
    })
  const open = await said({})
  await said({ threadId: open })
  await said({ status: 'answered' })
  await said({ status: 'resolved' })
  await said({ visibility: 'delegation' })
  await said({ visibility: 'private' })
  const counts = async (who: Actor) =>
    value(await house.app.readOutline(who, id)).map(({ articleId, openComments }) => [articleId, openComments])
  const [one, other] = articles.map((article) => article.id)
  expect(await counts(ours)).toEqual([
    [one, 4],
    [other, 0], // the secretariat wrote its heading
  ])
  expect(await counts(theirs)).toContainEqual([one, 2])
})

test('as many questions to the database for twelve articles as for two', async () => {
  const few = await charterOf('few', 2)
  const many = await charterOf('many', 12)
  for (const { id, articles } of [few, many])
    for (const article of articles) {
      value(await house.app.assign(secretariat, article.id, { personId: ours.id, kind: 'drafter' }))
      value(await house.app.comment(theirs, article.id, { body: `On ${id}`, lang: 'en', anchor: null }))
    }
  const asked = vi.spyOn(house.store.db.getExecutor(), 'executeQuery')
  const questions = async (id: string): Promise<number> => {
    asked.mockClear()
    const articles = value(await house.app.listArticles(ours, id, 'en', { limit: 500 })).items
    const marks = value(await house.app.readOutline(ours, id, 'en'))
    const assigned = value(await house.app.listCharterAssignments(ours, id)).items
    expect(marks.map(({ openComments }) => openComments)).toEqual(articles.map(() => 1))
    expect(assigned).toHaveLength(articles.length)
    return asked.mock.calls.length
  }
  const first = await questions(few.id)
  expect(first).toBeGreaterThan(3)
  expect(await questions(many.id)).toBe(first)
  asked.mockRestore()
})

test('open proposals are counted for whoever reads them, from rows: of none is the text read', async () => {
  const { id, articles } = await charterOf('proposed', 2)
  const [first] = articles
  const draft = async (who: Actor) => value(await house.app.proposals.begin(who, first!.id, {}))
  const proposals = [await draft(ours), await draft(ours), await draft(theirs)]
  const texts = proposals.flatMap((one) => one.texts.map(({ documentId }) => documentId))
  expect(texts).toHaveLength(3)
  const read = vi.spyOn(house.context.texts, 'readMany')
  const one = vi.spyOn(house.context.texts, 'read')
  const counted = async (who: Actor) =>
    value(await house.app.readOutline(who, id)).flatMap(({ articleId, openProposals }) =>
      openProposals > 0 ? [[articleId, openProposals]] : [],
    )
  expect(await counted(ours)).toEqual([[first!.id, 2]])
  expect(await counted(theirs)).toEqual([[first!.id, 1]])
  expect(await counted(secretariat)).toEqual([])
  expect(value(await house.app.proposals.listOfCharter(ours, id)).items).toHaveLength(2)
  expect(value(await house.app.readPlaces(ours, id))).not.toEqual({})
  const asked = [...read.mock.calls.flatMap(([ids]) => ids), ...one.mock.calls.map(([id]) => id)]
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((id) => texts.includes(id))).toEqual([])
  read.mockRestore()
  one.mockRestore()
})
