/** Who is to supply what a placeholder stands for, and by when; and the note on a bracket. What is not named stays. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import type { BracketView, PlaceholderInput } from '../../src/lib/domain/contract-brackets.ts'
import { dueFault } from '../../src/lib/domain/due.ts'
import { wornFor } from '../../src/lib/domain/hat.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { cleanText, LONGEST } from '../charter/input.ts'
import { record } from '../charter/record.ts'
import { asWorn } from '../charter/wear.ts'
import { FAULTS_OF_DUE } from '../charter/set-due.ts'
import type { Context } from '../context.ts'
import { updateBracket } from '../store/brackets.ts'
import { findPartyByCode, namesById } from '../store/people.ts'
import type { Rows } from '../store/store.ts'
import { bracketSubject, groundOf, type Ground } from './ground.ts'
import { actOnRows, invalid } from './on-text.ts'

interface Owner {
  partyId: string | null
  personId: string | null
}

/** A delegation or a person; undefined: neither is known. */
async function ownerOf(rows: Rows, owner: NonNullable<PlaceholderInput['owner']>): Promise<Owner | undefined> {
  if ((owner.party === undefined) === (owner.person === undefined)) return undefined
  if (owner.party !== undefined) {
    const party = await findPartyByCode(rows, owner.party)
    return party && { partyId: party.id, personId: null }
  }
  const names = await namesById(rows, [owner.person!])
  return names.has(owner.person!) ? { partyId: null, personId: owner.person! } : undefined
}

/** The house's and the pen-holder's act. `dueAt` as in DU1-DU3. Refuses with `bracket-settled`, `invalid` (an owner or a date of what is no placeholder). */
export async function setPlaceholder(
  context: Context,
  actor: Actor | null,
  articleId: string,
  bracketId: string,
  input: PlaceholderInput,
): Promise<Result<BracketView>> {
  if (actor === null) return refuse('not-signed-in')
  const ground = await groundOf(context, actor, articleId)
  if (!ground) return refuse('not-found')
  const maySet = (now: Ground, who: Actor): boolean => can(who, 'bracket.setPlaceholder', bracketSubject(now))
  const holdsPen = bracketSubject(ground).assignments.includes('pen_holder')
  const worn = wornFor(actor, input.as, (one, hat) => hat !== 'party' && maySet(ground, one), holdsPen)
  if (!worn.ok) return worn.code === 'not-allowed' && isLocked(ground.article.status) ? refuse('article-locked') : worn
  const faults: Fault[] = []
  const note = input.note == null ? input.note : cleanText(faults, 'note', input.note, LONGEST.reason, false) || null
  if (faults.length > 0) return invalid(...faults)
  return actOnRows(context, worn.value.actor, ground, bracketId, maySet, async (rows, row, at) => {
    const errors: Fault[] = []
    const { owner, dueAt } = input
    if (row.kind !== 'placeholder' && (owner != null || dueAt != null))
      errors.push({ path: owner == null ? 'dueAt' : 'owner', message: 'is of a placeholder alone' })
    const found = owner == null ? owner : await ownerOf(rows, owner)
    if (owner != null && found === undefined)
      errors.push({ path: 'owner', message: 'must be one delegation or one person' })
    const fault = dueAt == null ? null : dueFault(dueAt, at)
    if (fault) errors.push({ path: 'dueAt', message: FAULTS_OF_DUE[fault] })
    if (errors.length > 0) return invalid(...errors)
    const due = dueAt == null ? dueAt : new Date(dueAt).toISOString()
    await updateBracket(rows, row, {
      ...(found === undefined ? {} : { owner: found ?? { partyId: null, personId: null } }),
      ...(due === undefined ? {} : { dueAt: due }),
      ...(note === undefined ? {} : { note }),
    })
    await record(rows, {
      at,
      ...asWorn(worn.value),
      act: 'bracket.placeholder-set',
      subject: { kind: 'article', id: articleId },
      data: { bracket: bracketId, owner: owner ?? null, dueAt: due ?? null, ...(note == null ? {} : { note }) },
    })
    return ok(null)
  })
}
