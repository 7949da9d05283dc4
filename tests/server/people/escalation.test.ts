/** PE8, PE11: nobody makes more of themselves, by whichever way round. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor, Role } from '#lib/domain/actor.ts'
import { codeOf, openHouse, PASSWORD, value, type House } from '../../support/house.ts'

let house: House
const people = {} as Record<'secretariat' | 'admin' | 'head' | 'signatory' | 'drafter', Actor>
beforeAll(async () => {
  house = await openHouse()
  people.secretariat = await house.person('secretariat', ['secretariat'])
  people.admin = await house.person('admin', ['administrator'])
  people.head = await house.person('head', ['head'], 'D01')
  people.signatory = await house.person('signatory', ['signatory'], 'D01')
  people.drafter = await house.person('drafter', ['drafter'], 'D01')
})
afterAll(() => house.close())

const rolesNow = async (who: Actor): Promise<readonly Role[]> =>
  (await house.app.actorOf(await house.tokenOf(who)))!.roles

test('PE11: an administrator makes neither themselves nor anybody else one of the secretariat', async () => {
  const { admin, drafter } = people
  expect(codeOf(await house.app.setPersonRoles(admin, admin.id, ['secretariat', 'administrator']))).toBe('not-allowed')
  expect(codeOf(await house.app.setPersonRoles(admin, admin.id, ['administrator']))).toBe('not-allowed')
  for (const roles of [['secretariat'], ['observer'], ['administrator', 'auditor']] satisfies Role[][])
    expect(codeOf(await house.app.invite(admin, { email: 'second@concord.example', roles, party: null }))).toBe(
      'not-allowed',
    )
  const colleague = await house.person('colleague', ['administrator'])
  expect(codeOf(await house.app.setPersonRoles(admin, colleague.id, ['chair']))).toBe('invalid')
  expect(await rolesNow(admin)).toEqual(['administrator'])
  expect(codeOf(await house.app.setPersonRoles(admin, drafter.id, ['signatory']))).toBe('invalid')
})

test('PE8, PE11: an administrator takes over no account that acts for others, nor its roles first', async () => {
  const { admin, secretariat, head, signatory, drafter } = people
  for (const somebody of [secretariat, head, signatory]) {
    expect(codeOf(await house.app.makePasswordLink(admin, somebody.id))).toBe('not-allowed')
    const lesser: Role[] = somebody.partyId === null ? ['administrator'] : ['drafter']
    expect(codeOf(await house.app.setPersonRoles(admin, somebody.id, lesser))).toBe('not-allowed')
  }
  expect(codeOf(await house.app.makePasswordLink(admin, drafter.id))).toBe('ok')
  expect(value(await house.app.readPerson(admin, signatory.id)).permissions).toMatchObject({
    ...{ administer: true, resetPassword: false },
  })
})

test('an administrator moves and ends nobody who acts for others, so that the next act could take them over', async () => {
  const { admin, secretariat, head, signatory } = people
  await house.person('there', ['drafter'], 'D04')
  for (const somebody of [secretariat, head, signatory]) {
    expect(codeOf(await house.app.movePerson(admin, somebody.id, { party: 'D04', roles: ['reviewer'] }))).toBe(
      'not-allowed',
    )
    expect(codeOf(await house.app.endPersonMembership(admin, somebody.id))).toBe('not-allowed')
    expect(await rolesNow(somebody)).toEqual(somebody.roles)
    expect(value(await house.app.readPerson(admin, somebody.id)).permissions).toEqual({
      ...{ setRoles: false, remove: false, verify: false, move: false, administer: true, resetPassword: false },
    })
  }
})

test('a closed account gives nobody its roles or its password, and opens as it was', async () => {
  const { admin, secretariat } = people
  const { id, email } = await house.person('compromised', ['signatory'], 'D01')
  value(await house.app.closeAccount(admin, id, true))
  for (const way of [
    await house.app.makePasswordLink(admin, id),
    await house.app.setPersonRoles(admin, id, ['drafter']),
    await house.app.endPersonMembership(admin, id),
    await house.app.movePerson(admin, id, { party: 'D04', roles: ['drafter'] }),
  ])
    expect(codeOf(way)).toBe('not-allowed')
  value(await house.app.closeAccount(admin, id, false))
  expect(value(await house.app.signIn({ email, password: PASSWORD }, '192.0.2.1')).actor.roles).toEqual(['signatory'])
  // all of it is the secretariat's to do
  value(await house.app.movePerson(secretariat, id, { party: 'D04', roles: ['signatory'] }))
  value(await house.app.makePasswordLink(secretariat, id))
  value(await house.app.endPersonMembership(secretariat, id))
  value(await house.app.movePerson(admin, id, { party: 'D01', roles: ['drafter'] }))
})

test.each([0, 60_000])(
  'nor does an administrator take over who stands in for a signatory, %i ms from now',
  async (ms) => {
    const { admin, head } = people
    const at = (later: number): string => new Date(Date.parse(house.now()) + later).toISOString()
    const { id } = await house.person(`alternate${ms}`, ['drafter'], 'D01')
    // made while it was nobody's account but a drafter's
    const { url } = value(await house.app.makePasswordLink(admin, id))
    value(
      await house.app.nameAlternate(head, 'D01', {
        ...{ personId: id, role: 'signatory', from: at(ms), until: at(120_000) },
      }),
    )
    const reset = await house.app.resetPassword({ token: url.split('/').at(-1)!, password: 'of the administrator' })
    expect(codeOf(reset)).toBe('link-revoked')
    expect(codeOf(await house.app.makePasswordLink(admin, id))).toBe('not-allowed')
    const seen = value(await house.app.readPerson(admin, id))
    expect(seen.permissions).toMatchObject({ move: false, remove: false, setRoles: false, resetPassword: false })
    house.wait(120_000)
    expect(codeOf(await house.app.makePasswordLink(admin, id))).toBe('ok')
  },
)

test('the secretariat gives itself nothing either', async () => {
  const { secretariat } = people
  const more: Role[] = ['secretariat', 'chair', 'auditor']
  expect(codeOf(await house.app.setPersonRoles(secretariat, secretariat.id, more))).toBe('not-allowed')
})

test('a head does not sign as their own alternate', async () => {
  const at = (ms: number): string => new Date(Date.parse(house.now()) + ms).toISOString()
  const named = await house.app.nameAlternate(people.head, 'D01', {
    ...{ personId: people.head.id, role: 'signatory', from: at(0), until: at(60_000) },
  })
  expect(named).toMatchObject({ code: 'invalid', errors: [{ path: 'personId', message: 'must be somebody else' }] })
  expect(await rolesNow(people.head)).toEqual(['head'])
  expect(codeOf(await house.app.signIn({ email: people.head.email, password: PASSWORD }, '192.0.2.1'))).toBe('ok')
})
