import { articleSlug } from '#lib/domain/numbering.ts'
import { everyItem, valueOf } from '../../answer.server.ts'
import { readWorkspace } from '../working.server.ts'
import type { PageServerLoad } from './$types'

/** Decisions on a page. */
const LIMIT = 50

/** What was decided about the charter's texts, or about those of one article, the newest first. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { app, actor } = locals
  const { charter, articles } = await readWorkspace(locals, url, locals.lang)
  const only = articles.find(({ number }) => articleSlug(number) === url.searchParams.get('article'))
  const cursor = url.searchParams.get('cursor')
  const page = { limit: LIMIT, ...(cursor !== null && { cursor }) }
  const { items, next } = valueOf(
    only
      ? await app.brackets.listArticleDecisions(actor, only.id, page)
      : await app.brackets.listCharterDecisions(actor, charter.id, page),
  )
  const articleOf = new Map(
    articles.map(({ id, number, label, heading }) => [id, { slug: articleSlug(number), number, label, heading }]),
  )
  const proposals = items.some(({ proposalId }) => proposalId !== null)
    ? await everyItem((one) => app.proposals.listOfCharter(actor, charter.id, one))
    : []
  const codeOf = new Map(proposals.map(({ id, code }) => [id, code]))
  const onward = new URLSearchParams({ ...(only && { article: articleSlug(only.number) }), cursor: next ?? '' })
  return {
    only: only ? { label: only.label } : null,
    next: next === null ? null : `/draft/decisions?${onward.toString()}`,
    decisions: items.map((decision) => ({
      ...decision,
      article: articleOf.get(decision.articleId) ?? null,
      /** Of the proposal that was decided on. */
      code: codeOf.get(decision.proposalId ?? '') ?? null,
    })),
  }
}
