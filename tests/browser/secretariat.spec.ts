// Over 250 lines: one week in its order.
/**
 * The secretariat's week: from an empty installation to a charter with languages, articles and a drafting group, written, cut, looked at and
 * published; a mistake withdrawn, a second version published; and a second charter from a file.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type Browser, type Page } from '@playwright/test'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { makeDataDir, startServer, type ServerProcess } from '../support/server-process.ts'

const PASSWORD = 'a long enough password for a test'
const root = fileURLToPath(new URL('../..', import.meta.url))

/** A server with nothing in it but the secretariat's account, opened from the command line. */
const test = base.extend<object, { server: ServerProcess }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- as Playwright asks
    async ({}, use) => {
      const { dataDir, remove } = makeDataDir()
      const server = await startServer({ entry: 'main', dataDir })
      const made = spawnSync(
        process.execPath,
        [
          'server/cli/admin.ts',
          ...['create-admin', '--email', 'secretariat@concord.example', '--name', 'The secretariat'],
          ...['--role', 'secretariat'],
        ],
        { cwd: root, env: { ...process.env, DATA_DIR: dataDir }, input: `${PASSWORD}\n`, encoding: 'utf8' },
      )
      expect(made.status, made.stderr).toBe(0)
      await use(server)
      await server.stop()
      remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

async function open(browser: Browser, server: ServerProcess, name: string | null): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.origin, locale: 'en-GB', timezoneId: 'Asia/Qatar' })
  const page = await context.newPage()
  if (name === null) return page
  await page.goto('/sign-in')
  await page.getByLabel(/^E-mail/).fill(`${name}@concord.example`)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/home/)
  return page
}
const isAccessible = async (page: Page): Promise<void> =>
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
const status = (page: Page) => page.getByRole('main').getByRole('status').first()

