/** Every page, in both directions and both schemes: nothing that axe finds against WCAG 2.2 AA. */
import AxeBuilder from '@axe-core/playwright'
import { AFTER_AN_ACT, byWho, EVERY_PAGE, pageRoutes } from './every-page.ts'
import { expect, test } from './fixtures.ts'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

test('every page that the route files make is in the list', () => {
  const listed = [...EVERY_PAGE.map(({ route }) => route), ...AFTER_AN_ACT]
  expect(pageRoutes().filter((route) => !listed.includes(route))).toEqual([])
  expect(listed.filter((route) => !pageRoutes().includes(route))).toEqual([])
})

/** The other way about, too, on some of each kind: colours depend on the scheme alone, and directions were looked at with the other one. */
const SOME: [who: string | null, paths: string[]][] = [
  [null, ['/', '/charter/v/1/7']],
  ['drafter-01', ['/draft/2', '/draft/comments?show=all']],
  ['secretariat', ['/secretariat', '/audit']],
]

for (const [locale, dir, colorScheme, looks] of [
  ['en-GB', 'ltr', 'light', byWho()],
  ['ar', 'rtl', 'dark', byWho()],
  ['en-GB', 'ltr', 'dark', SOME],
  ['ar', 'rtl', 'light', SOME],
] as const)
  for (const [who, paths] of looks)
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
