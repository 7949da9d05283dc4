/** A route of the API from a row of the table: parse, call one verb, respond. */
import type { RequestEvent, RequestHandler } from '@sveltejs/kit'
import * as v from 'valibot'
import type { Actor } from '../../../lib/domain/actor.ts'
import { HATS, type Hat } from '../../../lib/domain/hat.ts'
import { isLanguageTag } from '../../../lib/domain/language.ts'
import { refuse, type Fault, type Result } from '../../../lib/domain/result.ts'
import type { App as Concord } from '../../../../server/app.ts'
import { isPersonal, mayBeKeyed, type Operation, type QueryName } from './operation.ts'
import { isKey, KEY_HEADER, keyed } from '../../request-key.server.ts'
import { problem } from './respond.ts'

/** Whose act it is, by the page it comes from. Nothing is done in another's name. */
export const PERSON_HEADER = 'concord-person'

const BODY_LIMIT = 256 * 1024

interface Query {
  limit?: number
  cursor?: string
  lang?: string
  slug?: string
  party?: string
  seq?: number
  from?: string
  person?: string
  act?: string
  to?: string
  article?: string
  q?: string
  matchCase?: boolean
  wholeWords?: boolean
  looseArabic?: boolean
  status?: string
  block?: string
  mine?: boolean
  kind?: string
  mark?: string
  copy?: boolean
  as?: Hat
}

export interface Call<O extends Operation> {
  app: Concord
  /** Null: the public. Where the table says `signedIn`, never null. */
  actor: O['signedIn'] extends true ? Actor : Actor | null
  params: Record<string, string>
  query: Query
  body: O['body'] extends v.GenericSchema ? v.InferOutput<O['body']> : undefined
  event: RequestEvent
}

type Answer<O extends Operation> = O['answer']['schema'] extends v.GenericSchema
  ? v.InferInput<O['answer']['schema']>
  : null

export function endpoint<O extends Operation>(
  operation: O,
  act: (call: Call<O>) => Promise<Result<Answer<O>> | Response>,
): RequestHandler {
  return async (event: RequestEvent): Promise<Response> => {
    const { app, actor } = event.locals
    if (operation.signedIn && actor === null) return problem({ code: 'not-signed-in' })
    // SY15: somebody else may have signed in in this browser since the page was made, whose act this is not
    const person = event.request.headers.get(PERSON_HEADER)
    if (isPersonal(operation) && person !== null && person !== actor?.id) return problem({ code: 'other-person' })
    const query = readQuery(event.url, operation.query ?? [])
    if (!query.ok) return problem(query)
    const body = await readBody(event.request, operation)
    if (!body.ok) return problem(body)
    const params = Object.fromEntries(Object.entries(event.params).map(([name, value]) => [name, value ?? '']))
    // no id has it, and PostgreSQL refuses to look
    if (Object.values(params).some((value) => value.includes('\0'))) return problem({ code: 'not-found' })
    const key = event.request.headers.get(KEY_HEADER)
    if (mayBeKeyed(operation) && key !== null) {
      if (!isKey(key)) return problem(NO_KEY)
      const before = await keyed(event, key, body.value ?? null)
      if (!before.ok) return problem(before)
      if (before.value !== null) return problem({ code: 'already-done', subject: before.value })
    }
    const call = { app, actor, params, query: query.value, body: body.value, event } as Call<O>
    const answer = await act(call)
    if (answer instanceof Response) return answer
    if (!answer.ok) return problem(answer)
    const { status, schema } = operation.answer
    // what the public reads may be kept and asked about again; what an act answers, a token above all, may not
    const isPublic = actor === null && operation.method === 'GET'
    const headers = { 'cache-control': isPublic ? 'no-cache' : 'private, no-store' }
    return schema === null
      ? new Response(null, { status, headers })
      : Response.json(answer.value, { status, headers: { ...headers, 'content-type': 'application/json' } })
  }
}

const NO_KEY = refuse('invalid', {
  errors: [{ path: 'Idempotency-Key', message: 'must be 1 to 200 letters, digits and signs without spaces' }],
})

