/** The ProseMirror plugin around a binding: queue, repairs after local changes, carets of others, protection of unknown pieces. */
import type { Node } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { DecorationSet } from '@tiptap/pm/view'
import type { Transaction } from 'yjs'
import type { Binding } from './binding.ts'
import { readBrowser } from './browser.ts'
import type { Carets } from './carets.ts'
import { repairsAfter } from './ids.ts'
import { bindingKey, type BindingMeta, type BindingState } from './key.ts'

function unknownIn(doc: Node): string[] {
  const found: string[] = []
  doc.descendants((node) => {
    if (node.type.name === 'unknown') found.push(node.attrs['raw'] as string)
    return !node.isInline
  })
  return found.sort()
}

/** TX22: a local change that would remove or copy a piece this version does not know is refused. */
const keepsUnknown = (before: Node, after: Node): boolean =>
  JSON.stringify(unknownIn(before)) === JSON.stringify(unknownIn(after))

/** `carets`: who else is here; absent where nobody else can be (tests, proposals of one person). */
export function bindingPlugin(binding: Binding, carets?: Carets): Plugin<BindingState> {
  return new Plugin<BindingState>({
    key: bindingKey,
    state: {
      init: () => ({ queue: [], carets: DecorationSet.empty }),
      apply(tr, value, old) {
        const meta = tr.getMeta(bindingKey) as BindingMeta | undefined
        const drawn =
          meta?.hasNewCarets && carets ? carets.decorations(binding, tr.doc) : value.carets.map(tr.mapping, tr.doc)
        if (!tr.docChanged) return { queue: value.queue, carets: drawn }
        if (meta?.isRemote) return { queue: [], carets: drawn }
        return { queue: [...(binding.isSynced(old.doc) ? [] : value.queue), tr], carets: drawn }
      },
    },
    filterTransaction: (tr, state) =>
      !tr.docChanged ||
      (tr.getMeta(bindingKey) as BindingMeta | undefined)?.isRemote === true ||
      keepsUnknown(state.doc, tr.doc),
    appendTransaction: (trs, old, state) => {
      const local = trs.some((tr) => tr.docChanged && !(tr.getMeta(bindingKey) as BindingMeta | undefined)?.isRemote)
      return local ? repairsAfter(trs, old.doc, state, binding.makeId) : null
    },
    props: {
      decorations: (state) => bindingKey.getState(state)?.carets,
      // a key acts where its writer sees the caret, however soon it follows the one that moved it
      handleDOMEvents: { keydown: (view) => void readBrowser(view) },
    },
    view(view) {
      binding.attach(view)
      const stop = carets?.watch(() => {
        readBrowser(view)
        view.dispatch(view.state.tr.setMeta(bindingKey, { hasNewCarets: true }))
      })
      const ydoc = binding.text.doc
      const beforeOthers = ({ origin }: Transaction): void => void (origin !== binding && readBrowser(view))
      ydoc?.on('beforeTransaction', beforeOthers)
      return {
        update: (now) => binding.update(now.state),
        destroy() {
          stop?.()
          ydoc?.off('beforeTransaction', beforeOthers)
          binding.destroy()
        },
      }
    },
  })
}
