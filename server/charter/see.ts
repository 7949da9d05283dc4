/**
 * Loading through what the actor may see: a missing thing and an invisible one are both undefined here, and `not-found` outside.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { can, type ArticleSubject, type Assignment, type CharterSubject } from '../../src/lib/domain/permissions.ts'
import { assignmentsOf, findArticle, type ArticleRow } from '../store/articles.ts'
import { findCharter, type CharterRow } from '../store/charters.ts'
import { findSignoff, type SignoffRow } from '../store/signoffs.ts'
import type { Rows } from '../store/store.ts'
import { findVersion, type VersionRow } from '../store/versions.ts'

type Who = Actor | null

export const charterSubject = (charter: CharterRow): CharterSubject => ({
  kind: 'charter',
  hasPublishedVersion: charter.hasPublishedVersion,
})

export async function seeCharter(rows: Rows, actor: Who, idOrSlug: string): Promise<CharterRow | undefined> {
  const charter = await findCharter(rows, idOrSlug)
  return charter && can(actor, 'charter.see', charterSubject(charter)) ? charter : undefined
}

type Assignments = readonly { kind: Assignment; lang: string }[]

/** P1: whether this person reads working texts at all, whatever the article. */
export const readsWorkingTexts = (actor: Actor | null): boolean =>
  can(actor, 'article.read', { kind: 'article', status: 'draft', assignments: [] })

/** What `can` asks about an article: the actor's assignments count in the language they are for. */
export const articleSubject = (article: ArticleRow, assignments: Assignments, lang: string): ArticleSubject => ({
  kind: 'article',
  status: article.status,
  isDeleted: article.deletedAt !== null,
  assignments: assignments.filter((one) => one.lang === '*' || one.lang === lang).map(({ kind }) => kind),
})

export interface SeenArticle {
  article: ArticleRow
  charter: CharterRow
  assignments: Assignments
}

/** An article of working text: readers only. */
export async function seeArticle(rows: Rows, actor: Who, articleId: string): Promise<SeenArticle | undefined> {
  if (actor === null) return undefined
  const article = await findArticle(rows, articleId)
  const charter = article && (await findCharter(rows, article.charterId))
  if (!charter) return undefined
  const assignments = (await assignmentsOf(rows, actor.id, { articleId })).get(articleId) ?? []
  const isSeen = can(actor, 'article.read', articleSubject(article, assignments, charter.originalLanguage))
  return isSeen ? { article, charter, assignments } : undefined
}

export async function seeVersion(rows: Rows, actor: Who, versionId: string): Promise<VersionRow | undefined> {
  const version = await findVersion(rows, versionId)
  return version && isVersionSeen(actor, version) ? version : undefined
}

export const isVersionSeen = (actor: Who, version: VersionRow): boolean =>
  can(actor, 'version.read', { kind: 'version', isPublished: version.publishedAt !== null })

/** A sign-off is seen with its version. */
export async function seeSignoff(rows: Rows, actor: Who, id: string): Promise<SignoffRow | undefined> {
  const signoff = await findSignoff(rows, id)
  return signoff && (await seeVersion(rows, actor, signoff.versionId)) ? signoff : undefined
}
