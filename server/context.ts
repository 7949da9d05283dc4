/** What every verb and query works with. Made once by `main.ts` (or a test); verbs are `(context, actor, input) => Promise<Result<...>>`. */
import type { ArticleDoc } from '../src/lib/domain/article.ts'
import type { Author } from '../src/lib/domain/authored.ts'
import type { DeltaChange } from '../src/lib/domain/change.ts'
import type { DeltaInsert } from '../src/lib/domain/text.ts'
import type { Events } from './events.ts'
import type { Rows, Store } from './store/store.ts'

/**
 * Decides and records within the transaction that writes a change to the journal, as entry `seq`: whether it is to be kept. Not called where
 * there is nothing to write.
 */
export type Alongside = (rows: Rows, seq: number) => Promise<boolean>

/** One author's share of a change, for the text that the shares before it have left. */
export interface Part {
  by: Author
  change: readonly DeltaChange[]
}

/**
 * A text to be written in several names (rule PT12): what it is to say, and the changes that make it say so, one after another, out of the text as
 * it stands there. Each becomes an entry of the journal of its own.
 */
export interface InNames {
  doc: ArticleDoc
  parts(from: readonly DeltaInsert[]): readonly Part[]
}

/**
 * Holds the texts that stand still on every node: the first thing in the transaction that decides under `whileStill`. Words that another node writes in
 * that moment come before it, and the act looks again, or after it, judged under the rights that it leaves.
 */
export type Hold = (rows: Rows) => Promise<void>

/** What texts are to say, by document. */
export type Said = ReadonlyMap<string, ArticleDoc | InNames>

/** Of each text, by document: the entry of its journal before an act, and the last of the act. */
export type Entries = Record<string, [number, number]>

/** The one way to the text of articles for verbs: through gate and journal when somebody has the article open, through the journal when not. */
export interface Texts {
  /** The text of a document as it is durably kept. */
  read(documentId: string): Promise<ArticleDoc>
  /** As `read`, with the sequence of the journal entry after which the text says this; 0: none. */
  readAt(documentId: string): Promise<{ doc: ArticleDoc; seq: number }>
  /** The blocks in which the letters live that Yjs relative positions (base64url) name; null: deleted. */
  livingBlocks(documentId: string, positions: readonly string[]): Promise<(string | null)[]>
  /** Several at once; one consistent read. */
  readMany(documentIds: string[]): Promise<Map<string, ArticleDoc>>
  /** Resolves when everything accepted so far for these documents is written; a cut waits for it. */
  settle(documentIds: string[]): Promise<void>
  /**
   * Writes `doc` as the text of a document, as small operations where possible, in the author's name.
   * Returns when durable. For documents that exist already; new ones get their first text by `firstUpdate` within the verb's transaction.
   */
  write(documentId: string, doc: ArticleDoc, by: Author): Promise<void>
  /**
   * As `write`, with a text that `act` makes of the one that stands there in that moment: nothing that others write meanwhile is lost.
   * Answers the sequence of its journal entry; null: there was nothing to write.
   */
  change(documentId: string, act: (now: ArticleDoc) => ArticleDoc, by: Author): Promise<number | null>
  /**
   * Takes back what the journal entry `seq` did, in the author's name; what was written after it, by anybody, stays. Answers as `change`; null also where
   * `alongside` was against it.
   */
  takeBack(documentId: string, seq: number, by: Author, alongside?: Alongside): Promise<number | null>
  /**
   * Nothing is written to these texts while `act` runs, which is told what they say, and holds them in its transaction; it must not ask for them
   * otherwise. It may be run again, if another node wrote first. `documentIds` as for `changeTogether`.
   */
  whileStill<T>(
    documentIds: readonly string[],
    act: (now: ReadonlyMap<string, ArticleDoc>, hold: Hold) => Promise<T>,
  ): Promise<T>
  /**
   * Changes several texts as one act: all stand still while `act` makes new ones of them, and all that is written, with the rows of
   * `alongside`, is one transaction. `documentIds`: those of the original language first, since the others follow them. What `act` does not
   * answer stays; what it answers is written in the author's name, or in those that it says. `alongside`, which is told what is written of each text that changes, answers whether to keep it all.
   * Resolves, when durable, with whether anything was kept.
   */
  changeTogether(
    documentIds: readonly string[],
    act: (now: ReadonlyMap<string, ArticleDoc>) => Said | null,
    alongside: (rows: Rows, written: Entries) => Promise<boolean>,
    by: Author,
  ): Promise<boolean>
}

export interface Context {
  store: Store
  events: Events
  texts: Texts
  /** A new opaque id, unguessable. Randomness is an argument everywhere. */
  newId: () => string
}
