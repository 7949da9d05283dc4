/**
 * Who hears what, everywhere: every page, form, `__data.json`, address and socket, asked over http by everybody there is, about articles in
 * every status, charters and versions published and not, comments of every visibility. What is expected is computed from `can`; the tables are in
 * `access/`. A route without a row fails here, and so does an id of others' that is answered otherwise than one that does not exist.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ASKERS, type CharterHere } from '../support/access-cast.ts'
import {
  askAddress,
  askData,
  askForm,
  askPage,
  askSocket,
  openAccessHouse,
  type Answer,
  type OpenHouse,
} from '../support/access-asking.ts'
import { pathOf, ROWS, waysIn } from './access/all.ts'
import type { Asking, Place, Row, Who } from './access/row.ts'

/** Rows asked at once. */
const AT_ONCE = 8

let house: OpenHouse
const answers = new Map<Row, string[]>()
beforeAll(async () => {
  house = await openAccessHouse()
}, 60_000)
afterAll(() => house?.close())

/** Every way in which the row may be asked, by what it is called in a failure. */
function ways(at: string, asking: Asking, token: string | null): [string, () => Promise<Answer>][] {
  const [kind, route] = at.split(' ') as [string, string]
  const [pattern, action] = route.split('?/') as [string, string | undefined]
  const path = pathOf(pattern, asking.params ?? {})
  const search = asking.query === undefined ? '' : `?${asking.query}`
  const call = { origin: house.origin, token: asking.token ?? token, path, search }
  switch (kind) {
    case 'page':
      return [
        ['', () => askPage(call)],
        [' (data)', () => askData(call)],
      ]
    case 'form': {
      const named = action === 'default' ? search : `?/${action}${search.replace('?', '&')}`
      return [['', () => askForm({ ...call, search: named }, asking.body)]]
    }
    case 'socket':
      return [['', () => askSocket(call)]]
    default:
      return [['', () => askAddress(call, kind, asking.body)]]
  }
}

/** What tells one answer from another, once the ids that were asked for are taken out. */
function told({ status, body, headers }: Answer, params: Record<string, string>): string {
  const rest = Object.values(params).reduce(
    // the page of what is not there offers the words of the address to look for
    (text, id) =>
      [id, encodeURIComponent(id), id.replaceAll(/[-_]+/g, ' ')].reduce((all, one) => all.replaceAll(one, '*'), text),
    body,
  )
  const named = [...headers].filter(
    ([name]) => !['date', 'content-length', 'etag', 'x-sveltekit-page', 'x-request-id'].includes(name),
  )
  // a nonce is new each time, and the key of a page's forms
  return JSON.stringify([status, rest, named])
    .replaceAll(/nonce[-=]\\*"?[\w+/=]+/g, 'nonce')
    .replaceAll(/once\.[\w-]{16}/g, 'once')
}

/** Asks everything of one row; answers what was not as expected. */
async function ask(row: Row): Promise<string[]> {
  const wrong: string[] = []
  const charter: CharterHere = row.changes ? await house.make.charter() : house.charter
  const place: Place = { house, charter, make: house.make }
  let asked = 0
  for (const one of row.cases(place))
    for (const name of ASKERS) {
      const { actor, token } = house.people[name]
      const who: Who = { name, actor }
      const asking = typeof one.ask === 'function' ? await one.ask(who) : one.ask
      const expected = one.expected(who)
      for (const [way, send] of ways(row.at, asking, token)) {
        const answer = await send()
        asked++
        const where = `${row.at}${way}${one.about && `, ${one.about}`}: ${name}`
        if (answer.status !== expected)
          wrong.push(`${where} heard ${answer.status}, not ${expected}: ${answer.body.slice(0, 120)}`)
        for (const [words, isShown] of Object.entries(one.shows?.(who) ?? {}))
          if (answer.body.includes(words) !== isShown)
            wrong.push(`${where} ${isShown ? 'does not read' : 'reads'} "${words}"`)
        if (expected === 404 || way === '') wrong.push(...(await asIfMissing(row, way, asking, who, answer, where)))
      }
      await one.after?.()
    }
  expect(asked, row.at).toBeGreaterThan(0)
  return wrong
}

/** Puts ids that nobody has into the address: nobody finds anything, and whoever heard "not found" before hears exactly the same again. */
async function asIfMissing(
  row: Row,
  way: string,
  asking: Asking,
  who: Who,
  answer: Answer,
  where: string,
): Promise<string[]> {
  const names = Object.keys(asking.params ?? {}).filter((name) => /id$/i.test(name) || name === 'document')
  if (names.length === 0 || who.actor === null) return []
  const params = { ...asking.params }
  for (const name of names) params[name] = 'AAAAAAAAAAAAAAAAAAAAAA'
  const missing = { ...asking, params }
  // asked in the same way, so that one answer can be laid on the other
  const [, send] = ways(row.at, missing, house.people[who.name].token).find(([name]) => name === way)!
  const nothing = await send()
  if (nothing.status !== 404) return [`${where} heard ${nothing.status} of what does not exist`]
  if (answer.status === 404 && told(answer, asking.params!) !== told(nothing, params))
    return [
      `${where} can tell what is hidden from what is missing: ${told(answer, asking.params!)} and ${told(nothing, params)}`,
    ]
  return []
}

test('every page, form and address has its row', () => {
  const rows = ROWS.map(({ at }) => at)
  const routes = waysIn()
  expect(rows.filter((at, i) => rows.indexOf(at) < i)).toEqual([])
  expect({
    lack: routes.filter((at) => !rows.includes(at)),
    have: rows.filter((at) => !routes.includes(at) && !at.startsWith('socket')),
  }).toEqual({ lack: [], have: [] })
})

describe('what is heard is what `can` says', () => {
  beforeAll(async () => {
    const waiting = [...ROWS]
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let row = waiting.shift(); row; row = waiting.shift()) answers.set(row, await ask(row))
      }),
    )
  }, 300_000)
  test.each(ROWS.map((row) => [row.at, row] as const))('%s', (_, row) => {
    const wrong = answers.get(row)!
    if (wrong.length > 0) throw new Error([`${wrong.length} of ${row.at}:`, ...wrong.slice(0, 20)].join('\n'))
  })
})
