/** What may be asked of the server about brackets, decisions and languages to look at: a part of the application object (server/app.ts). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Attribution } from '../../src/lib/domain/attribution.ts'
import type { Page, PageRequest } from '../../src/lib/domain/contract.ts'
import type {
  ArticleBrackets,
  AttributionView,
  BracketView,
  CharterBrackets,
  DecisionChange,
  DecisionView,
  OptionInput,
  PlaceholderInput,
  PutInput,
  SettleInput,
} from '../../src/lib/domain/contract-brackets.ts'
import type { Result } from '../../src/lib/domain/result.ts'
import type { AsInput } from '../charter/wear.ts'
import type { Context } from '../context.ts'
import { clearFlag } from './clear-flag.ts'
import { listArticleBrackets, listCharterBrackets } from './list-brackets.ts'
import { listArticleDecisions, listCharterDecisions } from './list-decisions.ts'
import { readDecisionChange } from './read-decision.ts'
import { addOption, putBracket } from './put-bracket.ts'
import { readAttribution, setAttribution } from './set-attribution.ts'
import { setPlaceholder } from './set-placeholder.ts'
import { settleBracket } from './settle-bracket.ts'
import { joinOption, leaveOption, releaseBracket, reserveOnBracket } from './standing.ts'

type Who = Actor | null

export interface BracketsApp {
  /** `lang`: in which places are named. */
  listArticleBrackets(actor: Who, articleId: string, lang?: string): Promise<Result<ArticleBrackets>>
  listCharterBrackets(actor: Who, charterId: string, lang?: string): Promise<Result<CharterBrackets>>
  putBracket(actor: Who, articleId: string, input: PutInput): Promise<Result<BracketView>>
  addOption(actor: Who, articleId: string, bracketId: string, input: OptionInput): Promise<Result<BracketView>>
  joinOption(actor: Who, articleId: string, bracketId: string, optionId: string): Promise<Result<BracketView>>
  leaveOption(actor: Who, articleId: string, bracketId: string, optionId: string): Promise<Result<BracketView>>
  reserveOnBracket(actor: Who, articleId: string, bracketId: string): Promise<Result<BracketView>>
  releaseBracket(actor: Who, articleId: string, bracketId: string): Promise<Result<BracketView>>
  setPlaceholder(
    actor: Who,
    articleId: string,
    bracketId: string,
    input: PlaceholderInput,
  ): Promise<Result<BracketView>>
  settleBracket(actor: Who, articleId: string, bracketId: string, input: SettleInput): Promise<Result<DecisionView>>
  clearFlag(actor: Who, flagId: string, input?: AsInput & { mark?: string | undefined }): Promise<Result<null>>
  listArticleDecisions(actor: Who, articleId: string, page?: PageRequest): Promise<Result<Page<DecisionView>>>
  listCharterDecisions(actor: Who, charterId: string, page?: PageRequest): Promise<Result<Page<DecisionView>>>
  readDecision(actor: Who, id: string): Promise<Result<DecisionChange>>
  readAttribution(actor: Who, charterId: string): Promise<Result<AttributionView>>
  setAttribution(
    actor: Who,
    charterId: string,
    input: { attribution: Attribution } & AsInput,
  ): Promise<Result<AttributionView>>
}

export const makeBrackets = (context: Context): BracketsApp => ({
  listArticleBrackets: (actor, articleId, lang) => listArticleBrackets(context, actor, articleId, lang),
  listCharterBrackets: (actor, charterId, lang) => listCharterBrackets(context, actor, charterId, lang),
  putBracket: (actor, articleId, input) => putBracket(context, actor, articleId, input),
  addOption: (actor, articleId, bracketId, input) => addOption(context, actor, articleId, bracketId, input),
  joinOption: (actor, articleId, bracketId, optionId) => joinOption(context, actor, articleId, bracketId, optionId),
  leaveOption: (actor, articleId, bracketId, optionId) => leaveOption(context, actor, articleId, bracketId, optionId),
  reserveOnBracket: (actor, articleId, bracketId) => reserveOnBracket(context, actor, articleId, bracketId),
  releaseBracket: (actor, articleId, bracketId) => releaseBracket(context, actor, articleId, bracketId),
  setPlaceholder: (actor, articleId, bracketId, input) => setPlaceholder(context, actor, articleId, bracketId, input),
  settleBracket: (actor, articleId, bracketId, input) => settleBracket(context, actor, articleId, bracketId, input),
  clearFlag: (actor, flagId, input) => clearFlag(context, actor, flagId, input),
  listArticleDecisions: (actor, articleId, page) => listArticleDecisions(context, actor, articleId, page),
  listCharterDecisions: (actor, charterId, page) => listCharterDecisions(context, actor, charterId, page),
  readDecision: (actor, id) => readDecisionChange(context, actor, id),
  readAttribution: (actor, charterId) => readAttribution(context, actor, charterId),
  setAttribution: (actor, charterId, input) => setAttribution(context, actor, charterId, input),
})
