/** Words of a heading, and a heading as a whole, in brackets and settled, on both databases (BD2, BD4; practice 6.2). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { shownWords } from '../support/brackets.ts'
import { DIALECTS } from '../support/database.ts'
import { value } from '../support/house.ts'
import { openTalks, type Talks } from '../support/talks.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  beforeAll(async () => {
    talks = await openTalks(dialect)
  })
  afterAll(() => talks.close())

  test('BD2, BD4: words of a heading, and all of them, stand in brackets and are settled; number and outline say so in each language', async () => {
    const { as, house, people, charter } = talks
    const article = await talks.article({ a: 'They speak.', b: 'They listen.' }, { a: 'يتحدثون', b: 'يستمعون' })
    const read = async (lang: string): Promise<ArticleDoc> =>
      value(await house.app.readArticle(people.chair, article.id, lang)).json
    /** What one reads of it: number and heading by itself, in the list of articles, above its text. */
    const shown = async (lang: string) => {
      const one = value(await house.app.readArticle(people.chair, article.id, lang))
      const { items } = value(await house.app.listArticles(people.chair, charter, lang))
      const listed = items.find(({ id }) => id === article.id)!
      expect([listed.label, listed.heading, listed.openBrackets]).toEqual([one.label, one.heading, one.openBrackets])
      expect(faultsOf(one.json)).toEqual([])
      const [first, second] = one.text.split('\n')
      return { label: one.label, heading: one.heading, first, second, open: one.openBrackets }
    }
    const put = (body: object) => as.chair('POST', `/articles/${article.id}/brackets`, body)
    const settle = (id: string, body: object) => as.chair('POST', `/articles/${article.id}/brackets/${id}/settle`, body)
    const [heading] = (await read('en')).content
    const blockId = heading!.attrs.id
    const before = await shown('en')

    const words = await put({
      ...{ blockId, kind: 'alternatives', quotes: { en: { exact: 'pose' } } },
      alternative: { en: 'view', ar: 'نطاق' },
    })
    expect(words.status).toBe(201)
    expect(words.body).toMatchObject({ level: 'inline', blockId, label: before.label })
    expect(await shown('en')).toEqual({
      ...{ label: before.label, heading: 'Pur[pose][view]', open: 1, second: '1. They speak.' },
      first: `${before.label}. Pur[pose][view]`,
    })
    const arabic = await shown('ar')
    expect(arabic).toMatchObject({ heading: '[][نطاق]', first: `${arabic.label}: [][نطاق]`, open: 1 })
    // what is open in a heading keeps the article from being agreed
    const agree = { status: 'agreed_ad_referendum' } as const
    const refused = await house.app.setArticleStatus(people.chair, article.id, agree)
    expect(refused).toMatchObject({ ok: false, code: 'open-brackets' })

    const { id, options } = words.body as { id: string; options: { id: string }[] }
    expect((await settle(id, { act: 'choose', option: options[1]!.id })).status).toBe(200)
    expect(await shown('en')).toMatchObject({ label: before.label, heading: 'Purview', open: 0 })
    expect(await shown('ar')).toMatchObject({ heading: 'نطاق', open: 0 })

    // all its words: their going leaves the number, which is nobody's to write
    const quotes = { en: { exact: 'Purview' }, ar: { exact: 'نطاق' } }
    const all = await put({ blockId, kind: 'optional', quotes })
    expect(all.status).toBe(201)
    expect(await shown('en')).toMatchObject({ heading: '[Purview]', first: `${before.label}. [Purview]`, open: 1 })
    expect(await shown('ar')).toMatchObject({ heading: '[نطاق]', open: 1 })
    expect((await settle((all.body as { id: string }).id, { act: 'delete' })).status).toBe(200)
    expect(await shown('en')).toEqual({
      ...{ label: before.label, heading: '', open: 0 },
      ...{ first: before.label, second: '1. They speak.' },
    })
  })

  test('BD2, BD6: the heading as a whole is the article, which stays by being kept', async () => {
    const { as, house, people } = talks
    const article = await talks.article({ a: 'They speak.' })
    const [heading] = value(await house.app.readArticle(people.chair, article.id, 'en')).json.content
    const whole = await as.chair('POST', `/articles/${article.id}/brackets`, {
      ...{ blockId: heading!.attrs.id, kind: 'optional' },
    })
    expect(whole.status).toBe(201)
    expect(whole.body).toMatchObject({ level: 'article' })
    const now = value(await house.app.readArticle(people.chair, article.id, 'en'))
    expect(now).toMatchObject({ heading: shownWords(heading!), openBrackets: 1 })
    const { id } = whole.body as { id: string }
    const kept = await as.chair('POST', `/articles/${article.id}/brackets/${id}/settle`, { act: 'keep' })
    expect(kept.status).toBe(200)
    const then = value(await house.app.readArticle(people.chair, article.id, 'en'))
    expect(then).toMatchObject({ heading: shownWords(heading!), openBrackets: 0 })
    expect(then.json.content).toHaveLength(2)
  })
})
