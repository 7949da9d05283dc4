// Over 250 lines: everything that happens to a document happens here, one turn after another.
/**
 * One open document (rules SY*). Longer than most files, because it is one idea: everything that happens to a document happens
 * here, one turn after another.
 *
 * A turn takes what waits, in order: judge, apply, write to the journal; only when that is written does anybody hear of it,
 * and only when it is durable is it acknowledged. Within a turn the text runs ahead of the journal; nothing reads it then.
 * If the journal fails, the room is given up: its people come back to a room that knows what was kept.
 */
import type * as Y from 'yjs'
import { can } from '../../src/lib/domain/permissions.ts'
import { CLOSE } from '../../src/lib/domain/sync.ts'
import { followStructure, structureOf } from '../../src/lib/domain/structure.ts'
import { mergeDoubles } from '../text/doubles.ts'
import { readText } from '../text/read.ts'
import { writeText } from '../text/write.ts'
import { OpenText, type LoadedDocument } from './open-text.ts'
import { Presence } from './presence.ts'
import {
  presenceFrame,
  readPresence,
  step1Frame,
  step2Frame,
  updateFrame,
  type Frame,
  type PresenceEntry,
} from './protocol.ts'
import { stillbornIn } from './stillborn.ts'
import { NotKept, type Share } from './together.ts'
import { FrameRefused } from './update.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { FrameRefusal } from '../../src/lib/domain/sync.ts'
import type { Appended, JournalEntry } from '../store/store.ts'
import type { New } from './gate.ts'
import type { Clock, DocumentAccess } from './ports.ts'

/** A socket as its room sees it. */
export interface Member {
  readonly actor: Actor
  readonly access: DocumentAccess
  /** Its rights are being asked again; until this is settled its frames wait. */
  readonly asking: Promise<void> | null
  /** Shut out: what it still has waiting is passed over. */
  readonly isShutOut: boolean
  /** The Yjs client id it announced. */
  readonly client: number | null
  /** Whether its sync step 2 is in, so that what it sends must follow from what is known here. */
  isCaughtUp: boolean
  /** Something of it was dropped: acknowledgements stop there until a sync step 2 makes up for it. */
  isOwing: boolean
  send(frame: Uint8Array): void
  /** So many of its sync messages are durable. */
  acknowledge(count: number): void
  tellReadOnly(): void
  /** One of its frames left the queue. */
  handled(frame: Frame): void
  shutOut(code: number, reason: string): void
  /** Asks for its rights anew. */
  askAgain(): void
}

/** What a room needs of the house. */
export interface RoomParts {
  load(documentId: string): Promise<LoadedDocument>
  append(entries: JournalEntry[]): Appended
  keepSnapshot(documentId: string, seq: number, bytes: Uint8Array): Promise<void>
  /** The open room of another document. */
  room(documentId: string): Room
  /** The other languages of this document's article. */
  followers(documentId: string): Promise<string[]>
  clock: Clock
  newClientId: () => number
  newBlockId: () => string
  /** Words of this person came too late for their place and were kept for them (TX28). */
  recovered(documentId: string, personId: string): void
  /** Counted for the operator. */
  count(what: 'accepted' | 'known' | 'dropped' | FrameRefusal): void
  report(error: unknown, documentId: string): void
  /** Nobody may come in any more. */
  gone(room: Room): void
}

/** A room without people is kept for so long. */
export const IDLE_MS = 30_000
/** Entries after which a running room keeps a snapshot. */
export const SNAPSHOT_EVERY = 1_000
const MAX_TURN = 512

