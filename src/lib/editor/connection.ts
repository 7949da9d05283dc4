/**
 * The line between a page and a document on the server: a stock y-websocket provider that also knows what is saved.
 *
 * Counted, not guessed: the server says how many sync messages of this socket are durable, this side knows which of its changes
 * went with which message. After a lost line all that was open goes again with the sync step 2 of the next one.
 */
import * as decoding from 'lib0/decoding'
import { WebsocketProvider } from 'y-websocket'
import { MESSAGE, SYNC } from '../domain/sync.ts'
import { SCHEMA_VERSION } from '../domain/text.ts'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

/** `unsaved`: changes on this device that are not known to be on the server's disk. */
export type LineState =
  /** Everything is on the server's disk. */
  | { kind: 'saved'; unsaved: 0 }
  | { kind: 'saving'; unsaved: number }
  /** The line was lost a moment ago, or is not there yet. */
  | { kind: 'reconnecting'; unsaved: number }
  | { kind: 'offline'; unsaved: number }
  /** `code`: why nothing may be written, a refusal's code. */
  | { kind: 'read-only'; code: string; unsaved: number }
  /** The server ended it for good: `close` is one of `CLOSE` from 4400 on, `code` says more. */
  | { kind: 'ended'; close: number; code: string; unsaved: number }

export interface LineOptions {
  documentId: string
  doc: Y.Doc
  /** Why this page may not write, as the page was told; null: it may. */
  readOnly: string | null
  /** `ws://host/sync`; by default that of the page. */
  serverUrl?: string
  /** For tests outside a browser. */
  WebSocket?: typeof WebSocket
}

export interface Line {
  /** A Svelte store: calls at once and on every change, until the returned function is called. */
  subscribe(run: (state: LineState) => void): () => void
  /** Carets and selections of everybody here. */
  awareness: Awareness
  provider: WebsocketProvider
  /** Tries again after `ended`, as after signing in. */
  reconnect(): void
  destroy(): void
}

/** After so long without a line, "reconnecting" is no longer the word for it. */
export const OFFLINE_AFTER_MS = 10_000

