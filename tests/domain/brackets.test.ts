import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ArticleDoc, Block, Inline } from '#lib/domain/article.ts'
import {
  addOption,
  bracketAt,
  cleanText,
  GAP,
  nextBracket,
  nextBracketed,
  bracketsInOrder,
  type BracketPlace,
  type FromBracket,
  openBrackets,
  plainWords,
  putBracket,
  wordsOf,
} from '#lib/domain/brackets.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { deltaFromDoc, docFromDelta } from '#lib/domain/text.ts'
import { block, doc, heading, item, option, para, ref } from '../support/blocks.ts'
import { shownBlock } from '../support/brackets.ts'

const article = (...blocks: Block[]): ArticleDoc => doc(heading('h', 'Title'), ...blocks)
const made = (result: ArticleDoc | string): ArticleDoc => {
  if (typeof result === 'string') throw new Error(`refused: ${result}`)
  expect(faultsOf(result)).toEqual([])
  expect(docFromDelta(deltaFromDoc(result))).toEqual(result)
  return result
}
const optional = (id: string) => ({ id, kind: 'optional' as const, options: [{ id: `${id}.1`, label: 'text' }] })
const alternatives = (id: string, words: Inline[] = []) => ({
  id,
  kind: 'alternatives' as const,
  options: [
    { id: `${id}.1`, label: 'Alt 1' },
    { id: `${id}.2`, label: 'Alt 2', words },
  ],
})

describe('where brackets stand', () => {
  const text = article(
    para(
      'p',
      'They ',
      option('b', 'b.1', 'Alt 1', 'shall ', ref('q')),
      option('b', 'b.2', 'Alt 2', 'should'),
      ' meet.',
    ),
    block('para', 'w', ['Whole.'], { bracket: 'c', bracketKind: 'optional' }),
  )
  it('BD1: a bracket is found with its options and their words, in whichever language', () => {
    const found = bracketAt(text, 'b')!
    expect(found).toMatchObject({ kind: 'alternatives', level: 'inline', blockId: 'p' })
    expect(found.options.map(({ id, label, content }) => [id, label, wordsOf(content)])).toEqual([
      ['b.1', 'Alt 1', 'shall \uFFFC'],
      ['b.2', 'Alt 2', 'should'],
    ])
    expect(bracketAt(text, 'nowhere')).toBeNull()
  })
  it('BD1: a block in brackets is its one option, an article too', () => {
    expect(bracketAt(text, 'c')).toMatchObject({ level: 'block', kind: 'optional', options: [{ id: 'c.1' }] })
    const around = { ...text, content: [...text.content] }
    around.content[0] = block('heading', 'h', ['Title'], { bracket: 'a', bracketKind: 'optional' })
    expect(bracketAt(around, 'a')).toMatchObject({
      level: 'article',
      blockId: 'h',
      options: [{ id: 'a.1', content: [] }],
    })
  })
  it('BD8: a bracket counts in whichever language it stands', () => {
    const en = article(para('p', 'a'), para('q', 'b'))
    const ar = article(para('p', 'a'), para('q', option('b', 'b.1', 'text', 'b')))
    expect([...openBrackets([en, ar])]).toEqual(['b'])
  })
  it('BD9: from bracket to bracket of a text, from where one is, and no further than its ends', () => {
    const next = (from: FromBracket | null, back = false) => nextBracket(text, from, back)?.id ?? null
    const ids = bracketsInOrder(text).map(({ id }) => id)
    expect(ids).toEqual(['b', 'c'])
    expect([next(null), next(null, true)]).toEqual(['b', 'c'])
    expect([next({ bracketId: 'b' }), next({ bracketId: 'c' })]).toEqual(['c', null])
    expect([next({ bracketId: 'b' }, true), next({ bracketId: 'c' }, true)]).toEqual([null, 'b'])
    expect(next({ bracketId: 'settled meanwhile' })).toBeNull()
    const [{ blockId, from, to }] = bracketsInOrder(text) as [BracketPlace, BracketPlace]
    // before it, at its sign, in its words, behind it in the same paragraph
    expect([0, from, from + 1, to].map((at) => next({ blockId, at }))).toEqual(['b', 'b', 'c', 'c'])
    expect([0, from, from + 1, to].map((at) => next({ blockId, at }, true))).toEqual([null, null, 'b', 'b'])
    expect(nextBracket(article(para('x', 'None.')), null)).toBeNull()
  })
  it('BD9: a bracket around a paragraph comes before those among its words', () => {
    const whole = para('n', option('e', 'e.1', 'text', 'y '), 'end')
    const doc = article({ ...whole, attrs: { ...whole.attrs, bracket: 'w', bracketKind: 'optional' } })
    expect(bracketsInOrder(doc).map(({ id }) => id)).toEqual(['w', 'e'])
    expect(nextBracket(doc, { blockId: 'n', at: 0 })?.id).toBe('e')
    expect(nextBracket(doc, { blockId: 'n', at: -1 })?.id).toBe('w')
    expect(nextBracket(doc, { bracketId: 'e' }, true)?.id).toBe('w')
  })
  it('BD9: on in the next article that has brackets, and round the end', () => {
    const articles = [3, 0, 2, 0].map((openBrackets, i) => ({ id: `a${i}`, openBrackets }))
    const on = (from: string, back = false) => nextBracketed(articles, from, back)
    expect(['a0', 'a1', 'a2', 'a3'].map((id) => on(id))).toEqual(['a2', 'a2', 'a0', 'a0'])
    expect(['a0', 'a1', 'a2', 'a3'].map((id) => on(id, true))).toEqual(['a2', 'a0', 'a0', 'a2'])
    expect(nextBracketed(articles.slice(0, 2), 'a0')).toBe('a0')
    expect(nextBracketed(articles.slice(0, 2), 'a0', true)).toBe('a0')
    expect(nextBracketed([{ id: 'a1', openBrackets: 0 }], 'a1')).toBeNull()
    // not in the list: from its beginning, or its end
    expect([on('gone'), on('gone', true)]).toEqual(['a0', 'a2'])
  })
  it('BD10: the clean text has a gap for what is open, brackets within brackets and whole blocks once', () => {
    const nested = para('n', 'x ', option('e', 'e.1', 'text', 'y ', option('f', 'f.1', 'text', 'z')), ' end')
    const clean = cleanText(article(text.content[1]!, text.content[2]!, nested))
    expect(clean.content.map(({ content = [] }) => wordsOf(content))).toEqual([
      'Title',
      `They ${GAP} meet.`,
      GAP,
      `x ${GAP} end`,
    ])
    expect(openBrackets([clean]).size).toBe(0)
  })
})

