import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const DELETE = endpoint(operations.dismissAlternate, ({ app, actor, params }) =>
  app.dismissAlternate(actor, params.id!),
)
