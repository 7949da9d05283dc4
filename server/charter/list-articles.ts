/** The articles of a charter in order, headings in the language asked for where they exist in it. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleView, Page, PageRequest } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { assignmentsOf } from '../store/articles.ts'
import { articleView, headingOf, languageFor } from './article-view.ts'
import { readCharterTexts } from './charter-texts.ts'
import { openBracketsOf } from './open-brackets.ts'
import { badCursor, behind, limitOf, pageOf } from './page.ts'
import { articleSubject, seeCharter } from './see.ts'

export async function listArticles(
  context: Context,
  actor: Actor | null,
  charterId: string,
  askedLang?: string,
  page?: PageRequest,
): Promise<Result<Page<ArticleView>>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  const lang = languageFor(charter, askedLang)
  const [{ articles, documents, texts, index }, assignments] = await Promise.all([
    readCharterTexts(context, charter, (document) => document.lang === lang),
    assignmentsOf(context.store.db, actor.id, { charterId: charter.id }),
  ])
  const seen = articles
    .map((article) => ({ id: article.id, article, charter, assignments: assignments.get(article.id) ?? [] }))
    .filter((one) => can(actor, 'article.read', articleSubject(one.article, one.assignments, lang)))
  if (articles.length > 0 && seen.length === 0) return refuse('not-allowed')
  const rest = behind(seen, page?.cursor)
  if (rest === null) return badCursor()
  const { items, next } = pageOf(rest, limitOf(page), ({ id }) => id)
  const open = await openBracketsOf(
    context,
    items.map(({ article }) => article),
    documents,
  )
  return ok({
    items: items.map((one) => {
      const own = documents.filter(({ articleId }) => articleId === one.id)
      const shown =
        own.find((document) => document.lang === lang) ??
        own.find((document) => document.lang === charter.originalLanguage)
      const doc = shown && texts.get(shown.id)
      const original = own.find((document) => document.lang === charter.originalLanguage)
      const first = original && texts.get(original.id)
      // a heading that nobody has translated yet is told in the original
      const heading =
        (shown && doc ? headingOf(doc, one.article, shown.lang, index) : '') ||
        (original && first ? headingOf(first, one.article, original.lang, index) : '')
      return articleView(actor, one, own, {
        lang,
        heading,
        openBrackets: open.get(one.id)!.size,
      })
    }),
    next,
  })
}
