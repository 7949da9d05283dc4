/** Compares two texts of a charter in one language: versions, public once both are published; the working text, now or at an instant, for its readers. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { compareVersions as compare, type ComparedVersion } from '../../src/lib/domain/compare.ts'
import { readPoint, type Point } from '../../src/lib/domain/compared-point.ts'
import type { ComparedPoints, Comparison, PointView } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { PointsInput } from '../app.ts'
import type { Context } from '../context.ts'
import { listArticleRows, listDocuments, type DocumentRow } from '../store/articles.ts'
import { findCharter, type CharterRow } from '../store/charters.ts'
import { findVersionByNumber, listVersionArticles, type VersionRow } from '../store/versions.ts'
import { indexOf, readCharterTexts, readStandingTexts } from './charter-texts.ts'
import { frozenIn } from './compared-sides.ts'
import { articleSubject, isVersionSeen, readsWorkingTexts, seeCharter, seeVersion } from './see.ts'
import { textHistory } from './text-history.ts'

type Who = Actor | null

/** From `versionId` to `otherId`; `lang` defaults to the original language. Versions of different charters are not comparable: `not-found`. */
export async function compareVersions(
  context: Context,
  actor: Who,
  versionId: string,
  otherId: string,
  asked?: string,
): Promise<Result<Comparison>> {
  const { store } = context
  const from = await seeVersion(store.db, actor, versionId)
  const to = await seeVersion(store.db, actor, otherId)
  if (!from || !to || from.charterId !== to.charterId) return refuse('not-found')
  const charter = await findCharter(store.db, from.charterId)
  if (!charter) return refuse('not-found')
  const lang = asked ?? charter.originalLanguage
  const [before, after] = [await frozen(context, charter, from, lang), await frozen(context, charter, to, lang)]
  if (before.articles.length === 0 && after.articles.length === 0) return refuse('not-found')
  return ok(compare(before, after, lang))
}

/** Any two texts of one charter. The working text, now or at an instant, is for readers alone: `not-found` for others. */
export async function comparePoints(
  context: Context,
  actor: Who,
  charterId: string,
  { from, to, lang: asked, article }: PointsInput,
): Promise<Result<ComparedPoints>> {
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  const points = [readPoint(from), readPoint(to)]
  const errors = points.flatMap((point, i): Fault[] =>
    point === null ? [{ path: i === 0 ? 'from' : 'to', message: 'must be a version, now, or an instant' }] : [],
  )
  if (errors.length > 0) return refuse('invalid', { errors })
  const lang = asked ?? charter.originalLanguage
  const sides: { view: PointView; text: ComparedVersion }[] = []
  for (const point of points) {
    const side = await sideOf(context, actor, charter, point!, lang, article ?? null)
    if (side === null) return refuse('not-found')
    sides.push(side)
  }
  const [before, after] = sides.map(({ text }) =>
    article === undefined ? text : { ...text, articles: text.articles.filter(({ id }) => id === article) },
  )
  if (before!.articles.length === 0 && after!.articles.length === 0) return refuse('not-found')
  return ok({ ...compare(before!, after!, lang), from: sides[0]!.view, to: sides[1]!.view })
}

/** One side, or null where there is none that this actor may see. */
async function sideOf(
  context: Context,
  actor: Who,
  charter: CharterRow,
  point: Point,
  lang: string,
  only: string | null,
): Promise<{ view: PointView; text: ComparedVersion } | null> {
  if (point.kind !== 'working') {
    const { db } = context.store
    const version =
      point.kind === 'version'
        ? await findVersionByNumber(db, charter.id, point.number)
        : await seeVersion(db, actor, point.id)
    if (!version || version.charterId !== charter.id || !isVersionSeen(actor, version)) return null
    const { id, number, label, cutAt } = version
    return {
      view: { kind: 'version', id, number, label, at: cutAt },
      text: await frozen(context, charter, version, lang),
    }
  }
  const text = await working(context, actor, charter, lang, point.at, only)
  return text && { view: { kind: 'working', id: null, number: null, label: null, at: point.at }, text }
}

/** One language of a version. */
const frozen = async (
  { store }: Context,
  charter: CharterRow,
  version: VersionRow,
  lang: string,
): Promise<ComparedVersion> => frozenIn(await listVersionArticles(store.db, version.id), charter, lang)

/** One language of the working text, as it is or (`at`) was. Numbers and the order of articles are those of now; articles made later or marked deleted by then (AR5) are left out. */
async function working(
  context: Context,
  actor: Who,
  charter: CharterRow,
  lang: string,
  at: string | null,
  only: string | null,
): Promise<ComparedVersion | null> {
  // asked before anything is read: the way here is open to the public, and old texts are made from whole journals
  if (!readsWorkingTexts(actor)) return null
  if (!can(actor, 'version.read', { kind: 'version', isPublished: false })) return null
  const isShown = (document: DocumentRow): boolean => document.lang === lang
  const { articles, documents, texts, index } =
    only !== null
      ? at === null
        ? await readCharterTexts(context, charter, isShown)
        : await textAt(context, charter, lang, at, only)
      : at === null
        ? await readStandingTexts(context, charter, isShown)
        : await textsAt(context, charter, lang, at)
  if (!articles.every((article) => can(actor, 'article.read', articleSubject(article, [], lang)))) return null
  return {
    index,
    articles: articles.flatMap(({ id, number, round }) => {
      const document = documents.find((one) => one.articleId === id && one.lang === lang)
      const doc = document && texts.get(document.id)
      return doc ? [{ id, number, doc, round }] : []
    }),
  }
}

async function textsAt(context: Context, charter: CharterRow, lang: string, at: string) {
  const { db } = context.store
  const [rows, documents] = await Promise.all([listArticleRows(db, charter.id), listDocuments(db, charter.id)])
  const articles = rows.filter(({ createdAt, deletedAt }) => createdAt <= at && (deletedAt === null || deletedAt > at))
  const wanted = documents.filter((document) => document.lang === lang || document.lang === charter.originalLanguage)
  const texts = new Map(
    await Promise.all(
      wanted.map(async ({ id }) => {
        const history = await textHistory(context, id)
        return [id, history.docAt(history.seqAt(at))] as const
      }),
    ),
  )
  return { articles, documents, texts, index: indexOf(charter, articles, documents, texts) }
}

/** One article as it was, among the others as they are: what its references are called is that of now, and no other journal is read. */
async function textAt(context: Context, charter: CharterRow, lang: string, at: string, articleId: string) {
  const now = await readCharterTexts(context, charter, (document) => document.lang === lang)
  const document = now.documents.find((one) => one.articleId === articleId && one.lang === lang)
  if (!document) return now
  const history = await textHistory(context, document.id)
  return { ...now, texts: new Map([...now.texts, [document.id, history.docAt(history.seqAt(at))]]) }
}
