/** What a proposal is begun from, on both databases: another that it answers (PS28), and what somebody said (TH17). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ArticleView, Thread } from '#lib/domain/contract.ts'
import type { ProposalView } from '#lib/domain/contract-proposals.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { callerOf, type Caller } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let article: ArticleView
  const as = {} as Record<'secretariat' | 'chair' | 'auditor' | 'first' | 'second' | 'reviewer', Caller>
  beforeAll(async () => {
    house = await openHouse(dialect)
    const people = {
      secretariat: await house.person('secretariat', ['secretariat']),
      chair: await house.person('chair', ['chair']),
      auditor: await house.person('auditor', ['auditor']),
      first: await house.person('first', ['drafter'], 'D01'),
      second: await house.person('second', ['drafter'], 'D02'),
      reviewer: await house.person('reviewer', ['reviewer'], 'D03'),
    }
    for (const [name, actor] of Object.entries(people))
      as[name as keyof typeof as] = callerOf(house.app, await house.tokenOf(actor))
    const { id } = value(await house.app.importCharter(people.secretariat, sample, 'sample'))
    article = value(await house.app.listArticles(people.secretariat, id)).items.find(({ number }) => number === '14')!
  })
  afterAll(() => house.close())

  const ACT = { act: { op: 'delete', bracket: 'br-cyber-ai' } }
  const begin = (who: Caller, input: object = {}) =>
    who('POST', `/articles/${article.id}/proposals`, { ...ACT, ...input })
  const begun = async (who: Caller, input: object = {}): Promise<ProposalView> => {
    const made = await begin(who, input)
    expect(made).toMatchObject({ status: 201 })
    return made.body
  }
  const done = async (who: Caller, { id }: { id: string }, act: string, input: object = {}): Promise<ProposalView> => {
    const made = await who('POST', `/proposals/${id}/${act}`, input)
    expect(made).toMatchObject({ status: 200 })
    return made.body
  }
  const tabled = async (who: Caller, input: object = {}): Promise<ProposalView> => {
    const draft = await begun(who, input)
    await done(who, draft, 'submit')
    return done(as.secretariat, draft, 'admit')
  }
  const read = async (who: Caller, { id }: { id: string }): Promise<ProposalView> =>
    (await who('GET', `/proposals/${id}`)).body

  describe('PS28: what answers another', () => {
    let asked: ProposalView
    beforeEach(async () => (asked = await tabled(as.first)))

    test('says so; that one names it to whoever reads both', async () => {
      const draft = await begun(as.second, { answers: asked.id })
      expect(draft.answers).toMatchObject({ id: asked.id, code: asked.code })
      expect((await read(as.second, asked)).answeredBy).toMatchObject([{ id: draft.id, status: 'draft' }])
      expect((await read(as.first, asked)).answeredBy).toEqual([])
      await done(as.second, draft, 'submit')
      const { code } = await done(as.secretariat, draft, 'admit')
      expect((await read(as.first, asked)).answeredBy).toMatchObject([{ id: draft.id, code, status: 'tabled' }])
      const chairs = await begun(as.chair, { answers: asked.id })
      expect(chairs).toMatchObject({ isChairs: true, answers: { id: asked.id } })
    })

    test('not its author’s own, nor what is not before everybody, nor what is over', async () => {
      const fault = { code: 'invalid', errors: [{ path: 'answers' }] }
      expect((await begin(as.first, { answers: asked.id })).body).toMatchObject(fault)
      const draft = await begun(as.second)
      expect((await begin(as.second, { answers: draft.id })).body).toMatchObject(fault)
      expect((await begin(as.first, { answers: draft.id })).body).toMatchObject(fault)
      expect((await read(as.second, asked)).permissions.answer).toBe(true)
      for (const who of [as.first, as.reviewer, as.auditor])
        expect((await read(who, asked)).permissions?.answer ?? false).toBe(false)
      await done(as.first, asked, 'leave')
      expect((await read(as.second, asked)).permissions.answer).toBe(false)
      expect((await begin(as.second, { answers: asked.id })).body).toMatchObject(fault)
    })
  })

  describe('TH17: what is made of a comment', () => {
    const say = async (who: Caller): Promise<Thread> =>
      (await who('POST', `/articles/${article.id}/comments`, { body: 'Why?', lang: 'en' })).body
    const thread = async (who: Caller, { id }: { id: string }): Promise<Thread> =>
      (await who('GET', `/articles/${article.id}/comments?limit=500`)).body.items.find((one: Thread) => one.id === id)

    test('is offered to whoever may propose, and turned into wording when it is tabled, not before', async () => {
      const said = await say(as.reviewer)
      expect((await thread(as.second, said)).permissions.propose).toBe(true)
      expect((await thread(as.reviewer, said)).permissions.propose).toBe(false)
      const draft = await begun(as.second, { commentId: said.id })
      expect(draft.madeOf).toBe(said.id)
      await done(as.second, draft, 'submit')
      expect(await thread(as.reviewer, said)).toMatchObject({ status: 'open', proposals: [] })
      const { code } = await done(as.secretariat, draft, 'admit')
      expect(await thread(as.reviewer, said)).toMatchObject({
        ...{
          status: 'converted',
          settledAt: expect.any(String),
          proposals: [{ id: draft.id, code, status: 'tabled' }],
        },
      })
      expect((await thread(as.second, said)).permissions.propose).toBe(false)
      expect((await read(as.reviewer, draft)).madeOf).toBe(said.id)
      const acts = (await house.store.db.selectFrom('audit').selectAll().execute()).filter(
        (row) => (JSON.parse(row.subject) as { id: string }).id === said.id,
      )
      expect(acts.map(({ act }) => act)).toEqual(['comment.made', 'comment.converted'])
      // its author reopens it
      expect(await as.reviewer('POST', `/comments/${said.id}/reopen`, {})).toMatchObject({ body: { status: 'open' } })
    })

    test('what was settled before stays so', async () => {
      const said = await say(as.reviewer)
      const draft = await begun(as.second, { commentId: said.id })
      await done(as.second, draft, 'submit')
      await as.reviewer('POST', `/comments/${said.id}/resolve`, {})
      await done(as.secretariat, draft, 'admit')
      expect(await thread(as.reviewer, said)).toMatchObject({ status: 'resolved', proposals: [{ id: draft.id }] })
    })

    test('of what a delegation said among itself nobody else hears', async () => {
      const said = await say(as.second)
      await house.store.db.updateTable('comment').set({ visibility: 'delegation' }).where('id', '=', said.id).execute()
      const made = await tabled(as.second, { commentId: said.id })
      expect((await read(as.second, made)).madeOf).toBe(said.id)
      expect((await read(as.first, made)).madeOf).toBeNull()
      expect((await begin(as.first, { commentId: said.id })).body).toMatchObject({ errors: [{ path: 'commentId' }] })
    })
  })
})
