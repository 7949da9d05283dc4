import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listSittings, ({ app, actor, params, query }) =>
  app.sittings.list(actor, params.id!, query),
)

export const POST = endpoint(operations.beginSitting, ({ app, actor, params, body }) =>
  app.sittings.begin(actor, params.id!, body),
)
