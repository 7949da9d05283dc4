// Over 250 lines: one act on all languages of an article, from what is asked to what the record says.
/**
 * Settles a bracket in every language of its article as one act (rules BD4-BD7, DC1-DC3; practice 6.3, checks 9 and 26): by option id, so that no language
 * can be forgotten. All texts, the decision, who was dropped, and the languages that somebody has to look at are one transaction.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { authorOf } from '../../src/lib/domain/authored.ts'
import { isLocked, type ArticleDoc } from '../../src/lib/domain/article.ts'
import { bracketAt, openBrackets } from '../../src/lib/domain/brackets.ts'
import type { DecisionView, SettleInput } from '../../src/lib/domain/contract-brackets.ts'
import { hatsOf, wearing, wornFor, type Hat } from '../../src/lib/domain/hat.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { refuse, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { markOfBracket, otherThanMarked } from '../../src/lib/domain/words-seen.ts'
import { reasonNotToWrite } from '../charter/may-edit.ts'
import { standingText } from '../charter/charter-texts.ts'
import { renumber } from '../charter/place-article.ts'
import { record } from '../charter/record.ts'
import { still } from '../charter/still.ts'
import type { Context } from '../context.ts'
import { lapseProposals, tellLapsed } from '../proposals/lapse.ts'
import { stepWithBrackets } from '../proposals/with-brackets.ts'
import { holdArticle, markDeleted } from '../store/articles.ts'
import {
  addStand,
  endStand,
  insertBracket,
  isBracketKnown,
  updateBracket,
  updateOption,
  type BracketRow,
} from '../store/brackets.ts'
import { findCharter, lockCharter } from '../store/charters.ts'
import { addDecision, type DroppedOption } from '../store/decisions.ts'
import { lastSeqs } from '../store/history.ts'
import { raiseFlag } from '../store/language-flags.ts'
import type { ProposalRow } from '../store/proposals.ts'
import { findSitting } from '../store/sittings.ts'
import type { Rows } from '../store/store.ts'
import { cleanAsked, NotSettled, settleAll, type Asked, type Turned } from './all-languages.ts'
import { creditsOf, followText } from '../charter/bracket-rows.ts'
import type { SeenArticle } from '../charter/see.ts'
import { bracketSubject, groundOf, readingOf, spelt, type Ground, type Reading } from './ground.ts'
import { readDecision } from './list-decisions.ts'

/** What a proposal to settle it does in the same transaction, which it may call off. */
export interface SettledWithin {
  proposalId: string
  keep(rows: Rows, decision: { id: string; seqs: Record<string, [number, number]> }): Promise<Refused | null>
}

const ON_WORD = { path: 'onWordOf', message: 'must be the chair, where the secretariat settles' }
/** P32: whether somebody who has several capacities could settle it as the secretariat, on the word of the chair, and did not say so. */
const isForWord = (actor: Actor, ground: SeenArticle, { as, onWordOf }: SettleInput): boolean =>
  as === 'secretariat' &&
  onWordOf === undefined &&
  hatsOf(actor).length > 1 &&
  can(wearing(actor, as), 'bracket.settle', bracketSubject(ground, 'chair'))

/**
 * The chair's act; the secretariat's on the chair's word. Refuses with `not-found`, `not-allowed`, `article-locked`, `bracket-settled` (it is not in the text any
 * more), `structure-differs` (a language does not have these options), `invalid` (an option that is not there, words that are missing,
 * a reason where an article goes), `text-changed` (its options say something else than what was `seen`), `busy`.
 */
