import { can } from '#lib/domain/permissions.ts'
import { everyItem } from '../answer.server.ts'
import type { PageServerLoad } from './$types'

/** Every charter that this person may read, with the one that the site shows first. */
export const load: PageServerLoad = async ({ locals: { app, actor, lang } }) => {
  const charters = await everyItem((page) => app.listCharters(actor, page))
  const shown = await app.readCharter(actor, null)
  const shownId = shown.ok ? shown.value.id : null
  return {
    charters: charters
      .map(({ id, slug, title, titles, originalLanguage, languages, hasPublishedVersion }) => ({
        slug,
        ...(titles[lang] === undefined ? { title, lang: originalLanguage } : { title: titles[lang], lang }),
        languages,
        hasPublishedVersion,
        isShown: id === shownId,
      }))
      .sort((a, b) => Number(b.isShown) - Number(a.isShown)),
    mayMake: can(actor, 'charter.create', { kind: 'service' }),
    mayDraft: can(actor, 'article.read', { kind: 'article', status: 'draft', assignments: [] }),
  }
}
