// Over 250 lines: what a file tells of the talks becomes rows, one list after another, each naming those before.
/**
 * Keeps the talks that a file tells of (rules EX15-EX18, EX20-EX22), within the transaction of the import. Ids of proposals, decisions and moves stay those of the file
 * where nobody has them yet. Who did what the file does not say, in which capacity and for which delegation it does.
 */
import { SYSTEM } from '../../src/lib/domain/authored.ts'
import { merge3 } from '../../src/lib/domain/merge.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { isUnsaid } from '../../src/lib/domain/permissions-proposals.ts'
import type { ProposedIn } from '../../src/lib/domain/proposed.ts'
import { deltaFromDoc } from '../../src/lib/domain/text.ts'
import type { CharterPlan } from '../exchange/format.ts'
import type { PlannedProposal, TalkedBracketFile, TalksPlan } from '../exchange/format-talks.ts'
import type { SubmittedData } from '../proposals/as-submitted.ts'
import { blocksWithHeld } from '../proposals/follow.ts'
import { beginFork } from '../proposals/fork.ts'
import { keptBlocks } from '../proposals/proposed.ts'
import type { ArticleRow, DocumentRow } from '../store/articles.ts'
import { addStand, endStand, insertBracket, updateBracket, updateOption } from '../store/brackets.ts'
import { updateAttribution, updateCharterSettings } from '../store/charters.ts'
import { linkThread, threadOfContribution } from '../store/comments.ts'
import { addDecision, markUndone } from '../store/decisions.ts'
import { insertFix, updateFix } from '../store/editorial-fixes.ts'
import { raiseFlag } from '../store/language-flags.ts'
import { addPosition } from '../store/positions.ts'
import { insertCounter } from '../store/proposal-counters.ts'
import { putSponsor, replaceMembers } from '../store/proposal-sponsors.ts'
import { insertProposalEvent, setDeadline } from '../store/proposal-story.ts'
import { insertProposalText, listProposalTexts, replaceBlocks } from '../store/proposal-texts.ts'
import { insertProposal } from '../store/proposals.ts'
import {
  answerConfirmation,
  insertConfirmations,
  insertProvisionEvent,
  listConfirmations,
  replaceProvisions,
  WHOLE,
} from '../store/provisions.ts'
import { insertSitting, putInSitting } from '../store/sittings.ts'
import type { Rows } from '../store/store.ts'
import { takenIds } from '../store/taken.ts'
import { usedNumbers } from './export-talks.ts'

/** What the import has made so far. */
export interface MadeCharter {
  charterId: string
  newId: () => string
  parties: ReadonlyMap<string, { id: string }>
  articles: readonly ArticleRow[]
  documents: readonly DocumentRow[]
  placesOf: (article: ArticleRow, lang: string) => ProposedIn
}

/** The same with the rows that ids of the file are kept in. */
interface Making extends MadeCharter {
  originalLanguage: string
  proposal: (id: string) => string
  decision: (id: string) => string
  move: (id: string) => string
  sitting: (id: string) => string
  article: (heading: string) => ArticleRow
  party: (code: string) => string
}

