/** A charter as pages and programs see it, and which one `/charter` shows. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { CharterView } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { listCharterRows, type CharterRow } from '../store/charters.ts'
import { readSetting, writeSetting } from '../store/settings.ts'
import type { Rows } from '../store/store.ts'
import { charterSubject } from './see.ts'

/** What an imported file says to display with the text. */
export const noticeOf = (charter: CharterRow): string | null =>
  typeof charter.source?.['notice'] === 'string' ? charter.source['notice'] : null

const titleOf = (charter: CharterRow): string => charter.titles[charter.originalLanguage] ?? charter.slug

export function charterView(actor: Actor | null, charter: CharterRow): CharterView {
  const subject = charterSubject(charter)
  return {
    id: charter.id,
    slug: charter.slug,
    title: titleOf(charter),
    titles: charter.titles,
    languages: charter.languages,
    originalLanguage: charter.originalLanguage,
    notice: noticeOf(charter),
    due: charter.due,
    numbersStand: charter.numbersStand,
    hasPublishedVersion: charter.hasPublishedVersion,
    permissions: {
      edit: can(actor, 'charter.edit', subject),
      createArticle: can(actor, 'article.create', subject),
      cutVersion: can(actor, 'version.cut', subject),
      export: can(actor, 'charter.export', subject),
    },
  }
}

const SHOWN = 'shown-charter'

/** Makes `/charter` show this one. */
export const setShownCharter = (rows: Rows, id: string): Promise<void> => writeSetting(rows, SHOWN, id)

/**
 * AR7: the charter that `/charter` shows, the same for everybody: `slug` where the operator names one, else the one that the secretariat chose,
 * else the first that has a published version, else the first.
 */
export async function mainCharter(rows: Rows, slug: string | null): Promise<CharterRow | undefined> {
  const charters = await listCharterRows(rows)
  if (slug !== null) return charters.find((charter) => charter.slug === slug)
  const chosen = await readSetting(rows, SHOWN)
  const shown = charters.find((charter) => charter.id === chosen)
  if (shown) return shown
  return charters.find((charter) => charter.hasPublishedVersion) ?? charters[0]
}