export function openLine(options: LineOptions): Line {
  const { documentId, doc } = options
  const ledger = new Ledger()
  let readOnly = options.readOnly
  let ended: { close: number; code: string } | null = null
  let isLongGone = false
  let goneTimer: ReturnType<typeof setTimeout> | undefined
  const stopWaiting = (): void => {
    clearTimeout(goneTimer)
    goneTimer = undefined
  }

  const Base = options.WebSocket ?? WebSocket
  class CountingSocket extends Base {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      ledger.newSocket()
    }
    override send(data: Parameters<WebSocket['send']>[0]): void {
      super.send(data)
      if (data instanceof Uint8Array) ledger.sent(data)
    }
  }

  const query = (): Record<string, string> => ({
    ack: '1',
    schema: String(SCHEMA_VERSION),
    client: String(doc.clientID),
  })
  const provider = new WebsocketProvider(options.serverUrl ?? ownServer(), documentId, doc, {
    connect: false,
    params: query(),
    // another tab's words would arrive here before the server has them, and what follows from them would be refused there
    disableBc: true,
    WebSocketPolyfill: CountingSocket,
  })

  const current = (): LineState => {
    const unsaved = ledger.unsaved
    if (ended !== null) return { kind: 'ended', ...ended, unsaved }
    if (!provider.wsconnected) return { kind: isLongGone || !isOnline() ? 'offline' : 'reconnecting', unsaved }
    if (readOnly !== null) return { kind: 'read-only', code: readOnly, unsaved }
    if (!provider.synced) return { kind: 'reconnecting', unsaved }
    return unsaved === 0 && ledger.isSettled ? { kind: 'saved', unsaved } : { kind: 'saving', unsaved }
  }
  const subscribers = new Set<(state: LineState) => void>()
  let told = JSON.stringify(current())
  const tell = (): void => {
    const state = current()
    const text = JSON.stringify(state)
    if (text === told) return
    told = text
    for (const run of [...subscribers]) run(state)
  }

  provider.messageHandlers[MESSAGE.acknowledged] = (_encoder, decoder) => {
    ledger.acknowledged(decoding.readVarUint(decoder))
    tell()
  }
  provider.messageHandlers[MESSAGE.readOnly] = (_encoder, decoder) => {
    readOnly = decoding.readVarString(decoder) || null
    tell()
  }
  // after the provider's own listener: what it could send has been sent by now
  const onUpdate = (_update: Uint8Array, origin: unknown): void => {
    if (origin === provider) return
    // a page that may not write still tidies formats in its own copy, as Yjs does; nobody is to save that
    if (readOnly === null) ledger.changed()
    else ledger.passOver()
    tell()
  }
  doc.on('update', onUpdate)
  provider.on('status', ({ status }) => {
    if (status === 'connected') {
      stopWaiting()
      isLongGone = false
    } else if (!isLongGone)
      // counted from the loss: each attempt says "connecting" anew
      goneTimer ??= setTimeout(() => {
        isLongGone = true
        tell()
      }, OFFLINE_AFTER_MS)
    tell()
  })
  provider.on('sync', tell)
  // Yjs takes another client id where two clash
  provider.on('connection-close', () => (provider.params = query()))
  provider.on('closed', ({ code, reason }) => {
    stopWaiting()
    ended = { close: code, code: reason }
    tell()
  })

  const onUnload = (event: BeforeUnloadEvent): void => {
    if (ledger.unsaved > 0) event.preventDefault()
  }
  const page = typeof window === 'undefined' ? null : window
  page?.addEventListener('beforeunload', onUnload)
  page?.addEventListener('online', tell)
  page?.addEventListener('offline', tell)
  provider.connect()

  return {
    subscribe(run) {
      subscribers.add(run)
      run(current())
      return () => subscribers.delete(run)
    },
    awareness: provider.awareness,
    provider,
    reconnect() {
      ended = null
      provider.connect()
      tell()
    },
    destroy() {
      stopWaiting()
      page?.removeEventListener('beforeunload', onUnload)
      page?.removeEventListener('online', tell)
      page?.removeEventListener('offline', tell)
      doc.off('update', onUpdate)
      subscribers.clear()
      provider.destroy()
      provider.awareness.destroy()
    },
  }
}

/** Which changes of this page are on the server's disk. */
class Ledger {
  /** For each open change the number of the message that carries it on this socket; null: none yet. */
  #open: (number | null)[] = []
  #sentCount = 0
  #acknowledgedCount = 0
  /** The message that carried the last update, until the change it belongs to is noted. */
  #carrier: number | null = null
  #step2: number | null = null

  get unsaved(): number {
    return this.#open.length
  }

  /** Whether the server has what this page held when the line opened. */
  get isSettled(): boolean {
    return this.#step2 !== null && this.#acknowledgedCount >= this.#step2
  }

  /** What was on its way on the last socket may be lost. */
  newSocket(): void {
    this.#sentCount = this.#acknowledgedCount = 0
    this.#step2 = this.#carrier = null
    this.#open = this.#open.map(() => null)
  }

  sent(message: Uint8Array): void {
    if (message[0] !== MESSAGE.sync || message[1] === SYNC.step1) return
    this.#sentCount++
    if (message[1] === SYNC.update) {
      this.#carrier = this.#sentCount
      return
    }
    // a step 2 holds everything that this page has and the server lacks
    this.#step2 = this.#sentCount
    this.#open = this.#open.map((carrier) => carrier ?? this.#sentCount)
  }

  changed(): void {
    this.#open.push(this.#carrier)
    this.#carrier = null
  }

  passOver(): void {
    this.#carrier = null
  }

  acknowledged(count: number): void {
    this.#acknowledgedCount = Math.max(this.#acknowledgedCount, count)
    this.#open = this.#open.filter((carrier) => carrier === null || carrier > count)
  }
}

const isOnline = (): boolean => typeof navigator === 'undefined' || navigator.onLine !== false

const ownServer = (): string => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`
