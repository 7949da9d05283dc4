/** HW4: whoever chairs the talks from a delegation that drafts writes as one of them, and the record says as which. */
import AxeBuilder from '@axe-core/playwright'
import type { Page as Items, PersonView } from '#lib/domain/contract.ts'
import type { ChangeView } from '#lib/domain/contract-changes.ts'
import type { Page } from '@playwright/test'
import { articleOf, call } from './drafts.ts'
import { expect, test } from './fixtures.ts'

/** Whoever is given a further role has it for what comes after, too. */
test.use({ ownServer: 'capacity' })

const chooser = (page: Page) => page.getByLabel('You write as', { exact: true })
const isSaved = (page: Page): Promise<void> => expect(page.locator('[data-state="saved"]')).toBeVisible()

async function open(page: Page, number: string): Promise<void> {
  await page.goto(`/draft/${number}`)
  await isSaved(page)
}
async function write(page: Page, words: string): Promise<void> {
  await page.locator('.article-text [data-id]').nth(1).click()
  await page.keyboard.press('End')
  await page.keyboard.type(words)
}
/** From one of two to the other. */
async function choose(page: Page, key: 'ArrowUp' | 'ArrowDown', hat: string): Promise<void> {
  await chooser(page).focus()
  await page.keyboard.press(key)
  await expect(chooser(page)).toHaveValue(hat)
  await isSaved(page)
}

test('a chair of a delegation writes for it, then in the chair; words without a line stay in theirs', async ({
  as,
  server,
}) => {
  const [secretariat, writer] = [await as('secretariat'), await as('drafter-01')]
  await secretariat.goto('/draft')
  const { items } = await call<Items<PersonView>>(secretariat, 'GET', '/people?limit=100')
  const drafter = items.find(({ email }) => email === 'drafter-01@concord.example')!
  await open(writer, '9')
  await expect(chooser(writer)).toHaveCount(0)
  const given = await secretariat.request.patch(`/api/v1/people/${drafter.id}/roles`, {
    data: { roles: ['drafter', 'chair'] },
    headers: { origin: server.origin },
  })
  expect(given.ok()).toBe(true)
  const { id } = await articleOf(secretariat, '9')
  /** Who wrote these words, and in which capacity. */
  const saidBy = async (words: string): Promise<unknown> => {
    const changes = await call<Items<ChangeView>>(secretariat, 'GET', `/articles/${id}/changes`)
    const found = changes.items.find(({ blocks }) => blocks.some(({ runs }) => JSON.stringify(runs).includes(words)))
    return found && [found.hat, found.by.hat, found.by.name, found.by.party?.code ?? null]
  }
  const name = 'Delegation 01 · Drafter'

  await open(writer, '9')
  await expect(chooser(writer)).toHaveValue('party')
  await write(writer, ' Fordelegation.')
  await expect.poll(() => saidBy('Fordelegation')).toEqual(['party', 'party', name, 'D01'])
  await choose(writer, 'ArrowUp', 'chair')
  await expect(writer.getByText('What you write from now on is kept as: Chair.').first()).toBeAttached()
  await write(writer, ' Fromchair.')
  await expect.poll(() => saidBy('Fromchair')).toEqual(['chair', 'chair', name, null])
  expect((await new AxeBuilder({ page: writer }).analyze()).violations.map(({ id: rule }) => rule)).toEqual([])

  // typed without a line in the chair; the page is gone, and elsewhere the delegation is chosen
  const device = writer.context()
  await device.setOffline(true)
  await expect(writer.getByText(/^Offline/).first()).toBeVisible()
  await write(writer, ' Keptfromchair.')
  await expect(writer.getByText(/^Offline: \d+ change/).first()).toBeVisible()
  await writer.close()
  await device.setOffline(false)
  const again = await device.newPage()
  await open(again, '8')
  await expect(chooser(again)).toHaveValue('chair')
  await choose(again, 'ArrowDown', 'party')
  await open(again, '9')
  await expect.poll(() => saidBy('Keptfromchair')).toEqual(['chair', 'chair', name, null])
  await expect(chooser(again)).toHaveValue('party')
  await isSaved(again)
  await write(again, ' Againfordelegation.')
  await expect.poll(() => saidBy('Againfordelegation')).toEqual(['party', 'party', name, 'D01'])

  // the chair is given to somebody else: a page that was to write in it says so
  await choose(again, 'ArrowUp', 'chair')
  const taken = await secretariat.request.patch(`/api/v1/people/${drafter.id}/roles`, {
    data: { roles: ['drafter'] },
    headers: { origin: server.origin },
  })
  expect(taken.ok()).toBe(true)
  await expect(again.getByText('You do not write here any more as: Chair.')).toBeVisible()
  await expect(chooser(again)).toHaveCount(0)
  await isSaved(again)
  await write(again, ' Afterwards.')
  await expect.poll(() => saidBy('Afterwards')).toEqual(['party', 'party', name, 'D01'])
  expect((await new AxeBuilder({ page: again }).analyze()).violations.map(({ id: rule }) => rule)).toEqual([])

  await secretariat.goto('/draft/9/history')
  await expect(secretariat.locator('.slider .said')).toContainText(name)
  await expect(secretariat.locator('.slider .said')).toContainText(`${name} · Chair`)
  const legend = secretariat.getByRole('region', { name: 'Who wrote these words' })
  await expect(legend).toContainText(`${name} · Chair`)
})
