/** The drafting room: who holds the sitting moves it by keys, everybody follows, and what is agreed is listed (SI4, RM1-RM3). */
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

test.use({ ownServer: 'room' })

const FRAME = { viewport: { width: 1280, height: 720 } }
const inHand = (page: Page) => page.getByRole('heading', { name: /^In hand/ })
const textOf = (page: Page) => page.getByRole('textbox', { name: /Text of/ })

test('the chair moves the room, puts in brackets and agrees by key; a delegation that reads follows and sees it typed', async ({
  as,
}) => {
  const [chair, pen, reader] = [await as('chair', FRAME), await as('secretariat', FRAME), await as('drafter-03', FRAME)]
  await chair.goto('/draft/18/room')
  await expect(textOf(chair)).toBeVisible()
  await chair.getByLabel('Title', { exact: true }).fill('Third reading')
  await chair.getByLabel('Place', { exact: true }).fill('Doha')
  await chair.getByRole('button', { name: 'Begin a sitting' }).click()
  await expect(chair.getByRole('link', { name: 'Third reading' })).toBeVisible()
  for (const page of [pen, reader]) {
    await page.goto('/draft/18/room')
    await expect(textOf(page)).toBeVisible()
  }
  await expect(reader.getByRole('button', { name: 'Next paragraph' })).toHaveCount(0)

  // RM3: letters, where nothing is typed
  const areAt = async (place: string): Promise<void> => {
    for (const page of [chair, reader]) await expect(inHand(page)).toContainText(place)
  }
  await areAt('Article 18')
  await chair.locator('body').press('n')
  await areAt('paragraph 1')
  await chair.locator('body').press('n')
  await areAt('paragraph 2')
  await expect(textOf(reader).locator('.block').nth(2)).toBeInViewport()
  // and with a modifier, in the midst of words
  await textOf(chair).locator('[data-id]').first().click()
  await chair.keyboard.press('Alt+PageUp')
  await areAt('paragraph 1')

  // and by its letter, back to the heading and on again
  await chair.locator('h2').first().click()
  await chair.keyboard.press('p')
  for (const page of [chair, reader]) await expect(inHand(page)).not.toContainText('paragraph')
  await chair.keyboard.press('n')
  await areAt('paragraph 1')

  // three times in a row, each of which counts
  await chair.keyboard.press('p')
  for (const page of [chair, reader]) await expect(inHand(page)).not.toContainText('paragraph')
  for (let i = 0; i < 3; i++) await chair.keyboard.press('n')
  await areAt('paragraph 3')
  await chair.keyboard.press('p')
  await areAt('paragraph 2')
  await chair.keyboard.press('p')
  await areAt('paragraph 1')

  // to the next bracket, in the midst of words and by a letter, on into the next article that has one
  await textOf(chair).locator('[data-id]').first().click()
  await chair.keyboard.press('F2')
  await expect(inHand(reader).locator('bdi')).not.toHaveText('Article 18, paragraph 1')
  for (const page of [chair, reader]) await expect(page).not.toHaveURL(/\/draft\/18\//)
  await chair.locator('body').press('k')
  await areAt('paragraph 1')
  for (const page of [chair, pen, reader]) {
    await expect(page).toHaveURL(/\/draft\/18\//)
    await expect(textOf(page)).toBeVisible()
  }

  // the pen-holder types, the room reads it
  await textOf(pen).locator('.block.para').last().click()
  await pen.keyboard.press('End')
  await pen.keyboard.type(' Seen by all.')
  await expect(textOf(reader)).toContainText(' Seen by all.')

  await chair.locator('h2').first().click()
  await chair.keyboard.press('b')
  await expect(reader.locator('aside .bracket')).toBeVisible()
  await expect(chair.getByRole('button', { name: /^Agree/ })).toBeDisabled()
  await chair.keyboard.press('n')
  await areAt('paragraph 2')
  await chair.locator('h2').first().click()
  await chair.keyboard.press('a')
  for (const page of [chair, reader])
    await expect(page.locator('aside .acts li.agreed')).toContainText('Agreed in group')

  // the guide lists the keys of the room
  await chair.keyboard.press('?')
  const guide = chair.getByRole('dialog')
  await expect(guide.getByRole('heading', { name: 'Drafting room' })).toBeVisible()
  await expect(guide.getByRole('region', { name: 'Drafting room' }).getByText('Put in brackets')).toBeVisible()
  await chair.keyboard.press('Escape')

  // legible from afar, and nothing runs out of the wall
  const size = await textOf(reader).evaluate((element) => parseFloat(getComputedStyle(element).fontSize))
  expect(size).toBeGreaterThanOrEqual(28)
  expect(await reader.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)

  await chair.getByRole('link', { name: 'Third reading' }).click()
  await expect(chair.getByRole('heading', { level: 1, name: 'Third reading' })).toBeVisible()
  await expect(chair.locator('li.agreed')).toContainText('UTC')
  await chair.getByRole('button', { name: 'End the sitting' }).click()
  await expect(chair.getByText('It goes on.')).toHaveCount(0)
})

test('what is pending is marked in the text of the room, and brackets are gone to by key, by whoever follows', async ({
  as,
}) => {
  const [reader, chair] = [await as('observer', FRAME), await as('chair', FRAME)]
  await reader.goto('/draft/18/room')
  await expect(textOf(reader)).toBeVisible()
  const marked = () =>
    textOf(reader)
      .locator('[data-id]')
      .evaluateAll((blocks) =>
        blocks
          .filter((block) => getComputedStyle(block).borderBlockEndStyle === 'dashed')
          .map((block) => block.getAttribute('data-id')),
      )
  // the paragraphs that an open proposal would change, and no others
  const { items: charters } = await (await chair.request.get('/api/v1/charters')).json()
  const { items } = await (await chair.request.get(`/api/v1/charters/${charters[0].id}/articles?limit=100`)).json()
  const { id } = items.find((one: { number: string | null }) => one.number === '18')
  const compiled = await (await chair.request.get(`/api/v1/articles/${id}/compilation?lang=en`)).json()
  const [article] = (compiled.articles ?? [compiled]) as { blocks: { id: string; changes: unknown[] }[] }[]
  const proposed = article!.blocks.filter(({ changes }) => changes.length > 0).map((block) => block.id)
  expect(proposed.length).toBeGreaterThan(0)
  await expect.poll(marked).toEqual(proposed)

  await expect(textOf(reader).locator('.bracket-sign').first()).toBeVisible()
  await reader.keyboard.press('F2')
  await expect(reader.locator('#announced-polite')).toContainText(/Article 18.*open bracket 1 of/)
  await expect(textOf(reader)).toBeFocused()
})

test('a delegation that holds the pen types in the room, and the others read along', async ({ as }) => {
  const [writer, chair, reader] = [await as('drafter-01', FRAME), await as('chair', FRAME), await as('observer', FRAME)]
  for (const page of [writer, chair, reader]) {
    await page.goto('/draft/18/room')
    await expect(textOf(page)).toBeVisible()
  }
  await expect(textOf(writer)).toHaveAttribute('aria-readonly', 'false')
  await expect(textOf(reader)).toHaveAttribute('aria-readonly', 'true')
  await textOf(writer).locator('.block.para').last().click()
  await writer.keyboard.press('End')
  // letters that are keys of the room where nothing is typed
  await writer.keyboard.type(' A pan, a nap, a bap.')
  for (const page of [writer, chair, reader]) await expect(textOf(page)).toContainText(' A pan, a nap, a bap.')
})
