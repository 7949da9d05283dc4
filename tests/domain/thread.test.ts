import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Block } from '../../src/lib/domain/article.ts'
import type { Thread } from '../../src/lib/domain/contract.ts'
import { anchorFor, contentRange, ownRange, ownText } from '../../src/lib/domain/own-text.ts'
import {
  canTurn,
  chosenThreads,
  COMMENT_ACTS,
  countThreads,
  isOpen,
  isSettled,
  speakingRole,
  stackCards,
  THREAD_STATUSES,
} from '../../src/lib/domain/thread.ts'

const said = (id: string, more: Partial<Thread> = {}): Thread => ({
  id,
  author: { name: id, party: null, role: null, capacity: null, ties: null, isFormer: false },
  body: id,
  createdAt: `2026-01-0${id}T00:00:00.000Z`,
  isOwn: false,
  isNew: false,
  past: null,
  articleId: 'a',
  lang: 'en',
  status: 'open',
  visibility: 'participants',
  orphaned: false,
  anchor: null,
  memory: null,
  home: null,
  moved: null,
  settledAt: null,
  settledBy: null,
  proposals: [],
  about: null,
  replies: [],
  ground: null,
  permissions: { settle: false, reply: false, propose: false, retract: false, withhold: false, release: false },
  ...more,
})
const idsOf = (threads: Thread[]): string[] => threads.map(({ id }) => id)
const D03 = { code: 'D03', name: 'Delegation 03' }

test('TH1: what is settled and what is not', () => {
  for (const status of ['open', 'answered', 'acknowledged']) expect(isSettled({ status }), status).toBe(false)
  for (const status of ['resolved', 'converted', 'closed_no_action', 'retracted', 'withheld'])
    expect(isSettled({ status }), status).toBe(true)
})

test('TH1: open is what nobody settled, answered or not; of earlier talks what nobody decided', () => {
  for (const status of ['open', 'answered', 'acknowledged', 'tabled', 'something new'])
    expect(isOpen({ status }), status).toBe(true)
  for (const status of ['resolved', 'converted', 'closed_no_action', 'retracted', 'withheld', 'noted', 'rejected'])
    expect(isOpen({ status }), status).toBe(false)
  const both = [said('1', { status: 'noted' }), said('2', { status: 'answered' })]
  const shown = (show: 'open' | 'settled') => idsOf(chosenThreads(both, { show, party: null, order: 'text' }, () => 0))
  expect([shown('open'), shown('settled')]).toEqual([['2'], ['1']])
})

test('TH9, TH10, TH11: what can be done in which state', () => {
  const turns = Object.fromEntries(
    COMMENT_ACTS.map((act) => [act, THREAD_STATUSES.filter((status) => canTurn(act, { status }))]),
  )
  expect(turns).toEqual({
    resolve: ['open', 'answered', 'converted', 'acknowledged'],
    reopen: ['resolved', 'converted', 'closed_no_action'],
    close: ['open', 'answered', 'acknowledged'],
    retract: ['open', 'answered', 'acknowledged'],
    withhold: ['open', 'answered', 'resolved', 'converted', 'closed_no_action', 'acknowledged'],
    release: ['withheld'],
  })
})

test('TH2: one speaks in the weightiest of one’s roles', () => {
  expect(speakingRole(['drafter', 'head'])).toBe('head_of_delegation')
  expect(speakingRole(['drafter', 'secretariat'])).toBe('secretariat')
  expect(speakingRole(['reviewer', 'drafter'])).toBe('delegate')
  expect(speakingRole([])).toBe('observer')
})

test('TH3, TH4: filters, parties and orders', () => {
  const threads = [
    said('1', { status: 'resolved', isOwn: true }),
    said('2', { orphaned: true }),
    said('3', { replies: [{ ...said('8'), author: { ...said('8').author, party: D03 }, isNew: true }] }),
    said('4', { status: 'answered' }),
  ]
  const list = (show: Parameters<typeof chosenThreads>[1]['show'], party: string | null = null): string[] =>
    idsOf(chosenThreads(threads, { show, party, order: 'text' }, ({ id }) => -Number(id)))
  expect(list('open')).toEqual(['4', '3', '2'])
  expect(list('mine')).toEqual(['1'])
  expect(list('orphaned')).toEqual(['2'])
  expect(list('new')).toEqual(['3'])
  expect(list('settled')).toEqual(['1'])
  expect(list('all')).toEqual(['4', '3', '2', '1'])
  expect(list('all', 'D03')).toEqual(['3'])
  expect(idsOf(chosenThreads(threads, { show: 'all', party: null, order: 'newest' }, () => 0))).toEqual([
    '3',
    '4',
    '2',
    '1',
  ])
})

