import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.readConcordance, ({ app, actor, params, query }) =>
  app.readConcordance(actor, params.id!, query.lang),
)
