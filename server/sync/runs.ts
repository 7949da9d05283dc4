/**
 * What a person typed in a row, as one update (rule SY24): on a busy server a burst of keys is judged, taken in and written once, not letter by
 * letter. Only words, one after another under one client id, with nothing deleted: together they say what they said apart. What is judged is read
 * from the bytes that go on, so that nothing rests on how they were put together.
 */
import { isUpdate, type Errand, type UpdateErrand } from './errand.ts'
import { FrameRefused, putNumber, sizeOfNumber } from './reader.ts'
import { CONTENT, readUpdateHeaders, type Section } from './update.ts'
import type { Member } from './member.ts'

/** No more than so many updates become one ... */
export const LONGEST_RUN = 64
/** ... and no more bytes than these. */
export const LARGEST_RUN_BYTES = 16 * 1024

/** Errands that are handled together: one of any kind, or updates of one member that are a run. */
export type Stretch = readonly [Errand] | readonly UpdateErrand[]

/**
 * A turn's errands in their order, runs together where their first update stood. An update moves so past nothing but carets and words of others
 * that it does not stand next to: whatever else comes, deletions above all, ends every run. `mayJoin`: whether a member's updates may be joined.
 */
export function stretchesOf(batch: readonly Errand[], mayJoin: (member: Member) => boolean): Stretch[] {
  if (batch.length === 1) return [[batch[0]!]]
  const stretches: Errand[][] = []
  let runs = new Map<Member, Open>()
  /** Client id -> the first clock that it brings, of the words that a run may move past. */
  let passed = new Map<number, number>()
  for (const errand of batch) {
    if (errand.kind === 'frame' && errand.frame.kind === 'presence') {
      stretches.push([errand])
      continue
    }
    const section = isUpdate(errand) && errand.isSingle !== true && mayJoin(errand.member) ? wordsOf(errand) : null
    if (section === null) {
      stretches.push([errand])
      runs = new Map()
      passed = new Map()
      continue
    }
    const { member, frame } = errand as UpdateErrand
    const size = frame.update.length
    const run = runs.get(member)
    if (run !== undefined && mayFollow(run, section, size, passed)) {
      run.errands.push(errand)
      run.end = section.end
      run.bytes += size
    } else {
      const errands = [errand]
      stretches.push(errands)
      runs.set(member, { errands, client: section.client, end: section.end, bytes: size })
    }
    if (!passed.has(section.client)) passed.set(section.client, section.clock)
  }
  return stretches as unknown as Stretch[]
}

/** A run that may go on. */
interface Open {
  errands: Errand[]
  client: number
  /** The clock after its last unit. */
  end: number
  bytes: number
}

function mayFollow(run: Open, section: Section, size: number, passed: ReadonlyMap<number, number>): boolean {
  const isNext = section.client === run.client && section.clock === run.end
  if (!isNext || run.errands.length >= LONGEST_RUN || run.bytes + size > LARGEST_RUN_BYTES) return false
  const isPassed = (client: number, clock: number): boolean =>
    client !== section.client && clock >= (passed.get(client) ?? Infinity)
  return !section.structs.some(
    ({ leftClient, leftClock, rightClient, rightClock }) =>
      isPassed(leftClient, leftClock) || isPassed(rightClient, rightClock),
  )
}

/** The section of an update that is words of one client and nothing else; otherwise, or if it cannot be read, null. */
function wordsOf({ frame: { update } }: UpdateErrand): Section | null {
  try {
    const { sections, deletions } = readUpdateHeaders(update)
    const [section, another] = sections
    if (section === undefined || another !== undefined || deletions.length > 0) return null
    return section.structs.every(({ content }) => content === CONTENT.string) ? section : null
  } catch (error) {
    if (error instanceof FrameRefused) return null // whoever judges it says why
    throw error
  }
}

/** The updates of a run as one. */
export function joined(run: readonly UpdateErrand[]): Uint8Array {
  const sections = run.map((errand) => wordsOf(errand)!)
  const { client, clock } = sections[0]!
  const structs = sections.reduce((sum, section) => sum + section.structs.length, 0)
  const bodies = run.map(({ frame: { update } }, i) =>
    update.subarray(headSize(sections[i]!.structs.length, client, sections[i]!.clock), update.length - TAIL),
  )
  const size = bodies.reduce((sum, { length }) => sum + length, 0)
  const update = Buffer.alloc(headSize(structs, client, clock) + size + TAIL)
  let at = putNumber(update, putNumber(update, putNumber(update, 0, 1), structs), client)
  at = putNumber(update, at, clock)
  for (const body of bodies) {
    update.set(body, at)
    at += body.length
  }
  return update
}

/** Layout of an update of one section: how many sections, structs, client, clock; the structs; how many clients with deletions: 0. */
const headSize = (structs: number, client: number, clock: number): number =>
  1 + sizeOfNumber(structs) + sizeOfNumber(client) + sizeOfNumber(clock)
const TAIL = 1
