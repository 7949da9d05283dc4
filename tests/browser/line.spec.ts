// Over 250 lines: one story after another of the same part, with what they share.
/** No word is lost on a bad line, and the page says the truth in words; whatever happens, the server's text is asked in the end. */
import AxeBuilder from '@axe-core/playwright'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  chromium,
  test as base,
  expect,
  type APIRequestContext,
  type BrowserContext,
  type Page,
} from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.js'
import { openBrokenLine, type BrokenLine } from '../support/broken-line.ts'
import { DEMO_PASSWORD } from '../support/server-process.ts'

interface WorkerFixtures {
  line: BrokenLine
}
interface TestFixtures {
  /** A browser of its own for this person. */
  as(name: string): Promise<Page>
}

const signIn = async (request: APIRequestContext, origin: string, name: string): Promise<string> => {
  const response = await request.post(`${origin}/api/v1/sessions`, {
    data: { email: `${name}@concord.example`, password: DEMO_PASSWORD },
    headers: { origin },
  })
  expect(response.status()).toBe(201)
  return ((await response.json()) as { token: string }).token
}
const beSignedIn = async (context: BrowserContext, line: BrokenLine, name: string): Promise<void> => {
  const token = await signIn(context.request, line.origin, name)
  await context.addCookies([
    { name: 'concord_session', value: token, url: line.origin, httpOnly: true, sameSite: 'Lax' },
  ])
}

const test = base.extend<TestFixtures, WorkerFixtures>({
  line: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      const line = await openBrokenLine()
      await use(line)
      await line.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  as: async ({ browser, line }, use) => {
    const contexts: BrowserContext[] = []
    line.heal()
    await use(async (name) => {
      const context = await browser.newContext({ baseURL: line.origin })
      contexts.push(context)
      await beSignedIn(context, line, name)
      return context.newPage()
    })
    line.heal()
    for (const context of contexts) await context.close()
  },
})

const state = (page: Page, kind: string) => page.locator(`[data-state="${kind}"]`)
const said = (page: Page) => page.locator('[data-said]')
const banner = (page: Page) => page.locator('[data-banner=""], [data-banner="true"]')

async function openArticle(page: Page, slug: string): Promise<void> {
  await page.goto(`/draft/${slug}`)
  await expect(state(page, 'saved')).toBeVisible()
}
/** Types at the end of the article's second block. */
async function write(page: Page, words: string): Promise<void> {
  await page.locator('.article-text [data-id]').nth(1).click()
  await page.keyboard.press('End')
  await page.keyboard.type(words)
}
/** Asks the server itself, past the line, as somebody else. */
async function ask<T>(
  request: APIRequestContext,
  line: BrokenLine,
  name: string,
  path: string,
  data?: object,
): Promise<T> {
  const headers = { authorization: `Bearer ${await signIn(request, line.direct, name)}` }
  const address = `${line.direct}/api/v1${path}`
  const response = await (data ? request.post(address, { headers, data }) : request.get(address, { headers }))
  expect(response.ok(), await response.text()).toBe(true)
  return (await response.json()) as T
}
async function articleId(request: APIRequestContext, line: BrokenLine, slug: string): Promise<string> {
  const charters = await ask<{ items: { id: string }[] }>(request, line, 'secretariat', '/charters')
  const { items } = await ask<{ items: { id: string; number: string | null }[] }>(
    request,
    line,
    'secretariat',
    `/charters/${charters.items[0]!.id}/articles?limit=100`,
  )
  return items.find(({ number }) => number === slug)!.id
}
/** The article as the server says it. */
async function serverText(request: APIRequestContext, line: BrokenLine, slug: string): Promise<string> {
  const id = await articleId(request, line, slug)
  return (await ask<{ text: string }>(request, line, 'secretariat', `/articles/${id}`)).text
}
async function setStatus(request: APIRequestContext, line: BrokenLine, slug: string, status: string): Promise<void> {
  const id = await articleId(request, line, slug)
  await ask(request, line, 'chair', `/articles/${id}/status`, { status, reason: 'for the test' })
}
const keptOn = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('concord', 1)
        let isGone = false
        // signing out takes the whole database away: it must not be made anew, empty, by looking
        opening.onupgradeneeded = () => {
          isGone = true
          opening.transaction!.abort()
        }
        opening.onerror = () => (isGone ? resolve(0) : reject(opening.error!))
        opening.onsuccess = () => {
          const database = opening.result
          const count = database.transaction('words').objectStore('words').count()
          count.onsuccess = () => {
            database.close()
            resolve(count.result)
          }
        }
      }),
  )
