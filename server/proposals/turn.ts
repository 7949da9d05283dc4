// Over 250 lines: what every act on a proposal goes through, from the look at it to what is told of it.
/**
 * One step in the life of a proposal (PS1): seen, allowed, decided by the table, and written with its event and the record's entry in one
 * transaction. Of two at once one is first.
 */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import { hatsOf, wornFor, type Hat, type Worn } from '../../src/lib/domain/hat.ts'
import { doerOf, type ProposalAction } from '../../src/lib/domain/permissions-proposals.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import {
  isBeforeTable,
  isWritable,
  LAPSING,
  termOf,
  TURNS,
  turned,
  type Condition,
  type Doer,
  type ProposalAct,
  type ProposalStatus,
} from '../../src/lib/domain/proposal.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { once, record } from '../charter/record.ts'
import { still } from '../charter/still.ts'
import type { Context } from '../context.ts'
import { holdArticle, type ArticleRow } from '../store/articles.ts'
import { isBracketSettled } from '../store/brackets.ts'
import type { SponsorRow } from '../store/proposal-sponsors.ts'
import { deadlineOf, insertProposalEvent, listProposalEvents, wasCutSince } from '../store/proposal-story.ts'
import {
  findProposal,
  holdProposal,
  listReferring,
  moveProposal,
  type ProposalChange,
  type ProposalRow,
} from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { revTold } from './as-submitted.ts'
import { becomeOf, bracketsOf, demandsOf } from './its-brackets.ts'
import { proposalSubject, seeProposal, withRest, type SeenProposal } from './see.ts'

/** What every act may be told. */
export interface ActInput {
  as?: Hat | undefined
  /** The `rev` that the person saw: `busy` where somebody acted since. */
  rev?: number | undefined
}

/** What an act does beside moving the proposal. */
export interface Done {
  change?: ProposalChange
  /** Kept with the event. */
  event?: Record<string, unknown>
  /** Kept in the record. */
  data?: Record<string, unknown>
}

export interface Turning {
  act: ProposalAct
  action: ProposalAction
  /** Whether whoever was asked to sponsor it may do it too, who does not read it yet. */
  isForInvited?: true
  /** What is known of the conditions beside what is asked here. */
  holds?: (rows: Rows, seen: SeenProposal) => Promise<Partial<Record<Condition, boolean>>>
  /** Looks once more before anything is written, then writes what belongs to the act. */
  work?: (rows: Rows, held: HeldProposal) => Promise<Result<Done>>
}

export interface HeldProposal extends SeenProposal {
  at: string
  actor: Actor
  doer: Doer
  hat: Hat | null
  to: ProposalStatus
}

/** Act -> what the record calls it. Null: its sponsors' affair, kept in its story alone. */
const RECORDED: Record<ProposalAct, string | null> = {
  begin: null,
  edit: null,
  ask_approval: null,
  approve: null,
  invite: null,
  discard: null,
  submit: 'proposal.submitted',
  admit: 'proposal.admitted',
  return: 'proposal.returned',
  decline: 'proposal.declined',
  take_up: 'proposal.taken-up',
  accept: 'proposal.accepted',
  accept_modified: 'proposal.accepted-modified',
  merge: 'proposal.merged',
  bracket: 'proposal.bracketed',
  choose: 'proposal.merged',
  drop: 'proposal.not-retained',
  join: 'proposal.sponsored',
  leave: 'proposal.left',
  take_over: 'proposal.taken-over',
  supersede: 'proposal.superseded',
  not_retain: 'proposal.not-retained',
  lapse: 'proposal.lapsed',
  carry_over: 'proposal.carried-over',
  undo: 'proposal.acceptance-undone',
  hold: 'proposal.held',
  settle_held: null,
  modify: null,
  take_in: 'proposal.amended',
  follow: null,
}

/** Whether the act is no affair of the record: whatever its sponsors do while they write it. */
const isPrivate = (act: ProposalAct, from: ProposalStatus): boolean => isWritable(from) && act !== 'submit'

