/** Where delegations stand on an article and its parts (rules PO*; practice 7): set, read, with its history, and who sets it. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { PositionsView, PositionView } from '../../src/lib/domain/contract-agreement.ts'
import { hatsOf, wearing, type Hat } from '../../src/lib/domain/hat.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import {
  LONGEST_NOTE,
  seesNote,
  standing,
  STANDS,
  type PositionReaders,
  type Stand,
} from '../../src/lib/domain/position.ts'
import { partFor } from '../../src/lib/domain/provision.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { namesFor } from '../charter/attributed.ts'
import { cleanText } from '../charter/input.ts'
import { record } from '../charter/record.ts'
import { seeArticle, type SeenArticle } from '../charter/see.ts'
import { still } from '../charter/still.ts'
import type { Context } from '../context.ts'
import { holdArticle, listDocumentsOf } from '../store/articles.ts'
import { findCharter } from '../store/charters.ts'
import { findPartyByCode, holdParty, partiesById } from '../store/people.ts'
import {
  addPosition,
  listPositions,
  positionsNeedHead,
  setPositionsNeedHead,
  type PositionRow,
} from '../store/positions.ts'
import { WHOLE } from '../store/provisions.ts'
import type { Rows } from '../store/store.ts'
import { roleIn, wear } from '../charter/wear.ts'

export interface PositionInput {
  stand: Stand
  /** For the own delegation, the secretariat and the chair. */
  note?: string | undefined
  as?: Hat | undefined
}

/** PO3: what was said for the chair alone stays so, whatever the charter shows now. */
const shownTo = (row: PositionRow, setting: PositionReaders): PositionReaders =>
  row.shownTo === 'all' && setting === 'all' ? 'all' : 'chair'

/** Those that this actor may see, in whatever capacity. */
export const seenPositions = (actor: Actor, rows: readonly PositionRow[], setting: PositionReaders): PositionRow[] =>
  rows.filter((row) =>
    can(actor, 'position.see', { kind: 'position', partyId: row.partyId, shownTo: shownTo(row, setting) }),
  )

/** The part's first block for any of its blocks; null: there is none. */
async function provisionOf(
  { store, texts }: Context,
  { article, charter }: SeenArticle,
  blockId: string | null,
): Promise<string | null> {
  if (blockId === null) return WHOLE
  const documents = await listDocumentsOf(store.db, article.id)
  const lead = documents.find(({ lang }) => lang === charter.originalLanguage)
  if (!lead) return null
  const read = await texts.readMany(documents.map(({ id }) => id))
  return partFor([...read.values()], read.get(lead.id)!, blockId)?.id ?? null
}

/**
 * PO2: `blockId` null: on the article as a whole; else on the part in which that block stands. What was said before stays in the history. Refuses with
 * `not-found`, `not-allowed`, `invalid`, `already-deleted` (the part is, by agreement: it is reopened first).
 */
export async function setPosition(
  context: Context,
  actor: Actor | null,
  articleId: string,
  blockId: string | null,
  input: PositionInput,
): Promise<Result<PositionsView>> {
  const { store, events, newId } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const holder = await holderOf(store.db, actor)
  const worn = wear(actor, input.as, 'position.set', ({ partyId }) =>
    holder && partyId === holder.partyId ? { kind: 'position-holder', ...holder } : null,
  )
  if (!worn.ok) return worn
  const { partyId } = holder!
  const errors: Fault[] = []
  const note = cleanText(errors, 'note', input.note ?? '', LONGEST_NOTE, false)
  if (!STANDS.includes(input.stand)) errors.push({ path: 'stand', message: `must be one of ${STANDS.join(', ')}` })
  if (errors.length > 0) return refuse('invalid', { errors })
  const provision = await provisionOf(context, seen, blockId)
  if (provision === null) return refuse('not-found')
  const done = await store.transaction(async (rows): Promise<Result<null>> => {
    const article = await holdArticle(rows, articleId)
    const charter = await findCharter(rows, seen.charter.id)
    if (!article || !charter || article.deletedAt !== null) return refuse('not-found')
    if (article.deletedBlocks.includes(provision))
      return refuse('already-deleted', { detail: 'The part is deleted by agreement.' })
    // the head may have taken it into their own hands meanwhile
    await holdParty(rows, partyId)
    const needsHead = await positionsNeedHead(rows, partyId)
    const at = await store.now(rows)
    const now = await still(rows, worn.value.actor, at)
    if (!can(now, 'position.set', { kind: 'position-holder', partyId, needsHead })) return refuse('not-allowed')
    const before = standing(await listPositions(rows, [articleId], partyId)).find((one) => one.blockId === provision)
    await addPosition(rows, {
      ...{ id: newId(), articleId, blockId: provision, partyId, stand: input.stand, note },
      ...{ shownTo: charter.positions, by: actor.id, hat: worn.value.hat, at },
    })
    const as = roleIn(worn.value)
    await record(rows, {
      ...{ at, actor: worn.value.actor, ...(as && { as }), act: 'position.set' },
      subject: { kind: 'article', id: articleId },
      data: {
        ...(provision === WHOLE ? {} : { block: provision }),
        ...{ from: before?.stand ?? 'none', to: input.stand },
        ...(note === '' ? {} : { note }),
      },
    })
    return ok(null)
  })
  if (!done.ok) return done
  events.tell({ kind: 'talks-changed', charterId: seen.charter.id, articleId })
  return readPositions(context, actor, articleId)
}

