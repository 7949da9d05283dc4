// Over 250 lines: the contract of the API in its own order, one demo for all of it.
/**
 * The API as strangers test it: over http, against a started demo, by the sentences of the contract (docs/api.md and the OpenAPI document). Every answer is
 * held against the document and the manner of all answers as it passes (tests/support/stranger.ts).
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { openapiDocument } from '../../src/routes/api/v1/openapi.ts'
import { DEMO_PASSWORD } from '../support/server-process.ts'
import { canonicalJson, openDemo, sha256, type Answer, type Call, type Demo } from '../support/stranger.ts'

interface Block {
  attrs: { id: string; kind: string }
  content?: { type: string; text?: string; marks?: { type: string; attrs: { option: string } }[] }[]
}
interface Article {
  id: string
  number: string | null
  kind: string
  label: string
  heading: string
  status: string
  documents: { id: string; lang: string }[]
  permissions: Record<string, boolean>
}
interface Version {
  id: string
  number: number
  label: string
  sha256: string
}

/** On a machine without curl node takes its place; the commands stay as they are. */
const NO_CURL = `command -v curl >/dev/null || curl() {
  node -e 'fetch(process.argv[1]).then(async (it) => process.stdout.write(new Uint8Array(await it.arrayBuffer())))' "$2"
}`

let demo: Demo
let anyone: Call
const as = {} as Record<
  'secretariat' | 'chair' | 'auditor' | 'admin' | 'observer' | 'drafter' | 'reviewer' | 'signatory' | 'head',
  Call
>
let charter: string
let articles: Article[]

beforeAll(async () => {
  demo = await openDemo()
  anyone = demo.anyone
  for (const name of ['secretariat', 'chair', 'auditor', 'admin', 'observer'] as const) as[name] = await demo.as(name)
  for (const name of ['drafter', 'reviewer', 'signatory', 'head'] as const) as[name] = await demo.as(`${name}-01`)
  charter = (await anyone('GET', '/charters')).body.items[0].id as string
  articles = (await as.reviewer('GET', `/charters/${charter}/articles`)).body.items as Article[]
}, 60_000)
afterAll(() => demo?.close())

const numbered = (number: string | null): Article => articles.find((one) => one.number === number)!
const codesOf = (answers: Answer[]): (number | string)[][] =>
  answers.map(({ status, body }) => [status, (body as { code: string }).code])
const faults = ({ body }: Answer): string[] => (body.errors as { path: string }[]).map(({ path }) => path)
const keysOf = (object: object): string[] => Object.keys(object).toSorted()
const have = (object: object, ...names: string[]): void =>
  expect(keysOf(object)).toEqual(expect.arrayContaining(names.toSorted()))
const wordsOf = (block: Block): string => (block.content ?? []).map((node) => node.text ?? '').join('')
const cut = async (label: string, more: object = {}): Promise<Version> => {
  const made = await as.secretariat('POST', `/charters/${charter}/versions`, { label, notes: '', ...more })
  expect(made.status).toBe(201)
  return made.body as Version
}

describe('the document', () => {
  test('is served to anyone, as it is written, in OpenAPI 3.1', async () => {
    const { body } = await anyone('GET', '/openapi.json')
    expect(body).toEqual(JSON.parse(JSON.stringify(openapiDocument())))
    expect(body.openapi).toMatch(/^3\.1\./)
  })
})

describe('sessions', () => {
  test('a token by password, as a bearer or a cookie, until it is ended', async () => {
    const input = { email: 'Head-07@Concord.example', password: DEMO_PASSWORD }
    const made = await anyone('POST', '/sessions', input)
    expect(made.status).toBe(201)
    expect(keysOf(made.body)).toEqual(['actor', 'expiresAt', 'token'])
    expect(made.body.actor).toEqual({
      id: expect.any(String) as string,
      name: expect.any(String) as string,
      email: 'head-07@concord.example',
      party: { code: 'D07', name: expect.any(String) as string },
      roles: ['head'],
    })
    expect(Date.parse(made.body.expiresAt)).toBeGreaterThan(Date.now())
    expect(made.headers.get('cache-control')).toContain('no-store')
    const bearer = { authorization: `Bearer ${made.body.token}` }
    const cookie = { cookie: `concord_session=${made.body.token}` }
    expect((await anyone('GET', '/me', undefined, bearer)).body).toEqual(made.body.actor)
    expect((await anyone('GET', '/me', undefined, cookie)).body).toEqual(made.body.actor)
    expect((await anyone('DELETE', '/sessions/current', undefined, cookie)).body.code).toBe('other-origin')
    const origin = { ...cookie, origin: demo.server.origin }
    expect(
      (await anyone('DELETE', '/sessions/current', undefined, { ...origin, origin: 'http://x.example' })).status,
    ).toBe(403)
    const ended = await anyone('DELETE', '/sessions/current', undefined, origin)
    expect([ended.status, ended.body]).toEqual([204, null])
    for (const headers of [bearer, cookie]) expect((await anyone('GET', '/me', undefined, headers)).status).toBe(401)
  })

  test('whoever cannot sign in learns nothing of who can; what is no sign-in is a fault', async () => {
    const wrong = await anyone('POST', '/sessions', { email: 'chair@concord.example', password: 'x' })
    const unknown = await anyone('POST', '/sessions', { email: 'nobody@concord.example', password: 'x' })
    expect([wrong.status, wrong.body]).toEqual([401, unknown.body])
    expect(faults(await anyone('POST', '/sessions', { email: 7 }))).toEqual(['email', 'password'])
  })

  test('after too many failed attempts it is said when to come again; others sign in', async () => {
    const email = 'head-24@concord.example'
    const answers: number[] = []
    for (let i = 0; i < 11; i++) answers.push((await anyone('POST', '/sessions', { email, password: 'x' })).status)
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 401), 429])
    expect((await anyone('POST', '/sessions', { email, password: DEMO_PASSWORD })).status).toBe(429)
    await demo.as('head-23')
  })

  test.each([
    ['secretariat', 'secretariat', null],
    ['chair', 'chair', null],
    ['auditor', 'auditor', null],
    ['admin', 'administrator', null],
    ['observer', 'observer', null],
    ['drafter-02', 'drafter', 'D02'],
    ['reviewer-11', 'reviewer', 'D11'],
    ['signatory-24', 'signatory', 'D24'],
    ['head-16', 'head', 'D16'],
  ])('of the demo: %s is %s of %s', async (name, role, party) => {
    const { body } = await (await demo.as(name))('GET', '/me')
    expect([body.roles, body.party?.code ?? null]).toEqual([[role], party])
  })
})

