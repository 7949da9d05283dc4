// Over 250 lines: the whole policy as one table.
/**
 * The whole policy as a table, written from the contract's rows "who" and practice 9.2, not from the code:
 * every role and the public, every action, every state of its subject.
 */
import { describe, expect, test } from 'vitest'
import type { Disclosure } from '../../src/lib/domain/contract.ts'
import { ROLES, type Actor, type Role } from '../../src/lib/domain/actor.ts'
import type { BracketActions } from '#lib/domain/permissions-brackets.ts'
import type { SittingActions } from '#lib/domain/permissions-sittings.ts'
import type { ProposalActions } from '../../src/lib/domain/permissions-proposals.ts'
import { ARTICLE_STATUSES, type ArticleStatus } from '../../src/lib/domain/article.ts'
import {
  can,
  type Action,
  type Actions,
  type ArticleSubject,
  type Assignment,
  type CommentSubject,
} from '../../src/lib/domain/permissions.ts'
import type { AgreementActions } from '../../src/lib/domain/permissions-agreement.ts'

type Who = Role | 'public' | 'nobody'
const EVERYONE: Who[] = ['public', 'nobody', ...ROLES]

/** `public` is not signed in, `nobody` has an account without a role; everybody else is of party `A`. */
function actor(who: Who, more: Partial<Actor> = {}): Actor | null {
  if (who === 'public') return null
  return {
    id: 'me',
    name: 'A person',
    email: 'person@concord.example',
    party: { code: 'D01', name: 'Delegation 01' },
    partyId: 'A',
    roles: who === 'nobody' ? [] : [who],
    sessionId: 's',
    confirmedAt: null,
    ...more,
  }
}

const whoMay = <A extends Action>(action: A, subject: Actions[A], more: Partial<Actor> = {}): Who[] =>
  EVERYONE.filter((who) => can(actor(who, more), action, subject))

/** Columns: P public, 0 no role, S secretariat, C chair, A auditor, T administrator, O observer, D drafter, R reviewer, G signatory, H head, L language reviewer. */
const COLUMNS: Record<string, Who> = {
  P: 'public',
  '0': 'nobody',
  S: 'secretariat',
  C: 'chair',
  A: 'auditor',
  T: 'administrator',
  O: 'observer',
  D: 'drafter',
  R: 'reviewer',
  G: 'signatory',
  H: 'head',
  L: 'language_reviewer',
}
const people = (letters: string): Who[] =>
  EVERYONE.filter((who) => [...letters].some((letter) => COLUMNS[letter] === who))
const ALL = 'P0SCATODRGHL'

const service = { kind: 'service' } as const
const charter = (hasPublishedVersion: boolean) => ({ kind: 'charter', hasPublishedVersion }) as const
const version = (isPublished: boolean) => ({ kind: 'version', isPublished }) as const

const party = (id: string) => ({ kind: 'party', id }) as const
const someone = (partyId: string | null, ...roles: Role[]) => ({ kind: 'person', id: 'other', partyId, roles }) as const

