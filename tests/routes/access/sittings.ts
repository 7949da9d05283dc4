/** Rows of sittings of the talks. */
import { can } from '../../../src/lib/domain/permissions.ts'
import type { ArticleHere, CharterHere } from '../../support/access-cast.ts'
import {
  ANY_ARTICLE,
  articleFor,
  bothCharters,
  eachArticle,
  ofWorkingText,
  type Case,
  type Place,
  type Row,
  type Who,
} from './row.ts'

const holds = ({ actor }: Who): boolean => can(actor, 'sitting.hold', { kind: 'sitting' })

/** Begins one in a charter, in which none goes on when each asks. */
const begins =
  (yes: number, ask: (charter: CharterHere) => { params?: Record<string, string>; query?: string }) =>
  (place: Place): Case[] =>
    bothCharters((charter, { make }) => ({
      ask: async () => {
        await make.noSitting(charter.id)
        return { ...ask(charter), body: { title: 'A sitting', place: 'Doha' } }
      },
      expected: (who) => {
        const reads = ofWorkingText(charter)(who)
        return reads !== 200 ? reads : holds(who) ? yes : 403
      },
    }))(place)

/** Of one that goes on: whoever reads working texts knows of it. */
const ofOne =
  (body: ((charter: CharterHere) => Record<string, unknown>) | null, yes = 200, isRead = false) =>
  ({ charter, make }: Place): Case[] => [
    {
      about: '',
      ask: async () => ({ params: { id: await make.sitting(charter.id) }, ...(body && { body: body(charter) }) }),
      expected: (who) => {
        if (who.actor === null) return 401
        if (!can(who.actor, 'article.read', ANY_ARTICLE)) return 404
        return isRead || holds(who) ? yes : 403
      },
      after: () => make.noSitting(charter.id),
    },
  ]

/** The room of an article under discussion, by a form: whoever reads it hears more than that there is none. */
const inRoom =
  (
    body: (block: string) => Record<string, unknown>,
    may: (who: Who, article: ArticleHere) => boolean,
    withSitting: boolean,
  ): ((place: Place) => Case[]) =>
  ({ charter, make }) => {
    const article = charter.articles.find(({ status }) => status === 'under_discussion')!
    return [
      {
        about: article.status,
        ask: async () => {
          await make.noBrackets(article.id)
          await make.status(article.id, article.status)
          if (withSitting) await make.sitting(charter.id)
          else await make.noSitting(charter.id)
          const query = `charter=${charter.slug}`
          return { params: { article: article.slug }, query, body: body(article.blocks[0]!) }
        },
        expected: (who) => {
          const reads = ofWorkingText(charter)(who)
          return reads !== 200 ? reads : may(who, article) ? 303 : 403
        },
        after: async () => {
          await make.status(article.id, article.status)
          await make.noBrackets(article.id)
          await make.noSitting(charter.id)
        },
      },
    ]
  }

export const SITTINGS: Row[] = [
  {
    at: 'page /draft/[article]/room',
    cases: eachArticle((article, { charter }) => ({
      ask: { params: { article: article.slug }, query: `charter=${charter.slug}` },
      expected: ofWorkingText(charter),
    })),
  },
  {
    at: 'form /draft/[article]/room?/begin',
    changes: true,
    cases: inRoom(() => ({ title: 'A sitting' }), holds, false),
  },
  { at: 'form /draft/[article]/room?/move', changes: true, cases: inRoom(() => ({ step: 'next' }), holds, true) },
  {
    at: 'form /draft/[article]/room?/agree',
    changes: true,
    cases: inRoom(
      (block) => ({ block }),
      ({ actor }) => can(actor, 'provision.set', { kind: 'agreement' }),
      true,
    ),
  },
  {
    at: 'form /draft/[article]/room?/bracket',
    changes: true,
    cases: inRoom(
      (block) => ({ block }),
      (who, article) => can(who.actor, 'bracket.put', articleFor(who, article)),
      true,
    ),
  },
  {
    at: 'GET /api/v1/charters/[id]/sittings',
    cases: bothCharters((charter) => ({ ask: { params: { id: charter.id } }, expected: ofWorkingText(charter) })),
  },
  {
    at: 'POST /api/v1/charters/[id]/sittings',
    changes: true,
    cases: begins(201, ({ id }) => ({ params: { id } })),
  },
  { at: 'GET /api/v1/sittings/[id]', changes: true, cases: ofOne(null, 200, true) },
  { at: 'POST /api/v1/sittings/[id]/end', changes: true, cases: ofOne(() => ({})) },
  {
    at: 'POST /api/v1/sittings/[id]/place',
    changes: true,
    cases: ofOne(({ articles }) => ({ articleId: articles[0]!.id, blockId: articles[0]!.blocks[0]! })),
  },
  {
    at: 'page /draft/sittings',
    cases: bothCharters((charter) => ({
      ask: { query: `charter=${charter.slug}` },
      expected: ofWorkingText(charter),
    })),
  },
  {
    at: 'form /draft/sittings?/begin',
    changes: true,
    cases: begins(303, ({ slug }) => ({ query: `charter=${slug}` })),
  },
  { at: 'page /draft/sittings/[id]', changes: true, cases: ofOne(null, 200, true) },
  { at: 'form /draft/sittings/[id]?/end', changes: true, cases: ofOne(() => ({}), 303) },
]
