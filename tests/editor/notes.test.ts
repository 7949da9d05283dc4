import { TextSelection } from '@tiptap/pm/state'
import { describe, expect, it } from 'vitest'
import { noteNumbers } from '#lib/domain/notes.ts'
import { docFromDelta, type DeltaInsert } from '#lib/domain/text.ts'
import {
  callNote,
  goAcross,
  insertNote,
  leaveEmptyNote,
  leaveNote,
  notesIn,
  removeNote,
} from '#lib/editor/commands/notes.ts'
import { join, joinNext, move, split } from '#lib/editor/commands/blocks.ts'
import { firstUpdate } from '#server/text/write.ts'
import { Desk, settle } from '../support/desk.ts'

const start = (id: string, kind?: string): DeltaInsert => ({
  insert: { b: id },
  ...(kind ? { attributes: { 'b.kind': kind } } : {}),
})
const FIRST = firstUpdate(
  docFromDelta([
    start('h', 'heading'),
    { insert: 'Means' },
    start('p1'),
    { insert: 'one two' },
    start('p2'),
    { insert: 'three four' },
  ]),
  1,
)
const desk = (client = 2): Desk => new Desk(FIRST, client)
const numbersIn = ({ state }: Desk) => notesIn(state.doc).map(({ number, words }) => [number, words])
const where = ({ state }: Desk): [string, number] => {
  const { $from } = state.selection
  return [$from.node(1).attrs['kind'] as string, $from.parentOffset]
}
const two = (one: Desk): Desk => {
  one.caret('p2', 5)
  one.run(insertNote)
  one.type('second')
  one.caret('p1', 3)
  one.run(insertNote)
  one.type('first')
  return one
}

describe('a footnote', () => {
  it('NT3, NT1: is a call at the caret and an empty note with the caret in it; a key goes back behind the call', () => {
    const one = desk()
    one.caret('p2', 5)
    expect(one.run(insertNote)).toBe(true)
    expect(where(one)).toEqual(['note', 0])
    one.type('Words of the note.')
    expect(numbersIn(one)).toEqual([[1, 'Words of the note.']])
    expect(one.run(goAcross)).toBe(true)
    expect(where(one)).toEqual(['para', 6])
    expect(one.run(goAcross)).toBe(true)
    expect(where(one)).toEqual(['note', 18])
    expect(one.written).toEqual(one.shown)
  })
  it('NT1, NU7: one before it renumbers it, and stands before it', () => {
    const one = two(desk())
    expect(one.written.content.map(({ attrs }) => attrs.kind)).toEqual(['heading', 'para', 'para', 'note', 'note'])
    expect(numbersIn(one)).toEqual([
      [1, 'first'],
      [2, 'second'],
    ])
    expect(one.written.content.at(-1)!.content).toMatchObject([{ text: 'second' }])
  })
  it('NT1: is called behind a word, not behind the space after it', () => {
    const one = desk()
    one.caret('p1', 0)
    one.type('Recognised  parties ')
    const before = one.plain('p1')
    for (const at of ['Recognised  '.length, 'Recognised'.length]) {
      one.caret('p1', at)
      expect(one.run(insertNote)).toBe(true)
      const { content } = one.block('p1')!.node
      expect(content.firstChild!.text).toBe('Recognised')
      expect(content.child(1).type.name).toBe('note')
    }
    expect(one.plain('p1')).toBe(before)
    // at the beginning, and where the space is of another piece, it stands where the caret is
    one.caret('p1', 0)
    one.type(' ')
    expect(one.run(insertNote)).toBe(true)
    expect(one.block('p1')!.node.firstChild!.text).toBe(' ')
  })
  it('NT1: is not called from a note', () => {
    const one = two(desk())
    expect(where(one)[0]).toBe('note')
    expect(one.run(insertNote)).toBe(false)
  })
  it('NT2: whose call was deleted keeps its words without a number, and can be called again', () => {
    const one = two(desk())
    one.caret('p1', 3)
    const { from } = one.state.selection
    one.dispatch(one.state.tr.delete(from, from + 1))
    expect(numbersIn(one)).toEqual([
      [1, 'second'],
      [null, 'first'],
    ])
    one.caret('p2', -1)
    const first = notesIn(one.state.doc)[1]!.id
    expect(one.run(callNote(first))).toBe(true)
    expect(numbersIn(one)).toEqual([
      [1, 'second'],
      [2, 'first'],
    ])
  })
  it('NT4: is removed with all its calls, and no word beside', () => {
    const one = two(desk())
    const [first] = notesIn(one.state.doc)
    one.caret('p2', 0)
    one.run(callNote(first!.id))
    one.binding.undoManager.stopCapturing()
    one.run(removeNote(first!.id))
    expect(numbersIn(one)).toEqual([[1, 'second']])
    expect(one.plain('p1')).toBe('one two')
    expect(one.plain('p2')).toBe('three four')
    expect(where(one)).toEqual(['para', 3])
    one.binding.undo()
    expect(numbersIn(one)).toEqual([
      [1, 'first'],
      [2, 'second'],
    ])
  })
  it('NT5: Enter goes back to the text; no key joins it with anything; Backspace takes an empty one away', () => {
    const one = two(desk())
    const before = one.written
    one.caret(one.ids.at(-2)!, 0)
    expect(one.run(leaveEmptyNote)).toBe(false)
    expect(one.run(join)).toBe(true)
    one.caret(one.ids.at(-2)!, -1)
    expect(one.run(joinNext)).toBe(true)
    one.run(split)
    one.run(move(-1))
    one.caret('p2', -1)
    one.run(joinNext)
    one.run(move(1))
    expect(one.written).toEqual(before)
    one.caret(one.ids.at(-2)!, 2)
    expect(one.run(leaveNote)).toBe(true)
    expect(where(one)).toEqual(['para', 4])
    one.caret('p2', 0)
    one.run(insertNote)
    expect(one.run(leaveEmptyNote)).toBe(true)
    expect(one.written).toEqual(before)
  })
  it('TX21: a copy of a call is another call of the same note', () => {
    const one = two(desk())
    one.caret('p1', 0, -1)
    const slice = one.state.selection.content()
    one.caret('p2', -1)
    one.dispatch(one.state.tr.replaceSelection(slice))
    const calls = one.written.content.flatMap(({ content = [] }) =>
      content.flatMap((node) => (node.type === 'note' ? [node.attrs] : [])),
    )
    expect(calls).toHaveLength(3)
    expect(new Set(calls.map(({ id }) => id)).size).toBe(3)
    expect(noteNumbers(one.written).size).toBe(2)
  })
  it('SD6: two people write the first note and a last paragraph at once; the note stays one and goes last', async () => {
    for (const [a, b] of [
      [2, 3],
      [3, 2],
    ] as const) {
      const [one, other] = [desk(a), desk(b)]
      one.join(other)
      other.join(one)
      one.caret('p1', 3)
      one.run(insertNote)
      one.type('note')
      other.caret('p2', -1)
      other.run(split)
      other.type('last')
      await settle(one, other)
      one.dispatch(one.state.tr.setSelection(TextSelection.create(one.state.doc, 2)))
      one.type('!')
      await settle(one, other)
      expect(one.written).toEqual(other.written)
      expect(one.shown).toEqual(one.written)
      expect(one.written.content.map(({ attrs }) => attrs.kind)).toEqual(['heading', 'para', 'para', 'para', 'note'])
      expect(one.written.content.at(-1)!.content).toMatchObject([{ text: 'note' }])
    }
  })
})
