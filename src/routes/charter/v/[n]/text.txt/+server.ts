import { theCharter, versionNumber } from '../../../reading.server.ts'
import { valueOf } from '../../../../answer.server.ts'
import type { RequestHandler } from './$types'

/** A version as plain text in one language (`?lang`, else the original): numbers and references written out. */
export const GET: RequestHandler = async ({ locals, params, url, setHeaders }) => {
  const { app, actor } = locals
  const charter = await theCharter(locals)
  const version = valueOf(await app.readVersionByNumber(actor, charter.id, versionNumber(params.n)))
  const wanted = url.searchParams.get('lang')
  const has = (lang: string | null): lang is string => version.articles.some((article) => article.lang === lang)
  const lang = has(wanted) ? wanted : (version.languages.find(has) ?? charter.originalLanguage)
  const title = version.titles[lang] ?? charter.title
  const articles = version.articles.filter((article) => article.lang === lang)
  setHeaders({
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Language': lang,
    'Content-Disposition': `attachment; filename="${charter.slug}-v${version.number}-${lang}.txt"`,
  })
  const head = `${title}\n${version.number} · ${version.label} · ${version.stage}\nSHA-256 ${version.sha256}`
  return new Response([head, ...articles.map((article) => article.text)].join('\n\n') + '\n')
}
