/** Pasting and copying with the real clipboard: what other programs put there goes in, what goes out is read by another page. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { caret, test as desks } from './editor-desks.ts'
import { expect, test } from './fixtures.ts'

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../editor/fixtures/paste', name), 'utf8')
const textOf = (page: Page) => page.locator('[role=textbox][contenteditable=true]')

/** Puts this on the clipboard as another program does: through a copy, unchanged by the browser. */
async function copied(page: Page, html: string, text = ''): Promise<void> {
  const other = await page.context().newPage()
  await other.goto('about:blank')
  await other.evaluate(
    ([asHtml, asText]) =>
      document.addEventListener('copy', (event) => {
        event.clipboardData!.setData('text/html', asHtml)
        event.clipboardData!.setData('text/plain', asText)
        event.preventDefault()
      }),
    [html, text] as const,
  )
  await other.bringToFront()
  await other.keyboard.press('Control+c')
  await other.close()
  await page.bringToFront()
}

/** What is on the clipboard, as another page gets it. */
async function clipboardOf(page: Page): Promise<{ html: string; text: string }> {
  const other = await page.context().newPage()
  await other.setContent('<div contenteditable autofocus>x</div>')
  await other.locator('div').click()
  await other.evaluate(() =>
    document.addEventListener('paste', (event) => {
      const data = event.clipboardData!
      document.title = JSON.stringify({ html: data.getData('text/html'), text: data.getData('text/plain') })
    }),
  )
  await other.keyboard.press('Control+v')
  await expect.poll(() => other.title()).not.toBe('')
  const carried = JSON.parse(await other.title()) as { html: string; text: string }
  await other.close()
  return carried
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await textOf(page).locator('.block').last().click()
  await page.keyboard.press('Control+End')
}

test('PA24, PA34, TR7: a document of Word comes in with its structure, tells what it left, offers its references, and is one step of undo', async ({
  as,
}) => {
  const page = await as('drafter-01')
  await open(page, '/draft/10')
  const text = textOf(page)
  const before = await text.locator('.block').allTextContents()
  await copied(page, fixture('word-charter.html'))
  await page.keyboard.press('Control+v')

  const block = (words: string) => text.locator('.block', { hasText: words }).last()
  await expect(block('negotiate it openly with all parties')).toHaveAttribute('data-number', '(a)')
  await expect(block('each year; and')).toHaveAttribute('data-number', '(i)')
  await expect(block('The Societies shall seek access').locator('strong')).toHaveText('shall')
  await expect(text.locator('.block.note', { hasText: 'the approach to people' })).toHaveCount(1)

  const notice = page.locator('[data-paste]')
  await expect(notice.locator('[data-finding=deletion]')).toContainText('without delay')
  await expect(notice.locator('[data-finding=image]')).toContainText('Map of the region')
  await expect(notice.locator('[data-finding=comment]')).toContainText('Which of them?')
  await expect(page.locator('#announced-polite')).toContainText('Tracked deletions (1)')

  const typed = page.locator('[data-typed-references]')
  await expect(typed.locator('li')).toHaveCount(3)
  await expect(typed.locator('li', { hasText: 'probably of another text' })).toContainText('Article 3')
  const { violations } = await new AxeBuilder({ page })
    .include('[data-paste]')
    .include('[data-typed-references]')
    .analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  await typed.locator('li', { hasText: 'Article 4' }).locator('[data-link]').focus()
  await page.keyboard.press('Enter')
  await expect(block('negotiate it openly').locator('.ref')).toHaveText('Article 4')
  await expect(typed.locator('li')).toHaveCount(2)
  await expect(typed.locator('[data-link]').first()).toBeFocused()

  await text.focus()
  await page.keyboard.press('Control+z')
  await expect(block('negotiate it openly').locator('.ref')).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect.poll(() => text.locator('.block').allTextContents()).toEqual(before)
})

test('PA50-PA53: what is copied has its numbers for others, and its structure for this editor', async ({ as }) => {
  const page = await as('drafter-01')
  // without brackets, which no paste takes away
  await open(page, '/draft/12')
  const text = textOf(page)
  await copied(page, '', '1. One\n(a) first;\n(b) second.')
  await page.keyboard.press('Control+v')
  await expect(text.locator('.block', { hasText: 'second.' })).toHaveAttribute('data-number', '(b)')
  // not their numbers: those of the paragraphs that were replaced are nobody's (NU11)
  const shapes = (): Promise<string[]> =>
    text.locator('.block').evaluateAll((blocks) => blocks.map((block) => `${block.className} ${block.textContent}`))
  const all = await shapes()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  const { html, text: plain } = await clipboardOf(page)
  await page.bringToFront()
  expect(plain).toMatch(/\d+\. One\n\(a\) first;\n\(b\) second\.$/)
  expect(plain).toMatch(/^Article 12\. /)
  expect(html).toMatch(/<p style="margin-inline-start: 2em"[^>]*>\(b\) second\.<\/p>/)
  await text.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+v')
  await expect.poll(shapes).toEqual(all)
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
})

test('PA10, PA11, PA33, TR4: Arabic words of Word, in a language that follows: repaired, one run, references in their own form', async ({
  as,
}) => {
  const page = await as('drafter-01')
  await open(page, '/draft/4?lang=ar')
  const text = textOf(page)
  await expect(text).toHaveAttribute('dir', 'rtl')
  const count = await text.locator('.block').count()
  await copied(page, fixture('word-arabic.html'))
  await page.keyboard.press('Control+v')
  const last = text.locator('.block').last()
  await expect(last).toContainText('تتفاوض علنا مع جميع الأطراف؛ تقدم تقريرا عن ذلك كل سنة. لا يخل ذلك بالمـــادة 3')
  await expect(text.locator('.block')).toHaveCount(count)
  await expect(page.locator('[data-finding=deletion] q')).toHaveText('كل شهر')
  await expect(page.locator('[data-finding=footnote] q')).toHaveText('الوصول إلى الناس ووصولهم إلى العون.')
  await page.locator('[data-typed-references] li', { hasText: 'للمادة 5' }).locator('[data-link]').click()
  await expect(last.locator('.ref', { hasText: 'للمادة 5' })).toHaveCount(1)
  await text.focus()
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
})

desks('PA1, PA2: an Arabic document of a page becomes paragraphs, items and sub-items', async ({ pair }) => {
  const [page] = await pair({ lang: 'ar' })
  await copied(page, fixture('web-arabic.html'))
  await caret(page, 'p1', -1)
  await page.keyboard.press('Control+v')
  const written = await page.evaluate(() => window.desk.written())
  const lines = written.content.map(({ attrs, content = [] }) => [
    attrs.kind + String(attrs.depth || ''),
    content.map((node) => (node.type === 'text' ? node.text : '')).join(''),
  ])
  const at = lines.findIndex(([, words]) => words === 'المادة 6')
  expect(lines.slice(at, at + 6)).toEqual([
    ['para', 'المادة 6'],
    ['para', 'تسعى الجمعيات إلى الوصول وفقا للمادة ٥، وعليها أن:'],
    ['item1', 'تتفاوض علنا مع جميع الأطراف؛'],
    ['item1', 'تقدم تقريرا عن ذلك:'],
    ['item2', 'كل سنة؛'],
    ['item2', 'كتابة.'],
  ])
  expect(await page.evaluate(() => window.desk.agrees())).toBe(true)
})
