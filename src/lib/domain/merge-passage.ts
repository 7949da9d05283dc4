/** One passage of three texts, merged token by token (merge.ts tells the whole). */
import type { Block, BlockAttrs } from './article.ts'
import { besideEachOther } from './merge-beside.ts'
import { belonging, bracketsAround, optionsIn } from './merge-options.ts'
import { cutAtBlock, notesLast, removedThoughTouched, type Region } from './merge-blocks.ts'
import { aligned, countOf, isSame, tokensOf, type Origin, type Token, type Unit } from './merge-tokens.ts'
import { deltaFromBlock, docFromDelta, type Formats } from './text.ts'

/** A block that stands in all three texts, and what follows it there up to the next such block. */
export interface Passage {
  base: readonly Block[]
  main: readonly Block[]
  fork: readonly Block[]
}

/** Why two changes to a passage are not made together, and what of it they collide in. */
export interface Collision {
  kind: 'words' | 'removed' | 'attribute' | 'format'
  what?: string
}

export interface MergedPassage {
  blocks: Block[]
  /** Block id -> where each unit of its content comes from. */
  origins: Map<string, (Origin | null)[]>
  /** By how much the count of a word differs from main + fork - base: what both did alike is done once, what became options stands twice. */
  surplus: Map<string, number>
}

/** The bracket that takes what collides: its first option main's words, the second the fork's, a third, if given, the base's. */
export interface NewBracket {
  id: string
  options: readonly { id: string; label: string }[]
}

/** Words that collide, as they stand in the three texts; no block begins among them. */
export interface CollidingWords {
  base: string
  main: string
  fork: string
}

type Side = keyof Region
const SIDES: readonly Side[] = ['base', 'main', 'fork']

/** What becomes of words that collide: options of the bracket that this gives (MG10), or both stand (MG14). */
type Colliding = ((words: CollidingWords) => NewBracket) | 'beside'

/** Both changes to a passage, or all in which they collide. */
export function mergedPassage(passage: Passage, colliding?: Colliding): MergedPassage | Collision[] {
  const removed = removedThoughTouched(passage)
  if (removed.length > 0) return removed.map((what) => ({ kind: 'removed', what }))
  const merging = new Merging(passage, colliding)
  return merging.collisions.length > 0 ? merging.collisions : merging.result()
}

/** The walk along the base, from one token that stands in all three texts to the next; between two of them lies a region. */
class Merging {
  readonly collisions: Collision[] = []
  readonly #texts: Region
  readonly #colliding: Colliding | undefined
  readonly #surplus = new Map<string, number>()
  readonly #tokens: Token[] = []

  constructor({ base, main, fork }: Passage, colliding: Colliding | undefined) {
    this.#colliding = colliding
    this.#texts = {
      base: base.flatMap((block) => tokensOf(block, null)),
      main: main.flatMap((block) => tokensOf(block, 'main')),
      fork: fork.flatMap((block) => tokensOf(block, 'fork')),
    }
    this.#walk()
    if (this.#tokens[0]?.start === null) this.#collide('words')
  }

  result(): MergedPassage {
    const known = { main: optionsIn(this.#texts.main), fork: optionsIn(this.#texts.fork) }
    const blocks = blocksOf(this.#tokens).map(({ start, units }) => ({ start, units: belonging(units, known) }))
    return {
      blocks: blocks.map(({ start, units }) => blockFrom(start, units)),
      origins: new Map(blocks.map(({ start, units }) => [start.id, units.map(({ origin }) => origin)])),
      surplus: this.#surplus,
    }
  }

  #walk(): void {
    const { base, main, fork } = this.#texts
    const inMain = new Map([...aligned(base, main), [base.length, main.length]])
    const inFork = new Map([...aligned(base, fork), [base.length, fork.length]])
    let [i, j, k] = [0, 0, 0]
    for (let at = 0; at <= base.length; at++) {
      const [m, f] = [inMain.get(at), inFork.get(at)]
      if (m === undefined || f === undefined) continue
      const region = { base: base.slice(i, at), main: main.slice(j, m), fork: fork.slice(k, f) }
      this.#tokens.push(...this.#mergedRegion(region, base[at]?.start !== null))
      if (at < base.length) this.#tokens.push(this.#mergedToken(base[at]!, main[m]!, fork[f]!))
      i = at + 1
      j = m + 1
      k = f + 1
    }
  }

  #collide(kind: Collision['kind'], what?: string): void {
    this.collisions.push({ kind, ...(what !== undefined && { what }) })
  }

  /** `isAtEnd`: the next block begins behind the region, or nothing. */
  #mergedRegion(region: Region, isAtEnd: boolean): Token[] {
    const { base, main, fork } = region
    if (isSame(main, base)) return fork
    if (isSame(fork, base)) return main
    if (isSame(main, fork)) {
      this.#count(base, 1)
      this.#count(main, -1)
      return main
    }
    const beginsBlock = (tokens: Token[]): boolean => tokens[0]?.start != null
    // each put new blocks in one place: both stand, the article's first, notes behind paragraphs
    if (isAtEnd && base.length === 0 && beginsBlock(main) && beginsBlock(fork)) return notesLast([...main, ...fork])
    if (this.#colliding && !SIDES.some((side) => region[side].some(({ start }) => start !== null)))
      return this.#colliding === 'beside' ? besideEachOther(main, fork) : this.#options(region, this.#colliding)
    const cut = isAtEnd ? cutAtBlock(region) : null
    if (cut) return cut.flatMap((part) => this.#mergedRegion(part, true))
    this.#collide('words')
    return main
  }

  /** MG10: what collides as options of one bracket, every word of both kept. */
  #options(region: Region, asOptions: (words: CollidingWords) => NewBracket): Token[] {
    const { base, main, fork } = region
    const { id, options } = asOptions({ base: textOf(base), main: textOf(main), fork: textOf(fork) })
    this.#count(base, 1)
    const around = bracketsAround([...main, ...fork, ...base])
    return options.flatMap((option, n) => {
      const words = n === 0 ? main : n === 1 ? fork : base
      const inside = (units: readonly Unit[]): Unit[] =>
        units.map((unit) => ({ ...unit, formats: { ...unit.formats, [`br:${id}`]: option.id } }))
      const embed = { opt: option.id, br: id, kind: 'alternatives', label: option.label }
      const head: Token = {
        key: `\0opt ${option.id}`,
        start: null,
        body: inside([{ insert: embed, formats: around, origin: null }]),
        space: [],
      }
      this.#count([head], 1)
      if (n > 1) this.#count(words, 1)
      return [head, ...words.map((token) => ({ ...token, body: inside(token.body), space: inside(token.space) }))]
    })
  }

  #count(tokens: readonly Token[], sign: 1 | -1): void {
    for (const [word, n] of countOf(tokens)) this.#surplus.set(word, (this.#surplus.get(word) ?? 0) + sign * n)
  }

