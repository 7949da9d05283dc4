// Over 250 lines: a proposal in a list and a proposal by itself share who is named and what may be done.
/** Proposals as pages and programs see them. Whoever may not see the drafting of one is told of none of it. */
import type { Actor, Party } from '../../src/lib/domain/actor.ts'
import type {
  ModifiedText,
  ProposalEvent,
  ProposalGroup,
  ProposalLink,
  ProposalPermissions,
  ProposalSponsor,
  ProposalSummary,
  ProposalText,
  ProposalView,
} from '../../src/lib/domain/contract-proposals.ts'
import { openingOf } from '../../src/lib/domain/find.ts'
import { labelsOf } from '../../src/lib/domain/places.ts'
import type { ProposalAction, ProposalSubject } from '../../src/lib/domain/permissions-proposals.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { canTurnProposal, isBeforeTable, isWritable, type ProposalAct } from '../../src/lib/domain/proposal.ts'
import { everybody, namesFor, type Names } from '../charter/attributed.ts'
import { textHistory } from '../charter/text-history.ts'
import { commentSubject } from '../charter/threads.ts'
import type { Context } from '../context.ts'
import type { CharterRow } from '../store/charters.ts'
import { findComment } from '../store/comments.ts'
import { standingAcceptances } from '../store/decisions.ts'
import { namesAndParties, partiesById } from '../store/people.ts'
import { listMembers, listSponsors, type MemberRow, type SponsorRow } from '../store/proposal-sponsors.ts'
import { listProposalEvents, type ProposalEventRow } from '../store/proposal-story.ts'
import {
  listBlockNames,
  listProposalBlocks,
  listProposalTexts,
  type ProposalBlockName,
  type ProposalTextRow,
} from '../store/proposal-texts.ts'
import { listProposalThreads } from '../store/proposal-threads.ts'
import { listProposals, listReferring, type ProposalRow } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { readApproval, saysAsApproved } from './approval.ts'
import { asSubmitted, isDrafting, submittedRationale, submittedText, type Behind } from './as-submitted.ts'
import { modifiedIn } from './modified.ts'
import { baseOf, keptBlocks, placesOf, type KeptBlock } from './proposed.ts'
import { askerOf, proposalSubject, type Asker, type SeenProposal } from './see.ts'

/** Characters of a rationale that a list tells. */
const OPENING = 160

/** Row id -> party, as everybody at the table knows it. */
type Parties = ReadonlyMap<string, Party>

const ACTS: Record<keyof ProposalPermissions, [ProposalAction, ProposalAct | null]> = {
  write: ['proposal.write', null],
  submit: ['proposal.submit', 'submit'],
  askApproval: ['proposal.submit', 'ask_approval'],
  approve: ['proposal.approve', 'approve'],
  discard: ['proposal.discard', 'discard'],
  invite: ['proposal.invite', 'invite'],
  join: ['proposal.cosponsor', 'join'],
  leave: ['proposal.leave', 'leave'],
  admit: ['proposal.admit', 'admit'],
  return: ['proposal.return', 'return'],
  decline: ['proposal.decline', 'decline'],
  takeUp: ['proposal.takeUp', 'take_up'],
  decide: ['proposal.decide', 'accept'],
  notRetain: ['proposal.decide', 'not_retain'],
  merge: ['proposal.merge', 'merge'],
  undo: ['proposal.decide', 'undo'],
  takeOver: ['proposal.takeOver', 'take_over'],
  carryOver: ['proposal.carryOver', 'carry_over'],
  reword: ['proposal.reword', 'supersede'],
  amend: ['proposal.amend', null],
  answer: ['proposal.answer', null],
  settleHeld: ['proposal.write', 'settle_held'],
  modify: ['proposal.modify', 'modify'],
  acceptModified: ['proposal.decide', 'accept_modified'],
  bracket: ['proposal.decide', 'bracket'],
  takeIn: ['proposal.decide', 'accept'],
}

