/** Charters: readers of working texts see all, the public those with a published version. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { CharterView, Page, PageRequest } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { listCharterRows } from '../store/charters.ts'
import { charterView, mainCharter } from './charter-view.ts'
import { badCursor, behind, limitOf, pageOf } from './page.ts'
import { charterSubject, seeCharter } from './see.ts'

export async function listCharters(
  { store }: Context,
  actor: Actor | null,
  page?: PageRequest,
): Promise<Result<Page<CharterView>>> {
  const seen = (await listCharterRows(store.db)).filter((charter) => can(actor, 'charter.see', charterSubject(charter)))
  const rest = behind(seen, page?.cursor)
  if (rest === null) return badCursor()
  const { items, next } = pageOf(rest, limitOf(page), ({ id }) => id)
  return ok({ items: items.map((charter) => charterView(actor, charter)), next })
}

/** By id or slug; null: the one that `/charter` shows. */
export async function readCharter(
  { store }: Context,
  actor: Actor | null,
  idOrSlug: string | null,
  mainSlug: string | null,
): Promise<Result<CharterView>> {
  const wanted = idOrSlug ?? (await mainCharter(store.db, mainSlug))?.id
  const charter = wanted === undefined ? undefined : await seeCharter(store.db, actor, wanted)
  return charter ? ok(charterView(actor, charter)) : refuse('not-found')
}
