// Over 250 lines: splits, joins and words are told apart in one walk over both texts.
/**
 * What of a text is another than in the one that it is to change (rules RL1-RL6), told in places of that text, so that an editor can draw it there: what
 * was put in, what was taken out and where that stood. Words are compared as in every comparison (compare-words.ts). Pure.
 */
import type { ArticleDoc, Block, Inline } from './article.ts'
import { movedPlaces } from './compare.ts'
import { compareTexts, wordsOf } from './compare-words.ts'
import type { ComparedRun } from './contract.ts'

/** Words that are gone, in front of the unit (a UTF-16 unit or an embed, from 0) at which they stood. */
export interface TakenOut {
  at: number
  words: string
}

export interface RedlinedBlock {
  id: string
  /** changed: also where no word is another, but its kind, its place in a list or how words are marked. */
  change: 'same' | 'added' | 'changed'
  isMoved: boolean
  /** RL3: the block whose words it begins with. */
  splitFrom: string | null
  /** Units that are new, from (inclusive) to (exclusive), in order. */
  putIn: readonly (readonly [from: number, to: number])[]
  takenOut: readonly TakenOut[]
}

/** RL5: a block that is gone with its words. */
export interface GoneBlock {
  id: string
  /** The block of the text that it is shown behind; null: before the first. */
  behind: string | null
  words: string
}

export interface Redline {
  /** In the order of the text. */
  blocks: readonly RedlinedBlock[]
  gone: readonly GoneBlock[]
  /** Blocks that are new, gone, moved or say something else. */
  count: number
}

/** Stands between two blocks that are compared as one; no text has it. */
const BREAK = '\u2029'
/** What a break that was taken out looks like. */
const PILCROW = '¶'
const FIRST_SIGN = 0xe000
const LAST_SIGN = 0xf8ff

/** What a block says, one sign for each embed: places in it are places in the block. */
class Signs {
  readonly #ofKey = new Map<string, string>()
  readonly #inlines = new Map<string, Inline>()