/** What this person may do with it as it stands; whether all that an act asks for holds is said when it is done. */
function permissionsOf(
  actor: Actor,
  row: ProposalRow,
  subject: ProposalSubject,
  undoable: ReadonlySet<string>,
): ProposalPermissions {
  const may = ([name, [action, act]]: [string, [ProposalAction, ProposalAct | null]]): [string, boolean] => [
    name,
    can(actor, action, subject) && (act === null || canTurnProposal(act, subject.status)),
  ]
  const all = Object.fromEntries(Object.entries(ACTS).map(may)) as unknown as ProposalPermissions
  return {
    ...all,
    askApproval: all.askApproval && subject.needsHead && row.partyId === actor.partyId,
    amend: all.amend && isAmendable(row),
    answer: all.answer && isAnswerable(row),
    // while it is discussed, in the copy
    settleHeld: all.settleHeld || (all.modify && canTurnProposal('settle_held', row.status)),
    // PS17: what a bracket's end brought, or an amendment that was taken in, is no acceptance to take back
    undo: all.undo && undoable.has(row.id),
    // of a bracket's end, and of an amendment, no copy is made
    modify: all.modify && row.act === null && row.amendsId === null,
    acceptModified: all.acceptModified && row.act === null && row.amendsId === null,
    takeIn: all.takeIn && row.amendsId !== null,
    takeOver: all.takeOver && row.isShown,
  }
}

/** PS8: what is before the table, has words, and is itself no amendment. */
export const isAmendable = ({ act, amendsId, status }: ProposalRow): boolean =>
  act === null && amendsId === null && isBeforeTable(status)

/** PS28: what is before the table, or stands in brackets. */
export const isAnswerable = ({ status }: ProposalRow): boolean => isBeforeTable(status) || status === 'bracketed'

const sponsorsOf = (
  row: ProposalRow,
  sponsors: readonly SponsorRow[],
  parties: Parties,
  isInside: boolean,
  ownPartyId: string | null,
): ProposalSponsor[] =>
  sponsors.flatMap(({ proposalId, partyId, kind, state, at }) => {
    const party = parties.get(partyId)
    // whom its sponsors asked is theirs to know, and of whoever was asked
    const isTold = proposalId === row.id && (isInside || state !== 'invited' || partyId === ownPartyId)
    return party && isTold ? [{ party, kind, state, at }] : []
  })

function groupOf(
  row: ProposalRow,
  members: readonly MemberRow[],
  parties: Parties,
  { names, hasGroups }: Told,
): ProposalGroup | null {
  if (row.groupName === null || !hasGroups) return null
  const those = (isExcept: boolean): Party[] =>
    members
      .filter((one) => one.proposalId === row.id && one.isExcept === isExcept)
      .flatMap(({ partyId }) => parties.get(partyId) ?? [])
      .sort((a, b) => (a.code < b.code ? -1 : 1))
  return { name: row.groupName, members: names.of(those(false)).parties, except: names.of(those(true)).parties }
}

/** Whom an answer names, and whether groups. */
interface Told {
  names: Names
  hasGroups: boolean
}

/** AT1-AT3. Among those who write it, and those whom they asked, it is known whose it is. */
function toldOf(actor: Actor, charter: CharterRow, subject: ProposalSubject): Told {
  const isAsked = !can(actor, 'proposal.read', subject)
  const isAmong = isAsked || (isWritable(subject.status) && can(actor, 'proposal.inside', subject))
  if (isAmong) return { names: everybody, hasGroups: true }
  return { names: namesFor(charter, actor), hasGroups: charter.attribution !== 'none' }
}

/** One that somebody may see. */
interface Seen {
  row: ProposalRow
  subject: ProposalSubject
}

/** What a summary is made of, read for many at once. */
interface Gathered {
  /** Each as its reader is told of it. */
  rows: ReadonlyMap<string, ProposalRow>
  sponsors: SponsorRow[]
  members: MemberRow[]
  texts: ProposalTextRow[]
  blocks: ProposalBlockName[]
  links: ReadonlyMap<string, ProposalRow>
  /** Those of which an acceptance stands that can be taken back. */
  undoable: ReadonlySet<string>
  parties: Parties
}

