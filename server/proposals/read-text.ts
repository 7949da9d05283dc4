/** One text of a proposal, whole, beside what it is to change: for who writes it, or compares the two (RL7). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ProposalWording } from '../../src/lib/domain/contract-proposals.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { indexBlocks } from '../../src/lib/domain/reference.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { makeDocumentAccess } from '../charter/document-access.ts'
import { targetsOf } from '../charter/read-article.ts'
import type { Context } from '../context.ts'
import { listProposalTexts } from '../store/proposal-texts.ts'
import { baseOf, placesOf } from './proposed.ts'
import { seeProposal } from './see.ts'

/**
 * `isModified`: the pen-holder's copy, which is compared with what the proposal says. Who may not read the living text, and who asks for a text that there is
 * not, hears `not-found`.
 */
export async function readProposalText(
  context: Context,
  actor: Actor | null,
  id: string,
  lang: string,
  isModified = false,
): Promise<Result<ProposalWording>> {
  const { store, texts } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeProposal(store.db, actor, id)
  if (!seen || !can(actor, 'proposal.text', seen.subject)) return refuse('not-found')
  const rows = (await listProposalTexts(store.db, [id])).filter((one) => one.lang === lang)
  const own = rows.find(({ kind }) => kind !== 'modified')
  const row = isModified ? rows.find(({ kind }) => kind === 'modified') : own
  const access = row && (await makeDocumentAccess(context)(actor, row.documentId))
  if (!row || !own || !access?.read) return refuse('not-found')
  const [{ doc: text, seq }, base] = await Promise.all([
    texts.readAt(row.documentId),
    isModified ? texts.read(own.documentId) : baseOf(context, row),
  ])
  const places = await placesOf(context, seen)
  const { articleId, number, round = null } = places
  const here = indexBlocks([base, text].map((doc) => ({ id: articleId, number, doc, round })))
  return ok({
    ...{ lang, kind: row.kind, documentId: row.documentId, seq, baseSeq: row.baseSeq, base, text },
    targets: targetsOf([base, text], new Map([...places.index, ...here])),
    permissions: { write: access.edit },
    readOnly: access.reason,
  })
}