type Errand =
  | { kind: 'join'; member: Member }
  | { kind: 'frame'; member: Member; frame: Frame; ordinal: number }
  | { kind: 'bad-frame'; member: Member; code: FrameRefusal }
  | { kind: 'call-back'; member: Member }
  | { kind: 'look'; look: (text: OpenText) => void; done: Done<void> }
  | {
      kind: 'write'
      change: ((copy: Y.Doc) => void) | Uint8Array
      authorId: string | null
      partyId: string | null
      keep: Keep | null
      done: Done<number | null>
    }
  | { kind: 'settle'; isKept: boolean; done: Done<void> }
  | { kind: 'tidy' }
  | { kind: 'follow'; lead: Lead; done: Done<JournalEntry[]> }
  | { kind: 'together'; share: Share }

/**
 * Writes a turn's entries in one transaction with what else is decided there (rule PT8), durable when it resolves. Rejects with `NotKept`:
 * that decision was against them, and nothing has happened.
 */
export type Keep = (entries: JournalEntry[]) => Promise<void>

/** A turn of its own: its entries are written by others. */
const isAlone = (errand: Errand): boolean =>
  errand.kind === 'follow' || errand.kind === 'together' || (errand.kind === 'write' && errand.keep !== null)

/** What happened to the structure of the leading language, for the others to do the same in the same journal batch. */
interface Lead {
  before: ArticleDoc
  after: ArticleDoc
  authorId: string | null
  partyId: string | null
  /** Of the entry that it follows from: what happened together is of one instant in every language. */
  at: string
  /** The batch that holds the followers' entries; rejects if there is none. */
  appended: Promise<Appended>
}

interface Done<T> {
  resolve(value: T): void
  reject(error: unknown): void
}

/** What one turn leads to. */
interface Turn {
  /** The instant of its entries; null: when each is made. */
  at: string | null
  entries: JournalEntry[]
  /** Once written, in order. */
  whenWritten: (() => void)[]
  /** Once durable. */
  whenDurable: (() => void)[]
  acknowledgements: Map<Member, number>
  unkept: ((error: unknown) => void)[]
  /** Set once something of this turn touches the structure: the text before it, and whose doing it was last. */
  touched: { before: ArticleDoc; authorId: string | null; partyId: string | null } | null
}

const newTurn = (at: string | null = null): Turn => ({
  at,
  entries: [],
  whenWritten: [],
  whenDurable: [],
  acknowledgements: new Map(),
  unkept: [],
  touched: null,
})

class RoomGivenUp extends Error {}
class NotTakenWhole extends Error {}

export class Room {
  readonly documentId: string
  readonly members = new Set<Member>()
  readonly #parts: RoomParts
  readonly #presence: Presence<Member>
  #errands: Errand[] = []
  #isWorking = false
  #isGivenUp = false
  /** Null until loaded. */
  #text: OpenText | null = null
  #snapshotSeq = 0
  /** Resolves when everything written so far is durable. */
  #durable: Promise<void> = Promise.resolve()
  #keeping: Promise<void> = Promise.resolve()
  #cancelIdle: () => void = () => {}

  constructor(documentId: string, parts: RoomParts) {
    this.documentId = documentId
    this.#parts = parts
    this.#presence = new Presence(parts.clock, sees)
  }

  /** A socket comes in; it is told what the room has as soon as the room knows it itself. */
  enter(member: Member): void {
    this.members.add(member)
    this.#cancelIdle()
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
    this.#tellPresence(this.#presence.leave(member), member)
    if (this.members.size === 0) this.#startIdle()
  }

  /** A member may write again: what it kept meanwhile is asked for. */
  callBack(member: Member): void {
    this.#queue({ kind: 'call-back', member })
  }

  /** A member's name, party or roles changed; `before`: who it was. */
  rename(member: Member, before: Actor): void {
    this.#tellEach((viewer) => this.#presence.renamed(viewer, member, before))
  }

  /** Whom a member sees changed, with its own party or with the charter's setting; `saw`: whom it saw before. */
  look(member: Member, saw: (person: Actor) => boolean): void {
    const news = this.#presence.look(member, saw)
    if (news.length > 0) member.send(presenceFrame(news))
  }

