import { everyItem } from './answer.server.ts'
import type { PageServerLoad } from './$types'

/** The charter, its standing, and the one thing to do first for this visitor. */
export const load: PageServerLoad = async ({ locals: { app, actor, lang } }) => {
  const charter = await app.readCharter(actor, null)
  if (!charter.ok) return { charter: null, version: null, signed: 0 }
  const { id, title, titles, notice } = charter.value
  const version = await app.readVersionByNumber(actor, id, null)
  const signoffs = version.ok ? await everyItem((page) => app.listSignoffs(actor, version.value.id, page)) : []
  const titleLang = titles[lang] === undefined ? charter.value.originalLanguage : lang
  return {
    charter: { title: titles[lang] ?? title, lang: titleLang, notice },
    version: version.ok
      ? {
          number: version.value.number,
          label: version.value.label,
          stage: version.value.stage,
          publishedAt: version.value.publishedAt,
          articles: new Set(
            version.value.articles.filter(({ kind }) => kind === 'article').map((article) => article.id),
          ).size,
          languages: version.value.languages,
        }
      : null,
    signed: signoffs.filter((signoff) => signoff.withdrawnAt === null).length,
  }
}
