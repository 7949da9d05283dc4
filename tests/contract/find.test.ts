// Over 250 lines: finding, replacing and taking back are asked of one house, on either database.
/** Finding and replacing across a charter, through the API, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import { deltaFromDoc, docFromDelta } from '#lib/domain/text.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { callerOf, type Caller } from '../support/api.ts'
import { para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

/** Neighbouring words as one piece, as they are read again. */
const joined = (doc: ArticleDoc): ArticleDoc => docFromDelta(deltaFromDoc(doc))

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let charter: string
  let articles: ArticleView[]
  let people: Record<'secretariat' | 'drafter' | 'other' | 'chair', Actor>
  const as = {} as Record<'secretariat' | 'drafter' | 'other' | 'chair' | 'public', Caller>
  beforeAll(async () => {
    house = await openHouse(dialect)
    people = {
      secretariat: await house.person('secretariat', ['secretariat']),
      chair: await house.person('chair', ['chair']),
      drafter: await house.person('drafter', ['drafter'], 'D01'),
      other: await house.person('other', ['drafter'], 'D02'),
    }
    for (const name of ['secretariat', 'drafter', 'other', 'chair'] as const)
      as[name] = callerOf(house.app, await house.tokenOf(people[name]))
    as.public = callerOf(house.app, null)
    charter = value(await house.app.importCharter(people.secretariat, sample, 'sample')).id
    articles = value(await house.app.listArticles(people.secretariat, charter)).items
  })
  afterAll(() => house.close())

  const article = (number: string): ArticleView => articles.find((one) => one.number === number)!
  const documentOf = (number: string, lang = 'en'): string =>
    article(number).documents.find((one) => one.lang === lang)!.id
  const read = (number: string, lang?: string): Promise<ArticleDoc> =>
    house.context.texts.read(documentOf(number, lang))
  const find = (who: Caller, query: Record<string, string>) =>
    who('GET', `/charters/${charter}/find?${new URLSearchParams(query).toString()}`)

  test('who may look, and for what', async () => {
    expect((await find(as.public, { q: 'State' })).status).toBe(401)
    expect((await find(as.drafter, {})).body).toMatchObject({ code: 'invalid', errors: [{ path: 'q' }] })
    expect((await find(as.drafter, { q: 'x'.repeat(201) })).status).toBe(422)
    expect((await find(as.drafter, { q: 'a', wholeWords: 'yes' })).body.errors[0].path).toBe('wholeWords')
    expect((await as.drafter('GET', '/charters/none/find?q=a')).status).toBe(404)
  })

  test('matches stand in charter order, with their paragraph, what is around them and what may be done there', async () => {
    const { body } = await find(as.secretariat, { q: 'HUMANITARIAN', wholeWords: 'true' })
    const order = articles.map(({ id }) => id)
    const places = body.items.map((one: { article: { id: string } }) => order.indexOf(one.article.id))
    expect(places).toEqual(places.toSorted((a: number, b: number) => a - b))
    expect(body.count).toBe(body.items.reduce((sum: number, one: { count: number }) => sum + one.count, 0))
    expect(body.items.some((one: { isLocked: boolean }) => one.isLocked)).toBe(true)
    for (const one of body.items) {
      expect(one.canEdit).toBe(!one.isLocked)
      expect(one.hits.length).toBe(Math.min(one.count, body.shownInArticle))
      for (const hit of one.hits) expect(hit.match.toLowerCase()).toBe('humanitarian')
    }
    const arabic = await find(as.drafter, { q: 'الانسانية', lang: 'ar', looseArabic: 'true' })
    expect(arabic.body.lang).toBe('ar')
    expect(arabic.body.count).toBeGreaterThan(0)
    expect(arabic.body.items[0].canEdit).toBe(false)
  })

  test('replacing leaves the locked alone, keeps what others write meanwhile, and is taken back as one', async () => {
    await as.secretariat('POST', `/articles/${article('5').id}/assignments`, {
      personId: people.drafter.id,
      kind: 'drafter',
    })
    await as.secretariat('POST', `/articles/${article('7').id}/assignments`, {
      personId: people.drafter.id,
      kind: 'drafter',
    })
    const before = { five: await read('5'), seven: await read('7'), locked: await read('1'), two: await read('2') }
    const input = { q: 'humanitarian', by: 'relief', articles: ['1', '2', '5', '7'].map((n) => article(n).id) }
    const tail = (doc: ArticleDoc): ArticleDoc => ({
      ...doc,
      content: doc.content.map((block, i) =>
        i === 1
          ? { ...block, content: [...(block.content ?? []), { type: 'text', text: ' Written meanwhile.' }] }
          : block,
      ),
    })
    const [answer] = await Promise.all([
      as.drafter('POST', `/charters/${charter}/replace`, input),
      house.context.texts.change(documentOf('7'), tail, personally(people.other)),
    ])
    expect(answer.status).toBe(200)
    const { id, count, replaced, leftAlone } = answer.body
    expect(leftAlone).toEqual([
      { articleId: article('1').id, code: 'article-locked' },
      { articleId: article('2').id, code: 'not-allowed' },
    ])
    expect(replaced.map((one: { articleId: string }) => one.articleId)).toEqual([article('5').id, article('7').id])
    expect(count).toBe(replaced.reduce((sum: number, one: { count: number }) => sum + one.count, 0))
    expect([await read('1'), await read('2')]).toEqual([before.locked, before.two])
    expect(JSON.stringify(await read('5'))).not.toMatch(/humanitarian/i)
    expect(JSON.stringify(await read('7'))).toContain('Written meanwhile.')
    expect(JSON.stringify(await read('7'))).not.toMatch(/humanitarian/i)

    // one entry for each article, in the author's name
    const rows = await house.store.db
      .selectFrom('journal')
      .select(['author_id', 'document_id'])
      .where('author_id', '=', people.drafter.id)
      .execute()
    expect(rows.map((row) => row.document_id).toSorted()).toEqual([documentOf('5'), documentOf('7')].toSorted())
    const audit = await as.secretariat('GET', '/audit?limit=500')
    expect(audit.body.items.at(-1)).toMatchObject({
      act: 'words.replaced',
      actor: { id: people.drafter.id },
      subject: { kind: 'replacement', id },
      data: { charter, words: 'humanitarian', by: 'relief' },
    })

    // written after the replacement, by another: it stays
    await house.context.texts.change(documentOf('5'), tail, personally(people.other))
    expect((await as.other('POST', `/replacements/${id}/undo`)).status).toBe(403)
    expect((await as.drafter('POST', '/replacements/none/undo')).status).toBe(404)
    const twice = await Promise.all([1, 2].map(() => as.drafter('POST', `/replacements/${id}/undo`)))
    // each article by one of them
    expect([[200, 200].join(), [200, 409].join()]).toContain(
      twice
        .map(({ status }) => status)
        .toSorted()
        .join(),
    )
    const taken = twice.flatMap(({ body }) => (body.undone ?? []) as string[])
    expect(taken.toSorted()).toEqual([article('5').id, article('7').id].toSorted())
    expect(await read('5')).toEqual(joined(tail(before.five)))
    expect(await read('7')).toEqual(joined(tail(before.seven)))
    expect((await as.drafter('POST', `/replacements/${id}/undo`)).body.code).toBe('already-undone')
  })

  test('an article locked meanwhile is left alone by undo and can be taken back later', async () => {
    const input = { q: 'relief', by: 'aid', articles: [article('7').id, article('9').id] }
    // nothing to replace is no act
    expect(
      (await as.secretariat('POST', `/charters/${charter}/replace`, { ...input, q: 'no such words' })).body,
    ).toEqual({
      id: null,
      count: 0,
      replaced: [],
      leftAlone: [],
    })
    const made = await as.secretariat('POST', `/charters/${charter}/replace`, { ...input, q: 'the', by: 'THE' })
    const status = (to: string, reason = '') =>
      as.chair('POST', `/articles/${article('9').id}/status`, { status: to, ...(reason && { reason }) })
    const was = article('9').status
    const path = was === 'draft' ? ['under_discussion', 'agreed_in_group'] : ['agreed_in_group']
    for (const to of path) expect((await status(to)).status).toBe(200)
    const first = await as.secretariat('POST', `/replacements/${made.body.id}/undo`)
    expect(first.body).toEqual({
      undone: [article('7').id],
      leftAlone: [{ articleId: article('9').id, code: 'article-locked' }],
    })
    expect((await status('under_discussion', 'To take it back.')).status).toBe(200)
    const second = await as.secretariat('POST', `/replacements/${made.body.id}/undo`)
    expect(second.body).toEqual({ undone: [article('9').id], leftAlone: [] })
    expect(JSON.stringify(await read('9'))).not.toContain('THE ')
  })

  test('where nothing of it is left to take back, nothing is said to be undone', async () => {
    const nine = article('9')
    const word = 'Vanishing'
    const added = (doc: ArticleDoc): ArticleDoc => ({
      ...doc,
      content: [...doc.content, { ...para('gone1', `${word} words.`) }],
    })
    const without = (doc: ArticleDoc): ArticleDoc => ({
      ...doc,
      content: doc.content.filter(({ attrs }) => attrs.id !== 'gone1'),
    })
    const { texts } = house.context
    const before = await read('9')
    await texts.change(documentOf('9'), added, personally(people.other))
    const input = { q: word, by: 'Lasting', articles: [nine.id] }
    const made = await as.secretariat('POST', `/charters/${charter}/replace`, input)
    expect(made.body.count).toBe(1)
    await texts.change(documentOf('9'), without, personally(people.other))
    for (let round = 0; round < 2; round++) {
      const undone = await as.secretariat('POST', `/replacements/${made.body.id}/undo`)
      expect(undone.body).toEqual({ undone: [], leftAlone: [{ articleId: nine.id, code: 'nothing-left' }] })
    }
    expect(await read('9')).toEqual(before)
    const audit = await as.secretariat('GET', '/audit?limit=500')
    const about = audit.body.items.filter((row: { subject: { id: string } }) => row.subject.id === made.body.id)
    expect(about.map(({ act }: { act: string }) => act)).toEqual(['words.replaced'])
  })

  test('an article locked between the look and the writing is neither replaced in nor restored nor taken back', async () => {
    const { texts } = house.context
    const nine = article('9')
    const status = (to: string, reason = '') =>
      as.chair('POST', `/articles/${nine.id}/status`, { status: to, ...(reason && { reason }) })
    /** The chair locks it in the instant before the verb's words reach the room. */
    const lockBefore = (verb: 'changeTogether' | 'takeBack'): void => {
      const original = texts[verb] as (...args: unknown[]) => Promise<unknown>
      Object.assign(texts, {
        [verb]: async (...args: unknown[]) => {
          Object.assign(texts, { [verb]: original })
          expect((await status('agreed_in_group')).status).toBe(200)
          return original(...args)
        },
      })
    }
    const open = async (): Promise<void> =>
      void expect((await status('under_discussion', 'To go on.')).status).toBe(200)
    const before = await read('9')
    const input = { q: 'the', by: 'THAT', articles: [nine.id] }
    lockBefore('changeTogether')
    const refused = await as.secretariat('POST', `/charters/${charter}/replace`, input)
    expect(refused.body).toEqual({
      id: null,
      count: 0,
      replaced: [],
      leftAlone: [{ articleId: nine.id, code: 'article-locked' }],
    })
    expect(await read('9')).toEqual(before)

    await open()
    const made = await as.secretariat('POST', `/charters/${charter}/replace`, input)
    expect(made.body.count).toBeGreaterThan(0)
    const replaced = await read('9')
    lockBefore('takeBack')
    const undo = () => as.secretariat('POST', `/replacements/${made.body.id}/undo`)
    expect((await undo()).body).toEqual({ undone: [], leftAlone: [{ articleId: nine.id, code: 'article-locked' }] })
    expect(await read('9')).toEqual(replaced)

    await open()
    lockBefore('changeTogether')
    const restored = await house.app.restoreArticle(people.secretariat, nine.id, { seq: 1 })
    expect(restored).toMatchObject({ ok: false, code: 'article-locked' })
    expect(await read('9')).toEqual(replaced)
    await open()
    expect((await undo()).body).toEqual({ undone: [nine.id], leftAlone: [] })
    expect(await read('9')).toEqual(before)
  })

  test('what is asked of it', async () => {
    const replace = (body: object) => as.secretariat('POST', `/charters/${charter}/replace`, body)
    expect((await replace({ q: '', by: 'x', articles: [article('5').id] })).body.errors[0].path).toBe('q')
    expect((await replace({ q: 'a', by: 'x', articles: ['none'] })).body.errors[0].path).toBe('articles')
    expect((await replace({ q: 'a', by: 'x', articles: [] })).status).toBe(422)
  })
})
