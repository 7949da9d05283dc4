import { describe, expect, it } from 'vitest'
import { ROLES, type Actor, type Role } from '#lib/domain/actor.ts'
import { can, type Assignment } from '#lib/domain/permissions.ts'
import type { BracketSubject } from '#lib/domain/permissions-brackets.ts'

const person = (roles: Role[], partyId: string | null = null, more: Partial<Actor> = {}): Actor => ({
  ...{ id: 'a', name: 'A', email: 'a@example.org', party: partyId === null ? null : { code: partyId, name: partyId } },
  ...{ partyId, roles, sessionId: null, confirmedAt: null, ...more },
})
const PARTY_ROLES: readonly Role[] = ['drafter', 'reviewer', 'signatory', 'head', 'language_reviewer']
const everybody = ROLES.map((role) => person([role], PARTY_ROLES.includes(role) ? 'D01' : null))
const bracket = (more: Partial<BracketSubject> = {}): BracketSubject => ({
  ...{ kind: 'bracket', status: 'under_discussion', assignments: [], ...more },
})
const article = (assignments: Assignment[] = []) =>
  ({ kind: 'article', status: 'under_discussion', assignments }) as const
const who = (may: (actor: Actor) => boolean): Role[] => everybody.filter(may).flatMap(({ roles }) => roles)

describe('what policy says of brackets', () => {
  it('P30: put by whoever may edit', () => {
    expect(who((one) => can(one, 'bracket.put', article()))).toEqual(['secretariat', 'chair'])
    expect(who((one) => can(one, 'bracket.put', article(['drafter'])))).not.toContain('observer')
    expect(can(person(['drafter'], 'D01'), 'bracket.put', article(['drafter']))).toBe(true)
    expect(can(person(['chair']), 'bracket.put', { ...article(), status: 'agreed' })).toBe(false)
    expect(can(person(['chair']), 'bracket.put', { ...article(), isDeleted: true })).toBe(false)
    expect(can(null, 'bracket.put', article())).toBe(false)
  })
  it('P31: joined by head and drafters, for their own delegation, whose credentials were seen', () => {
    expect(who((one) => can(one, 'bracket.join', bracket()))).toEqual(['drafter', 'head'])
    expect(can(person(['drafter'], 'D01', { standing: 'unverified' }), 'bracket.join', bracket())).toBe(false)
    expect(can(person(['drafter']), 'bracket.join', bracket())).toBe(false)
    expect(can(person(['head'], 'D01'), 'bracket.join', bracket({ status: 'agreed' }))).toBe(false)
  })
  it('P32: settled by the chair, and by the secretariat on the chair’s word', () => {
    expect(who((one) => can(one, 'bracket.settle', bracket()))).toEqual(['chair'])
    expect(who((one) => can(one, 'bracket.settle', bracket({ onWordOf: 'chair' })))).toEqual(['secretariat', 'chair'])
    expect(can(person(['chair']), 'bracket.settle', bracket({ status: 'agreed_in_group' }))).toBe(false)
  })
  it('P33: placeholders by the house and whoever has the pen', () => {
    expect(who((one) => can(one, 'bracket.setPlaceholder', bracket()))).toEqual(['secretariat', 'chair'])
    const pen = bracket({ assignments: ['pen_holder'] })
    expect(can(person(['drafter'], 'D01'), 'bracket.setPlaceholder', pen)).toBe(true)
    expect(can(person(['drafter'], 'D01'), 'bracket.setPlaceholder', bracket({ assignments: ['drafter'] }))).toBe(false)
  })
  it('P34: a language is said to read right by its editors and language reviewers, of what is agreed too', () => {
    const agreed = { ...article(), status: 'agreed' } as const
    expect(who((one) => can(one, 'language.clear', agreed))).toEqual(['secretariat', 'chair', 'language_reviewer'])
    expect(can(person(['drafter'], 'D01'), 'language.clear', article(['drafter']))).toBe(true)
  })
  it('AT5: whom a charter names is the secretariat’s to set and the chair’s to confirm', () => {
    const charter = { kind: 'charter', hasPublishedVersion: true } as const
    expect(who((one) => can(one, 'attribution.set', charter))).toEqual(['secretariat'])
    expect(who((one) => can(one, 'attribution.confirm', charter))).toEqual(['chair'])
  })
})
