/** The OpenAPI 3.1 document, written from the table of operations and the shapes. */
import { HATS } from '../../../lib/domain/hat.ts'
import { toJsonSchema } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'
import { REFUSALS, type RefusalCode } from '../../../lib/domain/result.ts'
import { isPersonal, mayBeKeyed, type Operation, type QueryName } from './operation.ts'
import { operations } from './operations.ts'
import * as accountShapes from './shapes-accounts.ts'
import * as agreementShapes from './shapes-agreement.ts'
import * as articleShapes from './shapes-articles.ts'
import * as bracketShapes from './shapes-brackets.ts'
import * as charterShapes from './shapes-charters.ts'
import * as commentShapes from './shapes-comments.ts'
import * as comparisonShapes from './shapes-comparisons.ts'
import * as peopleShapes from './shapes-people.ts'
import * as proposalShapes from './shapes-proposals.ts'
import * as recordShapes from './shapes-record.ts'
import * as versionShapes from './shapes-versions.ts'
import * as shapes from './shapes.ts'

type Json = Record<string, unknown>

const PROBLEM_REF = { $ref: '#/components/schemas/problem' }

const QUERY: Record<QueryName, Json> = {
  limit: { schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 }, description: 'Items a page' },
  cursor: { schema: { type: 'string' }, description: 'The `next` of the page before' },
  lang: { schema: { type: 'string' }, description: 'BCP 47; the original language where nothing is said' },
  q: { schema: { type: 'string', maxLength: 200 }, description: 'The words looked for, one line' },
  matchCase: { schema: { type: 'boolean', default: false }, description: 'Capitals count' },
  wholeWords: { schema: { type: 'boolean', default: false }, description: 'Only whole words of the language' },
  looseArabic: {
    schema: { type: 'boolean', default: false },
    description: 'Arabic vowel signs, elongation and the seats of hamza do not count',
  },
  seq: {
    schema: { type: 'integer', minimum: 1 },
    description: 'An entry of the journal; the last where nothing is said',
  },
  from: {
    schema: { type: 'string' },
    description:
      'Of texts: a version by number or id, `now`, or an instant (RFC 3339 UTC). Of the record: an instant, included',
  },
  to: { schema: { type: 'string' }, description: 'As `from`; of the record, the instant itself is left out' },
  article: { schema: { type: 'string' }, description: 'Id of the article that is asked about alone' },
  person: { schema: { type: 'string' }, description: 'Id of the person whose acts are asked for; `system`: of nobody' },
  act: { schema: { type: 'string' }, description: 'An act by its name in the record' },
  kind: { schema: { type: 'string', enum: ['modified'] }, description: 'Of a proposal’s texts: the pen-holder’s copy' },
  party: { schema: { type: 'string' }, description: 'Code of a delegation' },
  status: { schema: { type: 'string' }, description: 'A state of a proposal, or `open`' },
  block: { schema: { type: 'string' }, description: 'Id of a block that it changes' },
  copy: {
    schema: { type: 'boolean', default: false },
    description: 'With the pen-holder’s modified copy in its place',
  },
  mine: { schema: { type: 'boolean', default: false }, description: 'Your own delegation’s alone' },
  as: { schema: { type: 'string', enum: HATS }, description: 'In which capacity, where there are several' },
  mark: { schema: { type: 'string' }, description: 'Of the words as they were read' },
  slug: { schema: { type: 'string' }, description: 'Address of the charter; else the file’s own, else from its title' },
}

/** Named once and referred to: the shapes that are exported by name and go out. */
const NAMED = new Map<GenericSchema, string>(
  [
    shapes,
    accountShapes,
    agreementShapes,
    articleShapes,
    bracketShapes,
    charterShapes,
    commentShapes,
    comparisonShapes,
    peopleShapes,
    proposalShapes,
    recordShapes,
    versionShapes,
  ]
    .flatMap((of) => Object.entries(of))
    .flatMap(([name, schema]) => (typeof schema === 'function' ? [] : [[schema as GenericSchema, name] as const])),
)

function schemaOf(schema: GenericSchema): Json {
  const name = NAMED.get(schema)
  return name === undefined ? jsonSchema(schema) : { $ref: `#/components/schemas/${name}` }
}

function jsonSchema(schema: GenericSchema): Json {
  const { $schema: _draft, ...rest } = toJsonSchema(schema, { target: 'draft-2020-12', errorMode: 'throw' }) as Json
  return rest
}

const PERSON = {
  name: 'Concord-Person',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: 'Id of the person whose act this is meant to be; under anybody else’s session it is refused',
}

const KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', pattern: '^[!-~]{1,200}$' },
  description: 'Sent again with the same key within seven days, the same request is not done again: 409 `already-done`',
}

/** What any call of this kind may be refused with. */
function refusalsOf(operation: Operation): RefusalCode[] {
  const all = new Set<RefusalCode>(operation.refusals)
  if (operation.signedIn) all.add('not-signed-in')
  if (operation.body) all.add('invalid').add('too-large')
  if (operation.query) all.add('invalid')
  if (operation.method !== 'GET') all.add('other-origin')
  if (isPersonal(operation)) all.add('other-person')
  if (mayBeKeyed(operation)) all.add('already-done').add('invalid')
  all.add('away')
  return [...all]
}

function responsesOf(operation: Operation): Json {
  const { status, schema } = operation.answer
  const responses: Json = {
    [status]:
      schema === null
        ? { description: 'Done' }
        : { description: 'Done', content: { 'application/json': { schema: schemaOf(schema) } } },
  }
  if (operation.isValidated) responses[304] = { description: 'You have it already' }
  const byStatus = Map.groupBy(refusalsOf(operation), (code) => REFUSALS[code])
  for (const [refused, codes] of [...byStatus].sort(([a], [b]) => a - b))
    responses[refused] = {
      description: codes.map((code) => `\`${code}\``).join(', '),
      content: { 'application/problem+json': { schema: PROBLEM_REF } },
      ...(refused === 429
        ? { headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds' } } }
        : {}),
    }
  return responses
}

const described = (id: string, operation: Operation): Json => ({
  operationId: id,
  summary: operation.summary,
  security: operation.signedIn ? [{ bearer: [] }, { cookie: [] }] : [{}, { bearer: [] }, { cookie: [] }],
  parameters: [
    ...[...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...(operation.query ?? []).map((name) => ({ name, in: 'query', required: false, ...QUERY[name] })),
    ...(isPersonal(operation) ? [PERSON] : []),
    ...(mayBeKeyed(operation) ? [KEY] : []),
  ],
  ...(operation.body
    ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(operation.body) } } } }
    : {}),
  responses: responsesOf(operation),
})

function write(): Json {
  const paths: Record<string, Json> = {}
  for (const [id, operation] of Object.entries(operations) as [string, Operation][])
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = described(id, operation)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Concord',
      version: '1',
      description:
        'Everything a page can do, a program can do. Instants are RFC 3339 UTC, ids opaque, lists `{items, next}`.',
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      schemas: Object.fromEntries([...NAMED].map(([schema, name]) => [name, jsonSchema(schema)])),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The token of `POST /sessions`' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'concord_session',
          description: 'A request that changes something must come from the same origin',
        },
      },
    },
  }
}

let written: Json | null = null

/** The document; written at its first reading. */
export const openapiDocument = (): Json => (written ??= write())
