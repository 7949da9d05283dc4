// Over 250 lines: assigning people and delegations, and what becomes of the pen by it, is one transaction.
/** Assigns people and whole delegations to an article and takes them off it: the secretariat's act. Rights change at once. */
import type { Actor, Party } from '../../src/lib/domain/actor.ts'
import type { AssignmentView, Page } from '../../src/lib/domain/contract.ts'
import { isLanguageTag } from '../../src/lib/domain/language.ts'
import { can, type Assignment } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Refused, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { deleteAssignment, holdArticle, insertAssignment } from '../store/articles.ts'
import { isUniqueViolation } from '../store/errors.ts'
import {
  deletePartyAssignment,
  insertPartyAssignment,
  listAssignedTo,
  takePens,
  type AssignedRow,
  type PenRow,
} from '../store/party-assignments.ts'
import { findPartyByCode, findPerson, holdPerson, namesAndParties, partiesById, rolesOf } from '../store/people.ts'
import type { Rows } from '../store/store.ts'
import { record } from './record.ts'
import { articleSubject, readsWorkingTexts, seeArticle, seeCharter } from './see.ts'

export interface AssignmentInput {
  /** One of the two: a person, or the code of a party, whose drafters are assigned whoever they are at the time. */
  personId?: string | undefined
  party?: string | undefined
  kind: Assignment
  /** The language it is for; every language without it. */
  lang?: string | undefined
}

/** Whom an assignment is for. */
interface Asked extends AssignedRow {
  party: Party | null
  /** Of the charter. */
  languages: readonly string[]
}

/** Whose pen was taken, and in which languages they keep it. */
type Taken = PenRow & { keeps: string[] }

const invalid = (path: string, message: string): Refused => refuse('invalid', { errors: [{ path, message }] })

async function asked(
  rows: Rows,
  actor: Actor | null,
  articleId: string,
  { personId, party: code, kind, lang = '*' }: AssignmentInput,
): Promise<Result<Asked>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(rows, actor, articleId)
  if (!seen) return refuse('not-found')
  const { article, charter, assignments } = seen
  if (!can(actor, 'article.assign', articleSubject(article, assignments, charter.originalLanguage)))
    return refuse('not-allowed')
  if (lang !== '*' && !isLanguageTag(lang)) return invalid('lang', 'is not a language tag')
  if ((personId === undefined) === (code === undefined)) return invalid('personId', 'a person or a party, not both')
  const { languages } = charter
  if (code === undefined)
    return ok({ articleId, kind, lang, personId: personId!, partyId: null, party: null, languages })
  if (kind === 'language_reviewer') return invalid('kind', 'must be drafter or pen_holder for a party')
  const party = await findPartyByCode(rows, code)
  if (!party) return invalid('party', 'is not a party')
  return ok({
    ...{ articleId, kind, lang, personId: null, partyId: party.id },
    party: { code: party.code, name: party.name },
    languages,
  })
}

const insert = (rows: Rows, { articleId, kind, lang, personId, partyId }: Asked): Promise<void> =>
  personId !== null
    ? insertAssignment(rows, { articleId, personId, kind, lang })
    : insertPartyAssignment(rows, { articleId, partyId: partyId!, kind: penOrDrafter(kind), lang })

const remove = (rows: Rows, { articleId, kind, lang, personId, partyId }: Asked): Promise<boolean> =>
  personId !== null
    ? deleteAssignment(rows, { articleId, personId, kind, lang })
    : deletePartyAssignment(rows, { articleId, partyId: partyId!, kind: penOrDrafter(kind), lang })

const penOrDrafter = (kind: Assignment): 'drafter' | 'pen_holder' => (kind === 'pen_holder' ? kind : 'drafter')

/** Of a party every person is asked again: the rooms know nobody's party better than the database does. */
const tell = ({ events }: Context, { articleId, personId }: Asked, wasAnother: boolean): void =>
  events.tell({ kind: 'access-changed', personId: wasAnother ? null : personId, articleId, sessionId: null })

/**
 * PN1: the pen of an article in a language has one holder; who is given it takes it from whoever had it, in the same transaction: for every
 * language from all who had it in one, for one language from whoever had it in every one, who keeps it in the others.
 * PN2: the person is held meanwhile. Refuses with `already-assigned`, `invalid` (no such person or party, closed or moved since).
 */
export async function assign(
  context: Context,
  actor: Actor | null,
  articleId: string,
  input: AssignmentInput,
): Promise<Result<null>> {
  const { store } = context
  const found = await asked(store.db, actor, articleId, input)
  if (!found.ok) return found
  const assignment = found.value
  if (assignment.lang !== '*' && !assignment.languages.includes(assignment.lang))
    return invalid('lang', 'is not a language of this charter')
  const asSeen = assignment.personId === null ? null : await findPerson(store.db, assignment.personId)
  if (asSeen === undefined || (asSeen && asSeen.deactivated_at !== null)) return invalid('personId', NOT_ACTIVE)
  let wasAnother = false
  try {
    const done = await store.transaction(async (rows): Promise<Result<null>> => {
      if (asSeen !== null) {
        // the person before the article: whoever ends somebody's time holds the person, then takes their assignments
        const person = await holdPerson(rows, asSeen.id)
        const isActive = person?.deactivated_at === null && (await rolesOf(rows, person.id)).length > 0
        if (!isActive) return invalid('personId', NOT_ACTIVE)
        if (person.party_id !== asSeen.party_id) return invalid('personId', 'belongs to another delegation since')
      }
      let taken: Taken[] = []
      if (assignment.kind === 'pen_holder') {
        taken = await takeOver(rows, assignment)
        wasAnother = taken.length > 0
      }
      await insert(rows, assignment)
      await recordAssignment(rows, await store.now(rows), actor, 'article.assigned', assignment, taken)
      return ok(null)
    })
    if (!done.ok) return done
  } catch (error) {
    const isTwice =
      error instanceof AlreadyTheirs ||
      isUniqueViolation(error, 'assignment.person_id') ||
      isUniqueViolation(error, 'party_assignment.party_id')
    if (isTwice) return refuse('already-assigned')
    throw error
  }
  tell(context, assignment, wasAnother)
  return ok(null)
}

