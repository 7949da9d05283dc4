import { fail, redirect } from '@sveltejs/kit'
import type { Actor } from '#lib/domain/actor.ts'
import { hatsTo } from '#lib/domain/article-hats.ts'
import { BRACKET_KINDS } from '#lib/domain/article.ts'
import { VENUES, type SettleInput, type WordsQuote } from '#lib/domain/contract-brackets.ts'
import type { Hat } from '#lib/domain/hat.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { can, type Assignment } from '#lib/domain/permissions.ts'
import { ok, refuse, type Result } from '#lib/domain/result.ts'
import { SETTLEMENTS } from '#lib/domain/settling.ts'
import { mustBeSignedIn, refusedForm, textOf, valueOf } from '../../answer.server.ts'
import { assignedTo, hatOf, hatsIn } from '../../hat.server.ts'
import { seenOf } from '../agreeing.server.ts'
import { choicesOf } from '../blocks.server.ts'
import { delegationsFor } from '../delegations.server.ts'
import { readWorkspace } from '../working.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'
import { actFormOf } from '../../request-key.server.ts'

const DONE = ['settled', 'stands', 'cleared', 'added', 'supplied', 'put'] as const
type Done = (typeof DONE)[number]

const OPEN = { status: 'under_discussion', assignments: [] } as const
const onWord = (is: boolean) => (is ? { onWordOf: 'chair' as const } : {})

/** Every open bracket of the charter by article, its options in all languages, and the languages that somebody has to look at. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const { app } = locals
  const { charter, articles } = await readWorkspace(locals, url, locals.lang)
  const { items, flags, counts } = valueOf(await app.brackets.listCharterBrackets(actor, charter.id, locals.lang))
  const only = articles.find(({ number }) => articleSlug(number) === url.searchParams.get('article'))
  const named = (langs: readonly string[]) => langs.map((lang) => ({ lang, dir: directionOf(lang) }))
  const assigned = await assignedTo(locals, actor, charter.id)
  const putHats = (articleId: string) => hatsToPut(actor, assigned(articleId))
  return {
    /** Of every form's address, so that its answer is of the same article. */
    onward: only ? `&article=${articleSlug(only.number)}` : '',
    languages: named(charter.languages),
    originalLanguage: charter.originalLanguage,
    own: actor.party,
    isOfHouse: actor.roles.some((role) => role === 'secretariat' || role === 'chair'),
    hats: hatsIn(actor, (worn, hat) =>
      can(worn, 'bracket.settle', { kind: 'bracket', ...OPEN, ...onWord(hat === 'secretariat') }),
    ),
    /** Who may be named to supply words. */
    parties: await delegationsFor(locals),
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
    open: counts.reduce((sum, { open }) => sum + open, 0),
    only: only
      ? {
          id: only.id,
          label: only.label,
          languages: named(only.documents.map(({ lang }) => lang)),
          hats: putHats(only.id),
          blocks: valueOf(await app.brackets.listArticleBrackets(actor, only.id)).permissions.put
            ? choicesOf(valueOf(await app.readArticle(actor, only.id, charter.originalLanguage)))
            : null,
        }
      : null,
    groups: articles
      .filter(({ id }) => only === undefined || id === only.id)
      .map((article) => ({
        id: article.id,
        slug: articleSlug(article.number),
        label: article.label,
        heading: article.heading,
        hats: putHats(article.id),
        supplyHats: hatsToSupply(actor, assigned(article.id)),
        languages: named(article.documents.map(({ lang }) => lang)),
        brackets: items.filter(({ articleId }) => articleId === article.id),
        flags: flags
          .filter(({ articleId }) => articleId === article.id)
          .map((flag) => ({ ...flag, hats: hatsToClear(actor, assigned(article.id, flag.lang)) })),
      }))
      .filter(({ brackets, flags }) => brackets.length + flags.length > 0),
  }
}

/** In which capacities this person may put brackets into an article: as one who writes it, or for the house. */
const hatsToPut = (actor: Actor, assignments: Assignment[]): Hat[] =>
  hatsIn(actor, (worn) => can(worn, 'bracket.put', { kind: 'article', ...OPEN, assignments }))

/** In which who owes the words of a placeholder is said: for the house, or with the pen. */
const hatsToSupply = (actor: Actor, assignments: Assignment[]): Hat[] => {
  const subject = { kind: 'bracket', ...OPEN, assignments } as const
  const may = (worn: Actor, hat: Hat): boolean => hat !== 'party' && can(worn, 'bracket.setPlaceholder', subject)
  return hatsIn(actor, may, assignments.includes('pen_holder'))
}

/** In which it is said that a language reads right. */
const hatsToClear = (actor: Actor, assignments: Assignment[]): Hat[] =>
  hatsTo(actor, 'language.clear', { kind: 'article', ...OPEN, assignments })

/** Of a form with a field for each language: language -> what was typed, of those that were filled in. */
const byLanguage = (form: FormData, name: string): Record<string, string> =>
  Object.fromEntries(
    [...form.keys()].flatMap((key) => {
      const said = key.startsWith(`${name}-`) ? textOf(form, key) : ''
      return said === '' ? [] : [[key.slice(name.length + 1), said]]
    }),
  )

/** What was typed into a form that was refused, to be shown in it again. */
const typedIn = (form: FormData, about: Done) => ({
  about,
  bracket: textOf(form, 'bracket'),
  ...{ act: textOf(form, 'act'), note: textOf(form, 'note'), merged: form.getAll('merged').map(String) },
  ...{ words: byLanguage(form, 'words'), quotes: byLanguage(form, 'quotes') },
  ...{ owner: textOf(form, 'owner'), day: textOf(form, 'day'), time: textOf(form, 'time') },
  ...{ block: textOf(form, 'block'), kind: textOf(form, 'kind') },
  ...{ by: textOf(form, 'by'), behind: form.getAll('behind').map(String) },
})
type Typed = ReturnType<typeof typedIn>

