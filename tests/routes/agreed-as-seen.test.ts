/** AG15, AG16 over http, without a script: the page of an agreement names what it shows, and comes again with what was entered where that is old. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askAddress, askPage, askSocket, openAccessHouse, type OpenHouse } from '../support/access-asking.ts'

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

const sendForm = (token: string | null, path: string, act: string, fields: string[][]): Promise<Response> =>
  fetch(`${house.origin}${path}?/${act}&charter=${house.charter.slug}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `concord_session=${token}`, origin: house.origin, accept: 'text/html' },
    body: new URLSearchParams(fields),
  })

test('AG15: an old page of an agreement is refused, keeps what was entered, and is right when it is sent again', async () => {
  const article = house.charter.articles.find(({ status }) => status === 'under_discussion')!
  const about = article.blocks.at(-1)!
  const { token } = house.people.chair
  const path = `/draft/${article.slug}/agreement`
  const send = (seen: readonly string[]): Promise<Response> =>
    sendForm(token, path, 'status', [
      ...[
        ['about', about],
        ['status', 'agreed_in_group'],
        ['group', 'Group on time'],
      ],
      ...seen.map((one) => ['seen', one]),
    ])
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

test('AG16: an old page confirms nothing of what was reopened and agreed anew', async () => {
  const article = house.charter.articles.find(({ status }) => status === 'under_discussion')!
  const about = article.blocks[0]!
  const { chair, head } = house.people
  const set = async (status: string): Promise<void> => {
    const asked = { origin: house.origin, token: chair.token, search: '' }
    const parties = status === 'agreed_ad_referendum' ? { parties: 'all' } : {}
    const body = { status, reason: 'It was said so.', ...parties }
    const path = `/api/v1/articles/${article.id}/provisions/${about}/status`
    expect((await askAddress({ ...asked, path }, 'POST', body)).status).toBe(200)
  }
  const path = `/draft/${article.slug}/agreement`
  const eventOn = (html: string): string => /name="event" value="([^"]+)"/.exec(html)?.[1] ?? ''
  await set('agreed_ad_referendum')
  const asked = { origin: house.origin, token: head.token, path, search: `?charter=${house.charter.slug}` }
  const event = eventOn((await askPage(asked)).body)
  expect(event).not.toBe('')
  await set('under_discussion')
  await set('agreed_ad_referendum')
  const send = (named: string) =>
    sendForm(head.token, path, 'confirm', [
      ['about', about],
      ['event', named],
      ['reason', 'As the capital says.'],
    ])
  const refused = await send(event)
  const html = await refused.text()
  expect(refused.status).toBe(409)
  expect(html).toContain('As the capital says.')
  expect(eventOn(html)).not.toBe(event)
  expect((await send(eventOn(html))).status).toBe(303)
})
