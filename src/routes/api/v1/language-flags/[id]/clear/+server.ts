import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.clearFlag, ({ app, actor, params, query }) =>
  app.brackets.clearFlag(actor, params.id!, query),
)
