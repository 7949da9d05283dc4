import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { mustBeSignedIn, valueOf } from '../../../answer.server.ts'
import { readWorkspace } from '../../working.server.ts'
import type { PageServerLoad } from './$types'

/** One decision: who made it, what went, and what each language said before and after. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const { texts, ...decision } = valueOf(await locals.app.brackets.readDecision(actor, params.id))
  const { articles } = await readWorkspace(locals, url, locals.lang)
  const proposal = decision.proposalId === null ? null : await locals.app.proposals.read(actor, decision.proposalId)
  const article = articles.find(({ id }) => id === decision.articleId)
  return {
    decision,
    code: proposal?.ok ? proposal.value.code : null,
    article: article
      ? { slug: articleSlug(article.number), number: article.number, label: article.label, heading: article.heading }
      : null,
    texts: texts.map((text) => ({ ...text, dir: directionOf(text.lang) })),
  }
}
