/**
 * Moves paragraphs to another article of the charter, in every language, as one act (rules MV*; practice 13, case 20): ids, comments, references
 * and who stands behind brackets go with them.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { authorOf, inTheirNames } from '../../src/lib/domain/authored.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { BlocksMoved } from '../../src/lib/domain/contract.ts'
import { bracketsOfBlocks, moveBlocks as movedBetween, travellers } from '../../src/lib/domain/moving.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context, InNames } from '../context.ts'
import { readForkBase, type CreditOf } from '../proposals/fork.ts'
import { standingBlock } from '../../src/lib/domain/own-text.ts'
import { standOf } from '../../src/lib/domain/stand.ts'
import { leadingFirst, listDocumentsOf, type DocumentRow } from '../store/articles.ts'
import { listCommentRows, type CommentRow } from '../store/comments.ts'
import { forgetChecks, moveBrackets, moveComments, moveFlags, movePositions } from '../store/moving.ts'
import { readCharterTexts } from './charter-texts.ts'
import { reasonNotToWrite, type Rewritten } from './may-edit.ts'
import { record } from './record.ts'
import { seeArticle, type SeenArticle } from './see.ts'
import { still } from './still.ts'
import { asWorn, wearToEdit } from './wear.ts'
import { blocksOf, standsOf } from './threads.ts'

export interface MoveInput {
  blockIds: readonly string[]
  /** The other article. */
  to: string
  /** A block of it; null: at its end. */
  before: string | null
  as?: Hat | undefined
}

const wrong = (path: string, message: string) => refuse('invalid', { errors: [{ path, message }] })

/**
 * Whoever may edit both articles in the charter's original language. Refuses with `not-found`, `not-allowed`, `article-locked`, `paragraph-agreed`, `invalid`
 * (a heading or an unknown block among them; the same article, or one of another charter; a language that the other article lacks).
 */
export async function moveBlocks(
  context: Context,
  actor: Actor | null,
  articleId: string,
  { blockIds, to, before, as }: MoveInput,
): Promise<Result<BlocksMoved>> {
  const { store, texts, events } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const target = await seeArticle(store.db, actor, to)
  if (!target || target.charter.id !== seen.charter.id || to === articleId)
    return wrong('to', 'must be another article of this charter')
  const { originalLanguage } = seen.charter
  const acting = wearToEdit(actor, as, originalLanguage, seen, target)
  if (!acting.ok) return acting
  const { actor: worn, hat } = acting.value
  const sources = await listDocumentsOf(store.db, articleId)
  const targets = await listDocumentsOf(store.db, to)
  const lacking = sources.find(({ lang }) => !targets.some((one) => one.lang === lang))
  if (lacking) return wrong('to', `has no text in ${lacking.lang}`)
  const documents = [...sources, ...targets].sort(leadingFirst(originalLanguage))
  const inLanguage = (list: typeof sources, lang: string) => list.find((one) => one.lang === lang)

  const threadsOn = await threadsBefore(context, seen, sources)
  const credits = new Map(
    await Promise.all(sources.map(async ({ id, lang }) => [lang, await creditsAt(context, id)] as const)),
  )
  const mover = authorOf(worn, hat)
  let stood: ReadonlyMap<string, ArticleDoc> = new Map()
  let next = new Map<string, ArticleDoc>()
  /** What is written in the documents of one of the articles. */
  const writing = (list: readonly DocumentRow[]): Rewritten[] =>
    list.flatMap(({ id, lang }) => (next.has(id) ? [{ lang, before: stood.get(id)!, after: next.get(id)! }] : []))
  let problem: Result<never> | null = null
  let ids = new Set<string>()
  let brackets = new Set<string>()
  const rewrite = (now: ReadonlyMap<string, ArticleDoc>): Map<string, ArticleDoc | InNames> | null => {
    const lead = now.get(inLanguage(sources, originalLanguage)!.id)!
    const goal = now.get(inLanguage(targets, originalLanguage)!.id)!
    const movable = new Set(lead.content.slice(1).flatMap(({ attrs }) => (attrs.kind === 'note' ? [] : [attrs.id])))
    if (blockIds.length === 0 || !blockIds.every((id) => movable.has(id)))
      problem = wrong('blockIds', 'must be paragraphs of this article')
    else if (before !== null && !goal.content.slice(1).some(({ attrs }) => attrs.id === before))
      problem = wrong('before', 'must be a paragraph of the other article')
    ids = travellers(lead, new Set(blockIds))
    if (targets.some(({ id }) => now.get(id)!.content.some(({ attrs }) => ids.has(attrs.id))))
      problem ??= wrong('blockIds', 'the other article has one of them already: take it away there, or here')
    if (problem) return null
    stood = now
    brackets = bracketsOfBlocks(lead, ids)
    next = new Map()
    for (const { id, lang } of targets) {
      const source = inLanguage(sources, lang)
      const [left, grown] = movedBetween(source ? now.get(source.id)! : null, now.get(id)!, ids, before, lead.content)
      if (source && left) next.set(source.id, left)
      next.set(id, grown)
    }
    const inNames = new Map<string, ArticleDoc | InNames>(next)
    for (const { id, lang } of targets) {
      const [source, credited, doc] = [inLanguage(sources, lang), credits.get(lang), next.get(id)!]
      if (!source || !credited) continue
      const creditOf = credited(now.get(source.id)!)
      inNames.set(id, { doc, parts: (from) => inTheirNames(from, doc, creditOf, mover) })
    }
    return inNames
  }
  const isKept = await texts.changeTogether(
    documents.map(({ id }) => id),
    rewrite,
    async (rows, seqs) => {
      const at = await store.now(rows)
      const fresh = await still(rows, worn, at)
      // either may have been locked, deleted or given to others meanwhile
      for (const [id, list] of [
        [articleId, sources],
        [to, targets],
      ] as const) {
        const reason = await reasonNotToWrite(rows, fresh, id, originalLanguage, writing(list))
        if (reason === null) continue
        problem = refuse(reason)
        return false
      }
      // whoever comments holds the article too: none comes after this look
      const threads = threadsOn(await listCommentRows(rows, articleId), stood, ids)
      const comments = await moveComments(rows, articleId, to, threads)
      await moveBrackets(rows, articleId, to, brackets)
      await movePositions(rows, articleId, to, ids)
      for (const { id, lang } of sources) await moveFlags(rows, id, inLanguage(targets, lang)!.id, ids)
      await forgetChecks(
        rows,
        sources.map(({ id }) => id),
        ids,
      )
      await record(rows, {
        at,
        ...asWorn(acting.value),
        act: 'article.blocks-moved',
        subject: { kind: 'article', id: articleId },
        data: { to, blocks: [...ids], before, comments, seqs },
      })
      return true
    },
    mover,
  )
  if (problem) return problem
  if (!isKept) return refuse('busy')
  for (const id of [articleId, to]) events.tell({ kind: 'article-changed', charterId: seen.charter.id, articleId: id })
  return ok({ moved: [...ids], to })
}

