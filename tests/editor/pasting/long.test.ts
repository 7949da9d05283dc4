/** PA34, PA40: a document of a hundred pages, pasted at once, is on the server's disk, is one step of undo, and comes back with redo. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { SYNC_LIMITS } from '#lib/domain/limits.ts'
import { pasteFromOutside } from '#lib/editor/pasting/clipboard.ts'
import { firstUpdate } from '#server/text/write.ts'
import { Desk } from '../../support/desk.ts'
import { isSaved, openLinePage, type LinePage } from '../../support/line-page.ts'
import { parse } from '../../support/pasted.ts'
import { FIRST_TEXT, openSyncHouse, SYSTEM_CLIENT, type SyncHouse } from '../../support/sync-house.ts'

let house: SyncHouse
let page: LinePage | null = null
beforeEach(async () => {
  house = await openSyncHouse()
})
afterEach(async () => {
  page?.line.destroy()
  await house.close()
})

const PAGES = 100
/** 15 paragraphs a page, of some 35 words each: what a page holds. */
function pages(lang: string): string {
  const words = (
    lang === 'ar' ? 'تسعى الجمعيات إلى الوصول إلى جميع المحتاجين ' : 'the Societies seek access to all people '
  ).repeat(5)
  const items = Array.from({ length: 14 }, (_, i) => `(${String.fromCharCode(97 + i)}) ${words}\n`).join('')
  return Array.from({ length: PAGES }, (_, i) => `${i + 1}. ${words}\n${items}`).join('')
}

it.each(['en', 'ar'])(
  'PA34, PA40: a hundred pages at once: %s',
  async (lang) => {
    const desk = new Desk(firstUpdate(FIRST_TEXT, SYSTEM_CLIENT), 4711)
    page = openLinePage(house, 'drafter-1', { readOnly: null, doc: desk.ydoc })
    await page.until(isSaved)
    const sizes: number[] = []
    desk.ydoc.on('update', (update: Uint8Array) => void sizes.push(update.length))
    const before = desk.all
    desk.caret('b2', -1)
    const { tr, pasted } = pasteFromOutside(
      desk.state,
      { html: '', text: pages(lang), files: [] },
      { lang, isFollowing: false, makeId: desk.binding.makeId, parse },
    )
    expect(pasted).toMatchObject({ kind: 'pasted', blocks: 1500 })
    desk.dispatch(tr!)
    expect(sizes).toHaveLength(1)
    expect(sizes[0]).toBeGreaterThan(SYNC_LIMITS.updateBytes)
    await page.until(isSaved)
    const after = desk.all
    const kept = async (): Promise<string> => (await house.replay()).getText('default').toString()
    expect(await kept()).toBe(desk.text.toString())
    desk.binding.undo()
    expect(desk.all).toBe(before)
    desk.binding.redo()
    expect(desk.all).toBe(after)
    await page.until(isSaved)
    expect(await kept()).toBe(desk.text.toString())
    expect(Y.encodeStateAsUpdate(desk.ydoc).length).toBeLessThan(4 * 1024 * 1024)
  },
  120_000,
)
