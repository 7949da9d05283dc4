import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const POST = endpoint(operations.importCharter, ({ app, actor, body, query }) =>
  app.importCharter(actor, body, query.slug),
)
