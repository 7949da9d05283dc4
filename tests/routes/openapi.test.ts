/** The OpenAPI document and the routes: each holds the other. */
import { expect, test } from 'vitest'
import { openapiDocument } from '../../src/routes/api/v1/openapi.ts'
import { routes } from '../support/api.ts'

const document = openapiDocument() as {
  openapi: string
  paths: Record<string, Record<string, { operationId: string; parameters: { name: string; in: string }[] }>>
  components: { schemas: Record<string, unknown> }
}

const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
)
const served = routes.flatMap(({ path, methods }) => methods.map((method) => `${method} ${path}`))

test('every route and method is in the document, and nothing else is', () => {
  expect(served.toSorted()).toEqual(described.toSorted())
  expect(new Set(served).size).toBe(served.length)
})

test('operations have ids of their own, and a parameter for every name in their path', () => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, ...operation })),
  )
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { path, parameters } of operations)
    expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(
      [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]),
    )
})

test('what it refers to is there', () => {
  const refs = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]!)
  expect(refs.length).toBeGreaterThan(20)
  expect(refs.filter((name) => !(name in document.components.schemas))).toEqual([])
  expect(document.openapi).toBe('3.1.0')
})

test.each([
  'POST /sessions',
  'GET /me',
  'DELETE /sessions/current',
  'GET /charters',
  'POST /charters',
  'POST /charters/import',
  'GET /charters/{id}/articles',
  'POST /charters/{id}/articles',
  'GET /articles/{id}',
  'GET /articles/{id}/comments',
  'POST /articles/{id}/comments',
  'POST /comments/{id}/replies',
  'POST /comments/{id}/resolve',
  'POST /comments/{id}/reopen',
  'POST /charters/{id}/versions',
  'POST /versions/{id}/publish',
  'POST /versions/{id}/withdraw',
  'GET /charters/{id}/versions',
  'GET /versions/{id}',
  'GET /versions/{id}/canonical',
  'GET /versions/{id}/compare/{otherId}',
  'POST /versions/{id}/signoffs',
  'GET /versions/{id}/signoffs',
  'POST /signoffs/{id}/withdraw',
  'GET /audit',
  'GET /audit/verify',
])('the contract has %s', (call) => {
  expect(served).toContain(call)
})