const hatOf = (doer: Doer, { partyId }: Actor): Hat | null =>
  doer === 'secretariat' || doer === 'chair' || doer === 'pen_holder'
    ? doer
    : doer === 'system'
      ? null
      : // bridging text is the chair's
        partyId === null
        ? 'chair'
        : 'party'

const roleOf = (actor: Actor, hat: Hat | null): Role | undefined =>
  hat === 'chair' || hat === 'secretariat'
    ? hat
    : (['head', 'drafter'] as const).find((role) => actor.roles.includes(role))

/** Refuses with `not-found`, `not-allowed`, `transition-not-allowed` and what the conditions of the act say, `busy`. */
export async function turnProposal(
  context: Context,
  actor: Actor | null,
  proposalId: string,
  input: ActInput,
  turning: Turning,
): Promise<Result<SeenProposal>> {
  const { store } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeForAct(store.db, actor, proposalId, turning)
  if (!seen.ok) return seen
  const done = await store.transaction((rows) => turnWithin(context, rows, actor, seen.value, input, turning))
  if (!done.ok) return done
  tellOf(context, seen.value.proposal, done.value)
  return ok(done.value)
}

/** The first look: whether there is such a proposal for this person, and whether they may act so on it at all. */
export async function seeForAct(
  rows: Rows,
  actor: Actor,
  proposalId: string,
  { action, isForInvited }: Pick<Turning, 'action' | 'isForInvited'>,
): Promise<Result<SeenProposal>> {
  const seen = await seeProposal(rows, actor, proposalId)
  if (!seen || (!isForInvited && !can(actor, 'proposal.read', seen.subject))) return refuse('not-found')
  return can(actor, action, seen.subject) ? ok(seen) : refuse('not-allowed')
}

/** As whom an act is done (HW3), and who of the table's doers that is. Refuses as `wornFor`. */
export function wornToTurn(
  actor: Actor,
  { proposal, sponsors, asker, subject: { isPenHolder } }: SeenProposal,
  as: Hat | undefined,
  { act, action }: Pick<Turning, 'act' | 'action'>,
): Result<Worn & { doer: Doer }> {
  const doing = (worn: Actor): { doer: Doer; hat: Hat | null } | null => {
    const subject = proposalSubject(proposal, sponsors, worn, asker)
    const doer = can(worn, action, subject) ? doerOf(act, worn, subject) : null
    return doer && { doer, hat: hatOf(doer, worn) }
  }
  const worn = wornFor(actor, as, (one, hat) => doing(one)?.hat === hat, isPenHolder)
  return worn.ok ? ok({ ...worn.value, doer: doing(worn.value.actor)!.doer }) : worn
}

const wasTaken = (hat: Hat, before: Actor, now: Actor, { subject: { isPenHolder } }: SeenProposal): boolean =>
  hatsOf(before, isPenHolder).includes(hat) && !hatsOf(now, isPenHolder).includes(hat)

/** The act itself, within a transaction: article and proposal are held, everything is asked anew. */
export async function turnWithin(
  { store }: Pick<Context, 'store'>,
  rows: Rows,
  actor: Actor,
  { proposal: { id, articleId } }: Pick<SeenProposal, 'proposal'>,
  { rev, as }: ActInput,
  { act, action, holds, work }: Turning,
): Promise<Result<SeenProposal>> {
  await holdArticle(rows, articleId)
  const proposal = await holdProposal(rows, id)
  const at = await store.now(rows)
  // an act may have waited for others: what was taken from whoever does it counts now
  const now = await still(rows, actor, at)
  const seen = proposal && (await withRest(rows, now, proposal))
  if (!seen) return refuse('not-found')
  if (rev !== undefined && rev !== (await revTold(rows, now, seen)))
    return refuse('busy', { detail: 'Somebody acted on this proposal since.' })
  // a capacity that was theirs a moment ago
  if (as !== undefined && wasTaken(as, actor, now, seen)) return refuse('not-allowed')
  const worn = wornToTurn(now, seen, as, { act, action })
  if (!worn.ok) return worn
  const { doer, hat } = worn.value
  const known = { ...(await conditions(rows, seen, act, at)), ...(await holds?.(rows, seen)) }
  const to = turned(act, seen.proposal.status, known)
  if (!to.ok) return to
  const held = { ...seen, at, actor: worn.value.actor, doer, hat, to: to.value }
  const done = work ? await work(rows, held) : ok({})
  if (!done.ok) return done
  const row = await step(rows, held, act, done.value)
  const after = row && (await withRest(rows, actor, row))
  return after ? ok(after) : refuse('busy')
}

