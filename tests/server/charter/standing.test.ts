/** AR5: an article that is marked deleted is no part of what is counted, found and waited for. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import { para } from '../../support/blocks.ts'
import { openHouse, value, type House } from '../../support/house.ts'
import { personally } from '../../support/authors.ts'

let house: House
let secretariat: Actor
let drafter: Actor
let charter: string
let stays: ArticleView
let goes: ArticleView
beforeEach(async () => {
  house = await openHouse()
  secretariat = await house.person('secretariat', ['secretariat'])
  drafter = await house.person('drafter', ['drafter'], 'D01')
  const { app } = house
  charter = value(await app.createCharter(secretariat, { slug: 'one', title: 'One', languages: ['en'] })).id
  const made: ArticleView[] = []
  for (const heading of ['Stays', 'Goes']) {
    const article = value(await app.createArticle(secretariat, charter, { heading, after: null }))
    made.push(article)
    await house.context.texts.change(
      article.documents[0]!.id,
      ({ content }) => ({
        type: 'doc',
        content: [
          content[0]!,
          {
            ...para(`p-${heading}`, ''),
            content: [
              { type: 'text', text: 'A “' },
              { type: 'text', text: heading, marks: [{ type: 'def', attrs: { id: `t-${heading}` } }] },
              { type: 'text', text: '” is a volunteer.' },
            ],
          },
        ],
      }),
      personally(drafter),
    )
    value(await app.comment(drafter, article.id, { body: 'Why?', lang: 'en', anchor: null }))
  }
  ;[stays, goes] = made as [ArticleView, ArticleView]
})
afterEach(() => house.close())

it('AR5: counts, terms, finding, triage, home and the comparison leave it out', async () => {
  const { app } = house
  const everything = async () => {
    const triage = value(await app.readTriage(secretariat, charter, 'en')).items
    const home = value(await app.readHome(secretariat, charter, 'en'))
    return {
      words: value(await app.countCharter(secretariat, charter)).words,
      terms: value(await app.listTerms(secretariat, charter)).items.map(({ id }) => id),
      found: value(await app.findInCharter(secretariat, charter, { text: 'volunteer' })).items.map(
        ({ article }) => article.id,
      ),
      waiting: triage.flatMap((item) => (item.kind === 'comment' ? [item.article.id] : [])),
      articles: home.overview!.articles,
      openComments: home.overview!.openComments,
    }
  }
  const before = await everything()
  value(await app.cutVersion(secretariat, charter, { label: 'Rev.1', notes: '', publish: false }))
  expect(before).toMatchObject({ found: [stays.id, goes.id], articles: 2, openComments: 2 })
  value(await app.deleteArticle(secretariat, goes.id, { reason: 'Said elsewhere' }))
  expect(await everything()).toEqual({
    words: before.words / 2,
    terms: ['t-Stays'],
    found: [stays.id],
    waiting: [stays.id],
    articles: 1,
    openComments: 1,
  })
  const compared = value(await app.comparePoints(secretariat, charter, { from: '1', to: 'now' }))
  expect([compared.counts.articles, compared.counts.removed]).toEqual([1, 2])
  // what was done to it is still told
  const home = value(await app.readHome(secretariat, charter, 'en'))
  expect(home.overview!.acts.filter(({ act }) => act === 'article.created')).toHaveLength(2)
})
