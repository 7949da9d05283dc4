/** Adds an article or the preamble: its number computed (NU3, AR2), its first text written, the drafting group assigned. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { authorOf } from '../../src/lib/domain/authored.ts'
import type { ArticleView } from '../../src/lib/domain/contract.ts'
import { alternativeNumber, compareNumbers, numberAfter } from '../../src/lib/domain/numbering.ts'
import { placedBefore, plainOrder } from '../../src/lib/domain/order.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { NewArticle } from '../app.ts'
import type { Context } from '../context.ts'
import {
  insertArticle,
  listArticleRows,
  lowestPosition,
  openPosition,
  writeOrder,
  type ArticleRow,
} from '../store/articles.ts'
import { findCharter, holdDrafters, insertDrafters, lockCharter, type CharterRow } from '../store/charters.ts'
import { isUniqueViolation } from '../store/errors.ts'
import type { Rows } from '../store/store.ts'
import { beginDocument, beginning, withoutWords } from './article-text.ts'
import { cleanText, LONGEST } from './input.ts'
import { viewArticle } from './read-article.ts'
import { record } from './record.ts'
import { charterSubject, seeCharter } from './see.ts'
import { asWorn, mayStill, wear } from './wear.ts'

type NewRow = Omit<ArticleRow, 'deletedAt' | 'deletedReason' | 'round' | 'deletedBlocks'>

/**
 * `after`: the article it follows; null: at the end; no other number moves (NU3). `before` instead: the article it stands before (null: at the
 * end); while numbers do not stand the articles behind are numbered anew (AR2), afterwards it follows the one before as `after` says.
 * `alternativeTo` instead of both: it shares the number of that article, in brackets as a whole. Refuses with `invalid`, `already-so` (there is an alternative), `preamble-exists`, `busy` (numbers behind that article are used up, or another insertion won).
 */
export async function createArticle(
  context: Context,
  actor: Actor | null,
  charterId: string,
  input: NewArticle,
): Promise<Result<ArticleView>> {
  const { store, newId, events } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeCharter(store.db, actor, charterId)
  if (!seen) return refuse('not-found')
  const about = charterSubject(seen)
  const worn = wear(actor, input.as, 'article.create', () => about)
  if (!worn.ok) return worn
  const faults: Fault[] = []
  const heading = cleanText(faults, 'heading', input.heading, LONGEST.heading)
  if (heading.includes('\n')) faults.push({ path: 'heading', message: 'must be one line' })
  if (faults.length > 0) return refuse('invalid', { errors: faults })
  const kind = input.kind ?? 'article'
  const by = authorOf(worn.value.actor, worn.value.hat)
  const id = newId()
  const begun = beginning(kind, heading, newId)
  const doc = input.alternativeTo === undefined ? begun : inBrackets(begun, newId())
  try {
    const inserted = await store.transaction(async (rows): Promise<Result<null>> => {
      // two insertions at once follow each other; each sees the other's number
      await lockCharter(rows, seen.id)
      const charter = (await findCharter(rows, seen.id))!
      const createdAt = await store.now(rows)
      if (!(await mayStill(rows, worn.value, createdAt, 'article.create', about))) return refuse('not-allowed')
      const row: NewRow = {
        id,
        charterId: charter.id,
        kind,
        position: 0,
        number: null,
        headingBlock: doc.content[0]!.attrs.id,
        status: 'draft',
        sources: [],
        createdAt,
      }
      const placed =
        kind === 'preamble' ? await placePreamble(rows, row) : await placeArticle(rows, charter, row, input)
      if (!placed.ok) return placed
      for (const lang of input.inAllLanguages === true ? charter.languages : [charter.originalLanguage])
        await beginDocument(rows, newId, by, {
          articleId: id,
          lang,
          doc: lang === charter.originalLanguage ? doc : withoutWords(doc),
          at: createdAt,
        })
      const group = await holdDrafters(rows, charter.id)
      await insertDrafters(rows, id, group)
      await record(rows, {
        at: createdAt,
        ...asWorn(worn.value),
        act: 'article.created',
        subject: { kind: 'article', id },
        data: {
          charter: charter.id,
          number: placed.value,
          heading,
          drafters: group.people,
          ...(group.parties.length > 0 && { parties: group.parties }),
        },
      })
      return ok(null)
    })
    if (!inserted.ok) return inserted
  } catch (error) {
    if (isUniqueViolation(error, 'article.charter_id'))
      return refuse('busy', { detail: 'Another article was added at the same moment.' })
    throw error
  }
  events.tell({ kind: 'article-changed', charterId: seen.id, articleId: id })
  return viewArticle(context, actor, id)
}

