import { error } from '@sveltejs/kit'
import { nameIn } from '#lib/domain/language.ts'
import { readReading, versionNumber } from '../../../reading.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { signoffs, ...reading } = await readReading(locals, versionNumber(params.n), url)
  const at = reading.articles.findIndex((article) => article.slug === params.article)
  const article = reading.articles[at]
  if (!article) error(404, { message: 'no such article', code: 'not-found' })
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