describe('charters', () => {
  test('the public sees what has a published version, readers see all', async () => {
    const made = await as.secretariat('POST', '/charters', { slug: 'seen', title: 'Seen', languages: ['fr', 'ar'] })
    expect([made.status, keysOf(made.body), made.body.slug]).toEqual([201, ['id', 'slug'], 'seen'])
    const slugs = async (who: Call): Promise<string[]> =>
      ((await who('GET', '/charters')).body.items as { slug: string }[]).map(({ slug }) => slug)
    for (const who of [anyone, as.admin]) expect(await slugs(who)).toEqual(['universal-charter'])
    for (const who of [as.observer, as.auditor, as.drafter, as.signatory])
      expect(await slugs(who)).toEqual(['universal-charter', 'seen'])
    const [, item] = (await as.chair('GET', '/charters')).body.items as Record<string, unknown>[]
    expect(item).toMatchObject({ title: 'Seen', languages: ['fr', 'ar'], originalLanguage: 'fr' })
    have(item!, 'id', 'slug', 'title', 'languages', 'originalLanguage', 'permissions')
    // not visible and missing are one answer
    for (const path of ['versions', 'articles', 'comments', 'terms']) {
      const unseen = await as.admin('GET', `/charters/${made.body.id}/${path}`)
      expect([unseen.status, unseen.body]).toEqual([404, (await as.admin('GET', `/charters/none/${path}`)).body])
    }
    expect(
      codesOf([
        await as.secretariat('POST', '/charters', { slug: 'seen', title: 'Again', languages: ['en'] }),
        await as.drafter('POST', '/charters', { slug: 'other', title: 'Other', languages: ['en'] }),
        await anyone('POST', '/charters', { slug: 'other', title: 'Other', languages: ['en'] }),
      ]),
    ).toEqual([
      [409, 'slug-taken'],
      [403, 'not-allowed'],
      [401, 'not-signed-in'],
    ])
    expect(faults(await as.secretariat('POST', '/charters', { title: 'x', languages: [] }))).toEqual([
      'slug',
      'languages',
    ])
  })

  test('what is due next is set, told and taken away by the secretariat', async () => {
    const path = `/charters/${charter}/due`
    const told = async (): Promise<unknown> => (await anyone('GET', '/charters')).body.items[0].due as unknown
    const due = { at: '2099-06-18T15:00:00Z', what: 'Comments on Rev.2' }
    expect((await as.chair('PUT', path, due)).status).toBe(403)
    expect((await as.secretariat('PUT', path, due)).body).toEqual({ due: { ...due, at: '2099-06-18T15:00:00.000Z' } })
    expect(await told()).toEqual({ ...due, at: '2099-06-18T15:00:00.000Z' })
    for (const at of ['2020-01-01T12:00:00Z', '2099-06-18T00:00:00Z', '2099-06-18', '2099-06-18T15:00:00+03:00'])
      expect(faults(await as.secretariat('PUT', path, { ...due, at })), at).toEqual(['at'])
    expect((await as.secretariat('DELETE', path)).body).toEqual({ due: null })
    expect(await told()).toBeNull()
  })

  test('an import is version 1, published; its export is the file; a faulty one leaves nothing', async () => {
    const count = async (): Promise<number> => (await as.auditor('GET', '/audit/verify')).body.length as number
    const before = await count()
    const faulty = structuredClone(sample) as unknown as { title: unknown; articles: { heading?: string }[] }
    faulty.title = 7
    delete faulty.articles[20]!.heading
    const refused = await as.secretariat('POST', '/charters/import?slug=copy', faulty)
    expect([refused.status, faults(refused).toSorted()]).toEqual([422, ['articles[20].heading', 'title']])
    expect((await as.secretariat('GET', '/charters/copy')).status).toBe(404)
    expect(await count()).toBe(before)
    expect((await as.drafter('POST', '/charters/import?slug=copy', sample)).status).toBe(403)
    const made = await as.secretariat('POST', '/charters/import?slug=copy', sample)
    expect([made.status, keysOf(made.body), made.body.slug]).toEqual([201, ['id', 'slug'], 'copy'])
    const { items } = (await anyone('GET', `/charters/${made.body.id}/versions`)).body as { items: object[] }
    expect(items).toMatchObject([
      { number: 1, label: 'Rev.2', stage: 'draft', publishedAt: expect.any(String) as string },
    ])
    const out = await as.secretariat('GET', `/charters/${made.body.id}/export`)
    // what a delegation keeps to itself is not the secretariat's to take out; `npm run admin -- export-charter` gives the file back whole
    const told = {
      ...sample,
      contributions: sample.contributions.filter(({ visibility }) => visibility !== 'delegation'),
    }
    expect(JSON.stringify(out.body) === JSON.stringify(told)).toBe(true)
  })
})