const expectAccessible = async (page: Page): Promise<void> =>
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
/** Nothing is left on the device. */
const expectNothingKept = (page: Page): Promise<void> => expect.poll(() => keptOn(page)).toBe(0)

test('LN1, LN2: a line cut under typing: offline in words, a banner, then saved; nothing is lost', async ({
  as,
  line,
  request,
}) => {
  const page = await as('drafter-01')
  await openArticle(page, '2')
  await expect(state(page, 'saved')).toHaveText('Saved')
  line.cut()
  await expect(state(page, 'reconnecting')).toHaveText('Reconnecting…')
  await write(page, ' cut-line words')
  await expect(banner(page)).toContainText(/\d+ changes are not on the server yet\. They are kept on this device/)
  await expect(state(page, 'offline')).toHaveText(/Offline: \d+ changes on this device/)
  await expect(said(page)).toHaveText('The line is down. You can go on writing.')
  for (const width of [320, 768, 1400]) {
    await page.setViewportSize({ width, height: 800 })
    await expect(banner(page)).toBeInViewport()
  }
  line.heal()
  await expect(state(page, 'saved')).toBeVisible()
  await expect(banner(page)).toHaveCount(0)
  await expect(said(page)).toHaveText('Everything is saved again.')
  expect(await serverText(request, line, '2')).toContain('cut-line words')
  await expectNothingKept(page)
})

