/** Every page, in both languages of the interface and both schemes: nothing that axe finds against WCAG 2.2 AA. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'

const PAGES: [who: string | null, paths: string[]][] = [
  [
    null,
    [
      '/',
      '/charter',
      '/charter?lang=ar',
      '/charter/v/1',
      '/charter/v/1/7',
      '/charter/v/1/14-bis',
      '/charter/v/1/preamble',
    ],
  ],
  [
    null,
    ['/charter/compare', '/signatories', '/verify', '/sign-in', '/about', '/accessibility', '/privacy', '/emblem'],
  ],
  [null, ['/nowhere', '/charter/v/99']],
  [
    'drafter-01',
    ['/home', '/account', '/draft', '/draft/2', '/draft/4?lang=ar', '/draft/history', '/draft/find?q=humanitarian'],
  ],
  ['reviewer-05', ['/home', '/draft/7']],
  ['chair', ['/home', '/draft/1']],
  ['secretariat', ['/home', '/draft', '/secretariat/publish', '/audit']],
  ['signatory-20', ['/home', '/party/sign', '/party/sign/1', '/audit']],
]

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

for (const [locale, dir] of [
  ['en-GB', 'ltr'],
  ['ar', 'rtl'],
] as const)
  for (const [who, paths] of PAGES)
    test(`${locale}, ${who ?? 'a visitor'}: ${paths.join(' ')}`, async ({ as }) => {
      const page = await as(who, { locale, colorScheme: 'light', reducedMotion: 'reduce' })
      const found: string[] = []
      const look = async (path: string, axe: AxeBuilder): Promise<void> => {
        const { violations } = await axe.analyze()
        for (const { id, nodes } of violations)
          found.push(`${path} ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
      }
      for (const path of paths) {
        await page.emulateMedia({ colorScheme: 'light' })
        await page.goto(path)
        // the live text is part of the page
        if (/^\/draft\/\d/.test(path)) await expect(page.getByRole('textbox', { name: /\d/ })).toBeVisible()
        await look(path, new AxeBuilder({ page }).withTags(STANDARDS))
        // the other scheme changes nothing but colours
        await page.emulateMedia({ colorScheme: 'dark' })
        await look(`${path} (dark)`, new AxeBuilder({ page }).withRules(['color-contrast']))
        expect(await page.locator('html').getAttribute('dir'), path).toBe(dir)
        expect(await page.title(), path).not.toBe('')
      }
      expect(found).toEqual([])
    })
