/** What a proposal is begun from beside a paragraph: a bracket, another proposal, a comment. From pages, to where each leads. */
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import type { Thread } from '../../src/lib/domain/contract.ts'
import { articleOf, begin, call, firstWords, table } from './drafts.ts'
import { expect, test } from './fixtures.ts'

// brackets are settled here that others read
test.use({ ownServer: 'proposals-more' })

const CHOSEN = /Choose in a bracket: \u2068Alt 2/
const NO_SCRIPT = { javaScriptEnabled: false }
const main = (page: Page): Locator => page.getByRole('main')
const press = (page: Page, name: string) => main(page).getByRole('button', { name, exact: true }).click()
const follow = (page: Page, name: string) => main(page).getByRole('link', { name, exact: true }).click()
const axe = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)
const idIn = (page: Page): string => new URL(page.url()).pathname.split('/')[3]!
const isNarrow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

test('PS19: a delegation proposes which option of a bracket stands; tabled and accepted from pages, it stands in every language', async ({
  as,
}) => {
  const [drafter, secretariat, chair] = [
    await as('drafter-06', NO_SCRIPT),
    await as('secretariat', NO_SCRIPT),
    await as('chair', NO_SCRIPT),
  ]
  await drafter.goto('/draft/brackets?article=19')
  const bracket = drafter.locator('[id="bracket-br-reservations"]')
  const words = (await bracket.locator('.options > li').nth(1).locator('dd').first().innerText()).slice(1, 40)
  await bracket.getByRole('link', { name: 'Propose what becomes of the bracket' }).click()
  await expect(drafter.getByRole('heading', { level: 1 })).toHaveText('Propose what becomes of the bracket')
  await expect(main(drafter)).toContainText(words)
  await drafter.getByRole('radio', { name: 'Choose Alt 2' }).check()
  await drafter.getByRole('textbox', { name: 'Rationale' }).fill('It says what practice is.')
  await press(drafter, 'Begin the draft')
  await expect(main(drafter).getByRole('status')).toContainText('A new draft')
  await expect(main(drafter)).toContainText(CHOSEN)
  await expect(main(drafter)).toContainText(words)
  await expect(main(drafter)).toContainText('It says what practice is.')
  const path = `/draft/proposals/${idIn(drafter)}`
  await press(drafter, 'Submit')
  await secretariat.goto(path)
  await press(secretariat, 'Table it')

  // in words wherever it is told of, in the language of whoever reads
  await drafter.goto('/draft/proposals?article=19&mine=yes')
  await expect(main(drafter).locator('.parts')).toContainText(CHOSEN)
  const { code } = await call<ProposalView>(drafter, 'GET', `/proposals/${path.split('/').at(-1)!}`)
  await drafter.goto('/draft/19')
  await expect(drafter.locator('[data-proposals-card]', { hasText: code! })).toContainText('Proposals to paragraph')
  await drafter.goto('/draft/19/compilation')
  await expect(main(drafter)).toContainText(/would choose: \u2068Alt 2/)
  await follow(drafter, 'Propose what becomes of the bracket')
  await expect(drafter.getByRole('radio', { name: 'Delete the words' })).toBeVisible()
  const arabic = await as('drafter-07', { ...NO_SCRIPT, locale: 'ar', viewport: { width: 390, height: 844 } })
  await arabic.goto(path)
  await expect(main(arabic)).toContainText('الاختيار بين القوسين')
  await arabic.goto(`/draft/brackets?article=19`)
  await main(arabic).getByRole('link', { name: 'اقتراح مصير القوسين' }).click()
  await expect(arabic.getByRole('radio')).toHaveCount(3)

  await chair.goto(path)
  await press(chair, 'Take it up')
  await follow(chair, 'Accept …')
  await expect(main(chair)).toContainText(CHOSEN)
  await press(chair, 'Accept it so')
  await expect(main(chair).locator('.stand')).toContainText('In the text')
  await expect(main(chair)).toContainText('Choose one option of a bracket')
  await drafter.goto('/draft/brackets?article=19')
  await expect(bracket).toHaveCount(0)
  const { id } = await articleOf(drafter, '19')
  const read = await call<{ json: object }>(drafter, 'GET', `/articles/${id}`)
  expect(JSON.stringify(read.json)).not.toContain('br-reservations')
  // who comes back to the form hears that it is settled
  await drafter.goto(`/draft/proposals/new?article=${id}&bracket=br-reservations`)
  await expect(main(drafter)).toContainText('settled')
})

