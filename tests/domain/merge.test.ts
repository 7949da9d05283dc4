// Over 250 lines: one table of what merges, one of what is held.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { merge3, type HeldKind, type Merged } from '../../src/lib/domain/merge.ts'
import { deltaFromDoc, docFromDelta } from '../../src/lib/domain/text.ts'
import { article } from '../support/articles.ts'
import { block, doc, heading, item, option, para, ref } from '../support/blocks.ts'
import { expectHonest } from '../support/merge-oracle.ts'
import { drafted, LANGUAGES, naturalArticle, vocabulary } from '../support/natural-texts.ts'
import { randomFrom } from '../support/random.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'

const lines = (text: ArticleDoc): string[] =>
  text.content.map(
    (one) => `${one.attrs.id}: ${(one.content ?? []).map((node) => (node.type === 'text' ? node.text : '·')).join('')}`,
  )
const kinds = (merged: Merged): HeldKind[] => merged.held.map(({ kind }) => kind)
const withTwo = (first: string, second = 'They may speak.'): ArticleDoc =>
  doc(heading('h', 'Title'), para('p1', first), para('p2', second))
const base = withTwo('The Parties shall act, and they shall be seen to act.')

describe('what merges by itself', () => {
  const table: [string, ArticleDoc, ArticleDoc, string[]][] = [
    [
      'words in different places of one paragraph',
      withTwo('The Parties shall promptly act, and they shall be seen to act.'),
      withTwo('The Parties shall act, and they shall always be seen to act.'),
      ['h: Title', 'p1: The Parties shall promptly act, and they shall always be seen to act.', 'p2: They may speak.'],
    ],
    [
      'a word before a sign, and one behind it',
      withTwo('The Parties shall act now, and they shall be seen to act.'),
      withTwo('The Parties shall act, and all of they shall be seen to act.'),
      ['h: Title', 'p1: The Parties shall act now, and all of they shall be seen to act.', 'p2: They may speak.'],
    ],
    [
      'the same change by both, once',
      withTwo('The Parties should act, and they shall be seen to act.'),
      withTwo('The Parties should act, and they shall be seen to act. Always.'),
      ['h: Title', 'p1: The Parties should act, and they shall be seen to act. Always.', 'p2: They may speak.'],
    ],
    [
      'a split, and words in its second half',
      withTwo('The Parties shall act, and they shall always be seen to act.'),
      doc(
        heading('h', 'Title'),
        para('p1', 'The Parties shall act, '),
        para('p3', 'and they shall be seen to act.'),
        para('p2', 'They may speak.'),
      ),
      ['h: Title', 'p1: The Parties shall act, ', 'p3: and they shall always be seen to act.', 'p2: They may speak.'],
    ],
    [
      'a join, and words in what is joined',
      withTwo('The Parties shall act, and they shall be seen to act.', 'They may also speak.'),
      doc(
        heading('h', 'Title'),
        para('p1', 'The Parties shall act, and they shall be seen to act. ', 'They may speak.'),
      ),
      ['h: Title', 'p1: The Parties shall act, and they shall be seen to act. They may also speak.'],
    ],
    [
      'a move, and words in what moved',
      withTwo('The Parties shall act, and they shall be seen to act.', 'They may also speak.'),
      doc(heading('h', 'Title'), base.content[2]!, base.content[1]!),
      ['h: Title', 'p2: They may also speak.', 'p1: The Parties shall act, and they shall be seen to act.'],
    ],
    [
      'new paragraphs of both in one place, the article’s first',
      doc(...base.content, para('p3', 'Article.')),
      doc(...base.content, para('p4', 'Proposal.')),
      [...lines(base), 'p3: Article.', 'p4: Proposal.'],
    ],
    [
      'a footnote of the one and a last paragraph of the other',
      doc(...base.content, block('note', 'n1', ['Note.'])),
      doc(...base.content, para('p4', 'Proposal.')),
      [...lines(base), 'p4: Proposal.', 'n1: Note.'],
    ],
    [
      'a removed paragraph that nobody else touched',
      withTwo('The Parties shall act, and they shall be seen to act. Now.'),
      doc(heading('h', 'Title'), para('p1', 'The Parties shall act, and they shall be seen to act.')),
      ['h: Title', 'p1: The Parties shall act, and they shall be seen to act. Now.'],
    ],
  ]
  it.each(table)('MG3: %s', (_name, main, fork, expected) => {
    const merged = merge3(base, main, fork)
    expect(merged.held).toEqual([])
    expect(lines(merged.doc)).toEqual(expected)
    expect(merged.fork).toEqual(merged.doc)
    expect(merged.base).toEqual(main)
    expectHonest({ base, main, fork })
  })

  it('MG3: Arabic words that hang together with a sign, and repeat', () => {
    const was = withTwo('تعمل الجمعيات، ويرى الجميع أن الجمعيات تعمل.')
    const merged = merge3(
      was,
      withTwo('تعمل الجمعيات فورا، ويرى الجميع أن الجمعيات تعمل.'),
      withTwo('تعمل الجمعيات، ويرى الجميع أن الجمعيات تعمل معا.'),
    )
    expect(lines(merged.doc)[1]).toBe('p1: تعمل الجمعيات فورا، ويرى الجميع أن الجمعيات تعمل معا.')
  })

  it('MG3: bold of the one and words of the other; a shape and words', () => {
    const was = doc(heading('h', 'Title'), para('p0', 'As follows:'), para('p1', 'They shall act.'))
    const main = doc(
      heading('h', 'Title'),
      para('p0', 'As follows:'),
      para('p1', 'They ', [{ type: 'text', text: 'shall', marks: [{ type: 'bold' }] }], ' act.'),
    )
    const fork = doc(heading('h', 'Title'), para('p0', 'As follows:'), item('p1', 'They shall act now.'))
    const { doc: merged, held, both } = merge3(was, main, fork)
    expect(held).toEqual([])
    expect(both).toEqual(['p1'])
    expect(merged.content[2]).toEqual(
      item('p1', 'They ', [{ type: 'text', text: 'shall', marks: [{ type: 'bold' }] }], ' act now.'),
    )
  })

  it('MG7: words put among those that the other bracketed stand in the bracket', () => {
    const was = doc(heading('h', 'Title'), para('p1', 'They shall act now.'))
    const main = doc(heading('h', 'Title'), para('p1', 'They ', option('b', 'b.1', 'text', 'shall act '), 'now.'))
    const fork = doc(heading('h', 'Title'), para('p1', 'They shall promptly act now.'))
    for (const merged of [merge3(was, main, fork), merge3(was, fork, main)]) {
      expect(merged.held).toEqual([])
      expect(merged.doc.content[1]).toEqual(
        para('p1', 'They ', option('b', 'b.1', 'text', 'shall promptly act '), 'now.'),
      )
    }
  })
})