const PLAIN: { [A in Action]?: [Actions[A], string][] } = {
  'charter.see': [
    [charter(true), ALL],
    [charter(false), 'SCAODRGHL'],
  ],
  'charter.create': [[service, 'S']],
  'charter.export': [
    [charter(true), 'S'],
    [charter(false), 'S'],
  ],
  'charter.settings': [
    [charter(true), 'S'],
    [charter(false), 'S'],
  ],
  'charter.edit': [
    [charter(true), 'S'],
    [charter(false), 'S'],
  ],
  'article.place': [
    [charter(true), 'S'],
    [charter(false), 'S'],
  ],
  'article.delete': [
    [charter(true), 'S'],
    [charter(false), 'S'],
  ],
  'version.check': [
    [version(true), 'S'],
    [version(false), 'S'],
  ],
  'article.create': [
    [charter(true), 'S'],
    [charter(false), 'S'],
  ],
  'version.cut': [
    [charter(true), 'S'],
    [charter(false), 'S'],
  ],
  'version.publish': [
    [version(true), 'S'],
    [version(false), 'S'],
  ],
  'version.withdraw': [
    [version(true), 'S'],
    [version(false), 'S'],
  ],
  'version.read': [
    [version(true), ALL],
    [version(false), 'SCAODRGHL'],
  ],
  'version.sign': [
    [version(true), 'G'],
    [version(false), 'G'],
  ],
  'signoff.withdraw': [
    [{ kind: 'signoff', partyId: 'A' }, 'G'],
    [{ kind: 'signoff', partyId: 'B' }, ''],
  ],
  'audit.read': [[service, 'SA']],
  'people.administer': [[service, 'ST']],
  'people.verify': [[service, 'S']],
  'party.see': [
    [party('A'), 'SCATODRGHL'],
    [party('B'), 'ST'],
  ],
  'party.people': [
    [party('A'), 'STH'],
    [party('B'), 'ST'],
  ],
  'party.alternates': [
    [party('A'), 'SH'],
    [party('B'), 'S'],
  ],
  'roles.give': [
    [{ kind: 'roles', partyId: 'A', roles: ['drafter', 'reviewer'] }, 'STH'],
    [{ kind: 'roles', partyId: 'A', roles: ['drafter', 'signatory'] }, 'SH'],
    [{ kind: 'roles', partyId: 'A', roles: ['drafter', 'head'] }, 'S'],
    [{ kind: 'roles', partyId: 'A', roles: [] }, ''],
    [{ kind: 'roles', partyId: 'A', roles: ['chair'] }, 'S'],
    [{ kind: 'roles', partyId: 'A', roles: ['secretariat'] }, ''],
    [{ kind: 'roles', partyId: 'B', roles: ['drafter'] }, 'ST'],
    [{ kind: 'roles', partyId: null, roles: ['chair'] }, 'S'],
    [{ kind: 'roles', partyId: null, roles: ['observer'] }, 'S'],
    [{ kind: 'roles', partyId: null, roles: ['administrator'] }, 'ST'],
    [{ kind: 'roles', partyId: null, roles: ['administrator', 'secretariat'] }, 'S'],
    [{ kind: 'roles', partyId: null, roles: ['drafter'] }, ''],
  ],
  'person.setRoles': [
    [someone('A', 'drafter'), 'STH'],
    [someone('A', 'head'), 'S'],
    [someone('A', 'drafter', 'chair'), 'S'],
    [someone('B', 'drafter'), 'ST'],
    [someone(null, 'secretariat'), 'S'],
    [{ ...someone('A', 'drafter'), id: 'me' }, ''],
    [{ ...someone(null, 'administrator'), id: 'me' }, ''],
  ],
  'person.remove': [
    [someone('A', 'drafter'), 'STH'],
    [someone('A', 'head'), 'S'],
    [someone('A', 'drafter', 'chair'), 'S'],
    [someone('A', 'signatory'), 'SH'],
    [{ ...someone('A', 'drafter'), alternateFor: ['signatory'] }, 'SH'],
    [someone('B', 'drafter'), 'ST'],
    [someone(null, 'chair'), ''],
  ],
  'person.move': [
    [someone('A', 'drafter'), 'ST'],
    [someone('A', 'signatory'), 'S'],
    [{ ...someone('A', 'drafter'), alternateFor: ['head'] }, 'S'],
    [someone(null, 'secretariat'), 'S'],
    [someone(null), 'ST'],
    [{ ...someone('A', 'drafter'), id: 'me' }, ''],
  ],
  'person.administer': [
    [someone('A', 'drafter'), 'ST'],
    [someone('A', 'signatory'), 'ST'],
    [someone(null, 'secretariat'), 'ST'],
    [{ ...someone('A', 'drafter'), id: 'me' }, ''],
  ],
  'person.resetPassword': [
    [someone('A', 'drafter'), 'ST'],
    [someone('A', 'drafter', 'signatory'), 'S'],
    [{ ...someone('A', 'drafter'), alternateFor: ['signatory'] }, 'S'],
    [someone('A', 'head'), 'S'],
    [someone(null, 'secretariat'), 'S'],
    [someone(null, 'administrator'), 'ST'],
    [someone(null), 'ST'],
    [{ ...someone('A', 'drafter'), id: 'me' }, ''],
  ],
  'party.name': [[{ kind: 'service' }, 'SCAODRGHL']],
}

