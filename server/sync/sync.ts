// Over 250 lines: the whole engine is put together in one place.
/**
 * The websocket of documents, whole (docs/sync.md): admission, sockets, rooms, the port to texts.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { isOneOf } from '../../src/lib/domain/permission-terms.ts'
import { LATER_SECONDS } from '../../src/lib/domain/result.ts'
import { CLOSE, TOO_MANY_REFUSALS, TOO_MANY_SOCKETS, type Notice } from '../../src/lib/domain/sync.ts'
import { keepSnapshot, loadBindings, loadHistories, readJournal } from '../store/history.ts'
import { articlesOf, languagesOf } from '../store/languages.ts'
import { admit, AWAY, readRequest, type Rejection, type Request } from './admission.ts'
import { compact } from './compact.ts'
import { Elsewhere } from './elsewhere.ts'
import { Closings } from './memory.ts'
import { listenToOthers } from './others.ts'
import { makeTempo, type Tempo } from './pacer.ts'
import { systemClock, type Clock, type SyncPorts } from './ports.ts'
import { Refusals } from './refusals.ts'
import { Rooms } from './rooms.ts'
import { BEAT_MS, Socket, SyncWebSocket, type Admission } from './socket.ts'
import { crowdOf, GATHER_MS, peopleHere } from './people.ts'
import { Tally } from './tally.ts'
import { makeTexts } from './texts.ts'
import { Visits } from './visits.ts'
import type { Bus } from '../bus/bus.ts'
import type { Config } from '../config.ts'
import type { Texts } from '../context.ts'
import type { ConcordEvent, Events } from '../events.ts'
import type { Journal, Store } from '../store/store.ts'
import type { WatchTurn } from '../tracing.ts'

/** What is open counts as seen once a minute. */
const BEATS_A_VISIT = Math.ceil(60_000 / BEAT_MS)
/** A stop waits this long for what is under way. */
const DRAIN_MS = 5_000
/** Words that come within so many milliseconds are told to the house together. */
const GATHER_WORDS_MS = 2_000
/** What readers of an article are told has changed, to ask what. */
const NOTICES = ['comments', 'talks', 'proposals'] as const
/** Type, subtype and length of the largest message. */
const FRAMING_BYTES = 16

interface SyncLog {
  warn(what: object, message: string): void
  error(what: object, message: string): void
}

export interface SyncOptions {
  store: Store
  /** In place of the store's own, to watch it. */
  journal?: Journal
  events: Events
  /** Runs each turn of a room. */
  watchTurn?: WatchTurn
  /** To and from the other nodes that write to this store; null: there are none. */
  bus?: Bus | null
  ports: SyncPorts
  config: Pick<Config, 'origin' | 'limits'>
  log: SyncLog
  clock?: Clock
  /** A random Yjs client id: unsigned, 32 bits. */
  newClientId?: () => number
  /** What waits for company; without it, by how busy this process is. */
  tempo?: Tempo
}

export interface SyncStats {
  rooms: number
  sockets: number
  /** Bytes that clients have yet to read. */
  unreadBytes: number
  /** Sync messages accepted, known already, dropped for want of rights, and refused by their code. */
  updates: Record<string, number>
  /** Upgrades that are being decided. */
  waitingUpgrades: number
  /** Upgrades turned away, by the reason that they were told. */
  turnedAway: Record<string, number>
  /** Entries of other nodes that open texts took in from the journal. */
  entriesOfOthers: number
}

export interface Sync {
  /** Takes every upgrade of the server; addresses that are not of a document are answered with 400. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  texts: Texts
  stats(): SyncStats
  /** Handles what has arrived, makes it durable, closes every socket with 1012. */
  close(): Promise<void>
}

