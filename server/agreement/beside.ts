/** What agreement asks of the rest of the house; given where the application is put together. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Rows } from '../store/store.ts'

/** Of an article, or of all articles of a charter. */
export type Where = { articleId: string } | { charterId: string }

export interface Beside {
  /** Article id -> blocks that some language has yet to be looked at in. Articles without any are left out. */
  unchecked(rows: Rows, where: Where): Promise<ReadonlyMap<string, ReadonlySet<string>>>
  /** Article id -> status -> how many proposals, of those that this actor may see. Articles without any are left out. */
  countProposals(rows: Rows, actor: Actor, charterId: string): Promise<ReadonlyMap<string, Record<string, number>>>
}
