/** Withdraws a party's sign-off: by a signatory of that party, with a reason; it stays in the register, and a new one is then allowed. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { SignoffView } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { checkSignoffWithdrawal } from '../../src/lib/domain/signoff.ts'
import type { Context } from '../context.ts'
import { setSignoffWithdrawn } from '../store/signoffs.ts'
import { record } from './record.ts'
import { seeSignoff } from './see.ts'
import { signoffViews } from './signoffs.ts'

/** Refuses with `already-withdrawn`, `invalid` (no reason). */
export async function withdrawSignoff(
  { store, events }: Context,
  actor: Actor | null,
  signoffId: string,
  input: { reason: string },
): Promise<Result<SignoffView>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeSignoff(store.db, actor, signoffId)
  if (!seen) return refuse('not-found')
  if (!can(actor, 'signoff.withdraw', { kind: 'signoff', partyId: seen.partyId })) return refuse('not-allowed')
  const checked = checkSignoffWithdrawal(seen, input.reason)
  if (!checked.ok) return checked
  const reason = checked.value
  const at = await store.transaction(async (rows) => {
    const now = await store.now(rows)
    if (!(await setSignoffWithdrawn(rows, signoffId, now, reason))) return null
    await record(rows, {
      at: now,
      actor,
      as: 'signatory',
      act: 'signoff.withdrawn',
      subject: { kind: 'signoff', id: signoffId },
      data: { version: seen.versionId, reason },
    })
    return now
  })
  if (at === null) return refuse('already-withdrawn')
  events.tell({ kind: 'signoff-changed', versionId: seen.versionId, signoffId })
  const [view] = await signoffViews(store.db, [{ ...seen, withdrawnAt: at, withdrawnReason: reason }])
  return ok(view!)
}
