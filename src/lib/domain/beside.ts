/** Proposals beside the paragraphs that they change (rule RL8): from what lists say of them, without any text. Pure. */
import type { ProposalSummary } from './contract-proposals.ts'
import { isWritable } from './proposal.ts'

/** A proposal as a card beside the text says it. */
export type ProposalBeside = Pick<
  ProposalSummary,
  'id' | 'code' | 'status' | 'isChairs' | 'sponsors' | 'areOthers' | 'isHeld'
> & {
  /** This person may still write it. */
  canWrite: boolean
}

/** Proposals to one paragraph. */
export interface ProposalsBeside {
  /** Null: to the article, or to what is not in its text (a bracket that is settled, a paragraph that is gone). */
  blockId: string | null
  items: ProposalBeside[]
}

/**
 * In the order of the text, those of the article first; a proposal that changes several paragraphs stands beside each.
 * @param brackets open bracket -> the block in which it begins
 */
export function proposalsBeside(
  summaries: readonly ProposalSummary[],
  blockIds: readonly string[],
  brackets: ReadonlyMap<string, string>,
): ProposalsBeside[] {
  const groups = new Map<string | null, ProposalBeside[]>()
  const places = new Set(blockIds)
  for (const summary of summaries) {
    const about = summary.act ? (brackets.get(summary.act.bracket) ?? '') : ''
    const own = [...summary.blocks.map(({ id }) => id), about].filter((id) => places.has(id))
    for (const blockId of own.length > 0 ? new Set(own) : [null]) {
      const items = groups.get(blockId)
      if (items) items.push(cardOf(summary))
      else groups.set(blockId, [cardOf(summary)])
    }
  }
  return [null, ...blockIds].flatMap((blockId) => {
    const items = groups.get(blockId)
    return items ? [{ blockId, items }] : []
  })
}

const cardOf = ({ permissions, act, ...summary }: ProposalSummary): ProposalBeside => {
  const { id, code, status, isChairs, sponsors, areOthers, isHeld } = summary
  // what becomes of a bracket has no text to write
  const canWrite = isWritable(status) && permissions.write && act === null
  return { id, code, status, isChairs, sponsors, areOthers, isHeld, canWrite }
}
