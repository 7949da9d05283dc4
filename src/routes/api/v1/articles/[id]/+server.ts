import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const GET = endpoint(operations.readArticle, ({ app, actor, params, query }) =>
  app.readArticle(actor, params.id!, query.lang),
)
