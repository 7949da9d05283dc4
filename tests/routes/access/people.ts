/** Rows of people and delegations: the API's and the pages'. */
import type { Role } from '../../../src/lib/domain/actor.ts'
import { can, type PersonSubject } from '../../../src/lib/domain/permissions.ts'
import { PASSWORD } from '../../support/access-cast.ts'
import { eachArticle, may, ofArticle, ofWorkingText, bothCharters, row, SERVICE, signedIn } from './row.ts'
import type { Asking, Case, Place, Row, Who } from './row.ts'

const always = (status: number) => () => status
const PARTIES = ['D01', 'D02'] as const
type Code = (typeof PARTIES)[number]

/** Whether somebody looks after the people of a party (null: of none), or after everybody. */
const looksAfter = ({ actor }: Who, partyId: string | null): boolean =>
  can(actor, 'people.administer', SERVICE) ||
  (partyId !== null && can(actor, 'party.people', { kind: 'party', id: partyId }))

/** People an act may be about: of either delegation, one a head, one of the house. */
const SOMEBODY: [about: string, party: Code | null, roles: Role[]][] = [
  ['a drafter of D01', 'D01', ['drafter']],
  ['a drafter of D02', 'D02', ['drafter']],
  ['an observer in D01', 'D01', ['observer']],
  ['of the house', null, ['chair']],
]

/** An act on somebody made for it, for each asker. */
const onSomebody =
  (
    asking: (id: string, place: Place) => Asking | Promise<Asking>,
    expected: (who: Who, subject: PersonSubject) => number,
    isVerified = true,
  ) =>
  (place: Place): Case[] =>
    SOMEBODY.map(([about, party, roles]) => {
      const partyId = party && place.house.parties[party].id
      return {
        about,
        ask: async () => asking((await place.make.member(party, roles, isVerified)).id, place),
        expected: signedIn((who) =>
          looksAfter(who, partyId) ? expected(who, { kind: 'person', id: 'another', partyId, roles }) : 404,
        ),
      }
    })

type PersonAct = 'person.setRoles' | 'person.remove' | 'person.administer'
const does =
  (action: PersonAct, yes: number) =>
  ({ actor }: Who, subject: PersonSubject): number =>
    can(actor, action, subject) ? yes : 403

/** Credentials and suspensions are for members of a delegation alone. */
const verifies =
  (yes: number) =>
  ({ actor }: Who, { partyId }: PersonSubject): number =>
    !can(actor, 'people.verify', SERVICE) ? 403 : partyId === null ? 409 : yes

/** Of each delegation. */
const eachParty =
  (more: (code: Code, partyId: string, place: Place) => Omit<Case, 'about'>) =>
  (place: Place): Case[] =>
    PARTIES.map((code) => ({ about: code, ...more(code, place.house.parties[code].id, place) }))
const seesParty = (partyId: string, then: (who: Who) => number) =>
  signedIn((who) => (can(who.actor, 'party.see', { kind: 'party', id: partyId }) ? then(who) : 404))

let last = 0
const administers = (yes: number, no = 403) => signedIn(may('people.administer', SERVICE, yes, no))

