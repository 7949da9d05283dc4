/** What whoever reads a proposal but not its living text is told of it (rule P13): what was submitted, whatever its sponsors wrote and did since. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { ProposalSubject } from '../../src/lib/domain/permissions-proposals.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { isWritable } from '../../src/lib/domain/proposal.ts'
import type { MemberRow, SponsorRow } from '../store/proposal-sponsors.ts'
import { listProposalEvents, type ProposalEventRow } from '../store/proposal-story.ts'
import type { ProposalRow } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'

/** Up to which entry of its own journal, and on which of its source's. */
export interface SubmittedText {
  seq: number
  baseSeq: number
  /** What it was based on, where no journal here has it; null: its source after that entry. */
  base: ArticleDoc | null
}

/** What a submission keeps with its event, and what is read of it here. */
export interface SubmittedData {
  seqs?: Record<string, number>
  bases?: Record<string, number>
  /** Of one that came in with a file. */
  baseTexts?: Record<string, ArticleDoc>
  rationale?: string
  rationaleLang?: string | null
  /** Rows of parties, and since when each stood behind it. */
  sponsors?: string[]
  since?: string[]
  group?: SubmittedGroup | null
}

/** For whom it spoke, as its story keeps it. */
export interface SubmittedGroup {
  name: string
  members: { partyId: string; isExcept: boolean }[]
}

/** What its sponsors did while they wrote it: nobody else's to know. */
export const isDrafting = ({ act, from }: Pick<ProposalEventRow, 'act' | 'from'>): boolean =>
  (from === null || isWritable(from)) && act !== 'submit'

const dataOf = (events: readonly ProposalEventRow[]): SubmittedData =>
  events.findLast(({ act }) => act === 'submit')?.data ?? {}

/** Why it was last submitted; null: its story does not say. */
export function submittedRationale(
  events: readonly ProposalEventRow[],
): { rationale: string; rationaleLang: string | null } | null {
  const { rationale, rationaleLang = null } = dataOf(events)
  return rationale === undefined ? null : { rationale, rationaleLang }
}

/** Who stood behind it then, and since when; null: its story does not say. */
export function submittedSponsors(events: readonly ProposalEventRow[]): { partyId: string; since: string }[] | null {
  const submission = events.findLast(({ act }) => act === 'submit')
  const { sponsors, since } = dataOf(events)
  return submission && sponsors ? sponsors.map((partyId, i) => ({ partyId, since: since?.[i] ?? submission.at })) : null
}

/** A text as it was last submitted; null: its story does not say, or it was begun since. */
export function submittedText(events: readonly ProposalEventRow[], documentId: string): SubmittedText | null {
  const { seqs, bases, baseTexts } = dataOf(events)
  const [seq, baseSeq] = [seqs?.[documentId], bases?.[documentId]]
  return seq === undefined || baseSeq === undefined ? null : { seq, baseSeq, base: baseTexts?.[documentId] ?? null }
}

/** A proposal with who stands behind it and for whom it speaks. */
export interface Behind {
  row: ProposalRow
  sponsors: SponsorRow[]
  members: MemberRow[]
}

/** As it was last submitted, and as what everybody knows of changed it since: its sponsors, its group, whose it is, and how often it changed. */
export function asSubmitted(now: Behind, events: readonly ProposalEventRow[]): Behind {
  const at = events.findLastIndex(({ act }) => act === 'submit')
  const known = events.filter((event) => !isDrafting(event))
  const submission = events[at]
  if (!submission) return now
  const later = events.slice(at + 1)
  const { id } = now.row
  const data = submission.data as SubmittedData
  let partyId = data.sponsors ? submission.partyId : now.row.partyId
  let sponsors = data.sponsors ? sponsorsThen(now.sponsors, submission, data.sponsors, data.since) : [...now.sponsors]
  for (const event of data.sponsors ? later.filter((one) => !isDrafting(one)) : []) {
    const { party, heir } = event.data as { party?: string; heir?: string }
    if (event.act === 'join' && party !== undefined) sponsors.push(standing(id, party, 'joined', event))
    if (event.act !== 'leave' || party === undefined) continue
    sponsors = sponsors.map((one) => (one.partyId === party ? { ...one, state: 'left', at: event.at } : one))
    if (heir === undefined) continue
    partyId = heir
    sponsors = sponsors.map((one) => ({ ...one, kind: one.partyId === heir ? 'main' : 'co' }))
  }
  // of a story that does not say, as it is now where nobody edited it since
  const isSame = data.group === undefined && !later.some(({ act }) => act === 'edit')
  const group = data.group ?? null
  return {
    row: {
      ...now.row,
      partyId,
      rev: known.at(-1)?.n ?? now.row.rev,
      groupName: isSame ? now.row.groupName : (group?.name ?? null),
    },
    sponsors,
    members: isSame ? now.members : (group?.members ?? []).map((member) => ({ proposalId: id, ...member })),
  }
}

/** How often it changed, as far as this person is told: what its sponsors do while they write it anew others are not. */
export async function revTold(
  rows: Rows,
  actor: Actor,
  { proposal, subject }: { proposal: ProposalRow; subject: ProposalSubject },
): Promise<number> {
  if (!can(actor, 'proposal.read', subject) || can(actor, 'proposal.text', subject)) return proposal.rev
  const events = await listProposalEvents(rows, proposal.id)
  return asSubmitted({ row: proposal, sponsors: [], members: [] }, events).row.rev
}

const standing = (
  proposalId: string,
  partyId: string,
  state: SponsorRow['state'],
  { at, actorId }: ProposalEventRow,
): SponsorRow => ({ proposalId, partyId, kind: 'co', state, at, by: actorId })

/** Who had left stays so; who was asked since is nobody's to know, nor who has come or gone. */
function sponsorsThen(
  now: readonly SponsorRow[],
  submission: ProposalEventRow,
  joined: readonly string[],
  since: readonly string[] = [],
): SponsorRow[] {
  const { proposalId, at, partyId: main } = submission
  const had = joined.map((partyId, i): SponsorRow => {
    const row = now.find((one) => one.partyId === partyId) ?? standing(proposalId, partyId, 'joined', submission)
    return {
      ...row,
      kind: partyId === main ? 'main' : 'co',
      state: 'joined',
      at: since[i] ?? (row.at < at ? row.at : at),
    }
  })
  const others = now.filter((one) => !joined.includes(one.partyId) && (one.state === 'invited' || one.at <= at))
  return [...had, ...others.map((one) => ({ ...one, kind: 'co' as const }))]
}
