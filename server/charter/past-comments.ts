/** What an imported file records of earlier talks, as rows: every contribution whole, and as threads those that are comments. */
import type { Anchor, AnchorMemory } from '../../src/lib/domain/contract.ts'
import type { ContributionPlan } from '../exchange/format.ts'
import { COMMENTS } from '../exchange/read-contributions.ts'
import type { CommentRow } from '../store/comments.ts'
import type { ContributionRow } from '../store/contributions.ts'
import { WITHHELD } from './threads.ts'

/** What the file calls people, in the words of this application. */
const ROLE_NAMES: Record<string, string> = {
  delegate: 'Drafter',
  language_reviewer: 'Reviewer',
  head_of_delegation: 'Head',
  observer: 'Observer',
  secretariat: 'Secretariat',
  chair: 'Chair',
}

/** `Delegation 07 · Drafter`: how people who are known by delegation and role alone are named. */
export const nameOf = (partyName: string | null, authorRole: string): string => {
  const role = ROLE_NAMES[authorRole] ?? authorRole.replaceAll('_', ' ')
  return partyName === null ? role : `${partyName} · ${role}`
}

/** The account of an author of the past: party code (null: of none) and role as in the file -> person id, or null. */
export type AuthorOf = (partyCode: string | null, authorRole: string) => string | null

interface Made {
  charterId: string
  newId: () => string
  authorOf: AuthorOf
  /** Code -> row id and name. */
  parties: ReadonlyMap<string, { id: string; name: string }>
  /** Heading block -> article row. */
  articles: ReadonlyMap<string, string>
  /** What stands around the words of an anchor in the text that was imported. */
  surroundingsOf: (articleId: string, lang: string, anchor: Anchor) => { prefix: string; suffix: string }
}

const instant = (at: string): string => new Date(at).toISOString()

export function contributionRows(plans: readonly ContributionPlan[], made: Made): ContributionRow[] {
  return plans.map(({ id, data }, position) => ({
    charterId: made.charterId,
    id,
    position,
    type: data.type,
    target: data.target,
    partyId: data.society === null ? null : (made.parties.get(data.society)?.id ?? null),
    authorId: made.authorOf(data.society, data.author_role),
    data,
  }))
}

/** Threads before their replies. An answer recorded with a comment becomes a reply to it. */
export function pastComments(plans: readonly ContributionPlan[], made: Made): CommentRow[] {
  // what was said of a block that is gone belongs to no article; it stays among the contributions
  const comments = plans.filter(({ data, headingBlock }) => COMMENTS.has(data.type) && headingBlock !== null)
  const byId = new Map(comments.map((plan) => [plan.id, plan]))
  const rowIds = new Map(comments.map(({ id }) => [id, made.newId()]))

  /** The comment that opens the thread; one that answers a proposal opens its own. */
  const opening = (plan: ContributionPlan): ContributionPlan => {
    const passed = new Set([plan.id])
    let at = plan
    for (;;) {
      const before = at.data.thread_of === undefined ? undefined : byId.get(at.data.thread_of)
      if (!before || before.headingBlock !== plan.headingBlock || passed.has(before.id)) return at
      passed.add(before.id)
      at = before
    }
  }

  const rows = comments.flatMap((plan): CommentRow[] => {
    const { data } = plan
    const articleId = made.articles.get(plan.headingBlock ?? '')
    if (articleId === undefined) throw new Error(`contribution ${plan.id} belongs to no article of the file`)
    const party = data.society === null ? undefined : made.parties.get(data.society)
    const first = opening(plan)
    const threadId = first === plan ? null : rowIds.get(first.id)!
    const anchor: Anchor | null = threadId === null ? plan.anchor : null
    const row: CommentRow = {
      id: rowIds.get(plan.id)!,
      articleId,
      threadId,
      // a quote is looked for in the language it was taken from
      lang: (anchor === null ? undefined : data.anchor?.lang) ?? data.lang,
      authorId: made.authorOf(data.society, data.author_role),
      authorName: nameOf(party?.name ?? null, data.author_role),
      partyId: party?.id ?? null,
      body: data.body,
      // that words are gone is seen in the text, it is no status (practice 8.3)
      status: data.status === 'orphaned' ? 'open' : data.status,
      visibility: data.visibility,
      anchor,
      memory:
        anchor === null ? null : memoryOf(plan, made.surroundingsOf(articleId, data.anchor?.lang ?? data.lang, anchor)),
      contributionId: plan.id,
      createdAt: instant(data.created_at),
      authorRole: data.author_role,
      authorCapacity: null,
      authorTies: null,
      settledAt: settledAtOf(data),
      settledBy: null,
      ground: groundOf(data),
    }
    const answer = answerOf(data['answer'])
    if (answer === null) return [row]
    return [
      row,
      {
        ...row,
        id: made.newId(),
        threadId: threadId ?? row.id,
        authorId: made.authorOf(null, answer.by),
        authorName: nameOf(null, answer.by),
        partyId: null,
        body: answer.text,
        status: 'open',
        anchor: null,
        memory: null,
        createdAt: instant(answer.at),
        authorRole: answer.by,
        settledAt: null,
        ground: null,
      },
    ]
  })
  return [...rows.filter(({ threadId }) => threadId === null), ...rows.filter(({ threadId }) => threadId !== null)]
}

const memoryOf = (plan: ContributionPlan, around: { prefix: string; suffix: string }): AnchorMemory => ({
  ...around,
  version: plan.data.anchor?.version ?? null,
  start: null,
  end: null,
})

/** When it was answered, decided or withheld, where the file says so. */
function settledAtOf(data: ContributionPlan['data']): string | null {
  for (const part of ['moderation', 'decision', 'answer'] as const) {
    const at = (data[part] as { at?: unknown } | undefined)?.at
    if (typeof at === 'string') return instant(at)
  }
  return null
}

/** Why it was withheld, where it was. */
function groundOf({ status, moderation }: ContributionPlan['data']): string | null {
  const ground = (moderation as { ground?: unknown } | undefined)?.ground
  return status === WITHHELD && typeof ground === 'string' ? ground : null
}

function answerOf(answer: unknown): { by: string; at: string; text: string } | null {
  if (typeof answer !== 'object' || answer === null) return null
  const { by, at, text } = answer as Record<string, unknown>
  return typeof by === 'string' && typeof at === 'string' && typeof text === 'string' ? { by, at, text } : null
}
