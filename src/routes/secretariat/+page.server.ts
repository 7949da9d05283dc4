import { fail, redirect } from '@sveltejs/kit'
import { dueFault } from '#lib/domain/due.ts'
import { nextItem } from '#lib/domain/home.ts'
import { mustBeSignedIn, refusedForm, textOf, valueOf } from '../answer.server.ts'
import { actFormOf } from '../request-key.server.ts'
import { theCharter } from '../charter/reading.server.ts'
import type { Actions, PageServerLoad } from './$types'

const DONE = ['resolved', 'answered', 'due', 'cleared', 'until', 'noUntil'] as const
type Done = (typeof DONE)[number]

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  // before the list: what is said while it is made counts as new
  const { mark } = valueOf(await locals.app.readCommentsMark(actor, charter.id))
  const { items } = valueOf(await locals.app.readTriage(actor, charter.id, locals.lang))
  return {
    charterId: charter.id,
    mark,
    items,
    due: charter.due,
    until: valueOf(await locals.app.proposals.readUntil(actor, charter.id)).until,
    now: Date.now(),
    original: charter.originalLanguage,
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
  }
}

/** HO9: back to the page, with the focus on what comes next. */
function goOn(url: URL, done: Done, next: string | null): never {
  const search = new URLSearchParams({ done })
  const charter = url.searchParams.get('charter')
  if (charter !== null) search.set('charter', charter)
  redirect(303, `/secretariat?${search}#${next ?? 'content'}`)
}

async function act(
  { locals, url, request }: { locals: App.Locals; url: URL; request: Request },
  done: Done,
  run: (thread: string, body: string) => Promise<{ ok: true } | Parameters<typeof refusedForm>[0]>,
) {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  const form = await actFormOf({ locals, url, request })
  const typed = { thread: textOf(form, 'thread'), body: textOf(form, 'body') }
  // the order before the act: afterwards its item is gone
  const { items } = valueOf(await locals.app.readTriage(actor, charter.id, locals.lang))
  const did = await run(typed.thread, typed.body)
  if (!did.ok) return refusedForm(did, typed)
  const next = nextItem(
    items.map(({ id }) => id),
    `thread-${typed.thread}`,
  )
  goOn(url, done, next)
}

export const actions: Actions = {
  resolve: (event) => act(event, 'resolved', (id) => event.locals.app.resolveComment(event.locals.actor, id)),
  answer: (event) => act(event, 'answered', (id, body) => event.locals.app.reply(event.locals.actor, id, { body })),
  due: async ({ locals, url, request }) => {
    mustBeSignedIn(locals.actor, url)
    const charter = await theCharter(locals)
    const form = await actFormOf({ locals, url, request })
    const typed = { what: textOf(form, 'what'), day: textOf(form, 'day'), time: textOf(form, 'time') }
    const isClear = textOf(form, 'clear') !== ''
    const at = `${typed.day}T${typed.time}Z`
    const set = await locals.app.setDue(locals.actor, charter.id, isClear ? null : { at, what: typed.what })
    if (!set.ok && set.code === 'invalid') {
      // explained where it is the date: the line is the browser's to ask for
      const fault = dueFault(at, new Date().toISOString())
      return fail(422, {
        ...{ code: set.code, retryAfter: null, paths: ['due', ...(fault ? [`due-${fault}`] : [])] },
        typed: { ...typed, thread: '', body: '' },
      })
    }
    if (!set.ok) return refusedForm(set, { ...typed, thread: '', body: '' })
    goOn(url, isClear ? 'cleared' : 'due', null)
  },
  until: async ({ locals, url, request }) => {
    mustBeSignedIn(locals.actor, url)
    const charter = await theCharter(locals)
    const form = await actFormOf({ locals, url, request })
    const typed = { untilDay: textOf(form, 'day'), untilTime: textOf(form, 'time') }
    const isClear = textOf(form, 'clear') !== ''
    const at = `${typed.untilDay}T${typed.untilTime}Z`
    const set = await locals.app.proposals.setUntil(locals.actor, charter.id, { until: isClear ? null : at })
    if (!set.ok && set.code === 'invalid') {
      const fault = dueFault(at, new Date().toISOString())
      return fail(422, {
        ...{ code: set.code, retryAfter: null, paths: ['until', ...(fault ? [`until-${fault}`] : [])] },
        typed: { ...typed, thread: '', body: '' },
      })
    }
    if (!set.ok) return refusedForm(set, { ...typed, thread: '', body: '' })
    goOn(url, isClear ? 'noUntil' : 'until', null)
  },
}
