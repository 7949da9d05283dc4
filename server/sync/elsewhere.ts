/**
 * Who is in a text on another node (rule ND8), as those nodes tell: each person with the same rights to be seen as on their own node. Nothing of it is
 * kept, and a node that is silent for a while has nobody.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Bus, Guest, GuestCaret } from '../bus/bus.ts'
import { crowdOf, type Present } from './people.ts'
import { Tally } from './tally.ts'
import type { Clock } from './ports.ts'

/** So often a node says that it lives ... */
export const HERE_MS = 2_000
/** ... and, every so many times, all who are on it. */
const HERES_A_ROLL = 5
/** Who is on a node that was silent for so long is gone with it: 9 seconds after it died at the latest. */
export const SILENT_MS = 7_000
/** A node of an older version never says that it lives, and tells only every ten seconds who is on it. */
const OLDER_SILENT_MS = 25_000

/** Somebody with a text open. */
interface Someone extends Present {
  readonly documentId: string
}
/** On another node, as this one shows them. */
export type Stranger = Someone

/** `Local`: somebody on this node. */
interface Parts<Local extends Someone> {
  bus: Bus
  clock: Clock
  newId(): string
  /** Everybody on this node. */
  locals(): Iterable<Local>
  /** Where their carets are, by Yjs client id; in JSON. */
  caretsOf(local: Local): GuestCaret[]
  /** A caret moved, or, `cursor` undefined, is gone. */
  moved(who: Stranger, client: number, cursor: unknown): void
  /** Who is here is another list than before. */
  changed(): void
}

interface Known {
  who: Stranger
  carets: Map<number, unknown>
}

interface Node {
  heardAt: number
  /** It has said that it lives, and so will say it again. */
  beats: boolean
  guests: Map<string, Known>
}

export class Elsewhere<Local extends Someone> {
  readonly #parts: Parts<Local>
  /** By node, then by socket. */
  readonly #nodes = new Map<string, Node>()
  readonly #ids = new WeakMap<Local, string>()
  /** How many sockets people have on the other nodes, by person; and articles and proposals, by their id. */
  readonly ofPerson = new Tally()
  readonly ofText = new Tally()
  readonly #stop: () => void
  #cancel: () => void = () => {}

