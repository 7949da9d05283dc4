import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.endPersonMembership, ({ app, actor, params }) =>
  app.endPersonMembership(actor, params.id!),
)
