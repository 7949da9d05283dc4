/**
 * What a person typed in a row, as one update (rule SY24): on a busy server a burst of keys is judged, taken in and written once, not letter by
 * letter. Only words, one after another under one client id, with nothing deleted: together they say what they said apart.
 */
import { FrameRefused, putNumber, sizeOfNumber } from './reader.ts'
import { CONTENT, readUpdateHeaders, type Section, type UpdateHeaders } from './update.ts'

/** One or more updates as one. */
export interface Run {
  update: Uint8Array
  /** Null: it cannot be read; whoever judges it says why. */
  headers: UpdateHeaders | null
  /** How many updates it was made of. */
  count: number
}

/** No more than so many become one. */
export const LONGEST_RUN = 64

/** The updates in their order, those together that are a run. */
export function runsOf(updates: readonly Uint8Array[]): Run[] {
  const runs: Run[] = []
  let open: Typed[] = []
  const close = (): void => {
    if (open.length > 0) runs.push(joined(open))
    open = []
  }
  for (const update of updates) {
    const headers = headersOf(update)
    const section = headers === null ? null : wordsOf(headers)
    if (section === null) {
      close()
      runs.push({ update, headers, count: 1 })
      continue
    }
    const last = open.at(-1)?.section
    if (last !== undefined && (last.client !== section.client || last.end !== section.clock)) close()
    open.push({ update, section })
    if (open.length === LONGEST_RUN) close()
  }
  close()
  return runs
}

interface Typed {
  update: Uint8Array
  section: Section
}

function headersOf(update: Uint8Array): UpdateHeaders | null {
  try {
    return readUpdateHeaders(update)
  } catch (error) {
    if (error instanceof FrameRefused) return null
    throw error
  }
}

/** The section of an update that is words of one client and nothing else; otherwise null. */
function wordsOf({ sections: [section, another], deletions }: UpdateHeaders): Section | null {
  if (section === undefined || another !== undefined || deletions.length > 0) return null
  return section.structs.every(({ content }) => content === CONTENT.string) ? section : null
}

/** Layout of an update of one section: sections, structs, client, clock; the structs; clients with deletions. */
const headSize = (structs: number, client: number, clock: number): number =>
  1 + sizeOfNumber(structs) + sizeOfNumber(client) + sizeOfNumber(clock)

function joined(typed: readonly Typed[]): Run {
  const { client, clock } = typed[0]!.section
  const structs = typed.flatMap(({ section }) => section.structs)
  const headers = { sections: [{ client, clock, end: typed.at(-1)!.section.end, structs }], deletions: [] }
  if (typed.length === 1) return { update: typed[0]!.update, headers, count: 1 }
  const bodies = typed.map(({ update, section }) =>
    update.subarray(headSize(section.structs.length, client, section.clock), update.length - 1),
  )
  const size = bodies.reduce((sum, { length }) => sum + length, 0)
  const update = Buffer.alloc(headSize(structs.length, client, clock) + size + 1)
  let at = putNumber(update, putNumber(update, putNumber(update, 0, 1), structs.length), client)
  at = putNumber(update, at, clock)
  for (const body of bodies) {
    update.set(body, at)
    at += body.length
  }
  return { update, headers, count: typed.length }
}
