// Over 250 lines: a charter, what it is set to and its drafting group are read together everywhere.
/** Rows of charters and their drafting groups. */
import type { Attribution } from '../../src/lib/domain/attribution.ts'
import type { Due } from '../../src/lib/domain/home.ts'
import type { CharterSettings, Disclosure, Showing } from '../../src/lib/domain/contract.ts'
import type { PositionReaders } from '../../src/lib/domain/position.ts'
import { holdPeople } from './people.ts'
import type { Rows } from './store.ts'

export interface CharterRow {
  id: string
  slug: string
  /** Language -> title; the original language always. */
  titles: Record<string, string>
  originalLanguage: string
  /** Original first. */
  languages: string[]
  /** What an imported file says beside its text; null for a charter begun here. */
  source: Record<string, unknown> | null
  createdAt: string
  /** Who sees who is in its texts. */
  presence: Disclosure
  /** Who sees who wrote what. */
  authorship: Disclosure
  /** What is due next; null: nothing. */
  due: Due | null
  /** Whether declared capacities and ties stand beside statements. */
  capacities: Showing
  /** To whom positions are shown beside their own delegation. */
  positions: PositionReaders
  /** Whom it names behind options and proposals. */
  attribution: Attribution
  /** What the secretariat asked to be shown, and which person did; null: nothing waits for the chair. */
  attributionAsked: { to: Attribution; by: string } | null
  hasPublishedVersion: boolean
  /** AR1, as the database says it. */
  numbersStand: boolean
}

const select = (rows: Rows) =>
  rows
    .selectFrom('charter')
    .selectAll()
    .select((e) =>
      e
        .exists(
          e
            .selectFrom('version')
            .select('version.id')
            .whereRef('version.charter_id', '=', 'charter.id')
            .where('version.published_at', 'is not', null),
        )
        .as('published'),
    )
    .select((e) =>
      e
        .exists(
          e
            .selectFrom('version')
            .select('version.id')
            .whereRef('version.charter_id', '=', 'charter.id')
            .where((v) => v.or([v('version.published_at', 'is not', null), v('version.withdrawn_at', 'is', null)])),
        )
        .as('stands'),
    )

const decode = (row: Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number]): CharterRow => ({
  id: row.id,
  slug: row.slug,
  titles: JSON.parse(row.titles) as Record<string, string>,
  originalLanguage: row.original_language,
  languages: JSON.parse(row.languages) as string[],
  source: row.source === null ? null : (JSON.parse(row.source) as Record<string, unknown>),
  createdAt: row.created_at,
  presence: row.presence,
  authorship: row.authorship,
  due: row.due_at === null || row.due_what === null ? null : { at: row.due_at, what: row.due_what },
  capacities: row.capacities,
  positions: row.positions,
  attribution: row.attribution,
  attributionAsked:
    row.attribution_asked === null || row.attribution_asked_by === null
      ? null
      : { to: row.attribution_asked, by: row.attribution_asked_by },
  // SQLite answers 0 or 1, PostgreSQL false or true
  hasPublishedVersion: Boolean(row.published),
  numbersStand: Boolean(row.stands),
})

/** Every charter, oldest first. An installation holds few of them. */
export const listCharterRows = async (rows: Rows): Promise<CharterRow[]> =>
  (await select(rows).orderBy('charter.created_at').orderBy('charter.id').execute()).map(decode)

export async function findCharter(rows: Rows, idOrSlug: string): Promise<CharterRow | undefined> {
  const row = await select(rows)
    .where((e) => e.or([e('charter.id', '=', idOrSlug), e('charter.slug', '=', idOrSlug)]))
    .executeTakeFirst()
  return row && decode(row)
}

/** Its settings are those that a charter begins with. */
export async function insertCharter(
  rows: Rows,
  charter: Pick<CharterRow, 'id' | 'slug' | 'titles' | 'originalLanguage' | 'languages' | 'source' | 'createdAt'>,
): Promise<void> {
  await rows
    .insertInto('charter')
    .values({
      id: charter.id,
      slug: charter.slug,
      titles: JSON.stringify(charter.titles),
      original_language: charter.originalLanguage,
      languages: JSON.stringify(charter.languages),
      source: charter.source === null ? null : JSON.stringify(charter.source),
      created_at: charter.createdAt,
    })
    .execute()
}

/** What is not named stays. */
export async function updateCharterSettings(
  rows: Rows,
  id: string,
  { presence, authorship, capacities, positions }: Partial<CharterSettings>,
): Promise<void> {
  const named = {
    ...(presence && { presence }),
    ...(authorship && { authorship }),
    ...(capacities && { capacities }),
    ...(positions && { positions }),
  }
  if (Object.keys(named).length > 0) await rows.updateTable('charter').set(named).where('id', '=', id).execute()
}

