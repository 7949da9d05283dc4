/**
 * This engine, whole: a server process of the product on its default database, with sign-in, gate, journal and acknowledgements on.
 * Its people and articles are made through its own command and API.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer, type ServerProcess } from '../../../support/server-process.ts'
import { askingAt, signIn } from '../../asking.ts'
import { plain } from '../load/dialect.ts'
import { cpuOf, dieTogether, environment, rssOf } from './process.ts'
import type { Engine, Running, StartOptions } from './engine.ts'

/** Enough that nobody needs more sockets than one person may have, however many rooms there are. */
const PEOPLE = 60
const PARTIES = 6
const SECRETARIAT = 'secretariat@concord.example'
const PASSWORD = 'correct horse battery staple'
/** Nobody is slowed down. */
const HURRIED = '1000000'

/** Who is there and what they write in, kept beside the data. */
interface House {
  /** Of the drafters, by number. */
  tokens: string[]
  /** Of the articles, by number. */
  documents: string[]
}
const pathOf = (folder: string): string => join(folder, 'bench.json')
const admin = fileURLToPath(new URL('../../../../server/cli/admin.ts', import.meta.url))

const serve = ({ folder, profiles, isHurried = false }: StartOptions): Promise<ServerProcess> =>
  startServer({
    entry: 'main',
    dataDir: folder,
    env: { HOST: '127.0.0.1', ...environment(profiles), ...(isHurried && { SYNC_UPDATES_PER_SECOND: HURRIED }) },
  })

async function prepare(folder: string, rooms: number): Promise<void> {
  const server = await serve({ folder, profiles: null })
  dieTogether(server.child)
  try {
    writeFileSync(pathOf(folder), JSON.stringify(await furnish(server, folder, rooms)))
  } finally {
    await server.stop()
  }
}

async function furnish({ origin }: ServerProcess, folder: string, rooms: number): Promise<House> {
  execFileSync(
    process.execPath,
    [admin, 'create-admin', '--email', SECRETARIAT, '--name', 'Secretariat', '--role', 'secretariat'],
    { env: { ...process.env, DATA_DIR: folder }, input: `${PASSWORD}\n` },
  )
  const anybody = askingAt(origin, '')
  const secretariat = askingAt(origin, await signIn(origin, 'secretariat', PASSWORD))
  const parties: string[] = []
  for (let n = 1; n <= PARTIES; n++) {
    const code = `D0${n}`
    await secretariat('POST', '/parties', { code, name: `Delegation 0${n}` })
    parties.push(code)
  }
  const tokens: string[] = []
  const drafters: string[] = []
  for (let n = 0; n < PEOPLE; n++) {
    const name = `Drafter ${n}`
    const invitation = { email: `drafter-${n}@concord.example`, roles: ['drafter'], party: parties[n % PARTIES] }
    const { url } = await secretariat<{ url: string }>('POST', '/invitations', invitation)
    const accepted = { token: url.slice('/invite/'.length), name, password: PASSWORD }
    const signedIn = await anybody<{ token: string; actor: { id: string } }>('POST', '/invitations/accept', accepted)
    tokens.push(signedIn.token)
    drafters.push(signedIn.actor.id)
  }
  const charter = await secretariat<{ id: string }>('POST', '/charters', {
    slug: 'bench',
    title: 'Bench',
    languages: ['en'],
  })
  await secretariat('PATCH', `/charters/${charter.id}/settings`, { presence: 'all' })
  await secretariat('PUT', `/charters/${charter.id}/drafters`, { people: drafters, parties: [] })
  const documents: string[] = []
  for (let n = 0; n < rooms; n++) {
    const article = await secretariat<{ documents: { id: string }[] }>('POST', `/charters/${charter.id}/articles`, {
      heading: `Article of room ${n}`,
      after: null,
    })
    documents.push(article.documents[0]!.id)
  }
  return { tokens, documents }
}

async function start(options: StartOptions): Promise<Running> {
  const { tokens, documents } = JSON.parse(readFileSync(pathOf(options.folder), 'utf8')) as House
  const server = await serve(options)
  dieTogether(server.child)
  const pid = server.child.pid!
  const port = Number(new URL(server.origin).port)
  return {
    acknowledges: true,
    seat: (room, person, client) => ({
      port,
      path: `/sync/${documents[room]!}?ack=1&deflate=1&client=${client}`,
      // no two of a room are one person, and everybody is in as many rooms as everybody else
      headers: { Authorization: `Bearer ${tokens[(room * 7 + person) % PEOPLE]!}` },
      dialect: plain,
      room: String(room),
    }),
    cpu: () => cpuOf(pid),
    rss: () => rssOf(pid),
    async stop(signal) {
      await server.stop(signal)
    },
  }
}

export const concord: Engine = { name: 'concord', title: 'Concord', keeps: true, prepare, start }
