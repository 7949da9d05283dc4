// One class, over 250 lines with its comments: every method reads or writes the same pair of documents, the view's and the Y.Text's.
/**
 * Binds one Y.Text to a flat ProseMirror document (docs/text.md).
 *
 * Local: the plugin queues transactions, `update` writes their steps in one Yjs transaction under this binding as origin.
 * Remote: each change of the Y.Text becomes steps. While somebody composes a word (input method), changes to that block
 * are held in a shadow document: the Y.Text is always current, the view may lag.
 */
import type { Node, Schema } from '@tiptap/pm/model'
import { Selection, TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state'
import { Mapping, ReplaceStep, Transform, type Step } from '@tiptap/pm/transform'
import * as Y from 'yjs'
import {
  bareId,
  formatsOfBlock,
  isBlockStart,
  isReadId,
  startOf,
  type DeltaInsert,
  type Embed,
} from '../../domain/text.ts'
import { newId } from './ids.ts'
import { writeStep } from './local.ts'
import { attrsOf, nodeFromDelta } from './nodes.ts'
import { bindingKey } from './key.ts'
import { posOf, yOf } from './positions.ts'
import { applyDelta, changeInto, type DeltaOp } from './remote.ts'
import { removedWords } from './removed.ts'
import { followMove, straysOf, type Stray } from './strays.ts'
import { repairDoubles } from './doubles.ts'
import { bringNotesLast, partsOption, repairMerged } from './merged.ts'
import { bringHome, homelessOf, homesOf, keepStarts, type Homes, type Returning } from './returning.ts'
import { showTurnsWritten } from './turns.ts'
import { isTypingStep } from './typing.ts'
import { cutAsBroughtBack } from './undoing.ts'

/** A caret or selection as two places in the Y.Text that move with the words. */
export type Caret = readonly [anchor: Y.RelativePosition, head: Y.RelativePosition]

/** What the binding needs of a view; an `EditorView` is one. */
export interface Host {
  readonly state: EditorState
  readonly composing: boolean
  dispatch(tr: Transaction): void
}

export interface BindingOptions {
  /** The own caret moved. */
  onCaret?: (caret: Caret) => void
  /** Own words stand somewhere else now, because another person moved or removed their block meanwhile. */
  onNotice?: (stray: Stray) => void
  makeId?: () => string
  /** Milliseconds without a local change after which held changes are shown although a composition is still open. */
  idleCap?: number
}

/** How often held changes are looked at, in milliseconds. */
const RELEASE_EVERY = 60
const IDLE_CAP = 1500

/** Whether the first block has no start in the text (rule TX2). */
function isHeadless(text: Y.Text): boolean {
  let item = text._start
  while (item !== null && (item.deleted || !item.countable)) item = item.right
  return item === null || !isBlockStart((item.content as { embed?: Embed }).embed)
}

export class Binding {
  readonly text: Y.Text
  readonly undoManager: Y.UndoManager
  /** How changes of others arrived: step by step, by reading the whole text, held during a composition. */
  readonly counts = { steps: 0, reads: 0, held: 0 }
  readonly makeId: () => string
  private readonly options: BindingOptions
  private host: Host | null = null
  /** The view's document that the Y.Text says, or said when changes began to be held. */
  private synced: Node | null = null
  /** Places of the view's document in the shadow, while changes are held. */
  private held: Mapping | null = null
  private shadow: Node | null = null
  private isHeadless = false
  private isFlushing = false
  /** Whether the last local change was one of structure, which is an undo step of its own. */
  private wasStructure = false
  /** Whether more than typing was ever done here: two such people can make together what neither of them made. */
  private hasShaped = false
  private caret: Caret | null = null
  private caretBefore: Caret | null = null
  /** Where the words stood that the newest change of one's own deleted. */
  private homes: Homes = []
  /** The document before the change that is being written. */
  private docBefore: Node | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private lastLocal = 0

  constructor(text: Y.Text, options: BindingOptions = {}) {
    this.text = text
    this.options = options
    this.makeId = options.makeId ?? newId
    keepStarts(text)
    // before the undo manager, which makes its steps of it
    text.doc!.on('afterTransaction', this.noteHomes)
    text.doc!.on('beforeObserverCalls', showTurnsWritten)
    this.undoManager = new Y.UndoManager(text, { trackedOrigins: new Set([this]), captureTimeout: 500 })
    const addHomes = ({ stackItem: { meta } }: { stackItem: { meta: Map<unknown, unknown> } }): void => {
      meta.set('homes', [...((meta.get('homes') as Homes | undefined) ?? []), ...this.homes])
    }
    this.undoManager.on('stack-item-added', (event) => {
      const { meta } = event.stackItem
      if (!meta.has('caret')) meta.set('caret', this.caretBefore)
      meta.set('before', this.docBefore)
      addHomes(event)
    })
    this.undoManager.on('stack-item-updated', addHomes)
    this.undoManager.on('stack-item-popped', ({ stackItem }) => {
      const caret = stackItem.meta.get('caret') as Caret | null | undefined
      if (caret) this.select(caret)
    })
    text.observe(this.observe)
  }

  private readonly noteHomes = (transaction: Y.Transaction): void => {
    const isOwn = transaction.origin === this || transaction.origin === this.undoManager
    this.homes = isOwn ? homesOf(this.text, transaction) : []
  }

  /** The article as the text says it now, for the first state of a view. */
  read(schema: Schema): Node {
    return nodeFromDelta(schema, this.text.toDelta() as DeltaInsert[])
  }

  get isHolding(): boolean {
    return this.held !== null
  }

  attach(host: Host): void {
    this.host = host
    this.isHeadless = isHeadless(this.text)
    this.synced = host.state.doc
    const now = this.read(host.state.schema)
    if (!now.eq(host.state.doc)) this.showWhole(now)
    this.caret = this.caretOf(host.state)
  }

  destroy(): void {
    this.host = null
    this.text.unobserve(this.observe)
    this.text.doc?.off('afterTransaction', this.noteHomes)
    this.text.doc?.off('beforeObserverCalls', showTurnsWritten)
    this.undoManager.destroy()
    clearTimeout(this.timer)
  }

  /** Whether the queue of transactions begins anew after this document. */
  isSynced(doc: Node): boolean {
    return doc === this.synced
  }

  /** To be called with every new state of the view. */
  update(state: EditorState): void {
    if (!this.host) return
    if (state.doc !== this.synced) {
      this.flush(state)
      this.isHeadless = false
      this.lastLocal = Date.now()
    }
    if (this.held) this.scheduleRelease()
    const caret = this.caretOf(state)
    if (this.caret && sameCaret(caret, this.caret)) return
    this.caret = caret
    this.options.onCaret?.(caret)
  }

  undo(): boolean {
    return this.turnBack(this.undoManager.undoStack, () => this.undoManager.undo())
  }

  redo(): boolean {
    return this.turnBack(this.undoManager.redoStack, () => this.undoManager.redo())
  }

  private turnBack(stack: Y.UndoManager['undoStack'], act: () => Y.UndoManager['undoStack'][number] | null): boolean {
    this.caretBefore = this.caret
    this.docBefore = this.shadow ?? this.host?.state.doc ?? null
    const step = stack.at(-1)
    if (step) cutAsBroughtBack(this.text.doc!, step)
    const homeless = step ? homelessOf(this.text, step) : new Map<string, Y.Item[]>()
    const done = act()
    if (done && done === step)
      for (const stray of bringHome(this.undoManager, stack, homeless, step.meta as Returning))
        this.options.onNotice?.(stray)
    this.noteAfter(this.shadow ?? this.host?.state.doc ?? null)
    return done !== null
  }

  /** What undo of the newest steps begins from. */
  private noteAfter(doc: Node | null): void {
    for (const stack of [this.undoManager.undoStack, this.undoManager.redoStack]) stack.at(-1)?.meta.set('after', doc)
  }

  // ---------------------------------------------------------------- carets

  private caretOf(state: EditorState): Caret {
    const doc = this.shadow ?? state.doc
    const place = (pos: number): Y.RelativePosition => {
      const y = yOf(doc, this.held ? this.held.map(pos, -1) : pos) - (this.isHeadless ? 1 : 0)
      return Y.createRelativePositionFromTypeIndex(this.text, Math.max(0, y), -1)
    }
    return [place(state.selection.anchor), place(state.selection.head)]
  }

  /** The position of one end of a caret in the view, or null when its words are of another text, or changes are held. */
  positionOf(place: Y.RelativePosition, doc: Node): number | null {
    if (this.held || !this.text.doc) return null
    const found = Y.createAbsolutePositionFromRelativePosition(place, this.text.doc)
    return found && found.type === this.text ? posOf(doc, found.index + (this.isHeadless ? 1 : 0)) : null
  }

  private selectionAt(caret: Caret, doc: Node): Selection | null {
    const [anchor, head] = caret.map((place) => this.positionOf(place, doc))
    if (anchor == null || head == null) return null
    return TextSelection.between(doc.resolve(anchor), doc.resolve(head))
  }

  /** Where the own caret is. */
  get ownCaret(): Caret | null {
    return this.caret
  }

  /** Puts the own caret to a place; false where it is gone. */
  select(caret: Caret): boolean {
    const selection = this.host && this.selectionAt(caret, this.host.state.doc)
    if (!selection) return false
    this.host!.dispatch(this.host!.state.tr.setSelection(selection).scrollIntoView())
    return true
  }

  // ---------------------------------------------------------------- local

  private flush(state: EditorState): void {
    if (this.isFlushing) return
    const queue = bindingKey.getState(state)!.queue
    const steps = queue.flatMap((tr) =>
      tr.steps.map((step, i) => ({ step, before: tr.docs[i]!, after: tr.docs[i + 1] ?? tr.doc })),
    )
    const isStructure = steps.some(({ step }) => isStructural(step))
    if (isStructure || this.wasStructure) this.undoManager.stopCapturing()
    this.wasStructure = isStructure
    this.hasShaped ||= steps.some(({ step }) => !isTypingStep(step))
    this.caretBefore = this.caret
    this.docBefore = steps[0]?.before ?? state.doc
    this.isFlushing = true
    let differs = false
    const written = new Set<string>()
    try {
      this.text.doc!.transact(() => {
        if (this.isHeadless) {
          const first = attrsOf(steps[0]!.before.firstChild!)
          const id = attrsOf(state.doc.firstChild!).id
          written.add(id)
          this.text.insertEmbed(0, startOf(first, isReadId(id) ? this.makeId() : id), formatsOfBlock(first))
        }
        steps.forEach(({ step, before, after }, k) => {
          if (this.held) return this.writeHeld(step, written)
          const later = steps.slice(k + 1).map((next) => next.step)
          const wrote = writeStep(this.text, step, before, after, idsFrom(later, state.doc, this.makeId), written)
          differs ||= wrote
        })
      }, this)
    } finally {
      this.isFlushing = false
    }
    this.synced = state.doc
    this.undoManager.undoStack.at(-1)?.meta.set('after', state.doc)
    if (differs && !this.held) this.showWhole(this.read(state.schema))
  }

  /** Writes a step made on the view's document through the shadow, which the Y.Text says. */
  private writeHeld(step: Step, written: Set<string>): void {
    const held = this.held!
    const shadow = this.shadow!
    let mapped = step.map(held)
    if (!mapped && step instanceof ReplaceStep && step.slice.size > 0 && step.slice.openStart === 0) {
      // Its place was removed by another: the words go where the place was.
      const place = Selection.near(shadow.resolve(held.map(step.from, -1)), -1).head
      mapped = new ReplaceStep(place, place, step.slice)
    }
    const after = mapped?.apply(shadow).doc ?? null
    const next = new Mapping([step.getMap().invert()])
    next.appendMapping(held)
    if (mapped && after) {
      const differs = writeStep(
        this.text,
        mapped,
        shadow,
        after,
        (token) => bareId(attrsOf(token.block!).id ?? '') || this.makeId(),
        written,
      )
      this.shadow = differs ? this.read(after.type.schema) : after
      next.appendMap(mapped.getMap(), 0)
    }
    this.held = next
  }

  // ---------------------------------------------------------------- remote

  private readonly observe = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === this || !this.host) return
    const delta = event.delta as DeltaOp[]
    const doc = this.shadow ?? this.host.state.doc
    const isUndo = transaction.origin === this.undoManager
    const strays = isUndo || this.isHeadless ? [] : straysOf(doc, delta, this.text)
    const gone = isUndo || this.isHeadless ? null : this.goneUnderCaret(doc, delta, transaction)
    this.receive(delta)
    if (gone) this.options.onNotice?.(gone)
    for (const { kind, blockId, words } of strays) this.options.onNotice?.({ kind, blockId, words })
    const hasNewStart = delta.some((op) => isBlockStart(op.insert) || op.attributes?.['b.id'] !== undefined)
    const isMore =
      delta.some((op) => op.delete !== undefined || op.attributes || typeof op.insert === 'object') ||
      (this.hasShaped && !this.isHeadless && partsOption(this.shadow ?? this.host.state.doc, delta))
    if (!(hasNewStart || (this.hasShaped && isMore))) return
    // After the transaction, and by one editor alone: that of the words' author, and of the person whose move made a double.
    queueMicrotask(() => {
      if (!this.host) return
      for (const stray of strays) if (stray.kind === 'moved') followMove(this.text, stray)
      if (hasNewStart) repairDoubles(this.text, this.makeId)
      if (!this.hasShaped) return
      repairMerged(this.text, this.makeId)
      bringNotesLast(this.text)
    })
  }

  /** Own words that went with the block in which the caret stands. */
  private goneUnderCaret(doc: Node, delta: readonly DeltaOp[], transaction: Y.Transaction): Stray | null {
    if (!delta.some((op) => op.delete !== undefined)) return null
    const { $head } = this.host!.state.selection
    const { id } = attrsOf($head.doc.child($head.index(0)))
    const words = removedWords(doc, id, delta, this.text, transaction)
    return words.trim() === '' ? null : { kind: 'gone', blockId: bareId(id), words }
  }

  private receive(delta: readonly DeltaOp[]): void {
    const { state } = this.host!
    const tr = this.shadow ? new Transform(this.shadow) : state.tr
    if (this.isHeadless || !applyDelta(tr, state.schema, delta)) return this.showWhole(this.read(state.schema))
    this.counts.steps++
    if (tr.steps.length === 0) return
    if (this.held || (this.host!.composing && this.touchesComposed(tr))) return this.hold(tr)
    const shown = tr as Transaction
    const { selection } = state
    if (selection instanceof TextSelection) {
      const { anchor, head, from, to, empty } = selection
      const a = tr.mapping.map(empty ? head : from, empty ? -1 : 1)
      const b = empty ? a : Math.max(a, tr.mapping.map(to, -1))
      const [start, end] = head < anchor ? [b, a] : [a, b]
      shown.setSelection(TextSelection.between(tr.doc.resolve(start), tr.doc.resolve(end)))
    }
    this.show(shown)
  }

  /** Shows the text as it reads as a whole, replacing only what differs. */
  private showWhole(target: Node): void {
    const { state } = this.host!
    this.counts.reads++
    if (this.held || this.host!.composing) {
      const tr = new Transform(this.shadow ?? state.doc)
      changeInto(tr, target)
      return this.hold(tr)
    }
    const tr = state.tr
    changeInto(tr, target)
    this.isHeadless = isHeadless(this.text)
    const selection = this.caret && this.selectionAt(this.caret, tr.doc)
    if (selection) tr.setSelection(selection)
    this.show(tr)
  }

  private show(tr: Transaction): void {
    this.synced = tr.doc
    this.isHeadless = isHeadless(this.text)
    this.host!.dispatch(tr.setMeta(bindingKey, { isRemote: true }).setMeta('addToHistory', false))
  }

  // ---------------------------------------------------------------- composition

  /** Whether a change touches the block in which a word is being composed. */
  private touchesComposed(tr: Transform): boolean {
    const { doc, selection } = this.host!.state
    const $head = doc.resolve(selection.head)
    const at = $head.depth > 0 ? $head.before(1) : $head.pos
    return tr.doc.nodeAt(tr.mapping.map(at, 1)) !== doc.nodeAt(at)
  }

  private hold(tr: Transform): void {
    this.held ??= new Mapping()
    this.held.appendMapping(tr.mapping)
    this.shadow = tr.doc
    this.counts.held++
    this.scheduleRelease()
  }

  private scheduleRelease(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.release(), RELEASE_EVERY)
  }

  private release(): void {
    if (!this.held || !this.host) return
    const idle = Date.now() - this.lastLocal
    // Some keyboards compose nearly always: after a pause the changes of others are shown all the same.
    if (this.host.composing && idle < (this.options.idleCap ?? IDLE_CAP)) return this.scheduleRelease()
    const { state } = this.host
    const tr = state.tr
    const held = this.held
    const [anchor, head] = [state.selection.anchor, state.selection.head].map((pos) => held.map(pos, -1)) as [
      number,
      number,
    ]
    changeInto(tr, this.shadow!)
    this.held = this.shadow = null
    tr.setSelection(TextSelection.between(tr.doc.resolve(anchor), tr.doc.resolve(head)))
    this.show(tr)
  }
}

const sameCaret = (a: Caret, b: Caret): boolean =>
  Y.compareRelativePositions(a[0], b[0]) && Y.compareRelativePositions(a[1], b[1])

/** Steps that change blocks or marks. */
const isStructural = (step: Step): boolean =>
  !(step instanceof ReplaceStep) || step.slice.content.firstChild?.type.name === 'block'

/** The id that a start written now has after the later steps of the same flush. */
const idsFrom =
  (later: readonly Step[], doc: Node, makeId: () => string) =>
  (token: { pos: number; block?: Node }): string => {
    const pos = later.reduce((at, step) => step.getMap().map(at, 1), token.pos)
    const node = pos < doc.content.size ? doc.nodeAt(pos) : null
    const id = (node?.type.name === 'block' ? attrsOf(node).id : null) ?? attrsOf(token.block!).id
    return bareId(id ?? '') || makeId()
  }
