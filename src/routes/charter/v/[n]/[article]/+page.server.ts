import { error, redirect } from '@sveltejs/kit'
import { nameIn } from '#lib/domain/language.ts'
import { numberFromSlug } from '#lib/domain/numbering.ts'
import type { Reading } from '#lib/ui/reading.ts'
import { readReading, versionNumber } from '../../../reading.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { signoffs, ...reading } = await readReading(locals, versionNumber(params.n), url)
  const at = reading.articles.findIndex((article) => article.slug === params.article)
  const article = reading.articles[at]
  if (!article) return elsewhere(locals, reading, params.article, url)
  /** What signatories have stated on this article alone. */
  const statements = signoffs.flatMap(({ party: { code, name }, partyNames, articles }) => {
    const party = { code, name: nameIn(partyNames, locals.lang, name) }
    return articles.flatMap(({ articleId, kind, text }) => (articleId === article.id ? [{ party, kind, text }] : []))
  })
  const positions = reading.version.positions
    .filter(({ articleId }) => articleId === article.id)
    .map(({ id, party, partyNames, position, lang, body, at }) => ({
      ...{ id, position, lang, body, at },
      party: party && nameIn(partyNames, locals.lang, party.name),
    }))
  return {
    ...reading,
    article,
    statements,
    positions,
    previous: reading.articles[at - 1] ?? null,
    next: reading.articles[at + 1] ?? null,
  }
}

/** NC3: a number that it had before this version leads to the article that had it. */
async function elsewhere(
  { app, actor }: App.Locals,
  { version, articles }: Pick<Reading, 'version' | 'articles'>,
  slug: string,
  url: URL,
): Promise<never> {
  const number = numberFromSlug(slug)
  const once = number == null ? null : await app.findOnceNumberedIn(actor, version.id, number)
  const article = once?.ok ? articles.find(({ id }) => id === once.value.articleId) : undefined
  if (!article) error(404, { message: 'no such article', code: 'not-found' })
  redirect(307, `${url.pathname.slice(0, -slug.length)}${article.slug}${url.search}`)
}
