/**
 * The file of a backup: lines of JSON (UTF-8, ended by `\n`), the same for both databases, so that either can be restored into the other.
 *
 * - first: `{"format":"concord-backup","version":1,"at":...,"migrations":[...]}`
 * - per table: `{"table":"party","columns":["id",...]}`, then each row as an array in the order of those columns; bytes are `{"base64":"..."}`
 * - last: `{"rows":{"party":190,...},"sha256":"..."}`, the SHA-256 of every byte before this line, in lower-case hexadecimal
 *
 * Sessions are left out: a restored one could be of somebody who has signed out since. Everybody signs in again.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { StoreError } from './errors.ts'
import type { Tables } from './tables.ts'

export const FORMAT = 'concord-backup'
export const FORMAT_VERSION = 1

/** Every table, those pointed to before those that point, with the key that orders its rows. `roots`: rows of which this is null come first. */
export const TABLES: Record<Exclude<keyof Tables, 'session'>, { key: string[]; roots?: string }> = {
  setting: { key: ['name'] },
  party: { key: ['id'] },
  person: { key: ['id'] },
  person_role: { key: ['person_id', 'role'] },
  membership: { key: ['id'] },
  one_time_link: { key: ['id'] },
  alternate: { key: ['id'] },
  charter: { key: ['id'] },
  drafting_group: { key: ['charter_id', 'person_id'] },
  drafting_party: { key: ['charter_id', 'party_id'] },
  article: { key: ['id'] },
  document: { key: ['id'] },
  assignment: { key: ['article_id', 'person_id', 'kind', 'lang'] },
  party_assignment: { key: ['article_id', 'party_id', 'kind', 'lang'] },
  journal: { key: ['document_id', 'seq'] },
  snapshot: { key: ['document_id', 'seq'] },
  client_binding: { key: ['document_id', 'client_id'] },
  visit: { key: ['person_id', 'document_id'] },
  recovered_words: { key: ['document_id', 'seq', 'n'] },
  translation_check: { key: ['document_id', 'block_id'] },
  comment: { key: ['id'], roots: 'thread_id' },
  proposal: { key: ['id'] },
  proposal_counter: { key: ['charter_id', 'stem'] },
  proposal_sponsor: { key: ['proposal_id', 'party_id'] },
  proposal_member: { key: ['proposal_id', 'party_id'] },
  proposal_text: { key: ['proposal_id', 'lang', 'kind'] },
  proposal_block: { key: ['proposal_id', 'lang', 'kind', 'block_id'] },
  proposal_event: { key: ['proposal_id', 'n'] },
  bracket: { key: ['article_id', 'id'] },
  bracket_option: { key: ['article_id', 'bracket_id', 'id'] },
  bracket_party: { key: ['article_id', 'bracket_id', 'n'] },
  decision: { key: ['id'] },
  language_flag: { key: ['id'] },
  keyed_act: { key: ['person_id', 'key'] },
  comment_visit: { key: ['person_id', 'article_id'] },
  contribution: { key: ['charter_id', 'id'] },
  version: { key: ['id'] },
  version_article: { key: ['version_id', 'article_id', 'lang'] },
  renumbering: { key: ['version_id', 'article_id'] },
  signoff: { key: ['id'] },
  signoff_article: { key: ['signoff_id', 'position'] },
  sitting: { key: ['id'] },
  provision_event: { key: ['id'] },
  provision: { key: ['article_id', 'block_id'] },
  confirmation: { key: ['id'] },
  editorial_fix: { key: ['id'] },
  position: { key: ['id'] },
  audit: { key: ['seq'] },
  audit_head: { key: ['id'] },
}
export const LEFT_OUT = ['session']

export type Row = Record<string, unknown>

export interface Head {
  format: typeof FORMAT
  version: typeof FORMAT_VERSION
  /** When it was taken, by the database's clock. */
  at: string
  /** What had been applied to the database. */
  migrations: string[]
}

