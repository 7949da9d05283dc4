/** PS7: its sponsors word a proposal anew. The old one stays before the table until the new one is. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { beginProposal } from './begin.ts'
import { seeProposal } from './see.ts'
import type { ActInput } from './turn.ts'

/** A draft with the words of the old one, its sponsors asked anew. Refuses with `not-allowed`, `transition-not-allowed`, and as beginning does. */
export async function rewordProposal(
  context: Context,
  actor: Actor | null,
  id: string,
  { as }: ActInput,
): Promise<Result<ProposalView>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeProposal(context.store.db, actor, id)
  if (!seen || !can(actor, 'proposal.read', seen.subject)) return refuse('not-found')
  const { proposal, subject } = seen
  if (!can(actor, 'proposal.reword', subject)) return refuse('not-allowed')
  if (proposal.status !== 'tabled' && proposal.status !== 'under_discussion') return refuse('transition-not-allowed')
  const { lang, rationale, act, amendsId } = proposal
  // an amendment worded anew amends the same
  const amends = amendsId === null ? {} : { amends: amendsId }
  return beginProposal(context, actor, proposal.articleId, {
    ...{ succeeds: id, lang, rationale, as, ...amends },
    ...(act && { act }),
  })
}
