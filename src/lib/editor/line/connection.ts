// Over 250 lines: every state of the line is a sentence about all of them together.
/**
 * The line between a page and a document on the server: a stock y-websocket provider that also knows what is saved (ledger.ts), keeps
 * the rest on the device (keeping.ts), notices a dead line and comes back at once when the page does (wake.ts). One file, because
 * every one of its states is a sentence about all of them together; docs/line.md.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import {
  ACCOUNT_CLOSED,
  CLOSE,
  FOREIGN_CLIENT,
  MESSAGE,
  NOT_YOUR_CAPACITY,
  SYNC,
  TOO_MANY_REFUSALS,
  TOO_MANY_SOCKETS,
  type Capacity,
  type Notice,
  type PersonHere,
} from '../../domain/sync.ts'
import type { Hat } from '../../domain/hat.ts'
import { SYNC_LIMITS } from '../../domain/limits.ts'
import type { Standing } from '../../domain/standing.ts'
import { SCHEMA_VERSION } from '../../domain/text.ts'
import { onCleared } from './device.ts'
import { canInflate, inflated } from './inflated.ts'
import { incomingOf, type Incoming } from '../binding/incoming.ts'
import { Keeping, type KeptFor } from './keeping.ts'
import { Ledger } from './ledger.ts'
import { passagesOf, type Passage } from './passages.ts'
import { watchLife } from './wake.ts'
import type { KeptKey, KeptWords } from './device.ts'
import type { Awareness } from 'y-protocols/awareness'

interface Unsaved {
  /** Changes that are not known to be on the server's disk. */
  unsaved: number
  /** The oldest of them waits for 5 seconds already. */
  isLate: boolean
  /** Unsaved words outlive this page; false: the browser refuses to keep them. */
  isKept: boolean
  /** As far as this page knows, its person may write. */
  mayWrite: boolean
  /** Why the server does not let the page in for now: `TOO_MANY_SOCKETS` or `TOO_MANY_REFUSALS`; absent: it was not told. */
  busy?: string
  /** The article is nearly as large as it may be, in percent; absent: not yet, or not for this person to know. */
  nearlyFull?: number
}
export type LineState = Unsaved &
  (
    | {
        kind:
          /** Everything is on the server's disk. */
          | 'saved'
          | 'saving'
          /** The line was lost a moment ago, or is not there yet. */
          | 'reconnecting'
          | 'offline'
      }
    /** `code`: why nothing may be written, a refusal's code. */
    | { kind: 'read-only'; code: string }
    /** The server ended it for good: `close` is one of `CLOSE` from 4400 on, `code` says more. */
    | { kind: 'ended'; close: number; code: string }
  )

export interface LineOptions {
  documentId: string
  doc: Y.Doc
  /** Why this page may not write, as the page was told; null: it may. */
  readOnly: string | null
  /** Whose page it is, and where their unsaved words are kept; without it they are not. */
  keep?: KeptFor
  /** HW4: the capacity that was chosen before, and where a choice is remembered. */
  as?: { chosen: Hat | null; remember(hat: Hat | null): void }
  /** `ws://host/sync`; by default that of the page. */
  serverUrl?: string
  /** For tests outside a browser. */
  WebSocket?: typeof WebSocket
}

/** The lines of this page that are open, or still wait for their last words. */
export const openLines = new Set<Line>()

