// Over 250 lines: words replaced and taken back are asked for alike, article by article.
/**
 * Replaces words in chosen articles of a charter: each article one edit in the author's name, through its room, where the matches are
 * looked for anew in that very turn. What may not be edited is left alone and said so. The whole is taken back as one.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { authorOf } from '../../src/lib/domain/authored.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { Replacement, ReplacementUndone } from '../../src/lib/domain/contract.ts'
import { findIn, LONGEST_QUERY, replaceIn, replacementText, wordsOfBlock } from '../../src/lib/domain/find.ts'
import { lockedIn } from '../../src/lib/domain/locks.ts'
import { hatsTo, type Acting } from '../../src/lib/domain/article-hats.ts'
import { HATS, type Hat } from '../../src/lib/domain/hat.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Refused, type RefusalCode, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { assignmentsOf, listArticleRows, listDocuments, listDocumentsOf } from '../store/articles.ts'
import { findAudit } from '../store/audit.ts'
import { listAgreedBlocks } from '../store/provisions.ts'
import { lastSeqs, loadJournal } from '../store/history.ts'
import { DoneAlready } from '../store/keyed-acts.ts'
import { languageFor } from './article-view.ts'
import { queryFrom, type FindInput } from './find.ts'
import type { Rows } from '../store/store.ts'
import { reasonNotToWrite, type Rewritten } from './may-edit.ts'
import { docFromUpdates } from '../text/read.ts'
import { record } from './record.ts'
import { articleSubject, seeArticle, seeCharter } from './see.ts'
import { still } from './still.ts'
import { asWorn, wearToEdit, type AsInput } from './wear.ts'

export interface ReplaceInput extends FindInput {
  by: string
  /** Ids. */
  articles: readonly string[]
  as?: Hat | undefined
}

/** A replacement makes no article longer than this, in UTF-16 units: whatever the script, it stays below `articleBytes` (limits.ts). */
export const LONGEST_ARTICLE = 1_000_000

const lengthOf = (doc: ArticleDoc): number =>
  doc.content.reduce((sum, block) => sum + wordsOfBlock(block).length + 1, 0)

/** An article without these blocks, and one with those of another in the place of its own. */
const without = (doc: ArticleDoc, ids: ReadonlySet<string>): ArticleDoc => ({
  ...doc,
  content: doc.content.filter(({ attrs }) => !ids.has(attrs.id)),
})
function withIts(doc: ArticleDoc, other: ArticleDoc): ArticleDoc {
  const its = new Map(other.content.map((block) => [block.attrs.id, block]))
  return { ...doc, content: doc.content.map((block) => its.get(block.attrs.id) ?? block) }
}

/** What a form asks about: with the pen or for the party, one acts for one's delegation. */
const officeOf = (hat: Hat): Hat => (hat === 'pen_holder' ? 'party' : hat)

const REPLACED = 'words.replaced'
const UNDONE = 'words.replacement-undone'

/** What the record keeps of one article: enough to take the edit back. */
interface Done {
  article: string
  document: string
  /** Of its journal entry. */
  seq: number
  count: number
}

