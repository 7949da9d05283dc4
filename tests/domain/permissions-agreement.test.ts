/** P20-P22: the policy of agreement as a table, written from practice 9.2: every role, every action, the own delegation and another. */
import { describe, expect, test } from 'vitest'
import { ROLES, type Actor, type Role } from '../../src/lib/domain/actor.ts'
import { can, type Action, type Actions } from '../../src/lib/domain/permissions.ts'
import type { AgreementActions } from '../../src/lib/domain/permissions-agreement.ts'

const someone = (role: Role | null, more: Partial<Actor> = {}): Actor => ({
  id: 'me',
  name: 'A person',
  email: 'person@concord.example',
  party: { code: 'D01', name: 'Delegation 01' },
  partyId: 'A',
  roles: role === null ? [] : [role],
  sessionId: 's',
  confirmedAt: null,
  ...more,
})
const whoMay = <A extends Action>(action: A, subject: Actions[A], more: Partial<Actor> = {}): Role[] =>
  ROLES.filter((role) => can(someone(role, more), action, subject))

const agreement = { kind: 'agreement' } as const
const own = { kind: 'delegation', partyId: 'A' } as const
const theirs = { kind: 'delegation', partyId: 'B' } as const
const READERS = ROLES.filter((role) => role !== 'administrator')

type Table = { [A in keyof AgreementActions]: [AgreementActions[A], Role[]][] }
const TABLE: Table = {
  'provision.set': [[agreement, ['chair']]],
  'provision.answer': [
    [own, ['head']],
    [theirs, []],
  ],
  'provision.owed': [
    [own, READERS],
    [theirs, []],
  ],
  'fix.propose': [[agreement, ['secretariat']]],
  'fix.confirm': [
    [{ kind: 'fix', proposedBy: 'another' }, ['secretariat', 'chair']],
    [{ kind: 'fix', proposedBy: 'me' }, []],
    [{ kind: 'fix', proposedBy: null }, []],
  ],
  'fix.withdraw': [[{ kind: 'fix', proposedBy: 'another' }, ['secretariat']]],
  'fix.object': [[agreement, ['drafter', 'head']]],
  'fix.takeBack': [[agreement, ['chair']]],
  'position.set': [
    [{ kind: 'position-holder', partyId: 'A', needsHead: true }, ['head']],
    [{ kind: 'position-holder', partyId: 'A', needsHead: false }, ['drafter', 'head']],
    [{ kind: 'position-holder', partyId: 'B', needsHead: false }, []],
  ],
  'position.see': [
    [{ kind: 'position', partyId: 'A', shownTo: 'chair' }, [...ROLES].filter((role) => role !== 'administrator')],
    [{ kind: 'position', partyId: 'B', shownTo: 'chair' }, ['secretariat', 'chair']],
    [{ kind: 'position', partyId: 'B', shownTo: 'all' }, READERS],
  ],
  'board.see': [[agreement, READERS]],
  'party.positions': [
    [own, ['head']],
    [theirs, []],
  ],
}

const rows = Object.entries(TABLE).flatMap(([action, cases]) =>
  cases.map(([subject, roles]) => [action as Action, JSON.stringify(subject), subject as never, roles] as const),
)

test.each(rows)('P20, P21, P22: %s of %s', (action, _shown, subject, roles) => {
  expect(whoMay(action, subject)).toEqual(roles)
  expect(can(null, action, subject)).toBe(false)
  expect(can(someone(null), action, subject)).toBe(false)
})

describe('PE4: who is not verified yet', () => {
  const unverified: Partial<Actor> = { roles: ['observer'], standing: 'unverified' }
  test('speaks for no delegation and sees nothing of it', () => {
    const one = someone(null, unverified)
    expect(can(one, 'provision.answer', own)).toBe(false)
    expect(can(one, 'fix.object', agreement)).toBe(false)
    expect(can(one, 'position.set', { kind: 'position-holder', partyId: 'A', needsHead: false })).toBe(false)
    expect(can(one, 'position.see', { kind: 'position', partyId: 'A', shownTo: 'chair' })).toBe(false)
  })
})

test('P20: people of no delegation answer, object and stand for none', () => {
  const none: Partial<Actor> = { party: null, partyId: null }
  expect(whoMay('provision.answer', own, none)).toEqual([])
  expect(whoMay('fix.object', agreement, none)).toEqual([])
  expect(whoMay('position.set', { kind: 'position-holder', partyId: 'A', needsHead: false }, none)).toEqual([])
})
