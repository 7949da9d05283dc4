/**
 * Tables as CSV (RFC 4180) that a spreadsheet opens as data and nothing else: a cell that would be read as a formula
 * is preceded by an apostrophe (OWASP, "CSV injection"). Every cell is quoted; lines end with CR LF; the mark at the
 * beginning lets spreadsheets know that this is UTF-8.
 */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  '\uFEFF' + rows.map((row) => row.map(cell).join(',') + '\r\n').join('')

const cell = (text: string): string =>
  `"${(/^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
