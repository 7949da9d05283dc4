// Over 250 lines: one row for each call, page and form about proposals.
/** Rows of proposals: of D01, in the states that tell something; who they are no affair of hears that there are none. */
import type { Actor } from '../../../src/lib/domain/actor.ts'
import { isLocked } from '../../../src/lib/domain/article.ts'
import type { ProposalAction, ProposalSubject } from '../../../src/lib/domain/permissions-proposals.ts'
import { can } from '../../../src/lib/domain/permissions.ts'
import { canTurnProposal, isWritable, type ProposalAct, type ProposalStatus } from '../../../src/lib/domain/proposal.ts'
import type { ProposalHere } from '../../support/access-cast.ts'
import {
  ANY_ARTICLE,
  articleFor,
  bothCharters,
  eachArticle,
  ofArticle,
  ofCharter,
  ofWorkingText,
  type Case,
  type Place,
  type Row,
  type Who,
} from './row.ts'

const STATES: readonly ProposalStatus[] = ['draft', 'submitted', 'late', 'under_discussion', 'withdrawn', 'lapsed']

const subjectOf = ({ status, partyId, isShown }: Omit<ProposalHere, 'id' | 'words'>): ProposalSubject => ({
  ...{ status, partyId, isShown, sponsors: status === 'withdrawn' ? [] : [partyId], invited: [] },
  ...{ lang: 'en', needsHead: false, isApproved: false },
})
const isBeforeTable = (status: ProposalStatus): boolean => ['draft', 'submitted', 'late'].includes(status)

type Body = Record<string, unknown>
type Expected = (actor: Actor, subject: ProposalSubject) => number

/** One made anew for each asker, in each state. */
export const onProposal =
  (body: Body | undefined, expected: Expected, params: Record<string, string> = {}) =>
  ({ charter, make, house }: Place): Case[] => {
    const article = charter.articles.find(({ status }) => status === 'under_discussion')!
    return STATES.map((status) => ({
      about: status,
      ask: async () => {
        const { id } = await make.proposal(charter.id, article.id, status)
        return { params: { ...params, id }, ...(body && { body }) }
      },
      expected: ({ actor }: Who) => {
        if (actor === null) return 401
        const subject = subjectOf({ status, partyId: house.parties.D01.id, isShown: !isBeforeTable(status) })
        return can(actor, 'proposal.read', subject) ? expected(actor, subject) : 404
      },
    }))
  }

/** As the table of its life has it: whoever may do it at all, where it is done at all. */
export const turns =
  (action: ProposalAction, act: ProposalAct): Expected =>
  (actor, subject) =>
    !can(actor, action, subject) ? 403 : canTurnProposal(act, subject.status) ? 200 : 409

const writes =
  (yes: number): Expected =>
  (actor, subject) => {
    if (can(actor, 'proposal.write', subject)) return yes
    return subject.status !== 'draft' && can(actor, 'proposal.write', { ...subject, status: 'draft' }) ? 409 : 403
  }

const acts: [path: string, action: ProposalAction, act: ProposalAct, body?: Body][] = [
  ['approve', 'proposal.approve', 'approve', { seen: [] }],
  ['discard', 'proposal.discard', 'discard'],
  ['submit', 'proposal.submit', 'submit'],
  ['leave', 'proposal.leave', 'leave'],
  ['admit', 'proposal.admit', 'admit'],
  ['return', 'proposal.return', 'return', { reason: 'No wording.' }],
  ['decline', 'proposal.decline', 'decline', { reason: 'The round is over.' }],
  ['take-up', 'proposal.takeUp', 'take_up'],
  ['accept', 'proposal.decide', 'accept', { seen: [] }],
  ['bracket', 'proposal.decide', 'bracket'],
  ['modify', 'proposal.modify', 'modify'],
  ['accept-modified', 'proposal.decide', 'accept_modified', { seen: [] }],
  ['undo', 'proposal.decide', 'undo', { reason: 'A mistake.' }],
  ['not-retained', 'proposal.decide', 'not_retain', { reason: 'No support.' }],
  ['take-over', 'proposal.takeOver', 'take_over'],
  ['carry-over', 'proposal.carryOver', 'carry_over'],
]

