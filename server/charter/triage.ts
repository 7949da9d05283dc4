/** What waits for the secretariat in a charter, item by item (rules HO7, HO8): found anew each time, so that what is done is gone. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { openingOf } from '../../src/lib/domain/find.ts'
import { awaitsAnswer } from '../../src/lib/domain/home.ts'
import { articleLabel, articleSlug } from '../../src/lib/domain/numbering.ts'
import { labelsOf } from '../../src/lib/domain/places.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { anchorText } from '../../src/lib/domain/rendering.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { inTriageOrder, type TriageArticle, type TriageItem } from '../../src/lib/domain/triage.ts'
import type { Context } from '../context.ts'
import { assignmentsOf } from '../store/articles.ts'
import type { CharterRow } from '../store/charters.ts'
import type { CommentRow } from '../store/comments.ts'
import { listCommentsOfCharter, listHouse, listUnverified } from '../store/home.ts'
import { listVersionRows } from '../store/versions.ts'
import { headingOf } from './article-view.ts'
import { readStandingTexts, type CharterTexts } from './charter-texts.ts'
import { charterSubject, seeCharter } from './see.ts'
import { commentSubject, threadViews } from './threads.ts'
import { countBehind } from './translations.ts'

/** A charter has few versions. */
export const EVERY_VERSION = { after: 0, limit: 10_000, publishedOnly: false }
/** Words shown of a paragraph whose reference leads nowhere. */
const EXCERPT = 120

/** Article id -> how it is named in `lang`; its heading in the original language where there is no text in it. */
export function articleNames(
  charter: CharterRow,
  { articles, documents, texts, index }: CharterTexts,
  lang: string,
): Map<string, TriageArticle> {
  return new Map(
    articles.map((article) => {
      const own = documents.filter(({ articleId }) => articleId === article.id)
      const shown =
        own.find((one) => one.lang === lang) ?? own.find((one) => one.lang === charter.originalLanguage) ?? own[0]
      const doc = shown && texts.get(shown.id)
      return [
        article.id,
        {
          id: article.id,
          slug: articleSlug(article.number),
          label: articleLabel(article.number, lang),
          heading: shown && doc ? headingOf(doc, article, shown.lang, index) : '',
        },
      ]
    }),
  )
}

/** Threads by what opened them, each with all its entries, oldest first; only what `actor` may see. */
export function threadsSeen(actor: Actor, said: readonly CommentRow[]): CommentRow[][] {
  const seen = said.filter((row) => can(actor, 'comment.see', commentSubject(row)))
  return seen
    .filter(({ threadId }) => threadId === null)
    .map((first) => [first, ...seen.filter(({ threadId }) => threadId === first.id)])
}

/** The items of a charter for someone who may settle them all; `texts`: of every language. */
export async function findTriage(
  context: Context,
  actor: Actor,
  charter: CharterRow,
  read: CharterTexts,
  names: ReadonlyMap<string, TriageArticle>,
): Promise<TriageItem[]> {
  const { db } = context.store
  const [said, house, unverified, versions, behind, assignments] = await Promise.all([
    listCommentsOfCharter(db, charter.id),
    listHouse(db),
    listUnverified(db, null),
    listVersionRows(db, charter.id, EVERY_VERSION),
    countBehind(context, charter.originalLanguage, read.documents),
    assignmentsOf(db, actor.id, { charterId: charter.id }),
  ])
  const isHouse = ({ authorId }: CommentRow): boolean => authorId !== null && house.has(authorId)
  const waiting = threadsSeen(actor, said).filter((entries) => awaitsAnswer(entries[0]!.status, entries.map(isHouse)))
  const items: TriageItem[] = [
    ...versions
      .filter(({ publishedAt, withdrawnAt }) => publishedAt === null && withdrawnAt === null)
      .map(({ id, number, label, cutAt }): TriageItem => ({
        id: `version-${id}`,
        kind: 'publish',
        version: { id, number, label, cutAt },
      })),
    ...unverified.map((person): TriageItem => ({ id: `person-${person.id}`, kind: 'unverified', person })),
  ]
  for (const article of read.articles) {
    const own = waiting.filter(([first]) => first!.articleId === article.id)
    if (own.length === 0) continue
    const views = await threadViews(
      context,
      actor,
      { article, charter, assignments: assignments.get(article.id) ?? [] },
      own.map(([first]) => first!),
      own.flatMap(([, ...replies]) => replies),
    )
    for (const view of views)
      items.push({
        id: `thread-${view.id}`,
        kind: view.orphaned ? 'orphaned' : 'comment',
        threadId: view.id,
        article: names.get(article.id)!,
        lang: view.lang,
        author: { name: view.author.name, party: view.author.party },
        body: view.body,
        quote: view.anchor?.exact ?? null,
        at: view.createdAt,
        replies: view.replies.length,
      })
  }
  items.sort((a, b) => ('at' in a && 'at' in b ? (a.at < b.at ? -1 : 1) : 0))
  for (const { id, articleId, lang } of read.documents) {
    const doc = read.texts.get(id)
    if (doc) items.push(...dangling(doc, { read, lang, article: names.get(articleId)!, articleId }))
  }
  for (const [articleId, counts] of behind)
    for (const [lang, paragraphs] of Object.entries(counts))
      items.push({
        id: `behind-${articleId}-${lang}`,
        kind: 'behind',
        article: names.get(articleId)!,
        lang,
        paragraphs,
      })
  return inTriageOrder(items)
}

/** One item for each paragraph that holds a reference to what is gone. */
function dangling(
  doc: ArticleDoc,
  at: { read: CharterTexts; lang: string; article: TriageArticle; articleId: string },
): TriageItem[] {
  const { index, articles } = at.read
  const { number, round } = articles.find(({ id }) => id === at.articleId) ?? { number: null, round: null }
  const labels = labelsOf(doc, at.lang, round)
  return doc.content.flatMap((block, i): TriageItem[] => {
    const isLost = (block.content ?? []).some((inline) => inline.type === 'ref' && !index.has(inline.attrs.to))
    if (!isLost) return []
    const words = anchorText(block, { lang: at.lang, index, articleId: at.articleId, number })
    return [
      {
        id: `dangling-${at.articleId}-${at.lang}-${block.attrs.id}`,
        kind: 'dangling',
        article: at.article,
        lang: at.lang,
        blockId: block.attrs.id,
        place: labels[i] ?? null,
        words: openingOf(words, EXCERPT),
      },
    ]
  })
}

export interface TriageView {
  items: TriageItem[]
}

/** Refuses with `not-allowed` to all but the secretariat. `lang`: of labels and headings. */
export async function readTriage(
  context: Context,
  actor: Actor | null,
  charterId: string,
  lang: string,
): Promise<Result<TriageView>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!can(actor, 'charter.settings', charterSubject(charter))) return refuse('not-allowed')
  const read = await readStandingTexts(context, charter, () => true)
  return ok({ items: await findTriage(context, actor, charter, read, articleNames(charter, read, lang)) })
}
