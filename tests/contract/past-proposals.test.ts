/** EX13: what the sample's file records of proposals stands as proposals, each in its state, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProposalSummary, ProposalView } from '#lib/domain/contract-proposals.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { callerOf, type Caller } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let charterId: string
  let reader: Caller
  let all: ProposalSummary[]
  const read = async (code: string): Promise<ProposalView> => {
    const found = all.find((one) => one.code === code)
    return (await reader('GET', `/proposals/${found?.id}`)).body
  }
  beforeAll(async () => {
    house = await openHouse(dialect)
    const secretariat = await house.person('secretariat', ['secretariat'])
    reader = callerOf(house.app, await house.tokenOf(await house.person('reader', ['reviewer'], 'D12')))
    charterId = value(await house.app.importCharter(secretariat, sample, 'sample')).id
    all = (await reader('GET', `/charters/${charterId}/proposals?limit=500`)).body.items
  })
  afterAll(() => house.close())

  test('EX13: ten of them, by article, in the state that the file has them in', () => {
    expect(
      all.map(({ code, kind, status, party, sponsors }) =>
        [code, kind, status, party?.code, sponsors.map((one) => one.party.code).join(' ')].join(' · '),
      ),
    ).toEqual([
      'ART-4/P-1 · wording · under_discussion · D14 · D14',
      'ART-5/P-1 · wording · accepted · D05 · D05 D08',
      'ART-7/P-1 · wording · under_discussion · D01 · D01 D02 D03',
      'ART-10/P-1 · wording · submitted · D16 · D16',
      'ART-12/P-1 · wording · accepted_modified · D23 · D23 D24',
      'ART-14/P-1 · bracket · under_discussion · D07 · D07',
      'ART-14/P-2 · wording · under_discussion · D18 · D18 D05',
      'ART-14bis/P-1 · wording · submitted · D15 · D15',
      'ART-18/P-1 · bracket · under_discussion · D24 · D24 D11 D23',
      'ART-20/P-1 · bracket · under_discussion · D20 · D20 D21 D22 D23 D24',
    ])
  })

  const changes = ({ texts }: ProposalView): string[] =>
    texts.flatMap(({ blocks }) =>
      blocks.flatMap(({ id, runs }) =>
        runs.filter(({ op }) => op !== 'keep').map(({ op, text }) => `${id} ${op} ${text.trim()}`),
      ),
    )

  test('EX13: their texts say what the file would have the article say', async () => {
    const [conferences, ...others] = (await read('ART-7/P-1')).texts[0]!.blocks
    expect([conferences!.id, others.length]).toEqual(['prevention-conferences', 0])
    const inserted = conferences!.runs.filter(({ op }) => op === 'ins').map(({ text }) => text)
    expect(inserted.join('')).toContain('together with the regional network concerned')
    // in its option alone: two thirds of the paragraph are as they were
    const words = (conferences!.text!.content ?? []).map((one) => (one.type === 'text' ? one.text : ''))
    expect(words.join('')).toContain('and may, together with the regional network concerned, convene peace conferences')
    expect(changes(await read('ART-5/P-1'))).toEqual([
      'access-negotiation-c ins , including locally recruited personnel',
    ])
    expect(changes(await read('ART-10/P-1'))).toEqual([
      'voice-procedure-c ins at the seat of the Participating Society concerned',
    ])
    expect(changes(await read('ART-14/P-2'))).toEqual([
      'cyber-tools ins No representation shall be transmitted without prior review by an authorized person.',
    ])
    expect(changes(await read('ART-14bis/P-1'))).toEqual(['climate-regional ins ,', 'climate-regional ins landlocked'])
    const [bridge] = (await read('ART-4/P-1')).texts[0]!.blocks
    const heads = bridge!.text!.content!.flatMap((inline) => (inline.type === 'opt' ? [inline.attrs] : []))
    expect(heads.map(({ id, label }) => [id, label])).toEqual([
      ['br-civil-law.1', 'Alt 1'],
      ['br-civil-law.2', 'Alt 2'],
      ['br-civil-law.3', 'Alt 3'],
    ])
  })

  test('EX13: brackets, groups, languages, answers and decisions', async () => {
    const [keep, drop, choose] = [await read('ART-20/P-1'), await read('ART-14/P-1'), await read('ART-18/P-1')]
    expect([keep.act, drop.act, choose.act]).toEqual([
      { op: 'keep', bracket: 'br-depositary-russian' },
      { op: 'delete', bracket: 'br-cyber-ai' },
      { op: 'choose', bracket: 'br-review-cycle', option: 'br-review-cycle.2' },
    ])
    expect(keep).toMatchObject({ rationaleLang: 'ru', texts: [], group: { name: 'Regional Group A' } })
    expect(keep.group!.members.map(({ code }) => code)).toEqual(['D20', 'D21', 'D22', 'D23', 'D24'])
    expect((await read('ART-14/P-2')).answers).toMatchObject({ code: 'ART-14/P-1' })
    const accepted = await read('ART-12/P-1')
    expect(accepted.events.at(-1)).toMatchObject({
      ...{ act: 'accept_modified', hat: 'chair', at: '2026-05-13T09:00:00.000Z', name: null },
      reason: '“and review it each year” to be used.',
    })
    expect(accepted.events.map(({ act }) => act)).toEqual(['submit', 'admit', 'take_up', 'accept_modified'])
  })

  test('HW5: in which capacity one was made is kept as far as the file says it', async () => {
    const own = await openHouse(dialect)
    const secretariat = await own.person('secretariat', ['secretariat'])
    const file = structuredClone(sample) as unknown as {
      contributions: { id: string; society: string | null; author_role: string; sponsors?: string[] }[]
    }
    const of = (id: string) => file.contributions.find((one) => one.id === id)!
    of('c12').author_role = 'chair'
    Object.assign(of('c19'), { society: null, author_role: 'chair' })
    const { id } = value(await own.app.importCharter(secretariat, file, 'sample'))
    const caller = callerOf(own.app, await own.tokenOf(secretariat))
    const { items } = (await caller('GET', `/charters/${id}/proposals?limit=500`)).body as { items: ProposalSummary[] }
    const hats = async (code: string) => {
      const found = items.find((one) => one.code === code)!
      const { events } = (await caller('GET', `/proposals/${found.id}`)).body as ProposalView
      return events.map(({ act, hat }) => [act, hat])
    }
    // a delegate of the delegation that is in the chair: as which of the two is not said
    expect((await hats('ART-5/P-1')).slice(0, 2)).toEqual([
      ['submit', null],
      ['admit', 'secretariat'],
    ])
    expect((await hats('ART-12/P-1'))[0]).toEqual(['submit', 'chair'])
    expect((await hats('ART-7/P-1'))[0]).toEqual(['submit', 'party'])
    await own.close()
  })

  test('EX13: what answered one in the file is a thread about it', async () => {
    const [first] = (await read('ART-7/P-1')).threads
    const { body } = await reader(
      'GET',
      `/articles/${all.find(({ code }) => code === 'ART-7/P-1')!.articleId}/comments`,
    )
    const thread = body.items.find(({ id }: { id: string }) => id === first)
    expect(thread.body).toMatch(/^Convening is the difficulty for us/)
    expect(thread.about).toMatchObject({ code: 'ART-7/P-1' })
    expect((await read('ART-10/P-1')).threads).toHaveLength(1)
  })

  test('EX13: everybody who reads working texts reads them all, and none can be hidden again', async () => {
    expect(all.every(({ permissions }) => !permissions.write && !permissions.submit)).toBe(true)
    const texts = await house.store.db.selectFrom('proposal_text').selectAll().execute()
    expect(texts).toHaveLength(7)
    for (const { document_id, base_seq, is_held } of texts) {
      expect([base_seq, is_held]).toEqual([1, 0])
      const document = await house.store.db.selectFrom('document').selectAll().where('id', '=', document_id).execute()
      expect(document).toMatchObject([{ article_id: null, lang: 'en' }])
    }
  })
})
