/** Proposals beside the paragraphs that they change (RL8). */
import { expect, it } from 'vitest'
import { proposalsBeside } from '#lib/domain/beside.ts'
import type { ProposalSummary } from '#lib/domain/contract-proposals.ts'

const summary = (id: string, blocks: string[], more: Partial<ProposalSummary> = {}): ProposalSummary =>
  ({
    ...{ id, code: `ART-1/P-${id}`, status: 'tabled', isChairs: false, sponsors: [], areOthers: false, isHeld: false },
    act: null,
    blocks: blocks.map((block) => ({ id: block, lang: 'en', op: 'changed' })),
    permissions: { write: true },
    ...more,
  }) as ProposalSummary

it('RL8: they stand beside each paragraph that they change, in the order of the text', () => {
  const all = [summary('1', ['b', 'a']), summary('2', ['b']), summary('3', ['gone']), summary('4', [])]
  const groups = proposalsBeside(all, ['h', 'a', 'b'], new Map())
  expect(groups.map(({ blockId, items }) => [blockId, items.map(({ id }) => id)])).toEqual([
    [null, ['3', '4']],
    ['a', ['1']],
    ['b', ['1', '2']],
  ])
  // the same paragraph in two languages is one
  const twice = {
    ...summary('5', ['a']),
    blocks: ['en', 'ar'].map((lang) => ({ id: 'a', lang, op: 'changed' as const })),
  }
  expect(proposalsBeside([twice], ['a'], new Map())[0]!.items).toHaveLength(1)
})

it('RL8: who writes one is led to where it is written, while its words are theirs to write', () => {
  const [group] = proposalsBeside([summary('1', ['a']), summary('2', ['a'], { status: 'draft' })], ['a'], new Map())
  expect(group!.items.map(({ canWrite }) => canWrite)).toEqual([false, true])
})

it('RL8: what becomes of a bracket stands beside the paragraph in which that begins, and is nowhere to write', () => {
  const act = { op: 'delete', bracket: 'br' } as const
  const all = [summary('1', [], { act, status: 'draft' }), summary('2', [], { act: { ...act, bracket: 'settled' } })]
  const groups = proposalsBeside(all, ['a', 'b'], new Map([['br', 'b']]))
  expect(groups.map(({ blockId, items }) => [blockId, items.map(({ id }) => id)])).toEqual([
    [null, ['2']],
    ['b', ['1']],
  ])
  expect(groups[1]!.items[0]!.canWrite).toBe(false)
})
