// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { articleSchema } from '#lib/domain/schema.ts'
import { MAX_PASTED_CHARACTERS } from '#lib/editor/pasting/clipboard.ts'
import { afterPaste, block, editorWith, listed } from '../../support/pasted.ts'

const LIST = '1. One\n(a) first;\n(b) second.\n2. Two'
const H = block('h', 'heading', 'Heading')

describe('where a paste goes', () => {
  it('PA30: lines with numbers are blocks of their own, after the words at whose end the caret is', () => {
    const { blocks } = afterPaste(editorWith([H, block('p', 'para', 'Here'), block('q', 'para', 'There')], 'p', 4), {
      text: LIST,
    })
    expect(blocks).toEqual([
      'h heading: Heading',
      'p para: Here',
      'n1 para: One',
      'n2 (a): first;',
      'n3 (a): second.',
      'n4 para: Two',
      'q para: There',
    ])
  })
  it('PA30: an empty block is filled and keeps its id; the caret is at the end of what was pasted', () => {
    const { blocks, state } = afterPaste(editorWith([H, block('p'), block('q', 'para', 'There')], 'p', 0), {
      text: LIST,
    })
    expect(blocks.slice(0, 3)).toEqual(['h heading: Heading', 'p para: One', 'n1 (a): first;'])
    expect(state.selection.$head.parent.textContent).toBe('Two')
    expect(state.selection.$head.parentOffset).toBe(3)
  })
  it('PA30: at the beginning of words they come before them, and nothing before the heading', () => {
    const before = afterPaste(editorWith([H, block('p', 'para', 'Here')], 'p', 0), { text: LIST }).blocks
    expect(before.map((line) => line.split(' ')[0])).toEqual(['h', 'n1', 'n2', 'n3', 'n4', 'p'])
    const heading = afterPaste(editorWith([H, block('p', 'para', 'Here')], 'h', 0), { text: LIST }).blocks
    expect(heading.map((line) => line.split(' ')[0])).toEqual(['h', 'n1', 'n2', 'n3', 'n4', 'p'])
    const empty = afterPaste(editorWith([block('h', 'heading'), block('p')], 'h', 0), { text: 'Access\n1. One' }).blocks
    expect(empty).toEqual(['h heading: Access', 'n1 para: One', 'p para: '])
  })
  it('PA31: words without a number join the words around the caret, first and last; nothing that stood there is lost', () => {
    const { blocks } = afterPaste(editorWith([block('p', 'para', 'before after')], 'p', 7), {
      text: 'One.\nTwo.\nThree.',
    })
    expect(blocks).toEqual(['p para: before One.', 'n2 para: Two.', 'n1 para: Three.after'])
    const numbered = afterPaste(editorWith([block('p', 'para', 'before after')], 'p', 7), { text: LIST }).blocks
    expect(numbered).toEqual([
      'p para: before ',
      'n2 para: One',
      'n3 (a): first;',
      'n4 (a): second.',
      'n5 para: Two',
      'n1 para: after',
    ])
  })
  it('PA31: one line joins the words; over a selection it replaces them', () => {
    expect(afterPaste(editorWith([block('p', 'para', 'a b c')], 'p', 2, 3), { text: 'new words' }).blocks).toEqual([
      'p para: a new words c',
    ])
  })
  it('PA30: plain lines are what Enter would make there: items among items, recitals in a preamble', () => {
    const items = afterPaste(editorWith([block('p', 'para', 'P'), block('i', 'item')], 'i', 0), { text: 'One;\nTwo;' })
    expect(items.blocks).toEqual(['p para: P', 'i (a): One;', 'n1 (a): Two;'])
    const preamble = [block('h', 'heading', 'Preamble'), block('c', 'chapeau', 'The Societies,')]
    const recitals = afterPaste(editorWith(preamble, 'c', 14), { text: '1. Recalling,\n2. Convinced,' })
    expect(recitals.blocks.slice(2)).toEqual(['n1 recital: Recalling,', 'n2 recital: Convinced,'])
  })
  it('PA32, PA33: in a bracket words are words of the option, and lines one run, which is said', () => {
    const mark = articleSchema.mark('br', { id: 'b', option: 'o' })
    const head = articleSchema.node('opt', { id: 'o', br: 'b', kind: 'optional', label: '' }, undefined, [mark])
    const p = articleSchema.node('block', { id: 'p' }, [head, articleSchema.text('in side', [mark])])
    const { blocks, state, pasted } = afterPaste(editorWith([p], 'p', 4), { text: LIST })
    expect(blocks).toEqual(['p para: in One first; second. Twoside'])
    expect(state.doc.firstChild!.children.every((node) => mark.isInSet(node.marks))).toBe(true)
    expect(pasted.kind === 'pasted' && listed(pasted.findings)['joined']).toEqual([3, 'first;', 'second.', 'Two'])
  })
  it('PA33: in a language that follows there are no new blocks', () => {
    const { blocks } = afterPaste(
      editorWith([H, block('p', 'para', 'Here ')], 'p', 5),
      { text: LIST },
      { isFollowing: true },
    )
    expect(blocks).toEqual(['h heading: Heading', 'p para: Here One first; second. Two'])
  })
  it('PA22: a footnote comes along as one, its words after all blocks; where it cannot, it is listed', () => {
    const html =
      '<p>Access<a href="#_ftn1" name="_ftnref1">[1]</a> and<a href="#_ftn9">[9]</a></p><div style="mso-element:footnote" id=ftn1><p><a href="#_ftnref1" name="_ftn1">[1]</a> The <b>words</b>.</p></div>'
    const { blocks, state, pasted } = afterPaste(editorWith([H, block('p', 'para', 'See ')], 'p', 4), { html })
    expect(blocks).toEqual(['h heading: Heading', 'p para: See Access and', 'n1 note: The words.'])
    expect(state.doc.child(1).children.map((node) => node.attrs['to'] as unknown)).toEqual(
      [undefined, undefined, 'n1', undefined].slice(1),
    )
    expect(pasted.kind === 'pasted' && listed(pasted.findings)).toEqual({ footnote: [1, '[9]'] })
    const follows = afterPaste(editorWith([H, block('p')], 'p', 0), { html }, { isFollowing: true })
    expect(follows.blocks).toEqual(['h heading: Heading', 'p para: Access and'])
    expect(follows.pasted.kind === 'pasted' && listed(follows.pasted.findings)).toEqual({
      footnote: [2, '[9]', 'The words.'],
    })
  })
  it('PA20: a clipboard of pictures alone is answered', () => {
    const { blocks, pasted } = afterPaste(editorWith([H], 'h', 7), { files: ['image/png'] })
    expect(blocks).toEqual(['h heading: Heading'])
    expect(pasted.kind).toBe('empty')
    expect(pasted.kind === 'empty' && listed(pasted.findings)).toEqual({ image: [1] })
  })
  it('PA40: what is too long is refused whole', () => {
    const text = 'words '.repeat(MAX_PASTED_CHARACTERS / 6 + 1)
    const { blocks, pasted } = afterPaste(editorWith([H], 'h', 7), { text })
    expect(blocks).toEqual(['h heading: Heading'])
    expect(pasted).toEqual({ kind: 'too-long', characters: text.length })
  })
})