describe('articles', () => {
  test('in order, numbered in a string or not at all, labelled in the language asked for', async () => {
    expect(articles.map(({ number }) => number).slice(0, 2)).toEqual([null, '1'])
    expect(articles.map(({ number }) => number).slice(14, 17)).toEqual(['14', '14 bis', '15'])
    expect(articles.filter(({ kind }) => kind === 'preamble').map(({ number }) => number)).toEqual([null])
    for (const one of articles) {
      have(one, 'id', 'kind', 'number', 'label', 'heading', 'status', 'documents', 'permissions')
      expect(keysOf(one.permissions)).toEqual(['comment', 'edit', 'propose', 'read'])
      expect(one.documents[0]!.lang).toBe('en')
    }
    expect(numbered('4').documents.map(({ lang }) => lang)).toEqual(['en', 'fr', 'es', 'ar', 'ru'])
    const label = async (query: string): Promise<string> =>
      ((await as.reviewer('GET', `/charters/${charter}/articles${query}`)).body.items as Article[])[15]!.label
    expect(await label('')).toBe('Article 14 bis')
    expect(await label('?lang=ru')).toBe('Статья 14 бис')
    expect(await label('?lang=ar')).toContain('المادة 14')
    expect(
      codesOf([
        await anyone('GET', `/charters/${charter}/articles`),
        // the charter is published, its working text is not an administrator's
        await as.admin('GET', `/charters/${charter}/articles`),
      ]),
    ).toEqual([
      [401, 'not-signed-in'],
      [403, 'not-allowed'],
    ])
  })

  test('of the demo drafters 01 to 04 write in what is not locked, also in what is added', async () => {
    const at = (after: string | null, heading: string, who = as.secretariat) =>
      who('POST', `/charters/${charter}/articles`, { heading, after })
    expect((await at(null, 'x', as.chair)).status).toBe(403)
    expect(faults(await at('none', 'x'))).toEqual(['after'])
    expect(faults(await at(null, ''))).toEqual(['heading'])
    const [last, between] = [await at(null, 'At the end'), await at(numbered('20').id, 'Behind the twentieth')]
    expect([last, between].map(({ status, body }) => [status, body.number])).toEqual([
      [201, '21'],
      [201, '20 bis'],
    ])
    have(last.body, 'id', 'kind', 'number', 'label', 'heading', 'status', 'documents', 'permissions')
    const edits = async (name: string): Promise<(string | null)[]> =>
      ((await (await demo.as(name))('GET', `/charters/${charter}/articles`)).body.items as Article[]).flatMap((one) =>
        one.permissions['edit'] ? [one.number] : [],
      )
    const open = [...articles.map(({ number }) => number), '20 bis', '21'].filter(
      (number) => !['1', '3', '13', '16'].includes(number ?? ''),
    )
    for (const name of ['drafter-01', 'drafter-04', 'secretariat', 'chair']) expect(await edits(name)).toEqual(open)
    for (const name of ['drafter-05', 'reviewer-01', 'head-01', 'observer', 'auditor'])
      expect(await edits(name)).toEqual([])
  })

  test('one article: its document, its text as a tree and as words', async () => {
    const { status, body } = await as.observer('GET', `/articles/${numbered('5').id}`)
    expect(status).toBe(200)
    expect(body.document).toEqual(numbered('5').documents[0])
    expect([body.json.type, body.json.content[0].attrs.kind]).toEqual(['doc', 'heading'])
    expect(body.text).toContain('[shall][should]')
    expect(body.text).toMatch(/^Article 5/)
    // a reference is spelt out
    const nine = (await as.observer('GET', `/articles/${numbered('9').id}`)).body as { text: string }
    expect(nine.text).toMatch(/paragraph \d/)
    const arabic = await as.observer('GET', `/articles/${numbered('5').id}?lang=ar`)
    expect([arabic.body.document.lang, arabic.body.text]).toEqual(['ar', expect.stringMatching(/المادة 5/) as string])
    const missing = await as.observer('GET', '/articles/none')
    expect(missing.status).toBe(404)
    for (const other of [
      await as.observer('GET', `/articles/${numbered('6').id}?lang=fr`),
      await as.admin('GET', `/articles/${numbered('5').id}`),
    ])
      expect(other.body).toEqual(missing.body)
    expect((await anyone('GET', `/articles/${numbered('5').id}`)).status).toBe(401)
  })
})

