/** Assigns people to an article and takes them off it: the secretariat's act. Rights change at once. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLanguageTag } from '../../src/lib/domain/language.ts'
import { can, type Assignment } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { deleteAssignment, insertAssignment, type AssignmentRow } from '../store/articles.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { findPerson } from '../store/people.ts'
import type { Rows } from '../store/store.ts'
import { record } from './record.ts'
import { articleSubject, seeArticle } from './see.ts'

export interface AssignmentInput {
  personId: string
  kind: Assignment
  /** The language it is for; every language without it. */
  lang?: string | undefined
}

async function mayAssign(
  rows: Rows,
  actor: Actor | null,
  articleId: string,
  input: AssignmentInput,
): Promise<Result<AssignmentRow>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(rows, actor, articleId)
  if (!seen) return refuse('not-found')
  const { article, charter, assignments } = seen
  if (!can(actor, 'article.assign', articleSubject(article, assignments, charter.originalLanguage)))
    return refuse('not-allowed')
  const lang = input.lang ?? '*'
  if (lang !== '*' && !isLanguageTag(lang))
    return refuse('invalid', { errors: [{ path: 'lang', message: 'is not a language tag' }] })
  return ok({ articleId, personId: input.personId, kind: input.kind, lang })
}

/** Refuses with `already-assigned`, `invalid` (no such person). */
export async function assign(
  { store, events }: Context,
  actor: Actor | null,
  articleId: string,
  input: AssignmentInput,
): Promise<Result<null>> {
  const assignment = await mayAssign(store.db, actor, articleId, input)
  if (!assignment.ok) return assignment
  const person = await findPerson(store.db, input.personId)
  if (!person || person.deactivated_at !== null)
    return refuse('invalid', { errors: [{ path: 'personId', message: 'is not an active person' }] })
  try {
    await store.transaction(async (rows) => {
      await insertAssignment(rows, assignment.value)
      await recordAssignment(rows, await store.now(rows), actor, 'article.assigned', assignment.value)
    })
  } catch (error) {
    if (isUniqueViolation(error, 'assignment.person_id')) return refuse('already-assigned')
    throw error
  }
  events.tell({ kind: 'access-changed', personId: input.personId, articleId, sessionId: null })
  return ok(null)
}

/** Refuses with `not-assigned`. */
export async function unassign(
  { store, events }: Context,
  actor: Actor | null,
  articleId: string,
  input: AssignmentInput,
): Promise<Result<null>> {
  const assignment = await mayAssign(store.db, actor, articleId, input)
  if (!assignment.ok) return assignment
  const isTakenOff = await store.transaction(async (rows) => {
    if (!(await deleteAssignment(rows, assignment.value))) return false
    await recordAssignment(rows, await store.now(rows), actor, 'article.unassigned', assignment.value)
    return true
  })
  if (!isTakenOff) return refuse('not-assigned')
  events.tell({ kind: 'access-changed', personId: input.personId, articleId, sessionId: null })
  return ok(null)
}

const recordAssignment = (
  rows: Rows,
  at: string,
  actor: Actor | null,
  act: string,
  { articleId, personId, kind, lang }: AssignmentRow,
): Promise<void> =>
  record(rows, {
    at,
    actor,
    as: 'secretariat',
    act,
    subject: { kind: 'article', id: articleId },
    data: { person: personId, kind, lang },
  })
