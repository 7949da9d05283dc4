/**
 * The ProseMirror schema of an article: flat, like its text. Runs in Node and in the browser; DOM forms are the editor's (editor/extensions.ts).
 * Its version is `SCHEMA_VERSION` in text.ts: change both together, with a migration of stored documents.
 */
import { Schema, type AttributeSpec, type MarkSpec, type NodeSpec } from '@tiptap/pm/model'

const attribute = (value: unknown): AttributeSpec => ({ default: value })
const atom = (attrs: Record<string, AttributeSpec>): NodeSpec => ({
  group: 'inline',
  inline: true,
  atom: true,
  attrs,
})

export const NODES = {
  doc: { content: 'block+' },
  block: {
    content: 'inline*',
    attrs: {
      id: attribute(null),
      kind: attribute('para'),
      depth: attribute(0),
      bracket: attribute(null),
      bracketKind: attribute(null),
      from: attribute(null),
      extra: attribute(null),
    },
  },
  text: { group: 'inline' },
  ref: atom({ id: attribute(null), to: attribute(null), form: attribute(null), as: attribute(null) }),
  opt: atom({ id: attribute(null), br: attribute(null), kind: attribute('alternatives'), label: attribute('') }),
  note: atom({ id: attribute(null), to: attribute(null) }),
  unknown: atom({ raw: attribute('{}') }),
} satisfies Record<string, NodeSpec>

export const MARKS = {
  bold: {},
  italic: {},
  // Several brackets may hold the same words: nested, or overlapping after two people bracketed at once.
  br: { attrs: { id: attribute(null), option: attribute(null) }, inclusive: true, excludes: '' },
  // Words typed next to a term are not the term.
  def: { attrs: { id: attribute(null) }, inclusive: false, excludes: '' },
  term: { attrs: { to: attribute(null) }, inclusive: false },
  unknownMark: { attrs: { key: attribute(null), value: attribute(null) }, inclusive: false, excludes: '' },
} satisfies Record<string, MarkSpec>

/** For checking and transforming articles without a view. */
export const articleSchema = new Schema({ nodes: NODES, marks: MARKS })