/** Returns, by the contribution that each was, the rows of proposals. After articles, texts, contributions and comments. */
export async function keepTalks(rows: Rows, plan: CharterPlan, made: MadeCharter): Promise<Map<string, string>> {
  const { talks } = plan
  if (talks === null) return new Map()
  const { charterId, newId, parties, articles } = made
  const idsFor = async (table: Parameters<typeof takenIds>[1], all: readonly { id: string }[]) => {
    const ids = all.map(({ id }) => id)
    const taken = await takenIds(rows, table, ids)
    const rowIds = new Map(ids.map((id) => [id, taken.has(id) ? newId() : id]))
    return (id: string): string => rowIds.get(id)!
  }
  const byHeading = new Map(articles.map((article) => [article.headingBlock, article]))
  const making: Making = {
    ...made,
    originalLanguage: plan.originalLanguage,
    proposal: await idsFor('proposal', talks.proposals),
    decision: await idsFor('decision', talks.decisions),
    move: await idsFor('provision_event', talks.moves),
    sitting: await idsFor('sitting', talks.sittings),
    article: (heading) => byHeading.get(heading)!,
    party: (code) => parties.get(code)!.id,
  }
  const { attribution = 'full', positions, proposals_until: until } = talks.settings
  await updateAttribution(rows, charterId, { attribution, asked: null })
  await updateCharterSettings(rows, charterId, positions ? { positions } : {})
  await setDeadline(rows, charterId, until ?? null)
  for (const proposal of talks.proposals) await keepProposal(rows, making, proposal)
  await keepCounters(rows, charterId, talks)
  for (const bracket of talks.brackets) await keepBracket(rows, making, plan, bracket)
  await keepDecisions(rows, making, talks)
  await keepAgreement(rows, making, talks)
  for (const { article, block, party, stand, note = '', shown_to: shownTo, as, at } of talks.positions)
    await addPosition(rows, {
      ...{ id: newId(), articleId: making.article(article).id, blockId: block ?? WHOLE, partyId: making.party(party) },
      ...{ stand, note, shownTo, by: null, hat: as, at },
    })
  for (const { article, lang, block, reason, decision, raised_at: raisedAt } of talks.flags)
    await raiseFlag(rows, {
      ...{ id: newId(), documentId: documentOf(making, making.article(article), lang).id, blockId: block, reason },
      ...{ decisionId: decision === undefined ? null : making.decision(decision), raisedAt },
    })
  for (const { contribution, proposal } of talks.threads)
    await linkThread(rows, charterId, contribution, making.proposal(proposal))
  await keepFixes(rows, making, talks, await idsFor('editorial_fix', talks.fixes))
  await keepSittings(rows, making, talks)
  return new Map(
    talks.proposals.flatMap(({ id, contribution }) =>
      contribution === undefined ? [] : [[contribution, making.proposal(id)] as const],
    ),
  )
}

const documentOf = ({ documents }: MadeCharter, article: ArticleRow, lang: string): DocumentRow =>
  documents.find((one) => one.articleId === article.id && one.lang === lang)!

