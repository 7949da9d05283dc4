/** From bracket to bracket by key, in an article and on into the next one that has any (BD9). */
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

test.use({ ownServer: 'next-bracket' })

const textOf = (page: Page) => page.locator('[role=textbox][aria-multiline]')
const said = (page: Page) => page.locator('#announced-polite')

/** The charter's articles with brackets, in order. */
async function bracketed(page: Page, lang = 'en'): Promise<{ slug: string; label: string; openBrackets: number }[]> {
  const listed = await page.request.get('/api/v1/charters')
  const [charter] = ((await listed.json()) as { items: { id: string }[] }).items
  const answer = await page.request.get(`/api/v1/charters/${charter!.id}/articles?lang=${lang}&limit=500`)
  const { items } = (await answer.json()) as {
    items: { number: string | null; label: string; openBrackets: number }[]
  }
  return items
    .filter(({ openBrackets }) => openBrackets > 0)
    .map(({ number, ...rest }) => ({ slug: number?.replaceAll(' ', '-') ?? 'preamble', ...rest }))
}

/** The bracket with the caret, or whose words are selected: the signs around it. */
const inHand = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const range = getSelection()!.getRangeAt(0)
    const { startContainer: node, startOffset: at } = range
    const inside = node instanceof Element ? (node.childNodes[at] ?? node.childNodes[at - 1] ?? node) : node
    const element = inside instanceof Element ? inside : inside.parentElement!
    return element.closest('.block')?.getAttribute('data-id') ?? null
  })

