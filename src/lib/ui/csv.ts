/**
 * Tables as CSV (RFC 4180) that a spreadsheet opens as data and nothing else: a cell that would be read as a formula
 * is preceded by an apostrophe (OWASP, "CSV injection"). Every cell is quoted; lines end with CR LF; the mark at the
 * beginning lets spreadsheets know that this is UTF-8.
 */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  '\uFEFF' + rows.map((row) => row.map(cell).join(',') + '\r\n').join('')

// eslint-disable-next-line no-control-regex -- control characters before a formula hide it from people, not from a spreadsheet
const STARTS_FORMULA = /^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/
const cell = (text: string): string => `"${(STARTS_FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
