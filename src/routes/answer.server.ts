/** From the application's `Result` to what a page throws or shows. */
import { error, fail, redirect } from '@sveltejs/kit'
import type { Actor } from '#lib/domain/actor.ts'
import type { Page, PageRequest } from '#lib/domain/contract.ts'
import { REFUSALS, type Refused, type Result } from '#lib/domain/result.ts'

/** The value, or the error page of its refusal. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value
  return error(REFUSALS[result.code], { message: result.detail ?? result.code, code: result.code })
}

/** A refused form: its code, to be told in words beside the form, and what was typed. */
export const refusedForm = <T extends object>(refused: Refused, typed: T) =>
  fail(REFUSALS[refused.code], {
    code: refused.code,
    retryAfter: refused.retryAfter ?? null,
    paths: (refused.errors ?? []).map((fault) => fault.path),
    typed,
  })

/** The person signed in; visitors are sent to sign in and come back. */
export function mustBeSignedIn(actor: Actor | null, url: URL): Actor {
  if (actor === null) redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`)
  return actor
}

/** Every item of a list that comes in pages. */
export async function everyItem<T>(read: (page: PageRequest) => Promise<Result<Page<T>>>): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = valueOf(await read({ limit: 500, ...(cursor === null ? {} : { cursor }) }))
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return items
}

const unreadable = (): never => error(400, { message: 'The form could not be read', code: 'invalid' })

/** The form of a request; one that cannot be read is the sender's fault (400), not ours. */
export async function formOf(request: Request): Promise<FormData> {
  let form: FormData
  try {
    form = await request.formData()
  } catch (fault) {
    // a body beyond the limit says so itself
    if (fault instanceof TypeError) return unreadable()
    throw fault
  }
  // no page sends U+0000, and PostgreSQL cannot hold it
  return [...form.values()].some((value) => typeof value === 'string' && value.includes('\0')) ? unreadable() : form
}

/** One text of a form, trimmed; an absent field and a file are empty. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}
