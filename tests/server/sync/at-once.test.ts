/** SY7 through the whole application: whatever takes a right away takes it from open sockets at once, and from what they sent before and is still waiting. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openSession } from '../../../server/auth/session.ts'
import { MOST_SESSIONS } from '../../../src/lib/domain/people.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { openHouse, PASSWORD, value, type House } from '../../support/house.ts'
import { BareClient, updateBy } from '../../support/sync-client.ts'
import type { Actor, Role } from '../../../src/lib/domain/actor.ts'
import type { Appended, JournalEntry } from '../../../server/store/store.ts'

const clock = fakeClock()
let house: House
let server: Server
let address: string
let secretariat: Actor
let chair: Actor
let article: { id: string; document: string }
beforeAll(async () => {
  house = await openHouse('sqlite', {}, clock)
  server = createServer().on('upgrade', house.sync.handleUpgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`
  secretariat = await house.person('secretariat', ['secretariat'])
  chair = await house.person('chair', ['chair'])
})
afterAll(async () => {
  await house.close()
  await new Promise((resolve) => server.close(resolve))
})
beforeEach(async () => {
  const slug = `c-${randomBytes(6).toString('hex')}`
  const charter = value(await house.app.createCharter(secretariat, { slug, title: 'A charter', languages: ['en'] }))
  const made = value(await house.app.createArticle(secretariat, charter.id, { heading: 'Of words', after: null }))
  article = { id: made.id, document: made.documents[0]!.id }
})

interface Writer {
  actor: Actor
  client: BareClient
  doc: Y.Doc
}
const say = ({ client, doc }: Writer, words: string): void =>
  client.sendUpdate(updateBy(doc, (text) => text.insert(text.length, words)))
const said = async (): Promise<string> => JSON.stringify((await house.context.texts.read(article.document)).content)

let people = 0
/** Somebody new who may write, with the article open. */
async function writer(roles: Role[] = ['drafter']): Promise<Writer> {
  const actor = await house.person(`writer-${++people}`, roles, 'D01')
  value(await house.app.assign(secretariat, article.id, { personId: actor.id, kind: 'drafter' }))
  const client = new BareClient(address, article.document, {
    token: await house.tokenOf(actor),
    query: '?ack=1&rights=1',
  })
  const doc = new Y.Doc()
  await client.until(client.isOpen)
  await client.join(doc)
  await client.until(() => client.acknowledged === 1)
  expect(client.of('read-only')).toMatchObject([{ code: '' }])
  return { actor, client, doc }
}

/** Holds what is written until it is let go. */
function holdJournal(): () => void {
  const { journal } = house.store
  const append = journal.append.bind(journal)
  let letGo: () => void = () => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  journal.append = (entries: JournalEntry[]): Appended => {
    const appended = held.then(() => append(entries))
    return {
      written: appended.then(({ written }) => written),
      durable: appended.then(({ durable }) => durable),
      stored: appended.then(({ stored }) => stored),
    }
  }
  return () => {
    journal.append = append
    letGo()
  }
}
/** Everything that this client has sent has arrived. */
const arrived = ({ client }: Writer): Promise<void> =>
  new Promise((resolve) => {
    client.ws.once('pong', () => resolve())
    client.ws.ping()
  })

const changes: [string, (who: Writer) => Promise<unknown>, string][] = [
  ['another role', ({ actor }) => house.app.setPersonRoles(secretariat, actor.id, ['observer']), 'not-allowed'],
  [
    'an assignment that ends',
    ({ actor }) => house.app.unassign(secretariat, article.id, { personId: actor.id, kind: 'drafter' }),
    'not-allowed',
  ],
  ['suspension', ({ actor }) => house.app.suspendPerson(secretariat, actor.id, true), '4403 not-allowed'],
  ['leaving the delegation', ({ actor }) => house.app.endPersonMembership(secretariat, actor.id), '4403 not-allowed'],
  ['signing out', ({ actor }) => house.app.signOut(actor), '4401 not-signed-in'],
  [
    'the session ended from another',
    ({ actor }) => house.app.endSession({ ...actor, sessionId: 'another' }, actor.sessionId!),
    '4401 not-signed-in',
  ],
  [
    'another password, given in another session',
    async ({ actor }) => {
      const input = { email: actor.email, password: PASSWORD }
      const { token } = value(await house.app.signIn(input, 'elsewhere'))
      const other = (await house.app.actorOf(token))!
      return house.app.changePassword(other, { old: PASSWORD, new: 'another battery staple horse' })
    },
    '4401 not-signed-in',
  ],
  ['a closed account', ({ actor }) => house.app.closeAccount(secretariat, actor.id, true), '4401 account-closed'],
  [
    'a session too many (SE9)',
    async ({ actor }) => {
      const newToken = () => ({ id: randomBytes(8).toString('hex'), secret: 'x' })
      await house.store.transaction(async (rows) => {
        const at = await house.store.now(rows)
        for (let i = 1; i < MOST_SESSIONS; i++) await openSession(rows, newToken(), actor.id, at)
      })
      return house.app.signIn({ email: actor.email, password: PASSWORD }, 'elsewhere')
    },
    '4401 not-signed-in',
  ],
]

