// Over 250 lines: one row for each page and call about people.
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
  ['a signatory of D02', 'D02', ['signatory']],
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

type PersonAct = `person.${'setRoles' | 'remove' | 'move' | 'administer' | 'resetPassword'}`
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

/** Of a delegation in which the own roles count. */
const isMember = ({ actor }: Who): boolean =>
  actor !== null && actor.partyId !== null && can(actor, 'party.see', { kind: 'party', id: actor.partyId })

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
        // what one may not give, one leaves alone
        const isLeftAlone = !can(who.actor, 'people.verify', SERVICE) && subject.roles.length > 0
        return isLeftAlone && !can(who.actor, 'roles.give', { ...subject, kind: 'roles' }) ? 403 : 204
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
      does('person.move', 204),
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
    cases: onSomebody((id) => ({ params: { id } }), does('person.resetPassword', 201)),
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
  row(
    'GET /api/v1/delegations',
    {},
    signedIn(({ actor }) => (can(actor, 'party.name', SERVICE) ? 200 : 403)),
  ),
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
          ...{ from: new Date().toISOString(), until: new Date(Date.now() + 5_000).toISOString() },
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

/** The page of one's own delegation, whoever has one that counts. */
const ownParty =
  (then: (who: Who, partyId: string) => number) =>
  (who: Who): number => {
    if (who.actor === null) return 401
    const { partyId } = who.actor
    return partyId !== null && can(who.actor, 'party.see', { kind: 'party', id: partyId }) ? then(who, partyId) : 403
  }

/** Forms about somebody of D01, on the page of a delegation; `at` is that page. */
const delegationForms = (
  at: string,
  params: Record<string, string>,
  turnedAway: (who: Who) => number | null,
): Row[] => {
  const answers = (expected: (who: Who) => number) => signedIn((who) => turnedAway(who) ?? expected(who))
  const onDrafter = (action: 'roles' | 'remove', fields: Record<string, string>): Row => ({
    at: `form ${at}?/${action}`,
    cases: ({ make, house }) => [
      {
        about: 'a drafter of D01',
        ask: async () => ({ params, body: { person: (await make.member('D01', ['drafter'])).id, ...fields } }),
        expected: signedIn((who) => (looksAfter(who, house.parties.D01.id) ? 200 : 404)),
      },
    ],
  })
  return [
    {
      at: `form ${at}?/invite`,
      cases: ({ house }) => [
        {
          about: '',
          ask: () => ({ params, body: { email: `invited-${++last}@concord.example`, name: '', role: 'drafter' } }),
          expected: answers((who) =>
            looksAfter(who, params['code'] === undefined ? who.actor!.partyId : house.parties.D01.id) ? 200 : 403,
          ),
        },
      ],
    },
    {
      at: `form ${at}?/revoke`,
      cases: ({ make, house }) => [
        {
          about: 'into D01',
          ask: async () => ({ params, body: { invitation: (await make.invitation('D01', ['drafter'])).id } }),
          expected: signedIn((who) => (looksAfter(who, house.parties.D01.id) ? 200 : 404)),
        },
      ],
    },
    onDrafter('roles', { role: 'reviewer' }),
    onDrafter('remove', {}),
    {
      at: `form ${at}?/alternate`,
      cases: ({ house, make }) => [
        {
          about: 'of D01',
          ask: async () => ({
            params,
            body: {
              person: (await make.member('D01', ['drafter'])).id,
              ...{ role: 'signatory', from: '2026-01-01T10:00', until: '2026-01-02T10:00' },
            },
          }),
          // a time that is over, or somebody of another delegation: whoever may name alternates is told so
          expected: answers((who) => {
            const id = params['code'] === undefined ? who.actor!.partyId! : house.parties.D01.id
            if (!can(who.actor, 'party.see', { kind: 'party', id })) return 404
            return can(who.actor, 'party.alternates', { kind: 'party', id }) ? 422 : 403
          }),
        },
      ],
    },
    {
      at: `form ${at}?/dismiss`,
      cases: ({ make, house }) => [
        {
          about: 'of D01',
          ask: async () => ({
            params,
            body: { alternate: (await make.alternate('D01', (await make.member('D01', ['drafter'])).id)).id },
          }),
          expected: seesParty(
            house.parties.D01.id,
            may('party.alternates', { kind: 'party', id: house.parties.D01.id }),
          ),
        },
      ],
    },
  ]
}

