/**
 * Rows of two texts side by side: each paragraph of one id stands in one row. ProseMirror owns its elements, so that their rows are said by
 * rules of a sheet of their own, by block id, and never written on them.
 */

/** The order of rows: the first text's blocks, and those that only the second has behind the one they follow there. */
export function rowsOf(first: readonly string[], second: readonly string[]): string[] {
  const rows = [...first]
  second.forEach((id, i) => {
    if (rows.includes(id)) return
    const before = i === 0 ? -1 : rows.indexOf(second[i - 1]!)
    rows.splice(before + 1, 0, id)
  })
  return rows
}

/** A style sheet that is in force until it is taken off; made anew by `write`. */
export class Sheet {
  readonly #sheet = new CSSStyleSheet()
  constructor() {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet]
  }
  write(css: string): void {
    this.#sheet.replaceSync(css)
  }
  takeOff(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet)
  }
}

/** Rules for the rows of a pair: two rows for each paragraph where the texts stand side by side, three where they stand below each other. */
export const rowRules = (pair: string, rows: readonly string[]): string =>
  [
    `${pair} { --rows-wide: ${rows.length * 2}; --rows-narrow: ${rows.length * 3} }`,
    ...rows.map((id, i) => `${pair} [data-id="${CSS.escape(id)}"] { --row: ${i + 1} }`),
  ].join('\n')
