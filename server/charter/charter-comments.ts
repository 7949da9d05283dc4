/** Everything that was said on a charter, article by article: threads, and what a file of earlier talks holds beside them. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { CommentedArticle, PastContribution, Thread } from '../../src/lib/domain/contract.ts'
import { labelsOf } from '../../src/lib/domain/places.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { countThreads } from '../../src/lib/domain/thread.ts'
import type { Context } from '../context.ts'
import { assignmentsOf, listRemovedWithComments, type DocumentRow } from '../store/articles.ts'
import type { CharterRow } from '../store/charters.ts'
import { keepCommentVisit, listCharterCommentRows, type CommentRow } from '../store/comments.ts'
import { listContributions, type ContributionRow } from '../store/contributions.ts'
import { partiesById } from '../store/people.ts'
import { contributionsProposed } from '../store/proposal-threads.ts'
import { headingOf, languageFor } from './article-view.ts'
import { namesFor } from './attributed.ts'
import { articleLabel } from '../../src/lib/domain/numbering.ts'
import { readCharterTexts } from './charter-texts.ts'
import { nameOf } from './past-comments.ts'
import { articleSubject, seeArticle, seeCharter } from './see.ts'
import { blocksRead, commentSubject, contributionSubject, threadViews, type BlocksIn } from './threads.ts'

/**
 * In charter order, articles of which there is something to say, then those that were removed (TH13). What a file says of blocks that are in
 * no article any more stands last, under no article. @param asked language of labels and headings @param articleId that article alone
 */
export async function listCharterComments(
  context: Context,
  actor: Actor | null,
  charterId: string,
  asked?: string,
  articleId?: string,
): Promise<Result<{ items: CommentedArticle[]; elsewhere: PastContribution[] }>> {
  const { db } = context.store
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(db, actor, charterId)
  if (!charter) return refuse('not-found')
  const lang = languageFor(charter, asked)
  const [rows, contributions, assignments, proposed] = await Promise.all([
    listCharterCommentRows(db, charter.id),
    listContributions(db, charter.id),
    assignmentsOf(db, actor.id, { charterId: charter.id }),
    contributionsProposed(db, charter.id),
  ])
  const languages = new Set([lang, ...rows.map((row) => row.lang)])
  const read = await readCharterTexts(context, charter, (document) => languages.has(document.lang))
  const { articles, documents, texts, index } = read
  const readable = articles.filter((article) =>
    can(actor, 'article.read', articleSubject(article, assignments.get(article.id) ?? [], lang)),
  )
  if (articles.length > 0 && readable.length === 0) return refuse('not-allowed')

  const past = await pastViews(
    context,
    actor,
    charter,
    contributions,
    // what has become a thread or a proposal is shown as that
    new Set([...rows.flatMap((row) => row.contributionId ?? []), ...proposed]),
  )
  const articleOf = (blockId: string | null): string | null =>
    (blockId === null ? undefined : index.get(blockId)?.articleId) ?? null
  const placed = past.map((one) => ({ ...one, articleId: articleOf(one.blockId) }))

  const items: CommentedArticle[] = []
  for (const article of readable) {
    if (articleId !== undefined && article.id !== articleId) continue
    const docOf = (tag: string) => {
      const document = documents.find((one) => one.articleId === article.id && one.lang === tag)
      return document && texts.get(document.id)
    }
    const own = rows.filter((row) => row.articleId === article.id)
    const threads = own.filter((row) => row.threadId === null && can(actor, 'comment.see', commentSubject(row)))
    const seen = { article, charter, assignments: assignments.get(article.id) ?? [] }
    const shown = docOf(lang) ?? docOf(charter.originalLanguage)
    const shownIn = docOf(lang) ? lang : charter.originalLanguage
    const labels = shown ? labelsOf(shown, shownIn, article.round) : []
    const ids = shown?.content.map(({ attrs }) => attrs.id) ?? []
    items.push({
      article: {
        id: article.id,
        number: article.number,
        label: articleLabel(article.number, shownIn),
        heading: shown ? headingOf(shown, article, shownIn, index) : '',
      },
      labels: Object.fromEntries(ids.flatMap((id, i) => (labels[i] == null ? [] : [[id, labels[i]]]))),
      blocks: ids,
      ...counted(
        await threadViews(
          context,
          actor,
          seen,
          threads,
          own.filter((row) => row.threadId !== null),
          blocksRead(read, article),
        ),
      ),
      past: placed.filter((one) => one.articleId === article.id),
    })
  }
  if (articleId === undefined) items.push(...(await onRemoved(context, actor, charter, lang, rows)))
  return ok({
    items: items.filter(({ threads, past: earlier }) => threads.length + earlier.length > 0),
    elsewhere: articleId === undefined ? placed.filter((one) => one.articleId === null) : [],
  })
}