export interface Line {
  /** Whose words it keeps; null: it keeps none. */
  person: string | null
  /** A Svelte store: calls at once and on every change, until the returned function is called. */
  subscribe(run: (state: LineState) => void): () => void
  /** Carets and selections of everybody here. */
  awareness: Awareness
  provider: WebsocketProvider
  /** What others write, to be paused. */
  incoming: Incoming
  /** Who is in which text of the charter, as far as this person may see; called at once and with every change. */
  onPeople(run: (people: readonly PersonHere[]) => void): () => void
  /** Something beside the text changed. What happened while the line was broken is not told. */
  onNotice(run: (notice: Notice) => void): () => void
  /** What may not be touched in this text, as the server said last. */
  standing(): Standing
  /** Calls back whenever that is another, until the returned function is called. */
  onStanding(run: () => void): () => void
  /** In which capacity words are kept that are written here, and in which they may be. */
  capacity(): Capacity
  /** The capacity in which the page was to write and cannot any more, until another is chosen; null: there is none. */
  lostHat(): Hat | null
  /** Calls back whenever that is another, until the returned function is called. */
  onCapacity(run: () => void): () => void
  /** Comes back in this capacity. False: something is unsaved, and stays in the capacity in which it was written. */
  writeAs(hat: Hat): boolean
  /** The words that are not saved, by paragraph. */
  words(): Passage[]
  /** The same as the device keeps it; null: everything that was typed here is saved. */
  unsent(): KeptWords | null
  /** Words of earlier pages that cannot be merged by themselves, to copy. */
  leftovers(): KeptWords[]
  /** Forgets leftovers, by a deliberate act. */
  discard(words: KeptKey[]): Promise<void>
  /** What did not get in stays on the device as words that are to be copied, and goes nowhere by itself. False: the device does not keep them. */
  setAside(code: string): Promise<boolean>
  /** Forgets what is unsaved here, by a deliberate act; the page is to be loaded anew after it. */
  giveUp(): Promise<void>
  /** Resolves when what is unsaved is on the device, or cannot be. */
  keep(): Promise<void>
  /** Keeps what is unsaved; where that works, leaving this page does not ask any more. */
  letGo(): Promise<void>
  /** Tries again after `ended`, as after signing in. */
  reconnect(): void
  /** Looks at the line at once, as after sleep. */
  wake(): void
  /** Ends the line; what is unsaved stays on the device. */
  destroy(): void
}

/** After so long without a line, "reconnecting" is no longer the word for it. */
export const OFFLINE_AFTER_MS = 10_000
/** Unsaved for so long is said in a banner. */
export const LATE_AFTER_MS = 5_000
/** A line that says nothing for so long while something is asked of it is dead. */
const SILENCE_MS = 5_000
/** The server says something every ten seconds; after sleep a line that did not is made anew rather than asked. */
const STALE_MS = 12_000
/** An attempt that is not answered in so long is given up for another. */
const ATTEMPT_MS = 10_000
/** Storage that does not answer must not keep anybody from the text. */
const STORAGE_PATIENCE_MS = 2_000
const BEAT_MS = 1_000
/** A page that is left waits for the acknowledgement of its last words at most so long. */
const LEAVING_MS = 5_000

const KEPT = Symbol('words kept by an earlier page')

