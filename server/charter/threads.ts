/** Threads as pages and programs see them: who said it as they were then, and whether the quoted words still stand. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { findAnchor, partOf, type AnchoredBlock } from '../../src/lib/domain/anchor.ts'
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import type { Reply, Thread } from '../../src/lib/domain/contract.ts'
import { can, type CommentSubject } from '../../src/lib/domain/permissions.ts'
import type { ReferenceIndex } from '../../src/lib/domain/reference.ts'
import { anchorText, optionRanges, type RenderContext } from '../../src/lib/domain/rendering.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf } from '../store/articles.ts'
import type { CommentRow } from '../store/comments.ts'
import { partiesById } from '../store/people.ts'
import { readDocument } from './read-article.ts'
import type { SeenArticle } from './see.ts'

/** Status of a comment that a moderator withholds (practice 8.3). */
export const WITHHELD = 'withheld'
export const RESOLVED = 'resolved'

export const commentSubject = (comment: CommentRow): CommentSubject => ({
  kind: 'comment',
  authorId: comment.authorId,
  partyId: comment.partyId,
  visibility: comment.visibility,
  isWithheld: comment.status === WITHHELD,
})

/** A block of a text, as anchors see it. */
function anchoredBlock(block: Block, context: RenderContext): AnchoredBlock {
  return {
    text: anchorText(block, context).normalize('NFC'),
    rangesOf: (optionId) => optionRanges(block, optionId, context),
  }
}

/** Finds blocks of an article's text in one language; null where there is no such block, or no text in that language. */
export type FindBlock = (lang: string, blockId: string) => Promise<AnchoredBlock | null>
/** Finds a block together with those that were split from it since, in the order of the article. */
type FindParts = (lang: string, blockId: string) => Promise<{ id: string; block: AnchoredBlock }[]>

/** Reads each language at most once. */
export async function blockFinder(context: Context, seen: SeenArticle): Promise<FindBlock> {
  const parts = await partsFinder(context, seen)
  return async (lang, blockId) => (await parts(lang, blockId)).find(({ id }) => id === blockId)?.block ?? null
}

async function partsFinder(context: Context, seen: SeenArticle): Promise<FindParts> {
  const documents = await listDocumentsOf(context.store.db, seen.article.id)
  const read = new Map<string, Promise<{ doc: ArticleDoc; index: ReferenceIndex } | null>>()
  return async (lang, blockId) => {
    let text = read.get(lang)
    if (!text) {
      const document = documents.find((one) => one.lang === lang)
      text = document ? readDocument(context, seen, document) : Promise.resolve(null)
      read.set(lang, text)
    }
    const found = await text
    if (!found) return []
    const { id, number } = seen.article
    const family = new Set([blockId])
    // what was split off may have been split again, and stand anywhere by now
    for (let size = 0; size < family.size;) {
      size = family.size
      for (const { attrs } of found.doc.content) if (attrs.from != null && family.has(attrs.from)) family.add(attrs.id)
    }
    const own = found.doc.content.filter(({ attrs }) => family.has(attrs.id))
    return own
      .sort((a, b) => Number(b.attrs.id === blockId) - Number(a.attrs.id === blockId))
      .map((block) => ({
        id: block.attrs.id,
        block: anchoredBlock(block, { lang, index: found.index, articleId: id, number }),
      }))
  }
}

/** The threads of `comments` whose opening `actor` may see, each with the replies that they may see, in the order given. */
export async function threadViews(
  context: Context,
  actor: Actor,
  seen: SeenArticle,
  threads: CommentRow[],
  replies: CommentRow[],
): Promise<Thread[]> {
  const findParts = await partsFinder(context, seen)
  const shown = replies.filter((reply) => can(actor, 'comment.see', commentSubject(reply)))
  const parties = await partiesById(
    context.store.db,
    [...threads, ...shown].map(({ partyId }) => partyId),
  )
  const reply = (row: CommentRow): Reply => ({
    id: row.id,
    author: { name: row.authorName, party: row.partyId === null ? null : (parties.get(row.partyId) ?? null) },
    body: row.body,
    createdAt: row.createdAt,
  })
  return Promise.all(
    threads.map(async (row) => {
      const parts = row.anchor === null ? [] : await findParts(row.lang, row.anchor.blockId)
      const part = row.anchor && partOf(row.anchor, parts)
      const block = parts.find(({ id }) => id === part)?.block ?? null
      return {
        ...reply(row),
        lang: row.lang,
        status: row.status,
        orphaned: row.anchor !== null && findAnchor(row.anchor, block).isOrphaned,
        anchor: row.anchor && part ? { ...row.anchor, blockId: part } : row.anchor,
        replies: shown.filter(({ threadId }) => threadId === row.id).map(reply),
        permissions: { settle: can(actor, 'comment.settle', commentSubject(row)) },
      }
    }),
  )
}
