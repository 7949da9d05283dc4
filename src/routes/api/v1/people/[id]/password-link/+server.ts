import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.makePasswordLink, ({ app, actor, params }) =>
  app.makePasswordLink(actor, params.id!),
)
