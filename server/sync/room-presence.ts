/**
 * Presence on its way to the people of one room: what a person does in a moment is told as one, the latest alone, to each viewer those whom
 * they see (rules PR4 to PR6). Somebody's going is told at once.
 */
import { Parcel } from './parcel.ts'
import { seesHere } from './people.ts'
import { Presence } from './presence.ts'
import { encodePresence, presenceFrame, presenceFrameOf, type PresenceEntry } from './protocol.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Member } from './member.ts'
import type { Clock } from './ports.ts'

/** Somebody on another node. */
interface Stranger {
  readonly actor: Actor
}
type Speaker = Member | Stranger

interface Moved {
  speaker: Speaker
  entry: PresenceEntry
  encoded: Uint8Array
}

export class RoomPresence {
  readonly #presence: Presence<Speaker>
  readonly #members: ReadonlySet<Member>
  readonly #clock: Clock
  readonly #gatherMs: number
  /** Hears of what members say of themselves, for the other nodes, if there are any; `cursor` undefined: it is gone. */
  readonly #outward: ((member: Member, client: number, cursor: unknown) => void) | null
  /** By client id: not told yet. */
  #moved = new Map<number, Moved>()
  #toldAt = -Infinity
  #isDue = false

  /** `gatherMs`: how often moving carets are told. */
  constructor(
    members: ReadonlySet<Member>,
    clock: Clock,
    gatherMs: number,
    outward: ((member: Member, client: number, cursor: unknown) => void) | null = null,
  ) {
    this.#presence = new Presence<Speaker>(clock, (viewer, person) => 'send' in viewer && sees(viewer, person))
    this.#outward = outward
    this.#members = members
    this.#clock = clock
    this.#gatherMs = gatherMs
  }

  /** Takes what a member says of itself. `isOwn`: whether a client id is, or may become, this person's. */
  hear(member: Member, said: PresenceEntry[], isOwn: (client: number) => boolean): void {
    const news = this.#presence.hear(member, said, isOwn)
    this.#take(member, news)
    if (this.#outward === null) return
    const cursors = new Map(this.#presence.caretsOf(member).map(({ client, cursor }) => [client, cursor]))
    for (const { client } of news) this.#outward(member, client, cursors.get(client))
  }

  /** Takes what another node says of somebody there; `cursor` undefined: it is gone. */
  hearOf(stranger: Stranger, client: number, cursor: unknown): void {
    this.#take(
      stranger,
      this.#presence.place(stranger, client, cursor, (speaker) => 'send' in speaker),
    )
    this.tell()
  }

  caretsOf(member: Member): { client: number; cursor: unknown }[] {
    return this.#presence.caretsOf(member)
  }

  #take(speaker: Speaker, news: readonly PresenceEntry[]): void {
    this.#tellGone(
      news.filter(({ state }) => state === 'null'),
      speaker,
    )
    for (const entry of news)
      if (entry.state !== 'null') this.#moved.set(entry.client, { speaker, entry, encoded: encodePresence(entry) })
  }

  moveTo(member: Member, client: number): void {
    this.#presence.moveTo(member, client)
  }

  leave(member: Member): void {
    this.#tellGone(this.#presence.leave(member), member)
  }

  /** A member's name, party or roles changed; `before`: who it was. */
  renamed(member: Member, before: Actor): void {
    this.#tellEach((viewer) => this.#presence.renamed(viewer, member, before))
  }

  /** Whom a member sees changed, with its own party or with the charter's setting; `saw`: whom it saw before. */
  look(member: Member, saw: (person: Actor) => boolean): void {
    const news = this.#presence.look(member, saw)
    if (news.length > 0) member.send(Parcel.of(presenceFrame(news)))
  }

  /** Everybody whom a member sees; `isAsked`: it waits for an answer, even one that says nobody. */
  showOthers(member: Member, isAsked = false): void {
    const others = this.#presence.others(member)
    if (isAsked || others.length > 0) member.send(Parcel.of(presenceFrame(others)))
  }

  /** At the end of a turn: what moved is told with its words, or in a moment if something was told just now. */
  tell(): void {
    if (this.#moved.size === 0 || this.#isDue) return
    const wait = this.#toldAt + this.#gatherMs - this.#clock.now()
    if (wait <= 0) return this.#tellMoved()
    this.#isDue = true
    this.#clock.after(wait, () => {
      this.#isDue = false
      this.#tellMoved()
    })
  }

  #tellGone(gone: PresenceEntry[], about: Speaker): void {
    for (const { client } of gone) this.#moved.delete(client)
    if (gone.length > 0) this.#tellEach((viewer) => (this.#presence.concerns(viewer, about) ? gone : []))
  }

  #tellMoved(): void {
    const moved = [...this.#moved.values()]
    this.#moved = new Map()
    this.#toldAt = this.#clock.now()
    if (moved.length === 0) return
    const all = Parcel.of(presenceFrameOf(moved.map(({ encoded }) => encoded)))
    for (const member of this.#members)
      this.#whenKnown(member, () => {
        const seen = moved.filter(({ speaker }) => this.#presence.concerns(member, speaker))
        if (seen.length === moved.length) member.send(all)
        else if (seen.length > 0) member.send(Parcel.of(presenceFrameOf(seen.map(({ encoded }) => encoded))))
      })
  }

  #tellEach(newsFor: (member: Member) => PresenceEntry[]): void {
    for (const member of this.#members)
      this.#whenKnown(member, () => {
        const news = newsFor(member)
        if (news.length > 0) member.send(Parcel.of(presenceFrame(news)))
      })
  }

  /** Who is being asked about may see less than a moment ago: it is told once its rights are known, under those. */
  #whenKnown(member: Member, tell: () => void): void {
    if (member.asking !== null) void member.asking.then(() => this.#whenKnown(member, tell))
    else if (this.#members.has(member)) tell()
  }
}

/** Asked for every pair of people at every move: remembered for as long as they are who they are. */
const sight = new WeakMap<Actor, Map<string, WeakMap<Actor, boolean>>>()

/** Whether a member sees somebody, as its charter has it, or as one who writes a proposal with them (rules PR4, PR5, PR9). */
function sees({ actor, access }: Member, person: Actor): boolean {
  const ofViewer = sight.get(actor) ?? new Map<string, WeakMap<Actor, boolean>>()
  sight.set(actor, ofViewer)
  const key = access.together.length === 0 ? access.presence : `${access.presence} ${access.together.join(' ')}`
  const people = ofViewer.get(key) ?? new WeakMap<Actor, boolean>()
  ofViewer.set(key, people)
  const known = people.get(person)
  if (known !== undefined) return known
  const isSeen = seesHere(actor, access, person)
  people.set(person, isSeen)
  return isSeen
}
