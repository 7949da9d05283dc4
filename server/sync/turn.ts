// Over 250 lines: one errand after another, of every kind, until it is known what is to be written.
/**
 * One turn of a room: what waited is judged and taken into the text, in order. Nothing of it is told to anybody yet: what is to be said is
 * gathered, for when the journal has it.
 */
import { CLOSE, FOREIGN_CLIENT } from '../../src/lib/domain/sync.ts'
import { mergeDoubles } from '../text/doubles.ts'
import { DEFLATE_FROM_BYTES, deflatedStep2 } from './deflated.ts'
import { isUpdate, type Errand, type UpdateErrand, type WriteErrand } from './errand.ts'
import { Parcel } from './parcel.ts'
import { readPresence, step1Frame, step2Frame, updateFrame, type Frame } from './protocol.ts'
import { FrameRefused } from './reader.ts'
import { joined, stretchesOf, type Stretch } from './runs.ts'
import { stillbornIn } from './stillborn.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { SYSTEM, type Author } from '../../src/lib/domain/authored.ts'
import type { SyncLimits } from '../../src/lib/domain/limits.ts'
import type { RefusalCode } from '../../src/lib/domain/result.ts'
import type { FrameRefusal } from '../../src/lib/domain/sync.ts'
import type { JournalEntry } from '../store/store.ts'
import type { New, Verdict } from './gate.ts'
import type { Member } from './member.ts'
import type { OpenText } from './open-text.ts'
import type { RoomPresence } from './room-presence.ts'
import type { Section } from './update.ts'
import type * as Y from 'yjs'

/** The document and who is there. */
export interface Floor {
  readonly documentId: string
  readonly text: OpenText
  readonly members: ReadonlySet<Member>
  /** What these sent in a row was not taken whole as one: theirs is taken one by one. */
  readonly apart: WeakSet<Member>
  /** Something of these was refused, and what came before it is on its way to the disk: then they are shut out. */
  readonly refused: WeakSet<Member>
  readonly presence: RoomPresence
  readonly limits: SyncLimits
  /** The instant of an entry made now: RFC 3339 UTC. */
  now(): string
  newClientId(): number
  newBlockId(): string
  count(what: 'accepted' | 'known' | 'dropped' | FrameRefusal): void
  /** Words of this person came too late for their place and were kept for them (TX28). */
  recovered(personId: string): void
  report(error: unknown): void
  /** Has the state of the text kept. */
  keepSnapshot(): void
}

class NotTakenWhole extends Error {}

export class Turn {
  readonly entries: JournalEntry[] = []
  /** How many updates they were. */
  updates = 0
  /** Once written, in order. */
  readonly whenWritten: (() => void)[] = []
  /** Once durable. */
  readonly whenDurable: (() => void)[] = []
  /** Once durable, how many sync messages of each. */
  readonly acknowledgements = new Map<Member, number>()
  readonly unkept: ((error: unknown) => void)[] = []
  /** Set once something of this turn touches the structure: the text before it, and whose doing it was last. */
  touched: { before: ArticleDoc; by: Author } | null = null
  readonly #floor: Floor
  /** The instant of its entries; null: when each is made. */
  readonly #at: string | null
  /** Refused in this turn, which may be taken again. */
  readonly #refused = new Set<Member>()
  /** Somebody elsewhere wrote first: what is handled was handled before, and counted. */
  readonly #isAgain: boolean
  /** What was taken in, and from whom. */
  readonly #news: { message: Uint8Array; from: Member | null }[] = []
  /** All of it as one update, where that was made. */
  #all: Uint8Array | null = null

  constructor(floor: Floor, at: string | null = null, isAgain = false) {
    this.#floor = floor
    this.#at = at
    this.#isAgain = isAgain
  }