export interface Foot {
  /** Table -> number of its rows. */
  rows: Record<string, number>
  sha256: string
}

export const encodeRow = (row: Row, columns: string[]): string =>
  JSON.stringify(
    columns.map((column) => {
      const value = row[column]
      return value instanceof Uint8Array
        ? { base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
        : value
    }),
  )

const decodeRow = (values: unknown[], columns: string[]): Row =>
  Object.fromEntries(
    columns.map((column, n) => {
      const value = values[n]
      const isBytes = typeof value === 'object' && value !== null && 'base64' in value
      return [column, isBytes ? Uint8Array.from(Buffer.from(String(value.base64), 'base64')) : value]
    }),
  )

export const damaged = (why: string): StoreError =>
  new StoreError('BACKUP_DAMAGED', `This is no whole backup: ${why}. Nothing was restored.`)

/** The lines of a file, without their ends. Split by bytes: text may hold what a reader of lines takes for another line's end. */
async function* lines(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, end)])
      rest = []
      from = end + 1
    }
    if (from < chunk.length) rest.push(chunk.subarray(from))
  }
  if (rest.length > 0) throw damaged('its last line is cut off')
}

const ROW = '['.charCodeAt(0)
const TABLE = Buffer.from('{"table":')

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch (error) {
    throw damaged(`a line is not JSON (${error instanceof Error ? error.message : String(error)})`)
  }
}

const isHead = (value: unknown): value is Head =>
  typeof value === 'object' && value !== null && 'format' in value && value.format === FORMAT

/** Reads a whole file and checks its hash and its counts. Throws `StoreError` `BACKUP_DAMAGED` if a byte of it is wrong or missing. */
export async function verifyFile(file: string): Promise<{ head: Head; foot: Foot }> {
  const hash = createHash('sha256')
  const counts = new Map<string, number>()
  let table = ''
  let head: unknown
  let last: Buffer | null = null
  for await (const line of lines(file)) {
    if (last === null) head = parse(line)
    else hash.update(last).update('\n')
    last = line
    if (line[0] === ROW) counts.set(table, (counts.get(table) ?? 0) + 1)
    else if (line.subarray(0, TABLE.length).equals(TABLE)) {
      table = (parse(line) as { table: string }).table
      counts.set(table, 0)
    }
  }
  if (last === null || !isHead(head)) throw damaged('it does not begin as one')
  if (head.version !== FORMAT_VERSION)
    throw damaged(`its format is ${String(head.version)}, and this Concord reads ${FORMAT_VERSION}`)
  const foot = parse(last) as Partial<Foot>
  if (typeof foot !== 'object' || foot.rows === undefined || foot.sha256 === undefined)
    throw damaged('its end is missing')
  if (foot.sha256 !== hash.digest('hex')) throw damaged('its SHA-256 does not fit')
  if (!isDeepStrictEqual(new Map(Object.entries(foot.rows)), counts)) throw damaged('its counts do not fit its rows')
  return { head, foot: { rows: foot.rows, sha256: foot.sha256 } }
}

/** The rows of a verified file, in its order, a few at a time and all of one table. */
export async function* readRows(file: string): AsyncGenerator<{ table: string; rows: Row[] }> {
  const MOST_ROWS = 500
  const MOST_BYTES = 8 * 1024 * 1024
  let table = ''
  let columns: string[] = []
  let rows: Row[] = []
  let bytes = 0
  for await (const line of lines(file)) {
    const value = parse(line)
    if (Array.isArray(value)) {
      rows.push(decodeRow(value, columns))
      bytes += line.length
      if (rows.length < MOST_ROWS && bytes < MOST_BYTES) continue
    }
    if (rows.length > 0) yield { table, rows }
    rows = []
    bytes = 0
    if (typeof value === 'object' && value !== null && 'table' in value)
      ({ table, columns } = value as { table: string; columns: string[] })
  }
}
