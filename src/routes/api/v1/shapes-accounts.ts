/** The shapes of accounts, sessions, invitations and links for passwords in the JSON API. */
import * as v from 'valibot'
import { ROLES } from '../../../lib/domain/actor.ts'
import { CAPACITIES } from '../../../lib/domain/people.ts'
import { id, instant, lang, partyCode, roles, someText, standing, text, zone } from './shapes-parts.ts'
import { alternate, membership } from './shapes-people.ts'
import { party } from './shapes.ts'

// what comes in

const token = someText(128)
export const invitationInput = v.object({
  email: someText(320),
  name: v.optional(text(200)),
  roles,
  party: v.optional(v.nullable(partyCode), null),
})
export const tokenInput = v.object({ token })
export const acceptInput = v.object({ token, name: v.optional(text(200)), password: someText(1024) })
export const newPasswordInput = v.object({ token, password: someText(1024) })
export const passwordInput = v.object({ old: someText(1024), new: someText(1024) })
export const accountInput = v.object({
  name: v.optional(someText(200)),
  capacity: v.optional(v.nullable(v.picklist(CAPACITIES))),
  officialTies: v.optional(v.nullable(text(500))),
  language: v.optional(v.nullable(lang)),
  timeZone: v.optional(v.nullable(zone)),
})
export const signInInput = v.object({ email: someText(320), password: someText(1024) })

// what goes out

export const actor = v.strictObject({
  id,
  name: v.string(),
  email: v.string(),
  party: v.nullable(party),
  roles: v.array(v.picklist(ROLES)),
})
export const signedIn = v.strictObject({ token: v.string(), expiresAt: instant, actor })
export const linkMade = v.strictObject({ id, url: v.string(), expiresAt: instant })
export const invitation = v.strictObject({
  id,
  email: v.string(),
  name: v.nullable(v.string()),
  roles: v.array(v.picklist(ROLES)),
  party: v.nullable(party),
  invitedBy: v.nullable(v.string()),
  createdAt: instant,
  expiresAt: instant,
  state: v.picklist(['open', 'lapsed', 'used', 'revoked', 'expired']),
})
export const invitationFace = v.strictObject({
  email: v.string(),
  name: v.nullable(v.string()),
  roles: v.array(v.picklist(ROLES)),
  party: v.nullable(party),
  invitedBy: v.nullable(v.string()),
  expiresAt: instant,
})
export const passwordFace = v.strictObject({ name: v.string(), email: v.string(), expiresAt: instant })
export const account = v.strictObject({
  id,
  name: v.string(),
  email: v.string(),
  party: v.nullable(party),
  roles: v.array(v.picklist(ROLES)),
  standing,
  capacity: v.nullable(v.picklist(CAPACITIES)),
  officialTies: v.nullable(v.string()),
  language: v.nullable(v.string()),
  timeZone: v.nullable(v.string()),
  memberships: v.array(membership),
  alternates: v.array(alternate),
})
export const session = v.strictObject({
  id,
  beganAt: instant,
  confirmedAt: instant,
  expiresAt: instant,
  isThisOne: v.boolean(),
})
