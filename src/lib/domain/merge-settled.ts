/** What people decide about words that a merge holds (rule MG14): the article's, the proposal's, or both. Pure. */
import type { ArticleDoc, Block } from './article.ts'
import { sizeOfContent } from './brackets.ts'
import { HEAD, merge3, newFaults, passagesOf, type Held } from './merge.ts'
import { carriedBetween, changeOf } from './merge-carried.ts'
import { mergedPassage, type Passage } from './merge-passage.ts'
import type { Origin } from './merge-tokens.ts'
import { differences } from './structure.ts'

export const TAKES = ['article', 'proposal', 'both'] as const
/** Whose words stand from now on, where both changed the same. */
export type Take = (typeof TAKES)[number]

/** The two texts after it. A merge with the same main does not hold this any more. */
export interface Taken {
  base: ArticleDoc
  fork: ArticleDoc
  /** Block of `fork` -> for each unit of its content where it comes from; blocks that are not here are the fork's own. */
  origins: ReadonlyMap<string, readonly (Origin | null)[]>
}

type Texts = Record<'base' | 'main' | 'fork', ArticleDoc>

/**
 * MG14: `held` is what `merge3` of these texts holds. Null: these words cannot stand beside one another (a block begins among them, one side
 * removed what the other changed, an attribute, the order), or the text would not be sound.
 */
export function takeHeld(base: ArticleDoc, main: ArticleDoc, fork: ArticleDoc, held: Held, take: Take): Taken | null {
  const texts = { base, main, fork }
  const isSound = (taken: Taken): boolean =>
    !isHeldStill(taken, main, held) && newFaults(taken.fork, [base, main, fork]).length === 0
  if (held.kind === 'order') return withOrder(texts, take)
  const taken = withPassages(texts, held, take)
  if (taken === null || isSound(taken)) return taken
  // what is unsound together may be so by the order of blocks
  const ordered = withOrder({ ...taken, main }, take)
  const both = ordered && { ...ordered, origins: taken.origins }
  return both && isSound(both) ? both : null
}

const isHeldStill = ({ base, fork }: Taken, main: ArticleDoc, { kind, blocks }: Held): boolean =>
  merge3(base, main, fork).held.some((one) => one.kind === kind && one.blocks.some((id) => blocks.includes(id)))

const ordered = (passages: ReadonlyMap<string, Passage>, { content }: ArticleDoc): string[] => [
  HEAD,
  ...content.map(({ attrs }) => attrs.id).filter((id) => passages.has(id)),
]

/** Blocks that all three texts have, in main's order in one of the others. */
function withOrder(texts: Texts, take: Take): Taken | null {
  if (take === 'both') return null
  const passages = passagesOf(texts)
  const inOrder = (side: 'base' | 'fork'): ArticleDoc => ({
    type: 'doc',
    content: ordered(passages, texts.main).flatMap((leader) => passages.get(leader)![side]),
  })
  return {
    base: take === 'proposal' ? inOrder('base') : texts.base,
    fork: take === 'article' ? inOrder('fork') : texts.fork,
    origins: new Map(),
  }
}

/** Passages in which it stands: as main has them, in what the fork is based on, and, but for the proposal's own words, in the fork too. */
function withPassages(texts: Texts, held: Held, take: Take): Taken | null {
  const passages = passagesOf(texts)
  const ids = new Set(held.blocks)
  const isIn = (blocks: readonly Block[]): boolean => blocks.some(({ attrs }) => ids.has(attrs.id))
  const meant = [...passages].filter(([, { base, main, fork }]) => isIn(base) || isIn(main) || isIn(fork))
  // side by side, words that somebody carried to another paragraph would stand in both
  if (take === 'both' && (isCarried(meant, 'main') || isCarried(meant, 'fork'))) return null
  const origins = new Map<string, (Origin | null)[]>()
  const instead = new Map<string, readonly Block[]>()
  for (const [leader, passage] of meant) {
    const both = take === 'both' ? mergedPassage(passage, 'beside') : null
    if (Array.isArray(both)) return null
    if (take === 'proposal') continue
    instead.set(leader, both?.blocks ?? passage.main)
    for (const block of passage.main) origins.set(block.attrs.id, ownUnits(block))
    for (const [id, units] of both?.origins ?? []) origins.set(id, units)
  }
  const leaders = new Set(meant.map(([leader]) => leader))
  const composed = (side: 'base' | 'fork', put: (leader: string) => readonly Block[]): ArticleDoc => ({
    type: 'doc',
    content: ordered(passages, texts[side]).flatMap((leader) =>
      leaders.has(leader) ? put(leader) : passages.get(leader)![side],
    ),
  })
  return {
    base: composed('base', (leader) => passages.get(leader)!.main),
    fork: composed('fork', (leader) => instead.get(leader) ?? passages.get(leader)!.fork),
    origins,
  }
}

const isCarried = (passages: readonly (readonly [string, Passage])[], side: 'main' | 'fork'): boolean => {
  const changes = passages.map(([leader, passage]) => [leader, changeOf(passage.base, passage[side])] as const)
  return [...carriedBetween(new Map(changes)).values()].some((others) => others.length > 0)
}

const ownUnits = (block: Block): Origin[] =>
  Array.from({ length: sizeOfContent(block.content ?? []) }, (_, at) => ({ from: 'main', block: block.attrs.id, at }))

/** MG14: whether a text in a language that follows would have other paragraphs than it is to have, where it had them before these words were taken. */
export const strays = (
  { base, fork }: Pick<Taken, 'base' | 'fork'>,
  main: ArticleDoc,
  before: ArticleDoc,
  lead: ArticleDoc,
): boolean => differences(merge3(base, main, fork).doc, lead) > differences(before, lead)

/**
 * Main with all that the fork changes, and, of what is held, with these words alone. What cannot be taken so (it would be no sound text, or in a language
 * that follows have other paragraphs than `lead`) is as main has it, and named.
 */
export function mergedTaking(
  base: ArticleDoc,
  main: ArticleDoc,
  fork: ArticleDoc,
  take: Exclude<Take, 'both'>,
  lead: ArticleDoc | null = null,
): { doc: ArticleDoc; origins: ReadonlyMap<string, readonly (Origin | null)[]>; held: readonly Held[] } {
  let merged = merge3(base, main, fork)
  if (take === 'article') return merged
  let texts = { base, fork }
  for (let left = merged.held.length; left > 0; left--) {
    const taken = merged.held
      .map((held) => takeHeld(texts.base, main, texts.fork, held, take))
      .find((one) => one && !(lead && strays(one, main, merged.doc, lead)))
    if (!taken) break
    texts = taken
    merged = merge3(texts.base, main, texts.fork)
    if (merged.held.length === 0) break
  }
  return merged
}
