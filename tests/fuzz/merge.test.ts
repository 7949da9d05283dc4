/**
 * The merge of words at random (rules MG2-MG11): pairs of drafts in three languages, articles followed by a proposal over five turns, and the
 * fifteen operations of the editor against each other. Ten times `FUZZ_SEEDS` pairs and `FUZZ_SEEDS` histories of each language (by default 60), from
 * `FUZZ_FROM`. A seed that failed once stays in `KEPT` by name.
 */
import { describe, expect, it } from 'vitest'
import { firstUpdate } from '../../server/text/write.ts'
import { Desk, randomOf } from '../support/desk.ts'
import { expectHonest } from '../support/merge-oracle.ts'
import { drafted, LANGUAGES, naturalArticle, vocabulary, type Language } from '../support/natural-texts.ts'
import { article, judge, OPERATIONS, type Side } from '../support/operations.ts'
import { randomFrom, type Random } from '../support/random.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'

const SEEDS = Number(process.env['FUZZ_SEEDS'] ?? 60)
const FROM = Number(process.env['FUZZ_FROM'] ?? 1)
const KEPT: Record<string, number> = {}
const seeds = (count: number): number[] => [
  ...Object.values(KEPT),
  ...Array.from({ length: count }, (_, i) => FROM + i),
]
const inCase = (name: string, work: () => void): void => {
  try {
    work()
  } catch (error) {
    throw new Error(name, { cause: error })
  }
}

describe.each(LANGUAGES)('drafts in %s', (lang) => {
  const own = { main: vocabulary(lang, 0), fork: vocabulary(lang, 1) }
  const draft = (doc: ArticleDoc, random: Random, side: 'main' | 'fork', id: string, most: number): ArticleDoc =>
    drafted(doc, random, { lang, drafter: side === 'main' ? 0 : 1, edits: 1 + random.below(most), id })

  it('MG2-MG11: pairs of drafts', () => {
    for (const seed of seeds(10 * SEEDS))
      inCase(`seed ${seed}`, () => {
        const random = randomFrom(seed)
        const base = naturalArticle(lang)
        expectHonest(
          { base, main: draft(base, random, 'main', 'm', 6), fork: draft(base, random, 'fork', 'f', 6) },
          own,
        )
      })
  })

  it('MG8: a proposal follows its article over five turns', () => {
    for (const seed of seeds(SEEDS)) followed(lang, seed, draft, own)
  })
})

function followed(
  lang: Language,
  seed: number,
  draft: (doc: ArticleDoc, random: Random, side: 'main' | 'fork', id: string, most: number) => ArticleDoc,
  own: { main: string[]; fork: string[] },
): void {
  const random = randomFrom(7 * seed)
  let base = naturalArticle(lang)
  let [main, fork] = [base, base]
  for (let turn = 0; turn < 5; turn++) {
    main = draft(main, random, 'main', `m${turn}`, 2)
    fork = draft(fork, random, 'fork', `f${turn}`, 2)
    inCase(`seed ${seed}, turn ${turn}`, () => {
      const merged = expectHonest({ base, main, fork }, turn === 0 ? own : null)
      base = merged.base
      fork = merged.fork
    })
  }
}

describe('operations of the editor', () => {
  const names = Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[]
  const start = firstUpdate(article, 1)
  const edited = (name: keyof typeof OPERATIONS, side: Side, target: string, seed: number): ArticleDoc => {
    const desk = new Desk(start, side === 'A' ? 100 : 500)
    let words = 0
    const random = randomOf(seed * (side === 'A' ? 31 : 37))
    OPERATIONS[name](desk, { random, side, target, word: () => `${side}${seed}x${words++}` })
    return desk.written
  }
  const targets = ['p1', 'p2', 'p3', 'p4', 'p5', 'q1', 'q2', 'q3', 'p6']

  it.each(names)('MG3-MG5: %s against each other', (name) => {
    for (const other of names)
      for (const seed of seeds(Math.max(1, Math.round(SEEDS / 60)))) {
        const target = targets[(seed + names.indexOf(name) + names.indexOf(other)) % targets.length]!
        inCase(`${name} and ${other} of ${target}, seed ${seed}`, () => {
          const [main, fork] = [edited(name, 'A', target, seed), edited(other, 'B', target, seed)]
          const merged = expectHonest({ base: article, main, fork })
          if (merged.held.length === 0)
            expect(judge(article, main, fork, merged.doc)).toEqual({ lost: [], doubled: [], back: [] })
        })
      }
  })
})
