/** OP5: an installation is examined; each fault alone is found, and told with what to do. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { backupCommand } from '../../../server/cli/backup.ts'
import { readConfig } from '../../../server/config.ts'
import { examine, type Surroundings } from '../../../server/operation/doctor.ts'
import { written, type Finding } from '../../../server/operation/findings.ts'
import { openStore } from '../../../server/store/open.ts'
import type { Store } from '../../../server/store/store.ts'
import { AT } from '../../support/rows.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'concord-doctor-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const GOOD_ENV = {
  ORIGIN: 'https://charter.example.org',
  ADDRESS_HEADER: 'X-Forwarded-For',
  METRICS_TOKEN: '4f1c0d9b7a62e83517d0cc94',
}
const around = (more: Partial<Surroundings> = {}): Surroundings => ({
  env: { ...GOOD_ENV, DATA_DIR: join(folder, 'data') },
  nodeVersion: '24.21.0',
  isRoot: false,
  isBuilt: true,
  now: Date.now,
  backups: null,
  sample: (ids) => ids,
  ...more,
})
const withEnv = (env: Record<string, string>): Surroundings => around({ env: { ...around().env, ...env } })

/** A database with an administrator, and a backup of it. */
async function install(fill: (store: Store) => Promise<unknown> = () => Promise.resolve()): Promise<void> {
  const config = readConfig(around().env)
  const store = await openStore(config)
  await store.transaction(async (rows) => {
    const ada = { id: 'ada', email: 'ada@example.org', name: 'Ada', password_hash: 'x', party_id: null }
    await rows
      .insertInto('person')
      .values({ ...ada, created_at: AT, deactivated_at: null })
      .execute()
    await rows.insertInto('person_role').values({ person_id: 'ada', role: 'administrator' }).execute()
  })
  await fill(store)
  await store.close()
  await backupCommand(config, null)
}
const remarks = (findings: Finding[]): string[] =>
  findings.filter(({ level }) => level !== 'fine').map(({ level, what }) => `${level}: ${what}`)

it('of a sound one there is nothing to say', async () => {
  await install()
  const findings = await examine(around())
  expect(remarks(findings)).toEqual([])
  expect(findings.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['the database is reached, and migrated', 'DATA_DIR is for its owner alone']),
  )
})

it('of one that is not there yet neither, and none is made', async () => {
  expect(remarks(await examine(around()))).toEqual([])
  expect(existsSync(join(folder, 'data'))).toBe(false)
})

it('changes nothing', async () => {
  await install()
  const before = readdirSync(join(folder, 'data')).sort()
  await examine(around())
  expect(readdirSync(join(folder, 'data')).sort()).toEqual(before)
})

