import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.withholdComment, ({ app, actor, params, body }) =>
  app.withholdComment(actor, params.id!, body),
)
