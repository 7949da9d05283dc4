// Over 250 lines: a charter with talks of every kind, each by lot.
/** Arbitrary files of a small charter with talks, in the form that export writes. */
import fc from 'fast-check'
import { randomBytes } from 'node:crypto'
import type { CharterFile } from '../../server/exchange/format.ts'
import type { BlockFile, ProposalFile, StepFile, TalksFile } from '../../server/exchange/format-talks.ts'
import { PROPOSAL_ACTS, PROPOSAL_STATUSES } from '../../src/lib/domain/proposal.ts'
import { STANDS } from '../../src/lib/domain/position.ts'
import { HATS } from '../../src/lib/domain/hat.ts'

const CODES = ['D01', 'D02', 'D03']
const BLOCKS = ['aim', 'means', 'means-a', 'means-b']

/** Without talks: two articles, one in two languages, one bracket in each. */
export const charter = (): CharterFile => ({
  title: 'A charter',
  slug: 'a-charter',
  lang: 'en',
  version: { label: 'Rev.1' },
  preamble: [],
  articles: [
    {
      number: '1',
      id: 'one',
      heading: 'Purpose',
      status: 'under_discussion',
      paragraphs: [
        { id: 'aim', text: 'Help is given to all.' },
        {
          id: 'means',
          text: [
            'It is given ',
            { bracket: { id: 'br-how', kind: 'optional', options: [{ label: 'text', text: 'soon', by: [] }] } },
            ':',
          ],
          items: [
            { id: 'means-a', text: 'by hand; and' },
            { id: 'means-b', text: ['as ', { ref: { to: 'duty' } }, ' says.'] },
          ],
        },
      ],
    },
    {
      number: '2',
      id: 'two',
      heading: 'Duties',
      status: 'under_discussion',
      paragraphs: [
        { id: 'duty', text: 'All shall help.' },
        { id: 'calm', text: 'Nobody hurries.' },
      ],
    },
  ],
  translations: [
    {
      title: 'Une charte',
      lang: 'fr',
      dir: 'ltr',
      preamble: [],
      articles: [
        {
          number: '2',
          id: 'two',
          heading: 'Devoirs',
          paragraphs: [
            { id: 'duty', text: 'Chacun aide.' },
            { id: 'calm', text: 'Nul ne se presse.' },
          ],
        },
      ],
    },
  ],
  societies: CODES.map((code) => ({ code, name: `Delegation ${code}` })),
})

const at = fc
  .integer({ min: 0, max: 3_000_000 })
  .map((n) => new Date(Date.parse('2026-01-01T00:00:00.000Z') + n * 997).toISOString())
const code = fc.constantFrom(...CODES)
const words = fc.constantFrom('Other words.', 'Aid, again', 'Слова', '“quoted”', '')
const id = fc.noShrink(fc.nat()).map(() => randomBytes(9).toString('base64url'))
/** Leaves keys out. */
const brief = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined })

const step = fc.record({
  at,
  act: fc.constantFrom(...PROPOSAL_ACTS),
  to: fc.constantFrom(...PROPOSAL_STATUSES),
  as: maybe(fc.constantFrom(...HATS)),
  party: maybe(code),
  reason: maybe(fc.constant('Why\nnot.')),
  about: maybe(code),
})

/** Of article 1 in English: some words are others, one block may go, one may come. */
const text = fc
  .record({ changed: fc.subarray(BLOCKS), words, gone: fc.boolean(), added: fc.boolean(), isBased: fc.boolean() })
  .map(({ changed, words, gone, added, isBased }) => {
    const isItem = (one: string): boolean => one.startsWith('means-')
    const block = (one: string, text: BlockFile['text']): BlockFile => ({
      id: one,
      kind: isItem(one) ? 'item' : 'para',
      ...(isItem(one) ? { depth: 1 } : {}),
      text,
    })
    const said = `${words} said`
    const stay = BLOCKS.filter((one) => !(gone && one === 'means-b'))
    const order = ['one', ...stay, ...(added ? ['fresh'] : [])]
    const isOther = gone || added
    return {
      ...(isBased ? { base: { blocks: [block('aim', 'As it was.')] } } : {}),
      text: {
        ...(isOther ? { order } : {}),
        blocks: [
          ...changed.filter((one) => stay.includes(one)).map((one) => block(one, said)),
          ...(added ? [block('fresh', 'Quite new.')] : []),
        ],
      },
    }
  })

