// Over 250 lines: one story in its order, told on both databases.
/** The main story through the API, on both databases: from an empty charter to a signed version; and the races on the way. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import { setUsualDraftingGroup } from '../../server/charter/drafting-group.ts'
import { findVersion, holdVersion } from '../../server/store/versions.ts'
import { DIALECTS } from '../support/database.ts'
import { callerOf, type Caller } from '../support/api.ts'
import { openHouse, PASSWORD, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

const MINUTE = 60_000

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let people: Record<
    'secretariat' | 'chair' | 'auditor' | 'admin' | 'observer' | 'drafter' | 'reviewer' | 'head',
    Actor
  >
  const as = {} as Record<keyof typeof people | 'public' | 'signatory' | 'colleague' | 'other', Caller>
  let charter: string
  let article: string

  beforeAll(async () => {
    house = await openHouse(dialect)
    people = {
      secretariat: await house.person('secretariat', ['secretariat']),
      chair: await house.person('chair', ['chair']),
      auditor: await house.person('auditor', ['auditor']),
      admin: await house.person('admin', ['administrator']),
      observer: await house.person('observer', ['observer']),
      drafter: await house.person('drafter-01', ['drafter'], 'D01'),
      reviewer: await house.person('reviewer-01', ['reviewer'], 'D01'),
      head: await house.person('head-02', ['head'], 'D02'),
    }
    for (const [name, actor] of Object.entries(people))
      as[name as keyof typeof people] = callerOf(house.app, await house.tokenOf(actor))
    for (const [name, email, party] of [
      ['signatory', 'signatory-01', 'D01'],
      ['colleague', 'signatory-01b', 'D01'],
      ['other', 'signatory-02', 'D02'],
    ] as const)
      as[name] = callerOf(house.app, await house.tokenOf(await house.person(email, ['signatory'], party)))
    as.public = callerOf(house.app, null)
    await house.store.transaction((rows) => setUsualDraftingGroup(rows, [people.drafter.id]))
    const made = await as.secretariat('POST', '/charters', {
      slug: 'river',
      title: 'River Charter',
      languages: ['en', 'ar'],
    })
    expect(made.status).toBe(201)
    charter = made.body.id as string
    const first = await as.secretariat('POST', `/charters/${charter}/articles`, { heading: 'Purpose', after: null })
    expect(first.status).toBe(201)
    article = first.body.id as string
  })
  afterAll(() => house.close())

  const cut = (label: string, more: object = {}) =>
    as.secretariat('POST', `/charters/${charter}/versions`, { label, notes: '', ...more })
  const sign = (who: Caller, version: { id: string; sha256: string }, more: object = {}) =>
    who('POST', `/versions/${version.id}/signoffs`, {
      decision: 'endorse',
      sha256: version.sha256,
      password: PASSWORD,
      ...more,
    })

  test('sign in, who am I, sign out', async () => {
    const signedIn = await as.public('POST', '/sessions', { email: 'drafter-01@concord.example', password: PASSWORD })
    expect(signedIn.status).toBe(201)
    const me = callerOf(house.app, signedIn.body.token as string)
    expect((await me('GET', '/me')).body).toEqual({
      id: people.drafter.id,
      name: 'drafter-01',
      email: 'drafter-01@concord.example',
      party: { code: 'D01', name: 'Delegation 01' },
      roles: ['drafter'],
    })
    expect((await me('DELETE', '/sessions/current')).status).toBe(204)
    expect((await me('GET', '/me')).status).toBe(401)
    const wrong = await as.public('POST', '/sessions', { email: 'drafter-01@concord.example', password: 'no' })
    const unknown = await as.public('POST', '/sessions', { email: 'x@concord.example', password: 'no' })
    expect(wrong.status).toBe(401)
    expect(unknown.body).toEqual(wrong.body)
  })

  test('a charter is there for readers alone until a version is published', async () => {
    expect((await as.drafter('GET', '/charters')).body.items.map((one: { slug: string }) => one.slug)).toContain(
      'river',
    )
    expect((await as.public('GET', '/charters')).body.items).toEqual([])
    expect((await as.admin('GET', '/charters')).body.items).toEqual([])
    const missing = await as.admin('GET', '/charters/none/articles')
    const unseen = await as.admin('GET', `/charters/${charter}/articles`)
    expect(unseen.status).toBe(404)
    expect(unseen.body).toEqual(missing.body)
    expect((await as.public('GET', `/charters/${charter}/articles`)).status).toBe(401)
  })

  test('articles: numbers computed, drafters assigned, permissions told', async () => {
    const second = await as.secretariat('POST', `/charters/${charter}/articles`, { heading: 'Means', after: null })
    const between = await as.secretariat('POST', `/charters/${charter}/articles`, { heading: 'Aims', after: article })
    expect([second.body.number, between.body.number]).toEqual(['2', '1 bis'])
    const list = await as.drafter('GET', `/charters/${charter}/articles?lang=ar`)
    expect(list.body.items.map((one: { number: string }) => one.number)).toEqual(['1', '1 bis', '2'])
    expect(list.body.items[1]).toMatchObject({ label: 'المادة 1 مكررا', heading: 'Aims', status: 'draft' })
    expect(list.body.items[0].permissions).toEqual({ read: true, edit: true, comment: true, propose: true })
    const seen = await as.observer('GET', `/charters/${charter}/articles`)
    expect(seen.body.items[0].permissions).toEqual({ read: true, edit: false, comment: false, propose: false })
    const paged = await as.drafter('GET', `/charters/${charter}/articles?limit=2`)
    const rest = await as.drafter('GET', `/charters/${charter}/articles?limit=2&cursor=${paged.body.next}`)
    expect([paged.body.items.length, rest.body.items.length, rest.body.next]).toEqual([2, 1, null])
    expect((await as.drafter('POST', `/charters/${charter}/articles`, { heading: 'x', after: null })).status).toBe(403)
    const faulty = await as.secretariat('POST', `/charters/${charter}/articles`, { heading: 'x', after: 'nowhere' })
    expect([faulty.status, faulty.body.errors[0].path]).toEqual([422, 'after'])
  })

  test('one article in one language, from durable text', async () => {
    const read = await as.reviewer('GET', `/articles/${article}`)
    expect(read.body.json.content[0].attrs.kind).toBe('heading')
    expect(read.body.text).toContain('Article 1')
    expect(read.body.text).toContain('Purpose')
    expect(read.body.document).toEqual(read.body.documents[0])
    expect((await as.reviewer('GET', `/articles/${article}?lang=ar`)).status).toBe(404)
    expect((await as.admin('GET', `/articles/${article}`)).status).toBe(404)
  })

  test('of articles inserted at once each gets a number and a place of its own', async () => {
    const made = await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        as.secretariat('POST', `/charters/${charter}/articles`, { heading: `At once ${i}`, after: null }),
      ),
    )
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
    const numbers = (await as.drafter('GET', `/charters/${charter}/articles`)).body.items.map(
      (one: { number: string }) => one.number,
    )
    expect(numbers).toEqual(['1', '1 bis', '2', '3', '4', '5', '6', '7'])
  })

  test('comments: anchored to words that stand there once, replied to, resolved, reopened', async () => {
    const { json } = (await as.reviewer('GET', `/articles/${article}`)).body as {
      json: { content: { attrs: { id: string } }[] }
    }
    const blockId = json.content[0]!.attrs.id
    const made = await as.reviewer('POST', `/articles/${article}/comments`, {
      body: 'Is this the purpose?',
      lang: 'en',
      anchor: { blockId, exact: 'urp' },
    })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      author: { name: 'reviewer-01', party: { code: 'D01' } },
      status: 'open',
      orphaned: false,
      anchor: { blockId, exact: 'urp' },
      replies: [],
    })
    const twice = await as.reviewer('POST', `/articles/${article}/comments`, {
      body: 'Which?',
      lang: 'en',
      anchor: { blockId, exact: 'not there' },
    })
    expect([twice.status, twice.body.errors[0].path]).toEqual([422, 'anchor.exact'])
    expect(
      (await as.observer('POST', `/articles/${article}/comments`, { body: 'x', lang: 'en', anchor: null })).status,
    ).toBe(403)
    const id = made.body.id as string
    const replied = await as.drafter('POST', `/comments/${id}/replies`, { body: 'It is.' })
    expect([replied.status, replied.body.replies.length, replied.body.status]).toEqual([201, 1, 'open'])
    expect((await as.drafter('POST', `/comments/${id}/resolve`)).status).toBe(403)
    // a double click settles it once
    const both = await Promise.all([
      as.reviewer('POST', `/comments/${id}/resolve`),
      as.reviewer('POST', `/comments/${id}/resolve`),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect((await as.secretariat('POST', `/comments/${id}/reopen`)).body.status).toBe('open')
    expect((await as.secretariat('POST', `/comments/${id}/reopen`)).body.code).toBe('not-resolved')
    // the words go: the thread stays, and says so
    const documentId = (await as.reviewer('GET', `/articles/${article}`)).body.document.id as string
    const doc = await house.context.texts.read(documentId)
    await house.context.texts.write(
      documentId,
      {
        ...doc,
        content: [{ ...doc.content[0]!, content: [{ type: 'text', text: 'Scope' }] }, ...doc.content.slice(1)],
      },
      personally(people.drafter),
    )
    const [thread] = (await as.reviewer('GET', `/articles/${article}/comments`)).body.items
    expect(thread).toMatchObject({ id, orphaned: true, anchor: { exact: 'urp' } })
  })

  test('what a delegation says among itself, and what is withheld, others do not see', async () => {
    const { id } = (
      await as.head('POST', `/articles/${article}/comments`, { body: 'For all', lang: 'en', anchor: null })
    ).body as {
      id: string
    }
    const seenBy = async (who: Caller): Promise<boolean> =>
      (await who('GET', `/articles/${article}/comments`)).body.items.some((one: { id: string }) => one.id === id)
    const set = (values: { visibility?: string; status?: string }) =>
      house.store.db.updateTable('comment').set(values).where('id', '=', id).execute()
    expect(await seenBy(as.drafter)).toBe(true)
    await set({ visibility: 'delegation' })
    expect([await seenBy(as.drafter), await seenBy(as.secretariat), await seenBy(as.head)]).toEqual([
      false,
      false,
      true,
    ])
    expect((await as.drafter('POST', `/comments/${id}/replies`, { body: 'x' })).status).toBe(404)
    await set({ visibility: 'participants', status: 'withheld' })
    expect([await seenBy(as.drafter), await seenBy(as.chair), await seenBy(as.head)]).toEqual([false, true, true])
    expect((await as.head('POST', `/comments/${id}/resolve`)).status).toBe(403)
  })

  test('agreement: the chair moves an article, and it is locked', async () => {
    const move = (who: Caller, status: string, reason?: string) =>
      who('POST', `/articles/${article}/status`, { status, ...(reason === undefined ? {} : { reason }) })
    expect((await move(as.drafter, 'under_discussion')).status).toBe(403)
    expect((await move(as.chair, 'agreed')).body.code).toBe('transition-not-allowed')
    expect((await move(as.chair, 'under_discussion')).status).toBe(200)
    expect((await move(as.chair, 'agreed_in_group')).body.status).toBe('agreed_in_group')
    expect(house.told).toContainEqual({ kind: 'access-changed', personId: null, articleId: article, sessionId: null })
    expect((await as.drafter('GET', `/articles/${article}`)).body.permissions).toMatchObject({
      edit: false,
      comment: true,
    })
    expect((await move(as.chair, 'under_discussion')).body.errors[0].path).toBe('reason')
    expect((await move(as.chair, 'under_discussion', 'A mistake')).status).toBe(200)
  })

  test('assignments come and go, each once', async () => {
    const body = { personId: people.head.id, kind: 'drafter' }
    const path = `/articles/${article}/assignments`
    expect((await as.chair('POST', path, body)).status).toBe(403)
    const both = await Promise.all([as.secretariat('POST', path, body), as.secretariat('POST', path, body)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([204, 409])
    expect((await as.head('GET', `/articles/${article}`)).body.permissions.edit).toBe(true)
    expect((await as.secretariat('DELETE', path, body)).status).toBe(204)
    expect((await as.secretariat('DELETE', path, body)).body.code).toBe('not-assigned')
    expect((await as.head('GET', `/articles/${article}`)).body.permissions.edit).toBe(false)
  })

  test('a version is frozen with the hash of its bytes, and public once published', async () => {
    const held = await cut('Draft A', { publish: false })
    expect(held.body).toMatchObject({ number: 1, label: 'Draft A', stage: 'draft', publishedAt: null })
    expect((await as.public('GET', `/versions/${held.body.id}`)).status).toBe(404)
    expect((await as.reviewer('GET', `/versions/${held.body.id}`)).status).toBe(200)
    expect((await as.reviewer('POST', `/versions/${held.body.id}/publish`)).status).toBe(403)
    expect((await as.public('POST', `/versions/${held.body.id}/publish`)).status).toBe(401)
    const both = await Promise.all([
      as.secretariat('POST', `/versions/${held.body.id}/publish`),
      as.secretariat('POST', `/versions/${held.body.id}/publish`),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const canonical = await as.public('GET', `/versions/${held.body.id}/canonical`)
    expect(createHash('sha256').update(canonical.bytes).digest('hex')).toBe(held.body.sha256)
    expect(canonical.headers.get('cache-control')).toContain('immutable')
    const again = await as.public('GET', `/versions/${held.body.id}/canonical`, undefined, {
      'if-none-match': canonical.headers.get('etag')!,
    })
    expect(again.status).toBe(304)
    const whole = await as.public('GET', `/versions/${held.body.id}`)
    expect(whole.body.articles.map((one: { number: string }) => one.number).slice(0, 3)).toEqual(['1', '1 bis', '2'])
    expect((await as.public('GET', '/charters')).body.items).toHaveLength(1)
    expect((await as.public('GET', `/charters/${charter}/versions`)).body.items).toHaveLength(1)
    expect((await as.admin('GET', `/charters/${charter}/articles`)).status).toBe(403)
  })

  test('of versions cut at once each has its own number; a label is taken once', async () => {
    const labels = ['Rev.2', 'Rev.3', 'Rev.2', 'Rev.4', 'Rev.2']
    const made = await Promise.all(labels.map((label) => cut(label)))
    expect(made.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 409, 409])
    expect(made.filter(({ status }) => status === 409).map(({ body }) => body.code as string)).toEqual([
      'label-taken',
      'label-taken',
    ])
    const numbers = made.filter(({ status }) => status === 201).map(({ body }) => body.number as number)
    expect(numbers.toSorted()).toEqual([2, 3, 4])
  })

  test('a withdrawn version stays readable with its reason, is signed no more, is withdrawn once', async () => {
    const { body } = await cut('Mistake')
    expect((await as.secretariat('POST', `/versions/${body.id}/withdraw`, { reason: '  ' })).status).toBe(422)
    const both = await Promise.all(
      [1, 2].map(() => as.secretariat('POST', `/versions/${body.id}/withdraw`, { reason: 'Cut too early' })),
    )
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect((await as.public('GET', `/versions/${body.id}`)).body).toMatchObject({ withdrawnReason: 'Cut too early' })
    expect((await sign(as.signatory, body)).body.code).toBe('version-withdrawn')
    expect((await as.secretariat('POST', `/versions/${body.id}/publish`)).status).toBe(409)
  })

  test('two versions compared by words', async () => {
    const before = (await cut('Before')).body
    const documentId = (await as.reviewer('GET', `/articles/${article}`)).body.document.id as string
    const doc = await house.context.texts.read(documentId)
    const text = 'Parties shall act.'
    await house.context.texts.write(
      documentId,
      { ...doc, content: [doc.content[0]!, { ...doc.content[1]!, content: [{ type: 'text', text }] }] },
      personally(people.drafter),
    )
    const after = (await cut('After')).body
    const compared = await as.public('GET', `/versions/${before.id}/compare/${after.id}`)
    expect(compared.body.lang).toBe('en')
    expect(compared.body.articles.find((one: { id: string }) => one.id === article).blocks[1]).toMatchObject({
      change: 'changed',
      runs: [{ op: 'ins', text }],
      flags: ['modal'],
    })
    expect((await as.public('GET', `/versions/${before.id}/compare/none`)).status).toBe(404)
  })

  test('a sign-off binds a party to the bytes it has read, once', async () => {
    const version = (await cut('To sign')).body as { id: string; sha256: string }
    expect((await sign(as.reviewer, version)).status).toBe(403)
    expect((await sign(as.public, version)).status).toBe(401)
    expect((await sign(as.signatory, { ...version, sha256: 'a'.repeat(64) })).body.code).toBe('text-changed')
    expect((await sign(as.signatory, version, { password: 'wrong' })).body.code).toBe('confirm-password')
    house.wait(20 * MINUTE)
    expect((await sign(as.signatory, version, { password: undefined })).body.code).toBe('confirm-password')
    // two signatories of one party, one of them clicking twice
    const race = await Promise.all([
      sign(as.signatory, version),
      sign(as.signatory, version),
      sign(as.colleague, version),
    ])
    expect(race.map(({ status }) => status).toSorted()).toEqual([201, 409, 409])
    expect(race.filter(({ status }) => status === 409).map(({ body }) => body.code as string)).toEqual([
      'already-signed',
      'already-signed',
    ])
    const standing = race.find(({ status }) => status === 201)!.body as { id: string }
    const other = await sign(as.other, version, {
      decision: 'endorse_with_statement',
      articles: [{ articleId: article, kind: 'reservation', text: 'Subject to our statutes.' }],
      capacity: 'Secretary General',
    })
    expect(other.body).toMatchObject({
      party: { code: 'D02' },
      stage: 'draft',
      signatory: { capacity: 'Secretary General' },
      articles: [{ articleId: article, kind: 'reservation' }],
    })
    const register = await as.public('GET', `/versions/${version.id}/signoffs`)
    expect(register.body.items.map((one: { party: { code: string } }) => one.party.code)).toEqual(['D01', 'D02'])
    expect((await as.other('POST', `/signoffs/${standing.id}/withdraw`, { reason: 'x' })).status).toBe(403)
    const withdrawn = await as.colleague('POST', `/signoffs/${standing.id}/withdraw`, { reason: 'By mistake' })
    expect(withdrawn.body.withdrawnAt).not.toBeNull()
    expect((await as.colleague('POST', `/signoffs/${standing.id}/withdraw`, { reason: 'x' })).body.code).toBe(
      'already-withdrawn',
    )
    expect((await sign(as.colleague, version)).status).toBe(201)
  })

  test('SE6, SO6: within 15 minutes of the sign-in, or of a password given again, none is asked for', async () => {
    const fresh = callerOf(
      house.app,
      (await as.public('POST', '/sessions', { email: 'signatory-02@concord.example', password: PASSWORD })).body
        .token as string,
    )
    const [first, second] = [(await cut('Soon 1')).body, (await cut('Soon 2')).body]
    house.wait(14 * MINUTE)
    expect((await sign(fresh, first, { password: undefined })).status).toBe(201)
    house.wait(2 * MINUTE)
    expect((await sign(fresh, second, { password: undefined })).body.code).toBe('confirm-password')
    expect((await sign(fresh, second)).status).toBe(201)
    house.wait(10 * MINUTE)
    expect((await sign(fresh, (await cut('Soon 3')).body, { password: undefined })).status).toBe(201)
  })

  test('a signature and a withdrawal at once: one comes first, and the record tells which', async () => {
    for (let round = 0; round < 5; round++) {
      const version = (await cut(`Race ${round}`)).body as { id: string; sha256: string }
      const [signed, withdrawn] = await Promise.all([
        sign(as.other, version),
        as.secretariat('POST', `/versions/${version.id}/withdraw`, { reason: 'Race' }),
      ])
      expect(withdrawn.status).toBe(200)
      // the house's clock never gives an instant twice, so the record and the instants say the same
      const acts = (await as.auditor('GET', '/audit?limit=500')).body.items.filter(
        ({ subject, data }: { subject: { id: string }; data: { version?: string } }) =>
          subject.id === version.id || data.version === version.id,
      ) as { act: string; at: string }[]
      expect(acts.map(({ at }) => at)).toEqual(acts.map(({ at }) => at).toSorted())
      const order = acts.map(({ act }) => act).filter((act) => act !== 'version.cut' && act !== 'version.published')
      if (signed.status === 201) {
        expect(order).toEqual(['signoff.made', 'version.withdrawn'])
        expect(signed.body.signedAt < withdrawn.body.withdrawnAt).toBe(true)
      } else {
        expect(signed.body.code).toBe('version-withdrawn')
        expect(order).toEqual(['version.withdrawn'])
      }
    }
  })

  test('a withdrawal that had to wait for a signature is later than it', async () => {
    const { id } = (await cut('Waits')).body as { id: string }
    const held = Promise.withResolvers<void>()
    const withdrawal = held.promise.then(() => as.secretariat('POST', `/versions/${id}/withdraw`, { reason: 'Race' }))
    const signedAt = await house.store.transaction(async (rows) => {
      await holdVersion(rows, id)
      held.resolve()
      // it comes as far as it can
      for (let n = 0; n < 50; n++) await findVersion(rows, id)
      return house.store.now(rows)
    })
    expect(signedAt < (await withdrawal).body.withdrawnAt).toBe(true)
  })

  test('the record: every act a row, read by secretariat and auditor, verified', async () => {
    expect((await as.drafter('GET', '/audit')).status).toBe(403)
    const first = await as.auditor('GET', '/audit?limit=500')
    const acts = first.body.items.map((row: { act: string }) => row.act) as string[]
    for (const act of ['charter.created', 'article.created', 'comment.made', 'comment.replied', 'comment.resolved'])
      expect(acts).toContain(act)
    for (const act of ['version.cut', 'version.published', 'version.withdrawn', 'signoff.made', 'signoff.withdrawn'])
      expect(acts).toContain(act)
    expect(first.body.items.map((row: { seq: number }) => row.seq)).toEqual(acts.map((_, i) => i + 1))
    const made = first.body.items.find((row: { act: string }) => row.act === 'signoff.made')
    expect(made.actor).toMatchObject({ role: 'signatory', party: { code: 'D01', name: expect.any(String) as string } })
    expect(made.data.party).toEqual(made.actor.party)
    const verdict = await as.secretariat('GET', '/audit/verify')
    expect(verdict.body).toEqual({
      ok: true,
      length: acts.length,
      head: first.body.items.at(-1).hash,
      brokenAt: null,
    })
  })
})
