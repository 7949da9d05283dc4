/** AG15 over http, without a script: the page of an agreement names what it shows, and comes again with what was entered where that is old. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askPage, askSocket, openAccessHouse, type OpenHouse } from '../support/access-asking.ts'

let house: OpenHouse
beforeAll(async () => {
  house = await openAccessHouse({ LOG_LEVEL: 'error' })
}, 60_000)
afterAll(() => house?.close())

/** What the form that says how far this part is agreed names as seen. */
const seenOn = (html: string, about: string): string[] => {
  const form = html.split('<form').find((one) => one.includes('?/status') && one.includes(`value="${about}"`))
  return [...(form ?? '').matchAll(/name="seen" value="([^"]+)"/g)].map(([, value]) => value!)
}

test('AG15: an old page of an agreement is refused, keeps what was entered, and is right when it is sent again', async () => {
  const article = house.charter.articles.find(({ status }) => status === 'under_discussion')!
  const about = article.blocks.at(-1)!
  const { token } = house.people.chair
  const path = `/draft/${article.slug}/agreement`
  const send = (seen: readonly string[]): Promise<Response> =>
    fetch(`${house.origin}${path}?/status&charter=${house.charter.slug}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: `concord_session=${token}`, origin: house.origin, accept: 'text/html' },
      body: new URLSearchParams([
        ...[
          ['about', about],
          ['status', 'agreed_in_group'],
          ['group', 'Group on time'],
        ],
        ...seen.map((one) => ['seen', one]),
      ] as string[][]),
    })
  const asked = { origin: house.origin, token, path, search: `?charter=${house.charter.slug}` }
  const seen = seenOn((await askPage(asked)).body, about)
  expect(seen.map((one) => one.split(' ')[0]).sort()).toEqual(Object.keys(article.documents).sort())
  const writer = { origin: house.origin, token: house.people.secretariat.token, search: '' }
  expect((await askSocket({ ...writer, path: `/sync/${article.documents.en!}` })).status).toBe(200)

  const refused = await send(seen)
  const html = await refused.text()
  expect(refused.status).toBe(409)
  expect(html).toContain('value="Group on time"')
  expect(html).toContain('The text is not the one you read.')
  const now = seenOn(html, about)
  expect(now.filter((one) => !seen.includes(one)).map((one) => one.split(' ')[0])).toEqual(['en'])
  expect((await send(now)).status).toBe(303)
})
