/** Proposals read: one with its whole story, those of an article, those of a charter. What may not be seen is missing (P13). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Page, PageRequest } from '../../src/lib/domain/contract.ts'
import type { ProposalSummary, ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { compareCodes } from '../../src/lib/domain/proposal.ts'
import { isChosen, type ProposalChoice } from '../../src/lib/domain/proposal-choice.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { badCursor, behind, limitOf, pageOf } from '../charter/page.ts'
import { readsWorkingTexts, seeArticle, seeCharter } from '../charter/see.ts'
import type { Context } from '../context.ts'
import { listArticleRows } from '../store/articles.ts'
import { listProposals } from '../store/proposals.ts'
import { followSource } from './follow.ts'
import { seeProposal } from './see.ts'
import { proposalView, summaries } from './views.ts'

/** What of a list. */
export type ProposalFilter = PageRequest & ProposalChoice

export async function readProposal(context: Context, actor: Actor | null, id: string): Promise<Result<ProposalView>> {
  if (actor === null) return refuse('not-signed-in')
  const known = await seeProposal(context.store.db, actor, id)
  if (!known) return refuse('not-found')
  // FK11: it is looked at beside the article as that is now
  if (can(actor, 'proposal.read', known.subject)) await followSource(context, id)
  const seen = await seeProposal(context.store.db, actor, id)
  return seen ? ok(await proposalView(context, actor, seen)) : refuse('not-found')
}

/** Those of an article, by code. Refuses with `invalid`, path `cursor`. */
export async function listArticleProposals(
  { store: { db } }: Context,
  actor: Actor | null,
  articleId: string,
  filter: ProposalFilter = {},
): Promise<Result<Page<ProposalSummary>>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(db, actor, articleId)
  if (!seen) return refuse('not-found')
  const items = await summaries(db, actor, seen.charter, { articleId }, await listProposals(db, { articleId }))
  return paged(items.sort(byCode), actor, filter)
}

/** Those of a charter: articles as they stand, what is left of removed ones last, each by code. `articleId`: of that one alone. */
export async function listCharterProposals(
  { store: { db } }: Context,
  actor: Actor | null,
  charterId: string,
  filter: ProposalFilter & { articleId?: string | undefined } = {},
): Promise<Result<Page<ProposalSummary>>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const rows = await listProposals(db, { charterId: charter.id })
  const asked = rows.filter(({ articleId }) => filter.articleId === undefined || articleId === filter.articleId)
  const items = await summaries(db, actor, charter, { charterId: charter.id }, asked)
  const places = new Map((await listArticleRows(db, charter.id)).map(({ id }, i) => [id, i]))
  const placeOf = ({ articleId }: ProposalSummary): number => places.get(articleId) ?? places.size
  return paged(
    items.sort((a, b) => placeOf(a) - placeOf(b) || byCode(a, b)),
    actor,
    filter,
  )
}

const byCode = (a: ProposalSummary, b: ProposalSummary): number => compareCodes(a.code, b.code)

function paged(
  items: ProposalSummary[],
  actor: Actor,
  { cursor, ...filter }: ProposalFilter,
): Result<Page<ProposalSummary>> {
  const rest = behind(
    items.filter((one) => isChosen(one, filter, actor)),
    cursor,
  )
  if (rest === null) return badCursor()
  return ok(pageOf(rest, limitOf(filter), ({ id }) => id))
}