  constructor(parts: Parts<Local>) {
    this.#parts = parts
    const stopHearing = parts.bus.listen((message, from) => {
      if (message.kind === 'who') this.#tellAll()
      else if (message.kind === 'here') this.#hearLife(from)
      else if (message.kind === 'roll') this.#hearAll(from, message.guests)
      else if (message.kind === 'guest') this.#hear(from, message.guest)
      else if (message.kind === 'caret') this.#hearCaret(from, message.id, message)
      else if (message.kind === 'left') this.#forget(from, message.id)
    })
    const stopReturns = parts.bus.listenToReturns(() => {
      parts.bus.say({ kind: 'who' })
      this.#tellAll()
    })
    this.#stop = () => {
      stopHearing()
      stopReturns()
      this.#cancel()
    }
    parts.bus.say({ kind: 'here' })
    parts.bus.say({ kind: 'who' })
    let heres = 0
    let beatAt = parts.clock.now()
    const beat = (): void => {
      if (++heres % HERES_A_ROLL === 0) this.#tellAll()
      else parts.bus.say({ kind: 'here' })
      // who was kept from its own beat may have been kept from hearing the others'
      const isLate = parts.clock.now() - beatAt > 2 * HERE_MS
      beatAt = parts.clock.now()
      if (!isLate) this.#forgetSilent()
      this.#cancel = parts.clock.after(HERE_MS, beat)
    }
    this.#cancel = parts.clock.after(HERE_MS, beat)
  }

  close(): void {
    for (const local of this.#parts.locals()) this.left(local)
    this.#stop()
  }

  /** Everybody on the other nodes. */
  *all(): Iterable<Stranger> {
    for (const { guests } of this.#nodes.values()) for (const { who } of guests.values()) yield who
  }

  /** Carets in one text. */
  *caretsIn(documentId: string): Iterable<{ who: Stranger; client: number; cursor: unknown }> {
    for (const { guests } of this.#nodes.values())
      for (const { who, carets } of guests.values())
        if (who.documentId === documentId) for (const [client, cursor] of carets) yield { who, client, cursor }
  }

  /** Somebody came to this node, or is another than they were. */
  came(local: Local): void {
    this.#parts.bus.say({ kind: 'guest', guest: this.#guest(local) })
  }

  left(local: Local): void {
    this.#parts.bus.say({ kind: 'left', id: this.#idOf(local) })
  }

  /** A caret of this node moved, or, `cursor` undefined, is gone. */
  movedHere(local: Local, client: number, cursor: unknown): void {
    this.#parts.bus.say({ kind: 'caret', id: this.#idOf(local), client, ...(cursor === undefined ? {} : { cursor }) })
  }

  #idOf(local: Local): string {
    let id = this.#ids.get(local)
    if (id === undefined) this.#ids.set(local, (id = this.#parts.newId()))
    return id
  }

  #guest(local: Local): Guest {
    const { documentId, actor, access } = local
    const { id, name, party, partyId, roles, standing } = actor
    const { articleId, proposalId, charterId, lang } = access
    return {
      ...{ id: this.#idOf(local), documentId, place: { articleId, proposalId, charterId, lang } },
      person: { id, name, party, partyId, roles, ...(standing === undefined ? {} : { standing }) },
      carets: this.#parts.caretsOf(local),
    }
  }

  #tellAll(): void {
    this.#parts.bus.say({ kind: 'roll', guests: [...this.#parts.locals()].map((local) => this.#guest(local)) })
  }

  #node(from: string): Node {
    let node = this.#nodes.get(from)
    if (node === undefined) this.#nodes.set(from, (node = { heardAt: 0, beats: false, guests: new Map() }))
    return node
  }

  /** Of a node that was taken for dead, or was never heard, nobody knows who is there. */
  #hearLife(from: string): void {
    if ((this.#nodes.get(from)?.heardAt ?? 0) === 0) this.#parts.bus.say({ kind: 'who' })
    Object.assign(this.#node(from), { heardAt: this.#parts.clock.now(), beats: true })
  }

  #hearAll(from: string, guests: readonly Guest[]): void {
    const node = this.#node(from)
    node.heardAt = this.#parts.clock.now()
    const there = new Set(guests.map(({ id }) => id))
    for (const id of [...node.guests.keys()]) if (!there.has(id)) this.#forget(from, id)
    for (const guest of guests) this.#hear(from, guest)
  }

  #hear(from: string, { id, documentId, person, place, carets }: Guest): void {
    const node = this.#node(from)
    node.heardAt = this.#parts.clock.now()
    const before = node.guests.get(id)
    const said = strangerOf({ documentId, person, place })
    const isSame = before !== undefined && isDeepStrictEqual(before.who, said)
    const who = isSame ? before.who : said
    // who is another now is shown anew, to whom they may be shown now
    if (before !== undefined && !isSame) this.#takeAway(before)
    const known: Known = { who, carets: isSame ? before.carets : new Map() }
    node.guests.set(id, known)
    if (before !== undefined && !isSame) this.#uncount(before)
    if (!isSame) {
      this.ofPerson.add(who.actor.id)
      this.ofText.add(crowdOf(who.access))
    }
    for (const { client, cursor } of carets) this.#place(known, client, cursor)
    for (const client of [...known.carets.keys()])
      if (!carets.some((one) => one.client === client)) this.#place(known, client, undefined)
    if (!isSame) this.#parts.changed()
  }

  #hearCaret(from: string, id: string, caret: GuestCaret): void {
    const known = this.#node(from).guests.get(id)
    if (known !== undefined) this.#place(known, caret.client, caret.cursor)
  }

  #place(known: Known, client: number, cursor: unknown): void {
    if (cursor === undefined) known.carets.delete(client)
    else if (known.carets.has(client) && isDeepStrictEqual(known.carets.get(client), cursor)) return
    else known.carets.set(client, cursor)
    this.#parts.moved(known.who, client, cursor)
  }

  #uncount({ who }: Known): void {
    this.ofPerson.remove(who.actor.id)
    this.ofText.remove(crowdOf(who.access))
  }

  #takeAway({ who, carets }: Known): void {
    for (const client of carets.keys()) this.#parts.moved(who, client, undefined)
  }

  #forget(from: string, id: string): void {
    const guests = this.#nodes.get(from)?.guests
    const known = guests?.get(id)
    if (known === undefined) return
    guests!.delete(id)
    this.#uncount(known)
    this.#takeAway(known)
    this.#parts.changed()
  }

  #forgetSilent(): void {
    for (const [from, { heardAt, beats, guests }] of this.#nodes) {
      if (this.#parts.clock.now() - heardAt <= (beats ? SILENT_MS : OLDER_SILENT_MS)) continue
      for (const id of [...guests.keys()]) this.#forget(from, id)
      this.#nodes.delete(from)
    }
  }
}

/** A guest as one who may be seen, and can do nothing. */
const strangerOf = ({ documentId, person, place }: Pick<Guest, 'documentId' | 'person' | 'place'>): Stranger => ({
  documentId,
  actor: { ...person, email: '', sessionId: null, confirmedAt: null },
  access: place,
})
