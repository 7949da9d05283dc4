// Over 250 lines: the life of one document, and the order in which things happen to it.
/**
 * One open document (rules SY*): everything that happens to it happens here, one turn after another.
 *
 * A turn takes what waits, in order: judge, take in, write to the journal; only when that is written does anybody hear of it,
 * and only when it is durable is it acknowledged. Within a turn the text runs ahead of the journal; nothing reads it then.
 * If the journal fails, the room is given up: its people come back to a room that knows what was kept.
 */
import { fullness, type SyncLimits } from '../../src/lib/domain/limits.ts'
import { CLOSE } from '../../src/lib/domain/sync.ts'
import { followStructure, structureOf } from '../../src/lib/domain/structure.ts'
import { deltaFromDoc, docFromDelta } from '../../src/lib/domain/text.ts'
import { isOutrun } from '../store/errors.ts'
import { ENTRIES_AT_ONCE } from '../store/history.ts'
import { KEPT } from '../store/journal.ts'
import { readText } from '../text/read.ts'
import { applyChange, writeText } from '../text/write.ts'
import {
  asksForAll,
  callOff,
  isAlone,
  rightsAreKnown,
  type Done,
  type Errand,
  type Keep,
  type Lead,
  type WriteErrand,
} from './errand.ts'
import { FENCE, fenceAt, isFence } from './fence.ts'
import { OpenText, type LoadedDocument } from './open-text.ts'
import { Rate, type Tempo } from './pacer.ts'
import { Parcel } from './parcel.ts'
import { updateFrame, type Frame } from './protocol.ts'
import { RoomPresence } from './room-presence.ts'
import { NotKept, untilFirst, type Share } from './together.ts'
import { Turn, type Floor } from './turn.ts'
import { OUTRUN_PATIENCE, Way } from './way.ts'
import type * as Y from 'yjs'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { Author } from '../../src/lib/domain/authored.ts'
import type { FrameRefusal } from '../../src/lib/domain/sync.ts'
import type { InNames } from '../context.ts'
import type { Appended, JournalEntry } from '../store/store.ts'
import type { WatchTurn } from '../tracing.ts'
import type { Member } from './member.ts'
import type { Clock } from './ports.ts'

/** What a room needs of the house. */
export interface RoomParts {
  load(documentId: string): Promise<LoadedDocument>
  append(entries: JournalEntry[]): Appended
  /** What other nodes wrote: the journal after an entry, in order, at most `ENTRIES_AT_ONCE`; null: there are no other nodes. */
  since: ((documentId: string, seq: number) => Promise<Written[]>) | null
  /** What these updates say together, as one; made elsewhere, so that nothing waits for it. */
  compact(updates: readonly Uint8Array[]): Promise<Uint8Array>
  keepSnapshot(documentId: string, seq: number, bytes: Uint8Array): Promise<void>
  /** The open room of another document. */
  room(documentId: string): Room
  /** The other languages of this document's article. */
  followers(documentId: string): Promise<string[]>
  /** Runs each turn; absent: nobody wants to know of them. */
  watchTurn?: WatchTurn
  clock: Clock
  limits: SyncLimits
  tempo: Tempo
  newClientId: () => number
  newBlockId: () => string
  /** Words of this person came too late for their place and were kept for them (TX28). */
  recovered(documentId: string, personId: string): void
  /** Something new is written in this text, up to this entry. */
  wrote(documentId: string, seq: number): void
  /** A fence is in the journal, its entry `seq`, and no word. */
  fenced(documentId: string, seq: number): void
  /** Other nodes write so fast that this one is not heard in this text. */
  late(documentId: string): void
  /** A member's caret moved, or, `cursor` undefined, is gone: for the other nodes; null: there are none. */
  caretMoved: ((member: Member, client: number, cursor: unknown) => void) | null
  /** Carets in this text on the other nodes. */
  caretsElsewhere(documentId: string): Iterable<{ who: { actor: Actor }; client: number; cursor: unknown }>
  /** Counted for the operator. */
  count(what: 'accepted' | 'known' | 'dropped' | FrameRefusal): void
  report(error: unknown, documentId: string): void
  /** Nobody may come in any more. */
  gone(room: Room): void
}

