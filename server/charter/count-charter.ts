/** How long the working text of a charter is, in one language (rules CO*). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { countsOf, type Counts } from '../../src/lib/domain/counts.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { assignmentsOf } from '../store/articles.ts'
import { languageFor } from './article-view.ts'
import { readStandingTexts } from './charter-texts.ts'
import { articleSubject, seeCharter } from './see.ts'

export async function countCharter(
  context: Context,
  actor: Actor | null,
  charterId: string,
  askedLang?: string,
): Promise<Result<Counts & { lang: string }>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  const lang = languageFor(charter, askedLang)
  const [{ articles, documents, texts }, assignments] = await Promise.all([
    readStandingTexts(context, charter, (document) => document.lang === lang),
    assignmentsOf(context.store.db, actor.id, { charterId: charter.id }),
  ])
  const seen = articles.filter((article) =>
    can(actor, 'article.read', articleSubject(article, assignments.get(article.id) ?? [], lang)),
  )
  if (articles.length > 0 && seen.length === 0) return refuse('not-allowed')
  const blocks = seen.flatMap(({ id }) => {
    const document = documents.find((one) => one.articleId === id && one.lang === lang)
    return (document && texts.get(document.id)?.content) ?? []
  })
  return ok({ lang, ...countsOf(blocks, lang) })
}
