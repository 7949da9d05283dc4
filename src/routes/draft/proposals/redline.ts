/** What a proposal changes, in the order in which it is read: a block that moves stands in both its places. */
import type { HeldWords, ProposalBlock } from '#lib/domain/contract-proposals.ts'

export interface RedlineEntry {
  block: ProposalBlock
  /** The place that it would leave. */
  isOldPlace: boolean
}

/** @param blocks in the order of the proposal's text @param order ids of the blocks of the working text */
export function redlineOf(blocks: readonly ProposalBlock[], order: readonly string[]): RedlineEntry[] {
  const at = new Map(order.map((id, i) => [id, i]))
  const entries = blocks.map((block): RedlineEntry => ({ block, isOldPlace: false }))
  for (const block of blocks) {
    if (block.op !== 'moved') continue
    const before = block.basePrev === null ? -1 : (at.get(block.basePrev) ?? -1)
    const next = entries.findIndex(
      (entry) => !entry.isOldPlace && entry.block.op !== 'moved' && (at.get(entry.block.id) ?? -1) > before,
    )
    entries.splice(next < 0 ? entries.length : next, 0, { block, isOldPlace: true })
  }
  return entries
}

/** What collides, each collision once; it stands with every block that it concerns. */
export function heldIn(blocks: readonly ProposalBlock[]): HeldWords[] {
  const found = new Map<string, HeldWords>()
  for (const { held } of blocks) {
    if (held === null) continue
    const words = held as unknown as HeldWords
    found.set(`${words.kind} ${words.what ?? ''} ${words.blocks.join(' ')}`, words)
  }
  return [...found.values()]
}
