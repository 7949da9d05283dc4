/** Proposals of an imported file (EX13): with sponsors, codes, texts and what the file knows of their story; everybody could read them there. */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { Author } from '../../src/lib/domain/authored.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import { codeOf, stemOf, type ProposalAct, type ProposalStatus } from '../../src/lib/domain/proposal.ts'
import type { ProposedIn } from '../../src/lib/domain/proposed.ts'
import type { ArticlePlan, CharterPlan, ContributionPlan } from '../exchange/format.ts'
import { pastStatus, planProposal, type ProposalPlan } from '../exchange/plan-proposals.ts'
import { beginFork } from '../proposals/fork.ts'
import { keptBlocks } from '../proposals/proposed.ts'
import type { ArticleRow, DocumentRow } from '../store/articles.ts'
import { linkThread, threadOfContribution } from '../store/comments.ts'
import { putSponsor, replaceMembers } from '../store/proposal-sponsors.ts'
import { insertProposalEvent } from '../store/proposal-story.ts'
import { insertProposalText, replaceBlocks } from '../store/proposal-texts.ts'
import { insertProposal, nextNumber } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import type { AuthorOf } from './past-comments.ts'

/** What the import has made so far. */
interface Made {
  charterId: string
  newId: () => string
  authorOf: AuthorOf
  parties: ReadonlyMap<string, { id: string }>
  articles: readonly ArticleRow[]
  documents: readonly DocumentRow[]
  /** Document id -> its text. */
  texts: ReadonlyMap<string, ArticleDoc>
  /** Where the blocks of an article stand, in a language. */
  placesOf: (article: ArticleRow, lang: string) => ProposedIn
}

/** One act, where it led, and in whose capacity it alone is done (PS1); `party`: for whose party it is, in what it was begun. */
type Step = readonly [act: ProposalAct, to: ProposalStatus, hat: Hat | null]
const SUBMITTED: readonly Step[] = [['submit', 'submitted', 'party']]
const TABLED: readonly Step[] = [...SUBMITTED, ['admit', 'tabled', 'secretariat']]
const TAKEN_UP: readonly Step[] = [...TABLED, ['take_up', 'under_discussion', 'chair']]
/** By which acts a proposal has come to where it is, its beginning apart. */
const WAYS: Partial<Record<ProposalStatus, readonly Step[]>> = {
  submitted: SUBMITTED,
  tabled: TABLED,
  under_discussion: TAKEN_UP,
  accepted: [...TAKEN_UP, ['accept', 'accepted', 'chair']],
  accepted_modified: [...TAKEN_UP, ['accept_modified', 'accepted_modified', 'chair']],
  not_retained: [...TAKEN_UP, ['not_retain', 'not_retained', 'chair']],
  superseded: [...TAKEN_UP, ['supersede', 'superseded', null]],
  withdrawn: [...TAKEN_UP, ['leave', 'withdrawn', 'party']],
}

/** States in which nothing is to come of it any more. */
const OVER: readonly ProposalStatus[] = ['not_retained', 'superseded', 'withdrawn']
const instant = (at: string): string => new Date(at).toISOString()

/** Whether a proposal of this `rev` is still where the import of this contribution left it. */
export function isPastWay(contribution: unknown, rev: number): boolean {
  const status = pastStatus((contribution as { status?: unknown }).status)
  return status !== undefined && (WAYS[status]?.length ?? 0) === rev
}

/**
 * In the file's order, which is that of their codes. After comments and texts: they name both. `ids`: by contribution, the proposals that the file tells of
 * among its talks, which are there already.
 */
export async function keepPastProposals(
  rows: Rows,
  plan: CharterPlan,
  made: Made,
  ids: Map<string, string>,
): Promise<void> {
  const byHeading = new Map(plan.articles.map((article) => [article.headingBlock, article]))
  const rowOf = (article: ArticlePlan): ArticleRow =>
    made.articles.find(({ headingBlock }) => headingBlock === article.headingBlock)!
  for (const contribution of plan.contributions) {
    if (ids.has(contribution.id)) continue
    const article = byHeading.get(contribution.headingBlock ?? '')
    const row = article && rowOf(article)
    const proposal = row && planProposal(contribution, article, (lang) => made.placesOf(row, lang))
    if (proposal) ids.set(contribution.id, await keep(rows, proposal, row, made, ids))
  }
  for (const { id, data } of plan.contributions) {
    const about = ids.get(data.thread_of ?? '')
    if (about !== undefined && !ids.has(id)) await linkThread(rows, made.charterId, id, about)
  }
}

