/** What comes from a clipboard or is dropped: words of another place, so nothing of it keeps an identity, unless it was cut here (rule TX21). */
import { Fragment, Slice, type Mark, type Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, Selection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { hasItalic } from '../../domain/language.ts'
import type { Binding } from '../binding/binding.ts'
import { newId } from '../binding/ids.ts'
import type { ReferenceLabels } from '../drawing/labels.ts'
import { isOwnHtml, pasteFromOutside, type Carried, type Pasted } from './clipboard.ts'
import { Copying } from './copying.ts'

/** Ids of everything in these nodes: blocks, references, options, brackets. */
function idsIn(content: Fragment): Set<string> {
  const ids = new Set<string>()
  content.descendants((node) => {
    for (const id of [node.attrs['id'], node.attrs['br'], ...node.marks.map((mark) => mark.attrs['id'] as unknown)])
      if (typeof id === 'string') ids.add(id)
  })
  return ids
}

/** Signs that are no part of any word: the server refuses U+0000, and nobody sees the others, which clipboards carry all the same. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g

/**
 * The same words with new ids for all that is not in `kept`; headings become paragraphs, whole-block brackets and unknown fields stay behind,
 * words out of an option whose head was not copied are plain words, and no italics where the language has none.
 */
export function renewed(slice: Slice, kept: ReadonlySet<string>, lang: string, makeId: () => string = newId): Slice {
  const names = new Map<unknown, string>()
  const rename = (id: unknown): unknown => {
    if (typeof id !== 'string' || kept.has(id)) return id
    if (!names.has(id)) names.set(id, makeId())
    return names.get(id)
  }
  const heads = new Set<unknown>()
  const notes = new Set<unknown>()
  slice.content.descendants((node) => {
    if (node.type.name === 'opt') heads.add(node.attrs['br'])
    if (node.attrs['kind'] === 'note') notes.add(node.attrs['id'])
  })
  const mark = (one: Mark): Mark[] => {
    if (one.type.name === 'italic' && !hasItalic(lang)) return []
    // A term is defined in one place.
    if (one.type.name === 'def' && !kept.has(one.attrs['id'] as string)) return []
    if (one.type.name !== 'br') return [one]
    if (!heads.has(one.attrs['id'])) return []
    return [one.type.create({ id: rename(one.attrs['id']), option: rename(one.attrs['option']) })]
  }
  const copy = (node: Node): Node[] => {
    const marks = node.marks.flatMap(mark)
    if (node.isText) {
      const words = node.text!.replace(UNSEEN, '')
      return words === '' ? [] : [node.type.schema.text(words, marks)]
    }
    const { attrs, type } = node
    if (type.name === 'ref') return [type.create({ ...attrs, id: rename(attrs['id']) }, null, marks)]
    // A call copied with its note calls the copy, without it the note it called before.
    if (type.name === 'note') {
      const to = notes.has(attrs['to']) ? rename(attrs['to']) : attrs['to']
      return [type.create({ ...attrs, id: rename(attrs['id']), to }, null, marks)]
    }
    if (type.name === 'opt')
      return [type.create({ ...attrs, id: rename(attrs['id']), br: rename(attrs['br']) }, null, marks)]
    if (type.name === 'unknown') return kept.size > 0 ? [node] : []
    const isKept = kept.has(attrs['id'] as string)
    const own = isKept
      ? attrs
      : {
          ...attrs,
          id: attrs['kind'] === 'note' ? rename(attrs['id']) : makeId(),
          kind: attrs['kind'] === 'heading' ? 'para' : attrs['kind'],
          bracket: null,
          bracketKind: null,
          from: null,
          extra: null,
        }
    return [type.create(own, Fragment.fromArray(node.children.flatMap(copy)))]
  }
  return new Slice(Fragment.fromArray(slice.content.content.flatMap(copy)), slice.openStart, slice.openEnd)
}

export interface PastingSettings {
  lang: string
  isFollowing: boolean
  binding: Binding
  labels: ReferenceLabels
  /** Something was pasted from outside, or could not be. */
  onPasted?: ((pasted: Pasted) => void) | undefined
}

const carriedBy = (data: DataTransfer): Carried => ({
  html: data.getData('text/html'),
  text: data.getData('text/plain'),
  files: [...data.files].map((file) => file.type),
})

/** PA34: one paste is one step of undo, whatever was typed just before or after it. */
function pasteOutside(view: EditorView, carried: Carried, settings: PastingSettings): void {
  const { lang, isFollowing, binding } = settings
  const parse = (html: string): Document => new window.DOMParser().parseFromString(html, 'text/html')
  const { tr, range, pasted } = pasteFromOutside(view.state, carried, {
    lang,
    isFollowing,
    parse,
    makeId: binding.makeId,
  })
  if (!tr || !range || pasted.kind !== 'pasted') return settings.onPasted?.(pasted)
  binding.undoManager.stopCapturing()
  view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
  binding.undoManager.stopCapturing()
  const blockIds: string[] = []
  view.state.doc.nodesBetween(range.from, Math.min(range.to, view.state.doc.content.size), (node) => {
    if (node.type.name === 'block') blockIds.push(node.attrs['id'] as string)
    return false
  })
  settings.onPasted?.({ ...pasted, blockIds })
}

/** Remembers what was cut, renews what was copied here, and reads what comes from elsewhere. */
export function pastingPlugin(settings: PastingSettings): Plugin {
  let cut = new Set<string>()
  const copying = new Copying(settings.labels, settings.lang)
  return new Plugin({
    key: new PluginKey('pasting'),
    view(view) {
      copying.follow(view)
      return {}
    },
    props: {
      clipboardSerializer: copying.serializer,
      clipboardTextSerializer: (slice) => copying.text(slice.content),
      clipboardParser: copying.parser,
      handleDOMEvents: {
        cut(view) {
          cut = idsIn(view.state.selection.content().content)
          return false
        },
        copy() {
          cut = new Set()
          return false
        },
      },
      handlePaste(view, event) {
        const data = event.clipboardData
        if (!data) return false
        const carried = carriedBy(data)
        if (isOwnHtml(carried.html)) return false
        pasteOutside(view, carried, settings)
        return true
      },
      handleDrop(view, event, _slice, isMove) {
        const data = event.dataTransfer
        if (isMove || view.dragging || !data) return false
        const carried = carriedBy(data)
        const place = view.posAtCoords({ left: event.clientX, top: event.clientY })
        if (isOwnHtml(carried.html) || !place) return false
        event.preventDefault()
        view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(place.pos))))
        pasteOutside(view, carried, settings)
        return true
      },
      transformPasted(slice, view) {
        const isMove = view.dragging?.move === true
        const kept = isMove ? idsIn(slice.content) : cut
        if (!isMove) cut = new Set()
        return renewed(slice, kept, settings.lang)
      },
    },
  })
}
