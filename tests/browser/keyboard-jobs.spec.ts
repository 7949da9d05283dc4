/** The main jobs by keyboard alone, in three activations from home at most; the focus is seen after every key, and no answer of a form loses it. */
import type { ElementHandle, Locator, Page } from '@playwright/test'
import { DEMO_PASSWORD } from '../support/server-process.ts'
import { expect, test } from './fixtures.ts'

/** Its tests publish. */
test.use({ ownServer: 'keyboard-jobs' })
test.describe.configure({ mode: 'default' })

const STILL = { reducedMotion: 'reduce' } as const
const MOST_TABS = 150

/** Why the focus is nowhere, or nowhere to be seen; null: it is seen. `there`: it is where it was wanted. */
const unseen = (page: Page, there: ElementHandle | null = null): Promise<string | null> =>
  page.evaluate((wanted) => {
    const element = document.activeElement
    if (wanted !== null && element === wanted) return 'there'
    if (!element || element === document.body) return 'the focus is lost'
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    const { top, bottom, left, right } = element.getBoundingClientRect()
    const isInSight = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth
    const hasRing = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1
    return isInSight && hasRing && element.checkVisibility() ? null : `not seen: ${element.outerHTML.slice(0, 120)}`
  }, there)

/** A pair of hands without a mouse. */
function hands(page: Page) {
  let activations = 0
  const press = async (key: string): Promise<void> => {
    await page.keyboard.press(key)
    expect(await unseen(page), key).toBeNull()
  }
  const tabTo = async (target: Locator): Promise<void> => {
    const wanted = await target.first().elementHandle()
    for (let i = 0; i < MOST_TABS; i++) {
      await page.keyboard.press('Tab')
      const why = await unseen(page, wanted)
      if (why === 'there') return expect(await unseen(page)).toBeNull()
      expect(why).toBeNull()
    }
    throw new Error(`Tab does not lead to ${target.toString()}`)
  }
  return {
    press,
    tabTo,
    activations: () => activations,
    async home(): Promise<void> {
      activations = 0
      await page.goto('/home')
    },
    /** Enter on it. */
    async activate(target: Locator): Promise<void> {
      await tabTo(target)
      activations += 1
      await page.keyboard.press('Enter')
    },
    async type(target: Locator, words: string): Promise<void> {
      await tabTo(target)
      await page.keyboard.type(words)
    },
  }
}
const link = (page: Page, name: string | RegExp) => page.getByRole('main').getByRole('link', { name })
const button = (page: Page, name: string | RegExp) => page.getByRole('main').getByRole('button', { name })
const text = (page: Page) => page.locator('[role=textbox][contenteditable]')

test('write, comment, publish, sign, verify and find one’s delegation', async ({ as }) => {
  await test.step('write in an article', async () => {
    const page = await as('drafter-01', STILL)
    const { home, activate, activations, tabTo, press } = hands(page)
    await home()
    await activate(link(page, /^Continue /))
    await expect(text(page)).toBeEditable()
    await tabTo(text(page))
    await press('Control+End')
    await page.keyboard.type(' By keyboard alone.')
    await expect(text(page)).toContainText('By keyboard alone.')
    await expect(page.locator('[data-state=saved]')).toBeVisible()
    expect(activations()).toBeLessThanOrEqual(3)
  })
  await test.step('comment on words of a text that one may only read', async () => {
    const page = await as('reviewer-05', STILL)
    const { home, activate, activations, tabTo, press } = hands(page)
    await home()
    await activate(link(page, /^Read /))
    await expect(text(page)).toBeVisible()
    await tabTo(text(page))
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowRight', 'Shift+ArrowRight']) await press(key)
    const chosen = await page.evaluate(() => getSelection()!.toString())
    expect(chosen.split(' ')).toHaveLength(2)
    await page.keyboard.press('Control+Shift+e')
    await expect(page.getByLabel('Comment', { exact: true })).toBeFocused()
    await page.keyboard.type('Said without a mouse.')
    await page.keyboard.press('Control+Enter')
    const said = page.getByRole('article').filter({ hasText: 'Said without a mouse.' })
    await expect(said.locator('q')).toHaveText(chosen)
    await expect(text(page)).toBeFocused()
    expect(await unseen(page)).toBeNull()
    expect(activations()).toBeLessThanOrEqual(3)
  })
  await test.step('publish a version', async () => {
    const page = await as('secretariat', STILL)
    const { home, activate, activations, type } = hands(page)
    await home()
    await activate(link(page, 'Publish a version'))
    await type(page.getByLabel('Label', { exact: true }), 'By keyboard')
    await activate(button(page, 'Cut the version'))
    await expect(page.getByRole('status')).toContainText('Version 2 is cut.')
    await expect(page.getByRole('status')).toBeFocused()
    expect(await unseen(page)).toBeNull()
    await type(page.getByLabel('Type 2 to publish version 2'), '2')
    await activate(button(page, 'Publish version 2'))
    await expect(page.getByRole('status')).toContainText('Version 2 is published.')
    await expect(page.getByRole('status')).toBeFocused()
    expect(activations()).toBeLessThanOrEqual(3)
  })
  await test.step('sign it', async () => {
    const page = await as('signatory-07', STILL)
    const { home, activate, activations, tabTo, type } = hands(page)
    await home()
    await activate(link(page, 'Sign version 2'))
    await tabTo(page.getByRole('radio').first())
    await page.keyboard.press('Space')
    await type(page.getByLabel('Capacity'), 'President')
    await type(page.getByLabel('Your password, to confirm'), DEMO_PASSWORD)
    await activate(button(page, 'Sign version 2'))
    await expect(page).toHaveURL(/\/party\/sign\/2\/receipt/)
    expect(activations()).toBeLessThanOrEqual(3)
  })
  await test.step('verify it, and find one’s delegation', async () => {
    const page = await as('head-03', STILL)
    const { home, activate, activations } = hands(page)
    await home()
    await activate(page.getByRole('banner').getByRole('link', { name: 'Verify' }))
    await expect(page).toHaveURL(/\/verify$/)
    await activate(button(page, 'Compute and compare'))
    await expect(page.getByText('They match.')).toBeVisible()
    await expect(button(page, 'Compute and compare')).toBeFocused()
    expect(activations()).toBeLessThanOrEqual(3)
    await home()
    await activate(page.getByRole('banner').getByRole('link', { name: 'Delegation', exact: true }))
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Delegation 03')
    expect(activations()).toBe(1)
  })
})

