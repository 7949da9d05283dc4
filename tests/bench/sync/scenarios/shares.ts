/** How figures of servers stand to each other. */
import type { EngineName } from '../engines/engine.ts'
import type { Summary } from './scenario.ts'

/** Peers that keep what they are given. */
const PERSISTENT: EngineName[] = ['y-websocket', 'hocuspocus']

/** The persistent peer with the lower figure; the last one where none was measured. */
export function betterPeer(of: Summary, figure: string): EngineName {
  return PERSISTENT.toSorted((a, b) => sortable(of(a, figure)) - sortable(of(b, figure)))[0]!
}
const sortable = (value: number): number => (Number.isNaN(value) ? Infinity : value)

/** This engine's figure as a multiple of another's. */
export const ratio = (of: Summary, figure: string, other: EngineName): number =>
  of('concord', figure) / of(other, figure)

/** Begins to watch this process; the answer tells how many cores it kept busy since. */
export function ownShare(): () => number {
  const before = process.cpuUsage()
  const begun = performance.now()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 / (performance.now() - begun)
  }
}
