/** The main pages in each of the five languages: in its words alone, nothing broader than a phone, one language in the browser. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

type Entry = string | [{ match: Record<string, string> }]
const LANGUAGES = ['en', 'fr', 'es', 'ar', 'ru'] as const
type Language = (typeof LANGUAGES)[number]
const CATALOGUES = Object.fromEntries(
  LANGUAGES.map((lang) => {
    const file = new URL(`../../messages/${lang}.json`, import.meta.url)
    return [lang, JSON.parse(readFileSync(file, 'utf8')) as Record<string, Entry>]
  }),
) as Record<Language, Record<string, Entry>>
const textsOf = (lang: Language): string[] =>
  Object.values(CATALOGUES[lang]).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry[0].match),
  )

const PAGES: [who: string | null, paths: string[]][] = [
  [
    null,
    [
      ...['/', '/charter', '/charter/v/1', '/charter/v/1/7', '/charter/v/1/preamble', '/charter/compare'],
      ...['/signatories', '/verify', '/sign-in', '/about', '/accessibility', '/privacy', '/emblem', '/nowhere'],
    ],
  ],
  [
    'drafter-01',
    [
      '/home',
      '/account',
      '/draft',
      '/draft/2',
      '/draft/2/history',
      '/draft/history',
      '/draft/compare',
      '/draft/comments',
      '/search?q=humanitarian',
    ],
  ],
  ['reviewer-05', ['/home', '/draft/7', '/draft/find?q=humanitarian', '/kept']],
  [
    'secretariat',
    [
      '/home',
      '/secretariat',
      '/secretariat/publish',
      '/secretariat/publish/1',
      '/secretariat/settings',
      '/secretariat/charters',
      '/secretariat/charters/universal-charter',
      '/audit',
      '/draft/assignments',
      '/admin/people',
      '/admin/parties',
    ],
  ],
  ['head-03', ['/home', '/party']],
  ['signatory-20', ['/home', '/party/sign', '/party/sign/1']],
]

/** People of the demo who are called by their role, in English: names are not translated. */
const NAMES = new Set(['Administrator', 'Auditor', 'Chair', 'Observer', 'Secretariat'])

/** What a page says in its own language: words of its elements and names, without the texts in another language. */
const saidBy = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const own = document.documentElement.lang
    const isOwn = (element: Element | null): boolean =>
      element !== null &&
      element.closest('[lang]')?.getAttribute('lang') === own &&
      !element.closest('script, style, bdi')
    const said: string[] = []
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (words.nextNode()) if (isOwn(words.currentNode.parentElement)) said.push(words.currentNode.textContent ?? '')
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [aria-description]'))
      if (isOwn(element))
        for (const name of ['aria-label', 'title', 'placeholder', 'aria-description'])
          said.push(element.getAttribute(name) ?? '')
    return [...new Set([document.title, ...said].map((text) => text.replace(/\s+/g, ' ').trim()))].filter(Boolean)
  })

/** What is broader than the window, or cut off within its own box. */
const broaderThanWindow = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement
    const found = scrollWidth > clientWidth ? [`page of ${scrollWidth} in ${clientWidth}`] : []
    for (const element of document.querySelectorAll<HTMLElement>('button, a, label, h1, h2, h3, select, th, summary')) {
      const isCut = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === 'hidden'
      if (isCut && element.clientWidth > 1) found.push(`cut off: ${element.textContent.trim().slice(0, 80)}`)
    }
    return found
  })

/** Until the live text and what hangs on it are there. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  if (/^\/draft\/\d+$/.test(path)) await expect(page.locator('.place:not(.second) .article-text')).toBeVisible()
  await page.evaluate(() => document.fonts.ready)
}

for (const lang of LANGUAGES)
  for (const [who, paths] of PAGES)
    test(`${lang}, ${who ?? 'a visitor'}: in its own words, within 390 and 1280`, async ({ as }) => {
      const page = await as(who, { locale: lang, viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })
      const own = new Set(textsOf(lang))
      const foreign = new Set(
        lang === 'en' ? [] : textsOf('en').filter((text) => !own.has(text) && /[a-z]/i.test(text)),
      )
      const found: string[] = []
      for (const path of paths) {
        await open(page, path)
        expect(await page.locator('html').getAttribute('lang'), path).toBe(lang)
        const said = await saidBy(page)
        expect(said.length, path).toBeGreaterThan(10)
        for (const text of said) {
          if (NAMES.has(text)) continue
          if (text in CATALOGUES.en && text.includes('_')) found.push(`${path}: the key ${text}`)
          if (foreign.has(text)) found.push(`${path}: in English, ${text}`)
        }
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 844 })
          for (const what of await broaderThanWindow(page)) found.push(`${path} at ${width}: ${what}`)
        }
        await page.setViewportSize({ width: 390, height: 844 })
      }
      expect(found).toEqual([])
    })

test('a browser that opens the desk is sent the texts of its language, and of no other', async ({ as }) => {
  const page = await as('drafter-01', { locale: 'ru' })
  const scripts: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.text())
  })
  await open(page, '/draft/2')
  const code = (await Promise.all(scripts)).join('\n')
  const sentIn = (lang: Language): boolean => code.includes(String(CATALOGUES[lang]['article_margin_empty']))
  expect(LANGUAGES.filter(sentIn)).toEqual(['ru'])

  // a page that the script draws without asking the server for its words
  await page
    .getByRole('navigation', { name: String(CATALOGUES.ru['nav_main']) })
    .getByRole('link')
    .first()
    .click()
  await expect(page).toHaveURL(/\/charter$/)
  await expect(page.getByText(String(CATALOGUES.ru['version_banner_draft'])).first()).toBeVisible()
})

test('the language is the first one asked for that there is, until the reader chooses', async ({ as, server }) => {
  const page = await as(null)
  const languageFor = async (header: string): Promise<string | undefined> => {
    const response = await page.request.get('/about', { headers: { 'accept-language': header, origin: server.origin } })
    return /<html[^>]*? lang="([^"]*)"/.exec(await response.text())?.[1]
  }
  expect(await languageFor('fr-CA, en;q=0.8')).toBe('fr')
  expect(await languageFor('kk, ru;q=0.9, en;q=0.5')).toBe('ru')
  expect(await languageFor('es-419')).toBe('es')
  expect(await languageFor('ar-MA, fr;q=0.9')).toBe('ar')
  expect(await languageFor('de, nl;q=0.5')).toBe('en')
  expect(await languageFor('%%;q=x')).toBe('en')

  await page.goto('/about')
  const choice = page.locator('select[name=lang]')
  await expect(choice.locator('option')).toHaveText(['English', 'Français', 'Español', 'العربية', 'Русский'])
  await choice.selectOption('es')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'es')
  expect(await languageFor('fr')).toBe('es')
})
