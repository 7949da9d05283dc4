import { Fragment, Slice, type Node } from '@tiptap/pm/model'
import { describe, expect, it } from 'vitest'
import { articleSchema as schema } from '#lib/domain/schema.ts'
import { renewed } from '#lib/editor/pasting/plugin.ts'

const br = schema.mark('br', { id: 'b1', option: 'o1' })
const head = schema.node('opt', { id: 'o1', br: 'b1', kind: 'optional', label: '' }, undefined, [br])
const block = (attrs: object, ...content: Node[]): Node => schema.node('block', attrs, content)
const paste = (kept: string[], lang: string, ...blocks: Node[]): Node[] => {
  let n = 0
  return [
    ...renewed(new Slice(Fragment.fromArray(blocks), 1, 1), new Set(kept), lang, () => `new${++n}`).content.content,
  ]
}

describe('what is pasted', () => {
  it('TX21: blocks, references, brackets and options of another place get new ids; what belongs together stays together', () => {
    const ref = schema.node('ref', { id: 'r1', to: 'p9' })
    const [pasted] = paste(
      [],
      'en',
      block({ id: 'p1', bracket: 'b9', bracketKind: 'optional' }, head, schema.text('x', [br]), ref),
    )
    expect(pasted!.attrs).toMatchObject({ bracket: null, bracketKind: null })
    const [opt, words, reference] = pasted!.children
    const [bracket, option] = [opt!.attrs['br'] as string, opt!.attrs['id'] as string]
    expect(words!.marks[0]!.attrs).toEqual({ id: bracket, option })
    expect(reference!.attrs).toMatchObject({ to: 'p9' })
    const ids = [pasted!.attrs['id'], bracket, option, reference!.attrs['id']]
    expect(new Set(ids).size).toBe(4)
    expect(ids.filter((id) => !/^new\d$/.test(String(id)))).toEqual([])
  })
  it('TX21: what was cut here keeps everything', () => {
    const cut = block({ id: 'p1', kind: 'para' }, head, schema.text('x', [br]))
    expect(paste(['p1', 'b1', 'o1'], 'en', cut)[0]!.eq(cut)).toBe(true)
  })
  it('TX21: words out of an option without its head are words; a heading becomes a paragraph', () => {
    const [pasted] = paste([], 'en', block({ id: 'h', kind: 'heading' }, schema.text('x', [br])))
    expect(pasted!.attrs['kind']).toBe('para')
    expect(pasted!.firstChild!.marks).toEqual([])
  })
  it('TX27: signs that nobody sees and the server refuses stay behind; tabs and joiners do not', () => {
    const words = schema.text('a\u0000b\u0007\ufffe\tc\u200dd😀')
    const pasted = paste([], 'en', block({ id: 'p' }, words, schema.text('\u0000', [br])))
    expect(pasted[0]!.textContent).toBe('ab\tc\u200dd😀')
  })
  it('TX21: no italics in Arabic script', () => {
    const words = schema.text('x', [schema.mark('italic'), schema.mark('bold')])
    const marks = (lang: string): string[] =>
      paste([], lang, block({ id: 'p' }, words))[0]!.firstChild!.marks.map((m) => m.type.name)
    expect([marks('fr'), marks('ar')]).toEqual([['bold', 'italic'], ['bold']])
  })
})
