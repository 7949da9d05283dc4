/**
 * What the outline of a charter says beside each article: whether others wrote there since one last saw it, what is said on it and open, what is
 * proposed, and how far translations follow.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { OutlineMark } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { isOpenProposal, type ProposalStatus } from '../../src/lib/domain/proposal.ts'
import type { Context } from '../context.ts'
import { countProposals } from '../proposals/count.ts'
import { listDocuments } from '../store/articles.ts'
import { listThreadHeads } from '../store/comments.ts'
import { listUnread } from '../store/visits.ts'
import { languageFor } from './article-view.ts'
import { readsWorkingTexts, seeCharter } from './see.ts'
import { commentSubject, countOpen } from './threads.ts'
import { countBehind } from './translations.ts'

/** One mark for each article of which there is something to say. `lang`: of the text that counts as read; the original without it. */
export async function readOutline(
  context: Pick<Context, 'store' | 'texts'>,
  actor: Actor | null,
  charterId: string,
  lang?: string,
): Promise<Result<OutlineMark[]>> {
  if (actor === null) return refuse('not-signed-in')
  const { store } = context
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const asked = languageFor(charter, lang)
  const documents = await listDocuments(store.db, charter.id)
  const [unread, heads, behind, proposals] = await Promise.all([
    listUnread(store.db, charter.id, actor.id),
    listThreadHeads(store.db, charter.id),
    countBehind(context, charter.originalLanguage, documents),
    countProposals(store.db, actor, charter.id),
  ])
  const openProposals = (articleId: string): number =>
    Object.entries(proposals.get(articleId) ?? {}).reduce(
      (sum, [status, n]) => sum + (isOpenProposal(status as ProposalStatus) ? n : 0),
      0,
    )
  const openComments = countOpen(heads, (head) => can(actor, 'comment.see', commentSubject(head)))
  return ok(
    [...new Set(documents.map(({ articleId }) => articleId))].flatMap((articleId) => {
      const shown =
        documents.find((one) => one.articleId === articleId && one.lang === asked) ??
        documents.find((one) => one.articleId === articleId && one.lang === charter.originalLanguage)
      const isUnread = shown !== undefined && unread.has(shown.id)
      const counts = behind.get(articleId) ?? {}
      const open = { openComments: openComments.get(articleId) ?? 0, openProposals: openProposals(articleId) }
      const isAny = isUnread || open.openComments + open.openProposals > 0 || Object.keys(counts).length > 0
      return isAny ? [{ articleId, isUnread, behind: counts, ...open }] : []
    }),
  )
}
