/** Decisions as people may read them (rules DC2, AT*): by article or charter, the newest first. Whoever reads the working text reads what was decided about it. */
import type { Actor, Party } from '../../src/lib/domain/actor.ts'
import type { Page, PageRequest } from '../../src/lib/domain/contract.ts'
import type { DecisionView } from '../../src/lib/domain/contract-brackets.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { namesFor, type Names } from '../charter/attributed.ts'
import { badCursor, limitOf } from '../charter/page.ts'
import { readsWorkingTexts, seeArticle, seeCharter } from '../charter/see.ts'
import type { Context } from '../context.ts'
import type { CharterRow } from '../store/charters.ts'
import { listDecisions as list, type NamedDecision } from '../store/decisions.ts'
import { listParties } from '../store/people.ts'

type Parties = ReadonlyMap<string, Party>

function decisionView(row: NamedDecision, names: Names, parties: Parties): DecisionView {
  const { charterId: _c, actorId, actorName, hat, optionsDropped, note, ...rest } = row
  return {
    ...rest,
    note: names.note(note) ?? '',
    by: actorId === null ? null : { id: actorId, name: actorName ?? '', hat },
    dropped: optionsDropped.map(({ by, ...option }) => ({
      ...option,
      by: names.of(by.map((code) => parties.get(code) ?? { code, name: code })),
    })),
  }
}

async function partiesByCode({ store }: Context): Promise<Parties> {
  return new Map((await listParties(store.db)).map(({ code, name }) => [code, { code, name }]))
}

/** One that was just made, for the answer of the act. */
export async function readDecision(
  context: Context,
  actor: Actor,
  charter: CharterRow,
  id: string,
): Promise<Result<DecisionView>> {
  const found = await list(context.store.db, { id }, 1)
  const [row] = found?.items ?? []
  return row ? ok(decisionView(row, namesFor(charter, actor), await partiesByCode(context))) : refuse('not-found')
}

async function pageOfDecisions(
  context: Context,
  actor: Actor,
  charter: CharterRow,
  of: { charterId: string } | { articleId: string },
  page?: PageRequest,
): Promise<Result<Page<DecisionView>>> {
  const found = await list(context.store.db, of, limitOf(page), page?.cursor)
  if (found === null) return badCursor()
  const [names, parties] = [namesFor(charter, actor), await partiesByCode(context)]
  return ok({ items: found.items.map((row) => decisionView(row, names, parties)), next: found.next })
}

export async function listArticleDecisions(
  context: Context,
  actor: Actor | null,
  articleId: string,
  page?: PageRequest,
): Promise<Result<Page<DecisionView>>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(context.store.db, actor, articleId)
  return seen ? pageOfDecisions(context, actor, seen.charter, { articleId }, page) : refuse('not-found')
}

export async function listCharterDecisions(
  context: Context,
  actor: Actor | null,
  charterId: string,
  page?: PageRequest,
): Promise<Result<Page<DecisionView>>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  return pageOfDecisions(context, actor, charter, { charterId: charter.id }, page)
}
