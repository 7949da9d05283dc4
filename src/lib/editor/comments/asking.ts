/** What the margin asks of the API. */
import type { Page, Thread, AuthorshipView } from '../../domain/contract.ts'
import { isRefusalCode, type RefusalCode } from '../../domain/result.ts'

/** `code` null: no answer that could be read. */
export type Asked<T> = { ok: true; value: T } | { ok: false; code: RefusalCode | null }

export async function ask<T>(path: string, init?: RequestInit): Promise<Asked<T>> {
  try {
    const response = await fetch(`/api/v1${path}`, init)
    const value = (response.status === 204 ? null : await response.json()) as T & { code?: string }
    if (response.ok) return { ok: true, value }
    return { ok: false, code: value.code !== undefined && isRefusalCode(value.code) ? value.code : null }
  } catch (error) {
    console.error(`${path} was not answered`, error)
    return { ok: false, code: null }
  }
}

/**
 * An act in the name of `person`, and of nobody else who may have signed in meanwhile. `key`: sent again with it, the same is not done again, and
 * answered with `already-done` (AU6).
 */
export const act = <T>(path: string, person: string | null, body?: object, key?: string): Promise<Asked<T>> =>
  ask<T>(path, {
    method: 'POST',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(person !== null && { 'concord-person': person }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })

/** Every thread of an article. */
export async function fetchThreads(articleId: string): Promise<Asked<Thread[]>> {
  const threads: Thread[] = []
  let cursor: string | null = null
  do {
    const query: URLSearchParams = new URLSearchParams({ limit: '500', ...(cursor !== null && { cursor }) })
    const page: Asked<Page<Thread>> = await ask(
      `/articles/${encodeURIComponent(articleId)}/comments?${query.toString()}`,
    )
    if (!page.ok) return page
    threads.push(...page.value.items)
    cursor = page.value.next
  } while (cursor !== null)
  return { ok: true, value: threads }
}

export const fetchAuthorship = (articleId: string, lang: string): Promise<Asked<AuthorshipView>> =>
  ask(`/articles/${encodeURIComponent(articleId)}/authorship?${new URLSearchParams({ lang }).toString()}`)
