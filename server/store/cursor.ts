/** Pages of lists by key, never by offset: a row that comes or goes meanwhile neither repeats nor hides another. */

/** The key of the last row of a page, as an opaque string. */
export const writeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key), 'utf8').toString('base64url')

/** The key of a cursor; null when it is none of ours: its parts must have exactly these types. */
export function readCursor<const T extends readonly ('string' | 'number')[]>(
  cursor: string,
  types: T,
): { [I in keyof T]: T[I] extends 'string' ? string : number } | null {
  let key: unknown
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
  return Array.isArray(key) && key.length === types.length && types.every((type, i) => typeof key[i] === type)
    ? (key as { [I in keyof T]: T[I] extends 'string' ? string : number })
    : null
}
