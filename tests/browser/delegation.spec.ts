/**
 * The week of a head of delegation: invites by a link that works once, the newcomer accepts in a browser of their own and reads along, the
 * secretariat confirms the credentials and assigns an article to the delegation, the newcomer writes; removed, they write no more.
 */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** Its tests invite and remove. */
test.use({ ownServer: 'delegation' })

const PASSWORD = 'a password of my own'
const textbox = (page: Page) => page.getByRole('textbox', { name: /Article 7/ })

async function invite(head: Page, email: string): Promise<string> {
  await head.goto('/home')
  await head.getByRole('link', { name: 'Delegation', exact: true }).click()
  await head.getByLabel('E-mail address').fill(email)
  await head.getByRole('button', { name: 'Make the link' }).click()
  return head.getByRole('status').getByLabel('Link').inputValue()
}

async function accept(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link)
  await page.getByLabel('Your name').fill(name)
  await page.locator('#password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Accept and sign in' }).first().click()
  await expect(page).toHaveURL(/\/home$/)
}

test('invited, confirmed, assigned, writing, removed', async ({ as, server }) => {
  test.setTimeout(180_000)
  const head = await as('head-09')
  const secretariat = await as('secretariat')
  const newcomer = await as(null)
  let link = ''

  await test.step('the head invites and is shown the link once', async () => {
    link = await invite(head, 'newcomer@concord.example')
    expect(link).toMatch(new RegExp(`^${server.origin}/invite/[\\w-]{43}$`))
    await head.goto('/party')
    await expect(head.getByText('newcomer@concord.example').first()).toBeVisible()
    expect(await head.content()).not.toContain(link.split('/').at(-1))
  })

  await test.step('the page of the link says who invites into what as what; its address goes nowhere', async () => {
    const asked: { url: string; referrer: string }[] = []
    newcomer.on('request', (request) =>
      asked.push({ url: request.url(), referrer: request.headers()['referer'] ?? '' }),
    )
    const response = await newcomer.goto(link)
    expect(response?.headers()['referrer-policy']).toBe('strict-origin')
    await expect(newcomer.getByText('Delegation 09 · Head invites you.')).toBeVisible()
    await expect(newcomer.getByText('newcomer@concord.example')).toBeVisible()
    await newcomer.getByRole('link', { name: 'Charter', exact: true }).click()
    await expect(newcomer).toHaveURL(/\/charter/)
    const secret = link.split('/').at(-1)!
    expect(asked.filter(({ referrer }) => referrer.includes(secret))).toEqual([])
    expect(server.output()).not.toContain(secret)
    // looked at twice, it still works
    await accept(newcomer, link, 'A newcomer')
  })

  await test.step('used once; the newcomer reads along', async () => {
    const visitor = await as(null)
    await visitor.goto(link)
    await expect(visitor.getByText('This link has already been used.')).toBeVisible()
    await head.goto('/party')
    const row = head.getByRole('listitem').filter({ hasText: 'A newcomer' })
    await expect(row.getByText('Credentials to be confirmed')).toBeVisible()
    await newcomer.goto('/draft/7')
    await expect(newcomer.getByText('Read-only').first()).toBeVisible()
  })

  await test.step('the secretariat assigns article 7 to the delegation and confirms the credentials', async () => {
    await secretariat.goto('/draft/assignments')
    await secretariat.getByRole('checkbox', { name: 'Choose Article 7', exact: true }).check()
    await secretariat.getByLabel('Whom').selectOption('party:D09')
    await secretariat.getByRole('button', { name: 'Assign to the ticked articles' }).click()
    await expect(secretariat.getByRole('status')).toContainText('Assigned.')
    // the pen on the article's own page, without a script
    const plain = await as('secretariat', { javaScriptEnabled: false })
    await plain.goto('/draft/7')
    const assigned = plain.getByRole('region', { name: 'Assigned' })
    await assigned.getByText('Assigned', { exact: true }).click()
    await assigned.getByLabel('Whom').selectOption('party:D10')
    await assigned.getByLabel('As', { exact: true }).selectOption('Pen-holder')
    await assigned.getByRole('button', { name: 'Assign', exact: true }).click()
    await expect(assigned.getByRole('listitem').first()).toContainText('Delegation 10 Pen-holder')
    await expect(assigned.getByRole('listitem').filter({ hasText: 'Delegation 09' })).toContainText('Drafter')
    await plain.goto('/admin/people')
    await plain.getByRole('link', { name: 'Next page' }).click()
    await expect(plain.getByText(/^51 to 100 of \d+$/)).toBeVisible()
    await secretariat.goto('/home')
    await secretariat.getByRole('link', { name: 'People', exact: true }).click()
    await secretariat.getByRole('link', { name: 'A newcomer' }).click()
    await secretariat.getByRole('button', { name: 'The credentials are in order' }).click()
    await expect(secretariat.getByRole('status')).toContainText('The credentials are confirmed')
  })

  await test.step('the newcomer writes, without opening the page anew', async () => {
    await expect(textbox(newcomer)).toBeEditable()
    const paragraph = newcomer.locator('[data-id="prevention-aim"]')
    await paragraph.click()
    await newcomer.keyboard.press('End')
    await newcomer.keyboard.type(' NEWLY WRITTEN.', { delay: 15 })
    await expect(newcomer.getByText('Saved', { exact: true })).toBeVisible()
    await secretariat.goto('/draft/7')
    await expect(secretariat.locator('[data-id="prevention-aim"]')).toContainText('NEWLY WRITTEN.')
  })

  await test.step('removed by the head, the newcomer writes no more within seconds; what was written stays', async () => {
    await head.goto('/party')
    const row = head.getByRole('listitem').filter({ hasText: 'A newcomer' })
    await row.getByText('Change', { exact: false }).first().click()
    await row.getByRole('button', { name: 'Remove A newcomer' }).click()
    await expect(head.getByRole('status')).toContainText('They no longer belong to the delegation.')
    // read-only, or gone with the page: within five seconds
    await expect(newcomer.locator('[role=textbox][contenteditable=true]')).toHaveCount(0, { timeout: 5_000 })
    await newcomer.goto('/draft/7')
    await expect(textbox(newcomer)).toHaveCount(0)
    await newcomer.goto('/account')
    await expect(newcomer.getByText(/^\d+ \w+ \d{4} to \d+ \w+ \d{4}$/)).toBeVisible()
    await expect(secretariat.locator('[data-id="prevention-aim"]')).toContainText('NEWLY WRITTEN.')
  })
})