  /** The text, durable. Rejects if the journal fails. */
  read(): Promise<ArticleDoc> {
    return this.#look((text) => text.read())
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

  /** Makes the text say `doc`, in this author's name; resolves when durable. */
  async write(doc: ArticleDoc, authorId: string | null, partyId: string | null): Promise<void> {
    await this.#write((copy) => void writeText(copy, doc, this), authorId, partyId)
  }

  /**
   * Makes the text say what `act` makes of it, in a turn of its own, so that nothing comes between reading and writing. Resolves, when
   * durable, with the sequence of the journal entry; null: there was nothing to write.
   */
  change(
    act: (now: ArticleDoc) => ArticleDoc,
    authorId: string | null,
    partyId: string | null,
  ): Promise<number | null> {
    return this.#write((copy) => void writeText(copy, act(readText(copy)), this), authorId, partyId)
  }

  /** Takes in a Yjs update that the server made of this text elsewhere, under client ids that are nobody's yet; as `change`, null also where `keep` was against it. */
  merge(
    update: Uint8Array,
    authorId: string | null,
    partyId: string | null,
    keep: Keep | null = null,
  ): Promise<number | null> {
    return this.#write(update, authorId, partyId, keep)
  }

  /** Takes part in a change of several texts (rule PT11). */
  standStill(share: Share): void {
    if (this.#isGivenUp) share.ready.reject(new RoomGivenUp(`the room of ${this.documentId} was given up`))
    else this.#queue({ kind: 'together', share })
  }

  #write(
    change: ((copy: Y.Doc) => void) | Uint8Array,
    authorId: string | null,
    partyId: string | null,
    keep: Keep | null = null,
  ): Promise<number | null> {
    return this.#ask((done) => ({ kind: 'write', change, authorId, partyId, keep, done }))
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
      if (this.#isGivenUp) reject(new RoomGivenUp(`the room of ${this.documentId} was given up`))
      else this.#queue(errand({ resolve, reject }))
    })
  }