describe('comments', () => {
  const path = (number: string): string => `/articles/${numbered(number).id}/comments`
  const on = (blockId: string, exact: string, more: object = {}) => ({
    ...{ body: 'Why?', lang: 'en', anchor: { blockId, exact, ...more } },
  })
  const blocksOf = async (number: string): Promise<Block[]> =>
    (await as.reviewer('GET', `/articles/${numbered(number).id}`)).body.json.content as Block[]

  test('by readers but auditor and observer; a thread tells who, what, where and how it stands', async () => {
    const input = { body: 'On all of it', lang: 'en', anchor: null }
    for (const who of [as.drafter, as.reviewer, as.signatory, as.head, as.chair, as.secretariat]) {
      const { status, body } = await who('POST', path('2'), input)
      expect(status).toBe(201)
      have(body, 'id', 'author', 'body', 'createdAt', 'status', 'orphaned', 'anchor', 'replies')
      have(body.author as object, 'name', 'party')
      expect(body).toMatchObject({ body: 'On all of it', status: 'open', orphaned: false, anchor: null, replies: [] })
    }
    expect(
      codesOf([
        await as.auditor('POST', path('2'), input),
        await as.observer('POST', path('2'), input),
        await as.admin('POST', path('2'), input),
        await anyone('POST', path('2'), input),
        await anyone('GET', path('2')),
        await as.admin('GET', path('2')),
      ]),
    ).toEqual([
      [403, 'not-allowed'],
      [403, 'not-allowed'],
      [404, 'not-found'],
      [401, 'not-signed-in'],
      [401, 'not-signed-in'],
      [404, 'not-found'],
    ])
    expect((await as.auditor('GET', path('2'))).body.items).toHaveLength(
      (await as.observer('GET', path('2'))).body.items.length,
    )
    expect(faults(await as.reviewer('POST', path('2'), { anchor: null }))).toEqual(['body', 'lang'])
    expect(faults(await as.reviewer('POST', path('2'), { ...input, lang: 'tlh' }))).toEqual(['lang'])
  })

  test('the quote stands in the block’s own text once, together with prefix and suffix', async () => {
    const block = (await blocksOf('2')).find((one) => wordsOf(one).split(' the ').length > 2)!
    const words = wordsOf(block)
    const [first, second] = [words.indexOf(' the '), words.lastIndexOf(' the ')]
    const ask = (exact: string, more: object = {}) => as.reviewer('POST', path('2'), on(block.attrs.id, exact, more))
    for (const answer of [await ask(' the '), await ask('no such words'), await ask(' the ', { prefix: 'no such' })])
      expect(faults(answer)).toEqual(['anchor.exact'])
    for (const at of [first, second]) {
      const [prefix, suffix] = [words.slice(0, at), words.slice(at + 5)]
      const made = await ask(' the ', at === first ? { prefix } : { suffix })
      expect([made.status, made.body.anchor]).toMatchObject([201, { blockId: block.attrs.id, exact: ' the ' }])
      expect((await ask(' the ', { prefix, suffix })).status).toBe(201)
    }
    // the whole paragraph is a quote too
    expect((await ask(words)).status).toBe(201)
    expect(faults(await as.reviewer('POST', path('2'), on('none', 'x')))).toEqual(['anchor.blockId'])
    // a block of another article is none of this one
    const other = (await blocksOf('3'))[1]!
    expect(faults(await as.reviewer('POST', path('2'), on(other.attrs.id, wordsOf(other).slice(0, 9))))).toEqual([
      'anchor.blockId',
    ])
  })

  test('inside an option, where it names one', async () => {
    const block = (await blocksOf('5')).find((one) => one.content?.some((node) => node.text === 'should'))!
    const option = block.content!.find((node) => node.text === 'should')!.marks!.find(({ type }) => type === 'br')!
      .attrs.option
    const ask = (exact: string) => as.reviewer('POST', path('5'), on(block.attrs.id, exact, { optionId: option }))
    expect((await ask('should')).body.anchor).toMatchObject({ exact: 'should', optionId: option })
    const bare = await as.reviewer('POST', path('5'), on(block.attrs.id, 'should', { optionId: null, prefix: null }))
    expect([bare.status, bare.body.anchor]).toEqual([201, { blockId: block.attrs.id, exact: 'should' }])
    expect(faults(await ask('shall'))).toEqual(['anchor.exact'])
    expect(faults(await as.reviewer('POST', path('5'), on(block.attrs.id, 'should', { optionId: 'none' })))).toEqual([
      'anchor.optionId',
    ])
  })

  test('replied to by commenters, settled and opened again by the author or the secretariat', async () => {
    const { id } = (await as.reviewer('POST', path('8'), { body: 'One', lang: 'en', anchor: null })).body as {
      id: string
    }
    for (const [who, words] of [
      [as.drafter, 'first'],
      [as.head, 'second'],
    ] as const) {
      const replied = await who('POST', `/comments/${id}/replies`, { body: words })
      expect([replied.status, replied.body.id, replied.body.replies.at(-1).body]).toEqual([201, id, words])
    }
    expect((await as.observer('POST', `/comments/${id}/replies`, { body: 'x' })).status).toBe(403)
    expect(faults(await as.drafter('POST', `/comments/${id}/replies`, {}))).toEqual(['body'])
    for (const act of ['resolve', 'reopen']) {
      for (const who of [as.drafter, as.chair, as.observer])
        expect((await who('POST', `/comments/${id}/${act}`)).status).toBe(403)
      expect((await anyone('POST', `/comments/${id}/${act}`)).status).toBe(401)
    }
    const acts: [Call, string, number, string?][] = [
      [as.reviewer, 'reopen', 409],
      [as.reviewer, 'resolve', 200, 'resolved'],
      [as.secretariat, 'resolve', 409],
      [as.secretariat, 'reopen', 200, 'open'],
      [as.secretariat, 'resolve', 200, 'resolved'],
      [as.reviewer, 'reopen', 200, 'open'],
    ]
    for (const [who, act, status, stands] of acts) {
      const answer = await who('POST', `/comments/${id}/${act}`)
      expect([act, answer.status, answer.body.id ?? id]).toEqual([act, status, id])
      if (stands !== undefined) expect(answer.body.status).toBe(stands)
    }
    const missing = await as.reviewer('POST', '/comments/none/resolve')
    expect([missing.status, (await as.admin('POST', `/comments/${id}/resolve`)).body]).toEqual([404, missing.body])
  })
})

