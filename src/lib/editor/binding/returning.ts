/**
 * Own undo of a deletion in a block that somebody moved or removed meanwhile (rule TX38). Yjs brings the words back to the end of the block
 * before. To a block that was moved they follow; of one that is gone they stay there. In both cases their author is told, as of strays.
 */
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { changeOfWords } from '../../domain/change.ts'
import { homelessIn, homeOf, type Piece } from '../../domain/homeless.ts'
import { mergedWords } from '../../domain/restore.ts'
import { bareId, isBlockStart, type DeltaInsert, type Embed } from '../../domain/text.ts'
import { removeAt } from './local.ts'
import { attrsOf, embedOf, formatsOf } from './nodes.ts'
import { blockIn, cut, type Stray } from './strays.ts'

type UndoStack = Y.UndoManager['undoStack']
type UndoStep = UndoStack[number]

/** What an undo step remembers: the document before and after it, and in which blocks the words stood that it deleted. */
export interface Returning {
  get(key: 'before' | 'after'): Node | null | undefined
  get(key: 'homes'): Homes | undefined
}
/** Stretches of deleted pieces, each with the start of its block. */
export type Homes = readonly { id: Y.ID; length: number; start: Y.Item | null }[]

const startId = (item: Y.Item): string | null => {
  const embed = item.content instanceof Y.ContentEmbed ? (item.content.embed as Embed) : null
  return embed !== null && isBlockStart(embed) ? embed.b : null
}

/** Starts of blocks keep what they say when they are deleted, so that undo knows whose words stood there. */
export function keepStarts(text: Y.Text): void {
  text.doc!.gcFilter = (item) => !(item instanceof Y.Item && item.parent === text && startId(item) !== null)
}

/** Where what a transaction deleted stood until then. To be asked right after it. */
export function homesOf(text: Y.Text, transaction: Y.Transaction): Homes {
  const homes: { id: Y.ID; length: number; start: Y.Item | null }[] = []
  const { deleteSet, beforeState } = transaction
  const isStart = (item: Y.Item): boolean =>
    startId(item) !== null &&
    item.id.clock < (beforeState.get(item.id.client) ?? 0) &&
    (!item.deleted || Y.isDeleted(deleteSet, item.id))
  Y.iterateDeletedStructs(transaction, deleteSet, (struct) => {
    if (struct instanceof Y.Item && struct.parent === text)
      homes.push({ id: struct.id, length: struct.length, start: homeOf(struct, isStart) })
  })
  return homes
}

/** What an undo step is about to bring back into foreign blocks, by the id of its own. To be asked before the step is taken back. */
export function homelessOf(text: Y.Text, { deletions, insertions, meta }: UndoStep): Map<string, Y.Item[]> {
  const homes = (meta as Returning).get('homes') ?? []
  const [back, away] = [new Set<Y.Item>(), new Set<Y.Item>()]
  text.doc!.transact((transaction) => {
    Y.iterateDeletedStructs(transaction, deletions, (struct) => {
      if (struct instanceof Y.Item && struct.redone === null && !Y.isDeleted(insertions, struct.id)) back.add(struct)
    })
    Y.iterateDeletedStructs(transaction, insertions, (struct) => {
      if (struct instanceof Y.Item) away.add(struct)
    })
  })
  if (back.size === 0) return new Map()
  return homelessIn(piecesOf(text, back, away), ({ id: { client, clock } }) => {
    const home = homes.find(({ id, length }) => id.client === client && clock >= id.clock && clock < id.clock + length)
    return home?.start ?? null
  })
}

/** Whether a piece lives, as it was written or as own undo brought it back. */
function isAlive(text: Y.Text, item: Y.Item): boolean {
  let at = item
  while (at.deleted && at.redone !== null) at = Y.getItem(text.doc!.store, at.redone) as Y.Item
  return !at.deleted
}

function* piecesOf(text: Y.Text, back: ReadonlySet<Y.Item>, away: ReadonlySet<Y.Item>): Generator<Piece<Y.Item>> {
  for (let item = text._start; item !== null; item = item.right) {
    const start = startId(item)
    const isGone = away.has(item) || !item.countable || (start === null ? item.deleted : !isAlive(text, item))
    yield { start, state: back.has(item) ? 'returns' : isGone ? 'gone' : 'stays', item }
  }
}

