import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.publishVersion, ({ app, actor, params }) =>
  app.publishVersion(actor, params.id!),
)
