import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.undoReplacement, ({ app, actor, params, query }) =>
  app.undoReplacement(actor, params.id!, query),
)