test('the week of the secretariat', async ({ browser, server }) => {
  test.setTimeout(240_000)
  const page = await open(browser, server, 'secretariat')
  const work = page.getByRole('navigation', { name: 'Work' })
  const names = async () =>
    (await page.locator('ol.articles > li .name a').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())

  await test.step('a charter is begun', async () => {
    await work.getByRole('link', { name: 'Charters' }).click()
    await expect(page.getByText('There is no charter yet.')).toBeVisible()
    await isAccessible(page)
    await page.getByLabel('Title, in the original language').fill('River Charter')
    await page.getByRole('checkbox', { name: 'Arabic' }).check()
    await page.getByLabel('Name in addresses', { exact: true }).fill('River Charter')
    await page.getByRole('button', { name: 'Begin the charter' }).click()
    await expect(page.getByRole('alert')).toContainText('small letters')
    await expect(page.getByLabel('Title, in the original language')).toHaveValue('River Charter')
    await expect(page.getByRole('checkbox', { name: 'Arabic' })).toBeChecked()
    await page.getByLabel('Name in addresses', { exact: true }).fill('river-charter')
    await page.getByRole('button', { name: 'Begin the charter' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'River Charter' })).toBeVisible()
  })

  await test.step('articles are added, put in order with keys, removed', async () => {
    const add = async (heading: string, button = 'Add the article') => {
      await page.getByLabel('Heading, in the original language').fill(heading)
      await page.getByRole('button', { name: button }).click()
      await expect(status(page)).toContainText('The article is added.')
    }
    await add('Means')
    await add('Needless')
    await add('Purpose')
    await add('Preamble', 'Add the preamble')
    await expect(page.getByRole('button', { name: 'Add the preamble' })).toHaveCount(0)
    expect(await names()).toEqual(['Preamble', 'Article 1 Means', 'Article 2 Needless', 'Article 3 Purpose'])
    const up = page.getByRole('button', { name: 'Move Article 3 up' })
    await up.focus()
    await page.keyboard.press('Enter')
    // the focus goes with the article
    await expect(page.getByRole('button', { name: 'Move Article 2 up' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Move Article 1 down' })).toBeVisible()
    await expect.poll(names).toEqual(['Preamble', 'Article 1 Purpose', 'Article 2 Means', 'Article 3 Needless'])
    await page.getByLabel('Remove Article 3').click()
    await page.getByRole('button', { name: 'Remove Article 3' }).click()
    await expect(status(page)).toContainText('The article is removed.')
    expect(await names()).toEqual(['Preamble', 'Article 1 Purpose', 'Article 2 Means'])
    await isAccessible(page)
  })

  await test.step('a delegation is let in (its own story is another file)', async () => {
    const call = async (method: string, path: string, data?: object): Promise<Record<string, unknown>> => {
      const answer = await page.request.fetch(`/api/v1${path}`, {
        method,
        headers: { origin: server.origin },
        ...(data && { data }),
      })
      expect(answer.ok(), await answer.text()).toBe(true)
      return answer.status() === 204 ? {} : ((await answer.json()) as Record<string, unknown>)
    }
    await call('POST', '/parties', { code: 'D01', name: 'Delegation 01' })
    const { url } = await call('POST', '/invitations', {
      email: 'drafter@concord.example',
      name: 'The drafter',
      roles: ['drafter'],
      party: 'D01',
    })
    const token = String(url).split('/').at(-1)
    await call('POST', '/invitations/accept', { token, name: 'The drafter', password: PASSWORD })
    await page.reload()
  })

  await test.step('a language, a title, a drafting group', async () => {
    await page.getByLabel('Language', { exact: true }).first().selectOption('fr')
    await page.getByLabel('Title in that language').fill('Charte du fleuve')
    await page.getByRole('button', { name: 'Add the language' }).click()
    await expect(status(page)).toContainText('The language is added.')
    await expect(page.locator('#title-fr')).toHaveValue('Charte du fleuve')
    await page.locator('#title-ar').fill('ميثاق النهر')
    await page.getByRole('button', { name: 'Save the titles' }).click()
    await expect(status(page)).toContainText('Saved.')
    await page.getByRole('checkbox', { name: /The drafter/ }).check()
    await page.getByLabel(/Make them drafters of the articles there are/).check()
    await page.getByRole('button', { name: 'Save the drafting group' }).click()
    await expect(status(page)).toContainText('Saved.')
    await expect(page.getByRole('checkbox', { name: /The drafter/ })).toBeChecked()
  })

  const drafter = await open(browser, server, 'drafter')
  const write = async (words: string) => {
    await drafter.goto('/draft/1')
    const textbox = drafter.getByRole('textbox', { name: /Article 1/ })
    await expect(textbox).toBeEditable()
    await textbox.locator('[data-kind="para"], p').last().click()
    await drafter.keyboard.press('End')
    await drafter.keyboard.type(words, { delay: 15 })
    await expect(drafter.getByText('Saved', { exact: true })).toBeVisible()
  }
  await test.step('a drafter writes', () => write('Societies help along the river.'))

  const visitor = await open(browser, server, null)
  await test.step('a version is cut, and nobody else sees it', async () => {
    await work.getByRole('link', { name: 'Publish' }).click()
    await page.getByLabel('Label').fill('Zero draft')
    await page.getByRole('button', { name: 'Cut the version' }).click()
    await expect(status(page)).toContainText('Version 1 is cut.')
    await expect(page.getByText('Nothing was published before.')).toBeVisible()
    await expect(page.getByText('No text of it yet: Arabic and French')).toBeVisible()
    await isAccessible(page)
    expect((await visitor.goto('/charter/v/1'))!.status()).toBe(404)
    await page.getByRole('link', { name: 'Look at version 1' }).click()
    await expect(page.getByText('Not published.')).toBeVisible()
    await expect(page.getByText('Societies help along the river.')).toBeVisible()
    await page.goBack()
  })

  await test.step('numbers stand: nothing can be moved', async () => {
    await page.goto('/secretariat/charters/river-charter')
    await expect(page.getByText('Numbers stand')).toBeVisible()
    await expect(page.getByRole('button', { name: /^Move/ })).toHaveCount(0)
    await page.goto('/secretariat/publish/1')
  })

  await test.step('it is published by typing its number', async () => {
    await page.getByLabel('Type 1 to publish version 1').fill('2')
    await page.getByRole('button', { name: 'Publish version 1' }).click()
    await expect(page.getByRole('alert')).toContainText('Nothing was published.')
    await page.getByLabel('Type 1 to publish version 1').fill('1')
    await page.getByRole('button', { name: 'Publish version 1' }).click()
    await expect(status(page)).toContainText('Version 1 is published.')
    await expect(page.getByRole('heading', { name: 'What is open in it' })).toBeVisible()
    await expect(page.getByText('Before you publish')).toHaveCount(0)
    await visitor.goto('/charter')
    await expect(visitor.getByText('Societies help along the river.')).toBeVisible()
  })

  await test.step('a mistake is withdrawn, and the public page says so and why', async () => {
    await page.getByLabel('Reason').fill('The means were missing.')
    await page.getByRole('button', { name: 'Withdraw version 1' }).click()
    await expect(status(page)).toContainText('The version was withdrawn.')
    await visitor.goto('/charter')
    await expect(visitor).toHaveURL(/\/charter\/v\/1$/)
    await expect(visitor.getByText('This version was withdrawn')).toBeVisible()
    await expect(visitor.getByText('The means were missing.')).toBeVisible()
    await isAccessible(visitor)
  })

  await test.step('what has words is marked deleted and brought back', async () => {
    await page.goto('/secretariat/charters/river-charter')
    await page.getByLabel('Remove Article 1').click()
    await page.getByRole('button', { name: 'Remove Article 1' }).click()
    await expect(page.getByRole('alert')).toContainText('give a reason')
    await page.getByLabel('Reason').filter({ visible: true }).fill('To be said elsewhere')
    await page.getByRole('button', { name: 'Remove Article 1' }).click()
    await expect(status(page)).toContainText('marked deleted')
    await expect(page.getByText('[deleted]')).toBeVisible()
    await drafter.goto('/draft/1')
    await expect(drafter.getByText('To be said elsewhere')).toBeVisible()
    await expect(drafter.getByRole('textbox', { name: /Article 1/ })).not.toBeEditable()
    await page.getByRole('button', { name: 'Bring Article 1 back' }).click()
    await expect(status(page)).toContainText('The article is back.')
  })

  await test.step('an article between others, and a second version', async () => {
    await page.getByLabel('Heading, in the original language').fill('Partners')
    await page.getByLabel('Place').selectOption({ label: 'Before Article 2 · Means' })
    await page.getByRole('button', { name: 'Add the article' }).click()
    await expect.poll(names).toEqual(['Preamble', 'Article 1 Purpose', 'Article 1 bis Partners', 'Article 2 Means'])
    await write(' And in its delta.')
    await work.getByRole('link', { name: 'Publish' }).click()
    await page.getByLabel('Label').fill('Rev.1')
    await page.getByRole('button', { name: 'Cut the version' }).click()
    await page.getByLabel('Type 2 to publish version 2').fill('2')
    await page.getByRole('button', { name: 'Publish version 2' }).click()
    await expect(status(page)).toContainText('Version 2 is published.')
    await visitor.goto('/charter')
    await expect(visitor.getByText('And in its delta.')).toBeVisible()
    await visitor.goto('/charter/v/1')
    await expect(visitor.getByText('The means were missing.')).toBeVisible()
  })

  await test.step('a second charter comes from a file; its pages keep to it', async () => {
    await work.getByRole('link', { name: 'Charters' }).click()
    const upload = (name: string, content: string) =>
      page
        .getByLabel('File', { exact: true })
        .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) })
    const bring = () => page.getByRole('button', { name: 'Bring it in' }).click()
    await upload('broken.json', '{"title": ')
    await bring()
    await expect(page.getByRole('alert')).toContainText('The file is not JSON.')
    await upload('faulty.json', JSON.stringify({ ...sample, articles: [{ number: 'x' }] }))
    await bring()
    await expect(page.getByRole('alert')).toContainText('The file has faults')
    await expect(
      page
        .getByRole('alert')
        .getByText(/^articles\[0\]/)
        .first(),
    ).toBeVisible()
    await isAccessible(page)
    await upload('sample.json', JSON.stringify(sample))
    await page.getByLabel('Name in addresses, where').fill('from-file')
    await bring()
    await expect(page).toHaveURL(/\/secretariat\/charters\/from-file$/)
    await page.getByRole('link', { name: 'Write in the draft' }).click()
    await expect(page).toHaveURL(/\/draft\?charter=from-file$/)
    await page
      .getByRole('main')
      .getByRole('link', { name: /^Article 7/ })
      .first()
      .click()
    await expect(page.getByRole('textbox', { name: /Article 7/ })).toBeVisible()
    await expect(page).toHaveURL(/charter=from-file/)
    // a page with a script keeps to it too, also where it goes on without a link
    await page.keyboard.press('Control+k')
    await page.locator('.palette').getByRole('combobox').fill('Article 5')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/draft\/5\?charter=from-file/)
    await expect(page.getByRole('textbox', { name: /Article 5/ })).toBeVisible()
    await work.getByRole('link', { name: 'Publish' }).click()
    await expect(page).toHaveURL(/\/secretariat\/publish\?charter=from-file$/)
    await page.getByLabel('Label').fill('Rev.9')
    await page.getByRole('button', { name: 'Cut the version' }).click()
    await expect(page).toHaveURL(/charter=from-file/)
    await expect(status(page)).toContainText('Version 2 is cut.')
    // the public reads either, and the site shows the one that was there first until the secretariat says otherwise
    await visitor.goto('/charters')
    await expect(visitor.getByRole('listitem').filter({ hasText: 'River Charter' })).toContainText(
      'Shown on the public site',
    )
    await isAccessible(visitor)
    await page.goto('/secretariat/charters')
    await page.getByRole('button', { name: 'Show on the public site' }).click()
    await expect(status(page)).toContainText('The public site shows this charter now.')
    await visitor.goto('/charter')
    await expect(visitor.getByRole('heading', { level: 1 })).not.toContainText('River')
    await visitor.goto('/charter?charter=river-charter')
    await expect(visitor.getByRole('heading', { level: 1 })).toContainText('River')
  })
  expect(server.output()).not.toMatch(/"level":(50|60)/)
})
