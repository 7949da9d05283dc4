/** The leadership of a delegation confirms or refuses what was agreed ad referendum, by its head (AG9). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { reasonNotToAnswer } from '../../src/lib/domain/agreement.ts'
import type { ArticleProvisions } from '../../src/lib/domain/contract-agreement.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { cleanText, LONGEST } from '../charter/input.ts'
import { record } from '../charter/record.ts'
import { seeArticle } from '../charter/see.ts'
import { still } from '../charter/still.ts'
import type { Context } from '../context.ts'
import { holdArticle } from '../store/articles.ts'
import { answerConfirmation, listConfirmations, listProvisions, WHOLE } from '../store/provisions.ts'
import type { Beside } from './beside.ts'
import { readProvisions } from './read-provisions.ts'
import { roleIn, wear } from '../charter/wear.ts'

export interface AnswerInput {
  isConfirmed: boolean
  /** Needed to refuse. */
  reason?: string | undefined
  /** AG16: the act that was shown. Absent: whatever waits. */
  eventId?: string | undefined
  as?: Hat | undefined
}

/**
 * `blockId` null: what was agreed of the article as a whole. Another answer may be given until the deadline, or until it is declared agreed. Refuses
 * with `not-allowed` (also where the delegation was not named), `transition-not-allowed` (it is not agreed ad referendum), `too-late`, `already-so`,
 * `text-changed` (it was reopened since, and agreed anew), `invalid`.
 */
export async function answerAdReferendum(
  context: Context,
  beside: Beside,
  actor: Actor | null,
  articleId: string,
  blockId: string | null,
  input: AnswerInput,
): Promise<Result<ArticleProvisions>> {
  const { store, events } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const worn = wear(actor, input.as, 'provision.answer', ({ partyId }) =>
    partyId === null ? null : { kind: 'delegation', partyId },
  )
  if (!worn.ok) return worn
  const { partyId } = worn.value.actor
  const faults: Fault[] = []
  const reason = cleanText(faults, 'reason', input.reason ?? '', LONGEST.reason, !input.isConfirmed)
  if (faults.length > 0) return refuse('invalid', { errors: faults })
  const answered = await store.transaction(async (rows): Promise<Result<null>> => {
    // the chair declares, and others reopen, one after another with this
    const article = await holdArticle(rows, articleId)
    if (!article) return refuse('not-found')
    const asked = (await listProvisions(rows, [articleId])).find((one) => one.blockId === (blockId ?? WHOLE))
    if (asked?.status !== 'agreed_ad_referendum' || asked.eventId === null)
      return refuse('transition-not-allowed', { detail: 'It does not wait to be confirmed.' })
    const own = (await listConfirmations(rows, [asked.eventId])).find((one) => one.partyId === partyId)
    if (!own) return refuse('not-allowed', { detail: 'Your delegation was not asked to confirm it.' })
    if (input.eventId !== undefined && input.eventId !== asked.eventId)
      return refuse('text-changed', { detail: 'It was reopened and agreed anew.' })
    const at = await store.now(rows)
    const now = await still(rows, worn.value.actor, at)
    if (!can(now, 'provision.answer', { kind: 'delegation', partyId: own.partyId })) return refuse('not-allowed')
    const wrong = reasonNotToAnswer(own, input.isConfirmed, asked.confirmBy, at)
    if (wrong) return wrong
    const said = { confirmedAt: input.isConfirmed ? at : null, refusedAt: input.isConfirmed ? null : at }
    await answerConfirmation(rows, own.id, { ...said, reason: reason === '' ? null : reason, by: actor.id })
    const as = roleIn(worn.value)
    await record(rows, {
      at,
      actor: worn.value.actor,
      ...(as && { as }),
      act: input.isConfirmed ? 'provision.confirmed' : 'provision.refused',
      subject: blockId === null ? { kind: 'article', id: articleId } : { kind: 'provision', id: blockId },
      data: { article: articleId, ...(reason === '' ? {} : { reason }) },
    })
    return { ok: true, value: null }
  })
  if (!answered.ok) return answered
  events.tell({ kind: 'talks-changed', charterId: seen.charter.id, articleId })
  return readProvisions(context, beside, actor, articleId)
}
