/** Whole blocks that came or went (merge.ts tells the whole). */
import type { Block } from './article.ts'
import { aligned, tokensOf, type Token } from './merge-tokens.ts'
import type { Passage } from './merge-passage.ts'

/** Tokens of the three texts between two that all of them share. */
export interface Region {
  base: Token[]
  main: Token[]
  fork: Token[]
}

/** MG6: ids of blocks that one side removed, words and all, while the other changed them. One whose words went into another block was joined to it. */
export function removedThoughTouched({ base, main, fork }: Passage): string[] {
  const goneBut = (gone: readonly Block[], kept: readonly Block[]): Block[] =>
    base.filter((block) => {
      const isIn = (text: readonly Block[]): Block | undefined => text.find(({ attrs }) => attrs.id === block.attrs.id)
      const other = isIn(kept)
      return !isIn(gone) && other && JSON.stringify(other) !== JSON.stringify(block) && !isJoined(block, base, gone)
    })
  return [...goneBut(main, fork), ...goneBut(fork, main)].map(({ attrs }) => attrs.id)
}

/** Whether most tokens of a block that is gone stand in what is left of its passage. */
function isJoined(block: Block, base: readonly Block[], left: readonly Block[]): boolean {
  const tokens = base.flatMap((one) => tokensOf(one, null).map((token) => ({ token, isOurs: one === block })))
  const pairs = aligned(
    tokens.map(({ token }) => token),
    left.flatMap((one) => tokensOf(one, null)),
  )
  const found = pairs.filter(([i]) => tokens[i]!.isOurs).length
  return found * 2 > tokens.filter(({ isOurs }) => isOurs).length - 1
}

/**
 * Where one side took whole blocks away, what the other put at the end of the block before them is no collision: the region in two, at the first
 * block that has something before it. Null: there is none.
 */
export function cutAtBlock({ base, main, fork }: Region): [Region, Region] | null {
  if (main.length > 0 && fork.length > 0) return null
  const kept = main.length > 0 ? main : fork
  for (const [i, { start, key }] of base.entries()) {
    const k = start === null ? -1 : kept.findIndex((token) => token.key === key)
    if (k < 0 || i + k === 0) continue
    const parts = [
      [base.slice(0, i), kept.slice(0, k)],
      [base.slice(i), kept.slice(k)],
    ] as const
    return parts.map(([was, is]) => ({ base: was, main: kept === main ? is : [], fork: kept === fork ? is : [] })) as [
      Region,
      Region,
    ]
  }
  return null
}

/** New blocks of both in one place, notes behind all others. */
export function notesLast(tokens: readonly Token[]): Token[] {
  const blocks: Token[][] = []
  for (const token of tokens)
    if (token.start) blocks.push([token])
    else blocks.at(-1)!.push(token)
  const isNote = ([first]: Token[]): boolean => first!.start!.kind === 'note'
  return [...blocks.filter((block) => !isNote(block)), ...blocks.filter(isNote)].flat()
}
