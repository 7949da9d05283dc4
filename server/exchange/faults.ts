/** Reading unknown JSON with every fault named by its path. Readers go on after a fault, so that one try shows all. */
import type { Fault } from '../../src/lib/domain/result.ts'
import { wordsFault, type Script } from './characters.ts'
import { LIMITS } from './limits.ts'

/** An object of JSON: own keys only matter. */
export type Json = Record<string, unknown>

/** The path of a member: `articles[3].paragraphs`, `names["x y"]`. */
export function member(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

export interface StringRule {
  longest: number
  /** Line feeds are allowed, as in comments. */
  hasLines?: boolean
  mayBeEmpty?: boolean
  /** Words of the text itself: `words` also refuses letters of two scripts in one word. */
  script?: Script
}

export class Faults {
  readonly list: Fault[] = []

  add(path: string, message: string): void {
    if (this.list.length < LIMITS.faults) this.list.push({ path, message })
  }

  /** An object with these keys and no others; null and a fault when it is none. */
  object(value: unknown, path: string, required: readonly string[], optional: readonly string[] = []): Json | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add(path, 'must be an object')
      return null
    }
    const json = value as Json
    for (const key of Object.keys(json))
      if (!required.includes(key) && !optional.includes(key)) this.add(member(path, key), 'is not a key of this format')
    for (const key of required) if (!Object.hasOwn(json, key)) this.add(member(path, key), 'is missing')
    return json
  }

  /** The members of an array with their paths; none, with a fault, when it is no array or too long. */
  array(value: unknown, path: string, most: number): { value: unknown; path: string }[] {
    if (!Array.isArray(value)) {
      this.add(path, 'must be an array')
      return []
    }
    if (value.length > most) {
      this.add(path, `must have at most ${most} members`)
      return []
    }
    return value.map((each: unknown, i) => ({ value: each, path: member(path, i) }))
  }

  /** A string, checked in every respect; null and a fault when it is none. */
  string(value: unknown, path: string, rule: StringRule): string | null {
    if (typeof value !== 'string') {
      this.add(path, 'must be a string')
      return null
    }
    if (value === '' && !rule.mayBeEmpty) this.add(path, 'must not be empty')
    if (value.length > rule.longest) this.add(path, `must have at most ${rule.longest} characters`)
    else {
      const fault = wordsFault(value, rule)
      if (fault) this.add(path, fault)
    }
    return value
  }

  /** One of a few words. */
  oneOf<T extends string>(value: unknown, path: string, words: readonly T[]): T | null {
    if ((words as readonly unknown[]).includes(value)) return value as T
    this.add(path, `must be one of ${words.join(', ')}`)
    return null
  }

  /** What a required key holds: `read` is not asked when the key is missing, which is a fault already. */
  at<T>(json: Json, path: string, key: string, read: (value: unknown, path: string) => T): T | null {
    return Object.hasOwn(json, key) ? read(json[key], member(path, key)) : null
  }
}
