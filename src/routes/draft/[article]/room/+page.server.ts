import { redirect, type RequestEvent } from '@sveltejs/kit'
import { nextBracketed } from '#lib/domain/brackets.ts'
import { hatsOf, type Hat } from '#lib/domain/hat.ts'
import { sectionsOf } from '#lib/domain/html.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleLabel, articleSlug } from '#lib/domain/numbering.ts'
import { can } from '#lib/domain/permissions.ts'
import { indexBlocks } from '#lib/domain/reference.ts'
import type { Result } from '#lib/domain/result.ts'
import { agreedNext, bracketedPart, partAt, stepOf, type RoomPlace } from '#lib/domain/room.ts'
import { isLocked, PART_STATUSES } from '#lib/domain/article.ts'
import { SITTING_LIMITS } from '#lib/domain/sitting.ts'
import { mustBeSignedIn, refusedForm, textOf, valueOf } from '../../../answer.server.ts'
import { actFormOf } from '../../../request-key.server.ts'
import { namesIn } from '../../blocks.server.ts'
import { seenOf, shownTo } from '../../agreeing.server.ts'
import { slugsOf } from '../../compiled.server.ts'
import { readWorkingArticle } from '../../working.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** The capacity that was chosen for this room; undefined: none, or it is not theirs. */
const hatIn = (actor: Parameters<typeof hatsOf>[0], url: URL): Hat | undefined =>
  hatsOf(actor).find((hat) => hat === url.searchParams.get('as'))

/** BD9: the article behind this one in which a bracket is open. */
function nextOpen(articles: readonly ArticleView[], from: string, isBack = false): ArticleView | undefined {
  const standing = articles.map((one) => (one.deletedAt === null ? one : { ...one, openBrackets: 0 }))
  const id = nextBracketed(standing, from, isBack)
  return id === from ? undefined : articles.find((one) => one.id === id)
}

/** One article for a projector: its live text, where the room is, what is pending there, and what the sitting has agreed. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const { app } = locals
  const actor = mustBeSignedIn(locals.actor, url)
  const { charter, articles, entry, lang } = await readWorkingArticle(locals, url, params.article)
  const [read, agreed, compiled, open] = await Promise.all([
    app.readArticle(actor, entry.id, lang),
    app.agreement.readProvisions(actor, entry.id, lang),
    app.compilation.ofArticle(actor, entry.id, lang),
    app.sittings.current(actor, charter.id, locals.lang),
  ])
  const article = valueOf(read)
  const { id, number, label, heading, status, permissions, document, targets, round } = article
  const provisions = valueOf(agreed)
  const sitting = valueOf(open)
  const own = indexBlocks([{ id, number, doc: article.json, round }])
  const index = new Map([...own, ...Object.entries(targets)])
  const slugs = slugsOf(articles)
  const blockId = sitting?.at?.articleId === id ? sitting.at.blockId : null
  const hand = partAt(provisions.parts, blockId)
  const position = articles.indexOf(entry)
  const place = { article: position, articles: articles.length }
  const hats = hatsOf(actor)
  const as = hatIn(actor, url) ?? (hats.length === 1 ? hats[0] : undefined)
  return {
    original: charter.originalLanguage,
    article: {
      id,
      charterId: charter.id,
      slug: params.article,
      number,
      label,
      heading,
      status,
      permissions,
      document,
      round,
    },
    isDeleted: article.deletedAt !== null,
    isLocked: isLocked(status) || article.deletedAt !== null,
    lang,
    dir: directionOf(lang),
    languages: entry.documents.map((one) => one.lang),
    section: sectionsOf(article.json, { lang, index, articleId: id, number, round }),
    targets,
    slugs,
    outline: articles.map((one) => ({ id: one.id, label: one.label, heading: one.heading })),
    provisions,
    compiled: valueOf(compiled).articles[0] ?? null,
    sitting,
    /** Where the room is, where that is another article. */
    elsewhere:
      sitting?.at && sitting.at.articleId !== id
        ? (articles.find((one) => one.id === sitting.at?.articleId)?.label ?? null)
        : null,
    hand: hand
      ? {
          ...hand,
          name: namesIn(article, locals.lang)(hand.blockId) ?? articleLabel(number, locals.lang),
          agree: agreedNext(hand),
          seen: shownTo(hand.permissions.set, article, hand.blockId),
        }
      : null,
    hasNext: stepOf(provisions.parts, hand?.blockId ?? null, place, false) !== null,
    hasPrevious: stepOf(provisions.parts, hand?.blockId ?? null, place, true) !== null,
    hasBracket:
      provisions.parts.some((part) => part.isBracketed && part !== hand) || nextOpen(articles, id) !== undefined,
    hats,
    as: as ?? null,
    mayBegin: sitting === null && can(actor, 'sitting.hold', { kind: 'sitting' }),
    mayBracket: valueOf(await app.brackets.listArticleBrackets(actor, id, lang)).permissions.put,
    limits: SITTING_LIMITS,
    person: { id: actor.id, name: actor.name, email: actor.email },
    done: url.searchParams.get('done'),
  }
}

