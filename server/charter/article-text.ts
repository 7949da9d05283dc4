/** The text that an article, or a language of it, begins with. */
import type { ArticleDoc, BlockKind } from '../../src/lib/domain/article.ts'
import type { Author } from '../../src/lib/domain/authored.ts'
import { followStructure } from '../../src/lib/domain/structure.ts'
import { SCHEMA_VERSION } from '../../src/lib/domain/text.ts'
import { insertDocument, insertFirstText } from '../store/articles.ts'
import type { Rows } from '../store/store.ts'
import { firstUpdate } from '../text/write.ts'
import { newClient } from './new-client.ts'

const BEGINNING: Record<'preamble' | 'article', readonly BlockKind[]> = {
  article: ['para'],
  preamble: ['chapeau', 'recital', 'formula'],
}

/** A heading, and empty blocks to begin in: one paragraph, or the parts of a preamble. */
export const beginning = (kind: 'preamble' | 'article', heading: string, newId: () => string): ArticleDoc => ({
  type: 'doc',
  content: (['heading', ...BEGINNING[kind]] as const).map((blockKind, i) => ({
    type: 'block',
    attrs: { id: newId(), kind: blockKind, depth: 0, bracket: null, bracketKind: null, extra: null },
    ...(i === 0 ? { content: [{ type: 'text', text: heading }] } : {}),
  })),
})

const NOTHING: ArticleDoc = { type: 'doc', content: [] }

/** The blocks and options of the leading language without words: what another language begins with (ST1). */
export const withoutWords = (lead: ArticleDoc): ArticleDoc => followStructure(NOTHING, lead, NOTHING)

/** Writes a new document with its first text, in the author's name. */
export async function beginDocument(
  rows: Rows,
  newId: () => string,
  by: Author,
  { articleId, lang, doc, at }: { articleId: string; lang: string; doc: ArticleDoc; at: string },
): Promise<void> {
  const documentId = newId()
  const client = newClient(newId)
  await insertDocument(rows, { id: documentId, articleId, lang, schemaVersion: SCHEMA_VERSION, createdAt: at })
  await insertFirstText(rows, {
    documentId,
    bytes: firstUpdate(doc, client),
    clients: [client],
    by,
    at,
  })
}
