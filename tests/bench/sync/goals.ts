/** What is to be reached, beside what was. */

export interface Goal {
  /** What was asked for, in words. */
  says: string
  /** What was measured; NaN: nothing was, so that nothing is shown. */
  value: number
  limit: number
  kind: 'at most' | 'at least'
}

/** `value` must not be above `limit`. */
export const atMost = (limit: number, value: number, says: string): Goal => ({ says, value, limit, kind: 'at most' })
/** `value` must not be below `limit`. */
export const atLeast = (limit: number, value: number, says: string): Goal => ({ says, value, limit, kind: 'at least' })

/** Null: not measured. */
export function isMet({ value, limit, kind }: Goal): boolean | null {
  if (Number.isNaN(value)) return null
  return kind === 'at most' ? value <= limit : value >= limit
}

/** Three digits, as many as are worth reading; whole numbers as they are. */
export function digits(value: number): string {
  if (Number.isNaN(value)) return '-'
  const size = Math.abs(value)
  if (Number.isInteger(value) || size >= 100) return Math.round(value).toLocaleString('en')
  return size >= 1 ? value.toFixed(size >= 10 ? 1 : 2) : value.toPrecision(2)
}

/** A goal with its verdict: `met: 0.52`, `not met: 0.83, which is 0.13 (19 %) too much`. */
export function verdict(goal: Goal): string {
  const { value, limit, kind } = goal
  const met = isMet(goal)
  if (met === null) return 'not measured in this run'
  if (met) return `met: ${digits(value)}`
  const gap = Math.abs(value - limit)
  const share = limit === 0 ? '' : ` (${digits((gap / limit) * 100)} %)`
  return `**not met**: ${digits(value)}, which is ${digits(gap)}${share} too ${kind === 'at most' ? 'much' : 'little'}`
}