it.each<[string, (() => Surroundings) | (() => Promise<Surroundings>), string]>([
  ['an old Node', () => around({ nodeVersion: '20.11.0' }), 'wrong: this is Node.js 20.11.0'],
  ['another Node', () => around({ nodeVersion: '26.0.0' }), 'look: this is Node.js 26.0.0'],
  ['no pages', () => around({ isBuilt: false }), 'wrong: the pages are not built'],
  ['root', () => around({ isRoot: true }), 'look: it runs as root'],
  ['a bad variable', () => withEnv({ PORT: 'http' }), 'wrong: PORT must be'],
  [
    'a misspelt variable',
    () => withEnv({ SYNC_MAX_SOCKET_PER_PERSON: '7' }),
    'look: SYNC_MAX_SOCKET_PER_PERSON is set',
  ],
  ['a file for what is no secret', () => withEnv({ ORIGIN_FILE: '/x', LOG_LEVEL_FILE: '/x' }), 'look: LOG_LEVEL_FILE'],
  ['the demo’s variable', () => withEnv({ DEMO_PASSWORD: 'x' }), 'look: DEMO_PASSWORD is set'],
  ['a depth without a header', () => withEnv({ ADDRESS_HEADER: '', XFF_DEPTH: '2' }), 'look: XFF_DEPTH is set without'],
  [
    'a variable of OpenTelemetry that nobody reads',
    () => withEnv({ OTEL_METRICS_EXPORTER: 'otlp' }),
    'look: OTEL_METRICS_EXPORTER',
  ],
  [
    'a collector that is not there',
    () => withEnv({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }),
    'look: the collector of traces',
  ],
  [
    'a charter that is not there',
    async () => (await install(), withEnv({ CHARTER_SLUG: 'another' })),
    'look: CHARTER_SLUG is another',
  ],
  ['no address', () => withEnv({ ORIGIN: '' }), 'look: this machine alone'],
  ['no TLS', () => withEnv({ ORIGIN: 'http://charter.example.org' }), 'wrong: ORIGIN is http:'],
  ['a proxy that is not believed', () => withEnv({ ADDRESS_HEADER: '' }), 'look: ADDRESS_HEADER'],
  ['a weak token', () => withEnv({ METRICS_TOKEN: 'aaaaaaaaaaaaaaaaaaaaaa' }), 'look: METRICS_TOKEN is easy'],
  [
    'metrics for everybody',
    () => withEnv({ METRICS_TOKEN: '', METRICS_PORT: '9464', METRICS_HOST: '0.0.0.0' }),
    'look: whoever reaches 0.0.0.0:9464',
  ],
  ['little room', () => withEnv({ LEAST_FREE_MIB: '1000000' }), 'wrong: '],
  [
    'a folder that others look into',
    async () => {
      await install()
      chmodSync(join(folder, 'data'), 0o755)
      chmodSync(join(folder, 'data/concord.sqlite'), 0o644)
      return around()
    },
    'wrong: others on this machine can read concord.sqlite',
  ],
  [
    'a secret that others can read',
    () => {
      const file = join(folder, 'token')
      writeFileSync(file, GOOD_ENV.METRICS_TOKEN, { mode: 0o644 })
      return withEnv({ METRICS_TOKEN: '', METRICS_TOKEN_FILE: file })
    },
    'look: others on this machine can read the file of METRICS_TOKEN',
  ],
  [
    'no backup',
    async () => {
      await install()
      rmSync(join(folder, 'data/backups'), { recursive: true })
      return around()
    },
    'look: there is no backup',
  ],
  [
    'an old backup, elsewhere',
    async () => {
      await install()
      const backups = join(folder, 'elsewhere')
      mkdirSync(backups)
      writeFileSync(join(backups, 'a.jsonl'), 'x', { mode: 0o600 })
      utimesSync(join(backups, 'a.jsonl'), Date.now() / 1000, Date.now() / 1000 - 27 * 3600)
      return around({ backups })
    },
    `wrong: the last backup in `,
  ],
  [
    'no administrator',
    async () => (await install((store) => store.db.deleteFrom('person_role').execute()), around()),
    'look: nobody is administrator',
  ],
  [
    'the demo’s people',
    async () => (
      await install((store) => store.db.updateTable('person').set({ email: 'ada@concord.example' }).execute()),
      around()
    ),
    'wrong: the demo’s people',
  ],
  [
    'a broken record',
    async () => (await install((store) => sql`update audit_head set seq = 7`.execute(store.db)), around()),
    'wrong: The record is broken',
  ],
  [
    'a newer database',
    async () => (
      await install((store) =>
        sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2099')`.execute(store.db),
      ).catch(() => {}),
      around()
    ),
    'wrong: the database is newer than this code: 9999-later',
  ],
  [
    'an older database',
    async () => {
      const store = await openStore({ ...readConfig(around().env), until: '0004-recovered-words' })
      await store.close()
      return around()
    },
    'look: not yet applied: 0005-proposals',
  ],
  [
    'a clock that is behind',
    async () => {
      await install((store) =>
        store.db
          .insertInto('audit')
          .values({
            seq: 1,
            at: '2099-01-01T00:00:00.000Z',
            actor: null,
            act: 'x',
            subject: '{}',
            data: '{}',
            prev_hash: '0',
            hash: '1',
          })
          .execute(),
      )
      return around()
    },
    'wrong: the clock is behind',
  ],
  [
    'a file that is no database',
    () => {
      mkdirSync(join(folder, 'data'), { mode: 0o700 })
      writeFileSync(join(folder, 'data/concord.sqlite'), 'these are no pages of SQLite')
      return around()
    },
    'wrong: the database in DATA_DIR cannot be read',
  ],
  [
    'a server that is not there',
    () => withEnv({ DATABASE_URL: 'postgres://concord:Tr0ub4dor-and-3@127.0.0.1:1/concord' }),
    'wrong: the database of DATABASE_URL cannot be read',
  ],
  [
    'a Redis that is not there',
    () => withEnv({ DATABASE_URL: 'postgres://127.0.0.1:1/concord', REDIS_URL: 'redis://127.0.0.1:1' }),
    'wrong: REDIS_URL cannot be used',
  ],
  [
    'a database’s weak password',
    () => withEnv({ DATABASE_URL: 'postgres://concord:concord@db.invalid/concord' }),
    'wrong: the password of DATABASE_URL is easy to guess',
  ],
])('%s', async (_fault, prepare, expected) => {
  const findings = await examine(await prepare())
  const said = remarks(findings)
  expect(said.filter((one) => one.startsWith(expected))).toHaveLength(1)
  const text = written(findings)
  for (const { level, todo } of findings) if (level !== 'fine') expect(text).toContain(`      ${todo}`)
  // what is told may be pasted anywhere
  for (const secret of [GOOD_ENV.METRICS_TOKEN, 'Tr0ub4dor-and-3', 'concord:concord'])
    expect(text).not.toContain(secret)
})
