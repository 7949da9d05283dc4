/** What is disputed becomes brackets (rule PS18): settled for one side they give that side's text. */
import { describe, expect, it } from 'vitest'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import { wordsOf } from '#lib/domain/brackets.ts'
import { merge3 } from '#lib/domain/merge.ts'
import {
  planBrackets,
  versionOf,
  withBrackets,
  type PlannedBracket,
  type WithBrackets,
} from '#lib/domain/proposed-options.ts'
import { settle } from '#lib/domain/settling.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { block, doc, heading, option, para } from '../support/blocks.ts'
import { drafted, naturalArticle } from '../support/natural-texts.ts'
import { randomFrom } from '../support/random.ts'

/** By block, what it says but for spaces. */
const says = (doc: ArticleDoc): [string, string][] =>
  doc.content.map(({ attrs, content = [] }) => [attrs.id, wordsOf(content).replaceAll(/\s+/g, '')])

/** The text with every bracket settled for the proposal, or (false) as the article was. */
function settled(doc: ArticleDoc, planned: readonly PlannedBracket[], forIt: boolean): ArticleDoc {
  return planned.reduce((text, { id, kind, options }) => {
    const wanted = options.find(({ proposal }) => (proposal !== null) === forIt)
    const act = wanted ? (kind === 'alternatives' ? 'choose' : 'keep') : 'delete'
    const done = settle(text, id, act === 'choose' ? { act, option: wanted!.id } : { act }, 'en')
    if (typeof done === 'string') throw new Error(`${id}: ${done}`)
    return done.doc
  }, doc)
}

/** The units of a block's content; a head of an option, or another embed, as one sign. */
const unitsOf = (doc: ArticleDoc, id: string): string[] =>
  (doc.content.find(({ attrs }) => attrs.id === id)?.content ?? []).flatMap((node) =>
    node.type === 'text' ? node.text.split('') : [node.type],
  )

/** Each letter is the one that stands where it is said to come from, and every letter of the article stands there once. */
function expectOrigins(
  { doc, origins }: WithBrackets,
  texts: { main: ArticleDoc; fork: ArticleDoc },
  seed: string,
): void {
  for (const [id, whose] of origins) {
    const units = unitsOf(doc, id)
    expect(whose.length, seed).toBe(units.length)
    whose.forEach((one, at) => {
      if (one?.origin) expect(units[at], seed).toBe(unitsOf(texts[one.origin.from], one.origin.block)[one.origin.at])
    })
    const own = whose.flatMap((one) => (one?.proposal === null && one.origin ? [one.origin.at] : []))
    expect(own, seed).toEqual(unitsOf(texts.main, id).map((_, at) => at))
  }
}

it('PS18: settled for the proposal it is the proposal’s text, settled against it the article’s', () => {
  let made = 0
  for (let seed = 1; seed <= 300; seed++) {
    const random = randomFrom(seed)
    const start = naturalArticle('en')
    const by = (drafter: 0 | 1) => drafted(start, random, { lang: 'en', drafter, edits: 3, id: `d${drafter}` })
    const [main, fork] = [by(0), by(1)]
    if (faultsOf(main).length > 0 || faultsOf(fork).length > 0) continue
    const version = versionOf(start, main, fork)
    let n = 0
    const one = { lang: 'en', main, versions: [version] }
    const planned = planBrackets([one], () => `b${n++}`)
    // what moves is refused, and what cuts a bracket that stands there
    if ('why' in planned) continue
    const put = withBrackets(one, planned)
    if ('why' in put) continue
    expect(faultsOf(put.doc), `seed ${seed}`).toEqual([])
    expect(says(settled(put.doc, planned, false)), `seed ${seed}`).toEqual(says(main))
    const merged = merge3(start, main, fork)
    if (merged.held.length === 0)
      expect(says(settled(put.doc, planned, true)), `seed ${seed}`).toEqual(says(merged.doc))
    expectOrigins(put, { main, fork }, `seed ${seed}`)
    if (planned.length > 0) made++
  }
  expect(made).toBeGreaterThan(50)
})

describe('PS18: what would stand twice, or come back, is no option', () => {
  const text = (...blocks: Block[]): ArticleDoc => doc(heading('h', 'Meetings'), ...blocks)
  const half = (words: string): Block => ({ ...para('n', words), attrs: { ...para('n').attrs, from: 'p' } })
  const refusal = (base: ArticleDoc, main: ArticleDoc, fork: ArticleDoc): string => {
    const planned = planBrackets([{ lang: 'en', main, versions: [versionOf(base, main, fork)] }], () => 'new')
    return 'why' in planned ? planned.why : 'none'
  }

  it('the last word of a paragraph that is split, with another before it', () => {
    const main = text(block('para', 'p', ['They shall ', ...option('b', 'b.1', 'text', 'meet')]))
    expect(refusal(main, main, text(para('p', 'They shall '), half('promptly meet')))).toBe('split')
  })
  it('words of a paragraph that is split between a bracket’s and others', () => {
    const main = text(block('para', 'p', ['They shall consult ', ...option('b', 'b.1', 'text', 'widely')]))
    expect(refusal(main, main, text(para('p', 'They shall '), half('consult widely.')))).toBe('split')
  })
  it('a paragraph that is joined to another with a word put in', () => {
    const main = text(para('p', 'They shall meet.'), para('q', 'Members consult others.'))
    expect(refusal(main, main, text(para('p', 'They shall meet. Members consult the others.')))).toBe('joined')
  })
  it('words put into the half that the article has split off are an option there, which is reshaped by nobody', () => {
    const base = text(para('p', 'They shall meet and consult widely.'))
    const main = text(para('p', 'They shall meet'), half('and consult widely.'))
    expect(refusal(base, main, text(para('p', 'They shall meet and soon consult widely.')))).toBe('none')
  })
  it('words that the article has in another paragraph by now', () => {
    const base = text(para('p', 'They shall meet and consult widely.'))
    const main = text(para('p', 'They shall meet'), half('and consult widely.'))
    expect(refusal(base, main, text(para('p', 'They shall meet soon and consult widely.')))).toBe('doubled')
  })
  it('a bracket that was settled while the words around it collided', () => {
    const may = (words: string): ArticleDoc =>
      text(block('para', 'p', ['They ', ...option('b', 'b.1', 'text', 'may'), ` meet ${words}`]))
    expect(refusal(may('now'), text(para('p', 'They may meet soon')), may('later'))).toBe('settled')
  })
})
