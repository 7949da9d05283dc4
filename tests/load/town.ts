/** Who takes part in a load, and what they work on: made through the server's own command and API. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { askingAt, signIn } from '../bench/asking.ts'

/** More sockets than people: each has several open. */
export const PEOPLE = 60
const PARTIES = 6
const PASSWORD = 'correct horse battery staple'
const admin = fileURLToPath(new URL('../../server/cli/admin.ts', import.meta.url))

export interface Town {
  /** Of the drafters, by number. */
  tokens: string[]
  secretariat: string
  charter: string
  slug: string
  /** By number. */
  articles: { id: string; document: string }[]
}

/** `env`: of the server at `origin`; `articles`: how many. */
export async function furnish(origin: string, env: Record<string, string>, articles: number): Promise<Town> {
  execFileSync(
    process.execPath,
    [admin, 'create-admin', '--email', 'secretariat@concord.example', '--name', 'Secretariat', '--role', 'secretariat'],
    { env: { ...process.env, ...env }, input: `${PASSWORD}\n`, stdio: ['pipe', 'ignore', 'inherit'] },
  )
  const anybody = askingAt(origin, '')
  const token = await signIn(origin, 'secretariat', PASSWORD)
  const secretariat = askingAt(origin, token)
  for (let n = 1; n <= PARTIES; n++) await secretariat('POST', '/parties', { code: `D0${n}`, name: `Delegation 0${n}` })
  const drafters: { token: string; actor: { id: string } }[] = []
  for (let n = 0; n < PEOPLE; n++) {
    const { url } = await secretariat<{ url: string }>('POST', '/invitations', {
      ...{ email: `drafter-${n}@concord.example`, roles: ['drafter'], party: `D0${1 + (n % PARTIES)}` },
    })
    const accepted = { token: url.slice('/invite/'.length), name: `Drafter ${n}`, password: PASSWORD }
    drafters.push(await anybody('POST', '/invitations/accept', accepted))
  }
  const slug = 'load'
  const { id } = await secretariat<{ id: string }>('POST', '/charters', { slug, title: 'Load', languages: ['en'] })
  await secretariat('PATCH', `/charters/${id}/settings`, { presence: 'all' })
  await secretariat('PUT', `/charters/${id}/drafters`, { people: drafters.map(({ actor }) => actor.id), parties: [] })
  const town: Town = { tokens: drafters.map((one) => one.token), secretariat: token, charter: id, slug, articles: [] }
  for (let n = 0; n < articles; n++) {
    const heading = `Article of room ${n}`
    const path = `/charters/${id}/articles`
    const made = await secretariat<{ id: string; documents: { id: string }[] }>('POST', path, { heading, after: null })
    town.articles.push({ id: made.id, document: made.documents[0]!.id })
  }
  return town
}
