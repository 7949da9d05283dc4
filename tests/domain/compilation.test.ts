/** The compilation text of an article: what stands where, in which language, with whom (CT1-CT7). */
import { describe, expect, test } from 'vitest'
import type { Block } from '#lib/domain/article.ts'
import {
  compileArticle,
  COMPILED_STATUSES,
  plainCompilation,
  type ProposedChange,
  type ToCompile,
} from '#lib/domain/compilation.ts'
import type { CompiledArticle, CompiledComment } from '#lib/domain/contract-compilation.ts'
import type { BracketView } from '#lib/domain/contract-brackets.ts'
import { PROPOSAL_STATUSES } from '#lib/domain/proposal.ts'
import { doc, heading, item, option, para } from '../support/blocks.ts'

const CONTEXT = { lang: 'en', articleId: 'a', number: '7', index: new Map(), round: null }
const BASE = doc(
  heading('h', 'Prevention'),
  para('p1', 'The Societies ', option('br', 'br.1', 'shall', 'shall'), ' act:'),
  item('i1', 'at once;'),
  para('p2', 'They may meet.'),
)

const change = (blockId: string, more: Partial<ProposedChange> = {}): ProposedChange => ({
  ...{ blockId, op: 'changed', text: null, basePrev: null, prev: null, flags: [] },
  runs: [{ op: 'ins', text: `new ${blockId}` }],
  ...more,
})
const proposal = (code: string, texts: Record<string, ProposedChange[]>, more: Partial<ToCompile> = {}): ToCompile => ({
  proposal: {
    ...{ id: `id ${code}`, code, kind: 'wording', status: 'tabled', isChairs: false, group: null, amends: null },
    ...{ rationale: 'Because.', rationaleLang: 'en', isHeld: false, isLate: false },
    sponsors: { parties: [{ code: 'D01', name: 'Delegation 01' }], areOthers: false },
  },
  ...{ lang: Object.keys(texts)[0] ?? 'en', act: null, texts: new Map(Object.entries(texts)) },
  ...more,
})
const bracket = (id: string): BracketView => ({
  words: [],
  ...{ id, articleId: 'a', kind: 'optional', level: 'inline', blockId: 'p1', label: '' },
  options: [
    {
      ...{ id: `${id}.1`, label: 'shall', words: { en: 'shall', fr: 'doivent' }, isChairs: false, place: null },
      by: { parties: [{ code: 'D02', name: 'Delegation 02' }], areOthers: false },
    },
  ],
  reservedBy: { parties: [], areOthers: true },
  ...{ owner: null, dueAt: null, note: null, createdAt: null },
  permissions: { put: true, join: true, settle: true, setPlaceholder: true, propose: true },
})
const comment = (id: string): CompiledComment => ({
  ...{ id, author: { name: 'A', party: null, role: null }, lang: 'en', quote: null, isOrphaned: false, about: null },
  ...{ body: id, createdAt: '2026-03-02T09:00:00.000Z', replies: [] },
})

const compile = (proposals: ToCompile[], more: Partial<Parameters<typeof compileArticle>[0]> = {}): CompiledArticle =>
  compileArticle({
    ...{ status: 'under_discussion', doc: BASE, context: CONTEXT, proposals },
    ...{ brackets: [bracket('br')], comments: [], openBrackets: 1 },
    ...more,
  })
/** `p1: ART-7/P-1 changed, …` of every block behind which something is proposed. */
const placesOf = ({ blocks, adrift, proposals }: CompiledArticle): string[] => {
  const codeOf = (id: string): string => proposals.find((one) => one.id === id)!.code.slice('ART-7/'.length)
  return [...blocks, { id: 'adrift', changes: adrift }].flatMap(({ id, changes }) =>
    changes.length === 0 ? [] : [`${id}: ${changes.map((one) => `${codeOf(one.proposal)} ${one.op}`).join(', ')}`],
  )
}

test('CT1: the text as it stands, block by block, and nothing of what is proposed in it', () => {
  const { blocks, label } = compile([proposal('ART-7/P-1', { en: [change('p2')] })])
  expect(label).toBe('Article 7')
  expect(blocks.map(({ id, label, text }) => [id, label, text])).toEqual([
    ['h', null, 'Prevention'],
    ['p1', '1.', 'The Societies [shall] act:'],
    ['i1', '(a)', 'at once;'],
    ['p2', '2.', 'They may meet.'],
  ])
})

test('CT2: what was tabled and is neither in the text nor over', () => {
  const others = PROPOSAL_STATUSES.filter((status) => !COMPILED_STATUSES.includes(status))
  expect(others).toEqual([
    ...['draft', 'submitted', 'late', 'returned', 'not_considered', 'merged', 'superseded', 'withdrawn', 'lapsed'],
    ...['not_retained', 'discarded'],
  ])
})

