/** LK1-LK3, LK5: what a change may not touch. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import { broken, lockedIn } from '../../src/lib/domain/locks.ts'
import { block, doc, heading, item, para, tail } from '../support/blocks.ts'

const text = doc(heading('h', 'Purpose'), para('p1', 'One'), item('a', 'of it'), para('p2', 'Two'), para('p3', 'Three'))
const locked = ['p1', 'a', 'p3']
const without = (id: string): ArticleDoc => doc(...text.content.filter(({ attrs }) => attrs.id !== id))
const withWords = (id: string, words: string): ArticleDoc =>
  doc(
    ...text.content.map((one) =>
      one.attrs.id === id ? { ...one, content: [{ type: 'text' as const, text: words }] } : one,
    ),
  )
const inOrder = (...ids: string[]): ArticleDoc =>
  doc(...ids.map((id) => text.content.find(({ attrs }) => attrs.id === id)!))
const before = (id: string, fresh: Block): ArticleDoc =>
  doc(...text.content.flatMap((one) => (one.attrs.id === id ? [fresh, one] : [one])))

describe('LK1: a locked block is there and says the same', () => {
  test('its words, marks and attributes', () => {
    expect(broken(text, withWords('p1', 'Other'), locked)).toEqual(['p1'])
    const bold = text.content.map((one) =>
      one.attrs.id === 'p3'
        ? { ...one, content: [{ type: 'text' as const, text: 'Three', marks: [{ type: 'bold' as const }] }] }
        : one,
    )
    expect(broken(text, doc(...bold), locked)).toEqual(['p3'])
    const bracketed = text.content.map((one) =>
      one.attrs.id === 'p3' ? { ...one, attrs: { ...one.attrs, bracket: 'b', bracketKind: 'optional' as const } } : one,
    )
    expect(broken(text, doc(...bracketed), locked)).toEqual(['p3'])
  })

  test('it is not removed, and others may be', () => {
    expect(broken(text, without('p3'), locked)).toEqual(['p3'])
    expect(broken(text, without('p2'), locked)).toEqual([])
  })

  test('what is not locked is free', () => {
    expect(broken(text, withWords('p2', 'Other'), locked)).toEqual([])
    expect(broken(text, withWords('p1', 'Other'), [])).toEqual([])
    expect(broken(text, text, locked)).toEqual([])
  })

  test('the same block written in another order of fields is the same', () => {
    const turned = text.content.map(({ type, attrs, content }): Block => ({ ...(content && { content }), attrs, type }))
    expect(broken(text, doc(...turned), locked)).toEqual([])
  })

  test('a lock of a block that was not there before holds nobody up', () => {
    expect(broken(text, withWords('p2', 'Other'), ['gone'])).toEqual([])
  })
})

describe('LK2: locked blocks keep their order among themselves', () => {
  test('others move around them', () => {
    expect(broken(text, inOrder('h', 'p2', 'p1', 'a', 'p3'), locked)).toEqual([])
    expect(broken(text, inOrder('h', 'p1', 'a', 'p3', 'p2'), locked)).toEqual([])
  })

  test('they do not', () => {
    expect(broken(text, inOrder('h', 'p3', 'p1', 'a', 'p2'), locked)).not.toEqual([])
  })
})

describe('LK3: a locked paragraph is whole', () => {
  test('nothing comes to hang on it', () => {
    expect(broken(text, before('p2', item('b', 'more')), locked)).toEqual(['p1'])
    expect(broken(text, before('p2', tail('t', 'more')), locked)).toEqual(['p1'])
    expect(broken(text, before('p2', para('new', 'more')), locked)).toEqual([])
  })

  test('nothing that hangs on it leaves it', () => {
    expect(broken(text, before('a', para('new', 'between')), locked)).toEqual(['p1'])
  })

  test('a note that nobody here calls is no part of it', () => {
    expect(broken(text, doc(...text.content, block('note', 'n', ['words'])), locked)).toEqual([])
  })
})

test('LK5: a paragraph that had no words in a language when it was agreed can be translated', () => {
  const agreed = [
    { blockId: 'p1', status: 'agreed' as const, emptyIn: ['ar'] },
    { blockId: 'p2', status: 'agreed_in_group' as const, emptyIn: [] },
    { blockId: 'p3', status: 'under_discussion' as const, emptyIn: [] },
  ]
  expect(lockedIn(agreed, 'en')).toEqual(['p1', 'p2'])
  expect(lockedIn(agreed, 'ar')).toEqual(['p2'])
})

test('LK1, LK2: whatever is done to a text, what is not named as touched stands as it did', () => {
  const blocks = ['h', 'p1', 'p2', 'p3', 'p4', 'p5']
  const start = doc(...blocks.map((id, n) => (n === 0 ? heading(id, id) : para(id, id))))
  fc.assert(
    fc.property(
      fc.subarray(blocks),
      fc.shuffledSubarray(blocks, { minLength: 1 }),
      fc.subarray(blocks),
      (lockedIds, kept, changed) => {
        const after = doc(
          ...kept.map((id) => {
            const one = start.content.find(({ attrs }) => attrs.id === id)!
            return changed.includes(id) ? { ...one, content: [{ type: 'text' as const, text: 'changed' }] } : one
          }),
        )
        const touched = new Set(broken(start, after, lockedIds))
        const still = lockedIds.filter((id) => !touched.has(id))
        for (const id of still)
          expect(after.content.find(({ attrs }) => attrs.id === id)).toEqual(
            start.content.find(({ attrs }) => attrs.id === id),
          )
        const orderIn = ({ content }: ArticleDoc) =>
          content.map(({ attrs }) => attrs.id).filter((id) => still.includes(id))
        expect(orderIn(after)).toEqual(orderIn(start))
        // and nothing is named that stands as it did
        const isWhole = lockedIds.every((id) => kept.includes(id) && !changed.includes(id))
        const sameOrder =
          JSON.stringify(kept.filter((id) => lockedIds.includes(id))) ===
          JSON.stringify(blocks.filter((id) => lockedIds.includes(id)))
        if (isWhole && sameOrder) expect([...touched]).toEqual([])
      },
    ),
  )
})
