/** SE*: sessions, passwords and their limits, over a real store. */
import { createHash } from 'node:crypto'
import * as argon2 from '@node-rs/argon2'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeAttempts } from '#server/auth/attempts.ts'
import { makePasswords, TooBusy } from '#server/auth/password.ts'
import { openSession } from '#server/auth/session.ts'
import { isSecretOf, readToken, writeToken } from '#server/auth/token.ts'
import { MOST_SESSIONS } from '#lib/domain/people.ts'
import { codeOf, openHouse, PASSWORD, value, type House } from '../../support/house.ts'

const DAY = 24 * 60 * 60 * 1000

// the real one, counted
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof argon2>()
  return { ...real, verify: vi.fn(real.verify) }
})
const verified = vi.mocked(argon2.verify)

describe('sessions', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse('sqlite', { LOGIN_ATTEMPTS: '3' })
    await house.person('drafter-01', ['drafter'], 'D01')
  })
  afterAll(() => house.close())

  const signIn = (email: string, password: string, address = '192.0.2.1') =>
    house.app.signIn({ email, password }, address)

  test('SE1: a token is id and secret; only the SHA-256 of the secret is kept', async () => {
    const { token, actor, expiresAt } = value(await signIn('drafter-01@concord.example', PASSWORD))
    const [id, secret] = token.split('.')
    expect(actor).toMatchObject({ name: 'drafter-01', party: { code: 'D01' }, roles: ['drafter'] })
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.parse(house.now()))
    const row = await house.store.db.selectFrom('session').selectAll().where('id', '=', id!).executeTakeFirstOrThrow()
    expect(Buffer.from(row.secret_hash)).toEqual(createHash('sha256').update(secret!).digest())
    expect(JSON.stringify(row)).not.toContain(secret)
    expect((await house.app.actorOf(token))?.email).toBe('drafter-01@concord.example')
  })

  test.each([
    ['nothing', ''],
    ['no secret', 'abcdefghijkl'],
    ['an unknown id', `${'x'.repeat(20)}.${'y'.repeat(43)}`],
    ['strange signs', "' or 1=1 --.x"],
  ])('SE1: %s is nobody', async (_name, token) => {
    expect(await house.app.actorOf(token)).toBeNull()
  })

  test('SE1: another secret for a known id is nobody', async () => {
    const { token } = value(await signIn('drafter-01@concord.example', PASSWORD))
    expect(await house.app.actorOf(`${token.split('.')[0]}.${'A'.repeat(43)}`)).toBeNull()
  })

  test('SE2: a session lasts 30 days from its last renewal and is renewed when half is over', async () => {
    const { token } = value(await signIn('drafter-01@concord.example', PASSWORD))
    for (let i = 0; i < 4; i++) {
      house.wait(16 * DAY)
      expect(await house.app.actorOf(token)).not.toBeNull()
    }
    house.wait(31 * DAY)
    expect(await house.app.actorOf(token)).toBeNull()
    value(await signIn('drafter-01@concord.example', PASSWORD))
    const left = await house.store.db
      .selectFrom('session')
      .select('id')
      .where('id', '=', token.split('.')[0]!)
      .execute()
    expect(left).toEqual([])
  })

  test('SE9: of more than a hundred sessions of a person the one used least lately ends, nobody else’s', async () => {
    const { db } = house.store
    const person = await house.person('many', ['drafter'], 'D01')
    const other = await house.tokenOf(await house.person('few', ['drafter'], 'D01'))
    const mine = () => db.selectFrom('session').select('id').where('person_id', '=', person.id).execute()
    let begun = 0
    const begin = async () => {
      const token = { id: `session-${String(++begun).padStart(3, '0')}`, secret: 's'.repeat(32) }
      return (await openSession(db, token, person.id, house.now())).token
    }
    const tokens: string[] = []
    for (let i = 0; i < MOST_SESSIONS; i++) tokens.push(await begin())
    expect(await mine()).toHaveLength(MOST_SESSIONS)
    // the first is in use: renewed when half of its time is over
    house.wait(16 * DAY)
    expect(await house.app.actorOf(tokens[0]!)).not.toBeNull()
    const latest = value(await signIn('many@concord.example', PASSWORD)).token
    expect(await mine()).toHaveLength(MOST_SESSIONS)
    const open = async (token: string) => (await house.app.actorOf(token)) !== null
    expect([await open(tokens[0]!), await open(tokens[1]!), await open(tokens[2]!)]).toEqual([true, false, true])
    expect([await open(latest), await open(other)]).toEqual([true, true])
  })

  test('SE3: an address is folded; unknown account, wrong password and closed account are one answer', async () => {
    expect(codeOf(await signIn('  DRAFTER-01@Concord.Example ', PASSWORD))).toBe('ok')
    const closed = await house.person('closed', ['drafter'], 'D01')
    const token = await house.tokenOf(closed)
    await house.store.db
      .updateTable('person')
      .set({ deactivated_at: house.now() })
      .where('id', '=', closed.id)
      .execute()
    expect(await house.app.actorOf(token)).toBeNull()
    const answers = [
      await signIn('nobody@concord.example', PASSWORD),
      await signIn('drafter-01@concord.example', 'wrong'),
      await signIn('closed@concord.example', PASSWORD),
    ]
    expect(answers).toEqual(answers.map(() => ({ ok: false, code: 'wrong-credentials' })))
  })

  test('SE3: what is too long to be anybody’s gets the same answer without work', async () => {
    const long = 'x'.repeat(8_000_000)
    verified.mockClear()
    expect(codeOf(await signIn('drafter-01@concord.example', long))).toBe('wrong-credentials')
    expect(codeOf(await signIn(long, PASSWORD))).toBe('wrong-credentials')
    expect(verified).not.toHaveBeenCalled()
    expect(codeOf(await signIn('drafter-01@concord.example', PASSWORD))).toBe('ok')
  })

  test('SE4: failures are limited per account, known or not; the answer says when to try again', async () => {
    for (const email of ['limited@concord.example', 'unknown@concord.example']) {
      if (email.startsWith('limited')) await house.person('limited', ['drafter'], 'D01')
      for (let i = 0; i < 3; i++) expect(codeOf(await signIn(email, 'wrong', '192.0.2.7'))).toBe('wrong-credentials')
      const refused = await signIn(email, PASSWORD, '192.0.2.8')
      expect(refused).toMatchObject({ ok: false, code: 'too-many-attempts' })
      expect(refused.ok ? 0 : refused.retryAfter).toBeGreaterThan(0)
    }
    // another account is not touched, and signing in rightly uses nothing up
    for (let i = 0; i < 5; i++) expect(codeOf(await signIn('drafter-01@concord.example', PASSWORD))).toBe('ok')
  })

  test('SE4: of many tries at once no more are looked at than the limit allows', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => signIn('crowd@concord.example', 'x', '192.0.2.9')),
    )
    expect(answers.filter((answer) => codeOf(answer) === 'wrong-credentials')).toHaveLength(3)
  })

  test('SE5: signing out ends the session and tells the sockets', async () => {
    const person = await house.person('leaves', ['drafter'], 'D01')
    const token = await house.tokenOf(person)
    value(await house.app.signOut(person))
    expect(await house.app.actorOf(token)).toBeNull()
    expect(house.told).toContainEqual({
      kind: 'access-changed',
      personId: person.id,
      articleId: null,
      sessionId: person.sessionId,
    })
  })
})

