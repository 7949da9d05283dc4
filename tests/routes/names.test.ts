/**
 * Check 17 of practice 14 (rules AT2 to AT4): once a charter names nobody, no page of the list of every page, no data of one, no export and no file names a
 * delegation to others, in the words or in what stands around them. What a delegation's own people see may name that delegation. So with notes and reasons, which
 * may name anybody.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { signIn } from '../bench/asking.ts'
import { EVERY_PAGE } from '../browser/every-page.ts'
import { makeDataDir, startServer, type ServerProcess } from '../support/server-process.ts'
import { sayWhys, whysIn, type Whys } from '../support/whys.ts'

/** Pages that say who takes part, or what the record has: not who stands behind what. */
const SAYS_WHO_TAKES_PART: Record<string, string> = {
  '/admin/people': 'everybody with an account',
  '/admin/parties': 'the delegations',
  '/admin/parties/[code]': 'one delegation',
  '/draft/assignments': 'who drafts which article',
  '/secretariat/charters/[slug]': 'who drafts new articles',
  '/audit': 'the record names (AT4)',
  '/party/sign': 'what this delegation signs',
  '/party/sign/[version]': 'what this delegation signs',
}

/** And among other things, who drafts the articles. */
const SAYS_WHO_DRAFTS = ['/draft', '/draft/[article]']