async function keep(
  rows: Rows,
  { contribution, status, lang, act, doc }: ProposalPlan,
  article: ArticleRow,
  made: Made,
  before: ReadonlyMap<string, string>,
): Promise<string> {
  const { newId, charterId } = made
  const { data } = contribution
  const id = newId()
  const at = instant(data.created_at)
  const party = data.society === null ? null : (made.parties.get(data.society)?.id ?? null)
  const authorId = made.authorOf(data.society, data.author_role)
  const way = WAYS[status] ?? []
  const decided = decisionOf(data['decision'])
  const stem = stemOf(article.number)
  const group = groupOf(data['on_behalf_of'])
  await insertProposal(rows, {
    ...{ id, charterId, articleId: article.id, code: codeOf(stem, await nextNumber(rows, charterId, stem)) },
    kind: act ? 'bracket' : party === null ? 'bridging' : 'wording',
    ...{ act, status, lang, partyId: party },
    ...{ createdBy: authorId, createdAt: at, submittedBy: authorId, submittedAt: at },
    ...{ tabledAt: status === 'submitted' ? null : at, approvalAskedAt: null, approvedBy: null },
    ...{ rationale: data.body, rationaleLang: data.lang, groupName: group?.name ?? null, amendsId: null },
    ...{ succeedsId: null, answersId: before.get(data.thread_of ?? '') ?? null },
    commentId: (await threadOfContribution(rows, charterId, data.thread_of ?? '')) ?? null,
    // everybody at the table has read it: it is never hidden again
    ...{ contributionId: contribution.id, isLate: false, isShown: true },
    settledAt: OVER.includes(status) ? (decided?.at ?? at) : null,
    rev: way.length,
  })
  const codes = Array.isArray(data['sponsors']) ? (data['sponsors'] as string[]) : []
  const isLeft = status === 'withdrawn'
  for (const code of new Set([...(data.society === null ? [] : [data.society]), ...codes])) {
    const partyId = made.parties.get(code)?.id
    const kind = partyId === party ? 'main' : 'co'
    const state = isLeft ? 'left' : 'joined'
    if (partyId !== undefined) await putSponsor(rows, { proposalId: id, partyId, kind, state, at, by: null })
  }
  const members = (group?.members ?? []).flatMap((code) => made.parties.get(code)?.id ?? [])
  await replaceMembers(
    rows,
    id,
    members.map((partyId) => ({ proposalId: id, partyId, isExcept: false })),
  )
  const own = capacityOf(data, party)
  const by: Author = { authorId, partyId: party, hat: own }
  if (doc)
    await keepText(rows, made, { id, lang, doc, at, article, by: { ...by, hat: authorId === null ? null : own } })
  await keepStory(rows, { id, at, by }, way, decided)
  return id
}

async function keepText(
  rows: Rows,
  { newId, documents, texts, placesOf }: Made,
  text: {
    id: string
    lang: string
    doc: ArticleDoc
    at: string
    article: ArticleRow
    by: Author
  },
): Promise<void> {
  const { id, lang, doc, at, article, by } = text
  const of = documents.find((one) => one.articleId === article.id && one.lang === lang)!
  const base = texts.get(of.id)!
  const documentId = newId()
  const fork = { documentId: of.id, lang, seq: 1, doc: base, creditOf: () => null }
  const textSeq = await beginFork(rows, { newId }, { documentId, base: fork, at, changed: { doc, by } })
  const name = { proposalId: id, lang, kind: 'original' } as const
  await insertProposalText(rows, {
    ...{ ...name, documentId, articleDocumentId: of.id, baseSeq: 1, textSeq },
    ...{ isHeld: false, base: null, madeBy: by.authorId, at },
  })
  await replaceBlocks(rows, name, keptBlocks(base, doc, placesOf(article, lang)))
}

async function keepStory(
  rows: Rows,
  { id, at, by: { authorId, partyId, hat: own } }: { id: string; at: string; by: Author },
  way: readonly Step[],
  decided: { at: string; note: string } | null,
): Promise<void> {
  let from: ProposalStatus = 'draft'
  await insertProposalEvent(rows, {
    ...{ proposalId: id, n: 0, at, actorId: authorId, hat: own, partyId, from: null, to: from, data: {} },
    act: 'begin',
  })
  for (const [i, [act, to, hat]] of way.entries()) {
    const isLast = i === way.length - 1 && decided !== null && hat === 'chair' && act !== 'take_up'
    await insertProposalEvent(rows, {
      ...{ proposalId: id, n: i + 1, at: isLast ? decided.at : at, act, from, to },
      // who in the house it was the file does not say
      ...{ actorId: hat === 'party' ? authorId : null, hat: hat === 'party' ? own : hat },
      ...{ partyId: hat === 'party' ? partyId : null, data: isLast ? { reason: decided.note } : {} },
    })
    from = to
  }
}

/** HW5: in which capacity it was made, as far as the file says so: by a delegation's own, or by the chair who is of none. */
function capacityOf({ society, author_role: role }: ContributionPlan['data'], party: string | null): Hat | null {
  if (role === 'chair' || role === 'secretariat') return society === null ? role : null
  return party === null ? null : 'party'
}

function decisionOf(decision: unknown): { at: string; note: string } | null {
  if (typeof decision !== 'object' || decision === null) return null
  const { at, note } = decision as Record<string, unknown>
  return typeof at === 'string' && typeof note === 'string' ? { at: instant(at), note } : null
}

function groupOf(group: unknown): { name: string; members: string[] } | null {
  if (typeof group !== 'object' || group === null) return null
  const { group: name, members } = group as Record<string, unknown>
  return typeof name === 'string' && Array.isArray(members) ? { name, members: members as string[] } : null
}
