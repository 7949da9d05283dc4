/**
 * Which changes of this page are on the server's disk, counted and not guessed: the server says how many sync messages of this socket
 * are durable, this side knows which change went with which message. After a lost line all that was open goes again with the sync
 * step 2 of the next one.
 */
import * as Y from 'yjs'
import { MESSAGE, SYNC } from '../../domain/sync.ts'
import type { KeptWords } from './device.ts'

/** One change, or several that travel together. */
interface Open {
  update: Uint8Array
  /** How many changes of a person; 0: what the page tidied by itself. */
  count: number
  /** Number of the message that carries it on this socket; null: none yet. */
  carrier: number | null
  /** When it was made, in milliseconds since 1970. */
  at: number
  /** Where it is kept, if an earlier page kept it. */
  kept: KeptWords | null
}

/** So many waiting changes become one, so that hours without a line cost no more than minutes. */
const MOST_APART = 50

export class Ledger {
  #open: Open[] = []
  #sentCount = 0
  #acknowledgedCount = 0
  /** The message that carried the last update, until the change it belongs to is noted. */
  #carrier: number | null = null
  #step2: number | null = null

  /** Changes that are not known to be on the server's disk. */
  get unsaved(): number {
    return this.#open.reduce((sum, { count }) => sum + count, 0)
  }

  /** When the oldest of them was made; null: there is none. */
  get oldest(): number | null {
    return this.#open.find(({ count }) => count > 0)?.at ?? null
  }

  /** Whether the server has what this page held when the line opened. */
  get isSettled(): boolean {
    return this.#step2 !== null && this.#acknowledgedCount >= this.#step2
  }

  /** The open changes that no earlier page keeps, as one update. Null: none that a person made. */
  own(): { update: Uint8Array; count: number } | null {
    const own = this.#open.filter(({ kept }) => kept === null)
    const count = own.reduce((sum, one) => sum + one.count, 0)
    return count === 0 ? null : { update: Y.mergeUpdates(own.map(({ update }) => update)), count }
  }

  /** Everything open. */
  updates(): Uint8Array[] {
    return this.#open.map(({ update }) => update)
  }

  /** The Yjs client ids under which anything open was written. */
  clients(): number[] {
    return [...new Set(this.#open.flatMap(({ update }) => [...Y.parseUpdateMeta(update).from.keys()]))]
  }

  /** What was on its way on the last socket may be lost. */
  newSocket(): void {
    this.#sentCount = this.#acknowledgedCount = 0
    this.#step2 = this.#carrier = null
    for (const one of this.#open) one.carrier = null
  }

  /** `carriesChange`: it was sent for a change that is to be noted next. */
  sent(message: Uint8Array, carriesChange = message[1] === SYNC.update): void {
    if (message[0] !== MESSAGE.sync || message[1] === SYNC.step1) return
    this.#sentCount++
    if (carriesChange) this.#carrier = this.#sentCount
    if (message[1] === SYNC.update) return
    // a step 2 holds everything that this page has and the server lacks
    this.#step2 = this.#sentCount
    for (const one of this.#open) one.carrier ??= this.#sentCount
  }

  /** An update of this page, just after it was sent where it could be; `isTyped` false: made by the page itself. */
  changed(update: Uint8Array, isTyped: boolean, at: number): void {
    this.#open.push({ update, count: isTyped ? 1 : 0, carrier: this.#carrier, at, kept: null })
    this.#carrier = null
    const waiting = this.#open.filter(({ carrier, kept }) => carrier === null && kept === null)
    if (waiting.length > MOST_APART) this.#join(waiting)
  }

  #join(waiting: Open[]): void {
    const [first] = waiting
    const joined: Open = {
      update: Y.mergeUpdates(waiting.map(({ update }) => update)),
      count: waiting.reduce((sum, { count }) => sum + count, 0),
      carrier: null,
      at: first!.at,
      kept: null,
    }
    const gone = new Set(waiting)
    this.#open = [...this.#open.filter((one) => !gone.has(one)), joined]
  }

  /** Words that an earlier page kept: open as if they had been typed here. */
  adopt(kept: KeptWords): void {
    this.#open.push({ update: kept.update, count: kept.count, carrier: null, at: Date.parse(kept.at), kept })
  }

  /** What of earlier pages is open. */
  adopted(): KeptWords[] {
    return this.#open.flatMap(({ kept }) => kept ?? [])
  }

  /** So many messages are durable. Answers what of earlier pages need not be kept any more. */
  acknowledged(count: number): KeptWords[] {
    this.#acknowledgedCount = Math.max(this.#acknowledgedCount, count)
    const isDone = ({ carrier }: Open): boolean => carrier !== null && carrier <= count
    const released = this.#open.flatMap((one) => (one.kept !== null && isDone(one) ? [one.kept] : []))
    this.#open = this.#open.filter((one) => !isDone(one))
    return released
  }

  /** Everything open is given up by a deliberate act. */
  forget(): void {
    this.#open = []
  }
}
