/**
 * What stands in a text that one may write (rules GA11, GA12): a local change of an agreed paragraph, or one that takes away a bracket which ends by a
 * decision, is not taken, and why is said. The server takes none either; here nobody types what will not be kept.
 */
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type { ArticleDoc } from '../../domain/article.ts'
import { reasonAgainst, type Standing } from '../../domain/standing.ts'
import { readBrowser } from './browser.ts'
import { bindingKey, type BindingMeta } from './key.ts'

export interface StandingSettings {
  /** As the server said last. */
  now(): Standing
  /** Calls back whenever it is another; until the returned function is called. */
  watch(run: () => void): () => void
  /** How far blocks are agreed, and what is said beside them, where that is known. */
  agreed?(): ReadonlyMap<string, { status: string; note: string | null }> | undefined
  /** What stands below the words of a block, where there is something. */
  below?(): ReadonlyMap<string, HTMLElement> | undefined
  /** A change was not taken. */
  onRefused(code: 'paragraph-agreed' | 'bracket-stands'): void
}

const asArticle = (doc: Node): ArticleDoc => doc.toJSON() as ArticleDoc
const idOf = (block: Node): string => String(block.attrs['id'])

/** Whether only words of open blocks without brackets differ: so it is with nearly every key, and it is seen without reading the text. */
function isPlainlyOutside(before: Node, after: Node, locked: readonly string[]): boolean {
  if (before.childCount !== after.childCount) return false
  for (let i = 0; i < before.childCount; i++) {
    const [was, is] = [before.child(i), after.child(i)]
    if (was === is) continue
    if (!was.sameMarkup(is) || locked.includes(idOf(was)) || hasOption(was)) return false
  }
  return true
}

function hasOption(block: Node): boolean {
  for (let i = 0; i < block.childCount; i++) if (block.child(i).type.name === 'opt') return true
  return false
}

/** Why a change is not to be made here; null: nothing is known against it. Whose a fresh bracket is the server knows. */
export function reasonNotToMake(
  before: Node,
  after: Node,
  standing: Standing,
): 'paragraph-agreed' | 'bracket-stands' | null {
  const { lockedBlocks, heldBrackets } = standing
  if (lockedBlocks.length === 0 && (heldBrackets ?? []).length === 0) return null
  if (isPlainlyOutside(before, after, lockedBlocks)) return null
  return reasonAgainst(asArticle(before), asArticle(after), standing, () => true)
}

const standingKey = new PluginKey<DecorationSet>('standing')

/** Agreed paragraphs are drawn as such: a line beside them, and how far. */
function drawn(
  { doc }: EditorState,
  { now, agreed, below }: Pick<StandingSettings, 'now' | 'agreed' | 'below'>,
): DecorationSet {
  const { lockedBlocks } = now()
  const known = agreed?.() ?? new Map<string, { status: string; note: string | null }>()
  const notes = below?.()
  if (lockedBlocks.length === 0 && known.size === 0 && !notes?.size) return DecorationSet.empty
  const marks: Decoration[] = []
  doc.forEach((block, pos) => {
    const id = idOf(block)
    const element = notes?.get(id)
    if (element) {
      const spec = { side: 2, key: `below ${id}`, ignoreSelection: true, stopEvent: () => true, marks: [] }
      marks.push(Decoration.widget(pos + block.nodeSize - 1, element, spec))
    }
    const said = known.get(id)
    if (!said && !lockedBlocks.includes(id)) return
    const attrs = {
      'data-agreed': '',
      ...(said && { 'data-agreed-as': said.status }),
      ...(said && said.note !== null && { 'data-agreed-note': said.note }),
    }
    marks.push(Decoration.node(pos, pos + block.nodeSize, attrs))
  })
  return DecorationSet.create(doc, marks)
}

export const standingPlugin = ({ watch, onRefused, ...told }: StandingSettings): Plugin<DecorationSet> =>
  new Plugin<DecorationSet>({
    key: standingKey,
    filterTransaction(tr, state) {
      if (!tr.docChanged || (tr.getMeta(bindingKey) as BindingMeta | undefined)?.isRemote === true) return true
      const reason = reasonNotToMake(state.doc, tr.doc, told.now())
      if (reason !== null) onRefused(reason)
      return reason === null
    },
    state: {
      init: (_, state) => drawn(state, told),
      apply(tr, marks, _, state) {
        if (tr.getMeta(standingKey) === undefined && !tr.docChanged) return marks
        // words of a block stretch what is drawn on it; anything else is drawn anew
        const isWords = tr.getMeta(standingKey) === undefined && tr.before.childCount === tr.doc.childCount
        return isWords ? marks.map(tr.mapping, tr.doc) : drawn(state, told)
      },
    },
    props: { decorations: (state) => standingKey.getState(state) },
    view: (view) => {
      const stop = watch(() => {
        readBrowser(view)
        view.dispatch(view.state.tr.setMeta(standingKey, true))
      })
      return { destroy: stop }
    },
  })
