import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const GET = endpoint(operations.readDecision, ({ app, actor, params }) =>
  app.brackets.readDecision(actor, params.id!),
)
