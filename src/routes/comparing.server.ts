/** What the two pages of comparison share: the sides asked for in the address, compared and named. */
import { error } from '@sveltejs/kit'
import { readPoint, writePoint, type Point } from '#lib/domain/compared-point.ts'
import type { CharterView, PointView, VersionView } from '#lib/domain/contract.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { comparisonView } from '#lib/ui/comparison.ts'
import { instantWords } from '#lib/ui/instant.ts'
import { m } from '#lib/paraglide/messages.js'
import { everyItem, valueOf } from './answer.server.ts'

const versionName = ({ number, label }: { number: number; label: string }): string =>
  `${m.version_name({ n: number })} · ${label}`

/** A side in words. */
function nameOf({ number, label, at }: PointView, uiLang: string): string {
  if (number !== null) return versionName({ number, label: label ?? '' })
  return at === null ? m.compare_now() : m.compare_at({ instant: instantName(at, uiLang) })
}
function instantName(at: string, uiLang: string): string {
  const { date, time } = instantWords(at, uiLang, null)
  return m.instant({ date, time })
}

/** The point named by `name` in the address; 404 for what names nothing. */
function asked(url: URL, name: string): Point | null {
  const text = url.searchParams.get(name)
  if (text === null) return null
  return readPoint(text) ?? error(404, { message: 'nothing to compare by this name', code: 'not-found' })
}

/**
 * Compares what the address asks for (`from`, `to`, `lang`, `view`, `all`, `article`). Without `from` and `to`: the last two versions or,
 * where the working text may be asked for, the last version and the text as it is now. Null: there is nothing to compare.
 */
export async function readComparison(
  { app, actor, lang: uiLang }: App.Locals,
  url: URL,
  charter: CharterView,
  hasWorking: boolean,
) {
  const versions: VersionView[] = (await everyItem((page) => app.listVersions(actor, charter.id, page))).sort(
    (a, b) => a.number - b.number,
  )
  const numbered = (version: VersionView | undefined): Point | null =>
    version ? { kind: 'version', number: version.number } : null
  const to = asked(url, 'to') ?? (hasWorking ? { kind: 'working', at: null } : numbered(versions.at(-1)))
  const lastOther = versions.filter(({ number }) => to?.kind !== 'version' || number !== to.number).at(-1)
  const from = asked(url, 'from') ?? numbered(lastOther)
  const choices = [
    ...versions.map((version) => ({ value: String(version.number), name: versionName(version) })),
    ...(hasWorking ? [{ value: 'now', name: m.compare_now() }] : []),
  ]
  if (from === null || to === null) return null
  // where only versions are compared, a version of another number or the working text is not to be found
  if (!hasWorking && [from, to].some((point) => point.kind === 'working'))
    error(404, { message: 'no such version', code: 'not-found' })
  const wanted = url.searchParams.get('lang')
  const languages = charter.languages
  const lang = [wanted, uiLang].find((tag) => tag !== null && languages.includes(tag)) ?? charter.originalLanguage
  const slug = url.searchParams.get('article')
  const compare = (tag: string) =>
    app.comparePoints(actor, charter.id, { from: writePoint(from), to: writePoint(to), lang: tag })
  let compared = await compare(lang)
  // neither text may have this language
  if (!compared.ok && lang !== charter.originalLanguage && wanted === null)
    compared = await compare(charter.originalLanguage)
  const { from: fromView, to: toView, ...comparison } = valueOf(compared)
  const only = slug === null ? null : comparison.articles.filter((one) => slugOf(one) === slug)
  if (only?.length === 0) error(404, { message: 'no such article', code: 'not-found' })
  const isAll = url.searchParams.get('all') === '1'
  return {
    choices,
    from: { value: writePoint(from), name: nameOf(fromView, uiLang) },
    to: { value: writePoint(to), name: nameOf(toView, uiLang) },
    toVersion: toView.number,
    lang: comparison.lang,
    dir: directionOf(comparison.lang),
    languages,
    layout: url.searchParams.get('view') === 'side' ? ('side' as const) : ('inline' as const),
    isAll,
    article: slug,
    view: comparisonView(
      comparison,
      isAll,
      only?.map(({ id }) => id),
    ),
  }
}

const slugOf = ({ before, after }: { before?: string | null | undefined; after?: string | null | undefined }): string =>
  articleSlug((after === undefined ? before : after) ?? null)
