// Over 250 lines: one test for each thing that may wait for somebody.
/** What waits for whom (rules HO1 to HO9, HO13 to HO17). */
import { describe, expect, test } from 'vitest'
import type { Role } from '../../src/lib/domain/actor.ts'
import {
  awaitsAnswer,
  needsOf,
  newReplies,
  nextItem,
  type HomeArticle,
  type HomeFacts,
  type Need,
  type NeedKind,
} from '../../src/lib/domain/home.ts'
import { countsOfTriage, inTriageOrder, TRIAGE_ORDER, type TriageItem } from '../../src/lib/domain/triage.ts'

const article = (n: number, more: Partial<HomeArticle> = {}): HomeArticle => ({
  id: `a${n}`,
  slug: String(n),
  label: `Article ${n}`,
  heading: `Heading ${n}`,
  status: 'under_discussion',
  openBrackets: 0,
  openComments: 0,
  isUnread: false,
  openedAt: null,
  isAssigned: false,
  behind: {},
  ...more,
})
const version = { number: 2, label: 'Rev.2', stage: 'draft', publishedAt: '2026-03-02T09:00:00.000Z' }
const needs = (roles: Role[], facts: Partial<HomeFacts> = {}): Need[] =>
  needsOf({
    articles: [],
    latest: null,
    isSigned: null,
    replies: [],
    withheld: [],
    confirm: [],
    supply: [],
    object: [],
    reopened: [],
    proposals: [],
    withoutBrackets: new Set(),
    unverified: [],
    invited: null,
    triage: null,
    lastVersion: null,
    record: null,
    ...facts,
    roles,
  })
const kinds = (roles: Role[], facts: Partial<HomeFacts> = {}): NeedKind[] => needs(roles, facts).map(({ kind }) => kind)
const of = <K extends NeedKind>(found: Need[], kind: K): Extract<Need, { kind: K }> | undefined =>
  found.find((need): need is Extract<Need, { kind: K }> => need.kind === kind)
const reply = { threadId: 't', article: article(1), by: 'Somebody', at: '2026-03-02T09:00:00.000Z' }
const everything: Partial<HomeFacts> = {
  articles: [
    article(1, { isAssigned: true, openedAt: '2026-03-02T09:00:00.000Z', behind: { fr: 2 } }),
    article(2, { isAssigned: true, isUnread: true }),
    article(3, { isUnread: true, openedAt: '2026-03-01T09:00:00.000Z' }),
    article(4),
  ],
  latest: version,
  isSigned: false,
  replies: [reply],
  withheld: [{ commentId: 'c', threadId: 't', article: article(1), ground: 'names a person', at: null }],
  withoutBrackets: new Set(['a1', 'a4']),
  unverified: [{ id: 'p', name: 'P', party: { code: 'D01', name: 'Delegation 01' }, since: '2026-03-01' }],
  invited: { count: 1, nextExpiry: '2026-03-09T09:00:00.000Z' },
  triage: { orphaned: 1, comment: 2, dangling: 0, behind: 0, unverified: 0, publish: 0 },
  lastVersion: 2,
  record: { entries: 5, lastAt: '2026-03-02T09:00:00.000Z' },
}

describe('HO1: in one order, nothing twice', () => {
  test('a person of every role', () => {
    const all: Role[] = ['secretariat', 'chair', 'auditor', 'observer', 'drafter', 'reviewer', 'signatory', 'head']
    expect(kinds(all, everything)).toEqual([
      'sign',
      'answer',
      'withheld',
      'triage',
      'continue',
      'changed',
      'agree',
      'read',
      'begin',
      'verify',
      'invited',
      'publish',
      'record',
      'latest',
    ])
  })
  test('an article stands in one list of texts to look at', () => {
    const found = needs(['drafter', 'reviewer'], everything)
    const listed = [
      of(found, 'continue')!.article.id,
      ...of(found, 'changed')!.articles.map(({ id }) => id),
      ...of(found, 'read')!.articles.map(({ id }) => id),
      ...of(found, 'begin')!.articles.map(({ id }) => id),
    ]
    expect(listed).toEqual(['a1', 'a2', 'a3', 'a4'])
  })
  test('nobody is told of what is others’ to do', () => {
    expect(kinds(['administrator'], everything)).not.toContain('sign')
    expect(kinds(['observer'], everything)).toEqual([
      'answer',
      'withheld',
      'continue',
      'changed',
      'translate',
      'read',
      'begin',
      'latest',
    ])
    expect(kinds([])).toEqual([])
  })
})