describe('P10, P1, P6, P7, P8, P14: charters, versions, sign-offs, the record', () => {
  const rows = Object.entries(PLAIN).flatMap(([action, list]) =>
    list.map(([subject, letters]) => [action as Action, JSON.stringify(subject), subject, letters] as const),
  )
  test.each(rows)('%s of %s', (action, _shown, subject, letters) => {
    expect(whoMay(action, subject as never)).toEqual(people(letters))
  })
})

const article = (status: ArticleStatus, ...assignments: Assignment[]): ArticleSubject => ({
  kind: 'article',
  status,
  assignments,
})
const LOCKED: Record<ArticleStatus, boolean> = {
  draft: false,
  under_discussion: false,
  agreed_in_group: true,
  agreed_ad_referendum: true,
  agreed: true,
}

describe.each(ARTICLE_STATUSES)('P1-P4: an article that is %s', (status) => {
  const locked = LOCKED[status]
  const assignments: Assignment[][] = [
    [],
    ['drafter'],
    ['pen_holder'],
    ['language_reviewer'],
    ['drafter', 'pen_holder'],
  ]
  test.each(assignments.map((list) => [list.join(' and ') || 'nothing', list] as const))(
    'for those assigned %s',
    (_name, list) => {
      const subject = article(status, ...list)
      expect(whoMay('article.read', subject)).toEqual(people('SCAODRGHL'))
      expect(whoMay('article.comment', subject)).toEqual(people('SCDRGHL'))
      expect(whoMay('article.edit', subject)).toEqual(people(locked ? '' : list.length > 0 ? 'SCDRGHL' : 'SC'))
      expect(whoMay('article.propose', subject)).toEqual(people(locked ? '' : 'CDH'))
      expect(whoMay('article.assign', subject)).toEqual(people('S'))
      expect(whoMay('article.setStatus', subject)).toEqual(people('C'))
      expect(whoMay('translation.check', subject)).toEqual(people(list.length > 0 ? 'SCDRGHL' : 'SCL'))
    },
  )
})

describe('P4, P6: acts of a party need a party', () => {
  const ofNoParty = { party: null, partyId: null }
  test('proposals', () => expect(whoMay('article.propose', article('draft'), ofNoParty)).toEqual(people('C')))
  test('signatures', () => expect(whoMay('version.sign', version(true), ofNoParty)).toEqual([]))
  test('withdrawals', () =>
    expect(whoMay('signoff.withdraw', { kind: 'signoff', partyId: 'A' }, ofNoParty)).toEqual([]))
})

