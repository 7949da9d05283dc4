import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.withdrawVersion, ({ app, actor, params, body }) =>
  app.withdrawVersion(actor, params.id!, body),
)