/** An entry of the journal, as far as another node needs it. */
export interface Written {
  seq: number
  bytes: Uint8Array
  authorId: string | null
}

/** So often somebody else may be first before a turn is given up. */
const MOST_OUTRUN = 100
/** A room without people is kept for so long, and the Y.Doc of a text in which nobody writes. */
export const IDLE_MS = 30_000
/** Entries after which a running room keeps a snapshot. */
export const SNAPSHOT_EVERY = 1_000
const MAX_TURN = 512

class RoomGivenUp extends Error {}

export class Room {
  readonly documentId: string
  readonly members = new Set<Member>()
  readonly #parts: RoomParts
  readonly #presence: RoomPresence
  readonly #rate: Rate
  #errands: Errand[] = []
  #isWorking = false
  #isGivenUp = false
  /** Null until loaded. */
  #floor: Floor | null = null
  /** How full the text was said to be. */
  #toldPercent = 0
  /** Up to where a snapshot is kept or under way. */
  #keepingSeq = 0
  /** Resolves when everything written so far is durable. */
  #durable: Promise<void> = Promise.resolve()
  /** Resolves when everything written so far is in the database. */
  #stored: Promise<void> = Promise.resolve()
  #keeping: Promise<void> = Promise.resolve()
  #cancelIdle: () => void = () => {}
  readonly #way: Way

  constructor(documentId: string, parts: RoomParts) {
    this.documentId = documentId
    this.#parts = parts
    this.#presence = new RoomPresence(this.members, parts.clock, parts.tempo.presenceMs, parts.caretMoved)
    for (const { who, client, cursor } of parts.caretsElsewhere(documentId)) this.hearOf(who, client, cursor)
    this.#rate = new Rate(parts.clock.now())
    this.#way = new Way(parts.clock)
  }

  /** A socket comes in; it is told what the room has as soon as the room knows it itself. */
  enter(member: Member): void {
    this.members.add(member)
    this.#queue({ kind: 'join', member })
  }

  /** `ordinal`: how many sync messages of subtype 1 or 2 this socket has sent, this one included. */
  take(member: Member, frame: Frame, ordinal: number): void {
    this.#queue({ kind: 'frame', member, frame, ordinal })
  }

  /** What came was no frame; the sender is shut out once what it sent before has been handled. */
  takeBad(member: Member, code: FrameRefusal): void {
    this.#queue({ kind: 'bad-frame', member, code })
  }