async function gather(
  rows: Rows,
  actor: Actor,
  all: readonly Seen[],
  allSponsors: readonly SponsorRow[],
): Promise<Gathered> {
  const ids = all.map(({ row }) => row.id)
  const amended = [...new Set(all.flatMap(({ row }) => row.amendsId ?? []))]
  const merged = all.filter(({ row }) => canTurnProposal('undo', row.status)).map(({ row }) => row.id)
  const [allMembers, texts, blocks, links, accepted] = await Promise.all([
    listMembers(rows, ids),
    listProposalTexts(rows, ids),
    listBlockNames(rows, ids),
    listProposals(rows, { ids: amended }),
    standingAcceptances(rows, merged),
  ])
  const behind = await behindOf(rows, actor, all, allSponsors, allMembers)
  const [sponsors, members] = [behind.flatMap((one) => one.sponsors), behind.flatMap((one) => one.members)]
  const parties = await partiesById(rows, [
    ...behind.map(({ row }) => row.partyId),
    ...[...sponsors, ...members].map(({ partyId }) => partyId),
  ])
  const told = new Map(behind.map(({ row }) => [row.id, row]))
  return {
    ...{ rows: told, sponsors, members, texts, blocks, parties },
    links: new Map(links.map((row) => [row.id, row])),
    undoable: new Set(accepted.keys()),
  }
}

/** P13: who reads one but not its living text is told who stood behind it and for whom it spoke when it was submitted. */
async function behindOf(
  rows: Rows,
  actor: Actor,
  all: readonly Seen[],
  sponsors: readonly SponsorRow[],
  members: readonly MemberRow[],
): Promise<Behind[]> {
  const isUnsaid = ({ subject }: Seen): boolean =>
    can(actor, 'proposal.read', subject) && !can(actor, 'proposal.text', subject)
  const unsaid = new Set(all.filter(isUnsaid).map(({ row }) => row.id))
  const story = unsaid.size === 0 ? [] : await listProposalEvents(rows, [...unsaid])
  return all.map(({ row }) => {
    const own = <Row extends { proposalId: string }>(list: readonly Row[]): Row[] =>
      list.filter(({ proposalId }) => proposalId === row.id)
    const now = { row, sponsors: own(sponsors), members: own(members) }
    return unsaid.has(row.id) ? asSubmitted(now, own(story)) : now
  })
}

const startOf = (rationale: string): string => openingOf(rationale.replace(/\s+/g, ' ').trim(), OPENING)

const linkOf = ({ id, code, status }: ProposalRow): ProposalLink => ({ id, code, status })

function summaryOf(
  actor: Actor,
  { row: now, subject }: Seen,
  { rows, sponsors, members, texts, blocks, links, undoable, parties }: Gathered,
  told: Told,
): ProposalSummary {
  const row = rows.get(now.id) ?? now
  const isInside = can(actor, 'proposal.inside', subject)
  const isRead = can(actor, 'proposal.read', subject)
  const isText = can(actor, 'proposal.text', subject)
  const amended = row.amendsId === null ? undefined : links.get(row.amendsId)
  const stand = sponsorsOf(row, sponsors, parties, isInside, actor.partyId).filter(
    ({ kind, party }) => isRead || kind === 'main' || party.code === actor.party?.code,
  )
  const named = told.names.of(stand.map(({ party }) => party))
  return {
    id: row.id,
    articleId: row.articleId,
    code: row.code,
    kind: row.kind,
    act: isRead ? row.act : null,
    status: row.status,
    lang: row.lang,
    isChairs: row.partyId === null,
    party: row.partyId !== null && told.names.isNamed(row.partyId) ? (parties.get(row.partyId) ?? null) : null,
    sponsors: stand.filter(({ party }) => named.parties.some(({ code }) => code === party.code)),
    areOthers: named.areOthers,
    group: isRead ? groupOf(row, members, parties, told) : null,
    // of what is written anew a list tells nothing to others; who was asked to sponsor it is told why
    opening: isRead && !isText ? '' : startOf(row.rationale),
    rationaleLang: row.rationaleLang,
    blocks: isText
      ? blocks
          .filter((one) => one.proposalId === row.id && one.kind !== 'modified')
          .map(({ blockId, lang, op }) => ({ id: blockId, lang, op }))
      : [],
    isHeld: isText && texts.some((one) => one.proposalId === row.id && one.kind !== 'modified' && one.isHeld),
    isLate: row.isLate,
    rev: row.rev,
    submittedAt: row.submittedAt,
    tabledAt: row.tabledAt,
    settledAt: row.settledAt,
    amends: isRead && amended ? linkOf(amended) : null,
    permissions: permissionsOf(actor, row, subject, undoable),
  }
}

