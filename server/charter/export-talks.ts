// Over 250 lines: what a file tells of the talks, one list after another, each by what its reader may know.
/** The talks of a charter as the file has them (rules EX15-EX18, EX20-EX22): whole for the house's own copy, else what whoever asks may see, and whom it names. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { DecidedText } from '../../src/lib/domain/contract-brackets.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { isUnsaid } from '../../src/lib/domain/permissions-proposals.ts'
import { seesNote } from '../../src/lib/domain/position.ts'
import { isWritable } from '../../src/lib/domain/proposal.ts'
import type { ReferenceIndex } from '../../src/lib/domain/reference.ts'
import type { Context, Texts } from '../context.ts'
import type {
  DecisionFile,
  FixFile,
  ProposalFile,
  SubmittedFile,
  TalkedBracketFile,
  TalksFile,
  ThreadFile,
} from '../exchange/format-talks.ts'
import { TALKS_VERSION } from '../exchange/format-talks.ts'
import { asRead, blockFile, isUnchanged, writeChange } from '../exchange/proposed-texts.ts'
import { fileId } from '../exchange/write-text.ts'
import { decidedText } from './decided.ts'
import { isPastWay } from './past-proposals.ts'
import {
  asSubmitted,
  submittedSponsors,
  type Behind,
  isDrafting,
  submittedRationale,
  submittedText,
  type SubmittedText,
} from '../proposals/as-submitted.ts'
import { askerOf, proposalSubject } from '../proposals/see.ts'
import type { ArticleRow, DocumentRow } from '../store/articles.ts'
import { listBrackets, listPastStands } from '../store/brackets.ts'
import type { CharterRow } from '../store/charters.ts'
import type { CommentRow } from '../store/comments.ts'
import type { ContributionRow } from '../store/contributions.ts'
import { filedTexts, listAllDecisions, type DecisionRow } from '../store/decisions.ts'
import { listFixes, type FixRow } from '../store/editorial-fixes.ts'
import { readJournal } from '../store/history.ts'
import { openFlags } from '../store/language-flags.ts'
import { listPositions } from '../store/positions.ts'
import { listCounters } from '../store/proposal-counters.ts'
import { listMembers, listSponsors, type MemberRow } from '../store/proposal-sponsors.ts'
import { deadlineOf, listProposalEvents } from '../store/proposal-story.ts'
import { listProposalTexts, type ProposalTextRow } from '../store/proposal-texts.ts'
import { listProposals, type ProposalRow } from '../store/proposals.ts'
import { listConfirmations, listProvisionEvents, listProvisions, WHOLE } from '../store/provisions.ts'
import { listSittings, sittingsOfMoves } from '../store/sittings.ts'
import type { Rows } from '../store/store.ts'
import { TextHistory } from '../text/history.ts'
import { everybody, namesFor, type Names } from './attributed.ts'

/** The rest of the file, as far as talks are about it. */
export interface TalkedCharter {
  charter: CharterRow
  articles: readonly ArticleRow[]
  documents: readonly DocumentRow[]
  /** Article row -> the id of its heading in the file. */
  headings: ReadonlyMap<string, string>
  /** What somebody reads of an article's text in the file. */
  textInFile: (heading: string, lang: string) => ArticleDoc | undefined
  index: ReferenceIndex
  /** Row id -> code. */
  codes: ReadonlyMap<string, string>
  /** Those in the file, by id, and the rows that they are kept in. */
  contributions: ReadonlyMap<string, ContributionRow | null>
  comments: readonly CommentRow[]
}

type Gone = undefined | null | false
type Brief<T> = { [K in keyof T as Extract<T[K], Gone> extends never ? K : never]: T[K] } & {
  [K in keyof T as Extract<T[K], Gone> extends never ? never : K]?: Exclude<T[K], Gone>
}

/** Without what is said of nothing. */
const brief = <T extends object>(object: T): Brief<T> =>
  Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== null && value !== false),
  ) as Brief<T>
