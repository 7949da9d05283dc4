/**
 * A short story of the journal, for tests that stop it at every point: two documents, three authors, client ids seen first and again,
 * batches that are refused in the midst of others. Each entry's bytes say which batch it is of.
 */
import type { JournalEntry } from '../../server/store/store.ts'
import { entry } from './rows.ts'

export const DOCUMENTS = ['d0', 'd1']
export const PEOPLE = ['ana', 'bea']

export interface Batch {
  name: string
  entries: JournalEntry[]
  /** Whether it is to be kept where nothing goes wrong. */
  isKept: boolean
}

const batch = (name: string, entries: JournalEntry[], isKept = true): Batch => ({
  name,
  isKept,
  entries: entries.map((one) => ({ ...one, bytes: new TextEncoder().encode(`${name} ${one.documentId}/${one.seq}`) })),
})

/** Each list is appended in one turn and becomes one commit; the next begins when it is durable. */
export const COMMITS: Batch[][] = [
  [
    batch('both', [entry('d0', 1, { authorId: 'ana', newClients: [7] }), entry('d1', 1)]),
    batch('gap', [entry('d0', 2, { authorId: 'bea', newClients: [8] }), entry('d1', 9)], false),
    batch('again', [entry('d0', 2, { authorId: 'ana', newClients: [7, 10] }), entry('d0', 3, { authorId: 'bea' })]),
  ],
  [
    batch('stolen', [entry('d1', 2, { authorId: 'bea' }), entry('d0', 4, { authorId: 'bea', newClients: [7] })], false),
    batch('late', [entry('d1', 2, { authorId: 'bea', newClients: [9] }), entry('d0', 4)]),
  ],
  [batch('last', [entry('d1', 3), entry('d1', 4), entry('d0', 5)])],
]
