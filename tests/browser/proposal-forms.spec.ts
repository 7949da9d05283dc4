/** What a proposal's page lets people do beside its life: talk about it, amend it, dispute it, accept it modified; and the article's page, which follows. */
import type { Page } from '@playwright/test'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { articleOf, begin, call, table } from './drafts.ts'
import { expect, test } from './fixtures.ts'

const NO_SCRIPT = { javaScriptEnabled: false }
const main = (page: Page) => page.getByRole('main')
const status = (page: Page) => main(page).getByRole('status').first()
const press = (page: Page, name: string) => main(page).getByRole('button', { name, exact: true }).click()
const open = (page: Page, name: string) => main(page).locator('summary', { hasText: name }).click()
const of = ({ id }: ProposalView): string => `/draft/proposals/${id}`

test('TH1, TH9: a proposal is talked about on its page by forms, and the article beside it says so at once', async ({
  as,
}) => {
  const [author, secretariat] = [await as('drafter-09', NO_SCRIPT), await as('secretariat', NO_SCRIPT)]
  const reviewer = await as('reviewer-05', NO_SCRIPT)
  const reader = await as('reviewer-11')
  for (const page of [author, secretariat]) await page.goto('/draft/proposals')
  await reader.goto('/draft/15')
  await expect(reader.getByRole('textbox').first()).toBeVisible()
  await expect(reader.locator('[data-proposals-card]')).toHaveCount(0)

  const draft = await begin(author, '15', 'and their volunteers')
  await reviewer.goto(of(draft))
  await expect(main(reviewer)).toContainText('There is nothing here')
  const { code } = await table(author, secretariat, null, draft.id)

  // RL8: it stands beside its paragraph, and is counted, on a page that was open
  await expect(reader.locator('[data-proposals-card]')).toContainText(code!)
  await expect(reader.locator('[data-region=outline] [aria-current]')).toContainText('1 open proposal')

  await reviewer.goto(of(draft))
  await open(reviewer, 'Comment on this proposal')
  await reviewer.getByRole('textbox', { name: 'Comment', exact: true }).fill('Volunteers come first.')
  await press(reviewer, 'Send')
  const thread = main(reviewer).getByRole('article').filter({ hasText: 'Volunteers come first.' })
  await expect(thread).toBeVisible()
  await expect(reader.getByRole('article').filter({ hasText: 'Volunteers come first.' })).toContainText(
    `About the proposal ${code!}`,
  )

  await secretariat.goto(of(draft))
  await open(secretariat, 'Reply')
  await secretariat.getByRole('textbox', { name: /^Reply to/ }).fill('Taken note of.')
  await press(secretariat, 'Send')
  await reviewer.reload()
  await expect(thread).toContainText('Taken note of.')
  await thread.getByRole('button', { name: 'Resolve' }).click()
  await expect(thread).toContainText('Resolved')
  await thread.getByRole('button', { name: 'Reopen' }).click()
  await thread.locator('summary', { hasText: 'More' }).click()
  await thread.locator('summary', { hasText: 'Take back' }).click()
  await thread.getByRole('button', { name: 'Take my words back' }).click()
  await expect(thread.or(main(reviewer).getByText('You took this back')).first()).toBeVisible()
  await secretariat.reload()
  await expect(main(secretariat)).toContainText('Taken back by its author.')
})

test('amended, taken in, accepted as modified; two on the same words in one bracket', async ({ as }) => {
  const [first, second] = [await as('drafter-10', NO_SCRIPT), await as('drafter-12', NO_SCRIPT)]
  const [secretariat, chair] = [await as('secretariat', NO_SCRIPT), await as('chair', NO_SCRIPT)]
  for (const page of [first, second, secretariat, chair]) await page.goto('/draft/proposals')
  const proposal = await begin(first, '8', 'and their volunteers')
  await table(first, secretariat, chair, proposal.id)

  await second.goto(of(proposal))
  await open(second, 'Propose an amendment to it')
  await press(second, 'Propose an amendment to it')
  await expect(status(second)).toContainText('A new draft')
  await expect(main(second).locator('.facts')).toContainText('Amends')
  const amendment = new URL(second.url()).pathname.split('/').at(-1)!
  const block = (await call<ProposalView>(second, 'GET', `/proposals/${proposal.id}`)).blocks[0]!
  await call(second, 'PUT', `/proposals/${amendment}/texts/en`, {
    blocks: [{ id: block.id, find: 'their volunteers', text: 'their many volunteers' }],
  })
  await table(second, secretariat, chair, amendment)
  await chair.goto(`/draft/proposals/${amendment}`)
  await open(chair, 'Take the amendment in')
  await press(chair, 'Take the amendment in')
  await expect(main(chair).locator('.story')).toContainText('Its words came into the proposal it amends')

  await call(chair, 'POST', `/proposals/${proposal.id}/modify`, {})
  await chair.goto(of(proposal))
  await expect(main(chair).locator('.redline ins')).toContainText('many volunteers')
  await main(chair)
    .getByRole('link', { name: /^Accept with modification/ })
    .click()
  await press(chair, 'Accept it so')
  await expect(status(chair)).toContainText('Its words stand in the article')

  const [one, other] = [await begin(first, '11', 'and its branches'), await begin(second, '11', 'and its youth')]
  for (const [page, { id }] of [
    [first, one],
    [second, other],
  ] as const)
    await table(page, secretariat, chair, id)
  await chair.goto(of(one))
  await open(chair, 'Put it in brackets')
  await main(chair)
    .getByRole('checkbox', { name: /Delegation 12/ })
    .check()
  await press(chair, 'Put it in brackets')
  await expect(main(chair).locator('.stand')).toContainText('In brackets')
  await chair.goto(of(other))
  await expect(main(chair).locator('.stand')).toContainText('In brackets')
})