const some = <T>(list: readonly T[]): T[] | undefined => (list.length > 0 ? [...list] : undefined)

/** `actor` null: everything, with all names (AT4). Null: nothing that an import of the rest of the file would not make by itself. */
export async function talksOfFile(
  { store, texts }: Pick<Context, 'store'> & { texts: Pick<Texts, 'readMany'> },
  file: TalkedCharter,
  actor: Actor | null,
): Promise<TalksFile | null> {
  const { charter, headings } = file
  const names = actor ? namesFor(charter, actor) : everybody
  const ids = [...headings.keys()]
  const read = await store.read(async (rows) => ({
    proposals: await proposalsFor(rows, file, actor),
    brackets: await bracketsOf(rows, file, names),
    moves: await movesOf(rows, file, names, actor),
    agreed: await listProvisions(rows, ids),
    positions: await listPositions(rows, ids),
    decisions: await listAllDecisions(rows, charter.id),
    filed: await filedTexts(rows, { charterId: charter.id }),
    flags: await openFlags(rows, { charterId: charter.id }),
    ...{ sittings: await listSittings(rows, charter.id), sittingOf: await sittingsOfMoves(rows, charter.id) },
    fixes: await listFixes(rows, ids),
    counters: actor ? new Map<string, number>() : await listCounters(rows, charter.id),
    until: await deadlineOf(rows, charter.id),
  }))
  const { attribution, positions: readers } = charter
  const settings = brief({
    attribution: attribution === 'full' ? undefined : attribution,
    positions: readers === 'chair' ? undefined : readers,
    proposals_until: read.until,
  })
  const docAt = docsOf(store)
  const done = await decidedTexts(docAt, file, read.decisions, read.filed)
  const known = new Set(read.proposals.map(({ row }) => row.id))
  const decisions = read.decisions.flatMap(({ articleId, ...row }): DecisionFile[] => {
    const article = headings.get(articleId)
    if (article === undefined) return []
    const dropped = row.optionsDropped.map(({ id, label, by, words }) => ({
      ...{ id, label, words },
      by: names.of(by.map((code) => ({ code, name: code }))).parties.map(({ code }) => code),
    }))
    return [
      brief({
        ...{ id: row.id, article, bracket: row.bracketId, act: row.act, venue: row.venue },
        proposal: row.proposalId !== null && known.has(row.proposalId) ? row.proposalId : undefined,
        ...{ as: row.hat, on_word_of: row.onWordOf, at: row.at },
        ...{ note: names.note(row.note) || undefined, dropped: some(dropped) },
        ...{ undone_by: row.undoneBy, sitting: row.sittingId, texts: some(done.get(row.id) ?? []) },
      }),
    ]
  })
  const told = new Set(decisions.map(({ id }) => id))
  const isTold = (id: string | null | undefined): string | undefined => (id != null && told.has(id) ? id : undefined)
  const isKnown = (id: string | null | undefined): string | undefined => (id != null && known.has(id) ? id : undefined)
  const nameOf = (articleId: string) => blockName(file, articleId)
  const places = [...headings.values()]
  // rows of several articles come in no order of theirs
  const orderOf = (article: string): string => String(places.indexOf(article)).padStart(4, '0')
  const written = await proposalTexts(texts, docAt, file, read.proposals)
  const proposals = read.proposals.map(({ row, file: proposal }) =>
    brief({
      ...proposal,
      ...{ amends: isKnown(row.amendsId), succeeds: isKnown(row.succeedsId), answers: isKnown(row.answersId) },
      ...written.get(row.id)!,
      story: proposal.story.map((step) => brief({ ...step, decision: isTold(step.decision) })),
    }),
  )
  const brackets = read.brackets.map((bracket) =>
    brief({
      ...bracket,
      ...{ proposal: isKnown(bracket.proposal), decision: isTold(bracket.decision) },
      options: bracket.options.map((option) => brief({ ...option, proposal: isKnown(option.proposal) })),
    }),
  )
  const more = brief({
    settings: Object.keys(settings).length > 0 ? settings : undefined,
    counters: countersBeyond(read.counters, proposals),
    proposals: some(proposals),
    brackets: some(brackets),
    moves: some(read.moves.map((move) => brief({ ...move, sitting: read.sittingOf.get(move.id) }))),
    agreed: some(
      read.agreed
        .map(({ articleId, blockId, ...row }) =>
          brief({
            ...{ article: headings.get(articleId)!, block: blockId === WHOLE ? undefined : nameOf(articleId)(blockId) },
            ...{ status: row.status, since: row.since, move: row.eventId },
            ...{ confirm_by: row.confirmBy, empty_in: some(row.emptyIn) },
          }),
        )
        .sort(byName(({ article, block = '' }) => `${orderOf(article)} ${block}`)),
    ),
    positions: some(
      read.positions
        .flatMap(({ articleId, blockId, partyId, ...row }) => {
          const shownTo = row.shownTo === 'all' && readers === 'all' ? 'all' : 'chair'
          const isSeen = actor === null || can(actor, 'position.see', { kind: 'position', partyId, shownTo })
          const party = file.codes.get(partyId)
          if (!isSeen || party === undefined || !names.isNamed(partyId)) return []
          const note = row.note !== '' && (actor === null || seesNote(actor, partyId)) ? row.note : undefined
          return [
            brief({
              ...{
                article: headings.get(articleId)!,
                block: blockId === WHOLE ? undefined : nameOf(articleId)(blockId),
              },
              ...{ party, stand: row.stand, note, shown_to: row.shownTo, as: row.hat, at: row.at },
            }),
          ]
        })
        .sort(byName(({ at, article, block = '', party }) => `${at} ${orderOf(article)} ${block} ${party}`)),
    ),
    decisions: some(decisions),
    flags: some(
      read.flags
        .flatMap(({ articleId, lang, blockId, reason, decisionId, raisedAt }) => {
          const article = headings.get(articleId)
          const block = nameOf(articleId)(blockId)
          const stands = file.textInFile(article ?? '', lang)?.content.some(({ attrs }) => attrs.id === block) === true
          return article !== undefined && stands
            ? [brief({ article, lang, block, reason, decision: isTold(decisionId), raised_at: raisedAt })]
            : []
        })
        .sort(byName((flag) => `${flag.raised_at} ${orderOf(flag.article)} ${flag.block} ${flag.lang} ${flag.reason}`)),
    ),
    sittings: some(
      read.sittings.map(({ id, title, place, beganAt, endedAt, articleId, blockId }) => {
        const article = articleId === null ? undefined : headings.get(articleId)
        return brief({
          ...{ id, title, place: place === '' ? undefined : place, began_at: beganAt, ended_at: endedAt },
          at:
            article === undefined
              ? undefined
              : brief({ article, block: blockId === null ? undefined : nameOf(articleId!)(blockId) }),
        })
      }),
    ),
    fixes: some(fixesOf(file, names, read.fixes)),
    threads: some(threadsOf(file, read.proposals)),
  })
  const { proposals: _, brackets: __, ...others } = more
  const isSaidAlready =
    Object.keys(others).length === 0 && read.proposals.every(({ isPast }) => isPast) && brackets.every(isPlain)
  return isSaidAlready ? null : { version: TALKS_VERSION, ...more }
}