describe('making them', () => {
  const text = article(para('p', 'They shall meet.'), para('q', 'Two.'))
  it('BD2: words, a paragraph, an item, the article', () => {
    expect(shownBlock(made(putBracket(text, { blockId: 'p', from: 5, to: 10 }, optional('b'))), 'p')).toBe(
      'They [text: shall] meet.',
    )
    const both = made(putBracket(text, { blockId: 'p', from: 5, to: 10 }, alternatives('b', plainWords('should'))))
    expect(shownBlock(both, 'p')).toBe('They [Alt 1: shall][Alt 2: should] meet.')
    expect(made(putBracket(text, { blockId: 'p' }, optional('b'))).content[1]!.attrs).toMatchObject({ bracket: 'b' })
    expect(shownBlock(made(putBracket(text, { blockId: 'q' }, alternatives('b', plainWords('Or.')))), 'q')).toBe(
      '[Alt 1: Two.][Alt 2: Or.]',
    )
    expect(made(putBracket(text, { blockId: 'h' }, optional('b'))).content[0]!.attrs.bracket).toBe('b')
    const place = { id: 'b', kind: 'placeholder' as const, options: [{ id: 'b.1', label: 'text' }] }
    expect(shownBlock(made(putBracket(text, { blockId: 'p', from: 5 }, place)), 'p')).toBe('They [text: ]shall meet.')
  })
  it('BD2: what would cut another bracket, be the fourth, or stand in brackets already is refused', () => {
    let deep = article(para('p', 'a bb cc'))
    for (const id of ['x', 'y', 'z'])
      deep = made(putBracket(deep, { blockId: 'p', from: 0, to: sizeOf(deep) }, optional(id)))
    expect(putBracket(deep, { blockId: 'p', from: 0, to: sizeOf(deep) }, optional('w'))).toBe('too-deep')
    expect(putBracket(deep, { blockId: 'p' }, optional('w'))).toBe('too-deep')
    expect(putBracket(deep, { blockId: 'p', from: 1, to: 4 }, optional('w'))).toBe('crosses')
    const whole = made(putBracket(text, { blockId: 'q' }, optional('b')))
    expect(putBracket(whole, { blockId: 'q' }, optional('c'))).toBe('already')
    expect(putBracket(text, { blockId: 'gone' }, optional('c'))).toBe('no-bracket')
    expect(putBracket(text, { blockId: 'p', from: 2, to: 99 }, optional('c'))).toBe('no-bracket')
    expect(putBracket(doc(...text.content, block('note', 'n')), { blockId: 'n' }, optional('c'))).toBe('not-here')
  })
  it('BD3: an alternative is added behind the others; one to stay or go becomes alternatives by it', () => {
    const one = made(putBracket(text, { blockId: 'p', from: 5, to: 10 }, optional('b')))
    const two = made(addOption(one, 'b', { id: 'b.2', label: 'Alt 2', words: plainWords('may') }, 'Alt 1'))
    expect(shownBlock(two, 'p')).toBe('They [text: shall][Alt 2: may] meet.')
    expect(bracketAt(two, 'b')!.kind).toBe('alternatives')
    const whole = made(putBracket(text, { blockId: 'q' }, optional('b')))
    const grown = made(addOption(whole, 'b', { id: 'b.2', label: 'Alt 2', words: plainWords('Or.') }, 'Alt 1'))
    expect(shownBlock(grown, 'q')).toBe('[Alt 1: Two.][Alt 2: Or.]')
    expect(grown.content[2]!.attrs.bracketKind).toBe('alternatives')
    expect(addOption(made(putBracket(text, { blockId: 'h' }, optional('b'))), 'b', { id: 'b.2', label: '' })).toBe(
      'not-here',
    )
    expect(addOption(text, 'b', { id: 'b.2', label: '' })).toBe('no-bracket')
  })
  it('BD3: within another bracket the new option stands within it too', () => {
    const nested = article(para('p', option('o', 'o.1', 'text', 'x ', option('b', 'b.1', 'text', 'y')), ' z'))
    expect(shownBlock(made(addOption(nested, 'b', { id: 'b.2', label: 'Alt 2', words: plainWords('w') })), 'p')).toBe(
      '[text: x [text: y][Alt 2: w]] z',
    )
  })
  it('BD2, BD3: whatever is put and added, the text stays sound and keeps its words', () => {
    const acts = fc.array(
      fc.record({ from: fc.nat(40), size: fc.integer({ min: 0, max: 12 }), add: fc.boolean(), whole: fc.boolean() }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(acts, (list) => {
        let text = article(para('p', 'one two three four five six'), item('i', 'seven eight'))
        const words = (from: ArticleDoc): string => from.content.map(({ content = [] }) => wordsOf(content)).join('|')
        const before = words(text)
        list.forEach(({ from, size, add, whole }, n) => {
          const blockId = n % 2 === 0 ? 'p' : 'i'
          const open = [...openBrackets([text])]
          const next =
            add && open.length > 0
              ? addOption(text, open[from % open.length]!, { id: `o${n}`, label: `Alt ${n}` }, 'First')
              : putBracket(
                  text,
                  whole ? { blockId } : { blockId, from, to: from + size },
                  n % 3 ? optional(`b${n}`) : alternatives(`b${n}`),
                )
          if (typeof next !== 'string') text = made(next)
        })
        expect(words(text)).toBe(before)
      }),
      { numRuns: 150 },
    )
  })
})

const sizeOf = (text: ArticleDoc): number =>
  text.content[1]!.content!.reduce((sum, node) => sum + (node.type === 'text' ? node.text.length : 1), 0)
