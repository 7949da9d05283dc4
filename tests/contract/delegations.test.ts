// Over 250 lines: one house with two delegations serves every story about people, on either database.
/** PE*, LI*, AL*, PN*: people come, are verified, moved, suspended and go, through the API, on both databases; what races decides the database. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleView, AuditRow } from '#lib/domain/contract.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { makeDocumentAccess } from '../../server/charter/document-access.ts'
import { insertComment } from '../../server/store/comments.ts'
import { callerOf, type Caller } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { codeOf, openHouse, PASSWORD, value, type House } from '../support/house.ts'

const DAY = 24 * 60 * 60 * 1000
const NEW_PASSWORD = 'a password of their own'

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let charter: string
  let article: ArticleView
  const actors = {} as Record<'secretariat' | 'admin' | 'head' | 'other' | 'drafter' | 'signatory', Actor>
  const as = {} as Record<keyof typeof actors | 'public', Caller>
  beforeAll(async () => {
    house = await openHouse(dialect)
    actors.secretariat = await house.person('secretariat', ['secretariat'])
    actors.admin = await house.person('admin', ['administrator'])
    charter = value(await house.app.importCharter(actors.secretariat, sample, 'sample')).id
    article = value(await house.app.listArticles(actors.secretariat, charter)).items.find(
      ({ number }) => number === '5',
    )!
    actors.head = await house.person('head', ['head'], 'D01')
    actors.drafter = await house.person('drafter', ['drafter'], 'D01')
    actors.signatory = await house.person('signatory', ['signatory'], 'D01')
    actors.other = await house.person('other', ['head'], 'D02')
    for (const [name, actor] of Object.entries(actors))
      as[name as keyof typeof actors] = callerOf(house.app, await house.tokenOf(actor))
    as.public = callerOf(house.app, null)
  })
  afterAll(() => house.close())
  beforeEach(() => void house.told.splice(0))

  const secretOf = (url: string): string => url.split('/').at(-1)!
  let counted = 0
  /** Somebody new by invitation of `who`: their caller, id and address. */
  const newcomer = async (who: Caller, party: string | null, roles: string[]) => {
    const email = `newcomer-${++counted}@concord.example`
    const { body: link } = await who('POST', '/invitations', { email, roles, party })
    const accepted = await as.public('POST', '/invitations/accept', {
      token: secretOf(link.url),
      name: `Newcomer ${counted}`,
      password: NEW_PASSWORD,
    })
    expect(accepted.status).toBe(201)
    const { token, actor } = accepted.body as { token: string; actor: { id: string; roles: string[] } }
    return { email, token, id: actor.id, roles: actor.roles, as: callerOf(house.app, token) }
  }
  const lastActs = async (n: number): Promise<AuditRow[]> =>
    value(await house.app.listAudit(actors.secretariat, { limit: 500 })).items.slice(-n)
  const access = async (token: string, lang = 'en') =>
    makeDocumentAccess(house.context)(
      (await house.app.actorOf(token))!,
      article.documents.find((one) => one.lang === lang)!.id,
    )

  describe('LI1, LI2: invitations', () => {
    test('PE1, PE2: who may invite whom', async () => {
      const invite = (roles: string[], party: string | null) => ({ email: 'x@concord.example', roles, party })
      for (const [who, body, status] of [
        ['head', invite(['drafter', 'reviewer', 'signatory'], 'D01'), 201],
        ['head', invite(['observer'], 'D01'), 422],
        ['head', invite(['drafter'], 'D02'), 403],
        ['head', invite(['chair'], null), 403],
        ['head', invite(['drafter'], 'NONE'), 403],
        ['drafter', invite(['drafter'], 'D01'), 403],
        ['secretariat', invite(['drafter', 'observer'], 'D02'), 201],
        ['secretariat', invite(['head'], 'D02'), 409],
        ['secretariat', invite(['chair'], null), 201],
        ['secretariat', invite(['chair'], 'D01'), 201],
        ['secretariat', invite(['secretariat'], 'D01'), 422],
        ['admin', invite(['chair'], 'D01'), 422],
        ['secretariat', invite(['drafter'], 'NONE'), 404],
        ['admin', invite(['administrator'], null), 201],
        ['public', invite(['drafter'], 'D01'), 401],
      ] as const)
        expect([who, body.roles, body.party, (await as[who]('POST', '/invitations', body)).status]).toEqual([
          ...[who, body.roles, body.party],
          status,
        ])
      const wrong = await as.head('POST', '/invitations', { email: 'no address', roles: ['drafter'], party: 'D01' })
      expect(wrong.body.errors).toEqual([{ path: 'email', message: 'must be an e-mail address' }])
    })

    test('the link carries 256 bits, of which only the SHA-256 is kept, and its face spends nothing', async () => {
      const email = 'face@concord.example'
      const { body: link } = await as.head('POST', '/invitations', {
        ...{ email: ' Face@Concord.example', name: 'A face', roles: ['drafter'], party: 'D01' },
      })
      const secret = secretOf(link.url)
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
      const rows = await house.store.db.selectFrom('one_time_link').selectAll().execute()
      expect(rows.find(({ id }) => id === link.id)?.secret_hash).toBe(createHash('sha256').update(secret).digest('hex'))
      expect(JSON.stringify(rows)).not.toContain(secret)
      expect(JSON.stringify(await house.store.db.selectFrom('audit').selectAll().execute())).not.toContain(secret)
      expect(JSON.stringify((await lastActs(1))[0])).not.toContain(email)
      for (let i = 0; i < 3; i++) {
        const face = await as.public('POST', '/invitations/look', { token: secret })
        expect(face.body).toMatchObject({
          email,
          name: 'A face',
          roles: ['drafter'],
          party: { code: 'D01' },
          invitedBy: 'head',
        })
      }
      for (const token of ['x', 'A'.repeat(43), `${secret}A`])
        expect((await as.public('POST', '/invitations/look', { token })).status).toBe(404)
    })

    test('of two uses at once one gets in', async () => {
      const { body: link } = await as.head('POST', '/invitations', {
        ...{ email: 'twice@concord.example', roles: ['reviewer'], party: 'D01' },
      })
      const use = (name: string) =>
        as.public('POST', '/invitations/accept', { token: secretOf(link.url), name, password: NEW_PASSWORD })
      const both = await Promise.all([use('First'), use('Second')])
      expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
      expect(both.find(({ status }) => status === 409)?.body.code).toMatch(/^(link-used|address-taken)$/)
      const found = await house.store.db
        .selectFrom('person')
        .select('name')
        .where('email', '=', 'twice@concord.example')
        .execute()
      expect(found).toHaveLength(1)
      expect((await use('Third')).body.code).toBe('link-used')
    })

    test('revoked and expired links say so; what is wrong with a password spends nothing', async () => {
      const make = async (email: string) =>
        (await as.head('POST', '/invitations', { email, roles: ['reviewer'], party: 'D01' })).body as {
          id: string
          url: string
        }
      const use = (url: string, more: object = {}) =>
        as.public('POST', '/invitations/accept', {
          ...{ token: secretOf(url), name: 'Somebody', password: NEW_PASSWORD, ...more },
        })
      const revoked = await make('revoked@concord.example')
      expect((await as.other('DELETE', `/invitations/${revoked.id}`)).status).toBe(404)
      expect((await as.head('DELETE', `/invitations/${revoked.id}`)).status).toBe(204)
      expect((await as.head('DELETE', `/invitations/${revoked.id}`)).body.code).toBe('already-so')
      expect((await use(revoked.url)).body.code).toBe('link-revoked')
      const kept = await make('kept@concord.example')
      expect((await use(kept.url, { password: 'short' })).body.errors[0].path).toBe('password')
      expect((await use(kept.url, { name: ' ' })).body.errors[0].path).toBe('name')
      house.wait(7 * DAY - 60_000)
      expect((await use(kept.url)).status).toBe(201)
      const late = await make('late@concord.example')
      house.wait(7 * DAY)
      expect((await use(late.url)).body.code).toBe('link-expired')
      const { body } = await as.head('GET', '/invitations?party=D01')
      const states = Object.fromEntries(
        (body.items as { email: string; state: string }[]).map(({ email, state }) => [email, state]),
      )
      expect(states).toMatchObject({
        'late@concord.example': 'expired',
        'kept@concord.example': 'used',
        'revoked@concord.example': 'revoked',
      })
      expect((await as.other('GET', '/invitations?party=D01')).status).toBe(404)
      expect((await as.head('GET', '/invitations')).status).toBe(404)
    })

    test('an account that exists joins with its own password, unless it belongs elsewhere', async () => {
      const person = await newcomer(as.secretariat, 'D02', ['drafter'])
      const { body: link } = await as.head('POST', '/invitations', {
        ...{ email: person.email, roles: ['reviewer'], party: 'D01' },
      })
      const token = secretOf(link.url)
      const use = (password: string) => as.public('POST', '/invitations/accept', { token, password })
      expect((await use(NEW_PASSWORD)).body.code).toBe('already-member')
      expect((await as.secretariat('POST', `/people/${person.id}/end`)).status).toBe(204)
      expect((await use('another password')).body.code).toBe('wrong-credentials')
      expect((await use(NEW_PASSWORD)).status).toBe(201)
      const { body } = await as.secretariat('GET', `/people/${person.id}`)
      expect(body).toMatchObject({ party: { code: 'D01' }, roles: ['reviewer'], standing: 'unverified' })
      expect(body.memberships.map((one: { party: { code: string } }) => one.party.code)).toEqual(['D02', 'D01'])
    })

    test('PE3: a delegation has one head: of two invited at once one becomes it', async () => {
      await as.secretariat('POST', '/parties', { code: 'X1', name: 'Delegation X1' })
      const links = await Promise.all(
        ['one', 'two'].map((name) =>
          as.secretariat('POST', '/invitations', { email: `head-${name}@x1.example`, roles: ['head'], party: 'X1' }),
        ),
      )
      const uses = await Promise.all(
        links.map(({ body }) =>
          as.public('POST', '/invitations/accept', {
            ...{ token: secretOf(body.url), name: 'A head', password: NEW_PASSWORD },
          }),
        ),
      )
      expect(uses.map(({ status }) => status).toSorted()).toEqual([201, 409])
      expect(uses.find(({ status }) => status === 409)?.body.code).toBe('head-taken')
      const { body } = await as.secretariat('GET', '/people?party=X1')
      expect(body.items).toHaveLength(1)
      // whom the secretariat invites is verified by that
      expect(body.items[0]).toMatchObject({ roles: ['head'], standing: 'active' })
    })
  })

  describe('PE4, PE5: standing', () => {
    test('whom the head invites reads along until the secretariat has seen the credentials', async () => {
      value(await house.app.assign(actors.secretariat, article.id, { party: 'D01', kind: 'drafter' }))
      const person = await newcomer(as.head, 'D01', ['drafter'])
      expect(person.roles).toEqual(['observer'])
      expect(await access(person.token)).toMatchObject({ read: true, edit: false, reason: 'not-verified' })
      const comment = { body: 'Words.', lang: 'en', anchor: null }
      expect((await person.as('POST', `/articles/${article.id}/comments`, comment)).status).toBe(403)
      expect((await person.as('GET', '/me/account')).body).toMatchObject({ roles: ['drafter'], standing: 'unverified' })
      expect((await as.head('POST', `/people/${person.id}/verify`)).status).toBe(403)
      expect((await as.admin('POST', `/people/${person.id}/verify`)).status).toBe(403)
      expect((await as.other('POST', `/people/${person.id}/verify`)).status).toBe(404)
      expect((await as.secretariat('POST', `/people/${person.id}/verify`)).status).toBe(204)
      expect(house.told.at(-1)).toEqual({
        ...{ kind: 'access-changed', personId: person.id, articleId: null, sessionId: null },
      })
      expect((await as.secretariat('POST', `/people/${person.id}/verify`)).body.code).toBe('already-so')
      expect(await access(person.token)).toMatchObject({ edit: true })
      expect((await person.as('GET', '/me')).body.roles).toEqual(['drafter'])

      expect((await as.head('POST', `/people/${person.id}/suspend`)).status).toBe(403)
      expect((await as.secretariat('POST', `/people/${person.id}/suspend`)).status).toBe(204)
      expect(await access(person.token)).toMatchObject({ read: false })
      expect((await person.as('GET', '/me')).body.roles).toEqual([])
      expect((await as.secretariat('POST', `/people/${person.id}/resume`)).status).toBe(204)
      expect(await access(person.token)).toMatchObject({ edit: true })

      // removed by the head: the account stays, without anything
      expect((await as.other('POST', `/people/${person.id}/end`)).status).toBe(404)
      expect((await as.drafter('POST', `/people/${person.id}/end`)).status).toBe(404)
      expect((await as.head('POST', `/people/${person.id}/end`)).status).toBe(204)
      expect(await access(person.token)).toMatchObject({ read: false })
      expect((await person.as('GET', '/me')).body).toMatchObject({ party: null, roles: [] })
      expect((await as.head('POST', `/people/${person.id}/end`)).status).toBe(404)
      value(await house.app.unassign(actors.secretariat, article.id, { party: 'D01', kind: 'drafter' }))
    })

    test('PE6: what a head may not give, a head leaves alone', async () => {
      const person = await newcomer(as.secretariat, 'D01', ['drafter', 'observer'])
      const roles = (who: Caller, id: string, given: string[]) => who('PATCH', `/people/${id}/roles`, { roles: given })
      expect((await roles(as.head, person.id, ['reviewer'])).status).toBe(403)
      expect((await roles(as.secretariat, person.id, ['drafter'])).status).toBe(204)
      expect((await roles(as.head, person.id, ['reviewer', 'signatory'])).status).toBe(204)
      expect((await roles(as.head, person.id, ['head'])).status).toBe(422)
      expect((await roles(as.head, actors.head.id, ['drafter'])).status).toBe(403)
      expect((await as.head('POST', `/people/${actors.head.id}/end`)).status).toBe(403)
      expect((await roles(as.secretariat, person.id, ['head'])).body.code).toBe('head-taken')
      expect((await roles(as.drafter, person.id, ['drafter'])).status).toBe(404)
      expect((await lastActs(1))[0]).toMatchObject({
        act: 'person.roles-set',
        actor: { role: 'head', party: { code: 'D01' } },
        data: { from: ['drafter'], to: ['reviewer', 'signatory'] },
      })
    })
  })

  describe('PE9: a move', () => {
    test('nothing of A is open from B, and old items stay with A', async () => {
      const person = await newcomer(as.secretariat, 'D01', ['drafter'])
      value(await house.app.assign(actors.secretariat, article.id, { personId: person.id, kind: 'drafter' }))
      const { partyId } = (await house.app.actorOf(person.token))!
      const made = {
        articleId: article.id,
        threadId: null,
        lang: 'en',
        status: 'open',
        anchor: null,
        contributionId: null,
      }
      for (const [visibility, authorId] of [
        ['private', person.id],
        ['delegation', actors.drafter.id],
        ['participants', person.id],
      ] as const)
        await insertComment(house.store.db, {
          ...made,
          ...{
            memory: null,
            authorRole: null,
            authorCapacity: null,
            authorTies: null,
            settledAt: null,
            settledBy: null,
            ground: null,
          },
          id: `${visibility}-${person.id}`,
          authorId,
          authorName: 'As they were',
          partyId,
          body: `Said ${visibility} ${person.id}`,
          visibility,
          createdAt: house.now(),
        })
      const said = async () =>
        JSON.stringify((await person.as('GET', `/articles/${article.id}/comments?limit=500`)).body)
      for (const visibility of ['private', 'delegation', 'participants'])
        expect(await said()).toContain(`Said ${visibility} ${person.id}`)
      expect(await access(person.token)).toMatchObject({ edit: true })

      const move = (who: Caller, body: object) => who('POST', `/people/${person.id}/move`, body)
      expect((await move(as.head, { party: 'D02', roles: ['reviewer'] })).status).toBe(403)
      expect((await move(as.secretariat, { party: 'D01', roles: ['reviewer'] })).body.code).toBe('already-so')
      expect((await move(as.secretariat, { party: 'D02', roles: ['head'] })).body.code).toBe('head-taken')
      expect((await move(as.secretariat, { party: 'NONE', roles: ['reviewer'] })).status).toBe(422)
      expect((await person.as('GET', '/me')).body).toMatchObject({ party: { code: 'D01' }, roles: ['drafter'] })
      expect((await move(as.secretariat, { party: 'D02', roles: ['reviewer'] })).status).toBe(204)
      // the session stays, under the new delegation
      expect((await person.as('GET', '/me')).body).toMatchObject({ party: { code: 'D02' }, roles: ['reviewer'] })
      expect(await access(person.token)).toMatchObject({ read: true, edit: false })
      const now = await said()
      expect(now).not.toContain(`Said private ${person.id}`)
      expect(now).not.toContain(`Said delegation ${person.id}`)
      expect(now).toContain(`Said participants ${person.id}`)
      const thread = (await person.as('GET', `/articles/${article.id}/comments?limit=500`)).body.items.find(
        (one: { body: string }) => one.body === `Said participants ${person.id}`,
      )
      expect(thread).toMatchObject({ author: { party: { code: 'D01' } }, permissions: { settle: false } })
      expect((await lastActs(1))[0]).toMatchObject({
        act: 'person.moved',
        data: { from: { code: 'D01' }, to: { code: 'D02' }, assignments: [article.id] },
      })
      expect((await as.head('GET', `/people/${person.id}`)).status).toBe(404)
      const memberships = (await as.secretariat('GET', `/people/${person.id}`)).body.memberships
      expect(memberships).toMatchObject([{ party: { code: 'D01' } }, { party: { code: 'D02' }, endedAt: null }])
      expect(memberships[0].endedAt).toBe(memberships[1].beganAt)
    })

    test('of two moves at once both happen, one after the other, and one membership stands', async () => {
      const person = await newcomer(as.secretariat, 'D01', ['drafter'])
      const move = (party: string) => as.secretariat('POST', `/people/${person.id}/move`, { party, roles: ['drafter'] })
      const both = await Promise.all([move('D02'), move('D03')])
      expect(both.map(({ status }) => status)).toEqual([204, 204])
      const standing = await house.store.db
        .selectFrom('membership')
        .innerJoin('person', 'person.id', 'membership.person_id')
        .select(['membership.party_id', 'person.party_id as theirs'])
        .where('person_id', '=', person.id)
        .where('ended_at', 'is', null)
        .execute()
      expect(standing).toHaveLength(1)
      expect(standing[0]!.party_id).toBe(standing[0]!.theirs)
    })

    test('a signature that began before the move is not the new delegation’s, nor the old one’s', async () => {
      const person = await newcomer(as.secretariat, 'D01', ['signatory'])
      const version = value(await house.app.listVersions(actors.secretariat, charter)).items[0]!
      const actor = (await house.app.actorOf(person.token))!
      expect(
        (await as.secretariat('POST', `/people/${person.id}/move`, { party: 'D02', roles: ['signatory'] })).status,
      ).toBe(204)
      // as the page had them when the act began
      const signed = await house.app.signOff(actor, version.id, {
        ...{ decision: 'endorse', sha256: version.sha256, password: NEW_PASSWORD },
      })
      expect(signed).toMatchObject({ ok: false, code: 'not-allowed' })
      const both = await Promise.all([
        house.app.signOff((await house.app.actorOf(person.token))!, version.id, {
          ...{ decision: 'endorse', sha256: version.sha256, password: NEW_PASSWORD },
        }),
        as.secretariat('POST', `/people/${person.id}/move`, { party: 'D01', roles: ['signatory'] }),
      ])
      expect(both[1].status).toBe(204)
      const rows = await house.store.db
        .selectFrom('signoff')
        .innerJoin('party', 'party.id', 'signoff.party_id')
        .select('party.code')
        .where('person_id', '=', person.id)
        .execute()
      expect(rows).toEqual(both[0].ok ? [{ code: 'D02' }] : [])
    })
  })

  describe('PE7, PE8: accounts', () => {
    test('a closed account has no session and no way in; what was written stays; it opens again', async () => {
      const person = await newcomer(as.secretariat, 'D02', ['drafter'])
      const id = person.id
      await person.as('POST', `/articles/${article.id}/comments`, { body: 'It stays.', lang: 'en', anchor: null })
      expect((await as.other('POST', `/people/${id}/deactivate`)).status).toBe(403)
      expect((await as.head('POST', `/people/${id}/deactivate`)).status).toBe(404)
      expect((await as.secretariat('POST', `/people/${actors.secretariat.id}/deactivate`)).status).toBe(403)
      expect((await as.secretariat('POST', `/people/${id}/deactivate`)).status).toBe(204)
      expect(house.told.at(-1)).toMatchObject({ kind: 'access-changed', personId: id, sessionId: null })
      expect((await person.as('GET', '/me')).status).toBe(401)
      const signIn = () => as.public('POST', '/sessions', { email: person.email, password: NEW_PASSWORD })
      expect((await signIn()).body.code).toBe('wrong-credentials')
      const comments = await as.other('GET', `/articles/${article.id}/comments?limit=500`)
      expect(JSON.stringify(comments.body)).toContain('It stays.')
      expect((await as.admin('POST', `/people/${id}/reactivate`)).status).toBe(204)
      expect((await person.as('GET', '/me')).status).toBe(401)
      expect((await signIn()).body.actor).toMatchObject({ party: { code: 'D02' }, roles: ['drafter'] })
    })

    test('a link for a new password works once and ends every other session', async () => {
      const person = await newcomer(as.secretariat, 'D02', ['drafter'])
      const make = (who: Caller) => who('POST', `/people/${person.id}/password-link`)
      expect((await make(as.other)).status).toBe(403)
      expect((await make(as.head)).status).toBe(404)
      const first = (await make(as.secretariat)).body as { url: string }
      const second = (await make(as.admin)).body as { url: string }
      const reset = (url: string, password: string) =>
        as.public('POST', '/passwords', { token: secretOf(url), password })
      expect((await reset(first.url, 'the newest password')).body.code).toBe('link-revoked')
      expect((await as.public('POST', '/passwords/look', { token: secretOf(second.url) })).body).toMatchObject({
        email: person.email,
      })
      expect((await reset(second.url, 'short')).status).toBe(422)
      const both = await Promise.all([reset(second.url, 'the newest password'), reset(second.url, 'the newest, too!')])
      expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
      expect((await person.as('GET', '/me')).status).toBe(401)
      const set = both[0]!.status === 201 ? 'the newest password' : 'the newest, too!'
      expect((await as.public('POST', '/sessions', { email: person.email, password: set })).status).toBe(201)
      expect((await as.public('POST', '/sessions', { email: person.email, password: NEW_PASSWORD })).status).toBe(401)
      const again = (await make(as.admin)).body as { url: string }
      house.wait(DAY)
      expect((await reset(again.url, 'the newest password')).body.code).toBe('link-expired')
    })

    test('one’s own password asks for the old one; sessions are listed and ended', async () => {
      const person = await newcomer(as.secretariat, 'D02', ['drafter'])
      const { body } = await as.public('POST', '/sessions', { email: person.email, password: NEW_PASSWORD })
      const elsewhere = callerOf(house.app, body.token)
      const change = (old: string, next: string) => person.as('POST', '/me/password', { old, new: next })
      expect((await change('not the old one', 'the newest password')).body.code).toBe('confirm-password')
      expect((await change(NEW_PASSWORD, 'short')).body.errors[0].path).toBe('new')
      const { items } = (await person.as('GET', '/sessions')).body as { items: { id: string; isThisOne: boolean }[] }
      expect(items.map(({ isThisOne }) => isThisOne)).toEqual([false, true])
      expect((await as.other('DELETE', `/sessions/${items[0]!.id}`)).status).toBe(404)
      expect((await person.as('DELETE', `/sessions/${items[0]!.id}`)).status).toBe(204)
      expect((await elsewhere('GET', '/me')).status).toBe(401)
      const third = await as.public('POST', '/sessions', { email: person.email, password: NEW_PASSWORD })
      expect((await change(NEW_PASSWORD, 'the newest password')).status).toBe(204)
      expect((await callerOf(house.app, third.body.token)('GET', '/me')).status).toBe(401)
      expect((await person.as('GET', '/me')).status).toBe(200)
      await as.public('POST', '/sessions', { email: person.email, password: 'the newest password' })
      expect((await person.as('DELETE', '/sessions')).status).toBe(204)
      expect((await person.as('GET', '/sessions')).body.items).toHaveLength(1)
    })

    test('CP1: capacity and ties are declared, recorded, and stand beside a signature as they were', async () => {
      const person = await newcomer(as.secretariat, 'D04', ['signatory'])
      const declare = (body: object) => person.as('PATCH', '/me/account', body)
      expect((await declare({ capacity: 'king' })).status).toBe(422)
      expect((await declare({ timeZone: 'Mars/Olympus' })).status).toBe(422)
      const declared = await declare({
        ...{
          capacity: 'state_observer',
          officialTies: 'Seconded by a ministry',
          language: 'ar',
          timeZone: 'Asia/Qatar',
        },
      })
      expect(declared.body).toMatchObject({ capacity: 'state_observer', language: 'ar', timeZone: 'Asia/Qatar' })
      expect((await lastActs(1))[0]).toMatchObject({
        act: 'person.declared',
        data: { to: { capacity: 'state_observer' } },
      })
      const version = value(await house.app.listVersions(actors.secretariat, charter)).items[0]!
      const sign = { decision: 'endorse', sha256: version.sha256, password: NEW_PASSWORD }
      expect((await person.as('POST', `/versions/${version.id}/signoffs`, sign)).body.signatory).toMatchObject({
        ...{ speaksAs: 'state_observer', ties: 'Seconded by a ministry' },
      })
      await declare({ capacity: 'partner', officialTies: null })
      const seen = async () =>
        (await as.public('GET', `/versions/${version.id}/signoffs?limit=500`)).body.items.find(
          (one: { party: { code: string } }) => one.party.code === 'D04',
        ).signatory as object
      expect(await seen()).toMatchObject({ speaksAs: 'state_observer', ties: 'Seconded by a ministry' })
      const set = (capacities: string) => as.secretariat('PATCH', `/charters/${charter}/settings`, { capacities })
      expect((await set('perhaps')).status).toBe(422)
      expect((await set('hidden')).status).toBe(200)
      expect(await seen()).not.toHaveProperty('speaksAs')
      await set('shown')
    })
  })

  describe('AL*: alternates', () => {
    test('AL2, AL3: the role is held from the first instant until before the last, and the record says so', async () => {
      const person = await newcomer(as.secretariat, 'D01', ['reviewer'])
      const at = (ms: number) => new Date(Date.parse(house.now()) + ms).toISOString()
      const name = (who: Caller, body: object = {}) =>
        who('POST', '/parties/D01/alternates', {
          ...{ personId: person.id, role: 'head', from: at(DAY), until: at(3 * DAY), ...body },
        })
      for (const [who, status] of [
        ['drafter', 403],
        ['other', 404],
        ['admin', 403],
        ['public', 401],
      ] as const)
        expect([who, (await name(as[who])).status]).toEqual([who, status])
      for (const wrong of [
        { from: 'x' },
        { until: at(0) },
        { until: at(500 * DAY) },
        { personId: actors.other.id },
        { personId: 'none' },
        { personId: actors.head.id },
      ])
        expect([wrong, (await name(as.head, wrong)).status]).toEqual([wrong, 422])
      const named = await name(as.head)
      expect(named.body).toMatchObject({ state: 'coming', role: 'head', party: { code: 'D01' } })
      const roles = async () => (await person.as('GET', '/me')).body.roles as string[]
      expect(await roles()).toEqual(['reviewer'])
      house.wait(DAY)
      expect(await roles()).toEqual(['reviewer', 'head'])
      const invitation = { email: 'by-alternate@concord.example', roles: ['drafter'], party: 'D01' }
      expect((await person.as('POST', '/invitations', invitation)).status).toBe(201)
      expect((await lastActs(1))[0]?.actor).toEqual({
        ...{ id: person.id, role: 'head', party: { code: 'D01', name: 'Delegation 01' }, alternate: true },
      })
      expect(value(await house.app.verifyAudit(actors.secretariat)).ok).toBe(true)
      // AL4: an alternate names no alternates
      expect((await name(person.as, { role: 'signatory' })).status).toBe(403)
      house.wait(2 * DAY)
      expect(await roles()).toEqual(['reviewer'])
      expect((await person.as('POST', '/invitations', invitation)).status).toBe(403)

      const second = await name(as.secretariat, { role: 'signatory', from: at(0) })
      expect(await roles()).toEqual(['reviewer', 'signatory'])
      expect((await as.other('DELETE', `/alternates/${second.body.id}`)).status).toBe(404)
      expect((await as.head('DELETE', `/alternates/${second.body.id}`)).status).toBe(204)
      expect((await as.head('DELETE', `/alternates/${second.body.id}`)).body.code).toBe('already-so')
      expect(await roles()).toEqual(['reviewer'])
      const { items } = (await as.drafter('GET', '/parties/D01/alternates')).body as { items: { state: string }[] }
      expect(items.map(({ state }) => state)).toEqual(['over', 'over'])
      // a move ends what is to come
      await name(as.head, { from: at(DAY), until: at(9 * DAY) })
      await as.secretariat('POST', `/people/${person.id}/move`, { party: 'D02', roles: ['reviewer'] })
      house.wait(2 * DAY)
      expect(await roles()).toEqual(['reviewer'])
    })
  })

  test('AL5: a signature says that an alternate gave it: on receipt, register, table and data, then and later', async () => {
    const at = (ms: number) => new Date(Date.parse(house.now()) + ms).toISOString()
    const version = value(await house.app.listVersions(actors.secretariat, charter)).items[0]!
    const signing = { decision: 'endorse', sha256: version.sha256, password: NEW_PASSWORD, capacity: 'Legal adviser' }
    const sign = (who: Caller) => who('POST', `/versions/${version.id}/signoffs`, signing)
    const own = await newcomer(as.secretariat, 'D06', ['signatory'])
    const alternate = await newcomer(as.secretariat, 'D07', ['drafter'])
    const both = await newcomer(as.secretariat, 'D08', ['signatory'])
    const name = (personId: string, party: string, role: string) =>
      as.secretariat('POST', `/parties/${party}/alternates`, { personId, role, from: at(0), until: at(DAY) })
    expect((await sign(alternate.as)).status).toBe(403)
    const named = await name(alternate.id, 'D07', 'signatory')
    // who may sign anyhow does so in their own right, whomever else they act for
    expect((await name(both.id, 'D08', 'head')).status).toBe(201)
    const made = await sign(alternate.as)
    expect(made.body.signatory).toEqual({
      ...{ name: expect.any(String), capacity: 'Legal adviser', alternate: true, speaksAs: null, ties: null },
    })
    expect((await lastActs(1))[0]).toMatchObject({
      ...{ act: 'signoff.made', actor: { id: alternate.id, role: 'signatory', alternate: true } },
    })
    for (const one of [own, both]) expect((await sign(one.as)).body.signatory).not.toHaveProperty('alternate')
    await as.secretariat('DELETE', `/alternates/${named.body.id}`)
    const { items } = (await as.public('GET', `/versions/${version.id}/signoffs?limit=500`)).body as {
      items: { party: { code: string }; signatory: { alternate?: true } }[]
    }
    const shown = new Map(items.map(({ party, signatory }) => [party.code, signatory.alternate]))
    expect(['D06', 'D07', 'D08'].map((code) => shown.get(code))).toEqual([undefined, true, undefined])
    expect((await sign(alternate.as)).status).toBe(403)
  })

  describe('parties', () => {
    test('created once by its code, renamed with what was in the record', async () => {
      const party = {
        code: 'x2',
        name: 'Delegation X2',
        names: { ar: 'الوفد س٢' },
        region: 'mena',
        timeZone: 'Asia/Qatar',
      }
      expect((await as.head('POST', '/parties', party)).status).toBe(403)
      const both = await Promise.all([as.secretariat('POST', '/parties', party), as.admin('POST', '/parties', party)])
      expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
      expect(
        (await as.admin('POST', '/parties', { code: '1 x', name: ' ', timeZone: 'Mars' })).body.errors,
      ).toHaveLength(3)
      const renamed = await as.secretariat('PATCH', '/parties/X2', { name: 'Delegation X2, renamed' })
      expect(renamed.body).toMatchObject({ code: 'X2', name: 'Delegation X2, renamed', names: { ar: 'الوفد س٢' } })
      expect((await lastActs(1))[0]).toMatchObject({
        ...{ act: 'party.renamed', data: { from: { name: 'Delegation X2' }, to: { name: 'Delegation X2, renamed' } } },
      })
      expect((await as.head('PATCH', '/parties/D01', { name: 'Mine' })).status).toBe(403)
      expect((await as.head('GET', '/parties/D02')).status).toBe(404)
      expect((await as.head('GET', '/parties')).body.items).toHaveLength(1)
      expect((await as.head('GET', '/parties/D02/people')).status).toBe(404)
      const seen = (await as.drafter('GET', '/parties/D01/people')).body.items as { email: string | null }[]
      expect(new Set(seen.map(({ email }) => email))).toEqual(new Set([null]))
    })
  })

  describe('PN1: assignments', () => {
    test('a delegation’s drafters are assigned whoever they are at the time', async () => {
      const assign = (body: object, method = 'POST') =>
        as.secretariat(method, `/articles/${article.id}/assignments`, body)
      const person = await newcomer(as.secretariat, 'D05', ['drafter'])
      const reviewer = await newcomer(as.secretariat, 'D05', ['reviewer'])
      expect((await assign({ party: 'D05', kind: 'drafter', lang: 'ar' })).status).toBe(204)
      expect((await assign({ party: 'D05', kind: 'drafter', lang: 'ar' })).body.code).toBe('already-assigned')
      expect(
        (await as.head('POST', `/articles/${article.id}/assignments`, { party: 'D05', kind: 'drafter' })).status,
      ).toBe(403)
      for (const wrong of [
        { kind: 'drafter' },
        { party: 'D05', personId: person.id, kind: 'drafter' },
        { party: 'NONE', kind: 'drafter' },
        { party: 'D05', kind: 'language_reviewer' },
      ])
        expect([wrong, (await assign(wrong)).status]).toEqual([wrong, 422])
      expect(await access(person.token, 'ar')).toMatchObject({ edit: true })
      expect(await access(person.token, 'en')).toMatchObject({ edit: false })
      expect(await access(reviewer.token, 'ar')).toMatchObject({ edit: false })
      const later = await newcomer(as.secretariat, 'D05', ['drafter'])
      expect(await access(later.token, 'ar')).toMatchObject({ edit: true })
      expect((await as.drafter('GET', `/articles/${article.id}/assignments`)).body.items).toContainEqual({
        ...{ articleId: article.id, kind: 'drafter', lang: 'ar', person: null },
        party: { code: 'D05', name: 'Delegation 05' },
      })
      expect((await as.admin('GET', `/charters/${charter}/assignments`)).status).toBe(403)
      house.told.splice(0)
      expect((await assign({ party: 'D05', kind: 'drafter', lang: 'ar' }, 'DELETE')).status).toBe(204)
      expect(house.told).toEqual([{ kind: 'access-changed', personId: null, articleId: article.id, sessionId: null }])
      expect(await access(later.token, 'ar')).toMatchObject({ edit: false })
    })

    test('the pen has one holder, whoever gets it at once', async () => {
      const give = (body: object) =>
        as.secretariat('POST', `/articles/${article.id}/assignments`, { kind: 'pen_holder', ...body })
      const holders = async () =>
        (
          (await as.drafter('GET', `/articles/${article.id}/assignments`)).body.items as {
            kind: string
            person: { id: string } | null
            party: { code: string } | null
          }[]
        ).filter(({ kind }) => kind === 'pen_holder')
      expect((await give({ personId: actors.drafter.id })).status).toBe(204)
      expect((await give({ personId: actors.drafter.id })).body.code).toBe('already-assigned')
      expect((await give({ party: 'D02' })).status).toBe(204)
      expect(await holders()).toMatchObject([{ party: { code: 'D02' }, person: null }])
      expect((await lastActs(1))[0]?.data).toMatchObject({
        party: { code: 'D02' },
        from: [{ person: actors.drafter.id, lang: '*' }],
      })
      const all = await Promise.all([
        give({ personId: actors.drafter.id }),
        give({ personId: actors.signatory.id }),
        give({ party: 'D01' }),
      ])
      expect(all.map(({ status }) => status)).toEqual([204, 204, 204])
      expect(await holders()).toHaveLength(1)
    })

    test('the pen of every language and that of one are never two people’s in that language', async () => {
      const give = (body: object) =>
        as.secretariat('POST', `/articles/${article.id}/assignments`, { kind: 'pen_holder', ...body })
      const pens = async () =>
        value(await house.app.listAssignments(actors.drafter, article.id))
          .items.filter(({ kind }) => kind === 'pen_holder')
          .map(({ lang, person, party }) => `${lang} ${person?.name ?? party?.code}`)
          .sort()
      await give({ party: 'D01' })
      expect((await give({ party: 'D02' })).status).toBe(204)
      expect(await pens()).toEqual(['* D02'])
      expect((await give({ party: 'D02', lang: 'en' })).body.code).toBe('already-assigned')
      expect((await give({ personId: actors.drafter.id, lang: 'en' })).status).toBe(204)
      expect(await pens()).toEqual(['ar D02', 'en drafter', 'es D02', 'fr D02', 'ru D02'])
      const keeps = ['fr', 'es', 'ar', 'ru']
      expect((await lastActs(1))[0]?.data['from']).toEqual([
        { party: { code: 'D02', name: 'Delegation 02' }, lang: '*', keeps },
      ])
      // theirs in one language is not yet theirs in every one
      expect((await give({ personId: actors.drafter.id, lang: 'ar' })).status).toBe(204)
      expect((await give({ personId: actors.drafter.id })).status).toBe(204)
      expect(await pens()).toEqual(['* drafter'])
      expect((await lastActs(1))[0]?.data['from']).toHaveLength(5)
      expect((await give({ personId: actors.signatory.id, lang: 'de' })).body).toMatchObject({
        ...{ code: 'invalid', errors: [{ path: 'lang', message: 'is not a language of this charter' }] },
      })
      await Promise.all([
        give({ personId: actors.signatory.id, lang: 'en' }),
        give({ party: 'D01' }),
        give({ party: 'D02', lang: 'en' }),
        give({ personId: actors.drafter.id, lang: 'fr' }),
      ])
      const each = (await pens()).map((pen) => pen.split(' ')[0]!)
      expect(new Set(each).size).toBe(each.length)
      expect(each.includes('*') ? each : ['en']).toHaveLength(1)
    })
  })

  describe('PN2: who is assigned while their time ends', () => {
    const assignments = async (personId: string) => [
      ...(await house.store.db.selectFrom('assignment').selectAll().where('person_id', '=', personId).execute()),
      ...(await house.store.db.selectFrom('drafting_group').selectAll().where('person_id', '=', personId).execute()),
    ]
    /** Runs `first` as soon as `verb` has looked around and asks for its transaction, which then follows. */
    const overtaken = async <T>(verb: () => Promise<T>, first: () => Promise<unknown>): Promise<T> => {
      const { store } = house.context
      const transaction = store.transaction.bind(store)
      const asked = vi.spyOn(store, 'transaction').mockImplementationOnce(async (work) => {
        asked.mockRestore()
        await first()
        return transaction(work)
      })
      return verb()
    }
    const ENDS = {
      closed: (id: string) => house.app.closeAccount(actors.secretariat, id, true),
      removed: (id: string) => house.app.endPersonMembership(actors.secretariat, id),
      moved: (id: string) => house.app.movePerson(actors.secretariat, id, { party: 'D03', roles: ['drafter'] }),
    }
    const give = (personId: string, kind: 'drafter' | 'pen_holder' = 'drafter') =>
      house.app.assign(actors.secretariat, article.id, { personId, kind })

    test.each(['closed', 'removed', 'moved'] as const)('%s between the look and the act: refused', async (how) => {
      const person = await newcomer(as.secretariat, 'D02', ['drafter'])
      const answer = await overtaken(
        () => give(person.id, 'pen_holder'),
        () => ENDS[how](person.id),
      )
      expect(answer).toMatchObject({ ok: false, code: 'invalid', errors: [{ path: 'personId' }] })
      expect(await assignments(person.id)).toEqual([])
    })

    test.each(['closed', 'removed'] as const)('%s at the same moment: whichever is first', async (how) => {
      const person = await newcomer(as.secretariat, 'D02', ['drafter'])
      const [answer] = await Promise.all([give(person.id), ENDS[how](person.id)])
      expect(['ok', 'invalid']).toContain(codeOf(answer))
      expect(await assignments(person.id)).toEqual([])
    })

    test('closed in a transaction that has not ended yet: the act waits for it', async () => {
      const person = await newcomer(as.secretariat, 'D02', ['drafter'])
      const [isClosed, isAsked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const closing = house.store.transaction(async (rows) => {
        await rows.updateTable('person').set({ deactivated_at: house.now() }).where('id', '=', person.id).execute()
        isClosed.resolve()
        await isAsked.promise
      })
      await isClosed.promise
      const answer = overtaken(
        () => give(person.id),
        () => Promise.resolve(isAsked.resolve()),
      )
      await closing
      expect(codeOf(await answer)).toBe('invalid')
      expect(await assignments(person.id)).toEqual([])
    })

    test('whoever leaves while an article is made is no drafter of it', async () => {
      const person = await newcomer(as.secretariat, 'D02', ['drafter'])
      const setGroup = (people: string[]) => house.app.setDrafters(actors.secretariat, charter, { people, parties: [] })
      value(await setGroup([person.id]))
      const made = value(
        await overtaken(
          () => house.app.createArticle(actors.secretariat, charter, { heading: 'Made meanwhile', after: null }),
          () => house.app.endPersonMembership(actors.secretariat, person.id),
        ),
      )
      expect(value(await house.app.listAssignments(actors.secretariat, made.id)).items).toEqual([])
      const other = await newcomer(as.secretariat, 'D02', ['drafter'])
      const put = await overtaken(
        () => setGroup([other.id]),
        () => house.app.closeAccount(actors.secretariat, other.id, true),
      )
      expect(codeOf(put)).toBe('invalid')
      expect(await assignments(other.id)).toEqual([])
    })

    test('a closed account comes off its articles, and the record says of which', async () => {
      const person = await newcomer(as.secretariat, 'D02', ['drafter'])
      value(await give(person.id))
      value(await house.app.closeAccount(actors.secretariat, person.id, true))
      expect((await lastActs(1))[0]).toMatchObject({ act: 'person.deactivated', data: { assignments: [article.id] } })
      value(await house.app.closeAccount(actors.secretariat, person.id, false))
      expect(await assignments(person.id)).toEqual([])
      expect(codeOf(await give(person.id))).toBe('ok')
    })
  })

  test('everybody here signs in with the house’s password still', async () => {
    expect((await as.public('POST', '/sessions', { email: 'head@concord.example', password: PASSWORD })).status).toBe(
      201,
    )
  })
})
