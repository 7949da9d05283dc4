/** What the forms of threads do (ui/NewComment.svelte, CommentThread.svelte, CommentActs.svelte), on whichever page they stand. */
import { fail } from '@sveltejs/kit'
import type { ArticleText, Thread } from '#lib/domain/contract.ts'
import { anchorText } from '#lib/domain/rendering.ts'
import type { Result } from '#lib/domain/result.ts'
import type { CommentAct } from '#lib/domain/thread.ts'
import { refusedForm, textOf } from '../answer.server.ts'
import { contextOf } from './blocks.server.ts'
import { actFormOf } from '../request-key.server.ts'

interface Asked {
  params: Partial<Record<string, string>>
  locals: App.Locals
  url: URL
  request: Request
}
/** Leads back to the page, at a place of it. */
type Back = (event: Asked, place: string) => never

/** What was typed; `about`: a thread or a reply, or `comment`. */
export interface Said {
  about: string
  act: string
  block: string
  quote: string
  body: string
  reason: string
}
export const NOTHING_SAID: Said = { about: '', act: '', block: '', quote: '', body: '', reason: '' }

/** A field that is missing, or names what is there no more. */
export const missing = <T>(path: string, typed: T) =>
  fail(422, { code: 'invalid' as const, retryAfter: null, paths: [path], typed })

/** Opens a thread on a paragraph, on words of one, or on all of it; `nothing`: what else the forms of the page hold. */
export async function openThread<T extends object>(
  event: Asked,
  article: ArticleText,
  { proposalId, nothing, back }: { proposalId?: string; nothing: T; back: Back },
) {
  const { app, actor } = event.locals
  const form = await actFormOf(event)
  const [block, quote, body] = [textOf(form, 'block'), textOf(form, 'quote'), textOf(form, 'body')]
  const typed = { ...nothing, ...NOTHING_SAID, about: 'comment', block, quote, body }
  if (body === '') return missing('body', typed)
  const target = article.json.content.find(({ attrs }) => attrs.id === block)
  // a paragraph that has gone meanwhile: the words are not put on the whole article unasked
  if (block !== '' && !target) return missing('block', typed)
  const anchor = target ? { blockId: block, exact: quote || anchorText(target, contextOf(article)) } : null
  const made = await app.comment(actor, article.id, { body, lang: article.document.lang, anchor, proposalId })
  return made.ok ? back(event, `thread-${made.value.id}`) : refusedForm(made, typed)
}

type Turn = (app: App.Locals['app'], actor: App.Locals['actor'], id: string, reason: string) => Promise<Result<Thread>>

/** The other acts on threads and replies, as actions of a page. */
export function threadActions<T extends object>(
  nothing: T,
  back: Back,
  /** What is asked about the page itself. */
  first: (event: Asked) => Promise<Result<unknown>> = () => Promise.resolve({ ok: true, value: null }),
) {
  const turn = (act: CommentAct | '', run: Turn) => async (event: Asked) => {
    const here = await first(event)
    const { app, actor } = event.locals
    const form = await actFormOf(event)
    const [about, reason] = [textOf(form, 'thread'), textOf(form, 'reason')]
    const did = here.ok ? await run(app, actor, about, reason) : here
    return did.ok
      ? back(event, `thread-${did.value.id}`)
      : refusedForm(did, { ...nothing, ...NOTHING_SAID, about, act, reason })
  }
  return {
    reply: async (event: Asked) => {
      const here = await first(event)
      const { app, actor } = event.locals
      const form = await actFormOf(event)
      const [about, body] = [textOf(form, 'thread'), textOf(form, 'body')]
      const made = here.ok ? await app.reply(actor, about, { body }) : here
      return made.ok ? back(event, `thread-${about}`) : refusedForm(made, { ...nothing, ...NOTHING_SAID, about, body })
    },
    resolve: turn('', (app, actor, id) => app.resolveComment(actor, id)),
    reopen: turn('', (app, actor, id) => app.reopenComment(actor, id)),
    close: turn('close', (app, actor, id, reason) => app.closeComment(actor, id, { reason })),
    retract: turn('retract', (app, actor, id) => app.retractComment(actor, id)),
    withhold: turn('withhold', (app, actor, id, reason) => app.withholdComment(actor, id, { reason })),
    release: turn('release', (app, actor, id) => app.releaseComment(actor, id)),
  }
}