/** Those of them that this person reads, or was asked to sponsor. */
export async function summaries(
  rows: Rows,
  actor: Actor,
  charter: CharterRow,
  where: { charterId: string } | { articleId: string },
  proposals: readonly ProposalRow[],
): Promise<ProposalSummary[]> {
  const ids = proposals.map(({ id }) => id)
  const [sponsors, asker] = await Promise.all([listSponsors(rows, ids), askerOf(rows, actor, where)])
  const ofEach = Map.groupBy(sponsors, ({ proposalId }) => proposalId)
  const seen = proposals.flatMap((row) => {
    const subject = proposalSubject(row, ofEach.get(row.id) ?? [], actor, asker)
    return can(actor, 'proposal.see', subject) ? [{ row, subject }] : []
  })
  const gathered = await gather(rows, actor, seen, sponsors)
  return seen.map((one) => summaryOf(actor, one, gathered, toldOf(actor, charter, one.subject)))
}

/** One proposal with its texts and its whole story, as far as this person may know it. */
export async function proposalView(context: Context, actor: Actor, seen: SeenProposal): Promise<ProposalView> {
  const { db } = context.store
  const { proposal: row, sponsors, subject, asker, charter } = seen
  const gathered = await gather(db, actor, [{ row, subject }], sponsors)
  const told = toldOf(actor, charter, subject)
  const summary = summaryOf(actor, { row, subject }, gathered, told)
  const isInside = can(actor, 'proposal.inside', subject)
  const isRead = can(actor, 'proposal.read', subject)
  const isText = can(actor, 'proposal.text', subject)
  const story = isRead && !isText ? await listProposalEvents(db, row.id) : []
  const why = submittedRationale(story) ?? row
  const [texts, events, links, threads, modified, madeOf] = isRead
    ? await Promise.all([
        isText
          ? textsOf(context, seen, gathered.texts, isInside && isWritable(row.status))
          : submittedTexts(context, seen, gathered.texts, story),
        eventsOf(db, actor, row, isInside, told.names),
        linksOf(db, actor, row, asker),
        threadsOf(db, actor, row),
        modifiedIn(context, seen, gathered.texts),
        threadMadeOf(db, actor, row),
      ])
    : [[], [], { succeeds: null, successor: null, answers: null, answeredBy: [], amendments: [] }, [], [], null]
  const isLive = isInside && isWritable(row.status)
  const isHeadAsked = row.partyId !== null && asker.withHeads.has(row.partyId)
  return {
    ...summary,
    ...((isLive || (isRead && !isText)) && {
      blocks: texts.flatMap(({ lang, blocks }) => blocks.map(({ id, op }) => ({ id, lang, op }))),
    }),
    ...(isRead && { opening: startOf(why.rationale), rationaleLang: why.rationaleLang }),
    charterId: row.charterId,
    isShown: row.isShown,
    createdAt: isInside ? row.createdAt : null,
    rationale: why.rationale,
    approval:
      isLive && isHeadAsked
        ? {
            ...{ askedAt: row.approvalAskedAt, isApproved: row.approvedBy !== null },
            isCurrent: row.approvedBy !== null && (await isSaidStill(context, gathered.texts)),
          }
        : null,
    texts,
    events: events.map(({ event }) => event),
    ...links,
    madeOf,
    threads,
    brackets: events.findLast(({ brackets }) => brackets.length > 0)?.brackets ?? [],
    modified,
  }
}

