/** A proposal as it is written: live among its sponsors, heard of by nobody else, following its article, kept over a lost line. */
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { selectWords } from '../support/select-words.ts'
import { expect, test } from './fixtures.ts'

test.use({ ownServer: 'propose' })

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const axe = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
}
const textOf = (page: Page): Locator => page.locator('[role=textbox][contenteditable]').first()
const paragraph = (page: Page, n: number): Locator => textOf(page).locator('.block.para').nth(n)
const saved = (page: Page): Promise<void> => expect(page.getByText('Saved', { exact: true }).first()).toBeVisible()

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(textOf(page)).toBeVisible()
}

/** Begins a proposal; answers its address. */
async function propose(page: Page, slug: string): Promise<string> {
  await open(page, `/draft/${slug}`)
  await page.getByRole('button', { name: 'Propose a change' }).click()
  await expect(page).toHaveURL(/\/draft\/proposals\/[^/]+\/write/)
  await expect(textOf(page)).toBeVisible()
  return new URL(page.url()).pathname
}

async function typeAtEnd(page: Page, block: Locator, words: string): Promise<void> {
  await block.click()
  // the end of the paragraph, not of a line of it
  await block.evaluate((dom) => {
    const range = document.createRange()
    range.selectNodeContents(dom)
    range.collapse(false)
    getSelection()!.removeAllRanges()
    getSelection()!.addRange(range)
  })
  await page.keyboard.type(words)
}

/** Selects words as a hand does. */
async function select(block: Locator, words: string): Promise<void> {
  await block.click()
  await selectWords(block, words)
}
/** The words of a paragraph, without what is drawn among them. */
const wordsOf = (block: Locator): Promise<string> =>
  block.evaluate((dom) => {
    const copy = dom.cloneNode(true) as HTMLElement
    for (const drawn of copy.querySelectorAll('del, .bracket-sign, .caret')) drawn.remove()
    return copy.textContent
  })

test('two of one delegation and a co-sponsor write it live, and its article goes on underneath; somebody else hears nothing', async ({
  as,
  server,
}) => {
  const [drafter, head] = [await as('drafter-01'), await as('head-01')]
  const [co, other] = [await as('head-04'), await as('head-05')]
  const path = await propose(drafter, '9')
  const words = await wordsOf(paragraph(drafter, 0))
  const [gone] = /\b[a-z]{5,}\b/.exec(words)!

  // put in, taken out: underlined and struck at its place, marked beside it, no part of the text
  await typeAtEnd(drafter, paragraph(drafter, 0), ' So say we.')
  await expect(paragraph(drafter, 0).locator('ins').last()).toHaveText(/So say we\./)
  await select(paragraph(drafter, 0), gone)
  await drafter.keyboard.press('Delete')
  await expect(paragraph(drafter, 0).locator('del')).toContainText(gone)
  await expect(paragraph(drafter, 0)).toHaveAttribute('data-change', 'changed')
  await expect(drafter.locator('[data-changes]')).toHaveText('1 paragraph differs')
  await saved(drafter)
  expect(await axe(drafter)).toEqual([])

  // the article has none of it
  await open(other, '/draft/9')
  await expect(textOf(other)).not.toContainText('So say we.')
  await expect(other.locator('[data-proposals-card]')).toHaveCount(0)
  expect((await other.goto(path))!.status()).toBe(404)
  const id = path.split('/')[3]!
  const asked = await other.request.get(`/api/v1/proposals/${id}/texts/en`)
  expect(asked.status()).toBe(404)
  await open(other, '/draft/9')

  // another of the delegation, by the card beside the paragraph
  await open(head, '/draft/9')
  await head.locator('[data-proposals-card] a').first().click()
  await expect(head).toHaveURL(new RegExp(`${path}$`))
  await expect(paragraph(head, 0).locator('ins').last()).toHaveText(/So say we\./)
  await typeAtEnd(head, paragraph(head, 1), ' And so do we.')
  await expect(paragraph(drafter, 1).locator('ins').last()).toHaveText(/And so do we\./)
  await expect(head.getByRole('button', { name: /1 other/ })).toBeVisible()

  // a delegation that was asked and joined
  const post = (page: Page, verb: string, data: object = {}) =>
    page.request.post(`/api/v1/proposals/${id}/${verb}`, { data, headers: { origin: server.origin } })
  expect((await post(head, 'sponsors', { party: 'D04' })).status()).toBe(200)
  expect((await post(co, 'sponsors', { party: 'D04' })).status()).toBe(200)
  await open(co, path)
  await typeAtEnd(co, paragraph(co, 1), ' We, too.')
  await expect(paragraph(drafter, 1).locator('ins').last()).toHaveText(/We, too\./)
  await expect(drafter.locator('aside')).toContainText('Delegation 04')

  // the rationale is saved by itself, and is on the others' pages
  await drafter.getByLabel('Rationale').fill('It was said before.')
  await expect(drafter.getByText('The rationale is saved.')).toBeAttached()
  await expect(head.getByLabel('Rationale')).toHaveValue('It was said before.')

  // the article goes on, and the proposal with it: no change of its own
  const secretariat = await as('secretariat')
  await open(secretariat, '/draft/9')
  await typeAtEnd(secretariat, paragraph(secretariat, 2), ' Underneath.')
  await saved(secretariat)
  await expect(paragraph(drafter, 2)).toContainText('Underneath.')
  await expect(drafter.locator('[data-followed]')).toHaveText('The article has changed, and this text has followed it.')
  await expect(paragraph(drafter, 2).locator('ins')).toHaveCount(0)
  await expect(paragraph(drafter, 2)).not.toHaveAttribute('data-change')
  await expect(textOf(other)).not.toContainText('We, too.')

  // what both changed waits for the sponsors, with all three texts
  const theirs = await wordsOf(paragraph(secretariat, 1))
  const [word] = /\b[a-z]{6,}\b/.exec(theirs)!
  await select(paragraph(head, 1), word)
  await head.keyboard.type('ours')
  await saved(head)
  await select(paragraph(secretariat, 1), word)
  await secretariat.keyboard.type('theirs')
  await saved(secretariat)
  await expect(paragraph(drafter, 1)).toHaveAttribute('data-held', '')
  await expect(drafter.locator('#announced-assertive')).toContainText('changed words that this proposal changes')
  const held = drafter.locator('#held article')
  await expect(held).toContainText('ours')
  await expect(held).toContainText('theirs')
  await expect(held).toContainText(word)
  await held.getByRole('button', { name: 'Take the article’s' }).click()
  await expect(drafter.locator('#held')).toHaveCount(0)
  await expect(paragraph(drafter, 1)).toContainText('theirs')
  await expect(paragraph(head, 1)).not.toHaveAttribute('data-held')

  // submitted, its words stand still and say why
  await head.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(head.getByText('Nothing is written here any more.')).toBeVisible()
  await expect(textOf(head)).toHaveAttribute('aria-readonly', 'true')
  await expect(drafter.getByText('Read-only: ').first()).toContainText('its words stand still')
})