/** In the order of a name that tells each apart; what has one name stays in its order. */
const byName =
  <T>(nameOf: (one: T) => string) =>
  (a: T, b: T): number => {
    const [left, right] = [nameOf(a), nameOf(b)]
    return left < right ? -1 : left > right ? 1 : 0
  }

/** How the file calls a block of this article. */
const blockName =
  ({ articles, headings }: TalkedCharter, articleId: string) =>
  (id: string): string =>
    articles.some((one) => one.id === articleId && one.headingBlock === id) ? headings.get(articleId)! : fileId(id)

/** Open, and nobody came or went: as an import makes it of the text alone. */
const isPlain = ({ status, proposal, owner, due_at, options, stands, created_at }: TalkedBracketFile): boolean =>
  [proposal, owner, due_at].every((one) => one === undefined) &&
  status === 'open' &&
  options.every((option) => option.status === 'open' && option.proposal === undefined) &&
  stands.every(({ from, until }) => from === created_at && until === undefined)

/** Numbers that were given and stand in no code of the file: they are not given again (PS2). */
function countersBeyond(
  counters: ReadonlyMap<string, number>,
  proposals: readonly ProposalFile[],
): Record<string, number> | undefined {
  const used = usedNumbers(proposals)
  const beyond = [...counters].filter(([stem, last]) => last > (used.get(stem) ?? 0))
  return beyond.length > 0 ? Object.fromEntries(beyond) : undefined
}

