// Over 250 lines: one story after another of the same part, with what they share.
import { describe, expect, it } from 'vitest'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { docFromDelta, type DeltaInsert } from '#lib/domain/text.ts'
import { insertReference, join, move, shift, split, stepOut } from '#lib/editor/commands/blocks.ts'
import { addOption, bracket } from '#lib/editor/commands/brackets.ts'
import type { Stray } from '#lib/editor/binding/strays.ts'
import { numbered, pair, settle, type Desk } from '../support/desk.ts'

const start = (id: string, formats: Record<string, string> = {}): DeltaInsert => ({
  insert: { b: id },
  attributes: formats,
})
const base: ArticleDoc = docFromDelta([
  start('h', { 'b.kind': 'heading' }),
  { insert: numbered('h', 3) },
  ...['p1', 'p2', 'p3', 'p4'].flatMap((id) => [start(id), { insert: numbered(id, 6) }]),
  start('q1', { 'b.kind': 'item', 'b.depth': '1' }),
  { insert: numbered('q1', 6) },
])
const agree = (...desks: Desk[]): void => {
  for (const desk of desks) {
    expect(desk.shown).toEqual(desk.written)
    expect(desk.shown).toEqual(desks[0]!.shown)
    expect(new Set(desk.ids).size).toBe(desk.ids.length)
    desk.state.doc.check()
  }
}
const updatesOf = (desk: Desk): (() => number) => {
  let n = 0
  desk.ydoc.on('update', () => n++)
  return () => n
}

