import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listArticleBrackets, ({ app, actor, params, query }) =>
  app.brackets.listArticleBrackets(actor, params.id!, query.lang),
)

export const POST = endpoint(operations.putBracket, ({ app, actor, params, body }) =>
  app.brackets.putBracket(actor, params.id!, body),
)
