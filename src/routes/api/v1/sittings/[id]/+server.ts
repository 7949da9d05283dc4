import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const GET = endpoint(operations.readSitting, ({ app, actor, params, query }) =>
  app.sittings.read(actor, params.id!, query.lang),
)
