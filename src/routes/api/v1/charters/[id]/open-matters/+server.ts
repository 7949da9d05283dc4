import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.readOpenMatters, ({ app, actor, params, query }) =>
  app.readOpenMatters(actor, params.id!, query.lang),
)
