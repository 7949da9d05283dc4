/** What may be compared, as addresses name it (rule CM12): a version by number or id, the working text now, or as it was at an instant. */

export type Point =
  | { kind: 'version'; number: number }
  | { kind: 'version-id'; id: string }
  /** The working text; `at` null: as it is now, else RFC 3339 UTC. */
  | { kind: 'working'; at: string | null }

/** `3` or `v3` · `now` · `2026-11-21T10:00:00Z` · anything else that may be an id; null: nothing of this. */
export function readPoint(text: string): Point | null {
  if (text === 'now') return { kind: 'working', at: null }
  const number = /^v?([1-9][0-9]{0,5})$/.exec(text)
  if (number) return { kind: 'version', number: Number(number[1]) }
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text)) {
    const at = new Date(text)
    return Number.isNaN(at.getTime()) ? null : { kind: 'working', at: at.toISOString() }
  }
  return /^[\w-]{6,64}$/.test(text) ? { kind: 'version-id', id: text } : null
}

export const writePoint = (point: Point): string => {
  if (point.kind === 'version') return String(point.number)
  return point.kind === 'version-id' ? point.id : (point.at ?? 'now')
}
