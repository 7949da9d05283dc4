/** In which capacities somebody may act on a proposal, from what every reader knows of it (rule HW3). */
import type { Actor } from './actor.ts'
import { hatsOf, type Hat } from './hat.ts'
import { doersOf, type Doer, type ProposalAct, type ProposalStatus } from './proposal.ts'

const OFFICES: readonly Doer[] = ['chair', 'secretariat', 'pen_holder']
/** Of bridging text, the chair's own doing. */
const OF_AUTHORS: readonly Doer[] = ['author', 'head']
/** The chair's too, of bridging text, beside delegations that sponsor it. */
const OF_SPONSORS: readonly Doer[] = ['writer', 'sponsor']

/**
 * HW3: never fewer than those in which the act would be done; one too many only where a delegation's own part in it decides. `isChairs`: it is of no
 * delegation.
 */
export function hatsToTurn(
  actor: Actor,
  act: ProposalAct,
  { status, isChairs }: { status: ProposalStatus; isChairs: boolean },
  holdsPen = false,
): Hat[] {
  const doers = doersOf(act, status)
  const isDoneAs = (hat: Hat): boolean =>
    doers.some((doer) => {
      if (OFFICES.includes(doer)) return doer === hat
      if (OF_AUTHORS.includes(doer)) return hat === (isChairs ? 'chair' : 'party')
      if (OF_SPONSORS.includes(doer)) return hat === 'party' || (isChairs && hat === 'chair')
      return doer !== 'system' && hat === 'party'
    })
  return hatsOf(actor, holdsPen).filter(isDoneAs)
}
