/** Words that came too late for their place, from the socket to their author, over either database (rules TX28, TX29). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { dismissRecovered, listRecovered } from '../../server/charter/recovered-words.ts'
import type { Context } from '../../server/context.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { RecoveredWords } from '../../src/lib/domain/contract.ts'
import { DIALECTS, makeTestDatabase, type TestDatabase } from '../support/database.ts'
import { BareClient, updateBy } from '../support/sync-client.ts'
import { ARTICLE, DOCUMENT, openSyncHouse, type PersonId, type SyncHouse } from '../support/sync-house.ts'

const actor = (id: PersonId, roles: Actor['roles'] = ['drafter']): Actor => ({
  id,
  name: id,
  email: '',
  party: null,
  partyId: null,
  roles,
  sessionId: null,
  confirmedAt: null,
})

describe.each(DIALECTS)('%s', (dialect) => {
  let database: TestDatabase
  let house: SyncHouse
  beforeEach(async () => {
    database = await makeTestDatabase(dialect)
    house = await openSyncHouse(database.options)
  })
  afterEach(async () => {
    await house.close()
    await database.remove()
  })

  const context = (): Context => ({
    store: house.store,
    texts: house.sync.texts,
    events: house.events,
    newId: () => 'none',
  })
  async function told(who: Actor, articleId?: string): Promise<RecoveredWords[]> {
    const list = await listRecovered(context(), who, { articleId })
    if (!list.ok) throw new Error(list.code)
    return list.value.items
  }
  const rows = () => house.store.db.selectFrom('recovered_words').selectAll().orderBy('seq').orderBy('n').execute()

  interface Page {
    client: BareClient
    doc: Y.Doc
  }
  async function joined(token: PersonId, doc = new Y.Doc()): Promise<Page> {
    const query = `?ack=1&notices=1&client=${doc.clientID}`
    const client = new BareClient(house.address, DOCUMENT, { token, query })
    await client.until(client.isOpen)
    await client.join(doc)
    await client.until(() => client.acknowledged === 1)
    return { client, doc }
  }
  async function change({ client, doc }: Page, act: (text: Y.Text) => void): Promise<void> {
    const before = client.acknowledged
    client.sendUpdate(updateBy(doc, act))
    await client.until(() => client.acknowledged > before)
  }
  /** `b2` begins after the heading: its start, then "Parties shall protect humanitarian staff." */
  const PARA = 'Protection of staff'.length + 1
  const removePara = (page: Page) => change(page, (one) => one.delete(PARA, one.length - PARA))

  /** A page loses its line, its person writes, and closes it; meanwhile another removes the paragraph. What is left on the device comes by a later page. */
  async function comesBack(words: string, offset = 1): Promise<Page> {
    const before = await joined('drafter-1')
    await before.client.close()
    const kept = updateBy(before.doc, (one) => one.insert(PARA + offset, words))
    await removePara(await joined('drafter-2'))
    const later = await joined('drafter-1')
    Y.applyUpdate(later.doc, kept)
    later.client.sendUpdate(kept)
    await later.client.until(() => later.client.acknowledged === 2)
    return later
  }

  it('TX28, TX29: words kept on a device for a paragraph that was removed meanwhile are kept for their author, told, and put away', async () => {
    const page = await comesBack('whatever happens, ')
    expect(page.client.of('notice').map(({ notice }) => notice)).toEqual([{ kind: 'recovered', documentId: DOCUMENT }])
    const [own, ...more] = await told(actor('drafter-1'))
    expect(own).toMatchObject({
      documentId: DOCUMENT,
      articleId: ARTICLE,
      lang: 'en',
      blockId: 'b2',
      isThere: false,
      option: null,
      words: 'whatever happens, ',
      standsIn: 'b1',
    })
    expect(more).toEqual([])
    expect(await told(actor('drafter-1'), 'another article')).toEqual([])

    // nobody else's business
    for (const who of [actor('drafter-2'), actor('reviewer', ['secretariat', 'chair', 'administrator'])]) {
      expect(await told(who)).toEqual([])
      expect(await dismissRecovered(context(), who, own!.id)).toMatchObject({ ok: false, code: 'not-found' })
    }
    expect(await listRecovered(context(), null)).toMatchObject({ ok: false, code: 'not-signed-in' })

    // in the next process too
    await house.close()
    house = await openSyncHouse(database.options)
    expect(await told(actor('drafter-1'))).toEqual([own])
    expect(await dismissRecovered(context(), actor('drafter-1'), own!.id)).toEqual({ ok: true, value: null })
    expect(await dismissRecovered(context(), actor('drafter-1'), own!.id)).toEqual({ ok: true, value: null })
    expect(await told(actor('drafter-1'))).toEqual([])
    expect(await rows()).toMatchObject([{ words: 'whatever happens, ', dismissed_at: expect.any(String) as string }])
  })

  it('TX28: the place is known although the room was closed, and kept, in between', async () => {
    const before = await joined('drafter-1')
    await before.client.close()
    const kept = updateBy(before.doc, (one) => one.insert(PARA + 1, 'late '))
    await removePara(await joined('drafter-2'))
    await house.close()
    house = await openSyncHouse(database.options)
    expect(await house.store.db.selectFrom('snapshot').select('seq').execute()).toEqual([{ seq: 2 }])
    const later = await joined('drafter-1')
    later.client.sendUpdate(kept)
    await later.client.until(() => later.client.acknowledged === 2)
    expect(await told(actor('drafter-1'))).toMatchObject([{ words: 'late ', blockId: 'b2', standsIn: 'b1' }])
  })

  it('TX28: as many rows as the words need', async () => {
    await comesBack('x'.repeat(20_000))
    expect((await rows()).map(({ n, words }) => [n, words.length])).toEqual([
      [0, 8_000],
      [1, 8_000],
      [2, 4_000],
    ])
    expect((await told(actor('drafter-1'))).map(({ words }) => words).join('')).toBe('x'.repeat(20_000))
  })

  // who is told does not hang on the database
  if (dialect !== 'sqlite') return

  it('TX28: sent again, as after an acknowledgement that was lost, they are told once', async () => {
    const page = await comesBack('once ')
    page.client.sendStep2(Y.encodeStateAsUpdate(page.doc))
    await page.client.until(() => page.client.acknowledged === 3)
    expect(await rows()).toHaveLength(1)
  })

  it('TX28: not told who removed the paragraph themselves, at another page', async () => {
    const before = await joined('drafter-1')
    await before.client.close()
    const kept = updateBy(before.doc, (one) => one.insert(PARA + 1, 'mine '))
    const later = await joined('drafter-1')
    await removePara(later)
    later.client.sendUpdate(kept)
    await later.client.until(() => later.client.acknowledged === 3)
    expect(await told(actor('drafter-1'))).toEqual([])
    expect(await rows()).toMatchObject([{ dismissed_at: expect.any(String) as string }])
  })

  it('TX28: not told who let them follow the paragraph, or took them away; told whose words others took away', async () => {
    const page = await comesBack('mine ')
    await change(page, (one) => one.delete(PARA, 'mine '.length))
    expect(await told(actor('drafter-1'))).toEqual([])
  })
  it('TX29: what others took away is told without a place', async () => {
    await comesBack('mine ')
    const other = await joined('drafter-2')
    await change(other, (one) => one.delete(PARA, 'mine '.length))
    expect(await told(actor('drafter-1'))).toMatchObject([{ words: 'mine ', standsIn: null }])
  })

  it('TX28: not told who knew: the last words before a gap, written after a page that had seen the removal', async () => {
    const page = await joined('drafter-1')
    await removePara(await joined('drafter-2'))
    await page.client.fetch(page.doc)
    await change(page, (one) => one.insert(1, 'The '))
    await page.client.close()
    const kept = updateBy(page.doc, (one) => one.insert(one.length, ' and premises'))
    const later = await joined('drafter-1')
    later.client.sendUpdate(kept)
    await later.client.until(() => later.client.acknowledged === 2)
    expect(await told(actor('drafter-1'))).toEqual([])
  })

  it('TX28: who types on a standing line at the end of the paragraph before is not even looked at', async () => {
    const page = await joined('drafter-1')
    await removePara(await joined('drafter-2'))
    await page.client.fetch(page.doc)
    for (const key of ' and premises') await change(page, (one) => one.insert(one.length, key))
    expect(await rows()).toEqual([])
  })
})
