/** HO13-HO17: what the talks ask of a person stands on their home as long as it waits for them, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HomeReopened, HomeView, Need } from '#lib/domain/home.ts'
import { keepVisits } from '../../server/store/visits.ts'
import { DIALECTS } from '../support/database.ts'
import { value } from '../support/house.ts'
import { openTalks, type Cast, type Talks } from '../support/talks.ts'

const DAY = 24 * 60 * 60 * 1000

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  beforeAll(async () => {
    talks = await openTalks(dialect)
  }, 60_000)
  afterAll(() => talks.close())

  const home = async (who: Cast): Promise<HomeView> =>
    value(await talks.house.app.readHome(talks.people[who], talks.charter, 'en'))
  const needOf = async <K extends Need['kind']>(who: Cast, kind: K): Promise<(Need & { kind: K }) | undefined> =>
    (await home(who)).needs.find((need): need is Need & { kind: K } => need.kind === kind)
  const inDays = (days: number): string => new Date(Date.parse(talks.house.now()) + days * DAY).toISOString()

  test('HO13: what was agreed ad referendum waits for the heads that were named, until they answer or the time is over', async () => {
    const [one, two] = [await talks.article({ p1: 'They act.' }), await talks.article({ p1: 'They help.' })]
    const agree = (id: string, days: number) =>
      talks.as.chair('POST', `/articles/${id}/provisions/p1/status`, {
        ...{ status: 'agreed_ad_referendum', parties: ['D01', 'D02'], confirmBy: inDays(days) },
      })
    expect((await agree(one.id, 3)).status).toBe(200)
    expect((await agree(two.id, 1)).status).toBe(200)
    const asked = (await needOf('head', 'confirm'))!.asked
    // what ends first stands first
    expect(asked.map(({ article, n }) => [article.id, n])).toEqual([
      [two.id, 1],
      [one.id, 1],
    ])
    for (const who of ['drafter', 'seated', 'chair', 'secretariat'] as const)
      expect(await needOf(who, 'confirm'), who).toBeUndefined()
    const answered = await talks.as.head('POST', `/articles/${one.id}/provisions/p1/confirm`, {})
    expect(answered.status).toBe(200)
    expect((await needOf('head', 'confirm'))!.asked.map(({ article }) => article.id)).toEqual([two.id])
    expect((await needOf('other', 'confirm'))!.asked).toHaveLength(2)
    talks.house.wait(2 * DAY)
    expect(await needOf('head', 'confirm')).toBeUndefined()
    expect((await needOf('other', 'confirm'))!.asked.map(({ article }) => article.id)).toEqual([one.id])
    talks.house.wait(2 * DAY)
    expect(await needOf('other', 'confirm')).toBeUndefined()
  })

  test('HO14: an editorial fix is told to whoever may object to it, for as long as they may', async () => {
    const article = await talks.article({ p1: 'They recieve help.' })
    value(await talks.house.app.setArticleStatus(talks.people.chair, article.id, { status: 'agreed_in_group' }))
    const { body: fix } = await talks.as.secretariat('POST', `/articles/${article.id}/fixes`, {
      ...{ lang: 'en', blockId: 'p1', exact: 'recieve', words: 'receive', why: 'A wrong letter.' },
    })
    expect(await needOf('head', 'object')).toBeUndefined()
    await talks.as.second('POST', `/fixes/${fix.id}/confirm`, {})
    expect((await needOf('head', 'object'))!.asked).toMatchObject([{ article: { id: article.id }, n: 1 }])
    expect(await needOf('reviewer', 'object')).toBeUndefined()
    talks.house.wait(5 * DAY)
    expect(await needOf('head', 'object')).toBeUndefined()
  })

  test('HO15: a proposal waits for the head who is asked to approve, for whom it asks to sponsor, and for who tables it', async () => {
    const article = await talks.article({ p1: 'They act in time.' })
    expect((await talks.as.head('PUT', '/parties/D01/proposals', { needHead: true })).status).toBe(200)
    const { body: draft } = await talks.as.drafter('POST', `/articles/${article.id}/proposals`, {})
    const waits = async (who: Cast) =>
      (await needOf(who, 'proposals'))?.proposals.map((one) => [one.id, one.waits] as const) ?? []
    const written = await talks.as.drafter('PUT', `/proposals/${draft.id}/texts/en`, {
      blocks: [{ id: 'p1', find: 'They act', place: 'behind', text: ' at once' }],
    })
    expect(written.status).toBe(200)
    for (const who of ['head', 'other', 'secretariat'] as const) expect(await waits(who), who).toEqual([])

    expect((await talks.as.drafter('POST', `/proposals/${draft.id}/sponsors`, { party: 'D02' })).status).toBe(200)
    expect(await waits('other')).toEqual([[draft.id, 'join']])
    expect((await talks.as.other('POST', `/proposals/${draft.id}/sponsors`, { party: 'D02' })).status).toBe(200)
    expect(await waits('other')).toEqual([])

    expect((await talks.as.drafter('POST', `/proposals/${draft.id}/ask-approval`, {})).status).toBe(200)
    expect(await waits('head')).toEqual([[draft.id, 'approve']])
    const { body: read } = await talks.as.head('GET', `/proposals/${draft.id}`)
    const seen = { seen: read.texts }
    expect((await talks.as.head('POST', `/proposals/${draft.id}/approve`, seen)).status).toBe(200)
    expect(await waits('head')).toEqual([])

    expect(await waits('secretariat')).toEqual([])
    expect((await talks.as.head('POST', `/proposals/${draft.id}/submit`, seen)).status).toBe(200)
    expect(await waits('secretariat')).toEqual([[draft.id, 'admit']])
    expect((await talks.as.secretariat('POST', `/proposals/${draft.id}/admit`, {})).status).toBe(200)
    for (const who of ['secretariat', 'head', 'other', 'drafter'] as const) expect(await waits(who), who).toEqual([])
  })

  describe('HO17: what was reopened', () => {
    const reason = 'New facts came to light.'
    // ids of blocks are of one block in a charter
    const part = (id: string, status: string, more: object = {}) =>
      talks.as.chair('POST', `/articles/${id}/provisions/${blocks.get(id)}/status`, { status, ...more })
    const blocks = new Map<string, string>()
    const told = async (who: Cast, articleId: string): Promise<HomeReopened[]> =>
      ((await needOf(who, 'reopened'))?.reopened ?? []).filter(({ article }) => article.id === articleId)
    const reopened = async (): Promise<string> => {
      const block = `reopened-${blocks.size}`
      const { id } = await talks.article({ [block]: 'They act.', [`${block}-2`]: 'They help.' })
      blocks.set(id, block)
      expect((await part(id, 'agreed_in_group')).status).toBe(200)
      expect((await part(id, 'under_discussion', { reason })).status).toBe(200)
      return id
    }

    test('is told to heads and drafters who had no page open, with who and why, until they have the article open', async () => {
      const id = await reopened()
      for (const who of ['head', 'other', 'drafter'] as const)
        expect(await told(who, id), who).toMatchObject([
          {
            place: expect.stringMatching(/^Article \d+, paragraph 1$/),
            hat: 'chair',
            by: talks.people.chair.name,
            reason,
          },
        ])
      for (const who of ['reviewer', 'secretariat', 'chair'] as const) expect(await told(who, id), who).toEqual([])
      const { documents } = value(await talks.house.app.readArticle(talks.people.head, id))
      const visit = async () =>
        talks.house.store.transaction(async (rows) =>
          keepVisits(rows, [
            { personId: talks.people.head.id, documentId: documents[0]!.id, at: await talks.house.store.now(rows) },
          ]),
        )
      talks.house.wait(60_000)
      await visit()
      expect(await told('head', id)).toEqual([])
      expect(await told('other', id)).toHaveLength(1)
      // whoever had read all of its words comes back to it, though nothing was written there
      expect((await part(id, 'agreed_in_group')).status).toBe(200)
      talks.house.wait(DAY)
      expect((await part(id, 'under_discussion', { reason })).status).toBe(200)
      expect(await told('head', id)).toHaveLength(1)
      talks.house.wait(60_000)
      await visit()
      expect(await told('head', id)).toEqual([])
    })

    test('is told no more when it is agreed anew, nor after seven days', async () => {
      const [one, two] = [await reopened(), await reopened()]
      expect((await part(one, 'agreed_in_group')).status).toBe(200)
      expect(await told('head', one)).toEqual([])
      talks.house.wait(6 * DAY)
      expect(await told('head', two)).toHaveLength(1)
      talks.house.wait(2 * DAY)
      expect(await told('head', two)).toEqual([])
    })

    test('is told to whoever had confirmed it, whatever they are by now; of the article, with its name', async () => {
      const { id } = await talks.article({ p1: 'They act.' })
      const whole = (body: object) => talks.as.chair('POST', `/articles/${id}/status`, body)
      expect((await whole({ status: 'agreed_ad_referendum', parties: ['D02'] })).status).toBe(200)
      expect((await talks.as.other('POST', `/articles/${id}/confirm`, {})).status).toBe(200)
      expect((await whole({ status: 'under_discussion', reason })).status).toBe(200)
      expect(await told('head', id)).toMatchObject([{ place: null, reason }])
      const { house, people, charter } = talks
      const readsOnly = async (who: Cast) =>
        value(await house.app.readHome({ ...people[who], roles: ['reviewer'] }, charter, 'en')).needs.flatMap((need) =>
          need.kind === 'reopened' ? need.reopened.filter(({ article }) => article.id === id) : [],
        )
      expect(await readsOnly('other')).toHaveLength(1)
      expect(await readsOnly('head')).toEqual([])
    })

    test('AT4: without a reason, where the charter tells none', async () => {
      const id = await reopened()
      const { house, people, charter } = talks
      value(await house.app.brackets.setAttribution(people.secretariat, charter, { attribution: 'none' }))
      expect(await told('head', id)).toMatchObject([{ hat: 'chair', by: people.chair.name, reason: null }])
      value(await house.app.brackets.setAttribution(people.secretariat, charter, { attribution: 'full' }))
    })
  })

  test('HO16: a placeholder waits for the delegation that owes its words, until it is settled', async () => {
    const article = await talks.article({ p1: 'They meet every two years.' }, { p1: 'يجتمعون كل سنتين.' })
    const { body: bracket, status } = await talks.as.chair('POST', `/articles/${article.id}/brackets`, {
      ...{ blockId: 'p1', kind: 'placeholder', quotes: { en: { exact: 'two years' }, ar: { exact: 'سنتين' } } },
    })
    expect([status, bracket]).toMatchObject([201, {}])
    const owner = await talks.as.chair('PATCH', `/articles/${article.id}/brackets/${bracket.id}`, {
      ...{ owner: { party: 'D01' }, dueAt: inDays(9) },
    })
    expect([owner.status, owner.body]).toMatchObject([200, {}])
    for (const who of ['head', 'drafter'] as const)
      expect((await needOf(who, 'supply'))!.asked, who).toMatchObject([{ article: { id: article.id }, n: 1 }])
    expect(await needOf('other', 'supply')).toBeUndefined()
    const settled = await talks.as.chair('POST', `/articles/${article.id}/brackets/${bracket.id}/settle`, {
      ...{ act: 'replace', words: { en: 'three years', ar: 'ثلاث سنوات' }, venue: 'meeting' },
    })
    expect([settled.status, settled.body]).toMatchObject([200, {}])
    expect(await needOf('head', 'supply')).toBeUndefined()
  })
})
