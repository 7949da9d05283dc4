import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.readAuthorship, ({ app, actor, params, query: { lang, seq } }) =>
  app.readAuthorship(actor, params.id!, { lang, seq }),
)
