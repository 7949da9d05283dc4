/** In which capacity several articles are edited as one act, and what is said where one of them is locked. */
import { expect, test } from 'vitest'
import type { Actor, Role } from '#lib/domain/actor.ts'
import { wearToEdit } from '../../../server/charter/wear.ts'
import type { SeenArticle } from '../../../server/charter/see.ts'

const one = (roles: Role[], partyId: string | null = null): Actor => ({
  id: 'p',
  name: 'Somebody',
  email: 'somebody@concord.example',
  party: partyId === null ? null : { code: partyId, name: partyId },
  partyId,
  roles,
  sessionId: null,
  confirmedAt: null,
})
type Article = Pick<SeenArticle, 'article' | 'assignments'>
const article = (status: string): Article => ({
  article: { status, deletedAt: null } as SeenArticle['article'],
  assignments: [],
})
const [open, locked] = [article('under_discussion'), article('agreed')]
const said = (actor: Actor, ...articles: Article[]): string => {
  const worn = wearToEdit(actor, undefined, 'en', ...articles)
  return worn.ok ? 'may' : worn.code
}

test.each<[string, Actor, string, string, string]>([
  ['whoever may edit every open article', one(['secretariat']), 'may', 'article-locked', 'article-locked'],
  ['whoever has to say as what', one(['chair', 'secretariat']), 'invalid', 'article-locked', 'article-locked'],
  ['whoever may edit none', one(['observer'], 'D01'), 'not-allowed', 'not-allowed', 'article-locked'],
])(
  '%s is told what stands in the way in the first article that they may not edit',
  (_, actor, ofOne, openFirst, lockedFirst) => {
    expect([said(actor, open), said(actor, open, locked)]).toEqual([ofOne, openFirst])
    expect([said(actor, locked, open), said(actor, locked)]).toEqual([lockedFirst, lockedFirst])
  },
)