export async function settleBracket(
  context: Context,
  actor: Actor | null,
  articleId: string,
  bracketId: string,
  input: SettleInput,
  within: SettledWithin | null = null,
): Promise<Result<DecisionView>> {
  const { store, texts, events, newId } = context
  if (actor === null) return refuse('not-signed-in')
  const ground = await groundOf(context, actor, articleId)
  if (!ground) return refuse('not-found')
  const { article, charter, documents } = ground
  const subject = (hat: Hat) => bracketSubject(ground, hat === 'secretariat' ? input.onWordOf : undefined)
  const worn = wornFor(actor, input.as, (one, hat) => can(one, 'bracket.settle', subject(hat)))
  if (!worn.ok) {
    if (isLocked(article.status)) return refuse('article-locked')
    return isForWord(actor, ground, input) ? refuse('invalid', { errors: [ON_WORD] }) : worn
  }
  const { hat } = worn.value
  const asked = cleanAsked(ground, bracketId, input, { id: newId(), option: newId() })
  if (!asked.ok) return asked
  if (input.sittingId !== undefined && (await findSitting(store.db, input.sittingId))?.charterId !== charter.id)
    return refuse('invalid', { errors: [{ path: 'sittingId', message: 'must be a sitting of this charter' }] })
  const reading = await readingOf(context, ground)
  const credits = await creditsOf(context, articleId, documents[0]!.id)
  const decisionId = newId()
  let turned: Turned[] = []
  let now: ReadonlyMap<string, ArticleDoc> = new Map()
  let refused: Refused | null = null
  let lapsed: ProposalRow[] = []
  let moved: ProposalRow[] = []
  const isKept = await texts.changeTogether(
    documents.map(({ id }) => id),
    (texts) => {
      try {
        now = texts
        turned = settleAll(ground, texts, asked.value, reading)
        refused = reasonOther(ground, texts, bracketId, input)
        if (refused) return null
        return new Map(turned.map(({ documentId, settled }) => [documentId, settled.doc]))
      } catch (error) {
        if (!(error instanceof NotSettled)) throw error
        refused = error.refused
        return null
      }
    },
    async (rows) => {
      const removes = turned.some(({ settled }) => settled.removesArticle)
      // whoever changes the order of a charter holds it before any article
      if (removes) await lockCharter(rows, charter.id)
      const writing = turned.map(({ documentId, lang, settled }) => ({
        ...{ lang, before: now.get(documentId)!, after: settled.doc },
      }))
      await holdArticle(rows, articleId)
      const at = await store.now(rows)
      // it may have waited for others: what was taken from whoever decides counts now
      const decider = await still(rows, worn.value.actor, at)
      const reason = await reasonNotToWrite(rows, decider, articleId, charter.originalLanguage, writing)
      if (reason !== null || !decider.roles.some((role) => role === hat)) {
        refused = refuse(reason ?? 'not-allowed')
        return false
      }
      const before = documents.map(({ id }) => now.get(id)!)
      const known = (await followText(rows, articleId, before, credits, at)).get(bracketId)!
      const dropped = droppedOf(turned, known, reading)
      const seqs = await seqsOf(rows, turned, now)
      await addDecision(rows, {
        id: decisionId,
        charterId: charter.id,
        articleId,
        bracketId,
        proposalId: within?.proposalId ?? null,
        act: input.act,
        venue: input.venue ?? 'meeting',
        sittingId: input.sittingId ?? null,
        actorId: actor.id,
        hat,
        onWordOf: hat === 'secretariat' ? 'chair' : null,
        at,
        note: asked.value.note,
        optionsDropped: dropped,
        seqs,
      })
      const gone = await settleRows(rows, { known, turned, asked: asked.value, decisionId, at, actorId: actor.id })
      const flagged = turned.filter(({ reason }) => reason !== null)
      for (const { documentId, before, reason } of flagged)
        await raiseFlag(rows, {
          id: newId(),
          documentId,
          blockId: before.blockId,
          reason: reason!,
          decisionId,
          raisedAt: at,
        })
      if (removes) {
        if (!(await markDeleted(rows, articleId, { at, reason: asked.value.note }))) {
          refused = refuse('already-deleted')
          return false
        }
        lapsed = await lapseProposals(rows, worn.value.actor, articleId, at)
        if (!(await findCharter(rows, charter.id))!.numbersStand) await renumber(rows, charter.id)
      }
      await record(rows, {
        at,
        actor: worn.value.actor,
        as: hat === 'secretariat' ? hat : 'chair',
        act: 'bracket.settled',
        subject: { kind: 'article', id: articleId },
        data: {
          bracket: bracketId,
          decision: decisionId,
          settlement: input.act,
          ...(input.option === undefined ? {} : { option: input.option }),
          ...(hat === 'secretariat' ? { onWordOf: 'chair' } : {}),
          dropped,
          flagged: flagged.map(({ lang }) => lang),
          ...(removes ? { removes: true } : {}),
          ...(asked.value.note === '' ? {} : { reason: asked.value.note }),
        },
      })
      refused = (await within?.keep(rows, { id: decisionId, seqs })) ?? null
      if (refused) return false
      moved = await stepWithBrackets(rows, {
        ...{ articleId, at, actor: worn.value.actor, decisionId, gone, except: within?.proposalId ?? null },
        asked: { bracketId, act: input.act, option: asked.value.option },
      })
      return true
    },
    authorOf(worn.value.actor, hat),
  )
  if (refused) return missingOrSettled(context, articleId, bracketId, refused)
  if (!isKept) return refuse('busy')
  if (turned.some(({ settled }) => settled.removesArticle))
    events.tell({ kind: 'access-changed', personId: null, articleId, sessionId: null })
  events.tell({ kind: 'article-changed', charterId: charter.id, articleId })
  events.tell({ kind: 'talks-changed', charterId: charter.id, articleId })
  await tellLapsed(context, [...lapsed, ...moved])
  return readDecision(context, actor, charter, decisionId)
}

