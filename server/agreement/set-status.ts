/**
 * The chair moves an article (AG1-AG4), or a part of it (AG5-AG10), in its agreement. Agreed words are locked at once for everybody; reopening
 * tells everybody.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked, type ArticleDoc, type PartStatus } from '../../src/lib/domain/article.ts'
import type { ArticleView } from '../../src/lib/domain/contract.ts'
import type { ArticleProvisions } from '../../src/lib/domain/contract-agreement.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { refuse, type Fault, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { markOf, otherThanMarked, type SeenWords } from '../../src/lib/domain/words-seen.ts'
import { cleanLine, cleanText, LONGEST } from '../charter/input.ts'
import { viewArticle } from '../charter/read-article.ts'
import { seeArticle } from '../charter/see.ts'
import { still } from '../charter/still.ts'
import type { Context } from '../context.ts'
import { holdArticle, leadingFirst, listDocumentsOf, type DocumentRow } from '../store/articles.ts'
import { listParties, partiesWithHead, type PartyRow } from '../store/people.ts'
import type { Rows } from '../store/store.ts'
import type { Beside } from './beside.ts'
import { moveTo, type Moved } from './move-status.ts'
import { readProvisions } from './read-provisions.ts'
import { wear } from '../charter/wear.ts'

/** Longest name of a group, in UTF-16 units: a line. */
const LONGEST_GROUP = 120

export interface StatusInput {
  /** `deleted`: of a part alone. */
  status: PartStatus
  /** Needed to reopen, to delete and to restore. */
  reason?: string | undefined
  /** Of agreement in a group: which. */
  group?: string | undefined
  /** Of agreement ad referendum: until when it is to be confirmed, RFC 3339 UTC (DU1-DU3). */
  confirmBy?: string | undefined
  /** And by whom: codes, or every party with a head. Absent: nobody is waited for. */
  parties?: 'all' | readonly string[] | undefined
  as?: Hat | undefined
  /** AG15: the words that are to be agreed or deleted, as they were shown. Absent: they are not compared. */
  seen?: readonly SeenWords[] | undefined
}

/** As `setPartStatus`, for the article as a whole: parts that are as far or further agreed stay so, and reopened is all of it. */
export async function setArticleStatus(
  context: Context,
  beside: Beside,
  actor: Actor | null,
  articleId: string,
  input: StatusInput,
): Promise<Result<ArticleView>> {
  const moved = await move(context, beside, actor, articleId, null, input)
  return moved.ok ? viewArticle(context, actor, articleId) : moved
}

/**
 * `blockId`: of any block of the part. Refuses with `transition-not-allowed` (also when the article was moved meanwhile), `open-brackets`,
 * `language-unchecked`, `not-confirmed`, `text-changed` (the words are others than were `seen`), `invalid` (no reason to reopen; a deadline that is none; no such party; several capacities and none named).
 */
export async function setPartStatus(
  context: Context,
  beside: Beside,
  actor: Actor | null,
  articleId: string,
  blockId: string,
  input: StatusInput,
): Promise<Result<ArticleProvisions>> {
  const moved = await move(context, beside, actor, articleId, blockId, input)
  return moved.ok ? readProvisions(context, beside, actor, articleId) : moved
}

async function move(
  context: Context,
  beside: Beside,
  actor: Actor | null,
  articleId: string,
  blockId: string | null,
  input: StatusInput,
): Promise<Result<Moved>> {
  const { store, texts, events } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const worn = wear(actor, input.as, 'provision.set', () => ({ kind: 'agreement' }))
  if (!worn.ok) return worn
  const faults: Fault[] = []
  const reason = cleanText(faults, 'reason', input.reason ?? '', LONGEST.reason, false)
  const group = cleanLine(faults, 'group', input.group ?? '', LONGEST_GROUP, false)
  const parties = await partiesOf(store.db, input.parties ?? [], faults)
  if (faults.length > 0) return refuse('invalid', { errors: faults })
  const { originalLanguage, id: charterId } = seen.charter
  const documents = (await listDocumentsOf(store.db, articleId)).sort(leadingFirst(originalLanguage))
  let tellLapsed: ((context: Context) => Promise<void>) | undefined
  // nothing is written from the look at its brackets until everybody's rights are asked anew: what came before is in it, what comes after is not
  const moved = await texts.whileStill(
    documents.map(({ id }) => id),
    async (now, hold): Promise<Result<Moved>> => {
      const done = await store.transaction(async (rows): Promise<Result<Moved>> => {
        await hold(rows)
        const article = await holdArticle(rows, articleId)
        if (!article) return refuse('not-found')
        if (blockId === null && article.status !== seen.article.status)
          return refuse('transition-not-allowed', { detail: 'Its status was changed meanwhile.' })
        const at = await store.now(rows)
        if (!can(await still(rows, worn.value.actor, at), 'provision.set', { kind: 'agreement' }))
          return refuse('not-allowed')
        const other = reasonOther(input, documents, now, blockId)
        if (other) return other
        const unchecked = (await beside.unchecked(rows, { articleId })).get(articleId) ?? new Set<string>()
        const done = await moveTo(
          context,
          rows,
          { article, documents, originalLanguage, now, unchecked, at },
          { blockId, to: input.status, reason, group, confirmBy: input.confirmBy ?? null, parties },
          worn.value,
        )
        if (done.ok && done.value.gone)
          tellLapsed = await beside.lapse(rows, worn.value.actor, articleId, at, done.value.gone)
        return done
      })
      if (done.ok) events.tell({ kind: 'access-changed', personId: null, articleId, sessionId: null })
      return done
    },
  )
  if (!moved.ok) return moved
  events.tell({ kind: 'article-changed', charterId, articleId })
  await tellLapsed?.(context)
  events.tell({ kind: 'talks-changed', charterId, articleId })
  return moved
}

/** AG15: refuses with `text-changed`, each language by its path; what is opened, reopened or restored is discussed anyway. */
function reasonOther(
  { status, seen = [] }: StatusInput,
  documents: readonly DocumentRow[],
  now: ReadonlyMap<string, ArticleDoc>,
  blockId: string | null,
): Refused | null {
  if (!isLocked(status) && status !== 'deleted') return null
  const docs = new Map(documents.flatMap(({ id, lang }) => (now.has(id) ? [[lang, now.get(id)!]] : [])))
  const errors = otherThanMarked(docs, seen, (doc) => markOf(doc, blockId))
  return errors.length > 0 ? refuse('text-changed', { detail: 'Its words are others by now.', errors }) : null
}

/** The parties of these codes, in their order; `all`: those with a head. */
async function partiesOf(rows: Rows, asked: 'all' | readonly string[], faults: Fault[]): Promise<PartyRow[]> {
  if (asked === 'all') return partiesWithHead(rows)
  if (asked.length === 0) return []
  const known = new Map((await listParties(rows)).map((party) => [party.code, party]))
  return [...new Set(asked)].flatMap((code, i) => {
    const party = known.get(code)
    if (!party) faults.push({ path: `parties[${i}]`, message: 'must be the code of a delegation' })
    return party ?? []
  })
}
