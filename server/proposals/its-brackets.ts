/** The brackets in which a proposal's words became options, and what became of them (rules PS19, PS26). */
import { listBrackets, type BracketRow } from '../store/brackets.ts'
import { actsOfDecisions } from '../store/decisions.ts'
import type { ProposalEventRow } from '../store/proposal-story.ts'
import type { Rows } from '../store/store.ts'

/** What it waits for: its option of each; null: that the words there go. */
export interface Demand {
  bracket: string
  option: string | null
}

/** As it was last put in brackets. */
export const demandsOf = (events: readonly ProposalEventRow[]): Demand[] =>
  (events.findLast(({ act }) => act === 'bracket')?.data['brackets'] ?? []) as Demand[]

/** The brackets of an article by id. */
export const bracketsOf = async (rows: Rows, articleId: string): Promise<Map<string, BracketRow>> =>
  new Map((await listBrackets(rows, { articleId })).map((row) => [row.id, row]))

/** `open`: one of them still is. `met`: one of its options stands, or its words went as it asked. */
export async function becomeOf(
  rows: Rows,
  demands: readonly Demand[],
  known: ReadonlyMap<string, BracketRow>,
): Promise<'open' | 'met' | 'fell'> {
  const brackets = demands.flatMap(({ bracket }) => known.get(bracket) ?? [])
  if (brackets.some(({ status }) => status === 'open')) return 'open'
  const acts = await actsOfDecisions(
    rows,
    brackets.flatMap(({ settledDecisionId }) => settledDecisionId ?? []),
  )
  const isMet = demands.some(({ bracket, option }) => {
    const row = known.get(bracket)
    if (!row) return false
    if (option === null)
      // the words went, and none stands in their place
      return (
        acts.get(row.settledDecisionId ?? '') !== 'replace' && row.options.every(({ status }) => status === 'dropped')
      )
    const status = row.options.find((one) => one.id === option)?.status
    return status === 'chosen' || (status === 'merged' && row.options.some((one) => one.status === 'chosen'))
  })
  return isMet ? 'met' : 'fell'
}
