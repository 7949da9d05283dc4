/** The text of a proposal for programs without a socket (PS14), and its wording in a further language. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { authorOf } from '../../src/lib/domain/authored.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { isWritable } from '../../src/lib/domain/proposal.ts'
import { withEdits, type ProposedEdit } from '../../src/lib/domain/proposed.ts'
import { wearing, wornFor, type Hat } from '../../src/lib/domain/hat.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { once } from '../charter/record.ts'
import { still } from '../charter/still.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf } from '../store/articles.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { listProposalTexts } from '../store/proposal-texts.ts'
import { findProposal, holdProposal } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { beginText } from './begin.ts'
import { readForkBase } from './fork.ts'
import { placesOf } from './proposed.ts'
import { proposalSubject, seeProposal, withRest, type SeenProposal } from './see.ts'
import { proposalView } from './views.ts'

async function seeToWrite(rows: Rows, actor: Actor, id: string): Promise<Result<SeenProposal>> {
  const seen = await seeProposal(rows, actor, id)
  if (!seen || !can(actor, 'proposal.read', seen.subject)) return refuse('not-found')
  if (can(actor, 'proposal.write', seen.subject)) return ok(seen)
  const open = { ...seen.subject, status: 'draft' } as const
  return refuse(
    !isWritable(seen.proposal.status) && can(actor, 'proposal.write', open) ? 'proposal-closed' : 'not-allowed',
  )
}

/** Whether it may still be written by this person, in this capacity if one is named, in the transaction that writes it (SE1). */
async function maybeWritten(
  { store }: Context,
  rows: Rows,
  { actor, hat, id }: { actor: Actor; hat?: Hat; id: string },
): Promise<boolean> {
  const held = await holdProposal(rows, id)
  const now = await still(rows, actor, await store.now(rows))
  const who = hat === undefined ? now : wearing(now, hat)
  const seen = held && (await withRest(rows, who, held))
  return seen !== undefined && can(who, 'proposal.write', seen.subject)
}

/** Refuses with `proposal-closed`, `invalid` (every fault by its path; no text in that language). */
export async function writeProposalText(
  context: Context,
  actor: Actor | null,
  id: string,
  lang: string,
  input: { blocks: readonly ProposedEdit[]; as?: Hat | undefined },
): Promise<Result<ProposalView>> {
  const { store, texts, newId } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeToWrite(store.db, actor, id)
  if (!seen.ok) return seen
  const { proposal, sponsors, asker } = seen.value
  const worn = wornFor(actor, input.as, (one) =>
    can(one, 'proposal.write', proposalSubject(proposal, sponsors, one, asker)),
  )
  if (!worn.ok) return worn
  const text = (await listProposalTexts(store.db, [id])).find((one) => one.lang === lang && one.kind !== 'modified')
  if (!text)
    return refuse('invalid', { errors: [{ path: 'lang', message: 'the proposal has no text in this language' }] })
  const where = { ...(await placesOf(context, seen.value)), lang }
  const tried: { edited: ReturnType<typeof withEdits> | null; isClosed: boolean } = { edited: null, isClosed: false }
  await texts.changeTogether(
    [text.documentId],
    (now) => {
      const edited = withEdits(now.get(text.documentId)!, input.blocks, where, newId)
      tried.edited = edited
      return edited.ok ? new Map([[text.documentId, edited.value]]) : null
    },
    async (rows) => {
      tried.isClosed = !(await maybeWritten(context, rows, { actor, hat: worn.value.hat, id }))
      if (!tried.isClosed) await once(rows, actor, { kind: 'proposal', id }, await store.now(rows))
      return !tried.isClosed
    },
    authorOf(worn.value.actor, worn.value.hat),
  )
  if (tried.edited && !tried.edited.ok) return tried.edited
  if (tried.isClosed) return refuse('proposal-closed')
  const after = await seeToWrite(store.db, actor, id)
  return after.ok ? ok(await proposalView(context, actor, after.value)) : after
}

/** Its wording in another language of the article, as its sponsors would have it. Refuses with `proposal-closed`, `language-taken`, `invalid`. */
export async function addProposalText(
  context: Context,
  actor: Actor | null,
  id: string,
  { lang }: { lang: string },
): Promise<Result<ProposalView>> {
  const { store } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeToWrite(store.db, actor, id)
  if (!seen.ok) return seen
  const { proposal } = seen.value
  const texts = await listProposalTexts(store.db, [id])
  if (texts.some((one) => one.lang === lang && one.kind !== 'modified')) return refuse('language-taken')
  // of an amendment, what it amends has the words
  const source =
    proposal.amendsId === null
      ? (await listDocumentsOf(store.db, proposal.articleId)).find((one) => one.lang === lang)?.id
      : (await listProposalTexts(store.db, [proposal.amendsId])).find((one) => one.lang === lang)?.documentId
  if (source === undefined || proposal.kind === 'bracket')
    return refuse('invalid', { errors: [{ path: 'lang', message: 'the article has no text in this language' }] })
  const base = await readForkBase(context, { id: source, lang })
  try {
    const isMade = await store.transaction(async (rows) => {
      if (!(await maybeWritten(context, rows, { actor, id }))) return false
      await beginText(context, rows, { ...proposal, createdBy: actor.id }, { base }, await store.now(rows))
      return true
    })
    if (!isMade) return refuse('proposal-closed')
  } catch (error) {
    if (isUniqueViolation(error, 'proposal_text.proposal_id')) return refuse('language-taken')
    throw error
  }
  const row = await findProposal(store.db, id)
  const after = row && (await withRest(store.db, actor, row))
  return after ? ok(await proposalView(context, actor, after)) : refuse('not-found')
}
