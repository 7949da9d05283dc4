import { directionOf } from '#lib/domain/language.ts'
import { mustBeSignedIn, valueOf } from '../../answer.server.ts'
import { theCharter } from '../../charter/reading.server.ts'
import type { PageServerLoad } from './$types'

/** What is open in the working text beside its brackets. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  const { items } = valueOf(await locals.app.readOpenMatters(actor, charter.id, locals.lang))
  const groups = Map.groupBy(items, ({ kind }) => kind)
  return {
    original: charter.originalLanguage,
    groups: [...groups].map(([kind, matters]) => ({
      kind,
      matters: matters.map((matter) => ({ ...matter, dir: directionOf(matter.lang) })),
    })),
  }
}
