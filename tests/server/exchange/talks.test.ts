// Over 250 lines: a file, and everything that can be wrong with it in a row each.
/** What is wrong with talks in a file is named by its path (rules EX1, EX15-EX17), and what may stand in them is told by numbers. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allFitForFile, fitForFile, wordsFault } from '../../../server/exchange/characters.ts'
import { LIMITS } from '../../../server/exchange/limits.ts'
import { changed, readChange, writeChange } from '../../../server/exchange/proposed-texts.ts'
import { Faults } from '../../../server/exchange/faults.ts'
import { readCharterFile } from '../../../server/exchange/sample.ts'
import type { ArticleDoc } from '../../../src/lib/domain/article.ts'
import { block, doc, heading, item, option, para, ref, tail } from '../../support/blocks.ts'
import { charter } from '../../support/talked-file.ts'

const AT = '2026-05-01T08:00:00.000Z'
/* eslint-disable @typescript-eslint/no-explicit-any -- what is damaged is no valid file any more */
const file = (): any => ({
  ...charter(),
  contributions: ['said', 'answered'].map((id) => ({
    ...{ id, type: 'comment', society: 'D01', author_role: 'delegate', lang: 'en', target: 'aim', created_at: AT },
    ...{ body: 'Why?', status: 'open', visibility: 'participants', ...(id === 'said' ? {} : { thread_of: 'said' }) },
  })),
  talks: {
    version: 1,
    settings: { attribution: 'group', positions: 'all', proposals_until: AT },
    counters: { 'ART-1': 4 },
    proposals: [
      {
        ...{ id: 'p', article: 'one', code: 'ART-1/P-1', kind: 'wording', status: 'tabled', lang: 'en', party: 'D01' },
        ...{ created_at: AT, submitted_at: AT, tabled_at: AT, rationale: 'Why.', rationale_lang: 'en' },
        on_behalf_of: { group: 'Friends', members: ['D01'], except: ['D02'] },
        sponsors: [{ party: 'D01', kind: 'main', state: 'joined', at: AT }],
        texts: [
          {
            ...{ lang: 'en', kind: 'original', at: AT },
            base: { blocks: [{ id: 'aim', kind: 'para', text: 'Help was given.' }] },
            text: {
              order: ['one', 'aim', 'means', 'means-a', 'fresh'],
              blocks: [{ id: 'fresh', kind: 'item', depth: 1, text: ['see ', { ref: { to: 'gone' } }] }],
            },
          },
        ],
        story: [
          { at: AT, act: 'begin', to: 'draft', as: 'party', party: 'D01' },
          { at: AT, act: 'submit', from: 'draft', to: 'tabled', decision: 'd' },
        ],
      },
      {
        ...{ id: 'a', article: 'one', code: 'ART-1/P-1/A-1', kind: 'bracket', status: 'submitted', lang: 'en' },
        ...{ act: { op: 'keep', bracket: 'br-how' }, created_at: AT, amends: 'p', sponsors: [], texts: [] },
        story: [{ at: AT, act: 'submit', from: 'draft', to: 'submitted' }],
      },
      {
        ...{ id: 'b', article: 'one', code: 'ART-1/P-2', kind: 'wording', status: 'returned', lang: 'en' },
        ...{ party: 'D01', created_at: AT, sponsors: [] },
        texts: [{ lang: 'en', kind: 'original', at: AT, text: { blocks: [] } }],
        submitted: {
          ...{ rationale: 'Then.', rationale_lang: 'en', sponsors: [{ party: 'D01', since: AT }] },
          texts: [
            {
              ...{
                lang: 'en',
                kind: 'original',
                base: { blocks: [{ id: 'aim', kind: 'para', text: 'Help was given.' }] },
              },
              text: { blocks: [{ id: 'aim', kind: 'para', text: 'Help.' }] },
            },
          ],
        },
        story: [
          { at: AT, act: 'submit', from: 'draft', to: 'submitted' },
          { at: AT, act: 'return', from: 'submitted', to: 'returned' },
        ],
      },
    ],
    brackets: [
      {
        ...{ article: 'one', id: 'br-was', kind: 'optional', level: 'inline', status: 'settled', created_at: AT },
        ...{ decision: 'd', owner: 'D02', due_at: AT, proposal: 'p', options: [{ id: 'br-was.1', status: 'chosen' }] },
        stands: [{ party: 'D01', option: 'br-was.1', from: AT, until: AT }],
      },
    ],
    moves: [
      {
        ...{ id: 'm', article: 'two', block: 'duty', from: 'under_discussion', to: 'agreed', as: 'chair', at: AT },
        confirmations: [{ party: 'D01', confirmed_at: AT }],
      },
    ],
    agreed: [{ article: 'two', block: 'duty', status: 'agreed', since: AT, move: 'm' }],
    positions: [{ article: 'one', party: 'D01', stand: 'objects', shown_to: 'all', as: 'party', at: AT }],
    decisions: [
      {
        ...{ id: 'd', article: 'one', bracket: 'br-was', proposal: 'p', act: 'choose', venue: 'meeting', at: AT },
        dropped: [{ id: 'br-was.2', label: 'Alt 2', words: { en: 'soon' }, by: ['D03'] }],
      },
    ],
    flags: [{ article: 'two', lang: 'fr', block: 'calm', reason: 'grammar', raised_at: AT }],
    sittings: [
      { id: 's', title: 'Morning', began_at: AT, ended_at: AT },
      { id: 'r', title: 'Evening', place: 'Room 3', began_at: AT, at: { article: 'one', block: 'aim' } },
    ],
    fixes: [
      {
        ...{ id: 'f', article: 'two', lang: 'en', why: 'A letter.', proposed_at: AT },
        before: { id: 'duty', kind: 'para', text: 'All shal help.' },
        after: { id: 'duty', kind: 'para', text: 'All shall help.' },
        ...{ confirmed: { at: AT, until: AT }, objection: { at: AT, party: 'D02', reason: 'No.' }, taken_back_at: AT },
      },
    ],
    threads: [{ contribution: 'said', proposal: 'p' }],
  },
})
const faultsIn = (one: unknown): { path: string; message: string }[] => {
  const read = readCharterFile(one)
  return read.ok ? [] : read.errors!
}

