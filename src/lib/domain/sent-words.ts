/** Words that people send beside the texts: titles, reasons, notes, statements, comments. */

/** C0 and C1 controls but tab and line feed, and the embeddings, overrides and isolates that disguise text (practice 10.5). */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/g

/** As they are kept: NFC, well formed, line ends as line feeds, controls removed, trimmed. */
export const keptWords = (words: string): string =>
  words.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROLS, '').normalize('NFC').trim()
