import { numberFromSlug } from '#lib/domain/numbering.ts'
import { valueOf } from '../../../../answer.server.ts'
import { readReading, versionNumber } from '../../../reading.server.ts'
import type { PageServerLoad } from './$types'

/** What a version made of the numbers that were quoted until then. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { version, lang, dir, title, articles } = await readReading(locals, versionNumber(params.n), url)
  const { items } = valueOf(await locals.app.readConcordance(locals.actor, version.id, lang))
  const slugs = new Map(articles.map(({ id, slug }) => [id, slug]))
  return {
    version: { number: version.number, label: version.label },
    lang,
    dir,
    title,
    rows: items.map(({ articleId, blockId, was, is }) => {
      const slug = slugs.get(articleId)
      const isThere = is !== null && slug !== undefined && numberFromSlug(slug) !== undefined
      return {
        was,
        is,
        href: isThere
          ? `/charter/v/${version.number}/${slug}?lang=${lang}${blockId === null ? '' : `#${blockId}`}`
          : null,
      }
    }),
  }
}
