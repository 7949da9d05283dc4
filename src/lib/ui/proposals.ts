/** Words about proposals: what one is called, who stands behind it, which parts of the text it changes. */
import type { Party } from '#lib/domain/actor.ts'
import type { ProposalGroup, ProposalLink, ProposalSummary } from '#lib/domain/contract-proposals.ts'
import type { PlaceInArticle } from '#lib/domain/contract.ts'
import type { HeldKind } from '#lib/domain/merge.ts'
import { articleLabel } from '#lib/domain/numbering.ts'
import { hasOtherStem, type ReturnGround } from '#lib/domain/proposal.ts'
import { m } from '#lib/paraglide/messages.js'
import { getLocale } from '#lib/paraglide/runtime.js'
import { listWords } from './locale.ts'
import { isolated } from './names.ts'

/** PS30: `ART-7/P-3`, and `ART-7/P-3 (now Article 8)` where its article has another number by now. */
export const codeNow = (code: string, number: string | null): string =>
  hasOtherStem(code, number)
    ? m.proposal_code_now({ code: isolated(code), article: isolated(articleLabel(number, getLocale())) })
    : code

/** The same; of a draft that has no code yet, that it is one. `number`: of its article now; absent: nobody knows it. */
export const proposalName = ({ code }: Pick<ProposalLink, 'code'>, number?: string | null): string =>
  code === null ? m.proposal_no_code() : number === undefined ? code : codeNow(code, number)

const named = (parties: readonly Party[], lang: string): string =>
  listWords(
    parties.map(({ name }) => isolated(name)),
    lang,
  )

/** Who stands behind it, as far as they are named: `Delegation 01, Delegation 04 and others`. */
export function sponsorWords(
  { sponsors, areOthers, isChairs }: Pick<ProposalSummary, 'sponsors' | 'areOthers' | 'isChairs'>,
  lang: string,
): string {
  const joined = sponsors.filter(({ state }) => state === 'joined')
  const first = joined.filter(({ kind }) => kind === 'main').map(({ party }) => party.name)
  const further = joined.filter(({ kind }) => kind === 'co').map(({ party }) => party.name)
  const sorted = further.sort((a, b) => a.localeCompare(b, lang))
  const names = [...(isChairs ? [m.proposal_the_chair()] : []), ...first, ...sorted].map(isolated)
  const others = areOthers ? [names.length > 0 ? m.brackets_others() : m.proposal_a_delegation()] : []
  return listWords([...names, ...others], lang)
}

/** `on behalf of X (A and B, except C)`, as far as they are named. */
export function groupWords({ name, members, except }: ProposalGroup, lang: string): string {
  const group = m.proposal_on_behalf({ group: isolated(name) })
  const who = [
    ...(members.length > 0 ? [named(members, lang)] : []),
    ...(except.length > 0 ? [m.proposal_except({ names: named(except, lang) })] : []),
  ]
  return who.length > 0 ? `${group} (${who.join(m.list_comma())})` : group
}

/** Asked for late: the texts of the page's language come after this module. */
const KINDS: Partial<Record<PlaceInArticle['kind'], () => string>> = {
  heading: () => m.compare_kind_heading(),
  para: () => m.compare_kind_para(),
  item: () => m.compare_kind_item(),
  tail: () => m.compare_kind_tail(),
  chapeau: () => m.compare_kind_chapeau(),
  recital: () => m.compare_kind_recital(),
  formula: () => m.compare_kind_formula(),
  note: () => m.compare_kind_note(),
}

/** How a part of an article is called: by its number, else by what it is; what is in the article no more, or not yet: null. */
export const placeName = (place: PlaceInArticle | undefined): string | null =>
  place ? (place.name ?? KINDS[place.kind]?.() ?? place.kind) : null

/** What is to become of a bracket; `option`: the label of the one that is to be chosen, while the bracket is open. */
export function bracketActWords({ act }: Pick<ProposalSummary, 'act'>, option = ''): string | null {
  if (act === null) return null
  if (act.op === 'choose' && option !== '') return m.proposal_bracket_choose_named({ option: isolated(option) })
  const words = { keep: m.proposal_bracket_keep, delete: m.proposal_bracket_delete, choose: m.proposal_bracket_choose }
  return words[act.op]()
}

/** Why one was returned. */
export const groundName = (ground: ReturnGround): string => m[`proposal_ground_${ground}`]()

/** How words collide. */
export function heldName(kind: HeldKind): string {
  if (kind === 'words') return m.proposal_held_words()
  if (kind === 'removed') return m.proposal_held_removed()
  return kind === 'order' ? m.proposal_held_order() : m.proposal_held_other()
}

const DONE: Record<string, () => string> = {
  edit: () => m.proposal_done_edit(),
  submit: () => m.proposal_done_submit(),
  accept: () => m.proposal_done_accept(),
  acceptModified: () => m.proposal_done_accept(),
  reword: () => m.proposal_done_draft(),
  amend: () => m.proposal_done_draft(),
  begin: () => m.proposal_done_draft(),
}
/** What a form came to, by the name of its act in the address. */
export const doneWords = (act: string | null): string | null => (act === null ? null : (DONE[act] ?? m.proposal_done)())
