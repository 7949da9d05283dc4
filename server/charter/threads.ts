// Over 250 lines: what a thread looks like to whom is one question.
/** Threads as pages and programs see them: who said it as they were then, and whether the quoted words still stand. */
import type { Actor, ActSubject } from '../../src/lib/domain/actor.ts'
import type { Author, EntryPermissions, PastFields, Reply, Thread } from '../../src/lib/domain/contract.ts'
import { standingBlock } from '../../src/lib/domain/own-text.ts'
import { isCapacity } from '../../src/lib/domain/people.ts'
import { can, type CommentSubject } from '../../src/lib/domain/permissions.ts'
import { canTurn, GONE, isOpen, isSettled } from '../../src/lib/domain/thread.ts'
import { standOf, type Stand, type StandingBlock } from '../../src/lib/domain/stand.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf, type ArticleRow } from '../store/articles.ts'
import { commentVisitOf, isCapacityShown, listPastFields, type CommentRow, type Visibility } from '../store/comments.ts'
import type { ContributionRow } from '../store/contributions.ts'
import { authorsById, partiesById } from '../store/people.ts'
import { namesFor } from './attributed.ts'
import type { CharterTexts } from './charter-texts.ts'
import { nameOf } from './past-comments.ts'
import { proposalLinks, proposalsMadeOf } from '../proposals/made-of.ts'
import { readDocument } from './read-article.ts'
import { articleSubject, type SeenArticle } from './see.ts'

/** States of a comment (practice 8.3). */
export const WITHHELD = 'withheld'
const RETRACTED = 'retracted'
/** Whether what somebody said stands: it was not withheld, nor taken back. */
export const isSaid = (status: string): boolean => status !== WITHHELD && status !== RETRACTED

/** What is out of view for most is neither answered nor settled. */
export const isGone = ({ status }: Pick<CommentRow, 'status'>): boolean => GONE.includes(status)

/** What the record says of an act on a comment. */
export const commentAct = (
  { id, articleId, threadId }: CommentRow,
  reason?: string,
): { subject: ActSubject; data: Record<string, unknown> } => ({
  subject: { kind: 'comment', id },
  data: {
    article: articleId,
    ...(threadId === null ? {} : { thread: threadId }),
    ...(reason === undefined ? {} : { reason }),
  },
})

export const commentSubject = (
  comment: Pick<CommentRow, 'authorId' | 'partyId' | 'visibility' | 'status'>,
): CommentSubject => ({
  kind: 'comment',
  authorId: comment.authorId,
  partyId: comment.partyId,
  visibility: comment.visibility,
  isWithheld: comment.status === WITHHELD,
})

/** Of what an imported file records of earlier talks, comment or not. */
export const contributionSubject = ({ authorId, partyId, data }: ContributionRow): CommentSubject => ({
  kind: 'comment',
  authorId,
  partyId,
  visibility: data['visibility'] as Visibility,
  isWithheld: data['status'] === WITHHELD,
})

/** How many of these threads are open (TH1), of those that count: article id -> number. */
export function countOpen<Head extends Pick<CommentRow, 'articleId' | 'status'>>(
  heads: readonly Head[],
  counts: (head: Head) => boolean,
): Map<string, number> {
  const open = new Map<string, number>()
  for (const head of heads)
    if (isOpen(head) && counts(head)) open.set(head.articleId, (open.get(head.articleId) ?? 0) + 1)
  return open
}

/** The blocks of an article's text in a language; empty where it has none in that language. */
export type BlocksIn = (lang: string) => Promise<{ documentId: string | null; blocks: StandingBlock[] }>

/** The blocks of an article of texts that were read already. */
export const blocksRead =
  ({ documents, texts, index }: CharterTexts, { id, number }: ArticleRow): BlocksIn =>
  (lang) => {
    const documentId = documents.find((one) => one.articleId === id && one.lang === lang)?.id
    const doc = documentId === undefined ? undefined : texts.get(documentId)
    const rendering = { lang, index, articleId: id, number }
    return Promise.resolve({
      documentId: doc ? documentId! : null,
      blocks: doc?.content.map((block) => standingBlock(block, rendering)) ?? [],
    })
  }

