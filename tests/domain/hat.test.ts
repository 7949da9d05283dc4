/** HW1-HW4: in which capacity somebody acts. */
import { describe, expect, test } from 'vitest'
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import { HATS, hatsFor, hatsOf, isHat, wearing, wornFor, writesAs, type Hat } from '../../src/lib/domain/hat.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { areRolesOf } from '../../src/lib/domain/people.ts'
import { doerOf, type ProposalAction, type ProposalSubject } from '../../src/lib/domain/permissions-proposals.ts'
import { doersOf, PROPOSAL_STATUSES, type ProposalAct } from '../../src/lib/domain/proposal.ts'
import { hatsToTurn } from '../../src/lib/domain/proposal-hats.ts'

const PARTY = { code: 'D03', name: 'Delegation 03' }
const someone = (roles: Role[], isOfParty: boolean, more: Partial<Actor> = {}): Actor => ({
  id: 'me',
  name: 'A person',
  email: 'person@concord.example',
  party: isOfParty ? PARTY : null,
  partyId: isOfParty ? 'A' : null,
  roles,
  sessionId: 's',
  confirmedAt: null,
  ...more,
})
const chairOfParty = someone(['chair', 'head'], true)

describe('HW1: the capacities that a person has', () => {
  test.each<[Role[], boolean, boolean, string[]]>([
    [['chair'], false, false, ['chair']],
    [['secretariat'], false, false, ['secretariat']],
    [['secretariat', 'chair'], false, false, ['chair', 'secretariat']],
    [['chair', 'head'], true, false, ['chair', 'party']],
    [['chair'], true, false, ['chair']],
    [['drafter'], true, false, ['party']],
    [['drafter'], true, true, ['party', 'pen_holder']],
    [['secretariat'], false, true, ['secretariat', 'pen_holder']],
    [['auditor'], false, false, []],
    [[], true, false, []],
  ])('%j, of a party %s, with the pen %s: %j', (roles, isOfParty, holdsPen, hats) => {
    expect(hatsOf(someone(roles, isOfParty), holdsPen)).toEqual(hats)
  })

  test('PE1: the chair may come from a delegation, the secretariat may not', () => {
    expect(areRolesOf(true, ['head', 'chair'])).toBe(true)
    expect(areRolesOf(true, ['secretariat'])).toBe(false)
  })
})

describe('HW2: a hat narrows the actor', () => {
  test('in the chair one is of no party and nothing else', () => {
    const worn = wearing({ ...chairOfParty, alternateFor: ['head'] }, 'chair')
    expect(worn).toMatchObject({ id: 'me', roles: ['chair'], party: null, partyId: null })
    expect(worn).not.toHaveProperty('alternateFor')
  })

  test('for the own party one is neither chair nor secretariat', () => {
    const worn = wearing({ ...chairOfParty, alternateFor: ['head'] }, 'party')
    expect(worn).toMatchObject({ roles: ['head'], party: PARTY, partyId: 'A', alternateFor: ['head'] })
    expect(can(worn, 'article.setStatus', { kind: 'article', status: 'draft', assignments: [] })).toBe(false)
  })

  test('no hat gives more than the person has', () => {
    for (const hat of HATS)
      for (const role of wearing(chairOfParty, hat).roles) expect(chairOfParty.roles).toContain(role)
  })
})

