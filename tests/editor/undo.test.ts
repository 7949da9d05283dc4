// Over 250 lines: one story after another of the same part, with what they share.
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { join, move, split } from '#lib/editor/commands/blocks.ts'
import type { Stray } from '#lib/editor/binding/strays.ts'
import { pair, settle, type Desk } from '../support/desk.ts'
import { article } from '../support/operations.ts'

const agree = (...desks: Desk[]): void => {
  for (const desk of desks) {
    expect(desk.shown).toEqual(desk.written)
    expect(desk.shown).toEqual(desks[0]!.shown)
  }
}
const where = ({ state }: Desk): [string, number] => {
  const { $head } = state.selection
  return [$head.parent.attrs['id'] as string, $head.parentOffset]
}

describe('undo', () => {
  it('TX19: takes back one’s own words alone, and brings the caret back', async () => {
    const [a, b] = pair(article)
    a.caret('p1', 5)
    a.type('AAA ')
    b.caret('p1', 0)
    b.type('BBB ')
    await settle(a, b)
    expect(a.binding.undo()).toBe(true)
    await settle(a, b)
    agree(a, b)
    expect(b.plain('p1')).toMatch(/^BBB p1w0 p1w1/)
    expect(where(a)).toEqual(['p1', 9])
    expect(a.binding.redo()).toBe(true)
    await settle(a, b)
    agree(a, b)
    expect(b.plain('p1')).toMatch(/^BBB p1w0 AAA p1w1/)
    expect(where(a)).toEqual(['p1', 13])
    expect(b.binding.undo()).toBe(true)
    expect(b.binding.undo()).toBe(false)
  })
  it('TX19: undo of a split keeps what another typed in the second half', async () => {
    const [a, b] = pair(article)
    a.caret('p2', 10)
    a.run(split)
    await settle(a, b)
    b.caret(b.ids[3]!, 3)
    b.type('XYZ')
    await settle(a, b)
    a.binding.undo()
    await settle(a, b)
    agree(a, b)
    expect(a.ids).toEqual(article.content.map((block) => block.attrs.id))
    expect(a.plain('p2')).toContain('XYZ')
  })
  it('TX19: undo of a join gives the block its id again', async () => {
    const [a, b] = pair(article)
    a.caret('p2', 0)
    a.run(join)
    await settle(a, b)
    expect(b.ids).not.toContain('p2')
    a.binding.undo()
    await settle(a, b)
    agree(a, b)
    expect(b.written).toEqual(article)
  })
  it('TX19: undo of a move puts the block back, with what another typed into it since', async () => {
    const [a, b] = pair(article)
    a.caret('p2', 3)
    a.run(move(-1))
    await settle(a, b)
    a.binding.undo()
    await settle(a, b)
    agree(a, b)
    expect(b.written).toEqual(article)
  })
  describe('of a deletion in a paragraph that somebody removed or moved meanwhile', () => {
    const notices: Stray[] = []
    const deleted = (): [Desk, Desk] => {
      notices.length = 0
      const [a, b] = pair(article, { onNotice: (stray) => notices.push(stray) })
      a.dispatch(a.state.tr.delete(a.block('p2')!.pos + 6, a.block('p2')!.pos + 11))
      a.binding.undoManager.stopCapturing()
      expect(a.plain('p2')).toMatch(/^p2w0 p2w2/)
      return [a, b]
    }
    const remove = (desk: Desk, id: string): void => {
      const { pos, node } = desk.block(id)!
      desk.dispatch(desk.state.tr.delete(pos, pos + node.nodeSize))
    }
    it('TX38: its author is told where the word stands now', async () => {
      const [a, b] = deleted()
      await settle(a, b)
      remove(b, 'p2')
      await settle(a, b)
      a.binding.undo()
      await settle(a, b)
      agree(a, b)
      expect(a.plain('p1')).toMatch(/p2w1 $/)
      expect(notices).toEqual([{ kind: 'back-removed', blockId: 'p2', words: 'p2w1 ' }])
      a.binding.redo()
      await settle(a, b)
      agree(a, b)
      expect(a.all).not.toContain('p2w1')
    })
    it('TX38: it follows to where the paragraph moved, in undo and redo', async () => {
      const [a, b] = deleted()
      await settle(a, b)
      b.caret('p2', 0)
      b.run(move(1))
      await settle(a, b)
      const moved = a.written
      for (let round = 0; round < 3; round++) {
        a.binding.undo()
        await settle(a, b)
        agree(a, b)
        expect(a.plain('p2')).toMatch(/^p2w0 p2w1 p2w2/)
        expect(a.all.match(/p2w1 /g)).toHaveLength(1)
        a.binding.redo()
        await settle(a, b)
        agree(a, b)
        expect(a.written).toEqual(moved)
      }
      expect(notices[0]).toEqual({ kind: 'back-moved', blockId: 'p2', words: 'p2w1 ' })
    })
    it('TX38: one that moved away and back takes it in at its place, and one that was joined or removed and brought back too', async () => {
      for (const acts of [
        (b: Desk) => [() => b.run(move(1)), () => b.run(move(-1))],
        (b: Desk) => [() => remove(b, 'p2'), () => b.binding.undo()],
        (b: Desk) => [() => b.run(join)],
      ]) {
        const [a, b] = deleted()
        await settle(a, b)
        b.caret('p2', 0)
        for (const act of acts(b)) {
          act()
          await settle(a, b)
        }
        a.binding.undo()
        await settle(a, b)
        agree(a, b)
        expect(a.all).toContain('p2w0 p2w1 p2w2')
      }
    })
    it('TX38: one’s own removal and its undo say nothing', () => {
      const [a] = deleted()
      remove(a, 'p2')
      a.binding.undo()
      a.binding.undo()
      expect(a.written).toEqual(article)
      a.binding.redo()
      a.binding.redo()
      a.binding.undo()
      a.binding.undo()
      expect(a.written).toEqual(article)
      expect(notices).toEqual([])
    })
  })
  it('TX19: each change of structure is a step of its own', () => {
    const [a] = pair(article)
    a.caret('p2', 10)
    a.type('one ')
    a.run(split)
    a.type('two ')
    a.binding.undo()
    expect(a.all).not.toContain('two ')
    expect(a.ids).toHaveLength(article.content.length + 1)
    a.binding.undo()
    expect(a.ids).toHaveLength(article.content.length)
    expect(a.plain('p2')).toContain('one ')
    agree(a)
  })
})

