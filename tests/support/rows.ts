/** The few rows that others point to, for tests of what lies below the verbs. */
import type { JournalEntry, Rows } from '../../server/store/store.ts'

export const AT = '2026-03-01T09:30:00.000Z'

export const person = (id: string, email = `${id}@example.org`) => ({
  id,
  email,
  name: id,
  password_hash: null,
  party_id: null,
  created_at: AT,
  deactivated_at: null,
})

/** A charter of one article in as many languages as there are documents. */
export async function addDocuments(rows: Rows, documentIds: string[], personIds: string[] = []): Promise<void> {
  if (personIds.length > 0)
    await rows
      .insertInto('person')
      .values(personIds.map((id) => person(id)))
      .execute()
  await rows
    .insertInto('charter')
    .values({
      id: 'charter',
      slug: 'charter',
      titles: '{"en":"Charter"}',
      original_language: 'en',
      languages: '["en"]',
      source: null,
      created_at: AT,
    })
    .execute()
  await rows
    .insertInto('article')
    .values({
      id: 'article',
      charter_id: 'charter',
      kind: 'article',
      position: 1,
      number: '1',
      heading_block: 'h1',
      status: 'draft',
      sources: '[]',
      created_at: AT,
    })
    .execute()
  await rows
    .insertInto('document')
    .values(
      documentIds.map((id, n) => ({ id, article_id: 'article', lang: `l${n}`, schema_version: 1, created_at: AT })),
    )
    .execute()
}

/** A journal entry; its bytes tell which it is. */
export const entry = (documentId: string, seq: number, more: Partial<JournalEntry> = {}): JournalEntry => ({
  documentId,
  seq,
  authorId: null,
  partyId: null,
  hat: null,
  bytes: new TextEncoder().encode(`${documentId}/${seq}`),
  at: AT,
  newClients: [],
  ...more,
})
