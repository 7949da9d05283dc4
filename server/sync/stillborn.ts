// Over 250 lines: one look at a text, from its pieces to what is told of them.
/**
 * Stillborn words (rule TX28): words that came in after somebody else had removed the place they were written for. Yjs hides nothing in a text that
 * is one line, so they stand there for all to see; but where their block was they stand at the end of the one before, and where their option was
 * they stand bare in its paragraph. Here such words are found right after an update was applied; who removed the place, and whether they
 * knew, only the journal tells (server/charter/recovered-words.ts).
 */
import * as Y from 'yjs'
import { TEXT_NAME } from '../../src/lib/domain/text.ts'
import { headOf, isPlace, isStart, startIdOf } from '../text/places.ts'
import { CONTENT, type Deletion, type Section, type StructHeader } from './update.ts'
import type { Around, StillbornWords } from '../store/store.ts'

/** What an update brought. */
export interface Fresh {
  /** Its new structs; `clock`: the first one that is new. */
  sections: readonly Section[]
  /** What it deletes is its author's own doing. */
  deletions: readonly Deletion[]
  /**
   * Whether words under this client id were typed on a line that stood: their author had seen every deletion but those that were just on their way,
   * so that only words before something deleted are looked at. Elsewhere a paragraph's last words look the same whether their author knew.
   */
  isLive: (client: number) => boolean
}

/** Words of one row, in UTF-16 units: what is longer is several. */
export const MAX_WORDS = 8_000
/** Between words that stood apart. */
const GAP = ' … '
/** Where more pieces than this stand around the words, on either side, something of their block is left. */
const MAX_AROUND = 64

/**
 * Rows for the words of an update that has just been applied to `doc`, by place, in the order of the text. Typing as it comes costs one look at
 * the right neighbour of each new struct; only where that is deleted, or the words were written without a line, is their block walked, once.
 */
export function stillbornIn(doc: Y.Doc, fresh: Fresh): StillbornWords[] {
  let look: Look | null = null
  for (const section of fresh.sections) {
    const isLive = fresh.isLive(section.client)
    for (const struct of section.structs)
      if (
        struct.content === CONTENT.string &&
        struct.clock >= section.clock &&
        (!isLive || standsBeforeGone(doc, struct, fresh.deletions))
      )
        (look ??= new Look(doc, fresh)).at(section.client, struct.clock)
  }
  return look?.found ?? []
}

/** Whether a new struct stands before something that others deleted; a start may have been deleted by somebody after its author wrote before it. */
function standsBeforeGone(
  doc: Y.Doc,
  { rightClient, rightClock }: StructHeader,
  deletions: readonly Deletion[],
): boolean {
  if (rightClient < 0) return false
  const right = Y.getItem(doc.store, Y.createID(rightClient, rightClock))
  return right.deleted && !isPlace(right) && !isDeletedBy(deletions, rightClient, rightClock)
}

const isDeletedBy = (deletions: readonly Deletion[], client: number, clock: number): boolean =>
  deletions.some((one) => one.client === client && clock >= one.clock && clock < one.clock + one.length)

const isWord = ({ content }: Y.Item): boolean => content instanceof Y.ContentString

/** New words that stand together. */
interface Piece {
  client: number
  from: number
  text: string
  /** Whether others' words stood between it and the one before. */
  isApart: boolean
  /** Whether it stands before something that its author saw and others had deleted: then they did not know. */
  isCertain: boolean
  /** The option whose mark it carries, by bracket. */
  marks: ReadonlyMap<string, unknown>
}

/** One look at an update's new words, block by block; no block twice. */
class Look {
  readonly found: StillbornWords[] = []
  readonly #doc: Y.Doc
  readonly #fresh: Fresh
  readonly #firstNew: Map<number, number>
  /** Pieces of blocks that have been looked through. */
  readonly #done = new Set<Y.Item>()

  constructor(doc: Y.Doc, fresh: Fresh) {
    this.#doc = doc
    this.#fresh = fresh
    this.#firstNew = new Map(fresh.sections.map(({ client, clock }) => [client, clock]))
  }

