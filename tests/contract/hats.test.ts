/** In which capacity words are restored, replaced and moved, articles come and go, and what belongs to that is done (rules HW6, SE1), on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Hat } from '#lib/domain/hat.ts'
import { makeDocumentAccess } from '#server/charter/document-access.ts'
import { record } from '#server/charter/record.ts'
import { findAudit } from '#server/store/audit.ts'
import { callerOf } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { codeOf, value } from '../support/house.ts'
import { openTalks, type Talks } from '../support/talks.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  beforeAll(async () => {
    talks = await openTalks(dialect)
  })
  afterAll(() => talks.close())

  /** An article that somebody who chairs writes for their delegation too. */
  const both = async () => {
    const article = await talks.article({ p1: 'They act in time.', p2: 'They may speak.' })
    const { seated, secretariat } = talks.people
    value(await talks.house.app.assign(secretariat, article.id, { personId: seated.id, kind: 'drafter', lang: '*' }))
    return article
  }
  const last = async () => (await talks.acts(1))[0]!
  /** Of the last entry of the journal. */
  const written = async (documentId: string) =>
    talks.house.store.db
      .selectFrom('journal')
      .select(['party_id', 'hat'])
      .where('document_id', '=', documentId)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
  const english = ({ documents }: { documents: { id: string; lang: string }[] }) =>
    documents.find(({ lang }) => lang === 'en')!.id
  const told = async (documentId: string, act: string, as: Hat): Promise<void> => {
    const { id } = talks.people.seated
    const partyId = as === 'party' ? talks.people.seated.partyId : null
    const actor = as === 'party' ? { id, role: 'head', party: { code: 'D03' } } : { id, role: 'chair', party: null }
    expect(await last()).toMatchObject({ act, actor })
    expect(await written(documentId)).toEqual({ party_id: partyId, hat: as })
  }
  const unsaid = { code: 'invalid', errors: [{ path: 'as' }] }

  test('HW6: who chairs and writes for a delegation says as which they restore', async () => {
    const article = await both()
    const { seated } = talks.people
    for (const as of ['chair', 'party'] as const) {
      await talks.write(article, (now) => ({
        ...now,
        content: [...now.content.slice(0, 1), { ...now.content[1]!, content: [{ type: 'text', text: `As ${as}.` }] }],
      }))
      const restore = (input: object) => talks.house.app.restoreArticle(seated, article.id, { seq: 2, ...input })
      expect(await restore({})).toMatchObject(unsaid)
      expect(codeOf(await restore({ as: 'secretariat' }))).toBe('invalid')
      value(await restore({ as }))
      await told(english(article), 'article.restored', as)
    }
  })

  test('HW6: as which they replace words, which is taken back so', async () => {
    const article = await both()
    const replace = (input: object) =>
      talks.as.seated('POST', `/charters/${talks.charter}/replace`, {
        ...{ q: 'They', by: 'All', articles: [article.id], lang: 'en', ...input },
      })
    expect((await replace({})).body).toMatchObject(unsaid)
    for (const as of ['chair', 'party'] as const) {
      const { status, body } = await replace({ as })
      expect([status, body.count]).toEqual([200, 2])
      await told(english(article), 'words.replaced', as)
      expect((await talks.as.seated('POST', `/replacements/${body.id}/undo`)).body.undone).toEqual([article.id])
      await told(english(article), 'words.replacement-undone', as)
    }
  })

  test('HW5, HW6: what was replaced before that was recorded is taken back as which they say', async () => {
    const article = await both()
    const { store } = talks.house
    const path = `/charters/${talks.charter}/replace`
    const { body } = await talks.as.seated('POST', path, {
      ...{ q: 'They', by: 'All', articles: [article.id], lang: 'en', as: 'chair' },
    })
    const [made] = (await findAudit(store.db, { kind: 'replacement', id: body.id }, 'words.replaced'))!
    const { hat, ...data } = made!.data
    expect(hat).toBe('chair')
    const subject = { kind: 'replacement', id: 'before' }
    const old = { at: talks.house.now(), actor: talks.people.seated, act: 'words.replaced', subject, data }
    await store.transaction((rows) => record(rows, old))
    const undo = (query = '') => talks.as.seated('POST', `/replacements/before/undo${query}`)
    expect((await undo()).body).toMatchObject(unsaid)
    expect((await undo('?as=secretariat')).body).toMatchObject(unsaid)
    expect((await undo('?as=party')).body).toEqual({ undone: [article.id], leftAlone: [] })
    await told(english(article), 'words.replacement-undone', 'party')
  })

  test('HW6: whoever has the pen of an article alone writes there with it, and not for their party', async () => {
    const [from, to] = [await talks.article({ p1: 'They act.' }), await talks.article({ p2: 'They speak.' })]
    const { drafter, secretariat } = talks.people
    const { app, context } = talks.house
    value(await app.assign(secretariat, from.id, { personId: drafter.id, kind: 'pen_holder', lang: '*' }))
    const access = async (as: Hat | null) => makeDocumentAccess(context)(drafter, english(from), as)
    expect(await access('party')).toMatchObject({ edit: false, reason: 'not-allowed', hats: ['pen_holder'] })
    expect(codeOf(await app.restoreArticle(drafter, from.id, { seq: 1, as: 'party' }))).toBe('not-allowed')
    expect(await access(null)).toMatchObject({ edit: true, hat: 'pen_holder' })
    const move = (input: object = {}) =>
      talks.as.drafter('POST', `/articles/${from.id}/blocks/move`, { blockIds: ['p1'], to: to.id, ...input })
    // in the other article nothing is theirs to write
    expect((await move()).body.code).toBe('not-allowed')
    // the pen of one of the two is no capacity for both
    value(await app.assign(secretariat, to.id, { personId: drafter.id, kind: 'drafter', lang: '*' }))
    expect((await move({ as: 'pen_holder' })).body).toMatchObject(unsaid)
    expect((await move()).status).toBe(200)
    expect(await written(english(from))).toEqual({ party_id: drafter.partyId, hat: 'party' })
  })

  test('HW6: as which they move paragraphs; who holds the pen does it with that', async () => {
    const [from, to] = [await both(), await both()]
    const move = (who: 'seated' | 'drafter', blockIds: string[], input: object = {}) =>
      talks.as[who]('POST', `/articles/${from.id}/blocks/move`, { blockIds, to: to.id, ...input })
    await talks.write(to, (now) => ({ ...now, content: now.content.slice(0, 1) }))
    await talks.write(to, (now) => ({ ...now, content: now.content.slice(0, 1) }), 'ar')
    expect((await move('seated', ['p1'])).body).toMatchObject(unsaid)
    expect((await move('seated', ['p1'], { as: 'chair' })).status).toBe(200)
    expect(await last()).toMatchObject({ act: 'article.blocks-moved', actor: { role: 'chair', party: null } })
    const { drafter, secretariat } = talks.people
    for (const { id } of [from, to])
      value(await talks.house.app.assign(secretariat, id, { personId: drafter.id, kind: 'pen_holder', lang: '*' }))
    expect((await move('drafter', ['p2'])).status).toBe(200)
    expect(await last()).toMatchObject({
      act: 'article.blocks-moved',
      actor: { role: 'drafter', party: { code: 'D01' } },
    })
    expect(await written(english(from))).toMatchObject({ hat: 'pen_holder' })
  })

  test('HW6: who names the chair’s placeholder is no delegation there', async () => {
    const article = await talks.article({ p1: 'They meet every two years.' }, { p1: 'يجتمعون كل سنتين.' })
    const { body: bracket } = await talks.as.chair('POST', `/articles/${article.id}/brackets`, {
      ...{ blockId: 'p1', kind: 'placeholder', quotes: { en: { exact: 'two' }, ar: { exact: 'سنتين' } } },
    })
    const path = `/articles/${article.id}/brackets/${bracket.id}`
    expect((await talks.as.seated('PATCH', path, { owner: { party: 'D01' }, as: 'party' })).body.code).toBe(
      'not-allowed',
    )
    expect((await talks.as.seated('PATCH', path, { owner: { party: 'D01' } })).status).toBe(200)
    expect(await last()).toMatchObject({
      ...{ act: 'bracket.placeholder-set', actor: { id: talks.people.seated.id, role: 'chair', party: null } },
    })
  })

  test('HW6: a secretary of a delegation adds, places, deletes and reinstates articles for no delegation', async () => {
    const { house, charter } = talks
    const both = await house.person('both', ['head', 'secretariat'], 'D04')
    const api = callerOf(house.app, await house.tokenOf(both))
    const one = await talks.article({ p1: 'They act in time.' })
    const add = (input: object) => api('POST', `/charters/${charter}/articles`, { heading: 'New', ...input })
    const { status, body: made } = await add({ as: 'secretariat' })
    expect(status).toBe(201)
    expect(await written(english(made))).toEqual({ party_id: null, hat: 'secretariat' })
    const path = `/articles/${made.id}`
    const gone = { reason: 'Said elsewhere.' }
    const acts = [
      ['article.placed', (as?: Hat) => api('POST', `${path}/place`, { before: one.id, ...(as && { as }) })],
      ['article.deleted', (as?: Hat) => api('DELETE', `/articles/${one.id}`, { ...gone, ...(as && { as }) })],
      ['article.reinstated', (as?: Hat) => api('POST', `/articles/${one.id}/reinstate${as ? `?as=${as}` : ''}`)],
      ['article.removed', (as?: Hat) => api('DELETE', path, { ...(as && { as }) })],
    ] as const
    const recorded = { actor: { id: both.id, role: 'secretariat', party: null } }
    expect(await last()).toMatchObject({ act: 'article.created', ...recorded })
    const refused = [add({ as: 'party' }), ...acts.map(([, act]) => act('party'))]
    for (const { body } of await Promise.all(refused)) expect(body.code).toBe('not-allowed')
    const none = [add({ as: 'chair' }), ...acts.map(([, act]) => act('chair'))]
    for (const { body } of await Promise.all(none)) expect(body).toMatchObject(unsaid)
    for (const [named, [act, call]] of acts.entries()) {
      expect((await call(named % 2 === 0 ? 'secretariat' : undefined)).status, act).toBe(200)
      expect(await last()).toMatchObject({ act, ...recorded })
    }
  })

  test('SE1, HW6: articles are added, placed, deleted and reinstated by who may do it still', async () => {
    const { house, charter } = talks
    const [stays, marked] = [await talks.article({ p1: 'They act.' }), await talks.article({ p1: 'They speak.' })]
    value(await house.app.deleteArticle(talks.people.secretariat, marked.id, { reason: 'Said elsewhere.' }))
    const before = (await last()).seq
    const gone = await house.person('former', ['secretariat'])
    await house.store.db.deleteFrom('person_role').where('person_id', '=', gone.id).execute()
    const answers = [
      house.app.createArticle(gone, charter, { heading: 'Late', after: null }),
      house.app.placeArticle(gone, stays.id, { before: null }),
      house.app.deleteArticle(gone, stays.id, { reason: 'Said elsewhere.' }),
      house.app.reinstateArticle(gone, marked.id),
    ]
    for (const answer of await Promise.all(answers)) expect(codeOf(answer)).toBe('not-allowed')
    expect((await last()).seq).toBe(before)
  })

  test('SE1, HW6: an act that waited is done by who may do it still', async () => {
    const article = await talks.article({ p1: 'They act in time.' })
    const { house, charter } = talks
    const gone = await house.person('gone', ['chair', 'secretariat'])
    const sitting = value(await house.app.sittings.begin(gone, charter, { title: 'Last', as: 'chair' }))
    const to = { at: '2031-01-02T10:00:00Z', what: 'Comments' }
    value(await house.app.setDue(gone, charter, to))
    await house.store.db.deleteFrom('person_role').where('person_id', '=', gone.id).execute()
    const answers = [
      house.app.sittings.move(gone, sitting.id, { articleId: article.id, blockId: null }),
      house.app.sittings.end(gone, sitting.id, { as: 'chair' }),
      house.app.setDue(gone, charter, null),
      house.app.proposals.setUntil(gone, charter, { until: '2031-01-02T10:00:00Z' }),
      house.app.brackets.setAttribution(gone, charter, { attribution: 'none' }),
      house.app.restoreArticle(gone, article.id, { seq: 1, as: 'chair' }),
    ]
    for (const answer of await Promise.all(answers)) expect(codeOf(answer)).toBe('not-allowed')
    value(await house.app.sittings.end(talks.people.chair, sitting.id))
  })
})
