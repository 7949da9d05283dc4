// Over 250 lines: one story after another of the same part, with what they share.
/** Backups: whole, of one moment, verified, and good for either database. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { LEFT_OUT, TABLES, verifyFile } from '../../server/store/backup-format.ts'
import { backup } from '../../server/store/backup.ts'
import { openStore } from '../../server/store/open.ts'
import { restore } from '../../server/store/restore.ts'
import type { Rows } from '../../server/store/store.ts'
import {
  DIALECTS,
  makeTestDatabase,
  openTestStore,
  type Dialect,
  type TestDatabase,
  type TestStore,
} from '../support/database.ts'
import { addDocuments, AT, entry } from '../support/rows.ts'

const canonical = new TextEncoder().encode('{"title":"الميثاق\u2028"}')
const sha256 = createHash('sha256').update(canonical).digest('hex')

async function fillAgreement(rows: Rows): Promise<void> {
  const of = { article_id: 'article', block_id: 'b1' }
  await rows
    .insertInto('sitting')
    .values({
      ...{ id: 's', charter_id: 'charter', title: 'Third\u2028reading', place: '', chaired_by: 'ana', began_at: AT },
      ...{ began_by: 'bea', ended_at: null, ended_by: null, article_id: 'article', block_id: 'b1' },
    })
    .execute()
  await rows
    .insertInto('provision_event')
    .values({
      ...{ id: 'pe', ...of, from_status: 'under_discussion', to_status: 'agreed_ad_referendum', actor_id: 'ana' },
      ...{ hat: 'chair', at: AT, reason: null, group_name: null, objections: '["p"]', sitting_id: 's' },
    })
    .execute()
  await rows
    .insertInto('provision')
    .values({ ...of, status: 'agreed_ad_referendum', since: AT, event_id: 'pe', confirm_by: AT, empty_in: '["ar"]' })
    .execute()
  await rows
    .insertInto('confirmation')
    .values({ id: 'c', event_id: 'pe', party_id: 'p', confirmed_at: null, refused_at: AT, reason: 'no', by: 'bea' })
    .execute()
  await rows
    .insertInto('editorial_fix')
    .values({
      ...{ id: 'f', ...of, document_id: 'd0', base: '{}', text: '{}', why: 'x', proposed_by: 'ana', proposed_at: AT },
      ...{ confirmed_by: 'bea', confirmed_at: AT, until_at: AT, objected_by: null, objected_party: 'p' },
      ...{ objected_at: null, objection: null, withdrawn_at: null, taken_back_at: null },
    })
    .execute()
  const by = { by: 'ana', hat: 'party', at: AT }
  await rows
    .insertInto('position')
    .values({ id: 'po', ...of, party_id: 'p', n: 1, stand: 'objects', note: 'x', shown_to: 'chair', ...by })
    .execute()
}

/** Rows in every table, with what is hard to write down: separators of lines, bytes, nulls, replies before what they answer. */
async function fill(store: TestStore): Promise<void> {
  await store.transaction(async (rows: Rows) => {
    await addDocuments(rows, ['d0', 'd1'], ['ana', 'bea'])
    await rows.insertInto('setting').values({ name: 'line\u2028ends\n', value: '\u2029"\\' }).execute()
    await rows
      .insertInto('party')
      .values({
        id: 'p',
        code: 'P',
        name: 'الجمعية',
        names: '{}',
        region: null,
        contact_language: 'ar',
        time_zone: null,
      })
      .execute()
    await rows.insertInto('person_role').values({ person_id: 'ana', role: 'drafter' }).execute()
    await rows
      .insertInto('session')
      .values({
        id: 's',
        secret_hash: new Uint8Array(32),
        person_id: 'ana',
        created_at: AT,
        expires_at: AT,
        confirmed_at: AT,
      })
      .execute()
    await rows
      .insertInto('membership')
      .values({
        id: 'm',
        person_id: 'ana',
        party_id: 'p',
        began_at: AT,
        began_by: null,
        verified_at: AT,
        verified_by: null,
        ended_at: null,
        ended_by: null,
      })
      .execute()
    await rows
      .insertInto('one_time_link')
      .values({
        id: 'l',
        secret_hash: '00',
        kind: 'invitation',
        party_id: 'p',
        email: 'new@example.org',
        name: 'N',
        roles: '["drafter"]',
        person_id: null,
        created_by: 'ana',
        created_at: AT,
        expires_at: AT,
        used_at: null,
        revoked_at: null,
      })
      .execute()
    await rows
      .insertInto('alternate')
      .values({
        id: 'a',
        party_id: 'p',
        person_id: 'bea',
        role: 'head',
        from_at: AT,
        until_at: AT,
        created_by: 'ana',
        created_at: AT,
        ended_at: null,
      })
      .execute()
    await rows
      .insertInto('keyed_act')
      .values({ person_id: 'ana', key: 'k', request: 'r', at: AT, subject: '{"kind":"comment","id":"c"}' })
      .execute()
    await rows.insertInto('comment_visit').values({ person_id: 'ana', article_id: 'article', at: AT }).execute()
    await rows
      .insertInto('party_assignment')
      .values({ article_id: 'article', party_id: 'p', kind: 'drafter', lang: '*' })
      .execute()
    await rows.insertInto('drafting_group').values({ charter_id: 'charter', person_id: 'ana' }).execute()
    await rows.insertInto('drafting_party').values({ charter_id: 'charter', party_id: 'p' }).execute()
    await rows
      .insertInto('assignment')
      .values({ article_id: 'article', person_id: 'ana', kind: 'drafter', lang: '*' })
      .execute()
    await rows
      .insertInto('snapshot')
      .values({ document_id: 'd0', seq: 1, bytes: Uint8Array.of(0, 10, 255), at: AT })
      .execute()
    await rows.insertInto('visit').values({ person_id: 'ana', document_id: 'd0', seq: 1, at: AT }).execute()
    await rows
      .insertInto('recovered_words')
      .values({
        id: 'd0.1.0',
        document_id: 'd0',
        seq: 1,
        n: 0,
        person_id: 'ana',
        block_id: 'b1',
        option_id: null,
        words: 'late',
        place: '{}',
        at: AT,
      })
      .execute()
    await rows
      .insertInto('translation_check')
      .values({ document_id: 'd0', block_id: 'b1', source_seq: 1, person_id: 'ana', at: AT })
      .execute()
    await rows
      .insertInto('bracket')
      .values({
        article_id: 'article',
        id: 'b',
        kind: 'optional',
        level: 'inline',
        note: null,
        reserved_by: null,
        created_at: AT,
      })
      .execute()
    await rows
      .insertInto('bracket_option')
      .values({ article_id: 'article', bracket_id: 'b', id: 'b.1', position: 1, by: '["P"]', origin: null })
      .execute()
    const comment = (id: string, thread_id: string | null) => ({
      id,
      article_id: 'article',
      thread_id,
      lang: 'en',
      author_id: 'ana',
      author_name: 'Ana',
      party_id: 'p',
      body: id,
      status: 'open',
      visibility: 'participants',
      anchor: null,
      contribution_id: null,
      created_at: AT,
    })
    await rows
      .insertInto('comment')
      .values([comment('z-opens', null)])
      .execute()
    await rows
      .insertInto('comment')
      .values([comment('a-replies', 'z-opens')])
      .execute()
    await addProposals(rows)
    await rows
      .insertInto('contribution')
      .values({
        charter_id: 'charter',
        id: 'c',
        position: 1,
        type: 'comment',
        target: null,
        party_id: null,
        author_id: null,
        data: '{}',
      })
      .execute()
    await rows
      .insertInto('version')
      .values({
        id: 'v',
        charter_id: 'charter',
        number: 1,
        label: '1',
        notes: '',
        stage: 'adopted',
        sha256,
        canonical,
        titles: '{}',
        cut_at: AT,
        cut_by: 'ana',
        published_at: AT,
        withdrawn_at: null,
        withdrawn_reason: null,
      })
      .execute()
    await rows
      .insertInto('version_article')
      .values({
        version_id: 'v',
        article_id: 'article',
        lang: 'en',
        position: 1,
        kind: 'article',
        number: '1',
        heading: 'h',
        status: 'draft',
        doc: '{}',
      })
      .execute()
    await rows
      .insertInto('renumbering')
      .values({
        version_id: 'v',
        article_id: 'article',
        number_before: '1 bis',
        number_after: '2',
        is_left_out: 0,
        numbers_before: '{}',
        numbers_after: '{}',
      })
      .execute()
    await rows
      .insertInto('signoff')
      .values({
        id: 's',
        version_id: 'v',
        party_id: 'p',
        person_id: 'ana',
        signatory_name: 'Ana',
        capacity: null,
        place: null,
        decision: 'endorse',
        statement: null,
        stage: 'adopted',
        sha256,
        signed_at: AT,
        withdrawn_at: null,
        withdrawn_reason: null,
      })
      .execute()
    await rows
      .insertInto('signoff_article')
      .values({ signoff_id: 's', position: 1, article_id: 'article', kind: 'reservation', text: 'x' })
      .execute()
    await fillAgreement(rows)
    await rows
      .insertInto('audit')
      .values({ seq: 1, at: AT, actor: null, act: 'x', subject: '{}', data: '{}', prev_hash: '0', hash: '1' })
      .execute()
    await rows.updateTable('audit_head').set({ seq: 1, hash: '1' }).execute()
  })
  const many = Array.from({ length: 300 }, (_, n) =>
    entry('d1', n + 1, {
      authorId: 'ana',
      bytes: new Uint8Array(n * 10).fill(n),
      newClients: n === 0 ? [2 ** 32 - 1] : [],
    }),
  )
  await store.journal.append([entry('d0', 1), entry('d0', 2), ...many]).durable
}