/** By stem, the highest number in the codes of these. */
export function usedNumbers(proposals: readonly { code?: string }[]): Map<string, number> {
  const used = new Map<string, number>()
  for (const { code } of proposals) {
    const found = /^(.+)\/[PA]-(\d+)$/.exec(code ?? '')
    if (found) used.set(found[1]!, Math.max(Number(found[2]), used.get(found[1]!) ?? 0))
  }
  return used
}

/** Editorial fixes, oldest first. */
function fixesOf(file: TalkedCharter, names: Names, fixes: readonly FixRow[]): FixFile[] {
  return fixes.flatMap((fix): FixFile[] => {
    const lang = file.documents.find(({ id }) => id === fix.documentId)?.lang
    const article = file.headings.get(fix.articleId)
    if (lang === undefined || article === undefined || !file.textInFile(article, lang)) return []
    const nameOf = blockName(file, fix.articleId)
    const { confirmedAt, untilAt, objectedAt, objectedParty: party } = fix
    return [
      brief({
        ...{ id: fix.id, article, lang, before: blockFile(fix.base, nameOf), after: blockFile(fix.text, nameOf) },
        ...{ why: fix.why, proposed_at: fix.proposedAt },
        confirmed: confirmedAt !== null && untilAt !== null ? { at: confirmedAt, until: untilAt } : undefined,
        objection:
          objectedAt === null
            ? undefined
            : brief({
                ...{ at: objectedAt, reason: names.note(fix.objection, [fix.objectedParty]) || undefined },
                party: party !== null && names.isNamed(party) ? file.codes.get(party) : undefined,
              }),
        ...{ withdrawn_at: fix.withdrawnAt, taken_back_at: fix.takenBackAt },
      }),
    ]
  })
}

/** Which contributions of the file are about a proposal of these, where they do not say so by themselves (EX13). */
function threadsOf({ charter, contributions, comments, headings, textInFile }: TalkedCharter, told: readonly Told[]) {
  const known = new Map(told.map(({ row }) => [row.id, row]))
  const blocks = new Set(
    [...headings.values()].flatMap((heading) =>
      (textInFile(heading, charter.originalLanguage)?.content ?? []).map(({ attrs }) => attrs.id),
    ),
  )
  return comments
    .flatMap(({ id, contributionId, threadId, proposalId, anchor }): ThreadFile[] => {
      const contribution = contributionId ?? id
      const proposal = known.get(proposalId ?? '')
      if (threadId !== null || !proposal || !contributions.has(contribution)) return []
      const data = contributions.get(contribution)?.data
      const isSaid = data?.['thread_of'] !== undefined && data['thread_of'] === proposal.contributionId
      // of a block that is gone an import makes no thread
      const isThere = anchor === null || blocks.has(fileId(anchor.blockId))
      return isSaid || !isThere ? [] : [{ contribution, proposal: proposal.id }]
    })
    .sort(byName(({ contribution }) => contribution))
}

