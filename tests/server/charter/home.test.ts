// Over 250 lines: one story after another of the same part, with what they share.
/** What a first page says to each role, of the sample charter, and that nothing is said of what a person may not see (rules HO*). */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { HomeView, Need, NeedKind } from '#lib/domain/home.ts'
import { keepVisits } from '../../../server/store/visits.ts'
import { codeOf, openHouse, value, type House } from '../../support/house.ts'
import { personally } from '../../support/authors.ts'

let house: House
let secretariat: Actor, chair: Actor, drafter: Actor, reviewer: Actor, head: Actor, signatory: Actor
let auditor: Actor, observer: Actor, admin: Actor, other: Actor
let charterId: string
let ids: Map<string | null, { id: string; documents: { id: string; lang: string }[] }>

const home = async (actor: Actor): Promise<HomeView> => value(await house.app.readHome(actor, charterId, 'en'))
const need = async <K extends NeedKind>(actor: Actor, kind: K): Promise<Extract<Need, { kind: K }> | undefined> =>
  (await home(actor)).needs.find((one): one is Extract<Need, { kind: K }> => one.kind === kind)
const at = (number: string) => ids.get(number)!
const documentOf = (number: string, lang = 'en'): string => at(number).documents.find((one) => one.lang === lang)!.id
const opens = (actor: Actor, number: string, lang = 'en'): Promise<void> =>
  house.store.transaction(async (rows) =>
    keepVisits(rows, [{ personId: actor.id, documentId: documentOf(number, lang), at: await house.store.now(rows) }]),
  )
/** Adds words to the end of a paragraph. */
async function writes(actor: Actor, number: string, lang = 'en'): Promise<void> {
  await house.context.texts.change(
    documentOf(number, lang),
    (doc) => ({
      ...doc,
      content: doc.content.map((block, i) =>
        i === 1
          ? { ...block, content: [...(block.content ?? []), { type: 'text' as const, text: ' And more.' }] }
          : block,
      ),
    }),
    personally(actor),
  )
}

beforeAll(async () => {
  house = await openHouse()
  secretariat = await house.person('secretariat', ['secretariat'])
  chair = await house.person('chair', ['chair'])
  auditor = await house.person('auditor', ['auditor'])
  observer = await house.person('observer', ['observer'])
  admin = await house.person('admin', ['administrator'])
  drafter = await house.person('drafter', ['drafter'], 'D01')
  reviewer = await house.person('reviewer', ['reviewer'], 'D01')
  head = await house.person('head', ['head'], 'D01')
  signatory = await house.person('signatory', ['signatory'], 'D01')
  other = await house.person('other', ['drafter'], 'D02')
  const file: unknown = JSON.parse(readFileSync('server/exchange/sample-charter.json', 'utf8'))
  charterId = value(await house.app.importCharter(secretariat, file, 'sample')).id
  const { items } = value(await house.app.listArticles(secretariat, charterId, 'en', { limit: 100 }))
  ids = new Map(items.map(({ number, id, documents }) => [number, { id, documents }]))
  for (const number of ['4', '7', '9'])
    value(await house.app.assign(secretariat, at(number).id, { personId: drafter.id, kind: 'drafter' }))
})
afterAll(() => house.close())

test('a visitor is asked to sign in; a charter that does not exist is not found', async () => {
  expect(codeOf(await house.app.readHome(null, null, 'en'))).toBe('not-signed-in')
  expect(codeOf(await house.app.readHome(drafter, 'nowhere', 'en'))).toBe('not-found')
})

test('the account of no working role is told of no text', async () => {
  expect(await home(admin)).toMatchObject({ needs: [], own: [], overview: null, signed: null })
})

test('HO3: a drafter goes on in the article last opened; others that have news are named, none twice', async () => {
  expect((await need(drafter, 'continue'))!.article.slug).toBe('4')
  await opens(drafter, '9')
  await opens(drafter, '7')
  expect((await need(drafter, 'continue'))!.article.slug).toBe('7')
  await writes(other, '9')
  const { needs, own } = await home(drafter)
  const changed = needs.find((one) => one.kind === 'changed')!
  expect(changed.articles.find(({ slug }) => slug === '9')).toMatchObject({ isUnread: true })
  // a comment of the sample is open on Article 4; nothing stands twice
  expect(changed.articles.map(({ slug }) => slug)).toEqual(['4', '9'])
  expect(own).toEqual([])
  await opens(drafter, '9')
  expect((await need(drafter, 'changed'))?.articles.find(({ slug }) => slug === '9')?.isUnread ?? false).toBe(false)
})

test('HO3: a language behind its source waits for those who can write it, not for those who look on', async () => {
  await writes(drafter, '4')
  expect((await need(drafter, 'translate'))!.texts.map(({ lang }) => lang).sort()).toEqual(['ar', 'es', 'fr', 'ru'])
  expect(await need(reviewer, 'translate')).toBeUndefined()
  expect(await need(other, 'translate')).toBeUndefined()
})

