/** What is answered while the database cannot be reached, to each as it reads an answer. */
import { expect, it } from 'vitest'
import type { RequestEvent } from '@sveltejs/kit'
import { overwriteGetLocale } from '../../src/lib/paraglide/runtime.js'
import { INTERFACE_LANGUAGES } from '../../src/lib/domain/language.ts'
import { isSharedFault } from '../../src/lib/domain/public-page.ts'
import { awayAnswer } from '../../src/away.server.ts'
import { hold } from '../support/api.ts'
import messages from '../../messages/fr.json' with { type: 'json' }

const asked = (
  path: string,
  { isDataRequest = false, ...init }: RequestInit & { isDataRequest?: boolean } = {},
): RequestEvent =>
  ({
    request: new Request(`http://localhost${path}`, init),
    url: new URL(`http://localhost${path}`),
    isDataRequest,
  }) as unknown as RequestEvent

it('ND13: a page says it in words and in the language of whoever asked', async () => {
  for (const lang of INTERFACE_LANGUAGES) {
    overwriteGetLocale(() => lang)
    const answer = awayAnswer(asked('/charter'), lang)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    const text = await answer.text()
    expect(text).toContain(`<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}">`)
    if (lang === 'fr') expect(text).toContain(messages.refusal_away)
    // given to those who waited for the page, and not kept
    expect(isSharedFault({ status: answer.status, headers: Object.fromEntries(answer.headers) })).toBe(true)
  }
})

it('ND13: a call of the API is told a problem, as its description says', async () => {
  const answer = awayAnswer(asked('/api/v1/charters'), 'en')
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
  const body: unknown = await answer.json()
  expect(body).toMatchObject({ code: 'away' })
  hold('GET', '/charters', answer, body)
})

it('ND13: the script of a page is told what it can say', async () => {
  const data = awayAnswer(asked('/home/__data.json', { isDataRequest: true }), 'en')
  expect([data.status, await data.json()]).toEqual([503, { message: 'away', code: 'away' }])
  const headers = { 'x-sveltekit-action': 'true' }
  const form = awayAnswer(asked('/draft/a/room', { method: 'POST', headers }), 'en')
  expect([form.status, await form.json()]).toEqual([
    503,
    { type: 'error', status: 503, error: { message: 'away', code: 'away' } },
  ])
  for (const { headers } of [data, form]) expect(headers.get('retry-after')).toBe('5')
})