for (const [name, who, locale, lang] of [
  ['who writes', 'secretariat', 'en-GB', 'en'],
  ['who may only read, from right to left', 'observer', 'ar', 'ar'],
] as const)
  test(`${name} goes through an article and on into the next one that has brackets`, async ({ as }) => {
    const page = await as(who, { locale })
    const articles = await bracketed(page, lang)
    expect(articles.length).toBeGreaterThan(2)
    const [first, second] = [articles[1]!, articles[2]!]
    await page.goto(`/draft/${first.slug}?lang=${lang}`)
    await expect(textOf(page)).toBeVisible()
    await expect(textOf(page)).toHaveAttribute('aria-readonly', String(who === 'observer'))
    if (who === 'secretariat')
      await textOf(page)
        .locator('.block')
        .first()
        .click({ position: { x: 80, y: 8 } })
    const seen: (string | null)[] = []
    for (let n = 1; n <= first.openBrackets; n++) {
      await page.keyboard.press('F2')
      await expect(said(page)).toContainText(new RegExp(`${first.label}.*${n} .*${first.openBrackets}`))
      await expect(textOf(page)).toBeFocused()
      seen.push(await inHand(page))
    }
    expect(seen).not.toContain(null)
    await page.keyboard.press('F2')
    await expect(page).toHaveURL(new RegExp(`/draft/${second.slug}(\\?.*)?#first-bracket$`))
    await expect(said(page)).toContainText(new RegExp(`${second.label}.*1 .*${second.openBrackets}`))
    await expect(textOf(page)).toBeFocused()
    // and back, to the last one there
    await page.keyboard.press('Shift+F2')
    await expect(page).toHaveURL(/#last-bracket$/)
    await expect(said(page)).toContainText(new RegExp(`${first.label}.*${first.openBrackets} .*${first.openBrackets}`))
  })

test('round the end of the charter, from the button beside the count', async ({ as }) => {
  const page = await as('drafter-03')
  const articles = await bracketed(page)
  const [last, first] = [articles.at(-1)!, articles[0]!]
  await page.goto(`/draft/${last.slug}#last-bracket`)
  await expect(said(page)).toContainText(`${last.openBrackets} of ${last.openBrackets}`)
  const counted = page.locator('.bar .brackets')
  await expect(counted).toContainText(`${last.openBrackets} open bracket`)
  await counted.getByRole('button', { name: 'Next bracket' }).click()
  await expect(page).toHaveURL(new RegExp(`/draft/${first.slug}.*#first-bracket$`))
  await expect(said(page)).toContainText(new RegExp(`${first.label}.*1 of ${first.openBrackets}`))
})

test('words typed where one was brought stand in the bracket, and nothing is replaced', async ({ as }) => {
  const page = await as('secretariat')
  const [first] = await bracketed(page)
  await page.goto(`/draft/${first!.slug}#first-bracket`)
  await expect(said(page)).toContainText('open bracket 1 of')
  const signs = await textOf(page).locator('.bracket-sign').count()
  const before = (await textOf(page).textContent())!
  await page.keyboard.type('Now ')
  await expect(textOf(page)).toContainText('Now ')
  expect((await textOf(page).textContent())!.replace('Now ', '')).toBe(before)
  expect(await textOf(page).locator('.bracket-sign').count()).toBe(signs)
  for (let i = 0; i < 4; i++) await page.keyboard.press('Backspace')
  await page.keyboard.press('F1')
  await expect(page.getByRole('dialog').getByText('Next bracket')).toBeVisible()
})

test('a charter without brackets says so, and one with a single bracket that there is no other', async ({
  as,
  server,
}) => {
  const page = await as('secretariat')
  const made = await page.request.post('/api/v1/charters', {
    headers: { origin: server.origin },
    data: { slug: 'no-brackets', title: 'A charter without brackets', languages: ['en'] },
  })
  expect(made.status(), await made.text()).toBe(201)
  const { id, slug } = (await made.json()) as { id: string; slug: string }
  const article = await page.request.post(`/api/v1/charters/${id}/articles`, {
    headers: { origin: server.origin },
    data: { heading: 'Purpose' },
  })
  expect(article.status(), await article.text()).toBe(201)
  await page.goto(`/draft/1?charter=${slug}`)
  await expect(textOf(page)).toBeVisible()
  await expect(page.locator('.bar .brackets')).not.toContainText('open bracket')
  await page.keyboard.press('F2')
  await expect(said(page)).toHaveText('Nothing stands in brackets.')

  await textOf(page).locator('.block').last().click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('One thing.')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Alt+Shift+o')
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('F2')
  await expect(said(page)).toContainText('open bracket 1 of 1')
  await page.keyboard.press('F2')
  await expect(said(page)).toHaveText('Nothing else stands in brackets.')
  await page.keyboard.press('Shift+F2')
  await expect(said(page)).toContainText('Nothing else stands in brackets.')
})

test('words of a heading are put in brackets and freed again, and its number and the outline say so', async ({
  as,
}) => {
  const page = await as('secretariat')
  await page.goto('/draft/2')
  await expect(textOf(page)).toBeVisible()
  const heading = textOf(page).locator('.block.heading')
  const words = (await heading.textContent())!
  const entry = page.getByRole('navigation', { name: 'Contents' }).locator('a[aria-current=page]')
  await expect(entry).toContainText(words)
  const count = page.locator('.bar .brackets')
  await expect(count).not.toContainText('open bracket')
  await heading.click()
  await page.keyboard.press('Home')
  await page.keyboard.press('Control+Shift+ArrowRight')
  await page.keyboard.press('Alt+Shift+KeyO')
  await expect(heading.locator('.bracket-sign')).toHaveText(['[', ']'])
  await expect(count).toContainText('1 open bracket')
  await expect(page.locator('.editor .label')).toHaveText('Article 2')
  await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible()
  await page.reload()
  const [first, ...rest] = words.split(' ')
  await expect(entry).toContainText(new RegExp(`^Article 2\\s*\\[${first!} ?\\] ?${rest.join(' ')}`))
  await expect(textOf(page)).toBeVisible()
  await page.keyboard.press('F2')
  await expect(said(page)).toContainText(/Article 2.*open bracket 1 of 1/)
  await page.keyboard.press('Alt+Shift+KeyU')
  await expect(heading).toHaveText(words)
  await expect(count).not.toContainText('open bracket')
  await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible()
  await page.reload()
  await expect(entry).toContainText(words)
})

test('BD8, BD9: one that has words in one language alone is counted in each; where one is said to be open and none stands, that is said', async ({
  as,
  server,
}) => {
  const page = await as('secretariat')
  const headers = { origin: server.origin }
  const made = await page.request.post('/api/v1/charters', {
    headers,
    data: { slug: 'elsewhere', title: 'A charter in two languages', languages: ['en', 'fr'] },
  })
  expect(made.status(), await made.text()).toBe(201)
  const { id, slug } = (await made.json()) as { id: string; slug: string }
  const article = await page.request.post(`/api/v1/charters/${id}/articles`, {
    headers,
    data: { heading: 'Purpose', inAllLanguages: true },
  })
  expect(article.status(), await article.text()).toBe(201)
  await page.goto(`/draft/1?charter=${slug}&lang=en`)
  await expect(textOf(page)).toBeVisible()
  // as where another language alone had one
  const list = '**/api/v1/charters/*/articles?*'
  await page.route(list, async (route) => {
    const response = await route.fetch()
    const { items, ...rest } = (await response.json()) as { items: { openBrackets: number }[] }
    await route.fulfill({ response, json: { ...rest, items: items.map((one) => ({ ...one, openBrackets: 1 })) } })
  })
  await page.keyboard.press('F2')
  await expect(said(page)).toContainText('nothing stands in brackets in this language')
  await page.unroute(list)

  await textOf(page).locator('.block').last().click()
  await page.keyboard.type('One thing.')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Alt+Shift+o')
  await expect(page.locator('.bar .brackets')).toContainText('1 open bracket')
  await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible()
  await page.goto(`/draft/1?charter=${slug}&lang=fr`)
  await expect(textOf(page)).toBeVisible()
  await expect(page.locator('.bar .brackets')).toContainText('1 open bracket')
  await page.goto(`/draft/brackets?charter=${slug}`)
  await expect(page.locator('main')).toContainText('Open brackets in the charter: 1')
})
