/**
 * Two people on different nodes write in one article, the node under one of them is killed, typing goes on, a version is published once, and a reader on
 * whatever node sees it (rules ND1, ND6).
 */
import type { Page } from '@playwright/test'
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

test('a node dies under somebody who types, and the text goes on to a published version', async ({ as, all }) => {
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

  const killed = all.nodes[own]!.stop('SIGKILL')
  await writeIn(first, ' GAMMA.')
  await writeIn(second, ' DELTA.')
  await killed
  for (const page of [first, second]) {
    await expect(paragraph(page)).toContainText('GAMMA.')
    await expect(paragraph(page)).toContainText('DELTA.')
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  }

  // asked twice at once, and so perhaps on two nodes; what is cut is published
  const charters = (await (await secretariat.request.get('/api/v1/charters')).json()) as { items: { id: string }[] }
  const address = `/api/v1/charters/${charters.items[0]!.id}/versions`
  const headers = { origin: all.balancer.origin }
  const cut = (): Promise<number> =>
    secretariat.request
      .post(address, { data: { label: 'Rev.3', notes: '' }, headers })
      .then((response) => response.status())
  expect((await Promise.all([cut(), cut()])).sort()).toEqual([201, 409])

  const visitor = await as(null, { javaScriptEnabled: false })
  for (const [i, at] of all.at.entries()) {
    if (i === own) await all.start(own)
    await visitor.goto(`http://${at}/charter/v/2/7`)
    for (const word of ['ALPHA.', 'BETA.', 'GAMMA.', 'DELTA.'])
      await expect(visitor.locator('[id="prevention-aim"]')).toContainText(word)
  }
  const versions = (await (await visitor.request.get(address)).json()) as { items: { number: number }[] }
  expect(versions.items.map(({ number }) => number).sort()).toEqual([1, 2])
})