describe('surrogate pairs', () => {
  it('TX17: one character of two halves is replaced whole, as a browser tells it: by its second half alone', async () => {
    const [a, b] = pair(article)
    a.caret('p1', 0)
    a.type('🙂')
    const { pos } = a.block('p1')!
    // U+1F642 becomes U+1F643: only the second half differs
    a.dispatch(a.state.tr.insertText('🙃'[1]!, pos + 2, pos + 3))
    await settle(a, b)
    agree(a, b)
    expect(b.plain('p1')).toMatch(/^🙃p1w0/u)
    expect(b.text.toString().isWellFormed()).toBe(true)
  })
  it('TX17: a mark, a split or words in the middle of one write no half', async () => {
    for (const act of [
      (desk: Desk, pos: number) => desk.dispatch(desk.state.tr.addMark(pos, pos + 4, desk.state.schema.mark('bold'))),
      (desk: Desk, pos: number) => desk.dispatch(desk.state.tr.split(pos)),
      (desk: Desk, pos: number) => desk.dispatch(desk.state.tr.insertText('x', pos)),
    ]) {
      const [a, b] = pair(article)
      a.caret('p1', 0)
      a.dispatch(a.state.tr.insertText('🙂'))
      act(a, a.block('p1')!.pos + 2)
      await settle(a, b)
      agree(a, b)
      expect(b.text.toString().isWellFormed()).toBe(true)
    }
  })
})

describe('what no server takes', () => {
  it('TX17: U+0000 from an input method stands as U+FFFD, here and there', async () => {
    const [a, b] = pair(article)
    a.caret('p1', 0)
    a.dispatch(a.state.tr.insertText('N\0UL '))
    await settle(a, b)
    agree(a, b)
    expect(b.plain('p1')).toMatch(/^N\uFFFDUL /u)
    expect(b.text.toString()).not.toContain('\0')
  })

  /** Every word that this desk ever wrote, what it removed again too: the gate looks at all of it. */
  const everWritten = ({ ydoc }: Desk): string =>
    (ydoc.store.clients.get(ydoc.clientID) ?? [])
      .map((struct) =>
        struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : '',
      )
      .join('')

  it('TX41: turns of direction from a keyboard or a context menu go before anything is sent; marks and joiners stay', async () => {
    const [a, b] = pair(article)
    a.caret('p1', 0)
    a.dispatch(a.state.tr.insertText('They may \u202Eton\u202C act\u200F\u200D. \u2067'))
    a.type('\u202A')
    a.type('So ')
    await settle(a, b)
    agree(a, b)
    expect(b.plain('p1')).toMatch(/^They may ton act\u200F\u200D\. So p1w0/u)
    expect(everWritten(a)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/u)
    a.binding.undo()
    a.binding.redo()
    await settle(a, b)
    agree(a, b)
    expect(everWritten(a)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/u)
  })
  it('TX41: words from before that hold them are taken away and brought back, moved and split without being sent again', async () => {
    const old = structuredClone(article)
    old.content[1]!.content = [{ type: 'text', text: 'They may \u202Eton\u202C act.' }]
    const [a, b] = pair(old)
    a.caret('p1', 5, 20)
    a.dispatch(a.state.tr.deleteSelection())
    await settle(a, b)
    a.binding.undo()
    await settle(a, b)
    agree(a, b)
    expect(b.plain('p1')).toBe('They may \uFFFDton\uFFFD act.')
    const [c, d] = pair(old)
    c.caret('p1', 0)
    c.run(move(1))
    await settle(c, d)
    agree(c, d)
    expect(d.plain('p1')).toBe('They may ton act.')
    for (const desk of [a, c]) expect(everWritten(desk)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/u)
  })
})

describe('right-to-left', () => {
  it('TX14: two people in one Arabic paragraph, a split and a join, marks and emoji', async () => {
    const [a, b] = pair(article)
    a.caret('p1', 0)
    a.type('الدبلوماسية الإنسانية 🙂 عمل مدني. ')
    await settle(a, b)
    a.caret('p1', 12)
    a.run(split)
    b.caret('p1', 25)
    b.type('المستقلة ')
    await settle(a, b)
    agree(a, b)
    expect(a.all.replaceAll('\n', '')).toContain('الدبلوماسية الإنسانية 🙂')
    expect(a.all).toContain('المستقلة')
    a.caret(a.ids[2]!, 0)
    a.run(join)
    await settle(a, b)
    agree(a, b)
  })
})
