import { describe, expect, it } from 'vitest'
import { homelessIn, homeOf, type Piece } from '#lib/domain/homeless.ts'

interface Word extends Piece<Word> {
  name: string
  left: Word | null
}

/** A text in one line: `[p1]` a start, `[-p1]` one deleted since, `[--p1]` one that was deleted before, `[!p1]` one written
 * since, `[+p1]` one that returns; words likewise. */
function piecesOf(line: string): Word[] {
  let left: Word | null = null
  return line.split(' ').map((name) => {
    const start = /^\[[-+!]*(\w+)\]$/.exec(name)?.[1] ?? null
    const state = name.includes('-') ? 'gone' : name.includes('+') ? 'returns' : 'stays'
    const word = { name, left, start, state } as Word
    word.item = left = word
    return word
  })
}
const homeless = (line: string): Record<string, string[]> => {
  const isHere = ({ start, name }: Word): boolean => start !== null && !/--|!/.test(name)
  const found = homelessIn(piecesOf(line), (word) => homeOf(word, isHere))
  return Object.fromEntries([...found].map(([id, words]) => [id, words.map(({ name }) => name)]))
}

describe('words that taking back would put into a foreign block', () => {
  it.each([
    ['of a block that stands: none', '[p1] a [p2] b +c', {}],
    ['of blocks that are gone', '[p1] a [-p2] -b +c [-p3] -d +e', { p2: ['+c'], p3: ['+e'] }],
    ['of a block that returns with them: none', '[p1] a [+p2] +b', {}],
    ['of a block that was joined to the one before: none', '[p1] a [-p2] b +c', {}],
    ['of a block that had taken in another: its own', '[p1] a [-p2] -b [--p3] +c', { p2: ['+c'] }],
    ['of a block that returns with what it had taken in: none', '[p1] a [+p2] +b [--p3] +c', {}],
    ['of a block that had taken in another and was joined: none', '[p1] a [-p2] -b [--p3] c +d', {}],
    ['of a block beside one that was joined: its own', '[p1] a [-p2] +b [-p3] c', { p2: ['+b'] }],
    ['of a block whose second half stands: none', '[p1] a [-p2] -b [!p3] c +d', {}],
    ['of a block that was brought back: none', '[p1] a [p2] [-p2] b -b +c', {}],
    ['of a block that moved away and came back: its own', '[p1] a [p2] b [-p2] -b +c', { p2: ['+c'] }],
  ])('TX38, PT7: %s', (_name, line, expected) => {
    expect(homeless(line)).toEqual(expected)
  })
})
