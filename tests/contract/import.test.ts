/** The sample charter in and out, through the API, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { callerOf, type Caller } from '../support/api.ts'
import { exportAs } from '../../server/charter/export-charter.ts'
import { findCharter } from '../../server/store/charters.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, type House } from '../support/house.ts'

interface Item {
  id: string
  number: string | null
  status: string
  kind: string
  documents: { id: string; lang: string }[]
}

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let secretariat: Caller
  let reviewer: Caller
  let charter: string
  let articles: Item[]

  beforeAll(async () => {
    house = await openHouse(dialect)
    secretariat = callerOf(house.app, await house.tokenOf(await house.person('secretariat', ['secretariat'])))
    reviewer = callerOf(house.app, await house.tokenOf(await house.person('reviewer', ['reviewer'], 'X01')))
    const made = await secretariat('POST', '/charters/import?slug=sample', sample)
    expect(made.status).toBe(201)
    expect(made.body.slug).toBe('sample')
    charter = made.body.id as string
    articles = (await reviewer('GET', `/charters/${charter}/articles`)).body.items as Item[]
  })
  afterAll(() => house.close())

  test('preamble and 21 articles in order, with their languages and statuses', () => {
    expect(articles.map(({ number }) => number)).toEqual([
      null,
      ...Array.from({ length: 14 }, (_, i) => String(i + 1)),
      '14 bis',
      ...Array.from({ length: 6 }, (_, i) => String(i + 15)),
    ])
    expect(articles[0]!.kind).toBe('preamble')
    expect(articles[1]!.documents.map(({ lang }) => lang)).toEqual(['en', 'fr', 'es', 'ar', 'ru'])
    const locked = articles.filter(({ status }) => status === 'agreed_ad_referendum').map(({ number }) => number)
    expect(locked).toEqual(['1', '3', '13', '16'])
  })

  test('the same file comes out again, on the command line; to who asks without what is a delegation’s own', async () => {
    const row = (await findCharter(house.store.db, charter))!
    const whole = await exportAs(house.context, row)
    expect(whole).toEqual(sample)
    expect(JSON.stringify(whole) === JSON.stringify(sample), 'in the same order').toBe(true)
    const file = await secretariat('GET', `/charters/${charter}/export`)
    const { contributions } = sample
    const seen = contributions.filter(({ visibility }) => visibility !== 'delegation')
    expect(seen.length).toBe(27)
    expect(JSON.stringify(file.body) === JSON.stringify({ ...sample, contributions: seen })).toBe(true)
    expect((await reviewer('GET', `/charters/${charter}/export`)).status).toBe(403)
  })

  test('what answers something private goes out without naming it, and comes in again', async () => {
    const [first, second, ...rest] = sample.contributions
    expect(second).toMatchObject({ thread_of: first!.id })
    const file = { ...sample, contributions: [{ ...first, visibility: 'private' }, second, ...rest] }
    const made = await secretariat('POST', '/charters/import?slug=answers', file)
    const { body } = await secretariat('GET', `/charters/${made.body.id}/export`)
    const { thread_of: _, ...alone } = second as typeof second & { thread_of: string }
    expect(body.contributions[0]).toEqual(alone)
    expect(JSON.stringify(body)).not.toContain(first!.body)
    expect((await secretariat('POST', '/charters/import?slug=again', body)).status).toBe(201)
  })

  test('version 1 is the text of the file, published under its label', async () => {
    const { items } = (await callerOf(house.app, null)('GET', `/charters/${charter}/versions`)).body as {
      items: { id: string; number: number; label: string; publishedAt: string | null }[]
    }
    expect(items).toMatchObject([{ number: 1, label: 'Rev.2' }])
    expect(items[0]!.publishedAt).not.toBeNull()
    const whole = (await callerOf(house.app, null)('GET', `/versions/${items[0]!.id}`)).body as {
      articles: { number: string | null; lang: string; text: string }[]
      notice: string
    }
    expect(whole.articles).toHaveLength(22 + 4 * 4)
    expect(whole.notice).toBe(sample.notice)
    expect(whole.articles.find(({ number, lang }) => number === '5' && lang === 'en')!.text).toContain(
      '[shall][should]',
    )
  })

  test('comments of the past are threads, in the names of those days; proposals are not', async () => {
    const threads = await Promise.all(
      articles.map(async ({ id }) => (await reviewer('GET', `/articles/${id}/comments`)).body.items as Thread[]),
    )
    const all = threads.flat()
    expect(all).toHaveLength(11)
    const thread = all.find(({ body }) => body.startsWith('Convening is the difficulty'))!
    expect(thread).toMatchObject({
      author: { name: 'Delegation 17 · Drafter', party: { code: 'D17' } },
      orphaned: false,
    })
    expect(thread.replies.map(({ author }) => author.name)).toEqual(['Delegation 03 · Drafter'])
    const question = all.find(({ status }) => status === 'answered')!
    expect(question.replies.map(({ author }) => author.name)).toEqual(['Secretariat'])
    const orphans = all.filter(({ orphaned }) => orphaned)
    expect(orphans.map(({ anchor }) => anchor!.exact)).toEqual(['without exception'])
    expect(all.map(({ body }) => body)).not.toContain('[Text withheld by the moderator]')
    const withheld = await Promise.all(
      articles.map(async ({ id }) => (await secretariat('GET', `/articles/${id}/comments`)).body.items as Thread[]),
    )
    expect(withheld.flat()).toHaveLength(12)
  })

  test('a faulty file is refused whole, its faults by their paths; an address is taken once', async () => {
    const faulty = structuredClone(sample) as unknown as { articles: { id?: unknown; status?: string }[] }
    delete faulty.articles[3]!.id
    faulty.articles[5]!.status = 'perhaps'
    const refused = await secretariat('POST', '/charters/import?slug=faulty', faulty)
    expect(refused.status).toBe(422)
    const paths = (refused.body.errors as { path: string }[]).map(({ path }) => path)
    expect(paths.some((path) => path.startsWith('articles[3]'))).toBe(true)
    expect(paths.some((path) => path.startsWith('articles[5]'))).toBe(true)
    expect((await secretariat('GET', '/charters/faulty')).status).toBe(404)
    const before = (await secretariat('GET', '/audit?limit=500')).body.items.length as number
    expect((await secretariat('POST', '/charters/import?slug=sample', sample)).body.code).toBe('slug-taken')
    expect((await secretariat('GET', '/audit?limit=500')).body.items).toHaveLength(before)
  })

  test('without an address it gets one from its title, and another the second time', async () => {
    const slugs = []
    for (let i = 0; i < 2; i++) slugs.push((await secretariat('POST', '/charters/import', sample)).body.slug)
    expect(slugs).toEqual([
      'universal-charter-for-humanitarian-diplomacy',
      'universal-charter-for-humanitarian-diplomacy-2',
    ])
  })
})

interface Thread {
  author: { name: string }
  body: string
  status: string
  orphaned: boolean
  anchor: { exact: string } | null
  replies: { author: { name: string } }[]
}
