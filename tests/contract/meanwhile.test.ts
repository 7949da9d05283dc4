/** What others do between a look and the write that follows from it, on both databases: the write finds it as it is then. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleStatus } from '#lib/domain/article.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import { cutVersion } from '#server/charter/cut-version.ts'
import type { Context } from '#server/context.ts'
import { para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let [secretariat, chair, drafter] = [] as unknown as [Actor, Actor, Actor]
  let made = 0
  beforeAll(async () => {
    house = await openHouse(dialect)
    secretariat = await house.person('secretariat', ['secretariat'])
    chair = await house.person('chair', ['chair'])
    drafter = await house.person('drafter', ['drafter'], 'D01')
  })
  afterAll(() => house.close())

  /** The application in which `act` happens once, just before (or, of texts that are read, just after) this is done. */
  function withMeanwhile(what: 'readMany' | 'changeTogether' | 'transaction', act: () => Promise<void>): Context {
    const { context } = house
    let once: (() => Promise<void>) | null = act
    const happen = async (): Promise<void> => {
      const now = once
      once = null
      await now?.()
    }
    const texts: Context['texts'] = {
      ...context.texts,
      async readMany(ids) {
        const read = await context.texts.readMany(ids)
        if (what === 'readMany') await happen()
        return read
      },
      async changeTogether(...asked) {
        if (what === 'changeTogether') await happen()
        return context.texts.changeTogether(...asked)
      },
    }
    const transaction: Context['store']['transaction'] = async (work) => {
      if (what === 'transaction') await happen()
      return house.store.transaction(work)
    }
    const store = new Proxy(context.store, {
      get: (target, name) => (name === 'transaction' ? transaction : (Reflect.get(target, name, target) as unknown)),
    })
    return { ...context, texts, store }
  }

  /** A charter with two articles of the drafter's, each with one paragraph `p1`, `p2`. */
  async function charter(): Promise<{ id: string; first: ArticleView; second: ArticleView }> {
    const { id } = value(
      await house.app.createCharter(secretariat, { slug: `c${++made}`, title: 'Before', languages: ['en'] }),
    )
    const articles: ArticleView[] = []
    for (const heading of ['First', 'Second']) {
      const article = value(await house.app.createArticle(secretariat, id, { heading, after: null }))
      value(await house.app.assign(secretariat, article.id, { personId: drafter.id, kind: 'drafter' }))
      articles.push(article)
      await write(article, `They may act ${articles.length}.`, `p${articles.length}`)
    }
    return { id, first: articles[0]!, second: articles[1]! }
  }
  async function write({ documents }: ArticleView, words: string, id = 'p1'): Promise<void> {
    await house.context.texts.change(
      documents[0]!.id,
      ({ content }) => ({ type: 'doc', content: [content[0]!, para(id, words)] }),
      drafter.id,
    )
  }
  const set = async ({ id }: ArticleView, status: ArticleStatus): Promise<unknown> =>
    value(await house.app.setArticleStatus(chair, id, { status, reason: 'It was said so' }))
  test('VE10: an article that is agreed on while it is cut is in the version as agreed, or not as agreed', async () => {
    const { id, first } = await charter()
    await set(first, 'under_discussion')
    const context = withMeanwhile('readMany', async () => {
      await write(first, 'They shall act.')
      await set(first, 'agreed_in_group')
    })
    const cut = value(await cutVersion(context, secretariat, id, { label: 'A', notes: '', publish: false }, null))
    const [frozen] = value(await house.app.readVersion(secretariat, cut.id)).articles
    expect([frozen!.status, frozen!.text]).toEqual(['agreed_in_group', expect.stringContaining('They shall act.')])
  })

  test('VE10: nor is it cut as it was before it was reopened and agreed again, nor under an older title', async () => {
    const { id, first } = await charter()
    await set(first, 'under_discussion')
    await set(first, 'agreed_in_group')
    const context = withMeanwhile('readMany', async () => {
      await set(first, 'under_discussion')
      await write(first, 'They should act.')
      await set(first, 'agreed_in_group')
      value(await house.app.editCharter(secretariat, id, { titles: { en: 'After' } }))
    })
    const cut = value(await cutVersion(context, secretariat, id, { label: 'A', notes: '', publish: false }, null))
    const [frozen] = value(await house.app.readVersion(secretariat, cut.id)).articles
    expect([frozen!.status, frozen!.text]).toEqual(['agreed_in_group', expect.stringContaining('They should act.')])
    const row = await house.store.db.selectFrom('version').select('titles').where('id', '=', cut.id).executeTakeFirst()
    expect(JSON.parse(row!.titles)).toEqual({ en: 'After' })
  })
})
