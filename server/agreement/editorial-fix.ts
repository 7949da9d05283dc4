// Over 250 lines: the four acts on one fix hold the same rows in the same order.
/** Editorial fixes of agreed words (rules EF*): proposed, confirmed by a second person, withdrawn, objected to, and taken back after that. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { authorOf, type Author } from '../../src/lib/domain/authored.ts'
import { isLocked, type ArticleDoc, type Block } from '../../src/lib/domain/article.ts'
import type { FixView } from '../../src/lib/domain/contract-agreement.ts'
import {
  fixed,
  fixState,
  LONGEST_FIX,
  reasonNotToConfirm,
  reasonNotToObject,
  shownUntil,
} from '../../src/lib/domain/editorial-fix.ts'
import { replacementText } from '../../src/lib/domain/find.ts'
import type { Hat, Worn } from '../../src/lib/domain/hat.ts'
import { isSameBlock } from '../../src/lib/domain/locks.ts'
import { partFor, statusOf } from '../../src/lib/domain/provision.ts'
import type { Action, Actions } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type RefusalCode, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { cleanText, LONGEST } from '../charter/input.ts'
import { reasonNotToWrite } from '../charter/may-edit.ts'
import { record } from '../charter/record.ts'
import { seeArticle, type SeenArticle } from '../charter/see.ts'
import type { Context } from '../context.ts'
import { holdArticle, leadingFirst, listDocumentsOf, type ArticleRow } from '../store/articles.ts'
import { findFix, insertFix, listFixes, updateFix, type FixRow } from '../store/editorial-fixes.ts'
import { lastSeqs } from '../store/history.ts'
import { listAgreedBlocks } from '../store/provisions.ts'
import type { Rows } from '../store/store.ts'
import type { Beside } from './beside.ts'
import { moveTo } from './move-status.ts'
import { fixViews, seeFix } from './see-fix.ts'
import { mayStill, roleIn, wear } from '../charter/wear.ts'

export interface FixInput {
  lang: string
  blockId: string
  /** Words that stand in the block once, as they stand there; empty where the block has no words. */
  exact: string
  /** What is to stand there instead. */
  words: string
  why: string
  as?: Hat | undefined
}
export interface ReasonInput {
  reason: string
  as?: Hat | undefined
}
interface AsInput {
  as?: Hat | undefined
}

const wrong = (path: string, message: string) => refuse('invalid', { errors: [{ path, message }] })

const isAgreed = async (rows: Rows, article: ArticleRow, blockId: string): Promise<boolean> =>
  isLocked(
    statusOf(
      article.status,
      new Map((await listAgreedBlocks(rows, article.id)).map((one) => [one.blockId, one.status])),
      blockId,
    ),
  )

/** What every entry of the record says of a fix. */
const act = (
  worn: Worn,
  at: string,
  name: string,
  { id, articleId, blockId }: Pick<FixRow, 'id' | 'articleId' | 'blockId'>,
  data: Record<string, unknown> = {},
) => {
  const as = roleIn(worn)
  return {
    ...{ at, actor: worn.actor, ...(as && { as }), act: name },
    subject: { kind: 'fix', id },
    data: { article: articleId, block: blockId, ...data },
  }
}

async function viewOf({ store }: Context, actor: Actor, id: string): Promise<Result<FixView>> {
  const found = await seeFix(store.db, actor, id)
  if (!found) return refuse('not-found')
  const [view] = await fixViews(store.db, actor, found.seen.charter, [found.fix], await store.now(store.db))
  return ok(view!)
}

/**
 * By the secretariat, of words that are agreed. Refuses with `changes-substance` (EF1), `already-so` (another fix of the paragraph waits or is
 * shown), `invalid` (the paragraph is not agreed; `exact` does not stand there once).
 */
