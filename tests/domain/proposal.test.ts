/** The life of a proposal (PS*; practice 8.2): every way that there is, written down here from the practice and not from the code. */
import { expect, test } from 'vitest'
import {
  canTurnProposal,
  codeOf,
  compareCodes,
  isOpenProposal,
  isWritable,
  LAPSING,
  needsReason,
  PROPOSAL_ACTS,
  PROPOSAL_STATUSES,
  stemOf,
  termOf,
  turned,
  TURNS,
  type Condition,
  type ProposalAct,
  type ProposalStatus,
} from '#lib/domain/proposal.ts'

/** from > act > to: by whom. */
const LIFE = `
draft > edit > draft: writer
draft > ask_approval > draft: author
draft > approve > draft: head
draft > invite > draft: author
draft > discard > discarded: author
draft > submit > submitted: author
draft > submit > late: author
draft > join > draft: invited
draft > leave > draft: sponsor
draft > settle_held > draft: writer
draft > take_in > draft: writer
draft > hold > draft: system
draft > follow > draft: system
returned > edit > returned: writer
returned > ask_approval > returned: author
returned > approve > returned: head
returned > invite > returned: author
returned > submit > submitted: author
returned > submit > late: author
returned > join > returned: invited
returned > leave > returned: sponsor
returned > leave > withdrawn: sponsor
returned > settle_held > returned: writer
returned > take_in > returned: writer
returned > hold > returned: system
returned > follow > returned: system
submitted > admit > tabled: secretariat
submitted > return > returned: secretariat
submitted > join > submitted: invited
submitted > leave > submitted: sponsor
submitted > leave > withdrawn: sponsor
submitted > lapse > lapsed: system
submitted > hold > submitted: system
submitted > follow > submitted: system
late > admit > tabled: chair
late > decline > not_considered: chair
late > join > late: invited
late > leave > late: sponsor
late > leave > withdrawn: sponsor
late > lapse > lapsed: system
late > hold > late: system
late > follow > late: system
tabled > take_up > under_discussion: chair
tabled > join > tabled: invited another
tabled > leave > tabled: sponsor
tabled > leave > withdrawn: sponsor
tabled > supersede > superseded: system
tabled > not_retain > not_retained: chair
tabled > lapse > lapsed: system
tabled > take_in > tabled: chair
tabled > hold > tabled: system
tabled > follow > tabled: system
under_discussion > accept > accepted: chair
under_discussion > accept_modified > accepted_modified: chair
under_discussion > bracket > bracketed: chair
under_discussion > join > under_discussion: invited another
under_discussion > leave > under_discussion: sponsor
under_discussion > leave > withdrawn: sponsor
under_discussion > supersede > superseded: system
under_discussion > not_retain > not_retained: chair
under_discussion > lapse > lapsed: system
under_discussion > settle_held > under_discussion: chair pen_holder
under_discussion > modify > under_discussion: chair pen_holder
under_discussion > take_in > under_discussion: chair
under_discussion > hold > under_discussion: system
under_discussion > follow > under_discussion: system
accepted > accept > accepted: chair
accepted > accept_modified > accepted_modified: chair
accepted > merge > merged: chair
accepted > lapse > lapsed: system
accepted > settle_held > accepted: chair pen_holder
accepted > modify > accepted: chair pen_holder
accepted > hold > accepted: system
accepted > follow > accepted: system
accepted_modified > accept_modified > accepted_modified: chair
accepted_modified > merge > merged: chair
accepted_modified > lapse > lapsed: system
accepted_modified > settle_held > accepted_modified: chair pen_holder
accepted_modified > modify > accepted_modified: chair pen_holder
accepted_modified > hold > accepted_modified: system
accepted_modified > follow > accepted_modified: system
bracketed > choose > merged: system
bracketed > drop > not_retained: system
bracketed > join > bracketed: invited another
bracketed > leave > bracketed: sponsor
bracketed > leave > withdrawn: sponsor
bracketed > lapse > lapsed: system
merged > undo > under_discussion: chair
withdrawn > take_over > bracketed: another
withdrawn > take_over > merged: another
withdrawn > take_over > not_retained: another
withdrawn > take_over > tabled: another
lapsed > carry_over > bracketed: author
lapsed > carry_over > merged: author
lapsed > carry_over > not_retained: author
lapsed > carry_over > tabled: author
lapsed > carry_over > submitted: author`

