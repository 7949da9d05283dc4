/** One JSON line per event on standard output; no passwords, tokens or personal text (rule OP3). */
import { pino, type Logger } from 'pino'
import type { Config } from './config.ts'
import { withoutWords } from './operation/without-words.ts'

export type Log = Logger

/** `to`: a test's own destination. */
export const makeLog = (config: Pick<Config, 'logLevel'>, to?: { write(line: string): void }): Log =>
  pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (thrown: unknown) => withoutWords(thrown) },
      redact: ['password', 'token', 'cookie', 'authorization', '*.password', '*.token', '*.cookie', '*.authorization'],
    },
    ...(to === undefined ? [] : [to]),
  )