test('LN2: a browser that says it is offline never shows Saving…', async ({ as, line, request }) => {
  const page = await as('drafter-01')
  await openArticle(page, '5')
  await page.evaluate(() => {
    const seen: string[] = ((window as unknown as { seen: string[] }).seen = [])
    new MutationObserver(() => {
      const now = document.querySelector('[data-state]')?.getAttribute('data-state') ?? ''
      if (seen.at(-1) !== now) seen.push(now)
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  })
  line.cut()
  await page.context().setOffline(true)
  await expect(state(page, 'offline')).toBeVisible()
  await page.evaluate(() => ((window as unknown as { seen: string[] }).seen.length = 0))
  await write(page, ' no-net words')
  await expect(state(page, 'offline')).toHaveText(/Offline: \d+ changes on this device/)
  expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).not.toContain('saving')
  line.heal()
  await page.context().setOffline(false)
  await expect(state(page, 'saved')).toBeVisible()
  expect(await serverText(request, line, '5')).toContain('no-net words')
})

test('LN2: a line that goes silent without a word is noticed and made anew', async ({ as, line, request }) => {
  const page = await as('drafter-01')
  await openArticle(page, '4')
  line.silence()
  await write(page, ' into the silence')
  await expect(state(page, 'saving')).toBeVisible()
  await expect(banner(page)).toBeVisible()
  await expect(state(page, 'offline').or(state(page, 'reconnecting'))).toBeVisible()
  line.heal()
  await expect(state(page, 'saved')).toBeVisible({ timeout: 30_000 })
  expect(await serverText(request, line, '4')).toContain('into the silence')
})

for (const signal of ['SIGTERM', 'SIGKILL'] as const)
  test(`LN2: the server ends by ${signal} under typing and comes back`, async ({ as, line, request }) => {
    const page = await as('drafter-01')
    await openArticle(page, '6')
    await write(page, ` before-${signal}`)
    const restarted = line.restart(signal)
    await page.keyboard.type(` during-${signal}`)
    await restarted
    await page.keyboard.type(` after-${signal}`)
    await expect(state(page, 'saved')).toBeVisible()
    expect(await serverText(request, line, '6')).toContain(`before-${signal} during-${signal} after-${signal}`)
    await expectNothingKept(page)
  })

test('TX24, TX25: a paragraph removed or moved under a writer’s hands: the words typed into it are told, to copy', async ({
  as,
  browser,
  line,
  request,
}) => {
  const page = await as('drafter-01')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await openArticle(page, '2')
  const text = page.locator('.article-text')
  const last = text.locator('.block').last()
  // two paragraphs of one's own, so that nothing of the charter is lost to other tests
  await last.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('First of two.')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Second of two.')
  await expect(state(page, 'saved')).toBeVisible()

  // somebody else, whose line is not cut
  const context = await browser.newContext({ baseURL: line.direct })
  await beSignedIn(context, line, 'drafter-02')
  const other = await context.newPage()
  await openArticle(other, '2')
  const block = (on: Page, words: string) => on.locator('.article-text .block', { hasText: words })
  const notice = (kind: string) => page.locator(`[data-stray=${kind}]`)
  const inText = (words: string) => expect.poll(async () => (await serverText(request, line, '2')).includes(words))

  // moved, while one is offline in it: the words follow
  line.cut()
  await expect(state(page, 'reconnecting').or(state(page, 'offline'))).toBeVisible()
  await block(page, 'First of two.').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' Typed on the way.')
  await block(other, 'First of two.').click()
  await other.keyboard.press('Alt+ArrowDown')
  await expect(other.locator('.article-text .block').last()).toHaveText('First of two.')
  await expect(state(other, 'saved')).toBeVisible()
  line.heal()
  await expect(notice('moved')).toContainText('Typed on the way.')
  await expect(page.locator('#announced-assertive')).toContainText('Typed on the way.')
  await inText('First of two. Typed on the way.').toBe(true)
  await expect(block(other, 'First of two.')).toContainText('Typed on the way.')

  // removed, while one is offline in it: the words stay, and are told beside those of before
  line.cut()
  await expect(state(page, 'reconnecting').or(state(page, 'offline'))).toBeVisible()
  await block(page, 'First of two.').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' Typed into nothing.')
  const remove = async (words: string): Promise<void> => {
    await block(other, words).click({ clickCount: 3 })
    await other.keyboard.press('Delete')
    await expect(block(other, words)).toHaveCount(0)
    await other.keyboard.press('Backspace')
    await expect(state(other, 'saved')).toBeVisible()
  }
  await remove('First of two.')
  line.heal()
  // TX29: the notice that lasts takes the place of the one that goes with the page; words that followed need none
  const lost = page.locator('[data-recovered]')
  await expect(lost).toContainText('Typed into nothing.')
  await expect(lost).toHaveCount(1)
  await expect(notice('removed')).toHaveCount(0)
  await expect(notice('moved')).toBeVisible()
  await inText('Typed into nothing.').toBe(true)
  await lost.getByRole('button', { name: 'Copy these words' }).click()
  await expect(lost).toContainText('Copied.')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Typed into nothing.')
  await expectAccessible(page)
  await lost.getByRole('button', { name: 'Done' }).click()
  await expect(lost).toHaveCount(0)
  for (const kind of ['moved', 'gone'])
    for (const one of await notice(kind).getByRole('button', { name: 'Close' }).all()) await one.click()
  await expect(page.locator('[data-stray]')).toHaveCount(0)

  // removed before one's eyes, on a good line: they are given back
  await block(page, 'Second of two.').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' Half a sentence')
  await expect(block(other, 'Second of two.')).toContainText('Half a sentence')
  await remove('Second of two.')
  await expect(notice('gone')).toContainText('Half a sentence')
  await context.close()
})