describe('versions', () => {
  test('cut unseen, then published; numbers count, a label is taken once', async () => {
    const held = await cut('Held', { publish: false })
    const next = await cut('Seen at once')
    expect([held, next].map(({ number }) => number)).toEqual([2, 3])
    expect(held).toMatchObject({ stage: 'draft', publishedAt: null, label: 'Held' })
    have(held, 'id', 'number', 'label', 'stage', 'sha256', 'cutAt', 'publishedAt', 'url')
    const paths = ['', '/canonical', '/signoffs', `/compare/${next.id}`].map((rest) => `/versions/${held.id}${rest}`)
    for (const path of paths) {
      expect((await as.observer('GET', path)).status, path).toBe(200)
      for (const who of [anyone, as.admin]) expect((await who('GET', path)).status, path).toBe(404)
    }
    expect(
      codesOf([
        await as.secretariat('POST', `/charters/${charter}/versions`, { label: 'Held', notes: '' }),
        await as.chair('POST', `/charters/${charter}/versions`, { label: 'x', notes: '' }),
        await anyone('POST', `/charters/${charter}/versions`, { label: 'x', notes: '' }),
        await as.chair('POST', `/versions/${held.id}/publish`),
      ]),
    ).toEqual([
      [409, 'label-taken'],
      [403, 'not-allowed'],
      [401, 'not-signed-in'],
      [403, 'not-allowed'],
    ])
    expect(faults(await as.secretariat('POST', `/charters/${charter}/versions`, { notes: '' }))).toEqual(['label'])
    expect((await as.secretariat('POST', `/versions/${held.id}/publish`)).body.publishedAt).not.toBeNull()
    expect((await as.secretariat('POST', `/versions/${held.id}/publish`)).status).toBe(409)
    for (const path of paths) expect((await anyone('GET', path)).status, path).toBe(200)
  })

  test('`url` is an absolute path that a browser opens', async () => {
    for (const { url, label } of (await anyone('GET', `/charters/${charter}/versions`)).body.items as {
      url: string
      label: string
    }[]) {
      expect(url).toMatch(/^\/(?!\/)/)
      const page = await fetch(`${demo.server.origin}${url}`)
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(label) as string])
    }
  })

  test('its bytes are its hash: RFC 8785, NFC, in charter order, then language order, without instants, people or parties', async () => {
    const version = await cut('Its bytes')
    const { bytes, body, headers } = await anyone('GET', `/versions/${version.id}/canonical`)
    expect(sha256(bytes)).toBe(version.sha256)
    const text = bytes.toString('utf8')
    expect(canonicalJson(body)).toBe(text)
    expect(text.normalize('NFC')).toBe(text)
    expect(headers.get('content-type')).toBe('application/json')
    expect(keysOf(body)).toEqual(['articles', 'charter', 'format', 'label', 'languages', 'number'])
    const {
      articles: frozen,
      languages,
      ...rest
    } = body as {
      articles: { id: string; number: string | null; lang: string; heading: string; doc: object }[]
      languages: string[]
    }
    expect(rest).toEqual({ format: 1, charter: 'universal-charter', number: version.number, label: 'Its bytes' })
    for (const one of frozen) expect(keysOf(one)).toEqual(['doc', 'heading', 'id', 'lang', 'number'])
    const working = (await as.reviewer('GET', `/charters/${charter}/articles`)).body.items as Article[]
    expect(frozen.map(({ id, lang }) => [id, lang])).toEqual(
      working.flatMap((article) =>
        languages.flatMap((lang) => (article.documents.some((one) => one.lang === lang) ? [[article.id, lang]] : [])),
      ),
    )
    // what stands behind brackets in the file, and when and by whom anything was done
    expect(text).not.toMatch(/\bD\d\d\b|Delegation|\d{4}-\d\d-\d\dT|concord\.example/)
    const whole = (await anyone('GET', `/versions/${version.id}`)).body as {
      articles: { id: string; number: string | null; lang: string; heading: string; json: object; text: string }[]
    }
    expect(
      whole.articles.map(({ id, number, lang, heading, json }) => ({ id, number, lang, heading, doc: json })),
    ).toEqual(frozen)
    for (const one of whole.articles) expect(one.text.length).toBeGreaterThan(0)
  })

  test('README: a stranger verifies with curl and sha256sum', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    const shell = /## Verify a version yourself\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme)![1]!
    const script = [NO_CURL, shell.replaceAll('http://localhost:3000', demo.server.origin)].join('\n')
    const told = execFileSync('bash', ['-euo', 'pipefail', '-c', script], { encoding: 'utf8' })
    const { items } = (await anyone('GET', `/charters/${charter}/versions`)).body as { items: Version[] }
    expect(told).toContain(`${items[0]!.sha256}  -`)
    // and the hash that it is to be laid beside
    expect(told.split(items[0]!.sha256)).toHaveLength(3)
  })

  test('compared by words, in one language, block by block', async () => {
    const { items } = (await anyone('GET', `/charters/${charter}/versions`)).body as { items: Version[] }
    const [from, to] = [items[0]!, items.at(-1)!]
    const { body } = await anyone('GET', `/versions/${from.id}/compare/${to.id}`)
    expect(body.lang).toBe('en')
    for (const article of body.articles as { blocks: Record<string, unknown>[] }[]) {
      have(article, 'id', 'blocks')
      for (const block of article.blocks) have(block, 'id', 'change', 'runs', 'flags')
    }
    const changes = (body.articles as { blocks: { change: string; runs: { op: string; text: string }[] }[] }[]).flatMap(
      ({ blocks }) => blocks,
    )
    expect(new Set(changes.map(({ change }) => change))).toEqual(new Set(['same', 'added']))
    expect(changes.filter(({ change }) => change === 'added').flatMap(({ runs }) => runs)).toEqual(
      expect.arrayContaining([expect.objectContaining({ op: 'ins', text: 'At the end' })]),
    )
    expect((await anyone('GET', `/versions/${from.id}/compare/${to.id}?lang=ar`)).body.lang).toBe('ar')
    for (const path of [`/versions/${from.id}/compare/none`, `/versions/none/compare/${to.id}`])
      expect((await anyone('GET', path)).status).toBe(404)
  })

  test('withdrawn it stays readable, marked with the reason, and is signed no more', async () => {
    const version = await cut('Too early')
    expect((await as.chair('POST', `/versions/${version.id}/withdraw`, { reason: 'x' })).status).toBe(403)
    expect(faults(await as.secretariat('POST', `/versions/${version.id}/withdraw`, {}))).toEqual(['reason'])
    const withdrawn = await as.secretariat('POST', `/versions/${version.id}/withdraw`, { reason: 'Cut too early' })
    expect(withdrawn.status).toBe(200)
    expect((await as.secretariat('POST', `/versions/${version.id}/withdraw`, { reason: 'x' })).status).toBe(409)
    const { body } = await anyone('GET', `/versions/${version.id}`)
    expect(body).toMatchObject({ sha256: version.sha256, withdrawnReason: 'Cut too early' })
    expect(body.articles.length).toBeGreaterThan(20)
    const signed = await as.signatory('POST', `/versions/${version.id}/signoffs`, {
      ...{ decision: 'endorse', sha256: version.sha256, password: DEMO_PASSWORD },
    })
    expect([signed.status, signed.body.code]).toEqual([409, 'version-withdrawn'])
    const page = await fetch(`${demo.server.origin}/charter/v/${version.number}`)
    expect(await page.text()).toContain('Cut too early')
  })
})

