/** What the rows of a backup are, whatever their order: two databases sort text as they please. */
import { createHash } from 'node:crypto'
import { encodeRow, readRows, type Row } from './backup-format.ts'

export interface TableHash {
  rows: number
  /** The sum of the SHA-256 of every row, modulo 2 to the 256. */
  hash: string
}

const RING = 1n << 256n

const hashOf = (row: Row): bigint => {
  const line = encodeRow(row, Object.keys(row).sort())
  return BigInt(`0x${createHash('sha256').update(line).digest('hex')}`)
}

/** Of a verified file, by table; a table without rows is left out. */
export async function tableHashes(file: string): Promise<Record<string, TableHash>> {
  const sums = new Map<string, { rows: number; sum: bigint }>()
  for await (const { table, rows } of readRows(file)) {
    const { rows: count, sum } = sums.get(table) ?? { rows: 0, sum: 0n }
    sums.set(table, { rows: count + rows.length, sum: rows.reduce((all, row) => (all + hashOf(row)) % RING, sum) })
  }
  return Object.fromEntries(
    [...sums].map(([table, { rows, sum }]) => [table, { rows, hash: sum.toString(16).padStart(64, '0') }]),
  )
}
