/**
 * Footnotes and defined terms with real keys: inserted, numbered, renumbered by one before, seen by another page and by the public; a term
 * defined, linked and renamed, with all its uses in every language.
 */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { selectWords } from '../support/select-words.ts'
import { expect, test } from './fixtures.ts'

/** Its tests publish. */
test.use({ ownServer: 'notes' })

const textbox = (page: Page) => page.locator('.article-text')
const block = (page: Page, id: string) => textbox(page).locator(`[data-id="${id}"]`)
const calls = (page: Page) => textbox(page).locator('.note-call')
const notes = (page: Page) => textbox(page).locator('.block.note')

async function ready(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(textbox(page)).toBeVisible()
}

/** The words of a block, with the mouse. */
const select = (page: Page, id: string, words: string): Promise<void> => selectWords(block(page, id), words)

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

async function faultless(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
}

test('a footnote is inserted, numbered, renumbered, seen by the other page and by the public', async ({ as }) => {
  test.setTimeout(180_000)
  const [writer, other] = await Promise.all([as('drafter-01'), as('drafter-02')])
  await Promise.all([ready(writer, '/draft/8'), ready(other, '/draft/8')])

  await test.step('a key puts a call at the caret and the caret in an empty note; a key goes back', async () => {
    await block(writer, 'dialogue-status').click()
    await writer.keyboard.press('End')
    await writer.keyboard.press('Control+Alt+f')
    await writer.keyboard.type('Recognition is an act of States.')
    await expect(notes(writer)).toHaveAttribute('data-number', '1')
    await expect(calls(writer)).toHaveAttribute('aria-label', 'Footnote 1')
    await expect(notes(other)).toContainText('Recognition is an act of States.')
    await writer.keyboard.press('Control+Alt+g')
    await writer.keyboard.type(' BACK')
    await expect(block(writer, 'dialogue-status')).toContainText('BACK')
  })

  await test.step('another one before it, by somebody else, renumbers it on both pages', async () => {
    await block(other, 'dialogue-all').click()
    await other.keyboard.press('End')
    await other.keyboard.press('Control+Alt+f')
    await other.keyboard.type('Including non-State armed groups.')
    for (const page of [writer, other]) {
      await expect(notes(page)).toHaveCount(2)
      await expect(notes(page).nth(0)).toContainText('Including non-State armed groups.')
      await expect(calls(page).nth(1)).toHaveAttribute('data-number', '2')
      await expect(notes(page).filter({ hasText: 'Recognition' })).toHaveAttribute('data-number', '2')
    }
    await other.keyboard.press('Enter')
    await expect(notes(other)).toHaveCount(2)
  })

  await test.step('a deleted call leaves the note, which says so; it is called again from the list', async () => {
    await notes(writer).filter({ hasText: 'Including' }).click()
    await writer.keyboard.press('Control+Alt+g')
    await writer.keyboard.press('Backspace')
    await expect(notes(writer).filter({ hasText: 'Including' })).toHaveClass(/uncalled/)
    await expect(notes(writer).filter({ hasText: 'Recognition' })).toHaveAttribute('data-number', '1')
    await writer.keyboard.press('Control+Alt+n')
    const list = writer.getByRole('dialog', { name: 'Footnotes of this article' })
    await expect(list).toContainText('Not called in the text')
    await faultless(writer)
    await list.getByRole('button', { name: 'Call it at the caret' }).last().click()
    await expect(notes(other).filter({ hasText: 'Including' })).toHaveAttribute('data-number', '1')
  })

  await test.step('the desk is faultless', async () => {
    await expect(writer.getByText('Saved', { exact: true }).first()).toBeVisible()
    await faultless(writer)
  })

  await test.step('in Arabic its words follow, and the translator calls it', async () => {
    const reader = await as('reviewer-05', { locale: 'ar' })
    await ready(reader, '/draft/4?lang=ar')
    await ready(other, '/draft/4')
    await block(other, 'civil-nature').click()
    await other.keyboard.press('Control+Alt+f')
    await other.keyboard.type('Civil.')
    await expect(notes(reader)).toHaveCount(1)
    await expect(notes(reader)).toHaveClass(/uncalled/)
    await faultless(reader)
  })

  await test.step('the public reads it, and finds the way there and back, without JavaScript', async () => {
    const secretariat = await as('secretariat')
    const charters = (await (await secretariat.request.get('/api/v1/charters')).json()) as { items: { id: string }[] }
    const cut = await secretariat.request.post(`/api/v1/charters/${charters.items[0]!.id}/versions`, {
      data: { label: 'With notes', notes: 'Footnotes.' },
      headers: { origin: new URL(writer.url()).origin },
    })
    expect(cut.status()).toBe(201)
    const { number } = (await cut.json()) as { number: number }
    const visitor = await as(null, { javaScriptEnabled: false })
    await visitor.goto(`/charter/v/${number}/8`)
    const call = visitor.locator('[role=doc-noteref]').nth(1)
    await expect(call).toHaveAttribute('aria-label', 'Footnote 2')
    await call.click()
    const note = visitor.locator('[role=doc-footnote]').nth(1)
    await expect(note).toContainText('Recognition is an act of States.')
    await expect(note).toHaveAttribute('id', new URL(visitor.url()).hash.slice(1))
    await note.locator('[role=doc-backlink]').click()
    await expect(visitor.locator('[role=doc-noteref]').nth(1)).toHaveAttribute(
      'id',
      new URL(visitor.url()).hash.slice(1),
    )
  })
})

