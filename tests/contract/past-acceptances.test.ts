/** PS27: what the sample's file has as accepted is brought into the article by the chair, on both databases; and PS17: what offers to be taken back can be. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import type { SettleInput } from '#lib/domain/contract-brackets.ts'
import type { ProposalSummary, ProposalView } from '#lib/domain/contract-proposals.ts'
import { exportAs } from '../../server/charter/export-charter.ts'
import { importAs } from '../../server/charter/import-charter.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { listDocumentsOf } from '../../server/store/articles.ts'
import { findCharter } from '../../server/store/charters.ts'
import { callerOf, type Caller } from '../support/api.ts'
import { personally } from '../support/authors.ts'
import { DIALECTS } from '../support/database.ts'
import { codeOf, openHouse, value, type House } from '../support/house.ts'

/** With these words in the place of those. */
const saying =
  (from: string, to: string) =>
  (now: ArticleDoc): ArticleDoc =>
    JSON.parse(JSON.stringify(now).replace(from, to)) as ArticleDoc

describe.each(DIALECTS)('on %s', (dialect) => {
  let own: House
  let chair: Actor
  let asChair: Caller
  let listed: () => Promise<ProposalSummary[]>
  beforeAll(async () => {
    own = await openHouse(dialect)
    const secretariat = await own.person('secretariat', ['secretariat'])
    chair = await own.person('chair', ['chair', 'drafter'], 'D09')
    asChair = callerOf(own.app, await own.tokenOf(chair))
    const { id } = value(await own.app.importCharter(secretariat, sample, 'sample'))
    listed = async () => (await asChair('GET', `/charters/${id}/proposals?limit=500`)).body.items
  })
  afterAll(() => own.close())

  const find = async (code: string): Promise<ProposalView> => {
    const { id } = (await listed()).find((one) => one.code === code)!
    return (await asChair('GET', `/proposals/${id}`)).body
  }
  const act = ({ id }: { id: string }, name: string, input: object = {}) =>
    asChair('POST', `/proposals/${id}/${name}`, input)
  const seen = ({ texts }: ProposalView, kind = 'original') =>
    texts.filter((one) => one.kind === kind).map(({ documentId, seq, baseSeq }) => ({ documentId, seq, baseSeq }))
  const article = async ({ articleId }: ProposalView) => {
    const { id } = (await listDocumentsOf(own.store.db, articleId)).find(({ lang }) => lang === 'en')!
    return { id, said: JSON.stringify(await own.context.texts.read(id)) }
  }
  const decisions = ({ id }: ProposalView) =>
    own.store.db.selectFrom('decision').selectAll().where('proposal_id', '=', id).orderBy('at').execute()

  test('PS17: of none of them the taking back of an acceptance is offered, which would be refused', async () => {
    for (const one of await listed()) {
      expect([one.code, one.permissions.undo]).toEqual([one.code, false])
      const undone = await act(one, 'undo', { reason: 'A mistake.' })
      expect([one.code, undone.body.code]).toEqual([one.code, 'transition-not-allowed'])
    }
  })

  test('PS27: the chair brings its words in, beside what was written since, and can take that back', async () => {
    const before = await find('ART-5/P-1')
    expect(before.permissions).toMatchObject({ decide: true, acceptModified: true, modify: true, undo: false })
    const { id } = await article(before)
    await own.context.texts.change(id, saying('rapid, safe', 'safe, rapid'), personally(chair))
    const accepted = await act(before, 'accept', { seen: seen(before), rev: before.rev })
    expect([accepted.status, accepted.body.status, accepted.body.settledAt]).toEqual([
      ...[200, 'merged'],
      expect.any(String),
    ])
    const words = 'does not endanger anyone, including locally recruited personnel'
    expect((await article(before)).said).toContain(words)
    expect((await article(before)).said).toContain('seek, by persuasion and negotiation, safe, rapid')
    const story = (accepted.body as ProposalView).events.map(({ act, hat, name }) => [act, hat, name])
    expect(story.slice(-3)).toEqual([
      ['accept', 'chair', null],
      ['accept', 'chair', 'chair'],
      ['merge', 'chair', 'chair'],
    ])
    expect(await decisions(before)).toMatchObject([{ act: 'accept', actor_id: chair.id, hat: 'chair' }])
    // a society in the chair decides as the chair
    expect((await act(before, 'accept', { seen: seen(before), as: 'party' })).status).toBe(403)
    expect((await act(before, 'accept', { seen: seen(before) })).body.code).toBe('transition-not-allowed')
    expect((await find('ART-5/P-1')).permissions).toMatchObject({ decide: false, undo: true })
    const undone = await act(before, 'undo', { reason: 'A mistake.' })
    expect([undone.status, undone.body.status, undone.body.permissions.undo]).toEqual([
      ...[200, 'under_discussion', false],
    ])
    expect((await article(before)).said).not.toContain(words)
  })

  test('PS27, PS16: what was accepted with modification comes in as the copy says it, and not without one', async () => {
    const before = await find('ART-12/P-1')
    expect(before.permissions).toMatchObject({ decide: false, acceptModified: true, modify: true, undo: false })
    expect((await act(before, 'accept', { seen: seen(before) })).body.code).toBe('transition-not-allowed')
    expect((await act(before, 'accept-modified', { seen: [] })).body.code).toBe('nothing-proposed')
    const copied = (await act(before, 'modify')).body as ProposalView
    const { documentId } = copied.texts.find(({ kind }) => kind === 'modified')!
    await own.context.texts.change(
      documentId,
      saying('review its execution at the end of each year', 'review it each year'),
      personally(chair),
    )
    const shown = await find('ART-12/P-1')
    expect([shown.status, shown.modified.map(({ lang }) => lang)]).toEqual(['accepted_modified', ['en']])
    expect((await act(before, 'accept-modified', { seen: seen(copied, 'modified') })).body.code).toBe('text-changed')
    const merged = await act(before, 'accept-modified', { seen: seen(shown, 'modified') })
    expect([merged.status, merged.body.status]).toEqual([200, 'merged'])
    expect((await article(before)).said).toContain('linking the activities of its members, and review it each year')
    const acts = (merged.body as ProposalView).events.map(({ act, modified }) => [act, modified.length])
    expect(acts.slice(-4)).toEqual([
      ['accept_modified', 0],
      ['modify', 0],
      ['accept_modified', 1],
      ['merge', 0],
    ])
    expect(await decisions(before)).toMatchObject([{ act: 'accept_modified', actor_id: chair.id }])
    expect(merged.body.permissions.undo).toBe(true)
  })

  test('PS17: what was accepted elsewhere and came with its words is not taken back where no journal tells of it', async () => {
    const { code } = await find('ART-12/P-1')
    const file = await exportAs(own.context, (await findCharter(own.store.db, 'sample'))!)
    const other = await openHouse(dialect)
    const head = await other.person('chair', ['chair'])
    const there = value(await importAs(other.context, null, JSON.parse(JSON.stringify(file)), { slug: 'again' })).id
    const { items } = value(await other.app.proposals.listOfCharter(head, there, { status: 'merged' }))
    const merged = items.find((one) => one.code === code)!
    expect(merged.permissions.undo).toBe(false)
    const undone = await other.app.proposals.undo(head, merged.id, { reason: 'A mistake.' })
    expect(codeOf(undone)).toBe('transition-not-allowed')
    await other.close()
  })

  test('PS17, PS19: nor is it of what a bracket’s end merged', async () => {
    const asking = await find('ART-18/P-1')
    const { body } = await asChair('GET', `/articles/${asking.articleId}/brackets`)
    const { words } = body.items.find(({ id }: { id: string }) => id === asking.act!.bracket)
    const accepted = await act(asking, 'accept', { seen: [], bracket: words })
    expect([accepted.status, accepted.body.status, accepted.body.permissions.undo]).toEqual([200, 'merged', false])
    expect((await act(asking, 'undo', { reason: 'A mistake.' })).body.code).toBe('transition-not-allowed')
  })

  test.each(['another option', 'a compromise'] as const)(
    'PS27: what asked for a bracket’s end and was accepted with modification comes in as the bracket is settled: %s',
    async (asked) => {
      const fresh = await openHouse(dialect)
      const [secretariat, head] = [await fresh.person('s', ['secretariat']), await fresh.person('c', ['chair'])]
      const file = JSON.parse(JSON.stringify(sample)) as { contributions: { id: string; status: string }[] }
      file.contributions.find(({ id }) => id === 'c21')!.status = 'accepted_with_modification'
      const { id: charter } = value(await fresh.app.importCharter(secretariat, file, 'sample'))
      const { items } = value(await fresh.app.proposals.listOfCharter(head, charter, { status: 'accepted_modified' }))
      const one = items.find(({ act }) => act !== null)!
      // there is no copy of it, and nothing that would be refused is offered
      expect(one.permissions).toMatchObject({ decide: false, modify: false, acceptModified: false })
      const { bracket } = one.act!
      const { items: open } = value(await fresh.app.brackets.listArticleBrackets(head, one.articleId))
      const [first, second] = open.find(({ id }) => id === bracket)!.options
      // neither is what it asked for
      const end =
        asked === 'another option' ? { act: 'choose', option: first!.id } : { act: 'replace', words: { en: 'three' } }
      expect(one.act).toMatchObject({ op: 'choose', option: second!.id })
      value(await fresh.app.brackets.settleBracket(head, one.articleId, bracket, end as SettleInput))
      const after = value(await fresh.app.proposals.read(head, one.id))
      expect(after.events.slice(-2).map(({ act }) => act)).toEqual(['accept_modified', 'merge'])
      expect([after.status, after.permissions.undo]).toEqual(['merged', false])
      await fresh.close()
    },
  )

  test('PS27: what collides since is told, and settled in a copy, with which it comes in', async () => {
    const fresh = await openHouse(dialect)
    const [secretariat, head] = [await fresh.person('s', ['secretariat']), await fresh.person('c', ['chair'])]
    const { id: charter } = value(await fresh.app.importCharter(secretariat, sample, 'sample'))
    const { items } = value(await fresh.app.proposals.listOfCharter(head, charter, { status: 'accepted' }))
    const [{ id, articleId }] = items as [ProposalSummary]
    const english = (await listDocumentsOf(fresh.store.db, articleId)).find(({ lang }) => lang === 'en')!.id
    await fresh.context.texts.change(
      english,
      saying('endanger anyone;', 'endanger anyone, whoever it is;'),
      personally(secretariat),
    )
    expect(codeOf(await fresh.app.proposals.accept(head, id, {}))).toBe('held-words')
    const copied = value(await fresh.app.proposals.modify(head, id, { held: 'proposal' }))
    expect(copied).toMatchObject({ status: 'accepted', isHeld: true })
    expect(value(await fresh.app.proposals.acceptModified(head, id, {}))).toMatchObject({ status: 'merged' })
    const said = JSON.stringify(await fresh.context.texts.read(english))
    expect(said).toContain('endanger anyone, including locally recruited personnel')
    await fresh.close()
  })
})