test('the file that is damaged below is whole', () => expect(faultsIn(file())).toEqual([]))

const rows: [what: string, damage: (talks: any) => unknown, path: string, message?: string][] = [
  ['a version that is not known', (t) => (t.version = 2), 'version', 'must be 1: this program knows no other form'],
  ['no version', (t) => delete t.version, 'version', 'is missing'],
  ['a key that is none', (t) => (t.votes = []), 'votes', 'is not a key of this format'],
  ['a setting that is none', (t) => (t.settings.attribution = 'some'), 'settings.attribution'],
  ['a counter that is no number', (t) => (t.counters['ART-1'] = -1), 'counters["ART-1"]'],
  [
    'an article that is none',
    (t) => (t.proposals[0].article = 'x'),
    'proposals[0].article',
    'x is no article of this file',
  ],
  [
    'a language that is none',
    (t) => (t.proposals[0].lang = 'es'),
    'proposals[0].lang',
    'es is no language of this file',
  ],
  [
    'a society that is none',
    (t) => (t.positions[0].party = 'D09'),
    'positions[0].party',
    'D09 is no society of this file',
  ],
  ['a state that is none', (t) => (t.proposals[0].status = 'won'), 'proposals[0].status'],
  ['an instant that is none', (t) => (t.proposals[0].created_at = 'May'), 'proposals[0].created_at'],
  ['an id that stands twice', (t) => (t.proposals[1].id = t.proposals[1].amends), 'proposals[1].id', 'p stands twice'],
  [
    'a code that stands twice',
    (t) => (t.proposals[1].code = 'ART-1/P-1'),
    'proposals[1].code',
    'ART-1/P-1 stands twice',
  ],
  ['a code that is none', (t) => (t.proposals[0].code = '7'), 'proposals[0].code', 'must be a code such as ART-7/P-3'],
  ['no code of what is tabled', (t) => delete t.proposals[0].code, 'proposals[0].code', 'is missing, and it is tabled'],
  [
    'a proposal that is not told of',
    (t) => (t.proposals[1].amends = 'q'),
    'proposals[1].amends',
    'q is no proposal of these talks',
  ],
  [
    'an amendment to an amendment',
    (t) => (t.proposals[0].amends = 'a'),
    'proposals[0].amends',
    'a is an amendment itself',
  ],
  ['an act of a wording', (t) => (t.proposals[1].kind = 'wording'), 'proposals[1].act'],
  [
    'a bracket that is not there',
    (t) => (t.proposals[1].act.bracket = 'no'),
    'proposals[1].act.bracket',
    'no is no bracket of these talks',
  ],
  ['a choice of nothing', (t) => (t.proposals[1].act.op = 'choose'), 'proposals[1].act.option', 'is missing'],
  ['bridging text of a delegation', (t) => (t.proposals[0].kind = 'bridging'), 'proposals[0].party'],
  ['a main sponsor of another', (t) => (t.proposals[0].sponsors[0].party = 'D02'), 'proposals[0].sponsors[0].kind'],
  [
    'a contribution that is none',
    (t) => (t.proposals[0].contribution = 'c1'),
    'proposals[0].contribution',
    'c1 is no contribution of this file',
  ],
  [
    'a story that leads elsewhere',
    (t) => (t.proposals[0].story[1].to = 'late'),
    'proposals[0].story',
    'must lead to tabled',
  ],
  [
    'a story that is broken',
    (t) => (t.proposals[0].story[1].from = 'late'),
    'proposals[0].story[1].from',
    'must be draft, where it was',
  ],
  ['no story', (t) => (t.proposals[0].story = []), 'proposals[0].story', 'must not be empty'],
  [
    'a text without an article’s',
    (t) => (t.proposals[0].texts[0].lang = 'fr'),
    'proposals[0].texts[0].lang',
    'one has no text in fr',
  ],
  [
    'a block without a place',
    (t) => t.proposals[0].texts[0].text.order.pop(),
    'proposals[0].texts[0].text.blocks[0].id',
    'fresh has no place: order must name it',
  ],
  [
    'a place without a block',
    (t) => (t.proposals[0].texts[0].text.order[2] = 'no'),
    'proposals[0].texts[0].text.order[2]',
    'no is no block of the text, and not given',
  ],
  [
    'a text without a heading',
    (t) => t.proposals[0].texts[0].text.order.shift(),
    'proposals[0].texts[0].text',
    'must begin with a heading',
  ],
  [
    'an item without a depth',
    (t) => delete t.proposals[0].texts[0].text.blocks[0].depth,
    'proposals[0].texts[0].text.blocks[0]',
  ],
  [
    'hidden signs in words',
    (t) => (t.proposals[0].texts[0].base.blocks[0].text = 'a\u202e'),
    'proposals[0].texts[0].base.blocks[0].text',
    'holds the hidden direction mark U+202E',
  ],
  [
    'a decision that is not told of',
    (t) => (t.brackets[0].decision = 'x'),
    'brackets[0].decision',
    'x is no decision of these talks',
  ],
  ['a move that is not told of', (t) => (t.agreed[0].move = 'x'), 'agreed[0].move', 'x is no move of these talks'],
  ['a paragraph that is none', (t) => (t.agreed[0].block = 'x'), 'agreed[0].block', 'x is no block of two'],
  ['agreement that is none', (t) => (t.agreed[0].status = 'draft'), 'agreed[0].status', 'must be a state of agreement'],
  ['a flag where nothing stands', (t) => (t.flags[0].block = 'x'), 'flags[0].block', 'x is no block of two in fr'],
  [
    'a sitting that is not told of',
    (t) => (t.moves[0].sitting = 'x'),
    'moves[0].sitting',
    'x is no sitting of these talks',
  ],
  [
    'a sitting beside another',
    (t) => delete t.sittings[0].ended_at,
    'sittings[1].ended_at',
    'is missing: another goes on',
  ],
  ['a room of what is over', (t) => (t.sittings[1].ended_at = AT), 'sittings[1].at', 'must be left out: it is over'],
  ['a sitting of many words', (t) => (t.sittings[0].title = 'a'.repeat(121)), 'sittings[0].title'],
  ['a sitting that stands twice', (t) => (t.sittings[1].id = 's'), 'sittings[1].id', 's stands twice'],
  [
    'a fix where nothing is said',
    (t) => ((t.fixes[0].article = 'one'), (t.fixes[0].lang = 'fr')),
    'fixes[0].lang',
    'one has no text in fr',
  ],
  ['a fix of two blocks', (t) => (t.fixes[0].after.id = 'calm'), 'fixes[0].after', 'must be the block of before'],
  ['an objection to nothing', (t) => delete t.fixes[0].confirmed, 'fixes[0].objection', 'is to what nobody confirmed'],
  [
    'an objection of nobody',
    (t) => (t.fixes[0].objection.party = 'D09'),
    'fixes[0].objection.party',
    'D09 is no society of this file',
  ],
  [
    'a fix that was shown and withdrawn',
    (t) => (t.fixes[0].withdrawn_at = AT),
    'fixes[0].withdrawn_at',
    'is of what was confirmed',
  ],
  [
    'words put back unasked',
    (t) => delete t.fixes[0].objection,
    'fixes[0].taken_back_at',
    'is of what nobody objected to',
  ],
  [
    'a thread about nothing',
    (t) => (t.threads[0].proposal = 'x'),
    'threads[0].proposal',
    'x is no proposal of these talks',
  ],
  [
    'a reply as a thread',
    (t) => (t.threads[0].contribution = 'answered'),
    'threads[0].contribution',
    'answered is no thread of this file',
  ],
  ['a thread about two', (t) => t.threads.push({ ...t.threads[0] }), 'threads[1].contribution', 'said stands twice'],
  [
    'what was submitted of what is tabled',
    (t) => (t.proposals[0].submitted = t.proposals[2].submitted),
    'proposals[0].submitted',
    'belongs to what was submitted and is with its sponsors again',
  ],
  [
    'a submitted text that is none',
    (t) => (t.proposals[2].submitted.texts[0].kind = 'translation'),
    'proposals[2].submitted.texts[0].lang',
    'is no text of the proposal',
  ],
]