test('HO4: a reviewer is told of what changed after reading, apart from what was never opened', async () => {
  expect((await need(reviewer, 'begin'))!.articles).toHaveLength(22)
  await opens(reviewer, '2')
  expect(await need(reviewer, 'read')).toBeUndefined()
  await writes(secretariat, '2')
  expect((await need(reviewer, 'read'))!.articles.map(({ slug }) => slug)).toEqual(['2'])
  expect((await home(reviewer)).overview!.unread).toBeGreaterThanOrEqual(1)
})

test('HO5: whoever opened a thread is told of the reply, and nobody else; a private word stays private', async () => {
  const { id } = value(await house.app.comment(reviewer, at('2').id, { body: 'Why so?', lang: 'en', anchor: null }))
  value(await house.app.reply(other, id, { body: 'Because.' }))
  expect((await need(reviewer, 'answer'))!.replies).toMatchObject([
    { threadId: id, by: 'other', article: { slug: '2' } },
  ])
  expect(await need(other, 'answer')).toBeUndefined()
  value(await house.app.reply(reviewer, id, { body: 'Thank you.' }))
  expect(await need(reviewer, 'answer')).toBeUndefined()
})

test('a comment of one delegation is counted for no other', async () => {
  const before = (await home(other)).overview!.openComments
  const own = (await home(reviewer)).overview!.openComments
  const { id } = value(await house.app.comment(reviewer, at('3').id, { body: 'Among us.', lang: 'en', anchor: null }))
  await house.store.db.updateTable('comment').set({ visibility: 'delegation' }).where('id', '=', id).execute()
  expect((await home(other)).overview!.openComments).toBe(before)
  expect((await home(reviewer)).overview!.openComments).toBe(own + 1)
  expect(
    value(await house.app.readTriage(secretariat, charterId, 'en')).items.some((item) => item.id === `thread-${id}`),
  ).toBe(false)
})

test('HO6: the chair is told of articles without brackets in any language whose agreement is pending', async () => {
  const { articles } = (await need(chair, 'agree'))!
  // eleven brackets stand in ten articles and the preamble; four articles are agreed ad referendum
  expect(articles.map(({ slug }) => slug)).toEqual(['2', '6', '8', '9', '11', '12', '15'])
})

test('the head is told of the unverified and the invited of their own delegation alone', async () => {
  const parties = await house.store.db.selectFrom('party').select(['id', 'code']).execute()
  const party = (code: string): string => parties.find((one) => one.code === code)!.id
  await house.store.transaction(async (rows) => {
    const now = await house.store.now(rows)
    for (const [person, code] of [
      [drafter, 'D01'],
      [other, 'D02'],
    ] as const) {
      await rows.deleteFrom('membership').where('person_id', '=', person.id).execute()
      await rows
        .insertInto('membership')
        .values({
          id: `m-${code}`,
          person_id: person.id,
          party_id: party(code),
          began_at: now,
          began_by: null,
          verified_at: null,
          verified_by: null,
          ended_at: null,
          ended_by: null,
        })
        .execute()
    }
    const link = (id: string, code: string, days: number, more: object = {}) => ({
      id,
      secret_hash: id,
      kind: 'invitation' as const,
      party_id: party(code),
      email: `${id}@concord.example`,
      name: id,
      roles: '[]',
      person_id: null,
      created_by: null,
      created_at: now,
      expires_at: new Date(Date.parse(now) + days * 86_400_000).toISOString(),
      used_at: null,
      revoked_at: null,
      ...more,
    })
    await rows
      .insertInto('one_time_link')
      .values([
        link('l1', 'D01', 7),
        link('l2', 'D01', 3),
        link('l3', 'D01', -1),
        link('l4', 'D01', 7, { used_at: now }),
        link('l5', 'D02', 7),
      ])
      .execute()
  })
  expect((await need(head, 'verify'))!.people.map(({ name }) => name)).toEqual(['drafter'])
  const invited = (await need(head, 'invited'))!
  expect(invited.count).toBe(2)
  expect(Math.round((Date.parse(invited.nextExpiry) - Date.parse(house.now())) / 86_400_000)).toBe(3)
  expect(await need(reviewer, 'verify')).toBeUndefined()
  const { items } = value(await house.app.readTriage(secretariat, charterId, 'en'))
  expect(items.flatMap((item) => (item.kind === 'unverified' ? [item.person.name] : []))).toEqual(['drafter', 'other'])
})

test('HO2: a version waits for signatory and head until the party has signed it', async () => {
  const version = value(
    await house.app.cutVersion(secretariat, charterId, { label: 'Rev.3', notes: '', publish: true }),
  )
  expect(await need(signatory, 'sign')).toMatchObject({
    version: { number: version.number, label: 'Rev.3' },
    isOwnAct: true,
  })
  expect(await need(head, 'sign')).toMatchObject({ isOwnAct: false })
  expect(await need(drafter, 'sign')).toBeUndefined()
  value(
    await house.app.signOff(signatory, version.id, {
      decision: 'endorse',
      sha256: version.sha256,
      capacity: 'President',
    }),
  )
  expect(await need(signatory, 'sign')).toBeUndefined()
  expect((await home(signatory)).signed).toMatchObject({ number: version.number })
  expect(await need(observer, 'latest')).toMatchObject({ version: { number: version.number } })
  expect((await need(auditor, 'record'))!.entries).toBeGreaterThan(5)
})