describe('what is held', () => {
  const other = withTwo('The Parties shall speak, and they shall be seen to act.')
  const only = (...ids: string[]): ArticleDoc => doc(...base.content.filter(({ attrs }) => ids.includes(attrs.id)))
  const table: [string, HeldKind, ArticleDoc, ArticleDoc][] = [
    ['two replacements of one word', 'words', other, withTwo('The Parties shall meet, and they shall be seen to act.')],
    [
      'two rewritings of a sentence, as one and not in pieces',
      'words',
      withTwo('All Societies will help, and all of them will be known to help.'),
      withTwo('Each State must assist, and it must be understood to assist.'),
    ],
    ['two insertions in one place', 'words', withTwo(`${textOf(base)} Now.`), withTwo(`${textOf(base)} Soon.`)],
    ['a paragraph removed and changed', 'removed', only('h', 'p2'), other],
    ['a paragraph changed and removed', 'removed', other, only('h', 'p2')],
    [
      'a paragraph removed and made an item',
      'removed',
      only('h', 'p1'),
      doc(...base.content.slice(0, 2), item('p2', 'They may speak.')),
    ],
    [
      'a paragraph removed and moved behind another',
      'removed',
      only('h', 'p1'),
      doc(base.content[0]!, base.content[2]!, base.content[1]!),
    ],
    [
      'two kinds for one block',
      'attribute',
      doc(...base.content.slice(0, 2), item('p2', 'They may speak.')),
      doc(...base.content.slice(0, 2), block('tail', 'p2', ['They may speak.'])),
    ],
  ]
  it.each(table)('MG6: %s', (_name, kind, main, fork) => {
    const merged = merge3(base, main, fork)
    expect(kinds(merged)).toEqual([kind])
    expect(merged.doc).toEqual(main)
    expect(merged.fork).toEqual(fork)
    expect(merged.base).toEqual(base)
    expectHonest({ base, main, fork })
  })
  it('MG6: two targets for one reference', () => {
    const to = (id: string): ArticleDoc => {
      const reference = ref(id)
      if (reference.type === 'ref') reference.attrs.id = 'r'
      return doc(heading('h', 'Title'), para('p1', 'See ', reference, '.'))
    }
    expect(kinds(merge3(to('a'), to('b'), to('c')))).toEqual(['attribute'])
  })
  it('MG6: one paragraph moved to two places; both orders are shown', () => {
    const blocks = ['a', 'b', 'c', 'd', 'e'].map((id) => para(id, `Words of ${id}.`))
    const ordered = (order: string): ArticleDoc =>
      doc(heading('h', 'Title'), ...[...order].map((id) => blocks.find(({ attrs }) => attrs.id === id)!))
    const merged = merge3(ordered('abcde'), ordered('bcade'), ordered('bcdea'))
    expect(kinds(merged)).toEqual(['order'])
    expect(merged.held[0]!.main.map(({ attrs }) => attrs.id)).toEqual(['h', 'c', 'a', 'e'])
    expect(merged.held[0]!.fork.map(({ attrs }) => attrs.id)).toEqual(['h', 'c', 'e', 'a'])
  })
  it('MG7: two brackets whose words stand in each other are never cut', () => {
    const was = doc(heading('h', 'Title'), para('p1', 'one two three four'))
    const main = doc(
      heading('h', 'Title'),
      para('p1', option('b', 'b.1', 'A', 'one two '), option('b', 'b.2', 'B', 'x '), 'three four'),
    )
    const fork = doc(
      heading('h', 'Title'),
      para('p1', 'one ', option('c', 'c.1', 'A', 'two three '), option('c', 'c.2', 'B', 'y '), 'four'),
    )
    expectHonest({ base: was, main, fork })
  })
  it('MG5: a sentence that somebody carried to another paragraph is held in both places or in none', () => {
    const was = withTwo('They shall act. They shall be seen to act.', 'They may speak.')
    const fork = withTwo('They shall act.', 'They may speak. They shall be seen to act.')
    const inTheFirst = withTwo('They shall act. They must be known to act.', 'They may speak.')
    const inTheSecond = withTwo('They shall act. They shall be seen to act.', 'They may speak. Now.')
    for (const main of [inTheFirst, inTheSecond]) {
      const merged = merge3(was, main, fork)
      expect(merged.held.map(({ blocks }) => blocks)).toEqual([['p1', 'p2']])
      expect(merged.doc).toEqual(main)
    }
    expect(
      merge3(was, withTwo('They shall always act. They shall be seen to act.', 'They may speak.'), fork).held,
    ).toEqual([])
  })
  it('MG4: a sentence that one carried to another paragraph and the other removed, or carried elsewhere, is held', () => {
    const three = (first: string, second: string, third: string): ArticleDoc =>
      doc(heading('h', 'Title'), para('p1', first), para('p2', second), para('p3', third))
    const sentence = 'They shall be seen to act.'
    const was = three(`They shall act. ${sentence}`, 'They may speak.', 'Nothing else.')
    const carried = three('They shall act. ', `They may speak. ${sentence}`, 'Nothing else.')
    const removed = three('They shall act. ', 'They may speak.', 'Nothing else.')
    const elsewhere = three('They shall act. ', 'They may speak.', `Nothing else. ${sentence}`)
    for (const other of [removed, elsewhere]) {
      const merged = expectHonest({ base: was, main: carried, fork: other })
      expect(kinds(merged)).toEqual(['removed'])
      expect(merged.doc).toEqual(carried)
    }
    expect(merge3(was, carried, carried).held).toEqual([])
  })
  it('MG6: what is not held is merged beside it', () => {
    const main = withTwo('The Parties shall speak, and they shall be seen to act.', 'They may always speak.')
    const fork = withTwo('The Parties shall meet, and they shall be seen to act.', 'They may speak here.')
    const merged = merge3(base, main, fork)
    expect(lines(merged.doc)).toEqual([...lines(main).slice(0, 2), 'p2: They may always speak here.'])
    expect(lines(merged.fork)).toEqual([...lines(fork).slice(0, 2), 'p2: They may always speak here.'])
    expect(lines(merged.base)).toEqual([...lines(base).slice(0, 2), 'p2: They may always speak.'])
    expect(merged.both).toEqual(['p2'])
  })
})

