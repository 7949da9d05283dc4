/** Paragraphs that move to another article: what goes along, and that both stay sound. */
import { describe, expect, test } from 'vitest'
import type { Block } from '#lib/domain/article.ts'
import { moveBlocks, travellers } from '#lib/domain/moving.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { block, doc, heading, item, para } from '../support/blocks.ts'

const call = (to: string): NonNullable<Block['content']>[number] => ({ type: 'note', attrs: { id: `call-${to}`, to } })
const note = (id: string): Block => block('note', id, ['Words of a note.'])
const ids = (blocks: readonly Block[]): string[] => blocks.map(({ attrs }) => attrs.id)

describe('what goes along', () => {
  test('MV3: a footnote that nobody else calls goes with its call; one that is called elsewhere stays', () => {
    const from = doc(
      heading('h'),
      para('p1', 'One', call('n1'), call('n2')),
      para('p2', 'Two', call('n2')),
      note('n1'),
      note('n2'),
      note('n3'),
    )
    expect([...travellers(from, new Set(['p1']))]).toEqual(['p1', 'n1'])
    expect([...travellers(from, new Set(['p1', 'p2']))]).toEqual(['p1', 'p2', 'n1', 'n2'])
    // a note is not chosen, it follows; what is not there is not among them
    expect([...travellers(from, new Set(['n3', 'nowhere']))]).toEqual([])
  })
})

describe('both articles', () => {
  const lead = doc(heading('h'), para('p1', 'One'), item('i1', 'Item'), para('p2', 'Two', call('n1')), note('n1'))
  const to = doc(heading('g'), para('q1', 'First'), note('m1'))

  test('MV1, MV3: blocks come before the chosen one or after all paragraphs, their notes after all notes', () => {
    const moved = travellers(lead, new Set(['p2']))
    const [left, came] = moveBlocks(lead, to, moved, null, lead.content)
    expect(ids(left!.content)).toEqual(['h', 'p1', 'i1'])
    expect(ids(came.content)).toEqual(['g', 'q1', 'p2', 'm1', 'n1'])
    expect(came.content[2]).toEqual(lead.content[3])
    expect(ids(moveBlocks(lead, to, moved, 'q1', lead.content)[1].content)).toEqual(['g', 'p2', 'q1', 'm1', 'n1'])
  })

  test('MV2: an item left without its paragraph, and one that comes to a heading, become what can stand there', () => {
    const [left] = moveBlocks(lead, to, new Set(['p1']), null, lead.content)
    expect(faultsOf(left!)).toEqual([])
    const [, came] = moveBlocks(lead, doc(heading('g')), new Set(['i1']), null, lead.content)
    expect(faultsOf(came)).toEqual([])
  })

  test('MV2: a language that only the other article has gets the blocks empty', () => {
    const [left, came] = moveBlocks(null, to, new Set(['p1']), null, lead.content)
    expect(left).toBeNull()
    expect(came.content[2]).toEqual({ type: 'block', attrs: lead.content[1]!.attrs })
  })
})
