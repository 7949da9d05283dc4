/** How far an article and each of its parts are agreed, what that waits for, and how it came there: every reader sees it. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { nextPartStatuses, nextStatuses, reasonNotToAgree } from '../../src/lib/domain/agreement.ts'
import type { ArticleStatus, PartStatus } from '../../src/lib/domain/article.ts'
import type {
  ArticleProvisions,
  ConfirmationView,
  PartsRemoved,
  PartView,
} from '../../src/lib/domain/contract-agreement.ts'
import { shownFixes } from '../../src/lib/domain/editorial-fix.ts'
import { hatsOf, wearing, type Hat } from '../../src/lib/domain/hat.ts'
import { labelsOf } from '../../src/lib/domain/places.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { seesNote } from '../../src/lib/domain/position.ts'
import { notesOf, partsOf, statusOfPart, type Provisions } from '../../src/lib/domain/provision.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { markOf } from '../../src/lib/domain/words-seen.ts'
import { languageFor } from '../charter/article-view.ts'
import { namesFor } from '../charter/attributed.ts'
import { seeArticle } from '../charter/see.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf, type ArticleRow } from '../store/articles.ts'
import { findAudit } from '../store/audit.ts'
import { listFixes } from '../store/editorial-fixes.ts'
import { namesById, partiesById, partiesWithHead } from '../store/people.ts'
import {
  listConfirmations,
  listProvisionEvents,
  listProvisions,
  WHOLE,
  type ConfirmationRow,
  type ProvisionRow,
} from '../store/provisions.ts'
import type { Beside } from './beside.ts'

const stateOf = ({ confirmedAt, refusedAt }: ConfirmationRow): ConfirmationView['state'] =>
  confirmedAt !== null ? 'confirmed' : refusedAt !== null ? 'refused' : 'open'

/** `lang`: of labels. Refuses with `not-found`. */
export async function readProvisions(
  context: Context,
  beside: Beside,
  actor: Actor | null,
  articleId: string,
  lang?: string,
): Promise<Result<ArticleProvisions>> {
  const { store, texts } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const { charter } = seen
  const documents = await listDocumentsOf(store.db, articleId)
  const read = await texts.readMany(documents.map(({ id }) => id))
  const textIn = (tag: string) => read.get(documents.find((one) => one.lang === tag)?.id ?? '')
  const lead = textIn(charter.originalLanguage)
  if (!lead) return refuse('not-found')
  // read together, after the texts: an act meanwhile is told whole or not at all
  const { article, stood, events, unchecked, answers, fixes, at } = await store.read(async (rows) => {
    const [provisions, happened, flags, fixed] = await Promise.all([
      listProvisions(rows, [articleId]),
      listProvisionEvents(rows, [articleId]),
      beside.unchecked(rows, { articleId }),
      listFixes(rows, [articleId]),
    ])
    return {
      article: (await seeArticle(rows, actor, articleId))?.article ?? seen.article,
      stood: provisions,
      events: happened,
      fixes: fixed,
      unchecked: flags.get(articleId) ?? new Set<string>(),
      answers: await listConfirmations(
        rows,
        provisions.flatMap(({ eventId }) => eventId ?? []),
      ),
      at: await store.now(rows),
    }
  })
  const [names, parties] = await Promise.all([
    namesById(
      store.db,
      events.map(({ actorId }) => actorId),
    ),
    partiesById(
      store.db,
      answers.map(({ partyId }) => partyId),
    ),
  ])

  const isChair = hatsOf(actor).some((hat) => can(wearing(actor, hat), 'provision.set', { kind: 'agreement' }))
  const askable = isChair ? await partiesWithHead(store.db) : []
  const mayAnswer = (rows: readonly ConfirmationRow[], by: string | null): boolean =>
    (by === null || at < by) &&
    rows.some(({ partyId }) =>
      hatsOf(actor).some((hat) => can(wearing(actor, hat), 'provision.answer', { kind: 'delegation', partyId })),
    )
  const answersTo = (row: ProvisionRow | undefined): ConfirmationRow[] =>
    row?.status === 'agreed_ad_referendum' && row.eventId !== null
      ? answers.filter(({ eventId }) => eventId === row.eventId)
      : []
  const named = namesFor(charter, actor)
  const codeOf = ({ partyId }: ConfirmationRow): string => parties.get(partyId)?.code ?? ''
  // where nobody is named, their order names nobody either
  const placeOf = (row: ConfirmationRow): string =>
    named.hasNotes ? codeOf(row) : `${stateOf(row)} ${row.confirmedAt ?? row.refusedAt ?? ''}`
  const view = (row: ConfirmationRow): ConfirmationView => ({
    party: named.isNamed(row.partyId) ? parties.get(row.partyId)! : null,
    state: stateOf(row),
    at: row.confirmedAt ?? row.refusedAt,
    reason: seesNote(actor, row.partyId) && named.isNamed(row.partyId) ? row.reason : null,
  })
  const spoken = documents.flatMap(({ id, lang: tag }) => (read.has(id) ? [{ lang: tag, doc: read.get(id)! }] : []))
  const agreed = <S extends PartStatus>(status: S, row: ProvisionRow | undefined, blockId: string | null) => ({
    status,
    words: isChair ? spoken.map(({ lang, doc }) => ({ lang, mark: markOf(doc, blockId) })) : [],
    since: row?.since ?? null,
    eventId: row?.eventId ?? null,
    confirmBy: row?.confirmBy ?? null,
    confirmations: answersTo(row)
      .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
      .map(view),
  })
  const nextOf = (status: ArticleStatus): ArticleStatus[] =>
    isChair ? [...nextStatuses(status, article.deletedAt !== null)] : []

  // who acted for a delegation is a delegation's affair: the record tells it
  const leads = actor.roles.some((role) => role === 'secretariat' || role === 'chair')
  const showsName = (hat: Hat): boolean => hat !== 'party' || (leads && named.hasNotes)
  const own = stood.filter(({ blockId }) => blockId !== WHOLE)
  const whole = stood.find(({ blockId }) => blockId === WHOLE)
  const provisions: Provisions = new Map(own.map(({ blockId, status }) => [blockId, status]))
  const docs = [...read.values()]
  const headingId = lead.content.find(({ attrs }) => attrs.kind === 'heading')?.attrs.id
  const shown = languageFor(charter, lang)
  const labels = new Map(labelsOf(lead, shown, article.round).map((label, i) => [lead.content[i]!.attrs.id, label]))
  const parts = partsOf(lead).map((part): PartView => {
    const status = statusOfPart(article.status, provisions, part)
    const row = own.find(({ blockId }) => blockId === part.id)
    const blocks = new Set([...part.blocks, ...notesOf(docs, part.blocks)])
    return {
      ...agreed(status, row, part.id),
      blockId: part.id,
      blocks: part.blocks,
      label: labels.get(part.id) ?? null,
      // what is deleted waits for nothing (AG13)
      isBracketed: status !== 'deleted' && reasonNotToAgree({ docs }, blocks) !== null,
      isUnchecked: status !== 'deleted' && [...blocks].some((id) => unchecked.has(id)),
      permissions: {
        set: isChair ? [...nextPartStatuses(status, part.id === headingId, article.deletedAt !== null)] : [],
        answer: mayAnswer(answersTo(row), row?.confirmBy ?? null),
      },
    }
  })
  return ok({
    articleId,
    ...agreed(article.status, whole, null),
    parts,
    permissions: { set: nextOf(article.status), answer: mayAnswer(answersTo(whole), whole?.confirmBy ?? null) },
    askable: askable.map(({ code, name }) => ({ code, name })),
    history: events.map(({ id, blockId, from, to, at: when, actorId, hat, reason, group }) => ({
      ...{ id, blockId: blockId === WHOLE ? null : blockId, from, to, at: when },
      ...{ by: showsName(hat) && actorId !== null ? (names.get(actorId) ?? null) : null, hat, group },
      reason: named.note(reason),
    })),
    fixes: shownFixes(fixes, documents, at),
    removed: await removedParts(
      context,
      seen.article,
      documents.find((one) => one.lang === charter.originalLanguage)!.id,
      shown,
    ),
  })
}

/** AG14: what a version took away, by its names as they were before it. */
async function removedParts(
  context: Context,
  { id: articleId, round }: ArticleRow,
  documentId: string,
  lang: string,
): Promise<PartsRemoved[]> {
  const acts = await findAudit(context.store.db, { kind: 'article', id: articleId }, 'article.parts-removed')
  return Promise.all(
    acts.map(async ({ seq: id, at, data }): Promise<PartsRemoved> => {
      const { number, blocks, seqs } = data as {
        number: number
        blocks: string[]
        seqs: Record<string, [number, number]>
      }
      const before = (await textHistory(context, documentId)).docAt(seqs[documentId]?.[0] ?? 0)
      const labels = labelsOf(before, lang, round)
      const labelOf = (block: string): string | null =>
        labels[before.content.findIndex(({ attrs }) => attrs.id === block)] ?? null
      return { id: String(id), at, number, parts: blocks.map((blockId) => ({ blockId, label: labelOf(blockId) })) }
    }),
  )
}