describe('EX1, EX15, EX20, EX21, EX22: each fault is named by its path', () => {
  test.each(rows)('%s', (_what, damage, path, message) => {
    const one = file()
    damage(one.talks)
    const found = faultsIn(one)
    expect(found.map((each) => each.path)).toContain(`talks.${path}`)
    if (message !== undefined) expect(found).toContainEqual({ path: `talks.${path}`, message })
  })

  test('EX17: no agreed paragraph holds a bracket, and an article is as far agreed as its parts', () => {
    const bracketed = file()
    bracketed.talks.agreed.push({ article: 'one', block: 'means', status: 'agreed', since: AT })
    expect(faultsIn(bracketed)).toEqual([
      { path: 'talks.agreed[1].status', message: 'is agreed, and words of means stand in brackets' },
    ])
    const whole = file()
    whole.talks.agreed.push(...['two', 'calm'].map((block) => ({ article: 'two', block, status: 'agreed', since: AT })))
    expect(faultsIn(whole)).toEqual([
      { path: 'talks.agreed[0].article', message: 'two is under_discussion, and its parts say agreed' },
    ])
  })

  test('EX4, EX17: what is deleted by agreement says nothing of how far the rest is agreed, brackets in it neither', () => {
    const one = file()
    one.articles[0].status = 'agreed'
    one.talks.agreed.push(
      ...['means', 'means-a', 'means-b'].map((block) => ({ article: 'one', block, status: 'deleted', since: AT })),
    )
    expect(faultsIn(one)).toEqual([])
    one.talks.agreed.splice(1, 1)
    expect(faultsIn(one).map(({ path }) => path)).toContain('articles[0].status')
  })

  test('EX15: an option has the id that it says, each its own', () => {
    const one = file()
    const options = [
      { id: 'first', label: 'Alt 1', text: 'soon', by: [] },
      { label: 'Alt 2', text: 'late', by: [] },
    ]
    one.articles[0].paragraphs[0].text = [{ bracket: { id: 'br-new', kind: 'alternatives', options } }]
    const read = readCharterFile(one)
    expect(read.ok && read.value.articles[0]!.brackets[0]!.options.map(({ id }) => id)).toEqual(['first', 'br-new.2'])
    options[0]!.id = 'br-new.2'
    expect(faultsIn(one)).toEqual([
      {
        path: 'articles[0].paragraphs[0].text[0].bracket.options[1]',
        message: 'br-new.2 is the id of another option',
      },
    ])
  })
})

