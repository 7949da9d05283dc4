/**
 * The demo's people: five of the house, and four of each delegation. All have one password; its hash is made once and shared, so that
 * a first start does not spend a hundred hashes (outside the demo every password has a salt of its own).
 */
import type { Role } from '../../src/lib/domain/actor.ts'
import { setUsualDraftingGroup } from '../charter/drafting-group.ts'
import type { AuthorOf } from '../charter/past-comments.ts'
import { insertPerson, peopleByEmail, type PartyRow } from '../store/people.ts'
import type { Rows } from '../store/store.ts'

const DOMAIN = 'concord.example'

const HOUSE: [local: string, name: string, role: Role][] = [
  ['secretariat', 'Secretariat', 'secretariat'],
  ['chair', 'Chair', 'chair'],
  ['auditor', 'Auditor', 'auditor'],
  ['admin', 'Administrator', 'administrator'],
  ['observer', 'Observer', 'observer'],
]
const DELEGATION = ['drafter', 'reviewer', 'signatory', 'head'] as const
/** Delegations whose drafters are assigned to every article. */
const DRAFTING = ['01', '02', '03', '04']

interface DemoPerson {
  email: string
  name: string
  role: Role
  partyId: string | null
}

const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1)

/** Delegation codes are `D01` ... `D24`; other parties of the installation have no demo people. */
function demoPeople(parties: Iterable<PartyRow>): DemoPerson[] {
  const people: DemoPerson[] = HOUSE.map(([local, name, role]) => ({
    email: `${local}@${DOMAIN}`,
    name,
    role,
    partyId: null,
  }))
  for (const party of parties) {
    const number = /^D(\d\d)$/.exec(party.code)?.[1]
    if (number === undefined) continue
    for (const role of DELEGATION)
      people.push({
        email: `${role}-${number}@${DOMAIN}`,
        name: `${party.name} · ${capital(role)}`,
        role,
        partyId: party.id,
      })
  }
  return people
}

/** Authors of the past by the file's words for their roles. */
const LOCAL_PARTS: Record<string, (number: string) => string> = {
  delegate: (number) => `drafter-${number}`,
  language_reviewer: (number) => `reviewer-${number}`,
  head_of_delegation: (number) => `head-${number}`,
}

export interface SeededPeople {
  authorOf: AuthorOf
  emails: string[]
}

/** Adds those who are not there yet, and puts drafters 01 to 04 into the drafting group of charters to come. */
export async function seedPeople(
  rows: Rows,
  parties: Iterable<PartyRow>,
  { newId, now, passwordHash }: { newId: () => string; now: string; passwordHash: string },
): Promise<SeededPeople> {
  const people = demoPeople(parties)
  const emails = people.map(({ email }) => email)
  const known = await peopleByEmail(rows, emails)
  for (const { email, name, role, partyId } of people) {
    if (known.has(email)) continue
    const id = newId()
    known.set(email, id)
    await insertPerson(
      rows,
      { id, email, name, password_hash: passwordHash, party_id: partyId, created_at: now, deactivated_at: null },
      [role],
    )
  }
  const idOf = (local: string): string | null => known.get(`${local}@${DOMAIN}`) ?? null
  await setUsualDraftingGroup(
    rows,
    DRAFTING.flatMap((number) => idOf(`drafter-${number}`) ?? []),
  )
  return {
    emails,
    authorOf(partyCode, authorRole) {
      // a moderator withholds a name as well: an observer of the past stays without account
      if (partyCode === null) return authorRole === 'secretariat' || authorRole === 'chair' ? idOf(authorRole) : null
      return idOf(LOCAL_PARTS[authorRole]?.(partyCode.slice(1)) ?? '')
    },
  }
}

/** The person whose password stands for everybody's. */
export const FIRST_EMAIL = `secretariat@${DOMAIN}`
