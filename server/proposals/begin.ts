// Over 250 lines: what a beginning is made of, and every way in which one is refused.
/** Begins a proposal on an article (P4, PS8): as a draft of which its sponsors alone know, with a text of its own that is forked from the article's. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { authorOf, type Author } from '../../src/lib/domain/authored.ts'
import { bracketsIn } from '../../src/lib/domain/agreement.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { wornFor, type Hat } from '../../src/lib/domain/hat.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { OPEN_PROPOSALS, PROPOSAL_LIMITS, type BracketAct } from '../../src/lib/domain/proposal.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { cleanText } from '../charter/input.ts'
import { articleSubject, seeArticle, type SeenArticle } from '../charter/see.ts'
import { commentSubject } from '../charter/threads.ts'
import { still } from '../charter/still.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { holdArticle, listDocumentsOf } from '../store/articles.ts'
import { findComment } from '../store/comments.ts'
import { putSponsor } from '../store/proposal-sponsors.ts'
import { once } from '../charter/record.ts'
import { insertProposalEvent } from '../store/proposal-story.ts'
import { insertProposalText, listProposalTexts } from '../store/proposal-texts.ts'
import { countProposals, insertProposal, type ProposalRow } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { beginFork, creditsOf, readForkBase, type NewFork } from './fork.ts'
import { groupRows, putGroup, type GroupInput } from './group.ts'
import { seeProposal, withRest, type SeenProposal } from './see.ts'
import { tellOf } from './turn.ts'
import { isAmendable, isAnswerable, proposalView } from './views.ts'

export interface ProposalInput {
  /** Of its text; the original language where nothing is said. */
  lang?: string | undefined
  rationale?: string | undefined
  group?: GroupInput | null | undefined
  /** Ids: the proposal that it is to change, whose place it takes, that it answers; the thread that it is made of. */
  amends?: string | undefined
  succeeds?: string | undefined
  answers?: string | undefined
  commentId?: string | undefined
  /** What is to become of a bracket, in place of other words. */
  act?: BracketAct | undefined
  as?: Hat | undefined
}

/** The text that it begins with. */
export type Beginning = Omit<NewFork, 'documentId' | 'at'>

