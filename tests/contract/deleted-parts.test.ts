// Over 250 lines: one house serves every story about what is deleted, on either database.
/** AG12-AG14, LK6, RF6, PS21: a paragraph that is deleted by agreement, through the API, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ArticleDoc, PartStatus } from '#lib/domain/article.ts'
import type { ArticleText, ArticleView } from '#lib/domain/contract.ts'
import type { PartView } from '#lib/domain/contract-agreement.ts'
import { makeDocumentAccess } from '../../server/charter/document-access.ts'
import { exportAs } from '../../server/charter/export-charter.ts'
import { importAs } from '../../server/charter/import-charter.ts'
import { findCharter } from '../../server/store/charters.ts'
import { block, item, option } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { value } from '../support/house.ts'
import { openTalks, type Cast, type Talks } from '../support/talks.ts'

const reason = 'It is said elsewhere already.'
const bracketed = block('para', 'p2', ['They ', option('b1', 'b1.1', 'text', 'may wait.')])

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  beforeAll(async () => {
    talks = await openTalks(dialect)
  }, 60_000)
  afterAll(() => talks.close())

  const set = (article: ArticleView, id: string, status: PartStatus, more: object = { reason }, who: Cast = 'chair') =>
    talks.as[who]('POST', `/articles/${article.id}/provisions/${id}/status`, { status, ...more })
  const part = async (article: ArticleView, id: string): Promise<PartView> =>
    (await talks.as.chair('GET', `/articles/${article.id}/provisions`)).body.parts.find(
      ({ blockId }: PartView) => blockId === id,
    )
  const read = async (article: ArticleView, lang = 'en'): Promise<ArticleText> =>
    (await talks.as.drafter('GET', `/articles/${article.id}?lang=${lang}`)).body
  const idsOf = async (article: ArticleView, lang = 'en'): Promise<string[]> =>
    (await talks.read(article, lang)).content.slice(1).map(({ attrs }) => attrs.id)
  const three = (p2: Parameters<Talks['article']>[0][string] = 'They may wait.') =>
    talks.article({ p1: 'They shall act.', p2, a: item('a', 'a little'), p3: 'They report.' })
  const cut = async (more: object = {}): Promise<string> =>
    (
      await talks.as.secretariat('POST', `/charters/${talks.charter}/versions`, {
        label: `Draft ${Math.random()}`,
        notes: '',
        ...more,
      })
    ).body.id

  test('AG12: the chair declares it with a reason; its words and its number stay, and it is restored with one', async () => {
    const article = await three()
    for (const who of ['secretariat', 'head', 'drafter'] as const)
      expect((await set(article, 'p2', 'deleted', { reason }, who)).status, who).toBe(403)
    expect((await set(article, 'p2', 'deleted', {})).body.errors).toMatchObject([{ path: 'reason' }])
    const heading = (await talks.read(article)).content[0]!.attrs.id
    expect((await set(article, heading, 'deleted')).body.code).toBe('transition-not-allowed')
    const whole = await talks.as.chair('POST', `/articles/${article.id}/status`, { status: 'deleted', reason })
    expect(whole.status).toBe(422)

    expect(await set(article, 'a', 'deleted')).toMatchObject({ status: 200 })
    expect(await part(article, 'p2')).toMatchObject({
      ...{ status: 'deleted', blocks: ['p2', 'a'], label: '2.', since: expect.any(String) },
      permissions: { set: ['under_discussion'] },
    })
    expect((await part(article, 'p3')).label).toBe('3.')
    const [row] = await talks.acts(1)
    expect(row).toMatchObject({
      ...{ act: 'provision.status-set', subject: { kind: 'provision', id: 'p2' }, actor: { role: 'chair' } },
      data: { article: article.id, from: 'under_discussion', to: 'deleted', reason, blocks: ['p2', 'a'] },
    })
    for (const lang of ['en', 'ar']) {
      expect(await idsOf(article, lang)).toEqual(['p1', 'p2', 'a', 'p3'])
      expect((await read(article, lang)).deletedBlocks.sort()).toEqual(['a', 'p2'])
    }
    expect((await read(article)).text).toMatch(/Purpose\n1\. They shall act\.\n3\. They report\.$/)

    expect((await set(article, 'p2', 'under_discussion', {})).body.errors).toMatchObject([{ path: 'reason' }])
    expect((await set(article, 'p2', 'agreed_in_group')).body.code).toBe('transition-not-allowed')
    expect(await set(article, 'p2', 'under_discussion')).toMatchObject({ status: 200 })
    expect(await part(article, 'p2')).toMatchObject({ status: 'under_discussion', since: null })
    expect((await read(article)).deletedBlocks).toEqual([])
  })

  test('AG12: it says nothing of how far the article is agreed, and what is said of the whole leaves it', async () => {
    const article = await three()
    await set(article, 'p2', 'deleted')
    const whole = (status: PartStatus) => talks.as.chair('POST', `/articles/${article.id}/status`, { status, reason })
    expect((await whole('agreed_in_group')).body.status).toBe('agreed_in_group')
    expect((await part(article, 'p2')).status).toBe('deleted')
    expect((await whole('under_discussion')).body.status).toBe('under_discussion')
    expect((await part(article, 'p2')).status).toBe('deleted')
    await whole('agreed_in_group')
    await set(article, 'p2', 'under_discussion')
    expect((await read(article)).status).toBe('under_discussion')
    expect((await part(article, 'p1')).status).toBe('agreed_in_group')
  })

  test('LK6: it is locked in every language, over the socket and for what the server writes', async () => {
    const article = await talks.article({ p1: 'They shall act.', p2: 'They may wait.' }, { p2: '' })
    await set(article, 'p2', 'deleted')
    const access = makeDocumentAccess(talks.house.context)
    for (const { id } of article.documents)
      expect((await access(talks.people.secretariat, id))?.lockedBlocks).toEqual(['p2'])
    const words = { text: 'wait', by: 'pause', articles: [article.id] }
    expect(value(await talks.house.app.replaceInCharter(talks.people.secretariat, talks.charter, words))).toMatchObject(
      {
        count: 0,
      },
    )
    await set(article, 'p2', 'under_discussion')
    expect(value(await talks.house.app.replaceInCharter(talks.people.secretariat, talks.charter, words))).toMatchObject(
      {
        count: 1,
      },
    )
  })

  test('AG13: brackets in it are counted nowhere, nobody acts on them, and they keep nothing from being agreed', async () => {
    const article = await three(bracketed)
    const url = `/articles/${article.id}`
    const open = async () => ({
      brackets: (await talks.as.chair('GET', `${url}/brackets`)).body.items.length as number,
      board: (await talks.as.chair('GET', `/charters/${talks.charter}/board`)).body.items.find(
        ({ articleId }: { articleId: string }) => articleId === article.id,
      ).openBrackets as number,
      article: (await read(article)).openBrackets,
    })
    expect(await open()).toEqual({ brackets: 1, board: 1, article: 1 })
    await set(article, 'p2', 'deleted')
    expect(await open()).toEqual({ brackets: 0, board: 0, article: 0 })
    expect((await part(article, 'p2')).isBracketed).toBe(false)
    expect((await talks.as.head('POST', `${url}/brackets/b1/options/b1.1/join`)).status).toBeGreaterThanOrEqual(404)
    const settled = await talks.as.chair('POST', `${url}/brackets/b1/settle`, { act: 'keep' })
    expect(settled.body.code).toBe('paragraph-agreed')
    const agreed = await talks.as.chair('POST', `${url}/status`, { status: 'agreed_in_group' })
    expect(agreed.body.status).toBe('agreed_in_group')
    await set(article, 'p2', 'under_discussion')
    expect(await open()).toEqual({ brackets: 1, board: 1, article: 1 })
  })

  test('RF6: what refers to it says so, and is an open matter', async () => {
    const article = await talks.article({
      q1: block('para', 'q1', ['As in ', { type: 'ref', attrs: { id: 'r', to: 'q2', form: 'relative', as: null } }]),
      q2: 'They may wait.',
    })
    const matters = async (): Promise<string[]> =>
      (await talks.as.chair('GET', `/charters/${talks.charter}/open-matters`)).body.items.flatMap(
        (one: { kind: string; blockId: string | null; article: { id: string } }) =>
          one.article.id === article.id && one.blockId === 'q1' ? [one.kind] : [],
      )
    expect((await read(article)).targets['q2']).toMatchObject({ doubt: null })
    expect(await matters()).toEqual([])
    await set(article, 'q2', 'deleted')
    expect((await read(article)).targets['q2']).toMatchObject({ doubt: 'deleted' })
    expect(await matters()).toEqual(['target-deleted'])
  })

  test('PS21: what is proposed of it alone lapses with it, and is carried over once it is restored', async () => {
    const article = await three()
    const propose = async (words: Record<string, string>) => {
      const { body } = await talks.as.head('POST', `/articles/${article.id}/proposals`, { lang: 'en' })
      const blocks = Object.entries(words).map(([id, text]) => ({ id, find: 'They', place: 'behind', text }))
      expect(await talks.as.head('PUT', `/proposals/${body.id}/texts/en`, { blocks })).toMatchObject({ status: 200 })
      expect((await talks.as.head('POST', `/proposals/${body.id}/submit`, {})).body).toMatchObject({
        status: 'submitted',
      })
      expect(await talks.as.secretariat('POST', `/proposals/${body.id}/admit`, {})).toMatchObject({ status: 200 })
      return async () => (await talks.as.head('GET', `/proposals/${body.id}`)).body
    }
    const [alone, both] = [await propose({ p2: ' too' }), await propose({ p1: ' both', p2: ' both' })]
    await set(article, 'p2', 'deleted')
    expect([(await alone()).status, (await both()).status]).toEqual(['lapsed', 'tabled'])
    const { id } = await alone()
    expect((await talks.as.head('POST', `/proposals/${id}/carry-over`, {})).body.code).toBe('already-deleted')
    await set(article, 'p2', 'under_discussion')
    expect((await talks.as.head('POST', `/proposals/${id}/carry-over`, {})).body.status).toBe('tabled')
  })

  test('PO2, AG13: nobody says where they stand on a part that is deleted, until it is reopened', async () => {
    const article = await three()
    await set(article, 'p2', 'deleted')
    const say = (block: string) =>
      talks.as.head('PUT', `/articles/${article.id}/positions/${block}`, { stand: 'objects' })
    for (const block of ['p2', 'a'])
      expect(await say(block)).toMatchObject({ status: 409, body: { code: 'already-deleted' } })
    expect((await say('p3')).status).toBe(200)
    await set(article, 'p2', 'under_discussion')
    expect((await say('p2')).status).toBe(200)
  })

  test('AG14: a version is without it; once it is published the working text is, in every language, on record', async () => {
    const article = await three(bracketed)
    await set(article, 'p2', 'deleted')
    const draft = await cut({ publish: false })
    expect(await idsOf(article)).toEqual(['p1', 'p2', 'a', 'p3'])
    const frozen = (await talks.as.secretariat('GET', `/versions/${draft}`)).body.articles.find(
      ({ id, lang }: { id: string; lang: string }) => id === article.id && lang === 'en',
    )
    expect(frozen.json.content.slice(1).map(({ attrs }: { attrs: { id: string } }) => attrs.id)).toEqual(['p1', 'p3'])
    expect(await talks.as.secretariat('POST', `/versions/${draft}/publish`)).toMatchObject({ status: 200 })
    for (const lang of ['en', 'ar']) expect(await idsOf(article, lang)).toEqual(['p1', 'p3'])
    expect((await read(article)).text).toMatch(/Purpose\n1\. They shall act\.\n3\. They report\.$/)
    expect((await read(article)).deletedBlocks).toEqual([])
    expect((await talks.as.chair('GET', `/articles/${article.id}/provisions`)).body.parts).toHaveLength(3)
    const changes = (await talks.as.chair('GET', `/articles/${article.id}/changes`)).body.items
    for (const lang of ['en', 'ar'])
      expect(changes.find((one: { lang: string }) => one.lang === lang)).toMatchObject({
        ...{ act: 'article.parts-removed', hat: 'secretariat' },
        blocks: [
          { id: 'p2', op: 'removed' },
          { id: 'a', op: 'removed' },
        ],
      })
    const row = (await talks.acts(30)).find(
      ({ act, subject }) => act === 'article.parts-removed' && subject.id === article.id,
    )
    expect(row).toMatchObject({ actor: { role: 'secretariat' }, data: { version: draft, blocks: ['p2', 'a'] } })

    // AG14: what its history tells of it, by the names that it had
    const { removed } = (await talks.as.reviewer('GET', `/articles/${article.id}/provisions`)).body
    expect(removed).toMatchObject([
      {
        ...{ at: row!.at, number: row!.data['number'] },
        parts: [
          { blockId: 'p2', label: '2.' },
          { blockId: 'a', label: '(a)' },
        ],
      },
    ])

    // at once, and told by the concordance where numbers are dealt out anew
    await set(article, 'p1', 'deleted')
    const renumbered = await cut({ renumber: true })
    expect(await idsOf(article)).toEqual(['p3'])
    const rows = (await talks.as.secretariat('GET', `/versions/${renumbered}/concordance`)).body.items
    const about = (id: string) => rows.find(({ blockId }: { blockId: string | null }) => blockId === id)
    expect(about('p1')).toMatchObject({ articleId: article.id, is: null })
    // NU12: it is not gone, and has no number since it is alone
    expect(about('p3').was).toMatch(/, paragraph 3$/)
    expect(about('p3').is).toMatch(/^Article \d+$/)
  })

  test('AG14: what was restored stays, and what was deleted after the cut waits for the next', async () => {
    const article = await three()
    await set(article, 'p1', 'deleted')
    const draft = await cut({ publish: false })
    await set(article, 'p1', 'under_discussion')
    await set(article, 'p3', 'deleted')
    expect(await talks.as.secretariat('POST', `/versions/${draft}/publish`)).toMatchObject({ status: 200 })
    expect(await idsOf(article)).toEqual(['p1', 'p2', 'a', 'p3'])
    expect((await part(article, 'p3')).status).toBe('deleted')
    // of an agreed article nothing else is touched
    value(await talks.house.app.setArticleStatus(talks.people.chair, article.id, { status: 'agreed_in_group' }))
    await cut()
    expect(await idsOf(article)).toEqual(['p1', 'p2', 'a'])
    expect((await read(article)).status).toBe('agreed_in_group')
  })

  test('AG12, EX15: a file of the charter has it, with its brackets in an agreed article, and brings it in again', async () => {
    const alone = await openTalks(dialect)
    const { app, context, store } = alone.house
    const arabic = block('para', 'p2', [option('b1', 'b1.1', 'text', 'نص')])
    const article = await alone.article({ p1: 'They shall act.', p2: bracketed }, { p2: arabic })
    const headed = ({ content: [heading, ...rest] }: ArticleDoc): ArticleDoc => ({
      type: 'doc',
      content: [{ ...heading!, content: [{ type: 'text', text: 'الغرض' }] }, ...rest],
    })
    await alone.write(article, headed, 'ar')
    value(await app.agreement.setPartStatus(alone.people.chair, article.id, 'p2', { status: 'deleted', reason }))
    value(await app.setArticleStatus(alone.people.chair, article.id, { status: 'agreed_in_group' }))
    const file = JSON.parse(JSON.stringify(await exportAs(context, (await findCharter(store.db, alone.charter))!)))
    const { id } = value(await importAs(context, null, file, { slug: 'again' }))
    const [again] = value(await app.listArticles(alone.people.chair, id)).items
    const { status, parts } = value(await app.agreement.readProvisions(alone.people.chair, again!.id))
    expect([status, ...parts.map((one) => one.status)]).toEqual([
      ...['agreed_in_group', 'agreed_in_group', 'agreed_in_group', 'deleted'],
    ])
    expect(value(await app.readArticle(alone.people.chair, again!.id)).deletedBlocks).toHaveLength(1)
    await alone.close()
  }, 60_000)
})
