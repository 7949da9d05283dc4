/** `npm run admin -- <command>`: what an operator does from the command line. Exit 0 done, 1 not, 2 not understood. */
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { ROLES, type Role } from '../../src/lib/domain/actor.ts'
import { durableTexts } from '../charter/durable-texts.ts'
import { exportAs } from '../charter/export-charter.ts'
import { importAs } from '../charter/import-charter.ts'
import { verifyChain } from '../charter/read-audit.ts'
import { readConfig, type Config } from '../config.ts'
import { makeEvents } from '../events.ts'
import { explain } from '../serve.ts'
import { findCharter } from '../store/charters.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { verify } from '../operation/verify.ts'
import { backupCommand, moveCommand, restoreCommand, verifyBackupCommand } from './backup.ts'
import { createPerson } from './create-person.ts'
import { doctor } from './doctor.ts'
import { readPassword } from './read-password.ts'

const USAGE = `npm run admin -- <command>

  create-admin ADDRESS [--name NAME] [--role ROLE ...] [--party CODE]
      opens an account (roles: ${ROLES.join(', ')};
      administrator where none is named); the password is asked for, or read from standard input;
      without a name the address stands for it
  import-charter FILE [--slug SLUG]
  export-charter SLUG [FILE]
      to standard output where no file is named
  verify-audit
      follows the record from its first row to its last; names the first row that does not hold
  verify [FILE]
      every text against its journal, every version against its hash, the record against its chain;
      with FILE, whether that backup is whole
  doctor [--backups FOLDER]
      what is wrong with this installation, and what to do
  backup [FILE]
  restore FILE
      into an empty database, with no server running
  migrate-database
      everything of DATA_DIR (SQLite) into the empty PostgreSQL of DATABASE_URL, with no server
      running on either; broken off, it goes on

DATA_DIR or DATABASE_URL say which installation, as for the server.
`

class Usage extends Error {}

const newId = (): string => randomBytes(16).toString('base64url')

/** Works beside a running server. */
async function withStore<T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ dataDir: config.dataDir, databaseUrl: config.databaseUrl, isAlongside: true })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

interface Arguments {
  words: string[]
  email: string | undefined
  name: string | undefined
  party: string | undefined
  role: string[]
  slug: string | undefined
}

type Command = (config: Config, given: Arguments) => Promise<{ say: string; isDone: boolean }>

const done = (say: string) => ({ say, isDone: true })
const failed = (say: string) => ({ say, isDone: false })

const needed = (value: string | undefined, name: string): string => {
  if (value === undefined) throw new Usage(`${name} is missing`)
  return value
}

const COMMANDS: Record<string, Command> = {
  async 'create-admin'(config, { words: [address], email, name, role, party }) {
    const roles = role.length > 0 ? role : ['administrator']
    const unknown = roles.find((one) => !ROLES.includes(one as Role))
    if (unknown !== undefined) throw new Usage(`${unknown} is no role`)
    const called = needed(address ?? email, 'ADDRESS')
    const person = {
      email: called,
      name: name ?? called,
      roles: roles as Role[],
      party: party ?? null,
    }
    const password = await readPassword(process.stdin, process.stderr)
    return withStore(config, async (store) => {
      const refusal = await createPerson(store, newId, person, password)
      return refusal === null ? done(`${person.email} may sign in (${roles.join(', ')}).`) : failed(refusal)
    })
  },

  async 'import-charter'(config, { words: [path], slug }) {
    const text = await readFile(needed(path, 'FILE'), 'utf8')
    let file: unknown
    try {
      file = JSON.parse(text)
    } catch (error) {
      if (error instanceof SyntaxError) return failed(`${path} is not JSON: ${error.message}`)
      throw error
    }
    return withStore(config, async (store) => {
      const events = makeEvents((error) => {
        throw error
      })
      const made = await importAs({ store, events, newId }, null, file, { slug })
      if (made.ok) return done(`Imported as ${made.value.slug}; version 1 is published.`)
      const faults = (made.errors ?? []).map(({ path: at, message }) => `  ${at || '(file)'}: ${message}`)
      return failed([`Nothing was imported: ${made.code}.`, ...faults].join('\n'))
    })
  },

  async 'export-charter'(config, { words: [slug, path] }) {
    return withStore(config, async (store) => {
      const charter = await findCharter(store.db, needed(slug, 'SLUG'))
      if (!charter) return failed(`There is no charter ${slug}.`)
      const json = JSON.stringify(await exportAs({ store, texts: durableTexts(store) }, charter), null, 2)
      if (path === undefined) return done(json)
      await writeFile(path, `${json}\n`, { flag: 'wx', mode: 0o600 })
      return done(`Wrote ${path}.`)
    })
  },

  async 'verify-audit'(config) {
    return withStore(config, async (store) => {
      const { ok, length, head, brokenAt } = await verifyChain({ store })
      return ok
        ? done(`The record holds: ${length} rows, head ${head}.`)
        : failed(`The record is broken: row ${brokenAt} is the first that does not hold (${length} rows before it do).`)
    })
  },

  async verify(config, { words: [path] }) {
    if (path !== undefined) return done(await verifyBackupCommand(path))
    return withStore(config, async (store) => {
      const { texts, entries, versions, record, faults } = await verify(store)
      const count = `${texts} texts (${entries} entries), ${versions} versions, ${record} rows of the record`
      return faults.length === 0 ? done(`Everything holds: ${count}.`) : failed([...faults, `Of ${count}.`].join('\n'))
    })
  },

  backup: async (config, { words: [path] }) => done(await backupCommand(config, path ?? null)),

  restore: async (config, { words: [path] }) => done(await restoreCommand(config, needed(path, 'FILE'))),

  'migrate-database': async (config) => done(await moveCommand(config, (line) => process.stderr.write(`${line}\n`))),
}

async function run(args: string[]): Promise<number> {
  const { values, positionals } = parse(args)
  const [name, ...words] = positionals
  // before the configuration is read: it may be what is wrong
  if (name === 'doctor') return doctor(values.backups ?? null)
  const command = COMMANDS[needed(name, 'a command')]
  if (!command) throw new Usage(`there is no command ${name}`)
  const given = {
    words,
    email: values.email,
    name: values.name,
    party: values.party,
    role: values.role ?? [],
    slug: values.slug,
  }
  const { say, isDone } = await command(readConfig(process.env), given)
  ;(isDone ? process.stdout : process.stderr).write(`${say}\n`)
  return isDone ? 0 : 1
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        backups: { type: 'string' },
        email: { type: 'string' },
        name: { type: 'string' },
        party: { type: 'string' },
        role: { type: 'string', multiple: true },
        slug: { type: 'string' },
      },
    })
  } catch (error) {
    if (error instanceof TypeError) throw new Usage(error.message)
    throw error
  }
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (error instanceof Usage) {
    process.stderr.write(`${error.message}\n\n${USAGE}`)
    process.exitCode = 2
  } else {
    process.stderr.write(`concord: ${explain(error)}\n`)
    process.exitCode = 1
  }
}