async function keepProposal(rows: Rows, making: Making, proposal: PlannedProposal): Promise<void> {
  const { charterId, party: partyOf } = making
  const id = making.proposal(proposal.id)
  const article = making.article(proposal.article)
  const optional = (other: string | undefined): string | null => (other === undefined ? null : making.proposal(other))
  const { party, on_behalf_of: group } = proposal
  const partyId = party === undefined ? null : partyOf(party)
  const { made_of: thread } = proposal
  await insertProposal(rows, {
    ...{ id, charterId, articleId: article.id, code: proposal.code ?? null, kind: proposal.kind },
    ...{ act: proposal.act ?? null, status: proposal.status, lang: proposal.lang, partyId },
    ...{
      createdBy: null,
      createdAt: proposal.created_at,
      submittedBy: null,
      submittedAt: proposal.submitted_at ?? null,
    },
    ...{ tabledAt: proposal.tabled_at ?? null, approvalAskedAt: proposal.approval_asked_at ?? null, approvedBy: null },
    ...{ rationale: proposal.rationale ?? '', rationaleLang: proposal.rationale_lang ?? null },
    ...{
      groupName: group?.group ?? null,
      amendsId: optional(proposal.amends),
      succeedsId: optional(proposal.succeeds),
    },
    answersId: optional(proposal.answers),
    commentId: thread === undefined ? null : ((await threadOfContribution(rows, charterId, thread)) ?? null),
    ...{
      contributionId: proposal.contribution ?? null,
      isLate: proposal.late ?? false,
      isShown: proposal.shown ?? false,
    },
    ...{ settledAt: proposal.settled_at ?? null, rev: proposal.story.length - 1 },
  })
  for (const { party, kind, state, at } of proposal.sponsors)
    await putSponsor(rows, { proposalId: id, partyId: partyOf(party), kind, state, at, by: null })
  const members = (codes: readonly string[] = [], isExcept: boolean) =>
    codes.map((code) => ({ proposalId: id, partyId: partyOf(code), isExcept }))
  await replaceMembers(rows, id, [...members(group?.members, false), ...members(group?.except, true)])
  const submitted: Required<Pick<SubmittedData, 'seqs' | 'bases' | 'baseTexts'>> = {
    seqs: {},
    bases: {},
    baseTexts: {},
  }
  const before = proposal.submitted
  for (const text of proposal.texts) {
    // EX20: where the file says nothing else, it is as it was submitted
    const said = before
      ? before.texts.find(({ lang, kind }) => lang === text.lang && kind === text.kind)
      : text.kind === 'modified'
        ? undefined
        : text
    const kept = await keepText(rows, making, { id, article, partyId, amends: proposal.amends }, text, said?.doc)
    if (!said) continue
    submitted.seqs[kept.documentId] = kept.saidSeq
    submitted.bases[kept.documentId] = kept.baseSeq
    if (said.base) submitted.baseTexts[kept.documentId] = said.base
  }
  const { rationale = '', rationale_lang: rationaleLang = null, on_behalf_of: spoken } = before ?? proposal
  const behind: Pick<SubmittedData, 'sponsors' | 'since' | 'group'> = {
    group: spoken
      ? {
          name: spoken.group,
          members: [...members(spoken.members, false), ...members(spoken.except, true)].map(
            ({ partyId, isExcept }) => ({
              partyId,
              isExcept,
            }),
          ),
        }
      : null,
    ...(before?.sponsors && {
      sponsors: before.sponsors.map(({ party }) => partyOf(party)),
      since: before.sponsors.map(({ since }) => since),
    }),
  }
  const last = isUnsaid({ status: proposal.status, isShown: proposal.shown ?? false })
    ? proposal.story.findLastIndex(({ act }) => act === 'submit')
    : -1
  for (const [n, step] of proposal.story.entries()) {
    const { reason, about, heir, brackets, decision } = step
    await insertProposalEvent(rows, {
      ...{ proposalId: id, n, at: step.at, actorId: null, hat: step.as ?? null, act: step.act },
      ...{ partyId: step.party === undefined ? null : partyOf(step.party), from: step.from ?? null, to: step.to },
      data: {
        ...(reason !== undefined && { reason }),
        ...(about !== undefined && { party: partyOf(about) }),
        ...(heir !== undefined && { heir: partyOf(heir) }),
        ...(brackets && { brackets }),
        ...(decision !== undefined && { decision: making.decision(decision) }),
        ...(n === last && { ...submitted, ...behind, rationale, rationaleLang }),
      },
    })
  }
}

/** `said`: what it said before, as it was submitted. Returns after which entries of its journal and its source's. */
async function keepText(
  rows: Rows,
  making: Making,
  proposal: { id: string; article: ArticleRow; partyId: string | null; amends: string | undefined },
  { lang, kind, at, source, base, doc, isHeld }: PlannedProposal['texts'][number],
  said: ArticleDoc = doc,
): Promise<{ documentId: string; saidSeq: number; baseSeq: number }> {
  const { newId, placesOf } = making
  const { id, article, partyId, amends } = proposal
  const amended = amends === undefined ? [] : await listProposalTexts(rows, [making.proposal(amends)])
  const of = amended.find((one) => one.lang === lang && one.kind !== 'modified')
  const from = of ? { id: of.documentId, seq: of.textSeq } : { id: documentOf(making, article, lang).id, seq: 1 }
  const ground = base ?? source
  const documentId = newId()
  // in nobody's name: whose words they are the file does not say
  const by = { ...SYSTEM, partyId }
  const fork = { documentId: from.id, lang, seq: from.seq, doc: ground, creditOf: () => null }
  const textSeq = await beginFork(rows, { newId }, { documentId, base: fork, at, changed: { doc, by, through: said } })
  const held = isHeld ? merge3(ground, source, doc).held : []
  await insertProposalText(rows, {
    ...{ proposalId: id, lang, kind, documentId, articleDocumentId: from.id, baseSeq: from.seq, textSeq },
    ...{ isHeld: held.length > 0, base, madeBy: null, at },
  })
  const blocks = keptBlocks(ground, doc, placesOf(article, lang))
  await replaceBlocks(rows, { proposalId: id, lang, kind }, blocksWithHeld(blocks, held, from.seq))
  const isSame = JSON.stringify(deltaFromDoc(said)) === JSON.stringify(deltaFromDoc(doc))
  return { documentId, saidSeq: isSame ? textSeq : textSeq - 1, baseSeq: from.seq }
}

