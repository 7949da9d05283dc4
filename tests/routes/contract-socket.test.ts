/**
 * The websocket as strangers test it: a started demo, a stock `y-websocket` provider and a bare client, by the sentences of the contract (docs/sync.md).
 * What needs a hand on the journal or the clock is in tests/server/sync.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { BareClient, stockProvider, untilDocs, updateBy, type BareOptions } from '../support/sync-client.ts'
import { openDemo, type Call, type Demo } from '../support/stranger.ts'

interface Article {
  id: string
  number: string | null
  documents: { id: string; lang: string }[]
}

let demo: Demo
let address: string
let secretariat: Call
let articles: Article[]
beforeAll(async () => {
  demo = await openDemo()
  address = `${demo.server.origin.replace('http', 'ws')}/sync`
  secretariat = await demo.as('secretariat')
  articles = (await secretariat('GET', '/charters/universal-charter/articles')).body.items as Article[]
}, 60_000)
afterAll(() => demo?.close())

const numbered = (number: string): Article => articles.find((one) => one.number === number)!
const documentOf = (number: string): string => numbered(number).documents[0]!.id
const textOf = (doc: Y.Doc): string => doc.getText('default').toString()
const wordsOf = async (number: string): Promise<string> =>
  (await secretariat('GET', `/articles/${numbered(number).id}`)).body.text as string

/** As a stock client comes in: it has the document and has answered the server. */
async function joined(name: string, number: string, query = '?ack=1'): Promise<{ client: BareClient; doc: Y.Doc }> {
  const doc = new Y.Doc()
  const client = new BareClient(address, documentOf(number), { token: await demo.tokenOf(name), query })
  await client.until(client.isOpen)
  await client.join(doc)
  return { client, doc }
}
type Joined = Awaited<ReturnType<typeof joined>>
const type = ({ client, doc }: Joined, words: string): void =>
  client.sendUpdate(updateBy(doc, (text) => text.insert(text.length, words)))

test('a stock provider works, for two delegations in one article; what is acknowledged is read by the API', async () => {
  const [a, b] = [new Y.Doc(), new Y.Doc()]
  const providers = [
    stockProvider(address, documentOf('2'), a, await demo.tokenOf('drafter-01')),
    stockProvider(address, documentOf('2'), b, await demo.tokenOf('drafter-02')),
  ]
  await untilDocs([a, b], () => textOf(a) !== '' && textOf(b) !== '')
  a.getText('default').insert(a.getText('default').length, ' From one.')
  b.getText('default').insert(b.getText('default').length, ' From the other.')
  await untilDocs(
    [a, b],
    () => textOf(a) === textOf(b) && /From one/.test(textOf(a)) && /From the other/.test(textOf(a)),
  )
  for (const provider of providers) provider.destroy()
  const text = await wordsOf('2')
  expect([text.includes('From one.'), text.includes('From the other.')]).toEqual([true, true])
})

test('the text is `default`: each block begins with an embed of its id, its words follow, the heading first', async () => {
  const { client, doc } = await joined('reviewer-01', '5')
  const delta = doc.getText('default').toDelta() as { insert: string | Record<string, unknown> }[]
  const ids = delta.flatMap(({ insert }) => (typeof insert === 'object' && 'b' in insert ? [insert['b']] : []))
  const { json } = (await secretariat('GET', `/articles/${numbered('5').id}`)).body as {
    json: { content: { attrs: { id: string } }[] }
  }
  expect(ids).toEqual(json.content.map(({ attrs }) => attrs.id))
  expect(delta[0]!.insert).toEqual({ b: ids[0] })
  expect(delta[1]!.insert).toBe('Humanitarian access')
  await client.close()
})

describe('the upgrade', () => {
  /** How an attempt ends: open, a close code, or an http status. */
  async function attempt(options: BareOptions, document = documentOf('5')): Promise<string | number> {
    const client = new BareClient(address, document, options)
    await client.until(() => client.of('step1').length > 0 || client.closed !== null)
    if (client.closed === null) {
      await client.close()
      return 'open'
    }
    return client.status ?? client.closed.code
  }
  const cookie = async (name: string): Promise<Record<string, string>> => ({
    cookie: `concord_session=${await demo.tokenOf(name)}`,
  })

  test('a cookie with the own origin, or a bearer; every reader, nobody else', async () => {
    const { origin } = demo.server
    expect(await attempt({ headers: { ...(await cookie('observer')), origin } })).toBe('open')
    for (const name of ['observer', 'auditor', 'chair', 'reviewer-24', 'head-05'])
      expect(await attempt({ token: await demo.tokenOf(name) }), name).toBe('open')
    expect(await attempt({ headers: await cookie('observer') })).toBe(401)
  })

  test('refused without an origin: 401, 403, 404', async () => {
    expect(await attempt({})).toBe(401)
    expect(await attempt({ token: 'nobody' })).toBe(401)
    expect(await attempt({ token: await demo.tokenOf('admin') })).toBe(403)
    expect(await attempt({ token: await demo.tokenOf('observer') }, 'none')).toBe(404)
  })

  test('refused with an origin, which could not read that: accepted, and closed for good', async () => {
    const { origin } = demo.server
    expect(await attempt({ headers: { origin } })).toBe(4401)
    expect(await attempt({ headers: { ...(await cookie('admin')), origin } })).toBe(4403)
    expect(await attempt({ headers: { ...(await cookie('observer')), origin } }, 'none')).toBe(4404)
    const foreign = await attempt({ headers: { ...(await cookie('observer')), origin: 'https://evil.example' } })
    expect(foreign).toBe(4403)
    for (const schema of ['1', '999', 'x'])
      expect(await attempt({ headers: { ...(await cookie('observer')), origin }, query: `?schema=${schema}` })).toBe(
        4409,
      )
    expect(await attempt({ headers: { ...(await cookie('observer')), origin }, query: '?schema=2&client=7' })).toBe(
      'open',
    )
  })
})