interface Told {
  row: ProposalRow
  file: ProposalFile
  texts: ProposalTextRow[]
  /** As it was when it was submitted or followed its article last; else as it is now. */
  isAsSubmitted: boolean
  /** Of those, and of what its sponsors write anew: document -> what was submitted of it, where its story says that. */
  submitted: ReadonlyMap<string, SubmittedText>
  /** What was submitted of the rest is told beside what is written; whether it is the same. */
  before:
    ({ [K in Exclude<keyof SubmittedFile, 'texts'>]: SubmittedFile[K] | null | undefined } & { isSame: boolean }) | null
  /** An import of the contribution that it was makes it so. */
  isPast: boolean
}

async function proposalsFor(rows: Rows, file: TalkedCharter, actor: Actor | null): Promise<Told[]> {
  const { charter, headings, codes, contributions, comments } = file
  const all = (await listProposals(rows, { charterId: charter.id })).filter(({ articleId }) => headings.has(articleId))
  const ids = all.map(({ id }) => id)
  const sponsors = await listSponsors(rows, ids)
  const [members, texts, asker] = await Promise.all([
    listMembers(rows, ids),
    listProposalTexts(rows, ids),
    actor && askerOf(rows, actor, { charterId: charter.id }),
  ])
  const events = ids.length === 0 ? [] : await listProposalEvents(rows, ids)
  const saidIn = (commentId: string | null): string | undefined => {
    const comment = comments.find(({ id }) => id === commentId)
    const id = comment && (comment.contributionId ?? comment.id)
    return id !== undefined && contributions.has(id) ? id : undefined
  }
  return all.flatMap((now): Told[] => {
    const ofOne = <Row extends { proposalId: string }>(list: readonly Row[]): Row[] =>
      list.filter(({ proposalId }) => proposalId === now.id)
    const subject = actor && asker && proposalSubject(now, ofOne(sponsors), actor, asker)
    if (actor && subject && !can(actor, 'proposal.read', subject)) return []
    const isAsSubmitted = subject !== null && !can(actor, 'proposal.text', subject)
    const whole = ofOne(events)
    const behind = { row: now, sponsors: ofOne(sponsors), members: ofOne(members) }
    const { row, sponsors: own, members: group } = isAsSubmitted ? asSubmitted(behind, whole) : behind
    const isInside = !actor || !subject || can(actor, 'proposal.inside', subject)
    const isOurs = !actor || (isInside && isWritable(row.status))
    const names = isOurs ? everybody : namesFor(charter, actor)
    // its sponsors are told why what becomes of it does
    const { note } = isInside ? everybody : names
    const code = (partyId: unknown): string | undefined =>
      typeof partyId === 'string' && names.isNamed(partyId) ? codes.get(partyId) : undefined
    const codesOf = (group: readonly MemberRow[], isExcept: boolean): string[] =>
      group
        .filter((one) => one.isExcept === isExcept)
        .flatMap(({ partyId }) => code(partyId) ?? [])
        .sort()
    const hasGroups = isOurs || charter.attribution !== 'none'
    const groupOf = ({ row: { groupName }, members: group }: Behind): ProposalFile['on_behalf_of'] =>
      groupName !== null && hasGroups
        ? { group: groupName, members: codesOf(group, false), except: codesOf(group, true) }
        : undefined
    const toldStory = whole.filter(
      (event) => isInside || !isDrafting(event) || (event.from !== null && event.from !== event.to),
    )
    const forks = texts.filter(({ proposalId }) => proposalId === row.id)
    const contribution = row.contributionId !== null ? contributions.get(row.contributionId) : undefined
    const isPast =
      contribution != null &&
      isPastWay(contribution.data, now.rev) &&
      forks.every(({ baseSeq, base, isHeld }) => baseSeq === 1 && base === null && !isHeld)
    const { rationale, rationaleLang } = (isAsSubmitted ? submittedRationale(whole) : null) ?? row
    const proposal: ProposalFile = brief({
      ...{ id: row.id, article: headings.get(row.articleId)!, code: row.code, kind: row.kind },
      ...{ act: row.act, status: row.status, lang: row.lang, party: code(row.partyId) },
      created_at: isInside ? row.createdAt : (row.submittedAt ?? row.createdAt),
      ...{ submitted_at: row.submittedAt, tabled_at: row.tabledAt },
      settled_at: row.settledAt,
      approval_asked_at: isInside ? row.approvalAskedAt : undefined,
      ...{
        rationale: rationale === '' ? undefined : rationale,
        rationale_lang: rationaleLang,
      },
      on_behalf_of: groupOf({ row, sponsors: own, members: group }),
      contribution: contribution ? row.contributionId! : undefined,
      made_of: saidIn(row.commentId),
      ...{ late: row.isLate ? (true as const) : undefined, shown: row.isShown ? (true as const) : undefined },
      sponsors: own.flatMap(({ partyId, kind, state, at }) => {
        const party = code(partyId)
        // whom its sponsors asked is theirs to know
        return party !== undefined && (isInside || state !== 'invited') ? [{ party, kind, state, at }] : []
      }),
      texts: [],
      story: toldStory.map(({ at, act, from, to, hat, partyId, data }) =>
        brief({
          ...{ at, act, from: from, to, as: hat, party: code(partyId) },
          reason: (typeof data['reason'] === 'string' && note(data['reason'])) || undefined,
          ...{ about: code(data['party']), heir: code(data['heir']) },
          brackets: some((data['brackets'] ?? []) as { bracket: string; option: string | null }[]),
          decision: typeof data['decision'] === 'string' ? data['decision'] : undefined,
        }),
      ),
    })
    const submitted = new Map(
      forks.flatMap(({ documentId }) => {
        const said = isAsSubmitted || isUnsaid(row) ? submittedText(whole, documentId) : null
        return said ? [[documentId, said] as const] : []
      }),
    )
    const why = !isAsSubmitted && isUnsaid(row) ? submittedRationale(whole) : null
    const submittedBehind = asSubmitted(behind, whole)
    const before: Told['before'] = why && {
      ...{ rationale: why.rationale === '' ? undefined : why.rationale, rationale_lang: why.rationaleLang },
      on_behalf_of: groupOf(submittedBehind),
      sponsors: submittedSponsors(whole)?.flatMap(({ partyId, since }) => {
        const party = code(partyId)
        return party === undefined ? [] : [{ party, since }]
      }),
      isSame:
        why.rationale === row.rationale &&
        why.rationaleLang === row.rationaleLang &&
        isSameBehind(submittedBehind, behind),
    }
    return [{ row, file: proposal, texts: forks, isAsSubmitted, submitted, before, isPast }]
  })
}