/** Reads each language at most once. */
export async function blocksOf(context: Context, seen: SeenArticle): Promise<BlocksIn> {
  const documents = await listDocumentsOf(context.store.db, seen.article.id)
  const { id, number } = seen.article
  return once(async (lang) => {
    const document = documents.find((one) => one.lang === lang)
    if (!document) return { documentId: null, blocks: [] }
    const { doc, index } = await readDocument(context, seen, document)
    const rendering = { lang, index, articleId: id, number }
    return { documentId: document.id, blocks: doc.content.map((block) => standingBlock(block, rendering)) }
  })
}

function once<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (key) => {
    const value = known.get(key) ?? read(key)
    known.set(key, value)
    return value
  }
}

/** In another block by its words alone. */
const isFound = ({ moved }: Stand): boolean => moved === 'joined' || moved === 'elsewhere'

/**
 * Where these threads stand, in their order; null: they are about the whole article. The text itself is asked for its letters (AN4) only where the
 * words alone do not tell.
 */
export async function standsOf(
  { texts }: Context,
  blocksIn: BlocksIn,
  threads: readonly Pick<CommentRow, 'anchor' | 'memory' | 'lang'>[],
): Promise<(Stand | null)[]> {
  const stands: (Stand | null)[] = []
  const open = new Map<string, number[]>()
  for (const [i, { anchor, memory, lang }] of threads.entries()) {
    const { documentId, blocks } = await blocksIn(lang)
    const stand = anchor && standOf(anchor, memory, blocks)
    stands.push(stand)
    if (documentId && memory?.start && stand && (stand.place !== 'exact' || isFound(stand)))
      open.set(documentId, [...(open.get(documentId) ?? []), i])
  }
  for (const [documentId, indexes] of open) {
    const living = await texts.livingBlocks(
      documentId,
      indexes.map((i) => threads[i]!.memory!.start!),
    )
    for (const [k, i] of indexes.entries()) {
      const { anchor, memory, lang } = threads[i]!
      const blockId = living[k] ?? null
      if (blockId === null) continue
      stands[i] = standOf(anchor!, memory, (await blocksIn(lang)).blocks, { blockId, at: null })
    }
  }
  return stands
}

/** TH16: article id -> how many of these threads, as far as they are not settled, have lost their words. */
export async function countOrphans(
  context: Context,
  read: CharterTexts,
  threads: readonly Pick<CommentRow, 'articleId' | 'anchor' | 'memory' | 'lang' | 'status'>[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const article of read.articles) {
    const own = threads.filter((thread) => thread.articleId === article.id && !isSettled(thread))
    const stands = await standsOf(context, blocksRead(read, article), own)
    const { length } = stands.filter((stand) => stand?.isOrphaned)
    if (length > 0) counts.set(article.id, length)
  }
  return counts
}

