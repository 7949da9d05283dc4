/** The delegations as a page lists them to choose from. */
import type { Party } from '#lib/domain/actor.ts'
import { valueOf } from '../answer.server.ts'

/** By name, as they are called in the reader's language. */
export const delegationsFor = async ({ app, actor, lang }: App.Locals): Promise<Party[]> =>
  valueOf(await app.listDelegations(actor, lang)).items.sort((a, b) =>
    a.name.localeCompare(b.name, lang, { numeric: true }),
  )
