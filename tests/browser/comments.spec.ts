// Over 250 lines: one story after another of the same part, with what they share.
/** Comments in the margin: made by one who may not write, live on every page, orphaned and back, by keyboard and on a phone. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

test.use({ ownServer: 'comments' })

const sample = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../server/exchange/sample-charter.json'), 'utf8'),
) as {
  contributions: { id: string; type: string }[]
}

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const axe = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
}
const textOf = (page: Page): Locator => page.locator('[role=textbox][contenteditable]').first()

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(textOf(page)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Comment', exact: true }).first()).toBeVisible()
}

/** Selects words of a paragraph as a hand does, letter by letter known to the page. */
async function select(page: Page, words: string, within = textOf(page)): Promise<void> {
  await within.evaluate((dom, wanted) => {
    const walker = document.createTreeWalker(dom, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent!.indexOf(wanted)
      if (at < 0) continue
      dom.closest<HTMLElement>('[role=textbox]')!.focus()
      getSelection()!.setBaseAndExtent(node, at, node, at + wanted.length)
      return
    }
    throw new Error(`no such words: ${wanted}`)
  }, words)
  await expect.poll(() => page.evaluate(() => getSelection()!.toString())).toBe(words)
}
const margin = (page: Page): Locator => page.locator('[data-region=margin]')
const card = (page: Page, words: string): Locator => margin(page).getByRole('article').filter({ hasText: words })

test('TH7, TH8: a reviewer comments on words, another replies, it is resolved and reopened; the words go and come back', async ({
  as,
}) => {
  const reviewer = await as('reviewer-06')
  const drafter = await as('drafter-01')
  await open(reviewer, '/draft/2')
  await open(drafter, '/draft/2')
  const words = 'humanitarian'

  // AN1, AN7: who may not write selects, and comments by key
  await expect(reviewer.getByText('Read-only: ')).toBeVisible()
  const text = await textOf(reviewer).locator('.block.item, .block.para').first().innerText()
  const quote = text.split(' ').slice(1, 4).join(' ')
  expect(quote.length).toBeGreaterThan(words.length / 2)
  await select(reviewer, quote)
  await reviewer.keyboard.press('Control+Shift+e')
  const field = margin(reviewer).getByLabel('Comment', { exact: true })
  await expect(field).toBeFocused()
  expect(await axe(reviewer)).toEqual([])
  await field.fill('Is this wide enough?')
  await reviewer.keyboard.press('Control+Enter')
  await expect(card(reviewer, 'Is this wide enough?')).toBeVisible()
  // the focus is where it was
  await expect(textOf(reviewer)).toBeFocused()
  await expect(textOf(reviewer).locator('.commented.in-hand')).toHaveText(quote)

  // TH7: on the other's page without a reload, beside its words
  const seen = card(drafter, 'Is this wide enough?')
  await expect(seen).toBeVisible()
  await expect(seen).toHaveAccessibleName('Comment thread by Delegation 06 · Reviewer, 0 replies')
  await seen.getByText('Reply', { exact: true }).click()
  await seen.getByLabel('Reply to').fill('We think so.')
  await seen.getByRole('button', { name: 'Send' }).click()
  await expect(card(reviewer, 'We think so.')).toHaveAccessibleName(/1 reply$/)
  // TH8: a reply in one's own thread is said
  await expect(reviewer.locator('#announced-polite')).toContainText('replied in your thread')

  // the words go: the thread stays, with quote and version; undo brings them back together
  await select(drafter, quote)
  await drafter.keyboard.press('Delete')
  await expect(card(reviewer, 'Is this wide enough?')).toContainText('gone from the text. They stood in Rev.2')
  await expect(card(reviewer, 'Is this wide enough?')).toContainText(quote)
  await expect(card(drafter, 'Is this wide enough?')).toContainText('gone from the text')
  await textOf(drafter).press('Control+z')
  await expect(card(reviewer, 'Is this wide enough?')).not.toContainText('gone from the text')
  await expect(textOf(reviewer).locator('.commented').filter({ hasText: quote })).toHaveCount(1)

  // resolved, it leaves the list of what is open everywhere; reopened, it is back
  await card(reviewer, 'Is this wide enough?').getByRole('button', { name: 'Resolve' }).click()
  await expect(card(reviewer, 'Is this wide enough?')).toHaveCount(0)
  await expect(card(drafter, 'Is this wide enough?')).toHaveCount(0)
  await margin(reviewer).getByRole('combobox', { name: 'Show' }).selectOption('Settled')
  await expect(card(reviewer, 'Is this wide enough?')).toContainText('Resolved')
  await card(reviewer, 'Is this wide enough?').getByRole('button', { name: 'Reopen' }).click()
  await expect(card(drafter, 'Is this wide enough?')).toBeVisible()

  // over the whole charter: found, and the way back to its place
  await reviewer.goto('/draft/comments?show=mine')
  const listed = reviewer.getByRole('article').filter({ hasText: 'Is this wide enough?' })
  await expect(listed).toBeVisible()
  expect(await axe(reviewer)).toEqual([])
  await listed.getByRole('link', { name: 'Open in the article' }).click()
  await expect(card(reviewer, 'Is this wide enough?')).toBeFocused()
})

