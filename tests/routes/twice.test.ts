/**
 * AU6, everywhere: each form and each call that changes something is sent twice, by somebody who may, with what the matrix of access asks. Either it takes a
 * key, and the second time is told so; or it stands below, with why nothing is done twice without one.
 */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ASKERS } from '../support/access-cast.ts'
import { askAddress, askForm, openAccessHouse, type Answer, type OpenHouse } from '../support/access-asking.ts'
import { pathOf, ROWS, waysIn } from './access/all.ts'
import type { Asking, Row } from './access/row.ts'

const SECRET = 'it says a password or a secret, of which nothing is kept'
const LOOKS = 'it changes nothing'
const OWN = 'what is so already stays so: it says what is to be, of nobody but the sender'
const ENDED = 'what has ended has ended'
const EACH =
  'an act for each article named, of which what was cut off on the way goes on; whoever is assigned so already is not assigned again'

/** What takes no key, and why nothing is done twice. */
const WITHOUT: Record<string, string> = {
  'form /account?/choices': OWN,
  'form /account?/others': ENDED,
  'form /account?/password': SECRET,
  'form /account?/session': ENDED,
  'form /audit?/verify': LOOKS,
  'form /draft/[article]?/assign': EACH,
  'form /draft/[article]?/unassign': EACH,
  'form /draft/assignments?/assign': EACH,
  'form /draft/assignments?/unassign': EACH,
  'form /invite/[token]?/default': `${SECRET}; a link is used once`,
  'form /password/[token]?/default': `${SECRET}; a link is used once`,
  'form /sign-in?/default': `${SECRET}; a session more than is used ends by itself`,
  'form /verify?/default': LOOKS,
  'POST /preferences': 'it is kept by the browser alone',
  'POST /sign-in/again': `${SECRET}; a session more than is used ends by itself`,
  'POST /sign-out': ENDED,
  'POST /api/v1/invitations/accept': `${SECRET}; a link is used once`,
  'POST /api/v1/invitations/look': LOOKS,
  'POST /api/v1/me/password': SECRET,
  'POST /api/v1/passwords': `${SECRET}; a link is used once`,
  'POST /api/v1/passwords/look': LOOKS,
  'POST /api/v1/sessions': `${SECRET}; a session more than is used ends by itself`,
}
/** What takes a key, keeps none, and needs none. */
const KEEPS_NONE: Record<string, string> = {
  'PATCH /api/v1/me/account': OWN,
  'POST /api/v1/articles/[id]/comments/visits': OWN,
  'DELETE /api/v1/sessions': ENDED,
  'DELETE /api/v1/sessions/[id]': ENDED,
  'DELETE /api/v1/sessions/current': ENDED,
}

/** Forms that carry no key, by file and where they are sent: each is one of those above. */
const FORMS_WITHOUT: string[] = [
  'lib/ui/Assigned.svelte ?/assign{query}',
  'lib/ui/AssignedList.svelte ?/unassign{query}',
  'lib/ui/SiteFooter.svelte /preferences',
  'lib/ui/SiteHeader.svelte /sign-out',
  'routes/account/+page.svelte ?/choices',
  'routes/account/+page.svelte ?/others',
  'routes/account/+page.svelte ?/password',
  'routes/account/+page.svelte ?/session',
  'routes/audit/+page.svelte ?/verify{data.query && `&${data.query}`}',
  'routes/draft/assignments/+page.svelte ?/assign',
  'routes/invite/[token]/+page.svelte ',
  'routes/invite/[token]/+page.svelte ',
  'routes/kept/+page.svelte /sign-out',
  'routes/password/[token]/+page.svelte ',
  'routes/sign-in/+page.svelte ',
  'routes/verify/+page.svelte ',
]

const CHANGES = /^(?:form|POST|PUT|PATCH|DELETE) /
const acts = waysIn().filter((at) => CHANGES.test(at))

let house: OpenHouse
beforeAll(async () => {
  house = await openAccessHouse()
}, 60_000)
afterAll(() => house?.close())

/** Sends it as somebody; `key`: null where it takes none. */
function send(at: string, asking: Asking, token: string | null, key: string | null): Promise<Answer> {
  const [kind, route] = at.split(' ') as [string, string]
  const [pattern, action] = route.split('?/') as [string, string | undefined]
  const search = asking.query === undefined ? '' : `?${asking.query}`
  const call = {
    ...{ origin: house.origin, token: asking.token ?? token, search },
    path: pathOf(pattern, asking.params ?? {}),
  }
  if (kind !== 'form') return askAddress(call, kind, asking.body, key === null ? {} : { 'idempotency-key': key })
  const named = action === 'default' ? search : `?/${action}${search.replace('?', '&')}`
  return askForm({ ...call, search: named }, { ...asking.body, ...(key !== null && { once: key }) })
}