test('HO7, HO8: triage holds what waits for the secretariat, and what is done is gone', async () => {
  expect(codeOf(await house.app.readTriage(null, charterId, 'en'))).toBe('not-signed-in')
  expect(codeOf(await house.app.readTriage(chair, charterId, 'en'))).toBe('not-allowed')
  const triage = async () => value(await house.app.readTriage(secretariat, charterId, 'en')).items
  const items = await triage()
  expect((await need(secretariat, 'triage'))!.total).toBe(items.length)
  const thread = items.find((item) => item.kind === 'comment')!
  if (thread.kind !== 'comment') throw new Error('no comment waits')
  value(await house.app.reply(secretariat, thread.threadId, { body: 'Noted.' }))
  expect((await triage()).map(({ id }) => id)).not.toContain(thread.id)
  expect(items.some((item) => item.kind === 'orphaned')).toBe(true)
  expect(items.filter((item) => item.kind === 'behind').map((item) => item.article.slug)).toContain('4')
  const draft = value(await house.app.cutVersion(secretariat, charterId, { label: 'Rev.4', notes: '', publish: false }))
  expect((await triage())[0]).toMatchObject({ kind: 'publish', version: { number: draft.number, label: 'Rev.4' } })
  await house.context.texts.change(
    documentOf('10'),
    (doc) => ({
      ...doc,
      content: [
        ...doc.content.slice(0, 2),
        {
          ...doc.content[2]!,
          content: [
            { type: 'text', text: 'As ' },
            { type: 'ref', attrs: { id: 'lost', to: 'nowhere', form: null, as: null } },
          ],
        },
        ...doc.content.slice(3),
      ],
    }),
    personally(secretariat),
  )
  expect((await triage()).find((item) => item.kind === 'dangling')).toMatchObject({
    article: { slug: '10' },
    lang: 'en',
  })
})

test('HO10: who was here is shown as presence is, by name and nothing more', async () => {
  const names = async (actor: Actor) => (await home(actor)).overview!.visitors?.flatMap((group) => group.names) ?? null
  await opens(other, '7')
  await opens(secretariat, '7')
  expect(await names(reviewer)).toEqual(['secretariat', 'drafter'])
  expect(await names(other)).toEqual(['secretariat'])
  value(await house.app.setCharterSettings(secretariat, charterId, { presence: 'all' }))
  expect(await names(reviewer)).toEqual(['secretariat', 'drafter', 'other'])
  value(await house.app.setCharterSettings(secretariat, charterId, { presence: 'off' }))
  expect(await names(reviewer)).toBeNull()
  value(await house.app.setCharterSettings(secretariat, charterId, { presence: 'own_party' }))
  house.wait(8 * 86_400_000)
  expect(await names(reviewer)).toEqual([])
})

test('HO11: what is due is a line and an instant to come, set by the secretariat and read by everybody', async () => {
  const due = { at: '2026-06-18T12:00:00Z', what: '  Comments\u202E on\nRev.2 ' }
  expect(codeOf(await house.app.setDue(chair, charterId, due))).toBe('not-allowed')
  for (const wrong of [
    { ...due, what: ' ' },
    { ...due, at: '2026-01-01T12:00:00Z' },
    { ...due, at: 'tomorrow' },
    // not moved to 2 March, not left to be read as either end of the day
    { ...due, at: '2027-02-30T12:00:00Z' },
    { ...due, at: '2026-06-18T00:00:00Z' },
    { ...due, at: house.now() },
    { ...due, what: 'x'.repeat(121) },
  ])
    expect(codeOf(await house.app.setDue(secretariat, charterId, wrong))).toBe('invalid')
  const kept = { at: '2026-06-18T12:00:00.000Z', what: 'Comments on Rev.2' }
  expect(value(await house.app.setDue(secretariat, charterId, due)).due).toEqual(kept)
  expect((await home(drafter)).charter!.due).toEqual(kept)
  expect(value(await house.app.readCharter(null, charterId)).due).toEqual(kept)
  expect((await home(drafter)).overview!.acts[0]!.act).toBe('charter.due-set')
  expect(value(await house.app.setDue(secretariat, charterId, null)).due).toBeNull()
})

test('acts of other charters, and of who comes and comments, are not among what happened', async () => {
  value(await house.app.createCharter(secretariat, { slug: 'second', title: 'Another', languages: ['en'] }))
  const acts = (await home(reviewer)).overview!.acts
  expect(acts.map(({ act }) => act)).not.toContain('charter.created')
  expect(new Set(acts.map(({ act }) => act.split('.')[0]))).toEqual(new Set(['charter', 'signoff', 'version']))
})
