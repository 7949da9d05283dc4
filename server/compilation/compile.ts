/**
 * The compilation text (rules CT*; practice 2, 6.1): made anew from rows and from the texts as they stand, each read once. Whom it names is the charter's
 * setting, for secretariat and chair too, since the document goes from hand to hand.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { openBrackets } from '../../src/lib/domain/brackets.ts'
import {
  compileArticle,
  COMPILED_STATUSES,
  type ProposedChange,
  type ToCompile,
} from '../../src/lib/domain/compilation.ts'
import type { Compilation, CompiledComment } from '../../src/lib/domain/contract-compilation.ts'
import type { ProposalSummary } from '../../src/lib/domain/contract-proposals.ts'
import type { Reply, Thread } from '../../src/lib/domain/contract.ts'
import { shownFixes } from '../../src/lib/domain/editorial-fix.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { standingBlock } from '../../src/lib/domain/own-text.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { isOpen } from '../../src/lib/domain/thread.ts'
import { bracketViews } from '../brackets/list-brackets.ts'
import { languageFor } from '../charter/article-view.ts'
import { namesFor } from '../charter/attributed.ts'
import { readCharterTexts, standingText, type CharterTexts } from '../charter/charter-texts.ts'
import { readsWorkingTexts, seeArticle, seeCharter } from '../charter/see.ts'
import { commentSubject, isGone, threadViews, type BlocksIn } from '../charter/threads.ts'
import type { Context } from '../context.ts'
import { summaries } from '../proposals/views.ts'
import { assignmentsOf, type ArticleRow } from '../store/articles.ts'
import { listBrackets } from '../store/brackets.ts'
import type { CharterRow } from '../store/charters.ts'
import { listCharterCommentRows, type CommentRow } from '../store/comments.ts'
import { listFixes } from '../store/editorial-fixes.ts'
import { listProposalBlocks, listProposalTexts } from '../store/proposal-texts.ts'
import { proposalsOfThreads } from '../store/proposal-threads.ts'
import { listProposals, type ProposalRow } from '../store/proposals.ts'

/** Everything that is before the table for a charter, article by article; those that are marked deleted are left out. */
export async function compileCharter(
  context: Context,
  actor: Actor | null,
  charterId: string,
  lang?: string,
): Promise<Result<Compilation>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const all = await readCharterTexts(context, charter, () => true)
  const texts = { ...all, articles: all.articles.filter(({ deletedAt }) => deletedAt === null) }
  return ok(await compiled(context, actor, charter, texts, languageFor(charter, lang), null))
}

/** The same for one article. */
export async function compileOne(
  context: Context,
  actor: Actor | null,
  articleId: string,
  lang?: string,
): Promise<Result<Compilation>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(context.store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const texts = await readCharterTexts(context, seen.charter, (document) => document.articleId === articleId)
  return ok(await compiled(context, actor, seen.charter, texts, languageFor(seen.charter, lang), articleId))
}

/** `only`: of this article alone. */
async function compiled(
  context: Context,
  actor: Actor,
  charter: CharterRow,
  { articles, documents, texts, index }: CharterTexts,
  lang: string,
  only: string | null,
): Promise<Compilation> {
  const { db } = context.store
  const where = only === null ? { charterId: charter.id } : { articleId: only }
  const asked = articles.filter(({ id }) => only === null || id === only)
  const [at, assignments, brackets, comments, proposals, fixes] = await Promise.all([
    context.store.now(db),
    assignmentsOf(db, actor.id, where),
    listBrackets(db, where),
    commentsOf(context, actor, charter),
    proposalsOf(context, actor, charter, where),
    listFixes(
      db,
      asked.map(({ id }) => id),
    ),
  ])
  const one = async (article: ArticleRow) => {
    const own = documents.filter(({ articleId }) => articleId === article.id)
    const docOf = (tag: string): ArticleDoc | undefined => texts.get(own.find((d) => d.lang === tag)?.id ?? '')
    const shownIn = docOf(lang) ? lang : charter.originalLanguage
    const doc = docOf(shownIn)
    if (!doc) return []
    const seen = { article, charter, assignments: assignments.get(article.id) ?? [] }
    const rendering = (tag: string) => ({ lang: tag, index, articleId: article.id, number: article.number })
    const blocksIn: BlocksIn = (tag) =>
      Promise.resolve({
        documentId: own.find((d) => d.lang === tag)?.id ?? null,
        blocks: docOf(tag)?.content.map((block) => standingBlock(block, rendering(tag))) ?? [],
      })
    const threads = comments.rows.filter((row) => row.articleId === article.id)
    const by = { names: namesFor(charter, actor), reading: rendering, lang: shownIn }
    const shown = { ...seen, docs: new Map([[shownIn, standingText(article, doc)]]) }
    return [
      compileArticle({
        status: article.status,
        doc,
        context: { ...rendering(shownIn), round: article.round },
        proposals: proposals.filter(({ articleId }) => articleId === article.id).map(({ compile }) => compile),
        brackets: bracketViews(actor, shown, brackets, by),
        comments: await placedComments(context, actor, seen, threads, comments.about, proposals, blocksIn),
        openBrackets: openBrackets(
          own.flatMap(({ id }) => texts.get(id) ?? []).map((one) => standingText(article, one)),
        ).size,
        deleted: new Set(article.deletedBlocks),
        fixes: shownFixes(
          fixes.filter(({ articleId }) => articleId === article.id),
          own,
          at,
        ),
      }),
    ]
  }
  return {
    charterId: charter.id,
    symbol: symbolOf(charter),
    title: charter.titles[lang] ?? charter.titles[charter.originalLanguage] ?? charter.slug,
    ...{ lang, original: charter.originalLanguage, at, attribution: charter.attribution },
    articles: (await Promise.all(asked.map(one))).flat(),
  }
}

