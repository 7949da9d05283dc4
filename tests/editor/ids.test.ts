import { EditorState } from '@tiptap/pm/state'
import { describe, expect, it } from 'vitest'
import { articleSchema as schema } from '#lib/domain/schema.ts'
import { repairsAfter } from '#lib/editor/binding/ids.ts'

const block = (id: string, kind: string, words: string) => schema.node('block', { id, kind }, schema.text(words))
const state = EditorState.create({
  doc: schema.node('doc', null, [
    block('h', 'heading', 'Title'),
    block('p1', 'para', 'One'),
    block('p2', 'para', 'Two'),
  ]),
})
const makeId = () => 'new'
const shapes = (now: EditorState) =>
  now.doc.children.map(({ attrs, textContent }) => [attrs['id'], attrs['kind'], textContent])

describe('the heading', () => {
  it('TX35: what replaces a whole article takes the kind and the id of its heading', () => {
    const tr = state.tr.replaceWith(0, state.doc.content.size, block('x', 'para', 'Anew'))
    const after = state.apply(tr)
    expect(shapes(after.apply(repairsAfter([tr], state.doc, after, makeId)!))).toEqual([['h', 'heading', 'Anew']])
  })
  it('TX35: what is put before the heading becomes it, and the former heading a paragraph', () => {
    const tr = state.tr.insert(0, block('x', 'para', 'First'))
    const after = state.apply(tr)
    expect(shapes(after.apply(repairsAfter([tr], state.doc, after, makeId)!)).slice(0, 2)).toEqual([
      ['h', 'heading', 'First'],
      ['new', 'para', 'Title'],
    ])
  })
})
