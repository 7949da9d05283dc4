/** What pages and programs may ask about agreement: statuses of parts, confirmations, editorial fixes, positions, the board. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type {
  ArticleProvisions,
  BoardRow,
  FixView,
  OwedConfirmation,
  PositionsView,
} from '../../src/lib/domain/contract-agreement.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { answerAdReferendum, type AnswerInput } from './answer.ts'
import type { Beside } from './beside.ts'
import { readBoard } from './board.ts'
import {
  confirmFix,
  objectToFix,
  proposeFix,
  takeFixBack,
  withdrawFix,
  type FixInput,
  type ReasonInput,
} from './editorial-fix.ts'
import {
  readPositionHistory,
  readPositionRule,
  readPositions,
  setPosition,
  setPositionRule,
  type PositionInput,
} from './positions.ts'
import { readProvisions } from './read-provisions.ts'
import { readOwed } from './owed.ts'
import { listEditorialFixes } from './see-fix.ts'
import { setPartStatus, type StatusInput } from './set-status.ts'

type Who = Actor | null
type AsInput = { as?: Hat | undefined }

export interface AgreementApp {
  /** `lang`: of labels. */
  readProvisions(actor: Who, articleId: string, lang?: string): Promise<Result<ArticleProvisions>>
  setPartStatus(actor: Who, articleId: string, blockId: string, input: StatusInput): Promise<Result<ArticleProvisions>>
  /** `blockId` null: what was agreed of the article as a whole. */
  answerAdReferendum(
    actor: Who,
    articleId: string,
    blockId: string | null,
    input: AnswerInput,
  ): Promise<Result<ArticleProvisions>>
  /** What the own delegation, of this code, still has to confirm. */
  readOwed(actor: Who, code: string): Promise<Result<OwedConfirmation[]>>
  listFixes(actor: Who, articleId: string): Promise<Result<{ items: FixView[]; next: null }>>
  proposeFix(actor: Who, articleId: string, input: FixInput): Promise<Result<FixView>>
  confirmFix(actor: Who, id: string, input: AsInput): Promise<Result<FixView>>
  withdrawFix(actor: Who, id: string, input: AsInput): Promise<Result<FixView>>
  objectToFix(actor: Who, id: string, input: ReasonInput): Promise<Result<FixView>>
  takeFixBack(actor: Who, id: string, input: AsInput): Promise<Result<FixView>>
  /** The last word of each delegation, as far as this reader may see. */
  readPositions(actor: Who, articleId: string): Promise<Result<PositionsView>>
  readPositionHistory(actor: Who, articleId: string): Promise<Result<PositionsView>>
  /** `blockId` null: on the article as a whole. */
  setPosition(
    actor: Who,
    articleId: string,
    blockId: string | null,
    input: PositionInput,
  ): Promise<Result<PositionsView>>
  /** Whether a delegation's head alone sets its positions. */
  readPositionRule(actor: Who, code: string): Promise<Result<{ needsHead: boolean }>>
  setPositionRule(
    actor: Who,
    code: string,
    input: { needsHead: boolean } & AsInput,
  ): Promise<Result<{ needsHead: boolean }>>
  readBoard(actor: Who, charterId: string, lang?: string): Promise<Result<{ items: BoardRow[]; next: null }>>
}

export const makeAgreement = (context: Context, beside: Beside): AgreementApp => ({
  readProvisions: (actor, articleId, lang) => readProvisions(context, beside, actor, articleId, lang),
  setPartStatus: (actor, articleId, blockId, input) => setPartStatus(context, beside, actor, articleId, blockId, input),
  answerAdReferendum: (actor, articleId, blockId, input) =>
    answerAdReferendum(context, beside, actor, articleId, blockId, input),
  readOwed: (actor, code) => readOwed(context, actor, code),
  listFixes: (actor, articleId) => listEditorialFixes(context, actor, articleId),
  proposeFix: (actor, articleId, input) => proposeFix(context, actor, articleId, input),
  confirmFix: (actor, id, input) => confirmFix(context, actor, id, input),
  withdrawFix: (actor, id, input) => withdrawFix(context, actor, id, input),
  objectToFix: (actor, id, input) => objectToFix(context, beside, actor, id, input),
  takeFixBack: (actor, id, input) => takeFixBack(context, actor, id, input),
  readPositions: (actor, articleId) => readPositions(context, actor, articleId),
  readPositionHistory: (actor, articleId) => readPositionHistory(context, actor, articleId),
  setPosition: (actor, articleId, blockId, input) => setPosition(context, actor, articleId, blockId, input),
  readPositionRule: (actor, code) => readPositionRule(context, actor, code),
  setPositionRule: (actor, code, input) => setPositionRule(context, actor, code, input),
  readBoard: (actor, charterId, lang) => readBoard(context, beside, actor, charterId, lang),
})
