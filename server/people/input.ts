/** What people send about people: names, addresses, passwords, languages and zones. */
import type { Fault } from '../../src/lib/domain/result.ts'
import { PASSWORD_LENGTH } from '../auth/password.ts'
import { foldEmail } from '../store/people.ts'

/** In UTF-16 units. */
export const LONGEST_NAME = 200
export const LONGEST_TIES = 500
const LONGEST_EMAIL = 320

export function cleanEmail(faults: Fault[], path: string, email: string): string {
  const folded = foldEmail(email)
  // nothing that cannot be seen, nor another shape of the same letter: it would pass for somebody else's address
  const isPlain = /^[^@\p{C}\p{Z}]+@[^@\p{C}\p{Z}]+$/u.test(folded) && folded.normalize('NFKC') === folded
  if (!isPlain || folded.length > LONGEST_EMAIL) faults.push({ path, message: 'must be an e-mail address' })
  return folded
}

export function checkPassword(faults: Fault[], path: string, password: string): void {
  const { min, max } = PASSWORD_LENGTH
  if (password.length < min || password.length > max)
    faults.push({ path, message: `must have ${min} to ${max} characters` })
}

/** Whether `zone` is an IANA time zone that this runtime knows. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
