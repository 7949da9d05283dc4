// Over 250 lines: how a merge is made is told once, at the top.
/**
 * The three-way merge of articles by block id, word by word (rules MG1-MG12): `base`, and `main` and `fork`, which both came of it. No word that its
 * own side did not remove is lost, none stands twice, none comes back, and where two changes collide nobody guesses: what collides is held.
 *
 * 1. Blocks that stand in all three texts divide each text into passages: such a block, its leader, and what follows it there up to the next one,
 *    blocks that only one or two texts have. A split, a join, new and removed blocks stay within their passage (`passagesOf`).
 * 2. The order of leaders is that of whoever moved any; where both did, it is held (merge-order.ts).
 * 3. A passage that only one side changed is that side's. One that both changed is merged token by token (merge-passage.ts): the base is aligned
 *    with both texts, and between two tokens that all three share lies a region. A region that one side left as it was is the other side's; what
 *    both did alike is done once; everything else is a collision.
 * 4. A passage is merged whole or held whole, the order likewise; and passages between which somebody carried words are held together (merge-carried.ts).
 *    Held are also passages that share a block which is not in all texts (`#strays`), and whatever would make an unsound text of two sound ones
 *    (`holdUntilSound`).
 * 5. The books are the last word: each word stands as often as main and fork say together, or nothing of the merge is used (`isBalanced`).
 *
 * Of what is held `doc` has what main has, `fork` what the fork has and `base` what the base had, so that the same collision is found again until
 * somebody decides; of all else `doc` and `fork` have the merge, and `base` has main.
 */
import type { ArticleDoc, Block } from './article.ts'
import { carriedBetween, carriedThoughRemoved, changeOf, type Change } from './merge-carried.ts'
import { mergedOrder, movedIds, type Orders } from './merge-order.ts'
import {
  mergedPassage,
  type CollidingWords,
  type MergedPassage,
  type NewBracket,
  type Passage,
} from './merge-passage.ts'
import { countOf, tokensOf, type Origin } from './merge-tokens.ts'
import { faultsOf, type Unsound } from './soundness.ts'
import { deltaFromDoc, docFromDelta } from './text.ts'

/**
 * words: both changed the same words, or one removed what the other changed. removed: one removed a block that the other changed or moved.
 * attribute, format: both changed the same one to two values. order: both moved blocks. unsound, ids: together they make a text that is not sound.
 * books: words would be lost or doubled; no case is known.
 */
export type HeldKind = 'words' | 'removed' | 'attribute' | 'format' | 'order' | 'unsound' | 'ids' | 'books'

/** What is not merged, with all three texts of it. */
export interface Held {
  kind: HeldKind
  /** The blocks it concerns, in main's order, then those that only the others have. */
  blocks: readonly string[]
  /** Those blocks in each text, in its order; where the order is held, with the blocks they stand behind in any of them. */
  base: readonly Block[]
  main: readonly Block[]
  fork: readonly Block[]
  /** The field, format, block or rule in question. */
  what?: string
}

export interface Merged {
  /** Main with the fork's changes; where held, as main has it. */
  doc: ArticleDoc
  /** The fork with main's changes; where held, as the fork has it. */
  fork: ArticleDoc
  /** What that fork is based on from now on: main; where held, the old base. */
  base: ArticleDoc
  held: readonly Held[]
  /** Blocks of `doc` that neither text has as they stand there, in order: to be shown to whoever decides. */
  both: readonly string[]
  /**
   * Block of `doc` -> for each unit of its content (a UTF-16 unit or an embed) where it comes from: main, if it stands there too, else the fork; null:
   * the head of a new option. Blocks that are not here stand in `doc` as main has them, unit by unit.
   */
  origins: ReadonlyMap<string, readonly (Origin | null)[]>
}

export interface MergeOptions {
  /** MG10: colliding words become the options of the bracket that this gives, where no block begins among them. */
  asOptions?: (words: CollidingWords) => NewBracket
}

type Side = 'base' | 'main' | 'fork'
type Texts = Record<Side, ArticleDoc>
type Why = { kind: HeldKind; what?: string }

