/** The compilation text as people read it: in place, attributed, in their language, on paper (CT3, CT5, CT7). */
import { expect, test } from './fixtures.ts'

test('a proposal stands behind its paragraph, with who makes it and why, and needs no script', async ({ as }) => {
  const page = await as('drafter-01', { javaScriptEnabled: false })
  await page.goto('/draft/7/compilation')
  await expect(page.getByRole('heading', { level: 1, name: 'Compilation text' })).toBeVisible()
  await expect(page.locator('.restricted')).toBeVisible()
  const change = page.locator('.change').first()
  await expect(change.getByRole('heading')).toContainText('ART-7/P-')
  await expect(change.locator('ins')).not.toHaveCount(0)
  await expect(change).toContainText('Delegation')
  await expect(change).toContainText('Reason:')
  await page.getByRole('link', { name: 'The whole charter' }).click()
  await expect(page.getByRole('heading', { level: 2 })).toHaveCount(await page.locator('section.article').count())
  expect(await page.locator('section.article').count()).toBeGreaterThan(20)
})

test('in Arabic from right to left, a proposal without Arabic words in its own language, which is said', async ({
  as,
}) => {
  const page = await as('drafter-01', { locale: 'ar' })
  await page.goto('/draft/5/compilation?lang=ar')
  const block = page.locator('section.article .block').first()
  await expect(block).toHaveAttribute('dir', 'rtl')
  const redline = page.locator('.redline').first()
  await expect(redline).toHaveAttribute('lang', 'en')
  await expect(redline).toHaveAttribute('dir', 'ltr')
  const number = (await page.locator('.number').first().boundingBox())!
  const words = (await block.locator('p').boundingBox())!
  expect(number.x + number.width).toBeGreaterThan(words.x + words.width)
})

test('on paper every sheet says what it is', async ({ as }) => {
  const page = await as('drafter-01')
  await page.goto('/draft/7/compilation')
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('.running')).toBeVisible()
  await expect(page.locator('.running')).toContainText(/EN · Compilation text · Restricted/)
  await expect(page.getByRole('navigation', { name: 'Languages' })).toBeHidden()
  for (const format of ['A4', 'Letter']) expect((await page.pdf({ format })).subarray(0, 5).toString()).toBe('%PDF-')
})
