/** PE10, LI3: nothing that somebody began, or left lying about, outlasts their right to it. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor, Role } from '#lib/domain/actor.ts'
import { codeOf, openHouse, value, type House } from '../../support/house.ts'

const PASSWORD = 'a password of their own'
const MINUTE = 60_000

describe('rights that ended', () => {
  let house: House
  let secretariat: Actor
  let other: Actor
  let head: Actor
  let member: Actor
  let counted = 0
  const houses: House[] = []
  beforeEach(async () => {
    house = await openHouse()
    houses.push(house)
    secretariat = await house.person('secretariat', ['secretariat'])
    other = await house.person('other', ['secretariat'])
    head = await house.person('head', ['head'], 'D01')
    member = await house.person('member', ['reviewer'], 'D01')
  })
  afterAll(() => Promise.all(houses.map((one) => one.close())))

  const invite = (who: Actor, roles: Role[], party: string | null) =>
    house.app.invite(who, { email: `invited-${++counted}@concord.example`, roles, party })
  const use = (url: string) =>
    house.app.acceptInvitation({ token: url.split('/').at(-1)!, name: 'Somebody', password: PASSWORD }, '203.0.113.7')
  const at = (ms: number): string => new Date(Date.parse(house.now()) + ms).toISOString()
  const acting = async (who: Actor): Promise<Actor> => (await house.app.actorOf(await house.tokenOf(who)))!

  describe('LI3: links are worth nothing when who made them has', () => {
    test.each([
      ['moved', () => house.app.movePerson(secretariat, head.id, { party: 'D02', roles: ['reviewer'] })],
      ['removed', () => house.app.endPersonMembership(secretariat, head.id)],
      ['suspended', () => house.app.suspendPerson(secretariat, head.id, true)],
      ['been given other roles', () => house.app.setPersonRoles(secretariat, head.id, ['reviewer'])],
      ['a closed account', () => house.app.closeAccount(secretariat, head.id, true)],
    ])('%s', async (_how, end) => {
      await house.person('somebody', ['reviewer'], 'D02')
      const { url, id } = value(await invite(head, ['drafter'], 'D01'))
      value(await end())
      expect(codeOf(await house.app.lookAtInvitation(url.split('/').at(-1)!))).toBe('link-revoked')
      expect(codeOf(await use(url))).toBe('link-revoked')
      const last = value(await house.app.listAudit(secretariat, { limit: 500 })).items.at(-1)!
      expect(last.data).toMatchObject({ links: [id] })
    })

    test('the secretariat’s, into the house and into somebody’s account', async () => {
      const into = value(await invite(other, ['secretariat'], null))
      const reset = value(await house.app.makePasswordLink(other, member.id))
      value(await house.app.closeAccount(secretariat, other.id, true))
      expect(codeOf(await use(into.url))).toBe('link-revoked')
      const token = reset.url.split('/').at(-1)!
      expect(codeOf(await house.app.resetPassword({ token, password: PASSWORD }))).toBe('link-revoked')
    })

    test('an alternate’s who was dismissed; not those of one whose roles grew', async () => {
      const named = value(
        await house.app.nameAlternate(head, 'D01', {
          ...{ personId: member.id, role: 'head', from: at(0), until: at(MINUTE) },
        }),
      )
      const { url } = value(await invite(await acting(member), ['drafter'], 'D01'))
      value(await house.app.dismissAlternate(head, named.id))
      expect(codeOf(await use(url))).toBe('link-revoked')
      const kept = value(await invite(head, ['drafter'], 'D01'))
      value(await house.app.setPersonRoles(secretariat, head.id, ['head', 'drafter']))
      expect(codeOf(await use(kept.url))).toBe('ok')
    })
  })

  test('LI3: an alternate’s invitation ends with their time, to the instant; one that was used stays used', async () => {
    const until = at(MINUTE)
    value(await house.app.nameAlternate(head, 'D01', { personId: member.id, role: 'head', from: at(0), until }))
    const alternate = await acting(member)
    const [used, left] = [
      value(await invite(alternate, ['drafter'], 'D01')),
      value(await invite(alternate, ['drafter'], 'D01')),
    ]
    expect(codeOf(await use(used.url))).toBe('ok')
    house.wait(MINUTE)
    expect(codeOf(await house.app.lookAtInvitation(left.url.split('/').at(-1)!))).toBe('link-revoked')
    expect(codeOf(await use(left.url))).toBe('link-revoked')
    expect(codeOf(await use(used.url))).toBe('link-used')
    const states = async (): Promise<string[]> =>
      value(await house.app.listInvitations(head, 'D01')).items.map(({ state }) => state)
    expect(await states()).toEqual(['lapsed', 'used'])
    // nobody spent it: in their next time it works
    value(
      await house.app.nameAlternate(head, 'D01', {
        ...{ personId: member.id, role: 'head', from: at(0), until: at(MINUTE) },
      }),
    )
    expect(await states()).toEqual(['open', 'used'])
    expect(codeOf(await use(left.url))).toBe('ok')
  })

  describe('PE10: what was asked for just before', () => {
    test('who was secretariat when they asked gives no more than they may now, and vouches for nobody', async () => {
      await house.person('somebody', ['reviewer'], 'D02')
      value(await house.app.setPersonRoles(secretariat, other.id, ['administrator']))
      const move = (roles: Role[]) => house.app.movePerson(other, member.id, { party: 'D02', roles })
      expect(codeOf(await move(['signatory']))).toBe('not-allowed')
      expect(codeOf(await move(['reviewer']))).toBe('ok')
      expect(value(await house.app.readPerson(secretariat, member.id)).standing).toBe('unverified')
    })

    test('a removed head invites nobody, names nobody and removes nobody', async () => {
      value(await house.app.endPersonMembership(secretariat, head.id))
      // as the page had them when the act began
      expect(codeOf(await invite(head, ['drafter'], 'D01'))).toBe('not-allowed')
      const alternate = { personId: member.id, role: 'head', from: at(0), until: at(MINUTE) } as const
      expect(codeOf(await house.app.nameAlternate(head, 'D01', alternate))).toBe('not-allowed')
      expect(codeOf(await house.app.endPersonMembership(head, member.id))).toBe('not-found')
      expect(codeOf(await house.app.setPersonRoles(head, member.id, ['signatory']))).toBe('not-found')
    })

    test('a closed secretariat account makes no link, moves nobody and closes nobody', async () => {
      value(await house.app.closeAccount(secretariat, other.id, true))
      for (const done of [
        await invite(other, ['secretariat'], null),
        await house.app.makePasswordLink(other, member.id),
        await house.app.closeAccount(other, secretariat.id, true),
        await house.app.verifyPerson(other, member.id),
        await house.app.movePerson(other, member.id, { party: 'D01', roles: ['signatory'] }),
      ])
        expect(codeOf(done)).toBe('not-allowed')
    })

    test('of two who close each other’s account at once one stays', async () => {
      const both = await Promise.all([
        house.app.closeAccount(secretariat, other.id, true),
        house.app.closeAccount(other, secretariat.id, true),
      ])
      expect(both.map(codeOf).toSorted()).toEqual(['not-allowed', 'ok'])
    })
  })
})
