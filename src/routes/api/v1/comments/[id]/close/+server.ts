import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.closeComment, ({ app, actor, params, body }) =>
  app.closeComment(actor, params.id!, body),
)
