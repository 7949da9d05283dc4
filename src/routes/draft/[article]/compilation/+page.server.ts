import { valueOf } from '../../../answer.server.ts'
import { proposableOf, slugsOf } from '../../compiled.server.ts'
import { readWorkingArticle } from '../../working.server.ts'
import type { PageServerLoad } from './$types'

/** The compilation text of one article, in the language asked for. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const { charter, articles, entry, wanted } = await readWorkingArticle(locals, url, params.article)
  const { app, actor } = locals
  return {
    compilation: valueOf(await app.compilation.ofArticle(actor, entry.id, wanted ?? undefined)),
    languages: charter.languages,
    slugs: slugsOf(articles),
    proposable: proposableOf(locals, articles),
    one: { slug: params.article, label: entry.label },
  }
}
