/** Finding and replacing at the desk: what is marked, said and undone, in both directions. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const textOf = (page: Page) => page.locator('[role=textbox][contenteditable=true]')
const said = (page: Page) => page.locator('#announced-polite')

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await textOf(page).locator('.block').nth(1).click()
}

test('Ctrl+F finds in the article, tells where, and goes round; Escape leaves the match selected', async ({ as }) => {
  const page = await as('drafter-01')
  await open(page, '/draft/2')
  await page.keyboard.press('Control+f')
  const field = page.getByRole('textbox', { name: 'Find', exact: true })
  await expect(field).toBeFocused()
  await field.fill('SOCIETY')
  const found = textOf(page).locator('.found')
  const count = await found.count()
  expect(count).toBeGreaterThan(1)
  await expect(page.locator('.find .count')).toHaveText(new RegExp(`of ${count}$`))
  await expect(said(page)).toHaveText(new RegExp(`\\d+ of ${count}`))
  const at = async (): Promise<number> => Number((await page.locator('.find .count').textContent())!.split(' ')[0])
  const first = await at()
  await page.keyboard.press('Enter')
  await expect.poll(at).toBe((first % count) + 1)
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.press('Shift+F3')
  await expect.poll(at).toBe(((first - 2 + count) % count) + 1)

  const { violations } = await new AxeBuilder({ page }).include('.find').withTags(STANDARDS).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  await page.getByRole('button', { name: 'Match case' }).click()
  await expect(page.locator('.find .count')).toHaveText('No match')
  await page.getByRole('button', { name: 'Match case' }).click()
  await page.getByRole('button', { name: 'Next match' }).click()
  await page.keyboard.press('Escape')
  await expect(textOf(page)).toBeFocused()
  await expect(found).toHaveCount(0)
  expect((await page.evaluate(() => getSelection()!.toString())).toLowerCase()).toBe('society')
})

test('replacing keeps the marks, and all at once is one step of undo', async ({ as }) => {
  const page = await as('drafter-01')
  await open(page, '/draft/10')
  const text = textOf(page)
  await page.keyboard.press('End')
  await page.keyboard.type(' zebra zebra zebra')
  await page.keyboard.press('Control+f')
  await page.getByRole('textbox', { name: 'Find', exact: true }).fill('zebra')
  await expect(text.locator('.found')).toHaveCount(3)
  await page.getByRole('textbox', { name: 'Replace with' }).fill('okapi')
  await page.getByRole('button', { name: 'Replace', exact: true }).click()
  await expect(text.locator('.found')).toHaveCount(2)
  await expect(text).toContainText('okapi')
  await page.getByRole('button', { name: 'Replace all' }).click()
  await expect(text.locator('.found')).toHaveCount(0)
  await expect(said(page)).toHaveText('2 replaced.')
  await page.getByRole('textbox', { name: 'Find', exact: true }).press('Escape')
  await page.keyboard.press('Control+z')
  await expect(text).toContainText('okapi zebra zebra')
  await page.keyboard.press('Control+z')
  await expect(text).toContainText('zebra zebra zebra')
})

test('in Arabic, vowel signs and hamza may be looked over, and the bar reads from right to left', async ({ as }) => {
  const page = await as('secretariat', { locale: 'ar', viewport: { width: 390, height: 844 } })
  await open(page, '/draft/4?lang=ar')
  await page.keyboard.press('Control+f')
  const field = page.locator('#find-text')
  await field.fill('الانسانية')
  await expect(page.locator('.find .count')).toHaveText('لا نتائج')
  await page.getByRole('button', { name: 'تجاهل التشكيل وأشكال الألف والهمزة' }).click()
  await expect(page.locator('.find .count')).toHaveText(/من/)
  await expect(field).toHaveAttribute('dir', 'rtl')
  const box = (await page.locator('.find').boundingBox())!
  expect(box.x).toBeGreaterThanOrEqual(0)
  expect(box.x + box.width).toBeLessThanOrEqual(390)
})
test('who may not write finds, and is offered no replacement', async ({ as }) => {
  const page = await as('observer')
  await page.goto('/draft/2')
  await page.getByRole('textbox', { name: /Article 2/ }).focus()
  await page.keyboard.press('Control+f')
  await page.getByRole('textbox', { name: 'Find', exact: true }).fill('means')
  await expect(page.locator('.find .count')).toHaveText(/\d+ of \d+/)
  await expect(page.getByRole('textbox', { name: 'Replace with' })).toHaveCount(0)
})

test('across the charter: chosen articles change, the locked one and what others type stay, and it is taken back as one', async ({
  as,
}) => {
  // one writes in Article 7 all the while
  const writer = await as('drafter-02')
  await open(writer, '/draft/7')
  await writer.keyboard.press('End')
  await writer.keyboard.type(' Written before.')
  const page = await as('secretariat')
  await page.goto('/draft/find?q=humanitarian&lang=en')
  const boxes = page.locator('input[name=article]')
  const locked = page.locator('section.article').filter({ hasText: 'agreed and locked' })
  await expect(locked.first()).toBeVisible()
  await expect(locked.locator('input[name=article]')).toHaveCount(0)
  const chosen = await boxes.count()
  expect(chosen).toBeGreaterThan(2)
  const matches = page.locator('mark')
  const before = await matches.count()
  // all but the last
  await boxes.last().uncheck()
  const last = page
    .locator('section.article')
    .filter({ has: page.locator('input[name=article]') })
    .last()
  const heading = await last.getByRole('heading').getAttribute('id')
  await page.getByLabel('Replace with').fill('relief')
  await page.getByRole('button', { name: 'Replace in the chosen articles' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'replaced.' })).toBeVisible()
  await expect(page.locator('input[name=article]')).toHaveCount(1)
  await expect(page.locator(`#${heading}`)).toBeVisible()
  // the writer sees it at once and loses nothing
  await expect(textOf(writer)).toContainText('relief')
  await writer.keyboard.type(' Written after.')
  await expect(textOf(writer)).toContainText('Written before. Written after.')

  await page.getByRole('button', { name: 'Undo this replacement' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'taken back' })).toBeVisible()
  await expect(matches).toHaveCount(before)
  await expect(textOf(writer)).not.toContainText('relief')
  await expect(textOf(writer)).toContainText('Written before. Written after.')
  // a match leads to its paragraph
  const link = page.locator('section.article li a').last()
  const href = (await link.getAttribute('href'))!
  await link.click()
  await expect(page).toHaveURL(new RegExp(`${href.split('#')[1]!}$`))
})

test('across the charter without a script', async ({ as }) => {
  const page = await as('secretariat', { javaScriptEnabled: false })
  await page.goto('/draft')
  await page.getByRole('link', { name: 'Find in the whole charter' }).click()
  await page.getByLabel('Find', { exact: true }).fill('persuasion')
  await page.getByLabel('Whole words').check()
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await expect(page).toHaveURL(/wholeWords=true/)
  await expect(page.getByLabel('Whole words')).toBeChecked()
  await expect(page.locator('mark').first()).toHaveText('persuasion')
  for (const box of await page.locator('input[name=article]').all()) await box.uncheck()
  await page.getByRole('button', { name: 'Replace in the chosen articles' }).click()
  await expect(page.getByRole('alert')).toHaveText('Choose at least one article.')
})