/** A proposal, and one to amend it whose id comes first in the file. */
async function addProposals(rows: Rows): Promise<void> {
  const proposal = (id: string, amends_id: string | null) => ({
    id,
    charter_id: 'charter',
    article_id: 'article',
    code: id,
    kind: 'wording' as const,
    act: null,
    status: 'tabled',
    lang: 'en',
    party_id: 'p',
    created_by: 'ana',
    created_at: AT,
    amends_id,
  })
  await rows.insertInto('proposal').values(proposal('z', null)).execute()
  await rows.insertInto('proposal').values(proposal('a', 'z')).execute()
  await rows.insertInto('proposal_counter').values({ charter_id: 'charter', stem: 'ART-1', last: 1 }).execute()
  await rows
    .insertInto('proposal_sponsor')
    .values({ proposal_id: 'z', party_id: 'p', kind: 'main', state: 'joined', at: AT, by: 'ana' })
    .execute()
  await rows.insertInto('proposal_member').values({ proposal_id: 'z', party_id: 'p', is_except: 1 }).execute()
  await rows
    .insertInto('document')
    .values({ id: 'fork', article_id: null, lang: 'l0', schema_version: 2, created_at: AT })
    .execute()
  const of = { proposal_id: 'z', lang: 'l0', kind: 'original' as const }
  await rows
    .insertInto('proposal_text')
    .values({ ...of, document_id: 'fork', article_document_id: 'd0', base_seq: 1, text_seq: 1, made_by: 'ana', at: AT })
    .execute()
  await rows
    .insertInto('proposal_block')
    .values({
      ...of,
      block_id: 'b1',
      position: 0,
      op: 'removed',
      base: '{}',
      text: null,
      base_prev: null,
      prev: null,
      base_hash: '00',
      runs: '[]',
      flags: '[]',
      held: null,
    })
    .execute()
  await rows
    .insertInto('proposal_event')
    .values({
      proposal_id: 'z',
      n: 1,
      at: AT,
      actor_id: 'ana',
      hat: 'party',
      party_id: 'p',
      act: 'begin',
      from_status: null,
      to_status: 'draft',
      data: '{}',
    })
    .execute()
  await rows
    .insertInto('bracket_party')
    .values({
      ...{ article_id: 'article', bracket_id: 'b', n: 1, option_id: 'b.1', party_id: 'p', stand: 'for' },
      ...{ from_at: AT, by: 'ana' },
    })
    .execute()
  await rows
    .insertInto('decision')
    .values({
      ...{ id: 'd', charter_id: 'charter', article_id: 'article', bracket_id: 'b', proposal_id: 'z', act: 'keep' },
      ...{ venue: 'meeting', sitting_id: null, actor_id: 'ana', hat: 'chair', on_word_of: null, at: AT, note: '' },
      ...{ options_dropped: '[]', seqs: '{"d0":[1,2]}' },
    })
    .execute()
  await rows
    .insertInto('language_flag')
    .values({
      ...{ id: 'f', document_id: 'd0', block_id: 'h1', reason: 'grammar', decision_id: 'd', raised_at: AT },
      seq: 1,
    })
    .execute()
}

