/** Confirmations that a delegation still owes of what was agreed ad referendum (AG9), for its own people. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { OwedConfirmation } from '../../src/lib/domain/contract-agreement.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { owedConfirmations } from '../store/provisions.ts'

/** By charter and article, in their order; without those that it is too late for. Refuses with `not-found`. */
export async function readOwed(
  { store }: Context,
  actor: Actor | null,
  code: string,
): Promise<Result<OwedConfirmation[]>> {
  if (actor === null) return refuse('not-signed-in')
  const { partyId } = actor
  if (partyId === null || actor.party?.code !== code) return refuse('not-found')
  if (!can(actor, 'provision.owed', { kind: 'delegation', partyId })) return ok([])
  const at = await store.now(store.db)
  const owed = new Map<string, OwedConfirmation>()
  for (const { charterId, articleId, confirmBy } of await owedConfirmations(store.db, partyId)) {
    if (confirmBy !== null && confirmBy <= at) continue
    const before = owed.get(articleId) ?? { charterId, articleId, n: 0, by: null }
    const by = before.by !== null && (confirmBy === null || before.by < confirmBy) ? before.by : confirmBy
    owed.set(articleId, { ...before, n: before.n + 1, by })
  }
  return ok([...owed.values()])
}