/** NU15: what is one of two is not agreed. */
const inBrackets = ({ type, content: [heading, ...rest] }: ArticleDoc, bracket: string): ArticleDoc => ({
  type,
  content: [{ ...heading!, attrs: { ...heading!.attrs, bracket, bracketKind: 'optional' } }, ...rest],
})

/** Answers its number: none. */
async function placePreamble(rows: Rows, row: NewRow): Promise<Result<string | null>> {
  const articles = await listArticleRows(rows, row.charterId)
  if (articles.some(({ kind }) => kind === 'preamble')) return refuse('preamble-exists')
  await insertArticle(rows, { ...row, position: 0 })
  return ok(null)
}

const wrong = (path: string): Result<never> =>
  refuse('invalid', { errors: [{ path, message: 'is not an article of this charter' }] })

/** Inserts the row where it belongs; answers its number. */
async function placeArticle(
  rows: Rows,
  charter: CharterRow,
  row: NewRow,
  { after, before, alternativeTo }: Pick<NewArticle, 'after' | 'before' | 'alternativeTo'>,
): Promise<Result<string | null>> {
  const articles = await listArticleRows(rows, charter.id)
  if (alternativeTo !== undefined) {
    const main = articles.find(({ id, number, deletedAt }) => id === alternativeTo && number !== null && !deletedAt)
    if (!main) return wrong('alternativeTo')
    const taken = articles.flatMap((article) => article.number ?? [])
    const number = alternativeNumber(taken, main.number!)
    if (number === null) return refuse('already-so', { detail: 'It has an alternative, or is one.' })
    return insertNumbered(rows, charter, row, articles, number)
  }
  if (before !== undefined && !charter.numbersStand) {
    const others = articles.map((one) => ({ ...one, isDeleted: one.deletedAt !== null }))
    const order = placedBefore([...others, { ...row, isDeleted: false }], row.id, before)
    if (!order) return wrong('before')
    await insertArticle(rows, { ...row, position: (await lowestPosition(rows, charter.id)) - 1 })
    const numbered = plainOrder(order)
    await writeOrder(rows, charter.id, numbered)
    return ok(numbered.find(({ id }) => id === row.id)!.number)
  }
  const follows = before === undefined ? after : precedingOf(articles, before)
  if (follows === undefined) return wrong('before')
  const place = articles.find((article) => article.id === follows)
  if (follows !== null && follows !== FIRST && !place) return wrong('after')
  const number = numberAfter(
    articles.flatMap((article) => article.number ?? []),
    follows === FIRST ? 'preamble' : place ? (place.number ?? 'preamble') : null,
  )
  if (number === null) return refuse('busy', { detail: 'No number is free behind that article: renumber first.' })
  return insertNumbered(rows, charter, row, articles, number)
}

/** Where its number sorts, and no other number moves. */
async function insertNumbered(
  rows: Rows,
  charter: CharterRow,
  row: NewRow,
  articles: readonly ArticleRow[],
  number: string,
): Promise<Result<string>> {
  const next = articles.find((article) => compareNumbers(article.number, number) > 0)
  const position = next ? next.position : Math.max(0, ...articles.map((article) => article.position)) + 1
  await openPosition(rows, charter.id, position)
  await insertArticle(rows, { ...row, position, number })
  return ok(number)
}

/** Stands for "before all articles" where there is no preamble to follow. No id looks like it. */
const FIRST = ''

/** The article that stands before `before`; null: at the end; undefined: that is no place. */
function precedingOf(articles: readonly ArticleRow[], before: string | null): string | null | undefined {
  if (before === null) return null
  const at = articles.findIndex(({ id }) => id === before)
  if (at === -1 || articles[at]!.kind === 'preamble') return undefined
  return articles[at - 1]?.id ?? FIRST
}
