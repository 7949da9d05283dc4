/**
 * Two people on different nodes write in one article, the node under one of them is killed, typing goes on, a version is published once, and a reader on
 * whatever node sees it (rules ND1, ND6, ND16). And forms without a script, sent as their node dies, and where nobody is there (rules ND16, AU6).
 */
import type { Page } from '@playwright/test'
import pg from 'pg'
import { test as base, expect } from '../browser/fixtures.ts'
import { startNodes, type Nodes } from '../support/nodes.ts'

const test = base.extend<object, { all: Nodes }>({
  all: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads what is asked for from the pattern
    async ({}, use) => {
      const all = await startNodes(3)
      await use(all)
      await all.stop()
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  server: [async ({ all }, use) => use({ ...all.nodes[0]!, origin: all.balancer.origin }), { scope: 'worker' }],
})

const textbox = (page: Page) => page.getByRole('textbox', { name: /Article 7/ })
const paragraph = (page: Page) => textbox(page).locator('[data-id="prevention-aim"]')

async function writeIn(page: Page, words: string): Promise<void> {
  const { width, height } = (await paragraph(page).boundingBox())!
  await paragraph(page).click({ position: { x: width / 2, y: height - 8 } })
  await page.keyboard.press('End')
  await page.keyboard.type(words, { delay: 15 })
}
async function open(page: Page): Promise<void> {
  await page.goto('/draft/7')
  await expect(textbox(page)).toBeEditable()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
}

/** What a page shows from now on beside its text: states of its line, dialogs, alerts and banners; and whether it is another page. */
async function watch(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen = new Set<string>()
    Object.assign(globalThis, { seen })
    const look = (): void => {
      for (const { dataset } of document.querySelectorAll<HTMLElement>('[data-state]')) seen.add(dataset['state']!)
      for (const one of document.querySelectorAll(
        'dialog[open], [role=alert]:not(:empty), [data-banner], [data-unsent], [data-leftover]',
      ))
        seen.add(one.outerHTML)
    }
    look()
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    })
  })
  return () => page.evaluate(() => [...((globalThis as { seen?: Set<string> }).seen ?? ['another page'])])
}
/** Of its line, while nothing is wrong that somebody would have to know. */
const AT_MOST_RECONNECTING = ['saved', 'saving', 'reconnecting']

const margin = (page: Page) => page.locator('[data-region=margin]')
const card = (page: Page, words: string) => margin(page).getByRole('article').filter({ hasText: words })

test('ND1, ND6, ND16: a node dies under somebody who types, and the text goes on to a published version', async ({
  as,
  all,
}) => {
  const [first, second, secretariat] = await Promise.all([as('drafter-01'), as('drafter-02'), as('secretariat')])
  const socketsNow = (): Promise<number[]> => Promise.all(all.at.map((_, i) => all.sockets(i)))
  await open(first)
  const own = (await socketsNow()).findIndex((count) => count > 0)
  // nobody is bound to a node: whoever comes again comes to another
  do await open(second)
  while ((await all.sockets(own)) > 1)

  await writeIn(first, ' ALPHA.')
  await writeIn(second, ' BETA.')
  for (const page of [first, second]) {
    await expect(paragraph(page)).toContainText('ALPHA.')
    await expect(paragraph(page)).toContainText('BETA.')
  }

  const visitor = await as(null, { javaScriptEnabled: false })
  const shown = [await watch(first), await watch(second)]
  const killed = all.nodes[own]!.stop('SIGKILL')
  // who reads meanwhile, and who says something beside the text, is answered by another node
  const reads = visitor.goto('/charter')
  await writeIn(first, ' GAMMA.')
  await writeIn(second, ' DELTA.')
  await killed
  expect((await reads)!.status()).toBe(200)
  for (const page of [first, second]) {
    await expect(paragraph(page)).toContainText('GAMMA.')
    await expect(paragraph(page)).toContainText('DELTA.')
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  }

  await paragraph(first).click()
  await first.keyboard.press('Control+Shift+e')
  await margin(first).getByLabel('Comment', { exact: true }).fill('Said as it died.')
  await first.keyboard.press('Control+Enter')
  for (const page of [first, second]) await expect(card(page, 'Said as it died.')).toHaveCount(1)
  expect(await shown[0]!()).toContain('reconnecting')
  for (const seen of shown) expect(AT_MOST_RECONNECTING).toEqual(expect.arrayContaining(await seen()))

  // asked twice at once, and so perhaps on two nodes; what is cut is published
  const charters = (await (await secretariat.request.get('/api/v1/charters')).json()) as { items: { id: string }[] }
  const address = `/api/v1/charters/${charters.items[0]!.id}/versions`
  const headers = { origin: all.balancer.origin }
  const cut = (): Promise<number> =>
    secretariat.request
      .post(address, { data: { label: 'Rev.3', notes: '' }, headers })
      .then((response) => response.status())
  expect((await Promise.all([cut(), cut()])).sort()).toEqual([201, 409])

  const read = async (origin: string): Promise<void> => {
    await visitor.goto(`${origin}/charter/v/2/7`)
    for (const word of ['ALPHA.', 'BETA.', 'GAMMA.', 'DELTA.'])
      await expect(visitor.locator('[id="prevention-aim"]')).toContainText(word)
  }
  await read(all.balancer.origin)
  for (const [i, at] of all.at.entries()) {
    if (i === own) await all.start(own)
    await read(`http://${at}`)
  }
  const versions = (await (await visitor.request.get(address)).json()) as { items: { number: number }[] }
  expect(versions.items.map(({ number }) => number).sort()).toEqual([1, 2])
})