/** What a form of the page of a person answers, which looks as the API does. */
const personForm = (action: string, cases: Row['cases']): Row => ({ at: `form /admin/people/[id]?/${action}`, cases })
const onPage = (
  action: string,
  expected: (who: Who, subject: PersonSubject) => number,
  {
    body = {},
    before,
    isVerified = true,
  }: {
    body?: Record<string, unknown> | ((place: Place) => Promise<Record<string, unknown>>)
    before?: (id: string, place: Place) => Promise<unknown>
    isVerified?: boolean
  } = {},
): Row =>
  personForm(
    action,
    onSomebody(
      async (id, place) => {
        await before?.(id, place)
        return { params: { id }, body: typeof body === 'function' ? await body(place) : body }
      },
      expected,
      isVerified,
    ),
  )

const PAGE_ROWS: Row[] = [
  row('page /party', {}, ownParty(always(200))),
  ...delegationForms('/party', {}, (who) => {
    const own = ownParty(always(200))(who)
    return own === 200 ? null : own
  }),
  row('form /party?/proposals', { body: { head: 'no' } }, (who) => {
    const own = ownParty(always(200))(who)
    if (own !== 200) return own
    return can(who.actor, 'party.proposals', { kind: 'party', id: who.actor!.partyId! }) ? 200 : 403
  }),
  ...delegationForms('/admin/parties/[code]', { code: 'D01' }, () => null),
  row('page /admin/people', {}, administers(200)),
  row(
    'form /admin/people?/invite',
    () => ({ body: { email: `invited-${++last}@concord.example`, name: '', role: 'auditor' } }),
    signedIn(may('roles.give', { kind: 'roles', partyId: null, roles: ['auditor'] }, 200)),
  ),
  {
    at: 'form /admin/people?/revoke',
    cases: ({ make }) => [
      {
        about: 'into the house',
        ask: async () => ({ body: { invitation: (await make.invitation(null, ['auditor'])).id } }),
        expected: administers(200, 404),
      },
    ],
  },
  {
    at: 'page /admin/people/[id]',
    cases: ({ make, house }) => [
      {
        about: 'a drafter of D01',
        ask: async () => ({ params: { id: (await make.member('D01', ['drafter'])).id } }),
        expected: signedIn((who) => (looksAfter(who, house.parties.D01.id) ? 200 : 404)),
      },
    ],
  },
  onPage('verify', verifies(200), { isVerified: false }),
  onPage('suspend', verifies(200)),
  onPage('resume', verifies(200), { before: (id, { make }) => make.suspended(id) }),
  onPage(
    'roles',
    (who, subject) => {
      if (!can(who.actor, 'person.setRoles', subject)) return 403
      if (subject.partyId === null) return 422
      return can(who.actor, 'people.administer', SERVICE) || !subject.roles.includes('observer') ? 200 : 403
    },
    { body: { role: 'reviewer' } },
  ),
  onPage('end', does('person.remove', 200)),
  onPage('move', does('person.move', 200), {
    body: async ({ make }) => ({ party: await make.party(), role: 'reviewer' }),
  }),
  onPage('deactivate', does('person.administer', 200)),
  onPage('reactivate', does('person.administer', 200), { before: (id, { make }) => make.closed(id) }),
  onPage('password', does('person.resetPassword', 200)),
  row('page /admin/parties', {}, administers(200)),
  row(
    'form /admin/parties?/create',
    () => ({ body: { code: `P${++last}`, name: 'Another delegation' } }),
    administers(303),
  ),
  row('page /admin/parties/[code]', { params: { code: 'D01' } }, administers(200)),
  row(
    'form /admin/parties/[code]?/rename',
    { params: { code: 'D01' }, body: { name: 'Delegation 01' } },
    signedIn((who) =>
      can(who.actor, 'people.administer', SERVICE)
        ? 200
        : who.actor?.party?.code === 'D01' && isMember(who)
          ? 403
          : 404,
    ),
  ),
  {
    at: 'page /draft/assignments',
    cases: bothCharters((charter) => ({ ask: { query: `charter=${charter.slug}` }, expected: ofWorkingText(charter) })),
  },
  // one way to assign, from two pages
  ...(
    [
      ['/draft/assignments', 200],
      ['/draft/[article]', 303],
    ] as const
  ).flatMap(([page, yes]): Row[] => [
    {
      at: `form ${page}?/assign`,
      changes: true,
      cases: eachArticle((article, { house, charter }) => ({
        ask: {
          params: { article: article.slug },
          query: `charter=${charter.slug}`,
          body: { article: article.id, whom: `person:${house.people['other reviewer'].actor!.id}`, kind: 'pen_holder' },
        },
        expected: ofArticle(article, 'article.assign', yes),
      })),
    },
    {
      at: `form ${page}?/unassign`,
      changes: true,
      cases: eachArticle((article, { house, charter }) => ({
        ask: {
          params: { article: article.slug },
          query: `charter=${charter.slug}`,
          body: { article: article.id, whom: `person:${house.people['other reviewer'].actor!.id}`, kind: 'drafter' },
        },
        // not assigned so: they got in
        expected: ofArticle(article, 'article.assign', 409),
      })),
    },
  ]),
  // whoever has the link; nobody else finds anything there but that it is none
  row('page /invite/[token]', { params: { token: 'A'.repeat(43) } }, always(200)),
  {
    at: 'form /invite/[token]?/default',
    cases: ({ make }) => [
      {
        about: '',
        ask: async () => ({
          params: { token: (await make.invitation('D01', ['drafter'])).token },
          body: { name: 'A newcomer', password: PASSWORD },
        }),
        expected: always(303),
      },
    ],
  },
  row('page /password/[token]', { params: { token: 'A'.repeat(43) } }, always(200)),
  {
    at: 'form /password/[token]?/default',
    cases: ({ make }) => [
      {
        about: '',
        ask: async () => ({
          params: await make.passwordLink((await make.member(null, ['auditor'])).id),
          body: { password: PASSWORD },
        }),
        expected: always(303),
      },
    ],
  },
  {
    at: 'form /account?/person',
    cases: ({ make }) => [
      {
        about: 'of somebody new',
        ask: async ({ actor }) => ({
          ...(actor && { token: await make.sessionOf((await make.member('D01', ['drafter'])).id) }),
          body: { name: 'Another name', capacity: 'partner', ties: '' },
        }),
        expected: signedIn(always(200)),
      },
    ],
  },
  row('form /account?/choices', { body: { lang: 'en', zone: 'UTC', theme: 'auto' } }, signedIn(always(200))),
  {
    at: 'form /account?/password',
    cases: ({ make }) => [
      {
        about: 'of somebody new, with a wrong one',
        ask: async ({ actor }) => ({
          ...(actor && { token: await make.sessionOf((await make.member('D01', ['drafter'])).id) }),
          body: { old: 'not the password', new: 'another password' },
        }),
        expected: signedIn(always(403)),
      },
    ],
  },
  {
    at: 'form /account?/session',
    cases: ({ make }) => [
      {
        about: 'another’s',
        ask: async () => ({ body: { session: (await make.session('chair')).split('.')[0]! } }),
        expected: signedIn(({ name }) => (name === 'chair' ? 200 : 404)),
      },
    ],
  },
  {
    at: 'form /account?/others',
    cases: ({ make }) => [
      {
        about: 'of somebody new',
        ask: async ({ actor }) =>
          actor === null ? {} : { token: await make.sessionOf((await make.member('D01', ['drafter'])).id) },
        expected: signedIn(always(200)),
      },
    ],
  },
]

export const PEOPLE: Row[] = [...API_ROWS, ...PAGE_ROWS]
