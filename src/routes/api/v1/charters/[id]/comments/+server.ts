import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listCharterComments, ({ app, actor, params, query }) =>
  app.listCharterComments(actor, params.id!, query.lang, query.article),
)
