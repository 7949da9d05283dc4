/** The pages of those who take part, by keyboard and without JavaScript; each test leaves what it wrote in a database of its worker. */
import { DEMO_PASSWORD } from '../support/server-process.ts'
import { expect, test } from './fixtures.ts'

/** Its tests publish. */
test.use({ ownServer: 'pages-work' })

const NO_SCRIPT = { javaScriptEnabled: false }

test('signing in takes the keyboard alone and leads to the page that was asked for', async ({ as }) => {
  const page = await as(null, NO_SCRIPT)
  await page.goto('/draft/2')
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fdraft%2F2$/)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the text' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('E-mail address')).toBeFocused()
  await page.keyboard.type('drafter-01@concord.example')
  await page.keyboard.press('Tab')
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText(/do not match an account/)
  await expect(page.getByLabel('E-mail address')).toHaveValue('drafter-01@concord.example')

  await page.getByLabel('Password').focus()
  await page.keyboard.type(DEMO_PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/draft\/2(#content)?$/)
  await expect(page.locator('noscript p')).toHaveText(/Writing needs JavaScript/)
  await expect(page.getByRole('heading', { level: 1, name: 'Article 2 · Use of terms' })).toBeVisible()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.goto('/draft/2')
  await expect(page).toHaveURL(/\/sign-in/)
})

test('signing in never leads to another site', async ({ as, server }) => {
  const page = await as(null, NO_SCRIPT)
  await page.goto('/sign-in?next=//evil.example/x')
  await page.getByLabel('E-mail address').fill('observer@concord.example')
  await page.getByLabel('Password').fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(`${server.origin}/home`)
})

test('pages of others are closed: visitors sign in, people are told', async ({ as }) => {
  const visitor = await as(null, NO_SCRIPT)
  for (const path of [
    '/home',
    '/account',
    '/draft',
    '/draft/2',
    '/draft/history',
    '/kept',
    '/party/sign',
    '/secretariat/publish',
    '/audit',
  ]) {
    await visitor.goto(path)
    await expect(visitor, path).toHaveURL(/\/sign-in\?next=/)
  }
  const drafter = await as('drafter-01', NO_SCRIPT)
  for (const path of ['/party/sign', '/secretariat/publish', '/audit'])
    expect((await drafter.goto(path))!.status(), path).toBe(403)
})

test('a comment is made, answered, resolved and reopened without a script', async ({ as }) => {
  const reviewer = await as('reviewer-06', NO_SCRIPT)
  await reviewer.goto('/draft/6')
  await expect(reviewer.getByText('Read-only.')).toBeVisible()
  await reviewer.getByText('New comment').click()
  await reviewer.getByLabel('On', { exact: true }).selectOption({ index: 2 })
  await reviewer.getByLabel('The exact words it is about').fill('words that stand nowhere')
  await reviewer.getByLabel('Comment', { exact: true }).fill('This should be clearer.')
  await reviewer.getByRole('button', { name: 'Send' }).last().click()
  await expect(reviewer.getByRole('alert')).toHaveText('These words must stand in that paragraph exactly once.')
  await expect(reviewer.getByLabel('Comment', { exact: true })).toHaveValue('This should be clearer.')
  await reviewer.getByLabel('The exact words it is about').fill('')
  await reviewer.getByRole('button', { name: 'Send' }).last().click()
  const thread = reviewer
    .getByRole('article', { name: 'Comment thread by Delegation 06' })
    .filter({ hasText: 'This should be clearer.' })
  await expect(thread).toBeVisible()
  await expect(reviewer).toHaveURL(/#thread-/)

  const drafter = await as('drafter-02', NO_SCRIPT)
  await drafter.goto('/draft/6')
  const seen = drafter.getByRole('article').filter({ hasText: 'This should be clearer.' })
  await expect(seen.getByRole('button', { name: 'Resolve' })).toHaveCount(0)
  await seen.getByText('Reply', { exact: true }).click()
  await seen.getByLabel(/Reply to/).fill('It will be.')
  await seen.getByRole('button', { name: 'Send' }).click()
  await expect(drafter.getByText('It will be.')).toBeVisible()

  await reviewer.reload()
  await expect(thread).toContainText('1 reply')
  await thread.getByRole('button', { name: 'Resolve' }).click()
  await reviewer.goto('/draft/6')
  await reviewer.getByText('Resolved comments').click()
  await thread.getByRole('button', { name: 'Reopen' }).click()
  await expect(thread.getByRole('button', { name: 'Resolve' })).toBeVisible()
})

test('the chair reopens an agreed article only with a reason', async ({ as }) => {
  const chair = await as('chair', NO_SCRIPT)
  await chair.goto('/draft/13')
  await expect(chair.getByText('This article is agreed and locked.')).toBeVisible()
  await chair.getByLabel('New status').selectOption('Under discussion')
  await chair.getByRole('button', { name: 'Set status' }).click()
  await expect(chair.getByRole('alert')).toBeVisible()
  await chair.getByLabel('Reason').fill('A delegation asks for one more reading.')
  await chair.getByRole('button', { name: 'Set status' }).click()
  await expect(chair.getByText('This article is agreed and locked.')).toHaveCount(0)

  // an article with an open bracket cannot be agreed
  await chair.goto('/draft/5')
  await chair.getByLabel('New status').selectOption('Agreed in group')
  await chair.getByRole('button', { name: 'Set status' }).click()
  await expect(chair.getByRole('alert')).toHaveText(/open brackets/)
})

test('a version is published and signed, and the register, its table and the record show it', async ({ as }) => {
  const secretariat = await as('secretariat', NO_SCRIPT)
  await secretariat.goto('/home')
  await secretariat.getByRole('link', { name: 'Publish a version' }).click()
  const heading = await secretariat
    .getByRole('heading', { name: /^Version \d+$/ })
    .first()
    .innerText()
  const number = Number(heading.replace('Version ', ''))
  await secretariat.getByLabel('Label', { exact: true }).fill(`Rev.${number} for signature`)
  await secretariat.getByRole('button', { name: 'Cut the version' }).click()
  await expect(secretariat.getByRole('status')).toContainText(`Version ${number} is cut.`)
  const brackets = secretariat.getByRole('region', { name: /^Open brackets/ })
  await expect(brackets.getByRole('heading')).toHaveText(/Open brackets\s+11/)
  await secretariat.getByLabel(/^Type \d+ to publish/).fill('999')
  await secretariat.getByRole('button', { name: `Publish version ${number}` }).click()
  await expect(secretariat.getByRole('alert')).toHaveText(/This is not the number of this version/)
  await secretariat.getByLabel(/^Type \d+ to publish/).fill(String(number))
  await secretariat.getByRole('button', { name: `Publish version ${number}` }).click()
  await expect(secretariat.getByRole('status')).toContainText(`Version ${number} is published.`)

  const signatory = await as('signatory-07', NO_SCRIPT)
  await signatory.goto('/home')
  await signatory.getByRole('link', { name: `Sign version ${number}` }).click()
  const hash = await signatory.locator('p.hash').innerText()
  await signatory.getByLabel('Endorses', { exact: true }).check()
  await signatory.locator('summary').filter({ hasText: 'Article 7 Preventive' }).click()
  await signatory.locator('#kind-7').selectOption('Reservation')
  await signatory.locator('#text-7').fill('=We reserve our position on paragraph 3.')
  await signatory.getByLabel('Capacity').fill('President')
  await signatory.getByLabel('Place').fill('Suva')
  await signatory.getByLabel('Your password, to confirm').fill('wrong')
  await signatory.getByRole('button', { name: `Sign version ${number}` }).click()
  await expect(signatory.getByRole('alert')).toBeVisible()
  await expect(signatory.getByLabel('Capacity')).toHaveValue('President')
  await expect(signatory.locator('#text-7')).toHaveValue('=We reserve our position on paragraph 3.')
  await signatory.getByLabel('Your password, to confirm').fill(DEMO_PASSWORD)
  await signatory.getByRole('button', { name: `Sign version ${number}` }).click()
  await expect(signatory.getByText('Your signature is recorded.')).toBeVisible()
  await expect(signatory.locator('dd.hash')).toHaveText(hash)

  const visitor = await as(null, NO_SCRIPT)
  await visitor.goto('/signatories')
  await visitor.getByLabel('Search by delegation').fill('RESERVÉ position')
  await visitor.getByRole('button', { name: 'Search' }).click()
  await expect(visitor.getByRole('row').filter({ hasText: 'Delegation 07' })).toContainText('Reservation')
  const csv = await (await visitor.request.get('/signatories.csv?q=suva')).text()
  expect(csv.split('\r\n').filter(Boolean)).toHaveLength(2)
  expect(csv).toContain('"Article 7 (reservation): =We reserve')
  const { items } = (await (await visitor.request.get('/signatories.json')).json()) as {
    items: { party: { code: string }; sha256: string }[]
  }
  expect(items.find((item) => item.party.code === 'D07')?.sha256).toBe(hash)
  await visitor.getByRole('link', { name: 'Show all' }).click()
  await visitor.getByLabel('Search by delegation').fill('nobody of this name')
  await visitor.getByRole('button', { name: 'Search' }).click()
  await expect(visitor.getByText('No signature matches this search.')).toBeVisible()
  await visitor.goto('/signatories/D07')
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Delegation 07')
  await visitor.goto(`/charter/v/1`)
  await expect(visitor.getByText('This is not the latest version.')).toBeVisible()
  await visitor.goto(`/charter/compare?from=1&to=${number}`)
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('What changed')

  const auditor = await as('auditor', NO_SCRIPT)
  await auditor.goto('/audit')
  await expect(auditor.locator('tbody').getByText('A version was signed.').first()).toBeVisible()
  await auditor.getByRole('button', { name: 'Verify the chain' }).click()
  await expect(auditor.getByRole('status')).toContainText('The chain holds.')

  // withdrawn, it stays in the register and may be given anew
  await signatory.getByText('Withdraw the signature').first().click()
  await signatory.getByLabel('Reason').fill('The board decides again.')
  await signatory.getByRole('button', { name: 'Withdraw the signature' }).click()
  await expect(signatory.getByRole('link', { name: `Read and sign version ${number}` })).toBeVisible()
  await visitor.goto('/signatories')
  await expect(visitor.getByRole('row').filter({ hasText: 'Delegation 07' })).toContainText('Withdrawn')
})

test('a reply has its form when somebody wants to reply, and keeps words that were refused', async ({ as }) => {
  const page = await as('reviewer-05')
  await page.goto('/draft/6')
  const body = `Said at ${Date.now()}.`
  await page.getByRole('button', { name: 'Comment on the whole article' }).click()
  await page.getByLabel('Comment', { exact: true }).fill(body)
  await page.getByRole('button', { name: 'Send' }).last().click()
  const thread = page.getByRole('article').filter({ hasText: body })
  await expect(thread).toBeVisible()
  // a browser looks through all forms of a page before it lets its scripts begin
  await expect(page.locator('form[action^="?/reply"]')).toHaveCount(0)
  await thread.getByText('Reply', { exact: true }).click()
  await expect(page.locator('form[action^="?/reply"]')).toHaveCount(1)
  await thread.getByLabel(/Reply to/).fill('Agreed.')
  await thread.getByRole('button', { name: 'Send' }).click()
  await expect(thread).toContainText('Agreed.')
})
