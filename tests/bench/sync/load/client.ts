/** Somebody at a text, as the server sees them: connects, asks, answers, sends what it is given. It holds no document of its own. */
import { SYNC } from '../../../../src/lib/domain/sync.ts'
import { greetingFrame, hear, presenceFrame, syncFrame, type Dialect } from './dialect.ts'
import { Wire } from './wire.ts'

/** Where a client goes, and who it is there. */
export interface Seat {
  port: number
  path: string
  headers: Record<string, string>
  dialect: Dialect
  /** As the dialect names it. */
  room: string
}

/** The state of a document that holds nothing, and what such a one has to give. */
const EMPTY_STATE = Buffer.from([0])
const EMPTY_UPDATE = Buffer.from([0, 0])

export interface ClientOptions {
  seat: Seat
  /** What it says it has; default: nothing. */
  stateVector?: Uint8Array
  /** What it answers to what the server has; default: that it has nothing to give. */
  answer?(stateVector: Buffer): Uint8Array
  /** Words: a sync step 2, or an update. The bytes are valid during the call. */
  onWords?(update: Buffer): unknown
  onPresence?(entries: Buffer): void
  /** So many of its sync messages are on disk, as the server says. */
  onAcknowledged?(count: number): void
}

export class Client {
  readonly wire: Wire
  /** Sync messages of subtype 1 or 2 that were sent: what acknowledgements count. */
  said = 0
  acknowledged = 0
  /** What the server said it has when it first asked. */
  serverState: Buffer | null = null
  /** Resolves with its first sync step 2; rejects if the line closes before. */
  readonly synced: Promise<void>
  /** Resolves when the line is gone. */
  readonly gone: Promise<void>
  readonly #options: ClientOptions
  readonly #prefix: Buffer
  #isSynced: () => void = () => {}

  constructor(options: ClientOptions) {
    this.#options = options
    const { seat } = options
    this.#prefix = seat.dialect.prefix(seat.room)
    const { promise: synced, resolve, reject } = Promise.withResolvers<void>()
    synced.catch(() => {}) // whoever waits for it hears it
    this.synced = synced
    this.#isSynced = resolve
    const { promise: gone, resolve: isGone } = Promise.withResolvers<void>()
    this.gone = gone
    this.wire = new Wire({
      port: seat.port,
      path: seat.path,
      headers: seat.headers,
      onMessage: (message) => hear(message, this.#prefix, this),
      onClose: () => {
        reject(new Error(`the line closed (${this.wire.farewell ?? 'without a word'})`))
        isGone()
      },
    })
  }

  /** Opens the line and asks for the text. */
  async connect(): Promise<void> {
    await this.wire.open()
    const { dialect } = this.#options.seat
    if (dialect.greeting.length > 0) this.wire.send(greetingFrame(this.#prefix, dialect.greeting))
    if (!dialect.answers) return this.#isSynced()
    this.wire.send(syncFrame(this.#prefix, SYNC.step1, this.#options.stateVector ?? EMPTY_STATE))
  }

  sendUpdate(update: Uint8Array): void {
    this.said++
    this.wire.send(syncFrame(this.#prefix, SYNC.update, update))
  }
  sendPresence(entries: Uint8Array): void {
    this.wire.send(presenceFrame(this.#prefix, entries))
  }
  close(): void {
    this.wire.close()
  }
  cut(): void {
    this.wire.cut()
  }

  step1(stateVector: Buffer): void {
    this.serverState ??= Buffer.from(stateVector)
    this.said++
    this.wire.send(syncFrame(this.#prefix, SYNC.step2, this.#options.answer?.(stateVector) ?? EMPTY_UPDATE))
  }
  step2(update: Buffer): void {
    this.#options.onWords?.(update)
    this.#isSynced()
  }
  update(update: Buffer): void {
    this.#options.onWords?.(update)
  }
  presence(entries: Buffer): void {
    this.#options.onPresence?.(entries)
  }
  savedUpTo(count: number): void {
    this.acknowledged = count
    this.#options.onAcknowledged?.(count)
  }
}

/** Connects them all and waits until each has its text; at most so many at once. */
export async function connectAll(clients: readonly Client[], atOnce = 64): Promise<void> {
  const waiting = clients.values()
  const connectNext = async (): Promise<void> => {
    for (const client of waiting) {
      await client.connect()
      await client.synced
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, clients.length) }, connectNext))
}
