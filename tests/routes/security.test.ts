// Over 250 lines: every route is asked the same questions.
/**
 * What no other site may do with a reader's session, over http against a started server: forms and calls sent from elsewhere, ways out to
 * elsewhere; what every answer says about itself. The routes are those of the matrix of access, so that a new one is asked too.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setSessionCookie } from '../../src/routes/session-cookie.server.ts'
import { openAccessHouse, type OpenHouse } from '../support/access-asking.ts'
import { PASSWORD } from '../support/access-cast.ts'
import { API } from './access/api.ts'
import { PAGES } from './access/pages.ts'
import { PEOPLE } from './access/people.ts'
import type { Row } from './access/row.ts'

const ROWS: Row[] = [...API, ...PAGES, ...PEOPLE]

let house: OpenHouse
beforeAll(async () => {
  house = await openAccessHouse()
}, 60_000)
afterAll(() => house?.close())

const cookie = (token: string | null): Record<string, string> =>
  token === null ? {} : { cookie: `concord_session=${token}` }

/** The address of a row's first case, and its body. */
async function addressOf(row: Row): Promise<{ method: string; path: string; body: Record<string, unknown> }> {
  const one = row.cases({ house, charter: house.charter, make: house.make })[0]!
  const { actor } = house.people.secretariat
  const asking = typeof one.ask === 'function' ? await one.ask({ name: 'secretariat', actor }) : one.ask
  const [kind, route] = row.at.split(' ') as [string, string]
  const [pattern, action] = route.split('?/')
  const filled = pattern!.replace(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => asking.params?.[name] ?? 'x')
  const search = [action === undefined || action === 'default' ? '' : `/${action}`, asking.query ?? ''].filter(Boolean)
  const path = `${filled}${search.length > 0 ? `?${search.join('&')}` : ''}`
  return { method: kind === 'form' ? 'POST' : kind === 'page' ? 'GET' : kind, path, body: asking.body ?? {} }
}

const CHANGING = ROWS.filter(({ at }) => !/^(page|GET) /.test(at))
/** Who could have sent it: another site's form, script or link; nothing of it says that it comes from here. */
const ELSEWHERE: [name: string, headers: Record<string, string>][] = [
  ['without a word of where it comes from', {}],
  ['from another site', { origin: 'https://evil.example' }],
  ['from a page without origin', { origin: 'null' }],
  ['from our name on another port', { origin: 'http://localhost:1' }],
  ['from our name under https', { origin: 'https://localhost' }],
  ['as the browser says of other sites', { 'sec-fetch-site': 'cross-site' }],
  ['as the browser says of neighbours', { 'sec-fetch-site': 'same-site' }],
]
const TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', 'application/json']

