import type { Comparison } from '#lib/domain/contract.ts'
import { directionOf } from '#lib/domain/language.ts'
import { comparisonView } from '#lib/ui/comparison.ts'
import { valueOf } from '../../../answer.server.ts'
import { readWorkingArticle } from '../../working.server.ts'
import type { PageServerLoad } from './$types'

/** The text of an article after one sitting of work (`step`, else the last), with who wrote what or (`show=changes`) what that sitting changed. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const { app, actor } = locals
  const { charter, entry, lang } = await readWorkingArticle(locals, url, params.article)
  const { sittings } = valueOf(await app.readAuthorship(actor, entry.id, { lang }))
  const asked = Number(url.searchParams.get('step') ?? sittings.length)
  const step = Number.isInteger(asked) ? Math.max(1, Math.min(asked, sittings.length)) : sittings.length
  const sitting = sittings[step - 1]!
  const before = sittings[step - 2]
  const isChanges = url.searchParams.get('show') === 'changes'
  const written = valueOf(await app.readAuthorship(actor, entry.id, { lang, seq: sitting.to }))
  let changes: Comparison | null = null
  if (isChanges && before)
    changes = valueOf(
      await app.comparePoints(actor, charter.id, { from: before.ended, to: sitting.ended, lang, article: entry.id }),
    )
  return {
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
