/** Codec of the binding: ProseMirror nodes and marks <-> the pieces that domain/text.ts knows. */
import { Node, type Mark as PmMark, type Schema } from '@tiptap/pm/model'
import type { BlockAttrs, Inline, Mark } from '../../domain/article.ts'
import {
  atomFromEmbed,
  docFromDelta,
  embedOfAtom,
  formatOfMark,
  marksFromFormats,
  type DeltaInsert,
  type Embed,
  type Formats,
} from '../../domain/text.ts'

/** The whole article as a ProseMirror document. */
export const nodeFromDelta = (schema: Schema, delta: readonly DeltaInsert[]): Node =>
  Node.fromJSON(schema, docFromDelta(delta))

export const attrsOf = (block: Node): BlockAttrs => block.attrs as BlockAttrs

/** Whether two documents have the same blocks, whatever their words: then numbers are the same too. */
export const hasSameBlocks = (a: Node, b: Node): boolean =>
  a.childCount === b.childCount && a.children.every((block, i) => block.attrs === b.child(i).attrs)

const asMark = (mark: PmMark): Mark => ({ type: mark.type.name, attrs: mark.attrs }) as Mark

/** The format that says a ProseMirror mark. */
export const formatOf = (mark: PmMark): [key: string, value: unknown] => formatOfMark(asMark(mark))

export const formatsOf = (marks: readonly PmMark[]): Formats => Object.fromEntries(marks.map(formatOf))

/** Marks for formats of words, as the schema orders them. */
const marksOf = (schema: Schema, formats: Formats = {}): readonly PmMark[] =>
  marksFromFormats(formats).reduce<readonly PmMark[]>(
    (set, mark) => schema.mark(mark.type, 'attrs' in mark ? mark.attrs : null).addToSet(set),
    [],
  )

/** The inline node for one inserted string or embed. */
export function inlineOf(schema: Schema, insert: string | Embed, formats: Formats = {}): Node {
  const marks = marksOf(schema, formats)
  if (typeof insert === 'string') return schema.text(insert, marks)
  const atom = atomFromEmbed(insert)
  return schema.node(atom.type, atom.attrs, undefined, marks)
}

/** The embed that says a reference, an option's head or an unknown piece. */
export const embedOf = (atom: Node): Embed =>
  embedOfAtom({ type: atom.type.name, attrs: atom.attrs } as Exclude<Inline, { type: 'text' }>)