describe('HW3: the hat of an act', () => {
  const isChair = (worn: Actor) => worn.roles.includes('chair')
  const anyone = () => true

  test('the only possible one need not be named', () => {
    expect(wornFor(chairOfParty, undefined, isChair)).toMatchObject({ ok: true, value: { hat: 'chair' } })
    expect(wornFor(chairOfParty, undefined, (worn) => !isChair(worn))).toMatchObject({ value: { hat: 'party' } })
  })

  test('of two possible ones one has to be named', () => {
    expect(wornFor(chairOfParty, undefined, anyone)).toMatchObject({ code: 'invalid', errors: [{ path: 'as' }] })
    expect(wornFor(chairOfParty, 'party', anyone)).toMatchObject({ value: { hat: 'party', actor: { partyId: 'A' } } })
    expect(wornFor(chairOfParty, 'chair', anyone)).toMatchObject({ value: { hat: 'chair', actor: { partyId: null } } })
  })

  test('one that is not theirs is invalid, one in which it may not be done is not allowed', () => {
    expect(wornFor(chairOfParty, 'secretariat', anyone)).toMatchObject({ code: 'invalid', errors: [{ path: 'as' }] })
    expect(wornFor(chairOfParty, 'pen_holder', anyone)).toMatchObject({ code: 'invalid' })
    expect(wornFor(chairOfParty, 'party', isChair)).toMatchObject({ code: 'not-allowed' })
    expect(wornFor(someone(['auditor'], false), undefined, anyone)).toMatchObject({ code: 'not-allowed' })
  })

  test('a page asks for those in which an act is possible, and no others', () => {
    expect(hatsFor(chairOfParty, isChair).map(({ hat }) => hat)).toEqual(['chair'])
    expect(hatsFor(chairOfParty, anyone, true).map(({ hat }) => hat)).toEqual(['chair', 'party', 'pen_holder'])
  })

  // act -> what policy calls it
  const TURNED: Partial<Record<ProposalAct, ProposalAction>> = {
    ...{
      approve: 'proposal.approve',
      submit: 'proposal.submit',
      invite: 'proposal.invite',
      join: 'proposal.cosponsor',
    },
    ...{ leave: 'proposal.leave', admit: 'proposal.admit', take_up: 'proposal.takeUp', accept: 'proposal.decide' },
    ...{ merge: 'proposal.merge', take_over: 'proposal.takeOver', carry_over: 'proposal.carryOver' },
  }
  const people = [chairOfParty, someone(['chair', 'secretariat'], false), someone(['drafter', 'chair'], true)]
  const proposals = [null, 'A', 'B'].flatMap((partyId) =>
    ['A', 'B'].map((sponsor) => ({ partyId, sponsors: [sponsor], invited: ['A'] })),
  )

  test.each(Object.entries(TURNED) as [ProposalAct, ProposalAction][])(
    'whoever would be refused for want of a capacity to %s a proposal in is asked for it',
    (act, action) => {
      let asked = 0
      for (const status of PROPOSAL_STATUSES.filter((one) => doersOf(act, one).length > 0))
        for (const person of people)
          for (const held of proposals)
            for (const holdsPen of [true, false]) {
              const rest = { lang: 'en', isShown: true, needsHead: false, isApproved: true, isPenHolder: holdsPen }
              const subject: ProposalSubject = { ...held, ...rest, status }
              const hats = hatsFor(
                person,
                (worn, hat) => {
                  const own = { ...subject, isPenHolder: holdsPen && hat === 'pen_holder' }
                  const doer = can(worn, action, own) ? doerOf(act, worn, own) : null
                  return doer !== null && (doer === 'pen_holder') === (hat === 'pen_holder')
                },
                holdsPen,
              ).map(({ hat }) => hat)
              const choice = hatsToTurn(person, act, { status, isChairs: held.partyId === null }, holdsPen)
              if (hats.length > 1) expect(choice).toEqual(expect.arrayContaining(hats))
              asked += choice.length
            }
      expect(asked).toBeGreaterThan(0)
    },
  )
})

describe('HW4: in which capacity words are typed where none was chosen', () => {
  test.each<[Hat[], Hat | null]>([
    [['chair', 'party', 'pen_holder'], 'party'],
    [['secretariat', 'chair'], 'chair'],
    [['secretariat', 'pen_holder'], 'secretariat'],
    [['pen_holder'], 'pen_holder'],
    [[], null],
  ])('%j: %s', (possible, hat) => expect(writesAs(possible)).toBe(hat))

  test('a capacity is one of four', () => {
    expect(HATS.every(isHat)).toBe(true)
    expect(isHat('head')).toBe(false)
  })
})
