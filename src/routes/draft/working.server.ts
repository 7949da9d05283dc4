/** What the pages of the workspace share: the articles as one list, and one of them by its address. */
import { error, redirect } from '@sveltejs/kit'
import type { ArticleView, CharterView } from '#lib/domain/contract.ts'
import { articleSlug, numberFromSlug } from '#lib/domain/numbering.ts'
import { everyItem, mustBeSignedIn } from '../answer.server.ts'
import { theCharter } from '../charter/reading.server.ts'

/** The charter and its articles in order; visitors sign in first. @param lang of labels and headings */
export async function readWorkspace(
  locals: App.Locals,
  url: URL,
  lang?: string,
): Promise<{ charter: CharterView; articles: ArticleView[] }> {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  return { charter, articles: await everyItem((page) => locals.app.listArticles(actor, charter.id, lang, page)) }
}

/** The article that `slug` names (`7`, `14-bis`, `preamble`), or the error page. */
export function articleBySlug(articles: ArticleView[], slug: string): ArticleView {
  const article = articles.find(({ number }) => articleSlug(number) === slug)
  return article ?? error(404, { message: 'no such article', code: 'not-found' })
}

/** NC3: an address by a number that a version changed leads to the article that had it. Answers only if there is none. */
async function goToRenumbered(
  { app, actor }: App.Locals,
  url: URL,
  charter: CharterView,
  articles: ArticleView[],
  slug: string,
): Promise<void> {
  const number = numberFromSlug(slug)
  if (number == null) return
  const once = await app.findOnceNumbered(actor, charter.id, number)
  const article = once.ok ? articles.find(({ id }) => id === once.value.articleId) : undefined
  if (article) redirect(307, url.pathname.replace(`/${slug}`, `/${articleSlug(article.number)}`) + url.search)
}

/** What a page about one article opens with: the article of the address, in the language asked for, or where it has none in the original's. */
export async function readWorkingArticle(
  locals: App.Locals,
  url: URL,
  slug: string,
): Promise<{ charter: CharterView; articles: ArticleView[]; entry: ArticleView; wanted: string | null; lang: string }> {
  const wanted = url.searchParams.get('lang')
  const { charter, articles } = await readWorkspace(locals, url, wanted ?? undefined)
  if (!articles.some(({ number }) => articleSlug(number) === slug))
    await goToRenumbered(locals, url, charter, articles, slug)
  const entry = articleBySlug(articles, slug)
  const lang = entry.documents.find((document) => document.lang === wanted)?.lang ?? charter.originalLanguage
  return { charter, articles, entry, wanted, lang }
}
