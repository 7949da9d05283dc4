/** The record: read by secretariat and auditors, and verified from its first row to its last. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { AuditRow, AuditVerdict, Page, PageRequest, RecordChoices } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { checkChain } from '../store/audit-chain.ts'
import { auditNames, readAudit, readAuditWithHead, removedArticles, type AuditFilter } from '../store/audit.ts'
import { readCursor, writeCursor } from '../store/cursor.ts'
import { namesById, partiesById } from '../store/people.ts'
import { badCursor, limitOf, pageOf } from './page.ts'

/** What of the record: `person` an id or `system`; `from`, `to` instants with an offset, from the first on until before the other. */
export interface RecordFilter {
  person?: string | undefined
  article?: string | undefined
  act?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** RFC 3339 with an offset, as ISO 8601 writes it too. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/

function filterFrom({ person, article, act, from, to }: RecordFilter): Result<AuditFilter> {
  const errors: Fault[] = []
  const instant = (path: 'from' | 'to', text: string | undefined): string | undefined => {
    if (text === undefined) return undefined
    const at = INSTANT.test(text) ? Date.parse(text) : NaN
    if (!Number.isNaN(at)) return new Date(at).toISOString()
    errors.push({ path, message: 'must be an instant with its offset, such as 2026-03-02T09:00:00Z' })
    return undefined
  }
  const filter = { article, act, from: instant('from', from), to: instant('to', to) }
  if (errors.length > 0) return refuse('invalid', { errors })
  return ok({ ...filter, person: person === 'system' ? null : person })
}

/** Refuses with `invalid`, paths `cursor`, `from`, `to`. */
export async function listAudit(
  { store }: Context,
  actor: Actor | null,
  page?: PageRequest,
  asked: RecordFilter = {},
): Promise<Result<Page<AuditRow>>> {
  if (actor === null) return refuse('not-signed-in')
  if (!can(actor, 'audit.read', { kind: 'service' })) return refuse('not-allowed')
  const filter = filterFrom(asked)
  if (!filter.ok) return filter
  const key = page?.cursor === undefined ? [0] : readCursor(page.cursor, ['number'])
  if (key === null) return badCursor()
  const limit = limitOf(page)
  const found = await readAudit(store.db, key[0]!, limit + 1, filter.value)
  const { items, next } = pageOf(found, limit, ({ seq }) => writeCursor([seq]))
  // a row that was written over is left out here; `verify` names it
  return ok({ items: items.flatMap(({ row }) => row ?? []), next })
}

/** Whom and what the record can be narrowed to: everybody who acted, as they are called now, every act, and articles that are gone. */
export async function listAuditNames({ store }: Context, actor: Actor | null): Promise<Result<RecordChoices>> {
  if (actor === null) return refuse('not-signed-in')
  if (!can(actor, 'audit.read', { kind: 'service' })) return refuse('not-allowed')
  const [{ people, acts }, removed] = await Promise.all([auditNames(store.db), removedArticles(store.db)])
  const names = await namesById(store.db, people)
  return ok({ people: people.map((id) => ({ id, name: names.get(id) ?? id })), acts, removed })
}

/** Every text of a value that may be an id. */
function* idsIn(value: unknown): Generator<string> {
  if (typeof value === 'string' && value.length <= LONGEST_ID) yield value
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) yield* idsIn(one)
}
const LONGEST_ID = 64
/** Ids asked about in one statement: SQLite bounds how many it takes. */
const IDS_AT_ONCE = 500

/** Whoever stands by id in these entries, as they are called now: people, whether they ever acted or not, and delegations. */
export async function nameRecord(
  { store }: Context,
  actor: Actor | null,
  rows: readonly Pick<AuditRow, 'actor' | 'subject' | 'data'>[],
): Promise<Result<{ people: { id: string; name: string }[]; parties: { id: string; name: string }[] }>> {
  if (actor === null) return refuse('not-signed-in')
  if (!can(actor, 'audit.read', { kind: 'service' })) return refuse('not-allowed')
  const ids = [...new Set(rows.flatMap((row) => [...idsIn([row.actor?.id, row.subject.id, row.data])]))]
  const [people, parties] = [new Map<string, string>(), new Map<string, string>()]
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
    const some = ids.slice(at, at + IDS_AT_ONCE)
    for (const [id, name] of await namesById(store.db, some)) people.set(id, name)
    for (const [id, { name }] of await partiesById(store.db, some)) parties.set(id, name)
  }
  const listed = (names: Map<string, string>) => [...names].map(([id, name]) => ({ id, name }))
  return ok({ people: listed(people), parties: listed(parties) })
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
