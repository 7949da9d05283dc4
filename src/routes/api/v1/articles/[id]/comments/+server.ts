import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listComments, ({ app, actor, params, query }) =>
  app.listComments(actor, params.id!, query),
)

export const POST = endpoint(operations.comment, ({ app, actor, params, body }) => app.comment(actor, params.id!, body))
