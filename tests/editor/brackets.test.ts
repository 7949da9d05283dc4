import type { Editor } from '@tiptap/core'
import { describe, expect, it } from 'vitest'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import type { ActContext } from '#lib/editor/acts/act.ts'
import { BRACKET_ACTS } from '#lib/editor/acts/brackets.ts'
import {
  addOption,
  bracket,
  bracketAt,
  bracketRefusal,
  canJoin,
  joinBracket,
  narrow,
  optionAt,
  removeOption,
  unwrap,
  widen,
} from '#lib/editor/commands/brackets.ts'
import { convert, insertReference, move, split } from '#lib/editor/commands/blocks.ts'
import { firstUpdate } from '#server/text/write.ts'
import { doc, heading, item, option, para, recital, tail } from '../support/blocks.ts'
import { Desk } from '../support/desk.ts'

const LABELS = ['Alt 1', 'Alt 2']
const labelOf = (n: number): string => `Alt ${n}`
const desk = (...blocks: Block[]): Desk => new Desk(firstUpdate(doc(heading('h', 'Title'), ...blocks), 1), 100)

/** A block's words with its brackets written out. */
function shown(at: Desk, id: string): string {
  let open: string[] = []
  let out = ''
  const content = at.shown.content.find(({ attrs }) => attrs.id === id)?.content ?? []
  for (const node of content) {
    const here = (node.marks ?? []).flatMap((mark) => (mark.type === 'br' ? [mark.attrs.option] : []))
    for (const one of [...open].reverse())
      if (!here.includes(one) || (node.type === 'opt' && node.attrs.id === one)) out += ']'
    open = open.filter((one) => here.includes(one))
    for (const one of here) if (!open.includes(one)) open.push(one)
    if (node.type === 'opt') out += `[${node.attrs.label === '' ? '' : `${node.attrs.label}: `}`
    if (node.type === 'text') out += node.text
    if (node.type === 'ref') out += `<${node.attrs.to}>`
  }
  return out + ']'.repeat(open.length)
}
const sound = (at: Desk): void => {
  expect(faultsOf(at.shown)).toEqual([])
  expect(at.shown).toEqual(at.written)
}

describe('putting in brackets', () => {
  it('BR1: selected words of one block, with a second, empty alternative where there are alternatives', () => {
    const at = desk(para('p', 'They shall meet.'))
    at.caret('p', 5, 10)
    expect(at.run(bracket('alternatives', LABELS))).toBe(true)
    expect(shown(at, 'p')).toBe('They [Alt 1: shall][Alt 2: ] meet.')
    at.type('may')
    expect(shown(at, 'p')).toBe('They [Alt 1: shall][Alt 2: may] meet.')
    sound(at)
  })
  it('BR1: the block without a selection, the article on its heading, each whole block of a selection across', () => {
    const at = desk(para('p', 'One.'), para('q', 'Two.'), para('r', 'Three.'))
    at.caret('p', 2)
    at.run(bracket('alternatives', LABELS))
    expect(at.block('p')!.node.attrs).toMatchObject({ bracketKind: 'alternatives' })
    expect(shown(at, 'p')).toBe('[Alt 1: One.][Alt 2: ]')
    at.caret('h', 1)
    at.run(bracket('optional', ['']))
    expect(at.block('h')!.node.attrs).toMatchObject({ bracketKind: 'optional' })
    expect(shown(at, 'h')).toBe('Title')
    at.select(at.block('q')!.pos + 2, at.block('r')!.pos + 3)
    at.run(bracket('optional', ['']))
    expect([at.block('q')!, at.block('r')!].map(({ node }) => node.attrs['bracketKind'])).toEqual([
      'optional',
      'optional',
    ])
    expect(at.run(bracket('optional', ['']))).toBe(false)
    expect(bracketRefusal(at.state, 'optional')).toBe('already')
    sound(at)
  })
  it('BR1, BR2: one that would cut another, or be the fourth around a word, is refused', () => {
    const at = desk(para('p', 'a ', option('x', 'x1', 'text', 'bb cc'), ' dd'))
    at.caret('p', 4, -1)
    expect(bracketRefusal(at.state, 'optional')).toBe('crosses')
    at.caret('p', 0, -1)
    for (const depth of [2, 3]) {
      expect(bracketRefusal(at.state, 'optional'), String(depth)).toBe(null)
      at.run(bracket('optional', ['']))
      at.caret('p', 0, -1)
    }
    expect(shown(at, 'p')).toBe('[[a [text: bb cc] dd]]')
    expect(bracketRefusal(at.state, 'optional')).toBe('too-deep')
    expect(at.run(bracket('optional', ['']))).toBe(false)
    sound(at)
  })
})

