/**
 * Two people who move one block at once double it: both copies carry its id (rule TX23). The copies are merged word by word,
 * so that what either of them typed since stays; blocks that only share an id by accident become two.
 */
import { changeOfWords, commonPlaces, compact, type DeltaChange } from './change.ts'
import { bareId, isBlockStart, type DeltaInsert } from './text.ts'

export interface Double {
  /** Which starts of the text, counted from 0: the copy that stays and the one that goes. */
  keep: number
  drop: number
}

interface Part {
  id: string
  y: number
  length: number
  words: DeltaInsert[]
}

function partsOf(delta: readonly DeltaInsert[]): Part[] {
  const parts: Part[] = []
  let y = 0
  for (const op of delta) {
    const length = typeof op.insert === 'string' ? op.insert.length : 1
    if (isBlockStart(op.insert)) {
      const written = op.attributes?.['b.id']
      parts.push({ id: bareId(typeof written === 'string' ? written : op.insert.b), y, length: 1, words: [] })
    } else if (parts.length > 0) {
      parts.at(-1)!.words.push(op)
      parts.at(-1)!.length += length
    }
    y += length
  }
  return parts
}

/** Every second block of an id, with the first one. */
export function doublesIn(delta: readonly DeltaInsert[]): Double[] {
  const first = new Map<string, number>()
  return partsOf(delta).flatMap(({ id }, i) => {
    if (id === '') return []
    const keep = first.get(id)
    if (keep === undefined) first.set(id, i)
    return keep === undefined ? [] : [{ keep, drop: i }]
  })
}

const wordsOf = (part: Part): string[] =>
  part.words.flatMap(({ insert }) =>
    typeof insert === 'string' ? (insert.match(/\S+/g) ?? []) : [JSON.stringify(insert)],
  )

/**
 * What makes one block of a double: the words that only the second copy has come into the first one, then the second goes.
 * Copies that share less than half of their words are two blocks: the second gets the id `freshId`.
 */
export function mergeOfDouble(delta: readonly DeltaInsert[], double: Double, freshId: string): DeltaChange[] {
  const parts = partsOf(delta)
  const keep = parts[double.keep]!
  const drop = parts[double.drop]!
  const [a, b] = [wordsOf(keep), wordsOf(drop)]
  if (commonPlaces(a, b).length * 2 < Math.min(a.length, b.length))
    return [{ retain: drop.y }, { retain: 1, attributes: { 'b.id': freshId } }]
  // Towards the second copy without its deletions and formats: insertions alone.
  const inserts = changeOfWords(keep.words, drop.words).map((op): DeltaChange => {
    if ('delete' in op) return { retain: op.delete }
    return 'retain' in op ? { retain: op.retain } : op
  })
  const used = inserts.reduce((sum, op) => sum + ('retain' in op ? op.retain : 0), 0)
  return compact([{ retain: keep.y + 1 }, ...inserts, { retain: drop.y - keep.y - 1 - used }, { delete: drop.length }])
}