test('words typed without a line are kept, and come in when it is back', async ({ as }) => {
  const [drafter, head] = [await as('drafter-02'), await as('head-02')]
  const path = await propose(drafter, '5')
  await open(head, path)
  await drafter.context().setOffline(true)
  await expect(drafter.getByText(/^Offline/).first()).toBeVisible()
  await typeAtEnd(drafter, paragraph(drafter, 0), ' Without a line.')
  await expect(paragraph(drafter, 0).locator('ins')).toHaveText(/Without a line\./)
  await expect(drafter.locator('[data-state=offline]')).toContainText('on this device')
  await drafter.context().setOffline(false)
  await saved(drafter)
  await expect(paragraph(head, 0).locator('ins')).toHaveText(/Without a line\./)
})

test('a proposal begins at the paragraph with the caret, and in a further language', async ({ as }) => {
  const drafter = await as('drafter-03')
  await open(drafter, '/draft/4')
  const id = await paragraph(drafter, 1).getAttribute('data-id')
  await paragraph(drafter, 1).click()
  await drafter.keyboard.press('Control+k')
  await drafter.keyboard.type('propose a change')
  await drafter.keyboard.press('Enter')
  await expect(drafter).toHaveURL(new RegExp(`/write#${id}$`))
  await drafter.getByRole('button', { name: 'Add a text in Arabic' }).click()
  await expect(drafter).toHaveURL(/lang=ar/)
  await expect(textOf(drafter)).toHaveAttribute('dir', 'rtl')
  await typeAtEnd(drafter, paragraph(drafter, 0), ' كذلك.')
  await expect(paragraph(drafter, 0).locator('ins')).toHaveText(/كذلك/)
  await saved(drafter)
  expect(await axe(drafter)).toEqual([])
  // at twice the size on a telephone nothing runs out at the side
  await drafter.setViewportSize({ width: 390, height: 800 })
  await drafter.evaluate(() => (document.documentElement.style.fontSize = '200%'))
  expect(await drafter.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
})

test('the pen-holder’s copy is written in, and what differs from the proposal is what its sponsors see', async ({
  as,
  server,
}) => {
  const [drafter, head] = [await as('drafter-03'), await as('head-03')]
  const [secretariat, chair] = [await as('secretariat'), await as('chair')]
  const path = await propose(drafter, '5')
  await typeAtEnd(drafter, paragraph(drafter, 0), ' As proposed.')
  await saved(drafter)
  const id = path.split('/')[3]!
  const post = async (page: Page, verb: string): Promise<void> => {
    const asked = page.request.post(`/api/v1/proposals/${id}/${verb}`, { data: {}, headers: { origin: server.origin } })
    expect((await asked).status()).toBe(200)
  }
  await post(head, 'submit')
  await post(secretariat, 'admit')
  await post(chair, 'take-up')

  await chair.goto(`/draft/proposals/${id}/modify`)
  await chair.getByRole('button', { name: 'Modify before accepting' }).click()
  await expect(paragraph(chair, 0)).toContainText('As proposed.')
  await expect(paragraph(chair, 0).locator('ins')).toHaveCount(0)
  await typeAtEnd(chair, paragraph(chair, 0), ' As modified.')
  await expect(paragraph(chair, 0).locator('ins')).toHaveText(/As modified\./)
  await saved(chair)
  expect(await axe(chair)).toEqual([])

  await open(drafter, `/draft/proposals/${id}/modify`)
  await expect(textOf(drafter)).toHaveAttribute('aria-readonly', 'true')
  await expect(paragraph(drafter, 0).locator('ins')).toHaveText(/As modified\./)
  await expect(drafter.getByRole('button', { name: 'Look at it and accept it as modified' })).toHaveCount(0)

  await chair.getByRole('button', { name: 'Look at it and accept it as modified' }).click()
  await expect(chair).toHaveURL(/\/accept\?copy=yes$/)
  await expect(chair.locator('main')).toContainText('As proposed. As modified.')
  await chair.getByRole('button', { name: 'Accept it so' }).click()
  await expect(chair).toHaveURL(new RegExp(`/draft/proposals/${id}\\?done=acceptModified$`))
  await open(head, '/draft/5')
  await expect(paragraph(head, 0)).toContainText('As proposed. As modified.')
})
