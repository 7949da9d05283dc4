// Over 250 lines: the states of one text, which must be seen together.
/**
 * The text of one room. At rest it is the bytes that are kept of it, a snapshot and what came after, and how far they reach: enough to answer who
 * opens it or comes back. Who writes wakes it: then it is a Y.Doc, until nobody has written for a while. Within a turn of its room it runs
 * ahead of the journal; the room sees to it that nobody reads it then, and takes back what was not kept.
 */
import * as Y from 'yjs'
import { reasonAgainst, type LostOption, type Standing } from '../../src/lib/domain/standing.ts'
import { keepsStructure } from '../../src/lib/domain/structure.ts'
import { keepPlaces } from '../text/places.ts'
import { deltaOf, documentFrom, readText } from '../text/read.ts'
import { bringsNothing, judge, type Known, type New, type Sender, type Verdict } from './gate.ts'
import { applyGuarded, Misplaced } from './guard.ts'
import { knownOf, KeptReach } from './known.ts'
import { clientsOf, keyOf, startsOf, staysOutside, takesAnything } from './locks.ts'
import { Owners } from './owners.ts'
import { readUpdateHeaders } from './update.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { RefusalCode } from '../../src/lib/domain/result.ts'
import type { FrameRefusal } from '../../src/lib/domain/sync.ts'
import type { DeltaInsert } from '../../src/lib/domain/text.ts'

/** What is kept of a document when it is opened. */
export interface LoadedDocument {
  seq: number
  snapshotSeq: number
  /** Yjs V1 updates in order: the snapshot, if `snapshotSeq` is not 0, then the journal after it. */
  updates: Uint8Array[]
  /** Client id -> person; null: the system. */
  bindings: Map<number, string | null>
  /** Whether it is in the charter's original language: its structure leads, the others follow. */
  isLeading: boolean
}

/** A text that somebody has written in: its Y.Doc. */
interface Awake {
  doc: Y.Doc
  known: Known
}

/** Answers remembered while the text stays as it is: many come back at once, and most of them with the same. */
const MAX_ANSWERS = 64
/** Everybody who comes back after a restart brings the same deletions: so many of them, from so many bytes on, are known by sight. */
const MAX_BROUGHT = 4
const LONG = 128
/** The state vector of who has nothing. */
const NOTHING = Uint8Array.of(0)

export class OpenText {
  /** Sequence of the last update in it. */
  seq: number
  readonly isLeading: boolean
  #snapshotSeq: number
  #updates: Uint8Array[]
  /** Of all updates since it was measured: at least what the text takes in one piece. */
  #bytes: number
  readonly #owners: Owners
  /** Client id -> sequence of the update that bound it, since the text was opened. */
  readonly #boundBy = new Map<number, number>()
  #awake: Awake | null = null
  #reach: KeptReach | null = null
  readonly #answers = new Map<string, Uint8Array>()
  /** What was brought lately and known already. What is known stays known. */
  #brought: Uint8Array[] = []
  #read: { seq: number; doc: ArticleDoc } | null = null
  /** Where its blocks begin, as long as none begins elsewhere; looked for where some are locked. */
  #starts: ReadonlyMap<string, string> | null = null

  constructor({ seq, snapshotSeq, updates, bindings, isLeading }: LoadedDocument) {
    this.seq = seq
    this.isLeading = isLeading
    this.#snapshotSeq = snapshotSeq
    this.#updates = [...updates]
    this.#bytes = sizeOf(updates)
    this.#owners = new Owners(bindings, (client) => this.#state(client))
  }

  /** Sequence up to which the text is kept in one piece. */
  get snapshotSeq(): number {
    return this.#snapshotSeq
  }

  get isAwake(): boolean {
    return this.#awake !== null
  }

  /** How large it is in one piece, or a little less than this. */
  get bytes(): number {
    return this.#bytes
  }

  /** Finds out how large it is. */
  measure(): void {
    this.#bytes = this.#updates.length === 1 ? sizeOf(this.#updates) : Y.encodeStateAsUpdate(this.#wake().doc).length
  }

