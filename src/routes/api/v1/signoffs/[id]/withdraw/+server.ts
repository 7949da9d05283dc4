import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.withdrawSignoff, ({ app, actor, params, body }) =>
  app.withdrawSignoff(actor, params.id!, body),
)
