/** What the desk weighs. The limit is the promise of the README; who needs more room takes it from somewhere. */
import { expect, test } from './fixtures.ts'
import { DEMO_PASSWORD } from '../support/server-process.ts'
import { weigh } from '../support/weighing.ts'

/** Of the editor, with Yjs, all panels and the interface's texts in one language, and of everything that runs before one can type. Bytes, gzipped. */
const EDITOR_LIMIT = 240_000
const TYPING_LIMIT = 312_000

test('the editor is light, and the page that lists articles has nothing of it', async ({
  browser,
  server,
  request,
}) => {
  const response = await request.post('/api/v1/sessions', {
    data: { email: 'drafter-01@concord.example', password: DEMO_PASSWORD },
    headers: { origin: server.origin },
  })
  const { token } = (await response.json()) as { token: string }
  const desk = await weigh(browser, server.origin, '/draft/2', token, true)
  expect(desk.later).toBeGreaterThan(50_000)
  expect(desk.idle).toBeGreaterThan(5_000)
  expect(desk.later + desk.idle).toBeLessThan(EDITOR_LIMIT)
  expect(desk.page + desk.later).toBeLessThan(TYPING_LIMIT)
  const list = await weigh(browser, server.origin, '/draft', token)
  expect(list.later).toBeLessThan(5_000)
})
