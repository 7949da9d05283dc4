/** LI1, AL1: names that can be seen, addresses that are what they look like, lists that end. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import { codeOf, openHouse, value, type House } from '../../support/house.ts'

let house: House
let head: Actor
let member: Actor
beforeAll(async () => {
  house = await openHouse()
  head = await house.person('head', ['head'], 'D01')
  member = await house.person('member', ['reviewer'], 'D01')
})
afterAll(() => house.close())

const invite = (email: string, name?: string) =>
  house.app.invite(head, { email, name, roles: ['drafter'], party: 'D01' })

test.each([
  ['a zero width space', 'victim\u200b@concord.example'],
  ['a turned direction', 'victim\u202e@concord.example'],
  ['a soft hyphen', 'vic\u00adtim@concord.example'],
  ['half a sign', 'victim\ud800@concord.example'],
  ['a delete', 'victim\u007f@concord.example'],
  ['wide letters', '\uff56ictim@concord.example'],
])('an address with %s is none', async (_what, email) => {
  expect(await invite(email)).toMatchObject({ code: 'invalid', errors: [{ path: 'email' }] })
})

test('a name is one line of what can be seen', async () => {
  const set = (name: string) => house.app.setAccount(member, { name })
  expect(value(await set(' A\u200b\n\u2067member\u2028 of\tit ')).name).toBe('A member of it')
  expect(value(await set('نویسنده\u200cها')).name).toBe('نویسنده\u200cها')
  for (const nothing of ['\u200b\u2060', '\u200e\u200f', '...', '\n'])
    expect(await set(nothing)).toMatchObject({ code: 'invalid', errors: [{ message: 'must not be empty' }] })
  expect(await set('x'.repeat(201))).toMatchObject({ errors: [{ message: 'must have at most 200 characters' }] })
  const ties = await house.app.setAccount(member, { officialTies: 'x'.repeat(501) })
  expect(ties).toMatchObject({ errors: [{ path: 'officialTies', message: 'must have at most 500 characters' }] })
})

test('AL1: at most 50 alternates of a delegation at a time; those who are over do not count', async () => {
  const at = (ms: number): string => new Date(Date.parse(house.now()) + ms).toISOString()
  const name = () =>
    house.app.nameAlternate(head, 'D01', {
      ...{ personId: member.id, role: 'signatory', from: at(0), until: at(600_000) },
    })
  const named = []
  for (let i = 0; i < 50; i++) named.push(value(await name()))
  expect(await name()).toMatchObject({ code: 'invalid', errors: [{ message: 'must be one of at most 50 at a time' }] })
  value(await house.app.dismissAlternate(head, named[0]!.id))
  expect(codeOf(await name())).toBe('ok')
})

test('LI4: at most 200 open invitations into a delegation, and none that works is out of sight', async () => {
  const first = value(await invite('first@concord.example'))
  const states = async () => value(await house.app.listInvitations(head, 'D01')).items
  for (let i = 0; i < 200; i++) {
    const made = value(await invite(`revoked-${i}@concord.example`))
    value(await house.app.revokeInvitation(head, made.id))
  }
  expect((await states()).at(-1)).toMatchObject({ id: first.id, state: 'open' })
  for (let i = 0; i < 199; i++) value(await invite(`open-${i}@concord.example`))
  const full = { path: 'party', message: 'must have at most 200 open invitations' }
  expect(await invite('one-more@concord.example')).toMatchObject({ code: 'invalid', errors: [full] })
  expect((await states()).every(({ state }) => state === 'open')).toBe(true)
  value(await house.app.revokeInvitation(head, first.id))
  expect(codeOf(await invite('one-more@concord.example'))).toBe('ok')
})
