// Over 250 lines: reading, saying and answering comments share how a thread is seen.
/** The comments of an article: reading them, opening a thread, replying. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { checkAnchor, occurrences } from '../../src/lib/domain/anchor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { Anchor, AnchorMemory, Located, Page, PageRequest, Thread } from '../../src/lib/domain/contract.ts'
import { surroundingsOf } from '../../src/lib/domain/own-text.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { Context, Hold } from '../context.ts'
import { holdArticle } from '../store/articles.ts'
import {
  findComment,
  holdThread,
  insertComment,
  listCommentRows,
  listThreadRows,
  moveCommentStatus,
  type CommentRow,
} from '../store/comments.ts'
import { speakingRole } from '../../src/lib/domain/thread.ts'
import { seeProposal } from '../proposals/see.ts'
import { declaredBy } from '../store/people.ts'
import type { Rows } from '../store/store.ts'
import { findVersionByNumber, lastVersionNumber } from '../store/versions.ts'
import { answers } from './answers.ts'
import { cleanText, LONGEST } from './input.ts'
import { badCursor, behind, limitOf, pageOf } from './page.ts'
import { record } from './record.ts'
import { articleSubject, seeArticle, type SeenArticle } from './see.ts'
import { blocksOf, commentAct, commentSubject, isGone, threadViews } from './threads.ts'

const mayComment = (actor: Actor, { article, charter, assignments }: SeenArticle): boolean =>
  can(actor, 'article.comment', articleSubject(article, assignments, charter.originalLanguage))

export async function listComments(
  context: Context,
  actor: Actor | null,
  articleId: string,
  page?: PageRequest,
): Promise<Result<Page<Thread>>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(context.store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const comments = await listCommentRows(context.store.db, articleId)
  const threads = comments.filter((one) => one.threadId === null && can(actor, 'comment.see', commentSubject(one)))
  const rest = behind(threads, page?.cursor)
  if (rest === null) return badCursor()
  const { items, next } = pageOf(rest, limitOf(page), ({ id }) => id)
  const replies = comments.filter(({ threadId }) => threadId !== null)
  return ok({ items: await threadViews(context, actor, seen, items, replies), next })
}

/** Opens a thread. Refuses with `invalid`, every fault by its path: the quote must stand in its block exactly once. */
export async function comment(
  context: Context,
  actor: Actor | null,
  articleId: string,
  input: { body: string; lang: string; anchor: Located | null; proposalId?: string | undefined },
): Promise<Result<Thread>> {
  const { store, texts, events, newId } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  if (!mayComment(actor, seen)) return refuse('not-allowed')
  const errors: Fault[] = []
  const body = cleanText(errors, 'body', input.body, LONGEST.comment)
  if (!seen.charter.languages.includes(input.lang))
    errors.push({ path: 'lang', message: 'must be a language of this charter' })
  if (input.proposalId !== undefined && !(await isBeforeAll(context, actor, articleId, input.proposalId)))
    errors.push({ path: 'proposalId', message: 'must be a proposal on this article that was tabled' })
  let anchor: Anchor | null = null
  let memory: AnchorMemory | null = null
  let document: string | null = null
  if (input.anchor !== null && errors.every(({ path }) => path !== 'lang')) {
    const { blockId, exact, prefix, suffix, optionId } = input.anchor
    const wanted = {
      blockId,
      exact,
      ...(prefix ? { prefix } : {}),
      ...(suffix ? { suffix } : {}),
      ...(optionId ? { optionId } : {}),
    }
    const { documentId, blocks } = await (await blocksOf(context, seen))(input.lang)
    const block = blocks.find(({ id }) => id === blockId) ?? null
    const checked = checkAnchor(wanted, block)
    if (checked.ok) {
      anchor = checked.value
      document = documentId!
      const { start, end } = input.anchor
      memory = {
        ...surroundingsOf(block!.text, occurrences(anchor, block!)[0]!),
        version: await lastVersionOf(context, seen.charter.id),
        isSole: blocks.flatMap((one) => occurrences({ exact: checked.value.exact }, one)).length === 1,
        ...(await letters(context, document, blockId, start, end)),
      }
    } else errors.push(...(checked.errors ?? []))
  }
  if (errors.length > 0) return refuse('invalid', { errors })
  const insert = (hold?: Hold): Promise<CommentRow | null> =>
    store.transaction(async (rows) => {
      await hold?.(rows)
      // removed meanwhile, or its paragraphs are on their way to another
      if (!(await holdArticle(rows, articleId))) return null
      const made = {
        ...(await by(rows, actor, newId(), await store.now(rows))),
        articleId,
        threadId: null,
        lang: input.lang,
        body,
        anchor,
        memory,
        ...(input.proposalId !== undefined && { proposalId: input.proposalId }),
      }
      await insertComment(rows, made)
      await recordComment(rows, actor, 'comment.made', made)
      return made
    })
  // MV1: whoever moves the paragraph finds the comment on it, or the comment finds it gone
  const isThere = (doc: ArticleDoc | undefined): boolean =>
    doc?.content.some(({ attrs }) => attrs.id === anchor?.blockId) ?? false
  const row = await (document === null
    ? insert()
    : texts.whileStill([document], async (now, hold) => (isThere(now.get(document)) ? insert(hold) : 'gone')))
  if (row === 'gone')
    return refuse('invalid', { errors: [{ path: 'anchor.blockId', message: 'must be a block of this article' }] })
  if (row === null) return refuse('not-found')
  events.tell({ kind: 'comment-changed', articleId, commentId: row.id })
  const [view] = await threadViews(context, actor, seen, [row], [])
  return ok(view!)
}