  #queue(errand: Errand): void {
    if (this.#isGivenUp) return
    this.#errands.push(errand)
    if (this.#isWorking) return
    this.#isWorking = true
    this.#cancelIdle()
    // frames that arrive in the same moment share a turn
    setImmediate(() => void this.#work())
  }

  async #work(): Promise<void> {
    try {
      if (this.#text === null) {
        await this.#load()
        this.#errands.unshift({ kind: 'tidy' })
      }
      while (this.#errands.length > 0 && !this.#isGivenUp) await this.#takeTurn()
    } catch (error) {
      this.#giveUp(error)
    }
    this.#isWorking = false
    if (this.members.size === 0 && !this.#isGivenUp) this.#startIdle()
  }

  /** Opens the text from what is kept; what `before` knew of owners still holds. */
  async #load(before: OpenText | null = null): Promise<void> {
    const loaded = await this.#parts.load(this.documentId)
    this.#text = new OpenText(loaded, before)
    this.#snapshotSeq = loaded.snapshotSeq
  }

  /** A text that took in what it should not have is made anew, from what is kept and what this turn accepted. */
  async #remake(accepted: JournalEntry[]): Promise<void> {
    await this.#load(this.#text)
    this.#text!.repeat(accepted.map(({ bytes }) => bytes))
  }

  async #takeTurn(): Promise<void> {
    const alone = this.#errands.findIndex(isAlone)
    const first = this.#errands[0]!
    if (first.kind === 'follow' || first.kind === 'together') {
      this.#errands.shift()
      return first.kind === 'follow' ? this.#follow(first) : this.#standStill(first.share)
    }
    const keep = first.kind === 'write' ? first.keep : null
    const batch = this.#errands.splice(0, keep ? 1 : alone < 0 ? MAX_TURN : Math.min(MAX_TURN, alone))
    // nobody tells a socket that has closed of rights that changed since
    for (const member of new Set(batch.flatMap((errand) => (errand.kind === 'frame' ? [errand.member] : []))))
      if (!this.members.has(member) && !member.isShutOut) member.askAgain()
    await rightsAreKnown(batch)
    const turn = newTurn()
    let isSound = true
    for (let i = 0; i < batch.length && isSound; i++) {
      isSound = this.#handle(batch[i]!, turn)
      if (!isSound) this.#errands.unshift(...batch.slice(i + 1))
    }
    try {
      if (!isSound) await this.#remake(turn.entries)
      if (turn.entries.length > 0) {
        const { entries, follow, leave } = await this.#lead(turn)
        let appended: Appended
        try {
          const all = [...turn.entries, ...entries]
          appended = keep ? await keptBy(keep, all) : this.#append(all)
        } catch (error) {
          leave(error)
          throw error
        }
        follow(appended)
        await this.#isWritten(appended)
      }
      for (const work of turn.whenWritten) work()
    } catch (error) {
      if (keep && error instanceof NotKept) {
        await this.#remake([])
        return (first as Errand & { kind: 'write' }).done.resolve(null)
      }
      for (const tell of turn.unkept) tell(error)
      throw error
    }
    this.#finish(turn)
    if (this.#text!.seq - this.#snapshotSeq >= SNAPSHOT_EVERY) this.#keepSnapshot()
  }

  /** Resolves when the batch is written; from then on everything waits for it to be durable. */
  async #isWritten({ written, durable }: Appended): Promise<void> {
    this.#durable = durable
    durable.catch((error: unknown) => this.#giveUp(error))
    await written
  }

  /**
   * ST3: what changed in the structure of the leading language is made to happen in the others too. They answer with their entries
   * and wait for the batch, which `follow` or `leave` tells them of.
   */
  async #lead(
    turn: Turn,
  ): Promise<{ entries: JournalEntry[]; follow(appended: Appended): void; leave(error: unknown): void }> {
    let follow: (appended: Appended) => void = () => {}
    let leave: (error: unknown) => void = () => {}
    const entries: JournalEntry[] = []
    if (this.#text!.isLeading && turn.touched !== null) {
      const after = this.#text!.read()
      if (structureOf(turn.touched.before) !== structureOf(after)) {
        const appended = new Promise<Appended>((resolve, reject) => ([follow, leave] = [resolve, reject]))
        appended.catch(() => {}) // each follower hears it
        const { at } = turn.entries.at(-1)!
        for (const documentId of await this.#parts.followers(this.documentId))
          try {
            entries.push(...(await this.#parts.room(documentId).#askToFollow({ ...turn.touched, after, at, appended })))
          } catch (error) {
            // the leading text goes on; this language is told apart by its structure and follows at the next change
            this.#parts.report(error, documentId)
          }
      }
    }
    return { entries, follow, leave }
  }

  #askToFollow(lead: Lead): Promise<JournalEntry[]> {
    return this.#ask((done) => ({ kind: 'follow', lead, done }))
  }

  async #follow({ lead, done }: Errand & { kind: 'follow' }): Promise<void> {
    const turn = newTurn(lead.at)
    try {
      const follower = followStructure(lead.before, lead.after, this.#text!.read())
      this.#change((copy) => void writeText(copy, follower, this), lead.authorId, lead.partyId, turn)
    } catch (error) {
      done.reject(error)
      throw error
    }
    done.resolve(turn.entries)
    try {
      if (turn.entries.length > 0) await this.#isWritten(await lead.appended)
    } catch (error) {
      if (error instanceof NotKept) return this.#remake([])
      throw error
    }
    for (const work of turn.whenWritten) work()
  }

  /** PT11: says what it says now, waits to be told what to say, and to hear that it is written; or nothing has happened here. */
  async #standStill({ authorId, partyId, at, ready, change, made, appended }: Share): Promise<void> {
    const turn = newTurn(at)
    ready.resolve(this.#text!.read())
    try {
      const doc = await change.promise
      if (doc !== null) this.#change((copy) => void writeText(copy, doc, this), authorId, partyId, turn)
      made.resolve(turn.entries)
      const kept = await appended.promise
      if (turn.entries.length > 0) await this.#isWritten(kept)
    } catch (error) {
      made.reject(error)
      // its text may have run ahead of what is kept
      return this.#remake([])
    }
    for (const work of turn.whenWritten) work()
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

  /** Handles one errand. False: the Y.Doc can no longer be trusted. */
  #handle(errand: Errand, turn: Turn): boolean {
    switch (errand.kind) {
      case 'join':
        this.#join(errand.member, turn)
        return true
      case 'frame':
        errand.member.handled(errand.frame)
        return errand.member.isShutOut || this.#handleFrame(errand.member, errand.frame, errand.ordinal, turn)
      case 'bad-frame':
        this.#refuse(errand.member, errand.code)
        return true
      case 'call-back':
        turn.whenWritten.push(() => errand.member.send(step1Frame(this.#text!.stateVector())))
        return true
      case 'look':
        turn.unkept.push((error) => errand.done.reject(error))
        turn.whenWritten.push(() => {
          errand.look(this.#text!)
          turn.whenDurable.push(() => errand.done.resolve())
        })
        return true
      case 'write':
        return this.#handleWrite(errand, turn)
      case 'settle':
        turn.unkept.push((error) => errand.done.reject(error))
        if (errand.isKept) turn.whenWritten.push(() => this.#keepSnapshot())
        turn.whenDurable.push(() => errand.done.resolve())
        return true
      case 'tidy':
        return this.#tidy(turn)
      case 'follow':
      case 'together':
        throw new Error('following is a turn of its own')
    }
  }

  #join(member: Member, turn: Turn): void {
    if (member.client !== null) {
      this.#isOwn(member, member.client)
      this.#presence.moveTo(member, member.client)
    }
    turn.whenWritten.push(() => {
      if (!this.members.has(member)) return
      member.send(step1Frame(this.#text!.stateVector()))
      const others = this.#presence.others(member)
      if (others.length > 0) member.send(presenceFrame(others))
    })
  }

  #handleFrame(member: Member, frame: Frame, ordinal: number, turn: Turn): boolean {
    try {
      switch (frame.kind) {
        case 'step1':
          turn.whenWritten.push(() => member.send(step2Frame(this.#text!.state(frame.stateVector))))
          return true
        case 'step2':
        case 'update':
          return this.#handleUpdate(member, frame, ordinal, turn)
        case 'presence':
          if (this.members.has(member))
            this.#tellPresence(
              this.#presence.hear(member, readPresence(frame.body), (client) => this.#isOwn(member, client)),
              member,
            )
          return true
        case 'query-presence':
          member.send(presenceFrame(this.#presence.others(member)))
          return true
      }
    } catch (error) {
      if (!(error instanceof FrameRefused)) throw error
      this.#refuse(member, error.code)
      return true
    }
  }

  #handleUpdate(
    member: Member,
    { kind, update }: Frame & { kind: 'step2' | 'update' },
    ordinal: number,
    turn: Turn,
  ): boolean {
    const verdict = this.#text!.judge(update, member.actor.id, member.access.edit)
    switch (verdict.kind) {
      case 'not-allowed':
        this.#parts.count('dropped')
        member.isOwing = true
        member.isCaughtUp = false
        member.tellReadOnly()
        return true
      case 'missing':
        // before its step 2 a client may send what follows from words that it has yet to bring (typing while it connects)
        if (kind === 'step2' || member.isCaughtUp) throw new FrameRefused('missing-dependency')
        member.isOwing = true
        return true
      case 'new':
        if (verdict.touchesStructure && !this.#text!.isLeading && !this.#text!.keepsStructure(verdict.bytes))
          throw new FrameRefused('structure-follows')
        if (!this.#accept(verdict, member.actor.id, member.actor.partyId, member, turn)) {
          this.#refuse(member, 'missing-dependency')
          return false
        }
        this.#lookForStillborn(verdict, member, kind === 'update' && member.isCaughtUp, turn)
        this.#parts.count('accepted')
        break
      case 'known':
        this.#parts.count('known')
    }
    if (kind === 'step2') {
      member.isCaughtUp = true
      member.isOwing = false
    }
    if (!member.isOwing) turn.acknowledgements.set(member, ordinal)
    return true
  }

  /**
   * Takes judged bytes into the document and the turn's batch. False if the Y.Doc did not take them whole: then nothing of them
   * goes any further, and the Y.Doc is to be made anew.
   */
  #accept(judged: New, authorId: string | null, partyId: string | null, from: Member | null, turn: Turn): boolean {
    const text = this.#text!
    if (judged.touchesStructure && text.isLeading)
      turn.touched = { before: turn.touched?.before ?? text.read(), authorId, partyId }
    const bytes = text.accept(judged, authorId, (error) => this.#parts.report(error, this.documentId))
    if (bytes === null) return false
    turn.entries.push({
      documentId: this.documentId,
      seq: text.seq,
      authorId,
      partyId,
      bytes,
      at: turn.at ?? new Date(this.#parts.clock.now()).toISOString(),
      newClients: judged.newClients,
    })
    turn.whenWritten.push(() => {
      const frame = updateFrame(bytes)
      for (const member of this.members) if (member !== from) member.send(frame)
    })
    return true
  }

  /** TX28: what came too late for its place is kept for its author with the entry that brought it, and their open pages are told. */
  #lookForStillborn({ sections, deletions }: New, member: Member, isLive: boolean, turn: Turn): void {
    const liveClient = member.client
    const stillborn = this.#text!.look((ydoc) =>
      stillbornIn(ydoc, {
        sections,
        deletions,
        isLive: (client) => isLive && (liveClient === null || liveClient === client),
      }),
    )
    if (stillborn.length === 0) return
    turn.entries.at(-1)!.stillborn = stillborn
    turn.whenWritten.push(() => this.#parts.recovered(this.documentId, member.actor.id))
  }

  #handleWrite(errand: Errand & { kind: 'write' }, turn: Turn): boolean {
    const { change, authorId, partyId, done } = errand
    turn.unkept.push((error) => done.reject(error))
    const before = this.#text!.seq
    try {
      if (change instanceof Uint8Array) this.#take(change, authorId, partyId, turn)
      else this.#change(change, authorId, partyId, turn)
    } catch (error) {
      done.reject(error)
      return !(error instanceof NotTakenWhole)
    }
    const { seq } = this.#text!
    turn.whenDurable.push(() => done.resolve(seq > before ? seq : null))
    return true
  }

  /** TX23: blocks that two people moved at once, and who left before either merged them, are merged before anybody comes in. */
  #tidy(turn: Turn): boolean {
    try {
      this.#change((copy) => void mergeDoubles(copy, this.#parts.newBlockId, this), null, null, turn)
      return true
    } catch (error) {
      if (!(error instanceof NotTakenWhole)) throw error
      return false
    }
  }

  /** The server's own change, under a client id of its own; throws where nothing of it went any further. */
  #change(act: (copy: Y.Doc) => void, authorId: string | null, partyId: string | null, turn: Turn): void {
    const update = this.#text!.changeBy(act, authorId, this.#parts.newClientId)
    if (update !== null) this.#take(update, authorId, partyId, turn)
  }

  #take(update: Uint8Array, authorId: string | null, partyId: string | null, turn: Turn): void {
    const verdict = this.#text!.judge(update, authorId, true, true)
    if (verdict.kind === 'known') return
    if (verdict.kind !== 'new')
      throw new Error(`the server's own change to ${this.documentId} was judged ${verdict.kind}`)
    if (!this.#accept(verdict, authorId, partyId, null, turn)) throw new NotTakenWhole(this.documentId)
  }

  /** Whether a client id is this member's; one that is nobody's becomes theirs, if they are still here. */
  #isOwn(member: Member, client: number): boolean {
    return this.#text!.isOwn(client, member.actor.id, this.members.has(member))
  }

  #refuse(member: Member, code: FrameRefusal): void {
    if (member.isShutOut) return
    this.#parts.count(code)
    member.shutOut(CLOSE.refused, code)
  }

  #tellPresence(news: PresenceEntry[], about: Member): void {
    if (news.length === 0) return
    this.#tellEach((member) => (this.#presence.concerns(member, about) ? news : []))
  }

  /** Who is being asked about may see less than a moment ago: it is told once its rights are known, under those. */
  #tellEach(newsFor: (member: Member) => PresenceEntry[]): void {
    const tell = (member: Member): void => {
      if (member.asking !== null) return void member.asking.then(() => tell(member))
      const news = this.members.has(member) ? newsFor(member) : []
      if (news.length > 0) member.send(presenceFrame(news))
    }
    for (const member of this.members) tell(member)
  }

  /** Between turns: the text is what the journal holds up to its `seq`, written; the snapshot waits until that is durable. */
  #keepSnapshot(): void {
    if (this.#text === null || this.#text.seq === this.#snapshotSeq || this.#isGivenUp) return
    const { seq } = this.#text
    const bytes = this.#text.state()
    this.#snapshotSeq = seq
    this.#keeping = Promise.all([this.#keeping, this.#durable])
      .then(() => this.#parts.keepSnapshot(this.documentId, seq, bytes))
      // without it, the next opening replays a longer journal; nothing is lost
      .catch((error: unknown) => this.#parts.report(error, this.documentId))
  }

  #startIdle(): void {
    this.#cancelIdle()
    if (this.#isGivenUp) return
    this.#cancelIdle = this.#parts.clock.after(IDLE_MS, () => void this.#retire())
  }

  get #isIdle(): boolean {
    return this.members.size === 0 && this.#errands.length === 0 && !this.#isWorking
  }

  async #retire(): Promise<void> {
    if (!this.#isIdle || this.#isGivenUp) return
    this.#keepSnapshot()
    await this.#keeping
    if (!this.#isIdle || this.#isGivenUp) return
    this.#isGivenUp = true
    this.#parts.gone(this)
    this.#text?.destroy()
  }

  /** The journal failed, or this code did: nobody is told that anything is saved, everybody comes again to what was kept. */
  #giveUp(error: unknown): void {
    if (this.#isGivenUp) return
    this.#isGivenUp = true
    this.#cancelIdle()
    this.#parts.report(error, this.documentId)
    this.#parts.gone(this)
    for (const errand of this.#errands)
      if ('done' in errand) errand.done.reject(error)
      else if (errand.kind === 'together') errand.share.ready.reject(error)
    this.#errands = []
    for (const member of [...this.members]) member.shutOut(CLOSE.tooMany, 'not-written')
    this.#text?.destroy()
  }
}

/** A transaction is durable when it resolves. */
async function keptBy(keep: Keep, entries: JournalEntry[]): Promise<Appended> {
  await keep(entries)
  return { written: Promise.resolve(), durable: Promise.resolve() }
}

/** Whether a member sees somebody, as its charter has it (rules PR4, PR5). */
const sees = (viewer: Member, person: Actor): boolean =>
  can(viewer.actor, 'presence.see', { kind: 'presence', shownTo: viewer.access.presence, person })

/** Waits until nobody in the batch is being asked about. */
async function rightsAreKnown(batch: Errand[]): Promise<void> {
  const asking = (): Promise<void>[] =>
    batch.flatMap((errand) => ('member' in errand && errand.member.asking !== null ? [errand.member.asking] : []))
  for (let waiting = asking(); waiting.length > 0; waiting = asking()) await Promise.all(waiting)
}
