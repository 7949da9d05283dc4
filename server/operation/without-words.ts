/**
 * What of an error may stand in a log (rule OP3): its kind, its code, where it happened, and what it says without what it quotes. Drivers and
 * parsers quote what they were given: addresses, names, the words of a text.
 */

export interface LoggedError {
  type: string
  code?: string
  message: string
  /** Where, without the message. */
  stack: string[]
  cause?: LoggedError
}

const LONGEST = 300
const DEEPEST = 5
/** Pairs of quotation marks; between straight ones, what a message quotes may hold others. */
const QUOTED = /"[^"]*"?|'[^']*'?|`[^`]*`?|“[^”]*”?|«[^»]*»?|‘[^’]*’?/gu
const ADDRESS = /[^\s<>()]+@[^\s<>()]+/gu
/** PostgreSQL: Key (email)=(ada@example.org) already exists. */
const VALUES = /\)=\(.*\)/gu

const struck = (text: string): string =>
  text.replace(VALUES, ')=(…)').replace(QUOTED, '…').replace(ADDRESS, '…').slice(0, LONGEST)

/** Anything that was thrown, as the log has it. */
export function withoutWords(thrown: unknown, depth = 0): LoggedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: '', stack: [] }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? { code: thrown.code } : {}
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: thrown.name,
    ...code,
    message: struck(thrown.message),
    stack: frames.map((line) => line.trim()),
    ...(thrown.cause === undefined || depth === DEEPEST ? {} : { cause: withoutWords(thrown.cause, depth + 1) }),
  }
}
