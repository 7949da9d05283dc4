/** The API's manner: bodies, queries, origins, problems. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { REFUSALS, type RefusalCode } from '#lib/domain/result.ts'
import { isFromElsewhere, tokenOf } from '../../src/door.server.ts'
import { asProblem, problem } from '../../src/routes/api/v1/respond.ts'
import { callerOf, ORIGIN, type Caller } from '../support/api.ts'
import { openHouse, PASSWORD, type House } from '../support/house.ts'

let house: House
let secretariat: Caller
let anyone: Caller
let token: string
beforeAll(async () => {
  house = await openHouse()
  token = await house.tokenOf(await house.person('secretariat', ['secretariat']))
  secretariat = callerOf(house.app, token)
  anyone = callerOf(house.app, null)
})
afterAll(() => house.close())

const charter = { slug: 'a', title: 'A', languages: ['en'] }

test.each([
  ['not JSON', '{', {}],
  ['an empty body', '', {}],
  ['not an object', '[]', {}],
  ['JSON under another name', JSON.stringify(charter), { 'content-type': 'text/plain' }],
  ['a form', 'slug=a', { 'content-type': 'application/x-www-form-urlencoded' }],
])('%s is a problem of 422', async (_name, body, headers) => {
  const answer = await secretariat('POST', '/charters', body, headers)
  expect(answer.status).toBe(422)
  expect(answer.body).toMatchObject({ code: 'invalid', status: 422 })
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
})

test('every fault is named by its path', async () => {
  const answer = await secretariat('POST', '/charters', { slug: 7, title: '', languages: ['en', 3] })
  expect(answer.body.errors.map((fault: { path: string }) => fault.path).toSorted()).toEqual([
    'languages[1]',
    'slug',
    'title',
  ])
  const second = await secretariat('POST', '/charters', {
    slug: 'Not A Slug',
    title: ' ',
    languages: ['en', 'english', 'en'],
  })
  expect(second.body.errors.map((fault: { path: string }) => fault.path)).toEqual([
    'title',
    'slug',
    'languages[1]',
    'languages[2]',
  ])
})

test('U+0000 is refused by its path, and is in no id', async () => {
  const answer = await secretariat('POST', '/charters', { slug: 'a', title: 'a\0', languages: ['en', 'f\0'] })
  expect(answer.body.errors.map((fault: { path: string }) => fault.path)).toEqual(['title', 'languages[1]'])
  expect((await secretariat('GET', '/articles/%00')).status).toBe(404)
})

test('a body beyond the limit is 413, whether it says so or not', async () => {
  const answer = await secretariat('POST', '/charters', { ...charter, title: 'x'.repeat(300 * 1024) })
  expect([answer.status, answer.body.code]).toEqual([413, 'too-large'])
})

test.each(['limit=0', 'limit=-1', 'limit=x', 'limit=1.5', 'cursor=@@', 'cursor=eyJhIjoxfQ'])(
  'a list asked for with %s is a problem of 422',
  async (query) => {
    expect((await secretariat('GET', `/audit?${query}`)).status).toBe(422)
  },
)

test('no more than 500 items a page are given', async () => {
  expect((await secretariat('GET', '/audit?limit=100000')).status).toBe(200)
})

test('an address is taken once', async () => {
  const both = await Promise.all([1, 2].map(() => secretariat('POST', '/charters', { ...charter, slug: 'once' })))
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
})

test.each([
  ['GET', '/nothing'],
  ['POST', '/charters/x/nothing'],
  ['GET', '/versions/none'],
  ['GET', '/versions/none/canonical'],
])('%s %s is not found, in JSON', async (method, path) => {
  const answer = await anyone(method, path, method === 'POST' ? {} : undefined)
  expect([answer.status, answer.body.code]).toEqual([404, 'not-found'])
})

test('nobody is told what they must sign in for', async () => {
  for (const path of ['/me', '/audit', '/articles/none', '/charters/none/articles', '/articles/none/comments'])
    expect((await anyone('GET', path)).body).toMatchObject({ status: 401, code: 'not-signed-in' })
})

test('too many failed sign-ins are 429, and say when to try again', async () => {
  const input = { email: 'nobody@concord.example', password: 'wrong' }
  for (let i = 0; i < 10; i++) expect((await anyone('POST', '/sessions', input)).status).toBe(401)
  const refused = await anyone('POST', '/sessions', input)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await anyone('POST', '/sessions', { email: 'secretariat@concord.example', password: PASSWORD })).status).toBe(
    201,
  )
})

test.each([
  ['no word of where it comes from', {}, 403],
  ['another origin', { origin: 'https://evil.example' }, 403],
  ['the origin null', { origin: 'null' }, 403],
  ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a neighbour site', { 'sec-fetch-site': 'same-site' }, 403],
  ['its own origin', { origin: ORIGIN }, 422],
  ['the same origin, said by the browser', { 'sec-fetch-site': 'same-origin' }, 422],
])('SE7: a cookie that changes something with %s', async (_name, headers, status) => {
  const answer = await anyone('POST', '/charters', {}, { cookie: `concord_session=${token}`, ...headers })
  expect(answer.status).toBe(status)
  if (status === 403) expect(answer.body.code).toBe('other-origin')
})

test('SE7: reading by cookie needs no origin; a bearer needs none at all', async () => {
  expect((await anyone('GET', '/me', undefined, { cookie: `concord_session=${token}` })).status).toBe(200)
  expect((await secretariat('POST', '/charters', {}, { origin: 'https://elsewhere.example' })).status).toBe(422)
})

test('SE7: another site cannot sign a browser in', () => {
  const post = (headers: Record<string, string>) => new Request(`${ORIGIN}/sign-in`, { method: 'POST', headers })
  expect(isFromElsewhere(post({ origin: 'https://evil.example' }), null, ORIGIN)).toBe(true)
  expect(isFromElsewhere(post({}), null, ORIGIN)).toBe(false)
})

test('a bearer goes before the cookie; what is no bearer is nobody', () => {
  const jar = { get: () => 'from-the-cookie' }
  const asked = (authorization?: string) =>
    tokenOf(new Request(ORIGIN, authorization === undefined ? {} : { headers: { authorization } }), jar)
  expect(asked('Bearer abc')).toEqual({ token: 'abc', by: 'bearer' })
  expect(asked()).toEqual({ token: 'from-the-cookie', by: 'cookie' })
  expect(asked('Basic abc')).toBeNull()
})

test('every refusal travels under its status, and no problem tells of the inside', async () => {
  for (const [code, status] of Object.entries(REFUSALS)) {
    const response = problem({ code: code as RefusalCode })
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
    expect(await response.json()).toMatchObject({ code, status })
  }
  for (const status of [400, 403, 404, 405, 413, 500, 503]) {
    const made = asProblem(new Response('Error: at secret.ts:1', { status }))
    expect(await made.text()).not.toContain('secret')
    expect(made.headers.get('content-type')).toBe('application/problem+json')
  }
  const fine = new Response('{}')
  expect(asProblem(fine)).toBe(fine)
})
