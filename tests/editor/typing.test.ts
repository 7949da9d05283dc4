import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { expect, it } from 'vitest'
import { articleSchema } from '../../src/lib/domain/schema.ts'
import { isTyping } from '../../src/lib/editor/binding/typing.ts'
import { heading, para } from '../support/blocks.ts'

const doc = articleSchema.nodeFromJSON({ type: 'doc', content: [heading('h', 'Terms'), para('p', 'shall be')] })
const start = EditorState.create({ doc, selection: TextSelection.create(doc, 12) })

it('letters before the caret are typing', () => {
  expect(isTyping(start.tr.insertText('x'))).toBe(true)
  expect(isTyping(start.tr.insertText(' and'))).toBe(true)
})
it.each<[string, (tr: Transaction) => Transaction]>([
  ['nothing', (tr) => tr],
  ['a caret that moves', (tr) => tr.setSelection(TextSelection.create(tr.doc, 9))],
  ['words that take the place of others', (tr) => tr.insertText('x', 9, 12)],
  ['words taken away', (tr) => tr.delete(9, 12)],
  ['words put in elsewhere', (tr) => tr.insertText('x', 3)],
  ['words that are selected then', (tr) => tr.insertText('x').setSelection(TextSelection.create(tr.doc, 9, 12))],
  ['a paragraph divided', (tr) => tr.split(12)],
  ['a mark', (tr) => tr.addMark(9, 12, articleSchema.mark('bold'))],
  ['a kind', (tr) => tr.setNodeAttribute(7, 'kind', 'item')],
  ['two steps', (tr) => tr.insertText('x').insertText('y')],
])('%s is not', (_, act) => {
  expect(isTyping(act(start.tr))).toBe(false)
})
