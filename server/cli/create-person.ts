/** Opens an account from the command line. */
import type { Role } from '../../src/lib/domain/actor.ts'
import { areRolesOf } from '../../src/lib/domain/people.ts'
import { makePasswords, PASSWORD_LENGTH } from '../auth/password.ts'
import { record } from '../charter/record.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { findPartyByCode, foldEmail, hasHead, insertPerson } from '../store/people.ts'
import type { Store } from '../store/store.ts'

/** `party`: a code; the person belongs to it, verified. Answers null when it is done, else one sentence on why not. */
export async function createPerson(
  store: Store,
  newId: () => string,
  { email, name, roles, party: code = null }: { email: string; name: string; roles: Role[]; party?: string | null },
  password: string,
): Promise<string | null> {
  const address = foldEmail(email)
  if (!/^[^\s@]+@[^\s@]+$/.test(address) || address.length > 320) return `${email} is not an e-mail address.`
  const called = name.trim().normalize('NFC')
  if (called === '' || called.length > 200) return 'The name must have 1 to 200 characters.'
  if (!areRolesOf(code !== null, roles))
    return `These roles are not for ${code === null ? 'people of no party; name one' : 'people of a party'}.`
  const { min, max } = PASSWORD_LENGTH
  if (password.length < min || password.length > max) return `The password must have ${min} to ${max} characters.`
  const password_hash = await makePasswords().hash(password)
  const id = newId()
  try {
    return await store.transaction(async (rows) => {
      const party = code === null ? null : await findPartyByCode(rows, code)
      if (party === undefined) return `There is no party ${code}.`
      if (party && roles.includes('head') && (await hasHead(rows, party.id))) return `${code} has a head already.`
      const at = await store.now(rows)
      const person = {
        id,
        email: address,
        name: called,
        password_hash,
        party_id: party?.id ?? null,
        created_at: at,
        deactivated_at: null,
      }
      await insertPerson(rows, person, roles)
      const data = { roles, ...(party && { party: { code: party.code, name: party.name } }) }
      await record(rows, { at, actor: null, act: 'person.created', subject: { kind: 'person', id }, data })
      return null
    })
  } catch (error) {
    if (isUniqueViolation(error, 'person.email')) return `${address} has an account already.`
    throw error
  }
}
