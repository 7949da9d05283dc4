/** Who may do what with proposals (P11-P13), written from practice 9.2 and not from the code. */
import { describe, expect, test } from 'vitest'
import { ROLES, type Actor, type Role } from '#lib/domain/actor.ts'
import type { ProposalAction, ProposalSubject } from '#lib/domain/permissions-proposals.ts'
import { can } from '#lib/domain/permissions.ts'
import { PROPOSAL_STATUSES, type ProposalStatus } from '#lib/domain/proposal.ts'

const HOUSE: Role[] = ['secretariat', 'chair', 'auditor', 'administrator']
/** `D01 head`, `D02 drafter`, `secretariat`, `D01 unverified`. */
function actor(who: string): Actor {
  const [party, role] = who.includes(' ') ? (who.split(' ') as [string, string]) : [null, who]
  const isUnverified = role === 'unverified'
  return {
    ...{ id: who, name: who, email: `${who}@concord.example`, sessionId: 's', confirmedAt: null },
    party: party === null ? null : { code: party, name: party },
    partyId: party,
    roles: [isUnverified ? 'observer' : (role as Role)],
    ...(isUnverified ? { standing: 'unverified' as const } : {}),
  }
}
const EVERYBODY = [
  ...HOUSE,
  'observer',
  ...['D01', 'D02', 'D03', 'D04'].flatMap((party) =>
    [...ROLES.filter((role) => !HOUSE.includes(role)), 'unverified'].map((role) => `${party} ${role}`),
  ),
]
/** D01's, with D02 beside it, and D03 asked; D04 is another delegation. */
const proposal = (status: ProposalStatus, more: Partial<ProposalSubject> = {}): ProposalSubject => ({
  ...{ status, partyId: 'D01', sponsors: ['D01', 'D02'], invited: ['D03'], lang: 'en' },
  ...{ isShown: false, needsHead: false, isApproved: false, ...more },
})
const whoMay = (action: ProposalAction, subject: ProposalSubject): string[] =>
  EVERYBODY.filter((who) => can(actor(who), action, subject)).sort()
const members = (...parties: string[]): string[] =>
  EVERYBODY.filter((who) => parties.some((party) => who.startsWith(`${party} `)) && !who.endsWith('unverified'))
const writers = (...parties: string[]): string[] => parties.flatMap((party) => [`${party} drafter`, `${party} head`])
const sorted = (...names: string[]): string[] => names.sort()

describe('P13: who reads it', () => {
  test('a draft, and what was put away: the verified people of its author and its sponsors', () => {
    for (const status of ['draft', 'discarded'] as const)
      expect(whoMay('proposal.read', proposal(status))).toEqual(sorted(...members('D01', 'D02')))
  })

  test('what waits: the secretariat and the chair too', () => {
    for (const status of ['submitted', 'late', 'returned', 'not_considered', 'withdrawn', 'lapsed'] as const)
      expect(whoMay('proposal.read', proposal(status))).toEqual(
        sorted('secretariat', 'chair', ...members('D01', 'D02')),
      )
  })

  test('once tabled everybody who reads working texts, and that never ends', () => {
    const readers = EVERYBODY.filter((who) => who !== 'administrator').sort()
    for (const status of PROPOSAL_STATUSES)
      expect(whoMay('proposal.read', proposal(status, { isShown: true }))).toEqual(readers)
  })

  test('a delegation that was asked knows that there is one, those who write for it, while an answer is awaited', () => {
    const beside = (status: ProposalStatus): string[] =>
      whoMay('proposal.see', proposal(status)).filter((who) => !whoMay('proposal.read', proposal(status)).includes(who))
    for (const status of ['draft', 'returned', 'submitted', 'late'] as const)
      expect(beside(status)).toEqual(writers('D03'))
    for (const status of ['discarded', 'withdrawn', 'lapsed', 'not_considered'] as const)
      expect(beside(status)).toEqual([])
  })

  test('the chair’s own bridging text: chairs, until it is submitted', () => {
    const bridging = { partyId: null, sponsors: [], invited: [] }
    expect(whoMay('proposal.read', proposal('draft', bridging))).toEqual(['chair'])
    expect(whoMay('proposal.read', proposal('submitted', bridging))).toEqual(['chair', 'secretariat'])
  })

  test('while it is written anew its living text is its sponsors’ alone, and so is the story of its drafting', () => {
    const inside = sorted(...members('D01', 'D02'))
    for (const status of ['draft', 'returned'] as const)
      expect(whoMay('proposal.text', proposal(status, { isShown: status === 'returned' }))).toEqual(inside)
    expect(whoMay('proposal.text', proposal('withdrawn'))).toEqual(inside)
    expect(whoMay('proposal.text', proposal('submitted'))).toEqual(sorted('secretariat', 'chair', ...inside))
    expect(whoMay('proposal.inside', proposal('tabled', { isShown: true }))).toEqual(inside)
  })

  test('nobody without an account', () => {
    for (const status of PROPOSAL_STATUSES)
      for (const action of ['proposal.see', 'proposal.read', 'proposal.write'] as const)
        expect(can(null, action, proposal(status, { isShown: true }))).toBe(false)
  })
})