describe('requests that change something and come from elsewhere', () => {
  const recordLength = async (): Promise<number> => {
    const answer = await fetch(`${house.origin}/api/v1/audit/verify`, { headers: cookie(house.people.auditor.token) })
    return ((await answer.json()) as { length: number }).length
  }

  test(`are refused by each of the ${CHANGING.length} routes, in every content type, and nothing is done`, async () => {
    const asked: (Awaited<ReturnType<typeof addressOf>> & { at: string })[] = []
    for (const row of CHANGING) asked.push({ at: row.at, ...(await addressOf(row)) })
    const before = await recordLength()
    const let_in: string[] = []
    let count = 0
    for (const { at, method, path, body } of asked)
      for (const [name, headers] of ELSEWHERE)
        for (const type of name === ELSEWHERE[0]![0] ? TYPES : [TYPES[count % TYPES.length]!]) {
          count++
          const text = type.includes('json')
            ? JSON.stringify(body)
            : new URLSearchParams(Object.entries(body).map(([key, value]) => [key, String(value)])).toString()
          const response = await fetch(`${house.origin}${path}`, {
            method,
            redirect: 'manual',
            headers: { ...cookie(house.people.secretariat.token), ...headers, 'content-type': type },
            body: text,
          })
          const answer = await response.text()
          if (response.status !== 403 || !answer.includes('other-origin'))
            let_in.push(`${at} ${name} (${type}): ${response.status}`)
        }
    expect(let_in).toEqual([])
    expect(count).toBeGreaterThan(CHANGING.length * ELSEWHERE.length)
    expect(await recordLength()).toBe(before)
    expect((await fetch(`${house.origin}/home`, { headers: cookie(house.people.secretariat.token) })).status).toBe(200)
  })

  test('another site cannot sign a browser in or set its preferences', async () => {
    for (const path of ['/sign-in', '/sign-in/again', '/preferences', '/api/v1/sessions', '/sign-out', '/verify']) {
      const response = await fetch(`${house.origin}${path}`, {
        method: 'POST',
        headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
        body: 'email=a&password=b&theme=dark',
      })
      expect([path, response.status]).toEqual([path, 403])
      expect(response.headers.get('set-cookie')).toBeNull()
    }
  })

  test('no route answers to a method that it has not', async () => {
    const wrong: string[] = []
    for (const row of ROWS.filter(({ at }) => at.startsWith('GET '))) {
      const { path } = await addressOf(row)
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        if (ROWS.some(({ at }) => at === row.at.replace('GET', method))) continue
        const response = await fetch(`${house.origin}${path}`, {
          method,
          headers: { ...cookie(house.people.secretariat.token), origin: house.origin },
        })
        if (![404, 405].includes(response.status)) wrong.push(`${method} ${path}: ${response.status}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('the API allows no other site to read', async () => {
    const response = await fetch(`${house.origin}/api/v1/charters`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    const read = await fetch(`${house.origin}/api/v1/charters`, { headers: { origin: 'https://evil.example' } })
    expect(read.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('what every answer says about itself', () => {
  const HEADERS: Record<string, string | RegExp> = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': /^(same-origin|strict-origin)$/,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'permissions-policy': /camera=\(\)/,
    'cache-control': /no-cache|no-store|immutable/,
  }

  test.each(['visitor', 'drafter'] as const)(
    'to a %s: headers, a policy without inline scripts, and a page that keeps to it',
    async (who) => {
      const wrong: string[] = []
      for (const row of ROWS.filter(({ at }) => /^(page|GET) /.test(at))) {
        const { path } = await addressOf(row)
        const response = await fetch(`${house.origin}${path}`, {
          redirect: 'manual',
          headers: cookie(house.people[who].token),
        })
        const html = await response.text()
        for (const [name, value] of Object.entries(HEADERS)) {
          const found = response.headers.get(name) ?? ''
          if (typeof value === 'string' ? found !== value : !value.test(found))
            wrong.push(`${path}: ${name} is "${found}"`)
        }
        if (response.headers.get('strict-transport-security')) wrong.push(`${path}: HSTS over http`)
        if (
          who === 'drafter' &&
          /(?:^|[ ,])public/.test(response.headers.get('cache-control') ?? '') &&
          !path.includes('canonical')
        )
          wrong.push(`${path}: may be kept by others`)
        if (!response.headers.get('content-type')?.startsWith('text/html')) continue
        const policy = Object.fromEntries(
          (response.headers.get('content-security-policy') ?? '').split(';').map((part) => {
            const [name, ...values] = part.trim().split(' ')
            return [name!, values]
          }),
        )
        for (const name of ['script-src', 'style-src', 'default-src'])
          if (!policy[name] || policy[name].some((value) => /unsafe|\*|^https?:|^data:/.test(value)))
            wrong.push(`${path}: ${name} is ${policy[name]?.join(' ')}`)
        for (const name of ['object-src', 'base-uri', 'frame-ancestors'])
          if (policy[name]?.join() !== "'none'") wrong.push(`${path}: ${name} is ${policy[name]?.join(' ')}`)
        if (!/^'(self|none)'$/.test(policy['form-action']?.join() ?? '')) wrong.push(`${path}: form-action`)
        for (const [tag] of html.matchAll(/<(?:script|style)\b[^>]*>/g))
          if (
            !/nonce=|src=|type="application\/json"/.test(tag) &&
            !(tag === '<style>' && policy['style-src']?.join().startsWith("'sha256-"))
          )
            wrong.push(`${path}: ${tag}`)
        for (const [tag] of html.matchAll(/<[a-z][^>]* (?:on[a-z]+|style)="[^>]*>/g))
          if (/ on[a-z]+="/.test(tag)) wrong.push(`${path}: ${tag}`)
        if (/(?:href|src|action)="(?:javascript|data|vbscript):/i.test(html))
          wrong.push(`${path}: a script in an address`)
        for (const [, address] of html.matchAll(/(?:href|src|action)="(https?:\/\/[^"]+|\/\/[^"]+)"/g))
          wrong.push(`${path}: leads to ${address}`)
        for (const [tag] of html.matchAll(/<a [^>]*target="_blank"[^>]*>/g))
          if (!tag.includes('noopener')) wrong.push(`${path}: ${tag}`)
      }
      expect(wrong).toEqual([])
    },
  )

  test('a session travels in one cookie that scripts cannot read and other sites cannot send', async () => {
    const response = await fetch(`${house.origin}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', origin: house.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ email: 'chair@concord.example', password: PASSWORD }).toString(),
    })
    const [set] = response.headers.getSetCookie()
    expect(set).toMatch(/^concord_session=[^;]+;/)
    for (const flag of [/; HttpOnly/i, /; SameSite=Lax/i, /; Path=\//i]) expect(set).toMatch(flag)
    expect(set).not.toMatch(/; Domain=/i)
    const out = await fetch(`${house.origin}/sign-out`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        origin: house.origin,
        cookie: set!.split(';')[0]!,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: '',
    })
    expect(out.headers.getSetCookie().join()).toMatch(/concord_session=;/)
    const home = await fetch(`${house.origin}/home`, { redirect: 'manual', headers: { cookie: set!.split(';')[0]! } })
    expect(home.headers.get('location')).toMatch(/^\/sign-in/)
  })

  test('over https it is sent over https alone', () => {
    const given: { secure?: boolean; httpOnly?: boolean }[] = []
    const jar = { set: (_name: string, _value: string, options: object) => given.push(options) }
    for (const url of ['https://charter.example.org/', 'http://localhost:3000/'])
      setSessionCookie(jar as never, new URL(url), { token: 'x', expiresAt: '2099-01-01T00:00:00.000Z' } as never)
    expect(given.map(({ secure }) => secure)).toEqual([true, false])
  })
})

describe('ways out', () => {
  const CORPUS = [
    ...[
      '//evil.example',
      '///evil.example',
      '////evil.example/x',
      'https://evil.example',
      'http:evil.example',
      'HTTPS://evil.example',
    ],
    ...[
      '/\\evil.example',
      '\\/evil.example',
      '\\\\evil.example',
      '/\\/evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      '/\r\n/evil.example',
    ],
    ...[
      '\t//evil.example',
      ' //evil.example',
      '\u0000//evil.example',
      '//\u0000evil.example',
      '/%2f/evil.example',
      '/%5cevil.example',
      '%2f%2fevil.example',
    ],
    ...[
      '//evil.example@localhost',
      '//localhost@evil.example',
      'https://localhost@evil.example',
      '/.//evil.example',
      '/..//evil.example',
      '/a/..//evil.example',
    ],
    ...[
      'javascript:window.__xss=1',
      'JaVaScRiPt:alert(1)',
      'java\tscript:alert(1)',
      'data:text/html,<script>1</script>',
      'vbscript:x',
      'file:///etc/passwd',
    ],
    ...[
      '//evil。example',
      '//ⓔvil.example',
      '//[::1]',
      '//2130706433',
      '//evil.example/%2e%2e',
      '/;//evil.example',
      '?next=//evil.example',
      '#//evil.example',
    ],
    ...[
      'ftp://evil.example',
      'blob:https://evil.example/x',
      '//evil.example:80',
      '/\u2028/evil.example',
      '/\u00a0/evil.example',
      'about:blank',
      '/\\\\\\evil.example',
    ],
    ...['/home\r\nSet-Cookie: a=b', '/home\nLocation: https://evil.example', `/${'/'.repeat(50)}evil.example`],
  ]
  const isHere = (location: string | null): boolean =>
    location !== null && URL.parse(location, house.origin)?.origin === house.origin && !location.startsWith('//')

  test(`none of ${CORPUS.length} addresses leads away: by the sign-in page, its form, the choices of the footer`, async () => {
    const form = (path: string, body: Record<string, string>, token: string | null = null) =>
      fetch(`${house.origin}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          ...cookie(token),
          accept: 'text/html',
          origin: house.origin,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams(body).toString(),
      })
    const out: string[] = []
    const look = (how: string, wanted: string, response: Response): void => {
      const location = response.headers.get('location')
      if (response.status === 400) return // not even read
      if (!isHere(location) || response.headers.get('set-cookie')?.includes('a=b'))
        out.push(`${how} ${JSON.stringify(wanted)} -> ${response.status} ${location}`)
    }
    for (const wanted of CORPUS) {
      const next = encodeURIComponent(wanted)
      look(
        'page',
        wanted,
        await fetch(`${house.origin}/sign-in?next=${next}`, {
          redirect: 'manual',
          headers: cookie(house.people.chair.token),
        }),
      )
      look('form', wanted, await form('/sign-in', { email: 'chair@concord.example', password: PASSWORD, next: wanted }))
      look('preferences', wanted, await form('/preferences', { theme: 'dark', back: wanted }))
    }
    expect(out).toEqual([])
  })

  test('a visitor is led back to where they were, and nowhere else', async () => {
    for (const path of ['/draft//evil.example', '/draft/%2f%2fevil.example', '/home?next=//evil.example']) {
      const response = await fetch(`${house.origin}${path}`, { redirect: 'manual' })
      if (response.status < 400) expect(isHere(response.headers.get('location')), path).toBe(true)
    }
    // an address with a doubled stroke is none of another site
    const double = await fetch(`${house.origin}//evil.example/..`, { redirect: 'manual' })
    const location = double.headers.get('location')
    if (location !== null) expect(isHere(location)).toBe(true)
  })
})

describe('MT2: the metrics of a started server', () => {
  const ask = (headers: Record<string, string> = {}): Promise<Response> => fetch(`${house.origin}/metrics`, { headers })
  test('are read on this machine, and say how it does', async () => {
    const answer = await ask()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ])
    const text = await answer.text()
    for (const name of ['concord_rooms', 'concord_commit_seconds_count', 'nodejs_eventloop_lag_p99_seconds'])
      expect(text).toContain(`\n${name}`)
    expect(text).not.toContain(house.charter.articles[0]!.id)
  })
  test('are to everybody else an address that does not exist', async () => {
    const nowhere = await fetch(`${house.origin}/nowhere`)
    const [through, posted] = [
      await ask({ 'x-forwarded-for': '192.0.2.7' }),
      await fetch(`${house.origin}/metrics`, { method: 'POST' }),
    ]
    expect(through.status).toBe(404)
    expect(through.headers.get('content-type')).toBe(nowhere.headers.get('content-type'))
    expect(await through.text()).not.toContain('concord_')
    expect(posted.status).not.toBe(200)
  })
})