describe('CT3: in place', () => {
  test('behind each paragraph that it changes, several by code, told of where it comes first', () => {
    const compiled = compile([
      proposal('ART-7/P-10', { en: [change('p1')] }),
      proposal('ART-7/P-2', { en: [change('p1'), change('p2', { op: 'removed' })] }),
    ])
    expect(placesOf(compiled)).toEqual(['p1: P-2 changed, P-10 changed', 'p2: P-2 removed'])
    expect(compiled.proposals.map(({ code }) => code)).toEqual(['ART-7/P-2', 'ART-7/P-10'])
    const changes = compiled.blocks.flatMap((block) => block.changes)
    expect(changes.map(({ isFirst }) => isFirst)).toEqual([true, true, false])
  })

  test('what it adds stands where it is to stand, a row of them behind one another', () => {
    const added = (id: string, prev: string | null): ProposedChange => change(id, { op: 'added', prev, text: para(id) })
    const compiled = compile([
      proposal('ART-7/P-1', { en: [added('n1', 'i1'), added('n2', 'n1')] }),
      proposal('ART-7/P-2', { en: [added('n3', null)] }),
    ])
    expect(placesOf(compiled)).toEqual(['h: P-2 added', 'i1: P-1 added, P-1 added'])
    expect(compiled.blocks.flatMap((block) => block.changes).map(({ label }) => label)).toEqual([null, null, null])
  })

  test('within a round it is bis', () => {
    const round = Object.fromEntries(
      ['p1', 'p2'].map((id, i) => [id, { level: 'paragraph' as const, within: null, main: i + 1, ordinal: 0 }]),
    )
    const text: Block = para('n', 'More.')
    const compiled = compile([proposal('ART-7/P-1', { en: [change('n', { op: 'added', prev: 'i1', text })] })], {
      context: { ...CONTEXT, round },
    })
    expect(compiled.blocks.find(({ id }) => id === 'i1')!.changes[0]!.label).toBe('1 bis.')
  })

  test('of what moves it is told where to', () => {
    const compiled = compile([proposal('ART-7/P-1', { en: [change('p2', { op: 'moved', prev: 'h', runs: [] })] })])
    expect(compiled.blocks.find(({ id }) => id === 'p2')!.changes).toMatchObject([{ op: 'moved', behind: 'h' }])
  })
})

test('CT4: what is proposed of a bracket stands by it; of what is gone, at the end', () => {
  const act = { op: 'keep', bracket: 'br' } as const
  const gone = { op: 'delete', bracket: 'br-gone' } as const
  const compiled = compile([
    proposal('ART-7/P-1', {}, { act }),
    proposal('ART-7/P-2', {}, { act: gone }),
    proposal('ART-7/P-3', { en: [change('p-gone'), change('n', { op: 'added', prev: 'p-gone' })] }),
  ])
  expect(placesOf(compiled)).toEqual(['p1: P-1 bracket', 'adrift: P-2 bracket, P-3 changed, P-3 added'])
  expect(compiled.blocks.find(({ id }) => id === 'p1')!.changes[0]!.act).toEqual(act)
})