export function openLine(options: LineOptions): Line {
  const { documentId, doc, keep } = options
  const ledger = new Ledger()
  let readOnly = options.readOnly
  /** In which capacity the line is open, and in which it is to be once words of earlier pages are saved in theirs. */
  let chosen = options.as?.chosen ?? null
  let as = chosen
  /** Words of earlier pages that wait for the line to be open in their capacity. */
  let waiting: KeptWords[] = []
  let ended: { close: number; code: string } | null = null
  let busy: string | null = null
  let nearlyFull = 0
  let isLongGone = false
  let goneTimer: ReturnType<typeof setTimeout> | undefined
  let lateTimer: ReturnType<typeof setTimeout> | undefined
  let isKept = keep !== undefined
  let isDestroyed = false
  let hasOtherId = false
  let mayLeave = false
  /** The browser says that there is no net, and nothing has come over the line since. */
  let isDoubtful = !isOnline()
  /** When the server last said anything, when it was last asked, when the attempt under way began. */
  let heardAt = 0
  let askedAt: number | null = null
  let attemptAt = 0
  const stopWaiting = (): void => {
    clearTimeout(goneTimer)
    goneTimer = undefined
  }

  const Base = options.WebSocket ?? WebSocket
  class CountingSocket extends Base {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      attemptAt = Date.now()
      askedAt = null
      ledger.newSocket()
    }
    override send(data: Parameters<WebSocket['send']>[0]): void {
      if (!(data instanceof Uint8Array)) return super.send(data)
      const isTooLarge = data[0] === MESSAGE.sync && data[1] === SYNC.update && data.length > SYNC_LIMITS.updateBytes
      // a sync step 2 may hold an article
      const message = isTooLarge ? step2(doc) : data
      super.send(message as Uint8Array<ArrayBuffer>)
      ledger.sent(message, isTooLarge || undefined)
    }
  }

  const query = (): Record<string, string> => ({
    ack: '1',
    rights: '1',
    people: '1',
    notices: '1',
    stands: '1',
    hats: '1',
    ...(as !== null && { as }),
    ...(canInflate && { deflate: '1' }),
    schema: String(SCHEMA_VERSION),
    client: [...new Set([doc.clientID, ...ledger.clients()])].join(','),
    ...(keep && { person: keep.person }),
  })
  const provider = new WebsocketProvider(options.serverUrl ?? ownServer(), documentId, doc, {
    connect: false,
    params: query(),
    // another tab's words would arrive here before the server has them, and what follows from them would be refused there
    disableBc: true,
    WebSocketPolyfill: CountingSocket,
  })
  sendOwnPresenceOnly(provider)
  const keeping =
    keep &&
    new Keeping({
      ...keep,
      document: documentId,
      page: newPageId(),
      schema: SCHEMA_VERSION,
      ledger,
      passages: () => words(),
      hat: () => as ?? capacity.hats.find((hat) => hat === capacity.hat) ?? null,
      isConnected: () => provider.synced && !isDoubtful,
      told(now) {
        isKept = now
        tell()
      },
    })
  const words = (): Passage[] => passagesOf(doc, ledger.updates(), keep?.lang ?? 'en', keep?.round ?? null)

  const current = (): LineState => {
    const { unsaved, oldest } = ledger
    const isLate = oldest !== null && Date.now() - oldest >= LATE_AFTER_MS
    const common = {
      ...{ unsaved, isLate, isKept, mayWrite: readOnly === null && ended === null },
      ...(busy !== null && { busy }),
      ...(nearlyFull > 0 && { nearlyFull }),
    }
    if (ended !== null) return { kind: 'ended', ...ended, ...common }
    if (!provider.wsconnected) return { kind: isLongGone || !isOnline() ? 'offline' : 'reconnecting', ...common }
    if (isDoubtful) return { kind: 'offline', ...common }
    if (readOnly !== null) return { kind: 'read-only', code: readOnly, ...common }
    if (!provider.synced) return { kind: 'reconnecting', ...common }
    return { kind: unsaved === 0 && ledger.isSettled ? 'saved' : 'saving', ...common }
  }
  const subscribers = new Set<(state: LineState) => void>()
  let told = JSON.stringify(current())
  const tell = (): void => {
    if (isDestroyed) return
    waitForLate()
    const state = current()
    const text = JSON.stringify(state)
    if (text === told) return
    told = text
    for (const run of [...subscribers]) run(state)
  }
  /** Being late is told when it happens, not when something else does. */
  const waitForLate = (): void => {
    clearTimeout(lateTimer)
    const wait = (ledger.oldest ?? 0) + LATE_AFTER_MS - Date.now()
    if (ledger.oldest !== null && wait > 0) lateTimer = setTimeout(tell, wait)
  }

  const heard = (): void => {
    heardAt = Date.now()
    askedAt = null
    isDoubtful = false
    busy = null
  }
  const incoming = incomingOf(provider)
  for (const [type, handle] of provider.messageHandlers.entries())
    if (handle)
      provider.messageHandlers[type] = (...message) => {
        heard()
        handle(...message)
      }
  let people: readonly PersonHere[] = []
  const followers = new Set<(people: readonly PersonHere[]) => void>()
  provider.messageHandlers[MESSAGE.people] = (_encoder, decoder) => {
    heard()
    people = JSON.parse(decoding.readVarString(decoder)) as PersonHere[]
    for (const run of [...followers]) run(people)
  }
  let standing: Standing = { lockedBlocks: [], heldBrackets: null }
  const watchers = new Set<() => void>()
  provider.messageHandlers[MESSAGE.standing] = (_encoder, decoder) => {
    heard()
    standing = JSON.parse(decoding.readVarString(decoder)) as Standing
    for (const run of [...watchers]) run()
  }
  let capacity: Capacity = { hat: null, hats: [] }
  let lostHat: Hat | null = null
  const choosers = new Set<() => void>()
  provider.messageHandlers[MESSAGE.capacity] = (_encoder, decoder) => {
    heard()
    capacity = JSON.parse(decoding.readVarString(decoder)) as Capacity
    // what is typed from here on stays in the capacity that the server said, whatever else they may write in by the next time
    if (as === null && chosen === null && waiting.length === 0 && capacity.hats.some((hat) => hat === capacity.hat)) {
      chosen = as = capacity.hat
      provider.params = query()
    }
    // chosen elsewhere, and of no use here
    if (as !== null && capacity.hat === null && capacity.hats.length > 0 && ledger.unsaved === 0) {
      lostHat = as
      if (as === chosen) chosen = null
      comeAs(chosen)
    }
    for (const run of [...choosers]) run()
  }
  const listeners = new Set<(notice: Notice) => void>()
  provider.messageHandlers[MESSAGE.notice] = (_encoder, decoder) => {
    heard()
    const notice = JSON.parse(decoding.readVarString(decoder)) as Notice
    if (notice.kind === 'article-nearly-full') {
      nearlyFull = notice.percent
      tell()
    }
    for (const run of [...listeners]) run(notice)
  }
  provider.messageHandlers[MESSAGE.deflated] = (_encoder, decoder) => {
    heard()
    const socket = provider.ws
    inflated(decoding.readVarUint8Array(decoder)).then((message) => {
      // of a line that is gone; the next one asks anew
      if (provider.ws !== socket) return
      const inner = decoding.createDecoder(message)
      const type = decoding.readVarUint(inner)
      provider.messageHandlers[type]?.(encoding.createEncoder(), inner, provider, true, type)
    }, anew)
  }
  provider.messageHandlers[MESSAGE.acknowledged] = (_encoder, decoder) => {
    heard()
    const released = ledger.acknowledged(decoding.readVarUint(decoder))
    if (released.length > 0) void keeping?.release(released)
    goOn()
    keeping?.note()
    tell()
    if (isDestroyed && ledger.unsaved === 0) leave()
  }
  provider.messageHandlers[MESSAGE.readOnly] = (_encoder, decoder) => {
    heard()
    readOnly = decoding.readVarString(decoder) || null
    tell()
  }
  // after the provider's own listener: what it could send has been sent by now
  const onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === provider || origin === KEPT) return
    // a page that may not write still tidies formats in its own copy, as Yjs does; nobody is to save that
    ledger.changed(update, readOnly === null, Date.now())
    keeping?.note()
    tell()
  }
  doc.on('update', onUpdate)
  provider.on('status', ({ status }) => {
    if (status === 'connected') {
      heardAt = Date.now()
      isDoubtful = false
      keeping?.resume()
      stopWaiting()
      isLongGone = false
    } else if (!isLongGone)
      // counted from the loss: each attempt says "connecting" anew
      goneTimer ??= setTimeout(() => {
        isLongGone = true
        tell()
      }, OFFLINE_AFTER_MS)
    keeping?.note()
    tell()
  })
  provider.on('sync', () => {
    goOn()
    tell()
  })
  provider.on('connection-close', (event) => {
    // Yjs takes another client id where two clash
    provider.params = query()
    // told again by the next socket
    nearlyFull = 0
    const reason = event?.code === CLOSE.tooMany ? event.reason : ''
    busy = reason === TOO_MANY_SOCKETS || reason === TOO_MANY_REFUSALS ? reason : null
  })
  provider.on('closed', ({ code, reason }) => {
    stopWaiting()
    if (reason === FOREIGN_CLIENT && ledger.clients().length === 0 && !hasOtherId) {
      // somebody else took this page's id before it wrote anything under it
      hasOtherId = true
      takeOtherId(provider)
      return comeAs(as)
    }
    if (reason === NOT_YOUR_CAPACITY && as !== null && ledger.unsaved === 0) {
      lostHat = as
      if (as === chosen) {
        chosen = null
        options.as?.remember(null)
      }
      return comeAs(chosen)
    }
    ended = { close: code, code: reason }
    // sent again they would meet the same answer, and keep their person from the text
    const isForGood = code === CLOSE.refused || reason === NOT_YOUR_CAPACITY
    if (isForGood && ledger.unsaved > 0) void keeping?.refuse(reason)
    tell()
  })

  /** Another socket, now, instead of waiting for this one or for the next attempt. */
  const anew = (): void => {
    provider.disconnect()
    provider.connect()
    tell()
  }
  const comeAs = (hat: Hat | null): void => {
    as = hat
    provider.params = query()
    anew()
  }
  const ask = (): void => {
    askedAt ??= Date.now()
    // any answer is a sign of life; this question costs the server nothing
    if (provider.wsconnected)
      provider.ws?.send(
        encoding.encode((to) => encoding.writeVarUint(to, MESSAGE.queryPresence)) as Uint8Array<ArrayBuffer>,
      )
  }
  const wake = (): void => {
    if (ended !== null) {
      // signed in again in another tab, perhaps
      if (ended.close === CLOSE.signIn && ended.code !== ACCOUNT_CLOSED) reconnect()
      return
    }
    if (!provider.shouldConnect) return
    if (provider.wsconnected && Date.now() - heardAt < STALE_MS) ask()
    else if (provider.wsconnected || (provider.ws !== null && Date.now() - attemptAt > BEAT_MS)) anew()
    else provider.connect()
    tell()
  }
  const reconnect = (): void => {
    ended = null
    provider.connect()
    tell()
  }
  const stopLife = watchLife({
    onWake: wake,
    onOffline() {
      isDoubtful = provider.wsconnected
      ask()
      keeping?.note()
      tell()
    },
    onHide: () => void keeping?.flush(),
  })
  /** A line that broke without a word is noticed by its silence. */
  const beat = setInterval(() => {
    if (ended !== null || !provider.shouldConnect) return
    const now = Date.now()
    if (!provider.wsconnected) {
      if (provider.ws !== null && now - attemptAt > ATTEMPT_MS) anew()
    } else if (askedAt !== null && now - askedAt > SILENCE_MS) anew()
    else if (ledger.oldest !== null && now - Math.max(ledger.oldest, heardAt) > SILENCE_MS) ask()
  }, BEAT_MS)

  const stopListening = onCleared((person) => {
    if (person === keep?.person) keeping?.pause()
  })
  const onUnload = (event: BeforeUnloadEvent): void => {
    if (ledger.unsaved > 0 && !mayLeave) event.preventDefault()
  }
  const page = typeof window === 'undefined' ? null : window
  page?.addEventListener('beforeunload', onUnload)

  let leaveTimer: ReturnType<typeof setTimeout> | undefined
  let hasLeft = false
  const leave = (): void => {
    if (hasLeft) return
    hasLeft = true
    openLines.delete(line)
    clearTimeout(leaveTimer)
    stopWaiting()
    clearInterval(beat)
    void keeping?.flush().then(() => keeping.stop())
    provider.destroy()
    provider.awareness.destroy()
  }

  const takeUp = async (): Promise<void> => {
    waiting = (await keeping?.takeUp()) ?? []
    goOn()
    tell()
  }
  /** HW4: words of earlier pages go in the capacity in which they were written, one after the other; then the line is open as it was chosen. */
  const goOn = (): void => {
    if (isDestroyed || ended !== null) return
    const [first] = waiting
    const next = first ? (first.hat ?? null) : chosen
    if (next !== as) {
      // what is open was written in another
      if (ledger.unsaved > 0 || (provider.wsconnected && !(ledger.isSettled && provider.synced))) return
      as = next
      provider.params = query()
      if (provider.wsconnected || provider.wsconnecting) anew()
    }
    adopt(waiting.filter(({ hat }) => (hat ?? null) === next))
    waiting = waiting.filter(({ hat }) => (hat ?? null) !== next)
  }
  const adopt = (words: KeptWords[]): void => {
    for (const kept of words) {
      try {
        // what it follows from comes with the server's answer; until then Yjs holds it, and sends it with the sync step 2
        Y.applyUpdate(doc, kept.update, KEPT)
      } catch (error) {
        console.error('kept words cannot be read', error)
        keeping?.leftovers.push(kept)
        continue
      }
      ledger.adopt(kept)
      provider.params = query()
      if (provider.wsconnected) anew()
    }
  }
  const start = (): void => {
    if (!isDestroyed && ended === null) provider.connect()
  }
  if (keeping) {
    void Promise.race([takeUp(), new Promise((resolve) => setTimeout(resolve, STORAGE_PATIENCE_MS))]).then(start)
  } else start()

  const line: Line = {
    person: keep?.person ?? null,
    unsent: () => keeping?.record() ?? null,
    async letGo() {
      await keeping?.flush()
      mayLeave = isKept
    },
    subscribe(run) {
      subscribers.add(run)
      run(current())
      return () => subscribers.delete(run)
    },
    awareness: provider.awareness,
    incoming,
    onPeople(run) {
      followers.add(run)
      run(people)
      return () => followers.delete(run)
    },
    onNotice(run) {
      listeners.add(run)
      return () => listeners.delete(run)
    },
    standing: () => standing,
    onStanding(run) {
      watchers.add(run)
      return () => void watchers.delete(run)
    },
    capacity: () => capacity,
    lostHat: () => lostHat,
    onCapacity(run) {
      choosers.add(run)
      return () => void choosers.delete(run)
    },
    writeAs(hat) {
      if (ledger.unsaved > 0 || waiting.length > 0 || !ledger.isSettled || !provider.synced) return false
      chosen = hat
      lostHat = null
      options.as?.remember(hat)
      comeAs(hat)
      return true
    },
    provider,
    words,
    leftovers: () => keeping?.leftovers ?? [],
    async discard(gone) {
      await keeping?.discard(gone)
      tell()
    },
    async setAside(code) {
      await keeping?.refuse(code)
      return keeping !== undefined && isKept
    },
    async giveUp() {
      const adopted = ledger.adopted()
      ledger.forget()
      keeping?.note()
      await keeping?.flush()
      await keeping?.discard(adopted)
      tell()
    },
    keep: async () => keeping?.flush(),
    reconnect,
    wake,
    destroy() {
      isDestroyed = true
      subscribers.clear()
      stopLife()
      stopListening()
      page?.removeEventListener('beforeunload', onUnload)
      doc.off('update', onUpdate)
      clearTimeout(lateTimer)
      provider.awareness.setLocalState(null)
      // what is on its way gets a moment to be acknowledged; then there is nothing to keep
      if (ledger.unsaved > 0 && provider.synced && readOnly === null) leaveTimer = setTimeout(leave, LEAVING_MS)
      else leave()
    },
  }
  openLines.add(line)
  return line
}