/** MV5: who wrote the words of each block that still says what it said when this was asked; of others nobody is known. */
async function creditsAt(context: Context, documentId: string): Promise<(now: ArticleDoc) => CreditOf> {
  const { doc, creditOf } = await readForkBase(context, { id: documentId, lang: '' })
  const were = new Map(doc.content.map((block) => [block.attrs.id, JSON.stringify(block)]))
  return (now) => {
    const same = new Set(
      now.content.flatMap((block) => (were.get(block.attrs.id) === JSON.stringify(block) ? [block.attrs.id] : [])),
    )
    return (blockId, unit) => (same.has(blockId) ? creditOf(blockId, unit) : null)
  }
}

/**
 * The threads that stand on blocks, as the texts are in the moment of the move: not only those that were made on them, but those whose words have come
 * there since by a split or a join. Where letters live was asked before, since texts that stand still answer nobody; a thread made after that
 * stands where its words do.
 */
async function threadsBefore(
  context: Context,
  seen: SeenArticle,
  documents: readonly DocumentRow[],
): Promise<
  (all: readonly CommentRow[], now: ReadonlyMap<string, ArticleDoc>, ids: ReadonlySet<string>) => Map<string, string>
> {
  const { article, charter } = seen
  const rows = (await listCommentRows(context.store.db, article.id)).filter(({ anchor }) => anchor !== null)
  const stands = await standsOf(context, await blocksOf(context, seen), rows)
  const before = new Map(rows.map(({ id }, i) => [id, stands[i]!]))
  const { index } = await readCharterTexts(context, charter)
  return (all, now, ids) => {
    const blocks = new Map(
      documents.map(({ id, lang }) => {
        const rendering = { lang, index, articleId: article.id, number: article.number }
        return [lang, now.get(id)!.content.map((block) => standingBlock(block, rendering))]
      }),
    )
    return new Map(
      all.flatMap(({ id, anchor, memory, lang }) => {
        if (anchor === null) return []
        const known = before.get(id)
        // what was asked of the letters holds: they are where they were
        const isTold = known && known.blockId !== null && (known.moved === 'joined' || known.isOrphaned)
        const living = isTold ? { blockId: known.blockId!, at: null } : null
        const { blockId, moved: how } = standOf(anchor, memory, blocks.get(lang) ?? [], living)
        // AN9: where only the same words stand, a thread is a guest: its own block is another
        if (blockId === null || !ids.has(blockId) || how === 'elsewhere') return []
        // a part is known by the block it was split from, which may stay behind; what was joined is known by its letters alone, which do not move
        return [[id, how === 'joined' ? blockId : anchor.blockId] as const]
      }),
    )
  }
}
