/** Moving a paragraph up and down within its article, by the command behind the keys. */
import { expect, it } from 'vitest'
import { faultsOf } from '#lib/domain/soundness.ts'
import { move } from '#lib/editor/commands/blocks.ts'
import { firstUpdate } from '#server/text/write.ts'
import { doc, heading, item, para, subitem } from '../support/blocks.ts'
import { Desk } from '../support/desk.ts'

const desk = (): Desk =>
  new Desk(
    firstUpdate(
      doc(
        heading('h', 'Title'),
        para('p1', 'One'),
        item('a', 'Item a'),
        subitem('a1', 'Sub-item'),
        item('b', 'Item b'),
        para('p2', 'Two'),
      ),
      1,
    ),
    100,
  )
const order = (at: Desk): string => at.shown.content.map(({ attrs }) => attrs.id).join(' ')
function moved(id: string, by: 1 | -1): string {
  const at = desk()
  at.caret(id, 1)
  expect(at.run(move(by))).toBe(true)
  expect(faultsOf(at.shown)).toEqual([])
  expect(at.shown).toEqual(at.written)
  return order(at)
}

it('TX32: a paragraph moves with its items, an item with its sub-items', () => {
  expect(moved('p1', 1)).toBe('h p2 p1 a a1 b')
  expect(moved('p2', -1)).toBe('h p2 p1 a a1 b')
  expect(moved('a', 1)).toBe('h p1 b a a1 p2')
  expect(moved('b', -1)).toBe('h p1 b a a1 p2')
})

it('TX33: among neighbours of its level only; the heading stays first', () => {
  const before = order(desk())
  expect(moved('b', 1)).toBe(before)
  expect(moved('a', -1)).toBe(before)
  expect(moved('a1', 1)).toBe(before)
  expect(moved('p1', -1)).toBe(before)
  expect(moved('p2', 1)).toBe(before)
  expect(moved('h', 1)).toBe(before)
})
