/** Signing in within a page that holds one person's words, on both databases: nobody else gets in, and nothing of a try stays. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import { POST } from '../../src/routes/sign-in/again/+server.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, PASSWORD, type House } from '../support/house.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let ann: Actor
  let ben: Actor
  beforeAll(async () => {
    house = await openHouse(dialect, { LOGIN_ATTEMPTS: '5' })
    ann = await house.person('ann', ['drafter'], 'D01')
    ben = await house.person('ben', ['drafter'], 'D02')
  })
  afterAll(() => house.close())

  const again = async (body: unknown, address = '192.0.2.9') => {
    const set: string[] = []
    const event = {
      request: new Request('http://localhost/sign-in/again', { method: 'POST', body: JSON.stringify(body) }),
      url: new URL('http://localhost/sign-in/again'),
      locals: { app: house.app, actor: null },
      cookies: { set: (_name: string, value: string) => void set.push(value) },
      getClientAddress: () => address,
    }
    const response = await POST(event as unknown as Parameters<typeof POST>[0])
    const text = await response.text()
    const { code = null } = (text === '' ? {} : JSON.parse(text)) as { code?: string }
    return { status: response.status, code, cookies: set }
  }
  const sessions = async (): Promise<number> =>
    (await house.store.db.selectFrom('session').select('id').execute()).length

  test('the person whose words they are gets a session', async () => {
    const { status, cookies } = await again({ person: ann.id, email: ann.email, password: PASSWORD })
    expect([status, cookies.length]).toEqual([204, 1])
    expect((await house.app.actorOf(cookies[0]!))?.id).toBe(ann.id)
  })

  test('another person gets none, and none stays open', async () => {
    const before = await sessions()
    expect(await again({ person: ann.id, email: ben.email, password: PASSWORD })).toEqual({
      ...{ status: 403, code: 'other-person', cookies: [] },
    })
    expect(await sessions()).toBe(before)
  })

  test('what is no sign-in is refused in words', async () => {
    for (const body of [null, {}, { person: ann.id, email: 1, password: PASSWORD }])
      expect(await again(body)).toMatchObject({ status: 422, code: 'invalid', cookies: [] })
    for (const email of ['ann\0@concord.example', 'x'.repeat(100_000)])
      expect(await again({ person: ann.id, email, password: PASSWORD })).toMatchObject({
        ...{ status: 401, code: 'wrong-credentials', cookies: [] },
      })
  })

  test('SE4: tries count as at any other door', async () => {
    const codes: (string | null)[] = []
    for (let n = 0; n < 7; n++)
      codes.push((await again({ person: ben.id, email: ben.email, password: `wrong ${n}` }, '192.0.2.77')).code)
    expect(codes).toEqual([...Array<string>(5).fill('wrong-credentials'), 'too-many-attempts', 'too-many-attempts'])
    const right = await again({ person: ben.id, email: ben.email, password: PASSWORD }, '192.0.2.78')
    expect(right).toMatchObject({ status: 429, cookies: [] })
  })
})
