/**
 * The parts of an article as everybody handles them: the ProseMirror JSON of one language (`ArticleDoc`),
 * and the agreement status machine (rules AG*, practice 8.1).
 */

/**
 * heading: first block of an article. para: "1.". item: "(a)" at depth 1, "(i)" at depth 2. tail: flush text after a list.
 * note: the words of a footnote, after all other blocks (notes.ts). The rest: preamble.
 */
export const BLOCK_KINDS = ['heading', 'para', 'item', 'tail', 'chapeau', 'recital', 'formula', 'note'] as const
export type BlockKind = (typeof BLOCK_KINDS)[number]

export const BRACKET_KINDS = ['alternatives', 'optional', 'placeholder'] as const
export type BracketKind = (typeof BRACKET_KINDS)[number]

export interface BlockAttrs {
  /** Permanent, opaque, the same in every language of the article. */
  id: string
  kind: BlockKind
  /** 0, or for an item 1 = (a), 2 = (i). */
  depth: number
  /** Id of the bracket around this block as a whole; on the heading: around the whole article. Null: none. */
  bracket: string | null
  /** Kind of that bracket; null without one. */
  bracketKind: BracketKind | null
  /**
   * The block that this one was split from (practice 13, case 21). Absent from JSON where there is none, never null there:
   * texts written before this attribute was known have the same canonical bytes as ever (VE7). The editor has null.
   */
  from?: string | null
  /** What this code does not know of the block, kept untouched: JSON text, or null. */
  extra: string | null
}

export type Mark =
  | { type: 'bold' }
  | { type: 'italic' }
  /** These words are inside option `option` of bracket `id`. */
  | { type: 'br'; attrs: { id: string; option: string } }
  /** These words define term `id`, the same in every language. */
  | { type: 'def'; attrs: { id: string } }
  /** These words use the term that is defined as `to`. */
  | { type: 'term'; attrs: { to: string } }
  | { type: 'unknownMark'; attrs: { key: string; value: string } }

export type Inline =
  | { type: 'text'; text: string; marks?: Mark[] }
  /** A reference to block `to`. `form`: full or relative; `as`: a pattern with {a} {p} {i}, which then decides. */
  | {
      type: 'ref'
      attrs: { id: string; to: string; form: 'full' | 'relative' | null; as: string | null }
      marks?: Mark[]
    }
  /** Opens option `id` of bracket `br`, so that an emptied option keeps its place. */
  | { type: 'opt'; attrs: { id: string; br: string; kind: BracketKind; label: string }; marks?: Mark[] }
  /** Calls the footnote whose words are block `to`; its number is computed. */
  | { type: 'note'; attrs: { id: string; to: string }; marks?: Mark[] }
  | { type: 'unknown'; attrs: { raw: string }; marks?: Mark[] }

export interface Block {
  type: 'block'
  attrs: BlockAttrs
  content?: Inline[]
}

export interface ArticleDoc {
  type: 'doc'
  content: Block[]
}

/** Agreement of an article (practice 8.1). */
export const ARTICLE_STATUSES = [
  'draft',
  'under_discussion',
  'agreed_in_group',
  'agreed_ad_referendum',
  'agreed',
] as const
export type ArticleStatus = (typeof ARTICLE_STATUSES)[number]

/** What a part of an article may be beside that: deleted by agreement, its number kept until a version without it is published (AG12). */
export const PART_STATUSES = [...ARTICLE_STATUSES, 'deleted'] as const
export type PartStatus = (typeof PART_STATUSES)[number]

/** Locked for everyone: agreed in group, ad referendum, agreed (contract, "The demo's people"). */
export const isLocked = (status: PartStatus): boolean => status.startsWith('agreed')
