/** What others do between a look and the write that follows from it, on both databases: the write finds it as it is then. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleStatus } from '#lib/domain/article.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import { comment, reply } from '#server/charter/comments.ts'
import { cutVersion } from '#server/charter/cut-version.ts'
import { moveBlocks } from '#server/charter/move-blocks.ts'
import { restoreArticle } from '#server/charter/restore-article.ts'
import type { Context } from '#server/context.ts'
import { para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { codeOf, openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

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
  function withMeanwhile(
    what: 'read' | 'readMany' | 'changeTogether' | 'transaction',
    act: () => Promise<void>,
  ): Context {
    const { context } = house
    let once: (() => Promise<void>) | null = act
    const happen = async (): Promise<void> => {
      const now = once
      once = null
      await now?.()
    }
    const texts: Context['texts'] = {
      ...context.texts,
      async read(id) {
        const read = await context.texts.read(id)
        if (what === 'read') await happen()
        return read
      },
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
      personally(drafter),
    )
  }
  const set = async ({ id }: ArticleView, status: ArticleStatus): Promise<unknown> =>
    value(await house.app.setArticleStatus(chair, id, { status, reason: 'It was said so' }))
  const takeOff = async ({ id }: ArticleView): Promise<void> =>
    void value(await house.app.unassign(secretariat, id, { personId: drafter.id, kind: 'drafter' }))

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

  test('MV1: a comment made on a paragraph while it is moved goes with it', async () => {
    const { first, second } = await charter()
    const context = withMeanwhile('changeTogether', async () => {
      const anchor = { blockId: 'p1', exact: 'may act' }
      value(await house.app.comment(chair, first.id, { body: 'Shall?', lang: 'en', anchor }))
    })
    value(await moveBlocks(context, drafter, first.id, { blockIds: ['p1'], to: second.id, before: null }))
    expect(value(await house.app.listComments(chair, first.id)).items).toEqual([])
    expect(value(await house.app.listComments(chair, second.id)).items).toMatchObject([
      { body: 'Shall?', orphaned: false, anchor: { blockId: 'p1' } },
    ])
  })

  test('MV1: a comment on a paragraph that has moved meanwhile is refused by its paragraph, not left behind without it', async () => {
    const { first, second } = await charter()
    const context = withMeanwhile('read', async () => {
      value(await house.app.moveBlocks(drafter, first.id, { blockIds: ['p1'], to: second.id, before: null }))
    })
    const anchor = { blockId: 'p1', exact: 'may act' }
    const said = await comment(context, chair, first.id, { body: 'Shall?', lang: 'en', anchor })
    expect(said).toMatchObject({ ok: false, code: 'invalid', errors: [{ path: 'anchor.blockId' }] })
    for (const { id } of [first, second]) expect(value(await house.app.listComments(chair, id)).items).toEqual([])
    // where it is now it can be said
    value(await comment(house.context, chair, second.id, { body: 'Shall?', lang: 'en', anchor }))
  })

  test('MV1: a reply in a thread that moves meanwhile stands in it where it is now', async () => {
    const { first, second } = await charter()
    const anchor = { blockId: 'p1', exact: 'may act' }
    const thread = value(await house.app.comment(chair, first.id, { body: 'Shall?', lang: 'en', anchor }))
    const context = withMeanwhile('transaction', async () => {
      value(await house.app.moveBlocks(drafter, first.id, { blockIds: ['p1'], to: second.id, before: null }))
    })
    const answered = value(await reply(context, drafter, thread.id, { body: 'May.' }))
    expect(answered).toMatchObject({ articleId: second.id, orphaned: false, replies: [{ body: 'May.' }] })
    expect(value(await house.app.listComments(chair, first.id)).items).toEqual([])
    expect(value(await house.app.listComments(chair, second.id)).items).toMatchObject([
      { id: thread.id, replies: [{ body: 'May.' }] },
    ])
  })

  test('TH10: nobody replies in a thread that was withheld meanwhile', async () => {
    const { first } = await charter()
    const thread = value(await house.app.comment(chair, first.id, { body: 'Shall?', lang: 'en', anchor: null }))
    const context = withMeanwhile('transaction', async () => {
      value(await house.app.withholdComment(secretariat, thread.id, { reason: 'Against the rules of the talks' }))
    })
    expect(codeOf(await reply(context, drafter, thread.id, { body: 'May.' }))).toBe('not-allowed')
  })

  test.each(['from', 'to'] as const)(
    'MV4: nothing moves %s an article that was taken from its drafter',
    async (end) => {
      const { first, second } = await charter()
      const context = withMeanwhile('changeTogether', () => takeOff(end === 'from' ? first : second))
      const moved = await moveBlocks(context, drafter, first.id, { blockIds: ['p1'], to: second.id, before: null })
      expect(codeOf(moved)).toBe('not-allowed')
      expect(value(await house.app.readArticle(chair, first.id)).json.content).toHaveLength(2)
    },
  )

  test('RS4: an article is not restored by whom it was taken from meanwhile, nor once it is marked deleted', async () => {
    const { first, second } = await charter()
    const restore = (article: ArticleView, meanwhile: () => Promise<void>) =>
      restoreArticle(withMeanwhile('changeTogether', meanwhile), drafter, article.id, { seq: 1 })
    expect(codeOf(await restore(first, () => takeOff(first)))).toBe('not-allowed')
    const remove = async (): Promise<void> =>
      void value(await house.app.deleteArticle(secretariat, second.id, { reason: 'Said elsewhere' }))
    expect(codeOf(await restore(second, remove))).toBe('not-allowed')
    for (const { id } of [first, second])
      expect(value(await house.app.readArticle(chair, id)).json.content).toHaveLength(2)
  })

  test('nobody comments on an article that was removed meanwhile', async () => {
    const { id } = await charter()
    const empty = value(await house.app.createArticle(secretariat, id, { heading: 'Empty', after: null }))
    const context = withMeanwhile('transaction', async () => {
      expect(value(await house.app.deleteArticle(secretariat, empty.id, {})).outcome).toBe('removed')
    })
    const said = await comment(context, chair, empty.id, { body: 'Why?', lang: 'en', anchor: null })
    expect(codeOf(said)).toBe('not-found')
    const rows = house.store.db.selectFrom('comment').select('id').where('article_id', '=', empty.id)
    expect(await rows.execute()).toEqual([])
  })
})