describe('HO2: a version that awaits sign-off', () => {
  test('is signed by the signatory and seen to by the head', () => {
    expect(of(needs(['signatory'], { latest: version, isSigned: false }), 'sign')).toMatchObject({ isOwnAct: true })
    expect(of(needs(['head'], { latest: version, isSigned: false }), 'sign')).toMatchObject({ isOwnAct: false })
  })
  test.each([[true], [null]])('awaits nobody where it is signed: %s', (isSigned) => {
    expect(kinds(['signatory', 'head'], { latest: version, isSigned })).not.toContain('sign')
  })
})

describe('HO3: one’s own articles', () => {
  const own = { isAssigned: true }
  test('go on where one was last, else at the first', () => {
    const articles = [
      article(1, own),
      article(2, { ...own, openedAt: '2026-03-01T09:00:00.000Z' }),
      article(3, { ...own, openedAt: '2026-03-02T09:00:00.000Z' }),
    ]
    expect(of(needs(['drafter'], { articles }), 'continue')!.article.id).toBe('a3')
    expect(of(needs(['drafter'], { articles: articles.slice(0, 1) }), 'continue')!.article.id).toBe('a1')
  })
  test('have news where others wrote or a comment is open', () => {
    const articles = [
      article(1, own),
      article(2, { ...own, openComments: 1 }),
      article(3, { ...own, isUnread: true }),
      article(4, own),
    ]
    expect(of(needs(['drafter'], { articles }), 'changed')!.articles.map(({ id }) => id)).toEqual(['a2', 'a3'])
  })
  test('a language that follows an older source is named with its article', () => {
    const articles = [article(1, { ...own, behind: { ar: 1, fr: 2 } })]
    expect(of(needs(['drafter'], { articles }), 'translate')!.texts).toMatchObject([
      { lang: 'ar', paragraphs: 1 },
      { lang: 'fr', paragraphs: 2 },
    ])
  })
})

test('HO4: what changed since it was read, and apart from it what was never opened', () => {
  const articles = [
    article(1, { isUnread: true, openedAt: '2026-03-01' }),
    article(2, { isUnread: true }),
    article(3, { openedAt: '2026-03-01' }),
  ]
  const found = needs(['reviewer'], { articles })
  expect(of(found, 'read')!.articles.map(({ id }) => id)).toEqual(['a1'])
  expect(of(found, 'begin')!.articles.map(({ id }) => id)).toEqual(['a2'])
})

describe('HO5: replies', () => {
  const said = (authorId: string | null, createdAt: string) => ({ authorId, createdAt })
  test('of others, after one’s own last word and one’s last look', () => {
    const thread = [said('me', '1'), said('you', '2'), said('me', '3'), said('you', '4'), said(null, '5')]
    expect(newReplies('me', thread, null)).toEqual(thread.slice(3))
    expect(newReplies('me', thread, '4')).toEqual(thread.slice(4))
    expect(newReplies('me', thread, '5')).toEqual([])
  })
  test('in threads of others are not announced', () => {
    expect(newReplies('me', [said('you', '1'), said('me', '2'), said('you', '3')], null)).toEqual([])
    expect(newReplies('me', [], null)).toEqual([])
  })
})

test('HO6: the chair is told of articles under discussion or agreed in the group whose brackets are all gone', () => {
  const articles = [
    article(1),
    article(2, { status: 'agreed_in_group' }),
    article(3, { status: 'agreed_ad_referendum' }),
    article(4, { status: 'draft' }),
    article(5, { status: 'agreed' }),
    article(6),
  ]
  const facts = { articles, withoutBrackets: new Set(['a1', 'a2', 'a3', 'a4', 'a5']) }
  expect(of(needs(['chair'], facts), 'agree')!.articles.map(({ id }) => id)).toEqual(['a1', 'a2'])
  expect(kinds(['secretariat'], facts)).not.toContain('agree')
})