/** `asked`: what waits for the chair from now on; null: nothing. */
export async function updateAttribution(
  rows: Rows,
  id: string,
  { attribution, asked }: { attribution: Attribution; asked: { to: Attribution; by: string } | null },
): Promise<void> {
  await rows
    .updateTable('charter')
    .set({ attribution, attribution_asked: asked?.to ?? null, attribution_asked_by: asked?.by ?? null })
    .where('id', '=', id)
    .execute()
}

/** Null: nothing is due. */
export async function updateDue(rows: Rows, id: string, due: Due | null): Promise<void> {
  await rows
    .updateTable('charter')
    .set({ due_at: due?.at ?? null, due_what: due?.what ?? null })
    .where('id', '=', id)
    .execute()
}

/** What is not named stays. */
export async function updateCharter(
  rows: Rows,
  id: string,
  change: Partial<Pick<CharterRow, 'titles' | 'languages'>>,
): Promise<void> {
  const named = {
    ...(change.titles && { titles: JSON.stringify(change.titles) }),
    ...(change.languages && { languages: JSON.stringify(change.languages) }),
  }
  if (Object.keys(named).length > 0) await rows.updateTable('charter').set(named).where('id', '=', id).execute()
}

/** Holds the charter's row until the transaction ends: others that change its order or its versions wait. False: no such charter. */
export async function lockCharter(rows: Rows, id: string): Promise<boolean> {
  const held = await rows
    .updateTable('charter')
    .set((e) => ({ slug: e.ref('slug') }))
    .where('id', '=', id)
    .executeTakeFirst()
  return held.numUpdatedRows > 0n
}

export async function setDraftingGroup(rows: Rows, charterId: string, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return
  await rows
    .insertInto('drafting_group')
    .values(personIds.map((person_id) => ({ charter_id: charterId, person_id })))
    .onConflict((c) => c.doNothing())
    .execute()
}

export const readDraftingGroup = async (rows: Rows, charterId: string): Promise<string[]> =>
  (
    await rows
      .selectFrom('drafting_group')
      .select('person_id')
      .where('charter_id', '=', charterId)
      .orderBy('person_id')
      .execute()
  ).map(({ person_id }) => person_id)

export interface DraftingGroup {
  /** Ids. */
  people: string[]
  parties: string[]
}

export async function readDrafters(rows: Rows, charterId: string): Promise<DraftingGroup> {
  const parties = await rows
    .selectFrom('drafting_party')
    .select('party_id')
    .where('charter_id', '=', charterId)
    .orderBy('party_id')
    .execute()
  return { people: await readDraftingGroup(rows, charterId), parties: parties.map(({ party_id }) => party_id) }
}

/** The same, its people held until the transaction ends: whoever left it before that is not in it any more (PN2). Lock the charter first. */
export async function holdDrafters(rows: Rows, charterId: string): Promise<DraftingGroup> {
  await holdPeople(rows, await readDraftingGroup(rows, charterId))
  return readDrafters(rows, charterId)
}

/** Puts this group in place of the one there was. */
export async function replaceDrafters(rows: Rows, charterId: string, group: DraftingGroup): Promise<void> {
  await rows.deleteFrom('drafting_group').where('charter_id', '=', charterId).execute()
  await rows.deleteFrom('drafting_party').where('charter_id', '=', charterId).execute()
  await setDraftingGroup(rows, charterId, group.people)
  if (group.parties.length > 0)
    await rows
      .insertInto('drafting_party')
      .values(group.parties.map((party_id) => ({ charter_id: charterId, party_id })))
      .execute()
}

/** Makes a group drafters of an article, in every language; who is one already stays. */
export async function insertDrafters(rows: Rows, articleId: string, group: DraftingGroup): Promise<void> {
  if (group.people.length > 0)
    await rows
      .insertInto('assignment')
      .values(
        group.people.map((person_id) => ({ article_id: articleId, person_id, kind: 'drafter' as const, lang: '*' })),
      )
      .onConflict((c) => c.doNothing())
      .execute()
  if (group.parties.length > 0)
    await rows
      .insertInto('party_assignment')
      .values(
        group.parties.map((party_id) => ({ article_id: articleId, party_id, kind: 'drafter' as const, lang: '*' })),
      )
      .onConflict((c) => c.doNothing())
      .execute()
}

/** Who may be in a drafting group: people with the role, and all delegations. Ids of rows. */
export async function listPossibleDrafters(rows: Rows): Promise<{
  people: { id: string; name: string; partyId: string | null }[]
  parties: { id: string; code: string; name: string }[]
}> {
  const people = await rows
    .selectFrom('person')
    .innerJoin('person_role', 'person_role.person_id', 'person.id')
    .select(['person.id', 'person.name', 'person.party_id'])
    .where('person_role.role', '=', 'drafter')
    .where('person.deactivated_at', 'is', null)
    .orderBy('person.name')
    .orderBy('person.id')
    .execute()
  const parties = await rows.selectFrom('party').select(['id', 'code', 'name']).orderBy('code').execute()
  return { people: people.map(({ id, name, party_id }) => ({ id, name, partyId: party_id })), parties }
}
