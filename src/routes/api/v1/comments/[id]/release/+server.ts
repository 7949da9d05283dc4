import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.releaseComment, ({ app, actor, params }) =>
  app.releaseComment(actor, params.id!),
)
