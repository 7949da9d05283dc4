/** Comparing texts, who wrote what, and restoring: by links and forms, by keys, for screen readers, right to left. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { coAuthor } from '../support/co-author.ts'
import { expect, test } from './fixtures.ts'

/** One of its tests publishes. */
test.use({ ownServer: 'history' })

/** The words of a text with `from` made `to`, everywhere. */
const replaced =
  (from: string, to: string) =>
  (doc: ArticleDoc): ArticleDoc => ({
    type: 'doc',
    content: doc.content.map((block) => ({
      ...block,
      ...(block.content && {
        content: block.content.map((node) =>
          node.type === 'text' ? { ...node, text: node.text.replaceAll(from, to) } : node,
        ),
      }),
    })),
  })

interface Story {
  article: string
  second: number
}
let story: Story | null = null

/** Article 5 edited by two delegations, a version of it, and one more edit; once per server. */
async function arranged(origin: string): Promise<Story> {
  if (story) return story
  const [one, two, secretariat] = [
    await coAuthor(origin, 'drafter-01'),
    await coAuthor(origin, 'drafter-02'),
    await coAuthor(origin, 'secretariat'),
  ]
  const { items: charters } = await secretariat.call<{ items: { id: string }[] }>('GET', '/charters')
  const charter = charters[0]!.id
  type Items = { items: { id: string; number: string | null; documents: { lang: string }[] }[] }
  const { items } = await secretariat.call<Items>('GET', `/charters/${charter}/articles`)
  const article = items.find(({ number }) => number === '5')!
  await one.write(article.id, 'en', replaced('shall', 'should'))
  await two.write(article.id, 'en', (doc) => {
    const moved = doc.content.at(-1)!
    return { type: 'doc', content: [doc.content[0]!, moved, ...doc.content.slice(1, -1)] }
  })
  if (article.documents.some(({ lang }) => lang === 'ar')) await two.write(article.id, 'ar', replaced(' وال', ' أو ال'))
  const label = `history ${charter}`
  const version = await secretariat.call<{ number: number }>('POST', `/charters/${charter}/versions`, {
    label,
    notes: '',
  })
  await two.write(article.id, 'en', replaced('should', 'may'))
  return (story = { article: article.id, second: version.number })
}

async function isSound(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
  ).toEqual([])
}

test('two versions: obligations called out, moves marked twice and linked, in one text and side by side, without a script', async ({
  as,
  server,
}) => {
  const { second } = await arranged(server.origin)
  const page = await as(null, { javaScriptEnabled: false })
  await page.goto(`/charter/compare?from=1&to=${second}&lang=en`)
  const summary = page.getByRole('region', { name: 'What changed, in numbers' })
  await expect(summary).toContainText(/\d+ changes? of obligation/)
  await expect(summary).toContainText('1 moved')
  await expect(page.locator('del.substance').first()).toContainText('shall')
  await expect(page.locator('ins.substance').first()).toContainText('should')
  await page.getByRole('link', { name: /Stood here, moved to Article 5/ }).click()
  await expect(page.locator('.entry:target')).toContainText('Moved here from Article 5')
  await page.getByRole('link', { name: /Moved here from/ }).click()
  await expect(page.locator('.entry:target')).toContainText('Stood here')
  // from change to change by links
  await page.getByRole('link', { name: 'Next change' }).first().click()
  await expect(page.locator('.entry:target')).toContainText('Change 2 of')
  await page.getByLabel('View').selectOption('side')
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page).toHaveURL(/view=side/)
  await expect(page.locator('.sides').first()).toBeVisible()
  // the working text is not the public's
  expect((await page.goto('/charter/compare?from=1&to=now'))!.status()).toBe(404)
  await page.goto('/draft/compare')
  await expect(page).toHaveURL(/sign-in/)
})

test('the working text against a version, by keys', async ({ as, server }) => {
  const { second } = await arranged(server.origin)
  const page = await as('drafter-01')
  await page.goto(`/draft/compare?from=${second}&to=now&lang=en`)
  await expect(page.locator('ins.substance').first()).toContainText('may')
  await expect(async () => {
    await page.keyboard.press('Alt+ArrowDown')
    await expect(page.locator('.entry:focus')).toHaveCount(1, { timeout: 500 })
  }).toPass()
  const first = await page.locator('.entry:focus').getAttribute('id')
  await page.keyboard.press('Alt+ArrowDown')
  await expect(page.locator('.entry:focus')).not.toHaveAttribute('id', first!)
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.locator('.entry:focus')).toHaveAttribute('id', first!)
  await isSound(page)
})

