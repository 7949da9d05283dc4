import { randomBytes } from 'node:crypto'
import { can } from '#lib/domain/permissions.ts'
import type { LayoutServerLoad } from './$types'

/** What every page's frame shows: who is here, and where this person may go. */
export const load: LayoutServerLoad = ({ locals: { actor, inCharter, lang, dir, theme, data, zone }, url }) => {
  const charter = { kind: 'charter', hasPublishedVersion: true } as const
  const service = { kind: 'service' } as const
  const article = { kind: 'article', status: 'draft', assignments: [] } as const
  return {
    inCharter,
    uiLang: lang,
    uiDir: dir,
    theme,
    lowData: data === 'low',
    zone,
    path: url.pathname + url.search,
    // AU6: of every form of this page that adds something
    once: actor && `once.${randomBytes(12).toString('base64url')}`,
    actor: actor && { id: actor.id, name: actor.name, party: actor.party },
    may: {
      readDraft: can(actor, 'article.read', article),
      publish: can(actor, 'version.cut', charter),
      settings: can(actor, 'charter.settings', charter),
      sign: can(actor, 'version.sign', { kind: 'version', isPublished: true }),
      party: actor?.partyId != null && can(actor, 'party.see', { kind: 'party', id: actor.partyId }),
      people: can(actor, 'people.administer', service),
      readAudit: can(actor, 'audit.read', service),
    },
  }
}