test('an alternate stands in for the head, by dates in UTC, and no longer than that', async ({ as }) => {
  const head = await as('head-10')
  const member = await as('reviewer-10')
  const invites = member.getByRole('button', { name: 'Make the link' })
  await member.goto('/party')
  await expect(member.getByRole('heading', { name: 'Delegation 10' })).toBeVisible()
  await expect(invites).toHaveCount(0)

  await head.goto('/party')
  await head.getByText('Name an alternate', { exact: true }).first().click()
  await head.getByLabel('Who', { exact: true }).selectOption('Delegation 10 · Reviewer')
  await head.getByLabel('Acts as', { exact: true }).selectOption({ index: 1 })
  const local = (ms: number): string => new Date(Date.now() + ms).toISOString().slice(0, 16)
  await head.getByLabel('From', { exact: true }).fill(local(-60_000))
  await head.getByLabel('Until', { exact: true }).fill(local(24 * 60 * 60_000))
  await head.getByRole('button', { name: 'Name an alternate' }).click()
  await expect(head.getByRole('status')).toContainText('The alternate is named.')

  // from now on they do what a head does, and the link that they make says so
  await member.goto('/party')
  await member.getByLabel('E-mail address').fill('by-an-alternate@concord.example')
  await invites.click()
  await expect(member.getByRole('status').getByLabel('Link')).toHaveValue(/\/invite\/[\w-]{43}$/)

  await head.goto('/party')
  const acting = head.getByRole('region', { name: 'Alternates' }).getByRole('listitem')
  await expect(acting).toContainText('Delegation 10 · Reviewer')
  await acting.getByRole('button', { name: 'End now' }).click()
  await expect(head.getByRole('status')).toContainText('has ended.')
  // LI3: what they invited goes with it
  await expect(head.getByText('by-an-alternate@concord.example')).toBeHidden()
  await head.getByText('Earlier invitations', { exact: true }).click()
  await expect(head.getByRole('listitem').filter({ hasText: 'by-an-alternate' })).toContainText('Revoked')
  await member.goto('/party')
  await expect(invites).toHaveCount(0)
})

