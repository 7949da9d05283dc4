/** Takes a version back: it stays readable, marked with the reason; it can be neither published nor signed any more. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { VersionView } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { checkWithdraw } from '../../src/lib/domain/version.ts'
import type { Context } from '../context.ts'
import { endRound } from '../store/articles.ts'
import { findCharter, lockCharter } from '../store/charters.ts'
import { holdVersion, setWithdrawn } from '../store/versions.ts'
import { viewVersion } from './read-version.ts'
import { record } from './record.ts'
import { seeVersion } from './see.ts'

/** Refuses with `already-withdrawn`, `invalid` (no reason). */
export async function withdrawVersion(
  context: Context,
  actor: Actor | null,
  versionId: string,
  input: { reason: string },
  mainSlug: string | null,
): Promise<Result<VersionView>> {
  const { store, events } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeVersion(store.db, actor, versionId)
  if (!seen) return refuse('not-found')
  if (!can(actor, 'version.withdraw', { kind: 'version', isPublished: seen.publishedAt !== null }))
    return refuse('not-allowed')
  const checked = checkWithdraw(seen, input.reason)
  if (!checked.ok) return checked
  const reason = checked.value
  const at = await store.transaction(async (rows) => {
    // numbers may stand or not by it (AR1): whoever places articles waits
    await lockCharter(rows, seen.charterId)
    // held first: whoever signs holds it too, and an instant from before their turn would put the withdrawal before the signature
    await holdVersion(rows, versionId)
    const now = await store.now(rows)
    if (!(await setWithdrawn(rows, versionId, now, reason))) return null
    // NU10: where no number of an article stands, none of a paragraph does
    if ((await findCharter(rows, seen.charterId))?.numbersStand === false) await endRound(rows, seen.charterId)
    await record(rows, {
      at: now,
      actor,
      as: 'secretariat',
      act: 'version.withdrawn',
      subject: { kind: 'version', id: versionId },
      data: { number: seen.number, label: seen.label, reason },
    })
    return now
  })
  if (at === null) return refuse('already-withdrawn')
  events.tell({ kind: 'version-changed', charterId: seen.charterId, versionId })
  return ok(await viewVersion(context, { ...seen, withdrawnAt: at, withdrawnReason: reason }, mainSlug))
}