/** PS2: no number is given again. */
async function keepCounters(rows: Rows, charterId: string, { counters, proposals }: TalksPlan): Promise<void> {
  const used = usedNumbers(proposals)
  for (const stem of new Set([...used.keys(), ...Object.keys(counters)]))
    await insertCounter(rows, charterId, stem, Math.max(used.get(stem) ?? 0, counters[stem] ?? 0))
}

async function keepBracket(rows: Rows, making: Making, plan: CharterPlan, file: TalkedBracketFile): Promise<void> {
  const { id } = file
  const articleId = making.article(file.article).id
  const proposal = (other: string | undefined): string | null => (other === undefined ? null : making.proposal(other))
  const inText = plan.articles.flatMap(({ brackets }) => brackets).find((one) => one.id === id)
  await insertBracket(rows, {
    ...{ articleId, id, kind: file.kind, level: file.level, note: file.note ?? null, createdAt: file.created_at },
    originProposalId: proposal(file.proposal),
    options: file.options.map((option) => ({
      ...{ id: option.id, origin: option.origin ?? null, originProposalId: proposal(option.proposal) },
    })),
    ...(inText && {
      filed: { reservedBy: inText.reservedBy, by: new Map(inText.options.map((option) => [option.id, option.by])) },
    }),
  })
  await updateBracket(
    rows,
    { articleId, id },
    {
      status: file.status,
      dueAt: file.due_at ?? null,
      settledDecisionId: file.decision === undefined ? null : making.decision(file.decision),
      owner: { partyId: file.owner === undefined ? null : making.party(file.owner), personId: null },
    },
  )
  for (const option of file.options)
    await updateOption(rows, { articleId, bracketId: id, id: option.id }, option.status)
  for (const { party, option, from, until } of file.stands) {
    const stand = option === undefined ? ('reserves' as const) : ('for' as const)
    const key = { articleId, bracketId: id, optionId: option ?? '', partyId: making.party(party), stand, by: null }
    await addStand(rows, { ...key, at: from })
    if (until !== undefined) await endStand(rows, { ...key, at: until })
  }
}

async function keepDecisions(rows: Rows, making: Making, { decisions }: TalksPlan): Promise<void> {
  for (const file of decisions)
    await addDecision(rows, {
      ...{ id: making.decision(file.id), charterId: making.charterId, articleId: making.article(file.article).id },
      ...{
        bracketId: file.bracket ?? null,
        proposalId: file.proposal === undefined ? null : making.proposal(file.proposal),
      },
      ...{ act: file.act, venue: file.venue, sittingId: null, actorId: null, hat: file.as ?? null },
      ...{ onWordOf: file.on_word_of ?? null, at: file.at, note: file.note ?? '' },
      ...{ optionsDropped: file.dropped ?? [], seqs: {} },
      ...(file.texts && {
        texts: file.texts.map(({ lang, blocks }) => ({
          lang,
          blocks: blocks.map(({ label = null, flags = [], ...block }) => ({ ...block, label, flags })),
        })),
      }),
    })
  for (const { id, undone_by: by } of decisions)
    if (by !== undefined) await markUndone(rows, making.decision(id), making.decision(by))
}