describe('P12: who does what', () => {
  test('drafters and heads of its sponsors write it, while it is a draft or returned', () => {
    for (const status of PROPOSAL_STATUSES)
      expect(whoMay('proposal.write', proposal(status, { isShown: true }))).toEqual(
        status === 'draft' || status === 'returned' ? sorted(...writers('D01', 'D02')) : [],
      )
    expect(whoMay('proposal.write', proposal('draft', { partyId: null, sponsors: [] }))).toEqual(['chair'])
  })

  test('its author submits it, puts it away and asks others; its sponsors leave it', () => {
    for (const action of ['proposal.submit', 'proposal.discard', 'proposal.invite'] as const)
      expect(whoMay(action, proposal('draft'))).toEqual(sorted(...writers('D01')))
    expect(whoMay('proposal.leave', proposal('tabled'))).toEqual(sorted(...writers('D01', 'D02')))
    expect(whoMay('proposal.approve', proposal('draft'))).toEqual(['D01 head'])
  })

  test('a draft is joined by whoever was asked, what is before the table by everybody else too', () => {
    expect(whoMay('proposal.cosponsor', proposal('draft'))).toEqual(writers('D03'))
    expect(whoMay('proposal.cosponsor', proposal('tabled', { isShown: true }))).toEqual(
      sorted(...writers('D03', 'D04')),
    )
  })

  test('the secretariat admits and returns; what is late, discussion and decisions are the chair’s', () => {
    expect(whoMay('proposal.admit', proposal('submitted'))).toEqual(['secretariat'])
    expect(whoMay('proposal.return', proposal('submitted'))).toEqual(['secretariat'])
    for (const action of ['proposal.admit', 'proposal.decline'] as const)
      expect(whoMay(action, proposal('late'))).toEqual(['chair'])
    expect(whoMay('proposal.takeUp', proposal('tabled'))).toEqual(['chair'])
    expect(whoMay('proposal.decide', proposal('under_discussion'))).toEqual(['chair'])
    const withPen = proposal('accepted', { isPenHolder: true })
    for (const action of ['proposal.decide', 'proposal.merge'] as const) {
      expect(whoMay(action, proposal('accepted'))).toEqual(['chair'])
      expect(can(actor('D04 drafter'), action, withPen)).toBe(false)
    }
  })

  test('PS28: what everybody reads is answered by another delegation, and by the chair; the chair’s own by any delegation', () => {
    expect(whoMay('proposal.answer', proposal('submitted'))).toEqual([])
    expect(whoMay('proposal.answer', proposal('tabled', { isShown: true }))).toEqual(
      sorted('chair', ...writers('D02', 'D03', 'D04')),
    )
    expect(whoMay('proposal.answer', proposal('tabled', { isShown: true, partyId: null }))).toEqual(
      sorted(...writers('D01', 'D02', 'D03', 'D04')),
    )
  })

  test('another delegation takes over what was withdrawn; its author carries over what lapsed', () => {
    const left = { sponsors: [], invited: [], isShown: true }
    expect(whoMay('proposal.takeOver', proposal('withdrawn', left))).toEqual(sorted(...writers('D02', 'D03', 'D04')))
    expect(whoMay('proposal.carryOver', proposal('lapsed', { isShown: true }))).toEqual(sorted(...writers('D01')))
  })
})

describe('P11: what binds a delegation waits for its head, where it wants that', () => {
  const bound = { needsHead: true, isShown: true }
  test('joining, leaving and taking over are the head’s then', () => {
    expect(whoMay('proposal.cosponsor', proposal('tabled', bound))).toEqual(['D03 head', 'D04 head'])
    expect(whoMay('proposal.leave', proposal('tabled', bound))).toEqual(['D01 head', 'D02 head'])
    const left = { ...bound, sponsors: [], invited: [] }
    expect(whoMay('proposal.takeOver', proposal('withdrawn', left))).toEqual(['D02 head', 'D03 head', 'D04 head'])
  })

  test('drafters write and submit all the same: a submission asks for the approval itself (PS3)', () => {
    expect(whoMay('proposal.submit', proposal('draft', { needsHead: true }))).toEqual(sorted(...writers('D01')))
  })

  test('whether that is so is the head’s to say', () => {
    const may = EVERYBODY.filter((who) => can(actor(who), 'party.proposals', { kind: 'party', id: 'D01' }))
    expect(may).toEqual(['D01 head'])
  })
})
