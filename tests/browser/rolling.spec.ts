// Over 250 lines: one story, from the first word of a proposal to the agreement of its article, told step by step.
/**
 * An article is negotiated: a delegation proposes while the pen-holder writes, another co-sponsors, the text changes underneath, what collides is shown
 * and settled, it is accepted as modified; another proposal becomes an alternative, the brackets are settled in every language, and the article is
 * agreed ad referendum. Board, compilation, decisions and record say what happened.
 */
import type { Locator, Page } from '@playwright/test'
import { selectWords } from '../support/select-words.ts'
import { expect, test } from './fixtures.ts'

/** Its story changes what everybody reads. */
test.use({ ownServer: 'rolling' })

const textOf = (page: Page): Locator => page.locator('[role=textbox][contenteditable]').first()
const aim = (page: Page): Locator => textOf(page).locator('[data-id="prevention-aim"]')
const record = (page: Page): Locator => textOf(page).locator('[data-id="prevention-record"]')
const saved = (page: Page): Promise<void> => expect(page.getByText('Saved', { exact: true }).first()).toBeVisible()
const done = (page: Page): Promise<void> => expect(page.getByRole('status').first()).toBeVisible()

/** The words of a paragraph, without what is drawn among them. */
const wordsOf = (block: Locator): Promise<string> =>
  block.evaluate((dom) => {
    const copy = dom.cloneNode(true) as HTMLElement
    for (const drawn of copy.querySelectorAll('del, .bracket-sign, .caret, .unseen')) drawn.remove()
    return copy.textContent
  })
const says = (block: Locator, words: string) => expect.poll(() => wordsOf(block)).toContain(words)
const saysNot = (block: Locator, words: string) => expect.poll(() => wordsOf(block)).not.toContain(words)

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(textOf(page)).toBeEditable()
}

/** Writes `words` in the place of `was`, as a hand does that selects and types. */
async function rewrite(page: Page, block: Locator, was: string, words: string): Promise<void> {
  await block.click()
  await selectWords(block, was)
  await page.keyboard.type(words)
}

async function typeAtEnd(page: Page, block: Locator, words: string): Promise<void> {
  await block.click()
  await page.keyboard.press('End')
  await page.keyboard.type(words)
}

/** Begins a proposal on Article 7; answers the address of its page. */
async function propose(page: Page): Promise<string> {
  await page.goto('/draft/7')
  await page.getByRole('button', { name: 'Propose a change' }).first().click()
  await expect(page).toHaveURL(/\/draft\/proposals\/[^/]+\/write/)
  await expect(textOf(page)).toBeEditable()
  return new URL(page.url()).pathname.replace(/\/write$/, '')
}

/** An act on a proposal's page, whose form may be folded in. */
async function act(page: Page, path: string, name: string, fill?: (form: Locator) => Promise<unknown>): Promise<void> {
  await page.goto(path)
  const form = page.locator('form').filter({ has: page.getByRole('button', { name, exact: true }) })
  const folded = page.locator('summary').filter({ hasText: name })
  if ((await folded.count()) > 0) await folded.first().click()
  await fill?.(form)
  await form.getByRole('button', { name, exact: true }).click()
  await done(page)
}

/** Tabled by the secretariat and taken up by the chair. */
async function bringToTheTable(secretariat: Page, chair: Page, path: string): Promise<void> {
  await act(secretariat, path, 'Table it')
  await act(chair, path, 'Take it up')
}

