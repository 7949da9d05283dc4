import { describe, expect, it } from 'vitest'
import type { Inline, Mark } from '#lib/domain/article.ts'
import { blockText, piecesOf } from '#lib/domain/words.ts'

const br = (id: string, option: string): Mark => ({ type: 'br', attrs: { id, option } })
const text = (words: string, ...marks: Mark[]): Inline => ({ type: 'text', text: words, marks })
const head = (bracket: string, id: string, ...outer: Mark[]): Inline => ({
  type: 'opt',
  attrs: { id, br: bracket, kind: 'alternatives', label: 'Alt' },
  marks: [br(bracket, id), ...outer],
})
const show = (...content: Inline[]): string => blockText({ content }, (reference) => `<${reference.to}>`)

describe('the own text of a block', () => {
  it('TX7: each option stands in brackets, an emptied one too', () => {
    expect(show(text('a '), head('b', '1'), text('x', br('b', '1')), head('b', '2'), text(' z'))).toBe('a [x][] z')
  })
  it('TX7: a bracket inside an option', () => {
    const outer = br('b', '1')
    expect(
      show(head('b', '1'), text('x ', outer), head('c', '1', outer), text('y', outer, br('c', '1')), text(' z', outer)),
    ).toBe('[x [y] z]')
  })
  it('TX7: words of an option whose head is gone stay in brackets; references as they are labelled', () => {
    const ref: Inline = { type: 'ref', attrs: { id: 'r', to: 'q', form: null, as: null } }
    expect(show(text('x', br('b', '1')), text('y', br('b', '2')), ref)).toBe('[x][y]<q>')
  })
  it('TX7: every opening is closed, overlapping or not', () => {
    const pieces = piecesOf({
      content: [text('a', br('b', '1')), text('b', br('b', '1'), br('c', '1')), text('c', br('c', '1'))],
    })
    expect(pieces.map((piece) => piece.type)).toEqual(['open', 'text', 'open', 'text', 'close', 'text', 'close'])
  })
})
