/**
 * What stands in a text (src/lib/domain/standing.ts), seen in Yjs. Whether an update would touch it is known by saying it on a copy; words as they are
 * typed need no copy: they stand between two neighbours, and where neither the block of the left one nor any that begins between them is locked,
 * they touch none.
 */
import * as Y from 'yjs'
import { TEXT_NAME } from '../../src/lib/domain/text.ts'
import { headOf, isStart } from '../text/places.ts'
import { countUpTo } from './ascending.ts'
import { CONTENT, type Section, type StructHeader } from './update.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { LostOption } from '../../src/lib/domain/standing.ts'
import type { New } from './gate.ts'

/** Pieces of an update, and of the text beside each, that are looked at one by one: more are said on a copy. */
const MOST_PIECES = 64
const MOST_STEPS = 2_000

class Unclear extends Error {}

/**
 * Whether words that come and go (an update that touches no structure) certainly touch no locked block; false: it is not clear. `isLocked`: of a start that
 * stands; null: of what stands before the first.
 */
export function staysOutside(doc: Y.Doc, update: New, isLocked: (start: Y.Item | null) => boolean): boolean {
  try {
    const pieces = piecesOf(update)
    // a format that begins outside and ends outside may reach over what is between
    if (pieces.some(({ struct }) => struct.content === CONTENT.format)) return false
    const look = new Look(doc, update, isLocked)
    return (
      pieces.every(({ client, struct }) => look.isOutside(client, struct)) &&
      update.deletions.every((deletion) => look.deletesOutside(deletion))
    )
  } catch (error) {
    if (error instanceof Unclear) return false
    throw error
  }
}

function piecesOf({ sections, deletions }: New): { client: number; struct: StructHeader }[] {
  const pieces = sections.flatMap(({ client, clock, structs }) =>
    structs
      .slice(-MOST_PIECES - 1)
      .flatMap((struct) => (struct.clock + struct.length > clock ? [{ client, struct }] : [])),
  )
  if (pieces.length > MOST_PIECES || deletions.length > MOST_PIECES) throw new Unclear()
  return pieces
}

class Look {
  readonly #doc: Y.Doc
  readonly #sections: ReadonlyMap<number, Section>
  readonly #isLocked: (start: Y.Item | null) => boolean
  #steps = MOST_STEPS

  constructor(doc: Y.Doc, { sections }: New, isLocked: (start: Y.Item | null) => boolean) {
    this.#doc = doc
    this.#sections = new Map(sections.map((section) => [section.client, section]))
    this.#isLocked = isLocked
  }

  /** A new piece stands somewhere between its neighbours: neither the block of the left one nor any that begins between them is locked. */
  isOutside(client: number, struct: StructHeader): boolean {
    const [left, right] = [this.#known(client, struct, 'left'), this.#known(client, struct, 'right')]
    if (this.#isLocked(this.#startOf(left))) return false
    if (left !== null && left === right) return true
    for (let item = left === null ? this.#first() : left.right; item !== null && item !== right; item = item.right) {
      this.#step()
      if (isStart(item) && !item.deleted && this.#isLocked(item)) return false
    }
    return true
  }

  deletesOutside({ client, clock, length }: New['deletions'][number]): boolean {
    const structs = this.#doc.store.clients.get(client)
    const end = Math.min(clock + length, Y.getState(this.#doc.store, client))
    // what comes and goes in one update was looked at as it came
    if (structs === undefined || clock >= end) return true
    for (let i = Y.findIndexSS(structs, clock); i < structs.length && structs[i]!.id.clock < end; i++) {
      this.#step()
      const item = structs[i]!
      if (item.deleted) continue
      if (!(item instanceof Y.Item) || item.content instanceof Y.ContentFormat) throw new Unclear()
      if (this.#isLocked(this.#startOf(item))) return false
    }
    return true
  }

  /** What the text has nearest to a new piece on that side, beyond other new ones; null: nothing. */
  #known(client: number, struct: StructHeader, side: 'left' | 'right'): Y.Item | null {
    for (;;) {
      this.#step()
      const [atClient, atClock] = neighbour(client, struct, side, this.#sections.get(client)!)
      if (atClient < 0) return null
      if (atClock < Y.getState(this.#doc.store, atClient)) {
        const item = Y.getItem(this.#doc.store, Y.createID(atClient, atClock)) as Y.Item | Y.GC
        if (!(item instanceof Y.Item)) throw new Unclear()
        return item
      }
      const { structs } = this.#sections.get(atClient)!
      client = atClient
      struct = structs[countUpTo(structs, atClock, (one) => one.clock) - 1]!
    }
  }

  /** The start that stands nearest before an item, or is it. */
  #startOf(item: Y.Item | null): Y.Item | null {
    for (let at = item; at !== null; at = at.left) {
      this.#step()
      if (isStart(at) && !at.deleted) return at
    }
    return null
  }

  #first(): Y.Item | null {
    return this.#doc.share.get(TEXT_NAME)?._start ?? null
  }

  #step(): void {
    if (this.#steps-- <= 0) throw new Unclear()
  }
}

/** Of a struct that is known in part the rest stands behind that. */
function neighbour(
  client: number,
  struct: StructHeader,
  side: 'left' | 'right',
  section: Section,
): [client: number, clock: number] {
  if (side === 'right') return [struct.rightClient, struct.rightClock]
  return struct.clock < section.clock ? [client, section.clock - 1] : [struct.leftClient, struct.leftClock]
}

/** The blocks as they begin: `client:clock` of each start that stands -> its id as it is read. */
export function startsOf(doc: Y.Doc, read: ArticleDoc): Map<string, string> {
  const starts: string[] = []
  // never `doc.getText`: see `#copy` in open-text.ts
  for (let item = doc.share.get(TEXT_NAME)?._start ?? null; item !== null; item = item.right)
    if (isStart(item) && !item.deleted) starts.push(keyOf(item))
  // words before the first start are a block of their own (TX2)
  const ids = read.content.map(({ attrs }) => attrs.id).slice(read.content.length - starts.length)
  return new Map(starts.map((key, i) => [key, ids[i]!]))
}

export const keyOf = ({ id }: Y.Item): string => `${id.client}:${id.clock}`

/** Whether an update takes anything away or changes what something is called; what only comes takes no bracket away. */
export const takesAnything = ({ sections, deletions }: New): boolean =>
  deletions.length > 0 || sections.some(({ structs }) => structs.some(({ content }) => content === CONTENT.format))

/** Client ids under which stand the heads of an option, or what brackets a block as a whole. */
export function clientsOf(doc: Y.Doc, { bracket, option }: LostOption): number[] {
  const clients: number[] = []
  for (let item = doc.share.get(TEXT_NAME)?._start ?? null; item !== null; item = item.right) {
    if (item.deleted) continue
    const { content } = item
    const head = headOf(item)
    const isIt =
      option === null
        ? content instanceof Y.ContentFormat && content.key === 'b.bracket' && content.value === bracket
        : head !== null && head.br === bracket && head.opt === option
    if (isIt) clients.push(item.id.client)
  }
  return clients
}
