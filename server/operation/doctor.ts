/** Examines an installation (rule OP5): what is wrong with it, and what to do. Changes nothing in it, and works beside a running server. */
import { join } from 'node:path'
import { BadConfiguration, readConfig, type Config } from '../config.ts'
import { inspectDatabase, type Inspected } from '../store/inspect.ts'
import { findCharter } from '../store/charters.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { countAccounts, lastRecorded } from '../store/whole.ts'
import { examineBackups, examineFolder } from './doctor-files.ts'
import { examineCollector, examineRedis } from './doctor-network.ts'
import { examineNames, examineOrigin, examineSecretFiles, examineSecrets, isElsewhere } from './doctor-settings.ts'
import { fine, look, wrong, type Finding } from './findings.ts'
import { verify } from './verify.ts'

/** What is not of the installation's own making. */
export interface Surroundings {
  env: Record<string, string | undefined>
  /** Without the `v`. */
  nodeVersion: string
  isRoot: boolean
  /** Whether the pages are built. */
  isBuilt: boolean
  /** Milliseconds since 1970. */
  now: () => number
  /** Where backups are kept, if not in `DATA_DIR/backups`. */
  backups: string | null
  /** Chooses texts to be replayed. */
  sample: (documentIds: readonly string[]) => readonly string[]
}

/** What this code was made for, and the first that runs its files. */
const NODE = { own: 24, first: [22, 18] } as const
const POSTGRES = 150_000
const OFF_MS = 2_000
/** The demo's people have addresses there, and one password for all. */
const DEMO_ADDRESSES = '@concord.example'

/** Everything it can find out, in the order in which an operator would look. */
export async function examine(around: Surroundings): Promise<Finding[]> {
  const before = [...examineProcess(around), ...examineNames(around.env)]
  let config: Config
  try {
    config = readConfig(around.env)
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error
    return [...before, wrong(error.message, 'Mend it; the server does not start, and nothing more can be said.')]
  }
  const found = [
    ...before,
    ...examineOrigin(config),
    ...examineSecrets(config),
    ...(await examineSecretFiles(around.env)),
    ...(await examineFolder(config)),
    ...(await examineRedis(config)),
    ...(await examineCollector(config)),
  ]
  let inspected: Inspected
  try {
    inspected = await inspectDatabase(config)
  } catch (error) {
    const name = config.databaseUrl === null ? 'the database in DATA_DIR' : 'the database of DATABASE_URL'
    const todo = 'See that it runs, that the address and the password are right, and that it can be reached from here.'
    return [...found, wrong(`${name} cannot be read: ${(error as Error).message}`, todo)]
  }
  found.push(...examineDatabase(inspected, config, around.now()))
  if (inspected.state === 'current') found.push(...(await examineContent(config, around)))
  if (inspected.state !== 'none')
    found.push(...(await examineBackups(around.backups ?? join(config.dataDir, 'backups'), around.now())))
  return found
}

function examineProcess({ nodeVersion, isRoot, isBuilt }: Surroundings): Finding[] {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  const isTooOld = major < NODE.first[0] || (major === NODE.first[0] && minor < NODE.first[1])
  const todo = `Run it with Node.js ${NODE.own}.`
  return [
    major === NODE.own
      ? fine(`Node.js ${nodeVersion}`)
      : (isTooOld ? wrong : look)(`this is Node.js ${nodeVersion}, and Concord is tested with ${NODE.own}`, todo),
    isBuilt ? fine('the pages are built') : wrong('the pages are not built', 'npm run build'),
    ...(isRoot ? [look('it runs as root', 'Give it an account of its own, as docs/deploy/concord.service does.')] : []),
  ]
}

function examineDatabase({ state, migrations, postgres }: Inspected, { databaseUrl }: Config, now: number): Finding[] {
  const found: Finding[] = []
  if (postgres !== null) {
    if (postgres.version < POSTGRES)
      found.push(wrong(`PostgreSQL is of version ${Math.floor(postgres.version / 10_000)}`, 'It must be 15 or newer.'))
    if (postgres.encoding !== 'UTF8')
      found.push(
        wrong(`the database is in ${postgres.encoding}`, 'Make one anew with ENCODING UTF8, and restore into it.'),
      )
    if (postgres.fsync !== 'on')
      found.push(wrong('PostgreSQL has fsync off: what is called saved is not', 'fsync = on in postgresql.conf'))
    if (!postgres.usesTls && databaseUrl !== null && isElsewhere(databaseUrl))
      found.push(
        look(
          'what goes to PostgreSQL and back can be read on the way',
          'sslmode=verify-full in DATABASE_URL, or a network that nobody else reaches.',
        ),
      )
    const off = Math.abs(postgres.now.getTime() - now)
    found.push(
      off > OFF_MS
        ? wrong(
            `the database’s clock and this one’s are ${Math.round(off / 1000)} s apart`,
            'Keep both by NTP (chrony).',
          )
        : fine('the database’s clock is this one’s'),
    )
  }
  const todo = 'Back up, stop the server, and start this code: it migrates by itself.'
  if (state === 'ahead')
    found.push(
      wrong(
        `the database is newer than this code: ${migrations.join(', ')}`,
        'Start the newer Concord, or restore a backup taken before the upgrade.',
      ),
    )
  else if (state === 'behind') found.push(look(`not yet applied: ${migrations.join(', ')}`, todo))
  else
    found.push(
      fine(
        state === 'current'
          ? 'the database is reached, and migrated'
          : 'there is nothing yet: the first start makes it',
      ),
    )
  return found
}

async function examineContent(config: Config, { now, sample }: Surroundings): Promise<Finding[]> {
  let store: Store
  try {
    store = await openStore({ dataDir: config.dataDir, databaseUrl: config.databaseUrl, isAlongside: true })
  } catch (error) {
    return [
      wrong(`the database cannot be opened: ${(error as Error).message}`, 'See that this account may write there.'),
    ]
  }
  try {
    const found: Finding[] = []
    const last = await lastRecorded(store.db)
    if (last !== null && Date.parse(last) > now() + OFF_MS)
      found.push(wrong(`the clock is behind: the record goes on to ${last}`, 'Set it, and keep it by NTP (chrony).'))
    if ((await countAccounts(store.db, { role: 'administrator' })) === 0)
      found.push(look('nobody is administrator', 'npm run admin -- create-admin ADDRESS'))
    if (config.origin !== null && (await countAccounts(store.db, { addressEnds: DEMO_ADDRESSES })) > 0)
      found.push(
        wrong('the demo’s people can sign in here', 'Begin with an empty database, and never run the demo on it.'),
      )
    if (config.charterSlug !== null && (await findCharter(store.db, config.charterSlug)) === undefined)
      found.push(
        look(
          `CHARTER_SLUG is ${config.charterSlug}, and there is no such charter`,
          'See the addresses of charters (/charters), or leave it out.',
        ),
      )
    const { texts, entries, versions, record, faults } = await verify(store, sample)
    const todo =
      'Keep a copy of everything as it is; then `npm run admin -- verify`, and docs/operate.md, "Backup and restore".'
    if (faults.length > 0) found.push(...faults.map((fault) => wrong(fault, todo)))
    else
      found.push(
        fine(`${texts} texts (${entries} entries), ${versions} versions and ${record} rows of the record hold`),
      )
    return found
  } finally {
    await store.close()
  }
}
