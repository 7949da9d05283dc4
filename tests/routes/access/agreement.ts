// Over 250 lines: one row for each call and form of agreement.
/** Rows of agreement: parts of articles, editorial fixes, positions, the board. */
import { isLocked } from '../../../src/lib/domain/article.ts'
import { can, type Action, type Actions } from '../../../src/lib/domain/permissions.ts'
import type { ArticleHere, CharterHere } from '../../support/access-cast.ts'
import {
  ANY_ARTICLE,
  bothCharters,
  eachArticle,
  ofArticle,
  ofWorkingText,
  type Case,
  type Place,
  type Row,
  type Who,
} from './row.ts'

const agreement = { kind: 'agreement' } as const

/** Of an article that this person may read: what `can` says of the act. */
const reads =
  <A extends Action>(action: A, subject: (who: Who) => Actions[A] | null, yes = 200) =>
  (who: Who): number => {
    if (who.actor === null) return 401
    if (!can(who.actor, 'article.read', ANY_ARTICLE)) return 404
    const about = subject(who)
    return about !== null && can(who.actor, action, about) ? yes : 403
  }

const withStatus = ({ articles }: CharterHere, status: ArticleHere['status']): ArticleHere =>
  articles.find((one) => one.status === status)!

/** The delegation of whoever asks, as far as it was asked: D01. */
const asked =
  ({ house }: Place) =>
  ({ actor }: Who) =>
    actor?.partyId === house.parties.D01.id ? ({ kind: 'delegation', partyId: house.parties.D01.id } as const) : null

/** Answers for what was agreed ad referendum, asked for anew each time. */
const answers = (at: string, isWhole: boolean, body: Record<string, unknown>): Row => ({
  at,
  changes: true,
  cases: (place) => {
    const article = withStatus(place.charter, isWhole ? 'agreed_ad_referendum' : 'under_discussion')
    const block = article.blocks[0]!
    return [
      {
        about: '',
        ask: async () => {
          await place.make.askedToConfirm(article.id, isWhole ? null : block)
          return { params: { id: article.id, ...(isWhole ? {} : { block }) }, body }
        },
        expected: reads('provision.answer', asked(place)),
      },
    ]
  },
})

/** An act on an editorial fix that is made anew for each asker, by somebody else. */
const onFix = <A extends Action>(
  name: string,
  state: 'proposed' | 'shown' | 'objected',
  action: A,
  subject: Actions[A],
  body: Record<string, unknown> = {},
): Row => ({
  at: `POST /api/v1/fixes/[id]/${name}`,
  changes: true,
  cases: ({ charter, make }): Case[] => {
    // what was objected to is open again
    const article = withStatus(charter, state === 'objected' ? 'under_discussion' : 'agreed')
    return [
      {
        about: state,
        ask: async () => ({ params: { id: (await make.fix(article.id, article.blocks[0]!, state)).id }, body }),
        expected: reads(action, () => subject),
        after: () => make.status(article.id, article.status),
      },
    ]
  },
})

const holder = ({ actor }: Who) =>
  actor?.partyId == null ? null : ({ kind: 'position-holder', partyId: actor.partyId, needsHead: true } as const)

/** Whether drafters may set positions: seen by whoever sees the delegation. */
const positionRules =
  (more: (who: Who, partyId: string) => number, body?: Record<string, unknown>) =>
  ({ house }: Place): Case[] =>
    (['D01', 'D02'] as const).map((code) => {
      const partyId = house.parties[code].id
      return {
        about: code,
        ask: { params: { code }, ...(body && { body }) },
        expected: (who) =>
          who.actor === null
            ? 401
            : can(who.actor, 'party.see', { kind: 'party', id: partyId })
              ? more(who, partyId)
              : 404,
      }
    })

/** The same acts by the forms of the page: whoever reads no working text is turned away from the page. */
const onPage = (
  act: string,
  status: ArticleHere['status'],
  expected: (place: Place) => (who: Who) => number,
  body: (place: Place, article: ArticleHere) => Promise<Record<string, unknown>> | Record<string, unknown>,
): Row => ({
  at: `form /draft/[article]/agreement?/${act}`,
  changes: true,
  cases: (place) => {
    const article = withStatus(place.charter, status)
    return [
      {
        about: status,
        ask: async () => ({
          params: { article: article.slug },
          query: `charter=${place.charter.slug}`,
          body: await body(place, article),
        }),
        expected: (who) => {
          const found = expected(place)(who)
          return found === 404 ? 403 : found
        },
        after: async () => {
          await place.make.noFixes(article.id)
          await place.make.status(article.id, article.status)
        },
      },
    ]
  },
})
const onFixForm = <A extends Action>(
  act: string,
  state: 'proposed' | 'shown' | 'objected',
  action: A,
  subject: Actions[A],
): Row =>
  onPage(
    act,
    state === 'objected' ? 'under_discussion' : 'agreed',
    () => reads(action, () => subject, 303),
    async ({ make }, article) => ({
      about: (await make.fix(article.id, article.blocks[0]!, state)).id,
      reason: 'It says another thing.',
    }),
  )
const onAnswerForm = (act: string): Row =>
  onPage(
    act,
    'under_discussion',
    (place) => reads('provision.answer', asked(place), 303),
    async ({ make }, article) => {
      await make.askedToConfirm(article.id, article.blocks[0]!)
      return { about: article.blocks[0]!, reason: 'Not yet.' }
    },
  )

/** Of the own delegation, for those who belong to one. */
const ofOwn =
  (more: (who: Who) => number) =>
  (who: Who): number =>
    who.actor === null
      ? 401
      : who.actor.partyId !== null && can(who.actor, 'party.see', { kind: 'party', id: who.actor.partyId })
        ? more(who)
        : 403