/** The actor's own delegation, and whether its head alone speaks. */
async function holderOf(rows: Rows, actor: Actor): Promise<{ partyId: string; needsHead: boolean } | null> {
  if (actor.partyId === null) return null
  return { partyId: actor.partyId, needsHead: await positionsNeedHead(rows, actor.partyId) }
}

/** The last word of each delegation that this reader may see. Refuses with `not-found`. */
export const readPositions = (
  context: Context,
  actor: Actor | null,
  articleId: string,
): Promise<Result<PositionsView>> => positions(context, actor, articleId, standing)

/** Everything that was said, oldest first, of what this reader may see. */
export const readPositionHistory = (
  context: Context,
  actor: Actor | null,
  articleId: string,
): Promise<Result<PositionsView>> => positions(context, actor, articleId, (rows) => [...rows])

async function positions(
  { store }: Context,
  actor: Actor | null,
  articleId: string,
  which: (rows: readonly PositionRow[]) => PositionRow[],
): Promise<Result<PositionsView>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const { charter } = seen
  const [rows, holder] = await Promise.all([listPositions(store.db, [articleId]), holderOf(store.db, actor)])
  const named = namesFor(charter, actor)
  // where nobody is named, who leads the talks is told where delegations stand, and nobody else: it would be a table without its names
  const leads = actor.roles.some((role) => role === 'secretariat' || role === 'chair')
  const shown = seenPositions(actor, which(rows), charter.positions).filter(
    ({ partyId }) => leads || named.isNamed(partyId),
  )
  const parties = await partiesById(
    store.db,
    shown.map(({ partyId }) => partyId),
  )
  const maySet =
    holder !== null &&
    hatsOf(actor).some((hat) => can(wearing(actor, hat), 'position.set', { kind: 'position-holder', ...holder }))
  return ok({
    items: shown.map((row): PositionView => ({
      blockId: row.blockId === WHOLE ? null : row.blockId,
      party: named.isNamed(row.partyId) ? (parties.get(row.partyId) ?? null) : null,
      ...{ stand: row.stand, at: row.at },
      note: seesNote(actor, row.partyId) && named.isNamed(row.partyId) ? row.note : null,
      shownTo: shownTo(row, charter.positions),
    })),
    permissions: { set: maySet },
  })
}

/** Whether the head alone sets the delegation's positions: `code`. For its own people. Refuses with `not-found`. */
export async function readPositionRule(
  { store }: Context,
  actor: Actor | null,
  code: string,
): Promise<Result<{ needsHead: boolean }>> {
  if (actor === null) return refuse('not-signed-in')
  const party = await findPartyByCode(store.db, code)
  if (!party || !can(actor, 'party.see', { kind: 'party', id: party.id })) return refuse('not-found')
  return ok({ needsHead: await positionsNeedHead(store.db, party.id) })
}

/** PO2: by the head. Refuses with `not-found`, `not-allowed`, `invalid`. */
export async function setPositionRule(
  context: Context,
  actor: Actor | null,
  code: string,
  { needsHead, as }: { needsHead: boolean; as?: Hat | undefined },
): Promise<Result<{ needsHead: boolean }>> {
  const { store } = context
  const before = await readPositionRule(context, actor, code)
  if (!before.ok) return before
  const party = (await findPartyByCode(store.db, code))!
  const worn = wear(actor!, as, 'party.positions', () => ({ kind: 'delegation', partyId: party.id }))
  if (!worn.ok) return worn
  await store.transaction(async (rows) => {
    await holdParty(rows, party.id)
    const from = await positionsNeedHead(rows, party.id)
    if (from === needsHead) return
    await setPositionsNeedHead(rows, party.id, needsHead)
    await record(rows, {
      ...{ at: await store.now(rows), actor: worn.value.actor, as: 'head', act: 'party.positions-set' },
      subject: { kind: 'party', id: party.id },
      data: { from: { needsHead: from }, to: { needsHead } },
    })
  })
  return ok({ needsHead })
}
