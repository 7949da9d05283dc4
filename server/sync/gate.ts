/**
 * The gate (rules GA*): what an update would bring to a document, and whether this person may bring it.
 * Nothing reaches a Y.Doc, the journal or another socket before it has passed here.
 */
import * as Y from 'yjs'
import { countUpTo } from './ascending.ts'
import { FrameRefused } from './reader.ts'
import {
  CONTENT,
  readUpdateHeaders,
  type Deletion,
  type Section,
  type StructHeader,
  type UpdateHeaders,
} from './update.ts'

/** How far a document reaches: enough to see that an update brings nothing. */
export interface Reach {
  /** The first clock of `client` that the document lacks. */
  state(client: number): number
  isDeleted(client: number, clock: number, length: number): boolean
}

/** What a document holds already, as far as the gate needs it. */
export interface Known extends Reach {
  /** Whether this unit is the second half of a surrogate pair whose first half is the unit before it. */
  isLowSurrogate(client: number, clock: number): boolean
  /** Whether anything not yet deleted there is a block's start, an option's head, or a format of a start. */
  holdsStructure(client: number, clock: number, length: number): boolean
  /** Tells whether a unit stands before the first block, as things are now: what is written next to it may belong to no block. */
  beforeBlocks(): (client: number, clock: number) => boolean
}

/** Who sends it. */
export interface Sender {
  personId: string | null
  mayWrite: boolean
  /** Whose a client id is: a person's, null: the system's, undefined: nobody's yet. */
  ownerOf(client: number): string | null | undefined
  /** Whether that is kept for good, or only while its owner's socket lasts. */
  isBound(client: number): boolean
  /** The server itself: it writes anew what stood in a text before, and a text from before may hold signs that turn words, or what another version meant. */
  isServer?: boolean
}

export type Verdict =
  /** It holds nothing that the document lacks. */
  | { kind: 'known' }
  /** It would change the document, and this person may not. */
  | { kind: 'not-allowed' }
  /** It builds on something that the document lacks. */
  | { kind: 'missing' }
  | New

/** `bytes`: what is new, and no known struct; `newClients`: to be bound to the sender. */
export interface New {
  kind: 'new'
  bytes: Uint8Array
  newClients: number[]
  /** It takes away and adds nothing. */
  isRemoval: boolean
  /** It may change what the languages of an article share (blocks, brackets), not words alone. */
  touchesStructure: boolean
  /** Its new structs, `clock` being the first that is new; and all that it deletes. */
  sections: readonly Section[]
  deletions: readonly Deletion[]
}

/** Offline work of so many tabs in one update. */
const MAX_NEW_CLIENTS = 64

/** Whether a document with this reach holds all of an update already. */
export const bringsNothing = (reach: Reach, { sections, deletions }: UpdateHeaders): boolean =>
  sections.every(({ client, end }) => end <= reach.state(client)) &&
  !deletions.some((deletion) => isNewDeletion(reach, deletion))

/**
 * Judges one update, whose headers may have been read already. Throws `FrameRefused` for what is unacceptable whatever the document's
 * state.
 */
export function judge(
  known: Known,
  update: Uint8Array,
  sender: Sender,
  headers: UpdateHeaders = readUpdateHeaders(update),
): Verdict {
  if (bringsNothing(known, headers)) return { kind: 'known' }
  const fresh = headers.sections.filter((section) => section.end > known.state(section.client))
  if (!sender.mayWrite) return { kind: 'not-allowed' }
  const newClients = claimedClients(known, fresh, sender)
  if (fresh.some((section) => section.clock > known.state(section.client))) return { kind: 'missing' }
  const place = new Places(known, fresh)
  const areThere =
    fresh.every((section) => structsFit(known, place, section, sender)) &&
    headers.deletions.every((d) => deletionFits(place, d))
  if (!areThere) return { kind: 'missing' }
  const touchesStructure =
    fresh.some(({ structs }) => structs.some((struct) => struct.isStructural)) ||
    mayStandFirst(known, fresh) ||
    headers.deletions.some(({ client, clock, length }) => known.holdsStructure(client, clock, length))
  return {
    kind: 'new',
    bytes: trim(known, headers, update),
    newClients,
    isRemoval: fresh.length === 0,
    touchesStructure,
    sections: fresh.map((section) => ({ ...section, clock: known.state(section.client) })),
    deletions: headers.deletions,
  }
}

/** Words before the first block would be a block of their own (TX2). What follows a new struct stands first only if that one does. */
function mayStandFirst(known: Known, fresh: readonly Section[]): boolean {
  const isBeforeBlocks = known.beforeBlocks()
  return fresh.some(({ client, structs }) => {
    const state = known.state(client)
    return structs.some(({ clock, leftClient, leftClock }) => {
      if (clock < state) return isBeforeBlocks(client, state - 1)
      return leftClient < 0 || (leftClock < known.state(leftClient) && isBeforeBlocks(leftClient, leftClock))
    })
  })
}

