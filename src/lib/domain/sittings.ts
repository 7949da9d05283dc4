/** The entries of a journal gathered into sittings, as people remember their work (rule HI5). */
import type { Author } from './authored.ts'
import type { Hat } from './hat.ts'

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
  /** One entry of each person who wrote in it, in each of their capacities, in the order of their first. */
  by: E[]
}

/** HI5: `entries` in order; the first text of an article is a sitting of its own. */
export function sittingsOf<E extends { seq: number; at: string; authorId: string | null; hat?: Hat | null }>(
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
      if (!last.by.some(({ authorId, hat }) => authorId === entry.authorId && hat === entry.hat)) last.by.push(entry)
    }
  }
  return sittings
}

const isSameAuthor = (a: Author, b: Author): boolean =>
  a.authorId === b.authorId && a.partyId === b.partyId && a.hat === b.hat

/** An act on a text and the entries of its journal that it wrote: after `from`, until `to`. */
export interface Written<A> {
  from: number
  to: number
  act: A
}
/** Entries in a row: those of an act, or what one person wrote. */
export interface Stretch<E, A> {
  from: number
  to: number
  begun: string
  ended: string
  /** The first entry of it. */
  by: E
  act: A | null
}

/** CH1, CH2: every entry is in one stretch, none in two; of two acts on an entry the first counts. What others wrote between ends what somebody writes. */
export function stretchesOf<E extends Author & { seq: number; at: string }, A>(
  entries: readonly E[],
  acts: readonly Written<A>[],
): Stretch<E, A>[] {
  const claimed = new Map<number, Written<A>>()
  for (const act of acts)
    for (let seq = act.from + 1; seq <= act.to; seq++) if (!claimed.has(seq)) claimed.set(seq, act)
  const rows: { act: Written<A> | undefined; entries: E[] }[] = []
  for (const entry of entries) {
    const act = claimed.get(entry.seq)
    const last = rows.at(-1)
    const before = last?.entries.at(-1)
    const isSame = act
      ? last?.act === act
      : last?.act === undefined && before !== undefined && isSameAuthor(before, entry)
    if (last && isSame) last.entries.push(entry)
    else rows.push({ act, entries: [entry] })
  }
  return rows.flatMap(({ act, entries: own }) =>
    act
      ? [stretch(own, act.act)]
      : sittingsOf(own).map(({ from, to }) =>
          stretch<E, A>(
            own.filter(({ seq }) => seq >= from && seq <= to),
            null,
          ),
        ),
  )
}

function stretch<E extends { seq: number; at: string }, A>(entries: readonly E[], act: A | null): Stretch<E, A> {
  const [by, last] = [entries[0]!, entries.at(-1)!]
  return { from: by.seq - 1, to: last.seq, begun: by.at, ended: last.at, by, act }
}