const SIDES: readonly Side[] = ['base', 'main', 'fork']
const normal = (doc: ArticleDoc): ArticleDoc => docFromDelta(deltaFromDoc(doc))
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const idOf = ({ attrs }: Block): string => attrs.id
const idsIn = (blocks: readonly Block[]): Set<string> => new Set(blocks.map(idOf))

/** Both changes to `base` in one text. Never fails; what it does not know of a text it keeps (TX5). */
export function merge3(base: ArticleDoc, main: ArticleDoc, fork: ArticleDoc, options: MergeOptions = {}): Merged {
  const texts = { base: normal(base), main: normal(main), fork: normal(fork) }
  const merge = new Merge(texts, options)
  merge.holdUntilSound()
  return merge.isBalanced() ? merge.result() : nothingMerged(texts)
}

/** What stands before the first leader has none. No block has this id. */
export const HEAD = ''

/** The blocks of each text by leaders; of each text all of them, in its order. */
export function passagesOf(texts: Record<Side, ArticleDoc>): Map<string, Passage> {
  const [inBase, inMain, inFork] = SIDES.map((side) => idsIn(texts[side].content)) as [
    Set<string>,
    Set<string>,
    Set<string>,
  ]
  const isLeader = (id: string): boolean => inBase.has(id) && inMain.has(id) && inFork.has(id)
  const passages = new Map<string, Record<Side, Block[]>>([[HEAD, { base: [], main: [], fork: [] }]])
  for (const { attrs } of texts.main.content)
    if (isLeader(attrs.id)) passages.set(attrs.id, { base: [], main: [], fork: [] })
  for (const side of SIDES) {
    let leader = HEAD
    for (const block of texts[side].content) {
      if (isLeader(block.attrs.id)) leader = block.attrs.id
      passages.get(leader)![side].push(block)
    }
  }
  return passages
}

class Merge {
  readonly #texts: Texts
  /** By leader, in main's order. */
  readonly #passages: Map<string, Passage>
  readonly #merged = new Map<string, MergedPassage>()
  readonly #held = new Map<string, Why>()
  /** What either side did to each passage that it changed, by leader. */
  readonly #changes: Record<'main' | 'fork', Map<string, Change>>
  /** Leader -> leaders of passages that words were carried to or from by either. */
  readonly #carried: Map<string, string[]>[]
  readonly #orders: Orders
  #orderHeld: Why | null