const proposal = fc
  .record({
    id,
    created_at: at,
    party: code,
    co: fc.subarray(CODES),
    text,
    steps: fc.array(step, { maxLength: 4 }),
    rationale: fc.constantFrom('Why.', 'Потому'),
    isDraft: fc.boolean(),
    group: fc.boolean(),
    submitted_at: maybe(at),
    settled_at: maybe(at),
    late: fc.boolean(),
    shown: fc.boolean(),
  })
  .map(({ steps, party, co, text, isDraft, group, late, shown, rationale, ...more }): ProposalFile => {
    const begun: StepFile = { at: more.created_at, act: 'begin', to: 'draft', as: 'party', party }
    const last = isDraft ? 'draft' : (steps.at(-1)?.to ?? 'draft')
    const story = [begun, ...steps]
      .map((one, i, all) => (i === all.length - 1 ? { ...one, to: last } : one))
      .map((one, i, all) =>
        brief({
          at: one.at,
          act: one.act,
          from: all[i - 1]?.to,
          to: one.to,
          as: one.as,
          party: one.party,
          ...('reason' in one ? { reason: one.reason, about: one.about } : {}),
        } as StepFile),
      )
    return brief({
      ...{ id: more.id, article: 'one', kind: 'wording', status: last, lang: 'en', party, created_at: more.created_at },
      ...{ submitted_at: more.submitted_at, settled_at: more.settled_at, rationale, rationale_lang: 'en' },
      on_behalf_of: group ? { group: 'Friends', members: ['D01', 'D03'], except: ['D02'] } : undefined,
      ...{ late: late ? true : undefined, shown: shown ? true : undefined },
      sponsors: [
        { party, kind: 'main', state: 'joined', at: more.created_at },
        ...co
          .filter((one) => one !== party)
          .map((one) => ({ party: one, kind: 'co' as const, state: 'invited' as const, at: more.created_at })),
      ],
      texts: [{ lang: 'en', kind: 'original', at: more.created_at, ...text }],
      story,
    } as ProposalFile)
  })

const position = fc.record({
  at,
  block: maybe(fc.constantFrom(...BLOCKS)),
  party: code,
  stand: fc.constantFrom(...STANDS),
  note: maybe(fc.constant('A note.')),
  isAll: fc.boolean(),
})

const order =
  <T>(name: (one: T) => string) =>
  (a: T, b: T): number =>
    name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0

