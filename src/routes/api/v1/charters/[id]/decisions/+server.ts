import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listCharterDecisions, ({ app, actor, params, query }) =>
  app.brackets.listCharterDecisions(actor, params.id!, query),
)
