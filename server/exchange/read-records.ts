/** Reads what a charter file holds beside the text: version, societies, rounds (rule EX7). */
import { isLanguageTag } from '../../src/lib/domain/language.ts'
import { member, type Faults, type Json } from './faults.ts'
import type { SocietyPlan } from './format.ts'
import { LIMITS } from './limits.ts'
import { readId } from './read-text.ts'

const REGIONS = ['africa', 'americas', 'asia_pacific', 'europe_central_asia', 'mena'] as const

/** RFC 3339, UTC, of a day that exists. */
function readInstant(faults: Faults, value: unknown, path: string): string | null {
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

export const token = (faults: Faults) => (value: unknown, path: string) =>
  faults.string(value, path, { longest: LIMITS.token })
export const prose = (faults: Faults) => (value: unknown, path: string) =>
  faults.string(value, path, { longest: LIMITS.body, hasLines: true })
export const instant = (faults: Faults) => (value: unknown, path: string) => readInstant(faults, value, path)

/** Reads an optional key. */
export function maybe<T>(json: Json, path: string, key: string, read: (value: unknown, path: string) => T): T | null {
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