/** The room of an article, in the capacity and language of this page. */
function room({ url }: RequestEvent, slug: string, more: Record<string, string> = {}): never {
  const query = new URLSearchParams(more)
  for (const name of ['lang', 'as', 'charter']) {
    const value = url.searchParams.get(name)
    if (value !== null) query.set(name, value)
  }
  const asked = query.toString()
  redirect(303, `/draft/${slug}/room${asked && `?${asked}`}`)
}

async function act(
  event: RequestEvent<{ article: string }>,
  done: string,
  run: (article: string, block: string, as: Hat | undefined, form: FormData) => Promise<Result<unknown>>,
) {
  const actor = mustBeSignedIn(event.locals.actor, event.url)
  const { entry } = await readWorkingArticle(event.locals, event.url, event.params.article)
  const form = await actFormOf(event)
  const did = await run(entry.id, textOf(form, 'block'), hatIn(actor, event.url), form)
  return did.ok ? room(event, event.params.article, { done }) : refusedForm(did, {})
}

export const actions: Actions = {
  begin: (event) =>
    act(event, '', async (articleId, _, as, form) => {
      const { app, actor } = event.locals
      const { charter } = await readWorkingArticle(event.locals, event.url, event.params.article)
      return app.sittings.begin(actor, charter.id, {
        ...{ title: textOf(form, 'title'), place: textOf(form, 'place'), articleId },
        ...((as === 'chair' || as === 'secretariat') && { as }),
      })
    }),
  move: async (event) => {
    const { locals, url, params } = event
    const actor = mustBeSignedIn(locals.actor, url)
    const { charter, articles, entry, lang } = await readWorkingArticle(locals, url, params.article)
    const step = textOf(await actFormOf(event), 'step')
    const isBack = step.startsWith('previous')
    const [sitting, provisions] = [
      valueOf(await locals.app.sittings.current(actor, charter.id)),
      valueOf(await locals.app.agreement.readProvisions(actor, entry.id, lang)),
    ]
    // told as every act on a sitting that is over
    if (sitting === null) return refusedForm({ ok: false, code: 'already-so' }, {})
    const here = sitting.at?.articleId === entry.id ? sitting.at.blockId : null
    const place = { article: articles.indexOf(entry), articles: articles.length }
    const toBracket = async (): Promise<RoomPlace | null> => {
      const open = bracketedPart(provisions.parts, here, isBack)
      if (open) return { article: place.article, blockId: open.blockId }
      const other = nextOpen(articles, entry.id, isBack)
      const parts = other ? valueOf(await locals.app.agreement.readProvisions(actor, other.id, lang)).parts : null
      const first = bracketedPart(parts ?? provisions.parts, undefined, isBack)
      return first ? { article: other ? articles.indexOf(other) : place.article, blockId: first.blockId } : null
    }
    const next = step.endsWith('bracket') ? await toBracket() : stepOf(provisions.parts, here, place, isBack)
    const to = articles[next?.article ?? -1]
    if (!next || !to) return room(event, params.article)
    const moved = await locals.app.sittings.move(actor, sitting.id, { articleId: to.id, blockId: next.blockId })
    return moved.ok ? room(event, articleSlug(to.number)) : refusedForm(moved, {})
  },
  agree: (event) =>
    act(event, 'agreed', async (articleId, block, as, form) => {
      const { app, actor } = event.locals
      const asked = textOf(form, 'status')
      // as far as the button said: who presses it on an old page does not go one further
      const status = PART_STATUSES.find((one) => one === asked) ?? 'agreed_in_group'
      return app.agreement.setPartStatus(actor, articleId, block, { status, as, seen: seenOf(form) })
    }),
  bracket: (event) =>
    act(event, 'bracketed', (articleId, block, as) => {
      const { app, actor } = event.locals
      return app.brackets.putBracket(actor, articleId, { blockId: block, kind: 'optional', as })
    }),
}