/** What a text said after an entry of its journal. */
type DocAt = (documentId: string, seq: number) => Promise<ArticleDoc>

/** Each journal is read once, for all that is asked of it. */
function docsOf(store: Context['store']): DocAt {
  const histories = new Map<string, Promise<TextHistory>>()
  return async (documentId, seq) => {
    const history = histories.get(documentId) ?? historyOf(store, documentId)
    histories.set(documentId, history)
    return (await history).docAt(seq)
  }
}

/** What each decision did to the words, as its own file told it, or as the journals tell. */
async function decidedTexts(
  docAt: DocAt,
  file: TalkedCharter,
  decisions: readonly DecisionRow[],
  filed: ReadonlyMap<string, DecidedText[]>,
): Promise<Map<string, NonNullable<DecisionFile['texts']>>> {
  const { articles, documents, index, charter } = file
  const done = new Map<string, NonNullable<DecisionFile['texts']>>()
  for (const { id, articleId, seqs } of decisions) {
    const article = articles.find((one) => one.id === articleId)
    if (!article) continue
    const { number, round } = article
    const nameOf = blockName(file, articleId)
    const texts = [...(filed.get(id) ?? [])]
    for (const lang of filed.has(id) ? [] : charter.languages) {
      const document = documents.find((one) => one.articleId === articleId && one.lang === lang)
      const [before, after] = (document && seqs[document.id]) ?? []
      if (!document || before === undefined || after === undefined) continue
      const [was, is] = [await docAt(document.id, before), await docAt(document.id, after)]
      texts.push(decidedText(was, is, { lang, articleId, number, round, index }))
    }
    done.set(
      id,
      texts.map(({ lang, blocks }) => ({
        lang,
        blocks: blocks.map(({ label, flags, ...block }) =>
          brief({ ...block, id: nameOf(block.id), label, flags: some(flags) }),
        ),
      })),
    )
  }
  return done
}

