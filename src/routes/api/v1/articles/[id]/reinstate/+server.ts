import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.reinstateArticle, ({ app, actor, params, query }) =>
  app.reinstateArticle(actor, params.id!, query),
)
