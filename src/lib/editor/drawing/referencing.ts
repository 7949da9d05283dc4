/** Typed references in the text on the desk, and making them live ones (rules TR*). */
import type { Node } from '@tiptap/pm/model'
import type { Command } from '@tiptap/pm/state'
import { isArticleLabel } from '../../domain/pasting.ts'
import { typedReferences, type TypedReference } from '../../domain/typed-references.ts'
import { newId } from '../binding/ids.ts'
import { attrsOf } from '../binding/nodes.ts'

/** A typed reference where it stands now. */
export interface FoundReference {
  /** The same after any change elsewhere: block, words before, words. */
  key: string
  /** Positions in the document. */
  from: number
  to: number
  typed: TypedReference
}

interface Searched {
  text: string
  typed: TypedReference[]
}
/** A block that did not change is not searched again, so that typing in a long article stays quick. */
const searched = new WeakMap<Node, Searched>()
function search(block: Node, lang: string): Searched {
  const known = searched.get(block)
  if (known) return known
  const text = block.textBetween(0, block.content.size, '\ufffc', '\ufffc')
  const made = { text, typed: isArticleLabel(text) ? [] : typedReferences(text, lang) }
  searched.set(block, made)
  return made
}

/** How many characters before the words tell one occurrence from another. */
const CONTEXT = 24

/** TR7: typed references in these blocks, all blocks for null; the label of an article at the head of a pasted line is none. */
export function foundReferences(doc: Node, lang: string, blocks: ReadonlySet<string> | null): FoundReference[] {
  const found: FoundReference[] = []
  doc.forEach((block, pos) => {
    const { id, kind } = attrsOf(block)
    if (kind === 'heading' || (blocks !== null && !blocks.has(id))) return
    const { text, typed: all } = search(block, lang)
    for (const typed of all) {
      const context = text.slice(Math.max(0, typed.from - CONTEXT), typed.to)
      found.push({ key: `${id} ${context}`, from: pos + 1 + typed.from, to: pos + 1 + typed.to, typed })
    }
  })
  return found
}

/** Puts a live reference in place of each of these words, in one step; it stands in the brackets in which the words stood. */
export const linkReferences =
  (links: readonly { found: FoundReference; target: string }[]): Command =>
  (state, dispatch) => {
    if (links.length === 0) return false
    const { tr } = state
    for (const { found, target } of [...links].sort((a, b) => b.found.from - a.found.from)) {
      const { from, to, typed } = found
      const brackets = (state.doc.nodeAt(from)?.marks ?? []).filter((mark) => mark.type.name === 'br')
      const attrs = { id: newId(), to: target, form: typed.form, as: typed.as }
      tr.replaceWith(from, to, state.schema.node('ref', attrs, undefined, brackets))
    }
    dispatch?.(tr)
    return true
  }