  #mergedToken(base: Token, main: Token, fork: Token): Token {
    return {
      key: main.key,
      start: main.start && this.#mergedStart(base.start!, main.start, fork.start!),
      body: this.#mergedUnits(base.body, main.body, fork.body),
      space: this.#mergedUnits(base.space, main.space, fork.space),
    }
  }

  #mergedStart(base: BlockAttrs, main: BlockAttrs, fork: BlockAttrs): BlockAttrs {
    const names = Object.keys({ ...main, ...fork }) as (keyof BlockAttrs)[]
    const fields = names.map((name): [string, unknown] => [
      name,
      this.#oneOf(base[name] ?? null, main[name] ?? null, fork[name] ?? null, 'attribute', name),
    ])
    return Object.fromEntries(
      fields.filter(([name, value]) => name !== 'from' || value !== null),
    ) as unknown as BlockAttrs
  }

  #mergedUnits(base: Unit[], main: Unit[], fork: Unit[]): Unit[] {
    const [was, inMain, inFork] = [base, main, fork].map((units) => JSON.stringify(units.map(({ insert }) => insert)))
    if (inMain === was && inFork === was)
      return main.map((unit, i) => ({
        ...unit,
        formats: this.#mergedFormats(base[i]!.formats, unit.formats, fork[i]!.formats),
      }))
    const isEmbed = typeof main[0]?.insert === 'object'
    // of two ways to write one word, or to space it, the article's
    if (!isEmbed) return inMain === was ? fork : main
    return this.#oneOf(was, inMain, inFork, 'attribute') === inMain ? main : fork
  }

  #mergedFormats(base: Formats, main: Formats, fork: Formats): Formats {
    if (JSON.stringify(main) === JSON.stringify(fork)) return main
    const formats: Formats = {}
    for (const key of Object.keys({ ...base, ...main, ...fork })) {
      const value = this.#oneOf(base[key] ?? null, main[key] ?? null, fork[key] ?? null, 'format', key)
      if (value !== null) formats[key] = value
    }
    return formats
  }

  /** The one that changed, or the one that both changed to; a collision if they changed to two. */
  #oneOf<T>(base: T, main: T, fork: T, kind: Collision['kind'], what?: string): T {
    const [was, inMain, inFork] = [base, main, fork].map((value) => JSON.stringify(value))
    if (inFork === was || inFork === inMain) return main
    if (inMain !== was) this.#collide(kind, what)
    return inMain === was ? fork : main
  }
}

const textOf = (tokens: readonly Token[]): string =>
  tokens
    .flatMap(({ body, space }) => [...body, ...space])
    .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
    .join('')

function blocksOf(tokens: readonly Token[]): { start: BlockAttrs; units: Unit[] }[] {
  const blocks: { start: BlockAttrs; units: Unit[] }[] = []
  for (const { start, body, space } of tokens)
    if (start) blocks.push({ start, units: [] })
    else blocks.at(-1)!.units.push(...body, ...space)
  return blocks
}

function blockFrom(attrs: BlockAttrs, units: readonly Unit[]): Block {
  const [start] = deltaFromBlock({ type: 'block', attrs })
  const ops = units.map(({ insert, formats }) => ({ insert, attributes: formats }))
  const { content } = docFromDelta([start!, ...ops]).content[0]!
  return { type: 'block', attrs, ...(content && { content }) }
}
