import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.undoReplacement, ({ app, actor, params }) =>
  app.undoReplacement(actor, params.id!),
)