  at(client: number, clock: number): void {
    const item = Y.getItem(this.#doc.store, Y.createID(client, clock))
    if (!(item instanceof Y.Item) || this.#done.has(item)) return
    let start = item.left
    while (start !== null && !(isStart(start) && !start.deleted)) start = start.left
    this.#lookThrough(start)
  }

  /** From one start that stands to the next. Null: from the beginning. */
  #lookThrough(start: Y.Item | null): void {
    const items: Y.Item[] = []
    const first = start === null ? (this.#doc.share.get(TEXT_NAME)?._start ?? null) : start.right
    for (let item = first; item !== null && !(isStart(item) && !item.deleted); item = item.right) {
      items.push(item)
      this.#done.add(item)
    }
    const gone = items.flatMap((item, i) => (isStart(item) && this.#isGone(item) ? [i] : []))
    for (const [n, i] of gone.entries()) this.#lookAtBlock(items, i, gone[n + 1] ?? items.length)
    const starts = start === null ? gone : [-1, ...gone]
    for (const [n, i] of starts.entries()) {
      const own = i < 0 ? start! : items[i]!
      this.#lookAtOptions(items.slice(i + 1, starts[n + 1] ?? items.length), startIdOf(own))
    }
  }

  /** New words in a block whose start, at `from`, is gone. */
  #lookAtBlock(items: readonly Y.Item[], from: number, to: number): void {
    const pieces = this.#pieces(items.slice(from + 1, to))
    if (pieces.length === 0) return
    const at = items.findIndex((item, i) => i > from && !item.deleted && this.#isNew(item) && isWord(item))
    const around = (some: readonly Y.Item[]): Around[] =>
      some
        .filter((item) => (isStart(item) ? this.#isGone(item) : this.#isOld(item)))
        .slice(0, MAX_AROUND)
        .map((item) => [item.id.client, item.id.clock, isStart(item)])
    this.#keep(startIdOf(items[from]!), null, pieces, around(items.slice(0, at).reverse()), around(items.slice(at)))
  }

  /** Words whose option's head is gone and of whose option nothing else is left. */
  #lookAtOptions(items: readonly Y.Item[], blockId: string): void {
    if (!items.some((item) => headOf(item) !== null && this.#isGone(item))) return
    const heads = items.flatMap((item, i) => (headOf(item) !== null ? [i] : []))
    for (const [n, i] of heads.entries()) {
      const head = items[i]!
      if (!this.#isGone(head)) continue
      const { opt, br } = headOf(head)!
      const marks = marksBefore(items, i)
      const inside: Y.Item[] = []
      let isLeft = false
      for (const item of items.slice(i + 1, heads[n + 1])) {
        if (item.content instanceof Y.ContentFormat) follow(marks, item)
        const isOfOption = marks.get(`br:${br}`) === opt
        // beyond the option there are words of the paragraph
        if (this.#isOld(item)) {
          isLeft = isOfOption
          break
        }
        inside.push(item)
      }
      if (isLeft) continue
      const pieces = this.#pieces(inside, marksBefore(items, i))
      const own = pieces.filter((piece) => piece.isCertain || piece.marks.get(`br:${br}`) === opt)
      this.#keep(blockId, opt, own, [[head.id.client, head.id.clock, true]], [])
    }
  }

  #keep(blockId: string, option: string | null, all: readonly Piece[], before: Around[], after: Around[]): void {
    // who typed on a standing line is told by their page, too; only what nobody can doubt is kept
    const isBare = before[0]?.[2] === true && (after.length === 0 || after[0]![2])
    const pieces = all.filter((piece) => !this.#fresh.isLive(piece.client) || (piece.isCertain && isBare))
    if (pieces.every(({ text }) => text.trim() === '')) return
    const [first] = pieces
    const row = (): StillbornWords => ({
      blockId,
      option,
      words: '',
      spans: [],
      before,
      after,
      knew: [first!.client, this.#firstNew.get(first!.client)! - 1],
      isCertain: pieces.some(({ isCertain }) => isCertain),
    })
    let last = row()
    for (const { client, from, text, isApart } of pieces) {
      for (let at = 0; at < text.length;) {
        const gap = at === 0 && isApart && last.words !== '' ? GAP : ''
        const room = MAX_WORDS - last.words.length - gap.length
        if (room < 2) {
          this.found.push(last)
          last = row()
          continue
        }
        let to = Math.min(text.length, at + room)
        if (to < text.length && (text.charCodeAt(to) & 0xfc00) === 0xdc00) to--
        last.words += gap + text.slice(at, to)
        last.spans.push([client, from + at, to - at])
        at = to
      }
    }
    this.found.push(last)
  }

  #pieces(items: readonly Y.Item[], marks = new Map<string, unknown>()): Piece[] {
    const pieces: Piece[] = []
    let isApart = false
    for (const item of items) {
      if (item.content instanceof Y.ContentFormat) follow(marks, item)
      if (item.deleted) isApart ||= item.countable && !this.#isNew(item)
      if (item.deleted || !(item.content instanceof Y.ContentString)) continue
      const { client, clock } = item.id
      const from = Math.max(clock, this.#firstNew.get(client) ?? Infinity)
      if (from >= clock + item.length) continue
      pieces.push({
        client,
        from,
        text: item.content.str.slice(from - clock),
        isApart,
        isCertain: this.#standsBeforeGone(item),
        marks: new Map(marks),
      })
      isApart = false
    }
    return pieces
  }

  #standsBeforeGone({ rightOrigin }: Y.Item): boolean {
    if (rightOrigin === null) return false
    const right = Y.getItem(this.#doc.store, rightOrigin)
    return (
      right.deleted && !isPlace(right) && !isDeletedBy(this.#fresh.deletions, rightOrigin.client, rightOrigin.clock)
    )
  }

  #isGone({ deleted, id }: Y.Item): boolean {
    return deleted && !isDeletedBy(this.#fresh.deletions, id.client, id.clock) && !this.#isNewAt(id.client, id.clock)
  }

  /** Whether it stood there before this update, and stands: if it was there when the place went, it tells where the words beside it belong. */
  #isOld(item: Y.Item): boolean {
    return !item.deleted && item.countable && !this.#isNew(item)
  }

  /** Yjs may have joined new words to old ones of the same client: those are old. */
  #isNew({ id }: Y.Item): boolean {
    return this.#isNewAt(id.client, id.clock)
  }
  #isNewAt(client: number, clock: number): boolean {
    return clock >= (this.#firstNew.get(client) ?? Infinity)
  }
}

/** Formats that hold before the item at `i`, from its block's start on. */
function marksBefore(items: readonly Y.Item[], i: number): Map<string, unknown> {
  const marks = new Map<string, unknown>()
  for (const item of items.slice(0, i)) if (item.content instanceof Y.ContentFormat) follow(marks, item)
  return marks
}
function follow(marks: Map<string, unknown>, { content, deleted }: Y.Item): void {
  if (content instanceof Y.ContentFormat && !deleted) marks.set(content.key, content.value)
}
