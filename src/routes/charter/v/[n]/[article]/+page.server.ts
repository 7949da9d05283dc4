import { error } from '@sveltejs/kit'
import { readReading, versionNumber } from '../../../reading.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const reading = await readReading(locals, versionNumber(params.n), url.searchParams.get('lang'))
  const at = reading.articles.findIndex((article) => article.slug === params.article)
  const article = reading.articles[at]
  if (!article) error(404, { message: 'no such article', code: 'not-found' })
  return { ...reading, article, previous: reading.articles[at - 1] ?? null, next: reading.articles[at + 1] ?? null }
}