/** The threads of `comments` whose opening `actor` may see, each with the replies that they may see, in the order given. */
export async function threadViews(
  context: Context,
  actor: Actor,
  seen: SeenArticle,
  threads: CommentRow[],
  replies: CommentRow[],
  blocksIn?: BlocksIn,
): Promise<Thread[]> {
  const { db } = context.store
  const names = namesFor(seen.charter, actor)
  const shown = replies.filter((reply) => can(actor, 'comment.see', commentSubject(reply)))
  const all = [...threads, ...shown]
  const [stands, parties, authors, visit, isShown, past, proposals, about] = await Promise.all([
    standsOf(context, blocksIn ?? (await blocksOf(context, seen)), threads),
    partiesById(
      db,
      all.map(({ partyId }) => partyId),
    ),
    authorsById(
      db,
      all.flatMap(({ authorId, settledBy }) => [authorId, settledBy]),
    ),
    commentVisitOf(db, actor.id, seen.article.id),
    isCapacityShown(db, seen.charter.id),
    listPastFields(
      db,
      seen.charter.id,
      all.flatMap(({ contributionId }) => contributionId ?? []),
    ),
    proposalsMadeOf(
      db,
      actor,
      seen.article.id,
      all.map(({ id }) => id),
    ),
    proposalLinks(
      db,
      actor,
      seen.article.id,
      threads.flatMap(({ proposalId }) => proposalId ?? []),
    ),
  ])
  const pastOf = (row: CommentRow): PastFields | null => {
    const fields = row.contributionId === null ? undefined : past.get(row.contributionId)
    // the answer to a contribution was recorded with it, and is a reply of its own here
    return fields !== undefined && fields['body'] === row.body ? names.fields(fields) : null
  }
  const authorOf = (row: CommentRow): Author => {
    // AT4: by their role alone
    if (!names.isNamed(row.partyId)) {
      const name = nameOf(null, row.authorRole ?? 'delegate')
      return { name, party: null, role: row.authorRole, capacity: null, ties: null, isFormer: true }
    }
    const person = row.authorId === null ? undefined : authors.get(row.authorId)
    return {
      name: row.authorName,
      party: row.partyId === null ? null : (parties.get(row.partyId) ?? null),
      role: row.authorRole,
      capacity: isShown && isCapacity(row.authorCapacity) ? row.authorCapacity : null,
      ties: isShown ? row.authorTies : null,
      isFormer: row.contributionId !== null || person?.isActive !== true || person.partyId !== row.partyId,
    }
  }
  const settlerOf = ({ settledBy }: CommentRow): string | null => {
    const person = settledBy === null ? undefined : authors.get(settledBy)
    return person && names.isNamed(person.partyId) ? person.name : null
  }
  const reply = (row: CommentRow): Reply => {
    const isOwn = row.authorId === actor.id
    // TH6: taken back, its words are the author's alone again; PE9: for the delegation they spoke for
    const isTakenBack = row.status === RETRACTED && !(isOwn && row.partyId === actor.partyId)
    return {
      id: row.id,
      author: authorOf(row),
      body: isTakenBack ? '' : row.body,
      createdAt: row.createdAt,
      isOwn,
      isNew: visit !== null && !isOwn && row.createdAt > visit,
      past: isTakenBack ? null : pastOf(row),
      status: row.status,
      ground: row.ground,
      permissions: entryPermissions(actor, row),
    }
  }
  const { article, assignments, charter } = seen
  const subject = articleSubject(article, assignments, charter.originalLanguage)
  const [mayReply, mayPropose] = [can(actor, 'article.comment', subject), can(actor, 'article.propose', subject)]
  return threads.map((row, i) => {
    const stand = stands[i] ?? null
    return {
      ...reply(row),
      articleId: row.articleId,
      lang: row.lang,
      visibility: row.visibility,
      orphaned: stand?.isOrphaned ?? false,
      anchor: row.anchor && stand?.blockId ? { ...row.anchor, blockId: stand.blockId } : row.anchor,
      memory: row.memory,
      home: row.anchor?.blockId ?? null,
      moved: stand?.moved ?? null,
      settledAt: row.settledAt,
      settledBy: settlerOf(row),
      proposals: all
        .filter(({ id, threadId }) => id === row.id || threadId === row.id)
        .flatMap(({ id }) => proposals.get(id) ?? []),
      about: about.get(row.proposalId ?? '') ?? null,
      replies: shown.filter(({ threadId }) => threadId === row.id).map(reply),
      permissions: {
        ...entryPermissions(actor, row),
        settle: can(actor, 'comment.settle', commentSubject(row)),
        reply: mayReply && !isGone(row),
        propose: mayPropose && !isSettled(row),
      },
    }
  })
}

/** TH9, TH10: what may be done with these words as they stand. */
const entryPermissions = (actor: Actor, row: CommentRow): EntryPermissions => ({
  retract: canTurn('retract', row) && can(actor, 'comment.retract', commentSubject(row)),
  withhold: canTurn('withhold', row) && can(actor, 'comment.withhold', commentSubject(row)),
  release: canTurn('release', row) && can(actor, 'comment.release', commentSubject(row)),
})