/** As an imported file names it, else the charter's address. */
function symbolOf({ source, slug }: CharterRow): string {
  const version = source?.['version'] as { symbol?: unknown } | undefined
  return typeof version?.symbol === 'string' ? version.symbol : slug.toUpperCase()
}

interface Proposed {
  id: string
  articleId: string
  code: string
  compile: ToCompile
}

/** CT2: those that are before the table; each block of each of their texts is a row. */
async function proposalsOf(
  { store: { db } }: Context,
  actor: Actor,
  charter: CharterRow,
  where: { charterId: string } | { articleId: string },
): Promise<Proposed[]> {
  const rows = (await listProposals(db, where)).filter(
    ({ status, isShown, code }) => isShown && code !== null && COMPILED_STATUSES.includes(status),
  )
  const ids = rows.map(({ id }) => id)
  const [told, texts, blocks] = await Promise.all([
    summaries(db, actor, charter, where, rows),
    listProposalTexts(db, ids),
    listProposalBlocks(db, ids),
  ])
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const blocksOf = Map.groupBy(blocks, ({ proposalId }) => proposalId)
  return told.map((summary) => {
    const own = (blocksOf.get(summary.id) ?? []).filter(({ kind }) => kind !== 'modified')
    const languages = texts.filter(({ proposalId, kind }) => proposalId === summary.id && kind !== 'modified')
    return {
      ...{ id: summary.id, articleId: summary.articleId, code: summary.code! },
      compile: {
        proposal: toldOf(summary, rowOf.get(summary.id)!),
        lang: summary.lang,
        act: summary.act,
        texts: new Map(
          languages.map(({ lang }): [string, ProposedChange[]] => [lang, own.filter((block) => block.lang === lang)]),
        ),
      },
    }
  })
}

function toldOf(summary: ProposalSummary, { rationale, rationaleLang }: ProposalRow): ToCompile['proposal'] {
  const { id, code, kind, status, isChairs, group, amends, isHeld, isLate, areOthers } = summary
  const parties = summary.sponsors.filter(({ state }) => state === 'joined').map(({ party }) => party)
  return {
    ...{ id, code: code!, kind, status, isChairs, group, isHeld, isLate, rationale, rationaleLang },
    sponsors: { parties, areOthers },
    amends: amends?.code ?? null,
  }
}

interface Said {
  rows: CommentRow[]
  /** Thread -> the proposal that it is about. */
  about: Map<string, string>
}

/** CT6: what was said to all participants, threads that are open with their replies. */
async function commentsOf({ store: { db } }: Context, actor: Actor, charter: CharterRow): Promise<Said> {
  const [rows, about] = await Promise.all([listCharterCommentRows(db, charter.id), proposalsOfThreads(db, charter.id)])
  const isForAll = (row: CommentRow): boolean =>
    (row.visibility === 'participants' || row.visibility === 'public') &&
    !isGone(row) &&
    can(actor, 'comment.see', commentSubject(row))
  const open = new Set(rows.filter((row) => row.threadId === null && isOpen(row) && isForAll(row)).map(({ id }) => id))
  return { rows: rows.filter((row) => open.has(row.threadId ?? row.id) && isForAll(row)), about }
}

async function placedComments(
  context: Context,
  actor: Actor,
  seen: Parameters<typeof threadViews>[2],
  rows: readonly CommentRow[],
  about: Said['about'],
  proposals: readonly Proposed[],
  blocksIn: BlocksIn,
): Promise<{ blockId: string | null; comment: CompiledComment }[]> {
  if (rows.length === 0) return []
  // what is said of a proposal that is not before the table is not either
  const codes = new Map(proposals.map(({ id, code }) => [id, code]))
  const heads = rows.filter(({ id, threadId }) => threadId === null && (!about.has(id) || codes.has(about.get(id)!)))
  const replies = rows.filter(({ threadId }) => threadId !== null)
  const threads = await threadViews(context, actor, seen, heads, replies, blocksIn)
  return threads.map((thread) => ({
    blockId: thread.orphaned ? null : (thread.anchor?.blockId ?? null),
    comment: commentOf(thread, codes.get(about.get(thread.id) ?? '') ?? null),
  }))
}

const authorOf = ({ author: { name, party, role } }: Reply): CompiledComment['author'] => ({ name, party, role })

const commentOf = (thread: Thread, about: string | null): CompiledComment => ({
  id: thread.id,
  author: authorOf(thread),
  lang: thread.lang,
  quote: thread.anchor?.exact ?? null,
  isOrphaned: thread.orphaned,
  about,
  body: thread.body,
  createdAt: thread.createdAt,
  replies: thread.replies
    .filter(({ body }) => body !== '')
    .map((reply) => ({ author: authorOf(reply), body: reply.body, createdAt: reply.createdAt })),
})
