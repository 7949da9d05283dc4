/** The order of blocks after two people moved some (merge.ts tells the whole). Orders here are of the same ids, each once. */
import { movedPlaces } from './compare.ts'

/** The order of a base and the two orders that came of it. */
export interface Orders {
  base: readonly string[]
  main: readonly string[]
  fork: readonly string[]
}

const isSameOrder = (a: readonly string[], b: readonly string[]): boolean => a.every((id, i) => id === b[i])

/** The order of whoever moved anything. Null: both did, and not alike; which block then stands behind which nobody has said. */
export function mergedOrder({ base, main, fork }: Orders): readonly string[] | null {
  if (isSameOrder(fork, base) || isSameOrder(fork, main)) return main
  return isSameOrder(main, base) ? fork : null
}

/** What either moved: all but a longest run that kept its order (CM5). */
export function movedIds({ base, main, fork }: Orders): Set<string> {
  const places = new Map(base.map((id, place) => [id, place]))
  const moved = [main, fork].flatMap((order) => [...movedPlaces(order.map((id) => places.get(id)!))])
  return new Set(moved.map((place) => base[place]!))
}
