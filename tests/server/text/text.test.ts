import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { docFromDelta } from '#lib/domain/text.ts'
import { docFromUpdates, documentFrom, readText, replay, textOf } from '#server/text/read.ts'
import { firstUpdate, writeText } from '#server/text/write.ts'

const doc = (words: string): ReturnType<typeof docFromDelta> =>
  docFromDelta([
    { insert: { b: 'h' }, attributes: { 'b.kind': 'heading' } },
    { insert: 'Title' },
    { insert: { b: 'p1' } },
    { insert: words },
  ])

describe('articles in Yjs documents', () => {
  it('TX1: the first text of a document reads as the article, and the same article gives the same bytes', () => {
    expect(docFromUpdates([firstUpdate(doc('one two'), 7)])).toEqual(doc('one two'))
    expect(firstUpdate(doc('one two'), 7)).toEqual(firstUpdate(doc('one two'), 7))
  })
  it('TX10: writing is one transaction with its origin; writing the same again is none', () => {
    const ydoc = documentFrom([firstUpdate(doc('one two'), 7)])
    const origins: unknown[] = []
    ydoc.on('update', (_: Uint8Array, origin: unknown) => origins.push(origin))
    expect(writeText(ydoc, doc('one three'), 'me')).toBe(true)
    expect(readText(ydoc)).toEqual(doc('one three'))
    expect(writeText(ydoc, doc('one three'), 'me')).toBe(false)
    expect(origins).toEqual(['me'])
  })
  it('TX13: compaction says what the whole log says, deletions included, in whatever order it is read', () => {
    const ydoc = new Y.Doc()
    const log: Uint8Array[] = []
    ydoc.on('update', (update: Uint8Array) => log.push(update))
    for (const words of ['one', 'one two', 'two three', 'three']) writeText(ydoc, doc(words), null)
    const state = replay([...log].reverse())
    expect(docFromUpdates([state])).toEqual(doc('three'))
    const late = documentFrom([log[0]!])
    Y.applyUpdate(late, state)
    expect(textOf(late).toString()).toBe(textOf(ydoc).toString())
  })
})
