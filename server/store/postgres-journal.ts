/**
 * The journal on PostgreSQL: one connection of its own, so that it never waits behind a transaction. What has gathered while the
 * last commit was under way becomes the next one. Written and durable are one moment: the commit.
 *
 * If a batch is refused (sequence, client id of somebody else), the others are tried again one by one, in order: whole batches only.
 * If the connection breaks during a commit, nobody knows whether it came through; then the new connection is asked for the first entry.
 */
import type pg from 'pg'
import { asError, codeOf, isUniqueViolation, StoreError } from './errors.ts'
import { makeJournal, type Batch, type JournalFront } from './journal.ts'
import { RECOVERED_COLUMNS, recoveredRowsOf } from './recovered-words.ts'
import type { JournalEntry } from './store.ts'

/** Batches of one commit; more would hold the first ones up. */
const MAX_GROUP = 500

export interface PostgresLine {
  /** A working connection; a new one if the last broke. Rejects when there is none within some seconds. */
  client(): Promise<pg.ClientBase>
  /** This connection is not to be used again. */
  drop(client: pg.ClientBase): void
}

export function postgresJournal(line: PostgresLine): JournalFront {
  const queue: Batch[] = []
  let isWorking = false

  const work = async (): Promise<void> => {
    isWorking = true
    while (queue.length > 0) {
      const group = queue.splice(0, MAX_GROUP)
      const outcomes = await write(line, group)
      group.forEach((batch, n) => {
        const outcome = outcomes[n]!
        if (outcome === 'kept') {
          batch.written()
          batch.durable()
        } else batch.refused(outcome)
      })
    }
    isWorking = false
  }
  return makeJournal((batches) => {
    queue.push(...batches)
    if (!isWorking) void work()
  })
}

type Outcome = 'kept' | Error

/** Never rejects: each batch has its outcome. */
async function write(line: PostgresLine, group: Batch[]): Promise<Outcome[]> {
  const entries = group.flatMap((batch) => batch.entries)
  let client: pg.ClientBase
  try {
    client = await line.client()
  } catch (error) {
    return group.map(() => asError(error))
  }
  try {
    await keep(client, entries)
    return group.map(() => 'kept' as const)
  } catch (error) {
    if (!isRefusal(error)) {
      line.drop(client)
      return outcomeOfBroken(line, group, asError(error))
    }
    if (group.length === 1) return [refusalOf(error, entries)]
    const outcomes: Outcome[] = []
    for (const batch of group) outcomes.push(...(await write(line, [batch])))
    return outcomes
  }
}

/** The database answered and said no: the connection is well, nothing is kept. */
const isRefusal = (error: unknown): boolean => {
  const code = codeOf(error)
  // Class 57: the server is going down; 08: the connection has.
  return error instanceof StoreError || (code !== null && /^[0-9A-Z]{5}$/.test(code) && !/^(57|08)/.test(code))
}

const refusalOf = (error: unknown, entries: JournalEntry[]): Error =>
  isUniqueViolation(error, 'journal.seq') ? sequence(entries) : asError(error)

const sequence = (entries: JournalEntry[]): StoreError =>
  new StoreError(
    'JOURNAL_SEQUENCE',
    `Entries of ${[...new Set(entries.map((e) => e.documentId))].join(', ')} do not follow what is kept.`,
  )

async function outcomeOfBroken(line: PostgresLine, group: Batch[], error: Error): Promise<Outcome[]> {
  const first = group[0]!.entries[0]!
  try {
    const client = await line.client()
    const { rowCount } = await client.query(
      'select 1 from journal where document_id = $1 and seq = $2 and bytes = $3 and author_id is not distinct from $4 and at = $5',
      [first.documentId, first.seq, Buffer.from(first.bytes), first.authorId, first.at],
    )
    // A group is one commit: its first entry stands for all.
    if (rowCount === 1) return group.map(() => 'kept' as const)
  } catch (later) {
    const doubt = new StoreError('JOURNAL_IN_DOUBT', 'The database went away during a commit.', { cause: later })
    return group.map(() => doubt)
  }
  return group.map(() => error)
}

