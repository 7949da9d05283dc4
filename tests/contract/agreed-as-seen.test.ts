/** AG15: the chair agrees the words that they saw, through the API on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ArticleView } from '#lib/domain/contract.ts'
import type { ArticleProvisions } from '#lib/domain/contract-agreement.ts'
import { markOf } from '#lib/domain/words-seen.ts'
import { DIALECTS } from '../support/database.ts'
import { openTalks, type Talks } from '../support/talks.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  let article: ArticleView
  beforeAll(async () => {
    talks = await openTalks(dialect)
  }, 60_000)
  afterAll(() => talks.close())
  beforeEach(async () => {
    article = await talks.article({ p1: 'They act in time.', p2: 'They may speak.' })
  })

  const provisions = async (): Promise<ArticleProvisions> =>
    (await talks.as.chair('GET', `/articles/${article.id}/provisions`)).body
  const seenOf = async (id: string) => (await provisions()).parts.find(({ blockId }) => blockId === id)!.words
  const set = (body: object, block: string | null = 'p1') =>
    talks.as.chair('POST', `/articles/${article.id}${block === null ? '' : `/provisions/${block}`}/status`, body)
  const writes = (block: string, text: string, lang = 'en'): Promise<void> =>
    talks.write(
      article,
      (now) => ({
        ...now,
        content: now.content.map((one) =>
          one.attrs.id === block ? { ...one, content: [{ type: 'text', text }] } : one,
        ),
      }),
      lang,
    )
  const unseen = (...langs: string[]) => ({
    status: 409,
    body: {
      code: 'text-changed',
      errors: langs.map((lang) => ({ path: `texts.${lang}`, message: expect.any(String) })),
    },
  })

  test('AG15: a paragraph whose words moved in a language that was seen is not agreed, nor deleted', async () => {
    const seen = await seenOf('p1')
    expect(seen.map(({ lang }) => lang).sort()).toEqual(['ar', 'en'])
    await writes('p1', 'They act at leisure.')
    for (const status of ['agreed_in_group', 'agreed_ad_referendum', 'deleted'])
      expect(await set({ status, seen, reason: 'It was said so.' }), status).toMatchObject(unseen('en'))
    await writes('p1', 'نص آخر', 'ar')
    expect((await set({ status: 'agreed_in_group', seen })).body.errors).toHaveLength(2)
    expect((await provisions()).parts.find(({ blockId }) => blockId === 'p1')!.status).toBe('under_discussion')
    expect((await set({ status: 'agreed_in_group', seen: await seenOf('p1') })).status).toBe(200)
  })

  test('AG15: words of another paragraph, of a language that was not named, and words that are back as they were do not refuse it', async () => {
    const seen = await seenOf('p1')
    await writes('p2', 'They may sing.')
    await writes('p1', 'They act at leisure.')
    await writes('p1', 'They act in time.')
    await writes('p1', 'نص آخر', 'ar')
    const english = seen.filter(({ lang }) => lang === 'en')
    expect(await set({ status: 'agreed_in_group', seen })).toMatchObject(unseen('ar'))
    expect((await set({ status: 'agreed_in_group', seen: english })).status).toBe(200)
  })

  test('AG15: of the article as a whole every paragraph is; what is reopened is not compared, and a program need not say', async () => {
    const { words: seen } = await provisions()
    await writes('p2', 'They may sing.')
    expect(await set({ status: 'agreed_in_group', seen }, null)).toMatchObject(unseen('en'))
    expect((await set({ status: 'agreed_in_group', seen: (await provisions()).words }, null)).status).toBe(200)
    expect((await set({ status: 'under_discussion', seen, reason: 'New facts.' }, null)).status).toBe(200)
    await writes('p2', 'They may dance.')
    expect((await set({ status: 'agreed_in_group' }, null)).status).toBe(200)
  })

  test('AG15: a page that draws the text says the same of it; whoever does not agree is told nothing', async () => {
    const { words, parts } = await provisions()
    for (const { lang, mark } of words) expect(markOf(await talks.read(article, lang), null)).toBe(mark)
    for (const { blockId, words: own } of parts)
      for (const { lang, mark } of own) expect(markOf(await talks.read(article, lang), blockId)).toBe(mark)
    expect((await set({ status: 'agreed_in_group', seen: [{ lang: 'fr', mark: words[0]!.mark }] })).status).toBe(409)
    const drafters = (await talks.as.drafter('GET', `/articles/${article.id}/provisions`)).body as ArticleProvisions
    expect([drafters.words, drafters.parts.flatMap((part) => part.words)]).toEqual([[], []])
  })

  test('AG16: what was reopened and agreed anew is not confirmed, nor refused, from an old page', async () => {
    const part = async () => (await provisions()).parts.find(({ blockId }) => blockId === 'p1')!
    const answer = (how: 'confirm' | 'refuse', more: object) =>
      talks.as.head('POST', `/articles/${article.id}/provisions/p1/${how}`, { ...more })
    const asks = { status: 'agreed_ad_referendum', parties: ['D01'] }
    expect((await part()).eventId).toBeNull()
    expect((await set(asks)).status).toBe(200)
    const { eventId } = await part()
    expect((await provisions()).history.at(-1)).toMatchObject({ id: eventId, to: 'agreed_ad_referendum' })
    expect((await set({ status: 'under_discussion', reason: 'New facts.' })).status).toBe(200)
    await writes('p1', 'They act at leisure.')
    expect((await answer('confirm', { eventId })).body.code).toBe('transition-not-allowed')
    expect((await set(asks)).status).toBe(200)
    for (const how of ['confirm', 'refuse'] as const)
      expect(await answer(how, { eventId, reason: 'Not so.' })).toMatchObject({
        ...{ status: 409, body: { code: 'text-changed' } },
      })
    expect((await part()).confirmations).toMatchObject([{ state: 'open' }])
    expect((await answer('confirm', { eventId: (await part()).eventId })).status).toBe(200)
    expect((await part()).confirmations).toMatchObject([{ state: 'confirmed' }])
  })

  test('AG16: so it is of the article as a whole, and a program may answer whatever waits', async () => {
    const asks = { status: 'agreed_ad_referendum', parties: ['D01'] }
    const confirm = (body: object) => talks.as.head('POST', `/articles/${article.id}/confirm`, body)
    expect((await set(asks, null)).status).toBe(200)
    const { eventId } = await provisions()
    expect((await set({ status: 'under_discussion', reason: 'New facts.' }, null)).status).toBe(200)
    expect((await set(asks, null)).status).toBe(200)
    expect((await confirm({ eventId })).body.code).toBe('text-changed')
    expect((await confirm({})).status).toBe(200)
  })
})