/** Refuses with `not-allowed`, `article-locked`, `already-deleted`, `invalid`, `busy` (too many of them are open). */
export async function beginProposal(
  context: Context,
  person: Actor | null,
  articleId: string,
  input: ProposalInput,
): Promise<Result<ProposalView>> {
  const { store, newId } = context
  if (person === null) return refuse('not-signed-in')
  const article = await seeArticle(store.db, person, articleId)
  if (!article) return refuse('not-found')
  const reason = reasonNotToPropose(person, article)
  if (reason !== null) return refuse(reason)
  const worn = wornFor(person, input.as, (one) => reasonNotToPropose(one, article) === null)
  if (!worn.ok) return worn
  const { actor } = worn.value
  const errors: Fault[] = []
  const rationale = cleanText(errors, 'rationale', input.rationale ?? '', PROPOSAL_LIMITS.rationale, false)
  const lang = input.lang ?? article.charter.originalLanguage
  if (!article.charter.languages.includes(lang))
    errors.push({ path: 'lang', message: 'must be a language of this charter' })
  const named = await namedIn(context, actor, articleId, input)
  if (!named.ok) errors.push(...(named.errors ?? []))
  const group = await groupRows(store.db, errors, input.group ?? null)
  if (errors.length > 0 || !named.ok) return refuse('invalid', { errors })
  const beginning = await beginningOf(context, authorOf(actor, worn.value.hat), article, lang, input.act, named.value)
  if (!beginning.ok) return beginning

  const id = newId()
  const made = await store.transaction(async (rows): Promise<Result<SeenProposal>> => {
    const held = await holdArticle(rows, articleId)
    if (!held) return refuse('not-found')
    const at = await store.now(rows)
    const reason = reasonNotToPropose(await still(rows, actor, at), { ...article, article: held })
    if (reason !== null) return refuse(reason)
    if (await areTooMany(rows, articleId, actor.partyId)) return refuse('busy')
    const row: ProposalRow = {
      ...{ id, charterId: article.charter.id, articleId, code: null, act: input.act ?? null },
      kind: input.act ? 'bracket' : actor.partyId === null ? 'bridging' : 'wording',
      status: 'draft',
      ...{ lang, partyId: actor.partyId, createdBy: actor.id, createdAt: at },
      ...{ submittedBy: null, submittedAt: null, tabledAt: null, approvalAskedAt: null, approvedBy: null },
      ...{ rationale, rationaleLang: rationale === '' ? null : lang, groupName: group?.name ?? null },
      ...{ amendsId: input.amends ?? null, succeedsId: input.succeeds ?? null, answersId: input.answers ?? null },
      ...{ commentId: input.commentId ?? null, contributionId: null, isLate: false, isShown: false },
      ...{ settledAt: null, rev: 0 },
    }
    await once(rows, actor, { kind: 'proposal', id }, at)
    await insertProposal(rows, row)
    if (actor.partyId !== null) {
      const sponsor = { proposalId: id, partyId: actor.partyId, at, by: actor.id }
      await putSponsor(rows, { ...sponsor, kind: 'main', state: 'joined' })
    }
    await putGroup(rows, id, group)
    // whoever sponsors what it takes the place of is asked to sponsor it too
    const { succeeds } = named.value
    for (const { partyId } of succeeds?.sponsors.filter(({ state }) => state === 'joined') ?? [])
      if (partyId !== actor.partyId)
        await putSponsor(rows, { proposalId: id, partyId, kind: 'co', state: 'invited', at, by: actor.id })
    if (beginning.value !== null) await beginText(context, rows, row, beginning.value, at)
    await insertProposalEvent(rows, {
      ...{ proposalId: id, n: 0, at, actorId: actor.id, partyId: actor.partyId, from: null, data: {} },
      hat: worn.value.hat,
      act: 'begin',
      to: 'draft',
    })
    const seen = await withRest(rows, actor, row)
    return seen ? ok(seen) : refuse('not-found')
  })
  if (!made.ok) return made
  tellOf(context, made.value.proposal, made.value)
  return ok(await proposalView(context, actor, made.value))
}

/** P4: why this person may not propose on this article as it is now; null: they may. */
export function reasonNotToPropose(
  actor: Actor,
  { article, charter, assignments }: SeenArticle,
): 'article-locked' | 'already-deleted' | 'not-allowed' | null {
  if (can(actor, 'article.propose', articleSubject(article, assignments, charter.originalLanguage))) return null
  // whether their role would let them, were the article open
  const open = { kind: 'article', status: 'draft', assignments: [] } as const
  if (!can(actor, 'article.propose', open)) return 'not-allowed'
  return isLocked(article.status) ? 'article-locked' : 'already-deleted'
}

const areTooMany = async (rows: Rows, articleId: string, partyId: string | null): Promise<boolean> =>
  (await countProposals(rows, articleId, ['draft'], partyId)) >= PROPOSAL_LIMITS.drafts ||
  (await countProposals(rows, articleId, OPEN_PROPOSALS)) >= PROPOSAL_LIMITS.open

/** The proposals that it names, as far as this person reads them. */
interface Named {
  amends?: SeenProposal
  succeeds?: SeenProposal
}

async function namedIn(
  { store: { db } }: Context,
  actor: Actor,
  articleId: string,
  input: ProposalInput,
): Promise<Result<Named>> {
  const errors: Fault[] = []
  const find = async (path: 'amends' | 'succeeds' | 'answers'): Promise<SeenProposal | undefined> => {
    const id = input[path]
    if (id === undefined) return undefined
    const seen = await seeProposal(db, actor, id)
    if (seen && seen.proposal.articleId === articleId && can(actor, 'proposal.read', seen.subject)) return seen
    errors.push({ path, message: 'must be a proposal on this article' })
    return undefined
  }
  const [amends, succeeds, answers] = [await find('amends'), await find('succeeds'), await find('answers')]
  // PS8: one level deep, and of what is before the table
  if (amends && !isAmendable(amends.proposal))
    errors.push({
      path: 'amends',
      message: 'must be wording that is tabled or under discussion, and no amendment itself',
    })
  // PS28: of somebody else, and before everybody
  if (answers && !(can(actor, 'proposal.answer', answers.subject) && isAnswerable(answers.proposal)))
    errors.push({ path: 'answers', message: 'must be tabled, under discussion or in brackets, and of another author' })
  // PS7: its sponsors' to word anew
  if (succeeds) {
    const { status } = succeeds.proposal
    if (status !== 'tabled' && status !== 'under_discussion')
      errors.push({ path: 'succeeds', message: 'must be tabled or under discussion' })
    if (!can(actor, 'proposal.reword', succeeds.subject))
      errors.push({ path: 'succeeds', message: 'must be a proposal of your own delegation' })
  }
  if (input.commentId !== undefined) {
    const thread = await findComment(db, input.commentId)
    if (!thread || thread.articleId !== articleId || !can(actor, 'comment.see', commentSubject(thread)))
      errors.push({ path: 'commentId', message: 'must be a comment on this article' })
  }
  return errors.length > 0
    ? refuse('invalid', { errors })
    : ok({ ...(amends && { amends }), ...(succeeds && { succeeds }) })
}

