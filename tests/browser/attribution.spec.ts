/** Whom a charter names, on the compilation text and on paper: as its setting says, in all of the page that is sent (AT2, AT4). */
import type { Page } from '@playwright/test'
import { call } from './drafts.ts'
import { expect, test } from './fixtures.ts'

test.use({ ownServer: 'attribution' })

const PATHS = ['/draft/7/compilation', '/draft/compilation', '/draft/brackets']
/** The delegations that a page names beside the reader's own, in whatever is sent. */
const named = async (page: Page): Promise<string[]> => {
  const found = [...(await page.content()).matchAll(/Delegation \d\d|\bD\d\d\b/g)].map(([name]) => name)
  return [...new Set(found)].filter((name) => !name.endsWith('06'))
}

test('AT2, AT4: named in full, by group, and not at all', async ({ as }) => {
  const [secretariat, reader] = [await as('secretariat'), await as('reviewer-06', { javaScriptEnabled: false })]
  await secretariat.goto('/draft/board')
  const { items } = await call<{ items: { id: string }[] }>(secretariat, 'GET', '/charters')
  const show = (attribution: string) =>
    call(secretariat, 'PUT', `/charters/${items[0]!.id}/attribution`, { attribution })

  for (const path of PATHS) {
    await reader.goto(path)
    expect(await named(reader), path).not.toEqual([])
  }
  for (const setting of ['group', 'none']) {
    await show(setting)
    for (const path of PATHS) {
      await reader.goto(path)
      expect(await named(reader), `${setting} ${path}`).toEqual([])
      await reader.emulateMedia({ media: 'print' })
      await expect(reader.getByRole('main')).not.toContainText(/Delegation (?!06)\d\d/)
      await reader.emulateMedia({ media: 'screen' })
    }
    await reader.goto('/draft/7/compilation')
    // that somebody stands behind a proposal is told by group alone
    await expect(reader.locator('.change .who')).toHaveCount(setting === 'group' ? 1 : 0)
  }
})
