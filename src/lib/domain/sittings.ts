/** The entries of a journal gathered into sittings, as people remember their work (rule HI5). */

/** A new sitting begins after a pause of five minutes, and where one would last longer than half an hour. */
const PAUSE_MS = 5 * 60_000
const LONGEST_MS = 30 * 60_000

export interface Sitting<E> {
  /** Sequences of its first and its last entry. */
  from: number
  to: number
  /** Instants of the two, RFC 3339 UTC. */
  begun: string
  ended: string
  /** One entry of each person who wrote in it, in the order of their first. */
  by: E[]
}

/** HI5: `entries` in order; the first text of an article is a sitting of its own. */
export function sittingsOf<E extends { seq: number; at: string; authorId: string | null }>(
  entries: readonly E[],
): Sitting<E>[] {
  const sittings: Sitting<E>[] = []
  for (const entry of entries) {
    const last = sittings.at(-1)
    const at = Date.parse(entry.at)
    const goesOn =
      last !== undefined &&
      last.to > 1 &&
      at - Date.parse(last.ended) < PAUSE_MS &&
      at - Date.parse(last.begun) < LONGEST_MS
    if (!goesOn) sittings.push({ from: entry.seq, to: entry.seq, begun: entry.at, ended: entry.at, by: [entry] })
    else {
      last.to = entry.seq
      last.ended = entry.at
      if (!last.by.some(({ authorId }) => authorId === entry.authorId)) last.by.push(entry)
    }
  }
  return sittings
}
