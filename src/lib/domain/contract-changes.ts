/** How the shown text of an article changed, as pages and programs receive it (rules CH*). Instants: RFC 3339 UTC with `Z`. */
import type { Block } from './article.ts'
import type { ComparedRun, WriterView } from './contract.ts'
import type { Hat } from './hat.ts'
import type { Flag } from './substance.ts'

/** One change of one text: what somebody wrote in a row, or what an act made of it. */
export interface ChangeView {
  id: string
  articleId: string
  documentId: string
  lang: string
  /** Entries of the text's journal: what it said after `from` became what it said after `to`. */
  from: number
  to: number
  /** Of its first entry and of its last. */
  begun: string
  at: string
  /** `text.begun`: the first text. `text.written`: typed, or sent by a program. Else what the record calls the act. */
  act: string
  by: WriterView
  /** In which capacity; null: the system. */
  hat: Hat | null
  /** That the secretariat acted for the chair. */
  onWordOf: 'chair' | null
  reason: string | null
  decisionId: string | null
  bracketId: string | null
  proposalId: string | null
  /** Every block that is another than before, in the order of both texts. */
  blocks: ChangedBlock[]
}

export interface ChangedBlock {
  id: string
  /** Its number now, or, of one that is gone, then; null: none. */
  label: string | null
  op: 'changed' | 'added' | 'removed' | 'moved'
  before: Block | null
  after: Block | null
  /** The block it stood behind, and the one it stands behind; null: none. */
  prevBefore: string | null
  prevAfter: string | null
  runs: ComparedRun[]
  flags: Flag[]
}
