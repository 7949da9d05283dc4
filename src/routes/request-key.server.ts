/** AU6: requests that act and carry a key of their sender's, so that none is done twice. */
import { createHash, randomUUID } from 'node:crypto'
import { redirect } from '@sveltejs/kit'
import type { ActSubject } from '#lib/domain/actor.ts'
import { ok, type Result } from '#lib/domain/result.ts'
import { KEYED } from '#lib/ui/keyed-forms.ts'
import { formOf, textOf, valueOf } from './answer.server.ts'

/** IETF HTTPAPI, The Idempotency-Key HTTP Header Field. */
export const KEY_HEADER = 'idempotency-key'

/** Letters that can be read, at most 200. */
export const isKey = (given: string): boolean => /^[\x21-\x7e]{1,200}$/.test(given)

/** Fields that are no part of what is said: nothing that is kept is made of a secret. */
const SECRETS = new Set(['password', 'token'])

interface Asked {
  locals: App.Locals
  url: URL
}

/**
 * Gives whoever asks the key that `given` makes with all that the request says, `contents` as JSON. Answers what was done with it when it came
 * before; null: nothing that is kept, or nobody is signed in.
 */
export async function keyed(
  { locals, url }: Asked,
  given: string,
  contents: unknown,
): Promise<Result<ActSubject | null>> {
  const { app, actor } = locals
  if (actor === null) return ok(null)
  const said = JSON.stringify([url.pathname, url.search, given, contents], (name, value: unknown) =>
    SECRETS.has(name) ? null : value,
  )
  actor.request = { key: createHash('sha256').update(said).digest('hex'), request: randomUUID() }
  return app.doneBefore(actor)
}

/** Where a page shows what was done with a form of it, in a thread if it was a reply; it is the page itself where nothing else is known. */
function placeOf(url: URL, { kind, id }: ActSubject, thread: string): string {
  const proposal = `/draft/proposals/${encodeURIComponent(id)}`
  if (kind === 'proposal' && !url.pathname.startsWith(`${proposal}/`)) return proposal
  const query = new URLSearchParams([...url.searchParams].filter(([name]) => !name.startsWith('/') && name !== KEYED))
  const page = query.size === 0 ? url.pathname : `${url.pathname}?${query.toString()}`
  return kind === 'comment' ? `${page}#thread-${thread === '' ? id : thread}` : page
}

type Sent = Asked & { request: Request }

/** What a form says, of which the key is given to whoever sent it, and what was done with it before; null: nothing. */
async function readKeyed(event: Sent): Promise<{ form: FormData; before: ActSubject | null }> {
  const form = await formOf(event.request)
  const key = form.get(KEYED)
  if (typeof key !== 'string' || !isKey(key)) return { form, before: null }
  const said = [...form].map(([name, value]) => ({ [name]: typeof value === 'string' ? value : value.name }))
  return { form, before: valueOf(await keyed(event, key, said)) }
}

/** The form of an act, as `formOf`. Who sends it a second time is led to what the first time did. */
export async function actFormOf(event: Sent): Promise<FormData> {
  const { form, before } = await readKeyed(event)
  return before === null ? form : redirect(303, placeOf(event.url, before, textOf(form, 'thread')))
}

/** The same of an act that is answered beside its form: whoever sends it a second time is told there that it was done, by the verb itself. */
export const toldFormOf = async (event: Sent): Promise<FormData> => (await readKeyed(event)).form
