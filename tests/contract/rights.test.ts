// Over 250 lines: one story after another of the same part, with what they share.
/** Who may do what with the acts of the writing desk, by every role, through the API, on both databases; and what they leave behind. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { callerOf, type Caller } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

const ROLES = ['public', 'admin', 'observer', 'auditor', 'stranger', 'drafter', 'chair', 'secretariat'] as const
type Name = (typeof ROLES)[number]

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let charter: string
  let other: string
  let article: ArticleView
  let locked: ArticleView
  let versions: { published: string; draft: string }
  const people = {} as Record<Exclude<Name, 'public'>, Actor>
  const as = {} as Record<Name, Caller>
  beforeAll(async () => {
    house = await openHouse(dialect)
    people.admin = await house.person('admin', ['administrator'])
    people.observer = await house.person('observer', ['observer'])
    people.auditor = await house.person('auditor', ['auditor'])
    people.stranger = await house.person('stranger', ['drafter', 'signatory'], 'D02')
    people.drafter = await house.person('drafter', ['drafter'], 'D01')
    people.chair = await house.person('chair', ['chair'])
    people.secretariat = await house.person('secretariat', ['secretariat'])
    for (const [name, actor] of Object.entries(people))
      as[name as Name] = callerOf(house.app, await house.tokenOf(actor))
    as.public = callerOf(house.app, null)
    const { app } = house
    charter = value(await app.importCharter(people.secretariat, sample, 'sample')).id
    other = value(
      await app.createCharter(people.secretariat, { slug: 'other', title: 'Other', languages: ['en', 'fr'] }),
    ).id
    value(await app.createArticle(people.secretariat, other, { heading: 'Elsewhere', after: null }))
    const { items } = value(await app.listArticles(people.secretariat, charter))
    article = items.find(({ number }) => number === '5')!
    locked = items.find(({ number }) => number === '1')!
    value(await app.assign(people.secretariat, article.id, { personId: people.drafter.id, kind: 'drafter' }))
    const draft = value(
      await app.cutVersion(people.secretariat, charter, { label: 'Unseen', notes: '', publish: false }),
    )
    const all = value(await app.listVersions(people.secretariat, charter)).items
    versions = { published: all[0]!.id, draft: draft.id }
  })
  afterAll(() => house.close())

  /** What each role is answered. */
  const answers = async (method: string, path: string, body?: object): Promise<Record<string, number>> => {
    const found: [string, number][] = []
    for (const name of ROLES) found.push([name, (await as[name](method, path, body)).status])
    return Object.fromEntries(found)
  }
  const everybody = (status: number, more: Partial<Record<Name, number>> = {}): Record<string, number> => ({
    ...Object.fromEntries(ROLES.map((name) => [name, status])),
    ...more,
  })
  const nobody = { public: 401, admin: 404 }
  const lookers = { observer: 403, auditor: 403, stranger: 403 }

  test('CM12: working texts are compared for their readers, versions nobody published too; of versions only published ones for all', async () => {
    const compare = (from: string, to: string) =>
      `/charters/${charter}/compare?${new URLSearchParams({ from, to }).toString()}`
    expect(await answers('GET', compare('1', 'now'))).toEqual(everybody(200, { public: 404, admin: 404 }))
    expect(await answers('GET', compare('2026-03-02T09:00:00Z', '1'))).toEqual(
      everybody(200, { public: 404, admin: 404 }),
    )
    for (const point of ['2', versions.draft])
      expect(await answers('GET', compare('1', point))).toEqual(everybody(200, { public: 404, admin: 404 }))
    expect(await answers('GET', compare('1', versions.published))).toEqual(everybody(200))
    expect(await answers('GET', `/versions/${versions.published}/compare/${versions.draft}`)).toEqual(
      everybody(200, { public: 404, admin: 404 }),
    )
    // another charter's version, and what is no point at all
    expect((await as.secretariat('GET', `/charters/${other}/compare?from=${versions.published}&to=now`)).status).toBe(
      404,
    )
    const wrong = await as.public('GET', compare('x', 'now'))
    expect([wrong.status, wrong.body.errors]).toEqual([
      422,
      [{ path: 'from', message: 'must be a version, now, or an instant' }],
    ])
  })

  test('for whom the working text is none, no text and no journal is read', async () => {
    const { texts } = house.context
    const { settle, readMany } = texts
    let asked = 0
    texts.settle = (ids) => (asked++, settle(ids))
    texts.readMany = (ids) => (asked++, readMany(ids))
    try {
      for (const point of ['now', '2026-03-02T09:00:00Z'])
        for (const name of ['public', 'admin'] as const)
          expect((await as[name]('GET', `/charters/${charter}/compare?from=1&to=${point}`)).status).toBe(404)
      expect(asked).toBe(0)
    } finally {
      Object.assign(texts, { settle, readMany })
    }
  })

  test('reading: who wrote what, terms, counts, words found, settings, what follows an older source', async () => {
    expect(await answers('GET', `/articles/${article.id}/authorship`)).toEqual(everybody(200, nobody))
    expect(await answers('GET', `/articles/${article.id}/translation?lang=ar`)).toEqual(everybody(200, nobody))
    for (const path of ['terms', 'counts', 'find?q=the', 'settings'])
      expect(await answers('GET', `/charters/${charter}/${path}`), path).toEqual(
        // the charter itself is published: an administrator may know of it
        everybody(200, { public: 401, admin: 403 }),
      )
    for (const path of ['terms', 'counts', 'find?q=the', 'settings'])
      expect((await as.admin('GET', `/charters/${other}/${path}`)).status, path).toBe(404)
    expect((await as.drafter('GET', `/articles/${article.id}/authorship?seq=0`)).status).toBe(422)
    expect((await as.drafter('GET', `/articles/${article.id}/authorship?seq=99999`)).body.errors).toEqual([
      { path: 'seq', message: expect.stringMatching(/^must be from 1 to \d+$/) as string },
    ])
    for (const id of ['none', '%00'])
      expect((await as.drafter('GET', `/articles/${id}/authorship`)).status, id).toBe(404)
  })

  test('writing: only who may edit, and nothing that is locked', async () => {
    const head = value(await house.app.readArticle(people.chair, article.id)).json.content[1]!.attrs.id
    const move = { blockIds: [head], to: locked.id, before: null }
    expect(await answers('POST', `/articles/${article.id}/blocks/move`, move)).toEqual(
      everybody(409, { ...nobody, ...lookers }),
    )
    expect(await answers('POST', `/articles/${locked.id}/restore`, { versionId: versions.published })).toEqual(
      everybody(409, nobody),
    )
    expect(await answers('POST', `/articles/${article.id}/restore`, { versionId: versions.published })).toEqual(
      everybody(200, { ...nobody, ...lookers }),
    )
    const check = { lang: 'ar', blockId: head, sourceSeq: 1 }
    expect(await answers('POST', `/articles/${article.id}/translation/checks`, check)).toEqual(
      everybody(201, { ...nobody, ...lookers }),
    )
    expect(await answers('PATCH', `/charters/${charter}/settings`, {})).toEqual(
      everybody(403, { public: 401, secretariat: 200 }),
    )
    expect((await as.admin('PATCH', `/charters/${other}/settings`, {})).status).toBe(404)
    // replacing tells of each article what became of it
    const replace = await answers('POST', `/charters/${charter}/replace`, {
      q: 'no such words',
      by: '',
      articles: [article.id],
    })
    expect(replace).toEqual(everybody(200, { public: 401, admin: 403 }))
    const wrong = await as.drafter('POST', `/charters/${charter}/replace`, {
      ...{ q: 'the', by: 'a', articles: [article.id], lang: 'tlh' },
    })
    expect([wrong.status, wrong.body.errors]).toEqual([
      422,
      [{ path: 'lang', message: 'must be a language of this charter' }],
    ])
    // an article of another charter
    expect(
      (await as.drafter('POST', `/charters/${other}/replace`, { q: 'a', by: 'b', articles: [article.id] })).status,
    ).toBe(422)
  })

  test('SY15: what a page does for one person is not done under the session of another', async () => {
    const check = { lang: 'ar', blockId: 'none', sourceSeq: 1 }
    const path = `/articles/${article.id}/translation/checks`
    const by = (person: Actor) => as.drafter('POST', path, check, { 'concord-person': person.id })
    const refused = await by(people.chair)
    expect([refused.status, refused.body.code]).toEqual([403, 'other-person'])
    // there is no such paragraph: they got in
    expect((await by(people.drafter)).status).toBe(404)
    expect((await as.drafter('POST', path, check)).status).toBe(404)
  })

  test('no name of another party is told where the charter does not show it', async () => {
    const documentId = article.documents.find(({ lang }) => lang === 'en')!.id
    const more =
      (words: string) =>
      (doc: ArticleDoc): ArticleDoc => ({
        ...doc,
        content: doc.content.map((block, i) =>
          i === 1 ? { ...block, content: [...(block.content ?? []), { type: 'text', text: words }] } : block,
        ),
      })
    await house.context.texts.change(documentId, more(' Written by one.'), personally(people.drafter))
    const told = async (who: Caller): Promise<string> =>
      JSON.stringify((await who('GET', `/articles/${article.id}/authorship`)).body)
    for (const [authorship, seen] of [
      ['own_party', ['drafter', 'chair', 'auditor', 'secretariat']],
      ['off', ['drafter', 'auditor', 'secretariat']],
      ['all', ['observer', 'stranger', 'drafter', 'chair', 'auditor', 'secretariat']],
    ] as const) {
      expect((await as.secretariat('PATCH', `/charters/${charter}/settings`, { authorship })).status).toBe(200)
      for (const name of ['observer', 'stranger', 'drafter', 'chair', 'auditor', 'secretariat'] as const) {
        const body = await told(as[name])
        expect([name, body.includes('"drafter"'), body.includes(people.drafter.id)]).toEqual([
          name,
          (seen as readonly string[]).includes(name),
          false,
        ])
        expect(body.includes('"D01"')).toBe((seen as readonly string[]).includes(name))
      }
    }
    // nor by any other reading of the text
    await as.secretariat('PATCH', `/charters/${charter}/settings`, { authorship: 'off', presence: 'off' })
    for (const path of [
      `/articles/${article.id}`,
      `/articles/${article.id}/translation?lang=ar`,
      `/charters/${charter}/compare?from=1&to=now`,
      `/charters/${charter}/find?q=written`,
    ])
      expect(JSON.stringify((await as.stranger('GET', path)).body)).not.toContain(people.drafter.id)
  })

  test('what is locked while it is being restored or replaced in stays as it is', async () => {
    const { app, context } = house
    const { texts } = context
    const documentId = article.documents.find(({ lang }) => lang === 'en')!.id
    const before = await texts.read(documentId)
    const { status } = value(await app.readArticle(people.chair, article.id))
    const lock = async (): Promise<void> => {
      // by the chair, past open brackets: what counts is when
      await house.store.db.updateTable('article').set({ status: 'agreed' }).where('id', '=', article.id).execute()
    }
    const { changeTogether } = texts
    texts.changeTogether = async (...how) => {
      await lock()
      return changeTogether(...how)
    }
    try {
      const restored = await as.drafter('POST', `/articles/${article.id}/restore`, { versionId: versions.published })
      expect([restored.status, restored.body.code]).toEqual([409, 'article-locked'])
      await house.store.db.updateTable('article').set({ status }).where('id', '=', article.id).execute()
      const replaced = await as.drafter('POST', `/charters/${charter}/replace`, {
        ...{ q: 'written', by: 'set down', articles: [article.id] },
      })
      expect(replaced.body).toEqual({
        id: null,
        count: 0,
        replaced: [],
        leftAlone: [{ articleId: article.id, code: 'article-locked' }],
      })
    } finally {
      texts.changeTogether = changeTogether
      await house.store.db.updateTable('article').set({ status }).where('id', '=', article.id).execute()
    }
    expect(await texts.read(documentId)).toEqual(before)
    // the room holds what is kept, and goes on
    const restored = await as.drafter('POST', `/articles/${article.id}/restore`, { versionId: versions.published })
    expect(restored.status).toBe(200)
    expect(JSON.stringify(await texts.read(documentId))).not.toContain('Written by one.')
    const { items } = value(await app.listAudit(people.secretariat, { limit: 500 }))
    expect(items.at(-1)).toMatchObject({ act: 'article.restored', data: { seq: restored.body.seq } })
    expect(items.filter(({ act }) => act === 'article.restored')).toHaveLength(1)
  })

  test('FI11: a replacement that would make an article endless is refused before it is made', async () => {
    const documentId = article.documents.find(({ lang }) => lang === 'en')!.id
    const { texts } = house.context
    const before = await texts.read(documentId)
    const grown = (length: number) => ({
      ...before,
      content: before.content.map((block, i) =>
        i === 1 ? { ...block, content: [{ type: 'text' as const, text: 'e'.repeat(length) }] } : block,
      ),
    })
    await texts.write(documentId, grown(10_000), personally(people.drafter))
    const replaced = await as.drafter('POST', `/charters/${charter}/replace`, {
      ...{ q: 'e', by: 'e'.repeat(200), articles: [article.id] },
    })
    expect(replaced.body).toMatchObject({ id: null, leftAlone: [{ articleId: article.id, code: 'too-large' }] })
    expect(await texts.read(documentId)).toEqual(grown(10_000))
    await texts.write(documentId, before, personally(people.drafter))
  })
})