test('a closed account leaves every text within a second; a link for a new password opens a way in', async ({ as }) => {
  const secretariat = await as('secretariat')
  const drafter = await as('drafter-04')
  await drafter.goto('/draft/7')
  await expect(textbox(drafter)).toBeEditable()
  await secretariat.goto('/admin/people?q=drafter-04')
  await secretariat.getByRole('link', { name: 'Delegation 04 · Drafter' }).click()
  await secretariat.getByRole('button', { name: 'Close the account' }).click()
  await expect(secretariat.getByRole('status')).toContainText('The account is closed')
  await expect(textbox(drafter)).not.toBeEditable({ timeout: 2_000 })
  await secretariat.getByRole('button', { name: 'Open the account again' }).click()
  await expect(secretariat.getByRole('status')).toContainText('open again')
  await secretariat.getByRole('button', { name: 'Make a link' }).click()
  const link = await secretariat.getByRole('status').getByLabel('Link').inputValue()
  const again = await as(null, { javaScriptEnabled: false })
  await again.goto(link)
  await again.getByLabel('New password').fill('short but long')
  await again.getByRole('button', { name: 'Set it and sign in' }).click()
  await expect(again).toHaveURL(/\/home$/)
  await again.goto('/account')
  await expect(again.getByText('This session')).toHaveCount(1)
})

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
for (const [locale, dir] of [
  ['en-GB', 'ltr'],
  ['ar', 'rtl'],
] as const)
  test(`nothing that axe finds, nothing wider than the screen: ${locale}`, async ({ as, server }) => {
    const found: string[] = []
    const look = async (page: Page, path: string): Promise<void> => {
      for (const [width, scheme] of [
        [1280, 'light'],
        [390, 'light'],
        [1280, 'dark'],
      ] as const) {
        await page.emulateMedia({ colorScheme: scheme })
        await page.setViewportSize({ width, height: 900 })
        await page.goto(path)
        expect(await page.locator('html').getAttribute('dir')).toBe(dir)
        const axe = new AxeBuilder({ page })
        // the other scheme changes nothing but colours
        const { violations } = await (
          scheme === 'dark' ? axe.withRules(['color-contrast']) : axe.withTags(STANDARDS)
        ).analyze()
        for (const { id, nodes } of violations)
          found.push(`${path} ${scheme} ${width} ${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        if (wide > 0) found.push(`${path} ${width}: ${wide} pixels too wide`)
      }
    }
    // what there is once somebody has done something; all other pages are looked at by pages-axe.spec
    const page = await as('secretariat', { locale, reducedMotion: 'reduce' })
    const { items } = (await (await page.request.get('/api/v1/people?party=D03')).json()) as { items: { id: string }[] }
    await look(page, `/admin/people/${items[0]!.id}`)
    const invited = await page.request.post('/api/v1/invitations', {
      headers: { origin: server.origin },
      data: { email: `${locale}@concord.example`, roles: ['drafter'], party: 'D03' },
    })
    const { url } = (await invited.json()) as { url: string }
    await look(await as(null, { locale, reducedMotion: 'reduce' }), url)
    expect(found).toEqual([])
  })
