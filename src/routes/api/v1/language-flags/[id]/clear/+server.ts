import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.clearFlag, ({ app, actor, params }) =>
  app.brackets.clearFlag(actor, params.id!),
)
