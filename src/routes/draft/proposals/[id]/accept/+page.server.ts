import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { comparisonView } from '#lib/ui/comparison.ts'
import { mustBeSignedIn, valueOf } from '../../../../answer.server.ts'
import { readWorkspace } from '../../../working.server.ts'
import { actOn, actsOf, seenOf } from '../../acts.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** The whole article as it would be with the proposal, and the form that accepts it so. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const { app } = locals
  const proposal = valueOf(await app.proposals.read(actor, params.id))
  const isCopy = url.searchParams.has('copy') && proposal.texts.some(({ kind }) => kind === 'modified')
  const { texts: items } = valueOf(await app.proposals.preview(actor, params.id, { copy: isCopy }))
  const name = isCopy ? 'acceptModified' : 'accept'
  const { articles, charter } = await readWorkspace(locals, url, locals.lang)
  const article = articles.find(({ id }) => id === proposal.articleId) ?? null
  const shown = items.find(({ lang }) => lang === url.searchParams.get('lang')) ?? items[0]
  return {
    proposal: {
      ...{
        id: proposal.id,
        code: proposal.code,
        status: proposal.status,
        rev: proposal.rev,
        told: proposal.events.length,
      },
      ...{ isHeld: proposal.isHeld, isLate: proposal.isLate, amends: proposal.amends, act: proposal.act },
    },
    article: article && { label: article.label, number: article.number, slug: articleSlug(article.number) },
    isCopy,
    seen: seenOf(items),
    bracket: proposal.act && (await bracketOf(locals, proposal.articleId, proposal.act.bracket, charter.languages)),
    accept: actsOf(actor, proposal).find((one) => one.name === name) ?? null,
    ownParty: actor.party?.name ?? null,
    isHeld: items.some(({ held }) => held.length > 0),
    languages: items.map(({ lang }) => lang),
    changes: items.reduce((sum, { comparison }) => sum + comparisonView(comparison, false).changes, 0),
    shown: shown && { lang: shown.lang, dir: directionOf(shown.lang), view: comparisonView(shown.comparison, true) },
    hasOthers: (article?.documents.length ?? 0) > items.length,
  }
}

/** The bracket that is to be settled by it, as it stands; null: it is settled. */
async function bracketOf(
  { app, actor, lang }: App.Locals,
  articleId: string,
  id: string,
  languages: readonly string[],
) {
  const read = await app.brackets.listArticleBrackets(actor, articleId, lang)
  const found = read.ok ? read.value.items.find((one) => one.id === id) : undefined
  if (!found) return null
  const { label, options, words } = found
  return { label, options, words, languages: languages.map((one) => ({ lang: one, dir: directionOf(one) })) }
}

export const actions: Actions = {
  act: (event) => actOn(event),
}
