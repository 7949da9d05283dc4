/**
 * Every page: targets of 24 pixels, text at 200% in a wide window and on a phone, forced colours with the focus seen, no motion where none is
 * wanted, nothing asked of another site, and the weight of what the public reads.
 */
import type { Page } from '@playwright/test'
import { weigh } from '../support/weighing.ts'
import { byWho, EVERY_PAGE } from './every-page.ts'
import { expect, test } from './fixtures.ts'

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  if (/^\/draft\/\d+(\?|$)/.test(path)) await expect(page.getByRole('textbox', { name: /\d/ })).toBeVisible()
}

/**
 * Targets that are smaller than 24 by 24 pixels and neither in a line of text nor with room around them (WCAG 2.2, 2.5.8: a circle of 24 pixels
 * around the middle of a small target touches no other target and no circle of another small one).
 */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const all = [
      ...document.querySelectorAll<HTMLElement>(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=menuitem], [role=tab], [role=radio], [role=checkbox]',
      ),
    ].filter(
      (element) =>
        element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
        !(element as HTMLButtonElement).disabled,
    )
    const targets = all
      .map((element) => {
        // a label is part of the box or dot that it names
        const own = element.getBoundingClientRect()
        const label =
          element instanceof HTMLInputElement && /checkbox|radio/.test(element.type) ? element.labels?.[0] : null
        const rect = label?.contains(element) ? label.getBoundingClientRect() : own
        return { element, rect, middle: [rect.x + rect.width / 2, rect.y + rect.height / 2] as const }
      })
      // out of sight until it has the focus
      .filter(({ rect }) => rect.width > 1 && rect.height > 1)
    const isSmall = ({ rect }: (typeof targets)[number]): boolean => rect.width < 23.9 || rect.height < 23.9
    const isInText = ({ element }: (typeof targets)[number]): boolean => {
      const line = element.closest('p, li, dd, td, th, h1, h2, h3, h4, figcaption, blockquote, label, span, div')
      const words = (line?.textContent ?? '').trim().length - (element.textContent ?? '').trim().length
      return getComputedStyle(element).display.startsWith('inline') && words > 0
    }
    return targets
      .filter((one) => isSmall(one) && !isInText(one))
      .filter((one) =>
        targets.some((other) => {
          if (other === one || other.element.contains(one.element) || one.element.contains(other.element)) return false
          const [x, y] = one.middle
          const dx = Math.max(other.rect.left - x, 0, x - other.rect.right)
          const dy = Math.max(other.rect.top - y, 0, y - other.rect.bottom)
          if (Math.hypot(dx, dy) < 11.9) return true
          return isSmall(other) && Math.hypot(other.middle[0] - x, other.middle[1] - y) < 23.9
        }),
      )
      .map(
        ({ element, rect }) =>
          `${Math.round(rect.width)}x${Math.round(rect.height)} ${element.outerHTML.slice(0, 120)}`,
      )
  })

/** What is lost when text is twice as large: a heading is not, the page grows wider than its window, or words are cut off. */
const lost = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const heads = [...document.querySelectorAll('h1, h2, h3')]
    const sizes = (): number[] => heads.map((element) => parseFloat(getComputedStyle(element).fontSize))
    const before = sizes()
    document.documentElement.style.fontSize = '200%'
    const out = sizes().flatMap((size, i) =>
      size < before[i]! * 1.99 ? [`${before[i]} pixels became ${size}: ${heads[i]!.outerHTML.slice(0, 120)}`] : [],
    )
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth + 1) {
      const isHeld = (element: Element): boolean => {
        for (let up = element.parentElement; up; up = up.parentElement)
          if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true
        return false
      }
      const wide = [...document.querySelectorAll('body *')].filter((element) => {
        const { right, left } = element.getBoundingClientRect()
        return (right > clientWidth + 1 || left < -1) && !isHeld(element)
      })
      out.push(
        `${scrollWidth} wide in ${clientWidth}: ${wide
          .slice(-2)
          .map((element) => element.outerHTML.slice(0, 120))
          .join(' | ')}`,
      )
    }
    for (const element of document.querySelectorAll<HTMLElement>('main *, header *, footer *')) {
      const style = getComputedStyle(element)
      if (
        !/hidden|clip/.test(`${style.overflowX}${style.overflowY}`) ||
        style.clipPath !== 'none' ||
        style.textOverflow === 'ellipsis'
      )
        continue
      const isCut = element.scrollWidth > element.clientWidth + 2 || element.scrollHeight > element.clientHeight + 2
      if (isCut && element.clientWidth > 2 && element.textContent?.trim() && element.checkVisibility())
        out.push(`cut off: ${element.outerHTML.slice(0, 120)}`)
    }
    document.documentElement.style.fontSize = ''
    return out
  })

/** What still moves where no motion is wanted. */
const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { transitionDuration, animationDuration, animationName } = getComputedStyle(element)
        const lasts = (text: string): boolean =>
          text.split(',').some((one) => parseFloat(one) * (one.includes('ms') ? 1 : 1000) > 10)
        return lasts(transitionDuration) || (animationName !== 'none' && lasts(animationDuration))
      })
      .slice(0, 3)
      .map((element) => element.outerHTML.slice(0, 100)),
  )

/** What has the focus unseen, of the first twelve. */
async function unseenFocus(page: Page): Promise<string[]> {
  const found = new Set<string>()
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab')
    const unseen = await page.evaluate(() => {
      const element = document.activeElement
      if (!element || element === document.body) return null
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      return outlineStyle === 'none' || parseFloat(outlineWidth) < 1 ? element.outerHTML.slice(0, 120) : null
    })
    if (unseen !== null) found.add(unseen)
  }
  return [...found]
}

for (const [who, paths] of byWho())
  test(`${who ?? 'a visitor'}, ${paths.join(' ')}: targets, large text, forced colours, motion, other sites`, async ({
    as,
    server,
  }) => {
    const page = await as(who, { reducedMotion: 'reduce' })
    const asked: string[] = []
    page.on('request', (request) => {
      const url = new URL(request.url())
      if (/^(https?|wss?):$/.test(url.protocol) && url.host !== new URL(server.origin).host) asked.push(request.url())
    })
    const found: string[] = []
    for (const path of paths) {
      await open(page, path)
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 })
        const at = `${path} at ${width}`
        for (const what of await smallTargets(page)) found.push(`${at}: ${what}`)
        for (const what of await lost(page)) found.push(`${at}, text 200%: ${what}`)
      }
      await page.setViewportSize({ width: 1280, height: 900 })
      await page.emulateMedia({ forcedColors: 'active' })
      for (const what of await moving(page)) found.push(`${path} moves: ${what}`)
      for (const what of await unseenFocus(page)) found.push(`${path} has a focus that is not seen: ${what}`)
      await page.emulateMedia({ forcedColors: 'none' })
    }
    expect(found).toEqual([])
    expect(asked).toEqual([])
  })

test('every public page weighs less than 100 kB before fonts, gzipped', async ({ browser, server }) => {
  const heavy: string[] = []
  const paths = EVERY_PAGE.filter(({ who }) => who === null).map(({ path }) => path)
  // mostly waiting for a silent line, which several can do at once
  while (paths.length > 0)
    await Promise.all(
      paths.splice(0, 5).map(async (path) => {
        const { page, later, idle, other } = await weigh(browser, server.origin, path, null)
        const bytes = page + later + idle + other
        if (bytes > 100_000 || bytes === 0) heavy.push(`${path}: ${bytes}`)
      }),
    )
  expect(heavy).toEqual([])
})
