/**
 * What somebody who approves or accepts a proposal saw of its words (rule PS22): read from the journals before its texts stand still, compared with what they say
 * within the act.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { otherThanSeen, type Said, type SeenText } from '../../src/lib/domain/as-seen.ts'
import type { ModifiedText } from '../../src/lib/domain/contract-proposals.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { proposedBlocks } from '../../src/lib/domain/proposed.ts'
import { ok, refuse, type Fault, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { listProposalEvents } from '../store/proposal-story.ts'
import { listProposalTexts, type ProposalTextRow } from '../store/proposal-texts.ts'
import { submittedText } from './as-submitted.ts'
import { baseOf, placesOf } from './proposed.ts'
import { seeProposal, type SeenProposal } from './see.ts'
import type { ActInput } from './turn.ts'

/** What an act is told that decides about words. */
export interface SightInput extends ActInput {
  /** The texts of the proposal (of the copy, where that is accepted) as they were shown. */
  seen?: readonly SeenText[] | undefined
}

/** Document -> what was seen of it. */
export type Sight = ReadonlyMap<string, Said>

/** Refuses with `invalid`, where entries are named that are not there. A text that is not named, or as it was before this person could read it, was not seen. */
export async function sightOf(
  context: Context,
  actor: Actor,
  { proposal, subject }: SeenProposal,
  rows: readonly ProposalTextRow[],
  seen: readonly SeenText[],
): Promise<Result<Sight>> {
  const events = can(actor, 'proposal.inside', subject) ? [] : await listProposalEvents(context.store.db, proposal.id)
  const errors: Fault[] = []
  const sight = new Map<string, Said>()
  for (const [i, { documentId, seq, baseSeq }] of seen.entries()) {
    const row = rows.find((one) => one.documentId === documentId)
    // P13: what its sponsors wrote before they submitted it is nobody else's to compare
    const from = row?.kind === 'modified' ? 0 : (submittedText(events, documentId)?.seq ?? 0)
    if (!row || seq < from) continue
    const [own, source] = await Promise.all([
      textHistory(context, documentId),
      textHistory(context, row.articleDocumentId),
    ])
    if (seq > own.seq) errors.push({ path: `seen[${i}].seq`, message: 'must be an entry of its journal' })
    if (baseSeq > source.seq) errors.push({ path: `seen[${i}].baseSeq`, message: 'must be an entry of its journal' })
    sight.set(documentId, { base: source.docAt(baseSeq), doc: own.docAt(seq) })
  }
  return errors.length > 0 ? refuse('invalid', { errors }) : ok(sight)
}

/** PS22: refuses with `text-changed`, each paragraph by its path `texts.<lang>.<block>`; null: every text says what was seen. */
export function reasonUnseen(
  sight: Sight,
  now: readonly (Said & Pick<ProposalTextRow, 'documentId' | 'lang'>)[],
): Refused | null {
  const errors = now.flatMap(({ documentId, lang, ...said }): Fault[] => {
    const seen = sight.get(documentId)
    return seen
      ? otherThanSeen(seen, said).map((block) => ({
          path: `texts.${lang}.${block}`,
          message: 'says something else than what was seen',
        }))
      : [{ path: `texts.${lang}`, message: 'was not seen' }]
  })
  return errors.length > 0
    ? refuse('text-changed', { detail: 'The proposal says something else by now.', errors })
    : null
}

/** What an act asks for that has to be told it. */
export const NOT_TOLD = refuse('invalid', { errors: [{ path: 'seen', message: 'must name the texts that you saw' }] })

/** What it says otherwise than what was seen, for whoever may read it: language by language, those that say the same left out. */
export async function changedSince(
  context: Context,
  actor: Actor | null,
  id: string,
  seen: readonly SeenText[],
): Promise<Result<{ texts: ModifiedText[] }>> {
  const { store, texts } = context
  if (actor === null) return refuse('not-signed-in')
  const found = await seeProposal(store.db, actor, id)
  if (!found || !can(actor, 'proposal.read', found.subject)) return refuse('not-found')
  if (!can(actor, 'proposal.text', found.subject)) return refuse('not-allowed')
  const rows = await listProposalTexts(store.db, [id])
  const isCopy = rows.some(
    ({ kind, documentId }) => kind === 'modified' && seen.some((one) => one.documentId === documentId),
  )
  const asked = rows.filter(({ kind }) => (kind === 'modified') === isCopy)
  const sight = await sightOf(context, actor, found, asked, seen)
  if (!sight.ok) return sight
  const places = await placesOf(context, found)
  const changed = await Promise.all(
    asked.map(async (row): Promise<ModifiedText> => {
      const { documentId, lang } = row
      const now: Said = { base: await baseOf(context, row), doc: await texts.read(documentId) }
      const was = sight.value.get(documentId)
      const others = was && new Set(otherThanSeen(was, now))
      const blocks = proposedBlocks(was?.doc ?? now.base, now.doc, { ...places, lang }).filter(
        ({ blockId }) => others?.has(blockId) ?? true,
      )
      return { lang, blocks: blocks.map(({ blockId, op, runs, flags }) => ({ id: blockId, op, runs, flags })) }
    }),
  )
  return ok({ texts: changed.filter(({ blocks }) => blocks.length > 0) })
}
