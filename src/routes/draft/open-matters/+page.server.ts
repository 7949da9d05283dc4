import { directionOf } from '#lib/domain/language.ts'
import { mustBeSignedIn, valueOf } from '../../answer.server.ts'
import { theCharter } from '../../charter/reading.server.ts'
import type { PageServerLoad } from './$types'

/** What is open in the working text beside its brackets. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  const places = valueOf(await locals.app.readPlaces(actor, charter.id, locals.lang))
  const { items } = valueOf(await locals.app.readOpenMatters(actor, charter.id, locals.lang))
  const groups = Map.groupBy(items, ({ kind }) => kind)
  return {
    original: charter.originalLanguage,
    groups: [...groups].map(([kind, matters]) => ({
      kind,
      matters: matters.map((matter) => ({
        ...matter,
        place: matter.blockId === null ? null : (places[matter.blockId]?.name ?? matter.place),
        dir: directionOf(matter.lang),
      })),
    })),
  }
}