test('PS28, PS8: a proposal is answered with another, and amended; each says what it answers, and is told of there', async ({
  as,
}) => {
  const [first, second] = [await as('drafter-13', NO_SCRIPT), await as('drafter-14')]
  const secretariat = await as('secretariat', NO_SCRIPT)
  for (const page of [first, second, secretariat]) await page.goto('/draft/proposals')
  const proposal = await table(first, secretariat, null, (await begin(first, '18', 'in good faith')).id)
  const path = `/draft/proposals/${proposal.id}`
  await first.goto(path)
  await expect(main(first).getByRole('link', { name: 'Answer with another proposal' })).toHaveCount(0)

  await second.goto(path)
  await follow(second, 'Answer with another proposal …')
  await expect(main(second).getByRole('link', { name: proposal.code! })).toBeVisible()
  await expect(main(second)).toContainText('Delegation 13')
  await expect(main(second).locator('.redline ins')).toContainText('in good faith')
  await second.getByRole('textbox', { name: 'Rationale' }).fill('There is a shorter way.')
  await press(second, 'Begin the draft')
  // where it is written, at the paragraph that is answered
  await expect(second).toHaveURL(/\/draft\/proposals\/[^/]+\/write#/)
  const text = second.locator('[role=textbox][contenteditable]').first()
  await expect(text).toBeVisible()
  const answer = idIn(second)
  const { id: blockId, words } = await firstWords(second, await articleOf(second, '18'))
  await call(second, 'PUT', `/proposals/${answer}/texts/en`, {
    blocks: [{ id: blockId, find: words, place: 'behind', text: ' at once' }],
  })
  await second.goto(`/draft/proposals/${answer}`)
  await expect(main(second).locator('.facts')).toContainText(`Answers ${proposal.code!}`)
  await first.goto(path)
  await expect(main(first)).not.toContainText('Answered by')
  await press(second, 'Submit')
  await secretariat.goto(`/draft/proposals/${answer}`)
  await press(secretariat, 'Table it')
  const { code } = await call<ProposalView>(second, 'GET', `/proposals/${answer}`)
  await first.goto(path)
  await expect(main(first).locator('.facts')).toContainText(`Answered by ${code!} (Tabled)`)

  // an amendment is one level deep: to it there is none
  await second.goto(path)
  await main(second).locator('summary', { hasText: 'Propose an amendment to it' }).click()
  await press(second, 'Propose an amendment to it')
  const amendment = idIn(second)
  await call(second, 'PUT', `/proposals/${amendment}/texts/en`, {
    blocks: [{ id: blockId, find: 'in good faith', text: 'in full faith' }],
  })
  await table(second, secretariat, null, amendment)
  await first.goto(path)
  await expect(main(first).locator('.facts')).toContainText('Amendments to it')
  await first.goto(`/draft/proposals/${amendment}`)
  await expect(main(first).locator('.facts')).toContainText(`Amends ${proposal.code!}`)
  await expect(main(first).locator('summary', { hasText: 'Propose an amendment to it' })).toHaveCount(0)
})

test('TH17: a comment is made a proposal, and each leads to the other', async ({ as }) => {
  const [drafter, secretariat] = [await as('drafter-15'), await as('secretariat', NO_SCRIPT)]
  const observer = await as('reviewer-05', NO_SCRIPT)
  for (const page of [drafter, secretariat]) await page.goto('/draft/comments')
  const article = await articleOf(drafter, '20')
  const { id: blockId, words } = await firstWords(drafter, article)
  const anchor = { blockId, exact: words }
  const said = await call<Thread>(drafter, 'POST', `/articles/${article.id}/comments`, {
    ...{ body: 'Say when, not only that.', lang: 'en', anchor },
  })
  const card = (page: Page): Locator => page.locator(`[id="thread-${said.id}"]`)

  // whoever may not propose is not asked to
  await observer.goto('/draft/20')
  await expect(card(observer)).toBeVisible()
  await expect(card(observer).getByRole('link', { name: 'Make this a proposal' })).toHaveCount(0)

  // from the margin of the text
  await drafter.goto('/draft/20')
  await expect(drafter.locator('[role=textbox][contenteditable]').first()).toBeVisible()
  await card(drafter).getByRole('link', { name: 'Make this a proposal' }).click()
  await expect(drafter).toHaveURL(/\/proposals\/new\?/)
  await expect(drafter.getByRole('heading', { level: 1 })).toHaveText('Make this a proposal')
  await expect(card(drafter)).toContainText('Say when, not only that.')
  // what one said to everybody is why one proposes it
  await expect(drafter.getByRole('textbox', { name: 'Rationale' })).toHaveValue('Say when, not only that.')
  await press(drafter, 'Begin the draft')
  await expect(drafter).toHaveURL(new RegExp(`/write#${blockId}$`))
  const id = idIn(drafter)
  await call(drafter, 'PUT', `/proposals/${id}/texts/en`, {
    blocks: [{ id: blockId, find: words, place: 'behind', text: ' within a year' }],
  })
  await secretariat.goto(`/draft/20`)
  await expect(card(secretariat)).not.toContainText('Made into a proposal')
  const { code } = await table(drafter, secretariat, null, id)

  await observer.goto(`/draft/proposals/${id}`)
  await expect(main(observer)).toContainText('It was made of this comment:')
  await expect(card(observer)).toContainText('Say when, not only that.')
  await observer.goto('/draft/comments?show=all')
  await expect(card(observer)).toContainText(`Made into a proposal: ${code!} (Tabled)`)
  await expect(card(observer)).toContainText('Turned into wording')
})

test('the bracket with the caret is proposed of from the desk, in both directions and narrow', async ({ as }) => {
  const NEW = /\/draft\/proposals\/new\?article=[^&]+&bracket=br-voice-silence/
  for (const { locale, dark } of [
    { locale: 'en-GB', dark: false },
    { locale: 'ar', dark: true },
  ]) {
    const page = await as('drafter-06', {
      ...{ locale, colorScheme: dark ? 'dark' : 'light', viewport: { width: 390, height: 844 } },
    })
    await page.goto('/draft/10')
    await expect(page.locator('[role=textbox][contenteditable], [role=textbox]').first()).toBeVisible()
    await page.keyboard.press('F2')
    await expect(page.getByText(/open bracket 1 of 1|القوس المفتوح 1 من 1/).first()).toBeAttached()
    const bubble = page.locator('.bubble', { hasText: locale === 'ar' ? 'مصير القوسين' : 'becomes of the bracket' })
    await expect(bubble).toBeInViewport({ ratio: 1 })
    expect(await isNarrow(page)).toBe(true)
    await bubble.click()
    await expect(page).toHaveURL(NEW)
    await page.goBack()
    await expect(page.locator('[role=textbox]').first()).toBeVisible()
    await page.keyboard.press('F2')
    await expect(bubble).toBeVisible()
    await page.keyboard.press('Control+k')
    await page
      .locator('.palette')
      .getByRole('combobox')
      .fill(locale === 'ar' ? 'مصير القوسين' : 'becomes of the bracket')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(NEW)
    await expect(page.getByRole('radio')).toHaveCount(3)
    expect(await axe(page)).toEqual([])
    expect(await isNarrow(page)).toBe(true)
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
    expect(await isNarrow(page)).toBe(true)
  }
})
