/** What agreement asks of the rest of the house; given where the application is put together. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Context } from '../context.ts'
import type { Rows } from '../store/store.ts'

/** Of an article, or of all articles of a charter. */
export type Where = { articleId: string } | { charterId: string }

/** A part of an article that is deleted by agreement: its first block, its blocks and notes, and the brackets in them. */
export interface Gone {
  id: string
  blocks: ReadonlySet<string>
  brackets: ReadonlySet<string>
}

export interface Beside {
  /**
   * What is proposed of nothing but that ends with it, in the transaction in which it goes. Hold the article first. Answers what tells everybody, to be
   * called after the commit.
   */
  lapse(
    rows: Rows,
    actor: Actor,
    articleId: string,
    at: string,
    gone: Gone,
  ): Promise<(context: Context) => Promise<void>>
  /** Article id -> blocks that some language has yet to be looked at in. Articles without any are left out. */
  unchecked(rows: Rows, where: Where): Promise<ReadonlyMap<string, ReadonlySet<string>>>
  /** Article id -> status -> how many proposals, of those that this actor may see. Articles without any are left out. */
  countProposals(rows: Rows, actor: Actor, charterId: string): Promise<ReadonlyMap<string, Record<string, number>>>
}
