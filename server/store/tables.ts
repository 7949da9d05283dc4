// Over 250 lines: one type for each table, beside one another as they are in the database.
/** The rows of every table (`migrations/`), as Kysely sees them. Columns named JSON hold JSON text. Instants: RFC 3339 UTC text. */
import type { ColumnType, Generated } from 'kysely'
import type { Attribution } from '../../src/lib/domain/attribution.ts'
import type { Disclosure } from '../../src/lib/domain/contract.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { PositionReaders } from '../../src/lib/domain/position.ts'

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
    /** 0 or 1: the head approves of what drafters submit. */
    proposals_need_head: Generated<number>
    /** 0 or 1: the head alone sets its positions. */
    positions_need_head: Generated<number>
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
    /** What is submitted after it is late. */
    proposals_until: ColumnType<string | null, string | null | undefined>
    /** To whom positions are shown. */
    positions: Generated<PositionReaders>
    /** Whom it names behind options and proposals. */
    attribution: Generated<Attribution>
    /** What the secretariat asked to be shown, until the chair confirms. */
    attribution_asked: ColumnType<Attribution | null, Attribution | null | undefined>
    attribution_asked_by: ColumnType<string | null, string | null | undefined>
  }
  party_assignment: { article_id: string; party_id: string; kind: 'drafter' | 'pen_holder'; lang: string }
  /** `subject`: JSON {kind, id}. */
  keyed_act: { person_id: string; key: string; request: string; at: string; subject: string }
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
    /** JSON: `RoundNumbers` of the last version; null: by position. */
    numbers: ColumnType<string | null, string | null | undefined>
    deleted_blocks: ColumnType<string | null, string | null | undefined>
  }
  /** `article_id` null: a proposal's text (`proposal_text`). */
  document: { id: string; article_id: string | null; lang: string; schema_version: number; created_at: string }
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
    /** The author's party in that capacity. */
    party_id: Frozen<string | null>
    /** Null: the system, or not recorded. */
    hat: Frozen<Hat | null>
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
    /** JSON array of party codes as an imported file had it, or null; who reserves now stands in `bracket_party`. */
    reserved_by: string | null
    created_at: string
    status: Generated<'open' | 'settled'>
    origin_proposal_id: ColumnType<string | null, string | null | undefined>
    created_by: ColumnType<string | null, string | null | undefined>
    /** Who is to supply what a placeholder stands for, and by when. */
    owner_party_id: ColumnType<string | null, string | null | undefined>
    owner_person_id: ColumnType<string | null, string | null | undefined>
    due_at: ColumnType<string | null, string | null | undefined>
    /** Null also: it went with words that were typed over. */
    settled_decision_id: ColumnType<string | null, string | null | undefined>
  }
  bracket_option: {
    article_id: string
    bracket_id: string
    id: string
    position: number
    /** JSON array of party codes as an imported file had it; who stands behind it now stands in `bracket_party`. */
    by: string
    origin: string | null
    status: Generated<'open' | 'chosen' | 'dropped' | 'merged'>
    origin_proposal_id: ColumnType<string | null, string | null | undefined>
  }
  /** One row for each time that a party stood behind an option or reserved; never taken away. */
  bracket_party: {
    article_id: string
    bracket_id: string
    n: number
    /** Empty: the bracket. */
    option_id: string
    party_id: string
    stand: 'for' | 'reserves'
    from_at: string
    /** Null: a record of the past. */
    by: string | null
    until_at: ColumnType<string | null, string | null | undefined>
    until_by: ColumnType<string | null, string | null | undefined>
  }
  decision: {
    id: string
    charter_id: string
    article_id: string
    bracket_id: string | null
    proposal_id: string | null
    act: string
    venue: 'meeting' | 'silence' | 'written'
    sitting_id: string | null
    actor_id: string | null
    hat: string | null
    on_word_of: string | null
    at: string
    note: string
    /** JSON */
    options_dropped: string
    /** JSON: document id -> [entry before, entry after] */
    seqs: string
    undone_by: ColumnType<string | null, string | null | undefined>
    /** JSON, of one that came in with a file: by language, the blocks that were others since */
    texts: ColumnType<string | null, string | null | undefined>
  }
  language_flag: {
    id: string
    document_id: string
    block_id: string
    reason: 'grammar' | 'words' | 'extent' | 'concordance'
    decision_id: string | null
    raised_at: string
    cleared_at: ColumnType<string | null, string | null | undefined>
    cleared_by: ColumnType<string | null, string | null | undefined>
    /** The last entry of its text's journal when it was raised. */
    seq: ColumnType<number | null, number | null | undefined>
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
    /** When it was last resolved, reopened, closed, turned into wording, taken back or withheld, and by whom (a person's id). */
    settled_at: ColumnType<string | null, string | null | undefined>
    settled_by: ColumnType<string | null, string | null | undefined>
    /** Why it was closed without action or withheld. */
    ground: ColumnType<string | null, string | null | undefined>
    /** While it is withheld: how it stood before. */
    was_status: ColumnType<string | null, string | null | undefined>
    was_settled_at: ColumnType<string | null, string | null | undefined>
    was_settled_by: ColumnType<string | null, string | null | undefined>
    was_ground: ColumnType<string | null, string | null | undefined>
    /** About which it is. */
    proposal_id: ColumnType<string | null, string | null | undefined>
  }
  proposal: {
    id: string
    charter_id: string
    article_id: string
    /** `ART-7/P-3`; null until it is submitted. */
    code: string | null
    kind: 'wording' | 'bracket' | 'bridging'
    /** JSON, of kind bracket. */
    act: string | null
    status: string
    lang: string
    /** Null: the chair's. */
    party_id: string | null
    created_by: string | null
    created_at: string
    submitted_by: ColumnType<string | null, string | null | undefined>
    submitted_at: ColumnType<string | null, string | null | undefined>
    tabled_at: ColumnType<string | null, string | null | undefined>
    approval_asked_at: ColumnType<string | null, string | null | undefined>
    approved_by: ColumnType<string | null, string | null | undefined>
    rationale: Generated<string>
    rationale_lang: ColumnType<string | null, string | null | undefined>
    group_name: ColumnType<string | null, string | null | undefined>
    amends_id: ColumnType<string | null, string | null | undefined>
    succeeds_id: ColumnType<string | null, string | null | undefined>
    answers_id: ColumnType<string | null, string | null | undefined>
    comment_id: ColumnType<string | null, string | null | undefined>
    contribution_id: ColumnType<string | null, string | null | undefined>
    /** 0 or 1, this and the next. */
    is_late: Generated<number>
    is_shown: Generated<number>
    settled_at: ColumnType<string | null, string | null | undefined>
    /** Of its last act. */
    rev: Generated<number>
  }
  proposal_counter: { charter_id: string; stem: string; last: number }
  proposal_sponsor: {
    proposal_id: string
    party_id: string
    kind: 'main' | 'co'
    state: 'invited' | 'joined' | 'left'
    at: string
    by: string | null
  }
  /** `is_except`: 0 or 1. */
  proposal_member: { proposal_id: string; party_id: string; is_except: number }
  proposal_text: {
    proposal_id: string
    lang: string
    kind: 'original' | 'translation' | 'modified'
    document_id: string
    article_document_id: string
    /** Entries of the article's journal and of its own. */
    base_seq: number
    text_seq: number
    /** 0 or 1. */
    is_held: Generated<number>
    /** JSON; null: the article after `base_seq`. */
    base: Generated<string | null>
    made_by: string | null
    at: string
  }
  proposal_block: {
    proposal_id: string
    lang: string
    kind: 'original' | 'translation' | 'modified'
    block_id: string
    position: number
    op: 'changed' | 'added' | 'removed' | 'moved'
    /** JSON: `Block`, or null; this and the next. */
    base: string | null
    text: string | null
    base_prev: string | null
    prev: string | null
    base_hash: string | null
    /** JSON: `ComparedRun[]` */
    runs: string
    /** JSON */
    flags: string
    /** JSON or null */
    held: string | null
  }
  proposal_event: {
    proposal_id: Frozen<string>
    n: Frozen<number>
    at: Frozen<string>
    actor_id: Frozen<string | null>
    hat: Frozen<string | null>
    party_id: Frozen<string | null>
    act: Frozen<string>
    from_status: Frozen<string | null>
    to_status: Frozen<string>
    /** JSON */
    data: Frozen<string>
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
    /** JSON: `RoundNumbers`; null: by position. */
    numbers: ColumnType<string | null, string | null | undefined>
  }
  renumbering: {
    version_id: string
    article_id: string
    number_before: string | null
    number_after: string | null
    /** 0 or 1. */
    is_left_out: number
    /** JSON: `RoundNumbers`, this and the next. */
    numbers_before: string
    numbers_after: string
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
  provision_event: {
    id: string
    article_id: string
    /** '': the article as a whole. */
    block_id: string
    from_status: string
    to_status: string
    actor_id: string | null
    hat: string
    at: string
    reason: string | null
    group_name: string | null
    /** JSON array of party ids */
    objections: string
    /** The sitting in which it was declared; null: in none. */
    sitting_id: ColumnType<string | null, string | null | undefined>
  }
  sitting: {
    id: string
    charter_id: string
    title: string
    /** '': nothing is said of it. */
    place: string
    chaired_by: string | null
    began_at: string
    /** Null: a file told of it. */
    began_by: string | null
    /** Null: it goes on. */
    ended_at: string | null
    ended_by: string | null
    /** Where the room is. */
    article_id: string | null
    block_id: string | null
  }
  provision: {
    article_id: string
    /** '': the article as a whole. */
    block_id: string
    status: string
    since: string
    event_id: string | null
    confirm_by: string | null
    /** JSON array of languages */
    empty_in: string
  }
  confirmation: {
    id: string
    event_id: string
    party_id: string
    confirmed_at: string | null
    refused_at: string | null
    reason: string | null
    by: string | null
  }
  editorial_fix: {
    id: string
    article_id: string
    document_id: string
    block_id: string
    /** JSON: Block */
    base: string
    /** JSON: Block */
    text: string
    why: string
    /** Null: a file told of it. */
    proposed_by: string | null
    proposed_at: string
    confirmed_by: string | null
    confirmed_at: string | null
    until_at: string | null
    objected_by: string | null
    objected_party: string | null
    objected_at: string | null
    objection: string | null
    withdrawn_at: string | null
    taken_back_at: string | null
  }
  position: {
    id: string
    article_id: string
    /** '': the article as a whole. */
    block_id: string
    party_id: string
    n: number
    stand: string
    note: string
    /** The charter's setting when it was taken. */
    shown_to: PositionReaders
    by: string | null
    hat: string
    at: string
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
