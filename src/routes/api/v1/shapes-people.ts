/** The shapes of people, delegations and alternates in the JSON API. */
import * as v from 'valibot'
import { ROLES } from '../../../lib/domain/actor.ts'
import { CAPACITIES } from '../../../lib/domain/people.ts'
import { id, instant, lang, partyCode, roles, someText, standing, text, zone } from './shapes-parts.ts'
import { party } from './shapes.ts'

// what comes in

const partyFields = {
  names: v.optional(v.record(v.string(), text(200))),
  region: v.optional(v.nullable(text(100))),
  contactLanguage: v.optional(v.nullable(lang)),
  timeZone: v.optional(v.nullable(zone)),
}
export const partyInput = v.object({ code: partyCode, name: someText(200), ...partyFields })
export const partyChangeInput = v.object({ name: v.exactOptional(someText(200)), ...partyFields })
export const rolesInput = v.object({ roles })
export const personMoveInput = v.object({ party: partyCode, roles })
export const alternateInput = v.object({
  personId: id,
  role: v.picklist(['head', 'signatory']),
  from: someText(40),
  until: someText(40),
})

// what goes out

export const membership = v.strictObject({
  party,
  beganAt: instant,
  verifiedAt: v.nullable(instant),
  suspendedAt: v.nullable(instant),
  endedAt: v.nullable(instant),
})
const personFields = {
  id,
  name: v.string(),
  email: v.nullable(v.string()),
  party: v.nullable(party),
  roles: v.array(v.picklist(ROLES)),
  standing,
  capacity: v.nullable(v.picklist(CAPACITIES)),
  officialTies: v.nullable(v.string()),
  createdAt: instant,
  deactivatedAt: v.nullable(instant),
  permissions: v.strictObject({
    setRoles: v.boolean(),
    remove: v.boolean(),
    verify: v.boolean(),
    move: v.boolean(),
    administer: v.boolean(),
    resetPassword: v.boolean(),
  }),
}
export const person = v.strictObject(personFields)
export const personRecord = v.strictObject({ ...personFields, memberships: v.array(membership) })
export const partyView = v.strictObject({
  code: v.string(),
  name: v.string(),
  names: v.record(v.string(), v.string()),
  region: v.nullable(v.string()),
  contactLanguage: v.nullable(v.string()),
  timeZone: v.nullable(v.string()),
})
export const alternate = v.strictObject({
  id,
  party,
  person: v.strictObject({ id, name: v.string() }),
  role: v.picklist(['head', 'signatory']),
  fromAt: instant,
  untilAt: instant,
  endedAt: v.nullable(instant),
  state: v.picklist(['coming', 'acting', 'over']),
})
