import { ARTICLE_STATUSES, PART_STATUSES } from '#lib/domain/article.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { STANDS } from '#lib/domain/position.ts'
import { isOpenProposal, PROPOSAL_STATUSES } from '#lib/domain/proposal.ts'
import { mustBeSignedIn, valueOf } from '../../answer.server.ts'
import { theCharter } from '../../charter/reading.server.ts'
import type { PageServerLoad } from './$types'

const sum = (counts: readonly number[]): number => counts.reduce((all, n) => all + n, 0)

/** How every article stands, in the charter's order (rules BO*). */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  const { items } = valueOf(await locals.app.agreement.readBoard(actor, charter.id, locals.lang))
  const rows = items.map(({ parts, proposals, stands, ...row }) => ({
    ...row,
    slug: articleSlug(row.number),
    // the furthest agreed first, as one reads what is done and what is left
    parts: PART_STATUSES.toReversed().flatMap((status) => (parts[status] ? [{ status, n: parts[status] }] : [])),
    proposals: sum(PROPOSAL_STATUSES.filter(isOpenProposal).map((status) => proposals[status] ?? 0)),
    stands: stands && STANDS.flatMap((stand) => (stands[stand] ? [{ stand, n: stands[stand] }] : [])),
  }))
  return {
    charterTitle: charter.title,
    rows,
    hasPositions: rows.some(({ positions }) => positions !== null),
    statuses: ARTICLE_STATUSES.toReversed().flatMap((status) => {
      const n = rows.filter((row) => row.status === status).length
      return n > 0 ? [{ status, n }] : []
    }),
    total: {
      openBrackets: sum(rows.map(({ openBrackets }) => openBrackets)),
      proposals: sum(rows.map(({ proposals }) => proposals)),
      openComments: sum(rows.map(({ openComments }) => openComments)),
      unchecked: sum(rows.map(({ unchecked }) => unchecked)),
      fixes: sum(rows.map(({ fixes }) => fixes)),
    },
  }
}
