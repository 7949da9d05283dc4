/** Rooms full of people, all playing one session: the first few of each room write, everybody counts what they are told. */
import { Client, connectAll, type Seat } from './client.ts'
import type { Histogram } from './histogram.ts'
import { KeyIndex, Ledger } from './ledger.ts'
import { until, type Hand } from './pace.ts'
import { clientOf, makeSession, type Session } from './session.ts'

/** Where people sit: the `person`th in the `room`th text. `client`: their Yjs client id. */
export interface Place {
  seat(room: number, person: number, client: number): Seat
  /** The server says what is on disk (message 100). */
  acknowledges: boolean
}

/** `writers`: of the people in each room. */
export interface Size {
  rooms: number
  people: number
  writers: number
}

/** How long a room may take to show everybody its first text. */
const SETTLE_MS = 20_000

/** One person of one room. */
class Member {
  readonly client: Client
  readonly ledger: Ledger
  /** When each of its messages was sent, by their count. */
  readonly #saidAt: number[] = []
  #heardUpTo = 0

  constructor(seat: Seat, person: number, ledger: Ledger, crowd: Crowd) {
    this.ledger = ledger
    this.client = new Client({
      seat,
      onWords: (update) => {
        crowd.delivered += ledger.deliver(person, update, crowd.waits)
      },
      onAcknowledged: (count) => {
        const now = performance.now()
        for (; this.#heardUpTo < count; this.#heardUpTo++) {
          const at = this.#saidAt[this.#heardUpTo + 1]
          if (at !== undefined) crowd.saves?.add(now - at)
        }
      },
    })
  }

  send(key: number, update: Uint8Array): void {
    this.ledger.sent(key)
    this.client.sendUpdate(update)
    this.#saidAt[this.client.said] = performance.now()
  }

  get isAcknowledged(): boolean {
    return this.client.acknowledged === this.client.said
  }
}

export class Crowd {
  readonly session: Session
  readonly hands: Hand[] = []
  /** Keys that somebody else was shown, each person counted. */
  delivered = 0
  /** From a key to another's screen; null: nobody takes the time. */
  waits: Histogram | null = null
  /** From a key to the server's word that it is on disk. */
  saves: Histogram | null = null
  readonly #place: Place
  readonly #size: Size
  readonly #members: Member[] = []

  constructor(place: Place, size: Size, keysEach: number) {
    this.#place = place
    this.#size = size
    this.session = makeSession({ writers: size.writers, keysEach })
    const index = new KeyIndex(this.session)
    for (let room = 0; room < size.rooms; room++) this.#fill(room, index)
  }

  #fill(room: number, index: KeyIndex): void {
    const { people, writers } = this.#size
    const ledger = new Ledger(index, people)
    for (let person = 0; person < people; person++) {
      const member = new Member(this.#place.seat(room, person, clientOf(person)), person, ledger, this)
      this.#members.push(member)
      if (person >= writers) continue
      const { updates } = this.session.writers[person]!
      const keys = index.keys[person]!
      this.hands.push({ send: (n) => member.send(keys[n]!, updates[n]!), limit: updates.length, next: 0 })
    }
  }

  /** Everybody comes in; one of each room brings the text, and the others have it before this resolves. */
  async open(): Promise<void> {
    const { people } = this.#size
    const first = this.#members.filter((_, i) => i % people === 0)
    await connectAll(first.map(({ client }) => client))
    for (const { client } of first) client.sendUpdate(this.session.base)
    await this.#settled(first)
    await connectAll(this.#members.filter((_, i) => i % people !== 0).map(({ client }) => client))
    await this.#settled(this.#members)
  }

  /** Nobody is told anything more, and what was said is on disk. */
  async #settled(members: readonly Member[]): Promise<void> {
    let heard = -1
    const isQuiet = (): boolean => {
      const now = this.messagesIn
      const isSame = now === heard
      heard = now
      return isSame && (!this.#place.acknowledges || members.every(({ isAcknowledged }) => isAcknowledged))
    }
    if (!(await until(isQuiet, SETTLE_MS, 150))) throw new Error('the rooms did not come to rest')
  }

  /** Whether everything that was sent is acknowledged; true where the server does not say. */
  get isAcknowledged(): boolean {
    return !this.#place.acknowledges || this.#members.every(({ isAcknowledged }) => isAcknowledged)
  }

  get bytesIn(): number {
    return this.#members.reduce((sum, { client }) => sum + client.wire.bytesIn, 0)
  }
  get messagesIn(): number {
    return this.#members.reduce((sum, { client }) => sum + client.wire.messagesIn, 0)
  }

  /** Lines that broke, with what the server said. */
  get broken(): string[] {
    return this.#members.filter(({ client }) => !client.wire.isOpen).map(({ client }) => client.wire.farewell ?? 'cut')
  }

  /** Everybody's line is cut. */
  leave(): void {
    for (const { client } of this.#members) client.cut()
  }
}
