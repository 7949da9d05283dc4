import { fail, redirect } from '@sveltejs/kit'
import { isLocked } from '#lib/domain/article.ts'
import type { PartView } from '#lib/domain/contract-agreement.ts'
import { directionOf } from '#lib/domain/language.ts'
import { can } from '#lib/domain/permissions.ts'
import type { Result } from '#lib/domain/result.ts'
import { refusedForm, textOf, valueOf } from '../../../answer.server.ts'
import { hatOf, hatsIn } from '../../../hat.server.ts'
import { blocksOf, shownTo, statusIn, typedOf, type NamedBlock, type Typed } from '../../agreeing.server.ts'
import { namesIn } from '../../blocks.server.ts'
import { readWorkingArticle } from '../../working.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'
import { actFormOf } from '../../../request-key.server.ts'

/** How far the article and each part of it are agreed, with what may be done about it: everything here works without a script. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const { app, actor } = locals
  const { charter, entry, lang } = await readWorkingArticle(locals, url, params.article)
  const [article, provisions, fixes, positions] = await Promise.all([
    app.readArticle(actor, entry.id, lang).then(valueOf),
    app.agreement.readProvisions(actor, entry.id, lang).then(valueOf),
    app.agreement.listFixes(actor, entry.id).then(valueOf),
    app.agreement.readPositions(actor, entry.id).then(valueOf),
  ])
  const blocks = blocksOf(article)
  const nameOf = namesIn(article, locals.lang)
  /** In the language of this page what it shows, in the others what they say. */
  const seen = ({ words, permissions }: Pick<PartView, 'words' | 'permissions'>, blockId: string | null) => [
    ...shownTo(permissions.set, article, blockId),
    ...words.filter((one) => one.lang !== article.document.lang),
  ]
  const standsOn = (ids: readonly (string | null)[]) => positions.items.filter(({ blockId }) => ids.includes(blockId))
  const may = { kind: 'agreement' } as const
  return {
    lang,
    dir: directionOf(lang),
    isDone: url.searchParams.has('done'),
    article: { id: entry.id, slug: params.article, label: entry.label, heading: entry.heading },
    languages: entry.documents.map((one) => one.lang),
    original: charter.originalLanguage,
    whole: { ...provisions, words: seen(provisions, null), positions: standsOn([null]) },
    parts: provisions.parts.map((part) => ({
      ...part,
      words: seen(part, part.blockId),
      // whoever says how far they are agreed reads them whole (AG15)
      said: part.blocks.flatMap((id) => blocks.get(id) ?? []),
      positions: standsOn(part.blocks),
      fixable:
        isLocked(part.status) && actor !== null && can(actor, 'fix.propose', may)
          ? part.blocks.flatMap((id) => blocks.get(id) ?? [])
          : [],
    })),
    fixes: fixes.items
      .toReversed()
      .map((fix) => ({ ...fix, dir: directionOf(fix.lang), ...placeOf(blocks, nameOf, fix) })),
    history: [
      ...provisions.history.map((event) => ({ ...event, ...placeOf(blocks, nameOf, event), number: null })),
      ...provisions.removed.map(({ id, at, number, parts }) => ({
        id,
        at,
        number,
        places: parts.flatMap(({ label }) => label ?? []),
      })),
    ]
      .toReversed()
      .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)),
    maySetPosition: positions.permissions.set,
    hats: {
      confirmFix:
        actor === null ? [] : hatsIn(actor, (worn) => can(worn, 'fix.confirm', { kind: 'fix', proposedBy: '' })),
    },
  }
}

/** Of a block that has gone meanwhile there is nothing to say. */
const placeOf = (
  blocks: ReadonlyMap<string, NamedBlock>,
  nameOf: (blockId: string) => string | null,
  { blockId }: { blockId: string | null },
) => {
  const block = blockId === null ? undefined : blocks.get(blockId)
  return { place: block ? (nameOf(block.id) ?? block.label ?? block.excerpt) : null }
}

/** An act, and back to the place that it was about. */
async function act(
  event: RequestEvent,
  place: 'parts' | 'fixes',
  run: (form: FormData, typed: Typed, articleId: string) => Promise<Result<unknown> | null>,
) {
  const { locals, url, params, request } = event
  const { entry } = await readWorkingArticle(locals, url, params.article)
  const form = await actFormOf({ locals, url, request })
  const typed = typedOf(form)
  const did = await run(form, typed, entry.id)
  if (did === null) return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['status'], typed })
  if (!did.ok) return refusedForm(did, typed)
  const query = new URLSearchParams({ done: '' })
  for (const name of ['charter', 'lang']) {
    const value = url.searchParams.get(name)
    if (value !== null) query.set(name, value)
  }
  redirect(303, `${url.pathname}?${query.toString()}#${place === 'parts' ? `part-${typed.about}` : place}`)
}

const partOf = ({ about }: Typed): string | null => (about === 'article' ? null : about)
const answer = (isConfirmed: boolean) => (event: RequestEvent) =>
  act(event, 'parts', (form, typed, id) => {
    const { app, actor } = event.locals
    const { reason } = typed
    const eventId = textOf(form, 'event')
    return app.agreement.answerAdReferendum(actor, id, partOf(typed), {
      ...{ isConfirmed, reason, as: hatOf(form) },
      ...(eventId !== '' && { eventId }),
    })
  })
const onFix = (run: (locals: App.Locals, form: FormData, typed: Typed) => Promise<Result<unknown>>) => {
  return (event: RequestEvent) => act(event, 'fixes', (form, typed) => run(event.locals, form, typed))
}

export const actions: Actions = {
  status: (event) =>
    act(event, 'parts', async (form, typed, id) => {
      const { app, actor } = event.locals
      const input = statusIn(form)
      if (input === null) return null
      const blockId = partOf(typed)
      return blockId === null
        ? app.setArticleStatus(actor, id, input)
        : app.agreement.setPartStatus(actor, id, blockId, input)
    }),
  confirm: answer(true),
  refuse: answer(false),
  fix: (event) =>
    act(event, 'fixes', (form, { lang, exact, words, why }, id) => {
      const { app, actor } = event.locals
      const blockId = textOf(form, 'block')
      return app.agreement.proposeFix(actor, id, { lang, blockId, exact, words, why, as: hatOf(form) })
    }),
  confirmFix: onFix(({ app, actor }, form, { about }) => app.agreement.confirmFix(actor, about, { as: hatOf(form) })),
  withdrawFix: onFix(({ app, actor }, form, { about }) => app.agreement.withdrawFix(actor, about, { as: hatOf(form) })),
  objectFix: onFix(({ app, actor }, form, { about, reason }) =>
    app.agreement.objectToFix(actor, about, { reason, as: hatOf(form) }),
  ),
  takeFixBack: onFix(({ app, actor }, form, { about }) => app.agreement.takeFixBack(actor, about, { as: hatOf(form) })),
}