test('an article is negotiated from a proposal to its agreement', async ({ as }) => {
  test.setTimeout(300_000)
  const [secretariat, chair, drafter] = [await as('secretariat'), await as('chair'), await as('drafter-01')]
  const [pen, coSponsor, other] = [await as('drafter-02'), await as('head-04'), await as('head-05')]
  let first = ''
  let second = ''

  await test.step('Delegation 01 proposes on Article 7 while the pen-holder writes in it', async () => {
    first = await propose(drafter)
    await open(pen, '/draft/7')
    await Promise.all([
      rewrite(drafter, aim(drafter), 'the same priority as', 'no lower priority than'),
      typeAtEnd(pen, record(pen), ' This applies at all times.'),
    ])
    await Promise.all([saved(drafter), saved(pen)])
    // the proposal has what the pen-holder wrote; the article nothing of the proposal
    await says(record(drafter), 'This applies at all times.')
    await says(aim(pen), 'the same priority as')
    await expect(aim(drafter).locator('ins').first()).toBeVisible()
  })

  await test.step('a second delegation is asked, and co-sponsors it', async () => {
    await act(drafter, first, 'Ask a delegation to sponsor it', (form) =>
      form.getByRole('combobox', { name: 'Delegation' }).selectOption('Delegation 04'),
    )
    await act(coSponsor, first, 'Sponsor it')
    await expect(coSponsor.getByRole('main')).toContainText('Delegation 04')
    // nobody else hears of it
    expect((await other.goto(first))!.status()).toBe(404)
  })

  await test.step('the text changes underneath; both sides see the conflict, and nothing is lost', async () => {
    await open(drafter, `${first}/write`)
    await rewrite(pen, aim(pen), 'the same priority as', 'equal priority with')
    await saved(pen)
    const held = drafter.locator('#held')
    await expect(held).toContainText('equal priority with')
    await expect(held).toContainText('no lower priority than')
    await expect(held).toContainText('the same priority as')
    await held.getByRole('button', { name: 'Keep the proposal’s' }).click()
    await expect(drafter.locator('#held')).toHaveCount(0)
    await says(aim(drafter), 'no lower priority than')
  })

  await test.step('it is submitted, tabled, taken up, and accepted as modified', async () => {
    await act(drafter, first, 'Submit')
    await expect(drafter.getByRole('heading', { level: 1 })).toHaveText(/ART-7\/P-\d+/)
    await bringToTheTable(secretariat, chair, first)
    await expect(other.goto(first).then((answer) => answer!.status())).resolves.toBe(200)
    await chair.goto(first)
    await chair.getByRole('link', { name: 'Modified copy' }).click()
    await chair.getByRole('button', { name: 'Modify before accepting' }).click()
    await expect(textOf(chair)).toBeEditable()
    await typeAtEnd(chair, aim(chair), ' It is never too early.')
    await saved(chair)
    // the sponsors see exactly what
    await drafter.goto(`${first}/modify`)
    await says(aim(drafter), 'It is never too early.')
    await expect(aim(drafter).locator('ins').last()).toContainText('never too early.')
    await chair.getByRole('button', { name: 'Accept as modified' }).click()
    await expect(chair).toHaveURL(new RegExp(`${first}(\\?|$|#)`))
    await open(pen, '/draft/7')
    await says(aim(pen), 'no lower priority than')
    await says(aim(pen), 'It is never too early.')
    await says(record(pen), 'This applies at all times.')
  })

  await test.step('another proposal is disputed, and becomes an alternative', async () => {
    second = await propose(other)
    await rewrite(other, aim(other), 'no lower priority than', 'precedence over')
    await saved(other)
    await act(other, second, 'Submit')
    await bringToTheTable(secretariat, chair, second)
    await act(chair, second, 'Put it in brackets')
    await chair.goto('/draft/brackets?article=7')
    const bracket = chair.locator('article').filter({ hasText: 'precedence over' })
    await expect(bracket.locator('.options > li')).toHaveCount(2)
    await expect(bracket).toContainText('no lower priority than')
  })

  await test.step('every bracket of the article is settled, in all languages', async () => {
    const brackets = chair.getByRole('main').locator('article[id^="bracket-"]')
    for (let left = await brackets.count(); left > 0; left--) {
      await chair.goto('/draft/brackets?article=7')
      const one = brackets.first()
      await one.getByText('Settle …').click()
      const choice = (await one.innerText()).includes('precedence over') ? /Choose Alt 1/ : /Choose Alt|Keep the words/
      await one.getByRole('radio', { name: choice }).first().check()
      await one.getByRole('button', { name: 'Settle the bracket' }).click()
      await done(chair)
    }
    await chair.goto('/draft/brackets?article=7')
    await expect(brackets).toHaveCount(0)
    // languages whose words need a look are looked at
    const looks = secretariat.getByRole('button', { name: 'It reads right now' })
    await secretariat.goto('/draft/brackets?article=7')
    for (let left = await looks.count(); left > 0; left--) {
      await looks.first().click()
      await done(secretariat)
    }
    await other.goto(second)
    await expect(other.getByRole('main')).toContainText('Not retained')
    await open(pen, '/draft/7')
    await says(aim(pen), 'no lower priority than')
    await saysNot(aim(pen), 'precedence over')
  })

  await test.step('it is agreed ad referendum; nobody writes in it; a delegation confirms', async () => {
    await chair.goto('/draft/7/agreement')
    const whole = chair.locator('#part-article')
    await whole.locator('summary').first().click()
    await whole.getByLabel('New status').selectOption({ label: 'Agreed ad referendum' })
    await whole.getByRole('radio', { name: 'these delegations' }).check()
    await whole.getByRole('checkbox', { name: 'Delegation 05' }).check()
    await whole.getByLabel('Until when').fill('2099-06-18T12:00')
    await whole.getByRole('button', { name: 'Set status' }).click()
    await done(chair)
    await expect(textOf(pen)).not.toBeEditable()
    await other.goto('/draft/7/agreement')
    await other.locator('#part-article').getByRole('button', { name: 'Confirm', exact: true }).click()
    await done(other)
    await expect(other.locator('#part-article')).toContainText('confirmed')
  })

  await test.step('board, compilation, decisions and record agree with what happened', async () => {
    await chair.goto('/draft/board')
    const row = chair.getByRole('row').filter({ hasText: 'Article 7' })
    await expect(row).toContainText('Agreed ad referendum')
    await expect(row.locator('[data-name="Open brackets"]')).toHaveText('–')

    await chair.goto('/draft/7/compilation')
    const compiled = chair.getByRole('main')
    await expect(compiled).toContainText('no lower priority than')
    await expect(compiled).toContainText('It is never too early.')
    await expect(compiled).not.toContainText('precedence over')

    await chair.goto('/draft/decisions?article=7')
    for (const what of ['Proposal accepted as modified', 'Proposal put in brackets', 'One alternative chosen'])
      await expect(chair.getByRole('link', { name: what }).first()).toBeVisible()

    await secretariat.goto('/audit')
    const rows = secretariat.getByRole('row')
    for (const what of [/accepted with modification|accepted as modified/i, /settled/i, /confirmed/i])
      await expect(rows.filter({ hasText: what }).first()).toBeVisible()
    await secretariat.getByRole('button', { name: /check|verify/i }).click()
    await expect(secretariat.getByRole('status')).toBeVisible()
  })
})