export const talkedFile: fc.Arbitrary<CharterFile> = fc
  .record({
    proposals: fc.array(proposal, { maxLength: 4 }),
    positions: fc.array(position, { maxLength: 5 }),
    moved: fc.boolean(),
    moveId: id,
    decisionId: id,
    by: fc.subarray(CODES),
    reserve: fc.subarray(CODES),
    settled: fc.boolean(),
    since: at,
    counter: fc.boolean(),
    sat: fc.boolean(),
    isOpen: fc.boolean(),
    sittingId: id,
    fixId: id,
    fixed: fc.constantFrom(0, 1, 2, 3, 4),
    isAbout: fc.boolean(),
  })
  .map(({ proposals, positions, moved, moveId, decisionId, by, reserve, settled, since, counter, ...more }) => {
    const { sat, isOpen, sittingId, fixId, fixed, isAbout } = more
    const file = charter()
    const coded = proposals
      .sort(order(({ created_at, id }) => `${created_at} ${id}`))
      .map(({ id, article, ...one }, i): ProposalFile =>
        one.status === 'draft' || one.status === 'discarded'
          ? { id, article, ...one }
          : { id, article, code: `ART-1/P-${i + 1}`, ...one },
      )
    const bracket = { id: 'br-how', kind: 'optional' as const, options: [{ label: 'text', text: 'soon', by }] }
    const means = file.articles[0]!.paragraphs[1]!
    means.text = [
      'It is given ',
      { bracket: { ...bracket, ...(reserve.length > 0 ? { reserved_by: reserve } : {}) } },
      ':',
    ]
    const talks: TalksFile = brief({
      version: 1,
      ...{ settings: { positions: 'all' }, counters: counter ? { 'ART-1': 77 } : undefined },
      proposals: coded.length > 0 ? coded : undefined,
      brackets: [
        {
          ...{ article: 'one', id: 'br-how', kind: 'optional', level: 'inline', status: 'open', created_at: since },
          ...{ owner: 'D02', due_at: since, options: [{ id: 'br-how.1', status: 'open' }] },
          stands: [
            ...by.map((party) => ({ party, option: 'br-how.1', from: since })),
            ...reserve.map((party) => ({ party, from: since })),
          ],
        },
        ...(settled
          ? [
              {
                ...{ article: 'one', id: 'br-was', kind: 'alternatives', level: 'inline', status: 'settled' },
                ...{ created_at: since, note: 'It was.', decision: decisionId },
                options: [
                  { id: 'br-was.1', status: 'chosen' },
                  { id: 'br-was.2', status: 'dropped', origin: 'facilitator' },
                ],
                stands: [{ party: 'D03', option: 'br-was.1', from: since, until: since }],
              },
            ]
          : []),
      ],
      moves: moved
        ? [
            {
              ...{ id: moveId, article: 'two', block: 'duty', from: 'under_discussion', to: 'agreed_ad_referendum' },
              ...{ as: 'chair', at: since, objections: ['D03'] },
              confirmations: [
                { party: 'D01', confirmed_at: since },
                { party: 'D02', refused_at: since, reason: 'No.' },
              ],
              ...(sat ? { sitting: sittingId } : {}),
            },
          ]
        : undefined,
      agreed: moved
        ? [
            {
              ...{ article: 'two', block: 'duty', status: 'agreed_ad_referendum', since, move: moveId },
              ...{ confirm_by: since, empty_in: ['fr'] },
            },
          ]
        : undefined,
      positions:
        positions.length > 0
          ? positions
              .map(({ at, block, party, stand, note, isAll }) =>
                brief({
                  ...{ article: 'one', block, party, stand, note },
                  shown_to: isAll ? 'all' : 'chair',
                  as: 'party',
                  at,
                }),
              )
              .sort(order(({ at, block = '', party }) => `${at} ${block} ${party}`))
          : undefined,
      decisions: settled
        ? [
            {
              ...{ id: decisionId, article: 'one', bracket: 'br-was', act: 'choose', venue: 'meeting', as: 'chair' },
              ...{ at: since, note: 'So be it.' },
              ...(sat ? { sitting: sittingId } : {}),
              dropped: [{ id: 'br-was.2', label: 'Alt 2', words: { en: 'other words', fr: '' }, by: ['D02'] }],
              texts: [
                {
                  lang: 'en',
                  blocks: [
                    {
                      ...{ id: 'aim', label: '1.', op: 'changed', flags: ['modal'] },
                      runs: [
                        { op: 'keep', text: 'Help ' },
                        { op: 'del', text: 'shall', flags: ['modal'] },
                        { op: 'ins', text: 'may', moved: 'means' },
                      ],
                    },
                    { id: 'went', op: 'removed', runs: [{ op: 'del', text: 'All.' }] },
                  ],
                },
              ],
            },
          ]
        : undefined,
      flags: settled
        ? [{ article: 'two', lang: 'fr', block: 'calm', reason: 'grammar', decision: decisionId, raised_at: since }]
        : undefined,
      sittings: sat
        ? [
            {
              ...{ id: sittingId, title: 'Morning', place: 'Room 3', began_at: since },
              ...(isOpen ? { at: { article: 'two', block: 'calm' } } : { ended_at: since }),
            },
          ]
        : undefined,
      fixes:
        fixed > 0
          ? [
              brief({
                ...{ id: fixId, article: 'two', lang: 'fr' },
                before: { id: 'calm', kind: 'para', text: 'Nul ne se prese.' },
                after: { id: 'calm', kind: 'para', text: ['Nul ne se ', { italic: 'presse' }, '.'] },
                ...{ why: 'Une lettre.', proposed_at: since },
                confirmed: fixed > 2 ? { at: since, until: since } : undefined,
                objection: fixed > 3 ? { at: since, reason: 'Non.', party: 'D02' } : undefined,
                withdrawn_at: fixed === 2 ? since : undefined,
                taken_back_at: fixed > 3 && isOpen ? since : undefined,
              }),
            ]
          : undefined,
      threads: isAbout && coded[0] ? [{ contribution: 'said', proposal: coded[0].id }] : undefined,
    } as TalksFile)
    const said = {
      ...{ id: 'said', type: 'comment', society: 'D01', author_role: 'delegate', lang: 'en', target: 'aim' },
      ...{ created_at: since, body: 'Why?', status: 'open', visibility: 'participants' as const },
    }
    const { societies, ...rest } = file
    return isAbout ? { ...rest, contributions: [said], societies: societies!, talks } : { ...file, talks }
  })
