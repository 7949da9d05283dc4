/**
 * What the style sheet in a clipboard says of classes (rule PA26): Word puts the emphasis of styles of one's own there alone, and says there
 * too which of them are headings or hidden. Read as text, for a parsed document that is not shown has no sheets.
 */

/** What of a sheet means something to an article. Bold and italic of headings go with the headings. */
const MEANING =
  /^(font-weight|font-style|text-decoration|display|visibility|mso-hide|mso-outline-level|margin|margin-left|margin-right):/
const RULE = /([^{}]*)\{([^{}]*)\}/g
const SELECTOR = /^([a-z][a-z0-9]*)?\.([\w-]+)$/i

/** Gives, for an element, the declarations that its classes have in the page's sheets, as `name:value;name:value` in small letters; or ''. */
export function sheetOf(page: Document): (element: Element) => string {
  const found = new Map<string, string>()
  for (const { textContent } of page.querySelectorAll('style')) {
    const text = (textContent ?? '').replace(/\/\*[^]*?\*\/|<!--|-->/g, '')
    for (const [, selectors = '', body = ''] of text.matchAll(RULE)) {
      const declarations = body
        .toLowerCase()
        .split(';')
        .map((declaration) => declaration.trim().replace(/\s*:\s*/, ':'))
        .filter((declaration) => MEANING.test(declaration))
      if (declarations.length === 0) continue
      for (const selector of selectors.split(',')) {
        const [, name = '', className] = SELECTOR.exec(selector.trim()) ?? []
        if (className === undefined) continue
        const key = `${name.toLowerCase()}.${className}`
        found.set(key, [found.get(key) ?? '', ...declarations].filter(Boolean).join(';'))
      }
    }
  }
  if (found.size === 0) return () => ''
  return (element) =>
    [...element.classList]
      .flatMap((name) => [found.get(`${element.localName.toLowerCase()}.${name}`), found.get(`.${name}`)])
      .filter((style) => style !== undefined)
      .join(';')
}