describe('P5: who sees a comment', () => {
  const comment = (more: Partial<CommentSubject> = {}): CommentSubject => ({
    kind: 'comment',
    authorId: 'other',
    partyId: 'B',
    visibility: 'participants',
    isWithheld: false,
    ...more,
  })
  const readers = 'SCAODRGHL'
  test.each([
    ['to participants', comment(), readers],
    ['public', comment({ visibility: 'public' }), readers],
    ['to another delegation', comment({ visibility: 'delegation' }), ''],
    ['to the own delegation', comment({ visibility: 'delegation', partyId: 'A' }), readers],
    ['to a delegation that is none', comment({ visibility: 'delegation', partyId: null }), ''],
    ['private, of another', comment({ visibility: 'private', partyId: 'A' }), ''],
    ['private, of mine', comment({ visibility: 'private', authorId: 'me', partyId: 'A' }), readers],
    ['private, of mine in another delegation (PE9)', comment({ visibility: 'private', authorId: 'me' }), ''],
    ['private, of a past author', comment({ visibility: 'private', authorId: null }), ''],
    ['withheld', comment({ isWithheld: true }), 'SC'],
    ['withheld, of mine', comment({ isWithheld: true, authorId: 'me', partyId: 'A' }), readers],
    ['withheld, of mine in another delegation (PE9)', comment({ isWithheld: true, authorId: 'me' }), 'SC'],
    ['withheld, of my party', comment({ isWithheld: true, partyId: 'A' }), 'SC'],
  ])('%s', (_name, subject, letters) => {
    expect(whoMay('comment.see', subject)).toEqual(people(letters))
  })

  test('a delegation without a party matches nobody without a party', () => {
    const subject = comment({ visibility: 'delegation', partyId: null })
    expect(whoMay('comment.see', subject, { party: null, partyId: null })).toEqual([])
  })

  test('resolving and reopening: author or secretariat, never one who may only look on', () => {
    expect(whoMay('comment.settle', comment())).toEqual(people('S'))
    expect(whoMay('comment.settle', comment({ authorId: 'me', partyId: 'A' }))).toEqual(people('SCDRGHL'))
    expect(whoMay('comment.settle', comment({ authorId: 'me' }))).toEqual(people('S'))
    expect(whoMay('comment.settle', comment({ authorId: null }))).toEqual(people('S'))
  })

  test('TH9: taking back is the author’s alone, for the delegation they are in', () => {
    expect(whoMay('comment.retract', comment())).toEqual([])
    expect(whoMay('comment.retract', comment({ authorId: null }))).toEqual([])
    expect(whoMay('comment.retract', comment({ authorId: 'me', partyId: 'A' }))).toEqual(people(readers))
    expect(whoMay('comment.retract', comment({ authorId: 'me' }))).toEqual([])
  })

  test('TH10: withholding is the secretariat’s, of what everybody sees; releasing the chair’s, too; neither of one’s own', () => {
    expect(whoMay('comment.withhold', comment())).toEqual(people('S'))
    expect(whoMay('comment.withhold', comment({ visibility: 'public', authorId: null }))).toEqual(people('S'))
    expect(whoMay('comment.release', comment({ isWithheld: true }))).toEqual(people('SC'))
    for (const visibility of ['delegation', 'private'] as const)
      expect(whoMay('comment.withhold', comment({ visibility, partyId: 'A' }))).toEqual([])
    for (const isWithheld of [true, false]) {
      expect(whoMay('comment.withhold', comment({ isWithheld, authorId: 'me', partyId: 'A' }))).toEqual([])
      expect(whoMay('comment.release', comment({ isWithheld, authorId: 'me', partyId: 'A' }))).toEqual([])
    }
    expect(whoMay('comment.withhold', comment({ isWithheld: true }))).toEqual([])
    expect(whoMay('comment.release', comment())).toEqual([])
  })
})

describe('PE4, AL4: whose roles do not count, or are another’s', () => {
  const delegation = { kind: 'comment', authorId: 'other', partyId: 'A', isWithheld: false } as const
  test('who is not verified yet sees nothing of the delegation', () => {
    const unverified = actor('observer', { standing: 'unverified' })
    expect(can(unverified, 'article.read', article('draft'))).toBe(true)
    expect(can(unverified, 'article.comment', article('draft', 'drafter'))).toBe(false)
    expect(can(unverified, 'comment.see', { ...delegation, visibility: 'delegation' })).toBe(false)
    expect(can(unverified, 'party.see', { kind: 'party', id: 'A' })).toBe(false)
    const colleague = actor('drafter', { id: 'other' })!
    const who = { kind: 'presence', person: colleague } as const
    expect(can(unverified, 'presence.see', { ...who, shownTo: 'own_party' })).toBe(false)
    expect(can(unverified, 'presence.see', { ...who, shownTo: 'all' })).toBe(true)
    const wrote = { kind: 'authorship', authorId: 'other', partyId: 'A' } as const
    expect(can(unverified, 'authorship.see', { ...wrote, shownTo: 'own_party' })).toBe(false)
    expect(can(actor('observer'), 'authorship.see', { ...wrote, shownTo: 'own_party' })).toBe(true)
  })
  test('an alternate does what the head does, but names no alternates', () => {
    const alternate = actor('head', { alternateFor: ['head'] })
    expect(can(alternate, 'party.people', { kind: 'party', id: 'A' })).toBe(true)
    expect(can(alternate, 'party.alternates', { kind: 'party', id: 'A' })).toBe(false)
  })
})

describe('P1, P2: several roles give what each gives, and never take', () => {
  const both = (...roles: Role[]) => actor('reviewer', { roles })!
  test('an observer who is also administrator reads and does not comment', () => {
    expect(can(both('administrator', 'observer'), 'article.read', article('draft'))).toBe(true)
    expect(can(both('administrator', 'observer'), 'article.comment', article('draft'))).toBe(false)
    expect(can(both('administrator', 'observer'), 'article.edit', article('draft', 'drafter'))).toBe(false)
  })
  test('an auditor who is also reviewer comments', () =>
    expect(can(both('auditor', 'reviewer'), 'article.comment', article('draft'))).toBe(true))
})

