import { THREAD_FILTERS, THREAD_ORDERS, type Thread } from '#lib/domain/contract.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { chosenThreads, hasNews, partiesOf } from '#lib/domain/thread.ts'
import { mustBeSignedIn, valueOf } from '../../answer.server.ts'
import { theCharter } from '../../charter/reading.server.ts'
import type { PageServerLoad } from './$types'

/** The threads of the whole charter, chosen by the address alone: a list can be sent to somebody. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  const asked = url.searchParams
  const lang = charter.languages.find((tag) => tag === asked.get('lang')) ?? charter.originalLanguage
  // before the list: what is said while it is made counts as new
  const { mark } = valueOf(await locals.app.readCommentsMark(actor, charter.id))
  const show = THREAD_FILTERS.find((one) => one === asked.get('show')) ?? 'open'
  const order = THREAD_ORDERS.find((one) => one === asked.get('order')) ?? 'text'
  const said = valueOf(await locals.app.listCharterComments(actor, charter.id, lang))
  // TH13: nobody can settle what stands on a removed article, so it is not among what is open
  const items = said.items.filter(({ article }) => article.removedAt === undefined || show !== 'open')
  const all = items.flatMap(({ threads }) => threads)
  const parties = partiesOf(all)
  const party = parties.find(({ code }) => code === asked.get('party'))?.code ?? null
  const chosen = { show, party, order }
  const slugs = new Map(
    items.map(({ article }) => [article.id, article.removedAt === undefined ? articleSlug(article.number) : null]),
  )
  const labels = Object.fromEntries(items.flatMap((one) => Object.entries(one.labels)))
  const placeIn = (blocks: readonly string[]) => {
    const order = new Map(blocks.map((id, i) => [id, i]))
    return (thread: Thread): number => order.get(thread.anchor?.blockId ?? '') ?? -1
  }
  const groups = items
    .map((one) => ({
      article: { ...one.article, slug: slugs.get(one.article.id) ?? null },
      counts: one.counts,
      threads: chosenThreads(one.threads, chosen, placeIn(one.blocks)),
      past: (show === 'all' ? one.past : []).filter(({ author }) => party === null || author.party?.code === party),
    }))
    .filter(({ threads, past }) => threads.length + past.length > 0)
  return {
    charterId: charter.id,
    mark,
    chosen,
    lang,
    dir: directionOf(lang),
    parties,
    labels,
    hasAny: said.items.some(({ threads }) => threads.length > 0),
    count: groups.reduce((sum, { threads }) => sum + threads.length, 0),
    news: all.filter(hasNews).length,
    groups: order === 'text' ? groups : [],
    newest:
      order === 'newest'
        ? chosenThreads(all, chosen, () => 0).map((thread) => ({
            thread,
            slug: slugs.get(thread.articleId) ?? null,
            article: items.find(({ article }) => article.id === thread.articleId)!.article,
          }))
        : [],
    past:
      order === 'newest' ? groups.flatMap(({ past, article }) => past.map((one) => ({ one, slug: article.slug }))) : [],
    elsewhere: show === 'all' && party === null ? said.elsewhere : [],
  }
}
