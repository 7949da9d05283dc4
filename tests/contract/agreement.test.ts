// Over 250 lines: one house serves every story about what is agreed, on either database.
/** AG5-AG10, HW2, HW3, LK4, LK5: how far parts of an article are agreed, through the API, on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isLocked, type ArticleStatus, type Block, type Inline, type PartStatus } from '#lib/domain/article.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import type { ArticleProvisions, PartView } from '#lib/domain/contract-agreement.ts'
import { block, item, option } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { setRoles } from '../../server/store/people.ts'
import { codeOf, value } from '../support/house.ts'
import { openTalks, type Cast, type Talks } from '../support/talks.ts'
import { personally } from '../support/authors.ts'

const optional = (id: string, words: string): Block =>
  block('para', id, [option(`b-${id}`, `b-${id}.1`, 'text', words)])

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  beforeAll(async () => {
    talks = await openTalks(dialect)
  }, 60_000)
  afterAll(() => talks.close())
  beforeEach(() => void talks.house.told.splice(0))

  const set = (article: ArticleView, blockId: string, status: ArticleStatus, more: object = {}, who: Cast = 'chair') =>
    talks.as[who]('POST', `/articles/${article.id}/provisions/${blockId}/status`, { status, ...more })
  const provisions = async (article: ArticleView, who: Cast = 'drafter'): Promise<ArticleProvisions> =>
    (await talks.as[who]('GET', `/articles/${article.id}/provisions`)).body as ArticleProvisions
  const part = async (article: ArticleView, id: string, who: Cast = 'drafter'): Promise<PartView> =>
    (await provisions(article, who)).parts.find(({ blocks }) => blocks.includes(id))!
  const statusOf = async ({ id }: ArticleView): Promise<ArticleStatus> =>
    value(await talks.house.app.readArticle(talks.people.chair, id)).status
  const reopen = { reason: 'New facts came to light.' }

  test('AG5, AG6: a paragraph is agreed with its items; when the last part is, the article is', async () => {
    const article = await talks.article({ p1: 'They shall act.', a: item('a', 'in time'), p2: 'They may wait.' })
    const [heading] = (await provisions(article)).parts
    expect(await set(article, 'a', 'agreed_in_group', { group: 'Group on time' })).toMatchObject({ status: 200 })
    expect(await part(article, 'p1')).toMatchObject({ blocks: ['p1', 'a'], status: 'agreed_in_group', label: '1.' })
    expect(await part(article, 'p2')).toMatchObject({ status: 'under_discussion', since: null })
    expect(await statusOf(article)).toBe('under_discussion')
    expect(await set(article, 'p2', 'agreed_ad_referendum')).toMatchObject({ status: 200 })
    expect(await set(article, heading!.blockId, 'agreed_in_group')).toMatchObject({ status: 200 })
    expect(await statusOf(article)).toBe('agreed_in_group')
    const [row] = await talks.acts(1)
    expect(row).toMatchObject({
      actor: { role: 'chair', party: null },
      act: 'provision.status-set',
      subject: { kind: 'provision', id: heading!.blockId },
      data: { article: article.id, to: 'agreed_in_group', articleStatus: { to: 'agreed_in_group' } },
    })
    const { history } = await provisions(article)
    expect(history.map(({ blockId, to, group, by }) => [blockId, to, group, by])).toEqual([
      [null, 'under_discussion', null, 'chair'],
      ['p1', 'agreed_in_group', 'Group on time', 'chair'],
      ['p2', 'agreed_ad_referendum', null, 'chair'],
      [heading!.blockId, 'agreed_in_group', null, 'chair'],
    ])
  })

  test('AG10: reopening one part of an agreed article leaves the others, and everybody is told', async () => {
    const article = await talks.article({ p1: 'They shall act.', p2: 'They may wait.' })
    value(await talks.house.app.setArticleStatus(talks.people.chair, article.id, { status: 'agreed_in_group' }))
    expect((await set(article, 'p2', 'under_discussion')).body.errors).toEqual([
      { path: 'reason', message: 'reopening, deleting and restoring need a reason' },
    ])
    talks.house.told.splice(0)
    expect(await set(article, 'p2', 'under_discussion', reopen)).toMatchObject({ status: 200 })
    expect(talks.house.told).toEqual([
      { kind: 'access-changed', personId: null, articleId: article.id, sessionId: null },
      { kind: 'article-changed', charterId: talks.charter, articleId: article.id },
      { kind: 'talks-changed', charterId: talks.charter, articleId: article.id },
    ])
    expect(await statusOf(article)).toBe('under_discussion')
    expect(await part(article, 'p1')).toMatchObject({ status: 'agreed_in_group' })
    expect((await part(article, 'p1')).since).not.toBeNull()
    expect(await part(article, 'p2')).toMatchObject({ status: 'under_discussion', since: null })
    expect((await provisions(article)).history.at(-1)).toMatchObject({ blockId: 'p2', reason: reopen.reason })
  })

  test('AG8: of the article as a whole, parts that are as far stay; reopened is all of it', async () => {
    const article = await talks.article({ p1: 'They shall act.', p2: 'They may wait.' })
    await set(article, 'p1', 'agreed_ad_referendum')
    await set(article, 'p1', 'agreed')
    const whole = (status: ArticleStatus, more: object = {}) =>
      talks.as.chair('POST', `/articles/${article.id}/status`, { status, ...more })
    expect((await whole('agreed_in_group')).body.status).toBe('agreed_in_group')
    expect(await part(article, 'p1')).toMatchObject({ status: 'agreed' })
    expect(await part(article, 'p2')).toMatchObject({ status: 'agreed_in_group' })
    expect((await whole('under_discussion', reopen)).status).toBe(200)
    expect((await provisions(article)).parts.map(({ status }) => status)).toEqual(Array(3).fill('under_discussion'))
  })

  test('AG8: a draft is opened as a whole; who is not the chair moves nothing; what is not there is not found', async () => {
    const made = value(
      await talks.house.app.createArticle(talks.people.secretariat, talks.charter, { heading: 'Draft', after: null }),
    )
    const [heading] = (await provisions(made)).parts
    expect((await set(made, heading!.blockId, 'under_discussion')).status).toBe(409)
    const article = await talks.article({ p1: 'They shall act.' })
    for (const who of ['secretariat', 'head', 'drafter'] as const)
      expect((await set(article, 'p1', 'agreed_in_group', {}, who)).status, who).toBe(403)
    expect((await set(article, 'absent', 'agreed_in_group')).status).toBe(404)
    expect((await set(article, 'p1', 'agreed')).body.code).toBe('transition-not-allowed')
    expect((await part(article, 'p1', 'chair')).permissions.set).toEqual([
      ...['agreed_in_group', 'agreed_ad_referendum', 'deleted'],
    ])
    expect((await part(article, 'p1', 'drafter')).permissions.set).toEqual([])
  })

  describe('LK4: whatever the server writes leaves agreed paragraphs as they are', () => {
    /** An article of which `p1` is agreed and `p2` is not, and what it was before. */
    const half = async () => {
      const article = await talks.article({ p1: 'They shall act here.', p2: 'They may wait here.' })
      await set(article, 'p1', 'agreed_in_group')
      return article
    }
    const wordsOf = async (article: ArticleView, id: string): Promise<string> =>
      (await talks.read(article)).content
        .find(({ attrs }) => attrs.id === id)!
        .content!.map((one) => (one.type === 'text' ? one.text : ''))
        .join('')

    test('replacing words leaves them and takes the others, and says so', async () => {
      const article = await half()
      const replace = (text: string, by: string) =>
        talks.house.app.replaceInCharter(talks.people.secretariat, talks.charter, { text, by, articles: [article.id] })
      expect(value(await replace('act here', 'act there')).leftAlone).toEqual([
        { articleId: article.id, code: 'paragraph-agreed' },
      ])
      expect(value(await replace('here', 'there'))).toMatchObject({
        ...{ count: 1, replaced: [{ articleId: article.id, count: 1 }] },
        leftAlone: [{ articleId: article.id, code: 'paragraph-agreed' }],
      })
      expect(await wordsOf(article, 'p1')).toBe('They shall act here.')
      expect(await wordsOf(article, 'p2')).toBe('They may wait there.')
    })

    test('a replacement is not taken back where it would change them', async () => {
      const article = await talks.article({ p1: 'They shall act here.', p2: 'They may wait here.' })
      const { id } = value(
        await talks.house.app.replaceInCharter(talks.people.secretariat, talks.charter, {
          ...{ text: 'here', by: 'there', articles: [article.id] },
        }),
      )
      await set(article, 'p1', 'agreed_in_group')
      const undone = value(await talks.house.app.undoReplacement(talks.people.secretariat, id!))
      expect(undone).toEqual({ undone: [], leftAlone: [{ articleId: article.id, code: 'paragraph-agreed' }] })
      expect(await wordsOf(article, 'p2')).toBe('They may wait there.')
      await set(article, 'p1', 'under_discussion', reopen)
      expect(value(await talks.house.app.undoReplacement(talks.people.secretariat, id!)).undone).toEqual([article.id])
      expect(await wordsOf(article, 'p1')).toBe('They shall act here.')
    })

    test('restoring an earlier text is refused where it is another', async () => {
      const article = await talks.article({ p1: 'They shall act.', p2: 'They may wait.' })
      const document = article.documents.find(({ lang }) => lang === 'en')!.id
      const ends = await talks.house.store.db
        .selectFrom('journal')
        .select((e) => e.fn.max('seq').as('seq'))
        .where('document_id', '=', document)
        .executeTakeFirstOrThrow()
      const seq = Number(ends.seq)
      await talks.write(article, ({ content }) => ({
        type: 'doc',
        content: content.map((one) =>
          one.attrs.id === 'p1' ? { ...one, content: [{ type: 'text' as const, text: 'They should act.' }] } : one,
        ),
      }))
      await set(article, 'p1', 'agreed_in_group')
      const restored = await talks.house.app.restoreArticle(talks.people.secretariat, article.id, { seq })
      expect(codeOf(restored)).toBe('paragraph-agreed')
      await set(article, 'p1', 'under_discussion', reopen)
      value(await talks.house.app.restoreArticle(talks.people.secretariat, article.id, { seq }))
      expect(await wordsOf(article, 'p1')).toBe('They shall act.')
    })

    test('they are not moved away, and nothing that is not agreed is kept from moving', async () => {
      const article = await half()
      const to = await talks.article({ q1: 'Elsewhere.' })
      const move = (blockId: string) =>
        talks.house.app.moveBlocks(talks.people.secretariat, article.id, {
          blockIds: [blockId],
          to: to.id,
          before: null,
        })
      expect(codeOf(await move('p1'))).toBe('paragraph-agreed')
      expect(codeOf(await move('p2'))).toBe('ok')
      expect((await part(to, 'p2')).status).toBe('under_discussion')
    })

    test('an article of which a paragraph is agreed is not deleted', async () => {
      const article = await half()
      const gone = await talks.house.app.deleteArticle(talks.people.secretariat, article.id, { reason: 'Not needed.' })
      expect(codeOf(gone)).toBe('paragraph-agreed')
    })

    test('LK5: in the original language what is agreed without words stays so, out of brackets, too', async () => {
      const article = await talks.article({ p1: '', p2: 'x' })
      await set(article, 'p1', 'agreed_in_group')
      const { brackets, proposals } = talks.house.app
      const bracket = { blockId: 'p1', kind: 'optional' as const }
      expect(codeOf(await brackets.putBracket(talks.people.chair, article.id, bracket))).toBe('paragraph-agreed')
      const { id, texts } = value(await proposals.begin(talks.people.other, article.id, {}))
      await talks.house.context.texts.change(
        texts[0]!.documentId,
        ({ content: [head, , ...rest] }) => ({
          type: 'doc',
          content: [head!, block('para', 'p1', ['They act.']), ...rest],
        }),
        personally(talks.people.other),
      )
      expect(codeOf(await proposals.submit(talks.people.other, id, {}))).toBe('paragraph-agreed')
    })

    test('LK5: words may still be put into a language that had none', async () => {
      const article = await talks.article({ p1: 'They shall act later.', p2: 'x' }, { p1: '' })
      await set(article, 'p1', 'agreed_in_group')
      const rows = await talks.house.store.db
        .selectFrom('provision')
        .select('empty_in')
        .where('article_id', '=', article.id)
        .execute()
      expect(rows.map(({ empty_in }) => JSON.parse(empty_in) as string[])).toEqual([['ar']])
    })
  })

  test('SE1: with a role that was taken since the request came nothing is declared, answered, said or put in brackets', async () => {
    const article = await talks.article({ p1: 'They shall act.', p2: 'They may wait.' })
    const { app, store } = talks.house
    const chair = await talks.house.person('was-chair', ['chair'])
    const head = await talks.house.person('was-head', ['head'], 'D04')
    const house = await talks.house.person('was-secretariat', ['secretariat'])
    await set(article, 'p2', 'agreed_ad_referendum', { parties: ['D04'] })
    await store.transaction(async (rows) => {
      for (const { id } of [chair, head, house]) await setRoles(rows, id, ['observer'])
    })
    const fix = { lang: 'en', blockId: 'p2', exact: 'wait', words: 'await', why: 'Grammar.' }
    const done = [
      await app.setArticleStatus(chair, article.id, { status: 'agreed_ad_referendum' }),
      await app.agreement.setPartStatus(chair, article.id, 'p1', { status: 'agreed_in_group' }),
      await app.agreement.answerAdReferendum(head, article.id, 'p2', { isConfirmed: true }),
      await app.agreement.setPosition(head, article.id, 'p1', { stand: 'objects' }),
      await app.agreement.proposeFix(house, article.id, fix),
      await app.brackets.putBracket(chair, article.id, { kind: 'optional', blockId: 'p1' }),
      await app.proposals.begin(head, article.id, {}),
    ]
    expect(done.map(codeOf)).toEqual(done.map(() => 'not-allowed'))
    expect((await set(article, 'p1', 'agreed_in_group')).status).toBe(200)
  })

  describe('AG9: agreement ad referendum', () => {
    const answer = (article: ArticleView, who: Cast, how: 'confirm' | 'refuse', more: object = {}, at = 'p1') =>
      talks.as[who]('POST', `/articles/${article.id}/provisions/${at}/${how}`, more)

    test('all who were named confirm, then it is declared agreed', async () => {
      const article = await talks.article({ p1: 'They shall act.' })
      expect(await set(article, 'p1', 'agreed_ad_referendum', { parties: ['D01', 'D02'] })).toMatchObject({
        status: 200,
      })
      const seen = await part(article, 'p1', 'head')
      expect(seen.confirmations.map(({ party, state }) => [party?.code, state])).toEqual([
        ['D01', 'open'],
        ['D02', 'open'],
      ])
      expect(seen.permissions.answer).toBe(true)
      expect((await part(article, 'p1', 'seated')).permissions.answer).toBe(false)
      expect((await set(article, 'p1', 'agreed')).body.code).toBe('not-confirmed')
      expect((await answer(article, 'drafter', 'confirm')).status).toBe(403)
      expect((await answer(article, 'head', 'confirm')).status).toBe(200)
      expect((await answer(article, 'head', 'confirm')).body.code).toBe('already-so')
      expect((await answer(article, 'other', 'refuse')).status).toBe(422)
      expect((await answer(article, 'other', 'refuse', { reason: 'Our board meets in May.' })).status).toBe(200)
      const refused = (who: Cast) =>
        part(article, 'p1', who).then(({ confirmations }) => confirmations.find(({ state }) => state === 'refused'))
      // why is between its people and who leads the talks
      expect((await refused('other'))?.reason).toBe('Our board meets in May.')
      expect((await refused('chair'))?.reason).toBe('Our board meets in May.')
      expect((await refused('head'))?.reason).toBeNull()
      expect((await set(article, 'p1', 'agreed')).body.code).toBe('not-confirmed')
      expect((await answer(article, 'other', 'confirm')).status).toBe(200)
      expect((await set(article, 'p1', 'agreed')).status).toBe(200)
      expect((await talks.acts(2)).map(({ act, actor }) => [act, actor?.role, actor?.party?.code ?? null])).toEqual([
        ['provision.confirmed', 'head', 'D02'],
        ['provision.status-set', 'chair', null],
      ])
      expect((await answer(article, 'head', 'refuse', { reason: 'Too late.' })).body.code).toBe(
        'transition-not-allowed',
      )
    })

    test('a delegation is told what it still has to confirm and by when, and others are not', async () => {
      const { app } = talks.house
      const article = await talks.article({ p1: 'They shall act.', p2: 'They may wait.', p3: 'They report.' })
      const after = (hours: number) => new Date(Date.parse(talks.house.now()) + hours * 3_600_000).toISOString()
      const [first, second] = [after(1), after(2)]
      await set(article, 'p1', 'agreed_ad_referendum', { confirmBy: second, parties: ['D01'] })
      await set(article, 'p2', 'agreed_ad_referendum', { confirmBy: first, parties: ['D01', 'D02'] })
      await set(article, 'p3', 'agreed_ad_referendum', { parties: ['D01'] })
      const owed = async (who: Cast, code: string) =>
        value(await app.agreement.readOwed(talks.people[who], code)).filter((one) => one.articleId === article.id)
      expect(await owed('drafter', 'D01')).toEqual([
        { charterId: talks.charter, articleId: article.id, n: 3, by: first },
      ])
      expect((await owed('other', 'D02')).map(({ n }) => n)).toEqual([1])
      expect(codeOf(await app.agreement.readOwed(talks.people.other, 'D01'))).toBe('not-found')
      expect(codeOf(await app.agreement.readOwed(talks.people.chair, 'D01'))).toBe('not-found')
      expect(codeOf(await app.agreement.readOwed(null, 'D01'))).toBe('not-signed-in')
      expect((await answer(article, 'head', 'confirm')).status).toBe(200)
      expect((await answer(article, 'head', 'refuse', { reason: 'Not this.' }, 'p3')).status).toBe(200)
      expect((await owed('head', 'D01')).map(({ n, by }) => [n, by])).toEqual([[1, first]])
      talks.house.wait(3_600_000)
      // nobody can say anything of it any more
      expect(await owed('head', 'D01')).toEqual([])
    })

    test('in time nobody refused: the database’s clock says when', async () => {
      const article = await talks.article({ p1: 'They shall act.' })
      const soon = new Date(Date.parse(talks.house.now()) + 60 * 60 * 1000).toISOString()
      const past = new Date(Date.parse(talks.house.now()) - 1000).toISOString()
      const wrong = await set(article, 'p1', 'agreed_ad_referendum', { confirmBy: past })
      expect(wrong.body.errors).toEqual([{ path: 'confirmBy', message: 'must be an instant to come' }])
      expect((await part(article, 'p1')).status).toBe('under_discussion')
      await set(article, 'p1', 'agreed_ad_referendum', { confirmBy: soon, parties: ['D01'] })
      expect((await set(article, 'p1', 'agreed')).body.code).toBe('not-confirmed')
      talks.house.wait(60 * 60 * 1000)
      expect((await answer(article, 'head', 'refuse', { reason: 'Not so.' })).body.code).toBe('too-late')
      expect((await set(article, 'p1', 'agreed')).status).toBe(200)
    })

    test('every party with a head, and of the article as a whole', async () => {
      const article = await talks.article({ p1: 'They shall act.' })
      const whole = (status: ArticleStatus, more: object = {}) =>
        talks.as.chair('POST', `/articles/${article.id}/status`, { status, ...more })
      expect((await whole('agreed_ad_referendum', { parties: 'all' })).status).toBe(200)
      expect((await provisions(article)).confirmations.map(({ party }) => party?.code)).toEqual(['D01', 'D02', 'D03'])
      expect((await talks.as.head('POST', `/articles/${article.id}/confirm`, {})).status).toBe(200)
      expect((await talks.as.other('POST', `/articles/${article.id}/refuse`, { reason: 'No.' })).status).toBe(200)
      expect((await whole('agreed')).body.code).toBe('not-confirmed')
      expect((await whole('under_discussion', reopen)).status).toBe(200)
      // what was asked before is over; where nobody is named nobody is waited for
      expect((await whole('agreed_ad_referendum')).status).toBe(200)
      expect((await provisions(article)).confirmations).toEqual([])
      expect((await whole('agreed')).status).toBe(200)
    })

    test('what belongs to another status is refused', async () => {
      const article = await talks.article({ p1: 'They shall act.' })
      const wrong = await set(article, 'p1', 'agreed_in_group', { parties: ['D01'] })
      expect(wrong.body.errors.map(({ path }: { path: string }) => path)).toEqual(['parties'])
      const nobody = await set(article, 'p1', 'agreed_ad_referendum', { parties: ['D99'] })
      expect(nobody.body.errors.map(({ path }: { path: string }) => path)).toEqual(['parties[0]'])
    })
  })

  describe('HW2, HW3: who chairs the talks and heads a delegation acts as one of them', () => {
    test('in the chair, of no party', async () => {
      const article = await talks.article({ p1: 'They shall act.' })
      expect((await set(article, 'p1', 'agreed_ad_referendum', { parties: ['D03'] }, 'seated')).status).toBe(200)
      expect((await talks.acts(1))[0]!.actor).toEqual({ id: talks.people.seated.id, role: 'chair', party: null })
      expect((await talks.as.seated('POST', `/articles/${article.id}/provisions/p1/confirm`, {})).status).toBe(200)
      expect((await talks.acts(1))[0]!.actor).toMatchObject({ role: 'head', party: { code: 'D03' } })
      const asParty = await set(article, 'p1', 'agreed', { as: 'party' }, 'seated')
      expect(asParty.status).toBe(403)
      const asSecretariat = await set(article, 'p1', 'agreed', { as: 'secretariat' }, 'seated')
      expect([asSecretariat.status, asSecretariat.body.errors[0].path]).toEqual([422, 'as'])
    })

    test('PE1: the chair is given in a delegation by the secretariat alone', async () => {
      const give = (who: Cast) =>
        talks.as[who]('PATCH', `/people/${talks.people.drafter.id}/roles`, { roles: ['drafter', 'chair'] })
      expect((await give('head')).status).toBe(422)
      expect((await give('secretariat')).status).toBe(204)
      // whoever chairs the talks is no longer the head's to change
      const back = { roles: ['drafter'] }
      expect((await talks.as.head('PATCH', `/people/${talks.people.drafter.id}/roles`, back)).status).toBe(403)
      expect((await talks.as.head('POST', `/people/${talks.people.drafter.id}/end`)).status).toBe(403)
      expect((await talks.as.secretariat('PATCH', `/people/${talks.people.drafter.id}/roles`, back)).status).toBe(204)
    })
  })

  describe('check 3: no path lets an article with an open bracket, in any language, be agreed', () => {
    const nested = block('para', 'p1', ['They ', option('b1', 'b1.1', 'text', option('b2', 'b2.1', 'text', 'words'))])
    const places: [string, Record<string, string | Block>, Record<string, string | Block>][] = [
      ['in English alone', { p1: optional('p1', 'words') }, { p1: 'نص' }],
      ['in Arabic alone', { p1: 'Words.' }, { p1: optional('p1', 'نص') }],
      ['around a paragraph', { p1: block('para', 'p1', ['x'], { bracket: 'b', bracketKind: 'optional' }) }, {}],
      ['within another', { p1: nested }, {}],
      [
        'in a note',
        {
          p1: block('para', 'p1', ['x', { type: 'note', attrs: { id: 'c', to: 'n' } }]),
          n: block('note', 'n', [option('bn', 'bn.1', 'text', 'words')]),
        },
        { n: block('note', 'n', ['نص']) },
      ],
    ]

    test.each(places)('%s', async (_name, english, arabic) => {
      const article = await talks.article({ ...english, p2: 'Free.' }, arabic)
      for (const status of ['agreed_in_group', 'agreed_ad_referendum'] as const) {
        const whole = await talks.as.chair('POST', `/articles/${article.id}/status`, { status })
        expect([whole.status, whole.body.code]).toEqual([409, 'open-brackets'])
        const one = await set(article, 'p1', status)
        expect([one.status, one.body.code]).toEqual([409, 'open-brackets'])
      }
      expect((await part(article, 'p1')).isBracketed).toBe(true)
      // the parts beside it are agreed, and the article is not
      expect((await set(article, 'p2', 'agreed_in_group')).status).toBe(200)
      const [heading] = (await provisions(article)).parts
      expect((await set(article, heading!.blockId, 'agreed_in_group')).status).toBe(200)
      expect(isLocked(await statusOf(article))).toBe(false)
    })

    test('AG11: what stands between a text and its being adopted says so, of a version and of the work', async () => {
      const alone = await openTalks(dialect)
      const { app } = alone.house
      const { chair, secretariat } = alone.people
      const arabic = { p1: optional('p1', 'نص') }
      const article = await alone.article({ p1: 'As in ', p2: 'They shall act.' }, arabic)
      const dangling: Inline = { type: 'ref', attrs: { id: 'r', to: 'p2', form: 'relative', as: null } }
      await alone.write(article, ({ content }) => ({
        type: 'doc',
        content: content.map((one) => (one.attrs.id === 'p1' ? { ...one, content: [...one.content!, dangling] } : one)),
      }))
      const status = (blockId: string, to: PartStatus) =>
        app.agreement.setPartStatus(chair, article.id, blockId, { status: to, reason: reopen.reason }).then(value)
      let n = 0
      const obstacles = async (): Promise<Record<string, number>> => {
        const version = await app.cutVersion(secretariat, alone.charter, {
          ...{ label: `Draft ${++n}`, notes: '', publish: false },
        })
        const found = value(await app.checkVersion(secretariat, value(version).id)).obstacles
        return Object.fromEntries(found.map(({ of, count }) => [of, count]))
      }
      expect(await obstacles()).toEqual({ notAgreed: 1, brackets: 1 })
      // what p1 refers to goes with the next version
      await status('p2', 'deleted')
      expect(await obstacles()).toEqual({ notAgreed: 1, brackets: 1, dangling: 1 })
      await status('p1', 'deleted')
      expect(await obstacles()).toEqual({ notAgreed: 1 })
      for (const to of ['agreed_ad_referendum', 'agreed'] as const)
        value(await app.setArticleStatus(chair, article.id, { status: to }))
      expect(await obstacles()).toEqual({})
      await alone.close()
    }, 60_000)

    test('around the article: no part of it either', async () => {
      const article = await talks.article({ p1: 'Words.' })
      await talks.write(article, ({ content: [heading, ...rest] }) => ({
        type: 'doc',
        content: [{ ...heading!, attrs: { ...heading!.attrs, bracket: 'whole', bracketKind: 'optional' } }, ...rest],
      }))
      expect((await set(article, 'p1', 'agreed_in_group')).body.code).toBe('open-brackets')
      const whole = await talks.as.chair('POST', `/articles/${article.id}/status`, { status: 'agreed_in_group' })
      expect(whole.body.code).toBe('open-brackets')
    })

    test('an import of an agreed article with one is refused, and so is a restore into one', async () => {
      const file = {
        ...{ title: 'T', lang: 'en', version: { label: 'R', kind: 'rolling_text' }, preamble: [], societies: [] },
        articles: [
          {
            ...{ number: '1', id: 'i-1', heading: 'H', status: 'agreed' },
            bracket: { id: 'ib', kind: 'optional', by: [] },
            paragraphs: [{ id: 'i-1-1', text: 'Words.' }],
          },
        ],
        contributions: [],
      }
      expect(await talks.house.app.importCharter(talks.people.secretariat, file)).toMatchObject({
        code: 'invalid',
        errors: [{ path: 'articles[0].status', message: 'is agreed, and words of the article stand in brackets' }],
      })

      const article = await talks.article({ p1: optional('p1', 'words'), p2: 'Free.' })
      const document = article.documents.find(({ lang }) => lang === 'en')!.id
      const end = await talks.house.store.db
        .selectFrom('journal')
        .select((e) => e.fn.max('seq').as('seq'))
        .where('document_id', '=', document)
        .executeTakeFirstOrThrow()
      for (const lang of ['en', 'ar'])
        await talks.write(
          article,
          ({ content }) => ({
            type: 'doc',
            content: content.map((one) =>
              one.attrs.id === 'p1' ? { ...one, content: [{ type: 'text' as const, text: 'words' }] } : one,
            ),
          }),
          lang,
        )
      expect((await set(article, 'p1', 'agreed_in_group')).status).toBe(200)
      const restored = await talks.house.app.restoreArticle(talks.people.secretariat, article.id, {
        seq: Number(end.seq),
      })
      expect(codeOf(restored)).toBe('paragraph-agreed')
    })
  })

  test('of two chairs at once who agree the same part one is first', async () => {
    const article = await talks.article({ p1: 'They shall act.' })
    const answers = await Promise.all([
      set(article, 'p1', 'agreed_in_group'),
      set(article, 'p1', 'agreed_in_group', { as: 'chair' }, 'seated'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await provisions(article)).history.filter(({ blockId }) => blockId === 'p1')).toHaveLength(1)
  })
})
