/** Threads that were made here as contributions of a file (rule EX14; practice 14, check 15): where the quoted words are gone, as orphans, with what they quoted. */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { standingBlock } from '../../src/lib/domain/own-text.ts'
import type { ReferenceIndex } from '../../src/lib/domain/reference.ts'
import { standOf } from '../../src/lib/domain/stand.ts'
import { fitForFile } from '../exchange/characters.ts'
import type { ContributionFile } from '../exchange/format.ts'
import type { ArticleRow, DocumentRow } from '../store/articles.ts'
import type { CommentRow } from '../store/comments.ts'
import { isSaid } from './threads.ts'

/** Roles that a file knows, beside that of a delegate. */
const FILE_ROLES = ['head_of_delegation', 'language_reviewer', 'observer', 'secretariat', 'chair']

/** The version that anchors are of: the working text, which no file of a version is asked for. */
const WORKING = 'working-text'

export interface Exported {
  articles: readonly ArticleRow[]
  documents: readonly DocumentRow[]
  texts: ReadonlyMap<string, ArticleDoc>
  index: ReferenceIndex
  /** Row id -> code. */
  codes: ReadonlyMap<string, string>
}

/** Those of `rows` that were made here and stand as they were said, with their replies. */
export function commentsOfFile(rows: readonly CommentRow[], file: Exported): ContributionFile[] {
  const own = rows.filter((row) => row.contributionId === null && isSaid(row.status))
  const ids = new Set(own.map(({ id }) => id))
  return own.flatMap((row): ContributionFile[] => {
    const article = file.articles.find(({ id }) => id === row.articleId)
    if (!article || (row.threadId !== null && !ids.has(row.threadId))) return []
    const { anchor } = row
    const isOrphaned = anchor !== null && isGone(row, article, file)
    return [
      {
        ...{ id: row.id, type: 'comment', society: file.codes.get(row.partyId ?? '') ?? null },
        author_role: FILE_ROLES.find((role) => role === row.authorRole) ?? 'delegate',
        ...{ lang: row.lang, target: anchor?.blockId ?? article.headingBlock, created_at: row.createdAt },
        ...(anchor && { anchor: { exact: fitForFile(anchor.exact), lang: row.lang, version: WORKING } }),
        ...{ body: fitForFile(row.body), status: row.status, visibility: row.visibility },
        ...(row.threadId === null ? {} : { thread_of: row.threadId }),
        ...(isOrphaned && { orphan: { since: WORKING, reason: 'quoted text no longer present' } }),
      },
    ]
  })
}

function isGone({ anchor, memory, lang }: CommentRow, article: ArticleRow, file: Exported): boolean {
  const document = file.documents.find((one) => one.articleId === article.id && one.lang === lang)
  const doc = document && file.texts.get(document.id)
  const rendering = { lang, index: file.index, articleId: article.id, number: article.number }
  const blocks = (doc?.content ?? []).map((block) => standingBlock(block, rendering))
  return standOf(anchor!, memory, blocks).isOrphaned
}