describe('HO7: a thread waits for the secretariat', () => {
  test.each([
    ['open', [false], true],
    ['open', [false, true], false],
    ['open', [false, true, false], true],
    ['under_discussion', [false], true],
    ['resolved', [false], false],
    ['withheld', [false], false],
    ['answered', [false], false],
  ])('%s, the house said %j: %s', (status, isHouse, waits) => expect(awaitsAnswer(status, isHouse)).toBe(waits))
  test('an unknown status is open: nothing is lost', () => expect(awaitsAnswer('something new', [false])).toBe(true))
})

const thread = {
  threadId: 't',
  article: article(1),
  lang: 'en',
  author: { name: 'N', party: null },
  body: '',
  quote: null,
  at: '',
  replies: 0,
}
const items: TriageItem[] = [
  { id: '1', kind: 'behind', article: article(1), lang: 'fr', paragraphs: 1 },
  { id: '2', kind: 'comment', ...thread },
  { id: '3', kind: 'orphaned', ...thread },
  { id: '4', kind: 'comment', ...thread },
  { id: '5', kind: 'publish', version: { id: 'v', number: 2, label: 'Rev.2', cutAt: '' } },
]
test('HO8: kinds in their order, what was found first before what was found later; each counted', () => {
  expect(inTriageOrder(items).map(({ id }) => id)).toEqual(['5', '3', '2', '4', '1'])
  expect(countsOfTriage(items)).toEqual({ publish: 1, unverified: 0, orphaned: 1, comment: 2, dangling: 0, behind: 1 })
  expect(Object.keys(countsOfTriage([])).sort()).toEqual([...TRIAGE_ORDER].sort())
})

test('HO9: the focus goes on to the next item, at the end to the one before, and nowhere when nothing is left', () => {
  expect(nextItem(['a', 'b', 'c'], 'b')).toBe('c')
  expect(nextItem(['a', 'b', 'c'], 'c')).toBe('b')
  expect(nextItem(['a'], 'a')).toBeNull()
  expect(nextItem(['a', 'b'], 'gone')).toBe('a')
  expect(nextItem([], 'gone')).toBeNull()
})

describe('HO13, HO14: what is asked of a delegation until an instant', () => {
  const asked = (n: number, by: string | null) => ({ article: article(n), n: 1, by })

  test('stands before replies; what ends first is first, what does not end last', () => {
    const facts = {
      confirm: [asked(1, null), asked(2, '2026-03-09T09:00:00.000Z'), asked(3, '2026-03-08T09:00:00.000Z')],
      object: [asked(4, '2026-03-10T09:00:00.000Z')],
      replies: [reply],
    }
    expect(kinds(['head'], facts)).toEqual(['confirm', 'object', 'answer'])
    const found = of(needs(['head'], facts), 'confirm')
    expect(found?.asked.map((one) => one.article.label)).toEqual(['Article 3', 'Article 2', 'Article 1'])
  })

  test('HO16: words that are owed stand behind it, what is due first before the others', () => {
    const facts = { object: [asked(4, null)], supply: [asked(2, null), asked(1, '2026-03-08T09:00:00.000Z')] }
    expect(kinds(['drafter'], facts)).toEqual(['object', 'supply'])
    expect(of(needs(['drafter'], facts), 'supply')?.asked.map((one) => one.article.label)).toEqual([
      'Article 1',
      'Article 2',
    ])
  })

  test('HO17: what was reopened stands behind what has an end, and before what is to be done', () => {
    const reopened = [
      {
        id: 'e',
        article: article(3),
        place: 'Article 3, paragraph 2',
        at: version.publishedAt,
        hat: 'chair' as const,
        by: 'C',
        reason: 'New.',
      },
    ]
    const facts = { object: [asked(4, null)], reopened, supply: [asked(2, null)], replies: [reply] }
    expect(kinds(['head'], facts)).toEqual(['object', 'reopened', 'supply', 'answer'])
    expect(of(needs(['head'], facts), 'reopened')?.reopened).toEqual(reopened)
  })

  test('HO15: proposals stand behind it, and are told as they were found', () => {
    const proposals = [{ id: 'p', code: 'ART-7/P-3', article: article(7), waits: 'join' as const }]
    const facts = { object: [asked(4, null)], proposals, replies: [reply] }
    expect(kinds(['drafter'], facts)).toEqual(['object', 'proposals', 'answer'])
    expect(of(needs(['drafter'], facts), 'proposals')?.proposals).toEqual(proposals)
  })
})
