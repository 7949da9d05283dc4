/** The sample charter in and out, through the API, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { callerOf, type Caller } from '../support/api.ts'
import { exportAs } from '../../server/charter/export-charter.ts'
import { findCharter } from '../../server/store/charters.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, type House } from '../support/house.ts'

interface Position {
  id: string
}
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

  test('VE11: what a delegation said in public stands with the version; comments, and what is withheld, do not', async () => {
    const visitor = callerOf(house.app, null)
    const positionsIn = async (charterId: string) => {
      const { items } = (await visitor('GET', `/charters/${charterId}/versions`)).body as { items: { id: string }[] }
      const { positions } = (await visitor('GET', `/versions/${items[0]!.id}`)).body as { positions: Position[] }
      return positions
    }
    const civil = articles.find(({ number }) => number === '4')!.id
    const said = sample.contributions.find(({ id }) => id === 'c27')!
    expect(await positionsIn(charter)).toEqual([
      {
        ...{ id: 'c27', articleId: civil, party: { code: 'D14', name: 'Delegation 14' }, position: 'explanation' },
        partyNames: sample.societies.find(({ code }) => code === 'D14')!.names,
        ...{ lang: 'en', body: said.body, at: '2026-06-25T08:00:00.000Z' },
      },
    ])
    const moderation = sample.contributions.find(({ id }) => id === 'c23')!.moderation
    const contributions = sample.contributions.map((one) =>
      one.id === 'c27'
        ? { ...one, status: 'withheld', moderation }
        : one.id === 'c16' || one.id === 'c20'
          ? { ...one, visibility: 'public' }
          : one,
    )
    const made = await secretariat('POST', '/charters/import?slug=in-public', { ...sample, contributions })
    expect(made.status).toBe(201)
    expect((await positionsIn(made.body.id as string)).map(({ id }) => id)).toEqual(['c16'])
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

  test('EX12: what is marked deleted goes out and comes in as that, and is in no version', async () => {
    const file = sample as unknown as { articles: { number: string; id: string }[] }
    const made = await secretariat('POST', '/charters/import?slug=with-deleted', sample)
    const list = async (id: string) =>
      (await reviewer('GET', `/charters/${id}/articles`)).body.items as (Item & {
        deletedAt: string | null
        deletedReason: string | null
      })[]
    const five = (await list(made.body.id)).find(({ number }) => number === '5')!
    const reason = 'Said in article 4 already'
    expect((await secretariat('DELETE', `/articles/${five.id}`, { reason })).body.outcome).toBe('marked')
    const { deletedAt: at } = (await list(made.body.id)).find(({ number }) => number === '5')!
    const out = (await secretariat('GET', `/charters/${made.body.id}/export`)).body
    expect(out.articles.map(({ deleted }: { deleted?: object }) => deleted)).toEqual(
      file.articles.map(({ number }) => (number === '5' ? { reason, at } : undefined)),
    )

    const copy = await secretariat('POST', '/charters/import?slug=its-copy', out)
    expect(copy.status).toBe(201)
    const copied = await list(copy.body.id)
    expect(copied.map(({ number, status, deletedReason }) => [number, status, deletedReason])).toEqual(
      (await list(made.body.id)).map(({ number, status, deletedReason }) => [number, status, deletedReason]),
    )
    const again = copied.find(({ number }) => number === '5')!
    expect([again.deletedAt, again.deletedReason]).toEqual([at, reason])
    // proposals have ids of their own where those of the file are taken (EX15)
    const { talks, ...rest } = (await secretariat('GET', `/charters/${copy.body.id}/export`)).body
    const nameless = (all: object): unknown =>
      JSON.parse(JSON.stringify(all, (key, each: unknown) => (key === 'id' || key === 'answers' ? null : each)))
    expect({ ...rest, talks: nameless(talks) }).toEqual({ ...out, talks: nameless(out.talks) })
    const { items } = (await reviewer('GET', `/charters/${copy.body.id}/versions`)).body as { items: { id: string }[] }
    const { articles: cut } = (await reviewer('GET', `/versions/${items[0]!.id}`)).body as { articles: Item[] }
    expect(cut.some(({ number }) => number === '5')).toBe(false)
    expect(cut.some(({ number }) => number === '6')).toBe(true)
    // brought back it is what it was
    expect((await secretariat('POST', `/articles/${again.id}/reinstate`)).status).toBe(200)
    expect((await secretariat('GET', `/charters/${copy.body.id}/export`)).body.articles).toEqual(sample.articles)
  })

  test('TH13: what was said on an article that a publication removed stays to be read, marked', async () => {
    const made = await secretariat('POST', '/charters/import?slug=with-removed', sample)
    const charterId = made.body.id as string
    const said = async () =>
      (await reviewer('GET', `/charters/${charterId}/comments`)).body as {
        items: {
          article: { id: string; number: string | null; heading: string; removedAt?: string }
          threads: (Thread & { permissions: object })[]
        }[]
      }
    const before = (await said()).items.find(({ threads }) => threads.length > 0 && threads.every((t) => !t.orphaned))!
    const { article } = before
    expect((await secretariat('DELETE', `/articles/${article.id}`, { reason: 'Not needed' })).body.outcome).toBe(
      'marked',
    )
    const cut = await secretariat('POST', `/charters/${charterId}/versions`, { label: 'Without it', notes: '' })
    expect(cut.status).toBe(201)
    expect((await reviewer('GET', `/articles/${article.id}`)).status).toBe(404)
    const after = await said()
    const removed = after.items.filter((one) => one.article.removedAt !== undefined)
    expect(removed).toHaveLength(1)
    expect(after.items.at(-1)).toBe(removed[0])
    expect(removed[0]!.article).toMatchObject({ id: article.id, number: null, heading: article.heading })
    expect(removed[0]!.threads.map(({ body }) => body)).toEqual(before.threads.map(({ body }) => body))
    for (const thread of removed[0]!.threads)
      expect(thread).toMatchObject({ orphaned: true, permissions: { settle: false, reply: false } })
    const of = (await reviewer('GET', `/charters/${charterId}/comments?article=${article.id}`)).body as typeof after
    expect(of.items).toEqual([])
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
