import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listArticleDecisions, ({ app, actor, params, query }) =>
  app.brackets.listArticleDecisions(actor, params.id!, query),
)