describe('limits', () => {
  test('SE4: an address fails ten times as often as an account before it is stopped', async () => {
    const attempts = makeAttempts(2, new Uint8Array(32))
    for (let i = 0; i < 20; i++) expect(await attempts.take(`account-${i}`, '192.0.2.1')).toBeNull()
    expect(await attempts.take('account-20', '192.0.2.1')).toBeGreaterThan(0)
    expect(await attempts.take('account-20', '192.0.2.2')).toBeNull()
  })

  test('SE4: what the limit of an account turned away costs its address nothing', async () => {
    const attempts = makeAttempts(2, new Uint8Array(32))
    for (let i = 0; i < 100; i++) await attempts.take('hammered', '192.0.2.1')
    expect(await attempts.take('hammered', '192.0.2.1')).toBeGreaterThan(0)
    for (let i = 0; i < 18; i++) expect(await attempts.take(`account-${i}`, '192.0.2.1')).toBeNull()
    expect(await attempts.take('account-18', '192.0.2.1')).toBeGreaterThan(0)
  })

  test('SE4: a right password gives the try back', async () => {
    const attempts = makeAttempts(2, new Uint8Array(32))
    for (let i = 0; i < 50; i++) {
      expect(await attempts.take('account', '192.0.2.1')).toBeNull()
      await attempts.giveBack('account', '192.0.2.1')
    }
  })
})

describe('passwords', () => {
  const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 }

  test('SE3: kept as argon2id with the parameters of OWASP', async () => {
    expect(await makePasswords().hash(PASSWORD)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  test('SE3: where there is no account the same work is done', async () => {
    const passwords = makePasswords(cheap)
    expect(await passwords.verify(null, PASSWORD)).toBe(false)
    expect(await passwords.verify(await passwords.hash(PASSWORD), PASSWORD)).toBe(true)
  })

  test('SE3: and the same work is done: one hash under the same parameters', async () => {
    const passwords = makePasswords()
    const stored = await passwords.hash(PASSWORD)
    verified.mockClear()
    for (const account of [null, stored]) await passwords.verify(account, 'wrong')
    const parametersOf = (phc: unknown): string => String(phc).split('$').slice(0, 4).join('$')
    const [none, known] = verified.mock.calls.map(([phc]) => parametersOf(phc))
    expect(none).toBe('$argon2id$v=19$m=19456,t=2,p=1')
    expect(known).toBe(none)
    expect(verified).toHaveBeenCalledTimes(2)
  })

  test('the same words composed otherwise are the same password', async () => {
    const passwords = makePasswords(cheap)
    expect(await passwords.verify(await passwords.hash('café au lait'), 'cafe\u0301 au lait')).toBe(true)
  })

  test('a flood is turned away instead of filling memory', async () => {
    const passwords = makePasswords(cheap)
    const stored = await passwords.hash('x')
    const tries = await Promise.allSettled(Array.from({ length: 400 }, () => passwords.verify(stored, 'x')))
    const refused = tries.filter((one) => one.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.every((one) => one.status === 'rejected' && one.reason instanceof TooBusy)).toBe(true)
    expect(await passwords.verify(stored, 'x')).toBe(true)
  })
})

test('SE1: tokens are read as they are written, and compared whole', () => {
  const token = { id: 'A'.repeat(20), secret: 'b'.repeat(43) }
  expect(readToken(writeToken(token))).toEqual(token)
  expect(isSecretOf(token.secret, new Uint8Array(31))).toBe(false)
})
