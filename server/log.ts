/** One JSON line per event on standard output; no passwords, tokens or personal text (pino's redaction). */
import { pino, type Logger } from 'pino'
import type { Config } from './config.ts'

export type Log = Logger

export const makeLog = (config: Pick<Config, 'logLevel'>): Log =>
  pino({
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['password', 'token', 'cookie', 'authorization', '*.password', '*.token', '*.cookie', '*.authorization'],
  })
