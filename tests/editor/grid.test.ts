import { describe, expect, it } from 'vitest'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { pair, randomOf, settle, type Desk } from '../support/desk.ts'
import { article, judge, OPERATIONS, type Side, type Verdict } from '../support/operations.ts'

const NAMES = Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[]
const SEEDS = 20

interface Cell extends Verdict {
  /** Words doubled before the editors merged what two moves had doubled. */
  atFirst: string[]
}

async function cell(a: keyof typeof OPERATIONS, b: keyof typeof OPERATIONS, seed: number): Promise<Cell> {
  const random = randomOf(seed * 7919 + a.length * 31 + b.length)
  const [left, right] = pair(article, { swap: seed % 2 === 0 })
  const act = (desk: Desk, name: keyof typeof OPERATIONS, side: Side): ArticleDoc => {
    let count = 0
    OPERATIONS[name](desk, { random, side, target: 'p3', word: () => `${side}${++count}` })
    expect(desk.shown).toEqual(desk.written)
    expect(desk.written, name).not.toEqual(article)
    return desk.written
  }
  const inA = act(left, a, 'A')
  const inB = act(right, b, 'B')
  for (const desk of [left, right]) while (desk.inbox.length > 0) desk.receive()
  const atFirst = judge(article, inA, inB, left.written).doubled
  await settle(left, right)
  for (const desk of [left, right]) {
    expect(desk.shown).toEqual(desk.written)
    expect(desk.written).toEqual(left.written)
    expect(new Set(desk.ids).size).toBe(desk.ids.length)
    expect(desk.ids.filter((id) => id.includes('~'))).toEqual([])
    desk.state.doc.check()
  }
  return { ...judge(article, inA, inB, left.written), atFirst }
}

describe('two people do one thing each to one paragraph at once', () => {
  it.each(NAMES)('TX16: %s against all fifteen: no word lost, doubles merged', async (a) => {
    for (const b of NAMES)
      for (let seed = 1; seed <= SEEDS; seed++) {
        const { lost, doubled, back, atFirst } = await cell(a, b, seed)
        const where = `${a} / ${b}, seed ${seed}`
        expect(lost, where).toEqual([])
        expect(doubled, where).toEqual([])
        // A copy that was moved brings back what another removed from it meanwhile: rather too much than too little.
        if (back.length > 0) expect([a, b], where).toContain('move')
        if (atFirst.length > 0) expect([a, b], where).toEqual(['move', 'move'])
      }
  })
  it('TX16: the oracle sees a lost, a doubled and a returned word', () => {
    const without = (word: string): ArticleDoc =>
      JSON.parse(JSON.stringify(article).replace(`${word} `, '')) as ArticleDoc
    expect(judge(article, article, article, without('p2w3')).lost).toEqual(['p2w3'])
    expect(judge(article, without('p2w3'), article, article).back).toEqual(['p2w3'])
    const twice = JSON.parse(JSON.stringify(article).replace('p2w3 ', 'p2w3 p2w3 ')) as ArticleDoc
    expect(judge(article, article, article, twice).doubled).toEqual(['p2w3'])
  })
})
