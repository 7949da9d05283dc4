/** Pages with the bare editor in one room, and what tests do with them. */
import { test as base, expect, type Page } from '@playwright/test'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { docFromDelta, type DeltaInsert } from '#lib/domain/text.ts'
import { serveEditorPage, type EditorPage } from '../support/editor-page/serve.ts'
import type {} from '../support/editor-page/page-types.ts'

const start = (id: string, formats: Record<string, string> = {}): DeltaInsert => ({
  insert: { b: id },
  attributes: formats,
})
const words = (prefix: string): DeltaInsert => ({
  insert: Array.from({ length: 8 }, (_, i) => `${prefix}w${i} `).join(''),
})

/** A heading, paragraphs, items: enough for every operation to have neighbours. */
export const ARTICLE: ArticleDoc = docFromDelta([
  start('h', { 'b.kind': 'heading' }),
  words('h'),
  ...['p1', 'p2', 'p3'].flatMap((id) => [start(id), words(id)]),
  start('q1', { 'b.kind': 'item', 'b.depth': '1' }),
  words('q1'),
  start('p4'),
  words('p4'),
])

interface WorkerFixtures {
  editorPage: EditorPage
}
interface TestFixtures {
  /** Two pages of one room. */
  pair(options?: { lang?: string; article?: ArticleDoc }): Promise<[Page, Page]>
}

let rooms = 0
export const test = base.extend<TestFixtures, WorkerFixtures>({
  editorPage: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      const page = await serveEditorPage()
      await use(page)
      await page.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  pair: async ({ context, editorPage }, use) => {
    const faults: string[] = []
    const pages: [Page, Page][] = []
    await use(async ({ lang = 'en', article = ARTICLE } = {}) => {
      const pair = pages[0] ?? [await context.newPage(), await context.newPage()]
      if (pages.length === 0) for (const page of pair) page.on('pageerror', (error) => faults.push(error.message))
      pages[0] = pair
      const room = `room-${++rooms}`
      const open = (page: Page, name: string): Promise<unknown> => {
        const query = new URLSearchParams({ room, name, lang, article: JSON.stringify(article) })
        return page.goto(`${editorPage.origin}/?${query.toString()}`)
      }
      await Promise.all([open(pair[0], 'Alef'), open(pair[1], 'Beh')])
      return pair
    })
    expect(faults).toEqual([])
  },
})

export const caret = (page: Page, id: string, from: number, to = from): Promise<void> =>
  page.evaluate(([at, a, b]) => window.desk.caret(at, a, b), [id, from, to] as const)

/** Waits until both pages show one article, each as its text says it. */
export async function settled(a: Page, b: Page, where = 'the pages'): Promise<ArticleDoc> {
  const state = (page: Page): Promise<string> =>
    page.evaluate(() =>
      window.desk.agrees() && window.desk.pending() === 0 && !window.desk.isHolding()
        ? JSON.stringify(window.desk.written())
        : 'open',
    )
  await expect
    .poll(
      async () => {
        const [left, right] = [await state(a), await state(b)]
        return left === right && left !== 'open'
      },
      { message: `${where} come to say the same`, intervals: [10, 20, 40, 80, 160] },
    )
    .toBe(true)
  return a.evaluate(() => window.desk.written())
}

export { expect }
