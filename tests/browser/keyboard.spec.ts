/** The desk by keyboard alone, in both directions, wide and narrow: where the focus goes, what is said, and that nothing needs a pointer. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const textOf = (page: Page) => page.locator('[role=textbox][contenteditable]')

const VIEWS = [
  { name: 'left to right, wide', locale: 'en-GB', width: 1280, path: '/draft/7' },
  { name: 'left to right, narrow', locale: 'en-GB', width: 390, path: '/draft/7' },
  { name: 'right to left, wide', locale: 'ar', width: 1280, path: '/draft/4?lang=ar' },
  { name: 'right to left, narrow', locale: 'ar', width: 390, path: '/draft/4?lang=ar' },
] as const

const axe = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)
}
/** Which part of the desk has the focus. */
const region = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? null)

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(textOf(page)).toBeVisible()
}

for (const { name, locale, width, path } of VIEWS)
  test(`an article is reviewed by keyboard alone: ${name}`, async ({ as }) => {
    const page = await as('secretariat', { locale, viewport: { width, height: 844 } })
    await open(page, path)

    // F6 goes round the parts of the desk, Shift+F6 back
    const seen: (string | null)[] = []
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press('F6')
      seen.push(await region(page))
    }
    expect(seen).toEqual(['outline', 'toolbar', 'text', 'margin'])
    await page.keyboard.press('Shift+F6')
    await expect(textOf(page)).toBeFocused()

    // Ctrl+G: an address, then the caret stands in that paragraph
    await page.keyboard.press('Control+g')
    await expect(page.locator('.palette').getByRole('combobox')).toBeFocused()
    await page.keyboard.type(locale === 'ar' ? '2' : '7.2')
    await expect(page.getByRole('option').first()).toBeVisible()
    expect(await axe(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect(textOf(page)).toBeFocused()
    const number = () =>
      page.evaluate(() => {
        const node = getSelection()!.anchorNode!
        return (node instanceof Element ? node : node.parentElement!).closest('.block')!.getAttribute('data-number')
      })
    expect(await number()).toBe('2.')

    // the toolbar is one line on a phone; its menus open by key, and the focus comes back to the text
    await page.keyboard.press('Alt+F10')
    expect(await region(page)).toBe('toolbar')
    const bar = (await page.getByRole('toolbar').boundingBox())!
    if (width === 390) expect(bar.height).toBeLessThan(60)
    expect(bar.width).toBeLessThanOrEqual(width)
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowDown')
    const menu = page.getByRole('menu')
    await expect(menu).toBeVisible()
    const box = (await menu.boundingBox())!
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(width)
    expect(await axe(page)).toEqual([])
    await expect(menu.locator('[role^=menuitem]').first()).toBeFocused()
    await page.keyboard.press('End')
    await expect(menu.locator('[role^=menuitem]').last()).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(menu).toBeHidden()
    expect(await region(page)).toBe('toolbar')
    await page.keyboard.press('Escape')
    await expect(textOf(page)).toBeFocused()
    expect(await number()).toBe('2.')

    // Ctrl+K: a command found by its words
    await page.keyboard.press('Control+k')
    const field = page.locator('.palette').getByRole('combobox')
    await expect(field).toBeFocused()
    await page.keyboard.type(locale === 'ar' ? 'عدد الكلمات' : 'words and clauses')
    const chosen = page.locator(`#${await field.getAttribute('aria-activedescendant')}`)
    await expect(chosen).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog').getByRole('row')).toHaveCount(3)
    await expect(page.getByRole('dialog')).not.toContainText('…')
    expect(await axe(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(textOf(page)).toBeFocused()
  })

test('the guide opens on ? outside of the text and on F1 inside, and says every key that the list of acts has', async ({
  as,
}) => {
  const page = await as('drafter-01')
  await open(page, '/draft/7')
  await page.keyboard.press('Shift+?')
  const guide = page.getByRole('dialog', { name: 'Keyboard' })
  await expect(guide).toBeVisible()
  expect(await axe(page)).toEqual([])
  // whatever button tells a key, the guide tells it too
  const titles = await page
    .locator('[data-tool][title*="("]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('title')!))
  expect(titles.length).toBeGreaterThan(3)
  for (const title of titles) {
    const [, label, key] = /^(.*) \(([^)]+)\)$/.exec(title)!
    await expect(guide.locator('dl div').filter({ hasText: label! }).locator('kbd').first()).toHaveText(key!)
  }
  await page.keyboard.press('Escape')
  await expect(guide).toBeHidden()

  await textOf(page).locator('.block').last().click()
  const before = await textOf(page).textContent()
  await page.keyboard.press('F1')
  await expect(guide).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(textOf(page)).toBeFocused()
  // in the text, ? is a letter
  await page.keyboard.press('Shift+?')
  await expect(guide).toBeHidden()
  expect(await textOf(page).textContent()).not.toBe(before)
  await page.keyboard.press('Control+z')
})

test('every act of the toolbar stands in a menu too, and does the same from there', async ({ as }) => {
  const page = await as('drafter-01')
  await open(page, '/draft/7')
  const tools = await page.locator('[data-tool]').evaluateAll((all) => all.map((one) => one.getAttribute('data-tool')!))
  const acts: string[] = []
  const menus = page.locator('[data-menu]')
  for (let i = 0; i < (await menus.count()); i++) {
    await menus.nth(i).click()
    acts.push(
      ...(await page.locator('[data-act]').evaluateAll((all) => all.map((one) => one.getAttribute('data-act')!))),
    )
    await page.keyboard.press('Escape')
  }
  expect(tools.filter((name) => !acts.includes(name))).toEqual([])

  const first = textOf(page).locator('.block').nth(1)
  await first.click()
  await page.keyboard.press('End')
  await page.keyboard.press('Shift+Home')
  await page.locator('[data-menu=words]').click()
  await page.locator('[data-act=bold]').click()
  await expect(first.locator('strong')).not.toHaveCount(0)
  await expect(textOf(page)).toBeFocused()
  await page.keyboard.press('Control+z')
  await expect(first.locator('strong')).toHaveCount(0)
})

test('the text alone: outline and margin go, the paragraph in hand is lit, it is said, and all comes back', async ({
  as,
}) => {
  const page = await as('drafter-01')
  await open(page, '/draft/7')
  await textOf(page).locator('.block').nth(2).click()
  await page.keyboard.press('F9')
  await expect(page.locator('#announced-polite')).toHaveText('The text alone is shown.')
  await expect(page.locator('[data-region=margin]')).toBeHidden()
  await expect(page.locator('[data-region=outline]')).toBeHidden()
  await expect(textOf(page).locator('.lit')).toHaveCount(1)
  await page.keyboard.press('ArrowUp')
  await expect(textOf(page).locator('.lit')).toHaveCount(1)
  expect(await axe(page)).toEqual([])
  await page.keyboard.press('F9')
  await expect(page.locator('[data-region=margin]')).toBeVisible()
  await expect(textOf(page).locator('.lit')).toHaveCount(0)
})

test('large type is chosen from the menu and is there at the next visit, before any script runs', async ({ as }) => {
  const page = await as('drafter-01')
  await open(page, '/draft/7')
  const size = () => textOf(page).evaluate((element) => parseFloat(getComputedStyle(element).fontSize))
  const normal = await size()
  await page.locator('[data-menu=view]').click()
  const kept = page.waitForResponse((response) => response.url().endsWith('/preferences'))
  await page.locator('[data-act=type-larger]').click()
  await kept
  expect(await size()).toBeGreaterThan(normal * 1.3)
  await page.goto('/draft/7')
  await expect(page.locator('html')).toHaveAttribute('data-type', 'larger')
  await expect(textOf(page)).toBeVisible()
  await page.locator('[data-menu=view]').click()
  await expect(page.locator('[data-act=type-larger]')).toHaveAttribute('aria-checked', 'true')
  await expect(page.locator('[data-act=type-normal]')).toHaveAttribute('aria-checked', 'false')
})

test('the text carries its language, so that the browser spells it rightly', async ({ as }) => {
  const page = await as('drafter-01', { locale: 'en-GB' })
  for (const [path, lang, dir] of [
    ['/draft/7', 'en', 'ltr'],
    ['/draft/4?lang=ar', 'ar', 'rtl'],
  ] as const) {
    await open(page, path)
    await expect(textOf(page)).toHaveAttribute('lang', lang)
    await expect(textOf(page)).toHaveAttribute('dir', dir)
    await expect(textOf(page)).toHaveAttribute('spellcheck', 'true')
  }
})

test('an address in another article leads to its paragraph', async ({ as }) => {
  const page = await as('drafter-01')
  await open(page, '/draft/7')
  await textOf(page).focus()
  await page.keyboard.press('Control+g')
  await expect(page.locator('.palette').getByRole('combobox')).toBeFocused()
  await page.keyboard.type('Article 4, 2')
  await expect(page.getByRole('option').first()).toContainText('Article 4')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/draft\/4#./)
})
