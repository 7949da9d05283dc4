// Over 250 lines: fixes, positions and the board are asked of one house, on either database.
/** EF1-EF5, PO1-PO4, BO1, BO2: editorial fixes, positions and the board, through the API, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ArticleView } from '#lib/domain/contract.ts'
import type { ArticleProvisions, BoardRow, FixView, PositionsView } from '#lib/domain/contract-agreement.ts'
import type { Compilation } from '#lib/domain/contract-compilation.ts'
import { block, option } from '../support/blocks.ts'
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

  const agreed = async (): Promise<ArticleView> => {
    const article = await talks.article({ p1: 'They recieve help and act.', p2: 'They may wait.' })
    return value(await talks.house.app.setArticleStatus(talks.people.chair, article.id, { status: 'agreed_in_group' }))
  }
  const propose = (article: ArticleView, more: object = {}, who: Cast = 'secretariat') =>
    talks.as[who]('POST', `/articles/${article.id}/fixes`, {
      ...{ lang: 'en', blockId: 'p1', exact: 'recieve', words: 'receive', why: 'A wrong letter.' },
      ...more,
    })
  const on = (fix: FixView, act: string, who: Cast, more: object = {}) =>
    talks.as[who]('POST', `/fixes/${fix.id}/${act}`, more)
  const wordsOf = async (article: ArticleView): Promise<string> =>
    (await talks.read(article)).content
      .find(({ attrs }) => attrs.id === 'p1')!
      .content!.map((one) => (one.type === 'text' ? one.text : ''))
      .join('')

  test('EF1, EF2, EF3: proposed, confirmed by another, in the text in the proposer’s name, shown for five days', async () => {
    const article = await agreed()
    for (const who of ['chair', 'head', 'drafter'] as const) expect((await propose(article, {}, who)).status).toBe(403)
    expect((await propose(article, { exact: 'and', words: 'or' })).body.code).toBe('changes-substance')
    expect((await propose(article, { exact: 'e' })).body.errors[0].path).toBe('exact')
    expect((await propose(article, { lang: 'fr' })).body.errors[0].path).toBe('lang')
    const made = await propose(article)
    expect(made.status).toBe(201)
    const fix = made.body as FixView
    expect(fix).toMatchObject({ state: 'proposed', proposedBy: 'secretariat', permissions: { confirm: false } })
    expect((await propose(article)).body.code).toBe('already-so')
    expect(await wordsOf(article)).toContain('recieve')
    expect((await on(fix, 'confirm', 'secretariat')).status).toBe(403)
    expect((await on(fix, 'object', 'head', { reason: 'Not yet shown.' })).body.code).toBe('already-so')
    const shown = (await on(fix, 'confirm', 'second')).body as FixView
    expect(shown).toMatchObject({ state: 'shown', confirmedBy: 'second' })
    expect(Date.parse(shown.until!) - Date.parse(shown.confirmedAt!)).toBe(5 * DAY)
    expect(await wordsOf(article)).toBe('They receive help and act.')
    expect((await on(fix, 'confirm', 'second')).body.code).toBe('already-so')
    const entry = await talks.house.store.db
      .selectFrom('journal')
      .select('author_id')
      .where('document_id', '=', article.documents.find(({ lang }) => lang === 'en')!.id)
      .orderBy('seq', 'desc')
      .executeTakeFirstOrThrow()
    expect(entry.author_id).toBe(talks.people.secretariat.id)
    expect((await talks.acts(2)).map(({ act, subject }) => [act, subject.id])).toEqual([
      ['fix.proposed', fix.id],
      ['fix.confirmed', fix.id],
    ])
    talks.house.wait(5 * DAY)
    expect((await on(fix, 'object', 'head', { reason: 'It says another thing.' })).body.code).toBe('too-late')
    const { items } = (await talks.as.reviewer('GET', `/articles/${article.id}/fixes`)).body as { items: FixView[] }
    expect(items.map(({ state }) => state)).toEqual(['stands'])
  })

  test('EF4: an objection reopens the paragraph, and the words can be put back', async () => {
    const article = await agreed()
    const fix = (await propose(article)).body as FixView
    await on(fix, 'confirm', 'chair')
    expect((await on(fix, 'object', 'reviewer', { reason: 'It says another thing.' })).status).toBe(403)
    expect((await on(fix, 'object', 'drafter', { reason: ' ' })).status).toBe(422)
    const objected = await on(fix, 'object', 'drafter', { reason: 'It says another thing.' })
    expect(objected.body).toMatchObject({
      state: 'objected',
      objection: { party: { code: 'D01' }, reason: 'It says another thing.' },
    })
    const { parts, status, history } = (await talks.as.other('GET', `/articles/${article.id}/provisions`)).body
    expect(status).toBe('under_discussion')
    expect(parts.map((one: { blockId: string; status: string }) => [one.blockId, one.status]).slice(1)).toEqual([
      ['p1', 'under_discussion'],
      ['p2', 'agreed_in_group'],
    ])
    // who of the delegation spoke is told to who leads the talks
    expect(history.at(-1)).toMatchObject({ reason: 'It says another thing.', hat: 'party', by: null })
    expect((await on(fix, 'object', 'other', { reason: 'We too.' })).body.code).toBe('already-so')
    expect((await on(fix, 'take-back', 'secretariat')).status).toBe(403)
    expect((await on(fix, 'take-back', 'chair')).body.takenBackAt).not.toBeNull()
    expect(await wordsOf(article)).toBe('They recieve help and act.')
    expect((await on(fix, 'take-back', 'chair')).body.code).toBe('already-so')
    expect((await talks.acts(3)).map(({ act }) => act)).toEqual([
      'fix.objected',
      'provision.status-set',
      'fix.taken-back',
    ])
  })

  test('EF5: marked at its words for every reader, also in the compilation text, until the last instant', async () => {
    const article = await agreed()
    const fix = (await propose(article)).body as FixView
    const marked = async (): Promise<[string, string][]> => {
      const { fixes } = (await talks.as.reviewer('GET', `/articles/${article.id}/provisions`)).body as ArticleProvisions
      const { articles } = (await talks.as.other('GET', `/articles/${article.id}/compilation`)).body as Compilation
      expect(articles[0]!.blocks.flatMap((one) => one.fixes)).toEqual(fixes)
      return fixes.map((one) => [one.blockId, one.runs.map(({ op, text }) => `${op} ${text}`).join('|')])
    }
    expect(await marked()).toEqual([])
    const { until } = (await on(fix, 'confirm', 'second')).body as FixView
    const shown = [['p1', 'keep They |del recieve|ins receive|keep  help and act.']]
    expect(await marked()).toEqual(shown)
    talks.house.wait(Date.parse(until!) - Date.parse(await talks.house.store.now(talks.house.store.db)) - 60_000)
    expect(await marked()).toEqual(shown)
    talks.house.wait(60_000)
    expect(await marked()).toEqual([])
  })

  test('a fix of a paragraph that is another by now, was reopened or is not agreed comes to nothing', async () => {
    const article = await agreed()
    const fix = (await propose(article)).body as FixView
    await talks.write(article, ({ content }) => ({
      type: 'doc',
      content: content.map((one) =>
        one.attrs.id === 'p1' ? { ...one, content: [{ type: 'text' as const, text: 'They recieve.' }] } : one,
      ),
    }))
    expect((await on(fix, 'confirm', 'second')).body.code).toBe('text-changed')
    expect((await on(fix, 'withdraw', 'second')).body.state).toBe('withdrawn')
    expect((await on(fix, 'confirm', 'second')).body.code).toBe('already-so')
    const again = (await propose(article)).body as FixView
    value(
      await talks.house.app.setArticleStatus(talks.people.chair, article.id, {
        ...{ status: 'under_discussion', reason: 'New facts.' },
      }),
    )
    expect((await on(again, 'confirm', 'second')).body.code).toBe('transition-not-allowed')
    await on(again, 'withdraw', 'secretariat')
    expect((await propose(article)).body.errors[0].path).toBe('blockId')
  })

  describe('positions', () => {
    const put = (article: ArticleView, who: Cast, stand: string, more: object = {}, at = '') =>
      talks.as[who]('PUT', `/articles/${article.id}/positions${at}`, { stand, ...more })
    const seen = async (article: ArticleView, who: Cast): Promise<[string | undefined, string, string | null][]> =>
      ((await talks.as[who]('GET', `/articles/${article.id}/positions`)).body as PositionsView).items.map(
        ({ party, stand, note }) => [party?.code, stand, note],
      )

    test('PO2: the head says it, the drafters where the head lets them', async () => {
      const article = await talks.article({ p1: 'They shall act.' })
      expect((await put(article, 'drafter', 'objects')).status).toBe(403)
      expect((await put(article, 'chair', 'objects')).status).toBe(403)
      expect((await put(article, 'head', 'objects')).status).toBe(200)
      expect((await talks.as.drafter('PUT', '/parties/D01/positions', { needsHead: false })).status).toBe(403)
      expect((await talks.as.other('PUT', '/parties/D01/positions', { needsHead: false })).status).toBe(404)
      expect((await talks.as.head('PUT', '/parties/D01/positions', { needsHead: false })).body).toEqual({
        needsHead: false,
      })
      expect((await put(article, 'drafter', 'reserves')).status).toBe(200)
      expect((await put(article, 'reviewer', 'reserves')).status).toBe(403)
      expect((await talks.as.head('PUT', '/parties/D01/positions', { needsHead: true })).status).toBe(200)
      expect((await put(article, 'drafter', 'objects')).status).toBe(403)
      expect((await put(article, 'head', 'furious')).status).toBe(422)
      expect((await put(article, 'head', 'objects', {}, '/absent')).status).toBe(404)
      // who also chairs the talks says it for the party
      expect((await put(article, 'seated', 'can_accept')).status).toBe(200)
      expect((await talks.acts(1))[0]).toMatchObject({
        actor: { role: 'head', party: { code: 'D03' } },
        act: 'position.set',
        data: { from: 'none', to: 'can_accept' },
      })
    })

    test('PO1, PO3, PO4: what was said for the chair stays so; notes are never shown further; nothing is lost', async () => {
      const article = await talks.article({ p1: 'They shall act.', p2: 'They may wait.' })
      await put(article, 'head', 'objects', { note: 'Until our board met.' })
      expect(await seen(article, 'reviewer')).toEqual([['D01', 'objects', 'Until our board met.']])
      expect(await seen(article, 'chair')).toEqual([['D01', 'objects', 'Until our board met.']])
      expect(await seen(article, 'other')).toEqual([])
      expect(
        (await talks.as.secretariat('PATCH', `/charters/${talks.charter}/settings`, { positions: 'all' })).status,
      ).toBe(200)
      expect(await seen(article, 'other')).toEqual([])
      await put(article, 'head', 'can_accept', { note: 'It met.' })
      expect(await seen(article, 'other')).toEqual([['D01', 'can_accept', null]])
      await put(article, 'other', 'reserves', {}, '/p2')
      const history = (await talks.as.chair('GET', `/articles/${article.id}/position-history`)).body as PositionsView
      expect(history.items.map(({ blockId, stand }) => [blockId, stand])).toEqual([
        [null, 'objects'],
        [null, 'can_accept'],
        ['p2', 'reserves'],
      ])
      // a position goes with its paragraph
      const to = await talks.article({ q: 'Elsewhere.' })
      value(
        await talks.house.app.moveBlocks(talks.people.secretariat, article.id, {
          ...{ blockIds: ['p2'], to: to.id, before: null },
        }),
      )
      expect(await seen(to, 'chair')).toEqual([['D02', 'reserves', '']])
      await put(to, 'other', 'none', {}, '/p2')
      expect(await seen(to, 'chair')).toEqual([])
      await talks.as.secretariat('PATCH', `/charters/${talks.charter}/settings`, { positions: 'chair' })
      expect(await seen(article, 'other')).toEqual([])
    })

    test('AG10: whoever objected when it was agreed is in the record', async () => {
      const article = await talks.article({ p1: 'They shall act.' })
      await put(article, 'other', 'objects', {}, '/p1')
      await talks.as.chair('POST', `/articles/${article.id}/provisions/p1/status`, { status: 'agreed_in_group' })
      expect((await talks.acts(1))[0]!.data).toMatchObject({ objections: ['D02'] })
    })
  })

  test('AT1, AT3: where the charter names nobody, neither do confirmations, objections and positions', async () => {
    const article = await talks.article({ p1: 'They recieve help and act.', p2: 'They may wait.' })
    await talks.as.chair('POST', `/articles/${article.id}/provisions/p1/status`, {
      ...{ status: 'agreed_ad_referendum', parties: ['D01', 'D02'] },
    })
    await talks.as.other('POST', `/articles/${article.id}/provisions/p1/refuse`, { reason: 'D02 cannot.' })
    const fix = (await propose(article)).body as FixView
    await on(fix, 'confirm', 'second')
    await on(fix, 'object', 'other', { reason: 'It says another thing.' })
    await talks.as.chair('POST', `/articles/${article.id}/provisions/p1/status`, {
      ...{ status: 'agreed_ad_referendum', parties: ['D01', 'D02'] },
    })
    await talks.as.other('POST', `/articles/${article.id}/provisions/p1/refuse`, { reason: 'D02 cannot.' })
    await talks.as.other('PUT', `/articles/${article.id}/positions`, { stand: 'objects', note: 'D02 objects.' })
    const setTo = (attribution: 'full' | 'none') =>
      talks.house.store.db.updateTable('charter').set({ attribution }).where('id', '=', talks.charter).execute()
    const everything = async (who: Cast): Promise<string> => {
      const paths = ['provisions', 'fixes', 'positions', 'position-history'].map(
        (one) => `/articles/${article.id}/${one}`,
      )
      const all = [...paths, `/charters/${talks.charter}/board?limit=500`]
      return (
        (await Promise.all(all.map(async (path) => JSON.stringify((await talks.as[who]('GET', path)).body))))
          .join('')
          .replaceAll(/"(?:id|articleId|next)":"[^"]*"/g, '')
          // every delegation that could be asked, whatever any of them said
          .replaceAll(/"askable":\[[^\]]*\],/g, '')
      )
    }
    expect(await everything('chair')).toMatch(/"D02".*D02 cannot.*D02 objects/s)
    await setTo('none')
    try {
      for (const who of ['chair', 'secretariat', 'head', 'drafter'] as const)
        expect(await everything(who), who).not.toMatch(/D02|Delegation 02|"other"/)
      expect(await everything('other')).toMatch(/"D02".*D02 cannot.*D02 objects/s)
      // of a party that is not named who leads the talks still knows that there is one, and others do not
      expect(await seenStands(article, 'chair')).toEqual(['objects'])
      expect(await seenStands(article, 'head')).toEqual([])
    } finally {
      await setTo('full')
    }
  })

  const seenStands = async (article: ArticleView, who: Cast): Promise<string[]> =>
    ((await talks.as[who]('GET', `/articles/${article.id}/positions`)).body as PositionsView).items.map(
      ({ stand }) => stand,
    )

  test('BO1, BO2: the board counts, in charter order, and names nobody', async () => {
    const article = await talks.article({
      p1: block('para', 'p1', [option('bb', 'bb.1', 'text', 'words')]),
      p2: 'They may wait.',
    })
    await talks.as.chair('POST', `/articles/${article.id}/provisions/p2/status`, { status: 'agreed_in_group' })
    await talks.as.head('PUT', `/articles/${article.id}/positions`, { stand: 'objects' })
    await talks.as.head('PUT', `/articles/${article.id}/positions/p1`, { stand: 'reserves' })
    await talks.as.drafter('POST', `/articles/${article.id}/comments`, { body: 'A word on it.', lang: 'en' })
    const boardFor = async (who: Cast): Promise<BoardRow[]> =>
      (await talks.as[who]('GET', `/charters/${talks.charter}/board?limit=500`)).body.items as BoardRow[]
    const rowFor = async (who: Cast) => (await boardFor(who)).find(({ articleId }) => articleId === article.id)!
    expect(await rowFor('chair')).toMatchObject({
      status: 'under_discussion',
      parts: { under_discussion: 2, agreed_in_group: 1 },
      ...{ openBrackets: 1, openComments: 1, positions: 1, stands: { objects: 1, reserves: 1 }, reopenedAt: null },
    })
    expect(await rowFor('other')).toMatchObject({ openBrackets: 1, positions: null, stands: null })
    // a draft is its delegation's affair
    expect((await talks.as.drafter('POST', `/articles/${article.id}/proposals`, {})).status).toBe(201)
    expect((await rowFor('drafter')).proposals).toEqual({ draft: 1 })
    for (const who of ['chair', 'other', 'secretariat'] as const) expect((await rowFor(who)).proposals, who).toEqual({})
    const numbers = (await boardFor('other')).map(({ number }) => Number(number))
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    const named = (await boardFor('other')).map(({ articleId: _id, ...row }) => row)
    expect(JSON.stringify(named)).not.toMatch(/D0\d|Delegation/)
    await talks.as.chair('POST', `/articles/${article.id}/provisions/p2/status`, {
      ...{ status: 'under_discussion', reason: 'New facts.' },
    })
    expect((await rowFor('other')).reopenedAt).not.toBeNull()
    talks.house.wait(8 * DAY)
    expect((await rowFor('other')).reopenedAt).toBeNull()
  })
})