  leave(member: Member): void {
    if (!this.members.delete(member)) return
    this.#presence.leave(member)
    if (this.members.size > 0) return
    // nobody is left whose editor would do it
    if (this.#floor?.text.isAwake === true) this.#queue({ kind: 'tidy' })
    this.#startIdle()
  }

  /** A member may write again: what it kept meanwhile is asked for. */
  callBack(member: Member): void {
    this.#queue({ kind: 'call-back', member })
  }

  /** Somebody on another node moved, or, `cursor` undefined, is gone. */
  hearOf(who: { actor: Actor }, client: number, cursor: unknown): void {
    this.#presence.hearOf(who, client, cursor)
  }

  /** Where a member's carets are, by Yjs client id. */
  caretsOf(member: Member): { client: number; cursor: unknown }[] {
    return this.#presence.caretsOf(member)
  }

  /** A member's name, party or roles changed; `before`: who it was. */
  rename(member: Member, before: Actor): void {
    this.#presence.renamed(member, before)
  }

  /** Whom a member sees changed, with its own party or with the charter's setting; `saw`: whom it saw before. */
  look(member: Member, saw: (person: Actor) => boolean): void {
    this.#presence.look(member, saw)
  }

  /** Somebody has written up to this entry: the node that says so, or, null, nobody says who. */
  hear(seq: number, node: string | null): void {
    if (node !== null) this.#way.take(node)
    if (this.#floor === null || seq <= this.#floor.text.seq) return
    if (!this.#errands.some(({ kind }) => kind === 'catch-up')) this.#queue({ kind: 'catch-up' })
  }

  /** ND12: another node is late with words for this text; it goes first. */
  giveWay(node: string): void {
    if (!this.#isGivenUp) this.#way.give(node)
  }

  /** The text, durable. Rejects if the journal fails. */
  read(): Promise<ArticleDoc> {
    return this.#look((text) => text.read())
  }

  /** As `read`, with the sequence of the last entry that it says. */
  readAt(): Promise<{ doc: ArticleDoc; seq: number }> {
    return this.#look((text) => ({ doc: text.read(), seq: text.seq }))
  }

  /** What `act` finds in the document, which it must not change; as `read`. */
  inspect<T>(act: (ydoc: Y.Doc) => T): Promise<T> {
    return this.#look((text) => text.look(act))
  }

  async #look<T>(act: (text: OpenText) => T): Promise<T> {
    const found: T[] = []
    await this.#ask<void>((done) => ({ kind: 'look', look: (text) => void found.push(act(text)), done }))
    return found[0]!
  }

  /** Makes the text say `doc`, in this author's name; resolves when it is durable. */
  async write(doc: ArticleDoc, by: Author): Promise<void> {
    await this.#write((copy) => void writeText(copy, doc, this), by)
  }

  /**
   * Makes the text say what `act` makes of it, in a turn of its own, so that nothing comes between reading and writing. Resolves, when it is
   * durable, with the sequence of the journal entry; null: there was nothing to write.
   */
  change(act: (now: ArticleDoc) => ArticleDoc, by: Author): Promise<number | null> {
    return this.#write((copy) => void writeText(copy, act(readText(copy)), this), by)
  }

  /** Takes in a Yjs update that the server made of this text elsewhere, under client ids that are nobody's yet; as `change`, null also where `keep` was against it. */
  merge(update: Uint8Array, by: Author, keep: Keep | null = null): Promise<number | null> {
    return this.#write(update, by, keep)
  }

  #write(change: WriteErrand['change'], by: Author, keep: Keep | null = null): Promise<number | null> {
    return this.#ask((done) => ({ kind: 'write', change, by, keep, done }))
  }

  /** Takes part in a change of several texts (rule PT11). */
  standStill(share: Share): void {
    if (this.#isGivenUp) share.ready.reject(this.#givenUp())
    else this.#queue({ kind: 'together', share })
  }

  /** Resolves when everything taken so far is durable. */
  settle(): Promise<void> {
    return this.#ask((done) => ({ kind: 'settle', isKept: false, done }))
  }

  /** Keeps a snapshot if there is anything new in it; resolves when it is kept. */
  async keep(): Promise<void> {
    await this.#ask<void>((done) => ({ kind: 'settle', isKept: true, done }))
    await this.#keeping
  }

  #ask<T>(errand: (done: Done<T>) => Errand): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#isGivenUp) reject(this.#givenUp())
      else this.#queue(errand({ resolve, reject }))
    })
  }

