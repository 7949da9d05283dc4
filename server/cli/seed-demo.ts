/** Fills an empty installation with the sample charter and its people; on a filled one it only sees to the password. */
import { randomInt } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makePasswords, type Passwords } from '../auth/password.ts'
import { importAs } from '../charter/import-charter.ts'
import type { Context } from '../context.ts'
import { findCharter, updateCharterSettings, updateDue } from '../store/charters.ts'
import { findPersonByEmail, listParties, replacePasswordHash } from '../store/people.ts'
import { FIRST_EMAIL, seedPeople } from './demo-people.ts'

const SLUG = 'universal-charter'
const SAMPLE = new URL('../exchange/sample-charter.json', import.meta.url)

/** Letters and digits that nobody takes for each other. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Everybody's password: `given`, else the one kept in the data folder, else a new one, kept there for its owner alone. */
async function demoPassword(dataDir: string, given: string | undefined): Promise<string> {
  if (given !== undefined && given.trim() !== '') return given
  const path = join(dataDir, 'demo-password')
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const word = (): string => Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  const password = [word(), word(), word(), word()].join('-')
  await mkdir(dataDir, { recursive: true })
  await writeFile(path, `${password}\n`, { mode: 0o600, flag: 'wx' })
  return password
}

/** Noon in UTC, two weeks on: a date of the demo's own, as invented as its delegations. */
const inTwoWeeks = (now: string): string =>
  `${new Date(Date.parse(now) + 14 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)}T12:00:00.000Z`

export interface Seeded {
  /** The one that everybody has now. */
  password: string
  /** The sample was imported by this call. */
  isNew: boolean
}

/**
 * `given`: `DEMO_PASSWORD`. Answers the password that everybody has now, and whether the sample was imported by this call.
 * Run again it changes nothing; with another password than before, people who still have the old one get the new one.
 */
export async function seedDemo(
  { context }: { context: Pick<Context, 'store' | 'events' | 'newId'> },
  dataDir: string,
  given: string | undefined,
): Promise<Seeded> {
  const { store, newId } = context
  const password = await demoPassword(dataDir, given)
  const passwords = makePasswords()
  if (await findCharter(store.db, SLUG)) {
    await seePassword(context, passwords, password)
    return { password, isNew: false }
  }
  const passwordHash = await passwords.hash(password)
  const file: unknown = JSON.parse(await readFile(SAMPLE, 'utf8'))
  const imported = await importAs(context, null, file, {
    slug: SLUG,
    prepare: async (rows, parties) => {
      // its delegations are invented: whoever tries it out is to see who is where and who wrote what
      const charter = await findCharter(rows, SLUG)
      const now = await store.now(rows)
      if (charter) {
        await updateCharterSettings(rows, charter.id, { presence: 'all', authorship: 'all' })
        await updateDue(rows, charter.id, { at: inTwoWeeks(now), what: 'Comments of the delegations on Rev.2' })
      }
      return seedPeople(rows, parties.values(), { newId, now, passwordHash })
    },
  })
  if (!imported.ok) throw new Error(`the sample charter was refused: ${JSON.stringify(imported)}`)
  return { password, isNew: true }
}

async function seePassword(
  { store, newId }: Pick<Context, 'store' | 'newId'>,
  passwords: Passwords,
  password: string,
): Promise<void> {
  const first = await findPersonByEmail(store.db, FIRST_EMAIL)
  const isRight = first !== undefined && (await passwords.verify(first.password_hash, password))
  if (isRight) return
  const passwordHash = await passwords.hash(password)
  await store.transaction(async (rows) => {
    const now = await store.now(rows)
    const { emails } = await seedPeople(rows, await listParties(rows), { newId, now, passwordHash })
    if (first?.password_hash) await replacePasswordHash(rows, emails, first.password_hash, passwordHash)
  })
}
