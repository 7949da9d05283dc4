/**
 * What a person typed in a row, as one update (rule SY24): on a busy server a burst of keys is judged, taken in and written once, not letter by
 * letter. Only words, one after another under one client id, with nothing deleted: together they say what they said apart. What is judged is read
 * from the bytes that go on, so that nothing rests on how they were put together.
 */
import { isUpdate, type Errand } from './errand.ts'
import { FrameRefused, putNumber, sizeOfNumber } from './reader.ts'
import { CONTENT, readUpdateHeaders, type Section } from './update.ts'
import type { Member } from './member.ts'

/** No more than so many updates become one ... */
export const LONGEST_RUN = 64
/** ... and no more bytes than these. */
export const LARGEST_RUN_BYTES = 16 * 1024

/** Errands that are handled together: one of any kind, or updates of one member that are a run. */
export interface Stretch {
  readonly errands: Errand[]
  /** Of updates that are words: what each of them brings. */
  readonly words: Section[]
}

/**
 * A turn's errands in their order, runs together where their first update stood. An update moves so past nothing but carets and words of others
 * that it does not stand next to: whatever else comes, deletions above all, ends every run. `mayJoin`: whether a member's updates may be joined.
 */
export function stretchesOf(batch: readonly Errand[], mayJoin: (member: Member) => boolean): Stretch[] {
  if (batch.length === 1) return [{ errands: [batch[0]!], words: [] }]
  const stretches: Stretch[] = []
  let runs = new Map<Member, Run>()
  /** Client id -> the first clock that it brings, of the words that a run may move past. */
  let passed = new Map<number, number>()
  for (const errand of batch) {
    const isCaret = errand.kind === 'frame' && errand.frame.kind === 'presence'
    const isAlone = isCaret || !isUpdate(errand) || errand.isSingle === true || !mayJoin(errand.member)
    const section = isAlone ? null : wordsOf(errand.frame.update)
    if (isAlone || section === null) {
      stretches.push({ errands: [errand], words: [] })
      if (!isCaret) {
        runs = new Map()
        passed = new Map()
      }
      continue
    }
    const { member, frame } = errand
    const size = frame.update.length
    let run = runs.get(member)
    if (run === undefined || !mayFollow(run, section, size, passed)) {
      run = { errands: [], words: [], bytes: 0 }
      stretches.push(run)
      runs.set(member, run)
    }
    run.errands.push(errand)
    run.words.push(section)
    run.bytes += size
    if (!passed.has(section.client)) passed.set(section.client, section.clock)
  }
  return stretches
}

/** A run that may go on. */
interface Run extends Stretch {
  bytes: number
}

function mayFollow(run: Run, section: Section, size: number, passed: ReadonlyMap<number, number>): boolean {
  const last = run.words.at(-1)!
  const isNext = section.client === last.client && section.clock === last.end
  if (!isNext || run.errands.length >= LONGEST_RUN || run.bytes + size > LARGEST_RUN_BYTES) return false
  const isPassed = (client: number, clock: number): boolean =>
    client !== section.client && clock >= (passed.get(client) ?? Infinity)
  return !section.structs.some(
    ({ leftClient, leftClock, rightClient, rightClock }) =>
      isPassed(leftClient, leftClock) || isPassed(rightClient, rightClock),
  )
}

/** The section of an update that is words of one client and nothing else; otherwise, or if it cannot be read, null. */
function wordsOf(update: Uint8Array): Section | null {
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

/** The updates of a run as one; `words`: what each of them brings. */
export function joined(updates: readonly Uint8Array[], words: readonly Section[]): Uint8Array {
  const { client, clock } = words[0]!
  const structs = words.reduce((sum, section) => sum + section.structs.length, 0)
  const bodies = updates.map((update, i) =>
    update.subarray(headSize(words[i]!.structs.length, client, words[i]!.clock), update.length - TAIL),
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