async function keepAgreement(rows: Rows, making: Making, { moves, agreed }: TalksPlan): Promise<void> {
  for (const { id: named, article, confirmations = [], objections = [], ...move } of moves) {
    const id = making.move(named)
    await insertProvisionEvent(rows, {
      ...{ id, articleId: making.article(article).id, blockId: move.block ?? WHOLE, from: move.from, to: move.to },
      ...{ actorId: null, hat: move.as, at: move.at, reason: move.reason ?? null, group: move.group ?? null },
      objections: objections.map(making.party),
    })
    await insertConfirmations(
      rows,
      id,
      confirmations.map(({ party }) => ({ id: making.newId(), partyId: making.party(party) })),
    )
    for (const { id: row, partyId } of await listConfirmations(rows, [id])) {
      const said = confirmations.find(({ party }) => making.party(party) === partyId)!
      await answerConfirmation(rows, row, {
        ...{ confirmedAt: said.confirmed_at ?? null, refusedAt: said.refused_at ?? null },
        ...{ reason: said.reason ?? null, by: null },
      })
    }
  }
  for (const { id: articleId, headingBlock } of making.articles) {
    const own = agreed.filter(({ article }) => article === headingBlock)
    await replaceProvisions(
      rows,
      articleId,
      own.map(({ block, status, since, move, confirm_by: confirmBy, empty_in: emptyIn = [] }) => ({
        ...{
          articleId,
          blockId: block ?? WHOLE,
          status,
          since,
          eventId: move === undefined ? null : making.move(move),
        },
        // LK5
        ...{ confirmBy: confirmBy ?? null, emptyIn: emptyIn.filter((lang) => lang !== making.originalLanguage) },
      })),
    )
  }
}

/** EX22: in nobody's name. */
async function keepFixes(
  rows: Rows,
  making: Making,
  { fixes }: TalksPlan,
  rowId: (id: string) => string,
): Promise<void> {
  for (const { id: named, confirmed, objection, ...fix } of fixes) {
    const id = rowId(named)
    const article = making.article(fix.article)
    await insertFix(rows, {
      ...{ id, articleId: article.id, documentId: documentOf(making, article, fix.lang).id },
      ...{ blockId: fix.before.attrs.id, base: fix.before, text: fix.after, why: fix.why },
      ...{ proposedBy: null, proposedAt: fix.proposed_at },
    })
    await updateFix(rows, id, {
      ...(confirmed && { confirmedAt: confirmed.at, untilAt: confirmed.until }),
      ...(objection && {
        ...{ objectedAt: objection.at, objection: objection.reason ?? null },
        objectedParty: objection.party === undefined ? null : making.party(objection.party),
      }),
      ...{ withdrawnAt: fix.withdrawn_at ?? null, takenBackAt: fix.taken_back_at ?? null },
    })
  }
}

/** EX21: behind what was decided in them, which would else be of the one that goes on (SI2). */
async function keepSittings(rows: Rows, making: Making, { sittings, moves, decisions }: TalksPlan): Promise<void> {
  for (const { id: named, title, place = '', began_at: beganAt, ended_at: endedAt, at } of sittings) {
    const id = making.sitting(named)
    await insertSitting(rows, {
      ...{ id, charterId: making.charterId, title, place, chairedBy: null, beganAt, beganBy: null },
      ...{ endedAt: endedAt ?? null, articleId: at ? making.article(at.article).id : null, blockId: at?.block ?? null },
    })
    const of = ({ sitting }: { sitting?: string }): boolean => sitting === named
    await putInSitting(
      rows,
      id,
      'provision_event',
      moves.filter(of).map((move) => making.move(move.id)),
    )
    await putInSitting(
      rows,
      id,
      'decision',
      decisions.filter(of).map((decision) => making.decision(decision.id)),
    )
  }
}