export async function proposeFix(
  context: Context,
  actor: Actor | null,
  articleId: string,
  input: FixInput,
): Promise<Result<FixView>> {
  const { store, texts, events, newId } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const worn = wear(actor, input.as, 'fix.propose', () => ({ kind: 'agreement' }))
  if (!worn.ok) return worn
  const faults: Fault[] = []
  const why = cleanText(faults, 'why', input.why, LONGEST.reason)
  if (input.exact.length > LONGEST_FIX)
    faults.push({ path: 'exact', message: `must have at most ${LONGEST_FIX} characters` })
  if (faults.length > 0) return refuse('invalid', { errors: faults })
  const documents = await listDocumentsOf(store.db, articleId)
  const document = documents.find(({ lang }) => lang === input.lang)
  const lead = documents.find(({ lang }) => lang === seen.charter.originalLanguage)
  if (!document || !lead) return wrong('lang', 'must be a language of the article')
  const read = await texts.readMany(documents.map((one) => one.id))
  const base = blockOf(read.get(document.id), input.blockId)
  if (!base || !partFor([...read.values()], read.get(lead.id)!, input.blockId))
    return wrong('blockId', 'must be a paragraph of the article')
  const made = fixed(base, { exact: input.exact, words: replacementText(input.words) }, document.lang)
  if (!made.ok) return made
  const id = newId()
  const done = await store.transaction(async (rows): Promise<Result<null>> => {
    const article = await holdArticle(rows, articleId)
    if (!article || article.deletedAt !== null) return refuse('not-found')
    if (!(await isAgreed(rows, article, input.blockId)))
      return wrong('blockId', 'must be an agreed paragraph; others are edited')
    const at = await store.now(rows)
    if (!(await mayStill(rows, worn.value, at, 'fix.propose', { kind: 'agreement' }))) return refuse('not-allowed')
    const others = (await listFixes(rows, [articleId])).filter(
      (one) => one.documentId === document.id && one.blockId === input.blockId,
    )
    if (others.some((one) => ['proposed', 'shown'].includes(fixState(one, at)))) return refuse('already-so')
    const fix = { id, articleId, documentId: document.id, blockId: input.blockId }
    await insertFix(rows, { ...fix, base, text: made.value.block, why, proposedBy: actor.id, proposedAt: at })
    const { lang } = document
    await record(rows, act(worn.value, at, 'fix.proposed', fix, { lang, runs: made.value.runs, why }))
    return ok(null)
  })
  if (!done.ok) return done
  events.tell({ kind: 'talks-changed', charterId: seen.charter.id, articleId })
  return viewOf(context, actor, id)
}

const blockOf = (doc: ArticleDoc | undefined, id: string): Block | undefined =>
  doc?.content.find(({ attrs }) => attrs.id === id)

const withBlock = (doc: ArticleDoc, block: Block): ArticleDoc => ({
  ...doc,
  content: doc.content.map((one) => (one.attrs.id === block.attrs.id ? block : one)),
})

const ofProposer = ({ proposedBy }: FixRow) => ({ kind: 'fix', proposedBy }) as const

/** A fix, and the capacity in which this person may do something about it. */
async function openFix<A extends Action>(
  { store }: Context,
  actor: Actor | null,
  id: string,
  as: Hat | undefined,
  action: A,
  subject: (fix: FixRow) => Actions[A],
): Promise<Result<{ fix: FixRow; seen: SeenArticle; worn: Worn; reader: Actor }>> {
  if (actor === null) return refuse('not-signed-in')
  const found = await seeFix(store.db, actor, id)
  if (!found) return refuse('not-found')
  const worn = wear(actor, as, action, () => subject(found.fix))
  return worn.ok ? ok({ ...found, worn: worn.value, reader: actor }) : worn
}

/**
 * EF2: by a second person: the words are put into the text in the name of who proposed them, and shown as changed for five days. Refuses with
 * `not-allowed`, `already-so`, `text-changed` (the paragraph is another by now), `transition-not-allowed` (it was reopened).
 */
