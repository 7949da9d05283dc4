/** Delegations: listed, created, and named anew; the code stays for ever (practice 9.1). */
import type { Actor, Party } from '../../src/lib/domain/actor.ts'
import type { Page, PartyView } from '../../src/lib/domain/contract.ts'
import { isLanguageTag, nameIn } from '../../src/lib/domain/language.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { cleanLine } from '../charter/input.ts'
import { record } from '../charter/record.ts'
import type { Context } from '../context.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { holdParty, insertParty, listParties as partyRows, updateParty, type PartyRow } from '../store/people.ts'
import { isTimeZone } from './input.ts'
import { seeParty } from './see.ts'

export interface PartyInput {
  name: string
  /** Language -> name. */
  names?: Record<string, string> | undefined
  region?: string | null | undefined
  contactLanguage?: string | null | undefined
  timeZone?: string | null | undefined
}

const LONGEST = { name: 200, region: 100 } as const
const MOST_NAMES = 30

const viewOf = (row: PartyRow): PartyView => ({
  code: row.code,
  name: row.name,
  names: JSON.parse(row.names) as Record<string, string>,
  region: row.region,
  contactLanguage: row.contact_language,
  timeZone: row.time_zone,
})

/** Every party, by code, for secretariat and administrator; else the own one. Refuses with `not-signed-in`. */
export async function listParties({ store }: Context, actor: Actor | null): Promise<Result<Page<PartyView>>> {
  if (actor === null) return refuse('not-signed-in')
  const parties = (await partyRows(store.db)).filter(({ id }) => can(actor, 'party.see', { kind: 'party', id }))
  return ok({ items: parties.map(viewOf), next: null })
}

/** P14: every delegation by code, with its name in `lang` where it has one. Refuses with `not-signed-in`, `not-allowed`. */
export async function listDelegations(
  { store }: Context,
  actor: Actor | null,
  lang?: string,
): Promise<Result<Page<Party>>> {
  if (actor === null) return refuse('not-signed-in')
  if (!can(actor, 'party.name', { kind: 'service' })) return refuse('not-allowed')
  const named = (row: PartyRow): Party => {
    const { code, name, names } = viewOf(row)
    return { code, name: lang === undefined ? name : nameIn(names, lang, name) }
  }
  return ok({ items: (await partyRows(store.db)).map(named), next: null })
}

/** Refuses with `not-found`. */
export async function readParty({ store }: Context, actor: Actor | null, code: string): Promise<Result<PartyView>> {
  if (actor === null) return refuse('not-signed-in')
  const party = await seeParty(store.db, actor, code)
  return party ? ok(viewOf(party)) : refuse('not-found')
}

type Words = Pick<PartyRow, 'name' | 'names' | 'region' | 'contact_language' | 'time_zone'>

function words(input: PartyInput): Result<Words> {
  const errors: Fault[] = []
  const name = cleanLine(errors, 'name', input.name, LONGEST.name)
  const names: Record<string, string> = {}
  const given = Object.entries(input.names ?? {})
  if (given.length > MOST_NAMES) errors.push({ path: 'names', message: `must be at most ${MOST_NAMES}` })
  for (const [lang, text] of given.slice(0, MOST_NAMES))
    if (!isLanguageTag(lang)) errors.push({ path: `names.${lang}`, message: 'is not a language tag' })
    else names[lang] = cleanLine(errors, `names.${lang}`, text, LONGEST.name)
  const region = cleanLine(errors, 'region', input.region ?? '', LONGEST.region, false)
  const { contactLanguage = null, timeZone = null } = input
  if (contactLanguage !== null && !isLanguageTag(contactLanguage))
    errors.push({ path: 'contactLanguage', message: 'is not a language tag' })
  if (timeZone !== null && !isTimeZone(timeZone)) errors.push({ path: 'timeZone', message: 'is not a time zone' })
  if (errors.length > 0) return refuse('invalid', { errors })
  return ok({
    name,
    names: JSON.stringify(names),
    region: region === '' ? null : region,
    contact_language: contactLanguage,
    time_zone: timeZone,
  })
}

/** A code as it stands in addresses and in the record. */
const CODE = /^[A-Z][A-Z0-9-]{0,15}$/

/** Refuses with `not-allowed`, `code-taken` (by constraint), `invalid`. */
export async function createParty(
  { store, newId }: Context,
  actor: Actor | null,
  input: PartyInput & { code: string },
): Promise<Result<PartyView>> {
  if (actor === null) return refuse('not-signed-in')
  if (!can(actor, 'people.administer', { kind: 'service' })) return refuse('not-allowed')
  const checked = words(input)
  const code = input.code.trim().toUpperCase()
  const errors = checked.ok ? [] : [...(checked.errors ?? [])]
  if (!CODE.test(code))
    errors.unshift({ path: 'code', message: 'must be 1 to 16 of A-Z, 0-9 and -, beginning with a letter' })
  if (!checked.ok || errors.length > 0) return refuse('invalid', { errors })
  const party: PartyRow = { id: newId(), code, ...checked.value }
  try {
    await store.transaction(async (rows) => {
      await insertParty(rows, party)
      await record(rows, {
        at: await store.now(rows),
        actor,
        as: 'secretariat',
        act: 'party.created',
        subject: { kind: 'party', id: party.id },
        data: { ...viewOf(party) },
      })
    })
  } catch (error) {
    if (isUniqueViolation(error, 'party.code')) return refuse('code-taken')
    throw error
  }
  return ok(viewOf(party))
}

/** What is not named stays. The record keeps what it was called before. Refuses with `not-allowed`, `not-found`, `invalid`. */
export async function setParty(
  { store, events }: Context,
  actor: Actor | null,
  code: string,
  input: Partial<PartyInput>,
): Promise<Result<PartyView>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeParty(store.db, actor, code)
  if (!seen) return refuse('not-found')
  if (!can(actor, 'people.administer', { kind: 'service' })) return refuse('not-allowed')
  const set = await store.transaction(async (rows): Promise<Result<PartyView>> => {
    const before = await holdParty(rows, seen.id)
    if (!before) return refuse('not-found')
    const was = viewOf(before)
    const checked = words({ ...was, ...input })
    if (!checked.ok) return checked
    const after = { id: before.id, code: before.code, ...checked.value }
    await updateParty(rows, after)
    await record(rows, {
      at: await store.now(rows),
      actor,
      as: 'secretariat',
      act: 'party.renamed',
      subject: { kind: 'party', id: before.id },
      data: { from: was, to: viewOf(after) },
    })
    return ok(viewOf(after))
  })
  // its people are shown under the new name at once
  if (set.ok) events.tell({ kind: 'access-changed', personId: null, articleId: null, sessionId: null })
  return set
}