/** The texts of each, as changes of what the file says elsewhere. */
async function proposalTexts(
  texts: Pick<Texts, 'readMany'>,
  docAt: DocAt,
  file: TalkedCharter,
  told: readonly Told[],
): Promise<Map<string, Pick<ProposalFile, 'texts' | 'submitted'>>> {
  const now = await texts.readMany(told.flatMap((one) => one.texts.map(({ documentId }) => documentId)))
  const says = async (
    { documentId, textSeq }: ProposalTextRow,
    { isAsSubmitted, submitted }: Told,
  ): Promise<ArticleDoc> =>
    isAsSubmitted
      ? docAt(documentId, submitted.get(documentId)?.seq ?? textSeq)
      : (now.get(documentId) ?? docAt(documentId, textSeq))
  const written = new Map<string, Pick<ProposalFile, 'texts' | 'submitted'>>()
  for (const one of told) {
    const { row: proposal } = one
    const heading = file.headings.get(proposal.articleId)!
    const nameOf = blockName(file, proposal.articleId)
    const amended = told.find(({ row }) => row.id === proposal.amendsId)
    const all: ProposalFile['texts'] = []
    const before: SubmittedFile['texts'] = []
    for (const row of one.texts) {
      const { lang, kind, at } = row
      const of = amended?.texts.find((each) => each.lang === lang && each.kind !== 'modified')
      const source = of ? await says(of, amended!) : file.textInFile(heading, lang)
      // the article has no text in that language any more
      if (!source) continue
      const submitted = one.submitted.get(row.documentId)
      const said = one.isAsSubmitted ? submitted : undefined
      const baseOf = async ({ base, baseSeq }: Pick<SubmittedText, 'base' | 'baseSeq'>) =>
        base ?? (await docAt(row.articleDocumentId, baseSeq))
      const base = await baseOf(said ?? row)
      if (submitted && kind !== 'modified') {
        const ground = await baseOf(submitted)
        const other = writeChange(asRead(source), ground, nameOf)
        before.push(
          brief({
            ...{ lang, kind, base: isUnchanged(other) ? undefined : other },
            text: writeChange(ground, await docAt(row.documentId, submitted.seq), nameOf),
          }),
        )
      }
      const change = writeChange(asRead(source), base, nameOf)
      all.push(
        brief({
          ...{ lang, kind, at, base: isUnchanged(change) ? undefined : change },
          text: writeChange(base, await says(row, one), nameOf),
          held: row.isHeld && !said ? (true as const) : undefined,
        }),
      )
    }
    written.set(proposal.id, brief({ texts: all, submitted: submittedBefore(one, all, before) }))
  }
  return written
}

const isSameBehind = (then: Behind, now: Behind): boolean => {
  const told = ({ row, sponsors, members }: Behind): string =>
    JSON.stringify([
      ...[row.partyId, row.groupName],
      sponsors.map(({ partyId, kind, state, at }) => `${partyId} ${kind} ${state} ${at}`).sort(),
      members.map(({ partyId, isExcept }) => `${partyId} ${isExcept}`).sort(),
    ])
  return told(then) === told(now)
}

