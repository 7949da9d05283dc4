/** What sockets are told of rights, by role, assignment, language and status. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import { makeDocumentAccess } from '#server/charter/document-access.ts'
import sample from '../../../server/exchange/sample-charter.json' with { type: 'json' }
import { openHouse, value, type House } from '../../support/house.ts'
import type { Hat } from '../../../src/lib/domain/hat.ts'

let house: House
let secretariat: Actor
let documents: Record<'open' | 'openArabic' | 'locked', { article: string; id: string }>
beforeAll(async () => {
  house = await openHouse()
  secretariat = await house.person('secretariat', ['secretariat'])
  const { id } = value(await house.app.importCharter(secretariat, sample, 'sample'))
  const { items } = value(await house.app.listArticles(secretariat, id))
  const of = (number: string, lang: string) => {
    const article = items.find((one) => one.number === number)!
    return { article: article.id, id: article.documents.find((document) => document.lang === lang)!.id }
  }
  documents = { open: of('5', 'en'), openArabic: of('5', 'ar'), locked: of('1', 'en') }
})
afterAll(() => house.close())

const access = (actor: Actor, document: keyof typeof documents) =>
  makeDocumentAccess(house.context)(actor, documents[document].id)

test('no such document is null', async () => {
  expect(await makeDocumentAccess(house.context)(secretariat, 'none')).toBeNull()
})

test('readers read, administrators do not know of it, nobody writes what is locked', async () => {
  const reviewer = await house.person('reviewer', ['reviewer'], 'D01')
  const admin = await house.person('admin', ['administrator'])
  expect(await access(reviewer, 'open')).toMatchObject({ read: true, edit: false, reason: 'not-allowed' })
  expect(await access(admin, 'open')).toMatchObject({ read: false, edit: false })
  expect(await access(secretariat, 'open')).toMatchObject({ read: true, edit: true, reason: null })
  expect(await access(secretariat, 'locked')).toMatchObject({ read: true, edit: false, reason: 'article-locked' })
})

test('an assignment counts in its language, from one moment to the next', async () => {
  const drafter = await house.person('drafter', ['drafter'], 'D02')
  expect(await access(drafter, 'openArabic')).toMatchObject({ edit: false })
  const assignment = { personId: drafter.id, kind: 'language_reviewer', lang: 'ar' } as const
  value(await house.app.assign(secretariat, documents.open.article, assignment))
  expect(await access(drafter, 'openArabic')).toMatchObject({ edit: true })
  expect(await access(drafter, 'open')).toMatchObject({ edit: false })
  expect(house.told.at(-1)).toEqual({
    kind: 'access-changed',
    personId: drafter.id,
    articleId: documents.open.article,
    sessionId: null,
  })
  value(await house.app.unassign(secretariat, documents.open.article, assignment))
  expect(await access(drafter, 'openArabic')).toMatchObject({ edit: false })
})

test('an article with a bracket in any language is not agreed', async () => {
  const chair = await house.person('chair', ['chair'])
  const refused = await house.app.setArticleStatus(chair, documents.open.article, { status: 'agreed_in_group' })
  expect(refused).toMatchObject({ ok: false, code: 'open-brackets' })
})

test('HW5: who has no capacity writes what was given to them in none', async () => {
  const reviewer = await house.person('of the house', ['language_reviewer'])
  const { article } = documents.open
  value(await house.app.assign(secretariat, article, { personId: reviewer.id, kind: 'language_reviewer', lang: '*' }))
  expect(await access(reviewer, 'open')).toMatchObject({ edit: true, reason: null, hats: [], hat: null })
})

test('HW4: who chairs from a delegation writes in the chair, and for it where it drafts', async () => {
  const seated = await house.person('seated', ['chair', 'drafter'], 'D03')
  const as = (hat: Hat | null) => makeDocumentAccess(house.context)(seated, documents.open.id, hat)
  expect(await as(null)).toMatchObject({ edit: true, hats: ['chair'], hat: 'chair', isTheirs: true })
  expect(await as('party')).toMatchObject({ read: true, edit: false, reason: 'not-allowed', hat: null, isTheirs: true })
  expect(await as('secretariat')).toMatchObject({ read: true, edit: false, hat: null, isTheirs: false })
  const { article } = documents.open
  value(await house.app.assign(secretariat, article, { personId: seated.id, kind: 'drafter', lang: '*' }))
  expect(await as(null)).toMatchObject({ hats: ['chair', 'party'], hat: 'party' })
  expect(await as('chair')).toMatchObject({ edit: true, reason: null, hat: 'chair' })
  expect(await as('pen_holder')).toMatchObject({ edit: false, isTheirs: false })
  value(await house.app.assign(secretariat, article, { personId: seated.id, kind: 'pen_holder', lang: '*' }))
  expect(await as('pen_holder')).toMatchObject({ edit: true, hats: ['chair', 'party', 'pen_holder'] })
  // in whatever capacity, nobody writes what is locked
  expect(await makeDocumentAccess(house.context)(seated, documents.locked.id, 'chair')).toMatchObject({
    ...{ edit: false, reason: 'article-locked', hats: [], hat: null, isTheirs: true },
  })
})
