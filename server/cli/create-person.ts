/** Opens an account from the command line. */
import type { Role } from '../../src/lib/domain/actor.ts'
import { makePasswords, PASSWORD_LENGTH } from '../auth/password.ts'
import { record } from '../charter/record.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { foldEmail, insertPerson } from '../store/people.ts'
import type { Store } from '../store/store.ts'

/** Answers null when it is done, else one sentence on why not. */
export async function createPerson(
  store: Store,
  newId: () => string,
  { email, name, roles }: { email: string; name: string; roles: Role[] },
  password: string,
): Promise<string | null> {
  const address = foldEmail(email)
  if (!/^[^\s@]+@[^\s@]+$/.test(address) || address.length > 320) return `${email} is not an e-mail address.`
  const called = name.trim().normalize('NFC')
  if (called === '' || called.length > 200) return 'The name must have 1 to 200 characters.'
  const { min, max } = PASSWORD_LENGTH
  if (password.length < min || password.length > max) return `The password must have ${min} to ${max} characters.`
  const password_hash = await makePasswords().hash(password)
  const id = newId()
  try {
    await store.transaction(async (rows) => {
      const at = await store.now(rows)
      const person = {
        id,
        email: address,
        name: called,
        password_hash,
        party_id: null,
        created_at: at,
        deactivated_at: null,
      }
      await insertPerson(rows, person, roles)
      await record(rows, { at, actor: null, act: 'person.created', subject: { kind: 'person', id }, data: { roles } })
    })
    return null
  } catch (error) {
    if (isUniqueViolation(error, 'person.email')) return `${address} has an account already.`
    throw error
  }
}