export function makeSync(options: SyncOptions): Sync {
  const { store, events, ports, config, log, journal = store.journal, bus = null, clock = systemClock } = options
  const tempo = options.tempo ?? makeTempo(clock)
  const { limits } = config
  const updates: Record<string, number> = {}
  const turnedAway: Record<string, number> = {}
  const sockets = new Set<Socket>()
  const ofPerson = new Tally()
  const ofArticle = new Tally()
  const refusals = new Refusals(limits)
  let waitingUpgrades = 0
  let entriesOfOthers = 0
  const line = {
    noServer: true,
    clientTracking: false,
    // an update is a few bytes, and a compressor for each socket is hundreds of KiB
    perMessageDeflate: false,
    maxFragments: limits.fragments,
    maxBufferedChunks: limits.chunks,
  }
  const largest = Math.max(limits.articleBytes, limits.updateBytes, limits.presenceBytes, limits.stateVectorBytes)
  const server = new WebSocketServer({ ...line, maxPayload: largest + FRAMING_BYTES, WebSocket: SyncWebSocket })
  /** For sockets that are told why they may not stay: what they say is not kept until it is whole. */
  const farewells = new WebSocketServer({ ...line, maxPayload: limits.farewellBytes })
  const newClientId = options.newClientId ?? (() => randomInt(2 ** 32))
  const report = (error: unknown, documentId: string): void =>
    log.error({ err: error, documentId }, 'a document failed')
  const count = (what: string): void => void (updates[what] = (updates[what] ?? 0) + 1)
  const sinceThen = async (documentId: string, seq: number): ReturnType<typeof readJournal> => {
    const entries = await readJournal(store.db, documentId, seq)
    entriesOfOthers += entries.length
    return entries
  }
  const late = (documentId: string): void => bus?.say({ kind: 'late', documentId })
  const closings = new Closings()
  const rooms: Rooms = new Rooms(
    {
      load: (documentId) =>
        store.read(async (rows) => {
          const histories = await loadHistories(rows, [documentId])
          const { isLeading } = await languagesOf(rows, documentId)
          return { ...histories.get(documentId)!, bindings: await loadBindings(rows, documentId), isLeading }
        }),
      followers: async (documentId) => (await languagesOf(store.db, documentId)).others,
      append: (entries) => journal.append(entries),
      since: store.isShared ? sinceThen : null,
      compact,
      ...(options.watchTurn === undefined ? {} : { watchTurn: options.watchTurn }),
      limits,
      tempo,
      keepSnapshot: (documentId, seq, bytes) =>
        store.transaction((rows) =>
          keepSnapshot(rows, { documentId, seq, bytes, at: new Date(clock.now()).toISOString() }),
        ),
      clock,
      newClientId,
      recovered: (documentId, personId) => events.tell({ kind: 'words-recovered', documentId, personId }),
      wrote: (documentId, seq) => {
        bus?.say({ kind: 'written', documentId, seq })
        wroteIn(documentId)
      },
      fenced: (documentId, seq) => bus?.say({ kind: 'written', documentId, seq }),
      late,
      caretMoved:
        bus === null ? null : (member, client, cursor) => elsewhere?.movedHere(member as Socket, client, cursor),
      caretsElsewhere: (documentId) => elsewhere?.caretsIn(documentId) ?? [],
      newBlockId: () => randomBytes(9).toString('base64url'),
      count,
      report,
    },
    () => closings.note(),
  )
  let isClosing = false
  let isTellingPeople = false
  const visits = new Visits(store, (error) => log.error({ err: error }, 'visits were not kept'))

  /** What a person has open they have seen: as it came, while it is open, and when it goes. */
  const seen = ({ actor, documentId }: Socket): void => {
    if (!isClosing) visits.note(actor.id, documentId, new Date(clock.now()).toISOString())
  }

  /** Texts in which something was written that has not been told. */
  const written = new Set<string>()
  /** Settles when what is being told is told. */
  let telling: Promise<void> = Promise.resolve()
  /** FK6: whoever follows an article hears of its words a moment later, once for all of a moment; of a proposal's nobody does. */
  const wroteIn = (documentId: string): void => {
    written.add(documentId)
    if (written.size === 1) clock.after(GATHER_WORDS_MS, tellWritten)
  }
  const tellWritten = (): void => {
    const documentIds = [...written]
    written.clear()
    if (isClosing) return
    telling = articlesOf(store.db, documentIds).then(
      (articles) => {
        for (const [id, articleId] of articles) events.tell({ kind: 'text-written', documentId: id, articleId })
      },
      (error: unknown) => log.error({ err: error }, 'nobody was told of what was written'),
    )
  }

  /** PR7: tells everybody who wants to know who is here, a moment later, together. */
  const peopleChanged = (): void => {
    if (isTellingPeople || isClosing) return
    isTellingPeople = true
    clock.after(GATHER_MS, () => {
      isTellingPeople = false
      /** Verified people of one party see the same; of those whose credentials nobody has seen each sees themselves (PE4). */
      const lists = new Map<string, string>()
      const present = elsewhere === null ? sockets : [...sockets, ...elsewhere.all()]
      for (const socket of sockets) {
        if (!socket.wishes.people) continue
        // told when its rights are known
        if (socket.asking !== null) {
          void socket.asking.then(peopleChanged)
          continue
        }
        const { actor, access } = socket
        const alike = actor.standing === undefined ? (actor.partyId ?? actor.id) : actor.id
        const key = JSON.stringify([access.charterId, access.presence, access.proposalId, access.together, alike])
        const people = lists.get(key) ?? JSON.stringify(peopleHere(socket, present))
        lists.set(key, people)
        socket.tellPeople(people)
      }
    })
  }
  const tellReaders = (kind: (typeof NOTICES)[number], articleId: string): void => {
    const notice = JSON.stringify({ kind, articleId } satisfies Notice)
    for (const socket of sockets) if (socket.access.articleId === articleId) socket.tellNotice(notice)
  }
  /** That something about a proposal changed, to whom it concerns: of a draft, the people of these parties, and whoever has it open. */
  const tellProposals = ({ articleId, proposalId, partyIds }: ConcordEvent & { kind: 'proposal-changed' }): void => {
    const notice = JSON.stringify({ kind: 'proposals', articleId } satisfies Notice)
    const tell = (socket: Socket): void => {
      if (socket.asking !== null) return void socket.asking.then(() => tell(socket))
      const { actor, access } = socket
      if (access.articleId !== articleId || !sockets.has(socket)) return
      if (partyIds === null || access.proposalId === proposalId || isOneOf(actor, partyIds)) socket.tellNotice(notice)
    }
    for (const socket of sockets) tell(socket)
  }
  const tellRecovered = ({ documentId, personId }: ConcordEvent & { kind: 'words-recovered' }): void => {
    const notice = JSON.stringify({ kind: 'recovered', documentId } satisfies Notice)
    for (const socket of sockets)
      if (socket.documentId === documentId && socket.actor.id === personId) socket.tellNotice(notice)
  }
  const elsewhere: Elsewhere<Socket> | null =
    bus === null
      ? null
      : new Elsewhere({
          ...{ bus, clock, newId: () => randomBytes(9).toString('base64url') },
          locals: () => sockets,
          caretsOf: (socket) => rooms.open([socket.documentId]).flatMap((room) => room.caretsOf(socket)),
          moved(who, client, cursor) {
            for (const room of rooms.open([who.documentId])) room.hearOf(who, client, cursor)
          },
          changed: peopleChanged,
        })
  /** How often anybody's rights changed. */
  let accessChanges = 0

  /** Why somebody who may come in is not let in now (SY6, SY16); null: they are. */
  const reasonToWait = ({ actor, access }: Admission): string | null => {
    if (refusals.isResting(actor.id, clock.now())) return TOO_MANY_REFUSALS
    const crowd = crowdOf(access)
    const [hers, its] = [elsewhere?.ofPerson.of(actor.id) ?? 0, elsewhere?.ofText.of(crowd) ?? 0]
    const isCrowded =
      ofPerson.of(actor.id) + hers >= limits.socketsPerPerson || ofArticle.of(crowd) + its >= limits.socketsPerArticle
    return isCrowded ? TOO_MANY_SOCKETS : null
  }

  const countAway = (reason: string): void => void (turnedAway[reason] = (turnedAway[reason] ?? 0) + 1)
  /** Opens a socket only to close it with what a browser can read, and holds nothing of it for long (SY18). */
  const turnAway = (request: IncomingMessage, stream: Duplex, head: Buffer, code: number, reason: string): void => {
    countAway(reason)
    farewells.handleUpgrade(request, stream, head, (ws) => {
      const cancel = clock.after(limits.farewellMs, () => ws.terminate())
      ws.on('close', cancel)
      // whatever it says: the close is on its way, and it goes when the other side has read it, or in a moment
      ws.on('error', () => {})
      ws.close(code, reason)
    })
  }
  const letIn = (ws: WebSocket, stream: Duplex, admission: Admission, accessChangesBefore: number): void => {
    const { actor, access } = admission
    const socket = new Socket(ws, stream, rooms.of(admission.documentId), admission, {
      ports,
      clock,
      limits,
      acknowledgeMs: tempo.acknowledgeMs,
      report,
      refused({ actor: { id } }, unreadable) {
        refusals.note(id, clock.now())
        if (unreadable !== undefined) count(unreadable)
      },
      left(gone) {
        sockets.delete(gone)
        elsewhere?.left(gone)
        ofPerson.remove(actor.id)
        ofArticle.remove(crowdOf(access))
        seen(gone)
        peopleChanged()
      },
      changed() {
        elsewhere?.came(socket)
        peopleChanged()
      },
    })
    sockets.add(socket)
    elsewhere?.came(socket)
    ofPerson.add(actor.id)
    ofArticle.add(crowdOf(access))
    seen(socket)
    peopleChanged()
    // rights that changed between the question and the open socket would go unnoticed
    if (accessChanges !== accessChangesBefore) socket.askAgain()
  }

  const decide = async (asked: Request): Promise<Admission | Rejection> => {
    try {
      if (!isClosing) return await admit(asked, ports)
    } catch (error) {
      // of what was asked before anybody knew
      if (store.isAway(error)) return AWAY
      report(error, asked.documentId)
      return { close: CLOSE.tooMany, status: 503, reason: 'busy' }
    }
    return { close: CLOSE.restarting, status: 503, reason: 'restarting' }
  }

  const handleUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const cutOff = (): unknown => stream.destroy()
    // heard to the end: whoever is answered may go in this very moment, and an error that nobody hears ends the process
    stream.on('error', cutOff)
    const asked = readRequest(request, config.origin)
    if (asked === null) return answer(stream, 400)
    if (waitingUpgrades >= limits.waitingUpgrades) {
      countAway('busy')
      return answer(stream, 503)
    }
    if (store.isAway()) {
      countAway(AWAY.reason)
      return answer(stream, AWAY.status)
    }
    waitingUpgrades++
    const cancel = clock.after(limits.upgradeMs, cutOff)
    const accessChangesBefore = accessChanges
    void decide(asked).then((decision) => {
      waitingUpgrades--
      cancel()
      if (stream.destroyed) return
      if (!('actor' in decision)) {
        const { close } = decision
        if (asked.hasOrigin && close !== null) return turnAway(request, stream, head, close, decision.reason)
        countAway(decision.reason)
        return answer(stream, decision.status)
      }
      if (isClosing) return turnAway(request, stream, head, CLOSE.restarting, 'restarting')
      const reason = reasonToWait(decision)
      if (reason !== null) return turnAway(request, stream, head, CLOSE.tooMany, reason)
      // from here on `ws` hears the stream's errors, beside what heard them before
      server.handleUpgrade(request, stream, head, (ws) => letIn(ws, stream, decision, accessChangesBefore))
    })
  }

  // SY7: whoever a change may concern is asked about again, at once
  const stopListening = events.listen((event) => {
    // TH7: an article that changed may have got comments with paragraphs of another
    if (event.kind === 'comment-changed' || event.kind === 'article-changed') tellReaders('comments', event.articleId)
    // AG10: what became of it, every page asks for itself
    if (event.kind === 'talks-changed') tellReaders('talks', event.articleId)
    if (event.kind === 'proposal-changed') {
      accessChanges++
      for (const socket of sockets) if (socket.access.proposalId === event.proposalId) socket.askAgain()
      tellProposals(event)
    }
    if (event.kind === 'words-recovered') tellRecovered(event)
    if (event.kind !== 'access-changed') return
    accessChanges++
    for (const socket of sockets)
      if (
        (event.personId === null || event.personId === socket.actor.id) &&
        (event.articleId === null || event.articleId === socket.access.articleId) &&
        (event.sessionId === null || event.sessionId === socket.actor.sessionId)
      )
        socket.askAgain(event.isClosed)
  })

  const stopOthers = store.isShared
    ? listenToOthers({
        ...{ store, bus, rooms, clock, sockets },
        missed() {
          peopleChanged()
          const articles = new Set([...sockets].flatMap(({ access }) => access.articleId ?? []))
          for (const articleId of articles) for (const kind of NOTICES) tellReaders(kind, articleId)
        },
        report: (error) => log.error({ err: error }, 'what other nodes wrote was not found'),
      })
    : () => {}

  let beats = 0
  let cancelBeat: () => void = () => {}
  const beat = (): void => {
    for (const socket of sockets) socket.beat()
    refusals.sweep(clock.now())
    closings.look()
    if (++beats % BEATS_A_VISIT === 0) for (const socket of sockets) seen(socket)
    cancelBeat = clock.after(BEAT_MS, beat)
  }
  cancelBeat = clock.after(BEAT_MS, beat)

  /** Everything that arrived is durable and acknowledged; a room that fails has said so to its own people. */
  const drain = async (): Promise<void> => {
    await Promise.allSettled(rooms.all().map((room) => room.keep()))
  }

  return {
    handleUpgrade,
    texts: makeTexts(store, rooms, newClientId, late),
    stats: () => ({
      rooms: rooms.size,
      sockets: sockets.size,
      unreadBytes: [...sockets].reduce((sum, socket) => sum + socket.unreadBytes, 0),
      updates: { ...updates },
      waitingUpgrades,
      turnedAway: { ...turnedAway },
      entriesOfOthers,
    }),
    async close() {
      if (isClosing) return
      isClosing = true
      stopListening()
      stopOthers()
      elsewhere?.close()
      cancelBeat()
      for (const socket of sockets) socket.stopListening()
      let tooLate: () => void = () => {}
      const deadline = new Promise<void>((resolve) => (tooLate = resolve))
      const cancel = clock.after(DRAIN_MS, tooLate)
      await Promise.race([Promise.all([drain(), visits.settled(), telling]), deadline])
      const farewells = [...sockets].map((socket) => socket.dismissed())
      await Promise.race([Promise.all(farewells), deadline])
      cancel()
      for (const socket of sockets) socket.terminate()
    },
  }
}

function answer(stream: Duplex, status: number): void {
  const later = status === 503 ? `Retry-After: ${LATER_SECONDS}\r\n` : ''
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n${later}Content-Length: 0\r\n\r\n`
  stream.end(head, () => stream.destroy())
}