describe('rights and acknowledgements', () => {
  test('sync messages of subtype 1 and 2 are counted, once they are durable; whoever does not ask hears nothing', async () => {
    const [one, quiet] = [await joined('drafter-01', '6'), await joined('drafter-02', '6', '')]
    await one.client.until(() => one.client.acknowledged === 1)
    type(one, ' Counted.')
    type(one, ' Twice.')
    await one.client.until(() => one.client.acknowledged === 3)
    expect(await wordsOf('6')).toContain('Counted. Twice.')
    type(quiet, ' Quietly.')
    await one.client.until(() => one.client.of('update').length > 0)
    await quiet.client.marker()
    expect([...quiet.client.of('acknowledged'), ...quiet.client.of('read-only')]).toEqual([])
    for (const { client } of [one, quiet]) await client.close()
  })

  test('who may not write is told so and stays; a sync step 2 with nothing new is taken from everybody', async () => {
    const before = await wordsOf('6')
    for (const name of ['reviewer-01', 'drafter-05', 'observer']) {
      const one = await joined(name, '6')
      await one.client.until(() => one.client.acknowledged === 1)
      type(one, ' Smuggled.')
      await one.client.until(() => one.client.of('read-only').length > 0)
      expect(one.client.of('read-only')).toMatchObject([{ code: 'not-allowed' }])
      await one.client.marker()
      expect([one.client.closed, one.client.acknowledged]).toEqual([null, 1])
      await one.client.close()
    }
    const locked = await joined('drafter-01', '1')
    type(locked, ' Smuggled.')
    await locked.client.until(() => locked.client.of('read-only').length > 0)
    expect(locked.client.of('read-only')).toMatchObject([{ code: 'article-locked' }])
    await locked.client.close()
    expect(await wordsOf('6')).toBe(before)
    expect(await wordsOf('1')).not.toContain('Smuggled')
  })

  test('a change of the article, of assignments or of the session reaches open sockets within a second', async () => {
    const chair = await demo.as('chair')
    const one = await joined('drafter-01', '8')
    const { id: personId } = (await (await demo.as('drafter-01'))('GET', '/me')).body as { id: string }
    const assignment = { personId, kind: 'drafter' }
    const path = `/articles/${numbered('8').id}/assignments`
    const codes = (): string[] => one.client.of('read-only').map(({ code }) => code)
    /** From the answer of what changed it to the word on the socket; the promise is a second, a busy machine has five. */
    const within = async (change: () => Promise<number>, isHeard: () => boolean): Promise<void> => {
      expect(await change()).toBeLessThan(300)
      const began = performance.now()
      await one.client.until(isHeard)
      expect(performance.now() - began).toBeLessThan(5_000)
    }
    await within(
      async () => (await secretariat('DELETE', path, assignment)).status,
      () => codes().at(-1) === 'not-allowed',
    )
    await within(
      async () => (await secretariat('POST', path, assignment)).status,
      () => codes().at(-1) === '',
    )
    await within(
      async () => (await chair('POST', `/articles/${numbered('8').id}/status`, { status: 'agreed_in_group' })).status,
      () => codes().at(-1) === 'article-locked',
    )
    await within(
      async () => (await (await demo.as('drafter-01'))('DELETE', '/sessions/current')).status,
      () => one.client.closed !== null,
    )
    expect(one.client.closed).toMatchObject({ code: 4401 })
  })
})

describe('frames', () => {
  test('an update of more than 256 KiB closes with 4400 and its reason; as a sync step 2 the same words are taken', async () => {
    const large = await joined('drafter-02', '10')
    const update = updateBy(large.doc, (text) => text.insert(text.length, 'x'.repeat(300 * 1024)))
    large.client.sendUpdate(update)
    await large.client.until(() => large.client.closed !== null)
    expect(large.client.closed).toEqual({ code: 4400, reason: 'too-large' })
    const again = new BareClient(address, documentOf('10'), {
      token: await demo.tokenOf('drafter-02'),
      query: '?ack=1',
    })
    await again.until(() => again.of('step1').length > 0)
    again.sendStep2(Y.encodeStateAsUpdate(large.doc, again.of('step1')[0]!.body))
    await again.until(() => again.acknowledged === 1)
    expect(await wordsOf('10')).toContain('x'.repeat(300 * 1024))
    await again.close()
  })

  test('words under the client id of another person are refused', async () => {
    const own = await joined('drafter-03', '9')
    type(own, ' Mine.')
    await own.client.until(() => own.client.acknowledged === 2)
    const forger = await joined('drafter-04', '9')
    forger.doc.clientID = own.doc.clientID
    type(forger, ' Forged.')
    await forger.client.until(() => forger.client.closed !== null)
    expect(forger.client.closed).toEqual({ code: 4400, reason: 'foreign-client' })
    expect(await wordsOf('9')).not.toContain('Forged')
    await own.client.close()
  })

  test('above its rate a socket is read more slowly; nothing is dropped', async () => {
    const one = await joined('drafter-03', '11')
    for (let i = 0; i < 260; i++) type(one, `${i};`)
    await one.client.until(() => one.client.acknowledged === 261)
    expect(await wordsOf('11')).toContain(Array.from({ length: 260 }, (_, i) => `${i};`).join(''))
    await one.client.close()
  })
})

// the last one: it ends the demo
test('a server that stops closes with 1012, after which clients come back', async () => {
  const one = await joined('reviewer-02', '5')
  await demo.server.stop()
  await one.client.until(() => one.client.closed !== null)
  expect(one.client.closed).toMatchObject({ code: 1012 })
})
