/** Sittings begun, moved and ended by chair or secretariat (rules SI1, SI4): one at a time for a charter, which the database decides. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { PlaceInput, SittingInput, SittingView } from '../../src/lib/domain/contract-sittings.ts'
import type { Hat, Worn } from '../../src/lib/domain/hat.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { SITTING_LIMITS } from '../../src/lib/domain/sitting.ts'
import { cleanLine } from '../charter/input.ts'
import { once, record } from '../charter/record.ts'
import { readsWorkingTexts, seeArticle, seeCharter } from '../charter/see.ts'
import { asWorn, mayStill, wear } from '../charter/wear.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf } from '../store/articles.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { rolesOf } from '../store/people.ts'
import { endSitting, findSitting, insertSitting, moveSitting } from '../store/sittings.ts'
import { seeSitting, sittingView } from './read.ts'

const SITTING = { kind: 'sitting' } as const

const holding = (actor: Actor, as: Hat | undefined): Result<Worn> => wear(actor, as, 'sitting.hold', () => SITTING)

/** Refuses with `not-allowed`, `invalid` and, while another goes on, `already-so`. */
export async function beginSitting(
  context: Context,
  actor: Actor | null,
  charterId: string,
  input: SittingInput,
): Promise<Result<SittingView>> {
  const { store, newId } = context
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const worn = holding(actor, input.as)
  if (!worn.ok) return worn
  const { hat } = worn.value
  const errors: Fault[] = []
  const title = cleanLine(errors, 'title', input.title, SITTING_LIMITS.title)
  const place = cleanLine(errors, 'place', input.place ?? '', SITTING_LIMITS.place, false)
  const chairedBy = input.chairId ?? (hat === 'chair' ? actor.id : null)
  if (input.chairId !== undefined && !(await rolesOf(store.db, input.chairId)).includes('chair'))
    errors.push({ path: 'chairId', message: 'must be somebody who chairs the talks' })
  const { articleId } = input
  if (articleId !== undefined && (await seeArticle(store.db, actor, articleId))?.charter.id !== charter.id)
    errors.push({ path: 'articleId', message: 'must be an article of this charter' })
  if (errors.length > 0) return refuse('invalid', { errors })
  const id = newId()
  try {
    const isAllowed = await store.transaction(async (rows) => {
      const at = await store.now(rows)
      if (!(await mayStill(rows, worn.value, at, 'sitting.hold', SITTING))) return false
      await insertSitting(rows, {
        ...{ id, charterId: charter.id, title, place, chairedBy, beganAt: at, beganBy: actor.id, endedAt: null },
        ...{ articleId: articleId ?? null, blockId: null },
      })
      await record(rows, {
        ...{ at, ...asWorn(worn.value), act: 'sitting.begun', subject: { kind: 'sitting', id } },
        data: { charter: charter.id, title, place, chair: chairedBy },
      })
      return true
    })
    if (!isAllowed) return refuse('not-allowed')
  } catch (error) {
    if (isUniqueViolation(error, 'sitting.charter_id')) return refuse('already-so')
    throw error
  }
  tellRoom(context, charter.id, articleId)
  return ok(sittingView(actor, (await findSitting(store.db, id))!))
}

/** Refuses with `not-allowed` and, where it is over, `already-so`. */
export async function closeSitting(
  context: Context,
  actor: Actor | null,
  id: string,
  { as }: { as?: Hat | undefined } = {},
): Promise<Result<SittingView>> {
  const { store } = context
  if (actor === null) return refuse('not-signed-in')
  const sitting = await seeSitting(store.db, actor, id)
  if (!sitting) return refuse('not-found')
  const worn = holding(actor, as)
  if (!worn.ok) return worn
  const ended = await store.transaction(async (rows): Promise<Result<null>> => {
    const at = await store.now(rows)
    if (!(await mayStill(rows, worn.value, at, 'sitting.hold', SITTING))) return refuse('not-allowed')
    if (!(await endSitting(rows, id, at, actor.id))) return refuse('already-so')
    await record(rows, {
      ...{ at, ...asWorn(worn.value), act: 'sitting.ended', subject: { kind: 'sitting', id } },
      data: { charter: sitting.charterId, title: sitting.title },
    })
    return ok(null)
  })
  if (!ended.ok) return ended
  tellRoom(context, sitting.charterId, sitting.articleId)
  return ok(sittingView(actor, (await findSitting(store.db, id))!))
}

/** SI4: the room goes to a paragraph, and with it everybody who follows. Refuses with `not-allowed`, `invalid` and, where it is over, `already-so`. */
export async function moveRoom(
  context: Context,
  actor: Actor | null,
  id: string,
  { articleId, blockId }: PlaceInput,
): Promise<Result<SittingView>> {
  const { store, texts } = context
  if (actor === null) return refuse('not-signed-in')
  const sitting = await seeSitting(store.db, actor, id)
  if (!sitting) return refuse('not-found')
  if (!can(actor, 'sitting.hold', SITTING)) return refuse('not-allowed')
  const seen = await seeArticle(store.db, actor, articleId)
  if (seen?.charter.id !== sitting.charterId)
    return refuse('invalid', { errors: [{ path: 'articleId', message: 'must be an article of this charter' }] })
  if (blockId !== null) {
    const documents = await listDocumentsOf(store.db, articleId)
    const lead = documents.find(({ lang }) => lang === seen.charter.originalLanguage)
    const doc = lead && (await texts.read(lead.id))
    if (!doc?.content.some(({ attrs }) => attrs.id === blockId))
      return refuse('invalid', { errors: [{ path: 'blockId', message: 'must be a paragraph of this article' }] })
  }
  const moved = await store.transaction(async (rows): Promise<Result<null>> => {
    const at = await store.now(rows)
    if (!(await mayStill(rows, { actor }, at, 'sitting.hold', SITTING))) return refuse('not-allowed')
    if (!(await moveSitting(rows, id, { articleId, blockId }))) return refuse('already-so')
    // AU6: no act of the record, and "next" pressed once goes one paragraph on
    await once(rows, actor, { kind: 'sitting', id }, at)
    return ok(null)
  })
  if (!moved.ok) return moved
  tellRoom(context, sitting.charterId, sitting.articleId)
  if (articleId !== sitting.articleId) tellRoom(context, sitting.charterId, articleId)
  return ok(sittingView(actor, (await findSitting(store.db, id))!))
}

/** Whoever has this article open asks where the room is. */
function tellRoom({ events }: Context, charterId: string, articleId: string | null | undefined): void {
  if (articleId != null) events.tell({ kind: 'talks-changed', charterId, articleId })
}