  /** Whether it may have so many bytes more. */
  hasRoomFor(more: number, limit: number): boolean {
    if (this.#bytes + more > limit) this.measure()
    return this.#bytes + more <= limit
  }

  /** All updates that make it, in order; not to be changed. */
  get updates(): readonly Uint8Array[] {
    return this.#updates
  }

  /** The gate's verdict on an update of this person, or of the server in their name; throws `FrameRefused`. */
  judge(update: Uint8Array, personId: string | null, mayWrite: boolean, isServer = false): Verdict {
    if (this.#brought.some((known) => sameBytes(known, update))) return { kind: 'known' }
    const verdict = this.#judge(update, this.#owners.sender(personId, mayWrite, isServer))
    if (verdict.kind === 'known' && update.length >= LONG) {
      this.#brought = [Uint8Array.prototype.slice.call(update), ...this.#brought.slice(0, MAX_BROUGHT - 1)]
    }
    return verdict
  }

  #judge(update: Uint8Array, sender: Sender): Verdict {
    const headers = readUpdateHeaders(update)
    if (this.#awake === null) {
      if (bringsNothing(this.#kept(), headers)) return { kind: 'known' }
      if (!sender.mayWrite) return { kind: 'not-allowed' }
    }
    const { known } = this.#wake()
    return judge(known, update, sender, headers)
  }

  /**
   * Takes judged bytes in, the next in sequence; null. Otherwise why not: they were not taken whole, and the Y.Doc can no longer be trusted
   * (`takeBack`). What Yjs throws is told to `report`.
   */
  accept(
    { bytes, newClients, touchesStructure }: New,
    authorId: string | null,
    report: (error: unknown) => void,
  ): FrameRefusal | null {
    const { doc } = this.#wake()
    try {
      applyGuarded(doc, bytes)
    } catch (error) {
      if (!(error instanceof Misplaced)) report(error)
      return 'misplaced'
    }
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return 'missing-dependency'
    for (const client of newClients) {
      this.#owners.bind(client, authorId)
      this.#boundBy.set(client, this.seq + 1)
    }
    if (touchesStructure) this.#starts = null
    // a copy: what came over the line is a view of all that was read with it
    this.#updates.push(Uint8Array.prototype.slice.call(bytes))
    this.#bytes += bytes.length
    this.seq++
    this.#answers.clear()
    return null
  }

  /** Takes in the next entry of the journal, which another node has written: it was judged there, against what is known here. Throws if it does not go in whole. */
  receive({ seq, bytes, authorId }: { seq: number; bytes: Uint8Array; authorId: string | null }): void {
    if (seq !== this.seq + 1) throw new Error(`entry ${seq} does not follow ${this.seq}`)
    if (this.#awake !== null) applyGuarded(this.#awake.doc, bytes)
    for (const { client } of readUpdateHeaders(bytes).sections) this.#owners.learn(client, authorId)
    this.#updates.push(bytes)
    this.#bytes += bytes.length
    this.seq++
    this.#reach = null
    this.#starts = null
    this.#answers.clear()
  }

  /**
   * What `act` accepts becomes one transaction of Yjs, if the text is awake: many updates then cost little more than one. Returns what it all
   * was, as one update; null where there was nothing, or each was for itself.
   */
  together(act: () => void): Uint8Array | null {
    if (this.#awake === null) {
      act()
      return null
    }
    const { doc } = this.#awake
    let all: Uint8Array | null = null
    const collect = (update: Uint8Array): Uint8Array => (all = update)
    doc.on('update', collect)
    try {
      doc.transact(act)
    } finally {
      doc.off('update', collect)
    }
    return all
  }

  /** Forgets everything after `seq`, and whatever of an update was taken in half. */
  takeBack(seq: number): void {
    this.#updates.length -= this.seq - seq
    this.#bytes = sizeOf(this.#updates)
    this.seq = seq
    // whose they are was to be kept with what is not kept
    for (const [client, by] of this.#boundBy) if (by > seq) this.#unbind(client)
    this.#answers.clear()
    this.#brought = []
    this.#starts = null
    // the next entry gets the same number and says something else
    this.#read = null
    this.#sleep()
  }

  #unbind(client: number): void {
    this.#owners.release(client)
    this.#boundBy.delete(client)
  }

  /** `bytes` say all of it up to `seq`. */
  compacted(seq: number, bytes: Uint8Array): void {
    if (seq <= this.#snapshotSeq) return
    this.#updates = [bytes, ...this.#updates.slice(this.#updates.length - (this.seq - seq))]
    this.#bytes = sizeOf(this.#updates)
    this.#snapshotSeq = seq
    this.#reach = null
  }

  /** Gives the memory of its Y.Doc back, if all of it is kept in one piece. */
  rest(): void {
    if (this.seq === this.#snapshotSeq) this.#sleep()
  }

  /** What `act` would change, as one update under the server's own client id for this author; null: nothing. */
  changeBy(act: (copy: Y.Doc) => void, authorId: string | null, newClientId: () => number): Uint8Array | null {
    const copy = this.#copy()
    copy.clientID = this.#owners.ownClient(authorId, newClientId)
    const updates: Uint8Array[] = []
    copy.on('update', (update: Uint8Array) => updates.push(update))
    act(copy)
    copy.destroy()
    return updates.length === 0 ? null : updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates)
  }

  /** ST2: whether an update would leave the structure as it is; one that cannot be taken whole is left to `accept`. */
  keepsStructure(update: Uint8Array): boolean {
    const after = this.#saying(update)
    return after === null || keepsStructure(this.read(), after)
  }

  /** GA11, GA12: what this person would touch with an update that was judged new, and may not; null: nothing. */
  touched(judged: New, { lockedBlocks, heldBrackets }: Standing, personId: string): RefusalCode | null {
    const isClear = lockedBlocks.length === 0 || (!judged.touchesStructure && this.#staysOutside(judged, lockedBlocks))
    const mayLose = heldBrackets === null || !judged.touchesStructure || !takesAnything(judged)
    if (isClear && mayLose) return null
    const after = this.#saying(judged.bytes)
    if (after === null) return null
    const { doc } = this.#wake()
    const isOwn = (lost: LostOption): boolean => {
      const clients = clientsOf(doc, lost)
      return clients.length > 0 && clients.every((client) => this.#owners.ownerOf(client) === personId)
    }
    const left = { lockedBlocks: isClear ? [] : lockedBlocks, heldBrackets: mayLose ? null : heldBrackets }
    return reasonAgainst(this.read(), after, left, isOwn)
  }

  #staysOutside(judged: New, lockedBlocks: readonly string[]): boolean {
    const { doc } = this.#wake()
    const starts = (this.#starts ??= startsOf(doc, this.read()))
    return staysOutside(doc, judged, (start) => start === null || lockedBlocks.includes(starts.get(keyOf(start)) ?? ''))
  }

  /** What the text would say with an update; null: it cannot be taken whole. */
  #saying(update: Uint8Array): ArticleDoc | null {
    const copy = this.#copy()
    try {
      applyGuarded(copy, update)
      return readText(copy)
    } catch {
      return null // `accept` meets the same, and says what it is
    } finally {
      copy.destroy()
    }
  }

  /** What `act` finds in the document itself; it must not change it. */
  look<T>(act: (ydoc: Y.Doc) => T): T {
    return act(this.#wake().doc)
  }

  /** The article as the text says it now. */
  read(): ArticleDoc {
    if (this.#read?.seq !== this.seq) {
      const copy = this.#copy()
      this.#read = { seq: this.seq, doc: readText(copy) }
      copy.destroy()
    }
    return this.#read!.doc
  }

  /** The text as it stands there, whatever it holds. */
  delta(): DeltaInsert[] {
    const copy = this.#copy()
    const delta = deltaOf(copy)
    copy.destroy()
    return delta
  }

  /** What somebody with this state vector lacks, as one update. */
  answer(since: Uint8Array): Uint8Array {
    const key = Buffer.from(since.buffer, since.byteOffset, since.byteLength).toString('latin1')
    let answer = this.#answers.get(key)
    if (answer === undefined) {
      if (this.#answers.size >= MAX_ANSWERS) this.#answers.clear()
      this.#answers.set(key, (answer = this.#answer(since)))
    }
    return answer
  }

  #answer(since: Uint8Array): Uint8Array {
    // in one piece it is served as it is kept, without building anything
    if (this.#awake === null && this.#updates.length === 1) {
      const [all] = this.#updates as [Uint8Array]
      if (since.length === 1 && since[0] === NOTHING[0]) return all
      const reach = this.#kept()
      return reach.isCoveredBy(Y.decodeStateVector(since))
        ? Buffer.concat([NOTHING, all.subarray(reach.deletionsAt)])
        : Y.diffUpdate(all, since)
    }
    return Y.encodeStateAsUpdate(this.#wake().doc, since)
  }

  stateVector(): Uint8Array {
    return this.#awake === null ? Y.encodeStateVector(this.#kept().states) : Y.encodeStateVector(this.#awake.doc)
  }

  /** Whether an update brings words under a client id that is somebody else's by now, though its sender took it for their own. */
  clashes(update: Uint8Array, clients: readonly number[], personId: string): boolean {
    const foreign = clients.filter((client) => this.isOthers(client, personId))
    return foreign.length > 0 && readUpdateHeaders(update).sections.some(({ client }) => foreign.includes(client))
  }

  /** Whether a client id is somebody else's. */
  isOthers(client: number, personId: string): boolean {
    const owner = this.#owners.ownerOf(client)
    return owner !== undefined && owner !== personId
  }

  /** Whether a client id is this person's; one that is nobody's is theirs from now on, if `mayAnnounce`. */
  isOwn(client: number, personId: string, mayAnnounce: boolean): boolean {
    return this.#owners.isOwn(client, personId, mayAnnounce)
  }

  destroy(): void {
    this.#sleep()
  }

  /**
   * The Y.Doc itself never asks for its Y.Text: as long as it does not, Yjs leaves redundant formats alone there, which
   * it would otherwise delete under the server's name after every update. Reading and changing is done on copies.
   */
  #copy(): Y.Doc {
    return documentFrom(this.#awake === null ? this.#updates : [Y.encodeStateAsUpdate(this.#awake.doc)])
  }

  #wake(): Awake {
    if (this.#awake === null) {
      const doc = documentFrom(this.#updates, keepPlaces(new Y.Doc()))
      this.#awake = { doc, known: knownOf(doc) }
      this.#reach = null
    }
    return this.#awake
  }

  #sleep(): void {
    this.#awake?.doc.destroy()
    this.#awake = null
    this.#reach = null
  }

  #kept(): KeptReach {
    return (this.#reach ??= new KeptReach(this.#updates))
  }

  #state(client: number): number {
    return this.#awake === null ? this.#kept().state(client) : this.#awake.known.state(client)
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && Buffer.compare(a, b) === 0
const sizeOf = (updates: readonly Uint8Array[]): number => updates.reduce((sum, { length }) => sum + length, 0)