/** BD13: refuses with `text-changed`, each language by its path. */
function reasonOther(
  { article, documents }: Ground,
  now: ReadonlyMap<string, ArticleDoc>,
  bracketId: string,
  { seen = [] }: SettleInput,
): Refused | null {
  // as it is listed: without what is deleted
  const docs = new Map(documents.map(({ id, lang }) => [lang, standingText(article, now.get(id)!)]))
  const errors = otherThanMarked(docs, seen, (doc) => markOfBracket(doc, bracketId))
  return errors.length > 0 ? refuse('text-changed', { detail: 'Its options say something else by now.', errors }) : null
}

/** DC2: what went, by option: its words in each language, and who stood behind it. */
function droppedOf(turned: readonly Turned[], known: BracketRow, reading: Reading): DroppedOption[] {
  const dropped = new Map<string, DroppedOption>()
  for (const { lang, settled } of turned)
    for (const { option, label, content } of settled.dropped) {
      const by = known.stands.filter(({ optionId, stand }) => optionId === option && stand === 'for')
      const one = dropped.get(option) ?? { id: option, label, by: by.map(({ party }) => party.code), words: {} }
      one.words[lang] = [one.words[lang] ?? '', spelt(content, reading(lang))].filter((text) => text !== '').join(' ')
      dropped.set(option, one)
    }
  return [...dropped.values()]
}

/** Of each text that changed, the entries of its journal before and after; one entry each, in the name of whoever decides. */
async function seqsOf(
  rows: Rows,
  turned: readonly Turned[],
  now: ReadonlyMap<string, ArticleDoc>,
): Promise<Record<string, [number, number]>> {
  const isSame = (a: ArticleDoc, b: ArticleDoc): boolean => JSON.stringify(a) === JSON.stringify(b)
  const changed = turned.filter(({ documentId, settled }) => !isSame(settled.doc, now.get(documentId)!))
  const ends = await lastSeqs(
    rows,
    changed.map(({ documentId }) => documentId),
  )
  return Object.fromEntries(
    changed.flatMap(({ documentId }) => {
      const seq = ends.get(documentId)
      return seq === undefined ? [] : [[documentId, [seq - 1, seq] as [number, number]]]
    }),
  )
}

interface Settling {
  known: BracketRow
  turned: readonly Turned[]
  asked: Asked
  decisionId: string
  at: string
  actorId: string
}

/** Rows after it; answers what is in no text any more, which is settled, its options chosen or dropped; who stood behind what went stands there no more. */
async function settleRows(rows: Rows, { known, turned, asked, decisionId, at, actorId }: Settling): Promise<string[]> {
  const { articleId, id } = known
  const left = openBrackets(turned.map(({ settled }) => settled.doc))
  const gone = [...new Set(turned.flatMap(({ settled }) => settled.gone))].filter((one) => !left.has(one))
  for (const one of gone)
    await updateBracket(rows, { articleId, id: one }, { status: 'settled', settledDecisionId: decisionId })
  if (gone.includes(id)) {
    const dropped = new Set(turned.flatMap(({ settled }) => settled.dropped.map(({ option }) => option)))
    for (const option of known.options.filter(({ status }) => status === 'open'))
      await updateOption(
        rows,
        { articleId, bracketId: id, id: option.id },
        dropped.has(option.id) ? 'dropped' : 'chosen',
      )
  }
  if (asked.act === 'merge') {
    for (const option of asked.options)
      if (option !== asked.option) await updateOption(rows, { articleId, bracketId: id, id: option }, 'merged')
    // nobody is made to stand behind words that they did not join
    const isNew = Object.keys(asked.words).length > 0
    const gone = new Set(asked.options.filter((option) => isNew || option !== asked.option))
    for (const { optionId, party, stand } of known.stands)
      if (stand === 'for' && gone.has(optionId))
        await endStand(rows, { articleId, bracketId: id, optionId, partyId: party.id, stand, at, by: actorId })
    const kind = bracketAt(turned[0]!.settled.doc, id)?.kind
    if (kind) await updateBracket(rows, { articleId, id }, { kind })
  }
  if (left.has(asked.fresh.id)) {
    const { id: fresh, option } = asked.fresh
    await insertBracket(rows, {
      articleId,
      id: fresh,
      kind: known.kind,
      level: 'inline',
      createdAt: at,
      createdBy: actorId,
      options: [{ id: option }],
    })
    for (const { optionId, party, stand } of known.stands)
      await addStand(rows, {
        ...{ articleId, bracketId: fresh, optionId: optionId === '' ? '' : option },
        ...{ partyId: party.id, stand, at, by: actorId },
      })
  }
  return gone
}

/** A bracket that is not in the text was settled, or never was. */
async function missingOrSettled(
  { store }: Context,
  articleId: string,
  bracketId: string,
  refused: Refused,
): Promise<Refused> {
  if (refused.code !== 'not-found') return refused
  return (await isBracketKnown(store.db, articleId, bracketId)) ? refuse('bracket-settled') : refused
}