/** PS3: whether its texts say what its head approved of. */
async function isSaidStill(context: Context, rows: readonly ProposalTextRow[]): Promise<boolean> {
  const own = rows.filter(({ kind }) => kind !== 'modified')
  const said = await Promise.all(
    own.map(async (row) => ({
      ...{ row, base: await baseOf(context, row) },
      doc: await context.texts.read(row.documentId),
    })),
  )
  return saysAsApproved(context.store.db, said, await readApproval(context, own))
}

/** `areOwnLive`: as it is being written, which its sponsors see, as everybody sees the copy that is to be accepted; else what was written down when it was submitted, or followed its article since. */
async function textsOf(
  context: Context,
  seen: SeenProposal,
  rows: readonly ProposalTextRow[],
  areOwnLive: boolean,
): Promise<ProposalText[]> {
  const { store, texts } = context
  const isLive = ({ kind }: ProposalTextRow): boolean =>
    kind === 'modified' ? canTurnProposal('modify', seen.proposal.status) : areOwnLive
  const kept = await listProposalBlocks(store.db, [seen.proposal.id])
  const docs = await texts.readMany([...new Set(rows.map((row) => row.articleDocumentId))])
  const live = new Map(
    await Promise.all(
      rows.filter(isLive).map(async ({ documentId }) => [documentId, await texts.readAt(documentId)] as const),
    ),
  )
  const places = rows.some(isLive) ? await placesOf(context, seen) : null
  const blocksOf = async (row: ProposalTextRow): Promise<readonly KeptBlock[]> => {
    const own = kept.filter(({ lang, kind }) => lang === row.lang && kind === row.kind)
    const now = live.get(row.documentId)?.doc
    if (places === null || !now) return own
    const held = new Map(own.flatMap(({ blockId, held }) => (held ? [[blockId, held] as const] : [])))
    return keptBlocks(await baseOf(context, row), now, { ...places, lang: row.lang }, held)
  }
  const views: ProposalText[] = []
  for (const row of rows) {
    const { lang, kind, documentId, articleDocumentId, baseSeq, isHeld } = row
    const seq = live.get(documentId)?.seq ?? row.textSeq
    const doc = docs.get(articleDocumentId)
    const labels = doc ? labelsOf(doc, lang, seen.article?.round ?? null) : []
    const labelOf = new Map(doc?.content.map(({ attrs }, i) => [attrs.id, labels[i] ?? null]))
    const blocks = (await blocksOf(row)).map((block) => blockView(block, labelOf))
    views.push({ ...{ lang, kind, documentId, seq, baseSeq, isHeld }, blocks })
  }
  return views
}

const blockView = (
  { blockId, op, runs, flags, base, text, basePrev, prev, held }: KeptBlock,
  labelOf: ReadonlyMap<string, string | null>,
): ProposalText['blocks'][number] => ({
  ...{ id: blockId, op, label: labelOf.get(blockId) ?? null, runs, flags },
  ...{ base, text, basePrev, prev, held },
})

/** P13: as it was submitted, while nobody else knows what it says by now. */
async function submittedTexts(
  context: Context,
  seen: SeenProposal,
  rows: readonly ProposalTextRow[],
  events: readonly ProposalEventRow[],
): Promise<ProposalText[]> {
  const places = await placesOf(context, seen)
  const own = rows.filter(({ kind }) => kind !== 'modified')
  return Promise.all(
    own.map(async ({ lang, kind, documentId, articleDocumentId, baseSeq: now }): Promise<ProposalText> => {
      const said = submittedText(events, documentId)
      const told = { lang, kind, documentId, seq: said?.seq ?? 0, baseSeq: said?.baseSeq ?? now, isHeld: false }
      if (said === null) return { ...told, blocks: [] }
      const base = said.base ?? (await textHistory(context, articleDocumentId)).docAt(said.baseSeq)
      const fork = (await textHistory(context, documentId)).docAt(said.seq)
      const labels = labelsOf(fork, lang, seen.article?.round ?? null)
      const labelOf = new Map(fork.content.map(({ attrs }, i) => [attrs.id, labels[i] ?? null]))
      const blocks = keptBlocks(base, fork, { ...places, lang }).map((block) => blockView(block, labelOf))
      return { ...told, blocks }
    }),
  )
}

