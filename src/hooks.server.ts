/** From request to `locals`: the application, who asks, and in which language; the headers every answer carries. No rules here. */
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit'
import { building, dev } from '$app/environment'
import { directionOf } from '#lib/domain/language.ts'
import { paraglideMiddleware } from '#lib/paraglide/server.js'
import { readPreferences } from '#lib/domain/preferences.ts'
import type { App as Concord } from '#server/app.ts'
import { awayAnswer } from './away.server.ts'
import { linksWithCharter } from './charter-links.server.ts'
import { isOfCharter, withCharter } from '#lib/ui/charter-links.ts'
import { isFromElsewhere, tokenOf } from './door.server.ts'
import { withKeyedForms } from './keyed-forms.server.ts'
import { asProblem, problem } from './routes/api/v1/respond.ts'

const theApp = (): Concord | undefined => (globalThis as Record<symbol, unknown>)[Symbol.for('concord.app')] as Concord

type Log = Pick<Console, 'error'>
/** The application's, so that a line has what every line has; `console` where there is none yet. */
const theLog = (): Log => ((globalThis as Record<symbol, unknown>)[Symbol.for('concord.log')] as Log) ?? console

/** Of the text that a page opens with, where its letters are not Latin. */
const FIRST_FONTS: Record<string, string> = {
  ar: 'noto-naskh-arabic-arabic-wght',
  ru: 'source-serif-4-cyrillic-wght-normal',
}

export const init: ServerInit = () => {
  if (!building && !dev && !theApp())
    throw new Error('The pages were started without the application; use server/main.ts')
}

/** Characters of what the head of an answer says to load early: a proxy reads 4 KiB of a head by default, and answers 502 to more. The page says the rest. */
const MOST_EARLY = 2_048
/** Of one beside its address. */
const EARLY_WORDS = 32

/** Addresses that carry the secret of a link. */
const HAS_SECRET = /^\/(?:invite|password)\//

/** AR7: the charter that the address names, unless it is the one that this site shows, or not to be seen. */
async function otherCharter({ app, actor, charter }: App.Locals): Promise<App.Locals['inCharter']> {
  if (charter === null) return null
  const [named, shown] = [await app.readCharter(actor, charter), await app.readCharter(actor, null)]
  if (!named.ok || (shown.ok && shown.value.id === named.value.id)) return null
  return { slug: named.value.slug, title: named.value.title }
}

/** What every answer says. */
function setHeaders(headers: Headers, url: URL): void {
  headers.set('X-Content-Type-Options', 'nosniff')
  // LI2: the address of a link that works once goes nowhere; the origin alone does, since forms are known by it
  headers.set('Referrer-Policy', HAS_SECRET.test(url.pathname) ? 'strict-origin' : 'same-origin')
  headers.set('Cross-Origin-Opener-Policy', 'same-origin')
  headers.set('Cross-Origin-Resource-Policy', 'same-origin')
  headers.set('X-Frame-Options', 'DENY')
  headers.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=()')
  if (url.protocol === 'https:') headers.set('Strict-Transport-Security', 'max-age=31536000')
}

export const handle: Handle = ({ event, resolve }) =>
  paraglideMiddleware(event.request, async ({ locale }) => {
    const app = theApp()
    if (!app) throw new Error('The application is not running yet')
    // for the line of this request in the log; the development server has no platform
    if (event.platform) event.platform.req.route = event.route.id
    const refused = (): Response => {
      const response = awayAnswer(event, locale)
      setHeaders(response.headers, event.url)
      return response
    }
    if (app.isAway()) return refused()
    try {
      const response = await answer(app, locale, { event, resolve })
      // it was asked before anybody knew
      return event.locals.isAway ? refused() : response
    } catch (error) {
      if (app.isAway(error)) return refused()
      throw error
    }
  })

async function answer(
  app: Concord,
  locale: App.Locals['lang'],
  { event, resolve }: Parameters<Handle>[0],
): Promise<Response> {
  const isApi = event.url.pathname.startsWith('/api/')
  const given = tokenOf(event.request, event.cookies)
  if (isFromElsewhere(event.request, given?.by ?? null, app.config.origin ?? event.url.origin))
    return problem({ code: 'other-origin' })
  const actor = given && (await app.actorOf(given.token))
  Object.assign(event.locals, {
    app,
    actor,
    // no address of a charter has U+0000, and PostgreSQL refuses to look
    charter: event.url.searchParams.get('charter')?.replaceAll('\0', ' ') ?? null,
    lang: locale,
    dir: directionOf(locale),
    ...readPreferences(event.cookies, event.request.headers.get('save-data') === 'on'),
  })
  event.locals.inCharter = isApi ? null : await otherCharter(event.locals)
  const { lang, dir, theme, typeSize, data } = event.locals
  const firstFont = FIRST_FONTS[lang] ?? 'source-serif-4-latin-wght-normal'
  let early = 0
  const later: string[] = []
  const resolved = await resolve(event, {
    transformPageChunk: ({ html }) => {
      const { inCharter } = event.locals
      const keyed = withKeyedForms(html, event.url.search)
      const page = (inCharter === null ? keyed : linksWithCharter(keyed, inCharter.slug))
        .replace('%concord.lang%', lang)
        .replace('%concord.dir%', dir)
        .replace('%concord.theme%', theme)
        .replace('%concord.type%', typeSize)
        .replace('%concord.data%', data)
        .replace('</head>', `${later.map((path) => `<link rel="modulepreload" href="${path}" />`).join('')}</head>`)
      // Marks for scripts to find their place by; a page without scripts is a quarter lighter without them.
      return page.includes('<script') ? page : page.replace(/<!--(?:\[-?\d*!?|\[!|\]|)-->/g, '')
    },
    preload({ type, path }) {
      if (type === 'font') return data === 'normal' && path.includes(firstFont)
      if (type !== 'css' && type !== 'js') return false
      early += path.length + EARLY_WORDS
      if (type === 'css' || early <= MOST_EARLY) return true
      later.push(path)
      return false
    },
  })
  const response = isApi ? asProblem(resolved, event.locals.reference) : resolved
  const { headers } = response
  const onTo = headers.get('location')
  const { inCharter } = event.locals
  if (inCharter !== null && onTo !== null && isOfCharter(onTo))
    headers.set('location', withCharter(onTo, inCharter.slug))
  setHeaders(headers, event.url)
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', actor ? 'private, no-store' : 'private, no-cache')
  return response
}

/**
 * One line in the log with the reference that whoever met the error is shown; nothing of the error itself leaves the server. That the database is away
 * is no error of a request: `handle` answers it.
 */
export const handleError: HandleServerError = ({ error, event, status, message }) => {
  if (status < 500) return { message }
  if (theApp()?.isAway(error)) {
    event.locals.isAway = true
    return { message }
  }
  const reference = crypto.randomUUID().slice(0, 8)
  theLog().error(
    {
      reference,
      requestId: event.request.headers.get('x-request-id'),
      method: event.request.method,
      route: event.route.id,
      err: error,
    },
    'not answered',
  )
  event.locals.reference = reference
  // the message is all that the page without the application can show (src/error.html)
  return { message: reference, code: 'unexpected', reference }
}