describe('options', () => {
  it('BR3: another alternative; a bracket to stay or go becomes alternatives by it, around a block too', () => {
    const at = desk(para('p', 'They ', option('x', 'x1', 'text', 'shall'), ' meet.'), para('q', 'Whole.'))
    at.caret('p', 8)
    at.run(addOption(bracketAt(at.state)!, 'Alt 2', 'Alt 1'))
    at.type('may')
    expect(shown(at, 'p')).toBe('They [text: shall][Alt 2: may] meet.')
    at.caret('q', 2)
    at.run(bracket('optional', ['']))
    at.run(addOption(bracketAt(at.state)!, 'Alt 2', 'Alt 1'))
    at.type('Or not.')
    expect(shown(at, 'q')).toBe('[Alt 1: Whole.][Alt 2: Or not.]')
    expect(at.block('q')!.node.attrs['bracketKind']).toBe('alternatives')
    sound(at)
  })
  it('BR3: its label is none of the others’, of which some may be gone', () => {
    const at = desk(para('p', option('x', 'x1', 'Alt 1', 'one'), option('x', 'x3', 'Alt 3', 'three'), ' cc'))
    at.caret('p', 2)
    const add = BRACKET_ACTS.find(({ name }) => name === 'option')!
    const editor = { view: { dispatch: at.dispatch, hasFocus: () => true } } as unknown as Editor
    expect(add.run({ editor } as ActContext, at.state)).toBe(true)
    at.type('four')
    expect(shown(at, 'p')).toBe('[Alt 1: one][Alt 3: three][Alt 4: four] cc')
    sound(at)
  })
  it('BR4: an option goes with its words only where that is said; the last one does not', () => {
    const one = (): Desk => desk(para('p', option('x', 'x1', 'Alt 1', 'aa'), option('x', 'x2', 'Alt 2', 'bb'), ' cc'))
    let at = one()
    at.caret('p', 5)
    expect(optionAt(at.state)).toEqual({ bracket: 'x', option: 'x2' })
    at.run(removeOption('x', 'x2', true))
    expect(shown(at, 'p')).toBe('[Alt 1: aa] cc')
    expect(at.run(removeOption('x', 'x1', true))).toBe(false)
    at = one()
    at.run(removeOption('x', 'x1', false))
    expect(shown(at, 'p')).toBe('aa[Alt 2: bb] cc')
    sound(at)
  })
  it('BR5: unwrapped, the words of all options stay, one after another and never run together', () => {
    const at = desk(
      para('p', 'They ', option('x', 'x1', 'Alt 1', 'shall'), option('x', 'x2', 'Alt 2', 'may'), ' meet.'),
    )
    at.run(unwrap('x'))
    expect(shown(at, 'p')).toBe('They shall may meet.')
    sound(at)
  })
  it('BR6: two side by side become one', () => {
    const at = desk(
      para('p', option('x', 'x1', 'text', 'aa'), ' ', option('y', 'y1', 'text', 'bb')),
      para('q', option('v', 'v1', 'Alt 1', 'aa'), option('v', 'v2', 'Alt 2', 'bb'), option('w', 'w1', 'text', 'cc')),
      para(
        'z',
        option('d', 'd1', 'Alt 1', 'aa'),
        option('d', 'd2', 'Alt 3', 'bb'),
        option('e', 'e1', 'Alt 1', 'cc'),
        option('e', 'e2', 'Alt 3', 'dd'),
      ),
      para('r', option('s', 's1', 'text', 'aa'), ' and ', option('t', 't1', 'text', 'bb')),
    )
    expect(canJoin(at.state.doc, 's')).toBe(false)
    at.run(joinBracket('x', labelOf))
    expect(shown(at, 'p')).toBe('[text: aa bb]')
    at.run(joinBracket('v', labelOf))
    expect(shown(at, 'q')).toBe('[Alt 1: aa][Alt 2: bb][text: cc]')
    at.run(joinBracket('d', labelOf))
    expect(shown(at, 'z')).toBe('[Alt 1: aa][Alt 3: bb][Alt 4: cc][Alt 5: dd]')
    sound(at)
  })
  it('BR7: narrowed, what stood behind goes on in a bracket of its own; widened, words beside it come in', () => {
    const at = desk(para('p', 'a ', option('x', 'x1', '', 'bb cc dd'), ' ee'))
    at.caret('p', 6, 8)
    expect(at.run(narrow)).toBe(true)
    expect(shown(at, 'p')).toBe('a [bb ]cc[ dd] ee')
    at.caret('p', 0, 4)
    expect(at.run(widen)).toBe(true)
    expect(shown(at, 'p')).toBe('[a bb ]cc[ dd] ee')
    sound(at)
  })
})