/** Refuses with `invalid` (paths `q`, `by`, `articles`). Articles of another charter are `invalid` too. */
export async function replaceInCharter(
  context: Context,
  actor: Actor | null,
  charterId: string,
  input: ReplaceInput,
): Promise<Result<Replacement>> {
  const { store, texts, newId } = context
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  // whoever looks for words is shown another language; what is written must be what was asked for
  if (input.lang !== undefined && !charter.languages.includes(input.lang))
    return refuse('invalid', { errors: [{ path: 'lang', message: 'must be a language of this charter' }] })
  const lang = languageFor(charter, input.lang)
  const query = queryFrom(input, lang, 'q')
  if (!query.ok) return query
  const by = replacementText(input.by)
  if (by.length > LONGEST_QUERY)
    return refuse('invalid', { errors: [{ path: 'by', message: `must have at most ${LONGEST_QUERY} characters` }] })
  const [articles, documents] = await Promise.all([
    listArticleRows(store.db, charter.id),
    listDocuments(store.db, charter.id),
  ])
  const chosen = articles.filter(({ id }) => input.articles.includes(id))
  if (chosen.length < new Set(input.articles).size || chosen.length === 0)
    return refuse('invalid', { errors: [{ path: 'articles', message: 'must name articles of this charter' }] })
  const subject = (assignments: Awaited<ReturnType<typeof assignmentsOf>>, article: (typeof chosen)[number]) =>
    articleSubject(article, assignments.get(article.id) ?? [], lang)
  const assignments = await assignmentsOf(store.db, actor.id, { charterId: charter.id })
  if (!chosen.some((article) => can(actor, 'article.read', subject(assignments, article)))) return refuse('not-allowed')

  // one act: who has an office beside their delegation says as which, of all articles together
  const offices = new Set(
    chosen.flatMap((article) => hatsTo(actor, 'article.edit', subject(assignments, article)).map(officeOf)),
  )
  if (input.as === undefined && offices.size > 1)
    return refuse('invalid', { errors: [{ path: 'as', message: 'must say in which capacity' }] })
  const actingIn = (article: (typeof chosen)[number]): Result<Acting> =>
    wearToEdit(stepOf(actor, article.id), input.as, lang, { article, assignments: assignments.get(article.id) ?? [] })
  const all = chosen.map(actingIn)
  const notTheirs = all.every(({ ok }) => !ok) && all.find((one) => !one.ok && one.code === 'invalid')
  if (notTheirs) return notTheirs as Refused
  const id = newId()
  const done: Done[] = []
  const leftAlone: Replacement['leftAlone'] = []
  let before: DoneAlready | null = null
  for (const article of chosen) {
    const document = documents.find((one) => one.articleId === article.id && one.lang === lang)
    const acting = actingIn(article)
    if (!acting.ok || !document) {
      // the pen of another article
      const code = acting.ok ? 'not-found' : acting.code === 'invalid' ? 'not-allowed' : acting.code
      leftAlone.push({ articleId: article.id, code })
      continue
    }
    const { actor: worn, hat } = acting.value
    let count = 0
    let code: RefusalCode | null = null
    let writing: Rewritten[] = []
    let hasAgreed = false
    // LK4: what is agreed stays, and is said to; agreed meanwhile, the whole is left alone
    const locked = new Set(lockedIn(await listAgreedBlocks(store.db, article.id), lang))
    const replacing = texts.changeTogether(
      [document.id],
      (now) => {
        const doc = now.get(document.id)!
        // known before it is made: a short text can ask for gigabytes
        const after = lengthOf(doc) + findIn(doc, query.value).length * by.length
        if (after > LONGEST_ARTICLE) code = 'too-large'
        if (code !== null) return null
        const replaced = replaceIn(without(doc, locked), query.value, by)
        count = replaced.count
        hasAgreed = findIn(doc, query.value).some(({ blockId }) => locked.has(blockId))
        const next = withIts(doc, replaced.doc)
        writing = [{ lang, before: doc, after: next }]
        return new Map([[document.id, next]])
      },
      async (rows) => {
        const at = await store.now(rows)
        code = await reasonNotToWrite(rows, await still(rows, worn, at), article.id, lang, writing)
        if (code !== null) return false
        const seq = (await lastSeqs(rows, [document.id])).get(document.id) ?? 0
        const one: Done = { article: article.id, document: document.id, seq, count }
        // written and recorded, or neither, article by article
        await record(rows, {
          at,
          ...asWorn(acting.value),
          act: REPLACED,
          subject: { kind: 'replacement', id },
          data: { charter: charter.id, lang, words: query.value.text, by, articles: [one], hat },
        })
        done.push(one)
        return true
      },
      authorOf(worn, hat),
    )
    try {
      await replacing
    } catch (error) {
      if (!(error instanceof DoneAlready)) throw error
      before = error
      continue
    }
    if (code === null && hasAgreed) code = 'paragraph-agreed'
    if (code !== null) leftAlone.push({ articleId: article.id, code })
  }
  // sent before, and cut off on the way: what was left is done now
  if (before !== null && done.length === 0) throw before
  return ok({
    id: done.length > 0 ? id : null,
    count: done.reduce((sum, one) => sum + one.count, 0),
    replaced: done.map(({ article, count }) => ({ articleId: article, count })),
    leftAlone,
  })
}

/** AU6: each article is an act of its own, so that what was cut off on the way goes on where it is sent again. */
const stepOf = (actor: Actor, articleId: string): Actor =>
  actor.request === undefined
    ? actor
    : { ...actor, request: { ...actor.request, key: `${actor.request.key} ${articleId}` } }

/**
 * Takes a replacement back where it was made, as one act of its author; what was written since stays. Articles that were locked meanwhile
 * are left alone and can be taken back later; one in which nothing of it is left is `nothing-left`. `as`: where it is not recorded in which capacity it was made.
 * Refuses with `not-found`, `not-allowed` (another's), `already-undone`, `invalid` (several capacities possible and none recorded or named).
 */
