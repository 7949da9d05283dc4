// Over 250 lines: one story in its order, told on both databases, with its races.
/** A charter made from nothing through the API, on both databases: languages, order, deletion, drafters, checks, withdrawal; and the races. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import { callerOf, type Caller } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

interface Listed {
  id: string
  number: string | null
  kind: string
  heading: string
  label: string
  deletedAt: string | null
  documents: { id: string; lang: string }[]
  permissions: { edit: boolean }
}

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  const people = {} as Record<'secretariat' | 'chair' | 'drafter' | 'reviewer', Actor>
  const as = {} as Record<keyof typeof people | 'public', Caller>
  let charter: string
  let others = 0

  beforeAll(async () => {
    house = await openHouse(dialect)
    people.secretariat = await house.person('secretariat', ['secretariat'])
    people.chair = await house.person('chair', ['chair'])
    people.drafter = await house.person('drafter', ['drafter'], 'D01')
    people.reviewer = await house.person('reviewer', ['reviewer'], 'D02')
    for (const [name, actor] of Object.entries(people))
      as[name as keyof typeof people] = callerOf(house.app, await house.tokenOf(actor))
    as.public = callerOf(house.app, null)
    charter = await begin('from-nothing')
  })
  afterAll(() => house.close())

  async function begin(slug: string, languages = ['en']): Promise<string> {
    const made = await as.secretariat('POST', '/charters', { slug, title: 'From Nothing', languages })
    expect(made.status).toBe(201)
    return made.body.id as string
  }
  /** A charter of its own with articles A, B, C. */
  async function withThree(): Promise<{ id: string; list: Listed[] }> {
    const id = await begin(`other-${++others}`)
    for (const heading of ['A', 'B', 'C']) await add(id, { heading, before: null })
    return { id, list: await list(id) }
  }
  const add = (id: string, input: object) => as.secretariat('POST', `/charters/${id}/articles`, input)
  const list = async (id: string, lang?: string): Promise<Listed[]> =>
    (await as.secretariat('GET', `/charters/${id}/articles${lang ? `?lang=${lang}` : ''}`)).body.items as Listed[]
  const order = async (id: string) => (await list(id)).map(({ number, heading }) => `${number ?? '–'} ${heading}`)
  const write = async (article: Listed, words: string) => {
    const read = value(await house.app.readArticle(people.secretariat, article.id))
    await house.context.texts.change(
      read.document.id,
      (now) => ({
        ...now,
        content: now.content.map((block) =>
          block.attrs.kind === 'para' ? { ...block, content: [{ type: 'text', text: words }] } : block,
        ),
      }),
      personally(people.secretariat),
    )
  }
  const cut = (id: string, label: string, publish = false) =>
    as.secretariat('POST', `/charters/${id}/versions`, { label, notes: '', publish })

  test('preamble once, articles numbered anew before numbers stand', async () => {
    expect((await add(charter, { heading: 'Aims', before: null })).body.number).toBe('1')
    const preamble = await add(charter, { heading: 'Preamble', kind: 'preamble', inAllLanguages: true })
    expect([preamble.status, preamble.body.number, preamble.body.kind]).toEqual([201, null, 'preamble'])
    const again = await Promise.all([1, 2].map(() => add(charter, { heading: 'Preamble', kind: 'preamble' })))
    expect(again.map(({ body }) => body.code)).toEqual(['preamble-exists', 'preamble-exists'])
    const aims = (await list(charter))[1]!
    expect((await add(charter, { heading: 'Terms', before: aims.id })).body.number).toBe('1')
    expect(await order(charter)).toEqual(['– Preamble', '1 Terms', '2 Aims'])
    const first = (await list(charter))[0]!
    expect((await add(charter, { heading: 'x', before: first.id })).body.errors[0].path).toBe('before')
    const read = (await as.secretariat('GET', `/articles/${first.id}`)).body
    expect(read.json.content.map((block: { attrs: { kind: string } }) => block.attrs.kind)).toEqual([
      'heading',
      'chapeau',
      'recital',
      'formula',
    ])
  })

  test('AR6: a language comes later: every article has its text in it, by structure, without words', async () => {
    const [, terms] = await list(charter)
    await write(terms!, 'A term is a word.')
    const added = await as.secretariat('POST', `/charters/${charter}/languages`, { lang: 'ar', title: 'ميثاق' })
    expect([added.status, added.body.languages, added.body.titles.ar]).toEqual([201, ['en', 'ar'], 'ميثاق'])
    expect((await list(charter)).map(({ documents }) => documents.map(({ lang }) => lang))).toEqual([
      ['en', 'ar'],
      ['en', 'ar'],
      ['en', 'ar'],
    ])
    const lead = (await as.secretariat('GET', `/articles/${terms!.id}`)).body
    const follower = (await as.secretariat('GET', `/articles/${terms!.id}?lang=ar`)).body
    const ids = (doc: { content: { attrs: { id: string } }[] }) => doc.content.map(({ attrs }) => attrs.id)
    expect(ids(follower.json)).toEqual(ids(lead.json))
    expect(follower.text).not.toContain('term')
    // a heading without words is told in the original
    expect((await list(charter, 'ar'))[1]!.heading).toBe('Terms')
    expect((await as.secretariat('POST', `/charters/${charter}/languages`, { lang: 'ar' })).body.code).toBe(
      'language-taken',
    )
    expect((await as.secretariat('POST', `/charters/${charter}/languages`, { lang: 'x y' })).status).toBe(422)
    expect((await as.chair('POST', `/charters/${charter}/languages`, { lang: 'fr' })).status).toBe(403)
  })

  test('of two who add the same language at once one does, beside an article that comes', async () => {
    const { id } = await withThree()
    const [one, two, three] = await Promise.all([
      as.secretariat('POST', `/charters/${id}/languages`, { lang: 'fr' }),
      as.secretariat('POST', `/charters/${id}/languages`, { lang: 'fr' }),
      add(id, { heading: 'D', before: null, inAllLanguages: true }),
    ])
    expect([one.status, two.status].sort()).toEqual([201, 409])
    expect(three.status).toBe(201)
    expect((await list(id)).map(({ documents }) => documents.map(({ lang }) => lang).join())).toEqual(
      Array.from({ length: 4 }, () => 'en,fr'),
    )
  })

  test('titles', async () => {
    const edited = await as.secretariat('PATCH', `/charters/${charter}`, { titles: { en: 'Made Here', ar: '' } })
    expect([edited.status, edited.body.title, edited.body.titles]).toEqual([200, 'Made Here', { en: 'Made Here' }])
    const wrong = await as.secretariat('PATCH', `/charters/${charter}`, { titles: { en: ' ', fr: 'La charte' } })
    expect(wrong.body.errors.map(({ path }: { path: string }) => path)).toEqual(['titles.en', 'titles.fr'])
    expect((await as.drafter('PATCH', `/charters/${charter}`, { titles: {} })).status).toBe(403)
  })

  test('AR8: a drafting group of people and delegations', async () => {
    const path = `/charters/${charter}/drafters`
    const now = await as.secretariat('GET', path)
    expect(now.body.possible.people.map(({ name }: { name: string }) => name)).toEqual(['drafter'])
    expect((await as.chair('GET', path)).status).toBe(403)
    const wrong = await as.secretariat('PUT', path, { people: [people.reviewer.id], parties: ['none'] })
    expect(wrong.body.errors.map(({ path: at }: { path: string }) => at)).toEqual(['people[0]', 'parties[0]'])
    const [, terms] = await list(charter)
    expect((await as.drafter('GET', `/articles/${terms!.id}`)).body.permissions.edit).toBe(false)
    const set = await as.secretariat('PUT', path, {
      people: [people.drafter.id],
      parties: [people.reviewer.partyId],
      alsoExisting: true,
    })
    expect([set.status, set.body.people, set.body.parties]).toEqual([
      200,
      [people.drafter.id],
      [people.reviewer.partyId],
    ])
    expect((await as.drafter('GET', `/articles/${terms!.id}`)).body.permissions.edit).toBe(true)
    const made = await add(charter, { heading: 'Means', before: null, inAllLanguages: true })
    expect((await as.drafter('GET', `/articles/${made.body.id as string}`)).body.permissions.edit).toBe(true)
    expect(made.body.documents.map(({ lang }: { lang: string }) => lang)).toEqual(['en', 'ar'])
  })

  test('articles change places, and references follow', async () => {
    const { id, list: three } = await withThree()
    const [a, b, c] = three as [Listed, Listed, Listed]
    const heading = value(await house.app.readArticle(people.secretariat, c.id)).json.content[0]!.attrs.id
    const read = value(await house.app.readArticle(people.secretariat, a.id))
    await house.context.texts.change(
      read.document.id,
      (now) => ({
        ...now,
        content: now.content.map((block) =>
          block.attrs.kind === 'para'
            ? { ...block, content: [{ type: 'ref', attrs: { id: 'r', to: heading, form: 'full', as: null } }] }
            : block,
        ),
      }),
      personally(people.secretariat),
    )
    expect((await as.secretariat('GET', `/articles/${a.id}`)).body.text).toContain('Article 3')
    const placed = await as.secretariat('POST', `/articles/${c.id}/place`, { before: b.id })
    expect([placed.status, placed.body.number]).toEqual([200, '2'])
    expect(await order(id)).toEqual(['1 A', '2 C', '3 B'])
    expect((await as.secretariat('GET', `/articles/${a.id}`)).body.text).toContain('Article 2')
    expect((await as.chair('POST', `/articles/${c.id}/place`, { before: null })).status).toBe(403)
    expect((await as.secretariat('POST', `/articles/${c.id}/place`, { before: c.id })).status).toBe(422)
  })

  test('placed, added and removed at once: places and numbers stay whole', async () => {
    const { id, list: three } = await withThree()
    const [a, b, c] = three as [Listed, Listed, Listed]
    const answers = await Promise.all([
      as.secretariat('POST', `/articles/${a.id}/place`, { before: null }),
      as.secretariat('POST', `/articles/${c.id}/place`, { before: a.id }),
      as.secretariat('POST', `/articles/${b.id}/place`, { before: c.id }),
      add(id, { heading: 'D', before: b.id }),
      add(id, { heading: 'E', before: null }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 201, 201])
    const after = await list(id)
    expect(after.map(({ number }) => number)).toEqual(['1', '2', '3', '4', '5'])
    expect(after.map(({ heading }) => heading).sort()).toEqual(['A', 'B', 'C', 'D', 'E'])
  })

  test('numbers stand while a version is cut, not after its withdrawal, and for good once published', async () => {
    const { id, list: three } = await withThree()
    const [a, b] = three as [Listed, Listed, Listed]
    const place = () => as.secretariat('POST', `/articles/${b.id}/place`, { before: a.id })
    const first = (await cut(id, 'Look')).body as { id: string }
    expect([(await place()).status, (await place()).body.code]).toEqual([409, 'numbers-stand'])
    expect((await add(id, { heading: 'Between', before: b.id })).body.number).toBe('1 bis')
    expect((await as.secretariat('POST', `/versions/${first.id}/withdraw`, { reason: 'Only a look' })).status).toBe(200)
    expect((await place()).status).toBe(200)
    expect(await order(id)).toEqual(['1 B', '2 A', '3 Between', '4 C'])
    const second = (await cut(id, 'Public', true)).body as { id: string }
    await as.secretariat('POST', `/versions/${second.id}/withdraw`, { reason: 'A mistake' })
    expect((await place()).body.code).toBe('numbers-stand')
    expect((await add(id, { heading: 'Last', before: null })).body.number).toBe('5')
  })

  test('of cut, publication and placing at once none breaks another', async () => {
    const { id, list: three } = await withThree()
    const [a, b] = three as [Listed, Listed, Listed]
    const [one, two, placed] = await Promise.all([
      cut(id, 'One'),
      cut(id, 'Two'),
      as.secretariat('POST', `/articles/${b.id}/place`, { before: a.id }),
    ])
    expect([one.status, two.status]).toEqual([201, 201])
    expect([one.body.number, two.body.number].sort()).toEqual([1, 2])
    const orders = await Promise.all(
      [one, two].map(async ({ body }) =>
        (
          (await as.secretariat('GET', `/versions/${body.id as string}`)).body.articles as {
            number: string
            heading: string
          }[]
        )
          .map(({ number, heading }) => `${number} ${heading}`)
          .join(),
      ),
    )
    // what is frozen has the numbers that the working text has: placing came before both cuts, or not at all
    expect(new Set([...orders, (await order(id)).join()]).size).toBe(1)
    expect([200, 409]).toContain(placed.status)
    const versionId = one.body.id as string
    const [published, withdrawn, again] = await Promise.all([
      as.secretariat('POST', `/versions/${versionId}/publish`),
      as.secretariat('POST', `/versions/${versionId}/withdraw`, { reason: 'Not this one' }),
      as.secretariat('POST', `/versions/${versionId}/publish`),
    ])
    expect(withdrawn.status).toBe(200)
    expect([published.status, again.status].filter((status) => status === 200).length).toBeLessThan(2)
    const state = (await as.secretariat('GET', `/versions/${versionId}`)).body
    expect(state.withdrawnReason).toBe('Not this one')
    // published before its withdrawal, or never
    if (state.publishedAt !== null) expect(state.publishedAt <= state.withdrawnAt).toBe(true)
  })

  test('AR4, AR5: an article without words goes; one with words is marked, locked, and comes back', async () => {
    const { id, list: three } = await withThree()
    const [a, b, c] = three as [Listed, Listed, Listed]
    const gone = await as.secretariat('DELETE', `/articles/${a.id}`, {})
    expect([gone.status, gone.body]).toEqual([200, { outcome: 'removed', article: null }])
    expect(await order(id)).toEqual(['1 B', '2 C'])
    expect((await as.secretariat('GET', `/articles/${a.id}`)).status).toBe(404)
    await write(b, 'Words.')
    expect((await as.secretariat('DELETE', `/articles/${b.id}`, {})).body.errors[0].path).toBe('reason')
    expect((await as.chair('DELETE', `/articles/${b.id}`, { reason: 'x' })).status).toBe(403)
    const marked = await as.secretariat('DELETE', `/articles/${b.id}`, { reason: 'Said in C already' })
    expect([marked.status, marked.body.outcome, marked.body.article.deletedReason]).toEqual([
      200,
      'marked',
      'Said in C already',
    ])
    // until numbers stand it waits behind the others
    expect(await order(id)).toEqual(['1 C', '2 B'])
    expect((await as.secretariat('GET', `/articles/${b.id}`)).body.permissions.edit).toBe(false)
    expect((await as.secretariat('DELETE', `/articles/${b.id}`, { reason: 'x' })).body.code).toBe('already-deleted')
    expect((await as.chair('POST', `/articles/${b.id}/status`, { status: 'under_discussion' })).status).toBe(409)
    expect((await as.secretariat('POST', `/articles/${b.id}/reinstate`)).status).toBe(200)
    expect((await as.secretariat('POST', `/articles/${b.id}/reinstate`)).body.code).toBe('not-deleted')
    expect((await as.secretariat('GET', `/articles/${b.id}`)).body.permissions.edit).toBe(true)
    expect((await list(id)).find((one) => one.id === c.id)!.deletedAt).toBe(null)
  })

  test('AR5: what is marked deleted keeps its number until a version without it is published', async () => {
    const { id, list: three } = await withThree()
    const [a, b] = three as [Listed, Listed, Listed]
    await write(b, 'Words.')
    await cut(id, 'One', true)
    expect((await as.secretariat('DELETE', `/articles/${a.id}`, {})).status).toBe(422) // it is in a version
    await as.secretariat('DELETE', `/articles/${b.id}`, { reason: 'Not needed' })
    expect(await order(id)).toEqual(['1 A', '2 B', '3 C'])
    const second = (await cut(id, 'Two')).body as { id: string }
    const articles = (await as.secretariat('GET', `/versions/${second.id}`)).body.articles as { number: string }[]
    expect(articles.map(({ number }) => number)).toEqual(['1', '3'])
    expect((await as.secretariat('GET', `/versions/${second.id}/checks`)).body.leftOut).toEqual([
      { number: '2', heading: 'B' },
    ])
    expect((await order(id)).length).toBe(3)
    await as.secretariat('POST', `/versions/${second.id}/publish`)
    expect(await order(id)).toEqual(['1 A', '3 C'])
    expect((await as.secretariat('POST', `/articles/${b.id}/reinstate`)).status).toBe(404)
  })

  test('the check list: brackets, dangling references, languages, comments, what changed', async () => {
    const id = await begin('checked', ['en', 'ar'])
    const target = (await add(id, { heading: 'Target', before: null })).body as Listed
    const made = (await add(id, { heading: 'Source', before: null, inAllLanguages: true })).body as Listed
    await cut(id, 'First', true)
    const read = value(await house.app.readArticle(people.secretariat, made.id))
    await house.context.texts.change(
      read.document.id,
      (now) => ({
        ...now,
        content: now.content.map((block) =>
          block.attrs.kind === 'para'
            ? {
                ...block,
                content: [
                  { type: 'text', text: 'See ' },
                  { type: 'ref', attrs: { id: 'r', to: 'gone', form: 'full', as: null } },
                  { type: 'opt', attrs: { id: 'k.1', br: 'k', kind: 'optional', label: 'A' }, marks: [mark] },
                  { type: 'text', text: ' perhaps', marks: [mark] },
                ],
              }
            : block,
        ),
      }),
      personally(people.secretariat),
    )
    await as.reviewer('POST', `/articles/${made.id}/comments`, { body: 'Really?', lang: 'en', anchor: null })
    const version = (await cut(id, 'Second')).body as { id: string }
    const checks = (await as.secretariat('GET', `/versions/${version.id}/checks`)).body
    const [first, second] = checks.articles
    expect(first).toMatchObject({ articleId: target.id, brackets: 0, dangling: [], missing: ['ar'], openComments: 0 })
    expect(second).toMatchObject({ brackets: 1, missing: ['ar'], behind: { ar: 2 }, openComments: 1 })
    expect(second.dangling).toMatchObject([{ lang: 'en' }])
    expect(checks.previous).toMatchObject({ number: 1, label: 'First', counts: { articles: 1 } })
    expect(checks.since.articles).toBe(0)
    expect(checks.languages).toEqual(['en'])
    await write(target, 'Written after the cut.')
    expect((await as.secretariat('GET', `/versions/${version.id}/checks`)).body.since.articles).toBe(1)
    // an article counts in whichever language it changed
    const arabic = made.documents.find(({ lang }) => lang === 'ar')!
    await house.context.texts.change(
      arabic.id,
      ({ content }) => ({
        type: 'doc',
        content: content.map((block) => ({ ...block, content: [{ type: 'text', text: 'مصدر' }] })),
      }),
      personally(people.secretariat),
    )
    const since = (await as.secretariat('GET', `/versions/${version.id}/checks`)).body
    expect([since.since.articles, since.sinceLanguages]).toEqual([2, ['en', 'ar']])
    const { body: third } = await cut(id, 'Third')
    expect((await as.secretariat('GET', `/versions/${third.id}/checks`)).body).toMatchObject({
      previous: { number: 1, counts: { articles: 2 }, languages: ['en', 'ar'] },
      since: { articles: 0 },
      sinceLanguages: [],
    })
    for (const who of ['chair', 'drafter'] as const)
      expect((await as[who]('GET', `/versions/${version.id}/checks`)).status).toBe(403)
    expect((await as.public('GET', `/versions/${version.id}/checks`)).status).toBe(401)
  })

  test('VE9: hidden signs that turn words are named with their article and language, and are not published', async () => {
    const id = await begin('turned', ['en', 'ar'])
    const made = (await add(id, { heading: 'Turned', before: null })).body as Listed
    await write(made, 'They may \u202Eton\u202C act.')
    const { body: version } = await cut(id, 'Turned')
    const { body: checks } = await as.secretariat('GET', `/versions/${version.id}/checks`)
    expect(checks.articles[0].turned).toMatchObject([{ lang: 'en' }])
    const refused = {
      status: 409,
      body: { code: 'hidden-direction', detail: expect.stringContaining('article 1 (en)') },
    }
    expect(await as.secretariat('POST', `/versions/${version.id}/publish`)).toMatchObject(refused)
    expect(await cut(id, 'At once', true)).toMatchObject(refused)
    await write(made, 'They may not act\u200F.')
    const { body: next } = await cut(id, 'Clean', true)
    expect((await as.secretariat('GET', `/versions/${next.id}/checks`)).body.articles[0].turned).toEqual([])
  })

  test('the secretariat chooses which charter is shown; one that nobody may read takes no other’s place', async () => {
    const shown = async () => value(await house.app.readCharter(people.secretariat, null)).slug
    const before = await shown()
    const unread = await begin('unread')
    expect((await as.secretariat('POST', `/charters/${unread}/show`)).body.code).toBe('not-published')
    const readable = (await withThree()).id
    await cut(readable, 'One', true)
    expect((await as.chair('POST', `/charters/${readable}/show`)).status).toBe(403)
    expect((await as.secretariat('POST', `/charters/${readable}/show`)).status).toBe(200)
    expect(await shown()).not.toBe(before)
    const [version] = (await as.public('GET', `/charters/${readable}/versions`)).body.items as { url: string }[]
    expect(version!.url).toBe('/charter/v/1')
  })

  test('the record tells all of it', async () => {
    const acts = new Set<string>()
    let cursor = ''
    do {
      const page = (await as.secretariat('GET', `/audit?limit=500${cursor}`)).body as {
        items: { act: string }[]
        next: string | null
      }
      for (const { act } of page.items) acts.add(act)
      cursor = page.next === null ? '' : `&cursor=${page.next}`
    } while (cursor !== '')
    for (const act of [
      'article.placed',
      'article.removed',
      'article.deleted',
      'article.reinstated',
      'charter.edited',
      'charter.shown',
      'charter.language-added',
      'charter.drafters-set',
    ])
      expect([...acts]).toContain(act)
    expect((await as.secretariat('GET', '/audit/verify')).body.ok).toBe(true)
  })
})

const mark = { type: 'br' as const, attrs: { id: 'k', option: 'k.1' } }