  textOf({ content = [] }: Block): string {
    return content.map((inline) => (inline.type === 'text' ? inline.text : this.#signOf(inline))).join('')
  }

  /** As people read it. */
  read(text: string, say: (inline: Inline) => string): string {
    let words = ''
    for (const sign of text) {
      const inline = this.#inlines.get(sign)
      words += sign === BREAK ? ` ${PILCROW} ` : inline ? say(inline) : sign
    }
    return words
  }

  #signOf(inline: Inline): string {
    const key = JSON.stringify([inline.type, 'attrs' in inline ? inline.attrs : null])
    let sign = this.#ofKey.get(key)
    if (sign === undefined) {
      sign = String.fromCharCode(Math.min(FIRST_SIGN + this.#ofKey.size, LAST_SIGN))
      this.#ofKey.set(key, sign)
      this.#inlines.set(sign, inline)
    }
    return sign
  }
}

interface Words {
  putIn: (readonly [number, number])[]
  takenOut: TakenOut[]
}
const noWords = (): Words => ({ putIn: [], takenOut: [] })

/** What blocks say of their own blocks alone: known until one of them is another. */
interface Known {
  now: readonly Block[]
  words: readonly Words[]
  /** How much of each old block stands in them, in letters. */
  kept: readonly number[]
}

/** The redline of one text that goes on being written: only blocks that are other objects than before are compared again. */
export class Redliner {
  readonly #base: ArticleDoc
  readonly #lang: string
  readonly #say: (inline: Inline) => string
  readonly #signs = new Signs()
  readonly #old: ReadonlyMap<string, { block: Block; place: number; shape: string }>
  #known = new Map<string, Known>()
  #shapes = new WeakMap<Block, string>()

  /** `say`: what an embed that is gone looked like. */
  constructor(base: ArticleDoc, lang: string, say: (inline: Inline) => string) {
    this.#base = base
    this.#lang = lang
    this.#say = say
    this.#old = new Map(base.content.map((block, place) => [block.attrs.id, { block, place, shape: shapeOf(block) }]))
  }

  of(now: readonly Block[]): Redline {
    const is = new Map(now.map((block) => [block.attrs.id, block]))
    const known = new Map<string, Known>()
    const wordsAt = new Map<string, Words>()
    const splitFrom = new Map<string, string>()
    const joined = new Set<string>()
    const parts = this.#parts(now, is)

    for (const block of now) {
      const { id } = block.attrs
      const was = this.#old.get(id)
      if (!was) continue
      const split = parts.get(id) ?? []
      const together = this.#compared(known, [was.block], [block, ...split])
      if (split.length > 0 && this.#areSplit(together.words, split)) {
        ;[block, ...split].forEach((part, i) => wordsAt.set(part.attrs.id, together.words[i]!))
        for (const part of split) splitFrom.set(part.attrs.id, id)
        continue
      }
      // RL4: of what stood behind it and is gone, those whose words it has taken up
      const tails = this.#goneBehind(was.place, is)
      const { kept } = this.#compared(known, [was.block, ...tails], [block])
      const taken = tails.filter((tail, i) => this.#isMost(tail, kept[i + 1]!))
      wordsAt.set(id, this.#compared(known, [was.block, ...taken], [block]).words[0]!)
      for (const tail of taken) joined.add(tail.attrs.id)
    }
    this.#known = known

    const common = now.flatMap(({ attrs }) => this.#old.get(attrs.id)?.place ?? [])
    const moved = movedPlaces(common)
    const blocks = now.map((block): RedlinedBlock => {
      const { id } = block.attrs
      const was = this.#old.get(id)
      const words = wordsAt.get(id) ?? this.#allNew(block)
      const isSame = was !== undefined && words.putIn.length === 0 && words.takenOut.length === 0
      const change = was === undefined ? 'added' : isSame && was.shape === this.#shapeOf(block) ? 'same' : 'changed'
      const isMoved = was !== undefined && moved.has(was.place)
      return { id, change, isMoved, splitFrom: splitFrom.get(id) ?? null, ...words }
    })
    const gone = this.#gone(is, joined)
    const others = blocks.filter(({ change, isMoved }) => change !== 'same' || isMoved).length
    return { blocks, gone, count: others + gone.length + joined.size }
  }

  /** Blocks that came of an old one by splitting it, by its id, in the order of the text. */
  #parts(now: readonly Block[], is: ReadonlyMap<string, Block>): Map<string, Block[]> {
    const parts = new Map<string, Block[]>()
    for (const block of now) {
      if (this.#old.has(block.attrs.id)) continue
      const seen = new Set<string>()
      let from = block.attrs.from
      while (from != null && !this.#old.has(from) && !seen.has(from)) {
        seen.add(from)
        from = is.get(from)?.attrs.from
      }
      if (from != null && is.has(from) && this.#old.has(from)) parts.set(from, [...(parts.get(from) ?? []), block])
    }
    return parts
  }

  /** Old blocks that are gone, directly behind one that stands. */
  #goneBehind(place: number, is: ReadonlyMap<string, Block>): Block[] {
    const behind: Block[] = []
    for (const block of this.#base.content.slice(place + 1)) {
      if (is.has(block.attrs.id)) break
      behind.push(block)
    }
    return behind
  }

  /** Parts that share no word with the block they are said to come of are new paragraphs. */
  #areSplit(words: readonly Words[], split: readonly Block[]): boolean {
    return split.some((block, i) => {
      const length = this.#signs.textOf(block).length
      const isNew = words[i + 1]!.putIn.reduce((sum, [from, to]) => sum + to - from, 0)
      return length > isNew
    })
  }

  #isMost = (tail: Block, kept: number): boolean => kept * 2 > lettersOf(this.#signs.textOf(tail))

  #allNew(block: Block): Words {
    const { length } = this.#signs.textOf(block)
    return { putIn: length > 0 ? [[0, length]] : [], takenOut: [] }
  }

  #shapeOf(block: Block): string {
    let shape = this.#shapes.get(block)
    if (shape === undefined) this.#shapes.set(block, (shape = shapeOf(block)))
    return shape
  }

  #gone(is: ReadonlyMap<string, Block>, joined: ReadonlySet<string>): GoneBlock[] {
    let behind: string | null = null
    return this.#base.content.flatMap((block): GoneBlock[] => {
      const { id } = block.attrs
      if (is.has(id)) behind = id
      if (is.has(id) || joined.has(id)) return []
      return [{ id, behind, words: this.#signs.read(this.#signs.textOf(block), this.#say) }]
    })
  }

  /** Old blocks and new ones, each row compared as one text. */
  #compared(known: Map<string, Known>, old: readonly Block[], now: readonly Block[]): Known {
    const key = JSON.stringify([old, now].map((blocks) => blocks.map(({ attrs }) => attrs.id)))
    const before = this.#known.get(key)
    const isKnown = before?.now.length === now.length && now.every((block, i) => block === before.now[i])
    const one = isKnown ? before! : this.#compare(old, now)
    known.set(key, one)
    return one
  }

  #compare(old: readonly Block[], now: readonly Block[]): Known {
    const texts = now.map((block) => this.#signs.textOf(block))
    const [before, after] = [old.map((block) => this.#signs.textOf(block)).join(BREAK), texts.join(BREAK)]
    const runs = before === after ? [] : compareTexts(before, after, this.#lang)
    const kept = old.map(() => 0)
    if (before === after) return { now, words: texts.map(noWords), kept }
    const words = texts.map(noWords)
    let [from, to, at] = [0, 0, 0]
    const place = placesIn(texts, this.#lang)
    for (const run of runs) {
      if (run.op === 'del')
        words[to]!.takenOut.push({ at: place(to, at), words: this.#signs.read(run.text, this.#say) })
      for (const [i, part] of partsOf(run).entries()) {
        if (i > 0 && run.op !== 'del') [to, at] = [to + 1, 0]
        if (run.op === 'del') continue
        if (run.op === 'ins' && part !== '') words[to]!.putIn.push([place(to, at), place(to, at + part.length)])
        at += part.length
      }
      if (run.op === 'ins') continue
      for (const [i, part] of (run.was ?? run.text).split(BREAK).entries()) {
        if (i > 0) from++
        if (run.op === 'keep') kept[from]! += lettersOf(part)
      }
    }
    return { now, words, kept }
  }
}

const partsOf = ({ text }: ComparedRun): string[] => text.split(BREAK)
const lettersOf = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0

/** A comparison tells of texts in normal form C; most are that, and of others each word is looked up. */
function placesIn(texts: readonly string[], lang: string): (text: number, at: number) => number {
  const isNormal = texts.map((text) => text === text.normalize('NFC'))
  return (n, at) => {
    if (isNormal[n]) return at
    let [normal, own] = [0, 0]
    for (const word of wordsOf(texts[n]!, lang)) {
      const { length } = word.normalize('NFC')
      if (at < normal + length) return own + Math.min(at - normal, word.length)
      normal += length
      own += word.length
    }
    return own
  }
}

/** What a block is beside its words: what nobody reads of it (marks of terms) counts too. */
function shapeOf({ attrs: { kind, depth, bracket, bracketKind }, content = [] }: Block): string {
  const pieces: [unknown, string][] = []
  for (const inline of content) {
    const marks = (inline.marks ?? []).map((mark) => JSON.stringify(mark)).sort()
    const key = JSON.stringify([marks, inline.type === 'text' ? null : inline])
    const words = inline.type === 'text' ? inline.text : ''
    const last = pieces.at(-1)
    if (last?.[0] === key && inline.type === 'text') last[1] += words
    else pieces.push([key, words])
  }
  return JSON.stringify([kind, depth, bracket, bracketKind, pieces])
}
