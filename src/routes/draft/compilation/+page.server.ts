import { valueOf } from '../../answer.server.ts'
import { proposableOf, slugsOf } from '../compiled.server.ts'
import { readWorkspace } from '../working.server.ts'
import type { PageServerLoad } from './$types'

/** The compilation text of the whole charter, in the language asked for. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { charter, articles } = await readWorkspace(locals, url)
  const { app, actor } = locals
  const wanted = url.searchParams.get('lang') ?? undefined
  return {
    compilation: valueOf(await app.compilation.ofCharter(actor, charter.id, wanted)),
    languages: charter.languages,
    slugs: slugsOf(articles),
    proposable: proposableOf(locals, articles),
  }
}
