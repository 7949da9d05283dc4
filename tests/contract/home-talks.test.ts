/** HO13-HO16: what the talks ask of a person stands on their home as long as it waits for them, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HomeView, Need } from '#lib/domain/home.ts'
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
