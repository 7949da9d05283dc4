// Over 250 lines: where each entry of a journal comes from is asked in one place, or one would have no event.
/**
 * How the shown text of an article changed (rules CH*; practice 6.1, check 4): every entry of the journals of its texts is in exactly one event that says who, in
 * which capacity, when, and what the text said before and after. What was typed is gathered by person and stretch; what an act wrote is that act.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { AuditRow, Page, PageRequest } from '../../src/lib/domain/contract.ts'
import type { ChangedBlock, ChangeView } from '../../src/lib/domain/contract-changes.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import { labelsOf } from '../../src/lib/domain/places.ts'
import { proposedBlocks, type ProposedIn } from '../../src/lib/domain/proposed.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { SETTLEMENTS } from '../../src/lib/domain/settling.ts'
import { stretchesOf, type Stretch, type Written } from '../../src/lib/domain/sittings.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf, type DocumentRow } from '../store/articles.ts'
import { listTextActs } from '../store/audit.ts'
import { readCursor, writeCursor } from '../store/cursor.ts'
import { listDecisions, type DecisionRow } from '../store/decisions.ts'
import type { Rows } from '../store/store.ts'
import type { EntryMeta, TextHistory } from '../text/history.ts'
import { namesFor, type Names } from './attributed.ts'
import { writers } from './authorship.ts'
import { readCharterTexts } from './charter-texts.ts'
import { badCursor, limitOf } from './page.ts'
import { seeArticle, type SeenArticle } from './see.ts'
import { textHistory } from './text-history.ts'

/** Acts that write texts and are in the record with the entries that they wrote; of the others a decision says so. */
const TEXT_ACTS = [
  'article.restored',
  'article.blocks-moved',
  'words.replaced',
  'words.replacement-undone',
  'bracket.put',
  'bracket.option-added',
  'fix.confirmed',
  'fix.taken-back',
  'article.parts-removed',
] as const

/** An act that wrote something, as it is told. */
interface Told {
  name: string
  /** In whose name it was done. */
  by: Pick<EntryMeta, 'authorId' | 'partyId'>
  /** Null: as its words are kept. */
  hat: Hat | null
  onWordOf: 'chair' | null
  reason: string | null
  decisionId: string | null
  bracketId: string | null
  proposalId: string | null
}

/** A change before its words are looked up. */
interface Found {
  document: DocumentRow
  history: TextHistory
  stretch: Stretch<EntryMeta, Told>
  /** The latest instant in the journal until then: clocks of two machines may differ, the order of a journal counts. */
  latest: string
}

/** The newest first; `lang`: of texts in that language alone. Refuses with `not-found`, `invalid` (`cursor`). */
export async function listChanges(
  context: Context,
  actor: Actor | null,
  articleId: string,
  { lang, ...page }: PageRequest & { lang?: string | undefined } = {},
): Promise<Result<Page<ChangeView>>> {
  if (actor === null) return refuse('not-signed-in')
  const { db } = context.store
  const seen = await seeArticle(db, actor, articleId)
  if (!seen) return refuse('not-found')
  const key = page.cursor === undefined ? undefined : readCursor(page.cursor, ['string', 'string', 'number'])
  if (key === null) return badCursor()
  const documents = (await listDocumentsOf(db, articleId)).filter((one) => lang === undefined || one.lang === lang)
  const acts = await actsOn(db, articleId)
  const found: Found[] = []
  for (const document of documents) {
    const history = await textHistory(context, document.id)
    const own = acts.get(document.id) ?? []
    let latest = ''
    for (const stretch of stretchesOf(history.entries, own)) {
      if (stretch.ended > latest) latest = stretch.ended
      found.push({ document, history, stretch, latest })
    }
  }
  found.sort((a, b) => compareKeys(keyOf(b), keyOf(a)))
  const behind = key === undefined ? found : found.filter((one) => compareKeys(keyOf(one), key) < 0)
  const limit = limitOf(page)
  const shown = behind.slice(0, limit)
  const viewed = await viewsOf(context, actor, seen, shown)
  return ok({ items: viewed, next: behind.length > limit ? writeCursor(keyOf(shown.at(-1)!)) : null })
}

type Key = readonly [at: string, documentId: string, to: number]
const keyOf = ({ stretch, document, latest }: Found): Key => [latest, document.id, stretch.to]
const compareKeys = (a: Key, b: Key): number => {
  const i = [0, 1, 2].find((at) => a[at] !== b[at])
  return i === undefined ? 0 : a[i]! < b[i]! ? -1 : 1
}

/** Document -> the acts that wrote in it, with their entries. */
async function actsOn(rows: Rows, articleId: string): Promise<Map<string, Written<Told>[]>> {
  const acts = new Map<string, Written<Told>[]>()
  const put = (documentId: string, [from, to]: readonly [number, number], act: Told): void =>
    void acts.set(documentId, [...(acts.get(documentId) ?? []), { from, to, act }])
  for (let cursor: string | undefined; ;) {
    const { items, next } = (await listDecisions(rows, { articleId }, 500, cursor))!
    for (const decision of items)
      for (const [documentId, seqs] of Object.entries(decision.seqs)) put(documentId, seqs, ofDecision(decision))
    if (next === null) break
    cursor = next
  }
  for (const row of await listTextActs(rows, articleId, TEXT_ACTS))
    for (const [documentId, seqs] of entriesIn(row)) put(documentId, seqs, ofRecord(row))
  return acts
}

