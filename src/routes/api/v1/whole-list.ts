/** Lists that a verb gives whole, a page at a time in the manner of all lists: a cursor names the last item, not a place. */
import type { Page, PageRequest } from '../../../lib/domain/contract.ts'
import { ok, refuse, type Result } from '../../../lib/domain/result.ts'

const USUAL = 100

/** `keyOf`: what tells an item from every other of its list. Refuses with `invalid` where the cursor names none of them. */
export function aPageOf<Item>(
  whole: Result<Page<Item>>,
  { limit = USUAL, cursor }: PageRequest,
  keyOf: (item: Item) => string,
): Result<Page<Item>> {
  if (!whole.ok) return whole
  const { items } = whole.value
  const cursorOf = (item: Item): string => Buffer.from(keyOf(item), 'utf8').toString('base64url')
  const from = cursor === undefined ? 0 : items.findIndex((item) => cursorOf(item) === cursor) + 1
  if (cursor !== undefined && from === 0)
    return refuse('invalid', { errors: [{ path: 'cursor', message: 'is not the `next` of an earlier page' }] })
  const page = items.slice(from, from + limit)
  return ok({ items: page, next: from + limit < items.length ? cursorOf(page.at(-1)!) : null })
}

export const byId = ({ id }: { id: string }): string => id

/** Somebody, or a delegation, is assigned once to an article as one thing in one language. */
export const byAssignment = (one: {
  articleId: string
  kind: string
  lang: string
  person: { id: string } | null
  party: { code: string } | null
}): string => JSON.stringify([one.articleId, one.kind, one.lang, one.person?.id ?? null, one.party?.code ?? null])