export async function undoReplacement(
  context: Context,
  actor: Actor | null,
  replacementId: string,
  { as: named }: AsInput = {},
): Promise<Result<ReplacementUndone>> {
  const { store, texts } = context
  if (actor === null) return refuse('not-signed-in')
  const subject = { kind: 'replacement', id: replacementId }
  const made = await findAudit(store.db, subject, REPLACED)
  if (made.length === 0) return refuse('not-found')
  // whoever may not read the texts is not told either that somebody replaced words in them
  const first = (made[0]!.data['articles'] as Done[])[0]
  if (!first || !(await seeArticle(store.db, actor, first.article))) return refuse('not-found')
  if (made.some((row) => row.actor?.id !== actor.id)) return refuse('not-allowed')
  const { lang } = made[0]!.data as { lang: string }
  const articles = made.flatMap(({ data }) =>
    (data['articles'] as Done[]).map((one) => ({ ...one, madeAs: HATS.find((hat) => hat === data['hat']) })),
  )
  const leftAlone: ReplacementUndone['leftAlone'] = []
  const undone: string[] = []
  let isLate = false
  const actingIn = async ({ article, madeAs }: (typeof articles)[number]): Promise<Result<Acting>> => {
    const seen = await seeArticle(store.db, actor, article)
    return seen ? wearToEdit(stepOf(actor, article), madeAs ?? named, lang, seen) : refuse('not-found')
  }
  // HW5: where none is recorded, that is asked before anything is taken back
  const unsaid = await Promise.all(articles.filter(({ madeAs }) => madeAs === undefined).map(actingIn))
  const unnamed = unsaid.find((one) => !one.ok && one.code === 'invalid')
  if (unnamed) return unnamed as Refused
  for (const one of articles) {
    const { article, document, seq } = one
    const acting = await actingIn(one)
    if (!acting.ok) {
      // a capacity that they have no more
      leftAlone.push({ articleId: article, code: acting.code === 'invalid' ? 'not-allowed' : acting.code })
      continue
    }
    const { actor: worn, hat } = acting.value
    let reason: RefusalCode | null = null
    let isMine = false
    /** The record decides which of two at once takes an article back: rows of it are written one after another. */
    const mayTake = async (rows: Rows, writtenAs?: number): Promise<boolean> => {
      // the article first, the record after it: the order of everybody who holds both
      const now = await still(rows, worn, await store.now(rows))
      reason = await reasonNotToWrite(rows, now, article, lang, () => rewrittenBy(rows, document, lang, writtenAs))
      const before = await findAudit(rows, subject, UNDONE, true)
      if (before.some(({ data }) => (data['articles'] as string[]).includes(article))) {
        isLate = true
        reason = null
        return false
      }
      const isThere = (await listDocumentsOf(rows, article)).some(({ id }) => id === document)
      if (reason === null && !isThere) reason = 'not-found'
      return reason === null
    }
    const takeIt = async (rows: Rows, writtenAs: number): Promise<boolean> => {
      if (!(await mayTake(rows, writtenAs))) return false
      const seqs = { [document]: [writtenAs - 1, writtenAs] }
      const data = { articles: [article], seqs }
      await record(rows, { at: await store.now(rows), ...asWorn(acting.value), act: UNDONE, subject, data })
      return (isMine = true)
    }
    const written = await texts.takeBack(document, seq, authorOf(worn, hat), takeIt)
    // its words went with their paragraphs: nothing was done, and nothing is recorded
    if (written === null && !isMine && !isLate && reason === null && (await store.transaction((rows) => mayTake(rows))))
      reason = 'nothing-left'
    if (isMine) undone.push(article)
    else if (reason !== null) leftAlone.push({ articleId: article, code: reason })
  }
  if (isLate && undone.length === 0) return refuse('already-undone')
  return ok({ undone, leftAlone })
}

/** What the journal entry `seq`, the last, did to a text; undefined: there is none. */
async function rewrittenBy(rows: Rows, documentId: string, lang: string, seq?: number): Promise<Rewritten[]> {
  if (seq === undefined) return []
  const entries = await loadJournal(rows, documentId)
  const saidBy = (some: typeof entries) => docFromUpdates(some.map(({ bytes }) => bytes))
  return [{ lang, before: saidBy(entries.filter((one) => one.seq < seq)), after: saidBy(entries) }]
}