test('TH8, TH9, TH10: a comment on one’s own words is said; it is taken back, another withheld and released, on every open page', async ({
  as,
}) => {
  const [reviewer, drafter, secretariat] = [await as('reviewer-06'), await as('drafter-01'), await as('secretariat')]
  for (const page of [reviewer, drafter, secretariat]) await open(page, '/draft/2')
  const own = 'and neighbours'
  const paragraph = textOf(drafter).locator('.block.para, .block.item').last()
  await paragraph.click()
  await drafter.keyboard.press('End')
  await drafter.keyboard.type(` ${own}`)
  await expect(textOf(reviewer)).toContainText(own)
  await expect(drafter.getByText('Saved', { exact: true })).toBeVisible()

  // TH8: own words, and no others
  await select(reviewer, own)
  await reviewer.keyboard.press('Control+Shift+e')
  await margin(reviewer).getByLabel('Comment', { exact: true }).fill('Which neighbours?')
  await reviewer.keyboard.press('Control+Enter')
  await expect(drafter.locator('#announced-polite')).toContainText('commented on your words: Which neighbours?')
  await expect(card(secretariat, 'Which neighbours?')).toBeVisible()
  await expect(secretariat.locator('#announced-polite')).not.toContainText('Which neighbours?')

  // TH10: withheld by the secretariat, gone for the others, told to its author
  const seen = card(secretariat, 'Which neighbours?')
  await seen.getByText('More', { exact: true }).click()
  await seen.getByText('Withhold', { exact: true }).click()
  await seen.getByLabel('Ground').fill('Names a neighbour')
  expect(await axe(secretariat)).toEqual([])
  await seen.getByRole('button', { name: 'Withhold these words' }).click()
  for (const page of [drafter, reviewer, secretariat]) await expect(card(page, 'Which neighbours?')).toHaveCount(0)
  for (const page of [drafter, reviewer, secretariat])
    await margin(page).getByRole('combobox', { name: 'Show' }).selectOption('All')
  await expect(card(drafter, 'Which neighbours?')).toHaveCount(0)
  await expect(card(reviewer, 'Which neighbours?')).toContainText('Ground: Names a neighbour')
  const home = await reviewer.context().newPage()
  await home.goto('/home')
  await expect(home.getByRole('heading', { name: '1 of your comments is withheld' })).toBeVisible()
  await expect(home.getByText('Ground: Names a neighbour')).toBeVisible()
  await home.close()
  await card(secretariat, 'Which neighbours?').getByRole('button', { name: 'Release' }).click()
  await expect(card(drafter, 'Which neighbours?')).toBeVisible()

  // TH9: taken back in two steps; that something was said stays
  const said = card(reviewer, 'Which neighbours?')
  await said.getByText('More', { exact: true }).click()
  await said.getByText('Take back', { exact: true }).click()
  await said.getByRole('button', { name: 'Take my words back' }).click()
  await expect(said).toContainText('only you see these words')
  await expect(said).toBeFocused()
  await expect(card(drafter, 'Taken back by its author.')).toBeVisible()
  await expect(card(drafter, 'Which neighbours?')).toHaveCount(0)
})