describe('SY7: what takes a right away takes it at once, also from what waits', () => {
  it.each(changes)('%s', async (_name, change, expected) => {
    const who = await writer()
    const letGo = holdJournal()
    say(who, ' Before.')
    await arrived(who)
    // the first is being written; this one waits behind it
    await new Promise((resolve) => setImmediate(resolve))
    say(who, ' Queued.')
    await arrived(who)
    value((await change(who)) as Parameters<typeof value>[0])
    letGo()
    const { client } = who
    await client.until(() => client.closed !== null || client.of('read-only').length > 1)
    say(who, ' After.')
    if (client.closed === null) {
      await client.marker()
      expect(client.of('read-only').at(-1)!.code).toBe(expected)
      await client.close()
    } else expect(`${client.closed.code} ${client.closed.reason}`).toBe(expected)
    const words = await said()
    expect(words).toContain('Before.')
    expect(words).not.toContain('Queued.')
    expect(words).not.toContain('After.')
  })
  it('an article that is agreed: what came before is in it, what comes after is not', async () => {
    const who = await writer()
    for (const status of ['under_discussion', 'agreed_in_group'] as const)
      value(await house.app.setArticleStatus(chair, article.id, { status }))
    await who.client.until(() => who.client.of('read-only').length > 1)
    say(who, ' After.')
    await who.client.marker()
    expect(who.client.of('read-only').at(-1)!.code).toBe('article-locked')
    expect(await said()).not.toContain('After.')
    await who.client.close()
  })
})

describe('SY7: what ends by the clock', () => {
  const hours = (n: number): string => new Date(Date.parse(house.now()) + n * 3_600_000).toISOString()
  it('an alternate’s time begins and ends on open sockets at those instants, by the database’s clock', async () => {
    const who = await writer()
    const asked: (readonly Role[])[] = []
    const { actorOf } = house.app
    house.app.actorOf = async (token) => {
      const actor = await actorOf(token)
      asked.push(actor!.roles)
      return actor
    }
    const head = await house.person(`head-${++people}`, ['head'], 'D01')
    asked.length = 0
    const input = { personId: who.actor.id, role: 'signatory' as const, from: hours(1), until: hours(2) }
    value(await house.app.nameAlternate(head, 'D01', input))
    await who.client.marker()
    /** Time goes by for the database, and somebody's rights change, which makes the socket ask. */
    const later = async (ms: number): Promise<void> => {
      house.wait(ms)
      house.context.events.tell({ kind: 'access-changed', personId: who.actor.id, articleId: null, sessionId: null })
      await who.client.marker()
    }
    await later(3_590_000)
    house.wait(10_000)
    clock.advance(8_000)
    await who.client.marker()
    expect(asked).toEqual([['drafter'], ['drafter']])
    clock.advance(2_000)
    await who.client.marker()
    expect(asked.slice(2)).toEqual([['drafter', 'signatory']])
    await later(3_590_000)
    house.wait(10_000)
    clock.advance(10_000)
    await who.client.marker()
    expect(asked.slice(3)).toEqual([['drafter', 'signatory'], ['drafter']])
    house.app.actorOf = actorOf
    await who.client.close()
  })
  it('a session with a text open is renewed, also at its very end; how long it lasts is told', async () => {
    const who = await writer()
    const DAY = 24 * 60 * 60 * 1000
    const session = () =>
      house.store.db
        .selectFrom('session')
        .select('expires_at')
        .where('id', '=', who.actor.sessionId!)
        .executeTakeFirstOrThrow()
    const token = await house.tokenOf(who.actor)
    house.wait(10 * DAY)
    const before = await session()
    const { lastsMs } = (await house.app.actorOf(token))!
    expect(Math.abs(lastsMs! - 20 * DAY)).toBeLessThan(1_000)
    expect(await session()).toEqual(before)
    house.wait(20 * DAY - 5_000)
    house.context.events.tell({ kind: 'access-changed', personId: who.actor.id, articleId: null, sessionId: null })
    await who.client.marker()
    expect((await session()).expires_at > before.expires_at).toBe(true)
    house.wait(5_000)
    expect((await house.app.actorOf(token))!.lastsMs).toBeGreaterThan(29 * DAY)
    house.wait(31 * DAY)
    expect(await house.app.actorOf(token)).toBeNull()
    await who.client.close()
  })
})
