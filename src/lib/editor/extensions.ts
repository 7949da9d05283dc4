// Over 250 lines: one entry for each node and mark of the schema.
/** The schema of domain/schema.ts as Tiptap extensions: how nodes and marks look in the DOM, and which keys do what. */
import { m } from '#lib/paraglide/messages.js'
import { Extension, Mark, Node, type KeyboardShortcutCommand } from '@tiptap/core'
import { Bold } from '@tiptap/extension-bold'
import { Italic } from '@tiptap/extension-italic'
import { Text } from '@tiptap/extension-text'
import type { AttributeSpec, DOMOutputSpec, Node as PmNode } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import type { NodeView } from '@tiptap/pm/view'
import type { Reference } from '../domain/reference.ts'
import { MARKS, NODES } from '../domain/schema.ts'
import { shortcutsOf, type Act, type ActContext } from './acts/act.ts'
import type { Binding } from './binding/binding.ts'
import type { Carets } from './binding/carets.ts'
import { drawingPlugin } from './drawing/numbers.ts'
import { followingPlugin } from './binding/following.ts'
import { standingPlugin, type StandingSettings } from './binding/standing.ts'
import { findingPlugin } from './commands/finding.ts'
import type { ReferenceLabels } from './drawing/labels.ts'
import { notesPlugin, type NoteWords } from './commands/notes.ts'
import { commentsPlugin } from './comments/drawing.ts'
import { litPlugin } from './drawing/lit.ts'
import { pastingPlugin } from './pasting/plugin.ts'
import type { Pasted } from './pasting/clipboard.ts'
import { bindingPlugin } from './binding/plugin.ts'
import { referencesPlugin, type ReferenceGuide } from './drawing/references.ts'
import { termsPlugin, type CharterTerms } from './commands/terms.ts'

/** Tiptap's attributes for a spec of the schema: each is kept in the DOM as `data-<name>`. */
const attributesOf = (spec: Record<string, AttributeSpec> = {}) =>
  Object.fromEntries(
    Object.entries(spec).map(([name, { default: absent }]: [string, { default?: unknown }]) => [
      name,
      {
        default: absent,
        keepOnSplit: true,
        parseHTML: (element: HTMLElement) => {
          const value = element.dataset[name.toLowerCase()]
          if (value === undefined) return absent
          return typeof absent === 'number' ? Number(value) : value
        },
        renderHTML: (attrs: Record<string, unknown>) =>
          attrs[name] == null ? {} : { [`data-${name.toLowerCase()}`]: attrs[name] },
      },
    ]),
  )

const Doc = Node.create({ name: 'doc', topNode: true, content: NODES.doc.content })

const Block = Node.create({
  name: 'block',
  content: NODES.block.content,
  priority: 1000,
  addAttributes: () => attributesOf(NODES.block.attrs),
  parseHTML: () => [
    { tag: '[data-kind]', priority: 60 },
    // what comes from elsewhere is read by pasting/reading.ts; this is what a browser itself may put into the text
    { tag: 'p' },
  ],
  renderHTML: ({ node, HTMLAttributes }): DOMOutputSpec => [
    node.attrs['kind'] === 'heading' ? 'h1' : 'p',
    { ...HTMLAttributes, class: `block ${node.attrs['kind'] as string}` },
    0,
  ],
})

const atom = (name: 'ref' | 'opt' | 'note' | 'unknown', view: (node: PmNode) => NodeView) =>
  Node.create({
    name,
    group: 'inline',
    inline: true,
    atom: true,
    selectable: true,
    addAttributes: () => attributesOf(NODES[name].attrs),
    parseHTML: () => [{ tag: `span[data-atom=${name}]` }],
    renderHTML: ({ HTMLAttributes }): DOMOutputSpec => ['span', { ...HTMLAttributes, 'data-atom': name }],
    addNodeView:
      () =>
      ({ node }) =>
        view(node),
  })

function atomDom(className: string): HTMLElement {
  const dom = document.createElement('span')
  dom.className = className
  dom.contentEditable = 'false'
  return dom
}

const Opt = atom('opt', (node) => {
  const dom = atomDom('option-head')
  const label = document.createElement('bdi')
  label.className = 'option-label'
  const show = (now: PmNode): void => void (label.textContent = now.attrs['label'] as string)
  show(node)
  const sign = document.createElement('span')
  sign.className = 'bracket-sign'
  sign.textContent = '['
  dom.append(sign, label)
  return {
    dom,
    update(now) {
      if (now.type !== node.type) return false
      show(now)
      return true
    },
  }
})

/** References say what they point at, and say it anew when the article's numbers change. */
const reference = (labels: ReferenceLabels) =>
  atom('ref', (node) => {
    const dom = atomDom('ref')
    const words = document.createElement('bdi')
    dom.append(words)
    let attrs = node.attrs as Reference
    const show = (): void => {
      const label = labels.labelOf(attrs)
      const isAwaited = label === null && labels.isAwaited(attrs.to)
      const shown = label ?? (isAwaited ? '…' : labels.dangling)
      dom.dataset['to'] = attrs.to
      // words written again, though the same, would be laid out again with every key
      if (words.textContent !== shown) words.textContent = shown
      dom.classList.toggle('dangling', label === null && !isAwaited)
      const doubt = labels.targetOf(attrs.to)?.doubt ?? null
      dom.classList.toggle('doubtful', doubt !== null)
      dom.title = doubt === 'deleted' ? m.ref_deleted() : doubt === 'not-agreed' ? m.ref_not_agreed() : ''
    }
    show()
    const stop = labels.watch(show)
    return {
      dom,
      update(now) {
        if (now.type !== node.type) return false
        attrs = now.attrs as Reference
        show()
        return true
      },
      destroy: stop,
    }
  })

