/** What the talks ask of a person (rules HO13-HO16): confirmations of their delegation, fixes that can still be objected to, words they owe, proposals that wait for them. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { fixState } from '../../src/lib/domain/editorial-fix.ts'
import { hatsFor } from '../../src/lib/domain/hat.ts'
import type { HomeAsked, HomeProposal } from '../../src/lib/domain/home.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import type { TriageArticle } from '../../src/lib/domain/triage.ts'
import { summaries } from '../proposals/views.ts'
import { listBrackets } from '../store/brackets.ts'
import type { CharterRow } from '../store/charters.ts'
import { listFixes } from '../store/editorial-fixes.ts'
import { listProposals } from '../store/proposals.ts'
import { listConfirmations, listProvisions } from '../store/provisions.ts'
import type { Rows } from '../store/store.ts'

export interface HomeTalks {
  confirm: HomeAsked[]
  object: HomeAsked[]
  supply: HomeAsked[]
  proposals: HomeProposal[]
}

/** `ids`: of articles that stand in the working text, in its order; `now`: the database's instant. */
export async function talksFor(
  rows: Rows,
  actor: Actor,
  charter: CharterRow,
  ids: readonly string[],
  names: ReadonlyMap<string, TriageArticle>,
  now: string,
): Promise<HomeTalks> {
  const { partyId } = actor
  const mayAnswer =
    partyId !== null &&
    hatsFor(actor, (worn) => can(worn, 'provision.answer', { kind: 'delegation', partyId })).length > 0
  const mayObject = hatsFor(actor, (worn) => can(worn, 'fix.object', { kind: 'agreement' })).length > 0
  const waiting = mayAnswer
    ? (await listProvisions(rows, ids)).filter(
        ({ status, eventId, confirmBy }) =>
          status === 'agreed_ad_referendum' && eventId !== null && (confirmBy === null || now < confirmBy),
      )
    : []
  const open = new Set(
    (
      await listConfirmations(
        rows,
        waiting.flatMap(({ eventId }) => eventId ?? []),
      )
    )
      .filter((one) => one.partyId === partyId && one.confirmedAt === null && one.refusedAt === null)
      .map(({ eventId }) => eventId),
  )
  // several paragraphs may have been agreed by one act, and are answered as one
  const asked = new Map(
    waiting.flatMap((row) => (open.has(row.eventId!) ? [[row.eventId!, { ...row, by: row.confirmBy }] as const] : [])),
  )
  const fixes = mayObject ? (await listFixes(rows, ids)).filter((fix) => fixState(fix, now) === 'shown') : []
  return {
    confirm: byArticle([...asked.values()], ids, names),
    object: byArticle(
      fixes.map(({ articleId, untilAt }) => ({ articleId, by: untilAt })),
      ids,
      names,
    ),
    supply: byArticle(await owedBy(rows, actor, charter), ids, names),
    proposals: await proposalsFor(rows, actor, charter, names),
  }
}

/** Placeholders that this person, or their delegation, is to supply the words of. */
async function owedBy(rows: Rows, { id, partyId }: Actor, charter: CharterRow) {
  const open = (await listBrackets(rows, { charterId: charter.id })).filter(({ status }) => status === 'open')
  return open
    .filter(({ owner }) => owner.person?.id === id || (partyId !== null && owner.party?.id === partyId))
    .map(({ articleId, dueAt }) => ({ articleId, by: dueAt }))
}

/** How many of each article, and which of them ends first. */
const byArticle = (
  all: readonly { articleId: string; by: string | null }[],
  ids: readonly string[],
  names: ReadonlyMap<string, TriageArticle>,
): HomeAsked[] =>
  ids.flatMap((id) => {
    const own = all.filter(({ articleId }) => articleId === id)
    const article = names.get(id)
    const [by = null] = own.flatMap((one) => one.by ?? []).sort()
    return own.length > 0 && article ? [{ article, n: own.length, by }] : []
  })

async function proposalsFor(
  rows: Rows,
  actor: Actor,
  charter: CharterRow,
  names: ReadonlyMap<string, TriageArticle>,
): Promise<HomeProposal[]> {
  const all = await listProposals(rows, { charterId: charter.id })
  const asking = new Map(all.map((row) => [row.id, row.approvalAskedAt !== null && row.approvedBy === null]))
  const seen = await summaries(rows, actor, charter, { charterId: charter.id }, all)
  const own = actor.party?.code
  return seen.flatMap(({ id, code, articleId, sponsors, permissions, isHeld }): HomeProposal[] => {
    const article = names.get(articleId)
    if (!article) return []
    const stands = sponsors.find(({ party }) => party.code === own)?.state
    const waits =
      permissions.approve && asking.get(id) === true
        ? 'approve'
        : permissions.join && stands === 'invited'
          ? 'join'
          : permissions.admit
            ? 'admit'
            : isHeld && stands === 'joined'
              ? 'held'
              : null
    return waits === null ? [] : [{ id, code, article, waits }]
  })
}
