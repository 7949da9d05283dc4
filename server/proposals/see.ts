/** Loading proposals through what the actor may see of them: one that is invisible is missing (P13). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ProposalSubject } from '../../src/lib/domain/permissions-proposals.ts'
import { isCommenter } from '../../src/lib/domain/permission-terms.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { assignmentsOf, findArticle, type ArticleRow } from '../store/articles.ts'
import { findCharter, type CharterRow } from '../store/charters.ts'
import { listSponsors, partiesWithHeads, type SponsorRow } from '../store/proposal-sponsors.ts'
import { findProposal, type ProposalRow } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'

/** What is known of an actor beside a proposal. */
export interface Asker {
  /** Parties whose head approves. */
  withHeads: ReadonlySet<string>
  /** Articles of which the actor holds the pen. */
  pens: ReadonlySet<string>
}

/** What `can` asks about a proposal. */
export const proposalSubject = (
  proposal: ProposalRow,
  sponsors: readonly SponsorRow[],
  actor: Actor,
  { withHeads, pens }: Asker,
): ProposalSubject => {
  const those = (state: SponsorRow['state']): string[] =>
    sponsors.filter((one) => one.proposalId === proposal.id && one.state === state).map(({ partyId }) => partyId)
  return {
    status: proposal.status,
    partyId: proposal.partyId,
    sponsors: those('joined'),
    invited: those('invited'),
    isShown: proposal.isShown,
    lang: proposal.lang,
    needsHead: actor.partyId !== null && withHeads.has(actor.partyId),
    isApproved: proposal.approvedBy !== null,
    isPenHolder: pens.has(proposal.articleId),
  }
}

/** Of an actor in these articles. */
export async function askerOf(
  rows: Rows,
  actor: Actor,
  where: { charterId: string } | { articleId: string },
): Promise<Asker> {
  const [withHeads, assigned] = await Promise.all([partiesWithHeads(rows), assignmentsOf(rows, actor.id, where)])
  // P3: an assignment gives nothing to who may only look on
  const pens = isCommenter(actor)
    ? [...assigned].filter(([, all]) => all.some(({ kind }) => kind === 'pen_holder')).map(([id]) => id)
    : []
  return { withHeads, pens: new Set(pens) }
}

export interface SeenProposal {
  proposal: ProposalRow
  sponsors: SponsorRow[]
  charter: CharterRow
  /** Null: it was removed from the working text. */
  article: ArticleRow | null
  subject: ProposalSubject
  asker: Asker
}

/** Whoever reads it, and whoever was asked to sponsor it: the latter is told little (`proposal.read` says who is told all). */
export async function seeProposal(rows: Rows, actor: Actor, id: string): Promise<SeenProposal | undefined> {
  const proposal = await findProposal(rows, id)
  if (!proposal) return undefined
  const seen = await withRest(rows, actor, proposal)
  return seen && can(actor, 'proposal.see', seen.subject) ? seen : undefined
}

/** A proposal with what is decided by, whoever may see it. */
export async function withRest(rows: Rows, actor: Actor, proposal: ProposalRow): Promise<SeenProposal | undefined> {
  const charter = await findCharter(rows, proposal.charterId)
  if (!charter) return undefined
  const article = (await findArticle(rows, proposal.articleId)) ?? null
  const sponsors = await listSponsors(rows, [proposal.id])
  const asker = await askerOf(rows, actor, { articleId: proposal.articleId })
  return { proposal, sponsors, charter, article, asker, subject: proposalSubject(proposal, sponsors, actor, asker) }
}
