/** Marks of words that somebody decides about (rules AG15, BD13): what another one says, and what not. */
import { describe, expect, test } from 'vitest'
import type { Inline } from '../../src/lib/domain/article.ts'
import { markOf, markOfBracket, otherThanMarked } from '../../src/lib/domain/words-seen.ts'
import { block, doc, heading, item, option, para } from '../support/blocks.ts'

const call = (to: string): Inline => ({ type: 'note', attrs: { id: `call-${to}`, to } })
const note = (id: string, words: string) => block('note', id, [words])

describe('AG15: the mark of a part', () => {
  const said = (p2: string, n1: string, n2: string, n3: string) =>
    doc(
      heading('h', 'Purpose'),
      para('p1', 'They act', call('n1')),
      item('i1', 'in time'),
      para('p2', p2, call('n2')),
      ...[note('n1', n1), note('n2', n2), note('n3', n3)],
    )
  const mark = markOf(said('They speak', 'one', 'two', 'three'), 'p1')

  test('is another with its notes, and with those that nothing calls in this language, as another may call them in it', () => {
    expect(markOf(said('They speak', 'uno', 'two', 'three'), 'p1')).not.toBe(mark)
    expect(markOf(said('They speak', 'one', 'two', 'tres'), 'p1')).not.toBe(mark)
  })

  test('and is the same whatever another part says, and its notes', () => {
    expect(markOf(said('They sing', 'one', 'dos', 'three'), 'p1')).toBe(mark)
    expect(markOf(said('They sing', 'one', 'two', 'three'), null)).not.toBe(
      markOf(said('They speak', 'one', 'two', 'three'), null),
    )
  })
})

describe('BD13: the mark of a bracket', () => {
  const said = (two: string, around = 'They meet every ') =>
    doc(
      heading('h', 'Purpose'),
      para('p1', around, option('b', 'b.1', 'Alt 1', 'one'), option('b', 'b.2', 'Alt 2', two)),
    )

  test('is that of its options, their words and their order, and not of what stands around them', () => {
    const mark = markOfBracket(said('two'), 'b')
    expect(mark).toMatch(/^[0-9a-f]{32}$/)
    expect(markOfBracket(said('two', 'They shall meet every '), 'b')).toBe(mark)
    expect(markOfBracket(said('three'), 'b')).not.toBe(mark)
    expect(markOfBracket(said('two'), 'other')).toBeNull()
  })

  test('what is compared is named by its language; what is in no text any more is another', () => {
    const docs = new Map([['en', said('two')]])
    const marked = (lang: string, words: string) => ({ lang, mark: markOfBracket(said(words), 'b')! })
    const paths = (...seen: { lang: string; mark: string }[]) =>
      otherThanMarked(docs, seen, (one) => markOfBracket(one, 'b')).map(({ path }) => path)
    expect(paths(marked('en', 'two'))).toEqual([])
    expect(paths(marked('en', 'three'), marked('fr', 'two'))).toEqual(['texts.en', 'texts.fr'])
    expect(paths()).toEqual([])
  })
})