const lines = (text: string): string[] => text.trim().split('\n').sort()

test('PS1: these are all the ways that a proposal goes, and who takes it there', () => {
  const table = TURNS.flatMap(({ from, act, to, who }) =>
    from.map((status) => `${status} > ${act} > ${to === 'same' ? status : to}: ${who.join(' ')}`),
  )
  expect(table.sort()).toEqual(lines(LIFE))
})

test('PS1: every state can be reached, every act is done somewhere, and what is over stays so', () => {
  const next = (status: ProposalStatus): ProposalStatus[] =>
    TURNS.filter(({ from }) => from.includes(status)).map(({ to }) => (to === 'same' ? status : to))
  const reached = new Set<ProposalStatus>(['draft'])
  for (const status of reached) for (const to of next(status)) reached.add(to)
  expect([...reached].sort()).toEqual([...PROPOSAL_STATUSES].sort())
  const over = PROPOSAL_STATUSES.filter((status) => next(status).every((to) => to === status))
  expect(over.sort()).toEqual(['discarded', 'not_considered', 'not_retained', 'superseded'])
  expect(PROPOSAL_ACTS.filter((act) => !TURNS.some((turn) => turn.act === act))).toEqual(['begin'])
  for (const status of PROPOSAL_STATUSES) expect(isOpenProposal(status) && over.includes(status)).toBe(false)
})

/** Everything that a submission asks for. */
const READY: Partial<Record<Condition, boolean>> = {
  ...{ targetStands: true, proposes: true, nothingHeld: true, approved: true, inTime: true },
}

test('PS1: what is asked for besides is asked for in order, and named where it is lacking', () => {
  const submit = (more: Partial<Record<Condition, boolean>>) => turned('submit', 'draft', { ...READY, ...more })
  expect(submit({})).toEqual({ ok: true, value: 'submitted' })
  expect(submit({ proposes: false })).toMatchObject({ code: 'nothing-proposed' })
  expect(submit({ nothingHeld: false })).toMatchObject({ code: 'held-words' })
  expect(submit({ targetStands: false })).toMatchObject({ code: 'already-deleted' })
  // what nobody knows of does not hold
  expect(turned('submit', 'draft')).toMatchObject({ ok: false })
})

test('PS1: no state but those of the table knows an act', () => {
  for (const act of PROPOSAL_ACTS)
    for (const status of PROPOSAL_STATUSES) {
      const isThere = LIFE.includes(`\n${status} > ${act} > `)
      expect(canTurnProposal(act, status), `${status} ${act}`).toBe(isThere)
      if (!isThere) expect(turned(act, status, READY)).toMatchObject({ code: 'transition-not-allowed' })
    }
})

test('PS3: without the approval that its delegation wants it does not go', () => {
  expect(turned('submit', 'draft', { ...READY, approved: false })).toMatchObject({ code: 'needs-approval' })
  expect(turned('approve', 'draft', {})).toMatchObject({ code: 'transition-not-allowed' })
  expect(turned('approve', 'draft', { approvalAsked: true })).toEqual({ ok: true, value: 'draft' })
  expect(turned('ask_approval', 'draft', { headWanted: false })).toMatchObject({ ok: false })
})

test('PS4: after the deadline it is late, and the chair’s to admit or decline', () => {
  expect(turned('submit', 'draft', { ...READY, inTime: false, late: true })).toEqual({ ok: true, value: 'late' })
  expect(turned('admit', 'late')).toEqual({ ok: true, value: 'tabled' })
  expect(turned('decline', 'late')).toEqual({ ok: true, value: 'not_considered' })
  expect(turned('decline', 'submitted')).toMatchObject({ ok: false })
})

