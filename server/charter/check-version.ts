/** What the secretariat should have seen before it publishes a version: of the frozen text, and of the work since (practice 6.3, 5.6). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { bracketsIn, obstaclesToFreeze } from '../../src/lib/domain/agreement.ts'
import type { ArticleDoc, ArticleStatus } from '../../src/lib/domain/article.ts'
import { compareVersions, hasChanged, type ComparedVersion } from '../../src/lib/domain/compare.ts'
import type { CheckedArticle, ComparedCounts, VersionChecks } from '../../src/lib/domain/contract.ts'
import { blocksWithTurns } from '../../src/lib/domain/hidden-direction.ts'
import { fixState } from '../../src/lib/domain/editorial-fix.ts'
import { articleLabel } from '../../src/lib/domain/numbering.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { countParts } from '../../src/lib/domain/provision.ts'
import type { ReferenceIndex } from '../../src/lib/domain/reference.ts'
import { anchorText } from '../../src/lib/domain/rendering.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { findCharter, type CharterRow } from '../store/charters.ts'
import { listThreadHeads } from '../store/comments.ts'
import { listFixes } from '../store/editorial-fixes.ts'
import { uncheckedBlocks } from '../store/language-flags.ts'
import type { Rows } from '../store/store.ts'
import { findLatestPublished, listVersionArticles, type VersionArticleRow } from '../store/versions.ts'
import { headingOf } from './article-view.ts'
import { readCharterTexts, standingTexts, type CharterTexts } from './charter-texts.ts'
import { frozenIn, nowIn } from './compared-sides.ts'
import { seeVersion } from './see.ts'
import { countOpen } from './threads.ts'
import { countBehind } from './translations.ts'
import { addressing, versionIndex, versionView } from './version-view.ts'

/** Open brackets and dangling references are told of the frozen text; languages behind and comments of the work as it is now. */
export async function checkVersion(
  context: Context,
  actor: Actor | null,
  versionId: string,
  mainSlug: string | null,
): Promise<Result<VersionChecks>> {
  const { store } = context
  if (actor === null) return refuse('not-signed-in')
  const version = await seeVersion(store.db, actor, versionId)
  const charter = version && (await findCharter(store.db, version.charterId))
  if (!version || !charter) return refuse('not-found')
  if (!can(actor, 'version.check', { kind: 'version', isPublished: version.publishedAt !== null }))
    return refuse('not-allowed')
  const { originalLanguage, languages } = charter
  const [frozen, latest, working, threads, urlOf] = await Promise.all([
    listVersionArticles(store.db, version.id),
    findLatestPublished(store.db, charter.id),
    readCharterTexts(context, charter, () => true),
    openThreads(store.db, charter.id),
    addressing(store.db, charter, mainSlug),
  ])
  const behind = await countBehind(context, originalLanguage, working.documents)
  const index = versionIndex(frozen, originalLanguage)
  const published = latest && latest.id !== version.id ? latest : undefined
  const before = published && (await listVersionArticles(store.db, published.id))
  const ids = [...new Set(frozen.map(({ articleId }) => articleId))]
  const standing = standingTexts(charter, working)
  const after = inEveryLanguage(charter, (lang) => [frozenIn(frozen, charter, lang), nowIn(standing, lang)])
  const articles = ids.map((id) =>
    checked(
      frozen.filter(({ articleId }) => articleId === id),
      { charter, index, behind: behind.get(id) ?? {}, openComments: threads.get(id) ?? 0 },
    ),
  )
  return ok({
    version: versionView(version, urlOf(version.number)),
    articles,
    obstacles: obstaclesToFreeze({
      notAgreed: articles.filter(({ status }) => status !== 'agreed').length,
      brackets: articles.reduce((sum, { brackets }) => sum + brackets, 0),
      dangling: articles.reduce((sum, { dangling }) => sum + dangling.length, 0),
      ...(await openNow(store, charter, standing)),
    }),
    languages: languages.filter((lang) => frozen.some((one) => one.lang === lang)),
    previous:
      published && before
        ? {
            id: published.id,
            number: published.number,
            label: published.label,
            ...inEveryLanguage(charter, (lang) => [frozenIn(before, charter, lang), frozenIn(frozen, charter, lang)]),
          }
        : null,
    since: after.counts,
    sinceLanguages: after.languages,
    leftOut: working.articles
      .filter(({ id, deletedAt }) => deletedAt !== null && !ids.includes(id))
      .map((article) => {
        const document = working.documents.find(
          ({ articleId, lang }) => articleId === article.id && lang === originalLanguage,
        )
        const doc = working.texts.get(document?.id ?? '')
        return {
          number: article.number,
          heading: doc ? headingOf(doc, article, originalLanguage, working.index) : '',
        }
      }),
  })
}

