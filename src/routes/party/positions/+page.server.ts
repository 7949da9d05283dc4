import { fail, redirect } from '@sveltejs/kit'
import { can } from '#lib/domain/permissions.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { STANDS } from '#lib/domain/position.ts'
import { mustBeSignedIn, refusedForm, textOf, valueOf } from '../../answer.server.ts'
import { blocksOf } from '../../draft/agreeing.server.ts'
import { articleBySlug, readWorkspace } from '../../draft/working.server.ts'
import { hatOf } from '../../hat.server.ts'
import { ownCode } from '../own.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'
import { actFormOf } from '../../request-key.server.ts'

type Locals = App.Locals

/** Where the own delegation stands, article by article; of the one that is chosen every paragraph, with what was said before and what others say. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const code = ownCode(actor)
  const { app, lang } = locals
  const { charter, articles } = await readWorkspace(locals, url, lang)
  const standing = articles.filter(({ deletedAt }) => deletedAt === null)
  const [rule, ...positions] = await Promise.all([
    app.agreement.readPositionRule(actor, code),
    ...standing.map(({ id }) => app.agreement.readPositions(actor, id)),
  ])
  const asked = url.searchParams.get('article')
  const only = standing.find(({ number }) => articleSlug(number) === asked)
  return {
    isDone: url.searchParams.has('done'),
    needsHead: valueOf(rule).needsHead,
    mayRule: can(actor, 'party.positions', { kind: 'delegation', partyId: actor.partyId ?? '' }),
    articles: standing.map(({ number, label, heading, status }, i) => {
      const own = valueOf(positions[i]!).items.filter(({ party }) => party?.code === code)
      return {
        ...{ slug: articleSlug(number), label, heading, status },
        whole: own.find(({ blockId }) => blockId === null)?.stand ?? null,
        parts: STANDS.flatMap((stand) => {
          const n = own.filter((one) => one.blockId !== null && one.stand === stand).length
          return n > 0 ? [{ stand, n }] : []
        }),
      }
    }),
    chosen: only ? await provisionsOf(locals, only.id, code, charter.originalLanguage) : null,
  }
}

/** The article as a whole, then its parts. */
async function provisionsOf({ app, actor, lang: wanted }: Locals, id: string, code: string, original: string) {
  const text = await app.readArticle(actor, id, wanted)
  // in the reader's language where it has that
  const article = text.ok ? text.value : valueOf(await app.readArticle(actor, id, original))
  const { lang } = article.document
  const [{ parts }, now, said] = await Promise.all([
    app.agreement.readProvisions(actor, id, lang).then(valueOf),
    app.agreement.readPositions(actor, id).then(valueOf),
    app.agreement.readPositionHistory(actor, id).then(valueOf),
  ])
  const blocks = blocksOf(article)
  const at = (ids: readonly (string | null)[]) => {
    const on = now.items.filter(({ blockId }) => ids.includes(blockId))
    return {
      own: on.find(({ party }) => party?.code === code) ?? null,
      others: on.filter(({ party }) => party?.code !== code),
      history: said.items.filter(({ blockId, party }) => ids.includes(blockId) && party?.code === code).toReversed(),
    }
  }
  return {
    ...{ slug: articleSlug(article.number), label: article.label, heading: article.heading, status: article.status },
    ...{ lang, dir: directionOf(lang), maySet: now.permissions.set },
    provisions: [
      { about: 'article', label: null, excerpt: null, status: article.status, ...at([null]) },
      ...parts.map(({ blockId, blocks: ids, label, status }) => ({
        ...{ about: blockId, label, excerpt: blocks.get(blockId)?.excerpt ?? '', status },
        ...at(ids),
      })),
    ],
  }
}

/** Back to the page, at the place that the form was about. */
function back({ url }: RequestEvent, place: string): never {
  const query = new URLSearchParams({ done: '' })
  for (const name of ['charter', 'article']) {
    const value = url.searchParams.get(name)
    if (value !== null) query.set(name, value)
  }
  redirect(303, `/party/positions?${query.toString()}#${place}`)
}

export const actions: Actions = {
  set: async (event) => {
    const { locals, url, request } = event
    mustBeSignedIn(locals.actor, url)
    const { articles } = await readWorkspace(locals, url)
    const { id } = articleBySlug(articles, url.searchParams.get('article') ?? '')
    const form = await actFormOf({ locals, url, request })
    const typed = { about: textOf(form, 'about'), stand: textOf(form, 'stand'), note: textOf(form, 'note') }
    const stand = STANDS.find((one) => one === typed.stand)
    if (!stand) return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['stand'], typed })
    const blockId = typed.about === 'article' ? null : typed.about
    const input = { stand, note: typed.note, as: hatOf(form) }
    const set = await locals.app.agreement.setPosition(locals.actor, id, blockId, input)
    return set.ok ? back(event, `on-${typed.about}`) : refusedForm(set, typed)
  },
  rule: async (event) => {
    const { locals, url, request } = event
    const actor = mustBeSignedIn(locals.actor, url)
    const form = await actFormOf({ locals, url, request })
    const needsHead = form.has('needsHead')
    const set = await locals.app.agreement.setPositionRule(actor, ownCode(actor), { needsHead, as: hatOf(form) })
    return set.ok ? back(event, 'rule') : refusedForm(set, { about: 'rule', stand: '', note: '' })
  },
}