/** EX20: undefined where it is as it was submitted. */
function submittedBefore(
  { before }: Told,
  now: ProposalFile['texts'],
  texts: SubmittedFile['texts'],
): SubmittedFile | undefined {
  if (before === null) return undefined
  const isSameText = ({ lang, kind, base, text }: SubmittedFile['texts'][number]): boolean =>
    now.some(
      (one) =>
        one.lang === lang && one.kind === kind && JSON.stringify([one.base, one.text]) === JSON.stringify([base, text]),
    )
  const { isSame, ...rest } = before
  const areSame = texts.every(isSameText) && texts.length === now.filter(({ kind }) => kind !== 'modified').length
  return isSame && areSame ? undefined : brief({ ...rest, texts })
}

async function historyOf(store: Context['store'], documentId: string): Promise<TextHistory> {
  const history = new TextHistory()
  for (;;) {
    const entries = await readJournal(store.db, documentId, history.seq)
    if (entries.length === 0) return history
    history.take(entries)
  }
}

async function bracketsOf(rows: Rows, { charter, headings, codes }: TalkedCharter, names: Names) {
  const stands = await listPastStands(rows, charter.id)
  return (await listBrackets(rows, { charterId: charter.id })).flatMap((row): TalkedBracketFile[] => {
    const article = headings.get(row.articleId)
    if (article === undefined) return []
    const { owner } = row
    return [
      brief({
        ...{ article, id: row.id, kind: row.kind, level: row.level, status: row.status, created_at: row.createdAt },
        note: names.note(row.note) ?? undefined,
        ...{ proposal: row.originProposalId, decision: row.settledDecisionId },
        owner: owner.party && names.isNamed(owner.party.id) ? codes.get(owner.party.id) : undefined,
        due_at: row.dueAt,
        options: row.options.map(({ id, status, origin, originProposalId }) =>
          brief({
            ...{ id, status, origin: origin === 'facilitator' ? ('facilitator' as const) : undefined },
            proposal: originProposalId,
          }),
        ),
        stands: stands
          .filter((one) => one.articleId === row.articleId && one.bracketId === row.id && names.isNamed(one.party.id))
          .map(({ optionId, party, fromAt, untilAt }) =>
            brief({
              ...{ party: party.code, option: optionId === '' ? undefined : optionId },
              ...{ from: fromAt, until: untilAt },
            }),
          ),
      }),
    ]
  })
}

async function movesOf(rows: Rows, file: TalkedCharter, names: Names, actor: Actor | null) {
  const { headings, codes } = file
  const events = await listProvisionEvents(rows, [...headings.keys()])
  const said = await listConfirmations(
    rows,
    events.map(({ id }) => id),
  )
  const code = (partyId: string): string[] => (names.isNamed(partyId) ? [codes.get(partyId) ?? []].flat() : [])
  return events.map(({ articleId, blockId, ...event }) =>
    brief({
      ...{ id: event.id, article: headings.get(articleId)! },
      block: blockId === WHOLE ? undefined : blockName(file, articleId)(blockId),
      ...{ from: event.from, to: event.to, as: event.hat, at: event.at, reason: names.note(event.reason) },
      ...{ group: event.group, objections: some(event.objections.flatMap(code).sort()) },
      confirmations: some(
        said
          .filter(({ eventId }) => eventId === event.id)
          .flatMap(({ partyId, confirmedAt, refusedAt, reason }) =>
            code(partyId).map((party) =>
              brief({
                ...{ party, confirmed_at: confirmedAt, refused_at: refusedAt },
                reason: actor === null || seesNote(actor, partyId) ? reason : undefined,
              }),
            ),
          )
          .sort((a, b) => (a.party < b.party ? -1 : 1)),
      ),
    }),
  )
}
