/** Words that people send beside the texts: titles, reasons, notes, statements, comments. */
import { wordsWithoutTurns } from './hidden-direction.ts'

/** C0 and C1 controls but tab and line feed. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/g

/** As they are kept: NFC, well formed, line ends as line feeds, controls and what turns the direction of words (practice 10.5) removed, trimmed. */
export const keptWords = (words: string): string =>
  wordsWithoutTurns(words.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROLS, '')).normalize('NFC').trim()
