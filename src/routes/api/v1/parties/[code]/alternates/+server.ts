import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'
import { aPageOf, byId } from '../../../whole-list.ts'

export const GET = endpoint(operations.listAlternates, async ({ app, actor, params, query }) =>
  aPageOf(await app.listAlternates(actor, params.code!), query, byId),
)

export const POST = endpoint(operations.nameAlternate, ({ app, actor, params, body }) =>
  app.nameAlternate(actor, params.code!, body),
)