const DONE = [200, 201, 204, 303]
/** Written now and then by nobody's act, or by every session. */
const ASIDE = ['journal', 'snapshot', 'session', 'visit', 'keyed_act']
const counted = (rows: Record<string, number>): string =>
  JSON.stringify(Object.entries(rows).filter(([table]) => !ASIDE.includes(table)))

let last = 0
/** How somebody sends what a row has; `done`: only where the matrix has that they may. */
async function* sendings(row: Row, key: string | null, onlyDone: boolean) {
  const charter = row.changes ? await house.make.charter() : house.charter
  for (const one of row.cases({ house, charter, make: house.make }))
    for (const name of ASKERS) {
      const { actor, token } = house.people[name]
      const who = { name, actor }
      const expected = one.expected(who)
      if (onlyDone ? !DONE.includes(expected) : actor === null || expected === 401) continue
      const asking = typeof one.ask === 'function' ? await one.ask(who) : one.ask
      yield { asking, actor, send: (as = key) => send(row.at, asking, token, as) }
      await one.after?.()
    }
}

/** Whether a second sending says that it was done; a form may lead to where. */
const saysDone = (at: string, { status, body }: Answer): boolean =>
  /already-(?:done|undone)/.test(body) || (at.startsWith('form ') && status === 303)

/** As `request-key.server.ts` makes it. */
function keyOf(at: string, { params, query, body }: Asking, key: string): string {
  const [pattern, action] = at.slice('form '.length).split('?/') as [string, string]
  const search = query === undefined ? '' : `?${query}`
  const named = action === 'default' ? search : `?/${action}${search.replace('?', '&')}`
  const said = Object.entries({ ...body, once: key }).map(([name, value]) => ({ [name]: String(value) }))
  const asked = [pathOf(pattern, params ?? {}), named, key, said]
  const text = JSON.stringify(asked, (name, value: unknown) => (['password', 'token'].includes(name) ? null : value))
  return createHash('sha256').update(text).digest('hex')
}

/** That it reads a key: a call refuses one that is none, a form finds what was done under it before. */
async function readsKey(row: Row): Promise<boolean> {
  const key = `key-${++last}`
  for await (const { asking, actor, send } of sendings(row, key, false)) {
    if (!row.at.startsWith('form ')) {
      if ((await send('no key')).body.includes('Idempotency-Key')) return true
      continue
    }
    await house.make.doneUnder(actor!.id, keyOf(row.at, asking, key))
    const before = await house.make.rows()
    const answer = await send()
    if (saysDone(row.at, answer) && counted(await house.make.rows()) === counted(before)) return true
  }
  return false
}

test('what takes no key is there', () => {
  expect(Object.keys({ ...WITHOUT, ...KEEPS_NONE }).filter((at) => !acts.includes(at))).toEqual([])
  expect(acts.length).toBeGreaterThan(180)
})

describe('AU6: what is sent twice is done once', () => {
  test.each(acts)('%s', async (at) => {
    const row = ROWS.find((one) => one.at === at)!
    const isKeyed = WITHOUT[at] === undefined
    let isKept = false
    for await (const { send } of sendings(row, isKeyed ? `key-${++last}` : null, true)) {
      const before = await house.make.rows()
      const first = await send()
      const between = await house.make.rows()
      const second = await send()
      const after = await house.make.rows()
      expect(DONE, first.body).toContain(first.status)
      expect(second.status, second.body).toBeLessThan(500)
      expect(counted(after)).toBe(counted(between))
      isKept = between['keyed_act']! > before['keyed_act']!
      // what is so already is answered as that
      if (isKept)
        expect(saysDone(at, second) || (at.startsWith('form ') && second.status === 200), second.body).toBe(true)
      else if (isKeyed && KEEPS_NONE[at] === undefined) expect(counted(between), 'it is kept').toBe(counted(before))
      break
    }
    // what the matrix asks for may be so already, or refused
    if (isKeyed && !isKept) expect(await readsKey(row), 'it reads a key').toBe(true)
  })
})

const src = fileURLToPath(new URL('../../src', import.meta.url))

test('AU6: forms carry their key', () => {
  const found = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.svelte'))
    .flatMap((file) =>
      [...readFileSync(join(src, file), 'utf8').matchAll(/<form\b[^]*?<\/form>/g)]
        .filter(([form]) => form.includes('method="POST"') && !form.includes('<Once />'))
        .map(([form]) => `${file} ${/action="([^"]*)"/.exec(form)?.[1] ?? ''}`),
    )
  expect(found.sort()).toEqual(FORMS_WITHOUT)
})
