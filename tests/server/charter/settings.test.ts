/** The settings of a charter: who may change them, what is kept of it, what the demo begins with. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { Disclosure } from '#lib/domain/contract.ts'
import { codeOf, openHouse, value, type House } from '../../support/house.ts'

let house: House
let secretariat: Actor
let drafter: Actor
let charterId: string
beforeAll(async () => {
  house = await openHouse()
  secretariat = await house.person('secretariat', ['secretariat'])
  drafter = await house.person('drafter', ['drafter'], 'D01')
  charterId = value(
    await house.app.createCharter(secretariat, { slug: 'charter', title: 'A charter', languages: ['en'] }),
  ).id
})
afterAll(() => house.close())

test('CP1: a charter begins with the own party and with capacities and ties shown; every reader may know it, nobody else', async () => {
  const careful = { presence: 'own_party', authorship: 'own_party', capacities: 'shown', positions: 'chair' }
  expect(value(await house.app.readCharterSettings(drafter, charterId))).toEqual(careful)
  const admin = await house.person('admin', ['administrator'])
  expect(codeOf(await house.app.readCharterSettings(admin, charterId))).toBe('not-found')
  expect(codeOf(await house.app.readCharterSettings(null, charterId))).toBe('not-signed-in')
})

test('P9: the secretariat alone changes them; what is not named stays; the record says from what to what', async () => {
  expect(codeOf(await house.app.setCharterSettings(drafter, charterId, { presence: 'all' }))).toBe('not-allowed')
  const set = value(await house.app.setCharterSettings(secretariat, charterId, { presence: 'all' }))
  expect(set).toEqual({ presence: 'all', authorship: 'own_party', capacities: 'shown', positions: 'chair' })
  expect(value(await house.app.readCharterSettings(drafter, charterId))).toEqual(set)
  const row = value(await house.app.listAudit(secretariat, { limit: 100 })).items.at(-1)!
  expect(row).toMatchObject({
    act: 'charter.settings-set',
    subject: { kind: 'charter', id: charterId },
    data: { from: { presence: 'own_party' }, to: { presence: 'all', authorship: 'own_party', capacities: 'shown' } },
  })
  expect(house.told.at(-1)).toMatchObject({ kind: 'access-changed', personId: null, articleId: null })
})

test('a value that is none is refused and changes nothing', async () => {
  const refused = await house.app.setCharterSettings(secretariat, charterId, { presence: 'some' as Disclosure })
  expect(refused).toMatchObject({ ok: false, code: 'invalid', errors: [{ path: 'presence' }] })
  expect(value(await house.app.readCharterSettings(drafter, charterId)).presence).toBe('all')
})
