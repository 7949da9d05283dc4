// @vitest-environment node
/** What right-to-left, slow lines and readers of Arabic need of the styles, read from the sources. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'paraglide' ? [] : filesBelow(path)
    return /\.(css|svelte)$/.test(entry.name) ? [path] : []
  })
}

/** Each file's own styles: a sheet whole; of a component, the style element and style attributes. */
const styles = filesBelow(join(root, 'src')).map((path) => {
  const text = readFileSync(path, 'utf8')
  const parts = [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>|\bstyle="([^"]*)"/g)].map((m) => m[1] ?? m[2] ?? '')
  const css = path.endsWith('.css') ? text : parts.join('\n')
  return { name: relative(root, path), css: css.replace(/\/\*[\s\S]*?\*\//g, '') }
})
const sheet = (name: string): string => styles.find((style) => style.name.endsWith(name))!.css

const SIDES = 'left|right|top|bottom'
const PHYSICAL = new RegExp(
  `(?:^|[\\s;{])((?:(?:margin|padding|border|scroll-margin|scroll-padding|inset)-(?:${SIDES})[\\w-]*|${SIDES}|(?:min-|max-)?(?:width|height))\\s*:|(?:text-align|float|clear)\\s*:\\s*(?:left|right)\\b)`,
  'm',
)

describe('styles', () => {
  it('are found', () => expect(styles.filter(({ css }) => css.trim()).length).toBeGreaterThan(10))

  it.each(['a { margin-left: 1px }', 'a {\n  left: 0;\n}', 'a { text-align: right }', 'a{width:1px}'])(
    'the test sees %j',
    (css) => expect(css).toMatch(PHYSICAL),
  )

  it.each(styles)('$name uses logical properties only', ({ css }) => {
    // the conditions of queries speak of the screen, not of the text
    expect(PHYSICAL.exec(css.replace(/@(?:media|supports|container)[^{]*\{/g, '{'))?.[1]).toBeUndefined()
  })

  it.each(styles)('$name loads nothing from elsewhere and spaces no letters', ({ css }) => {
    expect(css).not.toMatch(/url\(\s*['"]?(?:https?:)?\/\//)
    expect(css.replace(/letter-spacing:\s*normal/g, '')).not.toMatch(/letter-spacing/)
  })

  it('colours come from the tokens; only paper has its own', () => {
    const loose = styles.filter(({ css }) => /#[0-9a-f]{3,8}\b/i.test(css.split('@media print')[0]!))
    expect(loose.map(({ name }) => name)).toEqual(['src/lib/ui/style/tokens.css'])
  })
})

describe('faces', () => {
  const blocks = sheet('faces.css').split('@font-face').slice(1)

  it('swap, and their files exist', () => {
    expect(blocks.length).toBeGreaterThan(5)
    for (const block of blocks) {
      expect(block).toMatch(/font-display: swap/)
      expect(existsSync(join(root, 'node_modules', /url\('([^']+)'\)/.exec(block)![1]!))).toBe(true)
    }
  })

  it('have no slanted Arabic', () => {
    expect(blocks.filter((block) => /arabic/i.test(block) && /italic/.test(block))).toEqual([])
  })
})

describe('tokens', () => {
  const css = sheet('tokens.css')
  const cut = css.indexOf('@media')
  const parts = { light: css.slice(0, cut), dark: css.slice(cut) }
  const value = (scheme: 'light' | 'dark', token: string): string =>
    new RegExp(`--${token}: (#[0-9a-f]{6})`).exec(parts[scheme])![1]!

  /** Relative luminance and contrast as WCAG 2.2 defines them. */
  const luminance = (hex: string): number => {
    const [r, g, b] = [1, 3, 5].map((i) => {
      const c = parseInt(hex.slice(i, i + 2), 16) / 255
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
  }
  const contrast = (a: string, b: string): number => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
    return (high! + 0.05) / (low! + 0.05)
  }

  const TEXT = ['text', 'muted', 'link', 'danger', 'success', 'warning', 'primary'].flatMap((front) =>
    ['bg', 'surface', 'raised'].map((back): [string, string, number] => [front, back, 4.5]),
  )
  const PAIRS: [string, string, number][] = [
    ...TEXT,
    ['on-primary', 'primary', 4.5],
    ['inserted', 'inserted-bg', 4.5],
    ['deleted', 'deleted-bg', 4.5],
    ['text', 'comment-bg', 4.5],
    ['border', 'bg', 3],
    ['border', 'raised', 3],
    ['focus', 'bg', 3],
  ]
  it.each(['light', 'dark'] as const)('are readable in %s', (scheme) => {
    expect(PAIRS.filter(([front, back, least]) => contrast(value(scheme, front), value(scheme, back)) < least)).toEqual(
      [],
    )
  })

  it('say the same of dark by device and by hand', () => {
    const [byDevice, byHand] = parts.dark.split("[data-theme='dark']")
    const tokens = (text: string): string[] => [...text.matchAll(/--[\w-]+: #[0-9a-f]+/g)].map(String)
    expect(tokens(byDevice!).length).toBeGreaterThan(15)
    expect(tokens(byHand!)).toEqual(tokens(byDevice!))
  })
})
