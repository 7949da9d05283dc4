import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const GET = endpoint(operations.readArticle, ({ app, actor, params, query }) =>
  app.readArticle(actor, params.id!, query.lang),
)

export const DELETE = endpoint(operations.deleteArticle, ({ app, actor, params, body }) =>
  app.deleteArticle(actor, params.id!, body),
)
