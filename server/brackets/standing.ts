/**
 * A delegation stands behind an option, or reserves on a bracket, and no longer does (rule BD12): the act of its head or a drafter, in its name alone. What
 * it said before stays in the record with its times.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import type { BracketView } from '../../src/lib/domain/contract-brackets.ts'
import { wearing } from '../../src/lib/domain/hat.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { record } from '../charter/record.ts'
import type { Context } from '../context.ts'
import { addStand, endStand, type StandKind } from '../store/brackets.ts'
import { bracketSubject, groundOf, type Ground } from './ground.ts'
import { actOnRows, invalid } from './on-text.ts'

interface Standing {
  act: string
  stand: StandKind
  begins: boolean
}
const JOIN: Standing = { act: 'bracket.joined', stand: 'for', begins: true }
const LEAVE: Standing = { act: 'bracket.left', stand: 'for', begins: false }
const RESERVE: Standing = { act: 'bracket.reserved', stand: 'reserves', begins: true }
const RELEASE: Standing = { act: 'bracket.released', stand: 'reserves', begins: false }

/** `optionId` empty: the bracket. Refuses with `already-so`, `bracket-settled`, `invalid` (a placeholder, which nobody stands behind). */
async function stand(
  context: Context,
  actor: Actor | null,
  articleId: string,
  bracketId: string,
  optionId: string,
  { act, stand, begins }: Standing,
): Promise<Result<BracketView>> {
  if (actor === null) return refuse('not-signed-in')
  const ground = await groundOf(context, actor, articleId)
  if (!ground) return refuse('not-found')
  // whoever chairs the talks, too, stands somewhere as their delegation alone
  const worn = wearing(actor, 'party')
  const mayJoin = (now: Ground, who: Actor): boolean => can(wearing(who, 'party'), 'bracket.join', bracketSubject(now))
  if (!mayJoin(ground, actor)) return refuse(isLocked(ground.article.status) ? 'article-locked' : 'not-allowed')
  return actOnRows(context, actor, ground, bracketId, mayJoin, async (rows, row, at) => {
    if (optionId !== '' && !row.options.some(({ id, status }) => id === optionId && status === 'open'))
      return refuse('not-found')
    if (row.kind === 'placeholder') return invalid({ path: 'bracket', message: 'nobody stands behind a placeholder' })
    const key = { articleId, bracketId, optionId, partyId: actor.partyId!, stand, at, by: actor.id }
    if (!(await (begins ? addStand(rows, key) : endStand(rows, key)))) return refuse('already-so')
    await record(rows, {
      at,
      actor: worn,
      act,
      subject: { kind: 'article', id: articleId },
      data: { bracket: bracketId, ...(optionId === '' ? {} : { option: optionId }), party: actor.party },
    })
    return ok(null)
  })
}

export const joinOption = (
  context: Context,
  actor: Actor | null,
  articleId: string,
  bracketId: string,
  option: string,
) => stand(context, actor, articleId, bracketId, option, JOIN)
export const leaveOption = (
  context: Context,
  actor: Actor | null,
  articleId: string,
  bracketId: string,
  option: string,
) => stand(context, actor, articleId, bracketId, option, LEAVE)
export const reserveOnBracket = (context: Context, actor: Actor | null, articleId: string, bracketId: string) =>
  stand(context, actor, articleId, bracketId, '', RESERVE)
export const releaseBracket = (context: Context, actor: Actor | null, articleId: string, bracketId: string) =>
  stand(context, actor, articleId, bracketId, '', RELEASE)
