/** P40: the policy of sittings as a table, every role. */
import { expect, test } from 'vitest'
import { ROLES, type Actor, type Role } from '../../src/lib/domain/actor.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import type { SittingActions } from '../../src/lib/domain/permissions-sittings.ts'

const someone = (role: Role): Actor => ({
  ...{ id: 'me', name: 'A person', email: 'person@concord.example', party: null, partyId: null },
  ...{ roles: [role], sessionId: 's', confirmedAt: null },
})
const TABLE: { [A in keyof SittingActions]: Role[] } = {
  'sitting.see': ROLES.filter((role) => role !== 'administrator'),
  'sitting.hold': ['chair', 'secretariat'],
}

test.each(Object.entries(TABLE))('P40: %s', (action, allowed) => {
  const who = ROLES.filter((role) => can(someone(role), action as keyof SittingActions, { kind: 'sitting' }))
  expect(who.toSorted()).toEqual(allowed.toSorted())
  expect(can(null, action as keyof SittingActions, { kind: 'sitting' })).toBe(false)
})