describe.each(DIALECTS)('a backup of %s', (dialect) => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-backup-'))
  let store: TestStore
  let whole: string
  const targets: TestDatabase[] = []
  const target = async (which: Dialect): Promise<TestDatabase> => {
    const database = await makeTestDatabase(which)
    targets.push(database)
    return database
  }
  beforeAll(async () => {
    store = await openTestStore(dialect)
    await fill(store)
    whole = join(folder, 'whole.jsonl')
    await backup(store, whole)
  })
  afterEach(async () => {
    for (const database of targets.splice(0)) await database.remove()
  })
  afterAll(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  /** Everything between head and foot. */
  const body = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(1, -2)

  it('covers every table but sessions, and has rows of each here', async () => {
    const tables = (await store.db.introspection.getTables()).map(({ name }) => name)
    expect([...Object.keys(TABLES), ...LEFT_OUT].sort()).toEqual(tables.sort())
    const { foot } = await verifyFile(whole)
    expect(Object.entries(foot.rows).filter(([, n]) => n === 0)).toEqual([])
    expect(foot.rows['journal']).toBe(302)
  })

  it('is for its owner’s eyes alone, is never overwritten, and leaves nothing half-made', async () => {
    expect(statSync(whole).mode & 0o777).toBe(0o600)
    const before = readFileSync(whole)
    await expect(backup(store, whole)).rejects.toMatchObject({ code: 'BACKUP_EXISTS' })
    expect(readFileSync(whole).equals(before)).toBe(true)
    await expect(backup(store, join(folder, 'nowhere', 'x'))).rejects.toMatchObject({ code: 'ENOENT' })
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([])
  })

  it.each(DIALECTS)('restored into %s, says the same again', async (into) => {
    const database = await target(into)
    const report = await restore(whole, database.options)
    expect(report.rows['person']).toBe(2)
    const restored = await openStore(database.options)
    const again = join(folder, `again-${into}.jsonl`)
    await backup(restored, again)
    expect(await restored.db.selectFrom('session').selectAll().execute()).toEqual([])
    await restored.journal.append([entry('d0', 3)]).durable
    await restored.close()
    expect(body(again)).toEqual(body(whole))
  })

  it('is restored into an empty place only', async () => {
    const database = await target(dialect)
    const used = await openStore(database.options)
    await used.db.insertInto('setting').values({ name: 'mine', value: '1' }).execute()
    await expect(restore(whole, database.options)).rejects.toMatchObject({ code: 'STORE_IN_USE' })
    await used.close()
    await expect(restore(whole, database.options)).rejects.toMatchObject({ code: 'STORE_NOT_EMPTY' })
    const after = await openStore(database.options)
    expect(await after.db.selectFrom('setting').selectAll().execute()).toEqual([{ name: 'mine', value: '1' }])
    expect(await after.db.selectFrom('person').selectAll().execute()).toEqual([])
    await after.close()
  })

  it('taken while people write holds everything that was written before, and stops at one moment', async () => {
    const busy = await openTestStore(dialect)
    await busy.transaction((rows) => addDocuments(rows, ['d0', 'd1']))
    const written = { d0: 0, d1: 0 }
    let isOver = false
    const write = async (id: 'd0' | 'd1'): Promise<void> => {
      for (let seq = 1; !isOver; seq++) {
        const appended = busy.journal.append([entry(id, seq, { bytes: new Uint8Array(2000) })])
        await appended.written
        written[id] = seq
        if (seq === 100) many.resolve()
        await appended.durable
      }
    }
    const many = Promise.withResolvers<void>()
    const writers = [write('d0'), write('d1')]
    await many.promise
    const before = { ...written }
    const file = join(folder, 'busy.jsonl')
    await backup(busy, file)
    const after = { ...written }
    isOver = true
    await Promise.all(writers)
    const database = await target(dialect)
    await restore(file, database.options)
    const restored = await openStore(database.options)
    for (const id of ['d0', 'd1'] as const) {
      const seqs = (
        await restored.db.selectFrom('journal').select('seq').where('document_id', '=', id).orderBy('seq').execute()
      ).map((r) => r.seq)
      expect(seqs).toEqual(seqs.map((_, n) => n + 1))
      expect(seqs.length).toBeGreaterThanOrEqual(before[id])
      expect(seqs.length).toBeLessThanOrEqual(after[id] + 1)
    }
    await restored.close()
    await busy.close()
  })

  describe('that is damaged is refused, and nothing is written', () => {
    const refused = async (bytes: Uint8Array, code = 'BACKUP_DAMAGED'): Promise<void> => {
      const file = join(folder, 'damaged.jsonl')
      writeFileSync(file, bytes)
      await expect(restore(file, { dataDir: join(folder, 'never'), databaseUrl: null })).rejects.toMatchObject({ code })
      expect(readdirSync(folder)).not.toContain('never')
    }

    it('one byte changed, anywhere', async () => {
      const good = readFileSync(whole)
      await fc.assert(
        fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
          const bad = Uint8Array.from(good)
          bad[at]! ^= by
          await refused(bad)
        }),
        { numRuns: 60 },
      )
    })

    it('cut off, anywhere', async () => {
      const good = readFileSync(whole)
      await fc.assert(
        fc.asyncProperty(fc.nat(good.length - 1), (length) => refused(good.subarray(0, length))),
        { numRuns: 40 },
      )
    })

    it('a line taken out, put in twice, or two exchanged', async () => {
      const lines = readFileSync(whole, 'utf8').split('\n')
      const journal = lines.findIndex((line) => line.startsWith('{"table":"journal"')) + 1
      const bytes = (of: string[]): Uint8Array => new TextEncoder().encode(of.join('\n'))
      await refused(bytes(lines.toSpliced(journal, 1)))
      await refused(bytes(lines.toSpliced(journal, 0, lines[journal]!)))
      await refused(bytes(lines.toSpliced(journal, 2, lines[journal + 1]!, lines[journal]!)))
    })

    it('anything else', async () => {
      await refused(new Uint8Array(0))
      await refused(new TextEncoder().encode('PK\u0003\u0004'))
      await refused(new TextEncoder().encode('{"a":1}\n{}\n'))
    })

    /** The file with `change` done to it and a hash that fits again: what a careful forger, or a faulty writer, would leave. */
    const forged = (change: (lines: string[]) => string[]): Uint8Array => {
      const lines = change(readFileSync(whole, 'utf8').split('\n').slice(0, -1))
      const content = lines
        .slice(0, -1)
        .map((line) => `${line}\n`)
        .join('')
      const foot = JSON.parse(lines.at(-1)!) as { sha256: string }
      foot.sha256 = createHash('sha256').update(content).digest('hex')
      return new TextEncoder().encode(`${content}${JSON.stringify(foot)}\n`)
    }

    it('of newer code', () =>
      refused(
        forged(([head, ...rest]) => [head!.replace('0001-spine', '9999-later'), ...rest]),
        'STORE_VERSION',
      ))

    it.each([
      [
        'rows missing',
        (lines: string[]) =>
          lines.filter((line) => !line.includes('"c","')).filter((line) => !line.startsWith('["charter","c"')),
      ],
      [
        'the bytes of a version not those that were signed',
        (lines: string[]) => lines.map((line) => line.replace(Buffer.from(canonical).toString('base64'), 'AAAA')),
      ],
    ])('%s, with a hash that fits', async (_name, change) => {
      const file = join(folder, 'forged.jsonl')
      writeFileSync(file, forged(change))
      const database = await target(dialect)
      await expect(restore(file, database.options)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' })
      const after = await openStore(database.options)
      expect(await after.db.selectFrom('person').selectAll().execute()).toEqual([])
      expect(await after.db.selectFrom('audit_head').select('seq').execute()).toEqual([{ seq: 0 }])
      await after.close()
    })
  })
})
