import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.moveRoom, ({ app, actor, params, body }) =>
  app.sittings.move(actor, params.id!, body),
)