/** What a step is written from: `actor` null, where nobody did it. */
interface Stepping {
  proposal: ProposalRow
  at: string
  actor: Actor | null
  hat: Hat | null
  to: ProposalStatus
}

/** Moves it, and writes its event and the record's entry. Null: somebody acted on it since. */
async function step(
  rows: Rows,
  { proposal, at, actor, hat, to }: Stepping,
  act: ProposalAct,
  { change = {}, event = {}, data = {} }: Done,
): Promise<ProposalRow | null> {
  const { id, rev, status: from } = proposal
  const next = { ...change, status: to }
  if (!(await moveProposal(rows, id, rev, next))) return null
  const partyId = hat === 'party' ? (actor?.partyId ?? null) : null
  const actorId = hat === null ? null : (actor?.id ?? null)
  await insertProposalEvent(rows, {
    ...{ proposalId: id, n: rev + 1, at, actorId, hat, partyId, act, from, to, data: event },
  })
  if (actor !== null) await once(rows, actor, { kind: 'proposal', id }, at)
  const name = to === 'withdrawn' ? 'proposal.withdrawn' : RECORDED[act]
  if (name !== null && !isPrivate(act, from)) {
    const code = next.code ?? proposal.code
    const as = actor === null ? undefined : roleOf(actor, hat)
    await record(rows, {
      ...{ at, actor, act: name, subject: { kind: 'proposal', id } },
      ...(as && { as }),
      data: { article: proposal.articleId, code, from, to, ...data },
    })
  }
  if (isBeforeTable(from) && !isBeforeTable(to)) await lapseAmendments(rows, at, actor, proposal)
  return { ...proposal, ...next, rev: rev + 1 }
}

/** PS20: amendments end with what they amend; drafts of them wait. */
async function lapseAmendments(rows: Rows, at: string, actor: Actor | null, { id }: ProposalRow): Promise<void> {
  const open = (await listReferring(rows, id)).filter(
    ({ amendsId, status }) => amendsId === id && LAPSING.includes(status),
  )
  for (const amendment of open)
    await stepBySystem(rows, at, actor, amendment.id, 'lapse', { change: { settledAt: at } })
}

/**
 * A step that comes of another act (an article goes, a bracket is settled, a successor is tabled, its article is another), in its transaction. Answers
 * null where the proposal's state leads nowhere so.
 */
export async function stepBySystem(
  rows: Rows,
  at: string,
  actor: Actor | null,
  proposalId: string,
  act: ProposalAct,
  done: Done = {},
): Promise<ProposalRow | null> {
  const proposal = await holdProposal(rows, proposalId)
  const to = proposal && turned(act, proposal.status)
  if (!proposal || !to?.ok) return null
  return step(rows, { proposal, at, actor, hat: null, to: to.value }, act, done)
}

