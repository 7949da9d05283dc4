/** Who approves or accepts a proposal decides about the words they saw (rule PS22), through the API on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { authorOf, SYSTEM } from '#lib/domain/authored.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import type { ProposalText, ProposalView } from '#lib/domain/contract-proposals.ts'
import { insertEntries, lastSeqs } from '../../server/store/history.ts'
import { FENCE } from '../../server/sync/fence.ts'
import type { Caller } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { value } from '../support/house.ts'
import { openTalks, type Talks } from '../support/talks.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  let article: ArticleView
  let draft: ProposalView
  beforeAll(async () => {
    talks = await openTalks(dialect)
    expect((await talks.as.head('PUT', '/parties/D01/proposals', { needHead: true })).status).toBe(200)
  })
  afterAll(() => talks.close())
  beforeEach(async () => {
    article = await talks.article({ p1: 'They act in time.', p2: 'They may speak.', p3: 'They may leave.' })
    draft = (await talks.as.drafter('POST', `/articles/${article.id}/proposals`, {})).body
    await types('p1', 'They act', ' at once')
  })

  const read = async (who: Caller): Promise<ProposalView> => (await who('GET', `/proposals/${draft.id}`)).body
  const seenBy = async (who: Caller, kind: ProposalText['kind'] = 'original') =>
    (await read(who)).texts.filter((text) => text.kind === kind)
  const act = (who: Caller, verb: string, body: object = {}) => who('POST', `/proposals/${draft.id}/${verb}`, body)
  const done = async (who: Caller, verb: string, body: object = {}): Promise<void> => {
    const { status, body: answer } = await act(who, verb, body)
    expect([verb, status, answer.code]).toEqual([verb, 200, answer.code])
  }
  async function types(id: string, find: string, text: string): Promise<void> {
    const blocks = [{ id, find, place: 'behind', text }]
    expect((await talks.as.drafter('PUT', `/proposals/${draft.id}/texts/en`, { blocks })).status).toBe(200)
  }
  /** Somebody with the pen writes in the article itself. */
  const writes = (block: string, text: string): Promise<void> =>
    talks.write(article, (now) => ({
      ...now,
      content: now.content.map((one) => (one.attrs.id === block ? { ...one, content: [{ type: 'text', text }] } : one)),
    }))
  const discussed = async (): Promise<void> => {
    await done(talks.as.head, 'submit', { seen: await seenBy(talks.as.head) })
    await done(talks.as.secretariat, 'admit')
    await done(talks.as.chair, 'take-up')
  }
  const unseen = (...paths: string[]) => ({
    status: 409,
    body: { code: 'text-changed', errors: paths.map((path) => ({ path, message: expect.any(String) })) },
  })

  test('PS22: the head approves of what they read; what was typed since refuses it, paragraph by paragraph', async () => {
    await done(talks.as.drafter, 'ask-approval')
    const seen = await seenBy(talks.as.head)
    expect((await act(talks.as.head, 'approve')).body).toMatchObject({ code: 'invalid', errors: [{ path: 'seen' }] })
    await types('p2', 'They may', ' also')
    expect(await act(talks.as.head, 'approve', { seen })).toMatchObject(unseen('texts.en.p2'))
    expect((await read(talks.as.head)).approval).toMatchObject({ isApproved: false })
    const since = value(await talks.house.app.proposals.changedSince(talks.people.head, draft.id, seen))
    expect(since.texts).toMatchObject([{ lang: 'en', blocks: [{ id: 'p2', op: 'changed' }] }])
    expect(since.texts[0]!.blocks[0]!.runs.filter(({ op }) => op === 'ins')).toMatchObject([
      { text: expect.stringContaining('also') },
    ])
    await done(talks.as.head, 'approve', { seen: await seenBy(talks.as.head) })
    await writes('p3', 'They may leave early.')
    // nor do they approve again of what the article brings
    await done(talks.as.drafter, 'submit')
  })

  test('PS22: an entry without words, words that were taken out again and what the article brings elsewhere are no other words', async () => {
    await done(talks.as.drafter, 'ask-approval')
    const seen = await seenBy(talks.as.head)
    await types('p2', 'They may', ' also')
    const blocks = [{ id: 'p2', find: ' also', text: '' }]
    expect((await talks.as.drafter('PUT', `/proposals/${draft.id}/texts/en`, { blocks })).status).toBe(200)
    await writes('p2', 'They may speak aloud.')
    // the proposal follows
    expect((await read(talks.as.drafter)).texts[0]!.blocks.map(({ id }) => id)).toEqual(['p1'])
    const [{ documentId }] = seen as [ProposalText]
    const { store } = talks.house
    const seq = (await lastSeqs(store.db, [documentId])).get(documentId)! + 1
    const fence = { ...SYSTEM, bytes: FENCE, at: talks.house.now(), newClients: [] }
    await store.transaction((rows) => insertEntries(rows, [{ documentId, seq, ...fence }]))
    await done(talks.as.head, 'approve', { seen })
    await done(talks.as.drafter, 'submit')
  })

  test('PS3, PS22: what the article brings into the very paragraph is approved of anew', async () => {
    await done(talks.as.drafter, 'ask-approval')
    await done(talks.as.head, 'approve', { seen: await seenBy(talks.as.head) })
    await writes('p2', 'They may speak at length.')
    await writes('p1', 'They act in good time.')
    expect((await act(talks.as.drafter, 'submit')).body.code).toBe('needs-approval')
  })

  test('PS3: an approval of an earlier wording is shown as that', async () => {
    const approval = async () => (await read(talks.as.drafter)).approval
    await done(talks.as.drafter, 'ask-approval')
    expect(await approval()).toMatchObject({ isApproved: false, isCurrent: false })
    await done(talks.as.head, 'approve', { seen: await seenBy(talks.as.head) })
    expect(await approval()).toMatchObject({ isApproved: true, isCurrent: true })
    await types('p2', 'They may', ' also')
    expect(await approval()).toMatchObject({ isApproved: true, isCurrent: false })
  })

  test('PS22: what is disputed is so as it was read; a program need not say', async () => {
    await discussed()
    const seen = await seenBy(talks.as.chair)
    await writes('p1', 'They act in good time.')
    // it follows its article
    const now = await seenBy(talks.as.chair)
    expect(await act(talks.as.chair, 'bracket', { seen })).toMatchObject(unseen('texts.en.p1'))
    await done(talks.as.chair, 'bracket', { seen: now })
    expect((await read(talks.as.chair)).status).toBe('bracketed')
  })

  test('PS22: so is an amendment taken in', async () => {
    await discussed()
    const made = await talks.as.other('POST', `/articles/${article.id}/proposals`, { amends: draft.id })
    const path = `/proposals/${made.body.id}`
    const blocks = [{ id: 'p1', find: 'at once', place: 'behind', text: ' and always' }]
    expect((await talks.as.other('PUT', `${path}/texts/en`, { blocks })).status).toBe(200)
    for (const [who, verb] of [
      ['other', 'submit'],
      ['secretariat', 'admit'],
      ['chair', 'take-up'],
    ] as const)
      expect((await talks.as[who]('POST', `${path}/${verb}`, {})).status, verb).toBe(200)
    const amendment = async () => (await talks.as.chair('GET', path)).body.texts as ProposalText[]
    const seen = await amendment()
    await writes('p1', 'They act in good time.')
    await read(talks.as.chair)
    const now = await amendment()
    const takes = (body: object) => talks.as.chair('POST', `${path}/take-in`, body)
    expect(await takes({ seen })).toMatchObject(unseen('texts.en.p1'))
    expect(await takes({ seen: now })).toMatchObject({ status: 200, body: { status: 'merged' } })
  })

  test('PS22: a head who submits instead says what they saw; a drafter may', async () => {
    const seen = await seenBy(talks.as.head)
    expect((await act(talks.as.head, 'submit')).body).toMatchObject({ code: 'invalid', errors: [{ path: 'seen' }] })
    await types('p1', 'at once', ', always,')
    expect(await act(talks.as.head, 'submit', { seen })).toMatchObject(unseen('texts.en.p1'))
    expect((await act(talks.as.head, 'submit', { seen: [{ ...seen[0]!, seq: 900 }] })).body).toMatchObject({
      ...{ code: 'invalid', errors: [{ path: 'seen[0].seq' }] },
    })
    // a further language that came since was not seen either
    const now = await seenBy(talks.as.head)
    expect((await talks.as.drafter('POST', `/proposals/${draft.id}/texts`, { lang: 'ar' })).status).toBe(201)
    expect(await act(talks.as.head, 'submit', { seen: now })).toMatchObject(unseen('texts.ar'))
    await done(talks.as.drafter, 'ask-approval')
    await done(talks.as.head, 'approve', { seen: (await read(talks.as.head)).texts })
    expect(await act(talks.as.drafter, 'submit', { seen })).toMatchObject(unseen('texts.en.p1', 'texts.ar'))
    await done(talks.as.drafter, 'submit', { seen: (await read(talks.as.drafter)).texts })
  })

  test('PS22: the chair accepts what they read; what the article brought into its paragraphs refuses it, what it brought elsewhere does not', async () => {
    await discussed()
    const seen = await seenBy(talks.as.chair)
    expect((await act(talks.as.chair, 'accept')).body).toMatchObject({ code: 'invalid', errors: [{ path: 'seen' }] })
    await writes('p2', 'They may speak aloud.')
    await writes('p1', 'They act in good time.')
    expect(await act(talks.as.chair, 'accept', { seen })).toMatchObject(unseen('texts.en.p1'))
    expect((await read(talks.as.chair)).status).toBe('under_discussion')
    const { texts } = (await talks.as.chair('GET', `/proposals/${draft.id}/preview`)).body
    await writes('p2', 'They may speak in turn.')
    await done(talks.as.chair, 'accept', { seen: texts })
    const words = JSON.stringify(await talks.read(article))
    for (const some of ['They act at once in good time.', 'They may speak in turn.']) expect(words).toContain(some)
  })

  test('PS22, P13: nobody compares it with what its sponsors wrote before they submitted it', async () => {
    await discussed()
    const [{ documentId, baseSeq }] = (await seenBy(talks.as.chair)) as [ProposalText]
    const seen = [{ documentId, seq: 1, baseSeq }]
    expect(await act(talks.as.chair, 'accept', { seen })).toMatchObject(unseen('texts.en'))
    const { proposals } = talks.house.app
    const words = async (...asked: Parameters<typeof proposals.changedSince>) =>
      value(await proposals.changedSince(...asked)).texts[0]!.blocks.flatMap(({ runs }) => runs)
    expect(await words(talks.people.chair, draft.id, seen)).toEqual(await words(talks.people.chair, draft.id, []))
  })

  test('PS16, PS22: the copy is accepted as it was read, whatever is typed in it at that moment', async () => {
    await discussed()
    await done(talks.as.chair, 'modify')
    const seen = await seenBy(talks.as.chair, 'modified')
    const [{ documentId }] = seen as [ProposalText]
    const type = (from: string, to: string): Promise<unknown> =>
      talks.house.context.texts.change(
        documentId,
        (now) => JSON.parse(JSON.stringify(now).replace(from, to)) as typeof now,
        authorOf(talks.people.chair, 'chair'),
      )
    await type('at once', 'at once, and freely,')
    expect(await act(talks.as.chair, 'accept-modified', { seen })).toMatchObject(unseen('texts.en.p1'))
    // the sponsors' own words are not those of the copy
    const own = { seen: await seenBy(talks.as.chair) }
    expect(await act(talks.as.chair, 'accept-modified', own)).toMatchObject(unseen('texts.en'))
    const now = await seenBy(talks.as.chair, 'modified')
    const [answer] = await Promise.all([
      act(talks.as.chair, 'accept-modified', { seen: now }),
      type('freely', 'wholly freely'),
    ])
    const words = JSON.stringify(await talks.read(article))
    expect(words).not.toContain('wholly')
    if (answer.status === 200) expect(words).toContain('at once, and freely,')
    else expect(answer).toMatchObject(unseen('texts.en.p1'))
  })
})