export async function confirmFix(
  context: Context,
  actor: Actor | null,
  id: string,
  input: AsInput,
): Promise<Result<FixView>> {
  const { store } = context
  const opened = await openFix(context, actor, id, input.as, 'fix.confirm', ofProposer)
  if (!opened.ok) return opened
  const { fix, seen, worn, reader } = opened.value
  const before = reasonNotToConfirm(fix, reader.id, await store.now(store.db))
  if (before) return before
  // the secretariat alone proposes them
  const by: Author = { authorId: fix.proposedBy, partyId: null, hat: 'secretariat' }
  const written = await writeBlock(context, fix, fix.base, fix.text, by, async (rows, held, seq) => {
    const article = await holdArticle(rows, fix.articleId)
    const at = await store.now(rows)
    const reason = reasonNotToConfirm(held, reader.id, at)
    if (reason) return reason
    if (!(await mayStill(rows, worn, at, 'fix.confirm', ofProposer(held)))) return refuse('not-allowed')
    if (!article || !(await isAgreed(rows, article, fix.blockId)))
      return refuse('transition-not-allowed', { detail: 'The paragraph was reopened: it is edited now.' })
    const untilAt = shownUntil(at)
    await updateFix(rows, id, { confirmedBy: reader.id, confirmedAt: at, untilAt })
    await record(rows, act(worn, at, 'fix.confirmed', fix, { until: untilAt, document: fix.documentId, seq }))
    return null
  })
  return written.ok ? told(context, reader, seen, id) : written
}

/** Writes one block where it is still `from`, with what `alongside` decides and records; of two acts at once on the fix one is first. */
async function writeBlock(
  { texts }: Context,
  fix: FixRow,
  from: Block,
  to: Block,
  by: Author,
  alongside: (
    rows: Rows,
    held: FixRow,
    seq: number,
    now: { before: ArticleDoc; after: ArticleDoc },
  ) => Promise<Refused | null>,
): Promise<Result<null>> {
  let problem: Refused | null = null
  let now: { before: ArticleDoc; after: ArticleDoc } | null = null
  const isKept = await texts.changeTogether(
    [fix.documentId],
    (read) => {
      const before = read.get(fix.documentId)!
      const stands = blockOf(before, fix.blockId)
      if (!stands || !isSameBlock(stands, from)) {
        problem = refuse('text-changed', { detail: 'The paragraph is another by now.' })
        return null
      }
      now = { before, after: withBlock(before, to) }
      return new Map([[fix.documentId, now.after]])
    },
    async (rows) => {
      await holdArticle(rows, fix.articleId)
      const held = await findFix(rows, fix.id)
      const seq = (await lastSeqs(rows, [fix.documentId])).get(fix.documentId) ?? 0
      problem = held ? await alongside(rows, held, seq, now!) : refuse('not-found')
      return problem === null
    },
    by,
  )
  if (problem !== null) return problem
  return isKept ? ok(null) : refuse('busy')
}

async function told(
  context: Context,
  actor: Actor,
  { article, charter }: SeenArticle,
  id: string,
): Promise<Result<FixView>> {
  context.events.tell({ kind: 'article-changed', charterId: charter.id, articleId: article.id })
  context.events.tell({ kind: 'talks-changed', charterId: charter.id, articleId: article.id })
  return viewOf(context, actor, id)
}

/** By the secretariat, before it is confirmed. Refuses with `already-so`. */
export async function withdrawFix(
  context: Context,
  actor: Actor | null,
  id: string,
  input: AsInput,
): Promise<Result<FixView>> {
  const { store } = context
  const opened = await openFix(context, actor, id, input.as, 'fix.withdraw', ofProposer)
  if (!opened.ok) return opened
  const { fix, seen, worn, reader } = opened.value
  const done = await store.transaction(async (rows): Promise<Result<null>> => {
    await holdArticle(rows, fix.articleId)
    const held = await findFix(rows, id)
    const at = await store.now(rows)
    if (!held || fixState(held, at) !== 'proposed') return refuse('already-so')
    if (!(await mayStill(rows, worn, at, 'fix.withdraw', ofProposer(held)))) return refuse('not-allowed')
    await updateFix(rows, id, { withdrawnAt: at })
    await record(rows, act(worn, at, 'fix.withdrawn', fix))
    return ok(null)
  })
  return done.ok ? told(context, reader, seen, id) : done
}

/**
 * EF4: by any delegation while it is shown: the paragraph is reopened, with the objection as the reason. Refuses with `too-late`, `already-so`,
 * `not-allowed`, `invalid`.
 */
