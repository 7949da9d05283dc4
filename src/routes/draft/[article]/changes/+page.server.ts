import { directionOf } from '#lib/domain/language.ts'
import { changeWords } from '#lib/ui/acts.ts'
import { valueOf } from '../../../answer.server.ts'
import { namesIn } from '../../blocks.server.ts'
import { readWorkingArticle } from '../../working.server.ts'
import type { PageServerLoad } from './$types'

/** So many stand on a page. */
const AT_ONCE = 25

/** How the text of an article changed, one change after another, the newest first (`after`: those behind a cursor), with what its blocks are called now. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const { app, actor, lang: uiLang } = locals
  const { charter, entry, lang } = await readWorkingArticle(locals, url, params.article)
  const after = url.searchParams.get('after')
  const asked = { lang, limit: AT_ONCE, ...(after !== null && { cursor: after }) }
  const { items, next } = valueOf(await app.listChanges(actor, entry.id, asked))
  const nameOf = namesIn(valueOf(await app.readArticle(actor, entry.id, lang)), uiLang)
  const ids = new Set(items.flatMap(({ blocks }) => blocks.map(({ id }) => id)))
  const names = [...ids].flatMap((id) => {
    const name = nameOf(id)
    return name === null ? [] : [[id, name] as const]
  })
  return {
    article: { label: entry.label, slug: params.article },
    languages: entry.documents.map((document) => document.lang),
    original: charter.originalLanguage,
    lang,
    dir: directionOf(lang),
    changes: items.map((one) => ({ ...one, said: changeWords(one.act) })),
    next,
    names: Object.fromEntries(names) as Record<string, string>,
  }
}