test('by keyboard: F8 from card to card, Escape back to the text, Ctrl+Shift+E from words to their thread', async ({
  as,
}) => {
  const page = await as('drafter-02')
  await open(page, '/draft/5')
  const paragraphs = textOf(page).locator('.block.para, .block.item')
  for (const i of [0, 1]) {
    const quote = (await paragraphs.nth(i).innerText()).split(' ').slice(0, 2).join(' ')
    await select(page, quote, paragraphs.nth(i))
    await page.keyboard.press('Control+Shift+e')
    await margin(page).getByLabel('Comment', { exact: true }).fill(`Remark ${i}`)
    await page.keyboard.press('Control+Enter')
    await expect(card(page, `Remark ${i}`)).toBeVisible()
    await expect(textOf(page)).toBeFocused()
  }
  // the caret stands in the words of the second: its thread
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Control+Shift+e')
  await expect(card(page, 'Remark 1')).toBeFocused()
  await page.keyboard.press('Shift+F8')
  await expect(card(page, 'Remark 0')).toBeFocused()
  await page.keyboard.press('F8')
  await expect(card(page, 'Remark 1')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(textOf(page)).toBeFocused()

  // TH5: beside its paragraph, and none over another
  const boxes = await margin(page)
    .getByRole('article')
    .evaluateAll((cards) => cards.map((one) => one.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })))
  const sorted = boxes.sort((a, b) => a.top - b.top)
  for (let i = 1; i < sorted.length; i++) expect(sorted[i]!.top).toBeGreaterThanOrEqual(sorted[i - 1]!.bottom)
  const words = (await textOf(page).locator('.commented').first().boundingBox())!
  const beside = (await card(page, 'Remark 0').boundingBox())!
  expect(Math.abs(words.y - beside.y)).toBeLessThan(120)
})

