/**
 * The JSON API in process: the route files themselves behind a small router, entered through the same door as in `hooks.server.ts`.
 * Every answer is held against the OpenAPI document as it passes.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { RequestEvent, RequestHandler } from '@sveltejs/kit'
import { isFromElsewhere, tokenOf } from '../../src/door.server.ts'
import { openapiDocument } from '../../src/routes/api/v1/openapi.ts'
import { problem } from '../../src/routes/api/v1/respond.ts'
import type { App } from '../../server/app.ts'

type Module = Partial<Record<string, RequestHandler>>

const modules = import.meta.glob<Module>('../../src/routes/api/**/+server.ts', { eager: true })

export interface Route {
  /** In the manner of OpenAPI, below `/api/v1`. */
  path: string
  methods: string[]
}

const PREFIX = '../../src/routes/api'
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Every route file of version 1 with what it answers. */
export const routes: Route[] = Object.entries(modules)
  .filter(([file]) => file.startsWith(`${PREFIX}/v1/`))
  .map(([file, module]) => ({
    path: file.slice(`${PREFIX}/v1`.length, -'/+server.ts'.length).replace(/\[(\w+)\]/g, '{$1}'),
    methods: METHODS.filter((method) => module[method]),
  }))

const table = Object.entries(modules)
  .map(([file, module]) => {
    const path = file.slice(PREFIX.length, -'/+server.ts'.length)
    const names = [...path.matchAll(/\[(?:\.\.\.)?(\w+)\]/g)].map((match) => match[1]!)
    const pattern = path
      .replace(/\./g, '\\.')
      .replace(/\[\\\.\\\.\\\.\w+\]/g, '(.*)')
      .replace(/\[\w+\]/g, '([^/]+)')
    return {
      module,
      names,
      pattern: new RegExp(`^/api${pattern}$`),
      rank: names.length + (path.includes('...') ? 100 : 0),
    }
  })
  // a fixed word before a parameter, the rest last: SvelteKit's own order
  .sort((a, b) => a.rank - b.rank)

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats(ajv)

type Json = Record<string, unknown>
const document = openapiDocument() as {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema: Json }> }> }>>
  components: { schemas: Record<string, Json> }
}
ajv.addSchema({ $id: 'doc', components: document.components })

/** Compiled once each: that is most of what an answer costs here. */
const validators = new Map<Json, ValidateFunction>()
function validatorOf(schema: Json): ValidateFunction {
  let validate = validators.get(schema)
  if (!validate) {
    const own = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"doc#/components')) as Json
    validators.set(schema, (validate = ajv.compile(own)))
  }
  return validate
}

/** Throws where an answer is not what the document says of this call. `path` is below `/api/v1`, without its query. */
export function hold(
  method: string,
  path: string,
  response: Pick<Response, 'status' | 'headers'>,
  body: unknown,
): void {
  const described = Object.entries(document.paths).find(
    ([template]) =>
      new RegExp(`^${template.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path) &&
      !(template.includes('{') && document.paths[path]),
  )
  const operation = described?.[1][method.toLowerCase()]
  if (!operation) return
  const answer = operation.responses[String(response.status)]
  const name = `${method} ${path} ${response.status}`
  if (!answer) throw new Error(`${name} is not in the document: ${JSON.stringify(body)}`)
  const [contentType, content] = Object.entries(answer.content ?? {})[0] ?? []
  if (!contentType || !content) {
    if (body !== null) throw new Error(`${name} should have no content`)
    return
  }
  if (response.headers.get('content-type') !== contentType)
    throw new Error(`${name} is ${response.headers.get('content-type')}, not ${contentType}`)
  const validate = validatorOf(content.schema)
  if (!validate(body))
    throw new Error(`${name}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body).slice(0, 2000)}`)
}

interface Answer {
  status: number
  headers: Headers
  /** Parsed JSON; null without content. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into it freely; its shape is held by the document
  body: any
  bytes: Uint8Array
}

export interface Caller {
  (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

export const ORIGIN = 'http://localhost:3000'

/** Calls of one person (`token` null: the public) on one application. `path` is below `/api/v1`. */
export function callerOf(app: App, token: string | null, address = '192.0.2.1'): Caller {
  return async (method, path, body, more = {}) => {
    const url = new URL(`/api/v1${path}`, ORIGIN)
    const headers = new Headers({ ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...more })
    const isText = typeof body === 'string'
    if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json')
    const request = new Request(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    })
    const response = await answer(app, request, url, address)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const text = new TextDecoder().decode(bytes)
    const parsed: unknown = text === '' ? null : JSON.parse(text)
    hold(method, url.pathname.slice('/api/v1'.length), response, parsed)
    return { status: response.status, headers: response.headers, body: parsed, bytes }
  }
}

async function answer(app: App, request: Request, url: URL, address: string): Promise<Response> {
  const jar = new Map(
    (request.headers.get('cookie') ?? '').split('; ').map((pair) => pair.split('=') as [string, string | undefined]),
  )
  const given = tokenOf(request, { get: (name) => jar.get(name) })
  if (isFromElsewhere(request, given?.by ?? null, ORIGIN)) return problem({ code: 'other-origin' })
  const actor = given && (await app.actorOf(given.token))
  for (const { module, names, pattern } of table) {
    const match = pattern.exec(url.pathname)
    if (!match) continue
    const handler = module[request.method] ?? module['fallback']
    if (!handler) return problem({ code: 'not-found' }, 405)
    const params = Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(match[i + 1]!)]))
    const event = { request, url, params, locals: { app, actor }, getClientAddress: () => address }
    return handler(event as unknown as RequestEvent)
  }
  return problem({ code: 'not-found' })
}
