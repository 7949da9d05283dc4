/** What may be asked of the server about sittings of the talks: a part of the application object (server/app.ts). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Page, PageRequest } from '../../src/lib/domain/contract.ts'
import type { PlaceInput, SittingInput, SittingRecord, SittingView } from '../../src/lib/domain/contract-sittings.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { beginSitting, closeSitting, moveRoom } from './hold.ts'
import { listSittingsOf, readOpenSitting, readSitting } from './read.ts'

type Who = Actor | null

export interface SittingsApp {
  begin(actor: Who, charterId: string, input: SittingInput): Promise<Result<SittingView>>
  end(actor: Who, id: string, input?: { as?: Hat | undefined }): Promise<Result<SittingView>>
  /** The room goes to a paragraph. */
  move(actor: Who, id: string, input: PlaceInput): Promise<Result<SittingView>>
  list(actor: Who, charterId: string, page?: PageRequest): Promise<Result<Page<SittingView>>>
  /** `lang`: in which places are named. */
  read(actor: Who, id: string, lang?: string): Promise<Result<SittingRecord>>
  /** The one that goes on; null: none. */
  current(actor: Who, charterId: string, lang?: string): Promise<Result<SittingRecord | null>>
}

export const makeSittings = (context: Context): SittingsApp => ({
  begin: (actor, charterId, input) => beginSitting(context, actor, charterId, input),
  end: (actor, id, input) => closeSitting(context, actor, id, input),
  move: (actor, id, input) => moveRoom(context, actor, id, input),
  list: (actor, charterId, page) => listSittingsOf(context, actor, charterId, page),
  read: (actor, id, lang) => readSitting(context, actor, id, lang),
  current: (actor, charterId, lang) => readOpenSitting(context, actor, charterId, lang),
})
