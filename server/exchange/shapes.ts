/** Readers of the parts of a file that are records of plain fields: each answers null after a fault, and what one reads is checked whole. */
import { member, type Faults } from './faults.ts'

export type Read<T> = (value: unknown, path: string) => T | null
type Readers = Record<string, Read<unknown>>
type Value<R> = R extends Read<infer T> ? T : never
type Fields<R extends Readers, O extends Readers> = { [K in keyof R]: Value<R[K]> } & { [K in keyof O]?: Value<O[K]> }

/** An object with these keys; null where it is none, or a required one is missing or faulty. */
export const fields =
  <R extends Readers, O extends Readers>(faults: Faults, required: R, optional: O): Read<Fields<R, O>> =>
  (value, path) => {
    const json = faults.object(value, path, Object.keys(required), Object.keys(optional))
    if (!json) return null
    const read: Record<string, unknown> = {}
    let isWhole = true
    for (const [key, how] of Object.entries({ ...required, ...optional })) {
      if (!Object.hasOwn(json, key)) {
        if (key in required) isWhole = false
        continue
      }
      const one = how(json[key], member(path, key))
      if (one !== null) read[key] = one
      else if (key in required) isWhole = false
    }
    return isWhole ? (read as Fields<R, O>) : null
  }

/** The members that are what they should be, with where they stand. */
export const placed =
  <T>(faults: Faults, read: Read<T>, most: number): Read<{ value: T; path: string }[]> =>
  (value, path) =>
    faults.array(value, path, most).flatMap((each) => {
      const one = read(each.value, each.path)
      return one === null ? [] : [{ value: one, path: each.path }]
    })

export const list =
  <T>(faults: Faults, read: Read<T>, most: number): Read<T[]> =>
  (value, path) =>
    placed(faults, read, most)(value, path)?.map((each) => each.value) ?? null

export const word =
  <T extends string>(faults: Faults, words: readonly T[]): Read<T> =>
  (value, path) =>
    faults.oneOf(value, path, words)

/** What stands only where it is so. */
export const yes =
  (faults: Faults): Read<true> =>
  (value, path) => {
    if (value !== true) faults.add(path, 'must be true where it stands')
    return value === true ? true : null
  }

/** By keys that `key` reads; a key that is none is named. */
export const byKey =
  <T>(faults: Faults, key: Read<string>, read: Read<T>): Read<Record<string, T>> =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      faults.add(path, 'must be an object')
      return null
    }
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, each]) => {
        const at = member(path, name)
        const one = key(name, at) === null ? null : read(each, at)
        return one === null ? [] : [[name, one]]
      }),
    )
  }

/** Names each member whose name another before it has. */
export function checkOnce<T>(
  faults: Faults,
  all: readonly { value: T; path: string }[],
  key: string,
  nameOf: (value: T) => string | undefined,
): void {
  const seen = new Set<string>()
  for (const { value, path } of all) {
    const name = nameOf(value)
    if (name === undefined) continue
    if (seen.has(name)) faults.add(member(path, key), `${name} stands twice`)
    seen.add(name)
  }
}
