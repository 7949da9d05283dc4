import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { split } from '#lib/editor/commands/blocks.ts'
import { pair, randomOf, settle, type Desk } from '../support/desk.ts'
import { article } from '../support/operations.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const agree = (...desks: Desk[]): void => {
  for (const desk of desks) {
    expect(desk.shown).toEqual(desk.written)
    expect(desk.shown).toEqual(desks[0]!.shown)
  }
}
/** What an input method does: the word so far is replaced by a longer one, again and again. */
function compose(desk: Desk, from: number, was: string, now: string): void {
  desk.dispatch(desk.state.tr.insertText(now, from, from + was.length))
}

describe('a word being composed', () => {
  it('TX18: others change other blocks at once; its own block is held and released after it', async () => {
    const [a, b] = pair(article)
    a.caret('p1', 5)
    a.composing = true
    const at = a.state.selection.from
    compose(a, at, '', 'に')
    b.caret('p4', 0)
    b.type('elsewhere ')
    await settle(a, b)
    expect(a.plain('p4')).toMatch(/^elsewhere/)
    expect(a.binding.isHolding).toBe(false)
    b.caret('p1', 0)
    b.type('QQ ')
    await settle(a, b)
    expect(a.binding.isHolding).toBe(true)
    expect(a.plain('p1')).not.toContain('QQ')
    compose(a, at, 'に', 'にほん')
    await settle(a, b)
    expect(b.plain('p1')).toMatch(/^QQ p1w0 にほんp1w1/)
    compose(a, at, 'にほん', '日本')
    a.composing = false
    vi.advanceTimersByTime(200)
    await settle(a, b)
    agree(a, b)
    expect(a.plain('p1')).toMatch(/^QQ p1w0 日本p1w1/)
    expect(a.state.selection.$head.parentOffset).toBe(10)
  })
  it('TX18: a composition that never ends is shown others’ changes after a pause', async () => {
    const [a, b] = pair(article)
    a.caret('p1', 5)
    a.composing = true
    compose(a, a.state.selection.from, '', 'か')
    b.caret('p1', 0)
    b.type('QQ ')
    await settle(a, b)
    vi.advanceTimersByTime(1000)
    expect(a.binding.isHolding).toBe(true)
    vi.advanceTimersByTime(1000)
    expect(a.binding.isHolding).toBe(false)
    agree(a, b)
    expect(a.plain('p1')).toMatch(/^QQ p1w0 か/)
  })
  it('TX18: its block is split or removed meanwhile: the word is kept', async () => {
    const [a, b] = pair(article)
    a.caret('p2', 12)
    a.composing = true
    const at = a.state.selection.from
    compose(a, at, '', 'さ')
    b.caret('p2', 4)
    b.run(split)
    await settle(a, b)
    compose(a, at, 'さ', 'さく')
    const gone = b.state.doc.child(3)
    const pos = b.block(gone.attrs['id'] as string)!.pos
    b.dispatch(b.state.tr.delete(pos, pos + gone.nodeSize))
    await settle(a, b)
    compose(a, at, 'さく', '桜')
    a.composing = false
    vi.advanceTimersByTime(200)
    await settle(a, b)
    agree(a, b)
    expect(a.all).toContain('桜')
    expect(a.all).not.toContain('さ')
  })
  it('TX18: 60 words composed while another types, splits, joins and marks in the same block: each is whole', async () => {
    const random = randomOf(5)
    const upTo = (n: number): number => Math.floor(random() * n)
    const [a, b] = pair(article)
    for (let i = 0; i < 60; i++) {
      const word = `語${String.fromCharCode(0x4e00 + i)}`
      a.caret('p1', -1 - upTo(3))
      a.composing = true
      const at = a.state.selection.from
      const disturb = (): void => {
        const { node, pos } = b.block('p1')!
        const place = pos + 1 + upTo(node.content.size + 1)
        const act = upTo(4)
        if (act === 0) b.dispatch(b.state.tr.insertText('b ', place))
        if (act === 1) b.dispatch(b.state.tr.split(place))
        if (act === 2 && b.state.doc.childCount > 8) b.dispatch(b.state.tr.join(pos + node.nodeSize))
        if (act === 3)
          b.dispatch(b.state.tr.addMark(pos + 1, pos + 1 + Math.min(5, node.content.size), b.state.schema.mark('bold')))
      }
      compose(a, at, '', 'ご')
      disturb()
      if (random() < 0.7) await settle(a, b)
      compose(a, at, 'ご', 'ごか')
      disturb()
      if (random() < 0.5) await settle(a, b)
      compose(a, at, 'ごか', word)
      a.composing = false
      vi.advanceTimersByTime(200)
      await settle(a, b)
      agree(a, b)
      expect(a.all.replaceAll('\n', ''), `round ${i}`).toContain(word)
      expect(a.all, `round ${i}`).not.toContain('ご')
    }
  })
})
