// Over 250 lines: one story after another of the same part, with what they share.
/** Home by role, in three clicks; the secretariat's triage by keys and by forms; what a visitor reads, keeps, cites and prints. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** Its tests publish and answer. */
test.use({ ownServer: 'home' })

const NO_SCRIPT = { javaScriptEnabled: false }

/** Clicks, counted: a main job is begun with three at most. */
function counted(page: Page): {
  click(name: string | RegExp, role?: 'link' | 'button'): Promise<void>
  clicks(): number
} {
  let clicks = 0
  return {
    clicks: () => clicks,
    async click(name, role = 'link') {
      clicks += 1
      await page.getByRole('main').getByRole(role, { name }).first().click()
    },
  }
}

test('from home every main job is three clicks away or fewer', async ({ as }) => {
  await test.step('write: the article to go on with stands there once', async () => {
    const page = await as('drafter-01')
    await page.goto('/home')
    const named = page.getByRole('main').getByRole('link', { name: /^(Continue )?Preamble/ })
    await expect(named).toHaveCount(1)
    const at = counted(page)
    await at.click(/^Continue /)
    await expect(page).toHaveURL(/\/draft\/preamble$/)
    await expect(page.getByRole('textbox', { name: /Preamble/ })).toBeEditable()
    expect(at.clicks()).toBeLessThanOrEqual(3)
    // home goes on where the person was last
    await page.goto('/draft/7')
    await expect(page.locator('[data-state="saved"]')).toBeVisible()
    await expect(async () => {
      await page.goto('/home')
      await expect(page.getByRole('link', { name: 'Continue Article 7' })).toBeVisible({ timeout: 2_000 })
    }).toPass()
  })
  await test.step('review', async () => {
    const page = await as('reviewer-05', NO_SCRIPT)
    await page.goto('/home')
    const at = counted(page)
    await at.click('Read Preamble')
    await expect(page.getByRole('heading', { level: 1, name: /Preamble/ })).toBeVisible()
    expect(at.clicks()).toBeLessThanOrEqual(3)
  })
  await test.step('publish, and sign what was published', async () => {
    const secretariat = await as('secretariat', NO_SCRIPT)
    await secretariat.goto('/home')
    const publishing = counted(secretariat)
    await publishing.click('Publish a version')
    await secretariat.getByLabel('Label', { exact: true }).fill('Rev.3')
    await publishing.click('Cut the version', 'button')
    await secretariat.getByLabel('Type 2 to publish version 2').fill('2')
    await publishing.click('Publish version 2', 'button')
    expect(publishing.clicks()).toBeLessThanOrEqual(3)
    await expect(secretariat.getByRole('status')).toContainText('Version 2 is published.')

    const signatory = await as('signatory-07', NO_SCRIPT)
    await signatory.goto('/home')
    await expect(signatory.getByRole('heading', { level: 2 }).first()).toHaveText(/Version 2 awaits/)
    const signing = counted(signatory)
    await signing.click('Sign version 2')
    await expect(signatory.getByRole('button', { name: 'Sign version 2' })).toBeVisible()
    expect(signing.clicks() + 1).toBeLessThanOrEqual(3)
  })
  await test.step('agree, check, look on', async () => {
    for (const [who, name, where] of [
      ['chair', /^Article 2\b/, /\/draft\/2$/],
      ['auditor', 'Check the record', /\/audit$/],
      ['observer', 'Read version 2', /\/charter\/v\/2$/],
      ['head-03', 'Read version 2', /\/charter\/v\/2$/],
    ] as const) {
      const page = await as(who, NO_SCRIPT)
      await page.goto('/home')
      await counted(page).click(name)
      await expect(page, who).toHaveURL(where)
    }
  })
})

test('home says when the next thing is due, in UTC and in the reader’s zone', async ({ as }) => {
  const secretariat = await as('secretariat', NO_SCRIPT)
  await secretariat.goto('/secretariat')
  const form = secretariat.locator('form', { has: secretariat.getByLabel('What', { exact: true }) })
  await secretariat.getByLabel('What', { exact: true }).fill('The silence ends')
  await form.getByLabel('Day').fill('2020-06-18')
  await form.getByLabel('Hour, UTC').fill('12:00')
  await form.getByRole('button').click()
  await expect(secretariat.getByRole('alert')).toContainText('an hour to come')
  await expect(secretariat.getByLabel('What', { exact: true })).toHaveValue('The silence ends')
  await form.getByLabel('Day').fill('2099-06-18')
  await form.getByRole('button').click()
  await expect(secretariat.getByRole('status')).toHaveText('The date is set.')

  const suva = await as('drafter-02', NO_SCRIPT)
  await suva.context().addCookies([
    {
      name: 'concord_zone',
      value: 'Pacific/Fiji',
      url: suva.url().startsWith('http') ? suva.url() : secretariat.url(),
    },
  ])
  for (const path of ['/home', '/']) {
    await suva.goto(path)
    await expect(suva.getByRole('main').getByText('The silence ends')).toBeVisible()
    await expect(suva.locator('time[datetime="2099-06-18T12:00:00.000Z"]')).toHaveText(
      'Thursday 18 June 2099, 12:00 UTC · Friday 00:00 your time',
    )
  }
})