describe('the binding', () => {
  it('TX14: opening an article writes nothing', () => {
    const [a] = pair(base)
    const count = updatesOf(a)
    a.caret('p1', 3)
    expect(count()).toBe(0)
    expect(a.shown).toEqual(base)
  })
  it('TX14: keys are written as they come, and arrive', async () => {
    const [a, b] = pair(base)
    a.caret('p1', 5)
    a.type('hello ')
    b.caret('p1', -1)
    b.type('world')
    await settle(a, b)
    agree(a, b)
    expect(a.plain('p1')).toMatch(/^p1w0 hello .*world$/)
  })
  it('TX14: typing at one place does not mix letters', async () => {
    for (const swap of [true, false]) {
      const [a, b] = pair(base, { swap })
      for (const [desk, words] of [
        [a, 'AAAA'],
        [b, 'BBBB'],
      ] as const) {
        desk.caret('p1', 5)
        desk.type(words)
      }
      await settle(a, b)
      agree(a, b)
      expect(a.plain('p1')).toMatch(/AAAABBBB|BBBBAAAA/)
    }
  })
  it('TX15: two people who replace one word keep both words whole', async () => {
    const [a, b] = pair(base)
    for (const [desk, word] of [
      [a, 'shall'],
      [b, 'should'],
    ] as const) {
      const { pos } = desk.block('p1')!
      desk.dispatch(desk.state.tr.insertText(word, pos + 6, pos + 10))
    }
    await settle(a, b)
    agree(a, b)
    expect(a.plain('p1')).toMatch(/shallshould|shouldshall/)
  })
  it('TX16: a split and a join touch nobody else’s words', async () => {
    const [a, b] = pair(base)
    a.caret('p2', 10)
    a.run(split)
    b.caret('p2', 20)
    b.type('mine ')
    await settle(a, b)
    agree(a, b)
    expect(a.ids).toHaveLength(7)
    const second = a.ids[3]!
    expect(a.plain(second)).toContain('mine ')
    a.caret(second, 0)
    a.run(join)
    b.caret(second, 5)
    b.type('again ')
    await settle(a, b)
    agree(a, b)
    expect(a.ids).toEqual(base.content.map((block) => block.attrs.id))
    expect(a.plain('p2')).toContain('again ')
  })
  it('TX20: Enter at the start keeps the id with the words', () => {
    const [a] = pair(base)
    a.caret('p2', 0)
    a.run(split)
    expect(a.plain('p2')).toContain('p2w0')
    expect(a.ids.indexOf('p2')).toBe(3)
    agree(a)
  })
  it('TX21: a copied bracket, its options and references get new ids; cut and pasted ones keep theirs', () => {
    const [a] = pair(base)
    a.caret('p1', 0, 9)
    a.run(bracket('alternatives', ['Alt 1', 'Alt 2']))
    a.caret('p1', 1)
    a.run(insertReference('p3'))
    const block = a.block('p1')!
    const slice = a.state.doc.slice(block.pos + 1, block.pos + 15)
    a.caret('p2', 0)
    a.dispatch(a.state.tr.replaceSelection(slice))
    agree(a)
    const ids: string[] = []
    const brackets = new Map<string, Set<string>>()
    a.state.doc.descendants((node, _pos, parent) => {
      if (node.type.name === 'ref' || node.type.name === 'opt') ids.push(node.attrs['id'] as string)
      for (const mark of node.marks)
        if (mark.type.name === 'br') {
          const at = parent!.attrs['id'] as string
          brackets.set(at, (brackets.get(at) ?? new Set()).add(`${mark.attrs['id']}/${mark.attrs['option']}`))
        }
    })
    expect(ids.length).toBe(6)
    expect(new Set(ids).size).toBe(6)
    expect([...brackets.get('p1')!].filter((id) => brackets.get('p2')!.has(id))).toEqual([])
    expect(brackets.get('p2')!.size).toBe(2)

    const before = a.written.content[1]!.content
    const source = a.block('p1')!
    const whole = a.state.doc.slice(source.pos + 1, source.pos + 1 + source.node.content.size)
    a.dispatch(a.state.tr.delete(source.pos + 1, source.pos + 1 + source.node.content.size))
    a.caret('p3', 0)
    a.dispatch(a.state.tr.replaceSelection(whole))
    agree(a)
    expect(JSON.stringify(a.written.content[3]!.content)).toContain(JSON.stringify(before).slice(1, -60))
  })
  it('TX21: words copied out of an option are words; typed into an option they belong to it', () => {
    const [a] = pair(base)
    a.caret('p1', 5, 15)
    a.run(bracket('optional', ['']))
    const { pos } = a.block('p1')!
    const slice = a.state.doc.slice(pos + 8, pos + 12)
    a.caret('p2', 3)
    a.dispatch(a.state.tr.replaceSelection(slice))
    agree(a)
    expect(a.block('p2')!.node.children.every((node) => node.marks.length === 0)).toBe(true)
    a.caret('p1', 10)
    a.type('inside')
    expect(a.block('p1')!.node.children.find((node) => node.text?.includes('inside'))!.marks).toHaveLength(1)
    agree(a)
  })
  it('TX20: pasted and doubled blocks get new ids, the one that was there keeps its own', () => {
    const [a] = pair(base)
    const { node, pos } = a.block('p2')!
    a.dispatch(a.state.tr.insert(pos, node))
    agree(a)
    expect(a.ids.indexOf('p2')).toBe(3)
    a.dispatch(a.state.tr.insert(0, node.type.create({ id: null })))
    agree(a)
  })
  it('TX22: what is not known is shown, kept through edits, and neither removed nor copied', async () => {
    const [a, b] = pair(base)
    b.text.insertEmbed(20, { widget: 'x', deep: { y: 1 } }, {})
    b.text.format(21, 3, { 'c:note': 'n1' })
    b.text.format(0, 1, { 'b.lang': 'fr' })
    await settle(a, b)
    a.caret('h', 2)
    a.type('zz')
    a.caret('p1', 3)
    a.run(split)
    a.dispatch(a.state.tr.delete(0, a.state.doc.content.size))
    a.dispatch(a.state.tr.insert(0, a.block('p1')!.node))
    await settle(a, b)
    agree(a, b)
    const written = JSON.stringify(b.text.toDelta())
    for (const piece of ['"widget":"x"', 'c:note', '"b.lang":"fr"']) expect(written.split(piece)).toHaveLength(2)
  })
  it('TX23: two people move one block: the double is merged into one, with what both typed', async () => {
    for (const swap of [true, false]) {
      const [a, b] = pair(base, { swap })
      a.caret('p2', 5)
      a.run(move(-1))
      a.type('AAA ')
      b.caret('p2', 15)
      b.run(move(1))
      b.type('BBB ')
      await settle(a, b)
      agree(a, b)
      expect(a.ids.toSorted()).toEqual(['h', 'p1', 'p2', 'p3', 'p4', 'q1'])
      expect(a.all.match(/p2w\d/g)).toHaveLength(6)
      expect(a.plain('p2')).toBe('p2w0 AAA p2w1 p2w2 BBB p2w3 p2w4 p2w5 ')
    }
  })
  it('TX24, TX25: words typed into a block that another moves go with it; into one that is removed, their author is told', async () => {
    const notices: Stray[] = []
    const [a, b] = pair(base, { onNotice: (stray) => notices.push(stray) })
    a.caret('p2', 5)
    a.type('new ')
    b.caret('p2', 1)
    b.run(move(1))
    await settle(a, b)
    agree(a, b)
    expect(a.plain('p2')).toBe(`p2w0 new ${numbered('p2', 6).slice(5)}`)
    expect(notices).toEqual([{ kind: 'moved', blockId: 'p2', words: 'new ' }])
    notices.length = 0
    a.caret('p4', 5)
    a.type('kept ')
    const { pos, node } = b.block('p4')!
    b.dispatch(b.state.tr.delete(pos, pos + node.nodeSize))
    await settle(a, b)
    agree(a, b)
    expect(a.all).toContain('kept ')
    expect(notices).toEqual([{ kind: 'removed', blockId: 'p4', words: 'kept ' }])
  })
  it('TX24: who is writing in a block when another removes it gets the words that went with it, and nobody else does', async () => {
    const notices: Stray[] = []
    const [a, b] = pair(base, { onNotice: (stray) => notices.push(stray) })
    a.caret('p4', 5)
    a.type('first ')
    a.caret('p4', 16)
    a.type('second ')
    await settle(a, b)
    // not yet on the other's screen
    a.type('late ')
    const { pos, node } = b.block('p4')!
    b.dispatch(b.state.tr.delete(pos, pos + node.nodeSize))
    await settle(a, b)
    agree(a, b)
    expect(notices).toEqual([
      { kind: 'gone', blockId: 'p4', words: 'first  … second ' },
      { kind: 'removed', blockId: 'p4', words: 'late ' },
    ])
    notices.length = 0
    // as people remove a paragraph: its words first, then the empty rest
    a.caret('p1', 5)
    a.type('third ')
    await settle(a, b)
    a.type('x')
    const words = b.block('p1')!
    b.dispatch(b.state.tr.delete(words.pos + 1, words.pos + words.node.nodeSize - 1))
    await settle(a, b)
    b.caret('p1', 0)
    b.run(join)
    await settle(a, b)
    agree(a, b)
    expect(notices).toEqual([{ kind: 'gone', blockId: 'p1', words: 'third ' }])
    notices.length = 0
    // a sentence of one's own is removed, in a paragraph that goes on: that is work on a text
    a.caret('p3', 0)
    a.type('A sentence of mine. Another one, which stays. ')
    await settle(a, b)
    b.dispatch(b.state.tr.delete(b.block('p3')!.pos + 1, b.block('p3')!.pos + 21))
    await settle(a, b)
    expect(notices).toEqual([])
    // one's caret is elsewhere by now; one's words were moved within the text; or joined to what stands before
    a.caret('p2', 5)
    a.type('mine ')
    a.caret('h', 1)
    await settle(a, b)
    b.dispatch(b.state.tr.delete(b.block('p2')!.pos, b.block('p2')!.pos + b.block('p2')!.node.nodeSize))
    await settle(a, b)
    a.caret('p3', 5)
    a.type('moved ')
    await settle(a, b)
    b.caret('p3', 1)
    b.run(move(-1))
    await settle(a, b)
    b.caret('p3', 0)
    b.run(join)
    await settle(a, b)
    agree(a, b)
    expect(a.all).toContain('moved ')
    expect(notices).toEqual([])
  })
  it('TX25: words that their author had parted from what follows by a split are no part of its word when they follow', async () => {
    const after = async (offset: number, isSplit: boolean): Promise<string> => {
      const [a, b] = pair(base)
      a.caret('p2', offset)
      a.type('new')
      if (isSplit) a.run(split)
      b.caret('p2', 1)
      b.run(move(1))
      await settle(a, b)
      agree(a, b)
      return a.plain('p2')
    }
    expect(await after(10, true)).toBe(`p2w0 p2w1 new ${numbered('p2', 6).slice(10)}`)
    // what its author joined to a word stays joined
    expect(await after(7, false)).toBe(`p2w0 p2new${numbered('p2', 6).slice(7)}`)
  })
  it('TX24: nobody is told about a join, a split or a deletion elsewhere', async () => {
    const notices: Stray[] = []
    const [a, b] = pair(base, { onNotice: (stray) => notices.push(stray) })
    a.caret('p2', 5)
    a.type('new ')
    b.caret('p2', 0)
    b.run(join)
    b.caret('p3', 3)
    b.run(split)
    b.dispatch(b.state.tr.delete(b.block('p4')!.pos + 1, b.block('p4')!.pos + 5))
    await settle(a, b)
    agree(a, b)
    expect(notices).toEqual([])
  })
  it('TX2: when everything is removed by two people, the article can be written again', async () => {
    const [a, b] = pair(base)
    a.dispatch(a.state.tr.delete(0, a.block('p2')!.pos))
    b.dispatch(b.state.tr.delete(b.block('p1')!.pos, b.state.doc.content.size))
    b.caret('h', 3)
    await settle(a, b)
    agree(a, b)
    expect(a.written.content.map(({ attrs: { id, kind } }) => [id, kind])).toEqual([['h', 'heading']])
    a.type('again')
    await settle(a, b)
    agree(a, b)
    expect(b.all).toBe('again')
    expect(b.written.content[0]!.attrs.kind).toBe('heading')
  })
  it('TX34: a key steps out of a bracket', () => {
    const [a] = pair(base)
    a.caret('p1', 5, 15)
    a.run(bracket('optional', ['']))
    a.caret('p1', 16)
    expect(a.run(stepOut)).toBe(true)
    a.type('x')
    const node = a.block('p1')!.node.children.find((child) => child.text?.startsWith('x'))!
    expect(node.marks).toEqual([])
    a.caret('p1', 2)
    expect(a.run(stepOut)).toBe(false)
    agree(a)
  })
  it('TX26: another option is empty, and words typed there belong to it; an emptied one stays', () => {
    const [a] = pair(base)
    a.caret('p1', 5, 15)
    a.run(bracket('alternatives', ['Alt 1', 'Alt 2']))
    a.type('second')
    let id = ''
    a.state.doc.descendants((node) => void (id = (node.attrs['br'] as string | undefined) ?? id))
    a.run(addOption(id, 'Alt 3'))
    a.type('third')
    agree(a)
    const text = JSON.stringify(
      a.written.content[1]!.content!.map((node) => (node.type === 'text' ? node.text : node.type)),
    )
    expect(text).toContain('"opt","p1w1 p1w2 ","opt","second","opt","third"')
    for (let i = 0; i < 5; i++) a.dispatch(a.state.tr.delete(a.state.selection.from - 1, a.state.selection.from))
    agree(a)
    expect(a.written.content[1]!.content!.filter((node) => node.type === 'opt')).toHaveLength(3)
  })
  it('TX30-TX31: Tab and Shift-Tab walk between paragraph, (a) and (i)', () => {
    const [a] = pair(base)
    const shape = (id: string): string => `${a.block(id)!.node.attrs['kind']}${a.block(id)!.node.attrs['depth']}`
    a.caret('p2', 1)
    for (const [by, expected] of [
      [1, 'item1'],
      [1, 'item1'],
      [-1, 'para0'],
      [-1, 'para0'],
    ] as const) {
      a.run(shift(by))
      expect(shape('p2')).toBe(expected)
    }
    a.caret('p4', 1)
    a.run(shift(1))
    a.caret('q1', 1)
    a.run(shift(1))
    expect(shape('q1')).toBe('item2')
    a.run(shift(-1))
    a.run(shift(-1))
    a.run(shift(-1))
    expect(shape('q1')).toBe('tail0')
    a.caret('h', 1)
    a.run(shift(1))
    a.caret('p1', 1)
    a.run(shift(1))
    expect([shape('h'), shape('p1')]).toEqual(['heading0', 'para0'])
    agree(a)
  })
})