describe('sign-offs', () => {
  test('by a party’s signatory, bound to the hash, one standing at a time', async () => {
    const version = await cut('To be signed')
    const path = `/versions/${version.id}/signoffs`
    const sign = (who: Call, more: object = {}) =>
      who('POST', path, { decision: 'endorse', sha256: version.sha256, ...more })
    expect(
      codesOf([
        await sign(anyone),
        await sign(as.admin),
        await sign(as.secretariat),
        await sign(as.head),
        await sign(as.signatory, { sha256: version.sha256.replace(/^./, (one) => (one === '0' ? '1' : '0')) }),
        await sign(as.signatory, { password: 'wrong' }),
      ]),
    ).toEqual([
      [401, 'not-signed-in'],
      [403, 'not-allowed'],
      [403, 'not-allowed'],
      [403, 'not-allowed'],
      [409, 'text-changed'],
      [403, 'confirm-password'],
    ])
    expect(faults(await sign(as.signatory, { decision: 'perhaps' }))).toEqual(['decision'])
    expect(
      faults(await sign(as.signatory, { articles: [{ articleId: 'none', kind: 'reservation', text: 'x' }] })),
    ).toEqual(['articles[0].articleId'])
    // signed in just now: no password is asked for
    const first = await sign(as.signatory, {
      ...{
        decision: 'endorse_with_statement',
        statement: 'In good faith.',
        capacity: 'Secretary-General',
        place: 'Geneva',
      },
      articles: [{ articleId: numbered('17').id, kind: 'reservation', text: 'Subject to our statutes.' }],
    })
    expect(first.status).toBe(201)
    have(first.body, 'id', 'party', 'decision', 'signedAt', 'signatory', 'statement', 'articles', 'withdrawnAt')
    expect(first.body).toMatchObject({
      ...{ decision: 'endorse_with_statement', statement: 'In good faith.', withdrawnAt: null, stage: 'draft' },
      party: { code: 'D01' },
      signatory: { capacity: 'Secretary-General', name: expect.any(String) as string },
      articles: [{ articleId: numbered('17').id, kind: 'reservation', text: 'Subject to our statutes.' }],
    })
    const again = await sign(as.signatory)
    expect([again.status, again.body.code]).toEqual([409, 'already-signed'])
    const other = await demo.as('signatory-02')
    expect((await sign(other, { decision: 'decline', statement: 'Not yet.', password: DEMO_PASSWORD })).status).toBe(
      201,
    )

    expect((await other('POST', `/signoffs/${first.body.id}/withdraw`, { reason: 'x' })).status).toBe(403)
    expect(faults(await as.signatory('POST', `/signoffs/${first.body.id}/withdraw`, {}))).toEqual(['reason'])
    const withdrawn = await as.signatory('POST', `/signoffs/${first.body.id}/withdraw`, {
      reason: 'A word was missing',
    })
    expect([withdrawn.status, typeof withdrawn.body.withdrawnAt]).toEqual([200, 'string'])
    // what is left out may be null, as the register tells it
    const nothing = { statement: null, articles: null, capacity: null, place: null, password: null }
    expect((await sign(as.signatory, nothing)).status).toBe(201)
    const register = (await anyone('GET', path)).body.items as { party: { code: string }; withdrawnAt: string | null }[]
    expect(register.map(({ party, withdrawnAt }) => [party.code, withdrawnAt === null])).toEqual([
      ['D01', false],
      ['D02', true],
      ['D01', true],
    ])
  })

  test('of a version that is not published yet there is nothing to sign', async () => {
    const held = await cut('Not yet', { publish: false })
    const signed = await as.signatory('POST', `/versions/${held.id}/signoffs`, {
      decision: 'endorse',
      sha256: held.sha256,
    })
    expect([signed.status, signed.body.code]).toEqual([409, 'not-published'])
  })
})

