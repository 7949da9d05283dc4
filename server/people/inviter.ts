/** LI3: an invitation works while whoever made it may give its roles: the time of an alternate ends without anybody's act. */
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import type { LinkRow } from '../store/links.ts'
import { loadActor } from '../store/people.ts'
import type { Rows } from '../store/store.ts'

/** Whoever invited, where they may still give these roles at `now`; else null. */
export async function inviterOf(
  rows: Rows,
  link: LinkRow,
  now: string,
  load: (id: string) => ReturnType<typeof loadActor> = (id) => loadActor(rows, id, now),
): Promise<Actor | null> {
  const found = link.created_by === null ? null : await load(link.created_by)
  const inviter = found && { ...found, sessionId: null, confirmedAt: null }
  const roles = JSON.parse(link.roles) as Role[]
  return can(inviter, 'roles.give', { kind: 'roles', partyId: link.party_id, roles }) ? inviter : null
}

/** Of several links that are open: the ids of those that work. Everybody who invited is looked for once. */
export async function working(rows: Rows, links: readonly LinkRow[], now: string): Promise<Set<string>> {
  const known = new Map<string, ReturnType<typeof loadActor>>()
  const load = (id: string): ReturnType<typeof loadActor> => {
    const found = known.get(id) ?? loadActor(rows, id, now)
    known.set(id, found)
    return found
  }
  const inviters = await Promise.all(links.map((link) => inviterOf(rows, link, now, load)))
  return new Set(links.flatMap(({ id }, i) => (inviters[i] ? [id] : [])))
}
