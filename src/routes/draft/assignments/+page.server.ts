import { articleSlug } from '#lib/domain/numbering.ts'
import { valueOf } from '../../answer.server.ts'
import { assign, assignable, listed, unassign } from '../assigning.server.ts'
import { readWorkspace } from '../working.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** Who drafts what; whoever may assign finds the forms for it, with everybody there is to assign. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { charter, articles } = await readWorkspace(locals, url, locals.lang)
  const [assigned, whom] = await Promise.all([
    locals.app.listCharterAssignments(locals.actor, charter.id),
    assignable(locals),
  ])
  const all = valueOf(assigned).items
  return {
    whom,
    languages: charter.languages,
    articles: articles.map(({ id, number, label, heading }) => ({
      id,
      slug: articleSlug(number),
      label,
      heading,
      assigned: listed(
        all.filter(({ articleId }) => articleId === id),
        locals.lang,
      ),
    })),
  }
}

export const actions: Actions = {
  assign: (event) => assign(event),
  unassign: (event) => unassign(event),
}
