import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.endSitting, ({ app, actor, params, body }) =>
  app.sittings.end(actor, params.id!, body),
)
