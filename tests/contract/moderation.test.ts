// Over 250 lines: one story after another of the same part, with what they share.
/** What becomes of comments beside answers, on both databases: taken back, withheld and released, closed without action (rules TH9-TH11, HO12). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { Thread } from '#lib/domain/contract.ts'
import type { HomeView } from '#lib/domain/home.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { callerOf, type Caller } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let charterId: string
  let articleId: string
  let author: Actor
  let other: Actor
  const as = {} as Record<'secretariat' | 'second' | 'chair' | 'author' | 'other', Caller>
  beforeAll(async () => {
    house = await openHouse(dialect)
    const secretariat = await house.person('secretariat', ['secretariat'])
    author = await house.person('author', ['reviewer'], 'D01')
    other = await house.person('other', ['drafter'], 'D02')
    const people = {
      secretariat,
      author,
      second: await house.person('second', ['secretariat']),
      chair: await house.person('chair', ['chair']),
      other,
    }
    for (const [name, actor] of Object.entries(people))
      as[name as keyof typeof as] = callerOf(house.app, await house.tokenOf(actor))
    charterId = value(await house.app.importCharter(secretariat, sample, 'sample')).id
    articleId = value(await house.app.listArticles(secretariat, charterId)).items[1]!.id
  })
  afterAll(() => house.close())

  const WORDS = 'Words that were said.'
  const said = async (who: Caller, body = WORDS): Promise<Thread> => {
    const made = await who('POST', `/articles/${articleId}/comments`, { body, lang: 'en', anchor: null })
    expect(made.status).toBe(201)
    return made.body
  }
  const replied = async (who: Caller, id: string, body: string): Promise<Thread> =>
    (await who('POST', `/comments/${id}/replies`, { body })).body
  const find = async (who: Caller, id: string): Promise<Thread | undefined> =>
    (await who('GET', `/articles/${articleId}/comments?limit=500`)).body.items.find((one: Thread) => one.id === id)
  const turn = (who: Caller, id: string, act: string, body?: object) => who('POST', `/comments/${id}/${act}`, body)
  /** The newest acts of the record, oldest of them first. */
  const acts = async (count: number): Promise<{ act: string; data: Record<string, unknown> }[]> =>
    (await house.store.db.selectFrom('audit').select(['act', 'data']).orderBy('seq', 'desc').limit(count).execute())
      .map(({ act, data }) => ({ act, data: JSON.parse(data) as Record<string, unknown> }))
      .reverse()
  const withheldAtHome = async (actor: Actor) =>
    (value(await house.app.readHome(actor, charterId, 'en')) as HomeView).needs.find(({ kind }) => kind === 'withheld')

  let thread: Thread
  beforeEach(async () => {
    thread = await said(as.author)
  })

  test('TH9: an author takes back a thread: it stays without its words, which are theirs alone', async () => {
    expect(thread.permissions).toMatchObject({ retract: true, withhold: false, release: false })
    expect((await find(as.other, thread.id))!.permissions.retract).toBe(false)
    for (const who of [as.other, as.secretariat, as.chair])
      expect((await turn(who, thread.id, 'retract')).body.code).toBe('not-allowed')
    house.told.length = 0
    const answer = await turn(as.author, thread.id, 'retract')
    expect(answer).toMatchObject({ status: 200, body: { status: 'retracted', body: WORDS, settledBy: 'author' } })
    expect(house.told).toEqual([{ kind: 'comment-changed', articleId, commentId: thread.id }])
    for (const who of [as.other, as.secretariat])
      expect(await find(who, thread.id)).toMatchObject({ status: 'retracted', body: '', permissions: { reply: false } })
    expect(await acts(1)).toEqual([{ act: 'comment.retracted', data: { article: articleId } }])
    expect((await turn(as.author, thread.id, 'retract')).body.code).toBe('already-so')
    expect((await turn(as.secretariat, thread.id, 'withhold', { reason: 'Late' })).body.code).toBe('already-so')
    expect((await turn(as.author, thread.id, 'close', { reason: 'Done' })).body.code).toBe('already-so')
    const kept = await house.store.db
      .selectFrom('comment')
      .select('body')
      .where('id', '=', thread.id)
      .executeTakeFirstOrThrow()
    expect(kept.body).toBe(WORDS)
  })

  test('TH9: a reply is taken back alone; what is settled or withheld is not', async () => {
    const { replies } = await replied(as.other, thread.id, 'An answer too many.')
    const reply = replies[0]!
    expect((await find(as.other, thread.id))!.replies[0]!.permissions.retract).toBe(true)
    expect((await turn(as.author, reply.id, 'retract')).body.code).toBe('not-allowed')
    expect((await turn(as.other, reply.id, 'retract')).status).toBe(200)
    expect(await find(as.author, thread.id)).toMatchObject({
      status: 'open',
      body: WORDS,
      replies: [{ id: reply.id, status: 'retracted', body: '' }],
    })
    expect(await acts(1)).toEqual([{ act: 'comment.retracted', data: { article: articleId, thread: thread.id } }])
    // HO5: nobody is led to an answer that is not there
    const home = value(await house.app.readHome(author, charterId, 'en'))
    expect(JSON.stringify(home.needs.filter(({ kind }) => kind === 'answer'))).not.toContain(thread.id)

    await turn(as.author, thread.id, 'resolve')
    expect((await turn(as.author, thread.id, 'retract')).body.code).toBe('already-so')
    await turn(as.secretariat, thread.id, 'withhold', { reason: 'Names a person' })
    expect((await turn(as.author, thread.id, 'retract')).body.code).toBe('not-allowed')
    await turn(as.chair, thread.id, 'release')
  })

  test('TH10, HO12: what is withheld is told to its author with the ground, and released it stands as it stood', async () => {
    await turn(as.author, thread.id, 'close', { reason: 'Said twice' })
    const before = (await find(as.author, thread.id))!
    expect((await turn(as.secretariat, thread.id, 'withhold', { reason: ' ' })).body).toMatchObject({
      code: 'invalid',
      errors: [{ path: 'reason' }],
    })
    for (const who of [as.author, as.other, as.chair])
      expect((await turn(who, thread.id, 'withhold', { reason: 'No' })).body.code).toBe('not-allowed')
    house.told.length = 0
    const held = await turn(as.secretariat, thread.id, 'withhold', { reason: 'Names a person' })
    expect(held.body).toMatchObject({
      status: 'withheld',
      ground: 'Names a person',
      permissions: { withhold: false, release: true, reply: false },
    })
    expect(house.told).toEqual([{ kind: 'comment-changed', articleId, commentId: thread.id }])
    expect(await acts(1)).toEqual([{ act: 'comment.withheld', data: { article: articleId, reason: 'Names a person' } }])
    expect(await find(as.other, thread.id)).toBeUndefined()
    expect((await turn(as.other, thread.id, 'replies', { body: 'And yet.' })).status).toBe(404)
    expect(await find(as.author, thread.id)).toMatchObject({
      body: WORDS,
      ground: 'Names a person',
      permissions: { release: false, retract: false },
    })
    expect(await withheldAtHome(author)).toMatchObject({
      comments: [{ commentId: thread.id, threadId: thread.id, ground: 'Names a person' }],
    })
    expect((await turn(as.author, thread.id, 'release')).body.code).toBe('not-allowed')
    expect((await turn(as.chair, thread.id, 'release')).status).toBe(200)
    const { status, settledAt, settledBy, ground } = (await find(as.author, thread.id))!
    expect({ status, settledAt, settledBy, ground }).toEqual({
      status: 'closed_no_action',
      settledAt: before.settledAt,
      settledBy: before.settledBy,
      ground: 'Said twice',
    })
    expect(await find(as.other, thread.id)).toBeDefined()
    expect(await withheldAtHome(author)).toBeUndefined()
    expect((await acts(1))[0]!.act).toBe('comment.released')
    expect((await turn(as.chair, thread.id, 'release')).body.code).toBe('already-so')
  })

  test('TH10: a reply is withheld alone; nobody withholds or releases their own words', async () => {
    const reply = (await replied(as.secretariat, thread.id, 'In haste.')).replies[0]!
    expect((await turn(as.secretariat, reply.id, 'withhold', { reason: 'Mine' })).body.code).toBe('not-allowed')
    expect((await turn(as.second, reply.id, 'withhold', { reason: 'Out of order' })).status).toBe(200)
    expect((await turn(as.secretariat, reply.id, 'release')).body.code).toBe('not-allowed')
    expect(await find(as.other, thread.id)).toMatchObject({ status: 'open', replies: [] })
    expect(await find(as.secretariat, thread.id)).toMatchObject({
      replies: [{ id: reply.id, status: 'withheld', ground: 'Out of order', permissions: { release: false } }],
    })
    expect((await turn(as.second, reply.id, 'release')).status).toBe(200)
    expect(await find(as.other, thread.id)).toMatchObject({
      status: 'answered',
      replies: [{ status: 'open', body: 'In haste.' }],
    })
  })

  test('TH14: a thread is answered while an answer of the secretariat or of a pen-holder stands in it', async () => {
    const statusNow = async () => (await find(as.author, thread.id))!.status
    const [version] = (await as.secretariat('GET', `/charters/${charterId}/versions`)).body.items
    /** As the check list before a publication counts them. */
    const waiting = async (): Promise<number> =>
      (await as.secretariat('GET', `/versions/${version.id}/checks`)).body.articles.find(
        (one: { articleId: string }) => one.articleId === articleId,
      ).openComments
    const before = await waiting()
    const first = (await replied(as.secretariat, thread.id, 'An answer.')).replies[0]!
    // TH1: answered, it is as open as before
    expect(await waiting()).toBe(before)
    const again = (await replied(as.second, thread.id, 'Another.')).replies[1]!
    await replied(as.chair, thread.id, 'No answer: neither secretariat nor pen.')
    expect(await statusNow()).toBe('answered')
    await turn(as.secretariat, first.id, 'retract')
    expect(await statusNow()).toBe('answered')
    expect(await turn(as.second, again.id, 'retract')).toMatchObject({ body: { status: 'open', settledBy: 'second' } })

    // whoever holds the pen answers, too; what they say in a thread of their own is no answer
    const given = { personId: other.id, kind: 'pen_holder', lang: 'en' }
    expect((await as.secretariat('POST', `/articles/${articleId}/assignments`, given)).status).toBeLessThan(300)
    const pen = (await replied(as.other, thread.id, 'With the pen.')).replies.at(-1)!
    expect(await statusNow()).toBe('answered')
    const own = await said(as.other)
    expect((await replied(as.other, own.id, 'And this.')).status).toBe('open')
    await turn(as.other, own.id, 'resolve')
    expect(await waiting()).toBe(before)

    // released after somebody turned the thread meanwhile: as they left it
    await turn(as.secretariat, pen.id, 'withhold', { reason: 'Names a person' })
    expect(await statusNow()).toBe('open')
    await turn(as.author, thread.id, 'resolve')
    await turn(as.author, thread.id, 'reopen')
    await turn(as.chair, pen.id, 'release')
    expect(await statusNow()).toBe('open')
  })

  test('TH15: the mark is another when something changed that one may see, and the same otherwise', async () => {
    const marks = async (): Promise<string[]> =>
      Promise.all(
        [as.author, as.other, as.secretariat].map(
          async (who) => (await who('GET', `/charters/${charterId}/comments/mark`)).body.mark as string,
        ),
      )
    let before = await marks()
    /** For whom it is another since the last look. */
    const changed = async (): Promise<boolean[]> => {
      const now = await marks()
      const others = now.map((mark, i) => mark !== before[i])
      before = now
      return others
    }
    expect(await changed()).toEqual([false, false, false])
    const reply = (await replied(as.other, thread.id, 'A reply.')).replies[0]!
    expect(await changed()).toEqual([true, true, true])
    await turn(as.other, reply.id, 'retract')
    expect(await changed()).toEqual([true, true, true])
    await turn(as.author, thread.id, 'resolve')
    expect(await changed()).toEqual([true, true, true])
    await turn(as.secretariat, thread.id, 'withhold', { reason: 'Names a person' })
    expect(await changed()).toEqual([true, true, true])
    // nobody but author, secretariat and chair knows what becomes of it now
    const { db } = house.store
    await db.updateTable('comment').set({ settled_at: house.now() }).where('id', '=', thread.id).execute()
    await db.updateTable('comment').set({ status: 'resolved' }).where('thread_id', '=', thread.id).execute()
    expect(await changed()).toEqual([true, false, true])
    const own = await said(as.author)
    await changed()
    await db.updateTable('comment').set({ visibility: 'delegation' }).where('id', '=', own.id).execute()
    expect(await changed()).toEqual([false, true, true])
  })

  test('TH14: of an answer taken back and a thread taken back at once, nobody answers what is gone', async () => {
    const answer = (await replied(as.secretariat, thread.id, 'An answer.')).replies[0]!
    const [one, two, three] = await Promise.all([
      turn(as.secretariat, answer.id, 'retract'),
      turn(as.author, thread.id, 'retract'),
      as.second('POST', `/comments/${thread.id}/replies`, { body: 'Late' }),
    ])
    expect([one.status, two.status]).toEqual([200, 200])
    expect([201, 403]).toContain(three.status)
    expect((await find(as.author, thread.id))!.status).toBe('retracted')
    expect((await as.second('POST', `/comments/${thread.id}/replies`, { body: 'Later' })).status).toBe(403)
  })

  test('TH10: what only a delegation sees is not the secretariat’s to withhold, nor to know of', async () => {
    await house.store.db.updateTable('comment').set({ visibility: 'delegation' }).where('id', '=', thread.id).execute()
    expect((await turn(as.secretariat, thread.id, 'withhold', { reason: 'No' })).status).toBe(404)
  })

  test('TH11: a thread is closed for a reason that all read, and reopened', async () => {
    expect((await turn(as.other, thread.id, 'close', { reason: 'No' })).body.code).toBe('not-allowed')
    expect((await turn(as.author, thread.id, 'close', { reason: '' })).status).toBe(422)
    expect((await turn(as.secretariat, thread.id, 'close', { reason: 'Out of scope' })).status).toBe(200)
    expect(await find(as.other, thread.id)).toMatchObject({
      status: 'closed_no_action',
      ground: 'Out of scope',
      settledBy: 'secretariat',
    })
    expect(await acts(1)).toEqual([{ act: 'comment.closed', data: { article: articleId, reason: 'Out of scope' } }])
    expect((await turn(as.author, thread.id, 'close', { reason: 'Again' })).body.code).toBe('already-so')
    expect((await turn(as.author, thread.id, 'resolve')).body.code).toBe('already-resolved')
    expect(await turn(as.author, thread.id, 'reopen')).toMatchObject({ body: { status: 'open', ground: null } })
  })

  test('of several at once, each state is left once', async () => {
    const codes = async (...asked: Promise<{ status: number }>[]): Promise<number[]> =>
      (await Promise.all(asked)).map(({ status }) => status).sort()
    const retract = () => turn(as.author, thread.id, 'retract')
    const close = () => turn(as.author, thread.id, 'close', { reason: 'Done' })
    expect(await codes(retract(), close(), retract(), close())).toEqual([200, 409, 409, 409])
    thread = await said(as.author)
    const withhold = (who: Caller) => turn(who, thread.id, 'withhold', { reason: 'Twice' })
    const both = [withhold(as.secretariat), withhold(as.second)]
    expect(await codes(...both)).toEqual([200, 409])
    const release = (who: Caller) => turn(who, thread.id, 'release')
    expect(await codes(release(as.chair), release(as.second))).toEqual([200, 409])
    expect(await find(as.other, thread.id)).toMatchObject({ status: 'open', ground: null, settledBy: null })
  })

  test('what a file says was withheld has its ground, and is open when it is released', async () => {
    const { id, ground } = await house.store.db
      .selectFrom('comment')
      .select(['id', 'ground'])
      .where('status', '=', 'withheld')
      .where('contribution_id', 'is not', null)
      .executeTakeFirstOrThrow()
    expect(ground).toBe('names a party to a current conflict')
    const { body } = await turn(as.chair, id, 'release')
    expect(body).toMatchObject({ status: 'open', ground: null })
  })
})
