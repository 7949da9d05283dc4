/** The API over http, as a stranger's program meets it: the door, the limits, and nothing of the inside in any answer. */
import { createHash } from 'node:crypto'
import { DEMO_PASSWORD, type ServerProcess } from '../support/server-process.ts'
import { expect, test } from './fixtures.ts'

const call = (server: ServerProcess, method: string, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.origin}/api/v1${path}`, { method, ...init })

const json = { 'content-type': 'application/json' }

async function tokenOf(server: ServerProcess, name: string): Promise<string> {
  const body = JSON.stringify({ email: `${name}@concord.example`, password: DEMO_PASSWORD })
  const response = await call(server, 'POST', '/sessions', { headers: json, body })
  expect(response.status).toBe(201)
  return ((await response.json()) as { token: string }).token
}

async function problemOf(response: Response): Promise<{ status: number; code: string }> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const text = await response.text()
  expect(text).not.toMatch(/node_modules|\.ts:|\.js:| at /)
  return JSON.parse(text) as { status: number; code: string }
}

test('whatever is asked in the wrong way is answered by a problem', async ({ server }) => {
  const asked: [method: string, path: string, init: RequestInit, status: number][] = [
    ['GET', '/nothing', {}, 404],
    ['GET', '', {}, 404],
    ['PUT', '/me', {}, 405],
    ['GET', '/me', {}, 401],
    ['GET', '/me', { headers: { authorization: 'Bearer nobody.knows-this-secret-here' } }, 401],
    ['GET', '/versions/%00', {}, 404],
    ['GET', '/versions/%E0%A4%A', {}, 422],
    ['GET', '/charters?limit=many', {}, 422],
    ['POST', '/sessions', { headers: json, body: '{' }, 422],
    ['POST', '/sessions', { body: new URLSearchParams({ email: 'a' }) }, 422],
    ['POST', '/sessions', { headers: { ...json, origin: 'https://evil.example' }, body: '{}' }, 403],
    ['POST', '/sessions', { headers: json, body: `"${'x'.repeat(300_000)}"` }, 413],
  ]
  for (const [method, path, init, status] of asked) {
    const response = await call(server, method, path, init)
    expect([method, path, response.status]).toEqual([method, path, status])
    expect((await problemOf(response)).status).toBe(status)
  }
})

test('the import takes a large file, and says itself when it is too large', async ({ server }) => {
  const headers = { ...json, authorization: `Bearer ${await tokenOf(server, 'secretariat')}` }
  const send = (bytes: number) =>
    call(server, 'POST', '/charters/import', { headers, body: JSON.stringify({ pad: 'x'.repeat(bytes) }) })
  expect((await send(7_000_000)).status).toBe(422)
  const large = await send(8_500_000)
  expect([large.status, (await problemOf(large)).code]).toEqual([413, 'too-large'])
})

test('a cookie changes nothing without word of where it comes from', async ({ server }) => {
  const cookie = `concord_session=${await tokenOf(server, 'secretariat')}`
  const body = JSON.stringify({ slug: 'x', title: 'X', languages: [] })
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await call(server, 'POST', '/charters', { headers: { ...json, cookie, ...headers }, body })).status
  expect(await status({})).toBe(403)
  expect(await status({ origin: 'https://evil.example' })).toBe(403)
  expect(await status({ origin: server.origin })).toBe(422)
  expect((await call(server, 'GET', '/me', { headers: { cookie } })).status).toBe(200)
})

test('a stranger verifies a version with a hash and nothing else', async ({ server }) => {
  const read = async <T>(path: string): Promise<T> => (await (await call(server, 'GET', path)).json()) as T
  const [charter] = (await read<{ items: { id: string; slug: string }[] }>('/charters')).items
  expect(charter!.slug).toBe('universal-charter')
  const [version] = (
    await read<{ items: { id: string; sha256: string; label: string; url: string }[] }>(
      `/charters/${charter!.id}/versions`,
    )
  ).items
  expect(version).toMatchObject({ label: 'Rev.2', url: '/charter/v/1' })
  const canonical = await call(server, 'GET', `/versions/${version!.id}/canonical`)
  const bytes = Buffer.from(await canonical.arrayBuffer())
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(version!.sha256)
  expect(canonical.headers.get('cache-control')).toContain('immutable')
  const again = await call(server, 'GET', `/versions/${version!.id}/canonical`, {
    headers: { 'if-none-match': canonical.headers.get('etag')! },
  })
  expect(again.status).toBe(304)
  expect((await fetch(server.origin + version!.url)).status).toBe(200)
})

test('the page of another charter’s version shows that charter', async ({ server }) => {
  const authorization = `Bearer ${await tokenOf(server, 'secretariat')}`
  const post = async <T>(path: string, body: object): Promise<T> => {
    const headers = { ...json, authorization }
    const response = await call(server, 'POST', path, { headers, body: JSON.stringify(body) })
    expect(response.status).toBe(201)
    return (await response.json()) as T
  }
  const { id } = await post<{ id: string }>('/charters', {
    slug: 'lakes',
    title: 'Charter of Lakes',
    languages: ['en'],
  })
  await post(`/charters/${id}/articles`, { heading: 'Of clear water', after: null })
  const { url } = await post<{ url: string }>(`/charters/${id}/versions`, { label: 'First', notes: '' })
  const page = await fetch(server.origin + url)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Of clear water')
})
