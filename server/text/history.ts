// Over 250 lines: what was written, when and by whom is one structure, taken in once.
/**
 * The history of one text, from its journal (rules HI1-HI4): what it said after any entry, who wrote each letter, and when each block
 * last changed. Entries are taken in once, in order; nothing is ever computed over the whole journal again.
 *
 * The Y.Doc here never forgets what was deleted. Beside it stand three numbers for each letter ever written: the entry that brought it, the one
 * that took it away, and the one it is credited to. They differ only where a block was moved: Yjs writes its words anew, their authors stay.
 */
import * as Y from 'yjs'
import { commonPlaces } from '../../src/lib/domain/change.ts'
import {
  bareId,
  docFromDelta,
  isBlockStart,
  TEXT_NAME,
  type DeltaInsert,
  type Embed,
  type Formats,
} from '../../src/lib/domain/text.ts'
import type { Author } from '../../src/lib/domain/authored.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'

/** Who wrote an entry of the journal, and when (RFC 3339 UTC). */
export interface EntryMeta extends Author {
  seq: number
  at: string
}
export interface HistoryEntry extends EntryMeta {
  /** The Yjs V1 update. */
  bytes: Uint8Array
}

/** An operation of a text's delta, all of it credited to one entry. */
export type CreditedInsert = DeltaInsert & { seq: number }

/** One letter's or embed's place in Yjs. */
interface Spot {
  client: number
  clock: number
}
/** What stands in the text without a break in one item, of one look. */
interface Stretch extends Spot {
  insert: string | Embed
  formats: Formats
}

