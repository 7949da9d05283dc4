// Over 250 lines: one type for each table, beside one another as they are in the database.
/** The rows of every table (`migrations/`), as Kysely sees them. Columns named JSON hold JSON text. Instants: RFC 3339 UTC text. */
import type { ColumnType, Generated } from 'kysely'
import type { Disclosure } from '../../src/lib/domain/contract.ts'

/** Written once, never updated. */
type Frozen<T> = ColumnType<T, T, never>

export interface Tables {
  setting: { name: string; value: string }
  party: {
    id: string
    code: string
    name: string
    /** JSON: language -> name */
    names: string
    region: string | null
    contact_language: string | null
    time_zone: string | null
  }
  person: {
    id: string
    email: string
    name: string
    password_hash: string | null
    party_id: string | null
    created_at: string
    deactivated_at: string | null
    /** As what they speak, in their own words what ties them to an authority; null: not declared. */
    capacity: ColumnType<string | null, string | null | undefined>
    official_ties: ColumnType<string | null, string | null | undefined>
    language: ColumnType<string | null, string | null | undefined>
    /** IANA name. */
    time_zone: ColumnType<string | null, string | null | undefined>
  }
  membership: {
    id: string
    person_id: string
    party_id: string
    began_at: string
    began_by: string | null
    verified_at: string | null
    verified_by: string | null
    suspended_at: ColumnType<string | null, string | null | undefined>
    suspended_by: ColumnType<string | null, string | null | undefined>
    ended_at: string | null
    ended_by: string | null
  }
  one_time_link: {
    id: string
    /** SHA-256 in hex */
    secret_hash: string
    kind: 'invitation' | 'password'
    party_id: string | null
    email: string | null
    name: string | null
    /** JSON array */
    roles: string
    person_id: string | null
    created_by: string | null
    created_at: string
    expires_at: string
    used_at: string | null
    revoked_at: string | null
  }
  alternate: {
    id: string
    party_id: string
    person_id: string
    role: 'head' | 'signatory'
    from_at: string
    until_at: string
    created_by: string | null
    created_at: string
    ended_at: string | null
  }
  person_role: { person_id: string; role: string }
  session: {
    id: string
    secret_hash: Uint8Array
    person_id: string
    created_at: string
    expires_at: string
    confirmed_at: string
  }
  charter: {
    id: string
    slug: string
    /** JSON: language -> title */
    titles: string
    original_language: string
    /** JSON array */
    languages: string
    /** JSON or null */
    source: string | null
    created_at: string
    /** Who sees who is here. */
    presence: Generated<Disclosure>
    /** Who sees who wrote what. */
    authorship: Generated<Disclosure>
    /** Whether capacities and ties stand beside statements. */
    capacities: Generated<'shown' | 'hidden'>
    /** What is due next, and when. */
    due_at: ColumnType<string | null, string | null | undefined>
    due_what: ColumnType<string | null, string | null | undefined>
  }
  party_assignment: { article_id: string; party_id: string; kind: 'drafter' | 'pen_holder'; lang: string }
  comment_visit: { person_id: string; article_id: string; at: string }
  drafting_group: { charter_id: string; person_id: string }
  drafting_party: { charter_id: string; party_id: string }
  article: {
    id: string
    charter_id: string
    kind: 'preamble' | 'article'
    position: number
    number: string | null
    heading_block: string
    status: string
    /** JSON: [{label, note}] */
    sources: string
    created_at: string
    /** Marked deleted, and why; its number is kept. */
    deleted_at: ColumnType<string | null, string | null | undefined>
    deleted_reason: ColumnType<string | null, string | null | undefined>
    /** No part of the working text any more: its place and number are free. */
    removed_at: ColumnType<string | null, string | null | undefined>
  }
  document: { id: string; article_id: string; lang: string; schema_version: number; created_at: string }
  assignment: {
    article_id: string
    person_id: string
    kind: 'drafter' | 'pen_holder' | 'language_reviewer'
    /** a language, or '*' */
    lang: string
  }
  journal: {
    document_id: Frozen<string>
    seq: Frozen<number>
    author_id: Frozen<string | null>
    party_id: Frozen<string | null>
    bytes: Frozen<Uint8Array>
    at: Frozen<string>
  }
  snapshot: { document_id: string; seq: number; bytes: Uint8Array; at: string }
  visit: { person_id: string; document_id: string; seq: number; at: string }
  recovered_words: {
    id: string
    document_id: string
    /** Of the entry that brought them; `n`: which of its rows, from 0. */
    seq: number
    n: number
    person_id: string
    block_id: string
    option_id: string | null
    words: string
    /** JSON: `StillbornWords` without block, option and words. */
    place: string
    at: string
    dismissed_at: ColumnType<string | null, string | null | undefined>
  }
  translation_check: { document_id: string; block_id: string; source_seq: number; person_id: string; at: string }
  client_binding: { document_id: string; client_id: number; person_id: string | null }
  bracket: {
    article_id: string
    id: string
    kind: string
    level: 'inline' | 'block' | 'article'
    note: string | null
    /** JSON array of party codes, or null */
    reserved_by: string | null
    created_at: string
  }
  bracket_option: {
    article_id: string
    bracket_id: string
    id: string
    position: number
    /** JSON array of party codes */
    by: string
    origin: string | null
  }
  comment: {
    id: string
    article_id: string
    thread_id: string | null
    lang: string
    author_id: string | null
    author_name: string
    party_id: string | null
    body: string
    status: string
    visibility: string
    /** JSON or null */
    anchor: string | null
    contribution_id: string | null
    created_at: string
    /** The role and capacity in which it was made, the author's ties then. */
    author_role: ColumnType<string | null, string | null | undefined>
    author_capacity: ColumnType<string | null, string | null | undefined>
    author_ties: ColumnType<string | null, string | null | undefined>
    /** When it was last resolved, reopened, closed, taken back or withheld, and by whom (a person's id). */
    settled_at: ColumnType<string | null, string | null | undefined>
    settled_by: ColumnType<string | null, string | null | undefined>
    /** Why it was closed without action or withheld. */
    ground: ColumnType<string | null, string | null | undefined>
    /** While it is withheld: how it stood before. */
    was_status: ColumnType<string | null, string | null | undefined>
    was_settled_at: ColumnType<string | null, string | null | undefined>
    was_settled_by: ColumnType<string | null, string | null | undefined>
    was_ground: ColumnType<string | null, string | null | undefined>
  }
  contribution: {
    charter_id: string
    id: string
    position: number
    type: string
    target: string | null
    party_id: string | null
    author_id: string | null
    /** JSON */
    data: string
  }
  version: {
    id: string
    charter_id: string
    number: number
    label: string
    notes: string
    stage: string
    sha256: string
    canonical: Uint8Array
    /** JSON: language -> title */
    titles: string
    cut_at: string
    cut_by: string | null
    published_at: string | null
    withdrawn_at: string | null
    withdrawn_reason: string | null
  }
  version_article: {
    version_id: string
    article_id: string
    lang: string
    position: number
    kind: 'preamble' | 'article'
    number: string | null
    heading: string
    status: string
    /** JSON: ArticleDoc */
    doc: string
  }
  signoff: {
    id: string
    version_id: string
    party_id: string
    person_id: string
    signatory_name: string
    capacity: string | null
    place: string | null
    decision: string
    statement: string | null
    stage: string
    sha256: string
    signed_at: string
    withdrawn_at: string | null
    withdrawn_reason: string | null
    /** The declared capacity and ties of the signatory then. */
    speaks_as: ColumnType<string | null, string | null | undefined>
    official_ties: ColumnType<string | null, string | null | undefined>
    /** `alternate`: for the signatory, who was away. */
    signed_as: ColumnType<string | null, string | null | undefined>
  }
  signoff_article: {
    signoff_id: string
    position: number
    article_id: string
    kind: string
    text: string
  }
  audit: {
    seq: number
    at: string
    /** JSON or null */
    actor: string | null
    act: string
    /** JSON */
    subject: string
    /** JSON */
    data: string
    prev_hash: string
    hash: string
  }
  audit_head: { id: number; seq: number; hash: string }
}
