import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.settleHeldWords, ({ app, actor, params, body }) =>
  app.proposals.settleHeld(actor, params.id!, body),
)