describe('EX15: how much of anything', () => {
  const many = (n: number): number[] => Array.from({ length: n + 1 }, () => 0)
  test.each<[string, number, (talks: any, list: number[]) => unknown]>([
    ['proposals', LIMITS.proposals, (t, list) => (t.proposals = list)],
    ['proposals[0].texts', LIMITS.texts, (t, list) => (t.proposals[0].texts = list)],
    ['proposals[0].story', LIMITS.story, (t, list) => (t.proposals[0].story = list)],
    ['proposals[0].texts[0].text.blocks', LIMITS.blocks, (t, list) => (t.proposals[0].texts[0].text.blocks = list)],
    ['brackets', LIMITS.brackets, (t, list) => (t.brackets = list)],
    ['brackets[0].stands', LIMITS.stands, (t, list) => (t.brackets[0].stands = list)],
    ['moves', LIMITS.acts, (t, list) => (t.moves = list)],
    ['agreed', LIMITS.acts, (t, list) => (t.agreed = list)],
    ['positions', LIMITS.positions, (t, list) => (t.positions = list)],
    ['decisions', LIMITS.acts, (t, list) => (t.decisions = list)],
    ['flags', LIMITS.acts, (t, list) => (t.flags = list)],
    ['sittings', LIMITS.sittings, (t, list) => (t.sittings = list)],
    ['fixes', LIMITS.acts, (t, list) => (t.fixes = list)],
    ['threads', LIMITS.contributions, (t, list) => (t.threads = list)],
    ['proposals[2].submitted.texts', LIMITS.texts, (t, list) => (t.proposals[2].submitted.texts = list)],
    ['decisions[0].texts', LIMITS.texts, (t, list) => (t.decisions[0].texts = list)],
  ])('%s: at most %i', (path, most, damage) => {
    const one = file()
    damage(one.talks, many(most))
    expect(faultsIn(one)).toContainEqual({ path: `talks.${path}`, message: `must have at most ${most} members` })
  })
})

