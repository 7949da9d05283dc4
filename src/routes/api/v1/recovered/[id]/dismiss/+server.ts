import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.dismissRecovered, ({ app, actor, params }) =>
  app.dismissRecovered(actor, params.id!),
)
