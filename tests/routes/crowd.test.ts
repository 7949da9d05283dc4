/** Public pages that are kept for a crowd (rules CW), over http against a started server. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAccessHouse, type OpenHouse } from '../support/access-asking.ts'

let house: OpenHouse
beforeAll(async () => {
  house = await openAccessHouse()
}, 60_000)
afterAll(() => house?.close())

async function read(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const answer = await fetch(`${house.origin}${path}`, { method, headers, redirect: 'manual' })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
const as = (token: string | null): Record<string, string> => ({ cookie: `concord_session=${token}` })
const call = (path: string, body: object): Promise<Response> =>
  fetch(`${house.origin}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${house.people.secretariat.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('CW1: a page that is kept is what the page itself says to a visitor, each in each language', async () => {
  const { slug } = house.charter
  const paths = ['/', '/charter', '/charter/v/1', '/charter/v/1/1', '/charter/v/1/concordance', '/charter/v/1/text.txt']
  const more = [
    '/charter/v/1/text.html',
    '/signatories',
    '/about',
    '/accessibility',
    '/privacy',
    '/emblem',
    '/charters',
  ]
  for (const path of [...paths, ...more, '/charter/compare'])
    for (const lang of ['en', 'ar', 'ru']) {
      const address = `${path}?charter=${slug}${path === '/charter/compare' ? '&from=1&to=1' : ''}`
      const kept = await read(address, { 'accept-language': lang, 'x-forwarded-host': 'evil.example' })
      // a session that there is not: the page itself answers, to nobody in particular
      const alone = await read(address, { 'accept-language': lang, ...as('none.none') })
      expect([kept.status, kept.text], address).toEqual([alone.status, alone.text])
      expect(kept.headers.get('cache-control'), address).toBe('public, no-cache')
      expect(kept.headers.get('etag'), address).toMatch(/^"[\w-]{22}(-br|-gzip)?"$/)
      for (const name of ['content-security-policy', 'x-frame-options', 'content-type', 'referrer-policy'])
        expect(kept.headers.get(name), `${name} of ${address}`).toBe(alone.headers.get(name))
      const known = await read(address, { 'accept-language': lang, 'if-none-match': kept.headers.get('etag')! })
      expect([known.status, known.text], address).toEqual([304, ''])
    }
})

test('CW1: what somebody signed in is shown is never shown to anybody else, nor the other way round', async () => {
  const { secretariat } = house.people
  const path = `/charter?charter=${house.charter.slug}`
  for (let i = 0; i < 3; i++) {
    const own = await read(path, as(secretariat.token))
    const visitor = await read(path)
    expect(own.text).toContain(secretariat.actor!.name)
    expect(own.headers.get('cache-control')).toBe('private, no-store')
    expect(visitor.text).not.toContain(secretariat.actor!.name)
    // a visitor's copy in the same browser is not taken for one's own
    const asked = await read(path, { ...as(secretariat.token), 'if-none-match': visitor.headers.get('etag')! })
    expect(asked.status).toBe(200)
  }
})

test('CW3: pages with scripts, forms and secrets are answered to each alone', async () => {
  for (const path of ['/sign-in', '/verify', '/signatories?q=a', '/search?q=a', '/invite/none', '/kept'])
    expect((await read(path)).headers.get('cache-control'), path).toMatch(/^private/)
})

test('CW4: a version that is published is there at once, one that is withdrawn says so at once', async () => {
  const { id, slug } = house.charter
  const next = await house.make.nextNumber(id)
  const [latest, own] = [`/charter?charter=${slug}`, `/charter/v/${next}?charter=${slug}`]
  const before = await read(latest)
  expect((await read(own)).status).toBe(404)
  const cut = await house.make.version(id, false)
  expect((await read(own)).status).toBe(404)
  expect((await call(`/versions/${cut.id}/publish`, {})).status).toBe(200)
  const after = await read(latest)
  expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'))
  expect(after.text).toContain(`/charter/v/${next}`)
  const page = await read(own)
  expect(page.status).toBe(200)
  expect((await call(`/versions/${cut.id}/withdraw`, { reason: 'A wrong annex was cut' })).status).toBe(200)
  expect((await read(own)).text).toContain('A wrong annex was cut')
  expect((await read(latest)).text).toBe(before.text)
})

test('CW6: the exact bytes may be kept for ever where the address names charter and version', async () => {
  const { sha256 } = house.charter.versions[0]!
  const named = await read(`/charter/v/1/canonical.json?charter=${house.charter.slug}`)
  expect(named.headers.get('etag')).toMatch(new RegExp(`^"${sha256}(-br|-gzip)?"$`))
  expect(named.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const shown = await read('/charter/v/1/canonical.json')
  expect([shown.status, shown.headers.get('cache-control')]).toEqual([200, 'public, no-cache'])
})

test('the head of every page fits what a proxy reads of it by default, 4 KiB', async () => {
  const { secretariat } = house.people
  const { slug, articles } = house.charter
  for (const path of ['', '/history', '/room', '/compilation']) {
    const page = await read(`/draft/${articles[1]!.slug}${path}?charter=${slug}`, as(secretariat.token))
    expect(page.status, path).toBe(200)
    const size = [...page.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
    expect(size, path).toBeLessThan(3_500)
    // the editor's own modules are many: what its head does not say its page does
    if (path === '') expect(page.text.match(/rel="modulepreload"/g)!.length).toBeGreaterThan(5)
  }
})