test('PS6: a sponsor leaves it to the others, the last one withdraws it, and it may be taken over for thirty days', () => {
  expect(turned('leave', 'tabled', { othersSponsor: true })).toEqual({ ok: true, value: 'tabled' })
  expect(turned('leave', 'tabled', { lastSponsor: true })).toEqual({ ok: true, value: 'withdrawn' })
  expect(turned('leave', 'draft', { lastSponsor: true })).toMatchObject({ ok: false })
  expect(termOf('2026-03-02T09:00:00.000Z')).toBe('2026-04-01T09:00:00.000Z')
  const shown = { wasTabled: true, withinTerm: true, targetStands: true }
  expect(turned('take_over', 'withdrawn', shown)).toMatchObject({ value: 'tabled' })
  expect(turned('take_over', 'withdrawn', { ...shown, withinTerm: false })).toMatchObject({ code: 'too-late' })
  // what nobody admitted does not come before the table so
  expect(turned('take_over', 'withdrawn', { ...shown, wasTabled: false })).toMatchObject({
    code: 'transition-not-allowed',
  })
})

test('PS26: what was in brackets comes back to them, or to what became of them', () => {
  const back = { wasTabled: true, withinTerm: true, targetStands: true }
  for (const [act, from] of [
    ['take_over', 'withdrawn'],
    ['carry_over', 'lapsed'],
  ] as const) {
    expect(turned(act, from, { ...back, bracketOpen: true })).toMatchObject({ value: 'bracketed' })
    expect(turned(act, from, { ...back, optionStands: true })).toMatchObject({ value: 'merged' })
    expect(turned(act, from, { ...back, optionFell: true })).toMatchObject({ value: 'not_retained' })
    expect(turned(act, from, { ...back, bracketOpen: true, targetStands: false }).ok).toBe(false)
  }
})

test('PS12: with its article everything lapses that is open, drafts and what was returned excepted', () => {
  const open = PROPOSAL_STATUSES.filter((status) => isOpenProposal(status) && !isWritable(status))
  expect([...LAPSING].sort()).toEqual(open.sort())
  const back = { withinTerm: true, targetStands: true }
  expect(turned('carry_over', 'lapsed', { ...back, wasTabled: true })).toMatchObject({ value: 'tabled' })
  expect(turned('carry_over', 'lapsed', { ...back, wasWaiting: true })).toMatchObject({ value: 'submitted' })
  expect(turned('carry_over', 'lapsed', { ...back, targetStands: false })).toMatchObject({ code: 'already-deleted' })
})

test('what is sent back, turned down or taken back is so for a reason', () => {
  const asked: ProposalAct[] = ['return', 'decline', 'not_retain', 'undo']
  expect(PROPOSAL_ACTS.filter(needsReason)).toEqual(asked)
})

test('PS2: codes tell the article, the number, and of an amendment what it amends', () => {
  expect(codeOf(stemOf('7'), 3)).toBe('ART-7/P-3')
  expect(codeOf(stemOf('14 bis'), 1)).toBe('ART-14bis/P-1')
  expect(codeOf(stemOf(null), 12)).toBe('PRE/P-12')
  expect(codeOf('ART-7/P-3', 1, 'ART-7/P-3')).toBe('ART-7/P-3/A-1')
})

test('PS2: by code means by number, an amendment behind what it amends, and what has none yet last', () => {
  const codes = ['ART-7/P-10', null, 'ART-7/P-2/A-1', 'ART-7/P-9', 'ART-7/P-2', 'ART-7/P-2/A-10', 'ART-7/P-2/A-2']
  expect(codes.sort(compareCodes)).toEqual([
    ...['ART-7/P-2', 'ART-7/P-2/A-1', 'ART-7/P-2/A-2', 'ART-7/P-2/A-10', 'ART-7/P-9', 'ART-7/P-10', null],
  ])
})
