import { fail, redirect } from '@sveltejs/kit'
import { VENUES, type SettleInput } from '#lib/domain/contract-brackets.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { can } from '#lib/domain/permissions.ts'
import type { Result } from '#lib/domain/result.ts'
import { formOf, mustBeSignedIn, refusedForm, textOf, valueOf } from '../../answer.server.ts'
import { hatOf, hatsIn } from '../../hat.server.ts'
import { readWorkspace } from '../working.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

const DONE = ['settled', 'stands', 'cleared'] as const
type Done = (typeof DONE)[number]

const OPEN = { kind: 'bracket', status: 'under_discussion', assignments: [] } as const
const onWord = (is: boolean) => (is ? { onWordOf: 'chair' as const } : {})

/** Every open bracket of the charter by article, its options in all languages, and the languages that somebody has to look at. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const { charter, articles } = await readWorkspace(locals, url, locals.lang)
  const { items, flags, counts } = valueOf(
    await locals.app.brackets.listCharterBrackets(actor, charter.id, locals.lang),
  )
  const only = articles.find(({ number }) => articleSlug(number) === url.searchParams.get('article'))
  return {
    languages: charter.languages.map((lang) => ({ lang, dir: directionOf(lang) })),
    ownParty: actor.party?.code ?? null,
    hats: hatsIn(actor, (worn, hat) => can(worn, 'bracket.settle', { ...OPEN, ...onWord(hat === 'secretariat') })),
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
    open: counts.reduce((sum, { open }) => sum + open, 0),
    only: only ? { label: only.label } : null,
    groups: articles
      .filter(({ id }) => only === undefined || id === only.id)
      .map((article) => ({
        id: article.id,
        slug: articleSlug(article.number),
        label: article.label,
        heading: article.heading,
        brackets: items.filter(({ articleId }) => articleId === article.id),
        flags: flags.filter(({ articleId }) => articleId === article.id),
      }))
      .filter(({ brackets, flags }) => brackets.length + flags.length > 0),
  }
}

const NOTHING_TYPED = { bracket: '', act: '', note: '', words: {} as Record<string, string> }

/** An act, and back to the page at the place it was about. */
async function act(
  { locals, url, request }: RequestEvent,
  done: Done,
  run: (form: FormData, typed: typeof NOTHING_TYPED) => Promise<Result<unknown> | null>,
) {
  mustBeSignedIn(locals.actor, url)
  const form = await formOf(request)
  const bracket = textOf(form, 'bracket')
  const words = Object.fromEntries(
    [...form.keys()].flatMap((name) => {
      const lang = /^words-(.+)$/.exec(name)?.[1]
      const said = textOf(form, name)
      return lang === undefined || said === '' ? [] : [[lang, said]]
    }),
  )
  const typed = { bracket, act: textOf(form, 'act'), note: textOf(form, 'note'), words }
  const did = await run(form, typed)
  if (did === null) return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['act'], typed })
  if (!did.ok) return refusedForm(did, typed)
  const query = new URLSearchParams({ done })
  for (const name of ['charter', 'article']) {
    const value = url.searchParams.get(name)
    if (value !== null) query.set(name, value)
  }
  redirect(303, `/draft/brackets?${query.toString()}#${done === 'stands' ? `bracket-${bracket}` : 'content'}`)
}

/** What the form asks for; null: nothing that can be asked. `act`: `choose OPTION`, or one word. */
function settlementOf(form: FormData, { act: asked, note, words }: typeof NOTHING_TYPED): SettleInput | null {
  const [kind, ...rest] = asked.split(' ')
  const common = {
    note,
    venue: VENUES.find((venue) => venue === textOf(form, 'venue')),
    as: hatOf(form),
    ...onWord(form.has('onWordOf')),
  }
  if (kind === 'keep' || kind === 'delete') return { act: kind, ...common }
  if (kind === 'choose') return { act: kind, option: rest.join(' '), ...common }
  return kind === 'replace' ? { act: kind, words, ...common } : null
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
  join: onOption('joinOption'),
  leave: onOption('leaveOption'),
  reserve: onBracket('reserveOnBracket'),
  release: onBracket('releaseBracket'),
  clear: (event) =>
    act(event, 'cleared', (form) => event.locals.app.brackets.clearFlag(event.locals.actor, textOf(form, 'flag'))),
}
