/**
 * The text of one open document: its Y.Doc and what the gate needs to know of it. Within a turn of its room it runs ahead of the
 * journal; the room sees to it that nobody reads it then.
 */
import * as Y from 'yjs'
import { keepsStructure } from '../../src/lib/domain/structure.ts'
import { readText } from '../text/read.ts'
import { judge, knownOf, type Known, type New, type Verdict } from './gate.ts'
import { keepPlaces } from '../text/places.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'

/** What is kept of a document when it is opened. */
export interface LoadedDocument {
  seq: number
  snapshotSeq: number
  updates: Uint8Array[]
  /** Client id -> person; null: the system. */
  bindings: Map<number, string | null>
  /** Whether it is in the charter's original language: its structure leads, the others follow. */
  isLeading: boolean
}

/** Client ids that one person may have announced without having written under them. */
const MAX_ANNOUNCED = 64

export class OpenText {
  /** Sequence of the last update in it. */
  seq: number
  readonly isLeading: boolean
  readonly #doc: Y.Doc
  readonly #known: Known
  /** Owner by client id: as kept, and as accepted since. */
  readonly #owners: Map<number, string | null>
  /** Announced and not yet written under, by person. They outlast their sockets: words typed while away come back under them. */
  readonly #announced: Map<number, string>
  /** Client ids under which the server writes, by author. */
  readonly #ownClients: Map<string | null, number>
  #text: { seq: number; doc: ArticleDoc } | null = null

  /** `before`: the text that this one replaces, whose owners and announced ids still hold. */
  constructor(loaded: LoadedDocument, before: OpenText | null) {
    this.#doc = keepPlaces(new Y.Doc())
    this.#doc.transact(() => {
      for (const update of loaded.updates) Y.applyUpdate(this.#doc, update)
    })
    this.#known = knownOf(this.#doc)
    this.seq = loaded.seq
    this.isLeading = loaded.isLeading
    this.#owners = before ? before.#owners : loaded.bindings
    this.#announced = before ? before.#announced : new Map()
    this.#ownClients = before ? before.#ownClients : new Map()
    before?.destroy()
  }

  /** The gate's verdict on an update of this person, or of the server in their name; throws `FrameRefused`. */
  judge(update: Uint8Array, personId: string | null, mayWrite: boolean, isServer = false): Verdict {
    return judge(this.#known, update, {
      personId,
      mayWrite,
      ownerOf: (client) => this.#ownerOf(client),
      isBound: (client) => this.#owners.has(client),
      isServer,
    })
  }

  /**
   * Takes judged bytes in; answers what was new of them, the next in sequence. Null: they were not taken whole, and this text can no
   * longer be trusted. Rethrows nothing: what Yjs throws is told to `report`.
   */
  accept(judged: New, authorId: string | null, report: (error: unknown) => void): Uint8Array | null {
    const bytes = this.#apply(judged.bytes, report)
    if (bytes === null) return null
    for (const client of judged.newClients) {
      this.#owners.set(client, authorId)
      this.#announced.delete(client)
    }
    this.seq++
    return bytes
  }

  #apply(update: Uint8Array, report: (error: unknown) => void): Uint8Array | null {
    const doc = this.#doc
    const news: Uint8Array[] = []
    const collect = (bytes: Uint8Array): number => news.push(bytes)
    doc.on('update', collect)
    try {
      Y.applyUpdate(doc, update)
    } catch (error) {
      report(error)
      return null
    } finally {
      doc.off('update', collect)
    }
    const isWhole = doc.store.pendingStructs === null && doc.store.pendingDs === null
    return isWhole && news.length > 0 ? merge(news) : null
  }

  /** Takes in again what was accepted and not yet written when the text was made anew. */
  repeat(updates: Uint8Array[]): void {
    for (const update of updates) Y.applyUpdate(this.#doc, update)
    this.seq += updates.length
  }

  /** What `act` would change, as one update under the server's own client id for this author; null: nothing. */
  changeBy(act: (copy: Y.Doc) => void, authorId: string | null, newClientId: () => number): Uint8Array | null {
    const copy = this.#copy()
    copy.clientID = this.#ownClient(authorId, newClientId)
    const updates: Uint8Array[] = []
    copy.on('update', (update: Uint8Array) => updates.push(update))
    act(copy)
    copy.destroy()
    return updates.length === 0 ? null : merge(updates)
  }

  #ownClient(authorId: string | null, newClientId: () => number): number {
    let client = this.#ownClients.get(authorId)
    if (client === undefined) {
      do client = newClientId()
      while (this.#ownerOf(client) !== undefined || this.#known.state(client) > 0)
      this.#ownClients.set(authorId, client)
    }
    return client
  }

  /** ST2: whether an update would leave the structure as it is. */
  keepsStructure(update: Uint8Array): boolean {
    const copy = this.#copy()
    Y.applyUpdate(copy, update)
    const after = readText(copy)
    copy.destroy()
    return keepsStructure(this.read(), after)
  }

  /** What `act` finds in the document itself; it must not change it. */
  look<T>(act: (ydoc: Y.Doc) => T): T {
    return act(this.#doc)
  }

  /** The article as the text says it now. */
  read(): ArticleDoc {
    if (this.#text?.seq !== this.seq) {
      const copy = this.#copy()
      this.#text = { seq: this.seq, doc: readText(copy) }
      copy.destroy()
    }
    return this.#text!.doc
  }

  /** All of it as one update; with a state vector, what that lacks. */
  state(since?: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc, since)
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#doc)
  }

  /**
   * The Y.Doc itself never asks for its Y.Text: as long as it does not, Yjs leaves redundant formats alone there, which
   * it would otherwise delete under the server's name after every update.
   */
  #copy(): Y.Doc {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, this.state())
    return copy
  }

  #ownerOf(client: number): string | null | undefined {
    return this.#owners.has(client) ? this.#owners.get(client)! : this.#announced.get(client)
  }

  /**
   * Whether a client id is this person's. One that is nobody's is theirs from now on, as long as the room is open, if `mayAnnounce`.
   */
  isOwn(client: number, personId: string, mayAnnounce: boolean): boolean {
    const owner = this.#ownerOf(client)
    if (owner !== undefined) return owner === personId
    if (this.#known.state(client) > 0 || !mayAnnounce) return false
    const theirs = [...this.#announced].filter(([, person]) => person === personId)
    if (theirs.length >= MAX_ANNOUNCED) this.#announced.delete(theirs[0]![0])
    this.#announced.set(client, personId)
    return true
  }

  destroy(): void {
    this.#doc.destroy()
  }
}

const merge = (updates: Uint8Array[]): Uint8Array => (updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates))
