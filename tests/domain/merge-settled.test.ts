/** What people decide about words that a merge holds (rule MG14). */
import { describe, expect, it } from 'vitest'
import { merge3 } from '../../src/lib/domain/merge.ts'
import { mergedTaking, takeHeld, TAKES, type Take, type Taken } from '../../src/lib/domain/merge-settled.ts'
import { countOf, isLight, tokensOf } from '../../src/lib/domain/merge-tokens.ts'
import { faultsOf } from '../../src/lib/domain/soundness.ts'
import { doc, heading, item, para } from '../support/blocks.ts'
import { drafted, LANGUAGES, naturalArticle } from '../support/natural-texts.ts'
import { randomFrom } from '../support/random.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'

const lines = (text: ArticleDoc): string[] =>
  text.content.map(
    (one) => `${one.attrs.id}: ${(one.content ?? []).map((node) => (node.type === 'text' ? node.text : '·')).join('')}`,
  )
const withTwo = (first: string, second = 'They may speak.'): ArticleDoc =>
  doc(heading('h', 'Title'), para('p1', first), para('p2', second))
const base = withTwo('The Parties shall act, and they shall be seen.')
const main = withTwo('The Parties shall swiftly act, and they shall be seen.', 'They may all speak.')
const fork = withTwo('The Parties shall promptly act, and they shall be seen.', 'They may speak freely.')

/** Takes the one thing that is held. */
function taking(take: Take, texts = { base, main, fork }): Taken | null {
  const [held, ...others] = merge3(texts.base, texts.main, texts.fork).held
  expect(others).toEqual([])
  return takeHeld(texts.base, texts.main, texts.fork, held!, take)
}
const mergedWith = (taken: Taken | null, text = main) => merge3(taken!.base, text, taken!.fork)

describe('MG14: one collision', () => {
  it.each([
    ['article', 'p1: The Parties shall swiftly act, and they shall be seen.'],
    ['proposal', 'p1: The Parties shall promptly act, and they shall be seen.'],
    ['both', 'p1: The Parties shall swiftly promptly act, and they shall be seen.'],
  ] as const)('%s: it is not held any more, and all else is merged', (take, words) => {
    const merged = mergedWith(taking(take))
    expect(merged.held).toEqual([])
    expect(lines(merged.doc)).toEqual(['h: Title', words, 'p2: They may all speak freely.'])
  })

  it('both, where no space stood between them, are two words', () => {
    const texts = {
      base: withTwo('They act'),
      main: withTwo('They move'),
      fork: withTwo('They go'),
    }
    expect(lines(taking('both', texts)!.fork)[1]).toBe('p1: They move go')
  })

  it.each([
    ['They act', 'They move fast and far', 'They move fast but wisely', 'They move fast and far but wisely'],
    ['Parties act.', 'All States shall act now.', 'All States may act soon.', 'All States shall may act now soon.'],
    ['They act.', 'They grant access, safely.', 'They grant access, quickly.', 'They grant access, safely quickly.'],
    ['They act', 'They move, freely', 'They move', 'They move, freely'],
    ['They act.', 'They shall protect civilians.', 'They civilians protect.', 'They shall protect civilians.'],
  ])('both: what both say stands once: %s: %s | %s', (was, ours, theirs, words) => {
    const texts = { base: withTwo(was), main: withTwo(ours), fork: withTwo(theirs) }
    expect(lines(taking('both', texts)!.fork)[1]).toBe(`p1: ${words}`)
  })

  it('of each letter that comes in it is told whose it is', () => {
    const { fork: after, origins } = taking('both')!
    const words = lines(after)[1]!.slice('p1: '.length)
    expect(origins.get('p1')![words.indexOf('swiftly')]).toMatchObject({ from: 'main', block: 'p1' })
    expect(origins.get('p1')![words.indexOf('promptly')]).toMatchObject({ from: 'fork', block: 'p1' })
    expect(origins.has('p2')).toBe(false)
  })

  it('what one side removed stays or goes; both it cannot', () => {
    const texts = {
      base,
      main: doc(heading('h', 'Title'), para('p1', 'Gone is the other.')),
      fork: withTwo('x', 'Other.'),
    }
    const [held] = merge3(texts.base, texts.main, texts.fork).held.filter(({ kind }) => kind === 'removed')
    const took = (take: Take) => takeHeld(texts.base, texts.main, texts.fork, held!, take)
    expect(took('both')).toBeNull()
    const left = (take: Take): string[] =>
      lines(mergedWith(took(take), texts.main).fork).map((line) => line.split(':')[0]!)
    expect(left('article')).toEqual(['h', 'p1'])
    expect(left('proposal')).toEqual(['h', 'p1', 'p2'])
  })

  it('an order is one of the two', () => {
    const inOrder = (...ids: string[]): ArticleDoc =>
      doc(heading('h', 'T'), ...ids.map((id) => para(id, `Words ${id}.`)))
    const texts = { base: inOrder('a', 'b', 'c'), main: inOrder('b', 'a', 'c'), fork: inOrder('a', 'c', 'b') }
    expect(taking('both', texts)).toBeNull()
    for (const [take, order] of [
      ['article', texts.main],
      ['proposal', texts.fork],
    ] as const) {
      const merged = mergedWith(taking(take, texts), texts.main)
      expect([merged.held, merged.doc]).toEqual([[], order])
    }
  })

  it('a shape is one of the two', () => {
    const shaped = (depth: number): ArticleDoc =>
      doc(heading('h', 'T'), para('p', 'A:'), item('i', 'one'), {
        ...item('j', 'two'),
        attrs: { ...item('j').attrs, depth },
      })
    const texts = {
      base: shaped(1),
      main: shaped(2),
      fork: { ...shaped(1), content: [...shaped(1).content.slice(0, 3), para('j', 'two')] },
    }
    expect(taking('both', texts)).toBeNull()
    expect(mergedWith(taking('proposal', texts), texts.main).doc).toEqual(texts.fork)
    expect(mergedWith(taking('article', texts), texts.main).doc).toEqual(texts.main)
  })
})