async function eventsOf(
  rows: Rows,
  actor: Actor,
  row: ProposalRow,
  isInside: boolean,
  names: Names,
): Promise<{ event: ProposalEvent; brackets: ProposalView['brackets'] }[]> {
  const events = (await listProposalEvents(rows, row.id)).filter((event) => isInside || !isDrafting(event))
  const people = await namesAndParties(
    rows,
    events.map(({ actorId }) => actorId),
  )
  const aboutOf = ({ data }: ProposalEventRow): string | null =>
    typeof data['party'] === 'string' ? data['party'] : null
  const parties = await partiesById(rows, [...events.map(({ partyId }) => partyId), ...events.map(aboutOf)])
  const partyOf = (id: string | null): Party | null =>
    id !== null && names.isNamed(id) ? (parties.get(id) ?? null) : null
  // people of another delegation are that delegation here
  const isTold = (partyId: string | null): boolean => partyId === null || partyId === actor.partyId
  return events.map((event, i) => ({
    event: {
      // counted anew: how often they changed it before is their affair too
      n: i + 1,
      ...{ at: event.at, act: event.act, from: event.from, to: event.to, hat: event.hat },
      party: partyOf(event.partyId),
      name: event.actorId !== null && isTold(event.partyId) ? (people.get(event.actorId)?.name ?? null) : null,
      // its sponsors are told why what becomes of it does
      reason: (isInside ? everybody : names).note(
        typeof event.data['reason'] === 'string' ? event.data['reason'] : null,
      ),
      about: partyOf(aboutOf(event)),
      modified: (event.data['modified'] as ModifiedText[] | undefined) ?? [],
    },
    brackets: (event.data['brackets'] as ProposalView['brackets'] | undefined) ?? [],
  }))
}

type Links = Pick<ProposalView, 'succeeds' | 'successor' | 'answers' | 'answeredBy' | 'amendments'>

async function linksOf(rows: Rows, actor: Actor, row: ProposalRow, asker: Asker): Promise<Links> {
  const named = await listProposals(rows, { ids: [row.succeedsId, row.answersId].filter((id) => id !== null) })
  const naming = await listReferring(rows, row.id)
  const sponsors = await listSponsors(
    rows,
    [...named, ...naming].map(({ id }) => id),
  )
  const isRead = (other: ProposalRow): boolean =>
    can(actor, 'proposal.read', proposalSubject(other, sponsors, actor, asker))
  const [seen, seeing] = [named.filter(isRead), naming.filter(isRead)]
  const find = (id: string | null): ProposalLink | null => {
    const found = seen.find((other) => other.id === id)
    return found ? linkOf(found) : null
  }
  const successor = seeing.filter(({ succeedsId, submittedAt }) => succeedsId === row.id && submittedAt !== null).at(-1)
  return {
    succeeds: find(row.succeedsId),
    answers: find(row.answersId),
    answeredBy: seeing.filter(({ answersId }) => answersId === row.id).map(linkOf),
    successor: successor ? linkOf(successor) : null,
    amendments: seeing.filter(({ amendsId }) => amendsId === row.id).map(linkOf),
  }
}

async function threadMadeOf(rows: Rows, actor: Actor, { commentId }: ProposalRow): Promise<string | null> {
  const said = commentId === null ? undefined : await findComment(rows, commentId)
  return said && can(actor, 'comment.see', commentSubject(said)) ? (said.threadId ?? said.id) : null
}

const threadsOf = async (rows: Rows, actor: Actor, row: ProposalRow): Promise<string[]> =>
  (await listProposalThreads(rows, row.id))
    .filter((thread) => can(actor, 'comment.see', commentSubject(thread)))
    .map(({ id }) => id)