/** A draft and one before everybody, on one article of the place. */
const twoOf = async ({ charter, make }: Place): Promise<ProposalHere[]> => {
  const article = charter.articles.find(({ status }) => status === 'under_discussion')!
  return [
    await make.proposal(charter.id, article.id, 'draft'),
    await make.proposal(charter.id, article.id, 'under_discussion'),
  ]
}
const shows = (made: readonly ProposalHere[], { actor }: Who): Record<string, boolean> =>
  Object.fromEntries(made.map((one) => [one.id, can(actor, 'proposal.see', subjectOf(one))]))

/** Of forms: done, they lead on. */
const onForm = (body: Body, action: ProposalAction, act: ProposalAct): ((place: Place) => Case[]) =>
  onProposal(body, (actor, subject) => {
    const status = turns(action, act)(actor, subject)
    return status === 200 ? 303 : status
  })

export const PROPOSALS: Row[] = [
  { at: 'page /draft/proposals/[id]', cases: onProposal(undefined, () => 200) },
  {
    at: 'page /draft/proposals/[id]/accept',
    cases: onProposal(undefined, (actor, subject) => (can(actor, 'proposal.text', subject) ? 200 : 403)),
  },
  {
    at: 'form /draft/proposals/[id]?/act',
    changes: true,
    cases: (place) => [
      ...onForm({ act: 'admit' }, 'proposal.admit', 'admit')(place),
      ...onForm({ act: 'discard' }, 'proposal.discard', 'discard')(place),
      ...onForm({ act: 'notRetain', reason: 'No support.' }, 'proposal.decide', 'not_retain')(place),
    ],
  },
  {
    at: 'form /draft/proposals/[id]?/comment',
    cases: onProposal({ body: 'A remark' }, (actor, { isShown }) =>
      !can(actor, 'article.comment', ANY_ARTICLE) ? 403 : isShown ? 303 : 422,
    ),
  },
  {
    // its bracket stands in no text
    at: 'form /draft/proposals/[id]/accept?/act',
    changes: true,
    cases: onProposal({ act: 'accept' }, (actor, subject) => {
      const status = turns('proposal.decide', 'accept')(actor, subject)
      return status === 200 ? 409 : status
    }),
  },
  {
    at: 'GET /api/v1/articles/[id]/proposals',
    cases: (place) => {
      const making = twoOf(place)
      let made: ProposalHere[] = []
      const article = place.charter.articles.find(({ status }) => status === 'under_discussion')!
      return [
        {
          about: article.status,
          ask: async () => {
            made = await making
            return { params: { id: article.id }, query: 'limit=500' }
          },
          expected: ofArticle(article, 'article.read'),
          shows: (who) => shows(made, who),
        },
      ]
    },
  },
  {
    at: 'POST /api/v1/articles/[id]/proposals',
    changes: true,
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id }, body: {} },
      expected: (who) => {
        const asked = ofArticle(article, 'article.propose', 201)(who)
        const open = { ...articleFor(who, article), status: 'draft' } as const
        return asked === 403 && isLocked(article.status) && can(who.actor, 'article.propose', open) ? 409 : asked
      },
    })),
  },
  {
    at: 'GET /api/v1/charters/[id]/proposals',
    cases: (place) => {
      const making = twoOf(place)
      let made: ProposalHere[] = []
      return bothCharters((charter) => ({
        ask: async () => {
          made = await making
          return { params: { id: charter.id }, query: 'limit=500' }
        },
        expected: ofWorkingText(charter),
        shows: (who) => (charter === place.charter ? shows(made, who) : {}),
      }))(place)
    },
  },
  {
    at: 'GET /api/v1/charters/[id]/proposals/until',
    cases: bothCharters((charter) => ({ ask: { params: { id: charter.id } }, expected: ofWorkingText(charter) })),
  },
  {
    at: 'PUT /api/v1/charters/[id]/proposals/until',
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id }, body: { until: null } },
      expected: ofCharter(charter, 'charter.settings'),
    })),
  },
  ...(['GET', 'PUT'] as const).map((method): Row => ({
    at: `${method} /api/v1/parties/[code]/proposals`,
    cases: ({ house }) =>
      (['D01', 'D02'] as const).map((code) => ({
        about: code,
        ask: { params: { code }, ...(method === 'PUT' && { body: { needHead: false } }) },
        expected: ({ actor }) => {
          if (actor === null) return 401
          const party = { kind: 'party', id: house.parties[code].id } as const
          if (!can(actor, 'party.see', party)) return 404
          return method === 'GET' || can(actor, 'party.proposals', party) ? 200 : 403
        },
      })),
  })),
  { at: 'GET /api/v1/proposals/[id]', cases: onProposal(undefined, () => 200) },
  {
    at: 'GET /api/v1/proposals/[id]/preview',
    cases: onProposal(undefined, (actor, subject) => (can(actor, 'proposal.text', subject) ? 200 : 403)),
  },
  {
    at: 'PATCH /api/v1/proposals/[id]',
    cases: onProposal({ rationale: 'Other words.' }, (actor, subject) =>
      can(actor, 'proposal.write', subject) ? 200 : 403,
    ),
  },
  // what is to become of a bracket has no text: whoever may write is told so
  { at: 'POST /api/v1/proposals/[id]/texts', cases: onProposal({ lang: 'ar' }, writes(422)) },
  { at: 'GET /api/v1/proposals/[id]/texts/[lang]', cases: onProposal(undefined, () => 404, { lang: 'en' }) },
  {
    at: 'PUT /api/v1/proposals/[id]/texts/[lang]',
    cases: onProposal({ blocks: [{ id: 'x', text: 'Words.' }] }, writes(422), { lang: 'en' }),
  },
  {
    // it amends nothing
    at: 'POST /api/v1/proposals/[id]/take-in',
    cases: onProposal({}, (actor, subject) => (can(actor, 'proposal.decide', subject) ? 409 : 403)),
  },
  {
    // it has no text in which anything could collide
    at: 'POST /api/v1/proposals/[id]/held',
    cases: onProposal({ lang: 'en', block: 'x', take: 'both' }, (actor, subject) =>
      can(actor, isWritable(subject.status) ? 'proposal.write' : 'proposal.modify', subject) ? 422 : 403,
    ),
  },
  {
    // its head need not approve: nobody is asked
    at: 'POST /api/v1/proposals/[id]/ask-approval',
    cases: onProposal({}, (actor, subject) => (can(actor, 'proposal.write', subject) ? 409 : 403)),
  },
  ...acts.map(([path, action, act, body = {}]): Row => ({
    at: `POST /api/v1/proposals/[id]/${path}`,
    cases: onProposal(body, (actor, subject) => {
      const status = turns(action, act)(actor, subject)
      // nobody asked for approval, nothing of a text is proposed, and a draft is put away, not left
      const isNot =
        ['approve', 'bracket', 'modify', 'accept_modified'].includes(act) ||
        (act === 'leave' && subject.status === 'draft')
      // its bracket stands in no text
      if (status === 200 && act === 'accept') return 409
      return status === 200 && isNot ? 409 : status
    }),
  })),
  {
    at: 'POST /api/v1/proposals/[id]/new-wording',
    cases: onProposal({}, (actor, subject) =>
      !can(actor, 'proposal.reword', subject)
        ? 403
        : // its bracket stands in no text
          subject.status === 'under_discussion'
          ? 422
          : 409,
    ),
  },
  {
    at: 'POST /api/v1/proposals/[id]/sponsors',
    cases: onProposal({ party: 'D02' }, (actor, subject) =>
      // of one's own delegation it means to join
      actor.party?.code === 'D02'
        ? turns('proposal.cosponsor', 'join')(actor, subject)
        : turns('proposal.invite', 'invite')(actor, subject),
    ),
  },
]
