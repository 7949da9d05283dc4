/** AG5, AG6, AG10: how far parts are agreed, and what that says of the article. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ARTICLE_STATUSES,
  isLocked,
  type ArticleDoc,
  type ArticleStatus,
  type PartStatus,
  type Inline,
} from '../../src/lib/domain/article.ts'
import {
  deletedIn,
  derivedStatus,
  isBeyond,
  leastOf,
  lesser,
  notesOf,
  partFor,
  partsOf,
  provisionsAfter,
  statusOf,
  statusOfPart,
  withoutDeleted,
} from '../../src/lib/domain/provision.ts'
import { block, doc, heading, item, para, recital, subitem, tail } from '../support/blocks.ts'

const call = (to: string): Inline => ({ type: 'note', attrs: { id: `call-${to}`, to } })
const text = doc(
  heading('h', 'Purpose'),
  para('p1', 'They shall', call('n1')),
  item('a', 'one'),
  subitem('i', 'of it'),
  tail('t', 'and go'),
  para('p2', 'Alone'),
  block('note', 'n1', ['On file', call('n2')]),
  block('note', 'n2', ['too']),
)

describe('AG5: parts', () => {
  test('a paragraph has its items and flush text, the heading stands alone, notes are none', () => {
    expect(partsOf(text)).toEqual([
      { id: 'h', blocks: ['h'] },
      { id: 'p1', blocks: ['p1', 'a', 'i', 't'] },
      { id: 'p2', blocks: ['p2'] },
    ])
  })

  test('recitals are parts of their own; what hangs in the air is too', () => {
    expect(
      partsOf(doc(heading('h'), item('x', 'x'), recital('r1', 'x'), recital('r2', 'y'))).map(({ id }) => id),
    ).toEqual([...['h', 'x', 'r1', 'r2']])
  })

  test('any block names the part it stands in, a note the first that calls it', () => {
    expect(partFor([text], text, 'i')?.id).toBe('p1')
    expect(partFor([text], text, 'n2')?.id).toBe('p1')
    expect(partFor([text], text, 'x')).toBeUndefined()
    const uncalled = doc(heading('h'), block('note', 'n', ['words']))
    expect(partFor([uncalled], uncalled, 'n')).toBeUndefined()
  })

  test('notes go with who calls them, in any language, through other notes', () => {
    const other = doc(heading('h'), para('p1', 'x'), para('p2', 'y', call('n2')), block('note', 'n2', ['too']))
    expect([...notesOf([text], ['p1'])]).toEqual(['n1', 'n2'])
    expect([...notesOf([text], ['p2'])]).toEqual([])
    expect([...notesOf([text, other], ['p2'])]).toEqual(['n2'])
  })
})

const set = (entries: Record<string, ArticleStatus>) => new Map(Object.entries(entries))
const whole = (status: ArticleStatus) =>
  set(Object.fromEntries(['h', 'p1', 'a', 'i', 't', 'p2'].map((id) => [id, status])))

describe('AG6: an article is as far agreed as its least agreed part', () => {
  test('while a part is not agreed, the article is under discussion', () => {
    const some = set({ h: 'agreed', p1: 'agreed', a: 'agreed', i: 'agreed', t: 'agreed' })
    expect(derivedStatus('under_discussion', some, text)).toBe('under_discussion')
    expect(derivedStatus('draft', new Map(), text)).toBe('draft')
  })

  test('once all are, as far as the least of them', () => {
    expect(derivedStatus('under_discussion', whole('agreed'), text)).toBe('agreed')
    const mixed = new Map([...whole('agreed'), ['p2', 'agreed_in_group'] as const])
    expect(derivedStatus('under_discussion', mixed, text)).toBe('agreed_in_group')
  })

  test('an item that is not agreed keeps its paragraph', () => {
    const all = whole('agreed')
    all.delete('i')
    expect(statusOfPart('under_discussion', all, partsOf(text)[1]!)).toBe('under_discussion')
    expect(derivedStatus('under_discussion', all, text)).toBe('under_discussion')
  })

  test('what is said of no block is said of the article', () => {
    expect(statusOf('agreed', new Map(), 'p1')).toBe('agreed')
    expect(statusOf('under_discussion', whole('agreed'), 'new')).toBe('under_discussion')
  })

  test('the order of the statuses', () => {
    for (const [n, status] of ARTICLE_STATUSES.entries())
      for (const other of ARTICLE_STATUSES.slice(n + 1)) {
        expect(lesser(status, other)).toBe(status)
        expect(isBeyond(other, status)).toBe(true)
        expect(isBeyond(status, other)).toBe(false)
      }
  })
})

describe('AG10: reopening', () => {
  test('one part of an agreed article: the article falls to discussion, the others keep what they had', () => {
    const after = provisionsAfter('agreed', new Map(), text, new Set(['p2']), null)
    expect(after.article).toBe('under_discussion')
    expect(Object.fromEntries(after.provisions)).toMatchObject({ h: 'agreed', p1: 'agreed', i: 'agreed' })
    expect(after.provisions.has('p2')).toBe(false)
  })

  test('the last part agreed agrees the article', () => {
    const rest = whole('agreed')
    rest.delete('p2')
    const after = provisionsAfter('under_discussion', rest, text, new Set(['p2']), 'agreed_ad_referendum')
    expect(after.article).toBe('agreed_ad_referendum')
  })

  test('AG6, AG12: after any acts the article is never more agreed than its least agreed part, and what was not touched stays', () => {
    const parts = partsOf(text)
    const act = fc.record({
      part: fc.nat(parts.length - 1),
      to: fc.constantFrom<PartStatus | null>(null, 'agreed_in_group', 'agreed_ad_referendum', 'agreed', 'deleted'),
    })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), fc.constantFrom(...ARTICLE_STATUSES.slice(1)), (acts, begin) => {
        let [article, provisions] = [begin, new Map<string, PartStatus>()]
        for (const { part, to } of acts) {
          const before = parts.map((one) => statusOfPart(article, provisions, one))
          ;({ article, provisions } = provisionsAfter(article, provisions, text, new Set(parts[part]!.blocks), to))
          const after = parts.map((one) => statusOfPart(article, provisions, one))
          expect(after).toEqual(before.map((was, n) => (n === part ? (to ?? 'under_discussion') : was)))
          const least = leastOf(after)
          expect(article).toBe(isLocked(least) ? least : 'under_discussion')
        }
      }),
    )
  })
})

test('AG6: a text without words is an article all the same', () => {
  const empty: ArticleDoc = doc(heading('h'))
  expect(derivedStatus('under_discussion', set({ h: 'agreed' }), empty)).toBe('agreed')
})

describe('AG12: what is deleted', () => {
  const gone = new Map<string, PartStatus>([
    ...whole('agreed'),
    ...(['p1', 'a', 'i', 't'] as const).map((id) => [id, 'deleted'] as const),
  ])

  test('says nothing of how far its article is agreed', () => {
    expect(statusOfPart('under_discussion', gone, partsOf(text)[1]!)).toBe('deleted')
    expect(derivedStatus('under_discussion', gone, text)).toBe('agreed')
    expect(derivedStatus('under_discussion', new Map([...gone, ['p2', 'under_discussion']]), text)).toBe(
      'under_discussion',
    )
    expect(leastOf(['agreed', 'deleted', 'agreed_in_group'])).toBe('agreed_in_group')
    expect([...deletedIn(gone)]).toEqual(['p1', 'a', 'i', 't'])
  })

  test('its deletion leaves the others as they were, and so does its restoring', () => {
    const deleted = provisionsAfter('agreed', new Map(), text, new Set(['p2']), 'deleted')
    expect(deleted.article).toBe('agreed')
    expect(deleted.provisions.get('p2')).toBe('deleted')
    const back = provisionsAfter(deleted.article, deleted.provisions, text, new Set(['p2']), null)
    expect(back.article).toBe('under_discussion')
    expect(Object.fromEntries(back.provisions)).toMatchObject({ h: 'agreed', p1: 'agreed' })
    expect(back.provisions.has('p2')).toBe(false)
  })

  test('AG14: the text without it has every other block, and each note that something calls which stays', () => {
    const noted = doc(
      heading('h'),
      para('p1', 'x', call('n1'), call('n2')),
      para('p2', 'y', call('n2')),
      block('note', 'n1', ['one']),
      block('note', 'n2', ['two']),
    )
    const left = withoutDeleted(noted, new Set(['p1', 'n1', 'n2']))
    expect(left.content.map(({ attrs }) => attrs.id)).toEqual(['h', 'p2', 'n2'])
    expect(withoutDeleted(noted, new Set(['absent']))).toBe(noted)
  })
})