test('triage: when one thing is done the next has the focus, by forms alone and by keys', async ({ as }) => {
  const page = await as('secretariat', NO_SCRIPT)
  await page.goto('/secretariat')
  const items = page.locator('article[id]')
  const before = await items.evaluateAll((all) => all.map(({ id }) => id))
  expect(before.length).toBeGreaterThan(4)
  const second = page.locator(`[id="${before[1]}"]`)
  await second.getByRole('button', { name: 'Resolve' }).click()
  await expect(page).toHaveURL(new RegExp(`#${before[2]}$`))
  await expect(page.getByRole('status')).toHaveText('Resolved.')
  await expect(page.locator(`[id="${before[1]}"]`)).toHaveCount(0)

  const live = await as('secretariat')
  await live.goto('/secretariat')
  const at = (i: number) => live.locator('article[id]').nth(i)
  await expect(at(0)).toHaveAttribute('tabindex', '0')
  await at(0).focus()
  await live.keyboard.press('j')
  await expect(at(1)).toBeFocused()
  await live.keyboard.press('ArrowDown')
  await expect(at(2)).toBeFocused()
  await live.keyboard.press('k')
  await expect(at(1)).toBeFocused()
  await live.keyboard.press('a')
  await expect(at(1).getByText('Answer', { exact: true })).toBeFocused()
  // a letter that is typed is a letter
  await live.keyboard.press('Enter')
  await at(1).getByLabel('Your answer').focus()
  await live.keyboard.type('jk, agreed.')
  await expect(at(1).getByLabel('Your answer')).toHaveValue('jk, agreed.')
  const next = await at(2).getAttribute('id')
  await at(1).getByRole('button', { name: 'Send the answer' }).click()
  await expect(live.getByRole('status')).toHaveText('Answered.')
  await expect(live.locator(`[id="${next}"]`)).toBeFocused()
  await expect(live.locator('article[id]')).toHaveCount(before.length - 2)
})

test('home and triage stand axe and a small screen, in both directions', async ({ as }) => {
  for (const [who, path] of [
    ['drafter-01', '/home'],
    ['chair', '/home'],
    ['head-02', '/home'],
    ['secretariat', '/secretariat'],
  ] as const)
    for (const [locale, colorScheme] of [
      ['en-GB', 'light'],
      ['ar', 'dark'],
    ] as const) {
      const viewport = { width: 320, height: 700 }
      const page = await as(who, { locale, colorScheme, viewport, reducedMotion: 'reduce' })
      await page.goto(path)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`),
        `${who} ${path} ${locale}`,
      ).toEqual([])
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
        `${who} ${path} ${locale}`,
      ).toBeLessThanOrEqual(0)
    }
})

test('a visitor reads how far it is agreed, cites it, keeps it, and prints it', async ({ as, server }) => {
  const page = await as(null, NO_SCRIPT)
  await page.goto('/')
  await expect(page.getByRole('main')).toContainText('Agreed ad referendum 4 articles')
  await page.getByRole('link', { name: /Preventive humanitarian diplomacy/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Article 7/)
  await expect(page.locator('section.article')).toContainText('Under discussion')
  await page.getByText('Cite this text').click()
  const citation = page.locator('.citation')
  await expect(citation).toContainText(`${server.origin}${new URL(page.url()).pathname}`)
  await expect(citation).toContainText(/SHA-256 [0-9a-f]{64}/)

  const kept = await page.request.get('/charter/v/1/text.html?lang=ar')
  expect(kept.headers()['content-disposition']).toMatch(/^attachment; filename="universal-charter-v1-ar\.html"$/)
  const html = await kept.text()
  expect(html).toContain('dir="rtl"')
  expect(html).not.toMatch(/<script|<link|<img|@import|url\(|<!--/)
  const alone = await as(null)
  await alone.context().setOffline(true)
  await alone.setContent(html)
  await expect(alone.locator('section.article')).toHaveCount(4)
  await alone.locator('a[href^="#"]').first().click()
  const { violations } = await new AxeBuilder({ page: alone }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`)).toEqual([])
})

test('low data: the choice is kept without a script, and a browser that asks sites to be sparing needs none', async ({
  as,
}) => {
  const page = await as(null, NO_SCRIPT)
  await page.goto('/about')
  await page.getByLabel('Data').selectOption('low')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.goto('/charter')
  await expect(page.locator('html')).toHaveAttribute('data-data', 'low')

  // somebody who was never here: a browser may fetch again what it once learned that this site uses
  const sparing = await as(null, { ...NO_SCRIPT, extraHTTPHeaders: { 'save-data': 'on' } })
  const fonts: string[] = []
  sparing.on('request', (request) => {
    if (request.resourceType() === 'font') fonts.push(request.url())
  })
  for (const path of ['/', '/charter', '/charter?lang=ar']) await sparing.goto(path, { waitUntil: 'networkidle' })
  await expect(sparing.locator('html')).toHaveAttribute('data-data', 'low')
  expect(fonts).toEqual([])
})

test('the charter prints on A4 and on Letter, nothing beyond the margins, few enough sheets', async ({ as }) => {
  const page = await as(null)
  await page.goto('/charter?lang=en')
  await page.emulateMedia({ media: 'print' })
  const sheets = async (format: 'A4' | 'Letter'): Promise<number> =>
    ((await page.pdf({ format, preferCSSPageSize: false })).toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length
  // 3,700 words at 11 points
  for (const format of ['A4', 'Letter'] as const) {
    const n = await sheets(format)
    expect(n, format).toBeGreaterThan(6)
    expect(n, format).toBeLessThan(20)
  }
  // the width between the margins of the narrower of the two, in CSS pixels: 210 mm - 2 × 18 mm
  await page.setViewportSize({ width: 657, height: 900 })
  const beyond = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main *')]
      .filter((one) => one.getClientRects().length > 0)
      .filter(
        (one) => one.getBoundingClientRect().right > window.innerWidth + 1 || one.getBoundingClientRect().left < -1,
      )
      .map((one) => one.outerHTML.slice(0, 120)),
  )
  expect(beyond).toEqual([])
})
