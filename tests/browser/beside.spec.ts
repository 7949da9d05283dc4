/** Two languages side by side: aligned by paragraph id, live, each in its direction; and which paragraphs follow an older source. */
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const edited = (page: Page): Locator => page.locator('.place:not(.second) .article-text')
const beside = (page: Page): Locator => page.locator('.place.second .article-text')
const opened = async (page: Page, path: string): Promise<void> => {
  await page.goto(path)
  await expect(edited(page)).toBeVisible()
  if (path.includes('beside=')) await expect(beside(page)).toBeVisible()
}
const top = async (block: Locator): Promise<number> => (await block.boundingBox())!.y
const idsOf = (text: Locator): Promise<(string | null)[]> =>
  text.locator('.block').evaluateAll((blocks) => blocks.map((block) => block.getAttribute('data-id')))

test('paragraphs of one id stand in one row, each text in its direction; on a telephone below each other', async ({
  as,
}) => {
  const page = await as('drafter-01', { viewport: { width: 1280, height: 900 } })
  await opened(page, '/draft/4?lang=ar&beside=en')
  await expect(edited(page)).toHaveAttribute('dir', 'rtl')
  await expect(edited(page)).toHaveAttribute('lang', 'ar')
  await expect(beside(page)).toHaveAttribute('dir', 'ltr')
  await expect(beside(page)).toHaveAttribute('lang', 'en')
  await expect(beside(page)).toHaveAttribute('aria-readonly', 'true')
  const ids = await idsOf(edited(page))
  expect(await idsOf(beside(page))).toEqual(ids)
  expect(ids.length).toBeGreaterThan(4)
  const pairOf = (id: string | null) =>
    [edited(page), beside(page)].map((text) => text.locator(`[data-id="${id}"]`)) as [Locator, Locator]
  for (const id of ids) {
    const [a, b] = pairOf(id)
    expect(Math.abs((await top(a)) - (await top(b))), `${id}`).toBeLessThan(2)
  }
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])

  await page.setViewportSize({ width: 390, height: 800 })
  let last = 0
  for (const id of ids)
    for (const block of pairOf(id)) {
      const y = await top(block)
      expect(y, `${id}`).toBeGreaterThan(last)
      last = y
    }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  // the text below can still be written in, though the other lies over it
  await edited(page).locator('.block.para').first().click()
  await expect(edited(page)).toBeFocused()
})

test('TF1, TF4: what changes in the source is live beside, is said to be behind, and said to say the same', async ({
  as,
}) => {
  const writer = await as('drafter-01')
  const translator = await as('drafter-02')
  await opened(translator, '/draft/4?lang=ar&beside=en')
  const checks = translator.locator('.check')
  await expect(checks).toHaveCount(0)
  await opened(writer, '/draft/4')
  const paragraph = edited(writer).locator('.block.para').first()
  await paragraph.click()
  await writer.keyboard.press('End')
  await writer.keyboard.type(' SOURCE')
  await expect(beside(translator).locator('.block.para').first()).toContainText('SOURCE')
  await expect(checks).toHaveCount(1)
  // others see it in the outline and above the translation
  const reader = await as('reviewer-05')
  await opened(reader, '/draft/4?lang=ar')
  await expect(reader.getByText('1 paragraph follows an older text in English')).toBeVisible()
  await expect(reader.getByRole('navigation').getByRole('link', { name: /1 paragraph follows/ })).toBeVisible()

  await checks.getByRole('button', { name: /this still says the same/ }).click()
  await expect(checks).toHaveCount(0)
  await expect(translator.getByRole('status').filter({ hasText: 'says the same' })).toHaveCount(1)

  // a new row in the source comes to both
  const rows = await edited(translator).locator('.block').count()
  await paragraph.click()
  await writer.keyboard.press('End')
  await writer.keyboard.press('Enter')
  await writer.keyboard.type('A row of its own')
  await expect(edited(translator).locator('.block')).toHaveCount(rows + 1)
  await expect(beside(translator).locator('.block')).toHaveCount(rows + 1)
  // the one that was split there has lost words to it
  await expect(checks).toHaveCount(2)
})

test('without a script both languages are there to read', async ({ as }) => {
  const page = await as('drafter-01', { javaScriptEnabled: false })
  await page.goto('/draft/4?lang=ar&beside=en')
  await expect(page.locator('section.article[lang=ar]')).toBeVisible()
  await expect(page.locator('section.article[lang=en]')).toBeVisible()
})

test('who reads in a language that an article lacks goes on to the others in theirs', async ({ as }) => {
  const page = await as('drafter-01', { javaScriptEnabled: false })
  await page.goto('/draft/8?lang=ar')
  await expect(page.locator('section.article')).toHaveAttribute('lang', 'en')
  const outline = page.locator('[data-region=outline] ol')
  await expect(outline).toHaveAttribute('dir', 'rtl')
  const entry = (slug: string) => outline.locator(`a[href^="/draft/${slug}?"]`)
  await expect(entry('4')).toHaveAttribute('href', '/draft/4?lang=ar')
  await expect(entry('4').locator('.heading')).not.toHaveAttribute('lang')
  await expect(entry('8').locator('.heading')).toHaveAttribute('lang', 'en')
  await expect(page.locator('a[rel=next]')).toHaveAttribute('href', '/draft/9?lang=ar')
})
