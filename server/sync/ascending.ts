/** Lists in ascending order, searched by halving: what comes from outside may be long. */

/** How many of an ascending list are at or before `value`. */
export function countUpTo<T>(list: readonly T[], value: number, of: (one: T) => number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (of(list[middle]!) <= value) low = middle + 1
    else high = middle
  }
  return low
}
