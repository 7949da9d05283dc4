/**
 * Words that taking back a deletion would put into a foreign block (rules TX38, PT7). Yjs brings deleted words back to the place where they stood;
 * once their block was removed or moved meanwhile, that is the end of the block before.
 */

/** One piece of a text in its order, deleted ones included. */
export interface Piece<T> {
  /** The id that a block's start was written with; null: words or an embed among them. */
  start: string | null
  /** What becomes of it: `returns` is what is taken back, `gone` what is deleted and stays so. */
  state: 'stays' | 'gone' | 'returns'
  item: T
}

/** The start of the block in which a piece stood. `isHere`: whether a piece is the start of a block at that time. */
export function homeOf<T extends { left: T | null }>(item: T, isHere: (item: T) => boolean): T | null {
  for (let at = item.left; at !== null; at = at.left) if (isHere(at)) return at
  return null
}

interface Home<T> {
  id: string
  isGone: boolean
  /** Whether words live that stood in it: it was joined to the block before. */
  isJoined: boolean
  /** How many blocks began, and how many words stood, up to it. */
  blocks: number
  words: number
  returning: T[]
}

/**
 * What would return to a foreign block, by the id of its own. `home`: the start of the block in which it stood when it was deleted. Words of a
 * block that was joined or split since return to where the words beside them are now.
 */
export function homelessIn<T>(pieces: Iterable<Piece<T>>, home: (item: T) => T | null): Map<string, T[]> {
  const homes = new Map<T, Home<T>>()
  let [blocks, words] = [0, 0]
  let last: Home<T> | null = null
  /** The block in which everything is read here, and how many words stood up to it. */
  let block: { id: string; words: number } | null = null
  for (const { start, state, item } of pieces) {
    if (start !== null) {
      // a start that somebody brought back stands just before the one that was deleted
      const isGone = state === 'gone' && !(block?.id === start && block.words === words)
      if (state !== 'gone') {
        blocks++
        block = { id: start, words }
      }
      last = { id: start, isGone, isJoined: false, blocks, words, returning: [] }
      homes.set(item, last)
    } else if (state === 'stays') {
      words++
      if (last) last.isJoined = true
    } else if (state === 'returns') {
      const start = home(item)
      const own = start && homes.get(start)
      if (!own?.isGone || own.blocks !== blocks) continue
      own.returning.push(item)
      own.isJoined ||= words > own.words
    }
  }
  const homeless = new Map<string, T[]>()
  for (const { id, isJoined, returning } of homes.values())
    if (!isJoined && returning.length > 0) homeless.set(id, [...(homeless.get(id) ?? []), ...returning])
  return homeless
}