test('DT5, DT6, DT7: a term is defined, linked and renamed, and all its uses are listed', async ({ as }) => {
  test.setTimeout(180_000)
  const page = await as('secretariat')
  await ready(page, '/draft/2')

  await test.step('words of a definition are marked', async () => {
    await select(page, 'terms-affected', 'affected persons')
    await page.keyboard.press('Control+Alt+d')
    await expect(block(page, 'terms-affected').locator('dfn')).toHaveText('affected persons')
    await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible()
  })

  const terms = page.getByRole('dialog', { name: 'Defined terms of this charter' })
  await test.step('the panel lists every use of its words, in this article and the others', async () => {
    await page.keyboard.press('Control+Alt+t')
    await expect(terms.getByRole('heading', { name: 'affected persons', exact: true })).toBeVisible()
    // those of the term at the caret are open
    await expect(terms.getByRole('button', { name: /^Uses: \d{2,}/ })).toHaveAttribute('aria-expanded', 'true')
    await expect(terms).toContainText('Article 1')
    await expect(terms).toContainText('Not linked')
    await faultless(page)
    const [link] = await Promise.all([terms.getByRole('link', { name: 'Go there' }).first().getAttribute('href')])
    expect(link).toMatch(/^\/draft\/[^?]+\?lang=en#/)
    await terms.getByRole('button', { name: 'Close' }).click()
  })

  await test.step('selected words are linked, and say what they mean', async () => {
    await select(page, 'terms-access', 'affected persons')
    await page.keyboard.press('Control+Alt+t')
    await terms.getByRole('button', { name: 'Link the selected words' }).click()
    const use = block(page, 'terms-access').locator('.term-known')
    await expect(use).toHaveText('affected persons')
    await expect(use).toHaveAttribute('title', /means persons who need protection/)
    await use.click()
    await page.keyboard.press('Control+Alt+m')
    await expect(page.locator('.said')).toContainText('means persons who need protection')
  })

  await test.step('new words change the definition and the linked use here; the others are listed', async () => {
    await block(page, 'terms-access').locator('.term').click()
    await page.keyboard.press('Control+Alt+t')
    await terms.getByLabel('New words for this term').fill('people affected')
    await terms.getByRole('button', { name: 'Change it in this article' }).click()
    await expect(terms.getByRole('heading', { name: 'people affected', exact: true })).toBeVisible()
    await terms.getByRole('button', { name: 'Close' }).click()
    await expect(block(page, 'terms-affected')).toContainText('“people affected” means')
    await expect(block(page, 'terms-access')).toContainText('reach people affected and')
    await page.keyboard.press('Control+z')
    await expect(block(page, 'terms-affected')).toContainText('“affected persons” means')
    await expect(block(page, 'terms-access')).toContainText('reach affected persons and')
  })
})

test('footnotes and the list of terms in Arabic, right to left, and on a telephone', async ({ as }) => {
  const page = await as('secretariat', { locale: 'ar', viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
  await ready(page, '/draft/7')
  await block(page, 'prevention-aim').click()
  await page.keyboard.press('End')
  await page.keyboard.press('Control+Alt+f')
  await page.keyboard.type('A note.')
  await expect(calls(page)).toHaveAttribute('aria-label', 'الحاشية 1')
  await page.keyboard.press('Control+Alt+t')
  await expect(page.getByRole('dialog', { name: 'المصطلحات المعرّفة في هذا الميثاق' })).toBeVisible()
  await faultless(page)
})
