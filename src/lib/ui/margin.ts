/** The margin of an article and what stands behind it where the page is alive (editor/comments); without that it is a list with forms. */
import type { ProposalsBeside } from '#lib/domain/beside.ts'
import type { Author, Thread, ThreadFilter } from '#lib/domain/contract.ts'
import type { AuthorRole, CommentAct } from '#lib/domain/thread.ts'
import { m } from '#lib/paraglide/messages.js'

/** A comment that is being written. */
export interface Draft {
  /** The words it is about; null: the whole article. */
  quote: string | null
}

/** A form that was refused: what was to be done (empty: a reply), what was typed, and what was wrong. */
export interface RefusedWords {
  act: string
  body: string
  reason: string
  fault: string
}

export interface LiveMargin {
  /** As the text on the screen has them. */
  readonly threads: readonly Thread[]
  /** Open proposals by paragraph, and how many; null: none have come or gone since the page was made. */
  readonly proposals: readonly ProposalsBeside[] | null
  readonly openProposals: number | null
  /** In the text on the screen, in its language alone; null: it is not there yet. */
  readonly openBrackets: number | null
  /** The thread in hand: its words and its card are lit. */
  readonly current: string | null
  readonly draft: Draft | null
  /** What was said last had no answer, and is being sent again. */
  readonly isSendingAgain: boolean
  /** Under which its words are kept (half-written.svelte.ts). */
  readonly draftAbout: string
  /** Changes with everything that may move the text. */
  readonly layout: number
  take(id: string | null): void
  /** Begins a comment on the selected words, else on the paragraph with the caret; `isWhole`: on the article. */
  begin(isWhole: boolean): void
  cancel(): void
  /** What went wrong, in words; null: it is sent. */
  send(body: string): Promise<string | null>
  reply(id: string, body: string): Promise<string | null>
  /** Of a thread or a reply; `reason`: of what needs one. */
  turn(id: string, act: CommentAct, reason?: string): Promise<string | null>
  /** The focus back to where it was. */
  back(): void
  /** The focus to the next card or the one before. */
  step(by: 1 | -1): void
  showInText(thread: Thread): void
  /** Where a thread's words stand on the screen, or those of the draft (null); null: nowhere. */
  topOf(thread: Thread | null): number | null
  /** Where a thread stands in the order of the text. */
  orderOf(thread: Thread): number
  /** The same of a paragraph. */
  topOfBlock(blockId: string): number | null
  orderOfBlock(blockId: string): number
}

type Words = Record<string, (() => string) | undefined>
/** The catalogue's words for a constant; its own where there are none, as of a file that knows more. */
const wordsFor = (beginning: string, name: string): string =>
  (m as unknown as Words)[`${beginning}${name}`]?.() ?? name.replaceAll('_', ' ')

/** The names of the lists (TH3). Asked for late: the texts of the page's language come after this module. */
export const showNames: Record<ThreadFilter, () => string> = {
  open: () => m.comments_show_open(),
  mine: () => m.comments_show_mine(),
  orphaned: () => m.comments_show_orphaned(),
  new: () => m.comments_show_new(),
  settled: () => m.comments_show_settled(),
  all: () => m.comments_show_all(),
}

export const threadStatusName = (status: string): string => wordsFor('thread_status_', status)
export const authorRoleName = (role: AuthorRole | string): string => wordsFor('author_role_', role)
export const pastTypeName = (type: string): string => wordsFor('past_type_', type)
export const pastOpName = (op: string): string => wordsFor('past_op_', op)
export const pastPositionName = (position: string): string => wordsFor('past_position_', position)
export const pastVisibilityName = (visibility: string): string => wordsFor('past_visibility_', visibility)

/** TH2: who speaks: by name and party; who does so no longer, by party and role. */
export function speakerName({ name, party, role, isFormer }: Author): string {
  if (isFormer && role !== null)
    return party ? m.comment_author({ party: party.name, role: authorRoleName(role) }) : authorRoleName(role)
  return party && !name.includes(party.name) ? m.comment_by({ name, party: party.name }) : name
}