/** What is known of what this act asks for; the rest is the act's own to say. */
async function conditions(
  rows: Rows,
  { proposal, article, asker, subject }: SeenProposal,
  act: ProposalAct,
  at: string,
): Promise<Partial<Record<Condition, boolean>>> {
  const asked = new Set(TURNS.filter((turn) => turn.act === act).flatMap(({ when = [] }) => when))
  // bridging text is the chair's beside whoever sponsors it
  const behind = subject.sponsors.length + (proposal.partyId === null ? 1 : 0)
  const isWanted = proposal.partyId !== null && asker.withHeads.has(proposal.partyId)
  const known: Partial<Record<Condition, boolean>> = {
    headWanted: isWanted,
    approvalAsked: proposal.approvalAskedAt !== null,
    othersSponsor: behind > 1,
    lastSponsor: behind <= 1,
    wasTabled: proposal.isShown,
    wasWaiting: !proposal.isShown,
    targetStands: article !== null && article.deletedAt === null && (await doesTargetStand(rows, article, proposal)),
  }
  if (asked.has('inTime')) {
    const until = await deadlineOf(rows, proposal.charterId)
    known.late = until !== null && at > until
    known.inTime = !known.late
  }
  if (asked.has('withinTerm')) {
    const { settledAt } = proposal
    known.withinTerm =
      settledAt !== null && at <= termOf(settledAt) && !(await wasCutSince(rows, proposal.charterId, settledAt))
  }
  if (asked.has('bracketOpen')) {
    const became = await becameSince(rows, proposal)
    known.bracketOpen = became === 'open'
    known.optionStands = became === 'met'
    known.optionFell = became === 'fell'
  }
  return known
}

/** PS26: what became of the brackets that it stood in when it was withdrawn or lapsed; null: it stood in none. */
async function becameSince(
  rows: Rows,
  { id, articleId, status }: ProposalRow,
): Promise<'open' | 'met' | 'fell' | null> {
  const events = await listProposalEvents(rows, id)
  const ended = events.findLast(({ from, to }) => to === status && from !== status)
  if (ended?.from !== 'bracketed') return null
  return becomeOf(rows, demandsOf(events), await bracketsOf(rows, articleId))
}

/**
 * PS8, PS19, PS21: what it is to change beside the article: the bracket is open, the proposal that it amends is before the table, the part with which it
 * lapsed is restored.
 */
async function doesTargetStand(
  rows: Rows,
  { deletedBlocks }: ArticleRow,
  { id, articleId, act, amendsId, status }: ProposalRow,
): Promise<boolean> {
  if (status === 'lapsed' && deletedBlocks.length > 0) {
    const part = (await listProposalEvents(rows, id)).findLast((event) => event.act === 'lapse')?.data['part']
    if (typeof part === 'string' && deletedBlocks.includes(part)) return false
  }
  if (act !== null && (await isBracketSettled(rows, articleId, act.bracket))) return false
  if (amendsId === null) return true
  const amended = await findProposal(rows, amendsId)
  return amended !== undefined && isBeforeTable(amended.status)
}

/** SHA-256 of what happened to it until now, so that what nobody but its sponsors reads can be shown later, and checked. */
export async function storyHash(rows: Rows, proposalId: string): Promise<string> {
  const story = await listProposalEvents(rows, proposalId)
  const text = canonicalize(story) ?? ''
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** Parties that know of it: null, everybody who reads the article. */
export const knownTo = (proposal: ProposalRow, sponsors: readonly SponsorRow[]): string[] | null =>
  proposal.isShown
    ? null
    : [
        ...new Set([
          ...(proposal.partyId === null ? [] : [proposal.partyId]),
          ...sponsors.filter(({ state }) => state !== 'left').map(({ partyId }) => partyId),
        ]),
      ]

/** Tells pages and rooms what was done; whoever may write it now is asked for their rights anew. */
export function tellOf({ events }: Pick<Context, 'events'>, before: ProposalRow, after: SeenProposal): void {
  const { id, charterId, articleId } = after.proposal
  if (isWritable(before.status) || isWritable(after.proposal.status))
    events.tell({ kind: 'access-changed', personId: null, articleId, sessionId: null })
  const partyIds = knownTo(after.proposal, after.sponsors)
  events.tell({ kind: 'proposal-changed', charterId, articleId, proposalId: id, partyIds })
}