test('comparisons are sound for screen readers in both directions and fit a small screen', async ({ as, server }) => {
  const { second } = await arranged(server.origin)
  for (const [locale, lang] of [
    ['en-GB', 'en'],
    ['ar', 'ar'],
  ] as const) {
    const page = await as(null, { locale, viewport: { width: 390, height: 800 } })
    for (const view of ['inline', 'side']) {
      await page.goto(`/charter/compare?from=1&to=${second}&lang=${lang}&view=${view}&all=1`)
      await isSound(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    }
    if (lang === 'ar') {
      const change = page.locator('.text ins, .text del').first()
      await expect(change).toHaveAttribute('dir', 'rtl')
      await expect(page.locator('.text').first()).toHaveAttribute('dir', 'rtl')
    }
  }
})

test('who wrote what: labels beside colours, links by sitting, a slider with words', async ({ as, server }) => {
  await arranged(server.origin)
  const page = await as('drafter-01')
  await page.goto('/draft/5')
  await expect(page.getByRole('link', { name: 'Who wrote what' })).toHaveAttribute('href', '/draft/5/history?lang=en')
  await page.goto('/draft/5/history?lang=en')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How Article 5 was written')
  await expect(page.getByRole('region', { name: 'Who wrote these words' })).toContainText('Delegation 02')
  await expect(page.locator('.block .tag', { hasText: 'D02' }).first()).toBeVisible()
  const slider = page.getByRole('slider', { name: 'Sitting' })
  await expect(slider).toHaveAttribute('aria-valuetext', /Sitting 2 of 2: /)
  await isSound(page)
  await slider.focus()
  await expect(async () => {
    await page.keyboard.press('ArrowLeft')
    await expect(page).toHaveURL(/step=1/, { timeout: 1_000 })
  }).toPass()
  await expect(slider).toHaveAttribute('aria-valuetext', /Sitting 1 of 2: First text/)
  await expect(page.locator('.block .tag')).toHaveCount(0)
  await page.goto('/draft/5/history?step=2&show=changes')
  await expect(page.locator('.text del').first()).toBeVisible()
  await isSound(page)
})

test('check 4, CH1, CH3: every change by itself: who, in which capacity, when, by which act, before and after', async ({
  as,
  server,
}) => {
  await arranged(server.origin)
  const page = await as('drafter-01', { javaScriptEnabled: false })
  await page.goto('/draft/5/history')
  await page.getByRole('link', { name: 'Each change' }).click()
  const changes = page.locator('ol.changes > li')
  await expect(changes.last()).toContainText('The text began.')
  const written = changes.filter({ hasText: 'Words were written.' })
  for (const party of ['Delegation 01', 'Delegation 02'])
    await expect(written.filter({ hasText: party }).first().locator('time')).toBeVisible()
  await expect(written.first().locator('ins').first()).toBeVisible()
  await expect(written.first().locator('del').first()).toBeVisible()
  // to the paragraph as it stands now
  await expect(
    written
      .first()
      .getByRole('link', { name: /paragraph/ })
      .first(),
  ).toHaveAttribute('href', /^\/draft\/5\?lang=en#access-/)
})

test('an article is restored after a look at what that changes, and back again', async ({ as, server }) => {
  const { article } = await arranged(server.origin)
  const page = await as('drafter-01')
  const text = async (): Promise<string> =>
    ((await (await page.request.get(`/api/v1/articles/${article}`)).json()) as { text: string }).text
  const before = await text()
  expect(before).not.toContain('shall')
  await page.goto('/draft/5/restore?version=1')
  await expect(page.locator('ins.substance').first()).toContainText('shall')
  await isSound(page)
  await page.getByRole('button', { name: 'Restore this text' }).click()
  await expect(page.getByRole('status')).toContainText('The text was restored')
  expect(await text()).toContain('shall')
  const { seq, base } = await page.request
    .get(`/api/v1/articles/${article}/authorship`)
    .then(async (answer) => (await answer.json()) as { seq: number; last: number })
    .then(({ seq: last }) => ({ seq: last - 1, base: last }))
  const back = await page.request.post(`/api/v1/articles/${article}/restore`, {
    data: { seq, base },
    headers: { origin: server.origin },
  })
  expect(back.status()).toBe(200)
  expect(await text()).toBe(before)
  // who only reads is told so
  const reader = await as('observer')
  await reader.goto('/draft/5/restore?version=1')
  await expect(reader.getByRole('button', { name: 'Restore this text' })).toHaveCount(0)
})