/** AG11: of the work as it is now: parts that a language has yet to be looked at in, and editorial fixes that can be objected to. */
async function openNow(
  { db, now }: Context['store'],
  { id, originalLanguage }: CharterRow,
  { articles, documents, texts }: CharterTexts,
): Promise<{ unchecked: number; fixes: number }> {
  const flags = await uncheckedBlocks(db, { charterId: id })
  const shown = await listFixes(
    db,
    articles.map((article) => article.id),
  )
  const at = await now(db)
  const unchecked = articles.map((article) => {
    const own = documents.filter(({ articleId }) => articleId === article.id)
    const lead = texts.get(own.find(({ lang }) => lang === originalLanguage)?.id ?? '')
    const docs = own.flatMap((document) => texts.get(document.id) ?? [])
    return lead ? countParts(docs, lead, flags.get(article.id) ?? new Set()) : 0
  })
  return {
    unchecked: unchecked.reduce((sum, count) => sum + count, 0),
    fixes: shown.filter((fix) => fixState(fix, at) === 'shown').length,
  }
}

/** TH1: open threads, of those that more than one delegation reads: article id -> how many. */
const openThreads = async (rows: Rows, charterId: string): Promise<Map<string, number>> =>
  countOpen(
    await listThreadHeads(rows, charterId),
    ({ visibility }) => visibility !== 'private' && visibility !== 'delegation',
  )

/**
 * What differs in any language, and in which: an article counts once, paragraphs and places in every language in which they changed.
 */
function inEveryLanguage(
  { languages }: CharterRow,
  sides: (lang: string) => [before: ComparedVersion, after: ComparedVersion],
): { counts: ComparedCounts; languages: string[] } {
  const changed = languages
    .map((lang) => compareVersions(...sides(lang), lang))
    .filter(({ articles }) => articles.some(hasChanged))
  const sum = (of: Exclude<keyof ComparedCounts, 'articles'>): number =>
    changed.reduce((all, { counts }) => all + counts[of], 0)
  const articles = new Set(changed.flatMap((one) => one.articles.filter(hasChanged).map(({ id }) => id)))
  return {
    counts: {
      articles: articles.size,
      changed: sum('changed'),
      added: sum('added'),
      removed: sum('removed'),
      moved: sum('moved'),
      modal: sum('modal'),
      conjunction: sum('conjunction'),
    },
    languages: changed.map(({ lang }) => lang),
  }
}

function checked(
  rows: readonly VersionArticleRow[],
  {
    charter,
    index,
    behind,
    openComments,
  }: { charter: CharterRow; index: ReferenceIndex; behind: Record<string, number>; openComments: number },
): CheckedArticle {
  const lead = rows.find(({ lang }) => lang === charter.originalLanguage) ?? rows[0]!
  return {
    articleId: lead.articleId,
    number: lead.number,
    label: articleLabel(lead.number, lead.lang),
    heading: lead.heading,
    status: lead.status as ArticleStatus,
    brackets: new Set(rows.flatMap(({ doc }) => [...bracketsIn(doc)])).size,
    turned: rows.flatMap(({ lang, doc }) => blocksWithTurns(doc).map((blockId) => ({ lang, blockId }))),
    dangling: rows.flatMap((row) => danglingIn(row.doc, row, index)),
    missing: charter.languages.filter((lang) => !rows.some((row) => row.lang === lang)),
    behind,
    openComments,
  }
}

/** References of a text that point at nothing in its version, each with the words of its block. */
const danglingIn = (
  doc: ArticleDoc,
  { articleId, number, lang }: VersionArticleRow,
  index: ReferenceIndex,
): CheckedArticle['dangling'] =>
  doc.content.flatMap((block) =>
    (block.content ?? []).flatMap((one) =>
      one.type === 'ref' && !index.has(one.attrs.to)
        ? [
            {
              lang,
              blockId: block.attrs.id,
              words: anchorText(block, { lang, index, articleId, number }).slice(0, 200),
            },
          ]
        : [],
    ),
  )