test('TX28, TX29: a tab closed while offline, its paragraph removed meanwhile: who wrote there learns of it when they come back, and nobody else does', async ({
  as,
  browser,
  line,
  request,
}) => {
  const page = await as('drafter-01')
  // whose line is not cut
  const context = await browser.newContext({ baseURL: line.direct })
  await beSignedIn(context, line, 'drafter-02')
  await openArticle(page, '2')
  await page.locator('.article-text .block').last().click()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Third of two.')
  await expect(state(page, 'saved')).toBeVisible()
  line.cut()
  await page.keyboard.type(' Typed on a train.')
  await expect.poll(() => keptOn(page)).toBe(1)
  page.on('dialog', (dialog) => void dialog.accept())
  await page.close({ runBeforeUnload: true })
  await page.waitForEvent('close')

  const other = await context.newPage()
  await openArticle(other, '2')
  const gone = other.locator('.article-text .block', { hasText: 'Third of two.' })
  await gone.click({ clickCount: 3 })
  await other.keyboard.press('Delete')
  await other.keyboard.press('Backspace')
  await expect(gone).toHaveCount(0)
  await expect(state(other, 'saved')).toBeVisible()

  line.heal()
  const back = await page.context().newPage()
  await openArticle(back, '2')
  const lost = back.locator('[data-recovered]')
  await expect(lost).toContainText('Somebody removed the paragraph you wrote in before these words of yours arrived:')
  await expect(lost.locator('q')).toHaveText('Typed on a train.')
  await expect(lost).toContainText(/They now stand in: paragraph \d+/)
  await expect(back.locator('#announced-assertive')).toContainText('Typed on a train.')
  await expectAccessible(back)
  // there for all to see, and told to its author alone
  await expect(other.locator('.article-text')).toContainText('Typed on a train.')
  await expect(other.locator('[data-recovered]')).toHaveCount(0)
  const waiting = async (name: string): Promise<number> =>
    (await ask<{ items: unknown[] }>(request, line, name, '/recovered')).items.length
  expect([await waiting('drafter-01'), await waiting('drafter-02'), await waiting('secretariat')]).toEqual([1, 0, 0])

  // until it was read, on every page of theirs
  await back.goto('/home')
  await back
    .getByRole('link', { name: /Article 2.*English/ })
    .first()
    .click()
  await lost.getByRole('button', { name: 'Go there' }).focus()
  await back.keyboard.press('Enter')
  await expect(back.locator('.article-text .block.here')).toContainText('Typed on a train.')
  await lost.getByRole('button', { name: 'Done' }).focus()
  await back.keyboard.press('Enter')
  await expect(lost).toHaveCount(0)
  await expect(back.locator('.article-text')).toBeFocused()
  await expect.poll(() => waiting('drafter-01')).toBe(0)
  await back.reload()
  await expect(state(back, 'saved')).toBeVisible()
  await expect(lost).toHaveCount(0)
  await context.close()
})

test('LN6: a tab closed while offline, with its question answered; the next one brings the words', async ({
  as,
  line,
  request,
}) => {
  const page = await as('drafter-01')
  await openArticle(page, '8')
  line.cut()
  await write(page, ' closed-tab words')
  await expect(state(page, 'reconnecting').or(state(page, 'offline'))).toBeVisible()
  await expect.poll(() => keptOn(page)).toBe(1)
  let asked = 0
  page.on('dialog', (dialog) => {
    asked++
    void dialog.accept()
  })
  await page.close({ runBeforeUnload: true })
  await page.waitForEvent('close')
  expect(asked).toBe(1)
  line.heal()
  const next = await page.context().newPage()
  await openArticle(next, '8')
  await expect(next.locator('.article-text')).toContainText('closed-tab words')
  expect(await serverText(request, line, '8')).toContain('closed-tab words')
  await expectNothingKept(next)
})

