/** GA11, GA12 at the desk: what may not be touched is not typed into. */
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { expect, it, vi } from 'vitest'
import { articleSchema } from '../../src/lib/domain/schema.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { Standing } from '../../src/lib/domain/standing.ts'
import { bindingKey } from '../../src/lib/editor/binding/key.ts'
import { standingPlugin } from '../../src/lib/editor/binding/standing.ts'
import { block, doc, heading, item, option, para } from '../support/blocks.ts'

const TEXT = doc(
  heading('h', 'Access'),
  para('p1', 'First words.'),
  para('p2', 'Agreed words.'),
  item('a', 'agreed item,'),
  para('p3', 'They shall ', option('br', 'br.1', 'Alt 1', 'promptly '), 'grant it.'),
  block('para', 'p4', ['Last words.'], { bracket: 'whole', bracketKind: 'optional' }),
)

function opened(standing: Standing) {
  const onRefused = vi.fn()
  const plugin = standingPlugin({ now: () => standing, watch: () => () => {}, onRefused })
  let state = EditorState.create({ doc: articleSchema.nodeFromJSON(TEXT), plugins: [plugin] })
  /** Where a block's words begin. */
  const at = (id: string): number => {
    let found = -1
    state.doc.forEach((node, pos) => void (node.attrs['id'] === id && (found = pos + 1)))
    return found
  }
  /** What was said, or that it was taken. */
  const tries = (change: (tr: Transaction) => Transaction): string => {
    onRefused.mockClear()
    const { state: next, transactions } = state.applyTransaction(change(state.tr))
    if (transactions.length === 0) return String(onRefused.mock.calls[0]?.[0])
    state = next
    return 'taken'
  }
  return { at, tries, read: () => state.doc.toJSON() as ArticleDoc, plugin, state: () => state }
}

it('GA12: nothing is typed into an agreed paragraph, nor joined to it, split off it or hung on it; others are free', () => {
  const { at, tries, state, plugin } = opened({ lockedBlocks: ['p2', 'a'], heldBrackets: null })
  const size = (id: string): number => state().doc.nodeAt(at(id) - 1)!.nodeSize
  const words = (text: string) => articleSchema.text(text)
  expect(tries((tr) => tr.insert(at('p2') + 3, words('x')))).toBe('paragraph-agreed')
  expect(tries((tr) => tr.delete(at('p2'), at('p2') + 2))).toBe('paragraph-agreed')
  expect(tries((tr) => tr.delete(at('p1') + 3, at('p2') + 2))).toBe('paragraph-agreed')
  expect(tries((tr) => tr.delete(at('p2') - 1, at('p2') - 1 + size('p2')))).toBe('paragraph-agreed')
  expect(tries((tr) => tr.addMark(at('p1'), at('p3'), articleSchema.mark('bold')))).toBe('paragraph-agreed')
  expect(tries((tr) => tr.join(at('p3') - 1))).toBe('paragraph-agreed')
  expect(tries((tr) => tr.split(at('p2') + 4))).toBe('paragraph-agreed')
  expect(
    tries((tr) =>
      tr.setNodeMarkup(at('p3') - 1, null, { ...state().doc.nodeAt(at('p3') - 1)!.attrs, kind: 'item', depth: 1 }),
    ),
  ).toBe('paragraph-agreed')
  expect(tries((tr) => tr.insert(at('p1') + 3, words('x')))).toBe('taken')
  expect(tries((tr) => tr.insert(at('p3'), words('x')))).toBe('taken')
  expect(tries((tr) => tr.setSelection(TextSelection.create(tr.doc, at('p2'))))).toBe('taken')
  // what others did is shown, whatever it is
  expect(tries((tr) => tr.insert(at('p2') + 3, words('x')).setMeta(bindingKey, { isRemote: true }))).toBe('taken')
  expect(
    plugin
      .getState(state())!
      .find()
      .map(({ from }) => from),
  ).toEqual([at('p2') - 1, at('a') - 1])
})

it('GA11: a bracket that ends by a decision is not typed away; it may be written in and emptied', () => {
  const { at, tries } = opened({ lockedBlocks: [], heldBrackets: ['br', 'whole'] })
  const head = at('p3') + 'They shall '.length
  expect(tries((tr) => tr.delete(head, head + 1))).toBe('bracket-stands')
  expect(tries((tr) => tr.delete(at('p3') - 1, at('p4') - 1))).toBe('bracket-stands')
  expect(
    tries((tr) => tr.setNodeMarkup(at('p4') - 1, null, { ...tr.doc.nodeAt(at('p4') - 1)!.attrs, bracket: null })),
  ).toBe('bracket-stands')
  expect(tries((tr) => tr.delete(head + 1, head + 1 + 'promptly '.length))).toBe('taken')
  expect(tries((tr) => tr.delete(at('p1') - 1, at('p2') - 1))).toBe('taken')
})

it('GA11, GA12: where nothing stands, nothing is asked of the text', () => {
  const { at, tries, read } = opened({ lockedBlocks: [], heldBrackets: null })
  expect(tries((tr) => tr.delete(at('p3') - 1, at('p4') - 1))).toBe('taken')
  expect(read().content).toHaveLength(5)
})
