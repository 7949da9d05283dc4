import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.countCharter, ({ app, actor, params, query }) =>
  app.countCharter(actor, params.id!, query.lang),
)
