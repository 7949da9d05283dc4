/** What every act on brackets begins with: the article, its texts, the leading one first, and how their words read. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Block, Inline } from '../../src/lib/domain/article.ts'
import type { BracketSubject } from '../../src/lib/domain/permissions-brackets.ts'
import { piecesOf, textOfPieces, type RenderContext } from '../../src/lib/domain/rendering.ts'
import { readCharterTexts } from '../charter/charter-texts.ts'
import { articleSubject, seeArticle, type SeenArticle } from '../charter/see.ts'
import type { Context } from '../context.ts'
import { leadingFirst, listDocumentsOf, type DocumentRow } from '../store/articles.ts'

export interface Ground extends SeenArticle {
  /** The original language's first. */
  documents: DocumentRow[]
}

/** Undefined: there is nothing that this person may see. */
export async function groundOf({ store }: Context, actor: Actor, articleId: string): Promise<Ground | undefined> {
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return undefined
  const { originalLanguage } = seen.charter
  const documents = (await listDocumentsOf(store.db, articleId)).sort(leadingFirst(originalLanguage))
  return documents[0]?.lang === originalLanguage ? { ...seen, documents } : undefined
}

export const bracketSubject = ({ article, assignments, charter }: SeenArticle, onWordOf?: 'chair'): BracketSubject => ({
  ...articleSubject(article, assignments, charter.originalLanguage),
  kind: 'bracket',
  onWordOf,
})

/** How words of the article read in each language; read before texts stand still, which then answer nobody. */
export type Reading = (lang: string) => RenderContext

export async function readingOf(context: Context, { article, charter }: SeenArticle): Promise<Reading> {
  const { index } = await readCharterTexts(context, charter)
  return (lang) => ({ lang, index, articleId: article.id, number: article.number })
}

/** Content as people read it: references spelt out, brackets within it as `[…]`. */
export function spelt(content: readonly Inline[], context: RenderContext): string {
  const attrs = { id: '', kind: 'para', depth: 0, bracket: null, bracketKind: null, extra: null } as const
  const block: Block = { type: 'block', attrs, content: [...content] }
  return textOfPieces(piecesOf(block, context))
}
