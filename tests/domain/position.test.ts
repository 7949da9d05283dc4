/** PO1-PO4: where a delegation stands. */
import { describe, expect, test } from 'vitest'
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import { maySetPosition, seesNote, seesPosition, standing, STANDS, type Stand } from '../../src/lib/domain/position.ts'

const someone = (roles: Role[], partyId: string | null, more: Partial<Actor> = {}): Actor => ({
  ...{ id: 'me', name: 'A person', email: 'person@concord.example', party: null, partyId, roles },
  ...{ sessionId: 's', confirmedAt: null },
  ...more,
})

test('PO1: the stands of practice 7', () => {
  expect(STANDS).toEqual([
    'none',
    'can_accept',
    'can_accept_ad_referendum',
    'reserves',
    'objects',
    'awaiting_instructions',
  ])
})

describe('PO2: who says it', () => {
  test.each<[Role[], boolean, boolean]>([
    [['head'], true, true],
    [['drafter'], true, false],
    [['drafter'], false, true],
    [['reviewer'], false, false],
    [['signatory'], false, false],
  ])('%j, the head alone %s: %s', (roles, needsHead, may) => {
    expect(maySetPosition(someone(roles, 'A'), { partyId: 'A', needsHead })).toBe(may)
    expect(maySetPosition(someone(roles, 'B'), { partyId: 'A', needsHead })).toBe(false)
    const unverified = someone(roles, 'A', { standing: 'unverified' })
    expect(maySetPosition(unverified, { partyId: 'A', needsHead })).toBe(false)
  })
})

describe('PO3: who sees it', () => {
  test.each<[Actor, boolean, boolean, boolean]>([
    [someone(['reviewer'], 'A'), true, true, true],
    [someone(['secretariat'], null), true, true, true],
    [someone(['chair'], null), true, true, true],
    [someone(['head'], 'B'), false, false, true],
    [someone(['observer'], 'A', { standing: 'unverified' }), false, false, true],
  ])('%#', (actor, note, closed, open) => {
    expect(seesNote(actor, 'A')).toBe(note)
    expect(seesPosition(actor, 'A', 'chair')).toBe(closed)
    expect(seesPosition(actor, 'A', 'all')).toBe(open)
  })
})

test('PO4: the last word of each delegation on each provision counts; taken back, nothing', () => {
  const said = (partyId: string, blockId: string, stand: Stand) => ({ partyId, blockId, stand })
  const history = [
    said('A', '', 'objects'),
    said('B', '', 'reserves'),
    said('A', 'p1', 'reserves'),
    said('A', '', 'can_accept'),
    said('B', '', 'none'),
  ]
  expect(standing(history)).toEqual([said('A', '', 'can_accept'), said('A', 'p1', 'reserves')])
})
