import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listArticles, ({ app, actor, params, query }) =>
  app.listArticles(actor, params.id!, query.lang, query),
)

export const POST = endpoint(operations.createArticle, ({ app, actor, params, body }) =>
  app.createArticle(actor, params.id!, body),
)
