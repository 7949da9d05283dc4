// Over 250 lines: one story after another of the same part, with what they share.
/** Proposals through the API on both databases: their life, by whom, and who knows of it (rules PS*, P11-P13). */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import type { ProposalSummary, ProposalView } from '#lib/domain/contract-proposals.ts'
import messages from '../../messages/en.json' with { type: 'json' }
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { makeDocumentAccess } from '../../server/charter/document-access.ts'
import { insertEntries, lastSeqs } from '../../server/store/history.ts'
import { listProposalEvents } from '../../server/store/proposal-story.ts'
import { listProposalTexts, type ProposalTextRow } from '../../server/store/proposal-texts.ts'
import { FENCE } from '../../server/sync/fence.ts'
import { callerOf, type Caller } from '../support/api.ts'
import { para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { writtenBy } from '../support/authors.ts'

const DAY = 24 * 60 * 60 * 1000
/** Nobody writes it but in drafts. */
const SECRET = 'Zanzibarese'

type Name =
  'secretariat' | 'chair' | 'auditor' | 'observer' | 'drafter' | 'head' | 'other' | 'otherHead' | 'third' | 'nobody'

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let charterId: string
  let articles: ArticleView[]
  const people = {} as Record<Exclude<Name, 'nobody'>, Actor>
  const as = {} as Record<Name, Caller>
  beforeAll(async () => {
    house = await openHouse(dialect)
    people.secretariat = await house.person('secretariat', ['secretariat'])
    people.chair = await house.person('chair', ['chair'])
    people.auditor = await house.person('auditor', ['auditor'])
    people.observer = await house.person('observer', ['observer'], 'D01')
    people.drafter = await house.person('drafter', ['drafter'], 'D01')
    people.head = await house.person('head', ['head'], 'D01')
    people.other = await house.person('other', ['drafter'], 'D02')
    people.otherHead = await house.person('other-head', ['head'], 'D02')
    people.third = await house.person('third', ['drafter'], 'D03')
    for (const [name, actor] of Object.entries(people))
      as[name as Name] = callerOf(house.app, await house.tokenOf(actor))
    as.nobody = callerOf(house.app, null)
    charterId = value(await house.app.importCharter(people.secretariat, sample, 'sample')).id
    articles = value(await house.app.listArticles(people.secretariat, charterId)).items
  })
  afterAll(() => house.close())

  /** Time passes in steps after which everybody is still signed in. */
  const pass = async (days: number): Promise<void> => {
    for (let left = days; left > 0; left -= 10) {
      house.wait(Math.min(left, 10) * DAY)
      for (const who of Object.values(as)) await who('GET', '/me')
    }
  }
  const article = (number: string): ArticleView => articles.find((one) => one.number === number)!
  const begin = async (number = '6', input: object = {}, who = as.drafter): Promise<ProposalView> => {
    const made = await who('POST', `/articles/${article(number).id}/proposals`, input)
    expect(made).toMatchObject({ status: 201, body: { code: null, status: 'draft' } })
    return made.body
  }
  /** The first block with words of its own, and its first word. */
  const aBlock = async (number: string): Promise<{ id: string; first: string }> => {
    const { body } = await as.secretariat('GET', `/articles/${article(number).id}`)
    for (const { attrs, content = [] } of body.json.content.slice(1)) {
      const words = content[0]?.type === 'text' ? /^\s*(\S+ \S+ \S+)/.exec(content[0].text) : null
      if (words) return { id: attrs.id, first: words[1]! }
    }
    throw new Error('no words')
  }
  /** Puts words into its text. */
  const write = async (proposal: { id: string }, words: string, number = '6', who = as.drafter): Promise<void> => {
    const { id, first } = await aBlock(number)
    const done = await who('PUT', `/proposals/${proposal.id}/texts/en`, {
      blocks: [{ id, find: first, place: 'behind', text: ` ${words}` }],
    })
    expect(done).toMatchObject({ status: 200 })
  }
  const turn = async (who: Caller, { id }: { id: string }, act: string, body: object = {}) => {
    if (!['approve', 'accept'].includes(act)) return who('POST', `/proposals/${id}/${act}`, body)
    const { body: read } = await who('GET', `/proposals/${id}`)
    return who('POST', `/proposals/${id}/${act}`, { seen: read.texts ?? [], ...body })
  }
  const done = async (who: Caller, proposal: { id: string }, act: string, body: object = {}): Promise<ProposalView> => {
    const answer = await turn(who, proposal, act, body)
    expect([act, answer.status, answer.body.code]).toEqual([act, expect.any(Number), answer.body.code])
    if (answer.status >= 300) throw new Error(`${act}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const refused = async (who: Caller, proposal: { id: string }, act: string, body: object = {}): Promise<string> =>
    (await turn(who, proposal, act, body)).body.code
  const read = (who: Caller, { id }: { id: string }) => who('GET', `/proposals/${id}`)
  const listed = async (who: Caller, number = '6', query = ''): Promise<ProposalSummary[]> =>
    (await who('GET', `/articles/${article(number).id}/proposals?limit=500${query}`)).body.items
  const isListed = async (who: Caller, { id }: { id: string }, number = '6'): Promise<boolean> =>
    (await listed(who, number)).some((one) => one.id === id)
  const submitted = async (number = '6', input: object = {}, who = as.drafter): Promise<ProposalView> => {
    const made = await begin(number, input, who)
    await write(made, 'indeed', number, who)
    return done(who, made, 'submit')
  }
  const tabled = async (number = '6', who = as.drafter): Promise<ProposalView> =>
    done(as.secretariat, await submitted(number, {}, who), 'admit')
  const acts = async (id: string): Promise<{ act: string; data: Record<string, unknown> }[]> =>
    (await house.store.db.selectFrom('audit').selectAll().orderBy('seq').execute())
      .filter((row) => (JSON.parse(row.subject) as { id: string }).id === id)
      .map(({ act, data }) => ({ act, data: JSON.parse(data) as Record<string, unknown> }))

  describe('from a draft to the table', () => {
    test('PS1, PS2, PS13, PS15: begun, written, submitted, admitted, taken up, and read with its whole story', async () => {
      const draft = await begin('6', { rationale: 'Volunteers ask for it.' })
      expect(draft).toMatchObject({
        ...{ kind: 'wording', lang: 'en', party: { code: 'D01' }, rationale: 'Volunteers ask for it.' },
        permissions: { write: true, submit: true, admit: false },
        texts: [{ lang: 'en', kind: 'original', baseSeq: 1, blocks: [] }],
      })
      expect(await refused(as.drafter, draft, 'submit')).toBe('nothing-proposed')
      const { id: blockId } = await aBlock('6')
      await write(draft, 'certainly')
      const live = (await read(as.drafter, draft)).body as ProposalView
      expect(live.texts[0]!.blocks).toMatchObject([{ id: blockId, op: 'changed', held: null }])
      expect(live.texts[0]!.blocks[0]!.runs.find(({ op }) => op === 'ins')!.text.trim()).toBe('certainly')

      house.told.length = 0
      const sent = await done(as.drafter, draft, 'submit')
      expect(sent).toMatchObject({ status: 'submitted', isLate: false, permissions: { write: false } })
      expect(sent.code).toMatch(/^ART-6\/P-\d+$/)
      expect(sent.blocks).toEqual([{ id: blockId, lang: 'en', op: 'changed' }])
      const told = house.told.map(({ kind }) => kind)
      expect(told).toEqual(['access-changed', 'proposal-changed'])
      expect(house.told[1]).toMatchObject({ proposalId: draft.id, partyIds: [people.drafter.partyId] })

      const seen = await done(as.secretariat, draft, 'admit')
      expect(seen).toMatchObject({ status: 'tabled', code: sent.code })
      expect(house.told.at(-1)).toMatchObject({ kind: 'proposal-changed', partyIds: null })
      expect(await done(as.chair, draft, 'take-up')).toMatchObject({ status: 'under_discussion' })

      const own = (await read(as.drafter, draft)).body as ProposalView
      expect(own.events.map(({ act }) => act)).toEqual(['begin', 'submit', 'admit', 'take_up'])
      const all = (await read(as.third, draft)).body as ProposalView
      expect(all.events).toMatchObject([
        { n: 1, act: 'submit', from: 'draft', to: 'submitted', hat: 'party', party: { code: 'D01' }, name: null },
        { n: 2, act: 'admit', hat: 'secretariat', party: null, name: 'secretariat' },
        { n: 3, act: 'take_up', hat: 'chair', name: 'chair' },
      ])
      expect(all).toMatchObject({ createdAt: null, texts: [{ blocks: [{ id: blockId }] }] })
      expect(all.permissions).toMatchObject({ write: false, join: true, amend: true, decide: false })

      const recorded = await acts(draft.id)
      expect(recorded.map(({ act }) => act)).toEqual(['proposal.submitted', 'proposal.admitted', 'proposal.taken-up'])
      expect(recorded[0]!.data).toMatchObject({ code: sent.code, from: 'draft', to: 'submitted', blocks: [blockId] })
      const story = (await listProposalEvents(house.store.db, draft.id)).filter(({ n }) => n < 1)
      expect(recorded[0]!.data['story']).toBe(createHash('sha256').update(canonicalize(story)!, 'utf8').digest('hex'))
    })

    test('PS2: codes count what was submitted, article by article, and stay when it comes back', async () => {
      const [one, two, three] = [await begin('8'), await begin('8'), await begin('8')]
      expect(await done(as.drafter, two, 'discard')).toMatchObject({ status: 'discarded', code: null })
      for (const each of [one, three]) await write(each, 'indeed', '8')
      expect(await done(as.drafter, three, 'submit')).toMatchObject({ code: 'ART-8/P-1' })
      expect(await done(as.drafter, one, 'submit')).toMatchObject({ code: 'ART-8/P-2' })
      expect(await refused(as.secretariat, one, 'return', { reason: ' ' })).toBe('invalid')
      const back = await done(as.secretariat, one, 'return', { reason: 'It names a party.', ground: 'names_party' })
      expect(back).toMatchObject({ status: 'returned', code: 'ART-8/P-2' })
      await write(one, 'certainly', '8')
      expect(await done(as.drafter, one, 'submit')).toMatchObject({ code: 'ART-8/P-2', status: 'submitted' })
      // what happened while it was returned is its sponsors' affair
      const { events } = (await read(as.secretariat, one)).body as ProposalView
      expect(events.map(({ act }) => act)).toEqual(['submit', 'return', 'submit'])
      expect(events[1]).toMatchObject({ reason: 'It names a party.' })
      expect((await listed(as.drafter, '8')).map(({ code }) => code)).toEqual(['ART-8/P-1', 'ART-8/P-2', null])
      expect((await listed(as.secretariat, '8')).map(({ code }) => code)).toEqual(['ART-8/P-1', 'ART-8/P-2'])
      expect(await listed(as.third, '8')).toEqual([])
    })

    test('what is submitted stands still', async () => {
      const { id } = await submitted()
      const answer = await as.drafter('PUT', `/proposals/${id}/texts/en`, { blocks: [{ id: 'x', text: 'y' }] })
      expect(answer.body.code).toBe('proposal-closed')
      expect((await as.drafter('PATCH', `/proposals/${id}`, { rationale: 'Other' })).body.code).toBe('not-allowed')
    })

    test('PS1: of two at once one is first, and whoever saw an older one is told so', async () => {
      const proposal = await submitted()
      const outcomes = await Promise.all([
        turn(as.secretariat, proposal, 'admit'),
        turn(as.secretariat, proposal, 'return', { reason: 'No wording.' }),
      ])
      expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409])
      const events = await listProposalEvents(house.store.db, proposal.id)
      expect(events.map(({ n }) => n)).toEqual(events.map((_, i) => i))
      const next = await tabled()
      expect(await refused(as.chair, next, 'take-up', { rev: next.rev - 1 })).toBe('busy')
      expect(await done(as.chair, next, 'take-up', { rev: next.rev })).toMatchObject({ rev: next.rev + 1 })
    })

    test('PS1, P13: whoever is told less often how often it changed acts on what they were told', async () => {
      const seated = await house.person('head in the chair', ['head', 'chair'], 'D04')
      const caller = callerOf(house.app, await house.tokenOf(seated))
      const proposal = await submitted()
      await done(as.secretariat, proposal, 'return', { reason: 'No wording.' })
      const { rev } = (await read(caller, proposal)).body
      await done(as.drafter, proposal, 'sponsors', { party: 'D04' })
      expect((await read(caller, proposal)).body.rev).toBe(rev)
      expect((await read(as.drafter, proposal)).body.rev).toBe(rev + 1)
      const joining = { party: 'D04', as: 'party' }
      expect(await refused(caller, proposal, 'sponsors', { ...joining, rev: rev - 1 })).toBe('busy')
      const joined = await done(caller, proposal, 'sponsors', { ...joining, rev })
      expect(joined.sponsors.map((one) => one.party.code)).toEqual(['D01', 'D04'])
    })

    test('PS13: a program may write whole blocks, and every fault is named', async () => {
      const draft = await begin()
      const { id } = await aBlock('6')
      const put = (blocks: object[]) => as.drafter('PUT', `/proposals/${draft.id}/texts/en`, { blocks })
      const wrong = await put([{ id: 'nowhere', text: 'x' }])
      expect(wrong.body).toMatchObject({ code: 'invalid', errors: [{ path: 'blocks[0].id' }] })
      const now = await put([{ id: null, after: id, kind: 'para', text: 'A new paragraph.' }])
      expect(now.body.texts[0].blocks).toMatchObject([{ op: 'added', prev: id, base: null }])
      expect((await as.drafter('PUT', `/proposals/${draft.id}/texts/ru`, { blocks: [{ id, text: 'x' }] })).status).toBe(
        422,
      )
    })

    test('wording in another language has a text of its own', async () => {
      const draft = await begin('4')
      const added = await as.drafter('POST', `/proposals/${draft.id}/texts`, { lang: 'fr' })
      expect(added.body.texts.map(({ lang, kind }: { lang: string; kind: string }) => [lang, kind])).toEqual([
        ['en', 'original'],
        ['fr', 'translation'],
      ])
      expect((await as.drafter('POST', `/proposals/${draft.id}/texts`, { lang: 'fr' })).body.code).toBe(
        'language-taken',
      )
      expect((await as.drafter('POST', `/proposals/${draft.id}/texts`, { lang: 'xx' })).body.code).toBe('invalid')
    })

    test('on what is agreed nobody proposes, and nobody whose role does not let them', async () => {
      const post = (who: Caller, number: string) => who('POST', `/articles/${article(number).id}/proposals`, {})
      expect((await post(as.drafter, '1')).body.code).toBe('article-locked')
      for (const who of [as.secretariat, as.auditor, as.observer])
        expect((await post(who, '6')).body.code).toBe('not-allowed')
      expect((await post(as.nobody, '6')).body.code).toBe('not-signed-in')
      const draft = await begin('9')
      await write(draft, 'indeed', '9')
      await house.store.db.updateTable('article').set({ status: 'agreed' }).where('id', '=', article('9').id).execute()
      expect(await refused(as.drafter, draft, 'submit')).toBe('article-locked')
      const open = { status: 'under_discussion' }
      await house.store.db.updateTable('article').set(open).where('id', '=', article('9').id).execute()
    })

    test('the chair’s bridging text is of no delegation', async () => {
      const draft = await begin('6', {}, as.chair)
      expect(draft).toMatchObject({ kind: 'bridging', isChairs: true, party: null, sponsors: [] })
      expect((await read(as.secretariat, draft)).status).toBe(404)
      await write(draft, 'perhaps', '6', as.chair)
      expect(await done(as.chair, draft, 'submit')).toMatchObject({ status: 'submitted' })
      expect((await done(as.secretariat, draft, 'admit')).events.map(({ hat }) => hat)).toEqual([
        'chair',
        'secretariat',
      ])
    })

    test('what is to become of a bracket has no text of its own', async () => {
      const wrong = { act: { op: 'delete', bracket: 'br-nowhere' } }
      const post = (input: object) => as.drafter('POST', `/articles/${article('14').id}/proposals`, input)
      expect((await post(wrong)).body.errors).toMatchObject([{ path: 'act.bracket' }])
      const draft = await begin('14', { act: { op: 'delete', bracket: 'br-cyber-ai' } })
      expect(draft).toMatchObject({ kind: 'bracket', texts: [], act: { op: 'delete', bracket: 'br-cyber-ai' } })
      expect(await done(as.drafter, draft, 'submit')).toMatchObject({ status: 'submitted', blocks: [] })
    })
  })

  test('LK1: nor is a paragraph proposed to that is agreed by itself', async () => {
    const draft = await begin('10')
    await write(draft, 'indeed', '10')
    const { id } = await aBlock('10')
    await house.store.db
      .insertInto('provision')
      .values({
        ...{ article_id: article('10').id, block_id: id, status: 'agreed', since: house.now(), event_id: null },
        ...{ confirm_by: null, empty_in: '[]' },
      })
      .execute()
    expect(await refused(as.drafter, draft, 'submit')).toBe('paragraph-agreed')
    await house.store.db.deleteFrom('provision').where('block_id', '=', id).execute()
  })

  describe('P13: a draft is known to its sponsors alone', () => {
    let draft: ProposalView
    beforeAll(async () => {
      draft = await begin('6', { rationale: SECRET })
      await write(draft, SECRET)
    })
    const strangers: Name[] = ['secretariat', 'chair', 'auditor', 'other', 'third']

    test('there is none, whatever is asked or done', async () => {
      const missing = { ...draft, id: 'AAAAAAAAAAAAAAAAAAAAAA' }
      const bodies: Record<string, object> = {
        ...{
          'ask-approval': {},
          approve: { seen: [] },
          discard: {},
          submit: {},
          leave: {},
          admit: {},
          'take-up': {},
          accept: { seen: [] },
        },
        ...{ 'take-over': {}, 'carry-over': {}, 'new-wording': {}, sponsors: { party: 'D02' } },
        ...{ return: { reason: 'x' }, decline: { reason: 'x' }, 'not-retained': { reason: 'x' } },
        texts: { lang: 'fr' },
      }
      for (const name of strangers) {
        const told = async (proposal: { id: string }): Promise<unknown[]> => {
          const answers = [
            await read(as[name], proposal),
            await as[name]('PATCH', `/proposals/${proposal.id}`, { rationale: '' }),
            await as[name]('PUT', `/proposals/${proposal.id}/texts/en`, { blocks: [{ id: 'p', text: '' }] }),
          ]
          for (const [act, body] of Object.entries(bodies)) answers.push(await turn(as[name], proposal, act, body))
          return answers.map(({ status, body }) => [status, JSON.stringify(body)])
        }
        const answers = await told(draft)
        expect(new Set(answers.map((answer) => (answer as [number])[0]))).toEqual(new Set([404]))
        expect(answers, name).toEqual(await told(missing))
      }
      expect((await read(as.nobody, draft)).status).toBe(401)
    })

    test('nor is there its living text, while it is written anew after it was returned', async () => {
      const access = makeDocumentAccess({ store: house.store })
      const proposal = await submitted()
      const { documentId } = proposal.texts[0]!
      const readers = async (): Promise<string[]> => {
        const names = ['secretariat', 'chair', 'auditor', 'drafter', 'head', 'other'] as const
        const asked = await Promise.all(names.map((name) => access(people[name], documentId)))
        return names.filter((_, i) => asked[i]?.read)
      }
      expect(await readers()).toEqual(['secretariat', 'chair', 'drafter', 'head'])
      await done(as.secretariat, proposal, 'return', { reason: 'No wording.' })
      expect(await readers()).toEqual(['drafter', 'head'])
      await write(proposal, SECRET)
      expect(JSON.stringify((await read(as.secretariat, proposal)).body)).not.toContain(SECRET)
      expect(JSON.stringify((await read(as.drafter, proposal)).body)).toContain(SECRET)
    })

    test('nor when the article is another meanwhile, nor once it is withdrawn: what was submitted is told', async () => {
      const proposal = await submitted('9', { rationale: 'For clarity.' })
      await done(as.secretariat, proposal, 'return', { reason: 'No wording.' })
      await write(proposal, SECRET, '9')
      expect((await as.drafter('PATCH', `/proposals/${proposal.id}`, { rationale: SECRET })).status).toBe(200)
      const { documents } = article('9')
      const english = documents.find(({ lang }) => lang === 'en')!.id
      const now = await house.context.texts.read(english)
      await house.context.texts.write(
        english,
        { ...now, content: [...now.content, para('late', 'A new one.')] },
        writtenBy(null),
      )
      const told = async (): Promise<string> =>
        JSON.stringify([
          (await read(as.secretariat, proposal)).body,
          (await read(as.chair, proposal)).body,
          (await as.secretariat('GET', `/proposals/${proposal.id}/preview`)).body,
          await listed(as.secretariat, '9'),
          (await as.secretariat('GET', `/charters/${charterId}/export`)).body,
        ])
      for (const step of [() => Promise.resolve(), () => done(as.drafter, proposal, 'leave')]) {
        await step()
        const said = await told()
        expect(said).not.toContain(SECRET)
        expect((await read(as.secretariat, proposal)).body.texts[0].blocks).toMatchObject([
          { op: 'changed', held: null },
        ])
        for (const words of ['indeed', 'For clarity.']) expect(said).toContain(words)
        expect(await makeDocumentAccess({ store: house.store })(people.chair, proposal.texts[0]!.documentId)).toBeNull()
      }
      expect(JSON.stringify((await read(as.drafter, proposal)).body)).toContain(SECRET)
    })

    test('nor who joins, leaves or is asked, nor for whom it is to speak: those of its submission are told until the next', async () => {
      const proposal = await begin('10', { group: { name: 'Group A', members: ['D02', 'D04'], except: ['D05'] } })
      await done(as.drafter, proposal, 'sponsors', { party: 'D02' })
      await done(as.other, proposal, 'sponsors', { party: 'D02' })
      await write(proposal, 'indeed', '10')
      await done(as.drafter, proposal, 'submit')
      await done(as.secretariat, proposal, 'return', { reason: 'No wording.' })
      const told = async (who: Caller) => {
        const home = await house.app.readHome(people.secretariat, charterId, 'en')
        const { body } = await read(who, proposal)
        const list = (await listed(who, '10')).filter(({ id }) => id === proposal.id)
        const file = (await as.secretariat('GET', `/charters/${charterId}/export`)).body as {
          talks: { proposals: { code: string }[] }
        }
        const own = file.talks.proposals.filter(({ code }) => code === body.code)
        expect(own).toHaveLength(1)
        return JSON.stringify([body, list, own, home])
      }
      const before = await Promise.all([told(as.secretariat), told(as.chair)])
      expect(before[0]).toContain('Group A')
      house.told.length = 0
      await done(as.drafter, proposal, 'sponsors', { party: 'D03' })
      await done(as.third, proposal, 'sponsors', { party: 'D03' })
      const group = { name: 'Group B', members: ['D06'] }
      expect((await as.drafter('PATCH', `/proposals/${proposal.id}`, { group })).status).toBe(200)
      await done(as.drafter, proposal, 'leave')
      expect((await read(as.other, proposal)).body).toMatchObject({
        party: { code: 'D02' },
        group: { name: group.name },
      })
      expect(await Promise.all([told(as.secretariat), told(as.chair)])).toEqual(before)
      const [d01, d02, d03] = [people.drafter.partyId, people.other.partyId, people.third.partyId]
      for (const event of house.told)
        if (event.kind === 'proposal-changed')
          for (const partyId of event.partyIds ?? ['everybody']) expect([d01, d02, d03]).toContain(partyId)
      await done(as.other, proposal, 'submit')
      const again = (await read(as.secretariat, proposal)).body as ProposalView
      expect(again).toMatchObject({
        status: 'submitted',
        party: { code: 'D02' },
        group: { members: [{ code: 'D06' }] },
      })
      expect(again.sponsors.filter(({ state }) => state === 'joined').map(({ party }) => party.code)).toEqual([
        'D02',
        'D03',
      ])
    })

    test('no answer holds a word of it, nor tells that there is one', async () => {
      const { id } = article('6')
      const paths = [
        ...[`/articles/${id}`, `/articles/${id}/proposals`, `/articles/${id}/comments`, `/articles/${id}/authorship`],
        ...[`/charters/${charterId}/proposals`, `/charters/${charterId}/articles`, `/charters/${charterId}/comments`],
        ...[`/charters/${charterId}/find?q=${SECRET}`, `/charters/${charterId}/terms`, '/recovered'],
        ...[`/charters/${charterId}/counts`, `/charters/${charterId}/compare?from=1&to=now`, '/audit?limit=500'],
        ...[`/charters/${charterId}/export`, `/charters/${charterId}/comments/mark`, '/me'],
      ]
      const { documentId } = draft.texts[0]!
      for (const name of strangers) {
        const said = await Promise.all(paths.map(async (path) => (await as[name]('GET', path)).bytes))
        const more = [
          await house.app.readHome(people[name as 'chair'], charterId, 'en'),
          await house.app.readTriage(people[name as 'chair'], charterId, 'en'),
          await house.app.readOutline(people[name as 'chair'], charterId),
          await house.app.readAuthorship(people[name as 'chair'], documentId, {}),
        ]
        const all = [...said.map((bytes) => new TextDecoder().decode(bytes)), JSON.stringify(more)].join('\n')
        // what was looked for is said back by nobody
        for (const word of [SECRET, draft.id, documentId]) expect(all.includes(word), `${name}: ${word}`).toBe(false)
      }
      expect((await as.drafter('GET', `/charters/${charterId}/find?q=${SECRET}`)).body.count).toBe(0)
      expect(house.told.filter((event) => JSON.stringify(event).includes(draft.id))).toEqual(
        house.told.filter(
          (event) => event.kind === 'proposal-changed' && event.proposalId === draft.id && event.partyIds,
        ),
      )
    })

    test('an observer of its delegation reads it, and writes nothing', async () => {
      expect((await read(as.observer, draft)).body.permissions).toMatchObject({ write: false, submit: false })
      expect((await as.observer('PATCH', `/proposals/${draft.id}`, { rationale: '' })).body.code).toBe('not-allowed')
      await house.store.db
        .updateTable('membership')
        .set({ verified_at: null })
        .where('person_id', '=', people.observer.id)
        .execute()
      expect((await read(as.observer, draft)).status).toBe(404)
    })
  })

  describe('PS5: who stands behind it', () => {
    test('a delegation that was asked knows whose it is and why, and once it has joined writes it', async () => {
      const draft = await begin('6', { rationale: 'For all.' })
      expect(await refused(as.drafter, draft, 'sponsors', { party: 'D99' })).toBe('invalid')
      await done(as.drafter, draft, 'sponsors', { party: 'D02' })
      expect(await refused(as.drafter, draft, 'sponsors', { party: 'D02' })).toBe('already-so')
      expect((await read(as.third, draft)).status).toBe(404)
      const asked = (await read(as.other, draft)).body as ProposalView
      expect(asked).toMatchObject({ party: { code: 'D01' }, rationale: 'For all.', texts: [], events: [], blocks: [] })
      expect(asked.permissions).toMatchObject({ join: true, write: false })
      expect(await isListed(as.other, draft)).toBe(true)
      expect((await as.other('PATCH', `/proposals/${draft.id}`, { rationale: 'x' })).status).toBe(404)
      const joined = await done(as.other, draft, 'sponsors', { party: 'D02' })
      expect(joined.sponsors).toMatchObject([
        { party: { code: 'D01' }, kind: 'main', state: 'joined' },
        { party: { code: 'D02' }, kind: 'co', state: 'joined' },
      ])
      expect(joined.texts).toHaveLength(1)
      await write(draft, 'together', '6', as.other)
      expect(await refused(as.other, draft, 'submit')).toBe('not-allowed')
      const sent = await done(as.drafter, draft, 'submit')
      expect((await acts(draft.id))[0]!.data['sponsors']).toMatchObject([{ code: 'D01' }, { code: 'D02' }])
      expect(sent.sponsors).toHaveLength(2)
    })

    test('a group is named with its members, and with whom it does not speak for', async () => {
      const group = { name: 'Regional Group A', members: ['D02', 'D03'], except: ['D04'] }
      const draft = await begin('6', { group: { ...group, except: ['D98'] } }).catch((error: unknown) => error)
      expect(draft).toBeInstanceOf(Error)
      const made = await begin('6', { group })
      expect(made.group).toMatchObject({
        name: 'Regional Group A',
        members: [{ code: 'D02' }, { code: 'D03' }],
        except: [{ code: 'D04' }],
      })
      const edited = await as.drafter('PATCH', `/proposals/${made.id}`, { group: null, rationale: 'Why', lang: 'fr' })
      expect(edited.body).toMatchObject({ group: null, rationale: 'Why', rationaleLang: 'fr' })
    })

    test('on the table anybody joins; when the author leaves, the next sponsor has it', async () => {
      const proposal = await tabled()
      await done(as.other, proposal, 'sponsors', { party: 'D02' })
      expect(await refused(as.other, proposal, 'sponsors', { party: 'D02' })).toBe('not-allowed')
      const left = await done(as.drafter, proposal, 'leave')
      expect(left).toMatchObject({ status: 'tabled', party: { code: 'D02' } })
      expect(left.sponsors).toMatchObject([
        { party: { code: 'D02' }, kind: 'main', state: 'joined' },
        { party: { code: 'D01' }, kind: 'co', state: 'left' },
      ])
      expect(left.events.at(-1)).toMatchObject({ act: 'leave', about: { code: 'D01' } })
      expect((await acts(proposal.id)).map(({ act }) => act).slice(-2)).toEqual(['proposal.sponsored', 'proposal.left'])
    })
  })

  test('PS3: what a drafter submits has been approved by the head exactly as it stands', async () => {
    const set = (who: Caller, needHead: boolean) => who('PUT', '/parties/D01/proposals', { needHead })
    expect((await set(as.drafter, true)).body.code).toBe('not-allowed')
    expect((await set(as.otherHead, true)).status).toBe(404)
    expect((await set(as.head, true)).body).toEqual({ needHead: true })
    const draft = await begin()
    await write(draft, 'indeed')
    expect(await refused(as.drafter, draft, 'submit')).toBe('needs-approval')
    expect(await refused(as.head, draft, 'approve')).toBe('transition-not-allowed')
    expect(await refused(as.drafter, draft, 'approve')).toBe('not-allowed')
    expect((await done(as.drafter, draft, 'ask-approval')).approval).toMatchObject({ isApproved: false })
    expect((await done(as.head, draft, 'approve')).approval).toMatchObject({ isApproved: true })
    await write(draft, 'very much')
    expect(await refused(as.drafter, draft, 'submit')).toBe('needs-approval')
    await done(as.head, draft, 'approve')
    // with other nodes, ND5 puts an entry without a word there
    const [{ documentId }] = (await listProposalTexts(house.store.db, [draft.id])) as [ProposalTextRow]
    const seq = (await lastSeqs(house.store.db, [documentId])).get(documentId)! + 1
    const fence = { authorId: null, partyId: null, hat: null, bytes: FENCE, at: house.now(), newClients: [] }
    await house.store.transaction((rows) => insertEntries(rows, [{ documentId, seq, ...fence }]))
    expect(await done(as.drafter, draft, 'submit')).toMatchObject({ status: 'submitted' })
    // the head needs nobody's approval
    const own = await begin('6', {}, as.head)
    await write(own, 'indeed', '6', as.head)
    const seen = (await read(as.head, own)).body.texts
    expect(await done(as.head, own, 'submit', { seen })).toMatchObject({ status: 'submitted' })
    // P11: nor does a drafter bind the delegation otherwise
    const others = await tabled('6', as.other)
    expect(await refused(as.drafter, others, 'sponsors', { party: 'D01' })).toBe('not-allowed')
    await done(as.head, others, 'sponsors', { party: 'D01' })
    expect((await set(as.head, false)).body).toEqual({ needHead: false })
  })

  test('PS4: after the deadline it is late, and the chair’s to admit or to decline', async () => {
    const until = (at: string | null) => as.secretariat('PUT', `/charters/${charterId}/proposals/until`, { until: at })
    expect((await until('2020-01-01T12:00:00Z')).body.code).toBe('invalid')
    const soon = new Date(Date.parse(house.now()) + DAY).toISOString().replace(/T.*/, 'T12:00:00Z')
    expect((await until(soon)).body.until).toBe(new Date(soon).toISOString())
    expect((await as.third('GET', `/charters/${charterId}/proposals/until`)).body.until).not.toBeNull()
    expect((await as.chair('PUT', `/charters/${charterId}/proposals/until`, { until: null })).body.code).toBe(
      'not-allowed',
    )
    const inTime = await submitted()
    expect(inTime).toMatchObject({ status: 'submitted', isLate: false })
    await pass(3)
    const [one, two] = [await submitted(), await submitted()]
    expect(one).toMatchObject({ status: 'late', isLate: true })
    expect(await refused(as.secretariat, one, 'admit')).toBe('not-allowed')
    expect(await done(as.chair, one, 'admit')).toMatchObject({ status: 'tabled', isLate: true })
    const declined = await done(as.chair, two, 'decline', { reason: 'The round is over.' })
    expect(declined).toMatchObject({ status: 'not_considered' })
    expect((await read(as.third, two)).status).toBe(404)
    expect(declined.events.at(-1)).toMatchObject({ act: 'decline', reason: 'The round is over.' })
    await until(null)
  })

  describe('PS6: withdrawn, and taken over', () => {
    let proposal: ProposalView
    beforeEach(async () => {
      proposal = await tabled()
      expect(await done(as.drafter, proposal, 'leave')).toMatchObject({ status: 'withdrawn' })
    })

    test('another delegation carries it on under its code', async () => {
      expect((await acts(proposal.id)).at(-1)).toMatchObject({ act: 'proposal.withdrawn' })
      expect(await refused(as.drafter, proposal, 'take-over')).toBe('not-allowed')
      const taken = await done(as.other, proposal, 'take-over')
      expect(taken).toMatchObject({ status: 'tabled', code: proposal.code, party: { code: 'D02' }, settledAt: null })
      expect(taken.sponsors[0]).toMatchObject({ party: { code: 'D02' }, kind: 'main', state: 'joined' })
    })

    test('not what nobody admitted: who chairs reads it, and takes nothing before the table so', async () => {
      const waiting = await submitted()
      expect(await done(as.drafter, waiting, 'leave')).toMatchObject({ status: 'withdrawn', isShown: false })
      const seated = await house.person('seated', ['head', 'chair'], 'D03')
      const who = callerOf(house.app, await house.tokenOf(seated))
      expect((await read(who, waiting)).body.permissions.takeOver).toBe(false)
      expect(await refused(who, waiting, 'take-over')).toBe('transition-not-allowed')
    })

    test('not after thirty days', async () => {
      await pass(30)
      expect(await refused(as.other, proposal, 'take-over')).toBe('too-late')
    })

    test('not after another version was cut', async () => {
      value(await house.app.cutVersion(people.secretariat, charterId, { label: `Rev ${proposal.id}`, notes: '' }))
      expect(await refused(as.other, proposal, 'take-over')).toBe('too-late')
    })
  })

  test('PS7: new wording takes the place of the old when it comes before the table', async () => {
    const old = await done(as.chair, await tabled(), 'take-up')
    await done(as.other, old, 'sponsors', { party: 'D02' })
    expect(await refused(as.third, old, 'new-wording')).toBe('not-allowed')
    const draft = await done(as.drafter, old, 'new-wording')
    expect(draft).toMatchObject({ status: 'draft', succeeds: { id: old.id, code: old.code } })
    expect(draft.sponsors).toMatchObject([
      { party: { code: 'D01' }, state: 'joined' },
      { party: { code: 'D02' }, state: 'invited' },
    ])
    // it begins with the words of the old one
    expect(draft.texts[0]!.blocks).toMatchObject(
      (await read(as.drafter, old)).body.texts[0].blocks.map(({ id, text }: { id: string; text: object }) => ({
        id,
        text,
      })),
    )
    await write(draft, 'and always')
    await done(as.drafter, draft, 'submit')
    expect((await read(as.third, old)).body).toMatchObject({ status: 'under_discussion', successor: null })
    const next = await done(as.secretariat, draft, 'admit')
    expect((await read(as.third, old)).body).toMatchObject({
      ...{ status: 'superseded', successor: { id: draft.id, code: next.code } },
    })
    expect((await acts(old.id)).at(-1)).toMatchObject({ act: 'proposal.superseded', data: { successor: next.code } })
    expect(await refused(as.chair, old, 'not-retained', { reason: 'x' })).toBe('transition-not-allowed')
  })

  test('PS8: a proposal to change a proposal, one level deep', async () => {
    const parent = await tabled()
    const draft = await begin('6', { amends: parent.id }, as.other)
    expect(draft.amends).toMatchObject({ id: parent.id, code: parent.code })
    const { id, first } = await aBlock('6')
    const put = await as.other('PUT', `/proposals/${draft.id}/texts/en`, {
      blocks: [{ id, find: `${first} indeed`, text: first }],
    })
    // its base is what it amends
    expect(put.body.texts[0].blocks).toMatchObject([{ id, op: 'changed' }])
    const sent = await done(as.other, draft, 'submit')
    expect(sent.code).toBe(`${parent.code}/A-1`)
    await done(as.secretariat, draft, 'admit')
    expect((await read(as.third, parent)).body.amendments).toMatchObject([{ id: draft.id, code: sent.code }])
    const again = await as.third('POST', `/articles/${article('6').id}/proposals`, { amends: draft.id })
    expect(again.body).toMatchObject({ code: 'invalid', errors: [{ path: 'amends' }] })
  })

  test('AT1: where the charter names nobody, no answer but to its own names whose it is', async () => {
    const group = { name: 'Regional Group Z', members: ['D02', 'D04'] }
    const proposal = await submitted('6', { group })
    await done(as.secretariat, proposal, 'admit')
    await done(as.other, proposal, 'sponsors', { party: 'D02' })
    const set = (attribution: 'full' | 'group' | 'none') =>
      house.store.db.updateTable('charter').set({ attribution }).where('id', '=', charterId).execute()
    await set('group')
    expect((await read(as.third, proposal)).body).toMatchObject({
      ...{ isChairs: false, party: null, sponsors: [], areOthers: true },
      group: { name: 'Regional Group Z', members: [] },
    })
    await set('none')
    for (const who of [as.third, as.secretariat, as.chair]) {
      const one = (await read(who, proposal)).body
      const [listedOne] = (await listed(who)).filter(({ id }) => id === proposal.id)
      expect(one).toMatchObject({ party: null, sponsors: [], areOthers: false, group: null })
      expect(`${JSON.stringify(one)}${JSON.stringify(listedOne)}`).not.toMatch(/Delegation 0|"code":"D0|Regional/)
      expect((await listed(who, '6', '&party=D01')).map(({ id }) => id)).not.toContain(proposal.id)
    }
    const own = (await read(as.other, proposal)).body as ProposalView
    expect(own.sponsors.map(({ party }) => party.code)).toEqual(['D02'])
    await set('full')
  })

  test('HW3: who chairs and belongs to a delegation says as which they propose, and the story says it too', async () => {
    const both = callerOf(house.app, await house.tokenOf(await house.person('both', ['chair', 'drafter'], 'D02')))
    const post = (input: object) => both('POST', `/articles/${article('6').id}/proposals`, input)
    expect((await post({})).body).toMatchObject({ code: 'invalid', errors: [{ path: 'as' }] })
    expect((await post({ as: 'secretariat' })).body).toMatchObject({ code: 'invalid', errors: [{ path: 'as' }] })
    expect((await post({ as: 'chair' })).body).toMatchObject({ kind: 'bridging', isChairs: true, party: null })
    const own = (await post({ as: 'party' })).body as ProposalView
    expect(own).toMatchObject({ kind: 'wording', party: { code: 'D02' } })
    await write(own, 'indeed', '6', both)
    await done(both, own, 'submit')
    await done(as.secretariat, own, 'admit')
    // nobody but a chair takes it up
    const taken = await done(both, own, 'take-up')
    expect(taken.events.map(({ hat }) => hat)).toEqual(['party', 'party', 'secretariat', 'chair'])
    const row = await house.store.db.selectFrom('audit').selectAll().orderBy('seq', 'desc').executeTakeFirstOrThrow()
    expect(JSON.parse(row.actor!)).toMatchObject({ role: 'chair', party: null })
  })

  test('not retained: the chair says why', async () => {
    const proposal = await tabled()
    expect(await refused(as.secretariat, proposal, 'not-retained', { reason: 'x' })).toBe('not-allowed')
    expect(await refused(as.chair, proposal, 'not-retained', { reason: '' })).toBe('invalid')
    const over = await done(as.chair, proposal, 'not-retained', { reason: 'No support.' })
    expect(over).toMatchObject({ status: 'not_retained', permissions: { notRetain: false } })
    expect(over.events.at(-1)).toMatchObject({ reason: 'No support.', hat: 'chair' })
  })

  test('PS12: with its article it lapses, and comes back when that is back', async () => {
    const number = '11'
    const [draft, waiting, open] = [await begin(number), await submitted(number), await tabled(number)]
    const { id } = article(number)
    value(await house.app.deleteArticle(people.secretariat, id, { reason: 'Said elsewhere.' }))
    expect((await read(as.third, open)).body).toMatchObject({ status: 'lapsed' })
    expect((await read(as.secretariat, waiting)).body).toMatchObject({ status: 'lapsed' })
    expect((await read(as.third, waiting)).status).toBe(404)
    expect((await read(as.drafter, draft)).body).toMatchObject({ status: 'draft' })
    expect((await acts(open.id)).at(-1)).toMatchObject({ act: 'proposal.lapsed' })
    expect(await refused(as.drafter, open, 'carry-over')).toBe('already-deleted')
    await write(draft, 'indeed', number)
    expect(await refused(as.drafter, draft, 'submit')).toBe('already-deleted')
    value(await house.app.reinstateArticle(people.secretariat, id))
    expect(await done(as.drafter, open, 'carry-over')).toMatchObject({ status: 'tabled', code: open.code })
    expect(await done(as.drafter, waiting, 'carry-over')).toMatchObject({ status: 'submitted' })
    expect(await done(as.drafter, draft, 'submit')).toMatchObject({ status: 'submitted' })
  })

  test('what is said of one is a thread about it, once everybody reads it', async () => {
    const proposal = await submitted('15')
    const say = () =>
      as.drafter('POST', `/articles/${article('15').id}/comments`, {
        body: 'Why?',
        lang: 'en',
        proposalId: proposal.id,
      })
    expect((await say()).body).toMatchObject({ code: 'invalid', errors: [{ path: 'proposalId' }] })
    await done(as.secretariat, proposal, 'admit')
    const made = await say()
    expect(made.status).toBe(201)
    expect((await read(as.third, proposal)).body.threads).toEqual([made.body.id])
  })

  test('lists tell those that were asked for, by article and code', async () => {
    const [one, two] = [await tabled('12'), await tabled('12', as.other)]
    const codes = async (query: string) => (await listed(as.third, '12', query)).map(({ code }) => code)
    expect(await codes('')).toEqual(expect.arrayContaining([one.code, two.code]))
    expect(await codes('&party=D02&status=tabled')).toEqual([two.code])
    expect(await codes('&status=merged')).toEqual([])
    expect(await codes(`&block=${(await aBlock('12')).id}&party=D01&status=open`)).toContain(one.code)
    expect(await codes('&mine=true')).toEqual([])
    expect((await listed(as.other, '12', '&mine=true')).map(({ id }) => id)).toEqual([two.id])
    const whole = await as.third('GET', `/charters/${charterId}/proposals?limit=1`)
    expect(whole.body.items).toHaveLength(1)
    const rest = await as.third('GET', `/charters/${charterId}/proposals?limit=500&cursor=${whole.body.next}`)
    const all: ProposalSummary[] = [...whole.body.items, ...rest.body.items]
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    const places = all.map(({ articleId }) => articles.findIndex(({ id }) => id === articleId))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect((await as.third('GET', `/charters/${charterId}/proposals?cursor=nothing`)).body.code).toBe('invalid')
  })

  test('AU5: every act that the record has of proposals has words', async () => {
    const rows = await house.store.db.selectFrom('audit').select('act').distinct().execute()
    const names = rows.map(({ act }) => act).filter((act) => /^proposal\.|proposals/.test(act))
    expect(names.length).toBeGreaterThan(12)
    const words = messages as Record<string, unknown>
    expect(names.filter((act) => !(`act_${act.replace(/[.-]/g, '_')}` in words))).toEqual([])
  })
})