describe('the record', () => {
  test('is a chain that a stranger follows: each hash is that of the row’s RFC 8785 JSON without it', async () => {
    const rows: Record<string, unknown>[] = []
    for (let next: string | null = ''; next !== null;) {
      const query: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`
      const { body } = await as.auditor('GET', `/audit?limit=50${query}`)
      rows.push(...(body.items as Record<string, unknown>[]))
      next = body.next as string | null
    }
    let before = '0'.repeat(64)
    rows.forEach((row, i) => {
      const { hash, ...rest } = row
      expect(keysOf(row)).toEqual(['act', 'actor', 'at', 'data', 'hash', 'prevHash', 'seq', 'subject'])
      expect([rest['seq'], rest['prevHash'], hash]).toEqual([i + 1, before, sha256(canonicalJson(rest))])
      before = hash as string
    })
    const signed = rows.findLast(({ act }) => act === 'signoff.made')!
    expect(signed['actor']).toMatchObject({ role: 'signatory', party: { code: 'D01' } })
    expect(keysOf(signed['subject'] as object)).toEqual(['id', 'kind'])
    const verdict = await as.secretariat('GET', '/audit/verify')
    expect(verdict.body).toEqual({ ok: true, length: rows.length, head: before, brokenAt: null })
    for (const path of ['/audit', '/audit/verify']) {
      for (const who of [as.chair, as.drafter, as.observer, as.admin]) expect((await who('GET', path)).status).toBe(403)
      expect((await anyone('GET', path)).status).toBe(401)
    }
  })
})

describe('lists', () => {
  /** Every list of the document, by who may read it whole; `{}` stand for these. */
  const WHERE: Record<string, (place: { article: string; version: string }) => string> = {
    '/charters': () => '/charters',
    '/charters/{id}/articles': () => `/charters/${charter}/articles`,
    '/charters/{id}/versions': () => `/charters/${charter}/versions`,
    '/charters/{id}/assignments': () => `/charters/${charter}/assignments`,
    '/articles/{id}/comments': ({ article }) => `/articles/${article}/comments`,
    '/charters/{id}/proposals': () => `/charters/${charter}/proposals`,
    '/articles/{id}/proposals': ({ article }) => `/articles/${article}/proposals`,
    '/charters/{id}/sittings': () => `/charters/${charter}/sittings`,
    '/charters/{id}/decisions': () => `/charters/${charter}/decisions`,
    '/articles/{id}/changes': ({ article }) => `/articles/${article}/changes`,
    '/articles/{id}/decisions': ({ article }) => `/articles/${article}/decisions`,
    '/charters/{id}/board': () => `/charters/${charter}/board`,
    '/articles/{id}/fixes': ({ article }) => `/articles/${article}/fixes`,
    '/articles/{id}/assignments': ({ article }) => `/articles/${article}/assignments`,
    '/versions/{id}/signoffs': ({ version }) => `/versions/${version}/signoffs`,
    '/audit': () => '/audit',
    '/recovered': () => '/recovered',
    '/sessions': () => '/sessions',
    '/people': () => '/people',
    '/parties': () => '/parties',
    '/delegations': () => '/delegations',
    '/parties/{code}/people': () => '/parties/D01/people',
    '/parties/{code}/alternates': () => '/parties/D01/alternates',
    '/invitations': () => '/invitations',
  }
  const BACKWARDS = ['/sessions', '/invitations']

  test('every answer of the document that is {items, next} takes limit and cursor, and is walked here', () => {
    const { paths, components } = JSON.parse(JSON.stringify(openapiDocument())) as {
      paths: Record<string, { get?: { parameters: { name: string }[]; responses: Record<string, Json> } }>
      components: { schemas: Record<string, Json> }
    }
    interface Json {
      content?: Record<string, { schema: { $ref?: string; required?: string[] } }>
      required?: string[]
    }
    const lists = Object.entries(paths).filter(([, { get }]) => {
      const schema = get?.responses['200']?.content?.['application/json']?.schema
      const named = schema?.$ref === undefined ? schema : components.schemas[schema.$ref.split('/').at(-1)!]
      return named?.required?.includes('items') && named.required.includes('next')
    })
    expect(lists.map(([path]) => path).toSorted()).toEqual(Object.keys(WHERE).toSorted())
    for (const [path, { get }] of lists)
      expect(
        get!.parameters.map(({ name }) => name),
        path,
      ).toEqual(expect.arrayContaining(['limit', 'cursor']))
  })

  test.each(Object.keys(WHERE))('%s: page by page it is the same, each item once, oldest first', async (path) => {
    await as.secretariat('POST', '/invitations', { email: 'a@x.example', roles: ['observer'] })
    await as.secretariat('POST', '/invitations', { email: 'b@x.example', roles: ['observer'] })
    const { items: versions } = (await anyone('GET', `/charters/${charter}/versions`)).body as { items: Version[] }
    const signed = versions.find(({ label }) => label === 'To be signed')!
    const where = WHERE[path]!({ article: numbered('2').id, version: signed.id })
    const whole = (await as.secretariat('GET', `${where}?limit=500`)).body as {
      items: Record<string, unknown>[]
      next: null
    }
    expect(whole.next).toBeNull()
    const each: unknown[] = []
    const limit = Math.max(1, Math.ceil(whole.items.length / 4))
    for (let next: string | null = ''; next !== null;) {
      const query: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`
      const { body } = await as.secretariat('GET', `${where}?limit=${limit}${query}`)
      expect(body.items.length).toBeLessThanOrEqual(limit)
      each.push(...body.items)
      next = body.next as string | null
    }
    expect(each).toEqual(whole.items)
    const instants = whole.items.flatMap((one) => {
      const at = one['createdAt'] ?? one['cutAt'] ?? one['signedAt'] ?? one['beganAt'] ?? one['at']
      return typeof at === 'string' && path !== '/people' && !path.endsWith('/people') ? [at] : []
    })
    const oldestFirst = BACKWARDS.includes(path) ? instants.toReversed() : instants
    expect(oldestFirst).toEqual(instants.toSorted())
    expect((await as.secretariat('GET', where)).body.items).toEqual(whole.items.slice(0, 100))
    for (const query of ['limit=0', 'limit=-1', 'limit=x', 'cursor=none'])
      expect((await as.secretariat('GET', `${where}?${query}`)).status, query).toBe(422)
  })
})
