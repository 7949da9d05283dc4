/** What contributions of an imported file propose (EX13): other words, another alternative, or what is to become of a bracket. Pure. */
import type { ArticleDoc, Inline } from '../../src/lib/domain/article.ts'
import { addOption } from '../../src/lib/domain/brackets.ts'
import { alternative, nextLabel } from '../../src/lib/domain/option-labels.ts'
import type { BracketAct, ProposalStatus } from '../../src/lib/domain/proposal.ts'
import { withEdits, type ProposedIn } from '../../src/lib/domain/proposed.ts'
import type { ArticlePlan, ContributionPlan } from './format.ts'

/** One contribution as a proposal. */
export interface ProposalPlan {
  contribution: ContributionPlan
  status: ProposalStatus
  lang: string
  /** Kind bracket; null: wording, with what it would have the article say. */
  act: BracketAct | null
  doc: ArticleDoc | null
}

/** What the file calls the states that a proposal can be in from the first. Of others the file keeps the record. */
const STATUSES: Record<string, ProposalStatus> = {
  submitted: 'submitted',
  tabled: 'tabled',
  under_discussion: 'under_discussion',
  accepted: 'accepted',
  accepted_with_modification: 'accepted_modified',
  not_retained: 'not_retained',
  superseded: 'superseded',
  withdrawn: 'withdrawn',
}

/** The state of a proposal whose contribution has this one. */
export const pastStatus = (stated: unknown): ProposalStatus | undefined =>
  typeof stated === 'string' && Object.hasOwn(STATUSES, stated) ? STATUSES[stated] : undefined

const BRACKET_ACTS: Record<string, BracketAct['op']> = {
  retain_bracket_text: 'keep',
  delete: 'delete',
  select_option: 'choose',
}

/**
 * Null: it is no proposal, or not everybody's to read, or says what is to change in a way that this code does not follow: then it stays what the
 * file has of it. `where`: of its article.
 */
export function planProposal(
  contribution: ContributionPlan,
  article: ArticlePlan,
  where: (lang: string) => ProposedIn,
): ProposalPlan | null {
  const { type, status: stated, visibility, change, target, society, author_role: role } = contribution.data
  const status = pastStatus(stated)
  if (type !== 'proposal' || status === undefined || visibility !== 'participants' || !change) return null
  if (society === null && role !== 'chair') return null
  const original = article.docs[0]!
  const lang = change.lang ?? original.lang
  const op = BRACKET_ACTS[change.op]
  if (op !== undefined && change.bracket !== undefined) {
    const option = op === 'choose' ? optionOf(original.doc, change.option, change.bracket) : undefined
    if (op === 'choose' && option === undefined) return null
    const act = { op, bracket: change.bracket, ...(option !== undefined && { option }) }
    return { contribution, status, lang: original.lang, act, doc: null }
  }
  const base = article.docs.find((one) => one.lang === lang)?.doc
  const doc = base && proposed(base, target, change, where(lang))
  return doc ? { contribution, status, lang, act: null, doc } : null
}

type ChangeFile = NonNullable<ContributionPlan['data']['change']>

function proposed(base: ArticleDoc, target: string, change: ChangeFile, where: ProposedIn): ArticleDoc | null {
  const { op, find, text = '', bracket, option } = change
  if (typeof text !== 'string') return null
  if (op === 'add_alternative') return bracket === undefined ? null : withAlternative(base, bracket, text)
  if (find === undefined || !['replace', 'insert_after', 'delete'].includes(op)) return null
  const within = option === undefined ? undefined : optionOf(base, option, bracket, target)
  const edit = {
    ...{ id: target, find, text: op === 'delete' ? '' : text },
    place: op === 'insert_after' ? ('behind' as const) : ('instead' as const),
    ...(within !== undefined && { option: within }),
  }
  const edited = withEdits(base, [edit], where, () => '')
  return edited.ok ? edited.value : null
}

const headsIn = ({ content }: ArticleDoc, blockId?: string): Extract<Inline, { type: 'opt' }>['attrs'][] =>
  content
    .filter(({ attrs }) => blockId === undefined || attrs.id === blockId)
    .flatMap(({ content = [] }) => content.flatMap((inline) => (inline.type === 'opt' ? [inline.attrs] : [])))

/** Id of the option with this label: of a bracket, or in a block. */
const optionOf = (
  doc: ArticleDoc,
  label: string | undefined,
  bracket: string | undefined,
  blockId?: string,
): string | undefined =>
  headsIn(doc, blockId).find((head) => head.label === label && (bracket === undefined || head.br === bracket))?.id

/** With an alternative of these words behind the others, numbered on (EX5). */
function withAlternative(doc: ArticleDoc, bracket: string, text: string): ArticleDoc | null {
  const heads = headsIn(doc).filter(({ br }) => br === bracket)
  const fresh = {
    id: nextLabel(
      heads.map(({ id }) => id),
      (n) => `${bracket}.${n}`,
    ),
    label: nextLabel(heads.map(({ label }) => label)),
    words: [{ type: 'text' as const, text }],
  }
  const added = addOption(doc, bracket, fresh, alternative(1))
  return typeof added === 'string' ? null : added
}
