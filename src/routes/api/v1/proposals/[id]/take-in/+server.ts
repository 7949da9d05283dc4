import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.takeInAmendment, ({ app, actor, params, body }) =>
  app.proposals.takeIn(actor, params.id!, body),
)
