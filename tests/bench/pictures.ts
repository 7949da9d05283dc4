// Over 250 lines: one list of pictures, in the order in which they are taken.
/**
 * The pictures of the documents, taken from the demo with a text that two delegations have written in: docs/pictures, one per page.
 * usage: npm run pictures [name...]
 */
import { chromium, type Page } from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.js'
import { selectWords } from '../support/select-words.ts'
import { makeDataDir, startServer } from '../support/server-process.ts'
import { signIn } from './asking.ts'

const { dataDir, remove } = makeDataDir()
const server = await startServer({ entry: 'demo', dataDir })
const browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_FLAGS })
const asked = process.argv.slice(2)
/** Those that the README shows, without loss. */
const OF_README = new Set(['front', 'charter-arabic', 'register-dark', 'desk', 'desk-phone'])

const tokens = new Map<string, string>()
async function tokenOf(name: string): Promise<string> {
  const token = tokens.get(name) ?? (await signIn(server.origin, name))
  tokens.set(name, token)
  return token
}

interface View {
  /** Who looks; nobody: a visitor. */
  name?: string
  lang?: 'en' | 'ar'
  scheme?: 'light' | 'dark'
  width?: number
}

const textOf = (page: Page) => page.locator('.place:not(.second) .article-text')

async function open(path: string, { name, lang = 'en', scheme = 'light', width = 1280 }: View = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.origin,
    viewport: { width, height: width < 500 ? 844 : 860 },
    locale: lang === 'en' ? 'en-GB' : lang,
    timezoneId: 'Asia/Qatar',
    colorScheme: scheme,
    reducedMotion: 'reduce',
  })
  if (name !== undefined)
    await context.addCookies([{ name: 'concord_session', value: await tokenOf(name), url: server.origin }])
  const page = await context.newPage()
  await page.goto(path)
  if (/^\/draft\/(\d+|preamble)(\?|$)/.test(path)) await textOf(page).waitFor()
  await page.evaluate(() => document.fonts.ready)
  return page
}

const blockOf = (page: Page, id: string) => textOf(page).locator(`[data-id="${id}"]`)
async function atEndOf(page: Page, id: string): Promise<void> {
  await blockOf(page, id).click()
  await page.keyboard.press('End')
}
/** The words of a block, with the mouse. */
const select = (page: Page, id: string, words: string): Promise<void> => selectWords(blockOf(page, id), words)
const isSaved = (page: Page) => page.locator('[data-state="saved"]').waitFor()

// a text that has been worked on: two delegations, a change of obligation, a paragraph moved, a footnote, a term
async function work(): Promise<void> {
  const [one, two] = [
    await open('/draft/7', { name: 'drafter-01' }),
    await open('/draft/7', { name: 'drafter-02' }),
  ] as const
  await select(one, 'prevention-aim', 'shall')
  await one.keyboard.type('should')
  await select(two, 'prevention-means-b', 'and')
  await two.keyboard.type('or')
  await atEndOf(two, 'prevention-record')
  await two.keyboard.type(' They are kept for ten years.')
  await blockOf(one, 'prevention-means-a').click()
  await one.keyboard.press('Alt+ArrowDown')
  await isSaved(one)
  await isSaved(two)
  const notes = await open('/draft/8', { name: 'drafter-01' })
  await atEndOf(notes, 'dialogue-status')
  await notes.keyboard.press('Control+Alt+f')
  await notes.keyboard.type('Recognition is an act of States.')
  await isSaved(notes)
  const terms = await open('/draft/2', { name: 'drafter-01' })
  await select(terms, 'terms-affected', 'affected persons')
  await terms.keyboard.press('Control+Alt+d')
  await isSaved(terms)
  for (const page of [one, two, notes, terms]) await page.context().close()
}
async function sign(): Promise<void> {
  const read = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${server.origin}/api/v1${path}`)).json()) as T
  const { items: charters } = await read<{ items: { id: string }[] }>('/charters')
  const { items: versions } = await read<{ items: { id: string; sha256: string }[] }>(
    `/charters/${charters[0]!.id}/versions`,
  )
  const { id, sha256 } = versions[0]!
  const { articles } = await read<{ articles: { id: string; number: string | null }[] }>(`/versions/${id}`)
  const reserved = articles.find(({ number }) => number === '7')!.id
  for (const [name, more] of [
    ['signatory-03', { decision: 'endorse', capacity: 'President', place: 'Doha' }],
    [
      'signatory-05',
      {
        decision: 'endorse_with_statement',
        capacity: 'Secretary General',
        place: 'Geneva',
        statement: 'We endorse this version on the understanding that each Society decides what it says in public.',
        articles: [
          { articleId: reserved, kind: 'reservation', text: 'Paragraph 3 applies where national law allows it.' },
        ],
      },
    ],
    ['signatory-08', { decision: 'decline', capacity: 'President', statement: 'Article 5 must be settled first.' }],
  ] as const)
    await fetch(`${server.origin}/api/v1/versions/${id}/signoffs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenOf(name)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...more, sha256 }),
    })
}