test('what a form refuses has the focus, and the next key leads on from there', async ({ as }) => {
  const refused = async (page: Page): Promise<void> => {
    await expect(page.getByRole('alert').first()).toBeFocused()
    expect(await unseen(page), page.url()).toBeNull()
    await page.keyboard.press('Tab')
    expect(await unseen(page), page.url()).toBeNull()
  }
  const head = await as('head-04', STILL)
  await head.goto('/party')
  await head.getByLabel('E-mail address').fill('invited-by-key@concord.example')
  // the browser itself stops at what it can see is missing; a role it cannot
  await head.getByRole('group', { name: 'Roles' }).getByRole('checkbox', { checked: true }).uncheck()
  await head.getByRole('button', { name: 'Make the link' }).press('Enter')
  await refused(head)
  await head.getByRole('group', { name: 'Roles' }).getByLabel('Drafter').check()
  await head.getByRole('button', { name: 'Make the link' }).press('Enter')
  await expect(head.getByRole('status')).toBeFocused()
  const invitation = await head.getByLabel('Link', { exact: true }).inputValue()

  const invited = await as(null, STILL)
  await invited.goto(invitation)
  await invited.getByText('I have an account with this address already').press('Enter')
  await invited.locator('#own-password').fill('of nobody at all')
  await invited.keyboard.press('Enter')
  await refused(invited)
  await expect(invited.locator('#own-password')).toHaveAttribute('aria-invalid', 'true')

  await head.goto('/account')
  await head.getByLabel('Password until now').fill('not the password')
  await head.getByLabel('New password').fill('a password of my own')
  await head.keyboard.press('Enter')
  await refused(head)

  const secretariat = await as('secretariat', STILL)
  await secretariat.goto('/admin/people')
  await secretariat.getByLabel('E-mail address').fill('invited-by-key@concord.example')
  await secretariat.getByRole('button', { name: 'Make the link' }).press('Enter')
  await refused(secretariat)
  await secretariat.goto('/draft/assignments')
  await secretariat.locator('#assign-whom').selectOption('party:D04')
  await secretariat.getByRole('button', { name: 'Assign' }).press('Enter')
  await refused(secretariat)
  await expect(secretariat.getByRole('alert')).toHaveText('Choose at least one article.')
  await expect(secretariat.locator('#assign-whom')).toHaveValue('party:D04')
  await secretariat.goto('/secretariat/publish')
  await secretariat.getByLabel('Label', { exact: true }).fill(' ')
  await secretariat.getByRole('button', { name: 'Cut the version' }).press('Enter')
  await refused(secretariat)
  await secretariat.goto('/secretariat/charters')
  await secretariat.locator('#title').fill('A second charter')
  await secretariat.locator('#slug').fill('universal-charter')
  await secretariat.keyboard.press('Enter')
  await refused(secretariat)
})
