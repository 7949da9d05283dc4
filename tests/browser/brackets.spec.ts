/** Brackets as they are settled on their page: in all languages at once, in the name of the chair, with what went kept in the record. */
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

const bracket = (page: Page, id: string): Locator => page.locator(`[id="bracket-${id}"]`)

test('a delegation stands behind an option; the chair chooses it, and the text has it', async ({ as }) => {
  const head = await as('head-03')
  await head.goto('/draft/brackets?article=18')
  const theirs = bracket(head, 'br-review-cycle')
  const option = theirs.locator('.options > li').nth(1)
  const words = (await option.locator('dd').first().innerText()).replace(/^\[|\]$/g, '')
  await expect(theirs.getByText('Settle …')).toHaveCount(0)
  await option.getByRole('button', { name: 'Stand behind this' }).click()
  await expect(head.getByRole('status')).toContainText('stand is recorded')
  await expect(option).toContainText('Delegation 03')
  await expect(option.getByRole('button', { name: 'Stand behind it no more' })).toBeVisible()

  const chair = await as('chair')
  await chair.goto('/draft/brackets?article=18')
  const open = bracket(chair, 'br-review-cycle')
  await open.getByText('Settle …').click()
  await open.getByRole('radio', { name: 'Choose Alt 2' }).check()
  await open.getByLabel('Note for the record').fill('As discussed.')
  await open.getByRole('button', { name: 'Settle the bracket' }).click()
  await expect(chair.getByRole('status')).toContainText('settled in every language')
  await expect(open).toHaveCount(0)
  await chair.goto('/draft/18')
  await expect(chair.locator('[role=textbox][contenteditable]')).toContainText(words)

  // what went and what stands instead, in each language, for whoever reads the text
  await head.goto('/draft/decisions')
  await head.getByRole('link', { name: 'One alternative chosen' }).first().click()
  await expect(head.getByText('As discussed.')).toBeVisible()
  await expect(head.getByRole('region', { name: 'English' }).locator('del')).not.toHaveCount(0)
  expect((await new AxeBuilder({ page: head }).analyze()).violations).toEqual([])

  const secretariat = await as('secretariat')
  await secretariat.goto('/audit')
  await expect(secretariat.getByRole('main')).toContainText('br-review-cycle')
})

test('what is not said is refused beside the bracket, and nothing that was typed is lost', async ({ as }) => {
  const chair = await as('chair')
  await chair.goto('/draft/brackets?article=20')
  const open = bracket(chair, 'br-depositary-russian')
  await open.getByText('Settle …').click()
  await open.getByRole('radio', { name: 'A compromise in its place' }).check()
  await open.getByLabel('Note for the record').fill('To be looked at again.')
  await open.getByRole('button', { name: 'Settle the bracket' }).click()
  await expect(open.getByRole('alert')).toBeVisible()
  await expect(open.getByLabel('Note for the record')).toHaveValue('To be looked at again.')
  await expect(open.getByRole('radio', { name: 'A compromise in its place' })).toBeChecked()
})
