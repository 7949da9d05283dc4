/**
 * Check 17 of practice 14 (rules AT2 to AT4): of a charter that names nobody, no answer of the interface says who stands behind what, to whomever; to a
 * delegation it says what is its own. The sample has names everywhere: behind options, proposals, positions, comments.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ArticleView } from '#lib/domain/contract.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { openapiDocument } from '../../src/routes/api/v1/openapi.ts'
import { callerOf, type Caller } from '../support/api.ts'
import { openHouse, value, type House } from '../support/house.ts'

/** What says who takes part, or what a delegation said to the public itself: not who stands behind what. */
const SAYS_WHO_TAKES_PART: Record<string, string> = {
  '/charters/{id}/assignments': 'who drafts which article',
  '/charters/{id}/drafters': 'who drafts new articles',
  '/articles/{id}/assignments': 'who drafts the article',
  '/charters/{id}/export': 'names delegations of the file; asked for apart',
}
/** Calls that need more than an address. */
const QUERIES: Record<string, string> = {
  '/charters/{id}/find': '?q=shall',
  '/charters/{id}/compare': '?from=1&to=now',
  '/articles/{id}/translation': '?lang=fr',
}

let house: House
let charter: string
let articles: ArticleView[]
const as = {} as Record<'secretariat' | 'chair' | 'auditor' | 'observer' | 'head', Caller>
beforeAll(async () => {
  house = await openHouse()
  const secretariat = await house.person('secretariat', ['secretariat'])
  as.secretariat = callerOf(house.app, await house.tokenOf(secretariat))
  for (const role of ['chair', 'auditor', 'observer'] as const)
    as[role] = callerOf(house.app, await house.tokenOf(await house.person(role, [role])))
  as.head = callerOf(house.app, await house.tokenOf(await house.person('head', ['head'], 'D01')))
  charter = value(await house.app.importCharter(secretariat, sample, 'sample')).id
  // those of which somebody said something
  const said = ['5', '7', '10', '14 bis', '20']
  articles = value(await house.app.listArticles(secretariat, charter)).items.filter(({ number }) =>
    said.includes(number!),
  )
})
afterAll(() => house.close())

const lists = Object.entries((openapiDocument() as { paths: Record<string, object> }).paths)
  .filter(([path, methods]) => 'get' in methods && /^\/(charters|articles)\/\{id\}(\/[\w-]+)*$/.test(path))
  .map(([path]) => path)
const namesIn = (body: unknown): string[] => [
  // of whom the chair may ask a confirmation: every delegation, whatever it thinks
  ...new Set(JSON.stringify({ ...(body as object), askable: [] }).match(/\bD\d\d\b|Delegation \d\d/g) ?? []),
]

/** Every list about the charter and its articles, and each proposal in them: address -> the delegations that it names. */
async function named(who: Caller): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  const ask = async (path: string): Promise<void> => {
    const { status, body } = await who('GET', path)
    expect(status, path).toBeLessThan(500)
    const names = namesIn(body)
    if (names.length > 0) found.set(path, names)
    const items = (body?.items ?? []) as { id?: string; code?: string | null }[]
    if (/\/charters\/[^/]+\/proposals/.test(path)) for (const { id } of items) await ask(`/proposals/${id}`)
  }
  for (const path of lists) {
    if (path in SAYS_WHO_TAKES_PART) continue
    const ids = path.startsWith('/charters') ? [charter] : articles.map(({ id }) => id)
    for (const id of ids) await ask(path.replace('{id}', id) + (QUERIES[path] ?? ''))
  }
  return found
}

test('check 17, AT2-AT4: nobody hears of others', async () => {
  expect(lists.length).toBeGreaterThan(25)
  const [access, prevention] = ['5', '7'].map((n) => articles.find(({ number }) => number === n)!.id)
  const settled = await as.chair('POST', `/articles/${access}/brackets/br-access-modal/settle`, {
    ...{ act: 'choose', option: 'br-access-modal.1' },
  })
  expect(settled.status).toBe(200)
  expect((await as.head('PUT', `/articles/${prevention}/positions`, { stand: 'reserves' })).status).toBe(200)
  const before = [...(await named(as.chair)).keys()].join()
  for (const kind of ['brackets', 'decisions', 'proposals', 'comments', 'positions'])
    expect(before, `${kind} name somebody where names are shown`).toContain(`/${kind}`)
  expect((await as.secretariat('PUT', `/charters/${charter}/attribution`, { attribution: 'none' })).status).toBe(200)
  for (const who of ['chair', 'secretariat', 'auditor', 'observer'] as const)
    expect(Object.fromEntries(await named(as[who])), who).toEqual({})
  for (const [path, names] of await named(as.head))
    expect(
      names.filter((name) => name !== 'D01' && name !== 'Delegation 01'),
      path,
    ).toEqual([])
}, 60_000)
