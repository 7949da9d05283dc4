/** Adds an article: its number computed so that no other moves, its first text written, the drafting group assigned. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { ArticleView } from '../../src/lib/domain/contract.ts'
import { compareNumbers, numberAfter } from '../../src/lib/domain/numbering.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { SCHEMA_VERSION } from '../../src/lib/domain/text.ts'
import type { Context } from '../context.ts'
import {
  insertArticle,
  insertAssignment,
  insertDocument,
  insertFirstText,
  listArticleRows,
  openPosition,
} from '../store/articles.ts'
import { lockCharter, readDraftingGroup } from '../store/charters.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { firstUpdate } from '../text/write.ts'
import { cleanText, LONGEST } from './input.ts'
import { newClient } from './new-client.ts'
import { viewArticle } from './read-article.ts'
import { record } from './record.ts'
import { charterSubject, seeCharter } from './see.ts'

/** A heading and one paragraph to begin in. */
const emptyArticle = (heading: string, newId: () => string): ArticleDoc => ({
  type: 'doc',
  content: [
    {
      type: 'block',
      attrs: { id: newId(), kind: 'heading', depth: 0, bracket: null, bracketKind: null, extra: null },
      content: [{ type: 'text', text: heading }],
    },
    { type: 'block', attrs: { id: newId(), kind: 'para', depth: 0, bracket: null, bracketKind: null, extra: null } },
  ],
})

/**
 * `after`: the article it follows; null: at the end. It stands where its number sorts (NU3).
 * Refuses with `invalid`, `busy` (numbers behind that article are used up, or another insertion won).
 */
export async function createArticle(
  context: Context,
  actor: Actor | null,
  charterId: string,
  input: { heading: string; after: string | null },
): Promise<Result<ArticleView>> {
  const { store, newId, events } = context
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!can(actor, 'article.create', charterSubject(charter))) return refuse('not-allowed')
  const faults: Fault[] = []
  const heading = cleanText(faults, 'heading', input.heading, LONGEST.heading)
  if (heading.includes('\n')) faults.push({ path: 'heading', message: 'must be one line' })
  if (faults.length > 0) return refuse('invalid', { errors: faults })
  const id = newId()
  const doc = emptyArticle(heading, newId)
  let group: string[] = []
  try {
    const inserted = await store.transaction(async (rows): Promise<Result<null>> => {
      // two insertions at once follow each other; each sees the other's number
      await lockCharter(rows, charter.id)
      const createdAt = await store.now(rows)
      const articles = await listArticleRows(rows, charter.id)
      const before = articles.find((article) => article.id === input.after)
      if (input.after !== null && !before)
        return refuse('invalid', { errors: [{ path: 'after', message: 'is not an article of this charter' }] })
      const number = numberAfter(
        articles.flatMap((article) => article.number ?? []),
        before ? (before.number ?? 'preamble') : null,
      )
      if (number === null) return refuse('busy', { detail: 'No number is free behind that article: renumber first.' })
      const next = articles.find((article) => compareNumbers(article.number, number) > 0)
      const position = next ? next.position : Math.max(0, ...articles.map((article) => article.position)) + 1
      await openPosition(rows, charter.id, position)
      await insertArticle(rows, {
        id,
        charterId: charter.id,
        kind: 'article',
        position,
        number,
        headingBlock: doc.content[0]!.attrs.id,
        status: 'draft',
        sources: [],
        createdAt,
      })
      const documentId = newId()
      await insertDocument(rows, {
        id: documentId,
        articleId: id,
        lang: charter.originalLanguage,
        schemaVersion: SCHEMA_VERSION,
        createdAt,
      })
      const client = newClient(newId)
      await insertFirstText(rows, {
        documentId,
        bytes: firstUpdate(doc, client),
        clients: [client],
        authorId: actor.id,
        partyId: actor.partyId,
        at: createdAt,
      })
      group = await readDraftingGroup(rows, charter.id)
      for (const personId of group)
        await insertAssignment(rows, { articleId: id, personId, kind: 'drafter', lang: '*' })
      await record(rows, {
        at: createdAt,
        actor,
        as: 'secretariat',
        act: 'article.created',
        subject: { kind: 'article', id },
        data: { charter: charter.id, number, heading, drafters: group },
      })
      return ok(null)
    })
    if (!inserted.ok) return inserted
  } catch (error) {
    if (isUniqueViolation(error, 'article.charter_id'))
      return refuse('busy', { detail: 'Another article was added at the same moment.' })
    throw error
  }
  events.tell({ kind: 'article-changed', charterId: charter.id, articleId: id })
  return viewArticle(context, actor, id)
}