const counted = (threads: Thread[]): Pick<CommentedArticle, 'threads' | 'counts'> => ({
  threads,
  counts: countThreads(threads),
})

const NO_TURN = { retract: false, withhold: false, release: false } as const

/** TH13: what was said on articles that were removed since: read, not answered; their words are gone with them. */
async function onRemoved(
  context: Context,
  actor: Actor,
  charter: CharterRow,
  lang: string,
  rows: CommentRow[],
): Promise<CommentedArticle[]> {
  const removed = await listRemovedWithComments(context.store.db, charter.id)
  if (removed.length === 0) return []
  const shownOf = (documents: readonly DocumentRow[]): DocumentRow | undefined =>
    documents.find((one) => one.lang === lang) ?? documents.find((one) => one.lang === charter.originalLanguage)
  const texts = await context.texts.readMany(removed.flatMap(({ documents }) => shownOf(documents)?.id ?? []))
  const nowhere: BlocksIn = () => Promise.resolve({ documentId: null, blocks: [] })
  return Promise.all(
    removed.map(async ({ article, removedAt, documents }): Promise<CommentedArticle> => {
      const own = rows.filter((row) => row.articleId === article.id)
      const threads = await threadViews(
        context,
        actor,
        { article, charter, assignments: [] },
        own.filter((row) => row.threadId === null && can(actor, 'comment.see', commentSubject(row))),
        own.filter((row) => row.threadId !== null),
        nowhere,
      )
      const shown = shownOf(documents)
      const doc = shown && texts.get(shown.id)
      return {
        article: {
          ...{ id: article.id, number: null, label: '', removedAt },
          heading: shown && doc ? headingOf(doc, article, shown.lang, new Map()) : '',
        },
        ...{ labels: {}, blocks: [], past: [] },
        ...counted(
          threads.map((thread) => ({
            ...thread,
            orphaned: true,
            permissions: { settle: false, reply: false, propose: false, ...NO_TURN },
            replies: thread.replies.map((reply) => ({ ...reply, permissions: NO_TURN })),
          })),
        ),
      }
    }),
  )
}

/** Contributions that are shown as nothing else, as this person may see them. `shown`: those that are. */
async function pastViews(
  { store }: Context,
  actor: Actor,
  charter: CharterRow,
  contributions: readonly ContributionRow[],
  shown: ReadonlySet<string>,
): Promise<PastContribution[]> {
  const others = contributions.filter(
    (one) => !shown.has(one.id) && can(actor, 'comment.see', contributionSubject(one)),
  )
  const parties = await partiesById(
    store.db,
    others.map(({ partyId }) => partyId),
  )
  const names = namesFor(charter, actor)
  return others.map(({ id, target, partyId, data }) => {
    const party = partyId === null || !names.isNamed(partyId) ? null : (parties.get(partyId) ?? null)
    const role = String(data['author_role'])
    return {
      id,
      articleId: null,
      blockId: target,
      author: { name: nameOf(party?.name ?? null, role), party, role, capacity: null, ties: null, isFormer: true },
      past: names.fields(data),
    }
  })
}

/** The person has gone through the comments of an article: what others say from now on is new to them. Answers since when. */
export async function visitComments(
  { store }: Context,
  actor: Actor | null,
  articleId: string,
): Promise<Result<{ at: string }>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const at = await store.transaction(async (rows) => {
    const now = await store.now(rows)
    await keepCommentVisit(rows, actor.id, articleId, now)
    return now
  })
  return ok({ at })
}
