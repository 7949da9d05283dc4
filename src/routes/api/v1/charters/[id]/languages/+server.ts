import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.addLanguage, ({ app, actor, params, body }) =>
  app.addLanguage(actor, params.id!, body),
)
