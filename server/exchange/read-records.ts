/** Reads what a charter file holds beside the text: version, societies, rounds, contributions (rules EX7, EX8). */
import { isLanguageTag } from '../../src/lib/domain/language.ts'
import { Faults, member, type Json } from './faults.ts'
import type { SocietyPlan } from './format.ts'
import { LIMITS } from './limits.ts'
import { readCodes, readId, readText, type Gathered } from './read-text.ts'

const REGIONS = ['africa', 'americas', 'asia_pacific', 'europe_central_asia', 'mena'] as const
const TYPES = [
  'comment',
  'proposal',
  'question',
  'editorial',
  'linguistic',
  'support',
  'position',
  'silence_break',
  'declaration_intent',
] as const
const VISIBILITIES = ['participants', 'delegation', 'public', 'private'] as const
const OPERATIONS = [
  'replace',
  'insert_after',
  'delete',
  'add_alternative',
  'select_option',
  'retain_bracket_text',
] as const
const AUTHORS = ['delegate', 'head_of_delegation', 'language_reviewer', 'observer', 'chair', 'secretariat'] as const

/** RFC 3339, UTC, of a day that exists. */
export function readInstant(faults: Faults, value: unknown, path: string): string | null {
  const instant = faults.string(value, path, { longest: LIMITS.token })
  if (instant === null) return null
  const isWritten = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(instant)
  const date = isWritten ? new Date(instant.replace(/\.\d+Z$/, 'Z')) : null
  // Dates that do not exist either fail to parse or come back as another day.
  if (!date || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 19) !== instant.slice(0, 19))
    faults.add(path, 'must be an instant such as 2026-04-20T08:00:00Z')
  return instant
}

export function readLanguage(faults: Faults, value: unknown, path: string): string | null {
  const lang = faults.string(value, path, { longest: LIMITS.token })
  if (lang !== null && !isLanguageTag(lang)) faults.add(path, 'must be a language tag such as en, ar or kk-Cyrl')
  return lang
}

/** A zone by its IANA name: names follow changes of rules, offsets do not (practice 13.7). */
function readTimeZone(faults: Faults, value: unknown, path: string): string | null {
  const zone = faults.string(value, path, { longest: LIMITS.token })
  if (zone === null) return null
  let isKnown = /^[A-Za-z]/.test(zone)
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    isKnown = false
  }
  if (!isKnown) faults.add(path, 'must be a time zone such as Asia/Qatar')
  return zone
}

const token = (faults: Faults) => (value: unknown, path: string) =>
  faults.string(value, path, { longest: LIMITS.token })
const prose = (faults: Faults) => (value: unknown, path: string) =>
  faults.string(value, path, { longest: LIMITS.body, hasLines: true })
const instant = (faults: Faults) => (value: unknown, path: string) => readInstant(faults, value, path)

/** Reads an optional key. */
function maybe<T>(json: Json, path: string, key: string, read: (value: unknown, path: string) => T): T | null {
  return Object.hasOwn(json, key) ? read(json[key], member(path, key)) : null
}

/** The label of the version that the file is. */
export function readVersion(faults: Faults, value: unknown, path: string): string | null {
  const json = faults.object(value, path, ['label'], ['kind', 'as_of', 'symbol', 'original'])
  if (!json) return null
  maybe(json, path, 'kind', token(faults))
  maybe(json, path, 'as_of', instant(faults))
  maybe(json, path, 'symbol', token(faults))
  maybe(json, path, 'original', token(faults))
  return faults.at(json, path, 'label', (value, at) => faults.string(value, at, { longest: LIMITS.label }))
}

export function readSocieties(faults: Faults, value: unknown, path: string): SocietyPlan[] {
  const seen = new Set<string>()
  return faults.array(value, path, LIMITS.societies).flatMap((society) => {
    const at = society.path
    const json = faults.object(
      society.value,
      at,
      ['code', 'name'],
      ['names', 'region', 'contact_language', 'time_zone'],
    )
    if (!json) return []
    const code = faults.at(json, at, 'code', (value, path) => {
      const code = faults.string(value, path, { longest: LIMITS.token })
      if (code === null) return null
      if (/\s/.test(code)) faults.add(path, 'must not hold spaces')
      if (seen.has(code)) faults.add(path, `${code} is the code of another society`)
      seen.add(code)
      return code
    })
    const plan: SocietyPlan = {
      code: code ?? '',
      name: faults.at(json, at, 'name', (value, path) => faults.string(value, path, { longest: LIMITS.title })) ?? '',
      names: maybe(json, at, 'names', (value, path) => readNames(faults, value, path)) ?? {},
      region: maybe(json, at, 'region', (value, path) => faults.oneOf(value, path, REGIONS)),
      contactLanguage: maybe(json, at, 'contact_language', (value, path) => readLanguage(faults, value, path)),
      timeZone: maybe(json, at, 'time_zone', (value, path) => readTimeZone(faults, value, path)),
    }
    return code === null ? [] : [plan]
  })
}