describe('MG14: histories', () => {
  const draftedTwice = (seed: number) => {
    const random = randomFrom(seed)
    const lang = random.pick(LANGUAGES)
    const start = naturalArticle(lang)
    const by = (drafter: 0 | 1) => drafted(start, random, { lang, drafter, edits: 5, id: `d${drafter}` })
    return { random, start, ours: by(0), theirs: by(1) }
  }
  const seeds = Array.from({ length: 200 }, (_, i) => i + 1)

  it('each collision ends by what is taken, and touches no other', () => {
    let settled = 0
    for (const seed of seeds) {
      const { random, start, ours, theirs } = draftedTwice(seed)
      let texts: Pick<Taken, 'base' | 'fork'> = { base: start, fork: theirs }
      for (;;) {
        const { held } = merge3(texts.base, ours, texts.fork)
        if (held.length === 0) break
        const one = random.pick(held)
        const takes = [random.pick(TAKES), 'article', 'proposal'] as const
        const taken = takes.map((take) => takeHeld(texts.base, ours, texts.fork, one, take)).find((found) => found)
        // two sound texts that cannot stand together: their writers change one of them
        if (!taken && one.kind === 'unsound') break
        expect(taken, `seed ${seed}: ${one.kind}`).toBeTruthy()
        texts = taken!
        const next = merge3(texts.base, ours, texts.fork).held
        expect(next.length, `seed ${seed}: ${one.kind}`).toBeLessThan(held.length)
        settled++
      }
      const end = merge3(texts.base, ours, texts.fork)
      expect(faultsOf(end.doc).length, `seed ${seed}`).toBeLessThanOrEqual(
        faultsOf(ours).length + faultsOf(theirs).length,
      )
    }
    expect(settled).toBeGreaterThan(100)
  })

  it('both: each word stands as often as either says it, and no more than both together', () => {
    const counts = (text: ArticleDoc): Map<string, number> =>
      countOf(text.content.flatMap((block) => tokensOf(block, null)))
    let settled = 0
    for (const seed of seeds) {
      const { start, ours, theirs } = draftedTwice(seed)
      const { held } = merge3(start, ours, theirs)
      const taken = held.length === 1 ? takeHeld(start, ours, theirs, held[0]!, 'both') : null
      if (!taken) continue
      settled++
      const merged = merge3(taken.base, ours, taken.fork).doc
      const [was, our, their, both] = [start, ours, theirs, merged].map(counts)
      for (const [word, n] of both!) {
        const sides = [our!.get(word) ?? 0, their!.get(word) ?? 0]
        expect(n, `seed ${seed}: ${word}`).toBeLessThanOrEqual(sides[0]! + sides[1]!)
        // what neither side touched stands as it did
        if (sides.every((one) => one === (was!.get(word) ?? 0)) && !isLight(word))
          expect(n, `seed ${seed}: ${word}`).toBe(sides[0])
      }
      for (const one of [our!, their!])
        for (const [word, n] of one)
          if (n > (was!.get(word) ?? 0)) expect(both!.get(word) ?? 0, `seed ${seed}: ${word}`).toBeGreaterThan(0)
    }
    expect(settled).toBeGreaterThan(20)
  })

  it('all of one side’s at once', () => {
    for (const seed of seeds) {
      const { start, ours, theirs } = draftedTwice(1000 + seed)
      expect(mergedTaking(start, ours, theirs, 'article').doc).toEqual(merge3(start, ours, theirs).doc)
      const left = mergedTaking(start, ours, theirs, 'proposal').held.map(({ kind }) => kind)
      expect(new Set([...left, 'unsound']), `seed ${seed}`).toEqual(new Set(['unsound']))
    }
  })
})
