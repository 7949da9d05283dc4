/** What happens to somebody who is writing: a task taken, an article agreed or deleted, an account closed, an editor out of date. Each is said in words. */
import type { APIResponse, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const text = (page: Page) => page.locator('[role=textbox][contenteditable]')
const state = (page: Page, kind: string) => page.locator(`[data-state=${kind}]`)

/** Acts of somebody else, by program. */
function acting(page: Page, origin: string) {
  const ask = async (method: string, path: string, data?: object): Promise<APIResponse> => {
    const response = await page.request.fetch(`/api/v1${path}`, { method, data, headers: { origin } })
    expect(response.ok(), `${method} ${path}: ${await response.text()}`).toBe(true)
    return response
  }
  const items = async <T>(path: string): Promise<T[]> =>
    ((await (await ask('GET', path)).json()) as { items: T[] }).items
  return {
    ask,
    async article(number: string): Promise<string> {
      const [charter] = await items<{ id: string }>('/charters')
      const articles = await items<{ id: string; number: string | null }>(`/charters/${charter!.id}/articles?limit=100`)
      return articles.find((one) => one.number === number)!.id
    },
    async person(name: string): Promise<string> {
      const people = await items<{ id: string; email: string }>('/people')
      return people.find(({ email }) => email === `${name}@concord.example`)!.id
    },
  }
}
async function write(page: Page, path: string, words: string): Promise<void> {
  await page.goto(path)
  await expect(state(page, 'saved')).toBeVisible()
  await text(page).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(words)
  await expect(text(page)).toContainText(words)
  await expect(state(page, 'saved')).toBeVisible()
}
/** It cannot be written in, the words stay to be read, and the page says why. */
async function stopped(page: Page, kind: string, why: string, words: string): Promise<void> {
  await expect(state(page, kind)).toHaveText(new RegExp(`Read-only: ${why}`))
  await expect(page.locator('[data-said]')).toContainText(why)
  await expect(text(page)).not.toBeEditable()
  await expect(text(page)).toContainText(words)
}

test('a task taken, an article agreed, an article marked deleted: read-only while one writes, and why; given back, one writes on', async ({
  as,
  server,
}) => {
  const [writer, secretariat, chair] = [await as('drafter-02'), await as('secretariat'), await as('chair')]
  const { ask, article, person } = acting(secretariat, server.origin)
  const writesOn = async (): Promise<void> => {
    await expect(state(writer, 'saved')).toBeVisible()
    await expect(text(writer)).toBeEditable()
  }
  const id = await article('9')
  await write(writer, '/draft/9', ' Written in between.')

  const drafter = await person('drafter-02')
  const assignment = { personId: drafter, kind: 'drafter' }
  await ask('DELETE', `/articles/${id}/assignments`, assignment)
  const others = 'You can read this article; others are assigned to write it.'
  await stopped(writer, 'read-only', others, 'Written in between.')
  // once, beside the line, and not above the text too
  await expect(writer.locator('p', { hasText: others }).and(writer.locator(':not(.unseen)'))).toHaveCount(1)
  await ask('POST', `/articles/${id}/assignments`, assignment)
  await writesOn()

  const status = (to: string): Promise<APIResponse> =>
    acting(chair, server.origin).ask('POST', `/articles/${id}/status`, { status: to, reason: 'for the test' })
  await status('agreed_in_group')
  await stopped(writer, 'read-only', 'This article is agreed and locked. The chair can reopen it.', 'Written in')
  await status('under_discussion')
  await writesOn()

  await ask('DELETE', `/articles/${id}`, { reason: 'It stands in Article 15.' })
  await stopped(writer, 'read-only', 'This article is marked deleted. The secretariat can bring it back.', 'Written in')
  await expect(writer.getByText('It stands in Article 15.')).toBeVisible()
  await ask('POST', `/articles/${id}/reinstate`, {})
  await writesOn()
})

test('an account closed while its person writes: the line ends, the page says why, nobody is asked to sign in', async ({
  as,
  server,
}) => {
  const [writer, secretariat] = [await as('drafter-04'), await as('secretariat')]
  const { ask, person } = acting(secretariat, server.origin)
  await write(writer, '/draft/15', ' Before the end.')
  const id = await person('drafter-04')
  await ask('POST', `/people/${id}/deactivate`)
  await stopped(writer, 'ended', 'Your account has been closed.', 'Before the end.')
  await expect(writer.getByRole('dialog')).toHaveCount(0)
  await ask('POST', `/people/${id}/reactivate`)
  await writer.getByRole('button', { name: 'Sign in again' }).click()
  await expect(writer.getByRole('dialog').getByLabel('Password')).toBeFocused()
})

test('an editor of another version than the server: the text is there to read, and the way on is a button', async ({
  as,
}) => {
  const page = await as('drafter-02')
  await page.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(String(url).replace(/schema=\d+/, 'schema=1'), protocols)
      }
    }
  })
  await page.goto('/draft/7')
  await expect(state(page, 'ended')).toContainText('The editor is out of date. Reload the page')
  await expect(page.getByRole('main')).toContainText('Early representations remain confidential')
  const loaded = page.waitForEvent('load')
  await page.getByRole('button', { name: 'Reload the page' }).click()
  await loaded
})
