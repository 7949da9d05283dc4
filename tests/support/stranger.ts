/**
 * A stranger's program against a started demo: http and websockets alone, nothing of the code behind them. What the contract says of every answer
 * is asked of every answer: problems, instants, parties, roles, lists, and the OpenAPI document.
 */
import { createHash } from 'node:crypto'
import { ROLES } from '../../src/lib/domain/actor.ts'
import { hold } from './api.ts'
import { DEMO_PASSWORD, makeDataDir, startServer, type ServerProcess } from './server-process.ts'

export interface Answer {
  status: number
  headers: Headers
  /** Parsed JSON; null without content. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into it freely; its shape is held by the document
  body: any
  bytes: Buffer
}

export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

export interface Demo {
  server: ServerProcess
  /** Calls of whoever nobody knows. */
  anyone: Call
  /** Of somebody of the demo, such as `drafter-01`; signed in once. */
  as(name: string): Promise<Call>
  tokenOf(name: string): Promise<string>
  close(): Promise<void>
}

/** The demo as `npm run demo` starts it, once it is built. */
export async function openDemo(env: Record<string, string> = {}): Promise<Demo> {
  const { dataDir, remove } = makeDataDir()
  const server = await startServer({ entry: 'demo', dataDir, env })
  const tokens = new Map<string, Promise<string>>()
  const anyone = callsOf(server.origin, null)
  const tokenOf = (name: string): Promise<string> => {
    if (!tokens.has(name)) tokens.set(name, signIn(anyone, name))
    return tokens.get(name)!
  }
  return {
    ...{ server, anyone, tokenOf },
    as: async (name) => callsOf(server.origin, await tokenOf(name)),
    async close() {
      await server.stop()
      remove()
    },
  }
}

async function signIn(anyone: Call, name: string): Promise<string> {
  const { status, body } = await anyone('POST', '/sessions', {
    email: `${name}@concord.example`,
    password: DEMO_PASSWORD,
  })
  if (status !== 201) throw new Error(`${name} may not sign in: ${JSON.stringify(body)}`)
  return body.token as string
}

const callsOf =
  (origin: string, token: string | null): Call =>
  async (method, path, body, more = {}) => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const parsed: unknown = bytes.length === 0 ? null : JSON.parse(bytes.toString('utf8'))
    const name = `${method} ${path} ${response.status}`
    if (response.status >= 400) asProblemsAre(name, response, parsed as Record<string, unknown>)
    else if (!path.includes('/export') && path !== '/openapi.json') asAnswersAre(name, parsed)
    hold(method, path.replace(/\?.*/, ''), response, parsed)
    return { status: response.status, headers: response.headers, body: parsed, bytes }
  }

function asProblemsAre(name: string, response: Response, body: Record<string, unknown>): void {
  const wrong = (what: string): never => {
    throw new Error(`${name}: ${what} in ${JSON.stringify(body)}`)
  }
  if (response.headers.get('content-type') !== 'application/problem+json') wrong('no problem')
  if (body['status'] !== response.status) wrong('another status')
  for (const part of ['type', 'title', 'detail', 'code']) if (typeof body[part] !== 'string') wrong(`no ${part}`)
  if (!/^[a-z]+(-[a-z]+)*$/.test(String(body['code']))) wrong('no constant')
  if (!/^[\x20-\x7e’“”]+$/.test(String(body['title']))) wrong('no English title')
  if (/node_modules|\.(ts|js|svelte):\d|\bat \S+ \(/.test(JSON.stringify(body))) wrong('the inside')
  if (response.status === 422) {
    const faults = body['errors'] as { path?: unknown; message?: unknown }[] | undefined
    if (!faults?.length || !faults.every((one) => typeof one.path === 'string' && typeof one.message === 'string'))
      wrong('no faults')
  }
  if (response.status === 429 && !(Number(response.headers.get('retry-after')) > 0)) wrong('no word of when')
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** Instants are UTC with `Z`, a party is its code and name or null, roles are those there are, lists end with `next`. */
function asAnswersAre(name: string, value: unknown, path = ''): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) return value.forEach((member, i) => asAnswersAre(name, member, `${path}[${i}]`))
  const wrong = (what: string): never => {
    throw new Error(`${name}: ${path} ${what} in ${JSON.stringify(value).slice(0, 500)}`)
  }
  const members = value as Record<string, unknown>
  for (const [key, member] of Object.entries(members)) {
    // a file of earlier talks is told as it was written
    if (key === 'past') continue
    if (/(?:^at|[a-z]At)$/.test(key) && typeof member === 'string' && !INSTANT.test(member))
      wrong(`${key} is no instant`)
    if (
      key === 'party' &&
      member !== null &&
      Object.keys(member as object)
        .toSorted()
        .join() !== 'code,name'
    )
      wrong('has a party that is not {code, name}')
    if (key === 'roles' && !(member as string[]).every((role) => (ROLES as readonly string[]).includes(role)))
      wrong('has other roles')
    if (key === 'next' && member !== null && (typeof member !== 'string' || !Array.isArray(members['items'])))
      wrong('is no list')
    asAnswersAre(name, member, path === '' ? key : `${path}.${key}`)
  }
}

/** RFC 8785 by hand, as a stranger would write it: the names of an object by UTF-16 units, no spaces. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const names = Object.keys(value).sort((a, b) => (a < b ? -1 : 1))
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson((value as Record<string, unknown>)[name])}`).join(',')}}`
}

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
