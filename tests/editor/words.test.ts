/** Words selected by key, for who may only read. */
import { expect, it } from 'vitest'
import type { EditorState } from '@tiptap/pm/state'
import { docFromDelta } from '#lib/domain/text.ts'
import { stepByWord } from '#lib/editor/commands/words.ts'
import { firstUpdate } from '#server/text/write.ts'
import { Desk } from '../support/desk.ts'

const FIRST = firstUpdate(
  docFromDelta([
    { insert: { b: 'h' }, attributes: { 'b.kind': 'heading' } },
    { insert: 'Means' },
    { insert: { b: 'p1' } },
    { insert: 'One, two' },
    { insert: { b: 'p2' } },
    { insert: { b: 'p3' } },
    { insert: 'كلمة أخرى' },
  ]),
  1,
)

/** The words that are selected after these steps: `>` and `<` to the next and the one before, `+` and `-` one more and one fewer. */
function walk(steps: string): string[] {
  let state: EditorState = new Desk(FIRST, 2).state
  return [...steps].map((step) => {
    const selection = stepByWord(state, 'en', step === '>' || step === '+' ? 1 : -1, step === '+' || step === '-')
    if (selection === null) return ''
    state = state.apply(state.tr.setSelection(selection))
    return state.doc.textBetween(selection.from, selection.to, '|')
  })
}

it('goes word by word through the paragraphs, and back', () => {
  expect(walk('>>>>>>')).toEqual(['Means', 'One', 'two', 'كلمة', 'أخرى', ''])
  expect(walk('>>>><<<<')).toEqual(['Means', 'One', 'two', 'كلمة', 'two', 'One', 'Means', ''])
})
it('takes one more and one fewer of the same paragraph', () => {
  expect(walk('>>++--')).toEqual(['Means', 'One', 'One, two', '', 'One, ', ''])
  expect(walk('>>>-')).toEqual(['Means', 'One', 'two', ''])
})
