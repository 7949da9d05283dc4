/** How values of PostgreSQL arrive, so that both databases give the same: numbers as numbers, bytes as plain `Uint8Array`. */
import pg from 'pg'

const INT8 = 20
const NUMERIC = 1700
const BYTEA = 17

function safeNumber(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && !Number.isSafeInteger(number))
    throw new RangeError(`${text} is beyond what a number holds exactly.`)
  return number
}

const defaultBytes = pg.types.getTypeParser(BYTEA, 'text') as (text: string) => Uint8Array

export const postgresTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8 || oid === NUMERIC) return safeNumber
    if (oid === BYTEA) return (text: string) => Uint8Array.from(defaultBytes(text))
    return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}