describe('what holds whatever the command', () => {
  it('SD3: a split within a bracket leaves both halves in brackets of their own', () => {
    const at = desk(para('p', 'x ', option('b', 'b1', 'Alt 1', 'one two'), option('b', 'b2', 'Alt 2', 'three')))
    at.caret('p', 7)
    at.run(split)
    const [first, second] = at.ids.slice(1)
    expect(shown(at, first!)).toBe('x [Alt 1: one ]')
    expect(shown(at, second!)).toBe('[Alt 1: two][Alt 2: three]')
    expect(at.block(second!)!.node.attrs['from']).toBe('p')
    sound(at)
  })
  it('SD3: a head goes only with all of its words; words put before it stand outside', () => {
    const at = desk(para('p', option('b', 'b1', 'Alt 1', 'one'), option('b', 'b2', 'Alt 2', 'two')))
    at.caret('p', 2, 6)
    at.dispatch(at.state.tr.deleteSelection())
    expect(shown(at, 'p')).toBe('[Alt 1: o][Alt 2: wo]')
    at.caret('p', 0)
    at.type('Now ')
    expect(shown(at, 'p')).toBe('Now [Alt 1: o][Alt 2: wo]')
    sound(at)
  })
  it('SD3: what replaces the end of a bracket does not take what follows into it', () => {
    const at = desk(para('p', option('b', 'b1', 'Alt 1', 'one'), option('b', 'b2', 'Alt 2', 'two')), para('q', 'Free.'))
    at.select(at.block('p')!.pos + 4, at.block('q')!.pos + 1)
    at.run(insertReference('q'))
    expect(at.written.content.at(-1)!.content!.at(-1)).toEqual({ type: 'text', text: 'Free.' })
    sound(at)
  })
  it('SD2: what has come to hang in the air steps back; flush text does not go before its list', () => {
    const at = desk(para('p', 'One:'), item('i', 'a;'), tail('t', 'Both.'), para('q', 'Two.'))
    at.caret('t', 1)
    at.run(move(-1))
    expect(at.ids).toEqual(['h', 'p', 'i', 't', 'q'])
    const { pos, node } = at.block('p')!
    at.dispatch(at.state.tr.delete(pos, pos + node.nodeSize))
    expect(at.shown.content.map(({ attrs }) => attrs.kind)).toEqual(['heading', 'para', 'para', 'para'])
    at.binding.undo()
    expect(at.shown.content.map(({ attrs }) => attrs.kind)).toEqual(['heading', 'para', 'item', 'tail', 'para'])
    sound(at)
  })
  it('TX36: kinds where what stands before allows them; the preamble has its own', () => {
    const at = desk(para('p', 'One:'), para('q', 'Two'), para('r', 'Three'))
    at.caret('p', 1)
    expect(at.run(convert('item', 1))).toBe(false)
    at.caret('q', 1)
    expect(at.run(convert('item', 2))).toBe(false)
    expect(at.run(convert('recital', 0))).toBe(false)
    at.select(at.block('q')!.pos + 1, at.block('r')!.pos + 2)
    at.run(convert('item', 1))
    at.caret('r', 1)
    at.run(convert('item', 2))
    const kinds = (of: ArticleDoc): string[] => of.content.map(({ attrs }) => `${attrs.kind}${attrs.depth}`)
    expect(kinds(at.shown)).toEqual(['heading0', 'para0', 'item1', 'item2'])
    at.caret('h', 1)
    expect(at.run(convert('para', 0))).toBe(false)
    const preamble = desk(recital('p', 'Recalling,'), recital('q', 'Have agreed:'))
    preamble.caret('q', 1)
    expect(preamble.run(convert('formula', 0))).toBe(true)
    expect(preamble.run(convert('item', 1))).toBe(false)
  })
})