/** What its text is forked from, and what it says from the first. Null: it has none, since it says what is to become of a bracket. */
async function beginningOf(
  context: Context,
  by: Author,
  { article, charter }: SeenArticle,
  lang: string,
  act: BracketAct | undefined,
  { amends, succeeds }: Named,
): Promise<Result<Beginning | null>> {
  const { store, texts } = context
  const documents = await listDocumentsOf(store.db, article.id)
  if (act) {
    const leading = documents.find((one) => one.lang === charter.originalLanguage)
    const doc = leading && (await texts.read(leading.id))
    const options = (doc?.content ?? []).flatMap(({ content = [] }) =>
      content.flatMap((inline) => (inline.type === 'opt' && inline.attrs.br === act.bracket ? [inline.attrs.id] : [])),
    )
    const fault = (path: string, message: string) => refuse('invalid', { errors: [{ path, message }] })
    if (!doc || !bracketsIn(doc).has(act.bracket)) return fault('act.bracket', 'must be a bracket of this article')
    if (act.op === 'choose' && !options.includes(act.option ?? ''))
      return fault('act.option', 'must be an option of this bracket')
    return ok(null)
  }
  const missing = (): Result<never> =>
    refuse('invalid', { errors: [{ path: 'lang', message: 'the article has no text in this language' }] })
  // PS8: an amendment is forked from the proposal that it is to change
  const forked = async ({ proposal }: SeenProposal) =>
    (await listProposalTexts(store.db, [proposal.id])).find((one) => one.lang === lang && one.kind !== 'modified')
  if (amends) {
    const text = await forked(amends)
    return text ? ok({ base: await readForkBase(context, { id: text.documentId, lang }) }) : missing()
  }
  const document = documents.find((one) => one.lang === lang)
  if (!document) return missing()
  const text = succeeds && (await forked(succeeds))
  if (!text) return ok({ base: await readForkBase(context, document) })
  // PS7: new wording begins with the old, each word its author's, based on what that was based on
  const history = await textHistory(context, document.id)
  const doc = history.docAt(text.baseSeq)
  const creditOf = creditsOf(history.deltaAt(text.baseSeq), history.entries)
  const own = await textHistory(context, text.documentId)
  return ok({
    base: { documentId: document.id, lang, seq: text.baseSeq, doc, creditOf },
    changed: { doc: own.docAt(), by, creditOf: creditsOf(own.deltaAt(), own.entries) },
  })
}

/** Its text in one language, in the transaction that begins it. */
export async function beginText(
  context: Pick<Context, 'newId'>,
  rows: Rows,
  { id, lang, createdBy }: Pick<ProposalRow, 'id' | 'lang' | 'createdBy'>,
  beginning: Beginning,
  at: string,
): Promise<void> {
  const documentId = context.newId()
  const { base } = beginning
  const textSeq = await beginFork(rows, context, { documentId, at, ...beginning })
  await insertProposalText(rows, {
    kind: base.lang === lang ? 'original' : 'translation',
    ...{ proposalId: id, lang: base.lang, documentId },
    ...{
      articleDocumentId: base.documentId,
      baseSeq: base.seq,
      textSeq,
      isHeld: false,
      base: null,
      madeBy: createdBy,
      at,
    },
  })
}
