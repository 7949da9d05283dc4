/** BD13, DC3: whoever settles a bracket, or says that a language reads right, does so of what they saw, through the API on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ArticleView } from '#lib/domain/contract.ts'
import type { ArticleBrackets, BracketView } from '#lib/domain/contract-brackets.ts'
import { DIALECTS } from '../support/database.ts'
import { openTalks, type Talks } from '../support/talks.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  let article: ArticleView
  let bracket: BracketView
  beforeAll(async () => {
    talks = await openTalks(dialect)
  }, 60_000)
  afterAll(() => talks.close())
  beforeEach(async () => {
    article = await talks.article(
      { p1: 'They meet every two years.', p2: 'They may speak.' },
      { p1: 'يجتمعون كل سنتين.', p2: 'لهم أن يتكلموا.' },
    )
    const made = await talks.as.chair('POST', `/articles/${article.id}/brackets`, {
      ...{ blockId: 'p1', kind: 'alternatives', alternative: { en: 'three', ar: 'ثلاث سنوات' } },
      quotes: { en: { exact: 'two' }, ar: { exact: 'سنتين' } },
    })
    expect(made.status).toBe(201)
    bracket = made.body
  })

  /** Puts other words in the place of these, wherever they stand. */
  const say = (from: string, to: string, lang = 'en'): Promise<void> =>
    talks.write(article, (now) => JSON.parse(JSON.stringify(now).replaceAll(from, to)) as typeof now, lang)
  const list = async (who: 'chair' | 'drafter' = 'chair'): Promise<ArticleBrackets> =>
    (await talks.as[who]('GET', `/articles/${article.id}/brackets`)).body
  const wordsNow = async () => (await list()).items.find(({ id }) => id === bracket.id)!.words
  const settle = (input: object) =>
    talks.as.chair('POST', `/articles/${article.id}/brackets/${bracket.id}/settle`, {
      ...{ act: 'choose', option: bracket.options[1]!.id, ...input },
    })
  const unseen = (...langs: string[]) => ({
    status: 409,
    body: { code: 'text-changed', errors: langs.map((lang) => ({ path: `texts.${lang}` })) },
  })

  test('BD13: options that say something else than was read are not settled, language by language', async () => {
    const seen = bracket.words
    expect(seen.map(({ lang }) => lang).sort()).toEqual(['ar', 'en'])
    await say('three', 'thirty')
    expect(await settle({ seen })).toMatchObject(unseen('en'))
    await say('سنتين', 'شهرين', 'ar')
    expect((await settle({ seen })).body.errors).toHaveLength(2)
    expect((await list()).items.map(({ id }) => id)).toEqual([bracket.id])
    expect((await settle({ seen: await wordsNow() })).status).toBe(200)
    expect((await settle({ seen })).body.code).toBe('bracket-settled')
  })

  test('BD13: words around it, a language that was not shown and words that are back do not refuse it', async () => {
    const english = bracket.words.filter(({ lang }) => lang === 'en')
    await say('They may', 'They must')
    await say('They meet', 'They shall meet')
    await say('three', 'thirty')
    await say('thirty', 'three')
    await say('سنتين', 'شهرين', 'ar')
    expect(await settle({ seen: bracket.words })).toMatchObject(unseen('ar'))
    expect((await settle({ seen: english })).status).toBe(200)
  })

  test('BD13: around the article it is all of its words; a program need not name them, and nobody else is told', async () => {
    const whole = await talks.as.chair('POST', `/articles/${article.id}/brackets`, { blockId: null, kind: 'optional' })
    expect(whole.status).toBe(201)
    expect((await list('drafter')).items.flatMap(({ words }) => words)).toEqual([])
    await say('They may', 'They must')
    const around = (input: object) =>
      talks.as.chair('POST', `/articles/${article.id}/brackets/${whole.body.id}/settle`, { act: 'keep', ...input })
    expect(await around({ seen: whole.body.words })).toMatchObject(unseen('en'))
    await say('three', 'thirty')
    expect((await around({})).status).toBe(200)
    expect((await settle({})).status).toBe(200)
  })

  test('BD13: what asks for its end is accepted as its options were read', async () => {
    const begun = await talks.as.drafter('POST', `/articles/${article.id}/proposals`, {
      act: { op: 'choose', bracket: bracket.id, option: bracket.options[1]!.id },
    })
    const path = `/proposals/${begun.body.id}`
    for (const [who, act] of [
      ['drafter', 'submit'],
      ['secretariat', 'admit'],
      ['chair', 'take-up'],
    ] as const)
      expect((await talks.as[who]('POST', `${path}/${act}`, {})).status, act).toBe(200)
    const accept = (input: object) => talks.as.chair('POST', `${path}/accept`, { seen: [], ...input })
    await say('three', 'thirty')
    expect(await accept({ bracket: bracket.words })).toMatchObject(unseen('en'))
    expect((await talks.as.chair('GET', path)).body.status).toBe('under_discussion')
    const done = await accept({ bracket: await wordsNow() })
    expect([done.status, done.body.status]).toEqual([200, 'merged'])
  })

  test('DC3: that a language reads right is said of the words that were read, where these are named', async () => {
    // words in one language alone: the other has to be looked at
    expect((await settle({ act: 'replace', option: undefined, words: { en: 'four' } })).status).toBe(200)
    const flag = async () => (await list()).flags.find(({ lang }) => lang === 'ar')
    const { id, mark, words } = (await flag())!
    expect(words).toContain('يجتمعون')
    expect((await list('drafter')).flags.map((one) => one.mark)).toEqual([null])
    await say('يجتمعون', 'يلتقون', 'ar')
    const clear = (query: string) => talks.as.chair('POST', `/language-flags/${id}/clear${query}`)
    expect((await clear(`?mark=${mark}`)).body.code).toBe('text-changed')
    expect((await clear(`?mark=${(await flag())!.mark}`)).status).toBe(204)
    expect(await flag()).toBeUndefined()
  })
})
