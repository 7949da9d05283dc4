/** Pages of lists: limits, and pages cut from a list already in memory. */
import type { Page, PageRequest } from '../../src/lib/domain/contract.ts'
import { refuse, type Refused } from '../../src/lib/domain/result.ts'

const PAGE_LIMIT = { usual: 100, most: 500 } as const

/** How many items a page holds: 100 unless asked, at most 500. */
export const limitOf = (page: PageRequest | undefined): number =>
  Math.min(Math.max(1, Math.trunc(page?.limit ?? PAGE_LIMIT.usual)), PAGE_LIMIT.most)

export const badCursor = (): Refused =>
  refuse('invalid', { errors: [{ path: 'cursor', message: 'is not the `next` of an earlier page' }] })

/** Cuts one row more than asked for down to a page; `next` only where more follows. */
export const pageOf = <Row>(rows: Row[], limit: number, cursorOf: (last: Row) => string): Page<Row> => ({
  items: rows.slice(0, limit),
  next: rows.length > limit ? cursorOf(rows[limit - 1]!) : null,
})

/** The part of a whole list behind the item that the cursor names by its id; null when no item has it. */
export function behind<Item extends { id: string }>(items: Item[], cursor: string | undefined): Item[] | null {
  if (cursor === undefined) return items
  const at = items.findIndex(({ id }) => id === cursor)
  return at === -1 ? null : items.slice(at + 1)
}
