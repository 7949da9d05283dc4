/**
 * Takes back one update among many, as its author's own undo would: what was written around it, before or after, stays. Yjs brings deleted words
 * back to the place where they stood, which is the end of the block before once theirs is gone; those words are looked after here.
 */
import * as Y from 'yjs'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
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
  for (const update of updates) {
    if (update.seq === seq) before = readText(ydoc)
    Y.applyUpdate(ydoc, update.bytes, update.seq === seq ? that : null)
    if (update.seq === seq) after = readText(ydoc)
  }
  const step = manager.undoStack.at(-1)
  const moved = step ? leaveHomeless(ydoc, step.deletions.clients) : new Set<string>()
  const made: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => made.push(update))
  manager.undo()
  if (before && after && moved.size > 0) writeText(ydoc, takenBackIn(moved, before, after, readText(ydoc)), null)
  manager.destroy()
  ydoc.destroy()
  return made.length === 0 ? null : made.length === 1 ? made[0]! : Y.mergeUpdates(made)
}

type Deletions = Map<number, { clock: number; len: number }[]>

/** Takes out of `deletions` what stood in blocks that are gone or moved. Answers ids of those blocks. */
function leaveHomeless(ydoc: Y.Doc, deletions: Deletions): Set<string> {
  const ids = new Set<string>()
  const homeless = new Set<Y.Item>()
  let start: { id: string; isGone: boolean } | null = null
  let zone: Y.Item[] = []
  let isAlive = false
  const leave = (): void => {
    // a block joined to the one before lives on there: its start is gone, its words are not
    if (start?.isGone && !isAlive) for (const item of zone) homeless.add(item)
    if (start?.isGone && !isAlive && zone.length > 0) ids.add(start.id)
    zone = []
    isAlive = false
  }
  ydoc.transact((transaction) => {
    const taken = new Set<Y.Item>()
    for (const [client, ranges] of deletions)
      Y.iterateDeletedStructs(transaction, deletedSet(new Map([[client, ranges]])), (struct) => {
        if (struct instanceof Y.Item) taken.add(struct)
      })
    for (let item = textOf(ydoc)._start; item !== null; item = item.right) {
      const embed = item.content instanceof Y.ContentEmbed ? (item.content.embed as Embed) : null
      if (embed !== null && isBlockStart(embed)) {
        leave()
        start = { id: embed.b, isGone: item.deleted }
      } else if (taken.has(item)) zone.push(item)
      else if (!item.deleted && item.countable) isAlive = true
    }
    leave()
    for (const client of [...deletions.keys()])
      deletions.set(
        client,
        [...taken]
          .filter((item) => item.id.client === client && !homeless.has(item))
          .map((item) => ({ clock: item.id.clock, len: item.length })),
      )
  })
  return ids
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
