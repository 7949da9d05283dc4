import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.setArticleStatus, ({ app, actor, params, body }) =>
  app.setArticleStatus(actor, params.id!, body),
)
