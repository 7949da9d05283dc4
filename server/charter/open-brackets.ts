/** Which brackets are open in articles, whichever language they stand in (rule BD8), for lists that show one language and read no other. */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { openBrackets } from '../../src/lib/domain/brackets.ts'
import type { Context } from '../context.ts'
import type { ArticleRow, DocumentRow } from '../store/articles.ts'
import { lastSeqs } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { standingText } from './charter-texts.ts'

interface Known {
  /** As of which entry of its journal, and without which blocks. */
  of: string
  ids: ReadonlySet<string>
}

/** By document; a text that stands where it stood is not read again. By store, so that two servers in one process (tests) do not meet. */
const kept = new WeakMap<Store, Map<string, Known>>()
const KEPT = 4_000

/** Article -> ids of its open brackets, for each of `articles`. `documents`: of theirs and of others. */
export async function openBracketsOf(
  { store, texts }: Pick<Context, 'store' | 'texts'>,
  articles: readonly Pick<ArticleRow, 'id' | 'deletedBlocks'>[],
  documents: readonly DocumentRow[],
): Promise<Map<string, Set<string>>> {
  const open = new Map(articles.map(({ id }) => [id, new Set<string>()]))
  const theirs = articles.flatMap((article) =>
    documents.filter(({ articleId }) => articleId === article.id).map(({ id }) => ({ id, article })),
  )
  const ids = theirs.map(({ id }) => id)
  await texts.settle(ids)
  const seqs = await lastSeqs(store.db, ids)
  const known = kept.get(store) ?? new Map<string, Known>()
  kept.set(store, known)
  const asOf = theirs.map(({ id, article }) => {
    const of = `${seqs.get(id) ?? 0} ${article.deletedBlocks.join(' ')}`
    const was = known.get(id)
    return { id, article, of, ids: was?.of === of ? was.ids : null }
  })
  const grown = asOf.flatMap((one) => (one.ids === null ? [one.id] : []))
  const read: ReadonlyMap<string, ArticleDoc> = grown.length === 0 ? new Map() : await texts.readMany(grown)
  for (const { id, article, of, ids } of asOf) {
    const doc = read.get(id)
    const now = ids ?? openBrackets(doc ? [standingText(article, doc)] : [])
    known.delete(id)
    known.set(id, { of, ids: now })
    for (const bracket of now) open.get(article.id)!.add(bracket)
  }
  for (const id of [...known.keys()].slice(0, -KEPT)) known.delete(id)
  return open
}
