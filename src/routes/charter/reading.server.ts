/** What the reading pages show of a version: its articles in one language, as structure. */
import { error } from '@sveltejs/kit'
import { ARTICLE_STATUSES } from '#lib/domain/article.ts'
import { openBrackets } from '#lib/domain/brackets.ts'
import { DECISIONS, type CharterView, type SignoffView, type VersionText } from '#lib/domain/contract.ts'
import { indexTerms } from '#lib/domain/defined-terms.ts'
import { sectionsOf } from '#lib/domain/html.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleLabel, articleSlug } from '#lib/domain/numbering.ts'
import { indexBlocks, type ReferenceIndex } from '#lib/domain/reference.ts'
import type { Reading } from '#lib/ui/reading.ts'
import { everyItem, valueOf } from '../answer.server.ts'

/** The charter asked for by `?charter=slug`, else the one this site shows; the error page where there is none to see. */
export const theCharter = async ({ app, actor, charter }: App.Locals): Promise<CharterView> =>
  valueOf(await app.readCharter(actor, charter))

/** `12` -> 12; the error page for anything that is no version number. */
export function versionNumber(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text)) error(404, { message: 'no such version', code: 'not-found' })
  return Number(text)
}

/** @param number null: the latest published. `?lang` unknown or absent: the interface's language, else the original. */
export async function readReading(
  locals: App.Locals,
  number: number | null,
  { searchParams, origin }: URL,
): Promise<Reading & { signoffs: SignoffView[] }> {
  const wanted = searchParams.get('lang')
  const { app, actor } = locals
  const charter = await theCharter(locals)
  const { articles, ...version } = valueOf(await app.readVersionByNumber(actor, charter.id, number))
  const latest = number === null ? version : await app.readVersionByNumber(actor, charter.id, null)
  const ids = [...new Set(articles.map((article) => article.id))]
  const inOrder = version.languages.filter((lang) => articles.some((article) => article.lang === lang))
  const original = inOrder[0] ?? charter.originalLanguage
  const lang = [wanted, locals.lang].find((tag) => tag !== null && inOrder.includes(tag)) ?? original
  const find = (id: string, tag: string) => articles.find((article) => article.id === id && article.lang === tag)
  const index = indexOf(articles, original)
  const signoffs = (await everyItem((page) => app.listSignoffs(actor, version.id, page))).filter(
    (signoff) => signoff.withdrawnAt === null,
  )
  const statusOf = (id: string) => ARTICLE_STATUSES.find((status) => status === find(id, original)?.status) ?? 'draft'
  const terms = indexTerms(articles.filter((article) => article.lang === lang).map(({ json }) => json))
  return {
    charter,
    version,
    latest: 'ok' in latest ? (latest.ok ? latest.value.number : null) : latest.number,
    title: version.titles[lang] ?? version.titles[original] ?? charter.title,
    lang,
    dir: directionOf(lang),
    languages: inOrder.map((tag) => ({ lang: tag, isComplete: ids.every((id) => find(id, tag)) })),
    signoffs,
    signed: {
      total: signoffs.length,
      decisions: DECISIONS.map((decision) => ({
        decision,
        parties: signoffs.filter((signoff) => signoff.decision === decision).length,
      })).filter(({ parties }) => parties > 0),
    },
    statuses: ARTICLE_STATUSES.map((status) => ({
      status,
      articles: ids.filter((id) => find(id, original)?.kind === 'article' && statusOf(id) === status).length,
    })).filter((one) => one.articles > 0),
    origin,
    articles: ids.map((id) => {
      const own = find(id, lang)
      const shown = own ?? find(id, original) ?? articles.find((article) => article.id === id)!
      return {
        id,
        slug: articleSlug(shown.number),
        label: articleLabel(shown.number, lang),
        heading: shown.heading,
        status: statusOf(id),
        openBrackets: openBrackets(articles.filter((article) => article.id === id).map(({ json }) => json)).size,
        section: own
          ? sectionsOf(own.json, {
              ...{ lang, index, articleId: id, number: own.number, round: own.round, terms },
              isPrinted: true,
            })
          : null,
      }
    }),
  }
}

function indexOf(articles: VersionText['articles'], original: string): ReferenceIndex {
  const leading = [...articles].sort((a, b) => Number(b.lang === original) - Number(a.lang === original))
  return indexBlocks(leading.map(({ id, number, json, round }) => ({ id, number, doc: json, round })))
}
