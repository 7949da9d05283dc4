import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listAlternates, ({ app, actor, params }) =>
  app.listAlternates(actor, params.code!),
)

export const POST = endpoint(operations.nameAlternate, ({ app, actor, params, body }) =>
  app.nameAlternate(actor, params.code!, body),
)