/** The stock provider sends back whatever it hears of others' carets: with ten people a hundred messages for each that says something. */
function sendOwnPresenceOnly(provider: WebsocketProvider): void {
  const { awareness, _awarenessUpdateHandler: send } = provider
  awareness.off('update', send)
  // in its place, so that the provider takes it off again
  provider._awarenessUpdateHandler = (changes: unknown, origin: unknown) => {
    if (origin !== provider) send(changes, origin)
  }
  awareness.on('update', provider._awarenessUpdateHandler)
}

/** Under which the page writes from now on, and its caret is shown. */
function takeOtherId({ doc, awareness }: WebsocketProvider): void {
  const state = awareness.getLocalState()
  awareness.setLocalState(null)
  doc.clientID = awareness.clientID = new Y.Doc().clientID
  awareness.setLocalState(state ?? {})
}

/** Everything that this page has. */
const step2 = (doc: Y.Doc): Uint8Array =>
  encoding.encode((to) => {
    encoding.writeVarUint(to, MESSAGE.sync)
    encoding.writeVarUint(to, SYNC.step2)
    encoding.writeVarUint8Array(to, Y.encodeStateAsUpdate(doc))
  })

const newPageId = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-')

const isOnline = (): boolean => typeof navigator === 'undefined' || navigator.onLine !== false

const ownServer = (): string => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`
