/** Texts of proposals beside those of articles, as far as sockets go: who is counted with whom, and who hears of what. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { ConcordEvent } from '../../../server/events.ts'
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts'
import { AT } from '../../support/rows.ts'
import { BareClient, updateBy } from '../../support/sync-client.ts'
import { ARTICLE, DOCUMENT, mayEdit, openSyncHouse, type SyncHouse } from '../../support/sync-house.ts'
import { writtenBy } from '../../support/authors.ts'

const FORK = 'document-fork'
const inFork = { ...mayEdit, proposalId: 'proposal-1' }

let house: SyncHouse
let clock: FakeClock
beforeEach(async () => {
  clock = fakeClock()
  house = await openSyncHouse({ clock, limits: { socketsPerArticle: 2 } })
  await house.store.transaction((rows) =>
    rows
      .insertInto('document')
      .values({ id: FORK, article_id: null, lang: 'en', schema_version: 2, created_at: AT })
      .execute(),
  )
})
afterEach(async () => {
  await house.close()
  expect(house.failures).toEqual([])
})

async function joined(token: string, document: string, query = ''): Promise<{ client: BareClient; doc: Y.Doc }> {
  const doc = new Y.Doc()
  const client = new BareClient(house.address, document, { token, query: `?ack=1${query}` })
  await client.until(() => client.isOpen() || client.closed !== null)
  await client.join(doc)
  return { client, doc }
}

describe('FK6: the house hears a moment later that something was written', () => {
  it('in an article, once for all of that moment, by hand or by a verb', async () => {
    const told: ConcordEvent[] = []
    house.events.listen((event) => told.push(event))
    const { client, doc } = await joined('drafter-1', DOCUMENT)
    await client.until(() => client.acknowledged === 1)
    for (const word of ['The ', 'Old ', 'New ']) client.sendUpdate(updateBy(doc, (text) => text.insert(1, word)))
    await client.until(() => client.acknowledged === 4)
    await house.sync.texts.change(DOCUMENT, (now) => ({ ...now, content: now.content.slice(0, 1) }), writtenBy(null))
    clock.advance(1_999)
    await house.sync.texts.settle([DOCUMENT])
    expect(told).toEqual([])
    clock.advance(1)
    await vi.waitFor(() => expect(told).toHaveLength(1))
    expect(told).toEqual([{ kind: 'text-written', documentId: DOCUMENT, articleId: ARTICLE }])
    // and again, after the next
    client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'More ')))
    await client.until(() => client.acknowledged === 5)
    clock.advance(2_000)
    await vi.waitFor(() => expect(told).toHaveLength(2))
    await client.close()
  })
  it('but never in a proposal, nor of what was known already or was called off', async () => {
    const told: ConcordEvent[] = []
    house.events.listen((event) => told.push(event))
    await house.sync.texts.write(FORK, { type: 'doc', content: [] }, writtenBy(null))
    await house.sync.texts.write(
      FORK,
      { type: 'doc', content: (await house.sync.texts.read(DOCUMENT)).content },
      writtenBy('drafter-1'),
    )
    await house.sync.texts.changeTogether(
      [DOCUMENT],
      () => null,
      () => Promise.resolve(true),
      writtenBy(null),
    )
    clock.advance(2_000)
    // what would be told of these has been told once this is
    await house.sync.texts.change(DOCUMENT, (now) => ({ ...now, content: now.content.slice(0, 1) }), writtenBy(null))
    clock.advance(2_000)
    await vi.waitFor(() => expect(told).toHaveLength(1))
    expect(told).toMatchObject([{ documentId: DOCUMENT }])
  })
})

it('SY6: who writes a proposal is not counted among the readers of its article', async () => {
  const clients = [await joined('drafter-1', DOCUMENT), await joined('drafter-2', DOCUMENT)]
  house.access.set('drafter-3', inFork)
  house.access.set('drafter-4', inFork)
  clients.push(await joined('drafter-3', FORK), await joined('drafter-4', FORK))
  const ended = async (token: string, document: string): Promise<string> => {
    const client = new BareClient(house.address, document, { token, headers: { origin: house.origin } })
    await client.until(() => client.closed !== null)
    return client.closed!.reason
  }
  expect(await ended('drafter-5', DOCUMENT)).toBe('too-many-sockets')
  house.access.set('drafter-5', inFork)
  expect(await ended('drafter-5', FORK)).toBe('too-many-sockets')
  for (const { client } of clients) expect(client.closed).toBeNull()
  for (const { client } of clients) await client.close()
})

describe('FK4, SY7: a proposal that is another than it was', () => {
  const change = (partyIds: readonly string[] | null) =>
    house.events.tell({
      kind: 'proposal-changed',
      charterId: 'charter-1',
      articleId: ARTICLE,
      proposalId: 'proposal-1',
      partyIds,
    })
  it('has who has it open asked again at once, and nobody else', async () => {
    house.access.set('drafter-3', inFork)
    house.access.set('drafter-4', inFork)
    const reader = await joined('drafter-1', DOCUMENT)
    const [writer, gone] = [await joined('drafter-3', FORK), await joined('drafter-4', FORK)]
    await writer.client.until(() => writer.client.acknowledged === 1)
    house.access.set('drafter-3', { ...inFork, edit: false, reason: 'proposal-closed' })
    house.access.set('drafter-4', null)
    house.questions.length = 0
    change([])
    await writer.client.until(() => writer.client.of('read-only').length === 1)
    expect(writer.client.of('read-only')[0]!.code).toBe('proposal-closed')
    writer.client.sendUpdate(updateBy(writer.doc, (text) => text.insert(0, 'too late')))
    await writer.client.until(() => writer.client.of('read-only').length === 2)
    await gone.client.until(() => gone.client.closed !== null)
    expect(gone.client.closed).toEqual({ code: 4404, reason: 'not-found' })
    expect(house.questions.sort()).toEqual(['drafter-3', 'drafter-4'])
    expect((await house.sync.texts.readAt(FORK)).seq).toBe(0)
    for (const { client } of [reader, writer]) await client.close()
  })
  it('is told to its own parties while it is a draft, and later to everybody who reads the article', async () => {
    house.access.set('drafter-3', inFork)
    house.access.set('drafter-2', { ...mayEdit, articleId: 'article-2' })
    const [own, elsewhere, inside] = [
      await joined('drafter-1', DOCUMENT, '&notices=1'),
      await joined('drafter-2', DOCUMENT, '&notices=1'),
      await joined('drafter-3', FORK, '&notices=1'),
    ]
    const all = [own, elsewhere, inside]
    const heard = async (): Promise<number[]> => {
      for (const { client } of all) await client.marker()
      return all.map(({ client }) => client.of('notice').length)
    }
    change(['party-2'])
    await inside.client.until(() => inside.client.of('notice').length === 1)
    expect(await heard()).toEqual([0, 0, 1])
    change(['party-1'])
    await inside.client.until(() => inside.client.of('notice').length === 2)
    expect(await heard()).toEqual([1, 0, 2])
    change(null)
    await inside.client.until(() => inside.client.of('notice').length === 3)
    expect(await heard()).toEqual([2, 0, 3])
    expect(own.client.of('notice').at(-1)!.notice).toEqual({ kind: 'proposals', articleId: ARTICLE })
    for (const { client } of all) await client.close()
  })
})
