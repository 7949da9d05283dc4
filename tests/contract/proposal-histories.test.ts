/**
 * Random lives of proposals on both databases: whatever people of three delegations and of the house try, in whatever order and at once, stories
 * stay whole, codes are given once and without a gap, and nobody is told of what is not theirs (PS1, PS2, P13). `PROPOSAL_SEEDS` for more of them.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ProposalPermissions } from '#lib/domain/contract-proposals.ts'
import { can } from '#lib/domain/permissions.ts'
import { isOpenProposal } from '#lib/domain/proposal.ts'
import { verifyChain } from '../../server/charter/read-audit.ts'
import type { ProposalsApp } from '../../server/proposals/app.ts'
import { askerOf, proposalSubject } from '../../server/proposals/see.ts'
import { listSponsors } from '../../server/store/proposal-sponsors.ts'
import { listProposalEvents } from '../../server/store/proposal-story.ts'
import { listProposals } from '../../server/store/proposals.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { randomFrom } from '../support/random.ts'

const SEEDS = Number(process.env['PROPOSAL_SEEDS'] ?? 5)
const ACTS = 80
const DAY = 24 * 60 * 60 * 1000

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let charterId: string
  const people: Actor[] = []
  /** Proposals that came before the table, in all histories. */
  let shown = 0
  beforeAll(async () => {
    house = await openHouse(dialect)
    for (const party of ['D01', 'D02', 'D03'])
      for (const role of ['drafter', 'head'] as const)
        people.push(await house.person(`${role}-${party.toLowerCase()}`, [role], party))
    people.push(await house.person('secretariat', ['secretariat']), await house.person('chair', ['chair']))
    const secretariat = people.at(-2)!
    const made = await house.app.createCharter(secretariat, { slug: 'c', title: 'A charter', languages: ['en'] })
    charterId = value(made).id
    // whose head approves of all that its drafters do
    value(await house.app.proposals.setNeedsHead(people[3]!, 'D02', { needHead: true }))
  })
  afterAll(() => house.close())

  test.each(Array.from({ length: SEEDS }, (_, i) => i + 1))('seed %i', async (seed) => {
    const { next: random, pick } = randomFrom(seed)
    const { proposals } = house.app
    const secretariat = people.at(-2)!
    const { id: articleId } = value(
      await house.app.createArticle(secretariat, charterId, { heading: 'One', after: null }),
    )
    const rowsOf = () => listProposals(house.store.db, { articleId })
    const reason = { reason: 'Because.' }
    type Doing = (app: ProposalsApp, actor: Actor, id: string) => Promise<unknown>
    const write: Doing = (app, actor, id) =>
      app.writeText(actor, id, 'en', { blocks: [{ id: null, after: heading, text: `Words ${random()}.` }] })
    const doings: Partial<Record<keyof ProposalPermissions, Doing>> = {
      write,
      submit: (app, actor, id) => app.submit(actor, id, {}),
      askApproval: (app, actor, id) => app.askApproval(actor, id, {}),
      approve: (app, actor, id) => app.approve(actor, id, {}),
      invite: (app, actor, id) => app.sponsor(actor, id, { party: pick(['D01', 'D02', 'D03']) }),
      join: (app, actor, id) => app.sponsor(actor, id, { party: actor.party?.code ?? 'D01' }),
      admit: (app, actor, id) => app.admit(actor, id, {}),
      return: (app, actor, id) => app.sendBack(actor, id, reason),
      takeUp: (app, actor, id) => app.takeUp(actor, id, {}),
      takeOver: (app, actor, id) => app.takeOver(actor, id, {}),
      reword: (app, actor, id) => app.reword(actor, id, {}),
      leave: (app, actor, id) => app.leave(actor, id, {}),
      discard: (app, actor, id) => app.discard(actor, id, {}),
      notRetain: (app, actor, id) => app.notRetain(actor, id, reason),
    }
    const wild = Object.values(doings)
    const heading = value(await house.app.readArticle(secretariat, articleId)).json.content[0]!.attrs.id
    const act = async (): Promise<void> => {
      const actor = pick(people)
      const rows = await rowsOf()
      if (rows.filter(({ status }) => isOpenProposal(status)).length < 3 || random() < 0.03) {
        const begun = await proposals.begin(actor, articleId, {})
        if (begun.ok) await write(proposals, actor, begun.value.id)
        return
      }
      // what nobody may, too, and mostly what this person is told that they may
      if (random() < 0.3) return void (await pick(wild)(proposals, actor, pick(rows).id))
      const { items } = value(await proposals.listOfArticle(actor, articleId))
      const open = items.flatMap(({ id, permissions }) =>
        Object.entries(doings).flatMap(([name, doing]) =>
          permissions[name as keyof ProposalPermissions] ? [{ id, doing }] : [],
        ),
      )
      // what ends a draft is done seldom, or none would come before the table
      const going = open.filter(({ doing }) => doing !== doings.discard || random() < 0.2)
      if (going.length === 0) return
      const { id, doing } = pick(going)
      await doing(proposals, actor, id)
    }
    for (let i = 0; i < ACTS; i++) {
      // some at once
      await Promise.all(Array.from({ length: random() < 0.3 ? 3 : 1 }, act))
      if (random() < 0.03) house.wait(DAY)
    }

    const rows = await rowsOf()
    shown += rows.filter(({ isShown }) => isShown).length
    for (const row of rows) {
      const events = await listProposalEvents(house.store.db, row.id)
      expect(events.map(({ n }) => n)).toEqual(events.map((_, i) => i))
      expect([events.length - 1, events.at(-1)!.to]).toEqual([row.rev, row.status])
      events.slice(1).forEach(({ from }, i) => expect(from).toBe(events[i]!.to))
      const submissions = events.filter((event) => event.act === 'submit')
      expect([row.id, row.code !== null, row.submittedAt]).toEqual([
        row.id,
        submissions.length > 0,
        submissions[0]?.at ?? null,
      ])
      expect(row.isShown).toBe(events.some((event) => event.act === 'admit'))
      const sponsors = await listSponsors(house.store.db, [row.id])
      const main = sponsors.filter(({ kind }) => kind === 'main')
      if (row.partyId !== null) {
        expect(main.map(({ partyId }) => partyId)).toEqual([row.partyId])
        expect(main[0]!.state).toBe(row.status === 'withdrawn' ? 'left' : 'joined')
      }
    }
    const numbers = rows
      .flatMap(({ code }) => (code === null ? [] : [Number(code.split('P-')[1])]))
      .sort((a, b) => a - b)
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
    for (const actor of people) {
      const asker = await askerOf(house.store.db, actor, { articleId })
      const told = value(await proposals.listOfArticle(actor, articleId, { limit: 500 })).items.map(({ id }) => id)
      const known: string[] = []
      for (const row of rows) {
        const subject = proposalSubject(row, await listSponsors(house.store.db, [row.id]), actor, asker)
        if (can(actor, 'proposal.see', subject)) known.push(row.id)
        const answer = await proposals.read(actor, row.id)
        expect(answer.ok).toBe(can(actor, 'proposal.see', subject))
      }
      expect(told.sort()).toEqual(known.sort())
    }
    expect(await verifyChain(house.context)).toMatchObject({ ok: true })
  })

  test('they were no idle histories', () => expect(shown).toBeGreaterThan(0))
})
