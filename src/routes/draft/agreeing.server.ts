/** What pages of agreement share: what their forms say, and what was typed where one is refused. */
import { ARTICLE_STATUSES, type ArticleStatus } from '#lib/domain/article.ts'
import { hatOf } from '../hat.server.ts'
import { textOf } from '../answer.server.ts'

/** Typed, shown again where it is refused. `about`: a part's first block, a fix or `article`. */
export const typedOf = (form: FormData) => ({
  about: textOf(form, 'about'),
  status: textOf(form, 'status'),
  reason: textOf(form, 'reason'),
  group: textOf(form, 'group'),
  who: textOf(form, 'who'),
  parties: form.getAll('party').filter((code) => typeof code === 'string'),
  confirmBy: textOf(form, 'confirmBy'),
  lang: textOf(form, 'lang'),
  exact: textOf(form, 'exact'),
  words: textOf(form, 'words'),
  why: textOf(form, 'why'),
})
export type Typed = ReturnType<typeof typedOf>

/** What belongs to the status that was chosen; what was typed for another is left out. Null: none was. */
export function statusIn(form: FormData) {
  const { status: asked, reason, group, who, parties, confirmBy } = typedOf(form)
  const status: ArticleStatus | undefined = ARTICLE_STATUSES.find((known) => known === asked)
  if (status === undefined) return null
  const isSubject = status === 'agreed_ad_referendum'
  return {
    status,
    ...(reason !== '' && { reason }),
    ...(status === 'agreed_in_group' && group !== '' && { group }),
    // typed on the clock of UTC
    ...(isSubject && confirmBy !== '' && { confirmBy: `${confirmBy}Z` }),
    ...(isSubject && who === 'all' && { parties: 'all' as const }),
    ...(isSubject && who === 'some' && { parties }),
    as: hatOf(form),
  }
}
