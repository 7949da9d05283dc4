/** Every page, in both directions and, with them, both schemes: nothing that axe finds against WCAG 2.2 AA. */
import AxeBuilder from '@axe-core/playwright'
import { AFTER_AN_ACT, byWho, EVERY_PAGE, pageRoutes } from './every-page.ts'
import { expect, test } from './fixtures.ts'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

test('every page that the route files make is in the list', () => {
  const listed = [...EVERY_PAGE.map(({ route }) => route), ...AFTER_AN_ACT]
  expect(pageRoutes().filter((route) => !listed.includes(route))).toEqual([])
  expect(listed.filter((route) => !pageRoutes().includes(route))).toEqual([])
})

for (const [locale, dir, colorScheme] of [
  ['en-GB', 'ltr', 'light'],
  ['ar', 'rtl', 'dark'],
] as const)
  for (const [who, paths] of byWho())
    test(`${locale}, ${colorScheme}, ${who ?? 'a visitor'}: ${paths.join(' ')}`, async ({ as }) => {
      const page = await as(who, { locale, colorScheme, reducedMotion: 'reduce' })
      const found: string[] = []
      for (const path of paths) {
        await page.goto(path)
        // the live text is part of the page
        if (/^\/draft\/\d+(\?|$)/.test(path)) await expect(page.getByRole('textbox', { name: /\d/ })).toBeVisible()
        const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).analyze()
        for (const { id, nodes } of violations)
          found.push(`${path} ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
        expect(await page.locator('html').getAttribute('dir'), path).toBe(dir)
        expect(await page.title(), path).not.toBe('')
      }
      expect(found).toEqual([])
    })