  /** Handles a batch in order, as far as the text can be trusted; returns what is left to be done once it was made anew. */
  take(batch: readonly Errand[]): readonly Errand[] | null {
    const stretches = stretchesOf(batch, (member) => this.#mayJoin(member))
    let done = 0
    let left: readonly Errand[] | null = null
    const handle = (): void => {
      while (left === null && done < stretches.length) left = this.#handleStretch(stretches[done++]!)
    }
    try {
      if (batch.filter(isUpdate).length > 1) this.#all = this.#floor.text.together(handle)
      else handle()
    } catch (error) {
      // what was taken in half may keep Yjs from ending its transaction
      if (left === null) throw error
      this.#floor.report(error)
    }
    if (left === null) return null
    this.#all = null
    return [...(left as readonly Errand[]), ...stretches.slice(done).flatMap(({ errands }) => errands)]
  }

  /** Says to everybody else what was taken in, to each in one piece. */
  relay(): void {
    if (this.#news.length === 0) return
    const messages = this.#news.map(({ message }) => message)
    const senders = new Set(this.#news.map(({ from }) => from))
    const isGathered = this.#all !== null && messages.length > 1
    const all = new Parcel(isGathered ? [updateFrame(this.#all!)] : messages)
    for (const member of this.#floor.members)
      if (!senders.has(member)) member.send(all)
      else if (senders.size > 1)
        member.send(new Parcel(this.#news.filter(({ from }) => from !== member).map(({ message }) => message)))
  }

  /** Whether what a member sends in a row may be taken as one. */
  #mayJoin(member: Member): boolean {
    return member.isCaughtUp && !this.#isOut(member) && !this.#floor.apart.has(member)
  }

  /** Handles errands that stand together; null. Otherwise the Y.Doc can no longer be trusted: what is left of them. */
  #handleStretch({ errands, words }: Stretch): readonly Errand[] | null {
    if (errands.length > 1) {
      const run = errands as UpdateErrand[]
      const outcome = this.#mayJoin(run[0]!.member) ? this.#handleRun(run, words) : 'apart'
      if (outcome === 'taken') return null
      if (outcome === 'unsound') return run.map((errand) => ({ ...errand, isSingle: true }))
    }
    for (const [i, errand] of errands.entries()) if (!this.#handle(errand)) return errands.slice(i + 1)
    return null
  }

  /**
   * SY24: takes several updates of one member as one. `apart`: one of them may have a verdict of its own, and nothing was done. `unsound`: they
   * were not taken whole, and the Y.Doc can no longer be trusted.
   */
  #handleRun(errands: readonly UpdateErrand[], words: readonly Section[]): 'taken' | 'apart' | 'unsound' {
    const { text, limits, apart } = this.#floor
    const { member, ordinal } = errands.at(-1)!
    const { id: authorId } = member.actor
    const updates = errands.map(({ frame }) => frame.update)
    let verdict: Verdict
    try {
      verdict = text.judge(joined(updates, words), authorId, member.access.edit)
    } catch (error) {
      if (!(error instanceof FrameRefused)) throw error
      return 'apart'
    }
    if (verdict.kind !== 'new' || verdict.touchesStructure) return 'apart'
    if (!text.hasRoomFor(verdict.bytes.length, limits.articleBytes)) return 'apart'
    if (text.touched(verdict, member.access, authorId) !== null) return 'apart'
    if (this.#accept(verdict, member.author, member) !== null) {
      // no honest page comes here: what this one sends is never put together again
      apart.add(member)
      return 'unsound'
    }
    this.updates += errands.length - 1
    this.#lookForStillborn(verdict, member, true)
    for (const { frame } of errands) {
      this.#handled(member, frame)
      this.#count('accepted')
    }
    if (!member.isOwing) this.acknowledgements.set(member, ordinal)
    return 'taken'
  }

  /** Handles one errand. False: the Y.Doc can no longer be trusted. */
  #handle(errand: Errand): boolean {
    switch (errand.kind) {
      case 'join':
        this.#join(errand.member)
        return true
      case 'frame':
        this.#handled(errand.member, errand.frame)
        return this.#isOut(errand.member) || this.#handleFrame(errand.member, errand.frame, errand.ordinal)
      case 'bad-frame':
        this.#refuse(errand.member, errand.code)
        return true
      case 'call-back':
        this.whenWritten.push(() => this.#ask(errand.member))
        return true
      case 'look':
        this.unkept.push((error) => errand.done.reject(error))
        this.whenWritten.push(() => {
          errand.look(this.#floor.text)
          this.whenDurable.push(() => errand.done.resolve())
        })
        return true
      case 'write':
        return this.#handleWrite(errand)
      case 'settle':
        this.unkept.push((error) => errand.done.reject(error))
        if (errand.isKept) this.whenWritten.push(() => this.#floor.keepSnapshot())
        this.whenDurable.push(() => errand.done.resolve())
        return true
      case 'tidy':
        return this.#tidy()
      case 'follow':
      case 'together':
      case 'catch-up':
        throw new Error('following is a turn of its own')
    }
  }

  #handled(member: Member, frame: Frame): void {
    if (!this.#isAgain) member.handled(frame)
  }

  #count(what: Parameters<Floor['count']>[0]): void {
    if (!this.#isAgain) this.#floor.count(what)
  }

  #join(member: Member): void {
    const { members, presence, text } = this.#floor
    // ND4: before anything passes, since words of its that are no longer than the other's would be taken for known
    if (member.clients.some((client) => text.isOthers(client, member.actor.id))) {
      this.#refuse(member, FOREIGN_CLIENT)
      return
    }
    for (const client of member.clients) this.#isOwn(member, client)
    const [own] = member.clients
    if (own !== undefined) presence.moveTo(member, own)
    this.whenWritten.push(() => {
      if (!members.has(member)) return
      this.#ask(member)
      presence.showOthers(member)
      member.tellSize(text.bytes)
    })
  }

  /** "This is what I have": for what a member has beyond it. */
  #ask(member: Member): void {
    member.send(Parcel.of(step1Frame(this.#floor.text.stateVector())))
  }

  #handleFrame(member: Member, frame: Frame, ordinal: number): boolean {
    const { text, members, presence } = this.#floor
    try {
      switch (frame.kind) {
        case 'step1':
          this.whenWritten.push(() => this.#answer(member, text.answer(frame.stateVector)))
          return true
        case 'step2':
        case 'update':
          return this.#handleUpdate(member, frame, ordinal)
        case 'presence':
          if (members.has(member))
            presence.hear(member, readPresence(frame.body), (client) => this.#isOwn(member, client))
          return true
        case 'query-presence':
          if (!this.#isAgain) presence.showOthers(member, true)
          return true
      }
    } catch (error) {
      if (!(error instanceof FrameRefused)) throw error
      this.#refuse(member, error.code)
      return true
    }
  }

  #answer(member: Member, update: Uint8Array): void {
    if (!member.wishes.deflated || update.length < DEFLATE_FROM_BYTES) member.send(Parcel.of(step2Frame(update)))
    else
      deflatedStep2(update).then(
        (parcel) => member.send(parcel),
        (error: unknown) => this.#floor.report(error),
      )
  }

  #handleUpdate(member: Member, { kind, update }: Frame & { kind: 'step2' | 'update' }, ordinal: number): boolean {
    const { text } = this.#floor
    const { id: authorId } = member.actor
    // ND4: no longer than the other's, they would be taken for words that are known
    if (text.clashes(update, member.clients, authorId)) throw new FrameRefused(FOREIGN_CLIENT)
    const verdict = text.judge(update, authorId, member.access.edit)
    switch (verdict.kind) {
      case 'not-allowed':
        this.#drop(member)
        return true
      case 'missing':
        // before its step 2 a client may send what follows from words that it has yet to bring (typing while it connects)
        if (kind === 'step2' || member.isCaughtUp) throw new FrameRefused('missing-dependency')
        member.isOwing = true
        return true
      case 'new': {
        const touched = text.touched(verdict, member.access, authorId)
        if (touched !== null) {
          this.#drop(member, touched)
          return true
        }
        if (verdict.touchesStructure && !text.isLeading && !text.keepsStructure(verdict.bytes))
          throw new FrameRefused('structure-follows')
        if (!verdict.isRemoval && !text.hasRoomFor(verdict.bytes.length, this.#floor.limits.articleBytes))
          throw new FrameRefused('article-too-large')
        const refusal = this.#accept(verdict, member.author, member)
        if (refusal !== null) {
          this.#refuse(member, refusal)
          return false
        }
        this.#lookForStillborn(verdict, member, kind === 'update' && member.isCaughtUp)
        this.#count('accepted')
        break
      }
      case 'known':
        this.#count('known')
    }
    if (kind === 'step2') {
      member.isCaughtUp = true
      member.isOwing = false
    }
    if (!member.isOwing) this.acknowledgements.set(member, ordinal)
    return true
  }

  /** SY4: what this person may not write is passed over; they are told why, and owe it. `code`: why not this; else: why nothing. */
  #drop(member: Member, code?: RefusalCode): void {
    this.#count('dropped')
    member.isOwing = true
    member.isCaughtUp = false
    member.tellReadOnly(code)
  }

  /**
   * Takes judged bytes into the text and the turn's entries; null. Otherwise why the text did not take them whole: then nothing of them
   * goes any further, and it is to be made anew.
   */
  #accept(judged: New, by: Author, from: Member | null): FrameRefusal | null {
    const { documentId, text } = this.#floor
    const touched =
      judged.touchesStructure && text.isLeading ? { before: this.touched?.before ?? text.read(), by } : this.touched
    const { authorId, partyId, hat } = by
    const refusal = text.accept(judged, authorId, (error) => this.#floor.report(error))
    if (refusal !== null) return refusal
    this.touched = touched
    const { bytes, newClients } = judged
    const at = this.#at ?? this.#floor.now()
    this.updates++
    this.entries.push({ documentId, seq: text.seq, authorId, partyId, hat, bytes, at, newClients })
    this.#news.push({ message: updateFrame(bytes), from })
    return null
  }

  /** TX28: what came too late for its place is kept for its author with the entry that brought it, and their open pages are told. */
  #lookForStillborn({ sections, deletions }: New, member: Member, isLive: boolean): void {
    const [own = null] = member.clients
    const isOnLine = (client: number): boolean => isLive && (own === null || own === client)
    const stillborn = this.#floor.text.look((ydoc) => stillbornIn(ydoc, { sections, deletions, isLive: isOnLine }))
    if (stillborn.length === 0) return
    this.entries.at(-1)!.stillborn = stillborn
    this.whenWritten.push(() => this.#floor.recovered(member.actor.id))
  }

  #handleWrite({ change, by, done }: WriteErrand): boolean {
    this.unkept.push((error) => done.reject(error))
    const { text } = this.#floor
    const before = text.seq
    try {
      if (change instanceof Uint8Array) this.#take(change, by)
      else this.change(change, by)
    } catch (error) {
      // taken again, it may be made of another text
      this.whenWritten.push(() => done.reject(error))
      return !(error instanceof NotTakenWhole)
    }
    const { seq } = text
    this.whenDurable.push(() => done.resolve(seq > before ? seq : null))
    return true
  }

  /** TX23: blocks that two people moved at once, and who left before either merged them, are merged before anybody comes in. */
  #tidy(): boolean {
    try {
      const newBlockId = (): string => this.#floor.newBlockId()
      this.change((copy) => void mergeDoubles(copy, newBlockId, this), SYSTEM)
      return true
    } catch (error) {
      if (!(error instanceof NotTakenWhole)) throw error
      return false
    }
  }

  /** The server's own change, under a client id of its own; throws where nothing of it went any further. */
  change(act: (copy: Y.Doc) => void, author: Author): void {
    const update = this.#floor.text.changeBy(act, author.authorId, () => this.#floor.newClientId())
    if (update !== null) this.#take(update, author)
  }

  #take(update: Uint8Array, author: Author): void {
    const { documentId, text } = this.#floor
    const verdict = text.judge(update, author.authorId, true, true)
    if (verdict.kind === 'known') return
    if (verdict.kind !== 'new') throw new Error(`the server's own change to ${documentId} was judged ${verdict.kind}`)
    if (this.#accept(verdict, author, null) !== null) throw new NotTakenWhole(documentId)
  }

  /** Whether a client id is this member's; one that is nobody's becomes theirs, if they are still here. */
  #isOwn(member: Member, client: number): boolean {
    return this.#floor.text.isOwn(client, member.actor.id, this.#floor.members.has(member))
  }

  #isOut(member: Member): boolean {
    return member.isShutOut || this.#refused.has(member) || this.#floor.refused.has(member)
  }

  /** What came before it is kept, and acknowledged; then they are shut out. */
  #refuse(member: Member, code: FrameRefusal): void {
    if (this.#isOut(member)) return
    this.#refused.add(member)
    this.whenWritten.push(() => {
      this.#floor.count(code)
      this.#floor.refused.add(member)
      this.whenDurable.push(() => member.shutOut(CLOSE.refused, code))
    })
  }
}
