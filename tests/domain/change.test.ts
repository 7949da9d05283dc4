import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { changeToDoc } from '#lib/domain/change.ts'
import { deltaFromDoc, docFromDelta, type DeltaInsert } from '#lib/domain/text.ts'
import { article } from '../support/articles.ts'

const textWith = (doc: ArticleDoc, clientID = 1): Y.Text => {
  const ydoc = new Y.Doc()
  ydoc.clientID = clientID
  const text = ydoc.getText('default')
  text.applyDelta(deltaFromDoc(doc))
  return text
}
const deltaOf = (text: Y.Text): DeltaInsert[] => text.toDelta() as DeltaInsert[]
const write = (text: Y.Text, doc: ArticleDoc): void => text.applyDelta(changeToDoc(deltaOf(text), doc))
const plain = (...blocks: [string, string][]): ArticleDoc =>
  docFromDelta(blocks.flatMap(([id, words]): DeltaInsert[] => [{ insert: { b: id } }, { insert: words }]))

describe('making a text say something else', () => {
  it('TX10: any article becomes any other', () => {
    fc.assert(
      fc.property(article, article, (from, to) => {
        const text = textWith(from)
        write(text, to)
        expect(docFromDelta(deltaOf(text))).toEqual(to)
      }),
    )
  })
  it('TX12: nothing is written where nothing changes', () => {
    fc.assert(
      fc.property(article, (doc) => {
        expect(changeToDoc(deltaOf(textWith(doc)), doc)).toEqual([])
      }),
    )
  })
  it('TX10: only the words that changed are touched', () => {
    const from = plain(['h', 'Title'], ['p1', 'one two three'], ['p2', 'four'])
    expect(changeToDoc(deltaFromDoc(from), plain(['h', 'Title'], ['p1', 'one 2 three'], ['p2', 'four']))).toEqual([
      { retain: 11 },
      { insert: '2', attributes: {} },
      { delete: 3 },
    ])
  })
  it('TX10: what another typed meanwhile lives on', () => {
    const base = plain(['h', 'Title'], ['p1', 'one two three'], ['p2', 'four five'])
    const mine = textWith(base)
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(mine.doc!))
    other.getText('default').insert(11, 'new ')
    write(mine, plain(['h', 'Title'], ['p2', 'four 5'], ['p1', 'one two three']))
    Y.applyUpdate(mine.doc!, Y.encodeStateAsUpdate(other))
    expect(
      deltaOf(mine)
        .map((op) => (typeof op.insert === 'string' ? op.insert : '¶'))
        .join(''),
    ).toContain('new ')
  })
  it('TX11: an id that was overridden, and words without a start, are understood', () => {
    const doc = plain(['h', 'Title'], ['p1', 'one'])
    const text = textWith(plain(['h', 'Title'], ['old', 'one']))
    text.format(6, 1, { 'b.id': 'p1' })
    expect(changeToDoc(deltaOf(text), doc)).toEqual([])
    const loose = new Y.Doc().getText('default')
    loose.insert(0, 'Title')
    write(loose, doc)
    expect(docFromDelta(deltaOf(loose))).toEqual(doc)
  })
})
