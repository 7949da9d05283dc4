import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.restoreArticle, ({ app, actor, params, body }) =>
  app.restoreArticle(actor, params.id!, body),
)
