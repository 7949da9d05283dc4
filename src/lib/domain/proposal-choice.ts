/** Which proposals of a list somebody wants to see. Pure. */
import type { Actor } from './actor.ts'
import type { ProposalSummary } from './contract-proposals.ts'
import { isOpenProposal } from './proposal.ts'

export interface ProposalChoice {
  /** One state, or `open`. */
  status?: string | undefined
  /** Code of a delegation that sponsors it, or was asked to. */
  party?: string | undefined
  /** A block that it changes. */
  block?: string | undefined
  /** The actor's own delegation's; of a chair without one, bridging text. */
  mine?: boolean | undefined
}

export function isChosen(one: ProposalSummary, { status, party, block, mine }: ProposalChoice, actor: Actor): boolean {
  const isOf = (code: string): boolean =>
    one.sponsors.some(({ party, state }) => party.code === code && state !== 'left')
  const isMine = (): boolean =>
    actor.party === null ? one.isChairs && actor.roles.includes('chair') : isOf(actor.party.code)
  return (
    (status === undefined || (status === 'open' ? isOpenProposal(one.status) : one.status === status)) &&
    (party === undefined || isOf(party)) &&
    (block === undefined || one.blocks.some(({ id }) => id === block)) &&
    (mine !== true || isMine())
  )
}
