/**
 * Clients of `/sync`: stock y-websocket providers, and a bare one that sends what it is told and keeps all it hears.
 */
import { inflateRawSync } from 'node:zlib'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { Standing } from '../../src/lib/domain/standing.ts'
import { MESSAGE, SYNC, type Capacity, type Notice, type PersonHere } from '../../src/lib/domain/sync.ts'

export type Heard =
  | { type: 'step1' | 'step2' | 'update'; body: Uint8Array }
  | { type: 'presence'; entries: { client: number; clock: number; state: unknown }[] }
  | { type: 'acknowledged'; count: number }
  | { type: 'read-only'; code: string }
  | { type: 'people'; people: PersonHere[] }
  | { type: 'notice'; notice: Notice }
  | { type: 'standing'; standing: Standing }
  | { type: 'capacity'; capacity: Capacity }

type HeardAs<T extends Heard['type']> = Heard & { type: T }

export interface BareOptions {
  token?: string
  query?: string
  headers?: Record<string, string>
}

/** Waits for things instead of sleeping: every change calls `check`. */
export class BareClient {
  readonly heard: Heard[] = []
  readonly ws: WebSocket
  heardBytes = 0
  closed: { code: number; reason: string } | null = null
  /** Http status of a refused upgrade. */
  status: number | null = null
  #waiting: { isTrue: () => boolean; resolve: () => void }[] = []

  constructor(address: string, document: string, { token, query = '', headers = {} }: BareOptions = {}) {
    this.ws = new WebSocket(`${address}/${document}${query}`, {
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    })
    this.ws.on('message', (data) => {
      this.heardBytes += (data as Buffer).length
      this.heard.push(readHeard(data as Buffer))
      this.#check()
    })
    this.ws.on('unexpected-response', (_request, response) => {
      this.status = response.statusCode ?? 0
      response.resume()
      this.ws.terminate()
      this.#check()
    })
    this.ws.on('error', () => {}) // `close` follows, and that is what tests look at
    this.ws.on('open', () => this.#check())
    this.ws.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() }
      this.#check()
    })
  }

  /** Resolves when it is true; looked at whenever anything arrives. */
  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ isTrue, resolve })
      this.#check()
    })
  }

  #check(): void {
    this.#waiting = this.#waiting.filter(({ isTrue, resolve }) => {
      if (!isTrue()) return true
      resolve()
      return false
    })
  }

  isOpen = (): boolean => this.ws.readyState === WebSocket.OPEN
  send(bytes: Uint8Array | string): void {
    this.ws.send(bytes)
  }
  sendStep1(doc: Y.Doc): void {
    this.send(syncFrame(SYNC.step1, Y.encodeStateVector(doc)))
  }
  sendStep2(update: Uint8Array): void {
    this.send(syncFrame(SYNC.step2, update))
  }
  sendUpdate(update: Uint8Array): void {
    this.send(syncFrame(SYNC.update, update))
  }
  sendPresence(entries: { client: number; clock: number; state: unknown }[]): void {
    this.send(presenceFrameOf(entries))
  }

  of<T extends Heard['type']>(type: T): HeardAs<T>[] {
    return this.heard.filter((one) => one.type === type) as HeardAs<T>[]
  }

  /** Highest acknowledged count. */
  get acknowledged(): number {
    return Math.max(0, ...this.of('acknowledged').map(({ count }) => count))
  }

  /** Gets the document: step 1, its answer applied. */
  async fetch(doc: Y.Doc): Promise<void> {
    const heardBefore = this.of('step2').length
    this.sendStep1(doc)
    await this.until(() => this.of('step2').length > heardBefore || this.closed !== null)
    for (const one of this.of('step2').slice(heardBefore)) Y.applyUpdate(doc, one.body)
  }

  /** As a stock client does on connecting: fetches the document, answers the server's step 1. */
  async join(doc: Y.Doc): Promise<void> {
    await this.fetch(doc)
    await this.until(() => this.of('step1').length > 0 || this.closed !== null)
    const asked = this.of('step1')[0]
    // it may have been closed meanwhile
    if (asked !== undefined) this.sendStep2(Y.encodeStateAsUpdate(doc, asked.body))
  }

  /** Something that the server answers after all that was sent before. */
  async marker(): Promise<void> {
    await this.fetch(new Y.Doc())
  }

  async close(): Promise<void> {
    this.ws.close()
    await this.until(() => this.closed !== null)
  }
}

export const syncFrame = (subtype: number, body: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.sync)
    encoding.writeVarUint(encoder, subtype)
    encoding.writeVarUint8Array(encoder, body)
  })

const presenceFrameOf = (entries: { client: number; clock: number; state: unknown }[]): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.presence)
    encoding.writeVarUint8Array(
      encoder,
      encoding.encode((inner) => {
        encoding.writeVarUint(inner, entries.length)
        for (const { client, clock, state } of entries) {
          encoding.writeVarUint(inner, client)
          encoding.writeVarUint(inner, clock)
          encoding.writeVarString(inner, JSON.stringify(state))
        }
      }),
    )
  })

function readHeard(bytes: Uint8Array): Heard {
  const decoder = decoding.createDecoder(bytes)
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case MESSAGE.sync: {
      const subtype = decoding.readVarUint(decoder)
      return { type: (['step1', 'step2', 'update'] as const)[subtype]!, body: decoding.readVarUint8Array(decoder) }
    }
    case MESSAGE.presence: {
      const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder))
      const entries = Array.from({ length: decoding.readVarUint(inner) }, () => ({
        client: decoding.readVarUint(inner),
        clock: decoding.readVarUint(inner),
        state: JSON.parse(decoding.readVarString(inner)) as unknown,
      }))
      return { type: 'presence', entries }
    }
    case MESSAGE.acknowledged:
      return { type: 'acknowledged', count: decoding.readVarUint(decoder) }
    case MESSAGE.readOnly:
      return { type: 'read-only', code: decoding.readVarString(decoder) }
    case MESSAGE.people:
      return { type: 'people', people: JSON.parse(decoding.readVarString(decoder)) as PersonHere[] }
    case MESSAGE.notice:
      return { type: 'notice', notice: JSON.parse(decoding.readVarString(decoder)) as Notice }
    case MESSAGE.standing:
      return { type: 'standing', standing: JSON.parse(decoding.readVarString(decoder)) as Standing }
    case MESSAGE.capacity:
      return { type: 'capacity', capacity: JSON.parse(decoding.readVarString(decoder)) as Capacity }
    case MESSAGE.deflated:
      return readHeard(inflateRawSync(decoding.readVarUint8Array(decoder)))
    default:
      throw new Error(`the server said something of type ${type}`)
  }
}

/** What `change` does to `doc`, as one update. */
export function updateBy(doc: Y.Doc, change: (text: Y.Text) => void): Uint8Array {
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array): number => updates.push(update)
  doc.on('update', collect)
  doc.transact(() => change(doc.getText('default')))
  doc.off('update', collect)
  return Y.mergeUpdates(updates)
}

/** A stock provider signed in by a bearer token. */
export function stockProvider(address: string, document: string, doc: Y.Doc, token: string): WebsocketProvider {
  class SignedIn extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } })
    }
  }
  return new WebsocketProvider(address, document, doc, {
    WebSocketPolyfill: SignedIn as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    maxBackoffTime: 100,
  })
}

/** Resolves when `isTrue`, looked at on every update of these documents. */
export function untilDocs(docs: Y.Doc[], isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isTrue()) return
      for (const doc of docs) doc.off('update', look)
      resolve()
    }
    for (const doc of docs) doc.on('update', look)
    look()
  })
}
