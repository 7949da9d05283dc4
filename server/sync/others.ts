/**
 * The other nodes that write to the same texts, as one node sees them: what they say on the bus, and, since that may be lost, the journal itself,
 * asked now and then.
 */
import { lastOfRecord } from '../store/audit.ts'
import { lastSeqs } from '../store/history.ts'
import type { Bus } from '../bus/bus.ts'
import type { Store } from '../store/store.ts'
import type { Clock } from './ports.ts'
import type { Rooms } from './rooms.ts'
import { SILENT_MS } from './elsewhere.ts'
import type { Socket } from './socket.ts'

/** How often the journal is asked for the open texts: beside a bus, which may lose a message; ... */
export const LOOK_MS = 2_000
/** ... and without one. */
export const LOOK_ALONE_MS = 250
/** How often everybody's rights are asked while no event of another node can come. */
export const ASK_ALONE_MS = 5_000
/** A node that was not heard for so long has ended; before that it may act, unheard. */
export const ENDED_MS = 15 * 60_000

interface Parts {
  store: Store
  bus: Bus | null
  rooms: Rooms
  clock: Clock
  sockets: ReadonlySet<Socket>
  /** Everything that pages show may have changed unheard. */
  missed(): void
  report(error: unknown): void
}

/** Listens until the returned function is called. */
export function listenToOthers({ store, bus, rooms, clock, sockets, missed, report }: Parts): () => void {
  let cancel: () => void = () => {}
  let isOver = false
  let askedAt = clock.now()

  /** When each other node was last heard. */
  const heardAt = new Map<string, number>()
  /** What others did may not have been heard. */
  let isOwed = false
  const stopHearing = bus?.listen((message, from) => {
    heardAt.set(from, clock.now())
    if (message.kind === 'written') for (const room of rooms.open([message.documentId])) room.hear(message.seq, from)
    if (message.kind === 'late') for (const room of rooms.open([message.documentId])) room.giveWay(from)
  })
  const askAll = (): void => {
    askedAt = clock.now()
    isOwed = false
    for (const socket of sockets) socket.askAgain()
    missed()
  }
  const stopGaps = bus?.listenToGaps(() => (isOwed = true))
  const stopReturns = bus?.listenToReturns(() => {
    for (const node of heardAt.keys()) heardAt.set(node, clock.now())
    askAll()
    cancel()
    void look()
  })

  let silent = new Set<string>()
  /** The last entry of the record, as it was when somebody was silent before. */
  let recorded: number | null = null
  /** ND14: a node that others hear no more may be cut off from them alone, and act: the record says whether anybody does. */
  const lookForSilent = async (): Promise<void> => {
    const now = clock.now()
    for (const [node, at] of heardAt) if (now - at > ENDED_MS) heardAt.delete(node)
    const before = silent
    silent = new Set([...heardAt].flatMap(([node, at]) => (now - at > SILENT_MS ? [node] : [])))
    const last = silent.size > 0 ? await lastOfRecord(store.db) : null
    isOwed ||= [...silent].some((node) => !before.has(node)) || (recorded !== null && last !== null && last > recorded)
    recorded = last
  }

  /** A look that is begun while another is under way goes on in its place. */
  let looks = 0
  const look = async (): Promise<void> => {
    const mine = ++looks
    const open = rooms.all()
    try {
      const seqs = await lastSeqs(
        store.db,
        open.map(({ documentId }) => documentId),
      )
      for (const room of open) room.hear(seqs.get(room.documentId) ?? 0, null)
      await lookForSilent()
    } catch (error) {
      report(error)
    }
    const isHeard = bus?.isUp ?? false
    if ((!isHeard || isOwed) && clock.now() - askedAt >= ASK_ALONE_MS) askAll()
    if (!isOver && mine === looks) cancel = clock.after(isHeard ? LOOK_MS : LOOK_ALONE_MS, () => void look())
  }
  cancel = clock.after(LOOK_ALONE_MS, () => void look())

  return () => {
    isOver = true
    cancel()
    stopHearing?.()
    stopReturns?.()
    stopGaps?.()
  }
}
