/**
 * What is answered while the database cannot be reached (ND13): 503, so that whoever stands in front asks another node, and in words, where there is no
 * other. The page stands alone: all others are made of what the database holds.
 */
import type { RequestEvent } from '@sveltejs/kit'
import { directionOf } from '#lib/domain/language.ts'
import { m } from '#lib/paraglide/messages.js'
import { AWAY, problem } from './routes/api/v1/respond.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** In the interface language of whoever asked. */
const page = (lang: App.Locals['lang']): string => `<!doctype html>
<html lang="${lang}" dir="${directionOf(lang)}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escaped(m.error_title())} · ${escaped(m.site_name())}</title>
  </head>
  <body>
    <main>
      <h1>${escaped(m.error_title())}</h1>
      <p>${escaped(m.refusal_away())}</p>
      <p><a href="/">${escaped(m.error_back_home())}</a></p>
    </main>
  </body>
</html>
`

/** To a page, a script of a page, or a call of the API, each as it reads an answer. */
export function awayAnswer({ request, url, isDataRequest }: RequestEvent, lang: App.Locals['lang']): Response {
  if (url.pathname.startsWith('/api/')) return problem(AWAY)
  const headers = { 'retry-after': String(AWAY.retryAfter) }
  const told = { status: 503, headers: { ...headers, 'cache-control': 'no-store' } }
  const error = { message: AWAY.code, code: AWAY.code }
  if (isDataRequest) return Response.json(error, told)
  if (request.headers.get('x-sveltekit-action') === 'true')
    return Response.json({ type: 'error', status: 503, error }, told)
  return new Response(page(lang), {
    status: 503,
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, no-cache' },
  })
}
