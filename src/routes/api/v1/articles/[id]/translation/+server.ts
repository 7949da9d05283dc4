import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.readTranslation, ({ app, actor, params, query }) =>
  app.readTranslation(actor, params.id!, query.lang ?? ''),
)
