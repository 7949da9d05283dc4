import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listCharterBrackets, ({ app, actor, params, query }) =>
  app.brackets.listCharterBrackets(actor, params.id!, query.lang),
)
