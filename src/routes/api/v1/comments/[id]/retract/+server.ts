import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.retractComment, ({ app, actor, params }) =>
  app.retractComment(actor, params.id!),
)
