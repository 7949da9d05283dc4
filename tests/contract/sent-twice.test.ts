// Over 250 lines: one act after another, sent twice.
/** AU6: what is sent again under its key is done once, on both databases, one after the other and in the same moment. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { callerOf, type Caller } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, PASSWORD, value, type House } from '../support/house.ts'

const DAY_MS = 24 * 60 * 60 * 1000

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let people: Record<'secretariat' | 'chair' | 'drafter' | 'other' | 'signatory', Actor>
  let charter: string
  const as = {} as Record<keyof typeof people, Caller>
  let article: ArticleView
  let bracketed: ArticleView
  beforeAll(async () => {
    house = await openHouse(dialect)
    people = {
      secretariat: await house.person('secretariat', ['secretariat']),
      chair: await house.person('chair', ['chair']),
      drafter: await house.person('drafter', ['drafter'], 'D01'),
      other: await house.person('other', ['drafter'], 'D01'),
      signatory: await house.person('signatory', ['signatory'], 'D02'),
    }
    for (const name of Object.keys(people) as (keyof typeof people)[])
      as[name] = callerOf(house.app, await house.tokenOf(people[name]))
    charter = value(await house.app.importCharter(people.secretariat, sample, 'sample')).id
    const { items } = value(await house.app.listArticles(people.secretariat, charter))
    article = items.find(({ number }) => number === '7')!
    bracketed = items.find(({ number }) => number === '5')!
  })
  afterAll(() => house.close())

  const under = (key: string): Record<string, string> => ({ 'idempotency-key': key })
  const say = (who: Caller, body: string, key?: string) =>
    who(
      'POST',
      `/articles/${article.id}/comments`,
      { body, lang: 'en', anchor: null },
      key === undefined ? {} : under(key),
    )
  const said = async (body: string): Promise<number> => {
    const { items } = (await as.drafter('GET', `/articles/${article.id}/comments?limit=500`)).body
    return items.filter((one: { body: string }) => one.body === body).length
  }
  const acts = (act: string) => house.store.db.selectFrom('audit').select('seq').where('act', '=', act).execute()

  test('AU6: a comment is there once, and the second sending is told which it is', async () => {
    const first = await say(as.drafter, 'Once.', 'k-1')
    expect(first.status).toBe(201)
    const again = await say(as.drafter, 'Once.', 'k-1')
    expect(again.status).toBe(409)
    expect(again.body).toMatchObject({ code: 'already-done', subject: { kind: 'comment', id: first.body.id } })
    expect(await said('Once.')).toBe(1)
  })

  test('AU6: sent in the same moment five times, it is there once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => say(as.drafter, 'At once.', 'k-2')))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
    const made = answers.find(({ status }) => status === 201)!
    for (const { status, body } of answers)
      if (status === 409)
        expect(body).toMatchObject({ code: 'already-done', subject: { kind: 'comment', id: made.body.id } })
    expect(await said('At once.')).toBe(1)
  })

  test('AU6: without a key, with other words, under another key, at another place and by another person it is another act', async () => {
    for (const _ of [1, 2]) expect((await say(as.drafter, 'Twice.')).status).toBe(201)
    expect((await say(as.drafter, 'Other words.', 'k-1')).status).toBe(201)
    expect((await say(as.drafter, 'Once.', 'k-3')).status).toBe(201)
    expect((await say(as.other, 'Once.', 'k-1')).status).toBe(201)
    const elsewhere = await as.drafter(
      'POST',
      `/articles/${bracketed.id}/comments`,
      { body: 'Once.', lang: 'en', anchor: null },
      under('k-1'),
    )
    expect(elsewhere.status).toBe(201)
    expect([await said('Twice.'), await said('Once.')]).toEqual([2, 3])
  })

  test('AU6: what was refused has used no key', async () => {
    const target = `/articles/${article.id}/comments`
    const wrong = { body: 'On words.', lang: 'en', anchor: { blockId: 'no such block', exact: 'words' } }
    expect((await as.drafter('POST', target, wrong, under('k-4'))).status).toBe(422)
    expect((await as.drafter('POST', target, wrong, under('k-4'))).body.code).toBe('invalid')
    expect((await say(as.drafter, 'On words.', 'k-4')).status).toBe(201)
  })

  test('AU6: replies, proposals and decisions on brackets are done once as well', async () => {
    const thread = (await say(as.drafter, 'Answer me.')).body.id as string
    const answer = () => as.other('POST', `/comments/${thread}/replies`, { body: 'Here.' }, under('k-5'))
    const [one, two] = await Promise.all([answer(), answer()])
    expect([one.status, two.status].sort()).toEqual([201, 409])
    const { items } = (await as.drafter('GET', `/articles/${article.id}/comments?limit=500`)).body
    expect(items.find(({ id }: { id: string }) => id === thread).replies).toHaveLength(1)

    const drafts = () => house.store.db.selectFrom('proposal').select('id').where('status', '=', 'draft').execute()
    const before = (await drafts()).length
    const begin = () => as.drafter('POST', `/articles/${article.id}/proposals`, { lang: 'en' }, under('k-6'))
    const begun = await begin()
    expect(begun.status).toBe(201)
    expect((await begin()).body.subject).toEqual({ kind: 'proposal', id: begun.body.id })
    expect(await drafts()).toHaveLength(before + 1)

    const settle = () =>
      as.chair(
        'POST',
        `/articles/${bracketed.id}/brackets/br-access-modal/settle`,
        { act: 'choose', option: 'br-access-modal.1', as: 'chair' },
        under('k-7'),
      )
    // told apart from what somebody else settled, in the same moment, too
    const settled = await Promise.all([settle(), settle()])
    expect(settled.map(({ status, body }) => (status === 200 ? 'done' : body.code)).sort()).toEqual([
      'already-done',
      'done',
    ])
    expect((await settle()).body.code).toBe('already-done')
    expect(await acts('bracket.settled')).toHaveLength(1)
  })

  test('AU6: a key is 1 to 200 letters, digits and signs', async () => {
    const wrong = await say(as.drafter, 'Never.', 'two words')
    expect(wrong.status).toBe(422)
    expect(wrong.body.errors[0].path).toBe('Idempotency-Key')
    expect((await say(as.drafter, 'Never.', 'k'.repeat(201))).status).toBe(422)
    expect((await say(as.drafter, 'At the limit.', 'k'.repeat(200))).status).toBe(201)
    expect(await said('Never.')).toBe(0)
  })

  test('AU6: whatever a request makes impossible for its own second sending is not taken for somebody else’s', async () => {
    const cut = () =>
      as.secretariat('POST', `/charters/${charter}/versions`, { label: 'Rev.9', publish: false }, under('k-8'))
    const cuts = await Promise.all([cut(), cut()])
    expect(cuts.map(({ status, body }) => (status === 201 ? 'done' : body.code)).sort()).toEqual([
      'already-done',
      'done',
    ])
    const version = cuts.find(({ status }) => status === 201)!.body as { id: string; sha256: string }
    const publish = () => as.secretariat('POST', `/versions/${version.id}/publish`, {}, under('k-9'))
    expect((await publish()).status).toBe(200)
    expect((await publish()).body.code).toBe('already-done')

    const { sha256 } = (await as.signatory('GET', `/versions/${version.id}`)).body as { sha256: string }
    const sign = () =>
      as.signatory(
        'POST',
        `/versions/${version.id}/signoffs`,
        { sha256, decision: 'endorse', password: PASSWORD },
        under('k-10'),
      )
    const signed = await sign()
    expect(signed.status).toBe(201)
    expect((await sign()).body).toMatchObject({
      code: 'already-done',
      subject: { kind: 'signoff', id: signed.body.id },
    })
    const withdrawn = await as.signatory('POST', `/signoffs/${signed.body.id}/withdraw`, { reason: 'Our board met.' })
    expect(withdrawn.status).toBe(200)
    // what was withdrawn stays so: a late second sending signs nothing
    expect((await sign()).body.code).toBe('already-done')
  })

  test('AU6: acts on people, who are asked about anew, and what no record tells of are done once', async () => {
    const link = () => as.secretariat('POST', `/people/${people.other.id}/password-link`, {}, under('k-11'))
    expect((await link()).status).toBe(201)
    expect((await link()).body.code).toBe('already-done')

    const path = `/articles/${article.id}/proposals`
    const proposal = (await as.drafter('POST', path, { lang: 'en', rationale: 'Later.' })).body.id as string
    const last = value(await house.app.readArticle(people.drafter, article.id)).json.content.at(-1)!.attrs.id
    const blocks = [{ id: null, after: last, kind: 'para', text: 'Once behind the others.' }]
    const write = () => as.drafter('PUT', `/proposals/${proposal}/texts/en`, { blocks }, under('k-15'))
    expect((await write()).status).toBe(200)
    expect((await write()).body.code).toBe('already-done')
    const text = JSON.stringify((await as.drafter('GET', `/proposals/${proposal}/texts/en`)).body)
    expect(text.split('Once behind the others.').length - 1).toBe(1)
    const edit = () => as.drafter('PATCH', `/proposals/${proposal}`, { rationale: 'Because.' }, under('k-12'))
    expect((await edit()).status).toBe(200)
    expect((await edit()).body.code).toBe('already-done')
  })

  test('AU6: of an act on several articles, each is done once, and what was cut off on the way goes on', async () => {
    const { items } = value(await house.app.listArticles(people.secretariat, charter))
    const numbered = (wanted: string): ArticleView => items.find(({ number }) => number === wanted)!
    const [one, two] = [numbered('8'), numbered('9')]
    const replace = (articles: (string | undefined)[]) =>
      as.secretariat(
        'POST',
        `/charters/${charter}/replace`,
        { q: 'shall', by: 'shall shall', lang: 'en', wholeWords: true, articles },
        under('k-13'),
      )
    const both = [one.id, two.id]
    // the second article fails as if the node died there
    const { changeTogether } = house.context.texts
    let asked = 0
    house.context.texts.changeTogether = (...given) =>
      ++asked === 2 ? Promise.reject(new Error('gone')) : changeTogether(...given)
    await expect(replace(both)).rejects.toThrow('gone')
    house.context.texts.changeTogether = changeTogether
    const goesOn = await replace(both)
    expect(goesOn.status).toBe(200)
    expect(goesOn.body.replaced.map(({ articleId }: { articleId: string }) => articleId)).toEqual([two.id])
    expect((await replace(both)).body.code).toBe('already-done')
    for (const { documents } of [one, two]) {
      const doc = await house.context.texts.read(documents.find(({ lang }) => lang === 'en')!.id)
      expect(JSON.stringify(doc)).toContain('shall shall')
      expect(JSON.stringify(doc)).not.toContain('shall shall shall')
    }
  })

  test('AU6: of what says a password nothing is kept, and it takes no key', async () => {
    const kept = () => house.store.db.selectFrom('keyed_act').selectAll().execute()
    const before = await kept()
    const body = { old: PASSWORD, new: 'another password, longer than before' }
    for (const status of [204, 403])
      expect((await as.other('POST', '/me/password', body, under('k-14'))).status).toBe(status)
    expect(await kept()).toEqual(before)
  })

  test('AU6: a key is known for seven days, and then forgotten', async () => {
    house.wait(6 * DAY_MS)
    expect((await say(as.drafter, 'Once.', 'k-1')).body.code).toBe('already-done')
    house.wait(DAY_MS)
    expect((await say(as.drafter, 'Once.', 'k-3')).status).toBe(201)
    expect((await say(as.drafter, 'Once.', 'k-3')).body.code).toBe('already-done')
    house.wait(7 * DAY_MS)
    value(await house.app.signIn({ email: people.drafter.email, password: PASSWORD }, '192.0.2.1'))
    expect(await house.store.db.selectFrom('keyed_act').selectAll().execute()).toEqual([])
    expect((await say(as.drafter, 'Once.', 'k-1')).status).toBe(201)
  })
})