function readNames(faults: Faults, value: unknown, path: string): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.add(path, 'must be an object')
    return {}
  }
  const names: [string, string][] = []
  for (const [lang, name] of Object.entries(value)) {
    const at = member(path, lang)
    if (!isLanguageTag(lang)) faults.add(at, 'must be a language tag such as en, ar or kk-Cyrl')
    else names.push([lang, faults.string(name, at, { longest: LIMITS.title }) ?? ''])
  }
  return Object.fromEntries(names)
}

/** Rounds or silences: their ids. Each closes after it opens. */
export function readPeriods(faults: Faults, value: unknown, path: string, optional: readonly string[]): Set<string> {
  const ids = new Set<string>()
  for (const period of faults.array(value, path, LIMITS.rounds)) {
    const json = faults.object(period.value, period.path, ['id', 'version', 'opens_at', 'closes_at'], optional)
    if (!json) continue
    const read = <T>(key: string, how: (value: unknown, path: string) => T) => faults.at(json, period.path, key, how)
    const id = read('id', (value, at) => readId(faults, value, at))
    if (id !== null && ids.has(id)) faults.add(member(period.path, 'id'), `${id} stands twice`)
    if (id !== null) ids.add(id)
    read('version', token(faults))
    const opens = read('opens_at', instant(faults))
    const closes = read('closes_at', instant(faults))
    if (opens !== null && closes !== null && Date.parse(closes) <= Date.parse(opens))
      faults.add(member(period.path, 'closes_at'), 'must be later than opens_at')
    maybe(json, period.path, 'rule', prose(faults))
  }
  return ids
}

/** A contribution whose form holds; what it points at is checked with the text. */
export interface ReadContribution {
  id: string
  path: string
  lang: string | null
  target: string | null
  anchor: { exact: string; lang: string; version: string; option: string | null } | null
  change: { find: string | null; lang: string | null; bracket: string | null; option: string | null } | null
  isOrphan: boolean
  json: Json
}

const REQUIRED = [
  'id',
  'type',
  'society',
  'author_role',
  'lang',
  'target',
  'created_at',
  'body',
  'status',
  'visibility',
]
const OPTIONAL = [
  'round',
  'anchor',
  'change',
  'on_behalf_of',
  'sponsors',
  'position',
  'silence',
  'handling',
  'thread_of',
  'orphan',
  'moderation',
  'decision',
  'answer',
]

export function readContributions(
  gathered: Gathered,
  value: unknown,
  path: string,
  known: { rounds: ReadonlySet<string>; silences: ReadonlySet<string> },
): ReadContribution[] {
  const { faults } = gathered
  const list = faults.array(value, path, LIMITS.contributions)
  const ids = new Set<string>()
  const read = list.flatMap(({ value, path }) => {
    const json = faults.object(value, path, REQUIRED, OPTIONAL)
    if (!json) return []
    const contribution = readContribution(gathered, json, path, known)
    if (ids.has(contribution.id)) faults.add(member(path, 'id'), `${contribution.id} stands twice`)
    ids.add(contribution.id)
    return [contribution]
  })
  for (const { json, path, id } of read)
    if (typeof json.thread_of === 'string' && (!ids.has(json.thread_of) || json.thread_of === id))
      faults.add(member(path, 'thread_of'), `${json.thread_of} is no other contribution of this file`)
  return read
}

