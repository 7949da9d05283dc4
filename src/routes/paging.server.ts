/** Long lists a page at a time, by the address alone: `?page=2`, everything else in the address kept. */

export interface Paged<T> {
  items: T[]
  /** Of all of them, from 1; `from` 0: there is none. */
  from: number
  to: number
  total: number
  /** Addresses (`?q=x&page=1`), null where there is no such page. */
  previous: string | null
  next: string | null
}

const SIZE = 50

/** The page that `url` asks for; of what is no page, the nearest that is one. */
export function paged<T>(all: readonly T[], url: URL, size = SIZE): Paged<T> {
  const last = Math.max(1, Math.ceil(all.length / size))
  const asked = url.searchParams.get('page') ?? ''
  const page = /^[0-9]{1,6}$/.test(asked) ? Math.min(Math.max(Number(asked), 1), last) : 1
  const items = all.slice((page - 1) * size, page * size)
  const addressOf = (n: number): string | null => {
    if (n < 1 || n > last) return null
    const query = new URLSearchParams(url.searchParams)
    if (n === 1) query.delete('page')
    else query.set('page', String(n))
    return `?${query.toString()}`
  }
  return {
    items,
    from: items.length === 0 ? 0 : (page - 1) * size + 1,
    to: (page - 1) * size + items.length,
    total: all.length,
    previous: addressOf(page - 1),
    next: addressOf(page + 1),
  }
}
