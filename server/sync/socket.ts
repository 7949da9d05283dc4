// Over 250 lines: pace, rights and closing of one socket share its state.
/**
 * One websocket of one person (rules SY*), whole in one file because pace, rights and closing share its state: reads frames at a bounded pace, hands them to the room in order, says what the room
 * says. Knows this person's rights, and asks again when they may have changed.
 */
import type { Duplex } from 'node:stream'
import { WebSocket, type RawData } from 'ws'
import { authorOf, type Author } from '../../src/lib/domain/authored.ts'
import { wearing, type Hat } from '../../src/lib/domain/hat.ts'
import { fullness, type SyncLimits } from '../../src/lib/domain/limits.ts'
import { ACCOUNT_CLOSED, CLOSE, type Capacity, type FrameRefusal, type Notice } from '../../src/lib/domain/sync.ts'
import { Pace } from './pace.ts'
import { Parcel } from './parcel.ts'
import { seesHere } from './people.ts'
import {
  acknowledgedFrame,
  capacityFrame,
  HEARTBEAT,
  noticeFrame,
  peopleFrame,
  readFrame,
  readOnlyFrame,
  standingFrame,
  type Frame,
} from './protocol.ts'
import { FrameRefused } from './reader.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Standing } from '../../src/lib/domain/standing.ts'
import type { Clock, DocumentAccess, SyncPorts } from './ports.ts'
import type { Wishes } from './wishes.ts'
import type { Member } from './member.ts'
import type { Room } from './room.ts'

/** How often sockets are looked after. */
export const BEAT_MS = 10_000
/** Rights are asked again at least so often, should an event get lost. */
const ASK_AGAIN_MS = 60_000

/** Up to so many bytes, one piece copied from several is written faster than the pieces; above, an answer that others are sent too stays one in memory. */
const MOST_COPIED_BYTES = 64 * 1024

/** What `ws` closes with when it cannot read, and what is said instead: after its own codes clients would come back and send the same again, for ever. */
const UNREADABLE: Readonly<Record<number, FrameRefusal>> = {
  1002: 'undecodable',
  1007: 'undecodable',
  1008: 'too-large', // in too many fragments or pieces
  1009: 'too-large',
}

/** A websocket that says 4400 of what cannot be read. */
export class SyncWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    const refusal = code === undefined ? undefined : UNREADABLE[code]
    if (refusal === undefined) return super.close(code, reason)
    if (this.readyState === WebSocket.OPEN) this.emit('unreadable', refusal)
    super.close(CLOSE.refused, refusal)
  }
}

export interface SocketParts {
  /** How long an acknowledgement waits for words that it can go with, in milliseconds. */
  acknowledgeMs: number
  ports: SyncPorts
  clock: Clock
  limits: SyncLimits
  report(error: unknown, documentId: string): void
  /** It ends with a refused frame (4400). `unreadable`: no room has seen it. */
  refused(socket: Socket, unreadable?: FrameRefusal): void
  /** It closed. */
  left(socket: Socket): void
  /** Whom it shows, or who is shown to it, may be another. */
  changed(): void
}

/** What is known of a socket when it is let in. */
export interface Admission {
  documentId: string
  token: string
  actor: Actor
  access: DocumentAccess
  /** The capacity that was chosen; null: none. */
  as: Hat | null
  /** Yjs client ids that it named. */
  clients: readonly number[]
  wishes: Wishes
}

export class Socket implements Member {
  readonly documentId: string
  readonly clients: readonly number[]
  isCaughtUp = false
  isOwing = false
  readonly #ws: WebSocket
  /** What the websocket writes to: words go there as they are framed once for everybody. */
  readonly #stream: Duplex
  #outgoing: Buffer[] = []
  #outgoingBytes = 0
  /** So many of its sync messages are durable, and it was not told yet. */
  #durable: number | null = null
  #cancelDurable: (() => void) | null = null
  readonly #room: Room
  readonly #parts: SocketParts
  readonly #token: string
  #as: Hat | null
  readonly wishes: Wishes
  #toldPeople = ''
  #toldPercent = 0
  readonly #updatePace: Pace
  /** Of carets and questions, counted apart. */
  readonly #otherPace: Pace
  #actor: Actor
  #author: Author
  #access: DocumentAccess
  #asking: Promise<void> | null = null
  #askedAt: number
  #isShutOut = false
  #isLeaving = false
  #received = 0
  #waitingBytes = 0
  #isResting = false
  #isFull = false
  #silentBeats = 0
  #lastSaid: number
  #cancelUntil: () => void = () => {}
  #cancelFarewell: () => void = () => {}