export async function objectToFix(
  context: Context,
  beside: Beside,
  actor: Actor | null,
  id: string,
  input: ReasonInput,
): Promise<Result<FixView>> {
  const { store, texts, events } = context
  const opened = await openFix(context, actor, id, input.as, 'fix.object', () => ({ kind: 'agreement' }))
  if (!opened.ok) return opened
  const { fix, seen, worn, reader } = opened.value
  const { articleId } = fix
  const faults: Fault[] = []
  const reason = cleanText(faults, 'reason', input.reason, LONGEST.reason)
  if (faults.length > 0) return refuse('invalid', { errors: faults })
  const { originalLanguage } = seen.charter
  const documents = (await listDocumentsOf(store.db, articleId)).sort(leadingFirst(originalLanguage))
  const done = await texts.whileStill(
    documents.map((one) => one.id),
    async (now, hold): Promise<Result<null>> => {
      const objected = await store.transaction(async (rows): Promise<Result<null>> => {
        await hold(rows)
        const article = await holdArticle(rows, articleId)
        const held = await findFix(rows, id)
        if (!article || !held) return refuse('not-found')
        const at = await store.now(rows)
        const late = reasonNotToObject(held, at)
        if (late) return late
        if (!(await mayStill(rows, worn, at, 'fix.object', { kind: 'agreement' }))) return refuse('not-allowed')
        await updateFix(rows, id, {
          ...{ objectedBy: reader.id, objectedParty: worn.actor.partyId, objectedAt: at, objection: reason },
        })
        await record(rows, act(worn, at, 'fix.objected', fix, { reason }))
        // somebody may have reopened it before
        if (!(await isAgreed(rows, article, fix.blockId))) return ok(null)
        const move = { blockId: fix.blockId, to: 'under_discussion', reason } as const
        const unchecked = (await beside.unchecked(rows, { articleId })).get(articleId) ?? new Set<string>()
        const standing = { article, documents, originalLanguage, now, unchecked, at }
        const none = { group: '', confirmBy: null, parties: [] }
        const moved = await moveTo(context, rows, standing, { ...move, ...none }, worn)
        if (!moved.ok) throw new Error(`an objection did not reopen ${fix.blockId}: ${moved.code}`)
        return ok(null)
      })
      if (objected.ok) events.tell({ kind: 'access-changed', personId: null, articleId, sessionId: null })
      return objected
    },
  )
  return done.ok ? told(context, reader, seen, id) : done
}

/** By the chair, after an objection: the words as they were before the fix, where nobody changed them since. Refuses with `already-so`, `text-changed`. */
export async function takeFixBack(
  context: Context,
  actor: Actor | null,
  id: string,
  input: AsInput,
): Promise<Result<FixView>> {
  const { store } = context
  const opened = await openFix(context, actor, id, input.as, 'fix.takeBack', () => ({ kind: 'agreement' }))
  if (!opened.ok) return opened
  const { fix, seen, worn, reader } = opened.value
  if (fix.objectedAt === null || fix.takenBackAt !== null) return refuse('already-so')
  const { lang } = (await listDocumentsOf(store.db, fix.articleId)).find((one) => one.id === fix.documentId)!
  const by = authorOf(worn.actor, worn.hat)
  const written = await writeBlock(context, fix, fix.text, fix.base, by, async (rows, held, seq, now) => {
    const at = await store.now(rows)
    if (fixState(held, at) !== 'objected' || held.takenBackAt !== null) return refuse('already-so')
    if (!(await mayStill(rows, worn, at, 'fix.takeBack', { kind: 'agreement' }))) return refuse('not-allowed')
    // it may have been agreed again meanwhile
    const reason: RefusalCode | null = await reasonNotToWrite(rows, worn.actor, fix.articleId, lang, [{ lang, ...now }])
    if (reason !== null) return refuse(reason)
    await updateFix(rows, id, { takenBackAt: at })
    await record(rows, act(worn, at, 'fix.taken-back', fix, { document: fix.documentId, seq }))
    return null
  })
  return written.ok ? told(context, reader, seen, id) : written
}