describe('PR4, PR5: who sees whom', () => {
  const seen = (shownTo: Disclosure, person: Partial<Actor>): Who[] =>
    whoMay('presence.see', { kind: 'presence', shownTo, person: { ...actor('drafter')!, id: 'other', ...person } })
  test.each<[Disclosure, Partial<Actor>, string]>([
    ['all', { partyId: 'B' }, 'SCAODRGHL'],
    ['all', { partyId: null, roles: ['observer'] }, 'SCAODRGHL'],
    ['own_party', { partyId: 'A' }, 'SCAODRGHL'],
    ['own_party', { partyId: 'B' }, ''],
    ['own_party', { partyId: 'B', roles: ['chair'] }, ''],
    ['own_party', { partyId: null, roles: ['secretariat'] }, 'SCAODRGHL'],
    ['own_party', { partyId: null, roles: ['observer'] }, ''],
    ['off', { partyId: 'A' }, ''],
  ])('%s: %j', (shownTo, person, letters) => {
    expect(seen(shownTo, person)).toEqual(people(letters))
  })
})

describe('AW1: who sees who wrote what', () => {
  test.each<[Disclosure, string | null, string | null, string]>([
    ['all', 'other', 'B', 'SCAODRGHL'],
    ['own_party', 'other', 'A', 'SCAODRGHL'],
    ['own_party', 'other', 'B', 'SCA'],
    ['own_party', 'other', null, 'SCA'],
    ['off', 'other', 'A', 'SA'],
    ['off', null, null, 'SCAODRGHL'],
  ])('%s: words of %s of party %s', (shownTo, authorId, partyId, letters) => {
    expect(whoMay('authorship.see', { kind: 'authorship', shownTo, authorId, partyId })).toEqual(people(letters))
  })
  test('one sees one’s own, whatever the charter shows', () => {
    const drafter = actor('drafter')!
    expect(
      can(drafter, 'authorship.see', { kind: 'authorship', shownTo: 'off', authorId: drafter.id, partyId: 'B' }),
    ).toBe(true)
  })
})

test('TX29: words that lost their place are shown to their author alone, whoever reads with them', () => {
  expect(whoMay('recovered.see', { kind: 'recovered', personId: 'other' })).toEqual([])
  expect(whoMay('recovered.see', { kind: 'recovered', personId: actor('drafter')!.id })).toEqual(people('SCAODRGHL'))
})

test('every action stands in a table', () => {
  const tabled = [
    ...Object.keys(PLAIN),
    'article.read',
    'article.edit',
    'article.comment',
    'article.propose',
    'article.assign',
    'article.setStatus',
    'translation.check',
    'presence.see',
    'authorship.see',
    'recovered.see',
    'comment.see',
    'comment.settle',
    'comment.retract',
    'comment.withhold',
    'comment.release',
  ]
  // A new action changes this type; the literal below then no longer compiles until it is tabled. What is spread into the table has tables of its own.
  const all: Record<
    Exclude<Action, keyof ProposalActions | keyof AgreementActions | keyof BracketActions | keyof SittingActions>,
    true
  > = {
    'charter.see': true,
    'party.name': true,
    'charter.create': true,
    'charter.export': true,
    'charter.settings': true,
    'charter.edit': true,
    'article.place': true,
    'article.delete': true,
    'version.check': true,
    'article.create': true,
    'article.read': true,
    'article.edit': true,
    'article.comment': true,
    'article.propose': true,
    'article.assign': true,
    'article.setStatus': true,
    'translation.check': true,
    'presence.see': true,
    'authorship.see': true,
    'recovered.see': true,
    'comment.see': true,
    'comment.settle': true,
    'comment.retract': true,
    'comment.withhold': true,
    'comment.release': true,
    'version.cut': true,
    'version.publish': true,
    'version.withdraw': true,
    'version.read': true,
    'version.sign': true,
    'signoff.withdraw': true,
    'audit.read': true,
    'people.administer': true,
    'people.verify': true,
    'party.see': true,
    'party.people': true,
    'party.alternates': true,
    'roles.give': true,
    'person.setRoles': true,
    'person.remove': true,
    'person.move': true,
    'person.administer': true,
    'person.resetPassword': true,
  }
  expect(new Set(tabled)).toEqual(new Set(Object.keys(all)))
})