/** Somebody who comments by a form, without a script. */
async function fillIn(page: Page, words: string): Promise<void> {
  await page.goto('/draft/3')
  await page.getByText('New comment', { exact: true }).click()
  await page.getByLabel('Comment', { exact: true }).first().fill(words)
}
const send = (page: Page): Promise<void> => page.getByRole('button', { name: 'Send' }).first().click()

test('ND16, AU6: a form without a script is sent as its node dies: it is done once, on another, and nobody hears of it', async ({
  as,
  all,
}) => {
  const page = await as('drafter-03', { javaScriptEnabled: false })
  await fillIn(page, 'Sent as it died.')
  const failed: string[] = []
  page.on('response', (response) => void (response.status() >= 500 && failed.push(response.url())))

  // one node alone takes it, and waits for what somebody else holds
  for (const i of [1, 2]) await all.nodes[i]!.stop('SIGTERM')
  const holder = new pg.Client(all.database.address)
  await holder.connect()
  await holder.query('begin')
  await holder.query('select 1 from audit_head for update')
  const sent = send(page)
  const watcher = new pg.Client(all.database.address)
  await watcher.connect()
  const waiting = "select 1 from pg_stat_activity where query like '%audit_head%' and wait_event_type = 'Lock'"
  await expect.poll(async () => (await watcher.query(waiting)).rowCount).toBe(1)
  await all.start(1)
  // once the balancer sends people there
  while (!all.nodes[1]!.output().includes('"/charter')) await (await fetch(`${all.balancer.origin}/charter`)).text()
  await all.nodes[0]!.stop('SIGKILL')
  await holder.query('rollback')
  await sent
  for (const one of [holder, watcher]) await one.end()

  await expect(page).toHaveURL(/#thread-/)
  await expect(page.getByRole('article').filter({ hasText: 'Sent as it died.' })).toHaveCount(1)
  expect(failed).toEqual([])
  for (const i of [0, 2]) await all.start(i)
})

test('ND16, AU6: where nobody is there, a page says so in five languages, and what is sent again from it is done once', async ({
  as,
  all,
}) => {
  const page = await as('drafter-04', { javaScriptEnabled: false })
  await fillIn(page, 'Sent to nobody.')
  await Promise.all(all.nodes.map((node) => node.stop('SIGKILL')))
  await send(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Concord cannot be reached at the moment. Nothing is lost.',
  )
  await expect(page.locator('section[lang]')).toHaveCount(4)
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    const isTooWide = (): boolean => document.documentElement.scrollWidth > window.innerWidth
    expect(await page.evaluate(isTooWide), `${width} px`).toBe(false)
  }
  const { origin } = all.balancer
  const answers = await Promise.all(['/charter', '/api/v1/charters'].map((path) => fetch(`${origin}${path}`)))
  expect(answers.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
    [503, '5'],
    [503, '5'],
  ])
  expect(await answers[1]!.json()).toMatchObject({ status: 503, code: 'away' })

  await Promise.all(all.at.map((_, i) => all.start(i)))
  await expect.poll(async () => (await fetch(`${origin}/charter`)).status).toBe(200)
  await page.reload()
  await expect(page).toHaveURL(/#thread-/)
  await expect(page.getByRole('article').filter({ hasText: 'Sent to nobody.' })).toHaveCount(1)
})