interface Span {
  from: number
  to: number
  words: string
}

/** Where the copies stand that Yjs made of these items. */
function copiesOf(text: Y.Text, items: readonly Y.Item[]): Span[] {
  const isCopy = (item: Y.Item): boolean =>
    items.some(
      ({ redone, length }) =>
        redone !== null &&
        redone.client === item.id.client &&
        item.id.clock >= redone.clock &&
        item.id.clock < redone.clock + length,
    )
  const spans: Span[] = []
  let at = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    if (isCopy(item)) {
      const words = item.content instanceof Y.ContentString ? item.content.str : ''
      spans.push({ from: at, to: at + item.length, words })
    }
    at += item.length
  }
  return spans
}

const blockOf = (doc: Node | null | undefined, id: string): Node | undefined =>
  doc?.children.find((block) => bareId(attrsOf(block).id) === id)
const deltaOf = (block: Node): DeltaInsert[] =>
  block.children.map((node) => ({
    insert: node.isText ? node.text! : embedOf(node),
    attributes: formatsOf(node.marks),
  }))

/**
 * Looks after what the step brought back: to be called after it, with what `homelessOf` said before. What it writes belongs to the step, so that
 * redo and undo take it along. `stack`: that of which the step was taken.
 */
export function bringHome(
  manager: Y.UndoManager,
  stack: UndoStack,
  homeless: ReadonlyMap<string, Y.Item[]>,
  step: Returning,
): Stray[] {
  const strays: Stray[] = []
  const [text] = manager.scope as Y.Text[]
  for (const [id, items] of homeless) {
    const blockId = bareId(id)
    const copies = copiesOf(text!, items)
    const words = copies.map((copy) => copy.words).join('')
    if (copies.length === 0) continue
    const [was, became] = [blockOf(step.get('before'), blockId), blockOf(step.get('after'), blockId)]
    const isMoved = was !== undefined && became !== undefined && blockIn(deltaIn(text!), blockId) !== null
    if (isMoved) asOneStep(manager, stack, () => moveHome(text!, blockId, copies, was, became))
    if (words.trim() !== '') strays.push({ kind: isMoved ? 'back-moved' : 'back-removed', blockId, words })
  }
  return strays
}

const deltaIn = (text: Y.Text): DeltaInsert[] => text.toDelta() as DeltaInsert[]

function moveHome(text: Y.Text, id: string, copies: readonly Span[], was: Node, became: Node): void {
  for (const { from, to } of copies.toReversed()) removeAt(text, from, to - from)
  const delta = deltaIn(text)
  const { start, words } = blockIn(delta, id)!
  const live = cut(delta, start, start + words.length)
  let y = start
  for (const op of changeOfWords(live, mergedWords(deltaOf(became), deltaOf(was), live))) {
    if ('delete' in op) removeAt(text, y, op.delete)
    else if ('retain' in op) {
      if (op.attributes) text.format(y, op.retain, op.attributes)
      y += op.retain
    } else if (typeof op.insert === 'string') {
      text.insert(y, op.insert, op.attributes)
      y += op.insert.length
    } else text.insertEmbed(y++, op.insert, op.attributes)
  }
}

/** Writes what belongs to the step that was just taken back: both are one step of the other stack. */
function asOneStep(manager: Y.UndoManager, stack: UndoStack, write: () => void): void {
  const isUndo = stack === manager.undoStack
  const other = isUndo ? manager.redoStack : manager.undoStack
  const count = other.length
  const flag = isUndo ? 'undoing' : 'redoing'
  manager[flag] = true
  try {
    manager.doc.transact(write, manager)
  } finally {
    manager[flag] = false
  }
  const [first, second] = [other[count - 1], other[count]]
  if (!first || !second) return
  other.pop()
  first.deletions = Y.mergeDeleteSets([first.deletions, second.deletions])
  first.insertions = Y.mergeDeleteSets([first.insertions, second.insertions])
}
