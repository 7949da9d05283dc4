/**
 * What becomes of proposals when a bracket is settled (rule PS19; practice 8.2), in the transaction that settles it: those whose words were its options, and those
 * that asked for its end.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { canTurnProposal, type BracketAct } from '../../src/lib/domain/proposal.ts'
import type { BracketRow } from '../store/brackets.ts'
import { listProposalEvents } from '../store/proposal-story.ts'
import { listProposals, type ProposalRow } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { becomeOf, bracketsOf, demandsOf } from './its-brackets.ts'
import { stepBySystem } from './turn.ts'

export interface SettledBrackets {
  articleId: string
  at: string
  actor: Actor
  decisionId: string
  /** Brackets that are in no text any more by it. */
  gone: readonly string[]
  /** What was decided. */
  asked: { bracketId: string; act: string; option: string }
  /** The proposal that was accepted by settling it, which moves by itself. */
  except: string | null
}

/** Hold the article first. Answers those that moved, as they are then. */
export async function stepWithBrackets(rows: Rows, settled: SettledBrackets): Promise<ProposalRow[]> {
  const { articleId, gone, except } = settled
  if (gone.length === 0) return []
  const open = (await listProposals(rows, { articleId })).filter(({ id }) => id !== except)
  const known = await bracketsOf(rows, articleId)
  const moved: ProposalRow[] = []
  // in one order for everybody
  for (const proposal of open.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const row =
      proposal.act !== null
        ? await stepAsker(rows, proposal, proposal.act, settled)
        : proposal.status === 'bracketed'
          ? await stepOption(rows, proposal, known, settled)
          : null
    if (row) moved.push(row)
  }
  return moved
}

/** One whose words became options: it is merged where one of them stands when the last of its brackets is settled, else it is not retained. */
async function stepOption(
  rows: Rows,
  { id }: ProposalRow,
  known: ReadonlyMap<string, BracketRow>,
  { at, actor, decisionId, gone }: SettledBrackets,
): Promise<ProposalRow | null> {
  const demands = demandsOf(await listProposalEvents(rows, id))
  if (!demands.some(({ bracket }) => gone.includes(bracket))) return null
  const became = await becomeOf(rows, demands, known)
  if (became === 'open') return null
  const told = { decision: decisionId }
  return stepBySystem(rows, at, actor, id, became === 'met' ? 'choose' : 'drop', {
    change: { settledAt: at },
    event: told,
    data: told,
  })
}

/**
 * One that asked for its end: accepted and merged where that was decided while it was discussed, else it lapses with its bracket. PS27: one that a file has as
 * accepted with modification says no more than that its bracket is to end: whatever is decided about that is what was agreed.
 */
async function stepAsker(
  rows: Rows,
  { id, status }: ProposalRow,
  { op, bracket, option }: BracketAct,
  { at, actor, decisionId, gone, asked }: SettledBrackets,
): Promise<ProposalRow | null> {
  if (!gone.includes(bracket)) return null
  const told = { decision: decisionId, bracket }
  const done = { change: { settledAt: at }, event: told, data: told }
  const isMet = bracket === asked.bracketId && op === asked.act && (op !== 'choose' || option === asked.option)
  const isModified = bracket === asked.bracketId && status === 'accepted_modified'
  if (isModified || (isMet && canTurnProposal('accept', status))) {
    await stepBySystem(rows, at, actor, id, isModified ? 'accept_modified' : 'accept', { event: told, data: told })
    return stepBySystem(rows, at, actor, id, 'merge', done)
  }
  return stepBySystem(rows, at, actor, id, 'lapse', done)
}