  constructor(ws: WebSocket, stream: Duplex, room: Room, admission: Admission, parts: SocketParts) {
    this.#ws = ws
    this.#stream = stream
    this.#room = room
    this.#parts = parts
    this.documentId = admission.documentId
    this.clients = admission.clients
    this.#token = admission.token
    this.#actor = admission.actor
    this.#access = admission.access
    this.#author = authorFor(admission.actor, admission.access)
    this.wishes = admission.wishes
    this.#as = admission.as ?? this.#told(admission.access)
    const now = parts.clock.now()
    const { updatesPerSecond, presencePerSecond, burstSeconds } = parts.limits
    this.#updatePace = new Pace(updatesPerSecond, burstSeconds, now)
    this.#otherPace = new Pace(presencePerSecond, burstSeconds, now)
    this.#askedAt = now
    this.#lastSaid = now
    if (this.wishes.rights) this.#say(readOnlyFrame(this.#access.edit ? '' : this.#refusal))
    this.#tellStanding()
    this.#tellCapacity()
    ws.on('message', (data, isBinary) => this.#hear(data, isBinary))
    ws.on('pong', () => (this.#silentBeats = 0))
    ws.on('unreadable', (code: FrameRefusal) => {
      this.stopListening()
      parts.refused(this, code)
    })
    ws.on('error', () => ws.terminate()) // a broken or lost line; `close` follows
    ws.on('close', () => {
      this.#cancelUntil()
      this.#cancelFarewell()
      this.#cancelDurable?.()
      room.leave(this)
      parts.left(this)
    })
    room.enter(this)
    this.#askWhenItEnds()
  }

  get actor(): Actor {
    return this.#actor
  }
  get author(): Author {
    return this.#author
  }
  get access(): DocumentAccess {
    return this.#access
  }
  get #refusal(): string {
    return this.#access.reason ?? 'not-allowed'
  }
  get asking(): Promise<void> | null {
    return this.#asking
  }
  get isShutOut(): boolean {
    return this.#isShutOut
  }
  /** Bytes that the other side has yet to read. */
  get unreadBytes(): number {
    return this.#stream.writableLength + this.#outgoingBytes
  }

  /** What is sent in one moment is written together. */
  send(parcel: Parcel): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return
    // nobody waits for a slow reader: it is dropped, comes back and is told the rest
    if (this.unreadBytes > this.#parts.limits.unreadBytes) {
      this.#ws.terminate()
      return
    }
    this.#outgoingBytes += parcel.framed.length
    this.#sayDurable()
    if (this.#outgoing.push(parcel.framed) === 1) queueMicrotask(() => this.#flush())
  }

  #flush(): void {
    const frames = this.#outgoing
    const bytes = this.#outgoingBytes
    this.#outgoing = []
    this.#outgoingBytes = 0
    if (frames.length === 0 || this.#ws.readyState !== WebSocket.OPEN) return
    this.#lastSaid = this.#parts.clock.now()
    if (frames.length === 1) this.#stream.write(frames[0])
    else if (bytes <= MOST_COPIED_BYTES) this.#stream.write(Buffer.concat(frames, bytes))
    else {
      this.#stream.cork()
      for (const frame of frames) this.#stream.write(frame)
      this.#stream.uncork()
    }
  }

  #say(message: Uint8Array): void {
    this.send(Parcel.of(message))
  }

  acknowledge(count: number): void {
    if (!this.wishes.acknowledgements) return
    this.#durable = count
    if (this.#parts.acknowledgeMs === 0) this.#sayDurable()
    else this.#cancelDurable ??= this.#parts.clock.after(this.#parts.acknowledgeMs, () => this.#sayDurable())
  }

  /** What is durable goes with the next words, or alone once nothing else went for a while. */
  #sayDurable(): void {
    if (this.#durable === null) return
    this.#cancelDurable?.()
    this.#cancelDurable = null
    const count = this.#durable
    this.#durable = null
    this.#say(acknowledgedFrame(count))
  }

  /** Who is in the charter's texts, as JSON; said only where it is news. */
  tellPeople(people: string): void {
    if (this.#isShutOut || people === this.#toldPeople) return
    this.#toldPeople = people
    this.#say(peopleFrame(people))
  }

  /** TH7: a `Notice` as JSON. */
  tellNotice(notice: string): void {
    if (this.wishes.notices && !this.#isShutOut) this.#say(noticeFrame(notice))
  }

  /** SY17: how large the text is now, in bytes; said to who may write, where it is nearly full, and only what is news. */
  tellSize(bytes: number): void {
    const percent = fullness(bytes, this.#parts.limits)
    if (percent === this.#toldPercent || !this.#access.edit) return
    this.#toldPercent = percent
    this.tellNotice(JSON.stringify({ kind: 'article-nearly-full', percent } satisfies Notice))
  }

  tellReadOnly(code: string = this.#refusal): void {
    if (this.wishes.acknowledgements) this.#say(readOnlyFrame(code))
  }

  #tellCapacity(): void {
    if (!this.wishes.hats) return
    const { hat, hats } = this.#access
    this.#say(capacityFrame(JSON.stringify({ hat, hats } satisfies Capacity)))
  }

  #tellStanding(): void {
    if (!this.wishes.standing) return
    const { lockedBlocks, heldBrackets } = this.#access
    this.#say(standingFrame(JSON.stringify({ lockedBlocks, heldBrackets } satisfies Standing)))
  }

  handled(frame: Frame): void {
    this.#waitingBytes -= sizeOf(frame)
    if (this.#isFull && this.#waitingBytes <= this.#parts.limits.waitingBytes / 2) {
      this.#isFull = false
      this.#readOrRest()
    }
  }

  /** Closes for a reason of this person's or document's; nothing more of it is taken. */
  shutOut(code: number, reason: string): void {
    if (code === CLOSE.refused && !this.#isShutOut) this.#parts.refused(this)
    this.#isShutOut = true
    this.#room.leave(this)
    this.#close(code, reason)
  }

  /** From now on nothing is taken in; what came before is still handled. */
  stopListening(): void {
    this.#isLeaving = true
  }

  /** The server ends; the client comes back. Resolves when it has closed. */
  dismissed(): Promise<void> {
    return new Promise((resolve) => {
      this.#ws.once('close', () => resolve())
      this.#close(CLOSE.restarting, 'restarting')
    })
  }

  terminate(): void {
    this.#ws.terminate()
  }

  /** Asks for this person's rights anew; what waits or comes meanwhile is handled under the new ones. `isClosed`: their account was closed. */
  askAgain(isClosed = false): void {
    this.#askedAt = this.#parts.clock.now()
    const asking = (this.#asking ?? Promise.resolve())
      .then(() => this.#ask(isClosed))
      .then(() => {
        if (this.#asking === asking) this.#asking = null
      })
    this.#asking = asking
  }

  /** Called every `BEAT_MS`: signs of life both ways. */
  beat(): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return
    // while we do not read, we cannot hear a sign of life either
    if (!this.#ws.isPaused && this.#silentBeats++ >= this.#parts.limits.silenceMs / BEAT_MS) {
      this.#ws.terminate()
      return
    }
    const now = this.#parts.clock.now()
    this.#flush()
    this.#ws.ping()
    if (now - this.#lastSaid >= BEAT_MS) this.#say(HEARTBEAT)
    if (now - this.#askedAt >= ASK_AGAIN_MS) this.askAgain()
  }

  async #ask(isClosed: boolean): Promise<void> {
    if (this.#isShutOut) return
    try {
      const actor = await this.#parts.ports.actorOf(this.#token)
      if (actor === null) return this.shutOut(CLOSE.signIn, isClosed ? ACCOUNT_CLOSED : 'not-signed-in')
      const access = await this.#parts.ports.access(actor, this.documentId, this.#as)
      if (access === null) return this.shutOut(CLOSE.noSuchDocument, 'not-found')
      if (!access.read) return this.shutOut(CLOSE.accessLost, access.reason ?? 'not-allowed')
      this.#take(actor, access)
    } catch (error) {
      // who cannot be asked about is let in by nobody; the client comes back and asks itself
      this.#parts.report(error, this.documentId)
      this.shutOut(CLOSE.tooMany, 'busy')
    }
  }

  /** HW4: who is told in which capacity they write stays in it; null: they are not told, or there is none. */
  #told({ hat, hats }: DocumentAccess): Hat | null {
    return this.wishes.hats && hat !== null && hats.includes(hat) ? hat : null
  }

  #take(actor: Actor, access: DocumentAccess): void {
    const [oldActor, oldAccess] = [this.#actor, this.#access]
    this.#actor = actor
    this.#access = access
    this.#author = authorFor(actor, access)
    this.#as ??= this.#told(access)
    this.#askWhenItEnds()
    if (looksDifferent(actor, oldActor)) this.#room.rename(this, oldActor)
    if (looksDifferent(actor, oldActor) || looksElsewhere(access, oldAccess)) {
      this.#room.look(this, (person) => seesHere(oldActor, oldAccess, person))
      this.#parts.changed()
    }
    if (!access.edit && (oldAccess.edit || access.reason !== oldAccess.reason)) this.tellReadOnly()
    if (access.hat !== oldAccess.hat || access.hats.join() !== oldAccess.hats.join()) this.#tellCapacity()
    const isOther = hasOtherStanding(access, oldAccess)
    if (isOther) this.#tellStanding()
    const standsElse = access.edit && oldAccess.edit && this.isOwing && isOther
    if ((access.edit && !oldAccess.edit) || standsElse) {
      if (this.wishes.acknowledgements) this.#say(readOnlyFrame(''))
      this.#room.callBack(this)
    }
  }

  /** SY7: a session that runs out, an alternate whose time begins or ends, tell nobody: asked at that instant, if it comes before the next question. */
  #askWhenItEnds(): void {
    this.#cancelUntil()
    const { lastsMs = Infinity } = this.#actor
    if (lastsMs <= ASK_AGAIN_MS + BEAT_MS) this.#cancelUntil = this.#parts.clock.after(lastsMs, () => this.askAgain())
  }

  #hear(data: RawData, isBinary: boolean): void {
    if (this.#isLeaving || this.#isShutOut) return
    this.#silentBeats = 0
    try {
      if (!isBinary || Array.isArray(data)) throw new FrameRefused('unknown-message')
      const frame = readFrame(data instanceof ArrayBuffer ? new Uint8Array(data) : data, this.#parts.limits)
      this.#waitingBytes += sizeOf(frame)
      const isUpdate = frame.kind === 'step2' || frame.kind === 'update'
      if (isUpdate) this.#received++
      this.#room.take(this, frame, this.#received)
      this.#slowDown(isUpdate ? this.#updatePace : this.#otherPace)
    } catch (error) {
      if (!(error instanceof FrameRefused)) throw error
      this.stopListening()
      this.#room.takeBad(this, error.code)
    }
  }

  /** SY8: above its pace, or with too much waiting, the socket is not read for a while. */
  #slowDown(pace: Pace): void {
    const rest = pace.take(this.#parts.clock.now())
    if (this.#waitingBytes > this.#parts.limits.waitingBytes) this.#isFull = true
    if (rest > 0 && !this.#isResting) {
      this.#isResting = true
      this.#parts.clock.after(rest, () => {
        this.#isResting = false
        this.#readOrRest()
      })
    }
    this.#readOrRest()
  }

  #readOrRest(): void {
    const mayRead = !this.#isResting && !this.#isFull
    if (mayRead && this.#ws.isPaused) this.#ws.resume()
    if (!mayRead && !this.#ws.isPaused) this.#ws.pause()
  }

  #close(code: number, reason: string): void {
    this.stopListening()
    this.#sayDurable()
    this.#flush()
    this.#ws.close(code, reason)
    // a paused socket would not read the other side's close
    this.#isResting = this.#isFull = false
    if (this.#ws.isPaused) this.#ws.resume()
    this.#cancelFarewell()
    this.#cancelFarewell = this.#parts.clock.after(this.#parts.limits.farewellMs, () => this.#ws.terminate())
  }
}

/** HW4: in whose name words are kept that are typed now. */
const authorFor = (actor: Actor, { hat }: DocumentAccess): Author =>
  authorOf(hat === null ? actor : wearing(actor, hat), hat)

/** Whether others see somebody else in a person now, or this person sees others. */
const looksDifferent = (actor: Actor, before: Actor): boolean =>
  actor.name !== before.name ||
  actor.party?.code !== before.party?.code ||
  actor.partyId !== before.partyId ||
  actor.roles.join() !== before.roles.join()

/** Whether other paragraphs are agreed than before, or other brackets held. */
const hasOtherStanding = (access: DocumentAccess, before: DocumentAccess): boolean =>
  access.lockedBlocks.join() !== before.lockedBlocks.join() ||
  access.heldBrackets?.join() !== before.heldBrackets?.join()

/** Whether others are shown to a person now than before. */
const looksElsewhere = (access: DocumentAccess, before: DocumentAccess): boolean =>
  access.presence !== before.presence || access.together.join() !== before.together.join()

const sizeOf = (frame: Frame): number => {
  switch (frame.kind) {
    case 'step1':
      return frame.stateVector.byteLength
    case 'step2':
    case 'update':
      return frame.update.byteLength
    case 'presence':
      return frame.body.byteLength
    case 'query-presence':
      return 1
  }
}