/** A deletion of what is not there counts as new: it is missing something. */
const isNewDeletion = (known: Reach, { client, clock, length }: Deletion): boolean =>
  clock + length > known.state(client) || !known.isDeleted(client, clock, length)

/** GA3: new structs only under client ids that are the sender's, or nobody's yet. */
function claimedClients(known: Known, fresh: Section[], sender: Sender): number[] {
  const claimed: number[] = []
  for (const { client } of fresh) {
    const owner = sender.ownerOf(client)
    const isFree = owner === undefined && known.state(client) === 0
    if (!isFree && owner !== sender.personId) throw new FrameRefused('foreign-client')
    if (!sender.isBound(client)) claimed.push(client)
  }
  if (claimed.length > MAX_NEW_CLIENTS) throw new FrameRefused('too-many-clients')
  return claimed
}

/** The places of a document as they will be once the update's own structs are in. */
class Places {
  readonly #known: Known
  readonly #sections: Map<number, Section>

  constructor(known: Known, fresh: Section[]) {
    this.#known = known
    this.#sections = new Map(fresh.map((section) => [section.client, section]))
  }

  exists(client: number, clock: number): boolean {
    return clock < this.#known.state(client) || clock < (this.#sections.get(client)?.end ?? 0)
  }

  /** GA5: whether a boundary before this unit would cut a character in two; Yjs would put U+FFFD for both halves. */
  splitsCharacter(client: number, clock: number): boolean {
    if (clock < this.#known.state(client)) return this.#known.isLowSurrogate(client, clock)
    const section = this.#sections.get(client)
    if (section === undefined || clock >= section.end) return false
    const struct = structAt(section.structs, clock)
    return isLowSurrogateIn(struct, clock - struct.clock)
  }
}

/** The struct that holds `clock`; the list is gapless and ascending. */
const structAt = (structs: StructHeader[], clock: number): StructHeader =>
  structs[countUpTo(structs, clock, (struct) => struct.clock) - 1]!

const isLowSurrogateIn = ({ lowSurrogates }: StructHeader, offset: number): boolean =>
  lowSurrogates !== null && lowSurrogates[countUpTo(lowSurrogates, offset, (one) => one) - 1] === offset

/** Whether everything that the new structs of a section stand next to is there. Throws for what may not be written at all. */
function structsFit(known: Known, place: Places, section: Section, { isServer }: Sender): boolean {
  const state = known.state(section.client)
  for (const struct of section.structs) {
    if (struct.clock + struct.length <= state) continue
    // GA4: nothing but words, embeds, formats and their deletions can be new
    const isForbidden = struct.holdsNul || ((struct.holdsTurns || struct.isUnknown) && isServer !== true)
    if (struct.content === CONTENT.gc || isForbidden) throw new FrameRefused('content-not-allowed')
    if (struct.clock < state) {
      // Yjs will cut it where the known part ends
      if (isLowSurrogateIn(struct, state - struct.clock)) throw new FrameRefused('splits-character')
    } else if (!neighbourFits(place, section.client, struct.clock, struct.leftClient, struct.leftClock, 1)) return false
    if (!neighbourFits(place, section.client, struct.clock, struct.rightClient, struct.rightClock, 0)) return false
  }
  return true
}

/** `after`: 1 if the new struct stands after the unit named, 0 if before it. */
function neighbourFits(
  place: Places,
  client: number,
  clock: number,
  atClient: number,
  atClock: number,
  after: 0 | 1,
): boolean {
  if (atClient < 0) return true
  if (!place.exists(atClient, atClock) || (atClient === client && atClock >= clock)) return false
  if (place.splitsCharacter(atClient, atClock + after)) throw new FrameRefused('splits-character')
  return true
}

function deletionFits(place: Places, { client, clock, length }: Deletion): boolean {
  if (!place.exists(client, clock + length - 1)) return false
  if (place.splitsCharacter(client, clock) || place.splitsCharacter(client, clock + length))
    throw new FrameRefused('splits-character')
  return true
}

/** GA2: known structs never go further, for Yjs resolves even their neighbours, and a forged one would make it wait for ever. */
function trim(known: Known, headers: UpdateHeaders, update: Uint8Array): Uint8Array {
  if (headers.sections.every((section) => section.clock === known.state(section.client))) return update
  const states = new Map(headers.sections.map((section) => [section.client, known.state(section.client)]))
  return Y.diffUpdate(update, Y.encodeStateVector(states))
}
