import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.placeArticle, ({ app, actor, params, body }) =>
  app.placeArticle(actor, params.id!, body),
)
