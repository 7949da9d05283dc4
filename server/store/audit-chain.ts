/** What a hash of the record covers, and where a chain stops holding (rules AU2-AU4). Pure but for SHA-256. */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { AuditRow, AuditVerdict } from '../../src/lib/domain/contract.ts'

/** Hash of nothing: what the first row carries as `prevHash`. */
const GENESIS = '0'.repeat(64)

export type Chained = AuditRow

/** AU2: SHA-256 of the RFC 8785 JSON of the row without `hash`, in lower-case hexadecimal. */
export const hashRow = (row: Omit<AuditRow, 'hash'>): string => {
  const { seq, at, actor, act, subject, data, prevHash } = row
  const text = canonicalize({ seq, at, actor, act, subject, data, prevHash })
  if (text === undefined) throw new TypeError('a row of the record must be JSON')
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

export const chainOf = (row: Omit<AuditRow, 'hash'>): Chained => ({ ...row, hash: hashRow(row) })

/** Follows a chain row by row, so that a record of any length is checked in little memory. */
export interface ChainCheck {
  /** The next stored row; `row` null when its content cannot be read. Answers whether the chain holds so far. */
  next(stored: { seq: number; row: AuditRow | null }): boolean
  /** AU4: at the end, the chain must reach exactly the head that was kept beside it. */
  end(head: { seq: number; hash: string } | undefined): AuditVerdict
}

export function checkChain(): ChainCheck {
  let length = 0
  let hash = GENESIS
  let brokenAt: number | null = null
  return {
    next({ seq, row }) {
      if (brokenAt !== null) return false
      const expected = length + 1
      // AU3: numbers without gaps, each row's hash its own, each `prevHash` the one before
      if (seq !== expected || row === null || row.prevHash !== hash || hashRow(row) !== row.hash) {
        brokenAt = Math.min(seq, expected)
        return false
      }
      length = expected
      hash = row.hash
      return true
    },
    end(head) {
      if (brokenAt === null && (head === undefined || head.seq !== length || head.hash !== hash))
        // rows cut off at the end, rows added behind the head, or the head itself changed
        brokenAt =
          head === undefined || head.seq > length ? length + 1 : head.seq < length ? head.seq + 1 : Math.max(1, length)
      return { ok: brokenAt === null, length, head: hash, brokenAt }
    },
  }
}
