// Over 250 lines: one fork, from its first entry to who may see that there is one, over either database.
/** Texts of proposals (rules FK1 to FK5, PR9): how they begin, who reads and writes them, and that nobody else meets them. */
import { createServer, type Server } from 'node:http'
import { authorOf } from '../../src/lib/domain/authored.ts'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { makeDocumentAccess } from '../../server/charter/document-access.ts'
import { textHistory } from '../../server/charter/text-history.ts'
import { beginFork, readForkBase } from '../../server/proposals/fork.ts'
import { insertDocument, listDocuments, listDocumentsOf } from '../../server/store/articles.ts'
import { insertEntries, loadBindings, readJournal } from '../../server/store/history.ts'
import { languagesOf } from '../../server/store/languages.ts'
import { listRecoveredRows } from '../../server/store/recovered-words.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { doc as article, heading, option, para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { fork, turn, type Forked } from '../support/forks.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { AT } from '../support/rows.ts'
import { BareClient, updateBy } from '../support/sync-client.ts'
import { personally, writtenBy } from '../support/authors.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let house: House
  let server: Server
  let address: string
  let secretariat: Actor
  let one: Actor
  let two: Actor
  let other: Actor
  let charterId: string
  let articleId: string
  /** Of the article. */
  let english: string
  let arabic: string
  const clients: BareClient[] = []

  const first = article(heading('h', 'Access'), para('p1', 'Parties shall grant access.'))
  const second = article(
    heading('h', 'Access'),
    para('p1', 'Parties shall ', option('br', 'br.1', 'Alt 1', 'promptly '), 'grant access.'),
    para('p2', 'They shall say why not.'),
  )

  beforeEach(async () => {
    house = await openHouse(dialect)
    secretariat = await house.person('secretariat', ['secretariat'])
    one = await house.person('one', ['drafter'], 'D01')
    two = await house.person('two', ['drafter'], 'D02')
    other = await house.person('other', ['drafter'], 'D03')
    const charter = await house.app.createCharter(secretariat, {
      slug: 'c',
      title: 'A charter',
      languages: ['en', 'ar'],
    })
    charterId = value(charter).id
    const made = value(await house.app.createArticle(secretariat, charterId, { heading: 'Access', after: null }))
    articleId = made.id
    english = made.documents[0]!.id
    arabic = house.context.newId()
    const document = { id: arabic, articleId, lang: 'ar', schemaVersion: 2, createdAt: AT }
    await house.store.transaction((rows) => insertDocument(rows, document))
    await house.context.texts.write(arabic, article(heading('h', 'الوصول')), writtenBy(null))
    await house.context.texts.write(english, first, personally(one))
    await house.context.texts.write(english, second, personally(two))
    server = createServer()
    server.on('upgrade', house.sync.handleUpgrade)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.ws.terminate()
    await house.close()
    await new Promise((resolve) => server.close(resolve))
  })

  const forked = (more: Partial<Parameters<typeof fork>[1]> = {}): Promise<Forked> =>
    fork(house, { charterId, articleId, of: english, partyId: one.partyId, ...more })
  /** Who wrote what of a text, as its history says. */
  async function writers(documentId: string): Promise<[string, string | null][]> {
    const history = await textHistory(house.context, documentId)
    return history
      .deltaAt()
      .flatMap(({ insert, seq }): [string, string | null][] =>
        typeof insert === 'string' ? [[insert, history.entries[seq - 1]!.authorId]] : [],
      )
  }
  async function opens(actor: Actor, documentId: string, query = ''): Promise<{ client: BareClient; doc: Y.Doc }> {
    const doc = new Y.Doc()
    const client = new BareClient(address, documentId, {
      token: await house.tokenOf(actor),
      query: `?ack=1&people=1&client=${doc.clientID}${query}`,
    })
    clients.push(client)
    await client.until(() => client.isOpen() || client.closed !== null || client.status !== null)
    await client.join(doc)
    return { client, doc }
  }

  it('FK2: begins with what the article says, in the names of those who wrote that, and goes on in its own', async () => {
    const { documentId } = await forked()
    expect(await house.context.texts.read(documentId)).toEqual(await house.context.texts.read(english))
    expect(await writers(documentId)).toEqual(await writers(english))
    const entries = await readJournal(house.store.db, documentId, 0)
    const wrote = new Set([null, ...(await writers(english)).map(([, who]) => who)])
    expect([...wrote]).toEqual(expect.arrayContaining([one.id, two.id]))
    expect(new Set(entries.map(({ authorId }) => authorId))).toEqual(wrote)
    for (const { authorId, partyId } of entries)
      expect(partyId).toBe(authorId === one.id ? one.partyId : authorId === two.id ? two.partyId : null)
    const { client, doc } = await opens(one, documentId)
    await client.until(() => client.acknowledged === 1)
    client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'Safe ')))
    await client.until(() => client.acknowledged === 2)
    expect((await writers(documentId))[0]).toEqual(['Safe ', one.id])
    expect((await house.context.texts.read(english)).content[0]!.content).toEqual([{ type: 'text', text: 'Access' }])
  })

  it('FK2: a text that was changed from the first has its changes in the name of whoever made them', async () => {
    const proposed: ArticleDoc = article(heading('h', 'Free access'), ...second.content.slice(1))
    const base = await readForkBase(house.context, { id: english, lang: 'en' })
    const documentId = house.context.newId()
    const last = await house.store.transaction((rows) =>
      beginFork(rows, house.context, {
        documentId,
        base,
        at: AT,
        changed: { doc: proposed, by: authorOf(other, 'party') },
      }),
    )
    expect(await house.context.texts.readAt(documentId)).toEqual({ doc: proposed, seq: last })
    expect((await writers(documentId)).filter(([, who]) => who === other.id)).toEqual([['Free access', other.id]])
    const entries = await readJournal(house.store.db, documentId, 0)
    expect(entries.map(({ at }) => at)).toEqual(entries.map(() => AT))
  })

  it('FK3: has no struct of the article, nor the other way round; the ids that are known there are their people’s here too', async () => {
    const { documentId } = await forked()
    const clientsOf = async (id: string): Promise<Set<number>> => {
      const entries = await readJournal(house.store.db, id, 0)
      return new Set(entries.flatMap(({ bytes }) => Y.decodeUpdate(bytes).structs.map(({ id: { client } }) => client)))
    }
    const [ofArticle, ofFork] = [await clientsOf(english), await clientsOf(documentId)]
    expect([...ofFork].filter((client) => ofArticle.has(client))).toEqual([])
    const [there, here] = [await loadBindings(house.store.db, english), await loadBindings(house.store.db, documentId)]
    expect(there.size).toBeGreaterThan(1)
    for (const [client, person] of there) expect([client, here.get(client)]).toEqual([client, person])
    for (const client of ofFork) expect(here.has(client)).toBe(true)
    // under an id that is somebody's in the article nobody else writes here
    const theirs = [...there].find(([, person]) => person === two.id)![0]
    const { client, doc } = await opens(one, documentId)
    await client.until(() => client.acknowledged === 1)
    doc.clientID = theirs
    client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'forged ')))
    await client.until(() => client.closed !== null)
    expect(client.closed).toEqual({ code: 4400, reason: 'foreign-client' })
  })

  it('FK1: is met by nothing that reads the texts of articles', async () => {
    const { documentId } = await forked()
    const { db } = house.store
    expect((await listDocumentsOf(db, articleId)).map(({ id }) => id)).not.toContain(documentId)
    expect((await listDocuments(db, charterId)).map(({ id }) => id)).not.toContain(documentId)
    expect((await languagesOf(db, english)).others).toEqual([arabic])
    const seen = JSON.stringify([
      value(await house.app.readArticle(secretariat, articleId)),
      value(await house.app.listArticles(secretariat, charterId)),
      value(await house.app.exportCharter(secretariat, charterId)),
    ])
    expect(seen).not.toContain(documentId)
  })

  it('FK5: leads nobody; its structure is its own in the original language, and the article’s in every other', async () => {
    const [inEnglish, inArabic] = [await forked(), await forked({ of: arabic, lang: 'ar' })]
    expect(await languagesOf(house.store.db, inEnglish.documentId)).toEqual({ isLeading: true, others: [] })
    expect(await languagesOf(house.store.db, inArabic.documentId)).toEqual({ isLeading: false, others: [] })
    expect(await languagesOf(house.store.db, 'none')).toEqual({ isLeading: false, others: [] })
    const before = await house.context.texts.readMany([english, arabic])
    const split = ({ client, doc }: Awaited<ReturnType<typeof opens>>): void =>
      client.sendUpdate(updateBy(doc, (text) => text.insertEmbed(text.length, { b: 'p9' })))
    const leading = await opens(one, inEnglish.documentId)
    await leading.client.until(() => leading.client.acknowledged === 1)
    split(leading)
    await leading.client.until(() => leading.client.acknowledged === 2)
    const following = await opens(one, inArabic.documentId)
    await following.client.until(() => following.client.acknowledged === 1)
    following.client.sendUpdate(updateBy(following.doc, (text) => text.insert(1, 'وصول ')))
    await following.client.until(() => following.client.acknowledged === 2)
    split(following)
    await following.client.until(() => following.client.closed !== null)
    expect(following.client.closed).toEqual({ code: 4400, reason: 'structure-follows' })
    expect(await house.context.texts.readMany([english, arabic])).toEqual(before)
  })

  describe('FK4: who may read and write it', () => {
    const may = async (actor: Actor, { documentId }: Forked): Promise<string> => {
      const access = await makeDocumentAccess(house.context)(actor, documentId)
      return access === null ? 'none' : access.edit ? 'writes' : `reads: ${access.reason}`
    }
    it('a draft: its sponsors with credentials that were seen; for others there is no such document', async () => {
      const chair = await house.person('chair', ['chair'])
      const reviewer = await house.person('reviewer', ['reviewer'], 'D01')
      const draft = await forked({ sponsors: [two.partyId!], invited: [other.partyId!] })
      expect(await may(one, draft)).toBe('writes')
      expect(await may(two, draft)).toBe('writes')
      expect(await may(reviewer, draft)).toBe('reads: not-allowed')
      for (const who of [other, secretariat, chair, { ...one, standing: 'unverified' as const }])
        expect([who.name, await may(who, draft)]).toEqual([who.name, 'none'])
      const place = { articleId, charterId, proposalId: draft.proposalId, lang: 'en', presence: 'own_party' }
      expect(await makeDocumentAccess(house.context)(one, draft.documentId)).toMatchObject({
        ...place,
        together: [one.partyId!, two.partyId!].sort(),
      })
    })
    it('submitted: secretariat and chair read, nobody writes; tabled: everybody reads', async () => {
      const observer = await house.person('observer', ['observer'])
      const admin = await house.person('admin', ['administrator'])
      const proposal = await forked()
      await turn(house, proposal.proposalId, 'submitted')
      expect(await may(one, proposal)).toBe('reads: proposal-closed')
      expect(await may(secretariat, proposal)).toBe('reads: proposal-closed')
      for (const who of [other, observer, admin]) expect(await may(who, proposal)).toBe('none')
      await turn(house, proposal.proposalId, 'returned')
      expect(await may(one, proposal)).toBe('writes')
      // what they make of it is theirs until they submit it again
      expect(await may(secretariat, proposal)).toBe('none')
      await turn(house, proposal.proposalId, 'tabled', true)
      for (const who of [one, other, observer]) expect(await may(who, proposal)).toBe('reads: proposal-closed')
      expect(await may(admin, proposal)).toBe('none')
    })
    it('bridging text: chairs. The pen-holder’s copy: the pen, while the proposal is discussed', async () => {
      const chair = await house.person('chair', ['chair'])
      const bridging = await forked({ partyId: null })
      expect([await may(chair, bridging), await may(one, bridging), await may(secretariat, bridging)]).toEqual([
        ...['writes', 'none', 'none'],
      ])
      const copy = await forked({ kind: 'modified', status: 'under_discussion' })
      await turn(house, copy.proposalId, 'under_discussion', true)
      const assignment = { personId: other.id, kind: 'pen_holder', lang: '*' } as const
      value(await house.app.assign(secretariat, articleId, assignment))
      expect([await may(other, copy), await may(chair, copy)]).toEqual(['writes', 'writes'])
      expect(await may(one, copy)).toBe('reads: not-allowed')
      // P3: an assignment gives nothing to who may only look on by now
      expect(await may({ ...other, roles: ['observer'] }, copy)).toBe('reads: not-allowed')
      await turn(house, copy.proposalId, 'merged', true)
      expect(await may(other, copy)).toBe('reads: proposal-closed')
    })
    it('nobody writes about an article that is agreed or deleted, nor knows of one that was removed', async () => {
      const proposal = await forked()
      const set = (what: object): Promise<unknown> =>
        house.store.db.updateTable('article').set(what).where('id', '=', articleId).execute()
      await set({ status: 'agreed' })
      expect(await may(one, proposal)).toBe('reads: article-locked')
      await set({ status: 'draft', deleted_at: AT, deleted_reason: 'x' })
      expect(await may(one, proposal)).toBe('reads: already-deleted')
      await set({ removed_at: AT })
      expect(await may(one, proposal)).toBe('none')
    })
    it('over a socket it cannot be told from what is not there', async () => {
      const { documentId } = await forked()
      const answers: unknown[] = []
      for (const id of [documentId, 'x'.repeat(documentId.length)])
        for (const who of [other, secretariat]) {
          const token = await house.tokenOf(who)
          const program = new BareClient(address, id, { token })
          const page = new BareClient(address, id, {
            headers: {
              cookie: `concord_session=${token}`,
              origin: address.replace('ws:', 'http:').replace('/sync', ''),
            },
          })
          for (const client of [program, page]) {
            clients.push(client)
            await client.until(() => client.closed !== null)
          }
          answers.push([program.status, program.heard, page.closed, page.heard])
        }
      expect(answers).toEqual(answers.map(() => [404, [], { code: 4404, reason: 'not-found' }, []]))
    })
    it('who is no sponsor any more is shut out at once', async () => {
      const { proposalId, documentId } = await forked({ sponsors: [two.partyId!] })
      const [stays, goes] = [await opens(one, documentId), await opens(two, documentId)]
      await house.store.db
        .updateTable('proposal_sponsor')
        .set({ state: 'left' })
        .where('proposal_id', '=', proposalId)
        .where('party_id', '=', two.partyId!)
        .execute()
      house.context.events.tell({
        kind: 'proposal-changed',
        charterId,
        articleId,
        proposalId,
        partyIds: [one.partyId!],
      })
      await goes.client.until(() => goes.client.closed !== null)
      expect(goes.client.closed).toEqual({ code: 4404, reason: 'not-found' })
      await stays.client.marker()
      expect(stays.client.closed).toBeNull()
    })
  })

  describe('PR9: who is in a proposal', () => {
    const names = ({ client }: { client: BareClient }): string[] =>
      (client.of('people').at(-1)?.people ?? []).map(({ name }) => name)
    it('is told to those alone who have it open, too: its sponsors to each other, whatever their party', async () => {
      const { documentId, proposalId } = await forked({ sponsors: [two.partyId!] })
      const mate = await house.person('mate', ['drafter'], 'D01')
      const reader = await opens(mate, english)
      const [a, b] = [await opens(one, documentId), await opens(two, documentId)]
      await a.client.until(() => names(a).length === 3)
      await b.client.until(() => names(b).length === 2)
      // of the article's readers they see whom they always see
      expect(names(a)).toEqual(['mate', 'one', 'two'])
      expect(names(b)).toEqual(['one', 'two'])
      expect(
        a.client
          .of('people')
          .at(-1)!
          .people.find(({ name }) => name === 'two')!.at,
      ).toEqual([{ articleId, lang: 'en', proposalId }])
      await reader.client.until(() => names(reader).length === 1)
      const later = await opens(mate, arabic)
      await later.client.until(() => names(later).length > 0)
      await reader.client.until(() => reader.client.of('people').at(-1)!.people[0]!.at.length === 2)
      expect(names(reader)).toEqual(['mate'])
      expect(JSON.stringify([reader.client.heard, later.client.heard])).not.toContain(proposalId)
      // carets, too
      b.client.sendPresence([{ client: b.doc.clientID, clock: 1, state: { cursor: null } }])
      await a.client.until(() =>
        a.client.of('presence').some(({ entries }) => entries.some(({ client }) => client === b.doc.clientID)),
      )
    })
    it('is nobody’s to see where the charter shows nobody', async () => {
      value(await house.app.setCharterSettings(secretariat, charterId, { presence: 'off' }))
      const { documentId } = await forked({ sponsors: [two.partyId!] })
      const [a, b] = [await opens(one, documentId), await opens(two, documentId)]
      b.client.sendPresence([{ client: b.doc.clientID, clock: 1, state: { cursor: null } }])
      await b.client.marker()
      await a.client.marker()
      expect(a.client.of('presence').flatMap(({ entries }) => entries)).toEqual([])
      expect(names(a)).toEqual([])
    })
  })

  it('TX29: words that came too late in a proposal are told under its article', async () => {
    const { documentId } = await forked()
    const { seq } = await house.context.texts.readAt(documentId)
    const doc = new Y.Doc()
    await house.store.transaction((rows) =>
      insertEntries(rows, [
        {
          documentId,
          seq: seq + 1,
          authorId: one.id,
          partyId: one.partyId,
          hat: 'party',
          at: AT,
          bytes: updateBy(doc, (text) => text.insert(0, 'late')),
          newClients: [doc.clientID],
          stillborn: [
            {
              blockId: 'p1',
              option: null,
              words: 'late',
              spans: [[doc.clientID, 0, 4]],
              before: [],
              after: [],
              knew: [doc.clientID, 0],
              isCertain: true,
            },
          ],
        },
      ]),
    )
    for (const where of [{}, { articleId }, { charterId }])
      expect(await listRecoveredRows(house.store.db, one.id, where)).toMatchObject([
        { documentId, articleId, charterId, lang: 'en', words: 'late' },
      ])
    expect(await listRecoveredRows(house.store.db, one.id, { articleId: 'another' })).toEqual([])
  })
})
