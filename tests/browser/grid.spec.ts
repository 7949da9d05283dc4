import type { Page } from '@playwright/test'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { judge } from '../support/operations.ts'
import { ARTICLE, caret, expect, settled, test } from './editor-desks.ts'

// a word that is lost once is lost
test.describe.configure({ retries: 0 })

/** What a person does to the third block, with keys; words that a person types name that person. */
const OPERATIONS: Record<string, (page: Page, who: string) => Promise<void>> = {
  type: async (page, who) => {
    await caret(page, 'p2', who === 'A' ? 5 : 25)
    await page.keyboard.type(`typed${who} `)
  },
  'remove a word': async (page, who) => {
    await caret(page, 'p2', who === 'A' ? 0 : 30)
    for (let i = 0; i < 5; i++) await page.keyboard.press('Delete')
  },
  split: async (page, who) => {
    await caret(page, 'p2', who === 'A' ? 10 : 20)
    await page.keyboard.press('Enter')
  },
  'split at the end and type': async (page, who) => {
    await caret(page, 'p2', -1)
    await page.keyboard.press('Enter')
    await page.keyboard.type(`new${who} `)
  },
  'split at the start': async (page) => {
    await caret(page, 'p2', 0)
    await page.keyboard.press('Enter')
  },
  join: async (page) => {
    await caret(page, 'p2', 0)
    await page.keyboard.press('Backspace')
  },
  'join the next': async (page) => {
    await caret(page, 'p2', -1)
    await page.keyboard.press('Delete')
  },
  deeper: async (page) => {
    await caret(page, 'p2', 3)
    await page.keyboard.press('Tab')
  },
  bold: async (page) => {
    await caret(page, 'p2', 10, 19)
    await page.keyboard.press('Control+b')
  },
  bracket: async (page, who) => {
    await caret(page, 'p2', ...((who === 'A' ? [10, 14] : [15, 24]) as [number, number]))
    await page.evaluate(() => window.desk.bracket())
  },
  reference: async (page, who) => {
    await caret(page, 'p2', who === 'A' ? 5 : 15)
    await page.evaluate(() => window.desk.reference('p4'))
  },
  'move up': async (page) => {
    await caret(page, 'p2', 3)
    await page.keyboard.press('Alt+ArrowUp')
  },
  'move down': async (page) => {
    await caret(page, 'p2', 3)
    await page.keyboard.press('Alt+ArrowDown')
  },
  'remove the block': async (page) => {
    await caret(page, 'p2', 0)
    await page.keyboard.press('Shift+End')
    await page.keyboard.press('Delete')
    await page.keyboard.press('Backspace')
  },
  paste: async (page, who) => {
    await caret(page, 'p2', who === 'A' ? 10 : 20)
    // two blocks as this editor copies them: what comes from elsewhere loses the space at its end, and would be one word with what stands there
    await page.evaluate((name) => {
      const block = (kind: string, depth: number, text: string): object => ({
        type: 'block',
        attrs: { id: `copied-${kind}`, kind, depth },
        content: [{ type: 'text', text }],
      })
      const root = document.createElement('div')
      const copied = [block('para', 0, `paste${name}1`), block('item', 1, `paste${name}2 `)]
      root.setAttribute('data-concord', JSON.stringify(copied))
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/html', root.outerHTML)
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
      document.querySelector('[role=textbox]')!.dispatchEvent(event)
    }, who)
  },
}
/** Against these; all pairs of the fifteen run in process (tests/editor/grid.test.ts). */
const AGAINST = ['type', 'split', 'join', 'move up', 'paste']

for (const first of Object.keys(OPERATIONS))
  test(`TX16: ${first}, with keys and cut off, against another who types, splits, joins, moves and pastes there`, async ({
    pair,
  }) => {
    for (const second of AGAINST) {
      const where = `${first} / ${second}`
      const [a, b] = await pair()
      for (const page of [a, b]) await page.evaluate(() => window.desk.offline())
      await Promise.all([OPERATIONS[first]!(a, 'A'), OPERATIONS[second]!(b, 'B')])
      const [inA, inB] = [await written(a), await written(b)]
      expect(inA, where).not.toEqual(ARTICLE)
      expect(inB, where).not.toEqual(ARTICLE)
      for (const page of [a, b]) await page.evaluate(() => window.desk.online())
      const merged = await settled(a, b)
      const ids = merged.content.map((block) => block.attrs.id)
      expect(new Set(ids).size, where).toBe(ids.length)
      expect(
        ids.filter((id) => id.includes('~')),
        where,
      ).toEqual([])
      const { lost, doubled } = judge(ARTICLE, inA, inB, merged)
      expect(lost, where).toEqual([])
      expect(doubled, where).toEqual([])
    }
  })

const written = (page: Page): Promise<ArticleDoc> => page.evaluate(() => window.desk.written())