test('PS27, PS17: what the file has as accepted is brought into the text and taken back by forms, and only then is that offered', async ({
  as,
}) => {
  const chair = await as('chair', NO_SCRIPT)
  const back = main(chair).locator('summary', { hasText: 'Take the acceptance back' })
  await chair.goto('/draft/proposals')
  const firstOn = async (number: string): Promise<string> => {
    const path = `/articles/${(await articleOf(chair, number)).id}/proposals`
    const { items } = await call<{ items: ProposalView[] }>(chair, 'GET', path)
    return of(items.find(({ code }) => code === `ART-${number}/P-1`)!)
  }
  await chair.goto(await firstOn('12'))
  await expect(main(chair)).toContainText('Write what was agreed in the modified copy')
  await expect(back).toHaveCount(0)
  await chair.goto(await firstOn('5'))
  await expect(back).toHaveCount(0)
  await main(chair)
    .getByRole('link', { name: /^Bring it into the text/ })
    .click()
  await expect(main(chair)).toContainText('was accepted. If its words came into the article now')
  await press(chair, 'Bring it into the text so')
  await expect(status(chair)).toContainText('Its words stand in the article')
  await expect(main(chair).locator('.stand')).toContainText('In the text')
  await back.click()
  await main(chair).getByRole('textbox', { name: 'Reason' }).fill('Too early.')
  await press(chair, 'Take the acceptance back')
  await expect(main(chair).locator('.stand')).toContainText('Under discussion')
  await expect(back).toHaveCount(0)
})

test('HW3, P32: who is chair and secretariat says as which, and hears that the secretariat settles on the word of the chair', async ({
  as,
  server,
}) => {
  const secretariat = await as('secretariat', NO_SCRIPT)
  await secretariat.goto('/draft/brackets')
  const { url } = await call<{ url: string }>(secretariat, 'POST', '/invitations', {
    ...{ email: 'both@concord.example', name: 'Both', roles: ['chair', 'secretariat'], party: null },
  })
  const page = await as(null, NO_SCRIPT)
  const token = url.split('/').at(-1)!
  const accepted = await page.request.post('/api/v1/invitations/accept', {
    data: { token, name: 'Both', password: 'a password for this story' },
    headers: { origin: server.origin },
  })
  const session = ((await accepted.json()) as { token: string }).token
  await page.context().addCookies([{ name: 'concord_session', value: session, url: server.origin }])

  await page.goto('/draft/brackets?article=17')
  const bracket = main(page).locator('[id^="bracket-"]').first()
  const settle = async (hat: string, isOnWord: boolean): Promise<void> => {
    const form = bracket.locator('details', { hasText: 'Settle' })
    if ((await form.getAttribute('open')) === null) await form.locator('summary').click()
    await form.getByRole('radio', { name: 'Delete the words' }).check()
    await form.getByLabel('In which capacity').selectOption(hat)
    await form.getByRole('checkbox', { name: 'On the word of the chair' }).setChecked(isOnWord)
    await form.getByRole('button', { name: 'Settle the bracket' }).click()
  }
  await settle('Secretariat', false)
  await expect(bracket.getByRole('alert')).toContainText('tick that box, or settle it as the chair')
  await settle('Secretariat', true)
  await expect(status(page)).toBeVisible()
  await page.goto('/draft/decisions')
  await expect(main(page)).toContainText('Both')
})
