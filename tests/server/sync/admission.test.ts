import type { IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SCHEMA_VERSION } from '../../../src/lib/domain/text.ts'
import { DOCUMENT, locked, mayEdit, openSyncHouse, shut, type SyncHouse } from '../../support/sync-house.ts'
import { BareClient, type BareOptions } from '../../support/sync-client.ts'

let house: SyncHouse
beforeEach(async () => {
  house = await openSyncHouse({ limits: { socketsPerPerson: 3, socketsPerArticle: 4 } })
})
afterEach(async () => {
  await house.close()
  expect(house.failures).toEqual([])
})

const cookie = (person: string, origin = house.origin): BareOptions => ({
  headers: { cookie: `other=1; concord_session=${person}`, origin },
})

/** How an attempt ends: open, a close code with its reason, or an http status. */
async function attempt(options: BareOptions, document = DOCUMENT): Promise<string | number> {
  const client = new BareClient(house.address, document, options)
  await client.until(() => client.of('step1').length > 0 || client.closed !== null)
  if (client.closed === null) {
    await client.close()
    return 'open'
  }
  return client.status ?? `${client.closed.code} ${client.closed.reason}`
}

describe('SY5: the cookie of a same-origin page, or a bearer token', () => {
  it('a page of this origin with its cookie, and a program with its token, get in', async () => {
    expect(await attempt(cookie('drafter-1'))).toBe('open')
    expect(await attempt({ token: 'drafter-1' })).toBe('open')
    expect(await attempt({ token: 'drafter-1', headers: { origin: 'https://elsewhere.example' } })).toBe('open')
  })
  it('a cookie without Origin, or from another, is worth nothing', async () => {
    expect(await attempt({ headers: { cookie: 'concord_session=drafter-1' } })).toBe(401)
    expect(await attempt(cookie('drafter-1', 'https://elsewhere.example'))).toBe('4403 other-origin')
    expect(await attempt(cookie('drafter-1', 'null'))).toBe('4403 other-origin')
  })
  it('with an origin of its own configured, that one alone counts', async () => {
    const configured = await openSyncHouse({ origin: 'https://charter.example' })
    const own = new BareClient(configured.address, DOCUMENT, cookie('drafter-1', 'https://charter.example'))
    await own.until(() => own.of('step1').length > 0)
    const host = new BareClient(configured.address, DOCUMENT, cookie('drafter-1', configured.origin))
    await host.until(() => host.closed !== null)
    expect(host.closed).toEqual({ code: 4403, reason: 'other-origin' })
    await own.close()
    await configured.close()
  })
})

describe('SY6: refusals are close codes for pages, http for programs', () => {
  it('not signed in', async () => {
    expect(await attempt({})).toBe(401)
    expect(await attempt({ token: 'nobody' })).toBe(401)
    expect(await attempt({ headers: { origin: house.origin } })).toBe('4401 not-signed-in')
    expect(await attempt(cookie('nobody'))).toBe('4401 not-signed-in')
  })
  it('somebody who resets the line while being refused ends nothing but it', async () => {
    let isHeard = false
    const line = new Duplex({
      read() {},
      write(_bytes, _encoding, done) {
        isHeard = this.listenerCount('error') > 0
        done(new Error('ECONNRESET'))
      },
    })
    const gone = new Promise((resolve) => line.once('close', resolve))
    const request = { url: `/sync/${DOCUMENT}`, headers: { authorization: 'Bearer nobody' } } as IncomingMessage
    house.sync.handleUpgrade(request, line, Buffer.alloc(0))
    await gone
    expect(isHeard).toBe(true)
  })
  it('no such document', async () => {
    expect(await attempt({ token: 'drafter-1' }, 'nothing')).toBe(404)
    expect(await attempt(cookie('drafter-1'), 'nothing')).toBe('4404 not-found')
  })
  it('not for this person', async () => {
    expect(await attempt({ token: 'stranger' })).toBe(403)
    expect(await attempt(cookie('stranger'))).toBe('4403 not-allowed')
  })
  it('another schema', async () => {
    expect(await attempt({ ...cookie('drafter-1'), query: '?schema=999' })).toBe('4409 other-schema')
    expect(await attempt({ token: 'drafter-1', query: '?schema=999' })).toBe(409)
    expect(await attempt({ ...cookie('drafter-1'), query: `?schema=${SCHEMA_VERSION}&client=5&ack=1` })).toBe('open')
  })
  it('not an address of a document', async () => {
    expect(await attempt({ token: 'drafter-1' }, 'a/b')).toBe(400)
    expect(await attempt({ token: 'drafter-1' }, '%E0%A4%A')).toBe(400)
  })
  it('too many sockets of one person, then of one article; a closed one makes room', async () => {
    const open = async (token: string): Promise<BareClient> => {
      const client = new BareClient(house.address, DOCUMENT, { token })
      await client.until(() => client.of('step1').length > 0 || client.closed !== null)
      return client
    }
    const clients = [await open('drafter-1'), await open('drafter-1'), await open('drafter-1')]
    expect((await open('drafter-1')).closed).toEqual({ code: 1013, reason: 'too-many-sockets' })
    clients.push(await open('drafter-2'))
    expect((await open('drafter-3')).closed).toEqual({ code: 1013, reason: 'too-many-sockets' })
    await clients[0]!.close()
    const next = await open('drafter-3')
    expect(next.closed).toBeNull()
    for (const client of [...clients.slice(1), next]) await client.close()
  })
  it('a question that fails lets nobody in', async () => {
    const broken = await openSyncHouse()
    broken.access.get = () => {
      throw new Error('no answer')
    }
    const page = new BareClient(broken.address, DOCUMENT, cookie('drafter-1', broken.origin))
    const program = new BareClient(broken.address, DOCUMENT, { token: 'drafter-1' })
    await page.until(() => page.closed !== null)
    await program.until(() => program.closed !== null)
    expect([page.closed, program.status]).toEqual([{ code: 1013, reason: 'busy' }, 503])
    expect(broken.failures).toHaveLength(2)
    await broken.close()
  })
})

