/**
 * Takes back one update among many, as its author's own undo would: what was written around it, before or after, stays. Yjs brings deleted words
 * back to the place where they stood, which is the end of the block before once theirs is gone; those words are looked after here.
 */
import * as Y from 'yjs'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { homelessIn, homeOf, type Piece } from '../../src/lib/domain/homeless.ts'
import { mergedBlock } from '../../src/lib/domain/restore.ts'
import { isBlockStart, type Embed } from '../../src/lib/domain/text.ts'
import { readText, textOf } from './read.ts'
import { writeText } from './write.ts'

/**
 * What undoes the update with this sequence, as one Yjs update (V1) under `clientID`, which must be new to the document; null: there is
 * nothing of it left to undo. `updates`: the whole journal in order, since deleted words live on in it alone. Words of a block that was moved
 * within the text since come back there; those of one that was removed do not come back.
 */
export function takeBack(
  updates: readonly { seq: number; bytes: Uint8Array }[],
  seq: number,
  clientID: number,
): Uint8Array | null {
  const ydoc = new Y.Doc({ gc: false })
  ydoc.clientID = clientID
  const that = {}
  const manager = new Y.UndoManager(textOf(ydoc), { trackedOrigins: new Set([that]), captureTimeout: 0 })
  let [before, after]: (ArticleDoc | null)[] = [null, null]
  const homes: Homes = []
  for (const update of updates) {
    if (update.seq === seq) before = readText(ydoc)
    const known = update.seq === seq ? Y.decodeStateVector(Y.encodeStateVector(ydoc)) : null
    Y.applyUpdate(ydoc, update.bytes, update.seq === seq ? that : null)
    if (known === null) continue
    after = readText(ydoc)
    const deletions = manager.undoStack.at(-1)?.deletions.clients
    if (deletions)
      for (const item of itemsOf(ydoc, deletions)) homes.push([item.id, item.length, startOf(item, deletions, known)])
  }
  const step = manager.undoStack.at(-1)
  const moved = step ? leaveHomeless(ydoc, step.deletions.clients, homes) : new Set<string>()
  const made: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => made.push(update))
  manager.undo()
  if (before && after && moved.size > 0) writeText(ydoc, takenBackIn(moved, before, after, readText(ydoc)), null)
  manager.destroy()
  ydoc.destroy()
  return made.length === 0 ? null : made.length === 1 ? made[0]! : Y.mergeUpdates(made)
}

type Deletions = Map<number, { clock: number; len: number }[]>

/** Starts of the blocks in which stood what was deleted. */
type Homes = [id: Y.ID, length: number, start: Y.Item | null][]

const startId = (item: Y.Item): string | null => {
  const embed = item.content instanceof Y.ContentEmbed ? (item.content.embed as Embed) : null
  return embed !== null && isBlockStart(embed) ? embed.b : null
}

function itemsOf(ydoc: Y.Doc, deletions: Deletions): Set<Y.Item> {
  const items = new Set<Y.Item>()
  ydoc.transact((transaction) =>
    Y.iterateDeletedStructs(transaction, deletedSet(deletions), (struct) => {
      if (struct instanceof Y.Item) items.add(struct)
    }),
  )
  return items
}

/** The block in which a piece stood that was just deleted. `known`: the state before. */
const startOf = (item: Y.Item, deletions: Deletions, known: ReadonlyMap<number, number>): Y.Item | null =>
  homeOf(
    item,
    (at) =>
      startId(at) !== null &&
      at.id.clock < (known.get(at.id.client) ?? 0) &&
      (!at.deleted || Y.isDeleted(deletedSet(deletions), at.id)),
  )

/** Takes out of `deletions` what stood in blocks that are gone or moved. Answers ids of those blocks. */
function leaveHomeless(ydoc: Y.Doc, deletions: Deletions, homes: Homes): Set<string> {
  const taken = itemsOf(ydoc, deletions)
  const found = homelessIn(piecesOf(ydoc, taken), ({ id }) => {
    const home = homes.find(
      ([from, length]) => from.client === id.client && id.clock >= from.clock && id.clock < from.clock + length,
    )
    return home?.[2] ?? null
  })
  for (const item of [...found.values()].flat()) taken.delete(item)
  for (const client of [...deletions.keys()])
    deletions.set(
      client,
      [...taken]
        .filter((item) => item.id.client === client)
        .map((item) => ({ clock: item.id.clock, len: item.length })),
    )
  return new Set(found.keys())
}

function* piecesOf(ydoc: Y.Doc, taken: ReadonlySet<Y.Item>): Generator<Piece<Y.Item>> {
  for (let item = textOf(ydoc)._start; item !== null; item = item.right) {
    const state = taken.has(item) ? 'returns' : item.deleted || !item.countable ? 'gone' : 'stays'
    yield { start: startId(item), state, item }
  }
}

function deletedSet(clients: Deletions): Parameters<typeof Y.iterateDeletedStructs>[1] {
  const set = Y.createDeleteSet()
  for (const [client, ranges] of clients) set.clients.set(client, ranges)
  return set
}

/** The same for blocks that stand in another place now: what was written since stays, as when an article is restored. */
function takenBackIn(moved: ReadonlySet<string>, before: ArticleDoc, after: ArticleDoc, now: ArticleDoc): ArticleDoc {
  const blockOf = ({ content }: ArticleDoc, id: string) => content.find(({ attrs }) => attrs.id === id)
  return {
    type: 'doc',
    content: now.content.map((block) => {
      const { id } = block.attrs
      const [was, became] = [blockOf(before, id), blockOf(after, id)]
      return moved.has(id) && was && became ? mergedBlock(became, was, block) : block
    }),
  }
}