const Br = Mark.create({
  name: 'br',
  inclusive: MARKS.br.inclusive,
  excludes: MARKS.br.excludes,
  addAttributes: () => attributesOf(MARKS.br.attrs),
  parseHTML: () => [{ tag: 'span[data-br]' }],
  renderHTML: ({ HTMLAttributes }): DOMOutputSpec => ['span', { ...HTMLAttributes, 'data-br': '', class: 'option' }, 0],
})
/** The call of a footnote; its number is drawn (notes.ts). */
const NoteCall = atom('note', () => ({ dom: atomDom('note-call') }))

const Def = Mark.create({
  name: 'def',
  inclusive: MARKS.def.inclusive,
  excludes: MARKS.def.excludes,
  addAttributes: () => attributesOf(MARKS.def.attrs),
  parseHTML: () => [{ tag: 'dfn[data-id]' }],
  renderHTML: ({ HTMLAttributes }): DOMOutputSpec => ['dfn', { ...HTMLAttributes, class: 'defined' }, 0],
})
const Term = Mark.create({
  name: 'term',
  inclusive: MARKS.term.inclusive,
  addAttributes: () => attributesOf(MARKS.term.attrs),
  parseHTML: () => [{ tag: 'span[data-term]' }],
  renderHTML: ({ HTMLAttributes }): DOMOutputSpec => ['span', { ...HTMLAttributes, 'data-term': '', class: 'term' }, 0],
})
const UnknownMark = Mark.create({
  name: 'unknownMark',
  inclusive: MARKS.unknownMark.inclusive,
  excludes: MARKS.unknownMark.excludes,
  addAttributes: () => attributesOf(MARKS.unknownMark.attrs),
  parseHTML: () => [{ tag: 'span[data-unknown-mark]' }],
  renderHTML: ({ HTMLAttributes }): DOMOutputSpec => ['span', { ...HTMLAttributes, 'data-unknown-mark': '' }, 0],
})

export interface EditorSettings {
  lang: string
  binding: Binding
  carets?: Carets
  labels: ReferenceLabels
  notes: NoteWords
  /** What linked terms mean, and words for one that has lost its definition; absent where nobody can be asked. */
  terms?: { charter: CharterTerms; dangling: string }
  /** Words for a piece this version does not know. */
  unknownLabel: string
  /** Blocks and brackets follow another language; only words are edited here. */
  isFollowing: boolean
  /** What may not be touched here; absent where nobody else can be (tests). */
  standing?: StandingSettings
  /** What references do when they are pointed at; without it they only say where they point. */
  guide?: ReferenceGuide
  /** The caret came into words that these threads are about. */
  onCommentCaret?: (threads: readonly string[]) => void
  /** What can be done here, and on what. */
  acts: readonly Act[]
  actContext: ActContext
  /** Something was pasted from outside, or could not be. */
  onPasted?: (pasted: Pasted) => void
  /** What this page alone draws. */
  more?: readonly Plugin[]
}

/** Every key of the acts. Tab belongs to the text; Escape, then Tab leaves it, so that nobody is caught here. */
function keysFor(
  { acts, actContext }: EditorSettings,
  exit: { isOpen: boolean },
): Record<string, KeyboardShortcutCommand> {
  const keys = shortcutsOf(acts, actContext)
  for (const name of ['Tab', 'Shift-Tab']) {
    const act = keys[name]
    if (act) keys[name] = (props) => !exit.isOpen && act(props)
  }
  return { ...keys, Escape: () => (exit.isOpen = true) }
}

/** Everything an editor of one article is made of. */
export function extensionsFor(settings: EditorSettings) {
  const { lang, binding, carets, labels, unknownLabel } = settings
  const Unknown = atom('unknown', () => {
    const dom = atomDom('unknown')
    dom.textContent = `⟨${unknownLabel}⟩`
    return { dom }
  })
  const exit = { isOpen: false }
  const Article = Extension.create({
    name: 'article',
    priority: 900,
    addKeyboardShortcuts: () => keysFor(settings, exit),
    addProseMirrorPlugins: () => [
      bindingPlugin(binding, carets),
      ...(settings.isFollowing ? [followingPlugin()] : []),
      ...(settings.standing ? [standingPlugin(settings.standing)] : []),
      drawingPlugin(lang, labels.place.round),
      findingPlugin(lang),
      pastingPlugin(settings),
      notesPlugin(lang, settings.notes),
      litPlugin(),
      ...(settings.onCommentCaret ? [commentsPlugin(settings.onCommentCaret)] : []),
      ...(settings.guide ? [referencesPlugin(settings.guide)] : []),
      ...(settings.terms ? [termsPlugin(lang, settings.terms.charter, settings.terms.dangling)] : []),
      ...(settings.more ?? []),
      new Plugin({
        props: {
          handleDOMEvents: {
            keydown: (_view, { key }) => void (key !== 'Tab' && key !== 'Shift' && (exit.isOpen = false)),
            blur: () => void (exit.isOpen = false),
          },
        },
        view: (view) => {
          labels.read(view.state.doc)
          return { update: (now, before) => void (now.state.doc !== before.doc && labels.read(now.state.doc)) }
        },
      }),
    ],
  })
  // Typed asterisks are asterisks: a legal text is no markup. Their keys are acts.
  const plain = { addInputRules: () => [], addPasteRules: () => [], addKeyboardShortcuts: () => ({}) }
  return [
    Doc,
    Text,
    Block,
    reference(labels),
    Opt,
    NoteCall,
    Unknown,
    Br,
    Def,
    Term,
    UnknownMark,
    Bold.extend(plain),
    Italic.extend(plain),
    Article,
  ]
}
