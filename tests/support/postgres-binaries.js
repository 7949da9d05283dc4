/**
 * Where PostgreSQL's own programs are: POSTGRES_BIN, Debian's folders, or the path.
 * Plain JavaScript: the set-up reads it before anything is built.
 */
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const OLDEST = 15

/** @returns {string | null} the folder that holds initdb, pg_ctl and postgres of a version >= 15, or null */
export function findPostgresBinaries() {
  const named = process.env['POSTGRES_BIN']
  if (named) return existsSync(join(named, 'initdb')) ? named : null
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian)
    ? readdirSync(debian)
        .map(Number)
        .filter((n) => n >= OLDEST)
    : []
  const folders = [
    ...versions.sort((a, b) => b - a).map((version) => join(debian, String(version), 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null
}
