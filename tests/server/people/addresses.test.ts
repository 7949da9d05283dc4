/** LI5, SE3: nothing that a link or a sign-in answers, or takes time for, says whether an address has an account. */
import * as argon2 from '@node-rs/argon2'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { Result } from '#lib/domain/result.ts'
import { codeOf, openHouse, PASSWORD, value, type House } from '../../support/house.ts'

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof argon2>()
  return { ...real, verify: vi.fn(real.verify), hash: vi.fn(real.hash) }
})
/** What takes time: how often a password was hashed or looked at. */
const work = () => [vi.mocked(argon2.verify).mock.calls.length, vi.mocked(argon2.hash).mock.calls.length]

const HAS_ONE = ['member@concord.example', 'free@concord.example', 'closed@concord.example']
const HAS_NONE = 'nobody@concord.example'
const WRONG = 'not the password of anybody'

let house: House
let head: Actor
beforeAll(async () => {
  house = await openHouse()
  const secretariat = await house.person('secretariat', ['secretariat'])
  head = await house.person('head', ['head'], 'D01')
  await house.person('member', ['reviewer'], 'D02')
  await house.person('free', [])
  const closed = await house.person('closed', ['reviewer'], 'D02')
  value(await house.app.closeAccount(secretariat, closed.id, true))
})
beforeEach(() => vi.clearAllMocks())
afterAll(() => house.close())

const secretFor = async (email: string): Promise<string> =>
  value(await house.app.invite(head, { email, roles: ['drafter'], party: 'D01' }))
    .url.split('/')
    .at(-1)!
/** What a head who made the link learns by `act`, and the work it took. */
const learned = async (email: string, act: (token: string) => Promise<Result<unknown>>) => {
  const token = await secretFor(email)
  const [verified, hashed] = work()
  const answer = await act(token)
  const [verifiedNow, hashedNow] = work()
  const text = JSON.stringify(answer)
    .replaceAll(email, 'the address')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then')
  return { answer: text, verified: verifiedNow! - verified!, hashed: hashedNow! - hashed! }
}

const accept = (token: string, password: string, name?: string) =>
  house.app.acceptInvitation({ token, password, ...(name !== undefined && { name }) }, '192.0.2.7')

test.each([
  ['inviting and looking at the link', (token: string) => house.app.lookAtInvitation(token)],
  ['joining with an account, a wrong password', (token: string) => accept(token, WRONG)],
  ['joining with an account, a short password', (token: string) => accept(token, 'short')],
  ['a new account, a short password', (token: string) => accept(token, 'short', 'Somebody')],
  ['a new account without a name', (token: string) => accept(token, WRONG, ' ')],
])('LI5: %s', async (_what, act) => {
  const none = await learned(HAS_NONE, act)
  for (const email of HAS_ONE) expect(await learned(email, act)).toEqual(none)
})

test('LI5: what is not told is still so: a new account, and one that joins with its password', async () => {
  expect(codeOf(await accept(await secretFor('new@concord.example'), WRONG, 'Somebody'))).toBe('ok')
  expect(codeOf(await accept(await secretFor('free@concord.example'), PASSWORD))).toBe('ok')
  expect(codeOf(await accept(await secretFor('member@concord.example'), PASSWORD))).toBe('already-member')
})

test('SE3: signing in', async () => {
  const tried = async (email: string) => {
    const before = work()
    const answer = await house.app.signIn({ email, password: WRONG }, '192.0.2.8')
    return { answer, work: work().map((n, i) => n - before[i]!) }
  }
  const none = await tried(HAS_NONE)
  expect(none.work).toEqual([1, 0])
  for (const email of HAS_ONE) expect(await tried(email)).toEqual(none)
})
