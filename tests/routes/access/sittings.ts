/** Rows of sittings of the talks. */
import { can } from '../../../src/lib/domain/permissions.ts'
import type { CharterHere } from '../../support/access-cast.ts'
import { ANY_ARTICLE, bothCharters, ofWorkingText, type Case, type Place, type Row, type Who } from './row.ts'

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

export const SITTINGS: Row[] = [
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