const { dataDir, remove } = makeDataDir()
let server: ServerProcess
let charter: string
let whys: Whys
const tokens = new Map<string, string>()
beforeAll(async () => {
  server = await startServer({ entry: 'demo', dataDir, env: { LOGIN_ATTEMPTS: '1000' } })
  for (const who of new Set([...EVERY_PAGE.flatMap((one) => one.who ?? []), 'head-02', 'drafter-02', 'observer']))
    tokens.set(who, await signIn(server.origin, who))
  const { items } = (await ask('secretariat', '/api/v1/charters')).json() as { items: { id: string }[] }
  charter = items[0]!.id
  whys = await sayWhys(async (who, method, path, body) => {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const answer = await ask(who, `/api/v1${path}`, { method, ...(body && json) })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.all}`)
    return answer.json() as Record<string, unknown>
  }, charter)
}, 120_000)
afterAll(async () => {
  await server?.stop()
  remove()
})

interface Answer {
  status: number
  /** All that came: head and body. */
  all: string
  json(): unknown
}
async function ask(who: string | null, path: string, init: RequestInit = {}): Promise<Answer> {
  const cookie = who === null ? {} : { cookie: `concord_session=${tokens.get(who)!}` }
  const headers = { ...cookie, origin: server.origin, ...init.headers }
  const response = await fetch(`${server.origin}${path}`, { redirect: 'manual', ...init, headers })
  const body = await response.text()
  const head = [...response.headers].map((one) => one.join(': ')).join('\n')
  return { status: response.status, all: `${head}\n${body}`, json: () => JSON.parse(body) }
}
/** Where the data of a page is. */
const dataOf = (path: string): string => {
  const url = new URL(path, server.origin)
  return `${url.pathname === '/' ? '' : url.pathname}/__data.json${url.search}`
}
const codes = sample.societies.map(({ code }) => code)
const NAMED = new RegExp(
  `\\b(?:${codes.join('|')})\\b|(?:Delegation|Délégation|Delegación|Делегация|وفد) ?\\d\\d`,
  'gu',
)
/** What somebody said and named themselves by. */
const IN_OWN_WORDS = sample.contributions.flatMap(({ body }) => (body.match(NAMED) ? [body.split(':')[0]!] : []))

/**
 * Delegations that are named, but for the one of whoever asks. A list of all of them (to choose from, to show who takes part) says of nobody where they stand:
 * what is named more often than such lists name everybody.
 */
function namedIn({ all }: Answer, who: string | null): string[] {
  const times = new Map<string, number>()
  const rest = IN_OWN_WORDS.reduce((text, words) => text.replaceAll(words, ''), all)
  for (const name of rest.match(NAMED) ?? []) {
    const number = name.slice(-2)
    times.set(number, (times.get(number) ?? 0) + 1)
  }
  const own = /\d\d$/.exec(who ?? '')?.[0]
  const inLists = Math.min(...codes.map((code) => (code.slice(1) === own ? Infinity : (times.get(code.slice(1)) ?? 0))))
  return [...times].flatMap(([number, n]) => (number !== own && n > inLists ? [`D${number}`] : [])).sort()
}

const codesIn = (said: unknown): string[] => JSON.stringify(said).match(/\bD\d\d\b/g) ?? []

/** What was said of why, by the page on which these people are told it, in words or in the data that comes with it. */
async function heardBy(people: readonly (string | null)[]): Promise<Record<string, string[]>> {
  const heard: Record<string, string[]> = {}
  for (const who of people) {
    // the record tells (AT4)
    const listed = EVERY_PAGE.flatMap((one) => (one.who === who && one.route !== '/audit' ? one.path : []))
    for (const address of new Set([...listed, ...listed.map(dataOf), ...whys.pages])) {
      const answer = await ask(who, address)
      expect(answer.status, address).toBeLessThan(500)
      const told = whysIn(answer.all)
      if (told.length > 0) heard[`${who ?? 'visitor'} ${address}`] = told
    }
  }
  return heard
}
const among = (heard: Record<string, string[]>): string[] => [...new Set(Object.values(heard).flat())].sort()
const OTHERS = [...new Set(EVERY_PAGE.map(({ who }) => who)), 'observer']

const pages = EVERY_PAGE.filter(({ route }) => !(route in SAYS_WHO_TAKES_PART))

test('check 17: where names are shown they are on pages and in the export', async () => {
  const found: string[] = []
  for (const { who, path, route } of pages) if (namedIn(await ask(who, path), who).length > 0) found.push(route)
  for (const route of ['/draft/brackets', '/draft/comments', '/draft/compilation', '/draft/proposals'])
    expect(found, route).toContain(route)
  const { all } = await ask('secretariat', `/api/v1/charters/${charter}/export`)
  expect(all).toContain('"by":["D01"')
}, 120_000)

test('AT4: where names are shown every note and every reason is told on a page', async () => {
  expect(among(await heardBy(['chair', 'head-02']))).toEqual(whys.said)
}, 120_000)

describe.each(['group', 'none'] as const)('check 17, AT2-AT4: of a charter that names %s', (attribution) => {
  beforeAll(async () => {
    const { status } = await ask('secretariat', `/api/v1/charters/${charter}/attribution`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ attribution }),
    })
    expect(status).toBe(200)
  })

  test('no page and no data of a page names others', async () => {
    // what a delegation said to the public, it said in its name (VE11); and who drafts an article is no secret
    const { items } = (await ask(null, `/api/v1/charters/${charter}/versions`)).json() as { items: { id: string }[] }
    const read = (await ask(null, `/api/v1/versions/${items.at(-1)!.id}`)).json() as { positions: unknown }
    const inPublic = codesIn(read.positions)
    const drafting = codesIn((await ask('secretariat', `/api/v1/charters/${charter}/assignments`)).json())
    const found: Record<string, string[]> = {}
    for (const { who, path, route } of pages)
      for (const address of [path, dataOf(path)]) {
        const answer = await ask(who, address)
        expect(answer.status, address).toBeLessThan(500)
        const known = address.startsWith('/charter') ? inPublic : SAYS_WHO_DRAFTS.includes(route) ? drafting : []
        const names = namedIn(answer, who).filter((name) => !known.includes(name))
        if (names.length > 0) found[`${who ?? 'visitor'} ${address}`] = names
      }
    expect(found).toEqual({})
  }, 120_000)

  test('no page and no data of a page tells notes and reasons, but to those whose affair it is', async () => {
    expect(await heardBy(OTHERS)).toEqual({})
    expect(among(await heardBy(['head-02']))).toEqual(whys.own)
  }, 120_000)

  test('no export and no file names anybody, in its words, its name or what comes with it', async () => {
    const { societies: _, ...file } = (await ask('secretariat', `/api/v1/charters/${charter}/export`)).json() as Record<
      string,
      unknown
    >
    // what somebody said is in their own words
    const all = JSON.stringify(file, (key, value: unknown) => (key === 'body' ? '' : value))
    expect(namedIn({ all } as Answer, null)).toEqual([])
    for (const path of ['text.html', 'text.txt', 'canonical.json', 'text.html?lang=ar'])
      expect(namedIn(await ask(null, `/charter/v/1/${path}`), null), path).toEqual([])
  })
})

test('nothing is excused that is not there', () => {
  const routes = new Set(EVERY_PAGE.map(({ route }) => route))
  expect(Object.keys(SAYS_WHO_TAKES_PART).filter((route) => !routes.has(route))).toEqual([])
})
