/** Asks the house of `access-house.ts` over http and websocket, as anybody in it, and says in one number what was answered. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import * as Y from 'yjs'
import { makeDataDir } from './server-process.ts'
import { BareClient } from './sync-client.ts'
import type { HouseHere } from './access-cast.ts'
import type { Makers } from './access-house.ts'

export interface OpenHouse extends HouseHere {
  make: Makers
  /** Everything it printed so far. */
  output(): string
  close(): Promise<void>
}

const script = fileURLToPath(new URL('./access-house.ts', import.meta.url))

/** Starts it on a free loopback port over an empty database. */
export async function openAccessHouse(env: Record<string, string> = {}): Promise<OpenHouse> {
  const { dataDir, remove } = makeDataDir()
  const child = fork(script, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
    env: {
      ...process.env,
      PORT: '0',
      ORIGIN: undefined,
      LOG_LEVEL: 'warn',
      DATA_DIR: dataDir,
      LOGIN_ATTEMPTS: '1000',
      ...env,
    },
  })
  let printed = ''
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const house = await new Promise<HouseHere>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the house ended (${code}): ${printed}`)))
    child.on('message', (message: { house?: HouseHere; id?: number; value?: unknown; error?: string }) => {
      if (message.house) return resolve(message.house)
      const asked = waiting.get(message.id!)
      waiting.delete(message.id!)
      if (message.error === undefined) asked?.resolve(message.value)
      else asked?.reject(new Error(message.error))
    })
  })
  let last = 0
  const make = new Proxy({} as Makers, {
    get:
      (_, name: string) =>
      (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          const id = ++last
          waiting.set(id, { resolve, reject })
          child.send({ id, make: name, args })
        }),
  })
  return {
    ...house,
    make,
    output: () => printed,
    async close() {
      child.removeAllListeners('exit')
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      remove()
    },
  }
}

export interface Answer {
  status: number
  /** Of the page or the JSON; of an action, what it answered. */
  body: string
  headers: Headers
}

/** Where a redirection leads: to the sign-in page is 401. */
const ofRedirect = (location: string | null): number => (location?.startsWith('/sign-in') ? 401 : 303)

interface Call {
  origin: string
  token: string | null
  path: string
  /** With the question mark, or empty. */
  search: string
}
const send = (
  { origin, path, search }: Call,
  method: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Response> =>
  fetch(`${origin}${path}${search}`, { method, redirect: 'manual', headers, ...(body === undefined ? {} : { body }) })
const cookie = (token: string | null): Record<string, string> =>
  token === null ? {} : { cookie: `concord_session=${token}` }
const answered = async (response: Response): Promise<Answer> => ({
  status: [301, 302, 303, 307, 308].includes(response.status)
    ? ofRedirect(response.headers.get('location'))
    : response.status,
  body: await response.text(),
  headers: response.headers,
})

/** A page as a browser asks for it. */
export const askPage = async (call: Call): Promise<Answer> =>
  answered(await send(call, 'GET', { ...cookie(call.token), accept: 'text/html' }))

/** The same page's data, as its script would ask for it. */
export async function askData(call: Call): Promise<Answer> {
  const path = `${call.path === '/' ? '' : call.path}/__data.json`
  const response = await send({ ...call, path }, 'GET', cookie(call.token))
  const answer = await answered(response)
  if (response.status !== 200) return answer
  const data = JSON.parse(answer.body.split('\n')[0]!) as {
    type: string
    location?: string
    nodes?: ({ type: string; status?: number } | null)[]
  }
  if (data.type === 'redirect') return { ...answer, status: ofRedirect(data.location!) }
  const failed = data.nodes?.find((node) => node?.type === 'error')
  return failed ? { ...answer, status: failed.status ?? 500 } : answer
}

/** A form of a page, and what its action answered. */
export async function askForm(call: Call, body: Record<string, unknown> = {}): Promise<Answer> {
  const fields = new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)]))
  const response = await send(
    call,
    'POST',
    {
      ...cookie(call.token),
      origin: call.origin,
      accept: 'application/json',
      'x-sveltekit-action': 'true',
      'content-type': 'application/x-www-form-urlencoded',
    },
    fields.toString(),
  )
  const answer = await answered(response)
  if (!response.ok) return answer
  const result = JSON.parse(answer.body) as { type: string; status?: number; location?: string }
  if (result.type === 'redirect') return { ...answer, status: ofRedirect(result.location ?? null) }
  return { ...answer, status: result.type === 'success' ? 200 : result.status! }
}

/** An address of the API by bearer, or one beside the pages by cookie and, where it takes no JSON, as a form. */
export async function askAddress(
  call: Call,
  method: string,
  body?: Record<string, unknown>,
  more: Record<string, string> = {},
): Promise<Answer> {
  const isApi = call.path.startsWith('/api/')
  const who: Record<string, string> = isApi
    ? call.token === null
      ? {}
      : { authorization: `Bearer ${call.token}` }
    : { ...cookie(call.token), origin: call.origin }
  const isJson = isApi || call.path === '/sign-in/again'
  const sent =
    body === undefined
      ? undefined
      : isJson
        ? JSON.stringify(body)
        : new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)])).toString()
  const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded'
  return answered(
    await send(call, method, { ...who, ...more, ...(sent !== undefined && { 'content-type': type }) }, sent),
  )
}

/** Opens a socket and writes a letter: 200 is on disk, 423 was dropped as read-only; else the status that the upgrade was refused with. */
export async function askSocket({ origin, token, path }: Call): Promise<Answer> {
  const [, sync, document] = path.split('/')
  const doc = new Y.Doc()
  const client = new BareClient(`${origin.replace('http', 'ws')}/${sync}`, document!, {
    ...(token !== null && { token }),
    query: `?ack=1&client=${doc.clientID}`,
  })
  await client.until(() => client.status !== null || client.isOpen() || client.closed !== null)
  const said = (status: number): Answer => ({ status, body: '', headers: new Headers() })
  if (client.status !== null) return said(client.status)
  await client.fetch(doc)
  const text = doc.getText('default')
  const before = Y.encodeStateVector(doc)
  text.insert(text.length, 'x')
  client.sendUpdate(Y.encodeStateAsUpdate(doc, before))
  await client.until(() => client.of('read-only').length > 0 || client.acknowledged > 0 || client.closed !== null)
  const status = client.of('read-only').length > 0 ? 423 : client.acknowledged > 0 ? 200 : client.closed!.code
  await client.close()
  return said(status)
}
