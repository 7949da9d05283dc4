/** What is to be said of an installation's folder: whether it can be written to, has room, is for its owner alone, and has a backup of late. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../config.ts'
import { fine, look, wrong, type Finding } from './findings.ts'
import { freeBytes } from './health.ts'

const MIB = 1024 * 1024
/** One a day, and two hours for it to be made. */
const BACKUP_HOURS = 26
/** Magic numbers of file systems on which SQLite's locks do not hold: NFS, SMB, CIFS, SMB2. */
const OF_THE_NETWORK = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42])

/** The folder that exists and would hold `path`. */
const standing = (path: string): string => (existsSync(path) ? path : standing(dirname(path)))

/** Writes one small file into the folder, and takes it away. */
export async function examineFolder({ dataDir, databaseUrl, leastFreeBytes }: Config): Promise<Finding[]> {
  const isDatabaseHere = databaseUrl === null
  const probe = join(dataDir, `.doctor-${randomUUID()}`)
  const isNew = !existsSync(dataDir)
  try {
    if (!isNew) {
      await writeFile(probe, '', { flag: 'wx', mode: 0o600 })
      await rm(probe)
    } else if (isDatabaseHere) {
      const made = await mkdir(dataDir, { recursive: true, mode: 0o700 })
      await rm(made!, { recursive: true })
    }
  } catch (error) {
    const said = (error as Error).message
    const todo = 'Give the folder to the account that runs Concord, or name another by DATA_DIR.'
    return [isDatabaseHere ? wrong(`DATA_DIR cannot be written to: ${said}`, todo) : look(`DATA_DIR: ${said}`, todo)]
  }
  if (!isDatabaseHere && isNew) return [fine('DATA_DIR is not there, and not needed with PostgreSQL')]
  const place = standing(dataDir)
  const free = await freeBytes(place)
  const room = `${Math.floor(free / MIB)} MiB are free in ${dataDir}`
  const found: Finding[] = [
    free >= 10 * leastFreeBytes
      ? fine(room)
      : (free < leastFreeBytes ? wrong : look)(
          room,
          'Make room, or move DATA_DIR to a larger disk, before it is full.',
        ),
  ]
  if (isDatabaseHere && OF_THE_NETWORK.has((await statfs(place)).type))
    found.push(
      wrong(`${dataDir} is on a network file system`, 'Put it on a local disk: locks do not hold over the network.'),
    )
  if (!isNew) found.push(...(await examineModes(dataDir)))
  return found
}

/** Hashes of passwords and unpublished texts are in them. */
async function examineModes(dataDir: string): Promise<Finding[]> {
  if (process.platform === 'win32') return []
  const isOpen = async (path: string): Promise<boolean> => ((await stat(path)).mode & 0o077) !== 0
  // a folder that is closed closes what is in it
  if (!(await isOpen(dataDir))) return [fine('DATA_DIR is for its owner alone')]
  const inside = ['concord.sqlite', 'concord.sqlite-wal', 'journal', 'backups'].filter((name) =>
    existsSync(join(dataDir, name)),
  )
  const open: string[] = []
  for (const name of inside) if (await isOpen(join(dataDir, name))) open.push(name)
  const todo = `chmod 700 ${dataDir}`
  return [
    open.length > 0
      ? wrong(`others on this machine can read ${open.join(', ')} in DATA_DIR`, todo)
      : look('others on this machine can look into DATA_DIR', todo),
  ]
}

/** `now`: milliseconds since 1970. */
export async function examineBackups(folder: string, now: number): Promise<Finding[]> {
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => !name.endsWith('.partial')) : []
  const stats = await Promise.all(names.map((name) => stat(join(folder, name))))
  const files = stats.filter((one) => one.isFile() && one.size > 0)
  if (files.length === 0)
    return [
      look(
        `there is no backup in ${folder}`,
        '`npm run admin -- backup`, daily; kept elsewhere: doctor --backups FOLDER',
      ),
    ]
  const hours = Math.floor((now - Math.max(...files.map(({ mtimeMs }) => mtimeMs))) / 3_600_000)
  const said = `the last backup in ${folder} is ${hours} hours old`
  const found = [
    hours < BACKUP_HOURS
      ? fine(said)
      : wrong(said, 'See why none was made since; `npm run admin -- backup` makes one.'),
  ]
  if (process.platform !== 'win32' && files.some(({ mode }) => (mode & 0o077) !== 0))
    found.push(wrong(`others on this machine can read backups in ${folder}`, `chmod 600 ${folder}/*`))
  return found
}
