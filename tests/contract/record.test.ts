/** AU5: the record can be read by names: whoever stands in an entry by id, and articles that are gone, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import { DIALECTS } from '../support/database.ts'
import { codeOf, openHouse, value, type House } from '../support/house.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  const people = {} as Record<'secretariat' | 'auditor' | 'silent' | 'another', Actor>
  beforeAll(async () => {
    house = await openHouse(dialect)
    people.secretariat = await house.person('secretariat', ['secretariat'])
    people.auditor = await house.person('auditor', ['auditor'])
    people.silent = await house.person('silent', ['drafter'], 'D01')
    people.another = await house.person('another', ['reviewer'], 'D02')
  })
  afterAll(() => house.close())
  const rows = async () => value(await house.app.listAudit(people.auditor, { limit: 500 })).items

  test('AU5: people who never acted and delegations are named where entries tell of them, nobody else is', async () => {
    const { secretariat, auditor, silent } = people
    const { id } = value(
      await house.app.createCharter(secretariat, { slug: 'a', title: 'A charter', languages: ['en', 'fr'] }),
    )
    const { id: article } = value(await house.app.createArticle(secretariat, id, { heading: 'One', after: null }))
    value(await house.app.assign(secretariat, article, { personId: silent.id, kind: 'pen_holder' }))
    // whose pen was taken stands deeper in the entry
    value(await house.app.assign(secretariat, article, { party: 'D01', kind: 'pen_holder', lang: 'fr' }))
    value(await house.app.setDrafters(secretariat, id, { people: [], parties: [silent.partyId!] }))
    const all = await rows()
    const named = value(await house.app.nameRecord(auditor, all))
    expect(named.people.map(({ name }) => name).sort()).toEqual(['secretariat', 'silent'])
    expect(named.parties).toEqual([{ id: silent.partyId, name: 'Delegation 01' }])
    expect(value(await house.app.nameRecord(auditor, all.slice(-2, -1))).people).toContainEqual({
      ...{ id: silent.id, name: 'silent' },
    })
    expect(codeOf(await house.app.nameRecord(silent, all))).toBe('not-allowed')
    expect(codeOf(await house.app.nameRecord(null, all))).toBe('not-signed-in')
  })

  test('more names than one statement takes', async () => {
    const { auditor, another } = people
    const ids = Array.from({ length: 1200 }, (_, i) => `nobody-${i}`)
    const entry = { actor: null, subject: { kind: 'x', id: 'y' }, data: { ids, last: { person: another.id } } }
    expect(value(await house.app.nameRecord(auditor, [entry])).people).toEqual([{ id: another.id, name: 'another' }])
  })

  test('an article that was removed keeps the number and heading that the record has of it', async () => {
    const { secretariat, auditor } = people
    const { id } = value(await house.app.createCharter(secretariat, { slug: 'b', title: 'Another', languages: ['en'] }))
    const { id: article } = value(await house.app.createArticle(secretariat, id, { heading: 'Gone', after: null }))
    expect(value(await house.app.listAuditNames(auditor)).removed).toEqual([])
    expect(value(await house.app.deleteArticle(secretariat, article, {})).outcome).toBe('removed')
    expect(value(await house.app.listAuditNames(auditor)).removed).toEqual([
      { id: article, number: '1', heading: 'Gone' },
    ])
    const about = value(await house.app.listAudit(auditor, { limit: 500 }, { article }))
    expect(about.items.map(({ act }) => act)).toEqual(['article.created', 'article.removed'])
  })
})