test('LN6: a browser that ends and starts again, two tabs of one article in it', async ({ line, request }) => {
  line.heal()
  const folder = mkdtempSync(join(tmpdir(), 'concord-browser-'))
  const launch = (): Promise<BrowserContext> =>
    chromium.launchPersistentContext(folder, {
      executablePath: findChromium()!,
      args: CHROMIUM_FLAGS,
      baseURL: line.origin,
    })
  try {
    const first = await launch()
    await beSignedIn(first, line, 'drafter-02')
    const [one, two] = [await first.newPage(), await first.newPage()]
    await openArticle(one, '9')
    await openArticle(two, '9')
    line.cut()
    await one.bringToFront()
    await write(one, ' first-tab')
    await two.bringToFront()
    await write(two, ' second-tab')
    await expect.poll(() => keptOn(two)).toBe(2)
    await first.close()
    line.heal()
    const second = await launch()
    await beSignedIn(second, line, 'drafter-02')
    const page = await second.newPage()
    await openArticle(page, '9')
    const text = await serverText(request, line, '9')
    expect(text).toContain('first-tab')
    expect(text).toContain('second-tab')
    expect(text.match(/-tab/g)).toHaveLength(2)
    await expectNothingKept(page)
    await second.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('LN11: a laptop that slept is back on its line at once, not after the back-off', async ({ as, line, request }) => {
  const page = await as('drafter-01')
  await openArticle(page, '10')
  const session = await page.context().newCDPSession(page)
  line.cut()
  await write(page, ' typed-before-sleep')
  await session.send('Page.setWebLifecycleState', { state: 'frozen' })
  line.heal()
  await session.send('Page.setWebLifecycleState', { state: 'active' })
  await expect(state(page, 'saved')).toBeVisible()
  expect(await serverText(request, line, '10')).toContain('typed-before-sleep')
})

test('LN12: the session ends under typing: the same person signs in where they are, nobody else', async ({
  as,
  line,
  request,
}) => {
  const page = await as('drafter-03')
  await openArticle(page, '11')
  const cookies = await page.context().cookies()
  const token = cookies.find(({ name }) => name === 'concord_session')!.value
  await write(page, ' before the end')
  await expect(state(page, 'saved')).toBeVisible()
  line.cut()
  await page.keyboard.type(' and after it')
  await request.delete(`${line.direct}/api/v1/sessions/current`, { headers: { authorization: `Bearer ${token}` } })
  line.heal()
  const dialog = page.getByRole('dialog', { name: 'Your session has ended.' })
  await expect(dialog).toBeVisible()
  await expect(dialog.getByLabel('Password')).toBeFocused()
  await expect(dialog.getByLabel('E-mail address')).toHaveValue('drafter-03@concord.example')
  await expect(dialog.getByLabel('E-mail address')).not.toBeEditable()
  await expectAccessible(page)
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText('This address and password do not match an account.')
  const other = await page.evaluate(
    async ([password]) => {
      const answer = await fetch('/sign-in/again', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ person: 'another', email: 'drafter-04@concord.example', password }),
      })
      return [answer.status, ((await answer.json()) as { code: string }).code]
    },
    [DEMO_PASSWORD],
  )
  expect(other).toEqual([403, 'other-person'])
  await dialog.getByLabel('Password').fill(DEMO_PASSWORD)
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(state(page, 'saved')).toBeVisible()
  // the focus is where it was
  await page.keyboard.type(', signed in')
  await expect(state(page, 'saved')).toBeVisible()
  await expect.poll(() => serverText(request, line, '11')).toContain('before the end and after it, signed in')
  await expectNothingKept(page)
})

