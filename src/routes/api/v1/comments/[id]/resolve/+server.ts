import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.resolveComment, ({ app, actor, params }) =>
  app.resolveComment(actor, params.id!),
)
