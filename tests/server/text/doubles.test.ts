import { describe, expect, it } from 'vitest'
import { deltaFromDoc, docFromDelta, type DeltaInsert } from '#lib/domain/text.ts'
import { documentFrom, readText } from '#server/text/read.ts'
import { mergeDoubles, MOST_AT_ONCE } from '#server/text/doubles.ts'
import { firstUpdate } from '#server/text/write.ts'

const block = (id: string, words: string): DeltaInsert[] => [
  { insert: { b: id } },
  ...(words ? [{ insert: words }] : []),
]
const merged = (...blocks: [string, string][]): [number, string[]] => {
  // Written as they stand: the codec would tell the doubles apart.
  const doc = docFromDelta(blocks.flatMap(([id, words]) => block(id, words)))
  const ydoc = documentFrom([firstUpdate(doc, 7)])
  let n = 0
  const count = mergeDoubles(ydoc, () => `new${++n}`, 'server')
  return [
    count,
    readText(ydoc).content.map(
      (b) => `${b.attrs.id}: ${b.content?.map((c) => (c.type === 'text' ? c.text : '')).join('') ?? ''}`,
    ),
  ]
}

describe('doubled blocks', () => {
  it('TX23: a text with thousands of them holds nobody up: so many are merged at once, the others stand', () => {
    const copies = Array.from({ length: MOST_AT_ONCE + 5 }, (): [string, string] => ['p', 'one two'])
    const [count, blocks] = merged(...copies)
    expect(count).toBe(MOST_AT_ONCE)
    expect(blocks).toHaveLength(5)
  })
  it('TX23: equal copies become one, at the place of the first', () => {
    expect(merged(['h', 'Title'], ['p', 'one two'], ['q', 'three'], ['p', 'one two'])).toEqual([
      1,
      ['h: Title', 'p: one two', 'q: three'],
    ])
  })
  it('TX23: what either copy has more is in the one that stays', () => {
    expect(merged(['p', 'one A two three'], ['q', ''], ['p', 'one two B three'])).toEqual([
      1,
      ['p: one A two B three', 'q: '],
    ])
  })
  it('TX23: blocks that share an id and not their words are two; three copies are merged too', () => {
    expect(merged(['p', 'one two three'], ['p', 'four five six'])).toEqual([
      1,
      ['p: one two three', 'new1: four five six'],
    ])
    expect(merged(['p', 'one two'], ['p', 'one two'], ['p', 'one two'])).toEqual([2, ['p: one two']])
  })
  it('TX23: a text without doubles is not touched', () => {
    expect(merged(['h', 'Title'], ['p', 'one two'])).toEqual([0, ['h: Title', 'p: one two']])
    expect(deltaFromDoc(docFromDelta(block('p', 'x')))).toEqual(block('p', 'x'))
  })
})
