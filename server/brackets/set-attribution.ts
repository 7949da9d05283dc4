/**
 * Whom a charter names behind options and proposals (rules AT1, AT5): every reader knows the setting. The secretariat sets it; that more is shown than was shown
 * is asked by the secretariat and confirmed by the chair, two people.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { ATTRIBUTIONS, reveals, type Attribution } from '../../src/lib/domain/attribution.ts'
import type { AttributionView } from '../../src/lib/domain/contract-brackets.ts'
import { hatsFor, wornFor } from '../../src/lib/domain/hat.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { record } from '../charter/record.ts'
import { charterSubject, readsWorkingTexts, seeCharter } from '../charter/see.ts'
import { still } from '../charter/still.ts'
import type { AsInput } from '../charter/wear.ts'
import type { Context } from '../context.ts'
import { findCharter, lockCharter, updateAttribution, type CharterRow } from '../store/charters.ts'

const viewOf = ({ attribution, attributionAsked }: CharterRow): AttributionView => ({
  attribution,
  asked: attributionAsked?.to ?? null,
})

/** For readers of the working text. */
export async function readAttribution(
  { store }: Context,
  actor: Actor | null,
  charterId: string,
): Promise<Result<AttributionView>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  return ok(viewOf(charter))
}

/**
 * The secretariat's call sets what names fewer at once, and asks the chair for what names more; the chair's call confirms exactly what was asked by
 * somebody else. Refuses with `not-allowed`, `already-so`, `invalid` (what nobody asked for).
 */
export async function setAttribution(
  { store, events }: Context,
  actor: Actor | null,
  charterId: string,
  { attribution: to, as }: { attribution: Attribution } & AsInput,
): Promise<Result<AttributionView>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeCharter(store.db, actor, charterId)
  if (!seen) return refuse('not-found')
  const subject = charterSubject(seen)
  const isAsked =
    reveals(seen.attribution, to) && seen.attributionAsked?.to === to && seen.attributionAsked.by !== actor.id
  // two acts, of one capacity each: what another asked for is confirmed, the rest is set; whoever can do the other alone is told why not
  const mayNow = (one: Actor): boolean => can(one, isAsked ? 'attribution.confirm' : 'attribution.set', subject)
  const mayEver = (one: Actor): boolean =>
    can(one, 'attribution.set', subject) || can(one, 'attribution.confirm', subject)
  const worn = wornFor(actor, as, as === undefined && hatsFor(actor, mayNow).length > 0 ? mayNow : mayEver)
  if (!worn.ok) return worn
  if (!ATTRIBUTIONS.includes(to))
    return refuse('invalid', {
      errors: [{ path: 'attribution', message: `must be one of ${ATTRIBUTIONS.join(', ')}` }],
    })
  const done = await store.transaction(async (rows): Promise<Result<CharterRow>> => {
    await lockCharter(rows, seen.id)
    const at = await store.now(rows)
    const now = await still(rows, worn.value.actor, at)
    const [maySet, mayConfirm] = [can(now, 'attribution.set', subject), can(now, 'attribution.confirm', subject)]
    if (!maySet && !mayConfirm) return refuse('not-allowed')
    const charter = (await findCharter(rows, seen.id))!
    const { attribution: from, attributionAsked: asked } = charter
    const takesTwo = reveals(from, to)
    const confirms = mayConfirm && takesTwo && asked?.to === to && asked.by !== actor.id
    if (!confirms && !maySet)
      return refuse('invalid', { errors: [{ path: 'attribution', message: 'nobody else asked for this' }] })
    if (from === to && asked === null) return refuse('already-so')
    const waits = takesTwo && !confirms
    if (waits && asked?.to === to) return refuse('already-so')
    await updateAttribution(
      rows,
      charter.id,
      waits ? { attribution: from, asked: { to, by: actor.id } } : { attribution: to, asked: null },
    )
    await record(rows, {
      at,
      actor: worn.value.actor,
      as: confirms ? 'chair' : 'secretariat',
      act: waits ? 'charter.attribution-asked' : 'charter.attribution-set',
      subject: { kind: 'charter', id: charter.id },
      data: { attribution: { from, to } },
    })
    return ok((await findCharter(rows, charter.id))!)
  })
  if (!done.ok) return done
  events.tell({ kind: 'access-changed', personId: null, articleId: null, sessionId: null })
  return ok(viewOf(done.value))
}