const API_ROWS: Row[] = [
  {
    at: 'GET /api/v1/people',
    cases: () => [
      { about: '', ask: {}, expected: administers(200) },
      { about: 'of D01', ask: { query: 'party=D01' }, expected: administers(200) },
    ],
  },
  {
    at: 'GET /api/v1/people/[id]',
    cases: onSomebody((id) => ({ params: { id } }), always(200)),
  },
  {
    at: 'PATCH /api/v1/people/[id]/roles',
    cases: onSomebody(
      (id) => ({ params: { id }, body: { roles: ['reviewer'] } }),
      (who, subject) => {
        if (!can(who.actor, 'person.setRoles', subject)) return 403
        if (subject.partyId === null) return 422 // a reviewer is a delegation's
        // what a head may not give, a head leaves alone
        return can(who.actor, 'people.administer', SERVICE) || !subject.roles.includes('observer') ? 204 : 403
      },
    ),
  },
  {
    at: 'POST /api/v1/people/[id]/verify',
    cases: onSomebody((id) => ({ params: { id } }), verifies(204), false),
  },
  { at: 'POST /api/v1/people/[id]/suspend', cases: onSomebody((id) => ({ params: { id } }), verifies(204)) },
  {
    at: 'POST /api/v1/people/[id]/resume',
    cases: onSomebody(async (id, { make }) => {
      await make.suspended(id)
      return { params: { id } }
    }, verifies(204)),
  },
  { at: 'POST /api/v1/people/[id]/end', cases: onSomebody((id) => ({ params: { id } }), does('person.remove', 204)) },
  {
    at: 'POST /api/v1/people/[id]/move',
    cases: onSomebody(
      async (id, { make }) => ({ params: { id }, body: { party: await make.party(), roles: ['reviewer'] } }),
      does('person.administer', 204),
    ),
  },
  {
    at: 'POST /api/v1/people/[id]/deactivate',
    cases: onSomebody((id) => ({ params: { id } }), does('person.administer', 204)),
  },
  {
    at: 'POST /api/v1/people/[id]/reactivate',
    cases: onSomebody(
      async (id, { make }) => {
        await make.closed(id)
        return { params: { id } }
      },
      does('person.administer', 204),
    ),
  },
  {
    at: 'POST /api/v1/people/[id]/password-link',
    cases: onSomebody((id) => ({ params: { id } }), does('person.administer', 201)),
  },
  {
    at: 'POST /api/v1/invitations',
    cases: (place) => [
      ...eachParty((code, partyId) => ({
        ask: () => ({ body: { email: `invited-${++last}@concord.example`, roles: ['drafter'], party: code } }),
        expected: signedIn(may('roles.give', { kind: 'roles', partyId, roles: ['drafter'] }, 201)),
      }))(place),
      {
        about: 'into the house',
        ask: () => ({ body: { email: `invited-${++last}@concord.example`, roles: ['auditor'], party: null } }),
        expected: signedIn(may('roles.give', { kind: 'roles', partyId: null, roles: ['auditor'] }, 201)),
      },
    ],
  },
  {
    at: 'GET /api/v1/invitations',
    cases: (place) => [
      ...eachParty((code, partyId) => ({
        ask: { query: `party=${code}` },
        expected: signedIn((who) => (looksAfter(who, partyId) ? 200 : 404)),
      }))(place),
      { about: 'into the house', ask: {}, expected: administers(200, 404) },
    ],
  },
  {
    at: 'DELETE /api/v1/invitations/[id]',
    cases: eachParty((code, partyId, { make }) => ({
      ask: async () => ({ params: { id: (await make.invitation(code, ['drafter'])).id } }),
      expected: signedIn((who) => (looksAfter(who, partyId) ? 204 : 404)),
    })),
  },
  // whoever has the secret
  {
    at: 'POST /api/v1/invitations/look',
    cases: ({ make }) => [
      {
        about: '',
        ask: async () => ({ body: { token: (await make.invitation('D01', ['drafter'])).token } }),
        expected: always(200),
      },
      { about: 'nobody’s', ask: { body: { token: 'A'.repeat(43) } }, expected: always(404) },
    ],
  },
  {
    at: 'POST /api/v1/invitations/accept',
    cases: ({ make }) => [
      {
        about: '',
        ask: async () => ({
          body: { token: (await make.invitation('D01', ['drafter'])).token, name: 'A newcomer', password: PASSWORD },
        }),
        expected: always(201),
      },
    ],
  },
  {
    at: 'POST /api/v1/passwords/look',
    cases: ({ make }) => [
      {
        about: '',
        ask: async () => ({ body: await make.passwordLink((await make.member(null, ['auditor'])).id) }),
        expected: always(200),
      },
    ],
  },
  {
    at: 'POST /api/v1/passwords',
    cases: ({ make }) => [
      {
        about: '',
        ask: async () => ({
          body: { ...(await make.passwordLink((await make.member(null, ['auditor'])).id)), password: PASSWORD },
        }),
        expected: always(201),
      },
    ],
  },
  {
    at: 'GET /api/v1/parties',
    cases: ({ house }) => [
      {
        about: '',
        ask: {},
        expected: signedIn(always(200)),
        shows: ({ actor }) =>
          actor === null
            ? {}
            : Object.fromEntries(
                PARTIES.map((code) => [
                  `"code":"${code}"`,
                  can(actor, 'party.see', { kind: 'party', id: house.parties[code].id }),
                ]),
              ),
      },
    ],
  },
  row(
    'POST /api/v1/parties',
    () => ({ body: { code: `M${++last}`, name: 'Another delegation' } }),
    signedIn(may('people.administer', SERVICE, 201)),
  ),
  {
    at: 'GET /api/v1/parties/[code]',
    cases: eachParty((code, partyId) => ({ ask: { params: { code } }, expected: seesParty(partyId, always(200)) })),
  },
  {
    at: 'PATCH /api/v1/parties/[code]',
    cases: eachParty((code, partyId) => ({
      ask: { params: { code }, body: {} },
      expected: seesParty(partyId, may('people.administer', SERVICE)),
    })),
  },
  {
    at: 'GET /api/v1/parties/[code]/people',
    cases: eachParty((code, partyId) => ({
      ask: { params: { code } },
      expected: seesParty(partyId, always(200)),
      // addresses are for those who look after people
      shows: (who) =>
        can(who.actor, 'party.see', { kind: 'party', id: partyId })
          ? { '@concord.example': looksAfter(who, partyId) }
          : { '@concord.example': false },
    })),
  },
  {
    at: 'GET /api/v1/parties/[code]/alternates',
    cases: eachParty((code, partyId) => ({ ask: { params: { code } }, expected: seesParty(partyId, always(200)) })),
  },
  {
    at: 'POST /api/v1/parties/[code]/alternates',
    cases: eachParty((code, partyId, { make }) => ({
      ask: async () => ({
        params: { code },
        body: {
          ...{ personId: (await make.member(code, ['drafter'])).id, role: 'signatory' },
          ...{ from: new Date().toISOString(), until: new Date(Date.now() + 60_000).toISOString() },
        },
      }),
      expected: seesParty(partyId, may('party.alternates', { kind: 'party', id: partyId }, 201)),
    })),
  },
  {
    at: 'DELETE /api/v1/alternates/[id]',
    cases: eachParty((code, partyId, { make }) => ({
      ask: async () => ({
        params: { id: (await make.alternate(code, (await make.member(code, ['drafter'])).id)).id },
      }),
      expected: seesParty(partyId, may('party.alternates', { kind: 'party', id: partyId }, 204)),
    })),
  },
  {
    at: 'GET /api/v1/articles/[id]/assignments',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  {
    at: 'GET /api/v1/charters/[id]/assignments',
    cases: bothCharters((charter) => ({ ask: { params: { id: charter.id } }, expected: ofWorkingText(charter) })),
  },
  row('GET /api/v1/me/account', {}, signedIn(always(200))),
  row('PATCH /api/v1/me/account', { body: {} }, signedIn(always(200))),
  row(
    'POST /api/v1/me/password',
    { body: { old: 'not the password', new: 'another password' } },
    signedIn(always(403)),
  ),
  row('GET /api/v1/sessions', {}, signedIn(always(200))),
  {
    at: 'DELETE /api/v1/sessions',
    cases: ({ make }) => [
      {
        about: 'of somebody new',
        ask: async ({ actor }) =>
          actor === null ? {} : { token: await make.sessionOf((await make.member('D01', ['drafter'])).id) },
        expected: signedIn(always(204)),
      },
    ],
  },
  {
    at: 'DELETE /api/v1/sessions/[id]',
    cases: ({ make, house }) => [
      {
        about: 'one’s own',
        ask: async ({ name }) => {
          if (!house.people[name].actor) return { params: { id: 'none' } }
          return { params: { id: (await make.session(name)).split('.')[0]! } }
        },
        expected: signedIn(always(204)),
      },
      {
        about: 'another’s',
        ask: async () => ({ params: { id: (await make.session('chair')).split('.')[0]! } }),
        expected: signedIn(({ name }) => (name === 'chair' ? 204 : 404)),
      },
    ],
  },
]

export const PEOPLE: Row[] = [...API_ROWS]