  constructor(texts: Texts, { asOptions }: MergeOptions) {
    this.#texts = texts
    this.#passages = passagesOf(texts)
    const leaders = (side: Side): string[] => texts[side].content.map(idOf).filter((id) => this.#passages.has(id))
    this.#orders = { base: leaders('base'), main: leaders('main'), fork: leaders('fork') }
    this.#orderHeld = mergedOrder(this.#orders) ? null : { kind: 'order' }
    const collisions = new Map<string, Why>()
    // in the order of the base, so that it is one whichever side is called main
    for (const leader of [HEAD, ...this.#orders.base]) {
      const passage = this.#passages.get(leader)!
      if (same(passage.fork, passage.base) || same(passage.main, passage.fork)) continue
      const outcome = mergedPassage(passage, asOptions)
      if (!Array.isArray(outcome)) this.#merged.set(leader, outcome)
      else collisions.set(leader, outcome[0]!)
    }
    this.#changes = { main: this.#changesOf('main'), fork: this.#changesOf('fork') }
    this.#carried = [carriedBetween(this.#changes.main), carriedBetween(this.#changes.fork)]
    for (const [leader, why] of [...this.#strays(), ...this.#lostOnTheWay(), ...collisions]) this.#hold(leader, why)
  }

  #changesOf(side: 'main' | 'fork'): Map<string, Change> {
    const changed = [...this.#passages].filter(([, passage]) => !same(passage.base, passage[side]))
    return new Map(changed.map(([leader, passage]) => [leader, changeOf(passage.base, passage[side])]))
  }

  /** MG4: passages between which one side carried words that the other removed, or carried elsewhere. */
  #lostOnTheWay(): [string, Why][] {
    const { main, fork } = this.#changes
    const pairs = [...carriedThoughRemoved(main, fork), ...carriedThoughRemoved(fork, main)]
    const isAlike = (leader: string): boolean => {
      const passage = this.#passages.get(leader)!
      return same(passage.main, passage.fork)
    }
    return pairs.flatMap(([from, to]): [string, Why][] => {
      if (isAlike(from) && isAlike(to)) return []
      const why: Why = { kind: 'removed' }
      return [
        [from, why],
        [to, why],
      ]
    })
  }

  /** Holds a passage, and those that words were carried to or from, for the reason of the first. */
  #hold(leader: string, why: Why): void {
    if (this.#held.has(leader)) return
    this.#held.set(leader, why)
    for (const links of this.#carried) for (const other of links.get(leader) ?? []) this.#hold(other, why)
  }

  /** MG6: a block that not all texts have, and that stands in two passages: one side removed it and the other moved it, or what it stood behind. */
  #strays(): Map<string, Why> {
    const homes = new Map<string, Set<string>>()
    for (const [leader, passage] of this.#passages)
      for (const side of SIDES)
        for (const { attrs } of passage[side]) homes.set(attrs.id, (homes.get(attrs.id) ?? new Set()).add(leader))
    const inBase = idsIn(this.#texts.base.content)
    const strays = new Map<string, Why>()
    for (const [id, leaders] of homes) {
      if (leaders.size === 1) continue
      const kind = inBase.has(id) ? 'removed' : 'ids'
      const why = [...leaders].map((leader) => strays.get(leader)).find((known) => known) ?? { kind, what: id }
      for (const leader of leaders) strays.set(leader, why)
    }
    return strays
  }

  /** MG7: no fault that neither text had. Held is the order, if what hangs on nothing may have lost its place by it; what stands there; or everything. */
  holdUntilSound(): void {
    for (;;) {
      const doc = this.#doc()
      const [fault] = newFaults(doc, [this.#texts.main, this.#texts.fork])
      if (fault === undefined) return
      const why: Why = { kind: fault.rule === 'SD5' ? 'ids' : 'unsound', what: fault.rule }
      const isOfPlace = ['SD1', 'SD2', 'SD6'].includes(fault.rule)
      if (isOfPlace && !this.#orderHeld && movedIds(this.#orders).size > 0) this.#orderHeld = why
      else {
        const near = [fault.index, ...(isOfPlace ? [fault.index - 1] : [])].map((index) => this.#leaderOf(doc, index))
        const free = [...this.#passages.keys()].filter((leader) => !this.#held.has(leader) && this.#isChanged(leader))
        const blamed = free.filter((leader) => near.includes(leader))
        for (const leader of blamed.length > 0 ? blamed : free) this.#hold(leader, { ...why })
        if (free.length === 0) this.#orderHeld = why
      }
    }
  }

  #isChanged(leader: string): boolean {
    const { base, main, fork } = this.#passages.get(leader)!
    return !same(base, main) || !same(base, fork)
  }

  #leaderOf(doc: ArticleDoc, index: number): string {
    return (
      doc.content
        .slice(0, index + 1)
        .map(idOf)
        .findLast((id) => this.#passages.has(id)) ?? HEAD
    )
  }

  /** A text of the result: where anything is held, as `side` has it. */
  #composed(side: Side): ArticleDoc {
    const merged = side === 'base' ? this.#orders.main : mergedOrder(this.#orders)
    const order = this.#orderHeld || merged === null ? this.#orders[side] : merged
    const content = [HEAD, ...order].flatMap((leader): readonly Block[] => {
      const passage = this.#passages.get(leader)!
      if (this.#held.has(leader)) return passage[side]
      return side === 'base' ? passage.main : (this.#merged.get(leader)?.blocks ?? passage.main)
    })
    return normal({ type: 'doc', content: [...content] })
  }

  #doc(): ArticleDoc {
    return this.#composed('main')
  }

  /** MG2: the count of every word is main's with the fork's changes, or, where held, main's. */
  isBalanced(): boolean {
    const expected = wordsIn(this.#texts.main.content)
    const add = (counts: ReadonlyMap<string, number>, sign: 1 | -1): void => {
      for (const [word, n] of counts) expected.set(word, (expected.get(word) ?? 0) + sign * n)
    }
    for (const [leader, { base, main, fork }] of this.#passages) {
      if (this.#held.has(leader) || same(main, fork)) continue
      add(wordsIn(fork), 1)
      add(wordsIn(base), -1)
      add(this.#merged.get(leader)?.surplus ?? new Map<string, number>(), 1)
    }
    const actual = wordsIn(this.#doc().content)
    return [...expected.keys(), ...actual.keys()].every((word) => (expected.get(word) ?? 0) === (actual.get(word) ?? 0))
  }

  result(): Merged {
    const { main, fork } = this.#texts
    const doc = this.#doc()
    const merged = [...this.#merged].filter(([leader]) => !this.#held.has(leader))
    const origins = new Map(merged.flatMap(([, passage]) => [...passage.origins]))
    const versions = [main, fork].map((text) => new Map(text.content.map((block) => [idOf(block), block])))
    const both = doc.content.filter((block) => versions.every((is) => !same(is.get(idOf(block)), block))).map(idOf)
    return { doc, ...this.#followed(doc), held: [...this.#heldOrder(), ...this.#heldPassages()], both, origins }
  }

  /** MG8: the fork and its base after main's changes. A fork that would be unsound half followed does not follow for now. */
  #followed(doc: ArticleDoc): { fork: ArticleDoc; base: ArticleDoc } {
    if (this.#held.size === 0 && !this.#orderHeld) return { fork: doc, base: this.#texts.main }
    const fork = this.#composed('fork')
    if (
      newFaults(
        fork,
        SIDES.map((side) => this.#texts[side]),
      ).length > 0
    )
      return { fork: this.#texts.fork, base: this.#texts.base }
    return { fork, base: this.#composed('base') }
  }

  #heldOrder(): Held[] {
    if (!this.#orderHeld) return []
    const blocks = movedIds(this.#orders)
    const shown = new Set(blocks)
    for (const order of Object.values(this.#orders) as string[][])
      order.forEach((id, i) => {
        if (i > 0 && blocks.has(id)) shown.add(order[i - 1]!)
      })
    return [
      {
        ...this.#orderHeld,
        ...this.#heldOf(
          this.#orders.main.filter((id) => blocks.has(id)),
          shown,
        ),
      },
    ]
  }

  /** Passages that are held for one reason are one. */
  #heldPassages(): Held[] {
    const byReason = Map.groupBy(this.#passages.keys(), (leader) => this.#held.get(leader))
    return [...byReason].flatMap(([why, leaders]) => {
      if (!why) return []
      const passages = leaders.map((leader) => this.#passages.get(leader)!)
      const ids = new Set(
        ['main', 'base', 'fork'].flatMap((side) => passages.flatMap((one) => one[side as Side].map(idOf))),
      )
      const versionsOf = (id: string) =>
        SIDES.map((side) => passages.flatMap((one) => one[side]).find((block) => idOf(block) === id))
      const changed = [...ids].filter((id) => versionsOf(id).some((version, _, all) => !same(version, all[0])))
      const blocks = changed.length > 0 ? changed : [...ids]
      return [{ ...why, ...this.#heldOf(blocks, new Set(blocks)) }]
    })
  }

  #heldOf(blocks: readonly string[], shown: ReadonlySet<string>): Omit<Held, 'kind'> {
    const [base, main, fork] = SIDES.map((side) => this.#texts[side].content.filter((block) => shown.has(idOf(block))))
    return { blocks, base: base!, main: main!, fork: fork! }
  }
}

const wordsIn = (blocks: readonly Block[]): Map<string, number> =>
  countOf(blocks.flatMap((block) => tokensOf(block, null)))

/** Faults of a text that none of `others` has at the same block. */
export function newFaults(doc: ArticleDoc, others: readonly ArticleDoc[]): Unsound[] {
  const named = (text: ArticleDoc, { rule, index, what }: Unsound): string =>
    JSON.stringify([rule, idOf(text.content[index]!), what])
  const known = new Set(others.flatMap((text) => faultsOf(text).map((fault) => named(text, fault))))
  return faultsOf(doc).filter((fault) => !known.has(named(doc, fault)))
}

/** MG2: where the books do not balance. */
function nothingMerged(texts: Texts): Merged {
  const { base, main, fork } = texts
  const blocks = main.content.map(idOf)
  const whole: Held = { kind: 'books', blocks, base: base.content, main: main.content, fork: fork.content }
  return { doc: main, fork, base, held: [whole], both: [], origins: new Map() }
}