test('on a phone the comment is written on a sheet over the text, in both directions', async ({ as }) => {
  for (const { locale, path, act, label } of [
    { locale: 'en-GB', path: '/draft/6', act: 'Comment', label: 'Comment' },
    { locale: 'ar', path: '/draft/4?lang=ar', act: 'تعليق', label: 'التعليق' },
  ]) {
    const page = await as('reviewer-07', { locale, viewport: { width: 390, height: 844 } })
    await page.goto(path)
    await expect(textOf(page)).toBeVisible()
    const paragraph = textOf(page).locator('.block.para, .block.item').first()
    await paragraph.scrollIntoViewIfNeeded()
    const quote = (await paragraph.innerText()).split(' ').slice(0, 2).join(' ')
    await select(page, quote)
    await page.locator('.bubble', { hasText: act }).click()
    const field = margin(page).getByLabel(label, { exact: true })
    await expect(field).toBeFocused()
    const box = (await field.boundingBox())!
    expect(box.y + box.height).toBeLessThanOrEqual(844)
    expect(await axe(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await field.fill('From a phone.')
    await page.keyboard.press('Control+Enter')
    await expect(card(page, 'From a phone.')).toHaveCount(1)
  }
})

test('all that the contributions to earlier talks contain is shown to those whom it concerns', async ({ as }) => {
  const page = await as('secretariat')
  // what proposed other words is a proposal, with a page of its own
  await page.goto('/draft/proposals?status=all')
  const addresses = new Set<string>()
  for (const link of await page.getByRole('main').locator('a[href^="/draft/proposals/"]').all())
    addresses.add((await link.getAttribute('href'))!.replace(/[?#].*/, ''))
  let proposals = ''
  for (const address of addresses) {
    await page.goto(address)
    proposals += await page.getByRole('main').textContent()
  }
  for (const words of [
    'Adding the regional network answers the concern',
    'together with the regional network concerned',
    'Accepted ad referendum at the third reading',
    'Regional Group A',
    'at the seat of the Participating Society concerned',
  ])
    expect(proposals).toContain(words)

  await page.goto('/draft/comments?show=all')
  const main = page.getByRole('main')
  for (const words of [
    'An estimate will be circulated as UCHD/DC/2026/INF.4.',
    'names a party to a current conflict',
    'Request was met; kept for the record.',
    'Not counted. Offered to the delegation',
  ])
    await expect(main.getByText(words).first(), words).toBeAttached()
  for (const { id, type } of sample.contributions) {
    // what a delegation says to itself is not the secretariat's to read
    await expect(main.locator(`#past-${id}`), id).toHaveCount(id === 'c28' || type === 'proposal' ? 0 : 1)
  }
  expect(await axe(page)).toEqual([])
  const own = await as('head-01')
  await own.goto('/draft/comments?show=all')
  await expect(own.locator('#past-c28')).toBeVisible()
  await expect(own.locator('#past-c23')).toHaveCount(0)
  // what a delegation said in public is the public's to read
  const visitor = await as(null)
  await visitor.goto('/charter/v/1/4')
  const said = visitor.getByRole('region', { name: 'What delegations have said in public' })
  await expect(said).toContainText('we join the consensus on the understanding')
  await expect(said).toContainText('Delegation 14 (explanation of position) · 25 June 2026')
  expect(await axe(visitor)).toEqual([])
})

test('TH15: the lists that are open offer what is new, and show it without a reload', async ({ as, server }) => {
  const reviewer = await as('reviewer-08')
  const pages: [Page, string][] = [
    [await as('drafter-02'), '/draft/comments'],
    [await as('secretariat'), '/secretariat'],
  ]
  for (const [page, path] of pages) {
    await page.goto(path)
    await expect(page.getByRole('main').getByText('Said while the lists were open.')).toHaveCount(0)
  }
  const { items } = (await (await reviewer.request.get('/api/v1/charters')).json()) as { items: { id: string }[] }
  const listed = await reviewer.request.get(`/api/v1/charters/${items[0]!.id}/articles`)
  const { items: articles } = (await listed.json()) as { items: { id: string; number: string | null }[] }
  const said = await reviewer.request.post(
    `/api/v1/articles/${articles.find(({ number }) => number === '3')!.id}/comments`,
    {
      headers: { origin: server.origin },
      data: { body: 'Said while the lists were open.', lang: 'en', anchor: null },
    },
  )
  expect(said.status()).toBe(201)
  for (const [page] of pages) {
    // as when somebody comes back to the page
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    const offer = page.getByRole('button', { name: 'Show them' })
    await expect(offer).toBeVisible()
    await expect(page.getByText('Said while the lists were open.')).toHaveCount(0)
    expect(await axe(page)).toEqual([])
    await offer.click()
    await expect(page.getByText('Said while the lists were open.').first()).toBeVisible()
    await expect(offer).toHaveCount(0)
  }
  await expect(pages[0]![0].locator('#number')).toBeFocused()
  await expect(pages[1]![0].locator('#triage')).toBeFocused()
})

test('TH12: half-written words stay with what they are about, and leaving is asked about', async ({ as }) => {
  const page = await as('drafter-03')
  await open(page, '/draft/9')
  const paragraphs = textOf(page).locator('.block.para, .block.item')
  const [first, second] = await Promise.all(
    [0, 1].map(async (i) => (await paragraphs.nth(i).innerText()).split(' ').slice(0, 2).join(' ')),
  )
  await select(page, first!, paragraphs.nth(0))
  await page.keyboard.press('Control+Shift+e')
  const field = margin(page).getByLabel('Comment', { exact: true })
  await field.fill('Half of what I')
  // other words are chosen: these stay with the first
  await select(page, second!, paragraphs.nth(1))
  await page.keyboard.press('Control+Shift+e')
  await expect(page.locator('#announced-polite')).toContainText('You have begun a comment.')
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('Half of what I')
  await expect(margin(page).locator('form q')).toHaveText(first!)
  // leaving within the site and leaving it
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.dismiss()
  })
  await page
    .locator('[data-region=outline]')
    .getByRole('link', { name: /^Article 10\b/ })
    .click()
  await expect.poll(() => asked).toEqual(['confirm'])
  await page.evaluate(() => location.reload())
  await expect.poll(() => asked).toEqual(['confirm', 'beforeunload'])
  await expect(field).toHaveValue('Half of what I')
  await page.keyboard.press('Escape')
  await field.press('Control+Enter')
  const thread = card(page, 'Half of what I')
  await expect(thread).toBeVisible()
  // a reply while somebody else settles the thread
  await thread.getByText('Reply', { exact: true }).click()
  await thread.getByLabel('Reply to').fill('And so on')
  const secretariat = await as('secretariat')
  const id = (await thread.getAttribute('data-thread-card'))!
  const settled = await secretariat.request.post(`/api/v1/comments/${id}/resolve`, {
    headers: { origin: new URL(page.url()).origin },
  })
  expect(settled.status()).toBe(200)
  await expect(thread.locator('.status')).toContainText('Resolved')
  await expect(thread.getByLabel('Reply to')).toHaveValue('And so on')
  await thread.getByLabel('Reply to').fill('')
  await page.getByRole('link', { name: 'Home', exact: true }).click()
  await expect(page).toHaveURL(/\/home$/)
  expect(asked).toEqual(['confirm', 'beforeunload'])
})

test('check 15, TH16: comments whose words are gone are counted apart, on the board and in the list that its count leads to', async ({
  as,
}) => {
  const drafter = await as('drafter-01')
  await open(drafter, '/draft/2')
  const item = textOf(drafter).locator('.block.item').nth(1)
  const words = (await item.innerText()).split(' ').slice(2, 6).join(' ')
  await select(drafter, words, item)
  await drafter.keyboard.press('Control+Shift+e')
  await margin(drafter).getByLabel('Comment', { exact: true }).fill('Shorter?')
  await drafter.keyboard.press('Control+Enter')
  await expect(card(drafter, 'Shorter?')).toBeVisible()
  await select(drafter, words, item)
  await drafter.keyboard.press('Delete')
  await expect(card(drafter, 'Shorter?')).toContainText('The words it was about are gone')
  await expect(drafter.getByText('Saved', { exact: true }).first()).toBeVisible()

  await drafter.goto('/draft/board')
  const row = drafter.getByRole('row').filter({ has: drafter.getByRole('link', { name: /^Article 2(?!\d)/ }) })
  const count = row.getByRole('link', { name: /^Words gone:/ })
  const n = Number((await count.innerText()).split(':')[1])
  expect(n).toBeGreaterThan(0)
  expect(await axe(drafter)).toEqual([])
  await count.click()
  const section = drafter.getByRole('region', { name: /Article 2(?!\d)/ })
  await expect(section).toContainText('Shorter?')
  await expect(section.getByRole('article')).toHaveCount(n)
  // what is not shown is counted beside it
  await expect(section.locator('.counts')).toContainText(`Words gone: ${n}`)
  await expect(section.locator('.counts')).toContainText(/Open:\s+\d+/)
  expect(await axe(drafter)).toEqual([])
})

test('AU6: a comment whose answer was lost is sent again by the page, which says no more than that, and is there once', async ({
  as,
}) => {
  const page = await as('reviewer-07')
  await open(page, '/draft/3')
  let sent = 0
  await page.route('**/comments', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback()
    sent++
    if (sent > 2) return route.fallback()
    // the server has it, the page never hears of it
    await route.fetch()
    await (sent === 1 ? route.abort('connectionreset') : route.fulfill({ status: 503, body: 'nobody is there' }))
  })
  await textOf(page).focus()
  await page.keyboard.press('Control+Shift+e')
  const field = margin(page).getByLabel('Comment', { exact: true })
  await field.fill('Did this arrive?')
  await page.keyboard.press('Control+Enter')
  await expect(margin(page).getByText('Reconnecting…')).toBeVisible()
  await expect(field).toHaveValue('Did this arrive?')
  await expect(field).toHaveCount(0)
  await expect(card(page, 'Did this arrive?')).toHaveCount(1)
  await expect(margin(page).getByRole('alert')).toHaveCount(0)
  expect(sent).toBe(3)
  await page.reload()
  await expect(card(page, 'Did this arrive?')).toHaveCount(1)
  // and so is what becomes of it
  let resolved = 0
  await page.route('**/resolve', async (route) => {
    if (++resolved > 1) return route.fallback()
    await route.fetch()
    await route.abort('connectionreset')
  })
  await card(page, 'Did this arrive?').getByRole('button', { name: 'Resolve' }).click()
  await expect.poll(() => resolved).toBe(2)
  await expect(card(page, 'Did this arrive?')).toHaveCount(0)
  await expect(margin(page).getByRole('alert')).toHaveCount(0)
})

test('AU6: forms that are sent twice without a script add once, and lead to what the first time did', async ({
  as,
}) => {
  const page = await as('drafter-07', { javaScriptEnabled: false })
  /** Sends a form, and what the browser sent once more. */
  async function twice(send: () => Promise<void>): Promise<string> {
    const asked = page.waitForRequest((request) => request.method() === 'POST')
    await send()
    const request = await asked
    const answer = await page.request.post(request.url(), {
      headers: {
        ...{ accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
        origin: new URL(page.url()).origin,
      },
      data: request.postData()!,
      maxRedirects: 0,
    })
    expect(answer.status()).toBe(303)
    return answer.headers()['location']!
  }
  await page.goto('/draft/3')
  await page.getByText('New comment', { exact: true }).click()
  await page.getByLabel('Comment', { exact: true }).first().fill('Sent by a form.')
  const onTo = await twice(() => page.getByRole('button', { name: 'Send' }).first().click())
  await page.goto(onTo)
  expect(onTo).toMatch(/#thread-/)
  await expect(page.locator(new URL(page.url()).hash)).toContainText('Sent by a form.')
  await expect(page.getByRole('article').filter({ hasText: 'Sent by a form.' })).toHaveCount(1)

  await page.goto('/draft/5')
  const proposal = await twice(() => page.getByRole('button', { name: 'Propose a change' }).click())
  // once: the second way on is to the proposal that the first one began
  expect(new URL(page.url()).pathname).toContain(proposal)
})