describe('SY13: a page that says whose words it holds', () => {
  const page = (session: string, person: string): BareOptions => ({ ...cookie(session), query: `?person=${person}` })
  it('gets in under their session, and under nobody else’s', async () => {
    expect(await attempt(page('drafter-1', 'drafter-1'))).toBe('open')
    expect(await attempt(page('drafter-2', 'drafter-1'))).toBe('4401 other-person')
    expect(await attempt({ token: 'drafter-2', query: '?person=drafter-1' })).toBe(401)
  })
})

describe('SY14: rights first of all', () => {
  const first = async (options: BareOptions): Promise<string> => {
    const client = new BareClient(house.address, DOCUMENT, options)
    await client.until(() => client.of('step1').length > 0)
    const said = client.of('read-only').map(({ code }) => code)
    await client.close()
    return said.join()
  }
  it('may write, may not and why; nothing to who did not ask', async () => {
    const asking = (person: string): BareOptions => ({ ...cookie(person), query: '?ack=1&rights=1' })
    expect(await first(asking('reviewer'))).toBe('not-allowed')
    house.access.set('drafter-2', locked)
    expect(await first(asking('drafter-2'))).toBe('article-locked')
    expect(await first({ ...cookie('reviewer'), query: '?ack=1' })).toBe('')
    const client = new BareClient(house.address, DOCUMENT, asking('drafter-1'))
    await client.until(() => client.of('step1').length > 0)
    expect(client.of('read-only')).toMatchObject([{ code: '' }])
    await client.close()
  })
})

describe('SY7: rights are asked again when they may have changed', () => {
  const enter = async (token: string): Promise<BareClient> => {
    const client = new BareClient(house.address, DOCUMENT, { token, query: '?ack=1' })
    await client.until(() => client.of('step1').length > 0)
    return client
  }
  it('signed out: 4401; shut out: 4403; the document gone: 4404', async () => {
    const [a, b, c] = [await enter('drafter-1'), await enter('drafter-2'), await enter('drafter-3')]
    house.signOut('drafter-1')
    house.change('drafter-2', shut)
    house.change('drafter-3', null)
    for (const client of [a, b, c]) await client.until(() => client.closed !== null)
    expect([a, b, c].map(({ closed }) => closed?.code)).toEqual([4401, 4403, 4404])
  })
  it('an account closed under an open text is said to be; to whom comes back it is not', async () => {
    const client = await enter('drafter-1')
    house.closeAccount('drafter-1')
    await client.until(() => client.closed !== null)
    expect(client.closed).toEqual({ code: 4401, reason: 'account-closed' })
    expect(await attempt({ headers: { authorization: 'Bearer drafter-1', origin: house.origin } })).toBe(
      '4401 not-signed-in',
    )
  })
  it('also when they change between the question and the open socket', async () => {
    const ask = house.access.get.bind(house.access)
    house.access.get = (person) => {
      const answer = ask(person)
      house.access.get = ask
      house.change('drafter-1', shut)
      return answer
    }
    const late = new BareClient(house.address, DOCUMENT, { token: 'drafter-1' })
    await late.until(() => late.closed !== null)
    expect(late.closed?.code).toBe(4403)
  })
  it('asks only whom an event may concern; a null field concerns everybody', async () => {
    const clients = [await enter('drafter-1'), await enter('drafter-2')]
    house.questions.length = 0
    house.events.tell({ kind: 'access-changed', personId: 'drafter-1', articleId: null, sessionId: null })
    house.events.tell({ kind: 'access-changed', personId: null, articleId: 'another', sessionId: null })
    house.events.tell({ kind: 'access-changed', personId: null, articleId: null, sessionId: 'session-drafter-2' })
    for (const client of clients) await client.marker()
    expect(house.questions).toEqual(['drafter-1', 'drafter-2'])
    house.events.tell({ kind: 'access-changed', personId: null, articleId: mayEdit.articleId, sessionId: null })
    for (const client of clients) await client.marker()
    expect(house.questions).toHaveLength(4)
    for (const client of clients) await client.close()
  })
})