const YES_OR_NO = ['matchCase', 'wholeWords', 'looseArabic', 'mine', 'copy'] as const
const isYesOrNo = (name: QueryName): name is (typeof YES_OR_NO)[number] => YES_OR_NO.some((one) => one === name)

/** Query parameters of the table; others are left alone. */
function readQuery(url: URL, names: readonly QueryName[]): Result<Query> {
  const query: Query = {}
  const errors: Fault[] = []
  for (const name of names) {
    const value = url.searchParams.get(name)
    if (value === null) continue
    if (name === 'seq') {
      if (!/^[1-9][0-9]{0,8}$/.test(value)) errors.push({ path: name, message: 'must be a whole number from 1' })
      else query.seq = Number(value)
    } else if (name === 'limit') {
      if (!/^[0-9]{1,9}$/.test(value) || Number(value) < 1)
        errors.push({ path: name, message: 'must be a whole number from 1 to 500' })
      else query.limit = Math.min(Number(value), 500)
    } else if (isYesOrNo(name)) {
      if (value !== 'true' && value !== 'false') errors.push({ path: name, message: 'must be true or false' })
      else query[name] = value === 'true'
    } else if (name === 'as') {
      const hat = HATS.find((one) => one === value)
      if (hat) query.as = hat
      else errors.push({ path: name, message: `must be one of ${HATS.join(', ')}` })
    } else if (name === 'lang' && !isLanguageTag(value)) errors.push({ path: name, message: 'is not a language tag' })
    else if (value.length > 500 || value.includes('\0')) errors.push({ path: name, message: 'is not valid' })
    else query[name] = value
  }
  return errors.length > 0 ? refuse('invalid', { errors }) : { ok: true, value: query }
}

async function readBody(request: Request, operation: Operation): Promise<Result<unknown>> {
  if (!operation.body) return { ok: true, value: undefined }
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? ''))
    return refuse('invalid', { errors: [{ path: '', message: 'the body must be JSON, sent as application/json' }] })
  const text = await readText(request, operation.bodyLimit ?? BODY_LIMIT)
  if (!text.ok) return text
  let json: unknown
  try {
    json = JSON.parse(text.value)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return refuse('invalid', { errors: [{ path: '', message: 'the body is not JSON' }] })
  }
  const errors = noughts(json, '')
  if (errors.length > 0) return refuse('invalid', { errors })
  const parsed = v.safeParse(operation.body, json)
  if (parsed.success) return { ok: true, value: parsed.output }
  return refuse('invalid', {
    errors: parsed.issues.map((issue) => ({ path: pathOf(issue), message: issue.message })),
  })
}

/** Strings with U+0000, which PostgreSQL cannot hold, by their paths. Levels beyond 100 are the shape's to refuse. */
function noughts(value: unknown, path: string, depth = 0): Fault[] {
  if (typeof value === 'string') return value.includes('\0') ? [{ path, message: 'must not contain U+0000' }] : []
  if (typeof value !== 'object' || value === null || depth > 100) return []
  return Array.isArray(value)
    ? value.flatMap((member, i) => noughts(member, `${path}[${i}]`, depth + 1))
    : Object.entries(value).flatMap(([key, member]) => noughts(member, path === '' ? key : `${path}.${key}`, depth + 1))
}

/**
 * The body as text; `too-large` where it has more bytes than `limit`, `invalid` where it is not UTF-8. What is too large is heard to its end, which the server
 * bounds, and not kept: whoever is cut off while they send never reads the answer.
 */
async function readText(request: Request, limit: number): Promise<Result<string>> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    if (size <= limit) parts.push(value)
    else parts.length = 0
  }
  if (size > limit) return refuse('too-large')
  const bytes = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return refuse('invalid', { errors: [{ path: '', message: 'the body is not UTF-8' }] })
  }
}

/** `articles[3].text`, in the manner of all faults. */
const pathOf = (issue: v.BaseIssue<unknown>): string =>
  (issue.path ?? []).reduce(
    (path, { key }) =>
      typeof key === 'number' ? `${path}[${key}]` : path === '' ? String(key) : `${path}.${String(key)}`,
    '',
  )