const drafter: View = { name: 'drafter-01' }
const phone: View = { ...drafter, width: 390 }
const secretariat: View = { name: 'secretariat' }
const chair: View = { name: 'chair' }
/** The first proposal of a list. */
async function firstProposal(page: Page): Promise<void> {
  await page.locator('main a[href^="/draft/proposals/"]').first().click()
  await page.waitForURL(/proposals\/[^?]+$/)
}
/** Somebody else in the same article, with a caret in it. */
async function company(page: Page): Promise<void> {
  const other = await open('/draft/7', { name: 'drafter-02' })
  await atEndOf(other, 'prevention-means-b')
  await textOf(page).locator('.caret').first().waitFor()
}
const keys =
  (key: string, wait: string) =>
  async (page: Page): Promise<void> => {
    await atEndOf(page, 'prevention-aim')
    await page.keyboard.press(key)
    await page.locator(wait).first().waitFor()
  }

/** One line a picture: file, address, who looks how, and what is done before. */
const PICTURES: readonly [file: string, path: string, view: View, before?: (page: Page) => Promise<unknown>][] = [
  ['front', '/', {}],
  ['charter-arabic', '/charter/v/1/4?lang=ar', { lang: 'ar' }],
  ['register-dark', '/signatories', { scheme: 'dark' }],
  ['home', '/home', drafter],
  ['desk', '/draft/7', drafter, company],
  ['desk-dark', '/draft/7', { ...drafter, scheme: 'dark' }, company],
  ['desk-phone', '/draft/10', phone],
  ['desk-arabic-phone', '/draft/4?lang=ar', { ...phone, lang: 'ar', scheme: 'dark' }],
  [
    'menu',
    '/draft/7',
    drafter,
    async (page) => {
      await select(page, 'prevention-aim', 'the same priority')
      await page.locator('button[data-menu=brackets]').click()
      await page.locator('[role=menu]:popover-open').waitFor()
    },
  ],
  ['beside', '/draft/4?lang=ar&beside=en', drafter, (page) => page.locator('.second .article-text').waitFor()],
  ['palette', '/draft/7', drafter, keys('Control+k', 'dialog[open]')],
  ['guide', '/draft/7', drafter, keys('F1', 'dialog[open]')],
  [
    'find',
    '/draft/7',
    drafter,
    async (page) => {
      await keys('Control+f', '#find-text')(page)
      await page.keyboard.type('authorities')
      await page.locator('.found').first().waitFor()
    },
  ],
  ['reference', '/draft/7', drafter, keys('Alt+Shift+r', 'dialog[open] [role=option]')],
  [
    'notes',
    '/draft/8',
    drafter,
    async (page) => {
      await page.locator('.block.note').scrollIntoViewIfNeeded()
      await page.keyboard.press('Control+Alt+n')
    },
  ],
  [
    'terms',
    '/draft/2',
    drafter,
    async (page) => {
      await blockOf(page, 'terms-affected').locator('dfn').click()
      await page.keyboard.press('Control+Alt+t')
      await page.locator('dialog[open] .uses').first().waitFor()
    },
  ],
  [
    'paste',
    '/draft/9',
    drafter,
    async (page) => {
      await textOf(page).locator('.block.para').first().click()
      await page.keyboard.press('End')
      await page.evaluate(() => {
        const clipboardData = new DataTransfer()
        clipboardData.setData(
          'text/html',
          '<p><b>1.</b> As Article 5, paragraph 2, says, each Society reports.</p><ol><li>yearly</li><li>in writing</li></ol><p><img src="data:,"></p>',
        )
        document
          .querySelector('.article-text')!
          .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      })
      await page.locator('[data-typed-references]').waitFor()
    },
  ],
  ['focus', '/draft/7', drafter, keys('F9', '.lit')],
  [
    'offline',
    '/draft/10',
    drafter,
    async (page) => {
      await isSaved(page)
      await page.context().setOffline(true)
      await textOf(page).locator('.block.para').first().click()
      await page.keyboard.press('End')
      await page.keyboard.type(' Written in a tunnel.')
      await page.locator('[data-banner]').waitFor()
    },
  ],
  ['find-charter', '/draft/find?q=humanitarian+access', drafter],
  ['compare', '/draft/compare', drafter],
  ['compare-phone', '/draft/compare', phone],
  ['history', '/draft/7/history', drafter],
  ['restore', '/draft/7/restore', drafter],
  ['versions', '/draft/history', drafter],
  ['comments', '/draft/comments?show=all', drafter],
  ['proposals', '/draft/proposals', drafter],
  ['proposal', '/draft/proposals?status=under_discussion', chair, firstProposal],
  [
    'proposal-phone',
    '/draft/proposals?status=under_discussion',
    { ...phone, lang: 'ar', scheme: 'dark' },
    firstProposal,
  ],
  [
    'write',
    '/draft/7',
    drafter,
    async (page) => {
      await page.locator('form[action*="propose"] button').first().click()
      await page.waitForURL(/write/)
      await textOf(page).locator('.block').first().waitFor()
      await select(page, 'prevention-record', 'confidential')
      await page.keyboard.type('private')
      await textOf(page).locator('ins').first().waitFor()
      await isSaved(page)
    },
  ],
  ['brackets', '/draft/brackets?article=7', chair],
  ['board', '/draft/board', chair],
  ['board-phone', '/draft/board', { ...phone, lang: 'ar', scheme: 'dark' }],
  ['agreement', '/draft/1/agreement', chair],
  ['positions', '/party/positions', { name: 'head-03' }],
  ['compilation', '/draft/7/compilation', drafter],
  ['clean', '/draft/20/clean', drafter],
  ['open-matters', '/draft/open-matters', drafter],
  ['room', '/draft/7/room', chair, (page) => textOf(page).locator('.block').first().waitFor()],
  ['assignments', '/draft/assignments', secretariat],
  ['account', '/account', drafter],
  ['delegation', '/party', { name: 'head-03' }],
  ['sign', '/party/sign', { name: 'signatory-20' }],
  ['sign-version', '/party/sign/1', { name: 'signatory-20' }],
  ['triage', '/secretariat', secretariat],
  ['settings', '/secretariat/settings', secretariat],
  ['charters', '/secretariat/charters', secretariat],
  ['charter-made', '/secretariat/charters/universal-charter', secretariat],
  ['people', '/admin/people', { name: 'admin' }],
  ['delegations', '/admin/parties', { name: 'admin' }],
  ['one-delegation', '/admin/parties/D03', { name: 'admin' }],
  ['record', '/audit', { name: 'auditor' }],
  ['search', '/search?q=humanitarian+access', {}],
  [
    'verify',
    '/verify?version=1',
    {},
    async (page) => {
      await page.getByRole('button', { name: 'Compute and compare' }).click()
      await page.getByText('They match.').waitFor()
    },
  ],
  // the last, since a version waits from then on
  [
    'publish',
    '/secretariat/publish',
    secretariat,
    async (page) => {
      await page.getByLabel('Label', { exact: true }).fill('Rev.3')
      await page.getByRole('button', { name: 'Cut the version' }).click()
      await page.getByRole('button', { name: 'Publish version 2' }).waitFor()
    },
  ],
]

await work()
await sign()
for (const [file, path, view, before] of PICTURES) {
  if (asked.length > 0 && !asked.includes(file)) continue
  const page = await open(path, view)
  await before?.(page)
  // names beside carets come to rest, and what was opened is drawn
  await page.waitForTimeout(400)
  await page.screenshot(
    OF_README.has(file)
      ? { path: `docs/pictures/${file}.png` }
      : { path: `docs/pictures/${file}.jpg`, type: 'jpeg', quality: 80 },
  )
  for (const context of browser.contexts()) await context.close()
}

await browser.close()
await server.stop()
remove()
