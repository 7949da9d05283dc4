import type { Comparison } from '#lib/domain/contract.ts'
import { directionOf } from '#lib/domain/language.ts'
import { comparisonView } from '#lib/ui/comparison.ts'
import { valueOf } from '../../../answer.server.ts'
import { namesIn } from '../../blocks.server.ts'
import { readWorkingArticle } from '../../working.server.ts'
import type { PageServerLoad } from './$types'

/** So many changes stand on a page. */
const CHANGES_AT_ONCE = 25

/** One change after another, the newest first, with what the blocks are called now. */
async function everyChange(
  { app, actor, lang: uiLang }: App.Locals,
  articleId: string,
  lang: string,
  after: string | null,
) {
  const asked = { lang, limit: CHANGES_AT_ONCE, ...(after !== null && { cursor: after }) }
  const { items, next } = valueOf(await app.listChanges(actor, articleId, asked))
  const nameOf = namesIn(valueOf(await app.readArticle(actor, articleId, lang)), uiLang)
  const ids = new Set(
    items.flatMap(({ blocks }) => blocks.flatMap(({ id, prevBefore, prevAfter }) => [id, prevBefore, prevAfter])),
  )
  const names = [...ids].flatMap((id) => {
    const name = id === null ? null : nameOf(id)
    return id !== null && name !== null ? [[id, name] as const] : []
  })
  return { items, next, names: Object.fromEntries(names) as Record<string, string> }
}

/** The text of an article after one sitting of work (`step`, else the last), with who wrote what or (`show=changes`) what that sitting changed; `show=each`: every change by itself. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const { app, actor } = locals
  const { charter, entry, lang } = await readWorkingArticle(locals, url, params.article)
  const { sittings } = valueOf(await app.readAuthorship(actor, entry.id, { lang }))
  const asked = Number(url.searchParams.get('step') ?? sittings.length)
  const step = Number.isInteger(asked) ? Math.max(1, Math.min(asked, sittings.length)) : sittings.length
  const sitting = sittings[step - 1]!
  const before = sittings[step - 2]
  const shows = url.searchParams.get('show')
  const isChanges = shows === 'changes'
  const written = valueOf(await app.readAuthorship(actor, entry.id, { lang, seq: sitting.to }))
  let changes: Comparison | null = null
  if (isChanges && before)
    changes = valueOf(
      await app.comparePoints(actor, charter.id, { from: before.ended, to: sitting.ended, lang, article: entry.id }),
    )
  const each = shows === 'each' ? await everyChange(locals, entry.id, lang, url.searchParams.get('after')) : null
  return {
    each,
    article: { label: entry.label, heading: entry.heading, slug: params.article },
    canEdit: entry.permissions.edit,
    languages: entry.documents.map((document) => document.lang),
    original: charter.originalLanguage,
    lang,
    dir: directionOf(lang),
    step,
    isChanges,
    sittings,
    sitting,
    written,
    changes: changes && comparisonView(changes, true),
    restored: url.searchParams.get('restored') === '1',
  }
}