it('MG10: colliding words become options of one bracket, every word kept', () => {
  const main = withTwo('The Parties shall speak, and they shall be seen to act.')
  const fork = withTwo('The Parties shall meet, and they shall be seen to act.')
  const bracket = (...ids: string[]) => ({ id: 'b', options: ids.map((id) => ({ id, label: id })) })
  const two = merge3(base, main, fork, { asOptions: () => bracket('b.1', 'b.2') })
  expect(two.held).toEqual([])
  expect(two.doc.content[1]).toEqual(
    para(
      'p1',
      'The Parties shall ',
      option('b', 'b.1', 'b.1', 'speak'),
      option('b', 'b.2', 'b.2', 'meet'),
      ', and they shall be seen to act.',
    ),
  )
  const three = merge3(base, main, fork, { asOptions: () => bracket('b.1', 'b.2', 'b.3') })
  expect(lines(three.doc)[1]).toBe('p1: The Parties shall ·speak·meet·act, and they shall be seen to act.')
})

describe('any three texts', () => {
  it('MG1: what nobody changed is as it was, what one changed is theirs, what both changed alike is done once', () => {
    fc.assert(
      fc.property(article, article, (one, two) => {
        expect(merge3(one, one, two)).toMatchObject({ doc: two, fork: two, base: one, held: [], both: [] })
        expect(merge3(one, two, one)).toMatchObject({ doc: two, fork: two, base: two, held: [] })
        expect(merge3(one, two, two)).toMatchObject({ doc: two, fork: two, base: two, held: [] })
      }),
      { numRuns: 80 },
    )
  })
  it('MG12: texts that have nothing to do with each other, unknown pieces and all, are merged or held and nothing is thrown', () => {
    fc.assert(
      fc.property(article, article, article, (one, main, fork) => {
        const merged = merge3(one, main, fork)
        expect(merge3(one, main, fork)).toEqual(merged)
        expect(docFromDelta(deltaFromDoc(merged.doc))).toEqual(merged.doc)
        expect(kinds(merged)).not.toContain('books')
      }),
      { numRuns: 120 },
    )
  })
})

/** Drafts of two in three languages; `npm run fuzz` makes many more (tests/fuzz/merge.test.ts). */
describe.each(LANGUAGES)('two drafters at once (%s)', (lang) => {
  it('MG2-MG11: no word is lost, none stands twice, none is guessed', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = randomFrom(seed)
      const was = naturalArticle(lang)
      const draft = (drafter: 0 | 1): ArticleDoc =>
        drafted(was, random, { lang, drafter, edits: 1 + random.below(4), id: drafter === 0 ? 'm' : 'f' })
      const triple = { base: was, main: draft(0), fork: draft(1) }
      expectHonest(triple, { main: vocabulary(lang, 0), fork: vocabulary(lang, 1) })
    }
  })
})

function textOf(text: ArticleDoc): string {
  return lines(text)[1]!.slice(4)
}