  #givenUp(): RoomGivenUp {
    return new RoomGivenUp(`the room of ${this.documentId} was given up`)
  }

  /** Only to be asked for in a turn. */
  get #text(): OpenText {
    return this.#floor!.text
  }

  // --- turns -------------------------------------------------------------------------------------------------------

  #queue(errand: Errand): void {
    if (this.#isGivenUp) return
    this.#errands.push(errand)
    if (this.#isWorking) return
    this.#isWorking = true
    this.#cancelIdle()
    this.#parts.tempo.pacer.next(() => void this.#work(), this.#rate.at(this.#parts.clock.now()))
  }

  async #work(): Promise<void> {
    try {
      this.#floor ??= await this.#open()
      while (this.#errands.length > 0 && !this.#isGivenUp)
        if (this.#way.wait === null) await this.#takeTurn()
        else await this.#way.wait
    } catch (error) {
      this.#giveUp(error)
    }
    this.#isWorking = false
    if (!this.#isGivenUp) this.#startIdle()
  }

  async #open(): Promise<Floor> {
    const { documentId, members } = this
    const { clock, limits, newClientId, newBlockId, count, recovered, report } = this.#parts
    const text = new OpenText(await this.#parts.load(documentId))
    this.#keepingSeq = text.snapshotSeq
    // whoever was here when the process ended may have left doubles
    if (text.seq > text.snapshotSeq) this.#errands.unshift({ kind: 'tidy' })
    return {
      documentId,
      text,
      members,
      apart: new WeakSet(),
      refused: new WeakSet(),
      presence: this.#presence,
      limits,
      now: () => new Date(clock.now()).toISOString(),
      newClientId,
      newBlockId,
      count,
      recovered: (personId) => recovered(documentId, personId),
      report: (error) => report(error, documentId),
      keepSnapshot: () => this.#keepSnapshot(),
    }
  }

  async #takeTurn(): Promise<void> {
    const alone = this.#errands.findIndex(isAlone)
    const batch = this.#errands.splice(0, alone < 0 ? MAX_TURN : Math.min(MAX_TURN, Math.max(alone, 1)))
    try {
      const { watchTurn } = this.#parts
      if (watchTurn === undefined) await this.#do(batch)
      else await watchTurn(this.documentId, batch.length, () => this.#do(batch))
    } catch (error) {
      // whoever waits for what was begun and not ended would wait for ever
      for (const errand of batch) callOff(errand, error)
      throw error
    }
  }

  async #do(batch: readonly Errand[]): Promise<void> {
    const first = batch[0]!
    if (first.kind === 'catch-up') return void (await this.#catchUp())
    if (first.kind === 'follow') return this.#follow(first)
    if (first.kind === 'together') return this.#standStill(first.share)
    if (first.kind === 'write' && first.keep !== null) return this.#writeAlone(first, first.keep)
    if (batch.some(asksForAll)) await this.#catchUp()
    this.#askForGuests(batch)
    await rightsAreKnown(batch)
    let handled: readonly Errand[] = batch
    await this.#untilFirst(batch, async (isAgain) => {
      const turn = new Turn(this.#floor!, null, isAgain)
      const left = turn.take(handled)
      if (left !== null) {
        this.#text.takeBack(this.#text.seq)
        this.#errands.unshift(...left)
        handled = handled.slice(0, handled.length - left.length)
      }
      await this.#conclude(turn, (entries) => this.#append(entries))
    })
  }

  /**
   * Asks for the rights of whoever nobody tells of those that changed since: of who has gone and left words; and, where other nodes write, of who comes in,
   * since a fence may have come after they were asked about and before this text was read.
   */
  #askForGuests(batch: readonly Errand[]): void {
    const isShared = this.#parts.since !== null
    const unsure = batch.flatMap((errand) =>
      (errand.kind === 'frame' && !this.members.has(errand.member)) || (errand.kind === 'join' && isShared)
        ? [errand.member]
        : [],
    )
    for (const member of new Set(unsure)) if (!member.isShutOut) member.askAgain()
  }

  // --- other nodes ---------------------------------------------------------------------------------------------------

  /**
   * Takes in what other nodes have written, and tells it; where there are none, nothing. Between turns, or at the beginning of one. Answers whether
   * everybody here is asked about anew, since a fence was among it.
   */
  async #catchUp(): Promise<boolean> {
    const { since } = this.#parts
    if (since === null) return false
    const text = this.#text
    const news: Written[] = []
    for (let isAll = false; !isAll;) {
      const entries = await since(this.documentId, text.seq)
      isAll = entries.length < ENTRIES_AT_ONCE
      for (const entry of entries) text.receive(entry)
      news.push(...entries)
    }
    if (news.length === 0) return false
    const words = new Parcel(news.filter((entry) => !isFence(entry)).map(({ bytes }) => updateFrame(bytes)))
    for (const member of this.members) member.send(words)
    const isFenced = news.some(isFence)
    if (isFenced) for (const member of this.members) member.askAgain()
    this.#tellSize()
    return isFenced
  }

  /**
   * Does what ends by appending to the journal, until nobody else was first: the journal's sequence decides. Whatever it did to the text is taken
   * back, what the others wrote is taken in, and these errands are handled again, as if they had come only now.
   */
  async #untilFirst(errands: readonly Errand[], act: (isAgain: boolean) => Promise<void>): Promise<void> {
    if (this.#parts.since === null) return act(false)
    const members = new Set(errands.flatMap((errand) => ('member' in errand ? [errand.member] : [])))
    const before = [...members].map((member) => [member, member.isCaughtUp, member.isOwing] as const)
    let { seq } = this.#text
    await untilFirst(act, MOST_OUTRUN, async (outrun) => {
      if (outrun >= OUTRUN_PATIENCE) this.#parts.late(this.documentId)
      this.#text.takeBack(seq)
      for (const [member, isCaughtUp, isOwing] of before) Object.assign(member, { isCaughtUp, isOwing })
      await this.#catchUp()
      seq = this.#text.seq
      this.#askForGuests(errands)
      await rightsAreKnown(errands)
    })
  }

  /** PT8: a change that is written with what else is decided there, or not at all. */
  async #writeAlone(errand: WriteErrand, keep: Keep): Promise<void> {
    await this.#catchUp()
    await this.#untilFirst([errand], async (isAgain) => {
      const { seq } = this.#text
      const turn = new Turn(this.#floor!, null, isAgain)
      if (turn.take([errand]) !== null) this.#text.takeBack(seq)
      try {
        await this.#conclude(turn, async (entries) => {
          await keep(entries)
          return KEPT
        })
      } catch (error) {
        if (!(error instanceof NotKept)) throw error
        this.#text.takeBack(seq)
        if (error.cause === undefined) errand.done.resolve(null)
        else errand.done.reject(error.cause)
      }
    })
  }

  /** Writes what a turn led to, says it, and acknowledges it. */
  async #conclude(turn: Turn, append: (entries: JournalEntry[]) => Appended | Promise<Appended>): Promise<void> {
    try {
      if (turn.entries.length > 0) {
        this.#rate.count(turn.updates, this.#parts.clock.now())
        const { entries, follow, leave } = await this.#lead(turn)
        let appended: Appended
        try {
          appended = await append([...turn.entries, ...entries])
        } catch (error) {
          leave(error)
          throw error
        }
        follow(appended)
        await this.#isWritten(appended)
      }
      this.#say(turn)
    } catch (error) {
      if (!this.#isOver(error)) for (const tell of turn.unkept) tell(error)
      throw error
    }
    this.#finish(turn)
    if (turn.entries.length > 0) this.#tellSize()
    if (this.#text.seq - this.#keepingSeq >= SNAPSHOT_EVERY) this.#keepSnapshot()
  }

  /** Whether this error ends nothing: the turn was decided against, or is to be taken again. */
  #isOver(error: unknown): boolean {
    return error instanceof NotKept || (this.#parts.since !== null && isOutrun(error))
  }

  /** Measures only where somebody may have to be told. */
  #tellSize(): void {
    const text = this.#text
    if (fullness(text.bytes, this.#parts.limits) === this.#toldPercent) return
    text.measure()
    this.#toldPercent = fullness(text.bytes, this.#parts.limits)
    for (const member of this.members) member.tellSize(text.bytes)
  }

  #say(turn: Turn): void {
    turn.relay()
    if (turn.entries.length > 0) this.#parts.wrote(this.documentId, this.#text.seq)
    for (const work of turn.whenWritten) work()
    this.#presence.tell()
  }

  /** Resolves when the batch is written; from then on everything waits for it to be durable. */
  async #isWritten({ written, durable, stored }: Appended): Promise<void> {
    // what is not written is nobody's loss yet: it may only have been too late
    await written
    this.#durable = durable
    this.#stored = stored
    durable.catch((error: unknown) => this.#giveUp(error))
    stored.catch((error: unknown) => this.#giveUp(error))
  }

  #append(entries: JournalEntry[]): Appended {
    const appended = this.#parts.append(entries)
    appended.written.catch(() => {}) // awaited by the turn; a rejection of both moments must not go unheard in between
    return appended
  }

  /** What follows from a written turn once it is durable. */
  #finish(turn: Turn): void {
    if (turn.acknowledgements.size === 0 && turn.whenDurable.length === 0) return
    this.#durable.then(
      () => {
        for (const [member, count] of turn.acknowledgements) member.acknowledge(count)
        for (const work of turn.whenDurable) work()
      },
      (error: unknown) => {
        for (const tell of turn.unkept) tell(error)
      },
    )
  }

  // --- the languages of an article, and several texts at once --------------------------------------------------------

  /**
   * ST3: what changed in the structure of the leading language is made to happen in the others too. They answer with their entries
   * and wait for the batch, which `follow` or `leave` tells them of.
   */
  async #lead(
    turn: Turn,
  ): Promise<{ entries: JournalEntry[]; follow(appended: Appended): void; leave(error: unknown): void }> {
    const entries: JournalEntry[] = []
    const after = turn.touched === null ? null : this.#text.read()
    if (turn.touched === null || after === null || structureOf(turn.touched.before) === structureOf(after))
      return { entries, follow: () => {}, leave: () => {} }
    const appended = Promise.withResolvers<Appended>()
    appended.promise.catch(() => {}) // each follower hears it
    const { at } = turn.entries.at(-1)!
    for (const documentId of await this.#parts.followers(this.documentId))
      try {
        const lead = { ...turn.touched, after, at, appended: appended.promise }
        entries.push(...(await this.#parts.room(documentId).#askToFollow(lead)))
      } catch (error) {
        // the leading text goes on; this language is told apart by its structure and follows at the next change
        this.#parts.report(error, documentId)
      }
    return { entries, follow: appended.resolve, leave: appended.reject }
  }

  #askToFollow(lead: Lead): Promise<JournalEntry[]> {
    return this.#ask((done) => ({ kind: 'follow', lead, done }))
  }

  async #follow({ lead, done }: Errand & { kind: 'follow' }): Promise<void> {
    await this.#catchUp()
    const { seq } = this.#text
    const turn = new Turn(this.#floor!, lead.at)
    try {
      const follower = followStructure(lead.before, lead.after, this.#text.read())
      turn.change((copy) => void writeText(copy, follower, this), lead.by)
    } catch (error) {
      done.reject(error)
      throw error
    }
    done.resolve(turn.entries)
    try {
      if (turn.entries.length > 0) await this.#isWritten(await lead.appended)
    } catch (error) {
      if (this.#isOver(error)) return this.#text.takeBack(seq)
      throw error
    }
    this.#say(turn)
  }

  /** PT11: says what it says now, waits to be told what to say, and to hear that it is written; or nothing has happened here. */
  async #standStill({ by, at, isFenced, ready, change, made, appended }: Share): Promise<void> {
    await this.#catchUp()
    const { seq } = this.#text
    const turn = new Turn(this.#floor!, at)
    try {
      ready.resolve({ doc: this.#text.read(), seq })
      const said = await change.promise
      const fence = isFenced ? [fenceAt(this.documentId, seq + 1, at)] : []
      if (isFenced) this.#text.receive({ seq: seq + 1, bytes: FENCE, authorId: null })
      if (said !== null && 'parts' in said) this.#writeInNames(turn, said)
      else if (said !== null) turn.change((copy) => void writeText(copy, said, this), by)
      made.resolve([...fence, ...turn.entries])
      const kept = await appended.promise
      if (isFenced || turn.entries.length > 0) await this.#isWritten(kept)
    } catch (error) {
      ready.reject(error)
      made.reject(error)
      // its text may have run ahead of what is kept
      return this.#text.takeBack(seq)
    }
    this.#say(turn)
    // PT9: what was decided may have ended a right of theirs, and what they sent meanwhile waits
    const wasFence = !isFenced && turn.entries.length === 0 && (await this.#catchUp())
    if (!wasFence) for (const member of this.members) member.askAgain()
    // ND12: others wait for the fence as for words
    if (wasFence || (isFenced && turn.entries.length === 0)) this.#parts.fenced(this.documentId, this.#text.seq)
  }

  /** PT12: an entry for each part, in its author's name. Throws unless the text then says what it is to say. */
  #writeInNames(turn: Turn, { doc, parts }: InNames): void {
    for (const { by, change } of parts(this.#text.delta()))
      turn.change((copy) => void applyChange(copy, change, this), by)
    if (JSON.stringify(this.#text.read()) !== JSON.stringify(docFromDelta(deltaFromDoc(doc))))
      throw new Error(`the parts of a change to ${this.documentId} do not make the text that was meant`)
  }

  // --- life ----------------------------------------------------------------------------------------------------------

  /** Between turns: the text is what the journal holds up to its `seq`, written; the snapshot waits until that is in the database. */
  #keepSnapshot(): void {
    if (this.#floor === null || this.#isGivenUp) return
    const { text } = this.#floor
    const { seq } = text
    if (seq <= this.#keepingSeq) return
    const [updates, stored] = [[...text.updates], this.#stored]
    this.#keepingSeq = seq
    this.#keeping = this.#keeping
      .then(async () => {
        const bytes = await this.#parts.compact(updates)
        await stored
        await this.#parts.keepSnapshot(this.documentId, seq, bytes)
        text.compacted(seq, bytes)
      })
      // without it, the next opening replays a longer journal; nothing is lost
      .catch((error: unknown) => this.#parts.report(error, this.documentId))
  }

  #startIdle(): void {
    this.#cancelIdle()
    this.#cancelIdle = () => {}
    if (this.#isGivenUp || (this.members.size > 0 && this.#floor?.text.isAwake !== true)) return
    this.#cancelIdle = this.#parts.clock.after(IDLE_MS, () => void this.#rest())
  }

  get #isIdle(): boolean {
    return this.#errands.length === 0 && !this.#isWorking && !this.#isGivenUp
  }

  /** Nobody has written for a while, or nobody is here: the text is kept in one piece, and the room closes when nobody is here. */
  async #rest(): Promise<void> {
    if (!this.#isIdle) return
    this.#keepSnapshot()
    await this.#keeping
    if (!this.#isIdle) return
    this.#floor?.text.rest()
    if (this.members.size > 0) return
    this.#isGivenUp = true
    this.#parts.gone(this)
    this.#floor?.text.destroy()
  }

  /** The journal failed, or this code did: nobody is told that anything is saved, everybody comes again to what was kept. */
  #giveUp(error: unknown): void {
    if (this.#isGivenUp) return
    this.#isGivenUp = true
    this.#cancelIdle()
    this.#way.end()
    this.#parts.report(error, this.documentId)
    this.#parts.gone(this)
    for (const errand of this.#errands) callOff(errand, error)
    this.#errands = []
    for (const member of [...this.members]) member.shutOut(CLOSE.tooMany, 'not-written')
    this.#floor?.text.destroy()
  }
}
