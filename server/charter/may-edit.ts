/** Whether a text may be edited, asked where it counts: in the transaction that writes it. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked, type ArticleDoc } from '../../src/lib/domain/article.ts'
import { broken, lockedIn } from '../../src/lib/domain/locks.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { lostOptions } from '../../src/lib/domain/standing.ts'
import type { RefusalCode } from '../../src/lib/domain/result.ts'
import { assignmentsOf, findArticle, holdArticle } from '../store/articles.ts'
import { heldBracketsOf } from '../store/held-brackets.ts'
import { listAgreedBlocks } from '../store/provisions.ts'
import type { Rows } from '../store/store.ts'
import { articleSubject } from './see.ts'

/** Why this person may not edit the text of an article in a language, as it is now; null: they may. */
export async function reasonNotToEdit(
  rows: Rows,
  actor: Actor,
  articleId: string,
  lang: string,
  find: typeof findArticle = findArticle,
): Promise<RefusalCode | null> {
  const article = await find(rows, articleId)
  if (!article) return 'not-found'
  const assignments = (await assignmentsOf(rows, actor.id, { articleId })).get(articleId) ?? []
  if (can(actor, 'article.edit', articleSubject(article, assignments, lang))) return null
  return isLocked(article.status) ? 'article-locked' : 'not-allowed'
}

/** A text in one language that is being written. */
export interface Rewritten {
  lang: string
  before: ArticleDoc
  after: ArticleDoc
}

/** What is being written; a function is asked only where something of the article is agreed. */
type Writing = readonly Rewritten[] | (() => Promise<readonly Rewritten[]>)

/**
 * As `reasonNotToEdit`, and holds the article until the transaction ends: it may be locked, deleted or given to others meanwhile. LK4: whatever is written
 * on the server leaves agreed paragraphs as they are (`paragraph-agreed`).
 */
export const reasonNotToWrite = async (
  rows: Rows,
  actor: Actor,
  articleId: string,
  lang: string,
  writing: Writing,
): Promise<RefusalCode | null> =>
  (await reasonNotToEdit(rows, actor, articleId, lang, holdArticle)) ?? (await brokenBy(rows, articleId, writing))

async function brokenBy(rows: Rows, articleId: string, writing: Writing): Promise<RefusalCode | null> {
  const agreed = await listAgreedBlocks(rows, articleId)
  if (agreed.length === 0) return null
  const texts = typeof writing === 'function' ? await writing() : writing
  const isBroken = texts.some(({ lang, before, after }) => broken(before, after, lockedIn(agreed, lang)).length > 0)
  return isBroken ? 'paragraph-agreed' : null
}

/** GA11: whether one of these texts would lose a bracket or option that ends by a decision alone; what settles one need not ask. */
export async function losesBracket(rows: Rows, articleId: string, texts: readonly Rewritten[]): Promise<boolean> {
  const lost = texts.flatMap(({ before, after }) => lostOptions(before, after))
  if (lost.length === 0 || (await findArticle(rows, articleId))?.status === 'draft') return false
  const held = (await heldBracketsOf(rows, [articleId])).get(articleId) ?? []
  return lost.some(({ bracket }) => held.includes(bracket))
}