function readContribution(
  gathered: Gathered,
  json: Json,
  path: string,
  known: { rounds: ReadonlySet<string>; silences: ReadonlySet<string> },
): ReadContribution {
  const { faults, codes } = gathered
  const need = <T>(key: string, how: (value: unknown, path: string) => T) => faults.at(json, path, key, how)
  const may = <T>(key: string, how: (value: unknown, path: string) => T) => maybe(json, path, key, how)
  const id = need('id', (value, at) => readId(faults, value, at))
  need('type', (value, at) => faults.oneOf(value, at, TYPES))
  need('society', (value, at) => {
    if (value === null) return
    const code = faults.string(value, at, { longest: LIMITS.token })
    if (code !== null) codes.push({ code, path: at })
  })
  need('author_role', (value, at) => faults.oneOf(value, at, AUTHORS))
  const lang = need('lang', (value, at) => readLanguage(faults, value, at))
  const target = need('target', (value, at) => faults.string(value, at, { longest: LIMITS.id }))
  need('created_at', instant(faults))
  need('body', prose(faults))
  need('status', token(faults))
  need('visibility', (value, at) => faults.oneOf(value, at, VISIBILITIES))
  const oneOfFile = (ids: ReadonlySet<string>, what: string) => (value: unknown, at: string) => {
    const id = faults.string(value, at, { longest: LIMITS.id })
    if (id !== null && !ids.has(id)) faults.add(at, `${id} is no ${what} of this file`)
  }
  may('round', oneOfFile(known.rounds, 'round'))
  may('silence', oneOfFile(known.silences, 'silence'))
  may('thread_of', token(faults))
  may('position', token(faults))
  may('handling', prose(faults))
  may('sponsors', (value, at) => readCodes(gathered, value, at))
  may('on_behalf_of', (value, at) => {
    const group = faults.object(value, at, ['group', 'members'])
    if (!group) return
    faults.at(group, at, 'group', (value, at) => faults.string(value, at, { longest: LIMITS.title }))
    faults.at(group, at, 'members', (value, at) => readCodes(gathered, value, at))
  })
  may('answer', (value, at) => readAct(faults, value, at, 'text'))
  may('decision', (value, at) => readAct(faults, value, at, 'note'))
  may('moderation', (value, at) => readModeration(faults, value, at))
  may('orphan', (value, at) => {
    const orphan = faults.object(value, at, ['since', 'reason'], ['note'])
    if (orphan) for (const key of Object.keys(orphan)) prose(faults)(orphan[key], member(at, key))
  })
  return {
    id: id ?? path,
    path,
    lang,
    target,
    anchor: may('anchor', (value, at) => readAnchor(faults, value, at)),
    change: may('change', (value, at) => readChange(gathered, value, at)),
    isOrphan: Object.hasOwn(json, 'orphan'),
    json,
  }
}

/** Who did something when, and the words of it under `key`. */
function readAct(faults: Faults, value: unknown, path: string, key: string): void {
  const json = faults.object(value, path, ['by', 'at', key])
  if (!json) return
  faults.at(json, path, 'by', token(faults))
  faults.at(json, path, 'at', instant(faults))
  faults.at(json, path, key, prose(faults))
}

function readModeration(faults: Faults, value: unknown, path: string): void {
  const json = faults.object(value, path, ['by', 'at', 'ground'], ['original_kept', 'author_notified'])
  if (!json) return
  faults.at(json, path, 'by', token(faults))
  faults.at(json, path, 'at', instant(faults))
  faults.at(json, path, 'ground', prose(faults))
  for (const key of ['original_kept', 'author_notified'])
    if (Object.hasOwn(json, key) && typeof json[key] !== 'boolean')
      faults.add(member(path, key), 'must be true or false')
}

function readAnchor(faults: Faults, value: unknown, path: string): ReadContribution['anchor'] {
  const json = faults.object(value, path, ['exact', 'lang', 'version'], ['option'])
  if (!json) return null
  const exact = faults.at(json, path, 'exact', (value, at) => faults.string(value, at, { longest: LIMITS.text }))
  const lang = faults.at(json, path, 'lang', (value, at) => readLanguage(faults, value, at))
  const version = faults.at(json, path, 'version', token(faults))
  const option = maybe(json, path, 'option', token(faults))
  return exact === null || lang === null || version === null ? null : { exact, lang, version, option }
}

function readChange(gathered: Gathered, value: unknown, path: string): ReadContribution['change'] {
  const { faults } = gathered
  const json = faults.object(value, path, ['op'], ['lang', 'find', 'text', 'bracket', 'option'])
  if (!json) return null
  faults.at(json, path, 'op', (value, at) => faults.oneOf(value, at, OPERATIONS))
  maybe(json, path, 'text', (value, at) =>
    readText({ ...gathered, blockId: path, brackets: [], refCount: 0 }, value, at),
  )
  return {
    find: maybe(json, path, 'find', (value, at) => faults.string(value, at, { longest: LIMITS.text })),
    lang: maybe(json, path, 'lang', (value, at) => readLanguage(faults, value, at)),
    bracket: maybe(json, path, 'bracket', token(faults)),
    option: maybe(json, path, 'option', token(faults)),
  }
}