/** A growing row of numbers, one for each clock of a client; 0 where none was set. */
class Column {
  #values = new Uint32Array(64)
  get(clock: number): number {
    return this.#values[clock] ?? 0
  }
  set(clock: number, value: number): void {
    if (clock >= this.#values.length) {
      const more = new Uint32Array(Math.max(clock + 1, this.#values.length * 2))
      more.set(this.#values)
      this.#values = more
    }
    this.#values[clock] = value
  }
}
class Columns {
  readonly #of = new Map<number, Column>()
  get({ client, clock }: Spot): number {
    return this.#of.get(client)?.get(clock) ?? 0
  }
  set({ client, clock }: Spot, value: number): void {
    let column = this.#of.get(client)
    if (column === undefined) this.#of.set(client, (column = new Column()))
    column.set(clock, value)
  }
}

export class TextHistory {
  readonly #doc = new Y.Doc({ gc: false })
  readonly #entries: EntryMeta[] = []
  readonly #arrived = new Columns()
  readonly #gone = new Columns()
  readonly #credited = new Columns()
  /** Block id -> the entries that changed its words or its shape, in order. */
  readonly #changed = new Map<string, number[]>()
  /** `client:clock` of a block's start -> its id as it is read. */
  #starts = new Map<string, string>()
  #firstId = '~0'
  /** The text as it is now, if it has been read since the last change. */
  #now: { stretches: Stretch[]; doc: ArticleDoc } | null = null

  /** Sequence of the last entry taken in; 0: none. */
  get seq(): number {
    return this.#entries.length
  }

  /** Every entry without its bytes; the entry of sequence n stands at n - 1. */
  get entries(): readonly EntryMeta[] {
    return this.#entries
  }

  /** Sequence of the last entry that had been written at this instant (RFC 3339 UTC, milliseconds); 0: none. */
  seqAt(at: string): number {
    return this.#entries.findLast((entry) => entry.at <= at)?.seq ?? 0
  }

  /** Takes in the next entries. Throws where one is missing. */
  take(entries: Iterable<HistoryEntry>): void {
    for (const entry of entries) this.#take(entry)
  }

  /** HI1: the text after entry `seq`, each operation with the entry it is credited to. Formats as the text has them. */
  deltaAt(seq: number = this.seq): CreditedInsert[] {
    const out: CreditedInsert[] = []
    for (const { insert, formats, client, clock } of this.#walk(seq)) {
      const more = Object.keys(formats).length > 0 ? { attributes: formats } : {}
      if (typeof insert !== 'string') {
        out.push({ insert, ...more, seq: this.#credited.get({ client, clock }) })
        continue
      }
      for (let from = 0; from < insert.length;) {
        const by = this.#credited.get({ client, clock: clock + from })
        let to = from + 1
        while (to < insert.length && this.#credited.get({ client, clock: clock + to }) === by) to++
        const words = insert.slice(from, to)
        const last = out.at(-1)
        if (typeof last?.insert === 'string' && last.seq === by && isSame(last.attributes, more.attributes))
          last.insert += words
        else out.push({ insert: words, ...more, seq: by })
        from = to
      }
    }
    return out
  }

  /** HI1: the article as it was after entry `seq`; 0 is before the first. */
  docAt(seq: number = this.seq): ArticleDoc {
    return seq >= this.seq ? this.#read().doc : docFromDelta([...this.#walk(seq)].map(deltaOf))
  }

  /** HI3: block id -> the entry that last changed its words or its shape. A move alone is no change. Blocks that are gone are not here. */
  lastChanges(): Map<string, EntryMeta> {
    return new Map([...this.#changed].map(([id, seqs]) => [id, this.#entries[seqs.at(-1)! - 1]!]))
  }

  /** HI3: block id -> every entry that changed its words or its shape, in order. */
  changes(): Map<string, EntryMeta[]> {
    return new Map([...this.#changed].map(([id, seqs]) => [id, seqs.map((seq) => this.#entries[seq - 1]!)]))
  }

  /** The entry that brought the unit at this clock; 0: none yet. */
  arrivedWith(client: number, clock: number): number {
    return this.#arrived.get({ client, clock })
  }

  /** The entry that took it away; 0: none yet. */
  goneWith(client: number, clock: number): number {
    return this.#gone.get({ client, clock })
  }

  /** The id that the start at this clock was written with; null: it is no start. */
  startAt(client: number, clock: number): string | null {
    const [item] = this.#items({ client, clock, length: 1 })
    return item?.content instanceof Y.ContentEmbed && isBlockStart(item.content.embed)
      ? bareId(item.content.embed.b)
      : null
  }

  /** The block in which it stands now, as it is read; for units that are not gone. */
  blockAt(client: number, clock: number): string {
    const [item] = this.#items({ client, clock, length: 1 })
    return item === undefined ? this.#firstId : this.#blockOf(item)
  }

  #change(blockId: string, seq: number): void {
    const seqs = this.#changed.get(blockId)
    if (seqs === undefined) this.#changed.set(blockId, [seq])
    else if (seqs.at(-1) !== seq) seqs.push(seq)
  }

  #take({ bytes, ...meta }: HistoryEntry): void {
    const seq = this.seq + 1
    if (meta.seq !== seq) throw new Error(`the journal goes from entry ${seq - 1} to entry ${meta.seq}`)
    const { structs, ds } = Y.decodeUpdate(bytes)
    const deletions = [...ds.clients].flatMap(([client, ranges]) =>
      ranges.map(({ clock, len }) => ({ client, clock, length: len })),
    )
    const isStructural =
      structs.some((struct) => struct instanceof Y.Item && isShaping(struct.content)) ||
      deletions.some((range) => this.#items(range).some(({ content }) => isShaping(content)))
    const before = isStructural ? this.#read() : null
    Y.applyUpdate(this.#doc, bytes)
    this.#entries.push(meta)
    const touched: Y.Item[] = []
    for (const { id, length } of structs) {
      const range = { client: id.client, clock: id.clock, length }
      for (let clock = id.clock; clock < id.clock + length; clock++) this.#arrive({ client: id.client, clock }, seq)
      if (before === null) touched.push(...this.#items(range).filter((item) => !item.deleted))
    }
    for (const range of deletions) {
      for (let clock = range.clock; clock < range.clock + range.length; clock++)
        this.#leave({ client: range.client, clock }, seq)
      // what came and went within one entry was never in the text
      if (before === null) touched.push(...this.#items(range).filter(({ id }) => this.#arrived.get(id) < seq))
    }
    this.#now = null
    if (before !== null) this.#followStructure(before, seq)
    else for (const item of touched) if (isWord(item.content)) this.#change(this.#blockOf(item), seq)
  }

  #arrive(spot: Spot, seq: number): void {
    if (this.#arrived.get(spot) > 0) return
    this.#arrived.set(spot, seq)
    this.#credited.set(spot, seq)
  }

  #leave(spot: Spot, seq: number): void {
    if (this.#gone.get(spot) === 0) this.#gone.set(spot, seq)
  }

  /** The items that hold these clocks, as far as they are known. */
  #items({ client, clock, length }: Spot & { length: number }): Y.Item[] {
    const items: Y.Item[] = []
    const known = Y.getState(this.#doc.store, client)
    for (let at = clock; at < Math.min(clock + length, known);) {
      const item = Y.getItem(this.#doc.store, Y.createID(client, at)) as Y.Item | Y.GC
      if (item instanceof Y.Item) items.push(item)
      at = item.id.clock + item.length
    }
    return items
  }

  /** The block that an item stands in now. */
  #blockOf(item: Y.Item): string {
    for (let at = item.left; at !== null; at = at.left)
      if (!at.deleted && isStart(at.content)) return this.#starts.get(keyOf(at.id)) ?? this.#firstId
    return this.#firstId
  }

  /** Where starts or formats changed, the text before and after is read whole: which blocks came, went, changed, or moved with their words. */
  #followStructure(before: { stretches: Stretch[]; doc: ArticleDoc }, seq: number): void {
    const after = this.#read()
    this.#starts = new Map()
    let n = after.doc.content.length - after.stretches.filter(({ insert }) => isBlockStart(insert)).length
    this.#firstId = n > 0 ? after.doc.content[0]!.attrs.id : '~0'
    for (const stretch of after.stretches)
      if (isBlockStart(stretch.insert)) this.#starts.set(keyOf(stretch), after.doc.content[n++]!.attrs.id)
    const was = new Map(before.doc.content.map((block) => [block.attrs.id, JSON.stringify(block)]))
    for (const block of after.doc.content)
      if (was.get(block.attrs.id) !== JSON.stringify(block)) this.#change(block.attrs.id, seq)
    const is = new Set(after.doc.content.map(({ attrs }) => attrs.id))
    for (const id of was.keys()) if (!is.has(id)) this.#changed.delete(id)
    this.#keepCredit(before, after, seq)
  }

  /** HI2: the words of a block that this entry wrote anew at another place stay credited to whoever wrote them. */
  #keepCredit(
    before: { stretches: Stretch[]; doc: ArticleDoc },
    after: { stretches: Stretch[]; doc: ArticleDoc },
    seq: number,
  ): void {
    const isNew = (spot: Spot | null): boolean => spot !== null && this.#arrived.get(spot) === seq
    const parts = partsOf(after)
    const old = new Map(partsOf(before).map((part) => [part.id, part]))
    const credit = (
      a: readonly Letters[],
      b: readonly Letters[],
      pairs: readonly (readonly [number, number])[],
    ): void => {
      for (const [i, j] of pairs)
        b[j]!.spots.forEach((spot, k) => {
          if (isNew(spot)) this.#credited.set(spot, this.#credited.get(a[i]!.spots[k]!))
        })
    }
    for (const part of parts.filter(({ start }) => isNew(start))) {
      const from = old.get(part.id)
      if (from !== undefined) {
        const [a, b] = [lettersOf(from.words), lettersOf(part.words)]
        credit(a, b, commonPlaces(keysOf(a), keysOf(b)))
      }
      // what was split off
      const whole = from === undefined && part.from !== null ? old.get(part.from) : undefined
      if (whole === undefined) continue
      const a = lettersOf(whole.words).filter(({ spots }) => spots.every((spot) => this.#gone.get(spot) === seq))
      const b = lettersOf(part.words)
      credit(a, b, commonPlaces(keysOf(a), keysOf(b)))
    }
    const is = new Set(parts.map(({ id }) => id))
    const joined = [...old.values()].filter(({ id }) => !is.has(id))
    if (joined.length === 0) return
    const grown = parts.map((part) => lettersOf(part.words).filter(({ spots }) => spots.every(isNew)))
    for (const { words } of joined) {
      const a = lettersOf(words).filter(({ spots }) => spots.every((spot) => this.#gone.get(spot) === seq))
      for (const b of grown) {
        const pairs = commonPlaces(keysOf(a), keysOf(b))
        // most of its words went there, as they go where the leading language's went (ST3)
        if (wordCount(pairs.map(([i]) => a[i]!)) * 2 > wordCount(a)) credit(a, b, pairs)
      }
    }
  }

  #read(): { stretches: Stretch[]; doc: ArticleDoc } {
    if (this.#now === null) {
      const stretches = [...this.#walk(this.seq)]
      this.#now = { stretches, doc: docFromDelta(stretches.map(deltaOf)) }
    }
    return this.#now
  }

  /** What stood in the text after entry `seq`, from left to right; the order of items never changes, only which of them show. */
  *#walk(seq: number): Generator<Stretch> {
    const isNow = seq >= this.seq
    let formats: Formats = {}
    for (let item = this.#doc.get(TEXT_NAME)._start; item !== null; item = item.right) {
      const { id, content } = item
      if (isNow && item.deleted) continue
      if (content instanceof Y.ContentString) {
        if (isNow) yield { client: id.client, clock: id.clock, insert: content.str, formats }
        else yield* this.#shown(id, content.str, formats, seq)
      } else if (!isNow && !this.#shows(id, seq)) continue
      else if (content instanceof Y.ContentEmbed)
        yield { client: id.client, clock: id.clock, insert: content.embed as Embed, formats }
      else if (content instanceof Y.ContentFormat) {
        const { [content.key]: _, ...rest } = formats
        formats = content.value === null ? rest : { ...rest, [content.key]: content.value as unknown }
      }
    }
  }

  /** The letters of one item that showed after entry `seq`. */
  *#shown({ client, clock }: Spot, text: string, formats: Formats, seq: number): Generator<Stretch> {
    for (let from = 0; from < text.length;) {
      if (!this.#shows({ client, clock: clock + from }, seq)) {
        from++
        continue
      }
      let to = from + 1
      while (to < text.length && this.#shows({ client, clock: clock + to }, seq)) to++
      yield { client, clock: clock + from, insert: text.slice(from, to), formats }
      from = to
    }
  }

  #shows(spot: Spot, seq: number): boolean {
    const arrived = this.#arrived.get(spot)
    if (arrived === 0 || arrived > seq) return false
    const gone = this.#gone.get(spot)
    return gone === 0 || gone > seq
  }
}

const keyOf = ({ client, clock }: Spot): string => `${client}:${clock}`
const deltaOf = ({ insert, formats }: Stretch): DeltaInsert => ({ insert, attributes: formats })
const isSame = (a: Formats = {}, b: Formats = {}): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
const isStart = (content: unknown): boolean => content instanceof Y.ContentEmbed && isBlockStart(content.embed)
/** What changes more than the words where it stands. */
const isShaping = (content: unknown): boolean => content instanceof Y.ContentFormat || isStart(content)
const isWord = (content: unknown): boolean => content instanceof Y.ContentString || content instanceof Y.ContentEmbed

interface Part {
  id: string
  /** Null: words before the first start. */
  start: Stretch | null
  /** The block that it was split from. */
  from: string | null
  words: Stretch[]
}

/** The stretches of each block. */
function partsOf({ stretches, doc }: { stretches: Stretch[]; doc: ArticleDoc }): Part[] {
  const parts: Part[] = []
  for (const stretch of stretches)
    if (isBlockStart(stretch.insert)) parts.push({ id: '', start: stretch, from: null, words: [] })
    else if (parts.length > 0) parts.at(-1)!.words.push(stretch)
    else parts.push({ id: '', start: null, from: null, words: [stretch] })
  return parts.map((part, i) => {
    const { id, from = null } = doc.content[i]!.attrs
    return { ...part, id, from }
  })
}

/** A word, a space or an embed, with the place of each of its letters. */
interface Letters {
  key: string
  spots: Spot[]
}
const keysOf = (letters: readonly Letters[]): string[] => letters.map(({ key }) => key)
const wordCount = (letters: readonly Letters[]): number => letters.filter(({ key }) => /\S/.test(key)).length

function lettersOf(stretches: Stretch[]): Letters[] {
  const out: Letters[] = []
  let kind: 'space' | 'word' | null = null
  for (const { insert, client, clock } of stretches) {
    if (typeof insert !== 'string') {
      out.push({ key: `\0${JSON.stringify(insert)}`, spots: [{ client, clock }] })
      kind = null
      continue
    }
    for (let i = 0; i < insert.length; i++) {
      const is = /\s/.test(insert[i]!) ? 'space' : 'word'
      const spot = { client, clock: clock + i }
      if (is !== kind) out.push({ key: insert[i]!, spots: [spot] })
      else {
        out.at(-1)!.key += insert[i]!
        out.at(-1)!.spots.push(spot)
      }
      kind = is
    }
  }
  return out
}
