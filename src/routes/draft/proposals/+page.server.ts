import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { isChosen } from '#lib/domain/proposal-choice.ts'
import { isOpenProposal, PROPOSAL_STATUSES } from '#lib/domain/proposal.ts'
import { everyItem, mustBeSignedIn, valueOf } from '../../answer.server.ts'
import { readWorkspace } from '../working.server.ts'
import type { PageServerLoad } from './$types'

const SHOWN = ['open', 'all', ...PROPOSAL_STATUSES] as const

/** The proposals that this person may see, chosen by the address alone; from rows: the text of none is read. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const { charter, articles } = await readWorkspace(locals, url, locals.lang)
  const { app, lang } = locals
  const [all, places, deadline] = await Promise.all([
    everyItem((page) => app.proposals.listOfCharter(actor, charter.id, page)),
    app.readPlaces(actor, charter.id, lang),
    app.proposals.readUntil(actor, charter.id),
  ])
  const asked = url.searchParams
  const status = SHOWN.find((one) => one === asked.get('status')) ?? 'open'
  const sponsors = new Map(
    all.flatMap((one) => one.sponsors.flatMap(({ party, state }) => (state === 'left' ? [] : [[party.code, party]]))),
  )
  const party = sponsors.get(asked.get('party') ?? '')?.code ?? null
  const only = articles.find(({ number }) => articleSlug(number) === asked.get('article')) ?? null
  const isMine = asked.has('mine')
  const choice = {
    ...(status !== 'all' && { status }),
    ...(party !== null && { party }),
    ...(isMine && { mine: true }),
  }
  const items = all.filter((one) => isChosen(one, choice, actor) && (only === null || one.articleId === only.id))
  const where = valueOf(places)
  // where one stands that something is proposed of, as far as it is open
  const brackets = items.some(({ act }) => act !== null)
    ? valueOf(await app.brackets.listCharterBrackets(actor, charter.id, lang)).items
    : []
  const counts = Map.groupBy(all, (one) => one.status)
  const known = new Set(articles.map(({ id }) => id))
  return {
    until: valueOf(deadline).until,
    hasAny: all.length > 0,
    count: items.length,
    chosen: { status, party, article: only === null ? null : articleSlug(only.number), isMine },
    /** Whether somebody's own may be asked for. */
    canBeMine: actor.party !== null || actor.roles.includes('chair'),
    open: all.filter((one) => isOpenProposal(one.status)).length,
    counts: PROPOSAL_STATUSES.flatMap((one) => {
      const n = counts.get(one)?.length ?? 0
      return n > 0 ? [{ status: one, n }] : []
    }),
    parties: [...sponsors.values()].sort((a, b) => a.name.localeCompare(b.name, lang)),
    articles: articles.map(({ number, label, heading }) => ({ slug: articleSlug(number), label, heading })),
    groups: [
      ...articles.map(({ id, number, label, heading }) => ({
        ...{ id, label, heading, slug: articleSlug(number) as string | null },
        items: items.filter(({ articleId }) => articleId === id),
      })),
      // what is left of articles that were removed
      {
        ...{ id: 'removed', label: '', heading: '', slug: null },
        items: items.filter(({ articleId }) => !known.has(articleId)),
      },
    ]
      .filter(({ items }) => items.length > 0)
      .map(({ items, ...group }) => ({
        ...group,
        items: items.map((one) => ({
          ...one,
          bracket: brackets.find(({ id, articleId }) => id === one.act?.bracket && articleId === one.articleId) ?? null,
          dir: one.rationaleLang === null ? undefined : directionOf(one.rationaleLang),
          places: [...new Set(one.blocks.map(({ id }) => id))].map((id) => ({ id, place: where[id] ?? null })),
        })),
      })),
  }
}
