/** SE8: what began with an old password ends with it, however long looking at it takes. */
import type * as argon2 from '@node-rs/argon2'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import { codeOf, openHouse, PASSWORD, value, type House } from '../../support/house.ts'

// the real one; a test may have something happen while a password is looked at
let meanwhile: (() => Promise<unknown>) | null = null
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof argon2>()
  return {
    ...real,
    verify: async (...given: Parameters<typeof real.verify>) => {
      const isRight = await real.verify(...given)
      const happen = meanwhile
      meanwhile = null
      await happen?.()
      return isRight
    },
  }
})

const NEXT = 'the newest password'

describe('SE8', () => {
  let house: House
  let secretariat: Actor
  let person: Actor
  let counted = 0
  beforeAll(async () => {
    house = await openHouse()
    secretariat = await house.person('secretariat', ['secretariat'])
  })
  beforeEach(async () => {
    person = await house.person(`person-${++counted}`, ['drafter'], 'D01')
  })
  afterAll(() => house.close())

  const reset = async () => {
    const { url } = value(await house.app.makePasswordLink(secretariat, person.id))
    return value(await house.app.resetPassword({ token: url.split('/').at(-1)!, password: NEXT }))
  }
  const sessions = () => house.store.db.selectFrom('session').select('id').where('person_id', '=', person.id).execute()

  test('whoever was signing in with the old password while a new one was set is not in', async () => {
    meanwhile = reset
    expect(codeOf(await house.app.signIn({ email: person.email, password: PASSWORD }, '203.0.113.7'))).toBe(
      'wrong-credentials',
    )
    expect(await sessions()).toHaveLength(1)
  })

  test('whoever was changing it from the old one does not take the account back', async () => {
    meanwhile = reset
    const changed = await house.app.changePassword(person, { old: PASSWORD, new: 'the thief’s own password' })
    expect(codeOf(changed)).toBe('confirm-password')
    expect(codeOf(await house.app.signIn({ email: person.email, password: NEXT }, '203.0.113.7'))).toBe('ok')
  })

  test('whoever was signing in while the account was closed has no session when it opens again', async () => {
    meanwhile = async () => value(await house.app.closeAccount(secretariat, person.id, true))
    expect(codeOf(await house.app.signIn({ email: person.email, password: PASSWORD }, '203.0.113.7'))).toBe(
      'wrong-credentials',
    )
    expect(await sessions()).toEqual([])
  })

  test('an invitation is not taken up with a password that was replaced meanwhile', async () => {
    value(await house.app.endPersonMembership(secretariat, person.id))
    const { url } = value(await house.app.invite(secretariat, { email: person.email, roles: ['head'], party: 'D01' }))
    const token = url.split('/').at(-1)!
    meanwhile = reset
    expect(codeOf(await house.app.acceptInvitation({ token, password: PASSWORD }, '203.0.113.7'))).toBe(
      'wrong-credentials',
    )
    expect(codeOf(await house.app.acceptInvitation({ token, password: NEXT }, '203.0.113.7'))).toBe('ok')
  })
})
