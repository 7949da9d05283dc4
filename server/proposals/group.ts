/** On behalf of whom a proposal is made (PS5): a group by name, its members, and whom of them it does not speak for here. */
import { PROPOSAL_LIMITS } from '../../src/lib/domain/proposal.ts'
import type { Fault } from '../../src/lib/domain/result.ts'
import { cleanLine } from '../charter/input.ts'
import { listParties } from '../store/people.ts'
import { replaceMembers } from '../store/proposal-sponsors.ts'
import type { Rows } from '../store/store.ts'

export interface GroupInput {
  name: string
  /** Codes. */
  members: readonly string[]
  except?: readonly string[] | undefined
}

export interface Group {
  name: string
  members: { partyId: string; isExcept: boolean }[]
}

/** With its parties by their rows; what is wrong is added to `errors`. */
export async function groupRows(rows: Rows, errors: Fault[], input: GroupInput | null): Promise<Group | null> {
  if (input === null) return null
  const name = cleanLine(errors, 'group.name', input.name, PROPOSAL_LIMITS.group)
  const except = input.except ?? []
  if (input.members.length + except.length > PROPOSAL_LIMITS.sponsors)
    errors.push({ path: 'group.members', message: `must be at most ${PROPOSAL_LIMITS.sponsors}` })
  const ids = new Map((await listParties(rows)).map(({ code, id }) => [code, id]))
  const members = new Map<string, boolean>()
  for (const [path, codes, isExcept] of [
    ['group.members', input.members, false],
    ['group.except', except, true],
  ] as const)
    codes.forEach((code, i) => {
      const id = ids.get(code)
      if (id === undefined) errors.push({ path: `${path}[${i}]`, message: 'must be the code of a delegation' })
      else members.set(id, isExcept)
    })
  return { name, members: [...members].map(([partyId, isExcept]) => ({ partyId, isExcept })) }
}

/** The members; the name stands with the proposal. */
export const putGroup = (rows: Rows, proposalId: string, group: Group | null): Promise<void> =>
  replaceMembers(
    rows,
    proposalId,
    (group?.members ?? []).map((member) => ({ proposalId, ...member })),
  )
