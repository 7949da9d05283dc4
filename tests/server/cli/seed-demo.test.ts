/** The demo's people, exactly as the contract names them; run again, nothing changes. */
import { statSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedDemo } from '#server/cli/seed-demo.ts'
import { codeOf, openHouse, value, type House } from '../../support/house.ts'

let house: House
let dataDir: string
let first: { password: string; isNew: boolean }
beforeAll(async () => {
  house = await openHouse()
  dataDir = house.store.database.options.dataDir
  first = await seedDemo(house, dataDir, undefined)
})
afterAll(() => house.close())

const signIn = (email: string, password = first.password) => house.app.signIn({ email, password }, email)
const count = async (table: 'person' | 'charter' | 'audit' | 'assignment' | 'comment'): Promise<number> =>
  (await house.store.db.selectFrom(table).selectAll().execute()).length

test('the generated password is kept for its owner alone', () => {
  const path = join(dataDir, 'demo-password')
  expect(readFileSync(path, 'utf8').trim()).toBe(first.password)
  expect(first.password.length).toBeGreaterThan(20)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('five of the house, four of each of 24 delegations, each with one role', async () => {
  expect(await count('person')).toBe(5 + 24 * 4)
  const roles: [string, string, string | null][] = [
    ['secretariat@concord.example', 'secretariat', null],
    ['chair@concord.example', 'chair', null],
    ['auditor@concord.example', 'auditor', null],
    ['admin@concord.example', 'administrator', null],
    ['observer@concord.example', 'observer', null],
    ['drafter-01@concord.example', 'drafter', 'D01'],
    ['reviewer-07@concord.example', 'reviewer', 'D07'],
    ['signatory-13@concord.example', 'signatory', 'D13'],
    ['head-24@concord.example', 'head', 'D24'],
  ]
  for (const [email, role, party] of roles) {
    const { actor } = value(await signIn(email))
    expect([actor.roles, actor.party?.code ?? null]).toEqual([[role], party])
  }
})

test('drafters 01 to 04 write in every article that is not locked, and in new ones', async () => {
  const secretariat = await house.app.actorOf(value(await signIn('secretariat@concord.example')).token)
  const drafter = await house.app.actorOf(value(await signIn('drafter-04@concord.example')).token)
  const fifth = await house.app.actorOf(value(await signIn('drafter-05@concord.example')).token)
  const added = value(await house.app.createArticle(secretariat, 'universal-charter', { heading: 'New', after: null }))
  expect(added.number).toBe('21')
  const may = async (actor: typeof drafter) =>
    value(await house.app.listArticles(actor, 'universal-charter'))
      .items.filter(({ permissions }) => permissions.edit)
      .map(({ number }) => number)
  const numbers = value(await house.app.listArticles(drafter, 'universal-charter')).items.map(({ number }) => number)
  expect(await may(drafter)).toEqual(numbers.filter((number) => !['1', '3', '13', '16'].includes(number ?? '')))
  expect(await may(fifth)).toEqual([])
})

test('what was said before is theirs by role', async () => {
  const authors = await house.store.db
    .selectFrom('contribution')
    .leftJoin('person', 'person.id', 'contribution.author_id')
    .select(['contribution.id', 'person.email'])
    .orderBy('position')
    .execute()
  const byId = new Map(authors.map(({ id, email }) => [id, email]))
  expect(byId.get('c01')).toBe('drafter-01@concord.example')
  expect(byId.get('c04')).toBe('head-20@concord.example')
  expect(byId.get('c09')).toBe('reviewer-04@concord.example')
  expect(byId.get('c23')).toBeNull()
})

test('again: nothing is added, nothing is lost; another password reaches those who have the old one', async () => {
  const before = await Promise.all((['person', 'charter', 'audit', 'assignment', 'comment'] as const).map(count))
  expect(await seedDemo(house, dataDir, undefined)).toEqual({ password: first.password, isNew: false })
  expect(await Promise.all((['person', 'charter', 'audit', 'assignment', 'comment'] as const).map(count))).toEqual(
    before,
  )
  expect(await seedDemo(house, dataDir, 'chosen by hand')).toEqual({ password: 'chosen by hand', isNew: false })
  expect(codeOf(await signIn('head-02@concord.example', 'chosen by hand'))).toBe('ok')
  expect(codeOf(await signIn('head-03@concord.example'))).toBe('wrong-credentials')
})