/** One commit. A single statement unless client ids are announced, which must be compared before the commit, or words had lost their place. */
async function keep(client: pg.ClientBase, entries: JournalEntry[]): Promise<void> {
  const announced = new Map<string, { documentId: string; clientId: number; personId: string | null }>()
  for (const { documentId, authorId, newClients } of entries)
    for (const clientId of newClients) {
      const key = `${clientId} ${documentId}`
      const before = announced.get(key)
      if (before !== undefined && before.personId !== authorId) throw taken(documentId, clientId)
      announced.set(key, { documentId, clientId, personId: authorId })
    }
  const recovered = entries.flatMap(recoveredRowsOf)
  if (announced.size === 0 && recovered.length === 0) return insert(client, entries)
  await client.query('begin')
  try {
    await bind(
      client,
      [...announced.keys()].sort().map((key) => announced.get(key)!),
    )
    await insert(client, entries)
    for (const row of recovered)
      await client.query(
        INSERT_RECOVERED,
        RECOVERED_COLUMNS.map((column) => row[column]),
      )
    await client.query('commit')
  } catch (error) {
    if (isRefusal(error)) await client.query('rollback')
    throw error
  }
}

const INSERT_RECOVERED = `insert into recovered_words (${RECOVERED_COLUMNS.join(', ')}) values (${RECOVERED_COLUMNS.map((_, n) => `$${n + 1}`).join(', ')})`

const taken = (documentId: string, clientId: number): StoreError =>
  new StoreError('JOURNAL_CLIENT_TAKEN', `Client ${clientId} of document ${documentId} belongs to somebody else.`)

/** Sorted, so that two processes never wait for each other in a circle. The update of nothing makes the later of two wait for the first, and shows its owner. */
async function bind(
  client: pg.ClientBase,
  bindings: { documentId: string; clientId: number; personId: string | null }[],
): Promise<void> {
  const { rows } = await client.query<{ document_id: string; client_id: number; person_id: string | null }>(
    `insert into client_binding (document_id, client_id, person_id)
     select * from unnest($1::text[], $2::bigint[], $3::text[])
     on conflict (document_id, client_id) do update set person_id = client_binding.person_id
     returning document_id, client_id, person_id`,
    [bindings.map((b) => b.documentId), bindings.map((b) => b.clientId), bindings.map((b) => b.personId)],
  )
  const owners = new Map(rows.map((row) => [`${row.client_id} ${row.document_id}`, row.person_id]))
  for (const { documentId, clientId, personId } of bindings)
    if (owners.get(`${clientId} ${documentId}`) !== personId) throw taken(documentId, clientId)
}

/** In the order in which everybody inserts into several journals (`insertEntries`), so that two nodes never wait for each other in a circle. */
async function insert(client: pg.ClientBase, entries: JournalEntry[]): Promise<void> {
  const { rowCount } = await client.query(
    `with entry as (
       select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[])
         as e (document_id, seq, author_id, party_id, hat, bytes, at)
     ), broken as (
       select 1 from (select document_id, min(seq) as first from entry group by document_id) as f
       where f.first <> 1 + coalesce((select max(j.seq) from journal as j where j.document_id = f.document_id), 0)
     )
     insert into journal (document_id, seq, author_id, party_id, hat, bytes, at)
     select * from entry where not exists (select 1 from broken) order by document_id collate "C", seq`,
    [
      entries.map((e) => e.documentId),
      entries.map((e) => e.seq),
      entries.map((e) => e.authorId),
      entries.map((e) => e.partyId),
      entries.map((e) => e.hat),
      entries.map((e) => Buffer.from(e.bytes)),
      entries.map((e) => e.at),
    ],
  )
  if (rowCount !== entries.length) throw sequence(entries)
}
