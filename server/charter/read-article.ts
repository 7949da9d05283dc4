/** One article in one language, from durable text: as ProseMirror JSON and as plain text with everything computed. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { ArticleText, ArticleView } from '../../src/lib/domain/contract.ts'
import { numbersOf } from '../../src/lib/domain/places.ts'
import { indexBlocks, type ReferenceIndex, type Target } from '../../src/lib/domain/reference.ts'
import { plainText } from '../../src/lib/domain/rendering.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf, type DocumentRow } from '../store/articles.ts'
import { articleView, headingOf } from './article-view.ts'
import { readCharterTexts, standingText } from './charter-texts.ts'
import { openBracketsOf } from './open-brackets.ts'
import { seeArticle, type SeenArticle } from './see.ts'

/** Whether a text refers to blocks outside itself; only then does the rest of the charter have to be read. */
function refersElsewhere(doc: ArticleDoc): boolean {
  const own = new Set(doc.content.map((block) => block.attrs.id))
  return doc.content.some((block) =>
    (block.content ?? []).some((inline) => inline.type === 'ref' && !own.has(inline.attrs.to)),
  )
}

/** The text of a document and where the blocks that it refers to stand. */
export async function readDocument(
  context: Context,
  { article, charter }: SeenArticle,
  document: DocumentRow,
): Promise<{ doc: ArticleDoc; index: ReferenceIndex }> {
  const doc = await context.texts.read(document.id)
  if (!refersElsewhere(doc))
    return {
      doc,
      index: indexBlocks([
        { id: article.id, number: article.number, doc, round: article.round, deleted: article.deletedBlocks },
      ]),
    }
  const { texts, index } = await readCharterTexts(context, charter, ({ id }) => id === document.id)
  return { doc: texts.get(document.id) ?? doc, index }
}

/** Where the blocks stand that texts point at; what dangles is left out. */
export function targetsOf(docs: readonly ArticleDoc[], index: ReferenceIndex): Record<string, Target> {
  const blocks = docs.flatMap(({ content }) => content)
  const references = blocks.flatMap((block) => block.content ?? []).filter((inline) => inline.type === 'ref')
  return Object.fromEntries(
    references.flatMap(({ attrs: { to } }) => {
      const target = index.get(to)
      return target ? [[to, target]] : []
    }),
  )
}

/** `lang` defaults to the original language; no document in that language is `not-found`. */
export async function readArticle(
  context: Context,
  actor: Actor | null,
  articleId: string,
  lang?: string,
): Promise<Result<ArticleText>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(context.store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const { article, charter } = seen
  const documents = await listDocumentsOf(context.store.db, articleId)
  const document = documents.find((one) => one.lang === (lang ?? charter.originalLanguage))
  if (!document) return refuse('not-found')
  const { doc, index } = await readDocument(context, seen, document)
  const heading = headingOf(doc, article, document.lang, index)
  const open = await openBracketsOf(context, [article], documents)
  const words = { lang: document.lang, heading, openBrackets: open.get(article.id)!.size }
  return ok({
    ...articleView(actor, seen, documents, words),
    charterId: charter.id,
    document: { id: document.id, lang: document.lang },
    json: doc,
    // AG12: what is deleted is not said in it, and what stays keeps its number
    text: plainText(standingText(article, doc), {
      ...{ lang: document.lang, index, articleId, number: article.number },
      round: article.deletedBlocks.length === 0 ? article.round : numbersOf(doc, article.round),
    }),
    sources: article.sources,
    targets: targetsOf([doc], index),
    round: article.round,
    deletedBlocks: [...article.deletedBlocks],
  })
}

/** The article as lists show it, in the original language; for verbs that answer with what they changed. */
export async function viewArticle(
  context: Context,
  actor: Actor | null,
  articleId: string,
): Promise<Result<ArticleView>> {
  const read = await readArticle(context, actor, articleId)
  if (!read.ok) return read
  const {
    charterId: _c,
    document: _d,
    json: _j,
    text: _t,
    sources: _s,
    targets: _r,
    round: _n,
    deletedBlocks: _g,
    ...view
  } = read.value
  return ok(view)
}
