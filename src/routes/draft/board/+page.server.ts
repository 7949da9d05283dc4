import { obstaclesToFreeze } from '#lib/domain/agreement.ts'
import { ARTICLE_STATUSES, PART_STATUSES, type ArticleStatus } from '#lib/domain/article.ts'
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
  const total = {
    openBrackets: sum(rows.map(({ openBrackets }) => openBrackets)),
    proposals: sum(rows.map(({ proposals }) => proposals)),
    openComments: sum(rows.map(({ openComments }) => openComments)),
    unchecked: sum(rows.map(({ unchecked }) => unchecked)),
    fixes: sum(rows.map(({ fixes }) => fixes)),
  }
  const leads = actor.roles.some((role) => role === 'chair' || role === 'secretariat')
  return {
    charterTitle: charter.title,
    rows,
    hasPositions: rows.some(({ positions }) => positions !== null),
    statuses: ARTICLE_STATUSES.toReversed().flatMap((status) => {
      const n = rows.filter((row) => row.status === status).length
      return n > 0 ? [{ status, n }] : []
    }),
    total,
    obstacles: leads ? await obstaclesOf(locals, charter.id, rows, total) : null,
  }
}

/** AG11: what stands between the text as it is now and its being adopted, with the list of each. */
async function obstaclesOf(
  { app, actor, lang }: App.Locals,
  charterId: string,
  rows: readonly { slug: string; status: ArticleStatus; fixes: number }[],
  { openBrackets, unchecked, fixes }: { openBrackets: number; unchecked: number; fixes: number },
) {
  const { items } = valueOf(await app.readOpenMatters(actor, charterId, lang))
  const dangling = items.filter(({ kind }) => kind === 'dangling' || kind === 'target-deleted').length
  const notAgreed = rows.filter(({ status }) => status !== 'agreed').length
  const withFixes = rows.find((row) => row.fixes > 0)
  const hrefs = {
    ...{ notAgreed: '#articles', brackets: '/draft/brackets', unchecked: '/draft/brackets' },
    dangling: '/draft/open-matters',
    fixes: withFixes ? `/draft/${withFixes.slug}/agreement#fixes` : '#articles',
  }
  return obstaclesToFreeze({ notAgreed, brackets: openBrackets, unchecked, dangling, fixes }).map((one) => ({
    ...one,
    href: hrefs[one.of],
  }))
}