/** An act, and back to the page at the place it was about. */
async function act(
  { locals, url, request }: RequestEvent,
  done: Done,
  run: (form: FormData, typed: Typed) => Promise<Result<unknown> | null>,
) {
  mustBeSignedIn(locals.actor, url)
  const form = await actFormOf({ locals, url, request })
  const typed = typedIn(form, done)
  const did = await run(form, typed)
  if (did === null) return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['act'], typed })
  if (!did.ok) return refusedForm(did, typed)
  const query = new URLSearchParams({ done })
  for (const name of ['charter', 'article']) {
    const value = url.searchParams.get(name)
    if (value !== null) query.set(name, value)
  }
  const isThere = done !== 'settled' && done !== 'cleared' && typed.bracket !== ''
  redirect(303, `/draft/brackets?${query.toString()}#${isThere ? `bracket-${typed.bracket}` : 'content'}`)
}

const quotesOf = (quotes: Record<string, string>): Record<string, WordsQuote> =>
  Object.fromEntries(Object.entries(quotes).map(([lang, exact]) => [lang, { exact }]))

/** What the form asks for; null: nothing that can be asked. `act`: `choose OPTION`, or one word. */
function settlementOf(form: FormData, { act: asked, note, words, quotes, merged }: Typed): SettleInput | null {
  const [kind, ...rest] = asked.split(' ')
  const act = SETTLEMENTS.find((one) => one === kind)
  if (act === undefined) return null
  const [first] = merged
  const seen = seenOf(form)
  return {
    ...{ act, note, venue: VENUES.find((venue) => venue === textOf(form, 'venue')), as: hatOf(form) },
    ...onWord(form.has('onWordOf')),
    // a form that names no words is of no page that showed them
    seen: seen.length > 0 ? seen : [{ lang: '', mark: '' }],
    ...(act === 'choose' && { option: rest.join(' ') }),
    // the one that stands first takes the others in
    ...(act === 'merge' && { options: merged, ...(first !== undefined && { option: first }) }),
    ...((act === 'replace' || act === 'merge') && { words }),
    ...((act === 'split' || act === 'widen') && { quotes: quotesOf(quotes) }),
  }
}

/** Who stands behind the words of a form: `chair`, a delegation's code, or `some`, which are chosen beside it. */
function behindIn({ by, behind }: Typed): Result<string[] | 'chair' | null> {
  if (by === 'some')
    return behind.length > 0 ? ok(behind) : refuse('invalid', { errors: [{ path: 'by', message: 'names nobody' }] })
  if (by === 'chair') return ok(by)
  return ok(by === '' ? null : [by])
}

const onOption = (verb: 'joinOption' | 'leaveOption') => (event: RequestEvent) =>
  act(event, 'stands', (form, { bracket }) => {
    const { app, actor } = event.locals
    return app.brackets[verb](actor, textOf(form, 'article'), bracket, textOf(form, 'option'))
  })
const onBracket = (verb: 'reserveOnBracket' | 'releaseBracket') => (event: RequestEvent) =>
  act(event, 'stands', (form, { bracket }) => {
    const { app, actor } = event.locals
    return app.brackets[verb](actor, textOf(form, 'article'), bracket)
  })

export const actions: Actions = {
  settle: (event) =>
    act(event, 'settled', async (form, typed) => {
      const { app, actor } = event.locals
      const input = settlementOf(form, typed)
      return input && app.brackets.settleBracket(actor, textOf(form, 'article'), typed.bracket, input)
    }),
  add: (event) =>
    act(event, 'added', async (form, typed) => {
      const { app, actor } = event.locals
      const by = behindIn(typed)
      if (!by.ok) return by
      const option = { words: typed.words, by: by.value, as: hatOf(form) }
      return app.brackets.addOption(actor, textOf(form, 'article'), typed.bracket, option)
    }),
  placeholder: (event) =>
    act(event, 'supplied', (form, { bracket, owner, day, time, note }) => {
      const { app, actor } = event.locals
      return app.brackets.setPlaceholder(actor, textOf(form, 'article'), bracket, {
        owner: owner === '' ? null : { party: owner },
        dueAt: day === '' ? null : `${day}T${time}Z`,
        note: note === '' ? null : note,
        as: hatOf(form),
      })
    }),
  put: (event) =>
    act(event, 'put', async (form, typed) => {
      const { app, actor } = event.locals
      const { block, kind: asked, quotes, words, note } = typed
      const by = behindIn(typed)
      if (!by.ok) return by
      const kind = BRACKET_KINDS.find((one) => one === asked)
      if (kind === undefined) return null
      return app.brackets.putBracket(actor, textOf(form, 'article'), {
        ...{ blockId: block === '' ? null : block, kind, note, by: by.value, as: hatOf(form) },
        ...(Object.keys(quotes).length > 0 && { quotes: quotesOf(quotes) }),
        ...(kind === 'alternatives' && { alternative: words }),
      })
    }),
  join: onOption('joinOption'),
  leave: onOption('leaveOption'),
  reserve: onBracket('reserveOnBracket'),
  release: onBracket('releaseBracket'),
  clear: (event) =>
    act(event, 'cleared', (form) =>
      event.locals.app.brackets.clearFlag(event.locals.actor, textOf(form, 'flag'), {
        ...{ as: hatOf(form), mark: textOf(form, 'mark') || undefined },
      }),
    ),
}