/** What the record calls a decision of this kind. */
const DECIDED: Record<string, string> = {
  accept: 'proposal.accepted',
  accept_modified: 'proposal.accepted-modified',
  bracket: 'proposal.bracketed',
  undo: 'proposal.acceptance-undone',
}

const ofDecision = ({ id, act, actorId, hat, onWordOf, note, bracketId, proposalId }: DecisionRow): Told => ({
  name: DECIDED[act] ?? ((SETTLEMENTS as readonly string[]).includes(act) ? 'bracket.settled' : `decision.${act}`),
  // chair and secretariat decide in no party's name
  by: { authorId: actorId, partyId: null },
  ...{ hat, onWordOf, decisionId: id, bracketId, proposalId },
  reason: note === '' ? null : note,
})

function ofRecord({ act, actor, data }: AuditRow): Told {
  const { reason, bracket } = data
  const office = actor?.role === 'chair' || actor?.role === 'secretariat' ? actor.role : null
  return {
    name: act,
    // the party that the record names is found by whoever acted
    by: { authorId: actor?.id ?? null, partyId: null },
    hat: office,
    onWordOf: null,
    reason: typeof reason === 'string' ? reason : null,
    decisionId: null,
    bracketId: typeof bracket === 'string' ? bracket : null,
    proposalId: null,
  }
}

/** Document -> the entries before and after, as far as the record names them. */
function entriesIn({ data }: AuditRow): [string, [number, number]][] {
  const { seqs, document, seq, articles } = data
  if (typeof seqs === 'object' && seqs !== null) return Object.entries(seqs as Record<string, [number, number]>)
  const one = (name: unknown, at: unknown): [string, [number, number]][] =>
    typeof name === 'string' && typeof at === 'number' ? [[name, [at - 1, at]]] : []
  if (Array.isArray(articles))
    return (articles as unknown[]).flatMap((each) =>
      typeof each === 'object' && each !== null && 'document' in each && 'seq' in each
        ? one(each.document, each.seq)
        : [],
    )
  return one(document, seq)
}

async function viewsOf(
  context: Context,
  actor: Actor,
  seen: SeenArticle,
  shown: readonly Found[],
): Promise<ChangeView[]> {
  const { article, charter } = seen
  const { index } = await readCharterTexts(context, charter)
  const names = namesFor(charter, actor)
  const entries = shown.map(({ stretch: { by } }) => by)
  const acting = shown.flatMap(({ stretch: { act, by } }) =>
    act === null ? [] : [{ ...by, ...act.by, partyId: partyOf(act, by) }],
  )
  const writerOf = await writers(context, actor, charter, [...entries, ...acting])
  const where = { articleId: article.id, number: article.number, round: article.round, index }
  return shown.map(({ document, history, stretch }): ChangeView => {
    const { from, to, begun, ended, by, act } = stretch
    const hat = act === null ? by.hat : hatOf(act, by)
    const author = act === null ? by : { ...by, ...act.by, partyId: partyOf(act, by), hat }
    return {
      id: `${document.id}.${to}`,
      ...{ articleId: article.id, documentId: document.id, lang: document.lang, from, to, begun, at: ended },
      act: act?.name ?? (from === 0 ? 'text.begun' : 'text.written'),
      by: writerOf(author),
      hat,
      ...said(act, names),
      blocks: blocksOf(history.docAt(from), history.docAt(to), { ...where, lang: document.lang }),
    }
  })
}

/** In which capacity an act was done: as it was decided, else as what it wrote was kept. */
const hatOf = ({ hat, by: { authorId } }: Told, by: EntryMeta): Hat | null =>
  hat ?? (by.authorId === authorId ? by.hat : null)

/** In the name of which party somebody acted: that of their words, unless they acted for the house. */
function partyOf(act: Told, by: EntryMeta): string | null {
  const hat = hatOf(act, by)
  return by.authorId !== act.by.authorId || hat === 'chair' || hat === 'secretariat' ? null : by.partyId
}

const said = (act: Told | null, names: Names) => ({
  onWordOf: act?.onWordOf ?? null,
  reason: names.note(act?.reason ?? null),
  decisionId: act?.decisionId ?? null,
  bracketId: act?.bracketId ?? null,
  proposalId: act?.proposalId ?? null,
})

/** CH3: what is another, so that the text before becomes the text after by it. */
function blocksOf(before: ArticleDoc, after: ArticleDoc, where: ProposedIn): ChangedBlock[] {
  const labels = new Map(
    [before, after].flatMap((doc) => {
      const all = labelsOf(doc, where.lang, where.round ?? null)
      return doc.content.map(({ attrs }, i) => [attrs.id, all[i] ?? null] as const)
    }),
  )
  return proposedBlocks(before, after, where).map(({ blockId, op, base, text, basePrev, prev, runs, flags }) => ({
    ...{ id: blockId, label: labels.get(blockId) ?? null, op, before: base, after: text },
    ...{ prevBefore: basePrev, prevAfter: prev, runs, flags },
  }))
}