const NOT_ACTIVE = 'is not an active person'

class AlreadyTheirs extends Error {}

/** Who had the pen in any language that it is given in; whoever had it in every language keeps it in the others of the charter. */
async function takeOver(rows: Rows, { articleId, lang, personId, partyId, languages }: Asked): Promise<Taken[]> {
  await holdArticle(rows, articleId)
  const pens = await takePens(rows, articleId, lang)
  const isTheirs = (pen: PenRow): boolean => (personId !== null ? pen.personId === personId : pen.partyId === partyId)
  // theirs already, in all that is asked for: nothing happens, and nothing is recorded
  if (pens.some((pen) => isTheirs(pen) && (pen.lang === '*' || pen.lang === lang))) throw new AlreadyTheirs()
  const left = await listAssignedTo(rows, { articleId })
  const held = left.filter(({ kind }) => kind === 'pen_holder').map((pen) => pen.lang)
  const taken: Taken[] = []
  for (const pen of pens) {
    const keeps = lang === '*' || pen.lang !== '*' ? [] : languages.filter((one) => one !== lang && !held.includes(one))
    const row = { ...pen, articleId, kind: 'pen_holder' as const, party: null, languages }
    for (const one of keeps) await insert(rows, { ...row, lang: one })
    taken.push({ ...pen, keeps })
  }
  return taken
}

/** Refuses with `not-assigned`. */
export async function unassign(
  context: Context,
  actor: Actor | null,
  articleId: string,
  input: AssignmentInput,
): Promise<Result<null>> {
  const { store } = context
  const found = await asked(store.db, actor, articleId, input)
  if (!found.ok) return found
  const assignment = found.value
  const isTakenOff = await store.transaction(async (rows) => {
    if (!(await remove(rows, assignment))) return false
    await recordAssignment(rows, await store.now(rows), actor, 'article.unassigned', assignment, [])
    return true
  })
  if (!isTakenOff) return refuse('not-assigned')
  tell(context, assignment, false)
  return ok(null)
}

const recordAssignment = async (
  rows: Rows,
  at: string,
  actor: Actor | null,
  act: string,
  { articleId, personId, party, kind, lang }: Asked,
  taken: readonly Taken[],
): Promise<void> => {
  const parties = await partiesById(
    rows,
    taken.map(({ partyId }) => partyId),
  )
  const from = taken.map((pen) => ({
    ...(pen.personId !== null ? { person: pen.personId } : { party: parties.get(pen.partyId ?? '') ?? null }),
    lang: pen.lang,
    ...(pen.keeps.length > 0 && { keeps: pen.keeps }),
  }))
  return record(rows, {
    at,
    actor,
    as: 'secretariat',
    act,
    subject: { kind: 'article', id: articleId },
    data: {
      ...(personId !== null ? { person: personId } : { party }),
      kind,
      lang,
      ...(from.length > 0 && { from }),
    },
  })
}

async function assignmentViews(rows: Rows, found: AssignedRow[]): Promise<AssignmentView[]> {
  const people = await namesAndParties(
    rows,
    found.map(({ personId }) => personId),
  )
  const parties = await partiesById(
    rows,
    found.map(({ partyId }) => partyId),
  )
  return found.map(({ articleId, kind, lang, personId, partyId }) => ({
    articleId,
    kind,
    lang,
    person: personId === null ? null : (people.get(personId) ?? null),
    party: partyId === null ? null : (parties.get(partyId) ?? null),
  }))
}

/** Who drafts an article: every reader may know. Refuses with `not-found`. */
export async function listAssignments(
  { store }: Context,
  actor: Actor | null,
  articleId: string,
): Promise<Result<Page<AssignmentView>>> {
  if (actor === null) return refuse('not-signed-in')
  if (!(await seeArticle(store.db, actor, articleId))) return refuse('not-found')
  return ok({ items: await assignmentViews(store.db, await listAssignedTo(store.db, { articleId })), next: null })
}

/** Who drafts what in a charter, in its order. Refuses with `not-found`, `not-allowed` (no reader of working texts). */
export async function listCharterAssignments(
  { store }: Context,
  actor: Actor | null,
  charterId: string,
): Promise<Result<Page<AssignmentView>>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const found = await listAssignedTo(store.db, { charterId: charter.id })
  return ok({ items: await assignmentViews(store.db, found), next: null })
}
