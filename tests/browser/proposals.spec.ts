// Over 250 lines: one life of a proposal after the other, and the two looks at its pages that every page gets.
/** Proposals on their pages, by forms alone: written, approved, submitted, tabled, taken up and accepted; returned; held; seen by nobody else. */
import type { Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import type { ArticleText } from '../../src/lib/domain/contract.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { articleOf, begin, call, firstWords } from './drafts.ts'
import { expect, test } from './fixtures.ts'

const NO_SCRIPT = { javaScriptEnabled: false }
const main = (page: Page) => page.getByRole('main')
const status = (page: Page) => main(page).getByRole('status').first()
const press = (page: Page, name: string) => main(page).getByRole('button', { name, exact: true }).click()
const open = (page: Page, name: string) => main(page).locator('summary', { hasText: name }).click()

test('from a draft to words in the article, without a script', async ({ as }) => {
  test.setTimeout(120_000)
  const drafter = await as('drafter-02', NO_SCRIPT)
  const head = await as('head-02', NO_SCRIPT)
  const chair = await as('chair', NO_SCRIPT)
  const secretariat = await as('secretariat', NO_SCRIPT)
  const other = await as('drafter-05', NO_SCRIPT)

  // the head wants to approve
  await head.goto('/party')
  await head.getByLabel(/^The head approves/).check()
  await head.locator('#proposals').getByRole('button').click()
  await expect(main(head)).toContainText('It holds from now on')

  await drafter.goto('/draft/proposals')
  const { id } = await begin(drafter, '9', 'and their volunteers')
  const address = `/draft/proposals/${id}`
  await other.goto(address)
  await expect(main(other)).toContainText('There is nothing here')

  await drafter.goto('/draft/proposals?mine=yes')
  await main(drafter).getByRole('link', { name: 'Draft without a code' }).first().click()
  await expect(main(drafter).locator('.redline ins')).toContainText('and their volunteers')
  await open(drafter, 'Rationale and group')
  await drafter.getByRole('textbox', { name: 'Rationale', exact: true }).fill('Volunteers do the work.')
  await open(drafter, 'Its members')
  const members = drafter.getByRole('group', { name: 'Its members' })
  await members.getByLabel('Delegation 02').check()
  await members.getByLabel('Delegation 04').check()
  await open(drafter, 'Members it does not speak for here')
  await drafter
    .getByRole('group', { name: /does not speak for here/ })
    .getByLabel('Delegation 09')
    .check()
  // a group without a name: what was chosen stays
  await press(drafter, 'Save')
  await expect(main(drafter).getByRole('alert')).toContainText('Say what the group is called')
  await expect(members.getByLabel('Delegation 04')).toBeChecked()
  await drafter.getByLabel('On behalf of a group').fill('The island group')
  await press(drafter, 'Save')
  await expect(status(drafter)).toContainText('Saved')
  await expect(main(drafter)).toContainText('Volunteers do the work.')
  await expect(main(drafter)).toContainText('except')

  await open(drafter, 'Ask a delegation to sponsor it')
  const askable = drafter.getByRole('combobox', { name: 'Delegation' })
  await expect(askable.getByRole('option', { name: 'Delegation 02' })).toHaveCount(0) // its own
  await askable.selectOption('Delegation 06')
  await press(drafter, 'Ask a delegation to sponsor it')
  await expect(main(drafter).locator('.facts')).toContainText('Delegation 06')
  await press(drafter, 'Ask the head for approval')

  // the drafter writes on; the head's page is stale, and is told what happened
  await head.goto(address)
  await open(drafter, 'Rationale and group')
  await drafter.getByRole('textbox', { name: 'Rationale', exact: true }).fill('Volunteers do most of the work.')
  await press(drafter, 'Save')
  await press(head, 'Approve')
  await expect(main(head).getByRole('alert')).toContainText('Rationale or group changed')
  // nor do they approve of words that came after their page
  const { texts } = await call<ProposalView>(drafter, 'GET', address.replace('/draft', ''))
  const { id: block } = texts[0]!.blocks[0]!
  await call(drafter, 'PUT', `${address.replace('/draft', '')}/texts/en`, {
    blocks: [{ id: block, find: 'and their volunteers', text: 'and their volunteers at work' }],
  })
  await press(head, 'Approve')
  await expect(main(head).getByRole('alert')).toContainText('Nothing was done. This is new')
  await expect(main(head).getByRole('alert').locator('ins')).toContainText('at work')
  await press(head, 'Approve')
  await expect(main(head)).toContainText('Given for these words')
  await press(head, 'Submit')
  await expect(status(head)).toContainText('Submitted')
  const code = (await main(head).getByRole('heading', { level: 1 }).innerText()).trim()
  expect(code).toMatch(/^ART-9\/P-\d+$/)

  // not everybody's yet
  await other.goto(address)
  await expect(main(other)).toContainText('There is nothing here')
  await secretariat.goto(address)
  await press(secretariat, 'Table it')
  await other.goto(address)
  await expect(main(other)).toContainText('Tabled')
  await press(other, 'Sponsor it')
  await expect(main(other).locator('.facts')).toContainText('Delegation 05')

  await chair.goto(address)
  await press(chair, 'Take it up')
  await main(chair)
    .getByRole('link', { name: /^Accept/ })
    .click()
  await expect(main(chair).getByRole('heading', { level: 1 })).toHaveText('What the article would say')
  await expect(main(chair).locator('ins')).toContainText('and their volunteers')
  await press(chair, 'Accept it so')
  await expect(status(chair)).toContainText('Its words stand in the article')
  await expect(main(chair).locator('.story')).toContainText('Its words came into the article')
  await chair.goto('/draft/proposals?article=9&status=merged')
  await expect(main(chair).getByRole('link', { name: code })).toBeVisible()
  const article = await articleOf(chair, '9')
  const { text } = await call<ArticleText>(chair, 'GET', `/articles/${article.id}`)
  expect(text).toContain('and their volunteers')

  // and back out of it, with a reason
  await chair.goto(address)
  await open(chair, 'Take the acceptance back')
  await chair.getByLabel('Reason').fill('Accepted too early.')
  await press(chair, 'Take the acceptance back')
  await expect(main(chair).locator('.story')).toContainText('Accepted too early.')
})

test('returned with a ground and a reason, which its sponsors read; a reason that is missing loses nothing', async ({
  as,
}) => {
  const drafter = await as('drafter-06', NO_SCRIPT)
  const secretariat = await as('secretariat', NO_SCRIPT)
  await drafter.goto('/draft/proposals')
  const { id } = await begin(drafter, '11', 'without delay')
  await drafter.goto(`/draft/proposals/${id}`)
  await press(drafter, 'Submit')
  await secretariat.goto(`/draft/proposals/${id}`)
  await open(secretariat, 'Return it')
  await secretariat.getByLabel('Ground').selectOption('out_of_scope')
  await secretariat.getByLabel('Reason').fill(' ')
  await press(secretariat, 'Return it')
  await expect(main(secretariat).getByRole('alert')).toBeVisible()
  await expect(secretariat.getByLabel('Ground')).toHaveValue('out_of_scope')
  await secretariat.getByLabel('Reason').fill('It belongs to Article 12.')
  await press(secretariat, 'Return it')
  await expect(status(secretariat)).toBeVisible()
  await drafter.goto(`/draft/proposals/${id}`)
  await expect(main(drafter)).toContainText('Returned')
  await expect(main(drafter).locator('.story')).toContainText('It belongs to Article 12.')
})

test('words that collide stand beside one another in all three texts, and its sponsors say which stay', async ({
  as,
}) => {
  const drafter = await as('drafter-07', NO_SCRIPT)
  const secretariat = await as('secretariat', NO_SCRIPT)
  await drafter.goto('/draft/proposals')
  await secretariat.goto('/draft/proposals')
  const article = await articleOf(drafter, '10')
  const { id: block, words } = await firstWords(drafter, article)
  const draft = await call<ProposalView>(drafter, 'POST', `/articles/${article.id}/proposals`, {})
  await call(drafter, 'PUT', `/proposals/${draft.id}/texts/en`, {
    blocks: [{ id: block, find: words, text: 'Their own words here' }],
  })
  // the article changes underneath: another's proposal on the same words is accepted
  const chair = await as('chair')
  await chair.goto('/draft/proposals')
  const bridging = await call<ProposalView>(chair, 'POST', `/articles/${article.id}/proposals`, { as: 'chair' })
  await call(chair, 'PUT', `/proposals/${bridging.id}/texts/en`, {
    blocks: [{ id: block, find: words, text: 'What the chair would say' }],
  })
  await call(chair, 'POST', `/proposals/${bridging.id}/submit`, {})
  await call(secretariat, 'POST', `/proposals/${bridging.id}/admit`, {})
  await call(chair, 'POST', `/proposals/${bridging.id}/take-up`, {})
  const { texts: seen } = await call<ProposalView>(chair, 'GET', `/proposals/${bridging.id}`)
  await call(chair, 'POST', `/proposals/${bridging.id}/accept`, { seen })

  await drafter.goto(`/draft/proposals/${draft.id}`)
  await press(drafter, 'Submit')
  const held = main(drafter).locator('.held')
  await expect(held).toHaveCount(1)
  for (const said of [words, 'What the chair would say', 'Their own words here']) await expect(held).toContainText(said)
  await held.getByRole('radio', { name: 'Those of the proposal' }).check()
  await held.getByRole('button', { name: 'Settle this' }).click()
  await expect(main(drafter).locator('.held')).toHaveCount(0)
  await press(drafter, 'Submit')
  await expect(status(drafter)).toContainText('Submitted')
  await expect(main(drafter).locator('.redline del')).toContainText('What the chair')
})

for (const lang of ['en', 'ar'])
  test(`the pages of a proposal pass the checks of accessibility and keep to a phone's width in ${lang}`, async ({
    as,
  }) => {
    const chair = await as('chair', { viewport: { width: 390, height: 844 }, locale: lang })
    await chair.goto('/draft/proposals?status=all')
    const first = main(chair).locator('.name a').first()
    const href = (await first.getAttribute('href'))!
    for (const path of [href, `${href}/accept`]) {
      await chair.goto(path)
      const { violations } = await new AxeBuilder({ page: chair }).analyze()
      expect(violations.map((one) => [one.id, one.nodes[0]?.html])).toEqual([])
      await chair.evaluate(() => void (document.documentElement.style.fontSize = '200%'))
      const wide = await chair.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(wide, path).toBeLessThanOrEqual(1)
    }
  })
