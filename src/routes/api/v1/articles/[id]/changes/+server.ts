import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listChanges, ({ app, actor, params, query }) =>
  app.listChanges(actor, params.id!, query),
)