describe('EX16: a text as what it is not of another', () => {
  const blocks = fc.constantFrom(
    para('a', 'Aid ', ref('x'), ' is free.'),
    para('b', option('br', 'br.1', 'Alt 1', 'shall'), option('br', 'own', '', 'may')),
    item('c', 'by hand'),
    tail('d', ''),
    block('note', 'e', ['A note.']),
    para('f', 'Другие слова'),
  )
  const other = fc.boolean()
  const text: fc.Arbitrary<ArticleDoc> = fc
    .tuple(fc.uniqueArray(blocks, { selector: ({ attrs }) => attrs.id }), other)
    .map(([content, isOther]) => doc(heading('h', isOther ? 'Aim' : 'Purpose'), ...content))

  test('whatever the two, the second comes back', () => {
    fc.assert(
      fc.property(text, text, (base, said) => {
        const faults = new Faults()
        const gathered = {
          faults,
          codes: [],
          typography: null,
          references: [],
          definitions: new Set<string>(),
          terms: [],
        }
        const read = (of: ArticleDoc): ArticleDoc => {
          const whole = writeChange(doc(), of, (id) => id)
          return changed(gathered, readChange(gathered)(whole, 'text')!, doc())
        }
        const [before, after] = [read(base), read(said)]
        const change = writeChange(before, after, (id) => id)
        expect(changed(gathered, readChange(gathered)(change, 'text')!, before)).toEqual(after)
        expect(faults.list).toEqual([])
        expect(change.blocks.length).toBeLessThanOrEqual(after.content.length)
      }),
    )
  })
})

test('EX19: whatever people typed fits into a file, and what fits already stays as it is', () => {
  const hard = fc.constantFrom(
    '\t',
    '\u200f',
    '\u200b',
    '\ufeff',
    '\ufb50',
    '\ufefb',
    '\ufbb2', // a shape of no letter
    'e\u0301',
    '\ud800',
    '\n',
    '\u2028',
    'نص',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(hard, fc.string({ unit: 'binary' }))), (parts) => {
      const fit = fitForFile(parts.join(''))
      expect(wordsFault(fit, { hasLines: true })).toBeNull()
      expect(fitForFile(fit)).toBe(fit)
    }),
  )
  expect(allFitForFile({ a: ['x\u200by', 1, null], b: 'tab\there\nand there' })).toEqual({
    ...{ a: ['xy', 1, null], b: 'tab here\nand there' },
  })
})