test('LN8, LN10: locked while offline: the words to copy; unlocked: they go, without loading the page', async ({
  as,
  line,
  request,
}) => {
  const page = await as('drafter-01')
  await openArticle(page, '12')
  line.cut()
  await write(page, ' too late')
  await setStatus(request, line, '12', 'agreed_in_group')
  line.heal()
  await expect(state(page, 'read-only')).toContainText('Read-only: This article is agreed and locked.')
  const panel = page.locator('[data-unsent]')
  await expect(panel.locator('dd')).toHaveText(' too late')
  expect(await serverText(request, line, '12')).not.toContain('too late')
  await expect(panel.getByRole('button', { name: 'Copy these words' })).toBeVisible()
  await expectAccessible(page)
  const download = page.waitForEvent('download')
  await panel.getByRole('button', { name: 'Download as text' }).click()
  expect((await download).suggestedFilename()).toMatch(/^Article 12.*\.txt$/)
  // the page loaded anew has them still
  page.once('dialog', (leaving) => void leaving.accept())
  await page.reload()
  await expect(panel.locator('dd')).toHaveText(' too late')
  await setStatus(request, line, '12', 'under_discussion')
  await expect(state(page, 'saved')).toBeVisible()
  await expect(panel).toHaveCount(0)
  expect(await serverText(request, line, '12')).toContain('too late')
  await write(page, ' and on')
  await expect(state(page, 'saved')).toBeVisible()
  await expect.poll(() => serverText(request, line, '12')).toContain('and on')
})

test('LN13: signing out with unsent words asks first: stay, copy, or delete and go', async ({ as, line, request }) => {
  const page = await as('drafter-04')
  await openArticle(page, '15')
  line.cut()
  await write(page, ' never sent')
  await expect(state(page, 'offline').or(state(page, 'reconnecting'))).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  const dialog = page.getByRole('dialog', { name: 'Not everything you wrote is on the server' })
  await expect(dialog).toContainText('Article 15')
  await expect(dialog).toContainText(/\d+ unsent changes/)
  await expect(dialog).toContainText('never sent')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Delete them and sign out' }).click()
  await expect(dialog.getByRole('alert')).toContainText('nothing was deleted')
  expect(await keptOn(page)).toBe(1)
  await dialog.getByRole('button', { name: 'Stay signed in' }).click()
  await expect(dialog).toHaveCount(0)
  page.on('dialog', (leaving) => void leaving.accept())
  await page.close({ runBeforeUnload: true })
  await page.waitForEvent('close')
  line.heal()

  // a page without a script knows by a cookie
  const home = await page.context().newPage()
  await home.goto('/home')
  await expect(home.getByText('Words of yours are kept on this device')).toBeVisible()
  await home.getByRole('button', { name: 'Sign out' }).click()
  await expect(home).toHaveURL(/\/kept\?leaving/)
  await expect(home.getByText('never sent')).toBeVisible()
  await expectAccessible(home)
  await home.getByRole('button', { name: 'Delete them and sign out' }).click()
  await expect(home).toHaveURL(`${line.origin}/`)
  await expect(home.getByRole('link', { name: 'Sign in' })).toBeVisible()
  await home.goto('/privacy')
  await expectNothingKept(home)
  expect(await serverText(request, line, '15')).not.toContain('never sent')
})

test('LN7: two people on one device: the second neither sees nor sends nor deletes the words of the first', async ({
  as,
  line,
  request,
}) => {
  const page = await as('drafter-01')
  await openArticle(page, '18')
  line.cut()
  await write(page, ' of the first')
  await expect.poll(() => keptOn(page)).toBe(1)
  page.on('dialog', (leaving) => void leaving.accept())
  await page.close({ runBeforeUnload: true })
  await page.waitForEvent('close')
  line.heal()
  const context = page.context()
  await beSignedIn(context, line, 'drafter-02')
  const second = await context.newPage()
  await openArticle(second, '18')
  await expect(second.locator('.article-text')).not.toContainText('of the first')
  await write(second, ' of the second')
  await expect(state(second, 'saved')).toBeVisible()
  await second.getByRole('button', { name: 'Sign out' }).click()
  await expect(second).toHaveURL(`${line.origin}/`)
  expect(await serverText(request, line, '18')).not.toContain('of the first')
  await beSignedIn(context, line, 'drafter-01')
  const again = await context.newPage()
  await openArticle(again, '18')
  await expect.poll(() => serverText(request, line, '18')).toContain('of the first')
  await expectNothingKept(again)
})