/** A thread is about a proposal from when everybody may read that: nobody is told of another. */
async function isBeforeAll({ store }: Context, actor: Actor, articleId: string, proposalId: string): Promise<boolean> {
  const seen = await seeProposal(store.db, actor, proposalId)
  return seen !== undefined && seen.proposal.isShown && seen.proposal.articleId === articleId
}

/** Label of the version that is the last one now. */
async function lastVersionOf({ store }: Context, charterId: string): Promise<string | null> {
  const number = await lastVersionNumber(store.db, charterId)
  return (await findVersionByNumber(store.db, charterId, number))?.label ?? null
}

/** AN8: positions in the text itself, if they are what the page says they are: letters of that block. */
async function letters(
  { texts }: Context,
  documentId: string,
  blockId: string,
  start: string | undefined,
  end: string | undefined,
): Promise<Pick<AnchorMemory, 'start' | 'end'>> {
  if (!start || !end) return { start: null, end: null }
  const living = await texts.livingBlocks(documentId, [start, end])
  return living.every((id) => id === blockId) ? { start, end } : { start: null, end: null }
}

/** TH2: who says it, as they are now. */
const by = async (rows: Rows, actor: Actor, id: string, createdAt: string) => {
  const { capacity, ties } = await declaredBy(rows, actor.id)
  return {
    id,
    authorId: actor.id,
    authorName: actor.name,
    partyId: actor.partyId,
    status: 'open',
    visibility: 'participants' as const,
    contributionId: null,
    createdAt,
    authorRole: speakingRole(actor.roles),
    authorCapacity: capacity,
    authorTies: ties,
    settledAt: null,
    settledBy: null,
    ground: null,
  }
}

const recordComment = (rows: Rows, actor: Actor, act: string, row: CommentRow): Promise<void> =>
  record(rows, { at: row.createdAt, actor, act, ...commentAct(row) })

export interface SeenThread {
  thread: CommentRow
  /** What was asked for: the thread, or one of its replies. */
  entry: CommentRow
  seen: SeenArticle
}

/** A thread that the actor may see, by its own id or that of one of its replies. */
export async function seeThread(context: Context, actor: Actor, commentId: string): Promise<SeenThread | undefined> {
  const { db } = context.store
  const found = await findComment(db, commentId)
  const thread = found?.threadId == null ? found : await findComment(db, found.threadId)
  if (!found || !thread || !can(actor, 'comment.see', commentSubject(thread))) return undefined
  if (found !== thread && !can(actor, 'comment.see', commentSubject(found))) return undefined
  const seen = await seeArticle(db, actor, thread.articleId)
  return seen && { thread, entry: found, seen }
}

/** The thread as it is now. */
export async function viewThread(
  context: Context,
  actor: Actor,
  seen: SeenArticle,
  threadId: string,
): Promise<Result<Thread>> {
  const [thread, ...replies] = await threadRows(context, threadId)
  const [view] = thread ? await threadViews(context, actor, seen, [thread], replies) : []
  return view ? ok(view) : refuse('not-found')
}

/** Opening first: an imported reply may carry an earlier instant than the thread it answers. */
async function threadRows(context: Context, threadId: string): Promise<CommentRow[]> {
  const rows = await listThreadRows(context.store.db, threadId)
  return [...rows.filter(({ id }) => id === threadId), ...rows.filter(({ id }) => id !== threadId)]
}

/** TH14: replies in a thread; it inherits who may see it. An open thread that the secretariat or a pen-holder replies to is answered (practice 8.3). */
export async function reply(
  context: Context,
  actor: Actor | null,
  commentId: string,
  input: { body: string },
): Promise<Result<Thread>> {
  const { store, events, newId } = context
  if (actor === null) return refuse('not-signed-in')
  const found = await seeThread(context, actor, commentId)
  if (!found) return refuse('not-found')
  const { thread, seen } = found
  if (!mayComment(actor, seen) || isGone(thread)) return refuse('not-allowed')
  const errors: Fault[] = []
  const body = cleanText(errors, 'body', input.body, LONGEST.comment)
  if (errors.length > 0) return refuse('invalid', { errors })
  const insert = (): Promise<'moved' | 'gone' | null> =>
    store.transaction(async (rows) => {
      // MV1: with its paragraph the thread may be on its way to another article; whoever moves it holds the one that it leaves
      const before = await findComment(rows, thread.id)
      if (!before || !(await holdArticle(rows, before.articleId))) return 'gone'
      // taken back or withheld meanwhile
      const held = await holdThread(rows, thread.id)
      if (!held || isGone(held)) return 'gone'
      if (held.articleId !== before.articleId) return 'moved'
      const made: CommentRow = {
        ...(await by(rows, actor, newId(), await store.now(rows))),
        articleId: held.articleId,
        threadId: held.id,
        lang: held.lang,
        body,
        anchor: null,
        memory: null,
        visibility: held.visibility,
      }
      await insertComment(rows, made)
      if (await answers(rows, made, held))
        await moveCommentStatus(rows, held.id, { from: ['open'] }, 'answered', {
          at: made.createdAt,
          personId: actor.id,
        })
      await recordComment(rows, actor, 'comment.replied', made)
      return null
    })
  let outcome = await insert()
  while (outcome === 'moved') outcome = await insert()
  if (outcome === 'gone') return refuse('not-allowed')
  const there = await seeThread(context, actor, thread.id)
  if (!there) return refuse('not-found')
  events.tell({ kind: 'comment-changed', articleId: there.thread.articleId, commentId: thread.id })
  return viewThread(context, actor, there.seen, thread.id)
}
