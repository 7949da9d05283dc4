/** Sittings of the talks on both databases (SI1-SI4): one at a time, with all that was decided in it and nothing else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SittingRecord, SittingView } from '#lib/domain/contract-sittings.ts'
import { DIALECTS } from '../support/database.ts'
import { option, para } from '../support/blocks.ts'
import { codeOf, value } from '../support/house.ts'
import { openTalks, type Talks } from '../support/talks.ts'

describe.each(DIALECTS)('sittings on %s', (dialect) => {
  let talks: Talks
  beforeAll(async () => {
    talks = await openTalks(dialect)
  })
  afterAll(() => talks.close())

  const app = () => talks.house.app.sittings
  const begin = async (more: Partial<Parameters<ReturnType<typeof app>['begin']>[2]> = {}): Promise<SittingView> =>
    value(await app().begin(talks.people.chair, talks.charter, { title: 'Third reading', place: 'Doha', ...more }))
  const end = async ({ id }: SittingView): Promise<SittingView> => value(await app().end(talks.people.chair, id))
  const read = async ({ id }: SittingView): Promise<SittingRecord> => value(await app().read(talks.people.drafter, id))

  test('SI1: it has a title, a place and a chair, and goes on until it is ended', async () => {
    const sitting = await begin()
    const { chair, drafter } = talks.people
    expect(sitting).toMatchObject({
      ...{ title: 'Third reading', place: 'Doha', chair: { id: chair.id, name: 'chair' }, endedAt: null, at: null },
      permissions: { hold: true },
    })
    expect(value(await app().current(drafter, talks.charter))).toMatchObject({ id: sitting.id, acts: [] })
    expect((await read(sitting)).permissions.hold).toBe(false)
    const ended = await end(sitting)
    expect(ended.endedAt! > ended.beganAt).toBe(true)
    expect(codeOf(await app().end(chair, sitting.id))).toBe('already-so')
    expect(value(await app().current(drafter, talks.charter))).toBe(null)
    expect((await talks.acts(2)).map(({ act, actor }) => [act, actor?.role])).toEqual([
      ['sitting.begun', 'chair'],
      ['sitting.ended', 'chair'],
    ])
    const listed = value(await app().list(drafter, talks.charter))
    expect(listed.items.map(({ id }) => id)).toEqual([sitting.id])
  })

  test('SI1: of several begun at once one goes on', async () => {
    const { chair, secretariat } = talks.people
    const all = await Promise.all(
      [chair, secretariat, chair, secretariat].map((who) => app().begin(who, talks.charter, { title: 'At once' })),
    )
    expect(all.map(codeOf).toSorted()).toEqual(['already-so', 'already-so', 'already-so', 'ok'])
    await end(value(all.find(({ ok }) => ok)!))
  })

  test('SI1: who may hold one, in which capacity, and what it says', async () => {
    const { chair, drafter, other, secretariat, seated } = talks.people
    const title = 'Fourth'
    expect(codeOf(await app().begin(null, talks.charter, { title }))).toBe('not-signed-in')
    for (const who of [drafter, other])
      expect(codeOf(await app().begin(who, talks.charter, { title }))).toBe('not-allowed')
    expect(codeOf(await app().begin(chair, 'no such', { title }))).toBe('not-found')
    for (const wrong of [
      { title: ' ' },
      { title, chairId: drafter.id },
      { title, articleId: 'no such' },
      { title: 'x'.repeat(121) },
    ])
      expect(codeOf(await app().begin(chair, talks.charter, wrong))).toBe('invalid')
    // who heads a delegation and chairs the talks holds it in the chair
    const sitting = value(await app().begin(seated, talks.charter, { title }))
    expect(sitting.chair?.id).toBe(seated.id)
    expect((await talks.acts(1))[0]!.actor).toMatchObject({ role: 'chair', party: null })
    expect(codeOf(await app().end(drafter, sitting.id))).toBe('not-allowed')
    expect(codeOf(await app().end(null, sitting.id))).toBe('not-signed-in')
    expect(codeOf(await app().end(chair, 'no such'))).toBe('not-found')
    value(await app().end(secretariat, sitting.id))
    const named = value(await app().begin(secretariat, talks.charter, { title, chairId: chair.id }))
    expect(named.chair?.id).toBe(chair.id)
    await end(named)
  })

  test('SI2, SI3: what is agreed, reopened and settled in it, in the order of time; what comes before, after or in writing is not', async () => {
    const { chair } = talks.people
    const { app: whole } = talks.house
    const bracketed = (id: string) => para(id, 'They ', option(`br-${id}`, `br-${id}.1`, 'text', 'shall '), 'act.')
    const article = await talks.article(
      { p1: 'One.', p2: 'Two.', p3: bracketed('p3'), p4: bracketed('p4'), p5: 'Five.' },
      { p3: bracketed('p3'), p4: bracketed('p4') },
    )
    const agree = async (block: string, status: 'agreed_in_group' | 'under_discussion' = 'agreed_in_group') =>
      value(await whole.agreement.setPartStatus(chair, article.id, block, { status, reason: 'As was said.' }))
    await agree('p1')
    const sitting = await begin()
    await agree('p2')
    const settle = (bracket: string, venue: 'meeting' | 'written') =>
      whole.brackets.settleBracket(chair, article.id, bracket, { act: 'keep', venue })
    const meeting = value(await settle('br-p3', 'meeting'))
    expect(meeting.sittingId).toBe(sitting.id)
    expect(value(await settle('br-p4', 'written')).sittingId).toBe(null)
    await agree('p2', 'under_discussion')
    await end(sitting)
    await agree('p5')
    const { acts } = await read(sitting)
    expect(acts.map(({ kind, blockId, status, act }) => [kind, blockId, status, act])).toEqual([
      ['agreed', 'p2', 'agreed_in_group', null],
      ['bracket', 'p3', null, 'keep'],
      ['opened', 'p2', 'under_discussion', null],
    ])
    expect(acts.map(({ at }) => at)).toEqual(acts.map(({ at }) => at).toSorted())
    expect(acts.map(({ label }) => /paragraph \d/.exec(label)?.[0])).toEqual([
      'paragraph 2',
      'paragraph 3',
      'paragraph 2',
    ])
    // a sitting that is over is named by whoever writes down what it decided
    expect(
      codeOf(await whole.brackets.settleBracket(chair, article.id, 'br-p4', { act: 'keep', sittingId: 'no such' })),
    ).toBe('invalid')
  })

  test('SI2: what another charter decides meanwhile is not of it', async () => {
    const { chair, secretariat } = talks.people
    const sitting = await begin()
    const { app: whole } = talks.house
    const { id } = value(await whole.createCharter(secretariat, { slug: 'beside', title: 'Beside', languages: ['en'] }))
    const article = value(await whole.createArticle(secretariat, id, { heading: 'Purpose', after: null }))
    value(await whole.setArticleStatus(chair, article.id, { status: 'under_discussion' }))
    const own = value(await app().begin(chair, id, { title: 'Its own' }))
    value(await whole.setArticleStatus(chair, article.id, { status: 'agreed_in_group' }))
    expect((await read(own)).acts.map(({ kind }) => kind)).toEqual(['agreed'])
    expect((await read(sitting)).acts).toEqual([])
    await end(own)
    await end(sitting)
  })

  test('SI4: the room is moved by whoever holds it, and who has the article open is told', async () => {
    const { chair, drafter } = talks.people
    const [first, second] = [await talks.article({ p1: 'One.' }), await talks.article({ q1: 'Two.' })]
    const sitting = await begin({ articleId: first.id })
    expect(sitting.at).toEqual({ articleId: first.id, blockId: null })
    const { told } = talks.house
    const since = told.length
    const move = (who: typeof chair, articleId: string, blockId: string | null) =>
      app().move(who, sitting.id, { articleId, blockId })
    expect(value(await move(chair, first.id, 'p1')).at).toEqual({ articleId: first.id, blockId: 'p1' })
    expect(value(await move(chair, second.id, null)).at).toEqual({ articleId: second.id, blockId: null })
    expect(told.slice(since)).toEqual(
      [first, first, second].map(({ id }) => ({ kind: 'talks-changed', charterId: talks.charter, articleId: id })),
    )
    expect(codeOf(await move(drafter, first.id, 'p1'))).toBe('not-allowed')
    expect(codeOf(await move(chair, first.id, 'q1'))).toBe('invalid')
    expect(codeOf(await move(chair, 'no such', null))).toBe('invalid')
    expect((await end(sitting)).at).toBe(null)
    expect(codeOf(await move(chair, first.id, 'p1'))).toBe('already-so')
  })
})
