/** What makes the structure of an article sound (rules SD*): pure questions, asked by the editor after every change of its own and by tests. */
import type { ArticleDoc, BlockKind, Inline } from './article.ts'
import { isReadId } from './text.ts'

/** Brackets within brackets: no word stands in more than so many (practice 6.2). */
export const MAX_NESTING = 3

export interface Shape {
  kind: BlockKind
  depth: number
}

/** A fault of structure: which rule, and at which block, counted from 0. */
export interface Unsound {
  rule: string
  index: number
  /** What of it: a bracket's id, an option's. */
  what?: string
}

/**
 * SD2: what the block at `index` has to be so that it hangs on something: an item on a paragraph, (i) on an item, flush text on a list.
 * The block's own shape where nothing is wrong. `shapes`: of all blocks, those before `index` sound.
 */
export function soundShape(shapes: readonly Shape[], index: number): Shape {
  const { kind, depth } = shapes[index]!
  const before = shapes[index - 1]?.kind
  if (kind === 'item') {
    if (before !== 'para' && before !== 'item' && before !== 'tail') return { kind: 'para', depth: 0 }
    return depth === 2 && before !== 'item' ? { kind, depth: 1 } : { kind, depth }
  }
  if (kind === 'tail' && before !== 'item' && before !== 'tail') return { kind: 'para', depth: 0 }
  return { kind, depth }
}

/** SD2: indexes of blocks that hang on nothing, and what each has to be. */
export function unsoundShapes(shapes: readonly Shape[]): Map<number, Shape> {
  const now = [...shapes]
  const found = new Map<number, Shape>()
  now.forEach((shape, i) => {
    const sound = soundShape(now, i)
    if (sound.kind === shape.kind && sound.depth === shape.depth) return
    now[i] = sound
    found.set(i, sound)
  })
  return found
}

interface Place {
  bracket: string
  option: string
}
const keyOf = ({ bracket, option }: Place): string => JSON.stringify([bracket, option])
const placesOf = (inline: Inline): Place[] =>
  (inline.marks ?? []).flatMap((mark) =>
    mark.type === 'br' ? [{ bracket: mark.attrs.id, option: mark.attrs.option }] : [],
  )

/**
 * SD3, SD4: what is wrong with the brackets of one block's content: an option begins with its one head and is one run of words,
 * nothing stands in more than three brackets.
 */
export function bracketFaults(content: readonly Inline[]): { rule: string; what: string }[] {
  const faults: { rule: string; what: string }[] = []
  const heads = new Set<string>()
  const last = new Map<string, number>()
  content.forEach((inline, i) => {
    const places = placesOf(inline)
    if (places.length > MAX_NESTING) faults.push({ rule: 'SD4', what: places[0]!.bracket })
    if (inline.type === 'opt') {
      const { id, br } = inline.attrs
      const head = keyOf({ bracket: br, option: id })
      if (heads.has(head) || !places.some((place) => keyOf(place) === head)) faults.push({ rule: 'SD3', what: id })
      heads.add(head)
      last.set(head, i - 1)
    }
    for (const place of places) {
      const key = keyOf(place)
      if (!heads.has(key) || last.get(key) !== i - 1) faults.push({ rule: 'SD3', what: place.option })
      last.set(key, i)
    }
  })
  return faults
}

/** Brackets that a block's words stand in, and the one around the block. */
export function bracketsOf(content: readonly Inline[]): Set<string> {
  const found = new Set<string>()
  for (const inline of content) {
    for (const { bracket } of placesOf(inline)) found.add(bracket)
    if (inline.type === 'opt') found.add(inline.attrs.br)
  }
  return found
}

/**
 * Everything that is unsound in an article, in order. SD1: one heading, first. SD2: hanging blocks. SD3: options are runs, heads first.
 * SD4: nesting. SD5: every block has an id of its own. SD6: notes come last. SD7: a bracket stands in one block.
 */
export function faultsOf({ content }: ArticleDoc): Unsound[] {
  const faults: Unsound[] = []
  const ids = new Set<string>()
  const homes = new Map<string, number>()
  content.forEach(({ attrs, content: words = [] }, index) => {
    if ((attrs.kind === 'heading') !== (index === 0)) faults.push({ rule: 'SD1', index })
    if (attrs.id === '' || isReadId(attrs.id) || ids.has(attrs.id)) faults.push({ rule: 'SD5', index, what: attrs.id })
    ids.add(attrs.id)
    if (attrs.kind !== 'note' && content[index - 1]?.attrs.kind === 'note') faults.push({ rule: 'SD6', index })
    for (const { rule, what } of bracketFaults(words)) faults.push({ rule, index, what })
    for (const bracket of new Set([...bracketsOf(words), ...(attrs.bracket === null ? [] : [attrs.bracket])])) {
      if (homes.has(bracket)) faults.push({ rule: 'SD7', index, what: bracket })
      homes.set(bracket, index)
    }
  })
  const shapes = content.map(({ attrs }) => attrs)
  for (const index of unsoundShapes(shapes).keys()) faults.push({ rule: 'SD2', index })
  return faults
}