describe('CT5: in the language that is asked for', () => {
  const french = { context: { ...CONTEXT, lang: 'fr' } }
  /** `p1 changed fr`, and `, other` where it is said that this is another language. */
  const saidIn = ({ blocks }: CompiledArticle): string[] =>
    blocks.flatMap(({ changes }) =>
      changes.map(
        ({ blockId, op, lang, isOtherLanguage }) => `${blockId} ${op} ${lang}${isOtherLanguage ? ', other' : ''}`,
      ),
    )
  const [p1, p2] = [change('p1'), change('p2')]

  test('in its words there, and each paragraph without any in its own, which is said', () => {
    const compiled = compile([proposal('ART-7/P-1', { en: [p1, p2], fr: [p2] })], french)
    expect(saidIn(compiled)).toEqual(['p1 changed en, other', 'p2 changed fr'])
    expect(compiled.proposals[0]).toMatchObject({ lang: 'en', isOtherLanguage: true })
    const whole = compile([proposal('ART-7/P-1', { en: [p2], fr: [p2] })], french).proposals[0]
    expect(whole).toMatchObject({ lang: 'fr', isOtherLanguage: false })
    expect(saidIn(compile([proposal('ART-7/P-1', { en: [p1, p2], fr: [p2] })]))).toEqual([
      'p1 changed en',
      'p2 changed en',
    ])
  })
  test('a text in it in which nobody wrote says as little as none', () => {
    const untouched = compile([proposal('ART-7/P-1', { en: [p1, p2], fr: [] })], french)
    expect(saidIn(untouched)).toEqual(['p1 changed en, other', 'p2 changed en, other'])
    expect(saidIn(compile([proposal('ART-7/P-1', { en: [p1, p2] })], french))).toEqual(saidIn(untouched))
    // in the language that it was made in, too
    expect(saidIn(compile([proposal('ART-7/P-1', { en: [], fr: [p1] })]))).toEqual(['p1 changed fr, other'])
  })
  test('what another language alone changes stands in each', () => {
    const one = proposal('ART-7/P-1', { en: [p1], fr: [p2] })
    expect(saidIn(compile([one]))).toEqual(['p1 changed en', 'p2 changed fr, other'])
    expect(saidIn(compile([one], french))).toEqual(['p1 changed en, other', 'p2 changed fr'])
    const arabic = { context: { ...CONTEXT, lang: 'ar' } }
    expect(saidIn(compile([one], arabic))).toEqual(['p1 changed en, other', 'p2 changed fr, other'])
  })
  test('that a paragraph goes or moves is told besides the words that another language changes in it', () => {
    const goes = change('p1', { op: 'removed' })
    const moves = change('p2', { op: 'moved', prev: 'h' })
    const one = proposal('ART-7/P-1', { en: [goes, moves], fr: [p1, p2] })
    expect(saidIn(compile([one], french))).toEqual([
      ...['p1 changed fr', 'p1 removed en, other', 'p2 changed fr', 'p2 moved en, other'],
    ])
    expect(saidIn(compile([one]))).toEqual(['p1 removed en', 'p2 moved en'])
  })
  test('a row of what is added, half of it put into that language, stands in its order', () => {
    const added = (id: string, prev: string): ProposedChange => change(id, { op: 'added', prev, text: para(id) })
    const row = [added('n1', 'i1'), added('n2', 'n1'), added('n3', 'n2')]
    const one = proposal('ART-7/P-1', { en: row, fr: [row[1]!] })
    expect(saidIn(compile([one], french))).toEqual(['n1 added en, other', 'n2 added fr', 'n3 added en, other'])
  })
  test('what is asked of a bracket has no words of its own', () => {
    const act = { op: 'keep', bracket: 'br' } as const
    const compiled = compile([proposal('ART-7/P-1', {}, { act })], french)
    expect(saidIn(compiled)).toEqual(['p1 bracket fr'])
    expect(compiled.proposals[0]!.isOtherLanguage).toBe(false)
  })
  test('options in that language', () => {
    const wordsIn = (compiled: CompiledArticle) =>
      compiled.blocks.flatMap(({ id, brackets }) => brackets.map(({ options }) => [id, options[0]!.words]))
    expect(wordsIn(compile([]))).toEqual([['p1', 'shall']])
    expect(wordsIn(compile([], french))).toEqual([['p1', 'doivent']])
  })
})

test('CT6: comments stand by the words they are about, others with the article', () => {
  const compiled = compile([], {
    comments: [
      { blockId: 'p2', comment: comment('here') },
      { blockId: null, comment: comment('whole') },
      { blockId: 'elsewhere', comment: comment('gone') },
    ],
  })
  expect(compiled.comments.map(({ id }) => id)).toEqual(['whole', 'gone'])
  expect(compiled.blocks.flatMap(({ comments }) => comments.map(({ id }) => id))).toEqual(['here'])
})

test('CT1: programs get what it says as text, and all the rest', () => {
  const article = compile([proposal('ART-7/P-1', { en: [change('p1')] })])
  const whole = { charterId: 'c', symbol: 'S', title: 'T', lang: 'en', original: 'en', at: '', articles: [article] }
  const [plain] = plainCompilation({ ...whole, attribution: 'full' }).articles
  expect(plain!.blocks.every((block) => !('pieces' in block))).toBe(true)
  expect(plain!.blocks.map(({ text, changes }) => [text, changes])).toEqual(
    article.blocks.map(({ text, changes }) => [text, changes]),
  )
})

test('EF5: an editorial fix is told at its paragraph, in the language of its words alone', () => {
  const fix = (id: string, lang: string) => ({
    ...{ id, lang, blockId: 'p2', runs: [], confirmedAt: '2026-03-02T09:00:00.000Z' },
    until: '2026-03-07T09:00:00.000Z',
  })
  const { blocks } = compile([], { fixes: [fix('en', 'en'), fix('fr', 'fr')] })
  expect(blocks.flatMap(({ id, fixes }) => fixes.map((one) => [id, one.id]))).toEqual([['p2', 'en']])
})