test('LN9: a browser that refuses storage: said, and the page works', async ({ as, line, request }) => {
  const page = await as('drafter-01')
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', { value: undefined })
  })
  await openArticle(page, '17')
  await expect(page.locator('[data-banner="storage"]')).toContainText('This browser does not keep unsaved words')
  line.cut()
  await write(page, ' only in this window')
  await expect(banner(page)).toContainText('Do not close this window')
  line.heal()
  await expect(state(page, 'saved')).toBeVisible()
  expect(await serverText(request, line, '17')).toContain('only in this window')
})

test('LN10: a page that was loaded while the article was locked becomes writable with the unlocking', async ({
  as,
  line,
  request,
}) => {
  await setStatus(request, line, '12', 'agreed_in_group')
  const page = await as('drafter-01')
  await page.goto('/draft/12')
  await expect(state(page, 'read-only')).toBeVisible()
  const text = page.getByRole('textbox', { name: /Article 12/ })
  await expect(text).toHaveAttribute('aria-readonly', 'true')
  await expect(state(page, 'read-only')).toHaveText(/agreed and locked/)
  await setStatus(request, line, '12', 'under_discussion')
  await expect(state(page, 'saved')).toBeVisible()
  await expect(text).toHaveAttribute('aria-readonly', 'false')
  await expect(page.getByText('Read-only')).toHaveCount(0)
  await write(page, ' once unlocked')
  await expect(state(page, 'saved')).toBeVisible()
  await expect.poll(() => serverText(request, line, '12')).toContain('once unlocked')
})

test('leaving for another article with unsent words asks, and loses nothing', async ({ as, line, request }) => {
  const page = await as('drafter-01')
  await openArticle(page, '20')
  line.cut()
  await write(page, ' left behind')
  await expect(state(page, 'offline').or(state(page, 'reconnecting'))).toBeVisible()
  const questions: string[] = []
  page.once('dialog', (leaving) => {
    questions.push(leaving.message())
    void leaving.dismiss()
  })
  await page
    .getByRole('link', { name: /^Article 2\b/ })
    .first()
    .click()
  await expect.poll(() => questions).toEqual([expect.stringContaining('They stay on this device')])
  await expect(page).toHaveURL(/\/draft\/20$/)
  line.heal()
  await expect(state(page, 'saved')).toBeVisible()
  expect(await serverText(request, line, '20')).toContain('left behind')
})

test('ND16: a form that is sent while nobody can be reached waits on its page, says so, and goes by itself', async ({
  as,
  line,
}) => {
  const page = await as('drafter-01')
  await openArticle(page, '5')
  line.cut()
  await expect(state(page, 'offline').or(state(page, 'reconnecting'))).toBeVisible()
  const form = page.locator('form.propose')
  const waits = form.getByText('Reconnecting…')
  // however often it is pressed
  for (const _ of [1, 2]) await form.getByRole('button').last().click()
  await expect(waits).toHaveCount(1)
  await expect(page).toHaveURL(/\/draft\/5$/)
  const posted: string[] = []
  page.on('request', (request) => void (request.method() === 'POST' && posted.push(new URL(request.url()).search)))
  line.heal()
  await expect(page).toHaveURL(/\/draft\/proposals\//)
  expect(posted.filter((search) => search.startsWith('?/propose'))).toEqual([expect.stringContaining('once=1')])
})
