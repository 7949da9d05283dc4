/**
 * What is deleted by agreement goes from the working text when a version without it is published (rule AG14; practice 4, 8.1): in every language at once, in
 * the transaction that publishes, as an act of the record.
 */
import { authorOf } from '../../src/lib/domain/authored.ts'
import type { Worn } from '../../src/lib/domain/hat.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { broken, lockedIn } from '../../src/lib/domain/locks.ts'
import { withoutDeleted } from '../../src/lib/domain/provision.ts'
import type { Context, Entries } from '../context.ts'
import { holdArticle, leadingFirst, listArticleRows, listDocuments, type DocumentRow } from '../store/articles.ts'
import type { CharterRow } from '../store/charters.ts'
import { listProvisions, replaceProvisions } from '../store/provisions.ts'
import type { Rows } from '../store/store.ts'
import { listVersionArticles, type VersionRow } from '../store/versions.ts'
import { record } from './record.ts'
import { asWorn } from './wear.ts'

/** Article id -> the blocks that go. */
export type Going = ReadonlyMap<string, ReadonlySet<string>>

/** The blocks that are deleted and not in the version. `kept`: article id -> the ids of its blocks there; null: of a version that is cut now. */
export async function goingFrom(
  rows: Rows,
  charterId: string,
  kept: ReadonlyMap<string, ReadonlySet<string>> | null,
): Promise<Going> {
  return new Map(
    (await listArticleRows(rows, charterId)).flatMap(({ id, deletedAt, deletedBlocks }) => {
      const gone = deletedBlocks.filter((block) => kept?.get(id)?.has(block) !== true)
      return deletedAt !== null || gone.length === 0 ? [] : [[id, new Set(gone)] as const]
    }),
  )
}

/** Article id -> the ids of its blocks in a version, whichever language they stand in. */
export async function blocksIn(rows: Rows, versionId: string): Promise<Map<string, Set<string>>> {
  const blocks = new Map<string, Set<string>>()
  for (const { articleId, doc } of await listVersionArticles(rows, versionId))
    blocks.set(articleId, new Set([...(blocks.get(articleId) ?? []), ...doc.content.map(({ attrs }) => attrs.id)]))
  return blocks
}

/** After the commit: whoever has one of these articles open is told, and asked for their rights anew. */
export function tellGone({ events }: Pick<Context, 'events'>, charterId: string, going: Going): void {
  for (const articleId of going.keys()) {
    events.tell({ kind: 'access-changed', personId: null, articleId, sessionId: null })
    events.tell({ kind: 'article-changed', charterId, articleId })
    events.tell({ kind: 'talks-changed', charterId, articleId })
  }
}

/**
 * Publishes by `publish`, and takes away what goes in the same transaction. Answers what `publish` does; null: it was called off by that, or what goes is
 * another by now. `now`: the texts that change, as they are while nobody writes; none where nothing goes.
 */
export async function publishWithout(
  { store, texts }: Pick<Context, 'store' | 'texts'>,
  worn: Worn,
  charter: Pick<CharterRow, 'id' | 'originalLanguage'>,
  going: Going,
  publish: (rows: Rows, now: ReadonlyMap<string, ArticleDoc>) => Promise<VersionRow | null>,
): Promise<VersionRow | null> {
  const documents = (await listDocuments(store.db, charter.id))
    .filter(({ articleId }) => going.has(articleId))
    .sort(leadingFirst(charter.originalLanguage))
  if (documents.length === 0) return store.transaction((rows) => publish(rows, new Map()))
  let before: ReadonlyMap<string, ArticleDoc> = new Map()
  let after = new Map<string, ArticleDoc>()
  let version: VersionRow | null = null
  const isKept = await texts.changeTogether(
    documents.map(({ id }) => id),
    (now) => {
      before = now
      after = new Map(
        documents.map(({ id, articleId }) => [id, withoutDeleted(now.get(id)!, going.get(articleId)!)] as const),
      )
      return after
    },
    async (rows, written) => {
      version = await publish(rows, before)
      if (version === null) return false
      for (const [articleId, blocks] of going) {
        const own = documents.filter((one) => one.articleId === articleId)
        if (!(await forget(rows, worn, version, articleId, blocks, own, { before, after, written }))) return false
      }
      return true
    },
    authorOf(worn.actor, worn.hat),
  )
  return isKept ? version : null
}

/** Of one article: what is said of its parts, and the record. False: something else is deleted by now. */
async function forget(
  rows: Rows,
  worn: Worn,
  version: VersionRow,
  articleId: string,
  blocks: ReadonlySet<string>,
  documents: readonly DocumentRow[],
  {
    before,
    after,
    written,
  }: { before: ReadonlyMap<string, ArticleDoc>; after: ReadonlyMap<string, ArticleDoc>; written: Entries },
): Promise<boolean> {
  const article = await holdArticle(rows, articleId)
  if (!article || ![...blocks].every((id) => article.deletedBlocks.includes(id))) return false
  const stood = await listProvisions(rows, [articleId])
  const left = stood.filter(({ blockId }) => !blocks.has(blockId))
  for (const { id, lang } of documents)
    if (broken(before.get(id)!, after.get(id)!, lockedIn(left, lang)).length > 0)
      throw new Error(`what goes from ${id} would touch what is agreed`)
  await replaceProvisions(rows, articleId, left)
  await record(rows, {
    at: version.publishedAt ?? version.cutAt,
    ...asWorn(worn),
    act: 'article.parts-removed',
    subject: { kind: 'article', id: articleId },
    data: {
      ...{ version: version.id, number: version.number, blocks: [...blocks] },
      seqs: Object.fromEntries(documents.flatMap(({ id }) => (written[id] ? [[id, written[id]]] : []))),
    },
  })
  return true
}
