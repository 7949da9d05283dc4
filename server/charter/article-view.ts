/** An article as pages and programs see it, with what this actor may do to it. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { ArticleView } from '../../src/lib/domain/contract.ts'
import { articleLabel } from '../../src/lib/domain/numbering.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import type { ReferenceIndex } from '../../src/lib/domain/reference.ts'
import { anchorText } from '../../src/lib/domain/rendering.ts'
import type { ArticleRow, DocumentRow } from '../store/articles.ts'
import type { CharterRow } from '../store/charters.ts'
import { namesFor } from './attributed.ts'
import { articleSubject, type SeenArticle } from './see.ts'

/** The words of an article's heading; of an empty text, none. */
export function headingOf(doc: ArticleDoc, article: ArticleRow, lang: string, index: ReferenceIndex): string {
  const heading = doc.content.find((block) => block.attrs.kind === 'heading')
  return heading ? anchorText(heading, { lang, index, articleId: article.id, number: article.number }) : ''
}

/** The charter's own order of languages: the original first; what it does not name comes last. */
export const inLanguageOrder = (charter: CharterRow, documents: DocumentRow[]): DocumentRow[] => {
  const rank = (lang: string): number => {
    const at = charter.languages.indexOf(lang)
    return at === -1 ? charter.languages.length : at
  }
  return [...documents].sort((a, b) => rank(a.lang) - rank(b.lang) || (a.lang < b.lang ? -1 : 1))
}

/** The language to speak in: the one asked for if the charter has it, else the original. */
export const languageFor = (charter: CharterRow, asked: string | undefined): string =>
  asked !== undefined && charter.languages.includes(asked) ? asked : charter.originalLanguage

export function articleView(
  actor: Actor | null,
  { article, charter, assignments }: SeenArticle,
  documents: DocumentRow[],
  words: { lang: string; heading: string; openBrackets: number },
): ArticleView {
  const subject = articleSubject(article, assignments, words.lang)
  return {
    id: article.id,
    kind: article.kind,
    number: article.number,
    label: articleLabel(article.number, words.lang),
    heading: words.heading,
    status: article.status,
    openBrackets: words.openBrackets,
    deletedAt: article.deletedAt,
    deletedReason: namesFor(charter, actor).note(article.deletedReason),
    documents: inLanguageOrder(charter, documents).map(({ id, lang }) => ({ id, lang })),
    permissions: {
      read: can(actor, 'article.read', subject),
      edit: can(actor, 'article.edit', subject),
      comment: can(actor, 'article.comment', subject),
      propose: can(actor, 'article.propose', subject),
    },
  }
}
