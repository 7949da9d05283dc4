/** What somebody saw of a proposal, and whether it says so still (PS22). */
import { describe, expect, test } from 'vitest'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { otherThanSeen } from '#lib/domain/as-seen.ts'
import { doc, heading, para } from '../support/blocks.ts'

const of = (...blocks: [string, string][]): ArticleDoc =>
  doc(heading('h', 'Access'), ...blocks.map(([id, words]) => para(id, words)))
const BASE = of(['p1', 'It acts.'], ['p2', 'It speaks.'], ['p3', 'It ends.'])
const SEEN = { base: BASE, doc: of(['p1', 'It shall act.'], ['p2', 'It speaks.'], ['p3', 'It ends.']) }
const now = (doc: ArticleDoc, base = BASE): string[] => otherThanSeen(SEEN, { base, doc })

describe('PS22: it says otherwise', () => {
  test('where words were typed since, in a block that it changed or in another', () => {
    expect(now(of(['p1', 'It shall not act.'], ['p2', 'It speaks.'], ['p3', 'It ends.']))).toEqual(['p1'])
    expect(now(of(['p1', 'It shall act.'], ['p2', 'It may speak.'], ['p3', 'It ends.']))).toEqual(['p2'])
    expect(now(of(['p1', 'It shall act.'], ['n', 'New.'], ['p2', 'It speaks.'], ['p3', 'It ends.']))).toEqual(['n'])
  })

  test('where what was seen was taken back, or a block went', () => {
    expect(now(BASE)).toEqual(['p1'])
    expect(now(of(['p1', 'It shall act.'], ['p3', 'It ends.']))).toEqual(['p2'])
  })

  test('where a block stands elsewhere', () => {
    expect(now(of(['p2', 'It speaks.'], ['p3', 'It ends.'], ['p1', 'It shall act.']))).toEqual(['p1'])
  })

  test('where a block stands elsewhere that the article moved, too', () => {
    const base = of(['p1', 'It acts.'], ['p3', 'It ends.'], ['p2', 'It speaks.'])
    const doc = of(['p3', 'It ends.'], ['p1', 'It shall act.'], ['p2', 'It speaks.'])
    expect(now(of(['p1', 'It shall act.'], ['p3', 'It ends.'], ['p2', 'It speaks.']), base)).toEqual([])
    expect(now(doc, base)).not.toEqual([])
  })

  test('where it asks for what the article said before, in words that it left alone', () => {
    const base = of(['p1', 'It acts.'], ['p2', 'It speaks aloud.'], ['p3', 'It ends.'])
    expect(now(SEEN.doc, base)).toEqual(['p2'])
  })

  test('where the article came into the very paragraph', () => {
    const base = of(['p1', 'It acts at once.'], ['p2', 'It speaks.'], ['p3', 'It ends.'])
    expect(now(of(['p1', 'It shall act at once.'], ['p2', 'It speaks.'], ['p3', 'It ends.']), base)).toEqual(['p1'])
  })
})

describe('PS22: it says what was seen', () => {
  test('where nothing was written, or what was written was taken out again', () => {
    expect(now(SEEN.doc)).toEqual([])
  })

  test('where the article changed, brought or moved paragraphs that it leaves alone', () => {
    const base = of(['p0', 'First.'], ['p1', 'It acts.'], ['p3', 'It ends.'], ['p2', 'It speaks aloud.'])
    const doc = of(['p0', 'First.'], ['p1', 'It shall act.'], ['p3', 'It ends.'], ['p2', 'It speaks aloud.'])
    expect(now(doc, base)).toEqual([])
  })

  test('where the article says by now what it proposes', () => {
    expect(now(SEEN.doc, SEEN.doc)).toEqual([])
  })
})