export const AGREEMENT: Row[] = [
  {
    at: 'page /party/positions',
    cases: ({ charter }) => [
      {
        about: '',
        ask: { query: `charter=${charter.slug}&article=${charter.articles[0]!.slug}` },
        expected: ofOwn(ofWorkingText(charter)),
      },
    ],
  },
  {
    at: 'form /party/positions?/set',
    changes: true,
    cases: ({ charter }) => [
      {
        about: '',
        ask: {
          query: `charter=${charter.slug}&article=${charter.articles[0]!.slug}`,
          body: { about: 'article', stand: 'reserves' },
        },
        expected: (who) => {
          const found = reads('position.set', holder, 303)(who)
          return found === 404 ? 403 : found
        },
      },
    ],
  },
  {
    at: 'form /party/positions?/rule',
    changes: true,
    cases: ({ charter }) => [
      {
        about: '',
        ask: { query: `charter=${charter.slug}`, body: { needsHead: 'on' } },
        expected: ofOwn(({ actor }) =>
          can(actor, 'party.positions', { kind: 'delegation', partyId: actor!.partyId! }) ? 303 : 403,
        ),
      },
    ],
  },
  {
    at: 'page /draft/[article]/agreement',
    cases: eachArticle((article, { charter }) => ({
      ask: { params: { article: article.slug }, query: `charter=${charter.slug}` },
      expected: ofWorkingText(charter),
    })),
  },
  onPage(
    'status',
    'under_discussion',
    () => reads('provision.set', () => agreement, 303),
    (_, article) => ({ about: article.blocks[0]!, status: 'agreed_in_group' }),
  ),
  onAnswerForm('confirm'),
  onAnswerForm('refuse'),
  onPage(
    'fix',
    'agreed',
    () => reads('fix.propose', () => agreement, 303),
    (_, article) => ({ block: article.blocks[0]!, lang: 'en', exact: 'stand', words: 'stood', why: 'A letter.' }),
  ),
  onFixForm('confirmFix', 'proposed', 'fix.confirm', { kind: 'fix', proposedBy: 'another' }),
  onFixForm('withdrawFix', 'proposed', 'fix.withdraw', { kind: 'fix', proposedBy: 'another' }),
  onFixForm('objectFix', 'shown', 'fix.object', agreement),
  onFixForm('takeFixBack', 'objected', 'fix.takeBack', agreement),
  {
    at: 'GET /api/v1/articles/[id]/provisions',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  {
    at: 'POST /api/v1/articles/[id]/provisions/[block]/status',
    changes: true,
    cases: eachArticle((article, { make }) => ({
      ask: {
        params: { id: article.id, block: article.blocks[0]! },
        body: {
          status: isLocked(article.status) ? 'under_discussion' : 'agreed_in_group',
          reason: 'The group asked for it.',
        },
      },
      // a draft is opened as a whole
      expected: reads('provision.set', () => agreement, article.status === 'draft' ? 409 : 200),
      after: () => make.status(article.id, article.status),
    })),
  },
  answers('POST /api/v1/articles/[id]/provisions/[block]/confirm', false, {}),
  answers('POST /api/v1/articles/[id]/provisions/[block]/refuse', false, { reason: 'Not yet.' }),
  answers('POST /api/v1/articles/[id]/confirm', true, {}),
  answers('POST /api/v1/articles/[id]/refuse', true, { reason: 'Not yet.' }),
  {
    at: 'GET /api/v1/articles/[id]/fixes',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  {
    at: 'POST /api/v1/articles/[id]/fixes',
    changes: true,
    cases: ({ charter, make }) => {
      const article = withStatus(charter, 'agreed')
      const fix = { lang: 'en', blockId: article.blocks[0]!, exact: 'stand', words: 'stood', why: 'A letter.' }
      return [
        {
          about: 'agreed',
          ask: { params: { id: article.id }, body: fix },
          expected: reads('fix.propose', () => agreement, 201),
          after: () => make.noFixes(article.id),
        },
      ]
    },
  },
  onFix('confirm', 'proposed', 'fix.confirm', { kind: 'fix', proposedBy: 'another' }),
  onFix('withdraw', 'proposed', 'fix.withdraw', { kind: 'fix', proposedBy: 'another' }),
  onFix('object', 'shown', 'fix.object', agreement, { reason: 'It says another thing.' }),
  onFix('take-back', 'objected', 'fix.takeBack', agreement),
  {
    at: 'GET /api/v1/articles/[id]/positions',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  {
    at: 'PUT /api/v1/articles/[id]/positions',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id }, body: { stand: 'reserves' } },
      expected: reads('position.set', holder),
    })),
  },
  {
    at: 'PUT /api/v1/articles/[id]/positions/[block]',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id, block: article.blocks[0]! }, body: { stand: 'can_accept' } },
      expected: reads('position.set', holder),
    })),
  },
  {
    at: 'GET /api/v1/articles/[id]/position-history',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  { at: 'GET /api/v1/parties/[code]/positions', cases: positionRules(() => 200) },
  {
    at: 'PUT /api/v1/parties/[code]/positions',
    cases: positionRules(
      ({ actor }, partyId) => (can(actor, 'party.positions', { kind: 'delegation', partyId }) ? 200 : 403),
      { needsHead: true },
    ),
  },
  {
    at: 'GET /api/v1/charters/[id]/board',
    cases: bothCharters((charter) => ({ ask: { params: { id: charter.id } }, expected: ofWorkingText(charter) })),
  },
]
