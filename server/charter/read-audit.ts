/** The record: read by secretariat and auditors, and verified from its first row to its last. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { AuditRow, AuditVerdict, Page, PageRequest } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { checkChain } from '../store/audit-chain.ts'
import { readAudit, readAuditWithHead } from '../store/audit.ts'
import { readCursor, writeCursor } from '../store/cursor.ts'
import { badCursor, limitOf, pageOf } from './page.ts'

export async function listAudit(
  { store }: Context,
  actor: Actor | null,
  page?: PageRequest,
): Promise<Result<Page<AuditRow>>> {
  if (actor === null) return refuse('not-signed-in')
  if (!can(actor, 'audit.read', { kind: 'service' })) return refuse('not-allowed')
  const key = page?.cursor === undefined ? [0] : readCursor(page.cursor, ['number'])
  if (key === null) return badCursor()
  const limit = limitOf(page)
  const found = await readAudit(store.db, key[0]!, limit + 1)
  const { items, next } = pageOf(found, limit, ({ seq }) => writeCursor([seq]))
  // a row that was written over is left out here; `verify` names it
  return ok({ items: items.flatMap(({ row }) => row ?? []), next })
}

/** Follows the whole chain from the first row to the head. */
export async function verifyChain({ store }: Pick<Context, 'store'>): Promise<AuditVerdict> {
  const STEP = 1000
  const check = checkChain()
  // rows may carry any number once somebody meddled: begin below all of them
  for (let after = -2_147_483_648; ;) {
    const { head, found } = await readAuditWithHead(store.db, after, STEP)
    for (const stored of found) if (!check.next(stored)) return check.end(head)
    if (found.length < STEP) return check.end(head)
    after = found.at(-1)!.seq
  }
}

export async function verifyAudit(context: Context, actor: Actor | null): Promise<Result<AuditVerdict>> {
  if (actor === null) return refuse('not-signed-in')
  if (!can(actor, 'audit.read', { kind: 'service' })) return refuse('not-allowed')
  return ok(await verifyChain(context))
}
