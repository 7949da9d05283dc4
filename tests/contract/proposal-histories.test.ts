/**
 * Random lives of proposals on both databases: whatever people of three delegations and of the house try, in whatever order and at once, stories
 * stay whole, codes are given once and without a gap, and nobody is told of what is not theirs (PS1, PS2, P13). `PROPOSAL_SEEDS` for more of them.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ProposalPermissions } from '#lib/domain/contract-proposals.ts'
import { can } from '#lib/domain/permissions.ts'
import { isOpenProposal } from '#lib/domain/proposal.ts'
import type { Result } from '#lib/domain/result.ts'
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
  /** Act -> how often it was done, in all histories. */
  const done = new Map<string, number>()
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
    type Doing = (app: ProposalsApp, actor: Actor, id: string) => Promise<Result<unknown>>
    const write: Doing = (app, actor, id) =>
      app.writeText(actor, id, 'en', { blocks: [{ id: null, after: heading, text: `Words ${random()}.` }] })
    const doings: Partial<Record<keyof ProposalPermissions, Doing>> = {
      write,
      submit: (app, actor, id) => app.submit(actor, id, {}),
      askApproval: (app, actor, id) => app.askApproval(actor, id, {}),
      approve: async (app, actor, id) => {
        const read = await app.read(actor, id)
        return read.ok ? app.approve(actor, id, { seen: read.value.texts }) : read
      },
      invite: (app, actor, id) => app.sponsor(actor, id, { party: pick(['D01', 'D02', 'D03']) }),
      join: (app, actor, id) => app.sponsor(actor, id, { party: actor.party?.code ?? 'D01' }),
      admit: (app, actor, id) => app.admit(actor, id, {}),
      return: (app, actor, id) => app.sendBack(actor, id, reason),
      takeUp: (app, actor, id) => app.takeUp(actor, id, {}),
      takeOver: (app, actor, id) => app.takeOver(actor, id, {}),
      reword: (app, actor, id) => app.reword(actor, id, {}),
      leave: (app, actor, id) => app.leave(actor, id, {}),
      discard: (app, actor, id) => app.discard(actor, id, {}),
      amend: async (app, actor, id) => {
        const begun = await app.begin(actor, articleId, { amends: id })
        return begun.ok ? write(app, actor, begun.value.id) : begun
      },
      takeIn: (app, actor, id) => app.takeIn(actor, id, {}),
      notRetain: (app, actor, id) => app.notRetain(actor, id, reason),
    }
    /** Counts what was done. */
    const counted =
      (name: string, doing: Doing): Doing =>
      async (app, actor, id) => {
        const answer = await doing(app, actor, id)
        if (answer.ok) done.set(name, (done.get(name) ?? 0) + 1)
        return answer
      }
    for (const [name, doing] of Object.entries(doings)) doings[name as keyof ProposalPermissions] = counted(name, doing)
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
    // what chance comes to too seldom
    const [author, other, chair] = [people[1]!, people[5]!, people.at(-1)!]
    const run = async (name: keyof ProposalPermissions, actor: Actor, id: string): Promise<void> =>
      void value(await doings[name]!(proposals, actor, id))
    const table = async (by: Actor, amends?: string): Promise<string> => {
      const { id } = value(await proposals.begin(by, articleId, amends === undefined ? {} : { amends }))
      for (const name of ['write', 'submit'] as const) await run(name, by, id)
      await run('admit', secretariat, id)
      return id
    }
    const [drafter, head] = [people[2]!, people[3]!]
    const approved = value(await proposals.begin(drafter, articleId, {})).id
    for (const name of ['write', 'askApproval'] as const) await run(name, drafter, approved)
    await run('approve', head, approved)
    await run('submit', drafter, approved)
    const id = await table(author)
    if (seed % 2 === 0) {
      await run('leave', author, id)
      await run('takeOver', other, id)
    } else {
      const amendment = await table(other, id)
      await run('takeUp', chair, amendment)
      await run('takeIn', chair, amendment)
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
    const stems = Map.groupBy(
      rows.flatMap(({ code }) => code ?? []),
      (code) => code.slice(0, code.lastIndexOf('-')),
    )
    for (const codes of stems.values()) {
      const numbers = codes.map((code) => Number(code.split('-').at(-1))).sort((a, b) => a - b)
      expect(numbers).toEqual(numbers.map((_, i) => i + 1))
    }
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

  test('they were no idle histories', () => {
    expect(shown).toBeGreaterThan(0)
    for (const name of ['approve', 'submit', 'join', 'admit', 'takeUp', 'leave', 'takeOver', 'takeIn'])
      expect(done.get(name) ?? 0, name).toBeGreaterThan(0)
  })
})
