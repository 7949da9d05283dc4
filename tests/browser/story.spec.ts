/**
 * The whole main job in one sitting: two drafters of different delegations write in one article at once, a reviewer reads along,
 * the secretariat publishes, a visitor reads without JavaScript and verifies, a signatory signs with a reservation, the register
 * shows it, the record holds.
 */
import { createHash } from 'node:crypto'
import type { Page } from '@playwright/test'
import { DEMO_PASSWORD } from '../support/server-process.ts'
import { expect, test } from './fixtures.ts'

/** Its tests publish. */
test.use({ ownServer: 'story' })

const textbox = (page: Page) => page.getByRole('textbox', { name: /Article 7/ })

/** The words of that paragraph without the carets drawn in it. */
const wordsOf = (page: Page): Promise<string> =>
  page.locator('[data-id="prevention-aim"]').evaluate((paragraph) => {
    const copy = paragraph.cloneNode(true) as HTMLElement
    for (const caret of copy.querySelectorAll('.caret')) caret.remove()
    return copy.textContent
  })

/** Two people's letters may stand in any order; none may be missing. */
const sorted = (text: string): string => [...text].sort().join('')

/** Types at the end of the first numbered paragraph, as a person would. */
async function writeIn(page: Page, words: string): Promise<void> {
  const paragraph = textbox(page).locator('[data-id="prevention-aim"]')
  // its last line, however many there are by now: what the other types makes more of them
  const { width, height } = (await paragraph.boundingBox())!
  await paragraph.click({ position: { x: width / 2, y: height - 8 } })
  await expect(textbox(page)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.type(words, { delay: 15 })
}

test('from drafting to a signed, verified charter', async ({ as, server }) => {
  test.setTimeout(180_000)
  const [first, second, reviewer] = await Promise.all([as('drafter-01'), as('drafter-02'), as('reviewer-05')])

  await test.step('two drafters of different delegations type in one article at once', async () => {
    await Promise.all([first.goto('/draft/7'), second.goto('/draft/7'), reviewer.goto('/draft/7')])
    for (const page of [first, second]) await expect(textbox(page)).toBeEditable()
    await Promise.all([writeIn(first, ' ALPHA words.'), writeIn(second, ' BETA words.')])
    for (const page of [first, second, reviewer])
      await expect.poll(async () => sorted((await wordsOf(page)).slice(-25))).toBe(sorted(' ALPHA words. BETA words.'))
    expect(await wordsOf(second)).toBe(await wordsOf(first))
    await expect(first.getByText('Saved', { exact: true })).toBeVisible()
    await expect(second.getByText('Saved', { exact: true })).toBeVisible()
    await expect(first.getByText('Delegation 02 · Drafter').first()).toBeAttached()
  })

  await test.step('a reviewer sees it and cannot type', async () => {
    const paragraph = reviewer.locator('[data-id="prevention-aim"]')
    const before = await paragraph.innerText()
    expect(before).toContain('words.')
    await expect(reviewer.getByText('Read-only').first()).toBeVisible()
    await paragraph.click()
    await reviewer.keyboard.type('GAMMA')
    await writeIn(first, ' DELTA.')
    await expect(paragraph).toContainText('DELTA.')
    await expect(paragraph).not.toContainText('GAMMA')
  })

  const secretariat = await as('secretariat')
  await test.step('the secretariat publishes version 2', async () => {
    await expect(first.getByText('Saved', { exact: true })).toBeVisible()
    await secretariat.goto('/home')
    await secretariat
      .getByRole('link', { name: /publish/i })
      .first()
      .click()
    await secretariat.getByLabel('Label').fill('Rev.3')
    await secretariat.getByLabel('What changed and why').fill('Article 7 amended.')
    await secretariat.getByRole('button', { name: 'Cut the version' }).click()
    await expect(secretariat.getByRole('status')).toContainText('Version 2 is cut.')
    await secretariat.getByRole('link', { name: 'Look at version 2' }).click()
    await expect(secretariat.getByText('Not published.')).toBeVisible()
    await secretariat.goBack()
    await secretariat.getByLabel(/Type 2 to publish/).fill('2')
    await secretariat.getByRole('button', { name: 'Publish version 2' }).click()
    await expect(secretariat.getByRole('status')).toContainText('Version 2 is published.')
  })

  let sha256 = ''
  const visitor = await as(null, { javaScriptEnabled: false })
  await test.step('a visitor reads without JavaScript and verifies', async () => {
    await visitor.goto('/charter/v/2/7')
    await expect(visitor.locator('[id="prevention-aim"]')).toContainText('DELTA.')
    await expect(visitor.getByText('Draft text, not adopted').first()).toBeVisible()
    await visitor.goto('/charter/v/2')
    sha256 = await visitor.locator('.hash').first().innerText()
    const download = await visitor.request.get('/charter/v/2/canonical.json')
    const bytes = await download.body()
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
    expect(bytes.toString('utf8')).toContain('DELTA.')
    await visitor.goto('/verify?version=2')
    await expect(visitor.getByText(sha256).first()).toBeVisible()
  })

  await test.step('a signatory signs with a reservation', async () => {
    const signatory = await as('signatory-03')
    await signatory.goto('/home')
    await signatory
      .getByRole('link', { name: /sign version 2/i })
      .first()
      .click()
    await signatory.getByLabel('Endorses with a statement').check()
    await signatory
      .locator('summary')
      .filter({ hasText: /^Article 7 / })
      .click()
    await signatory.locator('#kind-7').selectOption('reservation')
    await signatory.locator('#text-7').fill('We do not apply paragraph 3.')
    await signatory.getByLabel('Capacity').fill('President')
    await signatory.getByLabel('Place').fill('Doha')
    await signatory.getByLabel('Your password, to confirm').fill(DEMO_PASSWORD)
    await signatory.getByRole('button', { name: 'Sign version 2' }).click()
    await expect(signatory.getByText(sha256).first()).toBeVisible()
  })

  await test.step('the register shows it, and so do its files', async () => {
    await visitor.goto('/signatories')
    await expect(visitor.getByRole('link', { name: 'Delegation 03' })).toBeVisible()
    await visitor.getByRole('link', { name: 'Delegation 03' }).click()
    await expect(visitor.getByText('We do not apply paragraph 3.')).toBeVisible()
    const csv = await (await visitor.request.get('/signatories.csv')).text()
    expect(csv).toContain('Delegation 03')
  })

  await test.step('the record verifies', async () => {
    const auditor = await as('auditor')
    await auditor.goto('/audit')
    await auditor.getByRole('button', { name: 'Verify the chain' }).click()
    await expect(auditor.getByText('The chain holds.').first()).toBeVisible()
    const verdict = (await (await auditor.request.get('/api/v1/audit/verify')).json()) as {
      ok: boolean
      length: number
    }
    expect(verdict.ok).toBe(true)
    expect(verdict.length).toBeGreaterThan(2)
  })
  expect(server.output()).not.toMatch(/"level":(50|60)/)
})