test('TH16: comments of an article are counted, those whose words are gone apart from what else they are', () => {
  const threads = [
    said('1', { status: 'resolved', orphaned: true }),
    said('2', { orphaned: true }),
    said('3', { status: 'answered', orphaned: true }),
    said('4', { status: 'answered' }),
    said('5', { status: 'noted', orphaned: true }),
    said('6'),
  ]
  const counts = countThreads(threads)
  expect(counts).toEqual({ open: 4, answered: 2, settled: 2, orphaned: 3 })
  const listed = (show: 'open' | 'settled' | 'orphaned'): number =>
    chosenThreads(threads, { show, party: null, order: 'text' }, () => 0).length
  for (const show of ['open', 'settled', 'orphaned'] as const) expect(listed(show), show).toBe(counts[show])
})

describe('TH5: cards beside a text', () => {
  test('each beside its words, pushed down by those before it, and both ways by the one in hand', () => {
    const cards = [
      { at: 0, height: 50 },
      { at: 10, height: 50 },
      { at: 300, height: 50 },
    ]
    expect(stackCards(cards, -1, 10)).toEqual([0, 60, 300])
    const low = cards.map((card) => ({ ...card, at: card.at + 200 }))
    expect(stackCards(low, 1, 10)).toEqual([150, 210, 500])
  })

  test('never one over another, never above the beginning, in their order', () => {
    const card = fc.record({ at: fc.integer({ min: -500, max: 2000 }), height: fc.integer({ min: 1, max: 400 }) })
    fc.assert(
      fc.property(fc.array(card, { maxLength: 20 }), fc.integer({ min: -1, max: 19 }), (cards, hand) => {
        const inHand = hand < cards.length ? hand : -1
        const places = stackCards(cards, inHand, 8)
        places.forEach((place, i) => {
          expect(place).toBeGreaterThanOrEqual(0)
          if (i > 0) expect(place).toBeGreaterThanOrEqual(places[i - 1]! + cards[i - 1]!.height + 8)
        })
      }),
    )
  })
})

describe('AN7: the anchor of selected words', () => {
  const context = { lang: 'en', index: new Map(), articleId: 'a', number: '1' }
  const mark = (option: string) => [{ type: 'br' as const, attrs: { id: 'x', option } }]
  const block = {
    type: 'block',
    attrs: { id: 'b', kind: 'para', depth: 0, bracket: null, bracketKind: null, extra: null },
    content: [
      { type: 'text', text: 'They ' },
      { type: 'opt', attrs: { id: 'o1', br: 'x', kind: 'alternatives', label: '1' }, marks: mark('o1') },
      { type: 'text', text: 'shall go', marks: mark('o1') },
      { type: 'opt', attrs: { id: 'o2', br: 'x', kind: 'alternatives', label: '2' }, marks: mark('o2') },
      { type: 'text', text: 'go', marks: mark('o2') },
      { type: 'text', text: ' home, cafe\u0301 or not.' },
    ],
  } as unknown as Block

  test('names the innermost option, and what surrounds the words', () => {
    expect(ownText(block, context).text).toBe('They [shall go][go] home, café or not.')
    // "go" of the second option: behind 5 letters, an option's head, 8 letters, a head
    expect(anchorFor(block, [15, 17], context)).toMatchObject({ blockId: 'b', exact: 'go', optionId: 'o2' })
    expect(anchorFor(block, [5, 14], context)).toMatchObject({ exact: 'shall go', optionId: 'o1' })
    expect(anchorFor(block, [18, 22], context)).toMatchObject({ exact: 'home' })
    expect(anchorFor(block, [4, 5], context)).toBe(null)
  })

  test('words behind a reference in a paragraph that is bracketed as a whole keep their letters', () => {
    const whole = {
      ...block,
      attrs: { ...block.attrs, bracket: 'x', bracketKind: 'alternatives' },
      content: [
        { type: 'opt', attrs: { id: 'o1', br: 'x', kind: 'alternatives', label: '1' }, marks: mark('o1') },
        { type: 'ref', attrs: { id: 'r', to: 'gone', form: null, as: null }, marks: mark('o1') },
        { type: 'opt', attrs: { id: 'o2', br: 'x', kind: 'alternatives', label: '2' }, marks: mark('o2') },
        { type: 'text', text: 'At the invitation', marks: mark('o2') },
      ],
    } as unknown as Block
    const own = ownText(whole, context)
    const at = own.text.indexOf('At the invitation')
    // behind two heads and the reference, each one piece
    expect(contentRange(own, [at, at + 17])).toEqual([3, 20])
    expect(ownRange(own, [3, 20])).toEqual([at, at + 17])
  })

  test('letters of the own text are letters of the content, and back; decomposed ones too', () => {
    const own = ownText(block, context)
    const at = own.text.indexOf('café')
    const inContent = contentRange(own, [at, at + 4])!
    expect(inContent[1] - inContent[0]).toBe(5)
    expect(ownRange(own, inContent)).toEqual([at, at + 4])
  })
})
